/* Commits that are there already, judged again: what each is judged from, and by which rules. */
#include "index.h"
#include "message.h"
#include "replay_private.h"
#include <string.h>

#define FEW 64 /* commits up to which they are gone through over the index's file; more with one in memory */
#define OWN_FOLDER ".sx"

void
violation_free(struct violation *violation)
{
	if (!violation)
		return;
	g_free(violation->path);
	g_free(violation->id);
	g_free(violation->message);
	g_free(violation->honest);
	g_free(violation);
}

struct violation *
violation_new(
	const struct oid *commit, const char *path, const char *id, const char *rule, const char *message, const char *honest)
{
	struct violation *v = g_new0(struct violation, 1);

	v->commit = *commit;
	v->path = g_strdup(path);
	v->id = g_strdup(id);
	v->rule = g_intern_string(rule ? rule : "invalid");
	v->message = g_strdup(message);
	v->honest = g_strdup(honest);
	return v;
}

void
replay_clear(struct replay *replay)
{
	g_clear_pointer(&replay->violations, g_ptr_array_unref);
}

gboolean
replay_refuse(const struct replay *replay, GError **err)
{
	const struct violation *first = NULL;
	guint others = 0;
	char hex[OID_HEX];

	for (guint i = 0; i < replay->violations->len; i++) {
		const struct violation *v = replay->violations->pdata[i];

		if (v->grave && !first)
			first = v;
		else
			others += v->grave;
	}
	if (!first)
		return TRUE;
	oid_hex(&first->commit, hex);
	if (others)
		error_set(err, ERR_INTEGRITY, "the commit %.10s: %s (and %u more)", hex, first->message, others);
	else
		error_set(err, ERR_INTEGRITY, "the commit %.10s: %s", hex, first->message);
	if (first->passing && first->honest)
		error_hint(err, "%s", first->honest);
	error_at(err, first->path, 0, 0);
	error_rule(err, first->rule);
	if (first->id)
		error_id(err, first->id);
	return FALSE;
}

struct violation *
replay_object(struct judged *j, const char *path, const char *id, const char *rule, const char *honest, const char *format, ...)
{
	g_autofree char *message = NULL;
	struct violation *v;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	v = violation_new(&j->commit->oid, path, id, rule, message, honest);
	v->grave = j->grave;
	g_ptr_array_add(j->r->replay->violations, v);
	return v;
}

/* Of the repository itself, not of what was written in memory. */
gboolean
replay_reads(const struct judged *j, const struct oid *blob, GError **err)
{
	g_autoptr(GBytes) bytes = oid_is_zero(blob) ? NULL : store_blob(j->r->replay->repo->store, blob, err);

	return bytes || oid_is_zero(blob);
}

/* --- what a commit is judged from --- */

static void
drop_index(struct replaying *r)
{
	g_clear_pointer(&r->index, index_free);
	g_clear_pointer(&r->index_kinds, kinds_free);
}

struct index *
replay_index(struct replaying *r, GError **err)
{
	if (r->index && g_str_equal(kinds_digest(r->index_kinds), kinds_digest(r->base->kinds)))
		return index_move(r->index, r->base, err) ? r->index : NULL;
	drop_index(r);
	r->index_kinds = kinds_share(r->base->kinds);
	return r->index = r->order->len <= FEW ? index_open_moving(r->base, err) : index_open_apart(r->base, err);
}

/* The calendar of the clone that made the commit is not known; what zone it was in is. */
static void
set_calendar(struct replaying *r, const struct commit_info *commit)
{
	g_autofree char *zone = g_strdup_printf(
		"%c%02d:%02d", commit->offset < 0 ? '-' : '+', ABS(commit->offset) / 60 % 24, ABS(commit->offset) % 60);

	calendar_free(r->calendar);
	r->calendar = calendar_new();
	g_time_zone_unref(r->calendar->zone);
	r->calendar->zone = g_time_zone_new_identifier(zone);
	if (!r->calendar->zone)
		r->calendar->zone = g_time_zone_new_utc();
	r->base->calendar = r->calendar;
	r->base->site = NULL;
}

gboolean
replay_stand_on(struct replaying *r, const struct oid *parent, const struct commit_info *commit, GError **err)
{
	struct oid tree = {{0}}, own = {{0}};
	gboolean found = FALSE;

	if (!oid_is_zero(parent) && (!store_commit_tree(r->repo->store, parent, &tree, err) ||
					    !store_lookup(r->repo->store, &tree, OWN_FOLDER, &found, &own, NULL, err)))
		return FALSE;
	if (!r->base || !oid_equal(&own, &r->own)) {
		struct snapshot *base = snapshot_tree(r->repo, &tree, err);

		if (!base)
			return FALSE;
		snapshot_free(r->base);
		r->base = base;
		r->own = own;
	}
	r->base->tree = tree;
	r->base->commit = *parent;
	set_calendar(r, commit);
	return TRUE;
}

/* --- one commit --- */

static gboolean
note_file(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct judged *j = data;
	struct replay_file *file = g_new0(struct replay_file, 1);

	file->path = g_strdup(path);
	file->mode = mode;
	if (old)
		file->old = *old;
	if (new)
		file->new = *new;
	g_ptr_array_add(j->files, file);
	return TRUE;
}

static void
file_free(gpointer data)
{
	struct replay_file *file = data;

	g_free(file->path);
	g_free(file);
}

