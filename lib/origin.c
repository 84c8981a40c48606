/* Who wrote a value: looking back through commits. */
#include "origin.h"
#include "message.h"
#include "text.h"

#include <string.h>

struct search {
	struct store *store;
	const struct kinds *kinds;
	const char *path;
	const struct matter *matter;
	char *text;
	gboolean found;
	struct origin *out;
};

void
origin_clear(struct origin *origin)
{
	g_clear_pointer(&origin->by, g_free);
	g_clear_pointer(&origin->at, g_free);
	g_clear_pointer(&origin->commit, g_free);
}

/* The blob at the path in a commit, zero when there is none. */
static gboolean
blob_of(struct search *s, const struct oid *commit, struct oid *blob, GError **err)
{
	struct oid tree;
	gboolean found;

	memset(blob, 0, sizeof(*blob));
	return store_commit_tree(s->store, commit, &tree, err) && store_lookup(s->store, &tree, s->path, &found, blob, NULL, err);
}

static gboolean
is_disputed(struct search *s, const struct record *record)
{
	const struct node *list = record_node(record, CONFLICTS);

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		struct matter about = conflict_matter(list->items[i]);

		if (matter_equal(&about, s->matter))
			return TRUE;
	}
	return FALSE;
}

/* The matter's value in a blob as text; NULL when it is absent or the blob does not read. disputed: other values wait. */
static char *
text_of(struct search *s, const struct oid *blob, gboolean *disputed)
{
	g_autoptr(GBytes) bytes = oid_is_zero(blob) ? NULL : store_blob(s->store, blob, NULL);
	AUTO(record) record = NULL;
	AUTO(builder) b = builder_new();

	if (bytes)
		record = record_parse(s->kinds, s->path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
	*disputed = record && is_disputed(s, record);
	return record ? matter_text(matter_value(b, record->kind, s->matter, record->doc->root)) : NULL;
}

/* Did this commit make the value, rather than take it from a parent? Who settles for the value that is shown makes it as well. */
static gboolean
made_here(struct search *s, const struct commit_info *commit, gboolean *made, GError **err)
{
	struct oid mine, theirs;
	gboolean disputed, was_disputed, read = FALSE;
	g_autofree char *text = NULL;

	*made = FALSE;
	if (!blob_of(s, &commit->oid, &mine, err))
		return FALSE;
	for (guint i = 0; i < commit->n_parents; i++) {
		g_autofree char *before = NULL;

		if (!blob_of(s, &commit->parents[i], &theirs, err))
			return FALSE;
		if (oid_equal(&mine, &theirs))
			return TRUE;
		if (!read)
			text = text_of(s, &mine, &disputed);
		read = TRUE;
		before = text_of(s, &theirs, &was_disputed);
		if (!g_strcmp0(text, before) && (commit->n_parents > 1 || !was_disputed || disputed))
			return TRUE;
	}
	if (!read)
		text = text_of(s, &mine, &disputed);
	*made = !g_strcmp0(text, s->text);
	return TRUE;
}

static gboolean
look_at(const struct commit_info *commit, void *data, GError **err)
{
	struct search *s = data;
	g_autofree char *actor = NULL;
	char hex[OID_HEX];
	gboolean made;

	if (s->found)
		return TRUE;
	if (!made_here(s, commit, &made, err))
		return FALSE;
	if (!made)
		return TRUE;
	s->found = TRUE;
	oid_hex(&commit->oid, hex);
	s->out->commit = g_strdup(hex);
	s->out->at = event_format(commit->author_time, commit->author_offset);
	if (!event_parse(s->out->at, &(gint64){0}, &(int){0}, NULL))
		g_clear_pointer(&s->out->at, g_free);
	actor = message_trailer(commit->message, "Sx-Actor");
	if (actor || *commit->author_email)
		s->out->by = text_safe(actor ? actor : commit->author_email, FALSE);
	if (s->out->by && !*g_strstrip(s->out->by))
		g_clear_pointer(&s->out->by, g_free);
	return TRUE;
}

gboolean
origin_find(struct store *store, const struct kinds *kinds, const struct oid *tip, const struct oid *hide, const char *path,
	const struct matter *matter, struct origin *out, GError **err)
{
	struct search s = {.store = store, .kinds = kinds, .path = path, .matter = matter, .out = out};
	struct oid blob;
	gboolean ok, disputed;

	*out = (struct origin){0};
	if (!blob_of(&s, tip, &blob, err))
		return FALSE;
	s.text = text_of(&s, &blob, &disputed);
	ok = store_walk(store, tip, hide, FALSE, look_at, &s, err);
	g_free(s.text);
	if (!ok)
		origin_clear(out);
	return ok;
}
