/* One change: what it starts from, what is put into it, and its end. */
#include "change_private.h"
#include "workflow.h"
#include "world.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT 10	    /* seconds a writer waits for another */
#define WAIT_READ 2 /* a reader, for one that may be mending */

struct change_file *
change_file_new(const char *path)
{
	struct change_file *file = g_new0(struct change_file, 1);

	file->path = g_strdup(path);
	return file;
}

void
change_file_free(struct change_file *file)
{
	g_clear_pointer(&file->bytes, g_bytes_unref);
	g_free(file->path);
	g_free(file);
}

void
change_free(struct change *change)
{
	struct change_own *own;

	if (!change)
		return;
	own = change->own;
	if (own->bulk)
		store_pack_abort(change->repo->store);
	world_free(own->world);
	if (!own->lent_index)
		index_free(own->index);
	kinds_free(own->kinds);
	config_free(own->config);
	if (!own->lent)
		snapshot_free(change->base);
	lock_release(own->lock);
	g_clear_pointer(&own->sorted, g_ptr_array_unref);
	g_hash_table_unref(own->files);
	g_free(own->branch);
	g_free(own->judged);
	g_free(own);
	g_free(change->actor);
	g_free(change->actor_name);
	g_free(change->actor_email);
	g_free(change);
}

gboolean
change_check_state(struct repo *repo, char **branch, GError **err)
{
	const char *busy = store_busy(repo->store);
	struct head head = {0};

	if (busy) {
		error_set(err, ERR_CONFLICT, "a %s is in progress in this repository", busy);
		error_rule(err, "busy");
		error_hint(err, "finish it with git first; 'git status' says how");
		return FALSE;
	}
	if (!store_head(repo->store, &head, err))
		return FALSE;
	*branch = g_steal_pointer(&head.branch);
	head_clear(&head);
	if (!*branch) {
		error_set(err, ERR_REFUSED, "HEAD is at a commit, not on a branch, and what is recorded there would be lost");
		error_rule(err, "detached");
		error_hint(err, "go to a branch with 'git switch main', or the name of yours");
		return FALSE;
	}
	return TRUE;
}

gboolean
change_find_actor(struct change *change, gboolean first, GError **err)
{
	struct store *store = change->repo->store;

	change->actor_name = store_config(store, "user.name");
	change->actor_email = store_config(store, "user.email");
	if (!first) {
		change->actor = identity_find(change->base, err);
		if (!change->actor)
			return FALSE;
	} else if (!change->actor_email || !*change->actor_email) {
		error_set(err, ERR_REFUSED, "git does not know your e-mail");
		error_rule(err, "identity");
		error_hint(err, "run: git config --global user.email you@example.com");
		return FALSE;
	}
	if (!change->actor_name || !*change->actor_name) {
		g_free(change->actor_name);
		change->actor_name = g_strdup(change->actor ? change->actor : change->actor_email);
	}
	return TRUE;
}

gboolean
change_check_clock(const struct change *change, gint64 before, GError **err)
{
	g_autofree char *last = NULL, *now = NULL;

	if (change->now >= before - CHANGE_BEHIND)
		return TRUE;
	last = calendar_event(change->base->calendar, before);
	now = calendar_event(change->base->calendar, change->now);
	error_set(err, ERR_REFUSED, "the last change here is of %s, and this clock says %s", last, now);
	error_rule(err, "clock");
	error_hint(err, "set the clock of the machine that is wrong; nothing was recorded");
	return FALSE;
}

int
lock_take_for_change(struct repo *repo, GError **err)
{
	return lock_take(repo, WAIT, err);
}

static struct change *
begin(struct repo *repo, gboolean first, gboolean edits, GError **err)
{
	AUTO(change) change = g_new0(struct change, 1);
	struct change_own *own = change->own = g_new0(struct change_own, 1);

	change->repo = repo;
	own->edits = edits;
	own->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)change_file_free);
	own->lock = lock_take_for_change(repo, err);
	if (own->lock < 0 || !journal_recover(repo, err) || !change_check_state(repo, &own->branch, err))
		return NULL;
	change->base = snapshot_head(repo, err);
	if (!change->base || !config_writable(change->base->config, err) || !change_find_actor(change, first, err))
		return NULL;
	change->now = calendar_now();
	return change_check_clock(change, change->base->commit_time, err) ? g_steal_pointer(&change) : NULL;
}

