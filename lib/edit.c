/* Surgical edits of YAML text. */
#include "edit.h"

#include "emit.h"
#include "patch.h"
#include <string.h>

struct edit {
	const struct doc *doc;
	const char *const *order;
	struct builder *builder;
	struct node *wanted; /* the root as it shall read afterwards */
	struct patches patches;
	GHashTable *touched;  /* name -> number of items appended, -1 when the field was set or removed */
	const char *not_list; /* a field that something was to be appended to and that is none */
};

struct edit *
edit_new(const struct doc *doc, const char *const *order)
{
	struct edit *e = g_new0(struct edit, 1);

	e->doc = doc;
	e->order = order;
	e->patches = patches_new(doc->text, doc->length);
	e->builder = builder_new();
	e->wanted = build_map(e->builder);
	for (guint i = 0; doc->root && doc->root->type == NODE_MAP && i < doc->root->n; i++)
		build_map_add(e->builder, e->wanted, doc->root->keys[i]->text, doc->root->items[i]);
	e->touched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return e;
}

void
edit_free(struct edit *e)
{
	if (!e)
		return;
	g_hash_table_unref(e->touched);
	patches_clear(&e->patches);
	builder_free(e->builder);
	g_free(e);
}

/* ---- what is wanted ---- */

static int
index_of(const struct node *map, const char *key)
{
	for (guint i = 0; i < map->n; i++)
		if (g_str_equal(map->keys[i]->text, key))
			return (int)i;
	return -1;
}

static void
put(struct edit *e, const char *field, struct node *value)
{
	int i = index_of(e->wanted, field);

	if (i < 0)
		build_map_add(e->builder, e->wanted, field, value);
	else
		e->wanted->items[i] = value;
}

void
edit_set(struct edit *e, const char *field, const struct node *value)
{
	put(e, field, build_copy(e->builder, value));
	g_hash_table_insert(e->touched, g_strdup(field), GINT_TO_POINTER(-1));
}

void
edit_remove(struct edit *e, const char *field)
{
	int i = index_of(e->wanted, field);

	if (i < 0)
		return;
	e->wanted->n--;
	for (guint k = (guint)i; k < e->wanted->n; k++) {
		e->wanted->keys[k] = e->wanted->keys[k + 1];
		e->wanted->items[k] = e->wanted->items[k + 1];
	}
	g_hash_table_insert(e->touched, g_strdup(field), GINT_TO_POINTER(-1));
}

void
edit_append(struct edit *e, const char *field, const struct node *item)
{
	const struct node *old = node_get(e->wanted, field);
	int count = GPOINTER_TO_INT(g_hash_table_lookup(e->touched, field));
	gboolean empty = !old || (old->type == NODE_SCALAR && old->style == STYLE_PLAIN && !*old->text);
	struct node *list;

	if (!empty && old->type != NODE_LIST) {
		e->not_list = build_scalar(e->builder, field)->text;
		return;
	}
	list = empty ? build_list(e->builder) : build_copy(e->builder, old);
	build_list_add(e->builder, list, build_copy(e->builder, item));
	put(e, field, list);
	g_hash_table_insert(e->touched, g_strdup(field), GINT_TO_POINTER(empty || count < 0 ? -1 : count + 1));
}

/* ---- where it goes ---- */

static int
root_indent(struct edit *e)
{
	return e->doc->root ? e->doc->root->column - 1 : 0;
}

static gboolean
is_block_scalar(const struct node *node)
{
	return node->type == NODE_SCALAR && (node->style == STYLE_LITERAL || node->style == STYLE_FOLDED);
}

/* Behind the ':' of a pair. */
static gsize
colon_end(const struct doc *doc, const struct node *key)
{
	gsize offset = key->end;

	while (offset < doc->length && doc->text[offset] != ':')
		offset++;
	return MIN(offset + 1, doc->length);
}

static char *
comment_in(const struct doc *doc, gsize start, gsize end)
{
	const char *mark = memchr(doc->text + start, '#', end - start);

	return mark ? g_strndup(mark, (gsize)(doc->text + end - mark)) : NULL;
}

/* The comment that speaks of a value: behind the key, the block mark, or the value. */
static char *
comment_of(struct edit *e, const struct node *key, const struct node *value)
{
	const struct doc *doc = e->doc;
	gsize colon = colon_end(doc, key), first = line_end(&e->patches, colon);
	char *comment = NULL;

	if (value->start > first)
		comment = comment_in(doc, colon, first);
	else if (is_block_scalar(value))
		return comment_in(doc, value->start, first);
	if (comment || value->style == STYLE_BLOCK || is_block_scalar(value))
		return comment;
	return comment_in(doc, value->end, line_end(&e->patches, value->end));
}

