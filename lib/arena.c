/* Memory freed all at once. */
#include "arena.h"

#include <string.h>

#define ALIGN 16
#define BLOCK_MAX (256 * 1024)

struct block {
	struct block *older;
	gsize size, used; /* of bytes */
	char bytes[] __attribute__((aligned(ALIGN)));
};

struct arena {
	struct block *block;
};

static void
add_block(struct arena *a, gsize size)
{
	struct block *block = g_malloc(sizeof(*block) + size);

	block->older = a->block;
	block->size = size;
	block->used = 0;
	a->block = block;
}

struct arena *
arena_new(gsize bytes)
{
	struct arena *a = g_new0(struct arena, 1);

	add_block(a, MAX(bytes, 256));
	return a;
}

void
arena_free(struct arena *a)
{
	struct block *block = a ? a->block : NULL;

	while (block) {
		struct block *older = block->older;

		g_free(block);
		block = older;
	}
	g_free(a);
}

void *
arena_alloc(struct arena *a, gsize n)
{
	void *p;

	n = (n + ALIGN - 1) & ~(gsize)(ALIGN - 1);
	if (n > a->block->size - a->block->used)
		add_block(a, MAX(n, MIN(a->block->size * 2, BLOCK_MAX)));
	p = a->block->bytes + a->block->used;
	a->block->used += n;
	return p;
}

char *
arena_text(struct arena *a, const char *text, gsize length)
{
	char *copy = arena_alloc(a, length + 1);

	if (length) /* without any, text may be NULL */
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}
