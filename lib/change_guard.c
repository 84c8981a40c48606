/* The guard: what a change writes is right by itself, allowed from what was, and fits the rest. */
#include "change_private.h"
#include "register.h"
#include "signature.h"
#include "workflow.h"
#include "world.h"
#include <string.h>

#define MANY 500 /* records that two threads share */

struct guard {
	struct change *change;
	const struct change_message *message;
	const struct kinds *kinds; /* as the change leaves them */
	struct undo *undo;	   /* when this takes a commit back */
	struct judged *files;	   /* n of them, in path order */
	guint n;
	GHashTable *also; /* path -> struct record *, as the change has it; NULL where it goes */
	GPtrArray *problems;
};

static gint
by_path(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct change_file *const *)a)->path, (*(struct change_file *const *)b)->path);
}

GPtrArray *
change_sorted(const struct change *change)
{
	struct change_own *own = change->own;
	GHashTableIter each;
	gpointer file;

	if (own->sorted)
		return g_ptr_array_ref(own->sorted);
	own->sorted = g_ptr_array_sized_new(g_hash_table_size(own->files));
	for (g_hash_table_iter_init(&each, own->files); g_hash_table_iter_next(&each, NULL, &file);)
		g_ptr_array_add(own->sorted, file);
	g_ptr_array_sort(own->sorted, by_path);
	return g_ptr_array_ref(own->sorted);
}

/* Some of the new texts, read and checked by one thread. */
struct reading {
	struct guard *guard;
	guint from, to;
	GPtrArray *problems;
	GError *error;
};

static gpointer
read_new(gpointer data)
{
	struct reading *r = data;
	const struct kinds *kinds = r->guard->kinds;

	for (guint i = r->from; i < r->to && !r->error; i++) {
		struct judged *judged = &r->guard->files[i];
		gsize length;
		const char *text;

		if (!judged->file->bytes)
			continue;
		text = g_bytes_get_data(judged->file->bytes, &length);
		judged->new = record_parse(kinds, judged->file->path, text, length, &r->error);
		if (judged->new)
			record_check(judged->new, r->problems);
	}
	return NULL;
}

/* Two threads share many. Problems stay in path order; of two errors the first counts. */
static gboolean
read_all_new(struct guard *g, GError **err)
{
	guint half = g->n > MANY ? g->n / 2 : g->n;
	g_autoptr(GPtrArray) more = problems_new();
	struct reading first = {g, 0, half, g->problems, NULL}, second = {g, half, g->n, more, NULL};
	GThread *thread = half < g->n ? g_thread_try_new("records", read_new, &second, NULL) : NULL;

	read_new(&first);
	if (thread)
		g_thread_join(thread);
	else
		read_new(&second);
	g_ptr_array_extend_and_steal(g->problems, g_steal_pointer(&more));
	if (!first.error && !second.error)
		return TRUE;
	if (first.error)
		g_clear_error(&second.error);
	g_propagate_error(err, first.error ? first.error : second.error);
	return FALSE;
}

/* Those that a path is judged by: a kind that goes takes its records with it, if they may go. */
static const struct kinds *
kinds_of(const struct guard *g, const char *path)
{
	return kind_of_path(g->kinds, path) ? g->kinds : g->change->base->kinds;
}

/* One that does not read is being mended: it goes on from what it was when it did. */
static gboolean
read_old(struct guard *g, const struct change_file *file, struct record **old, GError **err)
{
	g_autoptr(GBytes) was = NULL;

	*old = NULL;
	if (oid_is_zero(&file->base))
		return TRUE;
	was = store_blob(g->change->repo->store, &file->base, err);
	if (was)
		*old = record_parse(
			kinds_of(g, file->path), file->path, g_bytes_get_data(was, NULL), g_bytes_get_size(was), NULL);
	if (was && !*old)
		*old = change_last_readable(g->change, kinds_of(g, file->path), file->path);
	return was != NULL;
}

