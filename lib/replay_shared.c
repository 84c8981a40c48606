/* What a sync makes beside merges: register numbers, and new ids of records whose ids were drawn twice. */
#include "collision.h"
#include "register.h"
#include "replay_private.h"
#include <string.h>

#define MERGES 20 /* that are looked at for the one that asked for new ids */

static const struct kind *
kind_of(const struct judged *j, const struct replay_file *file)
{
	return kind_of_path(j->r->base->kinds, file->path);
}

static void
object(struct judged *j, const struct replay_file *file, const char *rule, const char *honest, const char *what)
{
	const struct kind *kind = kind_of(j, file);
	g_autofree char *id = kind ? record_id(kind, file->path) : NULL;

	replay_object(j, file->path, id, rule, honest, "%s: %s", id ? id : file->path, what);
}

static gboolean
has_text(const struct replay_file *file, const char *text)
{
	struct oid oid = {{0}};

	if (text)
		oid_of_blob(text, strlen(text), &oid);
	return oid_equal(&oid, &file->new);
}

/* --- numbers --- */

static gboolean
judge_numbers(struct judged *j, GError **err)
{
	struct index *index = replay_index(j->r, err);
	g_autoptr(GPtrArray) waits = problems_new();
	g_autoptr(GPtrArray) given = index ? register_assign(index, waits, err) : NULL;

	if (!given)
		return FALSE;
	for (guint i = 0; i < j->files->len; i++) {
		const struct replay_file *file = j->files->pdata[i];
		const struct numbering *numbering = NULL;

		for (guint k = 0; k < given->len && !numbering; k++)
			if (g_str_equal(((struct numbering *)given->pdata[k])->path, file->path))
				numbering = given->pdata[k];
		if (!numbering)
			object(j, file, NUMBER, "a commit that gives numbers changes nothing else", "it waited for no number");
		else if (!has_text(file, numbering->text)) {
			g_autofree char *honest =
				g_strdup_printf("its next number is %s, and nothing else of it changes", numbering->number);

			object(j, file, NUMBER, honest, "what it was given is not its number");
		}
	}
	return TRUE;
}

/* --- ids drawn twice --- */

static gboolean
moves_something(const struct judged *j)
{
	for (guint i = 0; i < j->files->len; i++) {
		const struct replay_file *file = j->files->pdata[i];

		if (oid_is_zero(&file->new) && kind_of(j, file))
			return TRUE;
	}
	return FALSE;
}

