/* Commits that are made first and taken over later: candidates, and moving the branch to a commit that is there. */
#include "change_private.h"
#include <string.h>
#include <sys/stat.h>

/* --- candidates --- */

/* A person who has come with the other side is known as well. */
static gboolean
find_actor(struct change *change, GError **err)
{
	struct snapshot *base = change->base;
	char hex[OID_HEX];
	AUTO(snapshot) other = NULL;
	gboolean known;

	if (oid_is_zero(&change->own->other))
		return change_find_actor(change, FALSE, err);
	change->actor = identity_find(base, NULL);
	if (change->actor) {
		g_clear_pointer(&change->actor, g_free);
		return change_find_actor(change, FALSE, err);
	}
	oid_hex(&change->own->other, hex);
	other = snapshot_open(change->repo, hex, err);
	if (!other)
		return FALSE;
	change->base = other;
	known = change_find_actor(change, FALSE, err);
	change->base = base;
	return known;
}

static gboolean
note_time(const struct commit_info *commit, void *data, GError **err)
{
	*(gint64 *)data = commit->time;
	return TRUE;
}

static gboolean
check_other_clock(const struct change *change, GError **err)
{
	gint64 time = G_MININT64;

	return oid_is_zero(&change->own->other) ||
	       (store_commit_read(change->repo->store, &change->own->other, note_time, &time, err) &&
		       change_check_clock(change, time, err));
}

struct change *
change_begin_candidate(struct repo *repo, const struct oid *onto, const struct oid *other, GError **err)
{
	AUTO(change) change = g_new0(struct change, 1);
	struct change_own *own = change->own = g_new0(struct change_own, 1);
	char hex[OID_HEX];

	change->repo = repo;
	own->lock = -1;
	own->candidate = TRUE;
	if (other)
		own->other = *other;
	own->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)change_file_free);
	oid_hex(onto, hex);
	change->base = snapshot_open(repo, hex, err);
	if (!change->base || !config_writable(change->base->config, err) || !find_actor(change, err))
		return NULL;
	change->now = calendar_now();
	return change_check_clock(change, change->base->commit_time, err) && check_other_clock(change, err)
		       ? g_steal_pointer(&change)
		       : NULL;
}

void
change_take(struct change *change, const char *path, const struct oid *blob, gboolean executable)
{
	struct change_file *file = change_file_new(path);

	g_return_if_fail(change->own->candidate);
	file->taken = TRUE;
	if (blob)
		file->oid = *blob;
	file->mode = executable ? 'x' : 0;
	change_hold(change, file);
}

/* --- moving the branch --- */

static gboolean
edited(const struct change_file *file, GError **err)
{
	if (oid_is_zero(&file->disk)) /* removed by hand: what is written now was asked for */
		error_set(err, ERR_CONFLICT, "'%s' has been removed by hand, and that is not recorded", file->path);
	else if (oid_is_zero(&file->base))
		error_set(
			err, ERR_CONFLICT, "'%s' is in the way: it has been made by hand, and that is not recorded", file->path);
	else
		error_set(err, ERR_CONFLICT, "'%s' has been edited by hand, and that is not recorded", file->path);
	error_at(err, file->path, 0, 0);
	error_rule(err, "edited");
	error_hint(err, "record it first with 'sx commit', or put the file back; 'sx status' shows what is edited");
	return FALSE;
}

/* Line endings aside: what git would bring in as the base is the base. */
static gboolean
same_but_for_lines(struct repo *repo, const struct change_file *file)
{
	g_autoptr(GBytes) bytes = worktree_read(repo->store, file->path, DOC_BYTES, NULL);
	const char *text = bytes ? g_bytes_get_data(bytes, NULL) : NULL;
	gsize length = bytes ? g_bytes_get_size(bytes) : 0;
	g_autoptr(GString) plain = g_string_new(NULL);
	struct oid oid;

	for (gsize i = 0; i < length; i++)
		if (text[i] != '\r' || i + 1 == length || text[i + 1] != '\n')
			g_string_append_c(plain, text[i]);
	oid_of_blob(plain->str, plain->len, &oid);
	return bytes && oid_equal(&oid, &file->base);
}

gboolean
change_check_edit(struct repo *repo, const struct change_file *file, GError **err)
{
	return oid_equal(&file->disk, &file->base) || same_but_for_lines(repo, file) || edited(file, err);
}

/* From one commit to another: what the work tree has to do. */
struct plan {
	struct repo *repo;
	struct oid trees[2];
	GPtrArray *files; /* struct change_file *, path order */
	GString *in_way;  /* names of files with edits that would be lost */
	guint n_in_way;
	GError *first;
};

static gboolean
refuse_link(const char *path, GError **err)
{
	error_set(err, ERR_REFUSED, "'%s' came in as a symbolic link or a submodule, which sx does not write", path);
	error_at(err, path, 0, 0);
	error_rule(err, "path");
	error_hint(err, "nothing was changed; whoever recorded it takes it back, and puts the file itself there");
	return FALSE;
}