/* Records are read and checked by themselves; foreign files among them are none of ours. */
static gboolean
read_files(struct guard *g, GError **err)
{
	g_autoptr(GPtrArray) all = change_sorted(g->change);
	gboolean ok;

	g->files = g_new0(struct judged, all->len);
	for (guint i = 0; i < all->len; i++) {
		const struct change_file *file = all->pdata[i];

		if (kind_of_path(kinds_of(g, file->path), file->path))
			g->files[g->n++].file = file;
	}
	ok = read_all_new(g, err);
	for (guint i = 0; i < g->n; i++) {
		struct judged *judged = &g->files[i];

		g_hash_table_insert(g->also, judged->file->path, judged->new);
		ok = ok && read_old(g, judged->file, &judged->old, err);
	}
	return ok;
}

static gboolean
same_bytes(GBytes *a, GBytes *b)
{
	return a && b ? g_bytes_equal(a, b) : a == b;
}

/* Taking back is allowed to who did it, to exactly what was. */
static gboolean
judge_undo(struct guard *g, GError **err)
{
	g_autoptr(GPtrArray) all = change_sorted(g->change);

	if (!undo_allowed(g->undo, g->change->actor, err))
		return FALSE;
	for (guint i = 0; i < all->len; i++) {
		const struct change_file *file = all->pdata[i];
		const struct undo_file *undone = undo_find(g->undo, file->path);
		g_autoptr(GBytes) now = NULL, then = NULL;

		if (!oid_is_zero(&file->base) && !(now = store_blob(g->change->repo->store, &file->base, err)))
			return FALSE;
		if (undone && !undo_file_text(g->undo, undone, g->change->base->kinds, now, &then, err))
			return FALSE;
		if (!undone || !same_bytes(then, file->bytes)) {
			error_set(err, ERR_REFUSED, "'%s' would not be as it was before", file->path);
			error_rule(err, "undo");
			return FALSE;
		}
	}
	return TRUE;
}

/* Does the change take out a number that is wrong? */
static gboolean
judge_misnumbered(struct guard *g, const struct record *old, const struct record *new, gboolean *misnumbered, GError **err)
{
	const char *number = old ? record_get(old, NUMBER) : NULL;
	struct index *index = number && !record_node(new, NUMBER) ? change_index(g->change, err) : NULL;

	*misnumbered = FALSE;
	if (index)
		return register_is_wrong(index, old->kind, old->id, number, misnumbered, err);
	return !number || record_node(new, NUMBER);
}

static gboolean
judge_record(struct guard *g, const struct judged *judged, struct world *world, GError **err)
{
	const struct record *new = judged->new, *old = judged->old;

	if (new) {
		struct act act = change_act(g->change, new->kind, new->doc->root, g->message->reason);

		if (!judge_misnumbered(g, old, new, &act.misnumbered, err))
			return FALSE;
		act.world = world;
		workflow_judge(old, new, &act, g->problems);
	} else {
		g_ptr_array_add(g->problems,
			problem_new(judged->file->path, NULL, "kept", old ? old->id : NULL, g_strdup("a record is never removed"),
				g_strdup("take it to an end by its workflow, or undo it where the kind has no rules")));
	}
	return TRUE;
}

static gboolean
judge_workflow(struct guard *g, GError **err)
{
	struct index *index = g->n ? change_index(g->change, err) : NULL;
	AUTO(world) world = index ? world_new(index, g->kinds, g->also) : NULL;
	gboolean ok = TRUE;

	if (!index)
		return g->n == 0;
	world_stands_on(world, &g->change->base->commit);
	world_received(world, g->change->received, g->change->receiver);
	world_received_after(world, g->change->had, g->change->had_data);
	g->change->own->judging = world;
	for (guint i = 0; ok && i < g->n; i++) {
		guint before = g->problems->len;

		if (g->undo && !change_undo_judged(g->change, g->undo, g->kinds, &g->files[i], g->message->reason, world))
			continue;
		ok = judge_record(g, &g->files[i], world, err);
		if (g->undo && g->problems->len > before)
			change_undo_blame(g->undo, &g->files[i], g->problems->pdata[before]);
	}
	if (ok)
		change_judge_single(g->change, g->files, g->n, g->problems);
	g->change->own->judging = NULL;
	return ok;
}