struct change *
change_begin(struct repo *repo, GError **err)
{
	return begin(repo, FALSE, FALSE, err);
}

struct change *
change_begin_first(struct repo *repo, GError **err)
{
	return begin(repo, TRUE, FALSE, err);
}

struct change *
change_begin_edits(struct repo *repo, GError **err)
{
	return begin(repo, FALSE, TRUE, err);
}

gboolean
change_recover(struct repo *repo, GError **err)
{
	gboolean journal = store_work_dir(repo->store) && journal_exists(repo), ok;
	int lock;

	if (!journal && (!store_work_dir(repo->store) || !stage_locked(repo->store)))
		return TRUE;
	/* who has only locked git's index has changed nothing yet, and is not waited for */
	lock = lock_take(repo, journal ? WAIT_READ : 0, NULL);
	if (lock < 0)
		return TRUE;
	if (journal)
		repo_look_away(repo);
	ok = journal_recover(repo, err);
	lock_release(lock);
	return ok;
}

struct index *
change_index(struct change *change, GError **err)
{
	if (!change->own->index)
		change->own->index = index_open(change->base, err);
	return change->own->index;
}

/* The change's file of a path, looked up in base and work tree the first time. NULL on error. */
static struct change_file *
file_need(struct change *change, const char *path, GError **err)
{
	struct change_file *file = g_hash_table_lookup(change->own->files, path);
	gboolean found;
	struct oid base = {0};

	if (file)
		return file;
	for (const char *c = path; *c; c++)
		if (g_ascii_iscntrl(*c)) {
			error_set(err, ERR_INVALID, "a path with control characters cannot be recorded");
			return NULL;
		}
	if (!store_lookup(change->repo->store, &change->base->tree, path, &found, &base, NULL, err))
		return NULL;
	file = change_file_new(path);
	file->base = base;
	file->disk = base;
	if (store_work_dir(change->repo->store) && !change->own->candidate)
		journal_look(change->repo, path, &file->disk);
	if (!change->own->edits && !change_check_edit(change->repo, file, err)) {
		change_file_free(file);
		return NULL;
	}
	change_hold(change, file);
	return file;
}

void
change_hold(struct change *change, struct change_file *file)
{
	g_clear_pointer(&change->own->sorted, g_ptr_array_unref);
	g_hash_table_replace(change->own->files, file->path, file);
}

/* Put back to what the base has is no change. */
void
change_touched(struct change *change, struct change_file *file)
{
	g_clear_pointer(&change->own->judged, g_free);
	change->own->packed = FALSE;
	if (change_is_schema(file->path)) {
		change->own->schema = TRUE;
		g_clear_pointer(&change->own->kinds, kinds_free);
	}
	if (g_str_equal(file->path, CONFIG_PATH))
		g_clear_pointer(&change->own->config, config_free);
	if (!oid_equal(&file->oid, &file->base))
		return;
	g_clear_pointer(&change->own->sorted, g_ptr_array_unref);
	g_hash_table_remove(change->own->files, file->path);
}

gboolean
change_put(struct change *change, const char *path, const void *bytes, gsize length, GError **err)
{
	struct change_file *file = file_need(change, path, err);

	if (!file)
		return FALSE;
	g_clear_pointer(&file->bytes, g_bytes_unref);
	file->bytes = g_bytes_new(bytes, length);
	oid_of_blob(bytes, length, &file->oid);
	change_touched(change, file);
	return TRUE;
}

gboolean
change_remove(struct change *change, const char *path, GError **err)
{
	struct change_file *file = file_need(change, path, err);

	if (!file)
		return FALSE;
	g_clear_pointer(&file->bytes, g_bytes_unref);
	memset(&file->oid, 0, sizeof(file->oid));
	change_touched(change, file);
	return TRUE;
}

GBytes *
change_read(struct change *change, const char *path, GError **err)
{
	const struct change_file *file = g_hash_table_lookup(change->own->files, path);

	if (!file)
		return snapshot_read(change->base, path, err);
	return file->bytes ? g_bytes_ref(file->bytes) : NULL;
}