gboolean
replay_is_grave(const struct snapshot *base, const char *path)
{
	const struct kind *kind = kind_of_folder(base->kinds, path);

	return g_str_has_prefix(path, OWN_FOLDER "/") || g_str_has_prefix(path, "evidence/") ||
	       (kind && (kind_has_rules(kind) || kind == kind_of_people(base->kinds)));
}

static gboolean
judge_shared(struct judged *j, GError **err)
{
	for (guint i = 0; i < j->files->len; i++) {
		const struct replay_file *file = j->files->pdata[i];

		if ((file->mode & REPLAY_MODE) == REPLAY_MODE_FILE && !replay_reads(j, &file->new, err))
			return FALSE;
	}
	return replay_shared(j, err);
}

static gboolean
judge_one(struct judged *j, GError **err)
{
	for (guint i = 0; i < j->files->len && !j->grave; i++)
		j->grave = replay_is_grave(j->r->base, ((struct replay_file *)j->files->pdata[i])->path);
	replay_times(j);
	if (!replay_people(j, err))
		return FALSE;
	replay_pushed(j);
	if (!replay_received(j, err) || !replay_signature(j, err) || !replay_paths(j, err))
		return FALSE;
	if (j->commit->n_parents > 1)
		return replay_merge(j, err);
	if (!g_strcmp0(j->verb, "sync") && j->files->len)
		return judge_shared(j, err);
	return replay_change(j, err);
}

static gboolean
judge_commit(const struct commit_info *commit, void *data, GError **err)
{
	gpointer *given = data; /* the replay, the turn */
	struct judged j = {.r = given[0], .turn = given[1], .commit = commit};
	struct oid none = {{0}};
	gboolean ok;

	j.files = g_ptr_array_new_with_free_func(file_free);
	j.verb = message_trailer(commit->message, "Sx-Verb");
	ok = replay_stand_on(j.r, commit->n_parents ? &commit->parents[0] : &none, commit, err) &&
	     store_diff(j.r->repo->store, &j.r->base->tree, &commit->tree, note_file, &j, err);
	if (ok)
		replay_receive(&j);
	ok = ok && judge_one(&j, err);
	g_ptr_array_unref(j.files);
	g_free(j.verb);
	g_free(j.actor);
	return ok;
}

/* What cannot be read ends the replay; it is a violation, unless nobody can say of which commit. */
static gboolean
give_up(struct replaying *r, const struct oid *commit, GError *failure, GError **err)
{
	struct violation *v;

	if (error_status(failure) != ERR_IO && error_status(failure) != ERR_NOT_FOUND) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	v = violation_new(commit, NULL, NULL, "object", failure->message,
		"every object is there and has the content that it is named by; take it from another clone");
	v->grave = v->passing = TRUE;
	g_ptr_array_add(r->replay->violations, v);
	g_error_free(failure);
	return TRUE;
}

/* What it follows has settings or kinds that do not read, so that nothing says what it is held to. Takes the failure. */
static gboolean
pass_over(struct replaying *r, const struct oid *commit, GError **failure)
{
	g_autofree char *message = NULL;
	struct violation *v;

	if (error_status(*failure) != ERR_INVALID)
		return FALSE;
	message = g_strdup_printf("it cannot be judged: %s", (*failure)->message);
	v = violation_new(commit, error_more(*failure)->file, NULL, error_more(*failure)->rule, message,
		"settings and kinds that do not read are put right before anything else is recorded");
	v->grave = TRUE;
	g_ptr_array_add(r->replay->violations, v);
	g_clear_error(failure);
	return TRUE;
}

static gboolean
replay_all(struct replaying *r, GError **err)
{
	GError *failure = NULL;

	if (!replay_order(r, &failure) || !replay_read_signatures(r, &failure))
		return give_up(r, &r->replay->tip, failure, err);
	for (guint i = 0; i < r->order->len; i++) {
		struct turn *turn = r->order->pdata[i];
		gpointer given[] = {r, turn};

		if (r->replay->progress)
			r->replay->progress(i, r->order->len, r->replay->data);
		if (!store_commit_read(r->repo->store, &turn->oid, judge_commit, given, &failure) &&
			!pass_over(r, &turn->oid, &failure))
			return give_up(r, &turn->oid, failure, err);
		r->replay->commits++;
	}
	return TRUE;
}

gboolean
replay_run(struct replay *replay, GError **err)
{
	struct repo repo = {.asked_today = DAY_NONE};
	struct replaying r = {.replay = replay, .repo = &repo};
	gboolean ok;

	replay->violations = g_ptr_array_new_with_free_func((GDestroyNotify)violation_free);
	replay->commits = replay->unverifiable = 0;
	repo.store = store_dup(replay->repo->store, err);
	repo.shelf = shelf_share(replay->repo->shelf);
	r.order = g_ptr_array_new_with_free_func(turn_free);
	r.turns = g_hash_table_new(store_oid_hash, store_oid_same);
	r.people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	r.entered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	ok = repo.store && store_scratch(repo.store, err) && replay_all(&r, err);
	drop_index(&r);
	snapshot_free(r.base);
	calendar_free(r.calendar);
	g_clear_pointer(&r.signatures, g_hash_table_unref);
	g_hash_table_unref(r.people);
	g_hash_table_unref(r.entered);
	g_hash_table_unref(r.turns);
	g_ptr_array_unref(r.order);
	store_free(repo.store);
	shelf_free(repo.shelf);
	return ok;
}