static void
patch_value(struct edit *e, int i, const struct node *new)
{
	const struct doc *doc = e->doc;
	const struct node *key = doc->root->keys[i], *old = doc->root->items[i];
	g_autofree char *line = new->type == NODE_SCALAR ? emit_inline(new->text, FALSE) : NULL, *comment = NULL;
	GString *text;

	if (line && old->type == NODE_SCALAR && !is_block_scalar(old) && old->end > old->start) {
		patches_add(&e->patches, old->start, old->end, g_steal_pointer(&line));
		return;
	}
	comment = comment_of(e, key, old);
	text = g_string_new(NULL);
	emit_value(text, new, root_indent(e), comment);
	if (line_end(&e->patches, old->end) < doc->length)
		g_string_truncate(text, text->len - 1); /* the line end is there */
	patches_add(&e->patches, colon_end(doc, key), line_end(&e->patches, old->end), g_string_free(text, FALSE));
}

/* ", x" behind the last item of "[a, b]"; FALSE when an item needs lines of its own. */
static gboolean
patch_flow(struct edit *e, const struct node *old, const struct node *new)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = old->n; i < new->n; i++) {
		if (new->items[i]->type != NODE_SCALAR)
			return FALSE;
		g_autofree char *line = emit_inline(new->items[i]->text, TRUE);
		g_string_append_printf(text, ", %s", line);
	}
	patches_add(&e->patches, old->items[old->n - 1]->end, old->items[old->n - 1]->end,
		g_string_free(g_steal_pointer(&text), FALSE));
	return TRUE;
}

static void
patch_append(struct edit *e, int i, const struct node *new)
{
	const struct node *old = e->doc->root->items[i];
	GString *text;
	gsize at;

	if (old->n == 0 || (old->style == STYLE_FLOW && !patch_flow(e, old, new))) {
		patch_value(e, i, new);
	} else if (old->style == STYLE_BLOCK) {
		text = g_string_new(NULL);
		for (guint k = old->n; k < new->n; k++)
			emit_item(text, new->items[k], old->column - 1);
		at = line_next(&e->patches, old->end);
		patches_add_lines(&e->patches, at, g_string_free(text, FALSE));
	}
}

static guint
order_of(struct edit *e, const char *field)
{
	for (guint i = 0; e->order && e->order[i]; i++)
		if (g_str_equal(e->order[i], field))
			return i;
	return G_MAXUINT;
}

/* Comments indented deeper than the fields belong to the field above. */
static gsize
skip_comments(struct edit *e, gsize offset)
{
	const char *text = e->doc->text;

	while (offset < e->doc->length) {
		gsize blanks = strspn(text + offset, " ");

		if ((int)blanks <= root_indent(e) || text[offset + blanks] != '#')
			break;
		offset = line_next(&e->patches, offset);
	}
	return offset;
}

/* Behind the nearest field that comes before it in the order, else before the first that comes after it, else at the end. */
static gsize
place_of(struct edit *e, const char *field)
{
	const struct node *root = e->doc->root, *before = NULL, *after = NULL;
	guint mine = order_of(e, field), best = 0, least = G_MAXUINT;

	if (!root)
		return e->doc->length;
	for (guint i = 0; i < root->n; i++) {
		guint theirs = order_of(e, root->keys[i]->text);

		if (mine == G_MAXUINT || (theirs < mine && (!before || theirs >= best))) {
			before = root->items[i];
			best = theirs;
		} else if (theirs > mine && theirs < least) {
			after = root->keys[i];
			least = theirs;
		}
	}
	if (!before && after)
		return line_start(&e->patches, after->start);
	if (!before)
		before = root->items[root->n - 1];
	return skip_comments(e, line_next(&e->patches, before->end));
}

static int
compare_order(gconstpointer a, gconstpointer b, gpointer data)
{
	guint left = order_of(data, *(const char *const *)a), right = order_of(data, *(const char *const *)b);

	return (left > right) - (left < right);
}

static void
patch_new(struct edit *e)
{
	g_autoptr(GPtrArray) added = g_ptr_array_new();

	for (guint i = 0; i < e->wanted->n; i++)
		if (!node_get(e->doc->root, e->wanted->keys[i]->text))
			g_ptr_array_add(added, (char *)e->wanted->keys[i]->text);
	g_ptr_array_sort_with_data(added, compare_order, e);
	for (guint i = 0; i < added->len; i++) {
		const char *field = g_ptr_array_index(added, i);
		GString *text = g_string_new(NULL);
		gsize at = place_of(e, field);

		emit_field(text, field, node_get(e->wanted, field), root_indent(e), NULL);
		patches_add_lines(&e->patches, at, g_string_free(text, FALSE));
	}
}

/* ---- the new text ---- */

