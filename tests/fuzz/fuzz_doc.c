/* Fuzz target: any bytes as YAML. What is read has places inside the text, and reads the same when written; edits hold what they promise. */
#include "edit.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libyaml takes keys of up to 1024 characters, and escapes are longer than what they stand for. */
static gboolean
check_node(const struct doc *doc, const struct node *node)
{
	gboolean short_keys = TRUE;
	gsize done = node->start;

	g_assert_cmpuint(node->start, <=, node->end);
	g_assert_cmpuint(node->end, <=, doc->length);
	g_assert_true(node->line > 0 && node->column > 0 && node->text);
	for (guint i = 0; i < node->n; i++) {
		if (node->type == NODE_MAP) {
			g_assert_cmpuint(node->keys[i]->start, >=, done);
			done = node->keys[i]->end;
			short_keys &= strlen(node->keys[i]->text) < 100;
		}
		g_assert_cmpuint(node->items[i]->start, >=, done);
		short_keys &= check_node(doc, node->items[i]);
		done = node->items[i]->end;
	}
	g_assert_cmpuint(done, <=, node->end);
	return short_keys;
}

static void
check_written(const struct node *root)
{
	g_autofree char *text = edit_write(root), *again = NULL;
	g_autoptr(GError) err = NULL;
	AUTO(doc) doc = doc_parse("written", text, strlen(text), &err);

	g_assert_no_error(err);
	g_assert_true(root->n ? node_equal(doc->root, root) : !doc->root);
	again = doc->root ? edit_write(doc->root) : g_strdup("");
	g_assert_cmpstr(again, ==, text);
}

/* The first field becomes another, one is added, a list grows; the text is what it was around that. */
static void
check_edit(const struct doc *doc)
{
	AUTO(builder) b = builder_new();
	AUTO(edit) e = edit_new(doc, (const char *const[]){"a", "b", NULL});
	const char *key = doc->root && doc->root->n ? doc->root->keys[0]->text : "a";
	const struct node *last = doc->root && doc->root->n ? doc->root->items[doc->root->n - 1] : NULL;
	g_autofree char *text = NULL;
	g_autoptr(GError) err = NULL;

	edit_set(e, key, build_scalar(b, "one\ntwo: é\n"));
	edit_set(e, "zz new", build_scalar(b, "x"));
	if (last && last->type == NODE_LIST && doc->root->n > 1)
		edit_append(e, doc->root->keys[doc->root->n - 1]->text, build_scalar(b, "item"));
	text = edit_finish(e, &err);
	if (doc->root && doc->root->style == STYLE_BLOCK) {
		g_assert_no_error(err);
		g_assert_true(strncmp(text, doc->text, doc->root->start) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GError) err = NULL;
	AUTO(doc) doc = NULL;

	memcpy(text, data, size); /* g_strndup stops at a NUL */
	doc = doc_parse("fuzz", text, size, &err);
	if (!doc) {
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
		g_assert_cmpstr(error_more(err)->file, ==, "fuzz");
		g_assert_true(error_more(err)->line > 0 || size > DOC_BYTES);
		return 0;
	}
	if (doc->root && !check_node(doc, doc->root))
		return 0;
	if (doc->root && doc->root->type == NODE_MAP)
		check_written(doc->root);
	if (!doc->root || doc->root->type == NODE_MAP)
		check_edit(doc);
	return 0;
}
