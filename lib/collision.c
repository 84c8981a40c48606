/* Collisions of random ids between two sides, and what becomes of ours. */
#include "collision_private.h"
#include "edit.h"

#include <string.h>

#define TRIES 100 /* ids drawn until one is free */

struct changed { /* a path that a side has changed */
	char *path;
	struct oid old, new, theirs; /* blobs in base, ours and theirs; zero: absent there */
};

struct finding {
	const struct sides *sides;
	GHashTable *by_path;   /* path -> struct changed * */
	GPtrArray *changed;    /* the same, path order */
	GHashTable *moves;     /* old id -> new id */
	GHashTable *new_paths; /* old path -> new path */
	GHashTable *drawn;     /* set of new paths, borrowed */
	GHashTable *given;     /* old id -> new id: what was drawn before; NULL: nothing was */
	struct collision *out;
};

static void
move_free(gpointer data)
{
	struct collision_move *move = data;

	g_free(move->old_id);
	g_free(move->new_id);
	g_free(move);
}

static void
file_free(gpointer data)
{
	struct collision_file *file = data;

	g_free(file->path);
	g_free(file->text);
	g_free(file);
}

static void
changed_free(gpointer data)
{
	struct changed *c = data;

	g_free(c->path);
	g_free(c);
}

void
collision_free(struct collision *collision)
{
	if (!collision)
		return;
	g_ptr_array_unref(collision->moved);
	g_ptr_array_unref(collision->files);
	g_free(collision);
}

/* --- what differs --- */

static gboolean
note_ours(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct finding *f = data;
	struct changed *c = g_new0(struct changed, 1);

	c->path = g_strdup(path);
	if (new)
		c->new = *new;
	if (old)
		c->old = c->theirs = *old;
	g_hash_table_insert(f->by_path, c->path, c);
	g_ptr_array_add(f->changed, c);
	return TRUE;
}

static gboolean
note_theirs(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct finding *f = data;
	struct changed *c = g_hash_table_lookup(f->by_path, path);

	if (!c && !old)
		return TRUE;
	if (!c) {
		note_ours(path, old, old, mode, f, err);
		c = g_hash_table_lookup(f->by_path, path);
	}
	memset(&c->theirs, 0, sizeof(c->theirs));
	if (new)
		c->theirs = *new;
	return TRUE;
}

/* NULL without *err for what does not read. */
static struct record *
read_record(const struct finding *f, const char *path, const struct oid *blob, GError **err)
{
	g_autoptr(GBytes) bytes = store_blob(f->sides->store, blob, err);

	return bytes ? record_parse(f->sides->kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL) : NULL;
}

/* --- new ids --- */

static gboolean
find_blob(const struct finding *f, const struct oid *tree, const char *path, gboolean *found, struct oid *blob, GError **err)
{
	*found = FALSE;
	return !tree || oid_is_zero(tree) || store_lookup(f->sides->store, tree, path, found, blob, NULL, err);
}

/* Is there in a tree, at a path, the record that has been made where this one was? */
static gboolean
is_there(const struct finding *f, const struct oid *tree, const char *path, const struct record *record, gboolean *is,
	GError **err)
{
	GError *failure = NULL;
	AUTO(record) other = collision_made_at(f->sides->store, f->sides->kinds, tree, path, record, &failure);

	*is = other != NULL;
	if (failure)
		g_propagate_error(err, failure);
	return !failure;
}

/* The same record that has got this id elsewhere does not take it. */
static gboolean
is_taken(const struct finding *f, const struct record *record, const char *path, gboolean *taken, GError **err)
{
	const struct oid *trees[] = {f->sides->base, f->sides->ours};
	gboolean there, same;
	struct oid blob;

	*taken = g_hash_table_contains(f->drawn, path);
	for (gsize i = 0; i < G_N_ELEMENTS(trees) && !*taken; i++)
		if (!find_blob(f, trees[i], path, taken, &blob, err))
			return FALSE;
	if (!find_blob(f, f->sides->theirs, path, &there, &blob, err) || !is_there(f, f->sides->theirs, path, record, &same, err))
		return FALSE;
	*taken = *taken || (there && !same);
	return TRUE;
}

