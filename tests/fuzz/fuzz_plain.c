/* Fuzz target: the short way through the plain form gives what libyaml gives, node by node, and never takes what it refuses. */
#include "doc_private.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
assert_same(const struct node *a, const struct node *b)
{
	g_assert_true(a->type == b->type && a->style == b->style && a->n == b->n);
	g_assert_cmpint(a->line, ==, b->line);
	g_assert_cmpint(a->column, ==, b->column);
	g_assert_cmpuint(a->start, ==, b->start);
	g_assert_cmpuint(a->end, ==, b->end);
	g_assert_cmpstr(a->text, ==, b->text);
	for (guint i = 0; i < a->n; i++) {
		assert_same(a->items[i], b->items[i]);
		if (a->type == NODE_MAP)
			assert_same(a->keys[i], b->keys[i]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) err_a = NULL, err_b = NULL;
	AUTO(doc) a = doc_parse_by("fuzz", (const char *)data, size, TRUE, &err_a);
	AUTO(doc) b = doc_parse_by("fuzz", (const char *)data, size, FALSE, &err_b);

	g_assert_true((a != NULL) == (b != NULL));
	if (a && b) {
		g_assert_true((a->root != NULL) == (b->root != NULL));
		if (a->root)
			assert_same(a->root, b->root);
	} else
		g_assert_cmpstr(err_a->message, ==, err_b->message);
	return 0;
}
