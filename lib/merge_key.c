/* Keys that people sign with: what one side has ended is ended, whatever the other side says of the key. */
#include "merge_private.h"

#include <string.h>

/* Of two moments the earlier; of one and none the one. Borrowed. */
static const char *
earlier(const char *a, const char *b)
{
	gint64 left, right;
	int offset;

	if (!a || !b)
		return a ? a : b;
	if (!event_parse(a, &left, &offset, NULL) || !event_parse(b, &right, &offset, NULL) || left == right)
		return strcmp(a, b) <= 0 ? a : b;
	return left < right ? a : b;
}

/* The map with another text of one part. */
static struct node *
with(struct builder *b, const struct node *map, const char *name, const char *text)
{
	struct node *out = build_map(b);

	for (guint i = 0; i < map->n; i++)
		if (!g_str_equal(map->keys[i]->text, name))
			build_map_add(b, out, map->keys[i]->text, build_copy(b, map->items[i]));
	if (text)
		build_map_add(b, out, name, build_scalar(b, text));
	return out;
}

static void
agree(struct builder *b, struct versions *is, const char *name, const char *text)
{
	is->v[MERGE_OURS] = with(b, is->v[MERGE_OURS], name, text);
	is->v[MERGE_THEIRS] = with(b, is->v[MERGE_THEIRS], name, text);
}

static gboolean
both_changed(const struct versions *is, const char *name)
{
	const char *base = node_text(is->v[MERGE_BASE], name), *ours = node_text(is->v[MERGE_OURS], name),
		   *theirs = node_text(is->v[MERGE_THEIRS], name);

	return g_strcmp0(ours, theirs) && g_strcmp0(ours, base) && g_strcmp0(theirs, base);
}

/* Whose word on a moment stands; NULL when both say the same. */
static const struct node *
stands(const struct versions *is, const char *name)
{
	const char *ours = node_text(is->v[MERGE_OURS], name), *theirs = node_text(is->v[MERGE_THEIRS], name);

	if (!g_strcmp0(ours, theirs))
		return NULL;
	return is->v[earlier(ours, theirs) == ours ? MERGE_OURS : MERGE_THEIRS];
}

void
merge_key(struct builder *b, struct versions *is)
{
	static const char *const moments[] = {"revoked", "until", "from"}, *const words[] = {"by", "proof"};
	const char *by = NULL;

	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++)
		if (!is->v[side] || is->v[side]->type != NODE_MAP)
			return;
	for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
		const struct node *side = !i || both_changed(is, moments[i]) ? stands(is, moments[i]) : NULL;

		if (!side)
			continue;
		by = by ? by : node_text(side, "by");
		agree(b, is, moments[i], node_text(side, moments[i]));
	}
	if (by)
		agree(b, is, "by", by);
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *ours = node_text(is->v[MERGE_OURS], words[i]), *theirs = node_text(is->v[MERGE_THEIRS], words[i]);

		if (both_changed(is, words[i]))
			agree(b, is, words[i], !theirs || (ours && strcmp(ours, theirs) <= 0) ? ours : theirs);
	}
}