/* Whoever points to a record that goes. */
static gboolean
judge_gone(struct guard *g, struct index *index, const char *path, GError **err)
{
	g_autofree char *id = record_id(kind_of_path(kinds_of(g, path), path), path);
	AUTO(db_query)
	q = db_prepare(
		index_db(index), "select record.path from link join record using (rid) where link.target = ?1 limit 20", err);
	gboolean row;

	if (!q)
		return FALSE;
	db_bind_text(q, 1, id);
	for (;;) {
		if (!db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		if (g_hash_table_contains(g->also, db_text(q, 0)))
			continue; /* goes as well, or is judged itself */
		g_ptr_array_add(g->problems,
			problem_new(path, NULL, "link", id, g_strdup_printf("%s is pointed to by '%s'", id, db_text(q, 0)),
				g_strdup("point that one elsewhere first")));
	}
}

static gboolean
judge_all_gone(struct guard *g, GError **err)
{
	struct index *index = change_index(g->change, err);

	for (guint i = 0; index && i < g->n; i++) {
		const struct change_file *file = g->files[i].file;

		if (!file->bytes && !judge_gone(g, index, file->path, err))
			return FALSE;
	}
	return index != NULL;
}

static gboolean
judge_fit(struct guard *g, GError **err)
{
	struct index *index = g->n ? change_index(g->change, err) : NULL;
	const struct config *config = index ? change_config(g->change, err) : NULL;
	g_autoptr(GHashTable) evidence = config ? change_evidence(g->change) : NULL;
	g_autoptr(GHashTable) was = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) records = g_ptr_array_new();

	if (!config)
		return g->n == 0;
	for (guint i = 0; i < g->n; i++) {
		const struct record *new = g->files[i].new, *old = g->files[i].old;

		if (new)
			check_sites(config, new, old, g->problems);
		if (new && (!check_links(index, g->kinds, config, g->also, new, old, g->problems, err) ||
				   !change_judge_evidence(g->change, evidence, old, new, g->problems, err)))
			return FALSE;
		if (new)
			g_ptr_array_add(records, (gpointer) new);
		g_hash_table_insert(was, g->files[i].file->path, (gpointer)old);
	}
	check_circles(index, g->kinds, g->also, was, records, g->problems);
	return check_unique_all(index, g->also, g->problems, err);
}

/* Somebody must be left who may change anything, if only to take others back. */
static gboolean
judge_somebody(struct guard *g, GError **err)
{
	const struct kind *people = kind_of_people(g->kinds);
	gint64 fewer = 0;
	struct index *index;
	AUTO(db_query) q = NULL;
	gboolean row;

	for (guint i = 0; i < g->n; i++) {
		const struct judged *judged = &g->files[i];

		if (people && kind_of_path(g->kinds, judged->file->path) == people)
			fewer += (judged->old && record_is_open(judged->old)) - (judged->new &&record_is_open(judged->new));
	}
	if (fewer <= 0)
		return TRUE;
	index = change_index(g->change, err);
	q = index ? db_prepare(index_db(index), "select count(*) from record where kind = ?1 and open", err) : NULL;
	if (!q)
		return FALSE;
	db_bind_text(q, 1, people->name);
	if (!db_step(q, &row, err))
		return FALSE;
	if (db_int(q, 0) > fewer)
		return TRUE;
	error_set(err, ERR_REFUSED, "nobody would be left who can change anything here");
	error_rule(err, "last-person");
	error_hint(err, "add whoever comes next first: sx %s add -h", people->name);
	return FALSE;
}

/* The tool's own files must still be readable, or nothing else could be. */
static gboolean
judge_own(struct guard *g, GError **err)
{
	const struct config *config = change_config(g->change, err);

	g->kinds = config && config_writable(config, err) ? change_kinds(g->change, err) : NULL;
	return g->kinds != NULL;
}

