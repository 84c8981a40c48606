/* Replacements in a text. */
#include "patch.h"

#include <string.h>

static void
patch_clear(gpointer patch)
{
	g_free(((struct patch *)patch)->text);
}

struct patches
patches_new(const char *text, gsize length)
{
	struct patches p = {text, length, g_array_new(FALSE, FALSE, sizeof(struct patch))};

	g_array_set_clear_func(p.list, patch_clear);
	return p;
}

void
patches_clear(struct patches *p)
{
	g_clear_pointer(&p->list, g_array_unref);
}

void
patches_add(struct patches *p, gsize start, gsize end, char *text)
{
	struct patch patch = {start, end, p->list->len, text, FALSE};

	g_array_append_val(p->list, patch);
}

void
patches_add_lines(struct patches *p, gsize at, char *text)
{
	struct patch patch = {at, at, p->list->len, text, TRUE};

	g_array_append_val(p->list, patch);
}

static int
patch_compare(gconstpointer a, gconstpointer b)
{
	const struct patch *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return (left->turn > right->turn) - (left->turn < right->turn);
}

static void
end_last_line(GString *out)
{
	if (out->len && out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
}

char *
patches_apply(struct patches *p)
{
	GString *out = g_string_sized_new(p->length + 256);
	gsize done = 0;

	g_array_sort(p->list, patch_compare);
	for (guint i = 0; i < p->list->len; i++) {
		const struct patch *patch = &g_array_index(p->list, struct patch, i);

		g_string_append_len(out, p->text + done, (gssize)(MAX(patch->start, done) - done));
		if (patch->lines)
			end_last_line(out);
		g_string_append(out, patch->text);
		done = MAX(patch->end, done);
	}
	g_string_append(out, p->text + done);
	return g_string_free(out, FALSE);
}

gsize
line_start(const struct patches *p, gsize offset)
{
	while (offset > 0 && p->text[offset - 1] != '\n')
		offset--;
	return offset;
}

gsize
line_end(const struct patches *p, gsize offset)
{
	const char *end = memchr(p->text + offset, '\n', p->length - offset);

	return end ? (gsize)(end - p->text) : p->length;
}

gsize
line_next(const struct patches *p, gsize offset)
{
	return MIN(line_end(p, offset) + 1, p->length);
}
