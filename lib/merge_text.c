/* The text of a merged record: lines of the sides where they stand as wanted, comments, the order of fields. */
#include "edit.h"
#include "emit.h"
#include "merge_private.h"

#include <string.h>

/* One field of a file: the comments and empty lines above it, and its own lines. */
struct piece {
	const char *name;
	const struct node *value;
	char *above, *lines; /* NULL: to be written anew */
};

struct side {
	const struct doc *doc; /* NULL: there is none */
	GArray *pieces;	       /* struct piece, in the file's order */
	char *below;	       /* what stands behind the last field */
};

static void
piece_clear(gpointer data)
{
	struct piece *piece = data;

	g_free(piece->above);
	g_free(piece->lines);
}

static gsize
next_line(const struct doc *doc, gsize at)
{
	const char *end = memchr(doc->text + at, '\n', doc->length - at);

	return end ? (gsize)(end - doc->text) + 1 : doc->length;
}

/* Comments and empty lines; the marks of a document's begin and end mean nothing. Comments begin where the fields do. */
static char *
comments(const struct doc *doc, gsize start, gsize end)
{
	GString *out = g_string_new(NULL);

	for (gsize at = start, next; at < end; at = next) {
		next = MIN(next_line(doc, at), end);
		g_autofree char *line = g_strstrip(g_strndup(doc->text + at, next - at));
		if (!g_str_has_prefix(line, "---") && !g_str_has_prefix(line, "..."))
			g_string_append_printf(out, "%s\n", line);
	}
	return g_string_free(out, FALSE);
}

/* Comments indented deeper than the fields belong to the field above. */
static gsize
lines_end(const struct doc *doc, const struct node *value)
{
	gsize at = next_line(doc, value->end);

	while (at < doc->length) {
		gsize blanks = strspn(doc->text + at, " ");

		if (!blanks || doc->text[at + blanks] != '#')
			break;
		at = next_line(doc, at);
	}
	return at;
}

static struct side
side_of(const struct record *record)
{
	struct side side = {record ? record->doc : NULL, g_array_new(FALSE, FALSE, sizeof(struct piece)), NULL};
	const struct node *root = record ? record->doc->root : NULL;
	gboolean plain = root && root->style == STYLE_BLOCK && root->column == 1;
	gsize at = 0;

	g_array_set_clear_func(side.pieces, piece_clear);
	for (guint i = 0; root && i < root->n; i++) {
		struct piece piece = {root->keys[i]->text, root->items[i], NULL, NULL};

		if (plain) {
			gsize end = lines_end(side.doc, piece.value);

			piece.above = comments(side.doc, at, root->keys[i]->start);
			piece.lines = g_strndup(side.doc->text + root->keys[i]->start, end - root->keys[i]->start);
			if (!g_str_has_suffix(piece.lines, "\n"))
				piece.lines = g_strconcat(g_steal_pointer(&piece.lines), "\n", NULL);
			at = end;
		}
		g_array_append_val(side.pieces, piece);
	}
	side.below = record && (plain || !root) ? comments(side.doc, at, side.doc->length) : g_strdup("");
	return side;
}

static const struct piece *
find(const struct side *side, const char *name)
{
	for (guint i = 0; i < side->pieces->len; i++)
		if (g_str_equal(g_array_index(side->pieces, struct piece, i).name, name))
			return &g_array_index(side->pieces, struct piece, i);
	return NULL;
}

/* --- comments --- */

static void
add_missing(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1), have = g_strsplit(out->str, "\n", -1);

	for (char **l = lines; *l; l++)
		if (**l && !g_strv_contains((const char *const *)have, *l))
			g_string_append_printf(out, "%s\n", *l);
}

/* The one that was changed; both, when both were. */
static char *
comments_merged(const char *base, const char *ours, const char *theirs)
{
	gboolean first = strcmp(ours, theirs) <= 0;
	GString *out;

	if (g_str_equal(ours, theirs) || g_str_equal(base, theirs))
		return g_strdup(ours);
	if (g_str_equal(base, ours))
		return g_strdup(theirs);
	out = g_string_new(first ? ours : theirs);
	add_missing(out, first ? theirs : ours);
	return g_string_free(out, FALSE);
}

static const char *
above(const struct piece *piece)
{
	return piece && piece->above ? piece->above : "";
}

static char *
above_merged(const struct piece *const on[3])
{
	if (!on[MERGE_OURS] || !on[MERGE_THEIRS])
		return g_strdup(above(on[on[MERGE_OURS] ? MERGE_OURS : MERGE_THEIRS]));
	return comments_merged(above(on[MERGE_BASE]), above(on[MERGE_OURS]), above(on[MERGE_THEIRS]));
}

/* --- lines of fields --- */

static const char *
lines_as(const struct piece *piece, const struct node *wanted)
{
	return piece && piece->lines && node_equal(piece->value, wanted) ? piece->lines : NULL;
}