/* What the last note of a new record says that its id was. */
static gboolean
note_move(struct judged *j, const struct replay_file *file, GHashTable *moves, GError **err)
{
	g_autoptr(GBytes) bytes = store_blob(j->r->repo->store, &file->new, err);
	AUTO(record) record = NULL;
	const struct node *notes, *last;
	const char *name, *from;

	if (!bytes)
		return FALSE;
	record = record_parse(j->r->base->kinds, file->path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
	name = record ? step_notes(record->kind) : NULL;
	notes = name ? record_node(record, name) : NULL;
	last = notes && notes->type == NODE_LIST && notes->n ? notes->items[notes->n - 1] : NULL;
	from = last ? node_text(last, "from") : NULL;
	if (from)
		g_hash_table_insert(moves, g_strdup(from), g_strdup(record->id));
	return TRUE;
}

static struct collision *
collide(struct judged *j, const struct oid *other, GHashTable *moves, GError **err)
{
	struct store *store = j->r->repo->store;
	struct oid base = {{0}}, base_tree = {{0}}, theirs;
	struct act act = {.actor = j->actor, .now = j->commit->time, .calendar = j->r->calendar};
	gboolean found;

	if (!store_merge_base(store, &j->commit->parents[0], other, &found, &base, err) ||
		(found && !store_commit_tree(store, &base, &base_tree, err)) || !store_commit_tree(store, other, &theirs, err))
		return NULL;
	return collision_again(&(struct sides){.store = store,
				       .base = &base_tree,
				       .ours = &j->r->base->tree,
				       .theirs = &theirs,
				       .kinds = j->r->base->kinds,
				       .act = &act},
		moves, err);
}

const struct oid *
replay_other_side(const struct turn *merge, const struct oid *from)
{
	if (merge->n_parents != 2)
		return NULL;
	return oid_equal(&merge->parents[0], from)   ? &merge->parents[1]
	       : oid_equal(&merge->parents[1], from) ? &merge->parents[0]
						     : NULL;
}

/*
 * By the merge that it was made for: the next one, or one that people made after it, of settings that sync did not bring
 * together. NULL: by none, or *err.
 */
static struct collision *
asked_for(struct judged *j, GHashTable *moves, GError **err)
{
	const struct turn *turn = j->turn;

	for (guint tries = 0; turn && tries < MERGES;) {
		const GPtrArray *children = turn->children;

		for (guint i = 0; children && i < children->len; i++) {
			const struct oid *other = replay_other_side(children->pdata[i], &turn->oid);
			AUTO(collision) found = NULL;

			if (!other)
				continue;
			tries++;
			g_clear_error(err);
			found = collide(j, other, moves, err);
			if (found && found->moved->len)
				return g_steal_pointer(&found);
			if (!found && error_status(*err) == ERR_IO)
				return NULL;
		}
		turn = children && children->len ? children->pdata[0] : NULL;
	}
	return NULL;
}

/* NULL for what is no text, or not there. */
static char *
read_text(const struct judged *j, const struct oid *blob)
{
	g_autoptr(GBytes) bytes = oid_is_zero(blob) ? NULL : store_blob(j->r->repo->store, blob, NULL);
	gsize length = bytes ? g_bytes_get_size(bytes) : 0;
	const char *text = bytes ? g_bytes_get_data(bytes, NULL) : NULL;

	return text && !memchr(text, 0, length) ? g_strndup(text, length) : NULL;
}

/*
 * Is a file what a new id makes of it? expected: by where the two sides parted when they were merged. When the id was given they may
 * have shared less, as what sync does not merge is merged later: then more links of this side have followed it, and each of
 * them can only have meant the record that has moved.
 */
static gboolean
is_moved_text(const struct judged *j, const struct replay_file *file, const char *expected, GHashTable *moves)
{
	g_autofree char *is = read_text(j, &file->new), *was = expected ? NULL : read_text(j, &file->old);
	const char *wanted = expected ? expected : was;

	return is && wanted && collision_alike(j->r->base->kinds, file->path, is, wanted, moves);
}

static void
compare(struct judged *j, const struct collision *expected)
{
	g_autoptr(GHashTable) texts = g_hash_table_new(g_str_hash, g_str_equal),
			      moves = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < expected->files->len; i++) {
		const struct collision_file *file = expected->files->pdata[i];

		g_hash_table_insert(texts, file->path, file->text);
	}
	for (guint i = 0; i < expected->moved->len; i++) {
		const struct collision_move *move = expected->moved->pdata[i];

		g_hash_table_insert(moves, move->old_id, move->new_id);
	}
	for (guint i = 0; i < j->files->len; i++) {
		const struct replay_file *file = j->files->pdata[i];
		gpointer text = NULL;
		gboolean known = g_hash_table_lookup_extended(texts, file->path, NULL, &text), goes = known && !text;

		if (!(known && has_text(file, text)) && (goes || !is_moved_text(j, file, text, moves)))
			object(j, file, "kept",
				"a record keeps its id, unless another has drawn the same; then nothing else changes",
				"it is not what a new id makes of it");
	}
}

static gboolean
judge_moves(struct judged *j, GError **err)
{
	g_autoptr(GHashTable) moves = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	GError *failure = NULL;
	AUTO(collision) expected = NULL;

	for (guint i = 0; i < j->files->len; i++) {
		const struct replay_file *file = j->files->pdata[i];

		if (oid_is_zero(&file->old) && kind_of(j, file) && !note_move(j, file, moves, err))
			return FALSE;
	}
	expected = asked_for(j, moves, &failure);
	if (expected) {
		compare(j, expected);
		return TRUE;
	}
	if (failure && error_status(failure) == ERR_IO) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	replay_object(j, NULL, NULL, "kept", "a record keeps its id, unless another has drawn the same", "%s",
		failure ? failure->message : "records have got other ids, and no merge follows that asked for it");
	g_clear_error(&failure);
	return TRUE;
}

gboolean
replay_shared(struct judged *j, GError **err)
{
	return moves_something(j) ? judge_moves(j, err) : judge_numbers(j, err);
}