static gboolean
plan_file(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct plan *plan = data;
	g_autofree char *full = g_strconcat(store_work_dir(plan->repo->store), path, NULL);
	struct change_file *file;
	GError *failure = NULL;
	struct stat st;

	if (new && (mode & 0170000) != 0100000)
		return refuse_link(path, err);
	if (strpbrk(path, "\n"))
		return error_set(err, ERR_INVALID, "a path with control characters came in, which sx does not write");
	file = change_file_new(path);
	g_ptr_array_add(plan->files, file);
	if (old)
		file->base = *old;
	if (new)
		file->oid = *new;
	journal_look(plan->repo, path, &file->disk);
	if (new && (mode & 0111))
		file->mode = 'x';
	else if (new &&old && lstat(full, &st) == 0 && (st.st_mode & 0111))
		file->mode = '-';
	if (oid_equal(&file->disk, &file->oid) || change_check_edit(plan->repo, file, &failure))
		return TRUE;
	if (plan->n_in_way++ < 5)
		g_string_append_printf(plan->in_way, "%s'%s'", plan->in_way->len ? ", " : "", path);
	if (plan->first)
		g_error_free(failure);
	else
		plan->first = failure;
	return TRUE;
}

static gboolean
plan_refused(struct plan *plan, GError **err)
{
	if (plan->n_in_way == 1) {
		g_propagate_error(err, g_steal_pointer(&plan->first));
		return FALSE;
	}
	g_clear_error(&plan->first);
	error_set(err, ERR_CONFLICT, "%u files that come in have been edited by hand, and that is not recorded: %s%s",
		plan->n_in_way, plan->in_way->str, plan->n_in_way > 5 ? ", ..." : "");
	error_rule(err, "edited");
	error_hint(err, "record them first with 'sx commit', or put the files back; 'sx status' shows what is edited");
	return FALSE;
}

static void
plan_clear(struct plan *plan)
{
	g_clear_pointer(&plan->files, g_ptr_array_unref);
	if (plan->in_way)
		g_string_free(plan->in_way, TRUE);
	g_clear_error(&plan->first);
}

static gboolean
plan_make(struct plan *plan, struct repo *repo, const struct oid *from, const struct oid *to, GError **err)
{
	*plan = (struct plan){.repo = repo};
	plan->files = g_ptr_array_new_with_free_func((GDestroyNotify)change_file_free);
	plan->in_way = g_string_new(NULL);
	if (!oid_is_zero(from) && !store_commit_tree(repo->store, from, &plan->trees[0], err))
		return FALSE;
	if (!store_commit_tree(repo->store, to, &plan->trees[1], err) ||
		!store_diff(repo->store, &plan->trees[0], &plan->trees[1], plan_file, plan, err))
		return FALSE;
	if (plan->n_in_way)
		return plan_refused(plan, err);
	return change_may_follow(repo, plan->files, err);
}

gboolean
change_may_advance(struct repo *repo, const struct oid *from, const struct oid *to, GError **err)
{
	struct plan plan;
	gboolean ok = plan_make(&plan, repo, from, to, err);

	plan_clear(&plan);
	return ok;
}

/* Whoever takes over what others did need not be known; git's log of the branch wants a name all the same. */
static struct person_mark
mark_of(struct repo *repo, char **name, char **email)
{
	*name = store_config(repo->store, "user.name");
	*email = store_config(repo->store, "user.email");
	if (!*email || !**email) {
		g_free(*email);
		*email = g_strconcat("sx@", g_get_host_name(), NULL);
	}
	if (!*name || !**name) {
		g_free(*name);
		*name = g_strdup(*email);
	}
	return (struct person_mark){*name, *email, calendar_now(), 0};
}

static gboolean
advance(struct repo *repo, char *branch, const struct oid *from, const struct oid *to, const char *subject, GError **err)
{
	g_autofree char *name = NULL, *email = NULL;
	struct person_mark mark = mark_of(repo, &name, &email);
	AUTO(stage_lock) lock = stage_lock_take(repo->store, err);
	struct plan plan = {0};
	gboolean ok = lock && plan_make(&plan, repo, from, to, err);
	struct journal journal = {branch, *from, *to, plan.files};

	ok = ok && change_move(repo, &journal, &mark, subject, err);
	plan_clear(&plan);
	return ok;
}

gboolean
change_advance(
	struct repo *repo, const struct oid *from, const struct oid *to, const char *subject, gboolean *moved, GError **err)
{
	struct head head = {0};
	int lock = lock_take_for_change(repo, err);
	g_autofree char *branch = NULL;
	gboolean ok;

	*moved = FALSE;
	if (lock < 0)
		return FALSE;
	ok = journal_recover(repo, err) && change_check_state(repo, &branch, err) && store_head(repo->store, &head, err);
	*moved = ok && oid_equal(&head.commit, from);
	head_clear(&head);
	ok = ok && (!*moved || advance(repo, branch, from, to, subject, err));
	lock_release(lock);
	return ok;
}

gboolean
change_stand(struct repo *repo, struct head *out, GError **err)
{
	int lock = lock_take_for_change(repo, err);
	g_autofree char *branch = NULL;
	gboolean ok;

	if (lock < 0)
		return FALSE;
	ok = journal_recover(repo, err) && change_check_state(repo, &branch, err) && store_head(repo->store, out, err);
	lock_release(lock);
	return ok;
}