/* Takes path. */
static void
move(struct finding *f, const struct record *record, const char *id, char *path)
{
	struct collision_move *move = g_new0(struct collision_move, 1);

	move->kind = record->kind;
	move->old_id = g_strdup(record->id);
	move->new_id = g_strdup(id);
	g_ptr_array_add(f->out->moved, move);
	g_hash_table_insert(f->moves, move->old_id, move->new_id);
	g_hash_table_add(f->drawn, path);
	g_hash_table_insert(f->new_paths, g_strdup(record->path), path);
}

static gboolean
draw(struct finding *f, const struct record *record, GError **err)
{
	const char *given = f->given ? g_hash_table_lookup(f->given, record->id) : NULL;

	if (given) {
		move(f, record, given, kind_path_of_id(record->kind, given));
		return TRUE;
	}
	for (guint i = 0; i < TRIES; i++) {
		g_autofree char *id = collision_id(record, i), *path = kind_path_of_id(record->kind, id);
		gboolean taken;

		if (!is_taken(f, record, path, &taken, err))
			return FALSE;
		if (taken)
			continue;
		move(f, record, id, g_steal_pointer(&path));
		return TRUE;
	}
	return error_set(err, ERR_IO, "no new id can be found");
}

/* Theirs has its id for good: where ours had given it another one, on the way to here, it has its own again. */
static gboolean
take_back(struct finding *f, const struct record *theirs, GError **err)
{
	g_autofree char *id = collision_id(theirs, 0), *path = kind_path_of_id(theirs->kind, id);
	const struct changed *c = g_hash_table_lookup(f->by_path, path);
	GError *failure = NULL;
	AUTO(record) record = NULL;

	if (!c || oid_is_zero(&c->new) || !oid_is_zero(&c->theirs) || !oid_is_zero(&c->old))
		return TRUE;
	record = read_record(f, path, &c->new, &failure);
	if (record && collision_made_once(record, theirs))
		move(f, record, theirs->id, g_strdup(theirs->path));
	if (failure)
		g_propagate_error(err, failure);
	return !failure;
}

/* One of base that is another since: only where the one of base has gone to the id that this gives it. */
static gboolean
has_moved(const struct finding *f, const struct oid *tree, const struct record *record, gboolean *moved, GError **err)
{
	g_autofree char *id = collision_id(record, 0), *path = kind_path_of_id(record->kind, id);

	return is_there(f, tree, path, record, moved, err);
}

static gboolean
draw_one(struct finding *f, const struct changed *c, const struct record *ours, const struct record *theirs, GError **err)
{
	const struct sides *s = f->sides;
	gboolean apart = oid_is_zero(&c->old), later = f->given && !g_hash_table_contains(f->given, ours->id);

	if (collision_none(ours, theirs))
		return TRUE;
	if (!apart && !has_moved(f, s->ours, theirs, &apart, err))
		return FALSE;
	if (!apart && !has_moved(f, s->theirs, ours, &apart, err))
		return FALSE;
	if (apart && (later || (s->stays && s->stays(ours, theirs, s->data)))) {
		f->out->stayed++;
		return TRUE;
	}
	return !apart || (draw(f, ours, err) && take_back(f, theirs, err));
}

static gboolean
draw_all(struct finding *f, GError **err)
{
	for (guint i = 0; i < f->changed->len; i++) {
		const struct changed *c = f->changed->pdata[i];
		const struct kind *kind = oid_is_zero(&c->new) || oid_is_zero(&c->theirs) || oid_equal(&c->new, &c->theirs)
						  ? NULL
						  : kind_of_path(f->sides->kinds, c->path);
		GError *failure = NULL;
		AUTO(record) ours = kind && kind->prefix ? read_record(f, c->path, &c->new, &failure) : NULL;
		AUTO(record) theirs = ours ? read_record(f, c->path, &c->theirs, &failure) : NULL;

		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		if (theirs && !draw_one(f, c, ours, theirs, err))
			return FALSE;
	}
	return TRUE;
}

/* --- what becomes of our files --- */