/* Without settings nobody would be asked who he is, as before the first person is there. */
static void
judge_kept(struct guard *g)
{
	const struct change_file *file = g_hash_table_lookup(g->change->own->files, CONFIG_PATH);

	if (file && !file->bytes && !oid_is_zero(&file->base))
		g_ptr_array_add(
			g->problems, problem_new(CONFIG_PATH, NULL, "kept", NULL, g_strdup("the settings are never removed"),
					     g_strdup("change what they say instead")));
}

/* What everybody is held to is changed by whom the settings name, as they were before. */
static gboolean
judge_settings(struct guard *g, GError **err)
{
	const struct node *by = node_get(g->change->base->config->root, "settings_by");
	g_autoptr(GPtrArray) all = NULL, roles = g_ptr_array_new();
	AUTO(world) world = NULL;
	struct index *index;

	judge_kept(g);
	if (!change_judge_agreed(g->change, g->problems, err))
		return FALSE;
	if (!by)
		return TRUE;
	all = change_sorted(g->change);
	for (guint i = 0; i < by->n; i++)
		g_ptr_array_add(roles, (gpointer)by->items[i]->text);
	g_ptr_array_add(roles, NULL);
	for (guint i = 0; i < all->len; i++) {
		const struct change_file *file = all->pdata[i];

		if (!g_str_has_prefix(file->path, ".sx/"))
			continue;
		if (!world && !(index = change_index(g->change, err)))
			return FALSE;
		if (!world)
			world = world_new(index, g->kinds, g->also);
		if (!guard_has_role(world, g->change->actor, (const char *const *)roles->pdata))
			g_ptr_array_add(
				g->problems, problem_new(file->path, NULL, "P02", NULL,
						     g_strdup("settings and kinds are changed by those that settings_by names"),
						     g_strdup("ask one of them to do it")));
	}
	return TRUE;
}

static gboolean
judge(struct guard *g, GError **err)
{
	if (!judge_own(g, err) || !read_files(g, err))
		return FALSE;
	if (g->problems->len)
		return problems_to_error(g->problems, err);
	if (!judge_settings(g, err))
		return FALSE;
	if (g->problems->len)
		return workflow_refuse(g->problems, err);
	if (g->undo && (!judge_undo(g, err) || !judge_all_gone(g, err)))
		return FALSE;
	if (!judge_workflow(g, err))
		return FALSE;
	if (g->problems->len)
		return workflow_refuse(g->problems, err);
	if (!judge_somebody(g, err) || !judge_fit(g, err))
		return FALSE;
	if (g->problems->len)
		return problems_to_error(g->problems, err);
	return change_judge_kinds(g->change, g->also, err) && change_judge_sites(g->change, g->also, err) &&
	       change_judge_repositories(g->change, g->also, err) && change_judge_signed(g->change, err);
}

gboolean
change_judge(struct change *change, const struct change_message *message, GError **err)
{
	const char *reason = message->reason ? message->reason : "";
	struct guard g = {.change = change, .message = message};
	struct oid undone;
	gboolean ok = TRUE;

	if (!g_strcmp0(change->own->judged, reason) && !message->undoes)
		return TRUE;
	if (message->undoes) {
		if (!oid_parse(message->undoes, &undone))
			return error_set(err, ERR_USAGE, "'%s' is no commit", message->undoes);
		g.undo = undo_open(change->repo, &undone, err);
		if (!g.undo)
			return FALSE;
	}
	g.also = g_hash_table_new(g_str_hash, g_str_equal);
	g.problems = problems_new();
	ok = judge(&g, err);
	if (change->own->found)
		g_ptr_array_extend_and_steal(change->own->found, g_steal_pointer(&g.problems));
	g_clear_pointer(&g.problems, g_ptr_array_unref);
	g_hash_table_unref(g.also);
	for (guint i = 0; i < g.n; i++) {
		record_free(g.files[i].old);
		record_free(g.files[i].new);
	}
	g_free(g.files);
	undo_free(g.undo);
	if (ok && !message->undoes) {
		g_free(change->own->judged);
		change->own->judged = g_strdup(reason);
	}
	return ok;
}