/* Lines that read as wanted: those of the side that changed them, by their bytes when both have. NULL for none. */
static const char *
lines_of(const struct piece *const on[3], const struct node *wanted)
{
	const char *base = lines_as(on[MERGE_BASE], wanted), *ours = lines_as(on[MERGE_OURS], wanted),
		   *theirs = lines_as(on[MERGE_THEIRS], wanted);

	if (!ours || !theirs)
		return ours ? ours : theirs;
	if (!g_strcmp0(base, ours))
		return theirs;
	if (!g_strcmp0(base, theirs))
		return ours;
	return strcmp(ours, theirs) <= 0 ? ours : theirs;
}

static void
write_field(GString *out, const struct side sides[3], const char *name, const struct node *wanted)
{
	const struct piece *on[3];
	g_autofree char *comment = NULL;
	const char *lines;

	for (int i = MERGE_BASE; i <= MERGE_THEIRS; i++)
		on[i] = find(&sides[i], name);
	comment = above_merged(on);
	lines = lines_of(on, wanted);
	g_string_append(out, comment);
	if (lines)
		g_string_append(out, lines);
	else
		emit_field(out, name, wanted, 0, NULL);
}

/* --- the order of fields --- */

static gboolean
has_name(const GPtrArray *names, const char *name)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

/* The names that a side and another have both, in the side's order. */
static GPtrArray *
common(const struct side *side, const struct side *other)
{
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < side->pieces->len; i++) {
		const char *name = g_array_index(side->pieces, struct piece, i).name;

		if (find(other, name))
			g_ptr_array_add(names, (gpointer)name);
	}
	return names;
}

/* Does a side have the fields of the base in another order? */
static gboolean
reordered(const struct side *base, const struct side *side)
{
	g_autoptr(GPtrArray) before = common(base, side), now = common(side, base);

	for (guint i = 0; i < before->len; i++)
		if (!g_str_equal(before->pdata[i], now->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Behind the nearest field that comes before it in the schema, else before the nearest that comes after it. */
static void
place(const struct kind *kind, GPtrArray *names, const char *name)
{
	int before = -1, after = -1;

	for (guint i = 0; i < names->len; i++) {
		if (merge_order(kind, names->pdata[i], name) < 0) {
			if (before < 0 || merge_order(kind, names->pdata[i], names->pdata[before]) > 0)
				before = (int)i;
		} else if (after < 0 || merge_order(kind, names->pdata[i], names->pdata[after]) < 0) {
			after = (int)i;
		}
	}
	g_ptr_array_insert(names, before >= 0 ? before + 1 : MAX(after, 0), (gpointer)name);
}

/* The base's order, or that of the side that has changed it; the schema's when both have, or there is no base. */
static GPtrArray *
names_ordered(const struct kind *kind, const struct side sides[3], const struct node *wanted)
{
	const struct side *base = &sides[MERGE_BASE];
	gboolean ours = reordered(base, &sides[MERGE_OURS]), theirs = reordered(base, &sides[MERGE_THEIRS]);
	const struct side *from = ours ? &sides[MERGE_OURS] : theirs ? &sides[MERGE_THEIRS] : base;
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; !(ours && theirs) && i < from->pieces->len; i++) {
		const char *name = g_array_index(from->pieces, struct piece, i).name;

		if (node_get(wanted, name) && find(base, name))
			g_ptr_array_add(names, (gpointer)name);
	}
	for (guint i = 0; i < wanted->n; i++)
		if (!has_name(names, wanted->keys[i]->text))
			place(kind, names, wanted->keys[i]->text);
	return names;
}

/* --- the text --- */

static gboolean
reads_as(const struct record *record, const char *text, const struct node *wanted)
{
	AUTO(doc) doc = doc_parse(record->path, text, strlen(text), NULL);

	return doc && (doc->root ? node_equal(doc->root, wanted) : wanted->n == 0);
}

/* Everything written anew: always right, but without comments. */
static char *
write_plain(const struct merge *merge, const GPtrArray *names, const struct node *wanted, GError **err)
{
	const struct record *ours = merge->sides[MERGE_OURS];
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(doc) doc = NULL;

	for (guint i = 0; i < names->len; i++)
		emit_field(out, names->pdata[i], node_get(wanted, names->pdata[i]), 0, NULL);
	doc = doc_parse(ours->path, out->str, out->len, err);
	return doc ? g_strdup(out->str) : NULL;
}

char *
merge_text(const struct merge *merge, const struct node *wanted, GError **err)
{
	const struct record *ours = merge->sides[MERGE_OURS];
	struct side sides[3];
	g_autoptr(GPtrArray) names = NULL;
	g_autofree char *below = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	char *text;

	for (int i = MERGE_BASE; i <= MERGE_THEIRS; i++)
		sides[i] = side_of(merge->sides[i]);
	names = names_ordered(ours->kind, sides, wanted);
	for (guint i = 0; i < names->len; i++)
		write_field(out, sides, names->pdata[i], node_get(wanted, names->pdata[i]));
	below = comments_merged(sides[MERGE_BASE].below, sides[MERGE_OURS].below, sides[MERGE_THEIRS].below);
	g_string_append(out, below);
	text = reads_as(ours, out->str, wanted) ? g_strdup(out->str) : write_plain(merge, names, wanted, err);
	for (int i = MERGE_BASE; i <= MERGE_THEIRS; i++) {
		g_array_unref(sides[i].pieces);
		g_free(sides[i].below);
	}
	return text;
}