static void
patch_fields(struct edit *e)
{
	const struct node *root = e->doc->root;

	for (guint i = 0; root && i < root->n; i++) {
		int count = GPOINTER_TO_INT(g_hash_table_lookup(e->touched, root->keys[i]->text));
		const struct node *new = node_get(e->wanted, root->keys[i]->text);

		if (!new)
			patches_add(&e->patches, line_start(&e->patches, root->keys[i]->start),
				line_next(&e->patches, root->items[i]->end), g_strdup(""));
		else if (count > 0)
			patch_append(e, (int)i, new);
		else if (count < 0 && !node_equal(new, root->items[i]))
			patch_value(e, (int)i, new);
	}
	patch_new(e);
}

/* A root in brackets becomes a block as a whole. */
static void
patch_root(struct edit *e)
{
	const struct node *root = e->doc->root;
	g_autofree char *text = edit_write(e->wanted);
	gboolean alone = line_start(&e->patches, root->start) == root->start;

	if (*text)
		text[strlen(text) - 1] = '\0'; /* the line end is there */
	patches_add(&e->patches, root->start, root->end, g_strconcat(alone ? "" : "\n", text, NULL));
}

/*
 * What follows a change may become text of a block text that now stands above
 * it: comments that are indented deeper than the fields, so they move to the
 * left; blanks in an empty line, so they go; and empty lines behind a removed
 * field, below a text that keeps them.
 */
static void
patch_rest(struct edit *e)
{
	const char *text = e->doc->text;
	guint n = e->patches.list->len;
	gsize done = 0;

	for (guint i = 0; i < n; i++) {
		gboolean removed = !*g_array_index(e->patches.list, struct patch, i).text;
		gsize at = g_array_index(e->patches.list, struct patch, i).end;

		if (at != line_start(&e->patches, at))
			at = line_next(&e->patches, at);
		for (at = MAX(at, done); at < e->doc->length; at = line_next(&e->patches, at)) {
			gsize blanks = strspn(text + at, " ");
			gboolean empty = at + blanks == e->doc->length || text[at + blanks] == '\n';

			if (text[at + blanks] == '#' && (int)blanks > root_indent(e))
				patches_add(&e->patches, at, at + blanks, g_strnfill((gsize)root_indent(e), ' '));
			else if (empty && removed)
				patches_add(&e->patches, at, line_next(&e->patches, at), g_strdup(""));
			else if (empty && blanks)
				patches_add(&e->patches, at, at + blanks, g_strdup(""));
			else if (!empty)
				break;
		}
		done = at;
	}
}

static gboolean
is_utf8(const struct node *node)
{
	gboolean is = node->type != NODE_SCALAR || g_utf8_validate(node->text, -1, NULL);

	for (guint i = 0; is && i < node->n; i++)
		is = is_utf8(node->items[i]);
	return is;
}

static gboolean
reads_as_wanted(struct edit *e, const char *text, GError **err)
{
	AUTO(doc) doc = doc_parse(e->doc->name, text, strlen(text), err);

	if (!doc)
		return FALSE;
	if (doc->root ? node_equal(doc->root, e->wanted) : e->wanted->n == 0)
		return TRUE;
	if (!is_utf8(e->wanted)) {
		error_set(err, ERR_INVALID, "the text is not UTF-8");
		error_hint(err, "set the terminal, or what made the text, to UTF-8");
		return FALSE;
	}
	error_set(err, ERR_INVALID, "the change cannot be written into the file so that it reads back as meant");
	error_hint(err, "bring the file into block style, one field below the other, and try again");
	error_at(err, e->doc->name, 0, 0);
	return FALSE;
}

static char *
apply_checked(struct edit *e, GError **err)
{
	g_autofree char *text = patches_apply(&e->patches);

	if (reads_as_wanted(e, text, NULL))
		return g_steal_pointer(&text);
	patch_rest(e);
	g_free(text);
	text = patches_apply(&e->patches);
	return reads_as_wanted(e, text, err) ? g_steal_pointer(&text) : NULL;
}

char *
edit_finish(struct edit *e, GError **err)
{
	const struct node *root = e->doc->root;

	if (root && root->type != NODE_MAP) {
		error_set(err, ERR_INVALID, "the file holds no fields");
		error_at(err, e->doc->name, root->line, root->column);
		return NULL;
	}
	if (e->not_list) {
		const struct node *old = node_get(root, e->not_list);

		error_set(err, ERR_INVALID, "'%s' is not a list, so nothing can be added to it", e->not_list);
		error_at(err, e->doc->name, old ? old->line : 0, old ? old->column : 0);
		return NULL;
	}
	if (root && root->style == STYLE_FLOW && !node_equal(root, e->wanted))
		patch_root(e);
	else if (!root || root->style != STYLE_FLOW)
		patch_fields(e);
	return apply_checked(e, err);
}

char *
edit_write(const struct node *map)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < map->n; i++)
		emit_field(out, map->keys[i]->text, map->items[i], 0, NULL);
	return g_string_free(out, FALSE);
}
