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

#define VOUCHERS "vouchers"

static const struct node *
voucher_of(const struct node *list, const char *by)
{
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (!g_strcmp0(node_text(list->items[i], "by"), by))
			return list->items[i];
	return NULL;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(node_text(*(struct node *const *)a, "by"), node_text(*(struct node *const *)b, "by"));
}

/* Who vouches on either side does, once: of two signatures of one person the one whose text comes first. */
static struct node *
all_vouchers(struct builder *b, const struct node *ours, const struct node *theirs)
{
	const struct node *const lists[] = {ours, theirs};
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	struct node *out = build_list(b);

	for (guint side = 0; side < G_N_ELEMENTS(lists); side++)
		for (guint i = 0; lists[side] && lists[side]->type == NODE_LIST && i < lists[side]->n; i++) {
			const struct node *one = lists[side]->items[i], *other = voucher_of(lists[!side], node_text(one, "by"));
			int order = other ? g_strcmp0(node_text(one, "signature"), node_text(other, "signature")) : -1;

			if (order < 0 || (!order && !side))
				g_ptr_array_add(all, (gpointer)one);
		}
	g_ptr_array_sort(all, by_name);
	for (guint i = 0; i < all->len; i++)
		build_list_add(b, out, build_copy(b, all->pdata[i]));
	return out;
}

static void
agree_vouchers(struct builder *b, struct versions *is)
{
	const struct node *base = node_get(is->v[MERGE_BASE], VOUCHERS), *ours = node_get(is->v[MERGE_OURS], VOUCHERS),
			  *theirs = node_get(is->v[MERGE_THEIRS], VOUCHERS);

	if (node_equal(ours, theirs) || node_equal(ours, base) || node_equal(theirs, base))
		return;
	struct node *both = all_vouchers(b, ours, theirs);
	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++) {
		is->v[side] = with(b, is->v[side], VOUCHERS, NULL);
		if (both->n)
			build_map_add(b, is->v[side], VOUCHERS, both);
	}
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
	agree_vouchers(b, is);
}