static void
put(struct finding *f, const char *path, char *text)
{
	struct collision_file *file = g_new0(struct collision_file, 1);

	file->path = g_strdup(path);
	file->text = text;
	g_ptr_array_add(f->out->files, file);
}

/* The text with a note of what its id was. */
static char *
with_note(const struct finding *f, const struct record *record, const char *new_id, const char *text, GError **err)
{
	const char *notes = step_notes(record->kind);
	AUTO(builder) b = builder_new();
	AUTO(doc) doc = doc_parse(record->path, text, strlen(text), err);
	AUTO(edit) edit = doc ? edit_new(doc, kind_order(record->kind)) : NULL;

	if (!edit)
		return NULL;
	if (notes)
		edit_append(edit, notes,
			step_entry(b, f->sides->act, COLLISION_DID, "another record had been given the same id elsewhere",
				record->id, new_id));
	return edit_finish(edit, err);
}

static gboolean
settle(struct finding *f, const struct changed *c, GError **err)
{
	const char *new_path = g_hash_table_lookup(f->new_paths, c->path);
	GError *failure = NULL;
	gboolean is_record = !oid_is_zero(&c->new) && kind_of_path(f->sides->kinds, c->path);
	AUTO(record) ours = is_record ? read_record(f, c->path, &c->new, &failure) : NULL;
	AUTO(record) base = ours && !oid_is_zero(&c->old) ? read_record(f, c->path, &c->old, &failure) : NULL;
	g_autofree char *text = !failure && ours ? collision_text(ours, base, f->moves, &failure) : NULL;

	if (!failure && new_path) {
		char *noted =
			with_note(f, ours, g_hash_table_lookup(f->moves, ours->id), text ? text : ours->doc->text, &failure);

		if (noted) {
			if (!g_hash_table_contains(f->drawn, c->path))
				put(f, c->path, NULL);
			put(f, new_path, noted);
		}
	} else if (!failure && text)
		put(f, c->path, g_steal_pointer(&text));
	if (!failure)
		return TRUE;
	g_propagate_error(err, failure);
	return FALSE;
}

static int
by_path(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct collision_file *const *)a)->path, (*(struct collision_file *const *)b)->path);
}

static int
by_old_id(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct collision_move *const *)a)->old_id, (*(struct collision_move *const *)b)->old_id);
}

static gboolean
find(struct finding *f, GError **err)
{
	const struct sides *s = f->sides;

	if (!store_diff(s->store, s->base, s->ours, note_ours, f, err) ||
		!store_diff(s->store, s->base, s->theirs, note_theirs, f, err) || !draw_all(f, err))
		return FALSE;
	for (guint i = 0; f->out->moved->len && i < f->changed->len; i++)
		if (!settle(f, f->changed->pdata[i], err))
			return FALSE;
	g_ptr_array_sort(f->out->moved, by_old_id);
	g_ptr_array_sort(f->out->files, by_path);
	return TRUE;
}

struct collision *
collision_again(const struct sides *sides, GHashTable *given, GError **err)
{
	AUTO(collision) out = g_new0(struct collision, 1);
	struct finding f = {.sides = sides,
		.by_path = g_hash_table_new(g_str_hash, g_str_equal),
		.changed = g_ptr_array_new_with_free_func(changed_free),
		.moves = g_hash_table_new(g_str_hash, g_str_equal),
		.new_paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
		.drawn = g_hash_table_new(g_str_hash, g_str_equal),
		.given = given,
		.out = out};
	gboolean ok;

	out->moved = g_ptr_array_new_with_free_func(move_free);
	out->files = g_ptr_array_new_with_free_func(file_free);
	ok = find(&f, err);
	g_hash_table_unref(f.by_path);
	g_ptr_array_unref(f.changed);
	g_hash_table_unref(f.moves);
	g_hash_table_unref(f.drawn);
	g_hash_table_unref(f.new_paths);
	return ok ? g_steal_pointer(&out) : NULL;
}

struct collision *
collision_find(const struct sides *sides, GError **err)
{
	return collision_again(sides, NULL, err);
}