struct record *
change_record(struct change *change, const struct kind *kind, const char *id, GError **err)
{
	g_autofree char *path = record_path(kind, id, err);
	GError *failure = NULL;
	g_autoptr(GBytes) bytes = path ? change_read(change, path, &failure) : NULL;
	const struct kinds *kinds = bytes ? change_kinds(change, err) : NULL;

	if (failure)
		g_propagate_error(err, failure);
	else if (path && !bytes)
		error_set(err, ERR_NOT_FOUND, "there is no %s '%s'", kind->name, id);
	if (!kinds)
		return NULL;
	return record_parse(kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err);
}

guint
change_count(const struct change *change)
{
	return g_hash_table_size(change->own->files);
}

gboolean
change_bulk(struct change *change, GError **err)
{
	change->own->bulk = store_pack_begin(change->repo->store, err);
	return change->own->bulk;
}

/* --- a new record --- */

/* What locks look up that hold under a condition: the records as they are. NULL when there is no index: then they hold. */
static struct world *
world_of(struct change *change)
{
	struct change_own *own = change->own;
	struct index *index = own->judging || own->world ? NULL : change_index(change, NULL);

	if (own->judging)
		return own->judging;
	if (index)
		own->world = world_new(index, change->base->kinds, NULL);
	return own->world;
}

struct act
change_act(struct change *change, const struct kind *kind, const struct node *values, const char *reason)
{
	const struct snapshot *base = change->base;
	const struct field *field = kind ? kind_site(kind) : NULL;
	const char *site = field ? node_text(values, field->name) : NULL;
	const struct config *config = change_config(change, NULL);
	const struct site *known = site && config ? config_site(config, site) : NULL;

	return (struct act){
		.actor = change->actor,
		.world = kind && kind_locks_by(kind) ? world_of(change) : NULL,
		.now = change->now,
		.calendar = known ? known->calendar : base->calendar,
		.site = base->site,
		.reason = reason,
		.import = change->import,
		.seen = change->seen,
		.signs_later = change->signs_later,
	};
}

static struct node *
with_defaults(struct change *change, const struct kind *kind, const struct node *values, struct builder *b)
{
	struct act act = change_act(change, kind, values, NULL);
	struct node *map = build_map(b);

	for (guint i = 0; i < values->n; i++)
		build_map_add(b, map, values->keys[i]->text, build_copy(b, values->items[i]));
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		g_autofree char *value = node_get(map, field->name) ? NULL : workflow_default(field, map, &act);
		struct node *list = field->list ? build_list(b) : NULL;

		if (!value || !*value)
			continue;
		if (list)
			build_list_add(b, list, build_scalar(b, value));
		build_map_add(b, map, field->name, list ? list : build_scalar(b, value));
	}
	return map;
}

/* A random id that is taken is drawn again; a chosen one that is taken is refused. */
static gboolean
free_id(struct change *change, const struct kind *kind, const char *slug, const struct node *map, char **id, char **path,
	GError **err)
{
	day today = calendar_day(change_act(change, kind, map, NULL).calendar, change->now);

	for (int i = 0; i < 10; i++) {
		GError *failure = NULL;
		g_autoptr(GBytes) taken = NULL;

		if (!record_new_id(kind, slug, today, map, id, path, err))
			return FALSE;
		taken = change_read(change, *path, &failure);
		if (!taken && !failure)
			return TRUE;
		if (failure || !kind->prefix) {
			if (failure)
				g_propagate_error(err, failure);
			else
				error_set(err, ERR_CONFLICT, "there is a %s '%s' already", kind->name, *id);
			error_id(err, *id);
			error_rule(err, "exists");
			g_clear_pointer(id, g_free);
			g_clear_pointer(path, g_free);
			return FALSE;
		}
		g_clear_pointer(id, g_free);
		g_clear_pointer(path, g_free);
	}
	return error_set(err, ERR_IO, "no new id can be found");
}

char *
change_add(struct change *change, const struct kind *kind, const char *slug, const struct node *values, GError **err)
{
	AUTO(builder) b = builder_new();
	struct node *map = with_defaults(change, kind, values, b);
	g_autofree char *id = NULL, *path = NULL, *text = NULL;

	if (!free_id(change, kind, slug, map, &id, &path, err))
		return NULL;
	text = record_write(kind, map);
	if (!change_put(change, path, text, strlen(text), err)) {
		error_nowhere(err, path);
		return NULL;
	}
	return g_steal_pointer(&id);
}
