/* The end of a change: objects, commit, journal, branch, work tree, index, in this order. */
#include "change_private.h"
#include "message.h"
#include <string.h>

char *
message_text(const struct change *change, const struct change_message *m)
{
	GString *text = message_new(m->subject, m->reason);

	if (m->verb)
		message_trailer_add(text, "Sx-Verb", m->verb);
	for (const char *const *id = m->ids; id && *id; id++)
		message_trailer_add(text, "Sx-Record", *id);
	if (!m->ids) {
		g_autofree char *count = g_strdup_printf("%u", change_count(change));

		message_trailer_add(text, "Sx-Count", count);
	}
	if (change->actor)
		message_trailer_add(text, "Sx-Actor", change->actor);
	if (m->undoes)
		message_trailer_add(text, "Sx-Undoes", m->undoes);
	message_trailer_add(text, "Sx-Version", SX_VERSION);
	return g_string_free(text, FALSE);
}

static gboolean
write_blobs(struct change *change, const GPtrArray *files, GError **err)
{
	g_autofree struct blob_text *blobs = g_new0(struct blob_text, files->len);
	guint n = 0;

	for (guint i = 0; i < files->len; i++) {
		const struct change_file *file = files->pdata[i];
		struct blob_text *blob = &blobs[n];

		if (!file->bytes)
			continue;
		blob->bytes = g_bytes_get_data(file->bytes, &blob->length);
		blob->oid = &file->oid;
		n++;
	}
	return store_write_blobs(change->repo->store, blobs, n, err);
}

static gboolean
write_tree(struct change *change, const GPtrArray *files, struct oid *tree, GError **err)
{
	g_autofree struct tree_change *changes = g_new0(struct tree_change, files->len);
	guint n = 0;

	for (guint i = 0; i < files->len; i++) {
		const struct change_file *file = files->pdata[i];

		if (file->taken || !oid_equal(&file->oid, &file->base))
			changes[n++] = (struct tree_change){file->path, oid_is_zero(&file->oid), file->oid, file->mode == 'x'};
	}
	return store_write_tree(change->repo->store, &change->base->tree, changes, n, tree, err);
}

static struct person_mark
who(const struct change *change)
{
	GTimeZone *zone = change->base->calendar->zone;
	int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, change->now);

	return (struct person_mark){
		.name = change->actor_name,
		.email = change->actor_email,
		.time = change->now,
		.offset = interval < 0 ? 0 : g_time_zone_get_offset(zone, interval) / 60,
	};
}

/* From here on the change is recorded; what fails is mended by the next command. */
static gboolean
follow(struct repo *repo, const struct journal *journal, GError **err)
{
	GError *failure = NULL;
	char hex[OID_HEX];

	if (journal_apply(repo, journal, &failure))
		return TRUE;
	oid_hex(&journal->to, hex);
	error_set(err, error_status(failure), "recorded as %.10s, but the work tree has not followed: %s", hex, failure->message);
	error_hint(err, "the next command tries again; nothing is lost");
	g_error_free(failure);
	return FALSE;
}

/* A branch may have moved though its move failed: when only its folder could not be flushed. */
static gboolean
has_moved(struct store *store, const struct oid *to)
{
	struct head head = {0};
	gboolean moved = store_head(store, &head, NULL) && oid_equal(&head.commit, to);

	head_clear(&head);
	return moved;
}

gboolean
change_move(struct repo *repo, const struct journal *journal, const struct person_mark *mark, const char *subject, GError **err)
{
	struct store *store = repo->store;

	if (store_work_dir(store) && !journal_write(repo, journal, err))
		return FALSE;
	if (!store_move_branch(store, journal->branch, &journal->from, &journal->to, mark, subject, err)) {
		if (store_work_dir(store) && !has_moved(store, &journal->to))
			journal_remove(repo, NULL);
		return FALSE;
	}
	return !store_work_dir(store) || follow(repo, journal, err);
}

/* The commit as an object; nothing points to it yet. */
static gboolean
write_commit(struct change *change, const GPtrArray *files, const char *text, const struct person_mark *mark, struct oid *out,
	GError **err)
{
	struct store *store = change->repo->store;
	struct oid parents[2] = {change->base->commit, change->own->other}, tree;
	guint n = (oid_is_zero(&parents[0]) ? 0 : 1) + (oid_is_zero(&parents[1]) ? 0 : 1);
	gboolean signs;

	if (!change_signs(change, &signs, err) || (!change->own->packed && !write_blobs(change, files, err)) ||
		!write_tree(change, files, &tree, err))
		return FALSE;
	if (change->own->bulk) {
		change->own->bulk = FALSE;
		if (!store_pack_end(store, err))
			return FALSE;
	}
	return store_write_join(store, &tree, parents, n, mark, text, signs ? change_sign : NULL, change, out, err);
}

gboolean
change_write(struct change *change, const struct change_message *message, struct oid *out, GError **err)
{
	g_autoptr(GPtrArray) files = change_sorted(change);
	g_autofree char *text = message_text(change, message);
	struct person_mark mark = who(change);

	g_return_val_if_fail(change->own->candidate, FALSE);
	return write_commit(change, files, text, &mark, out, err);
}

static gboolean
commit(struct change *change, const GPtrArray *files, const struct change_message *message, struct oid *out, GError **err)
{
	g_autofree char *text = message_text(change, message), *subject = g_strndup(text, strcspn(text, "\n"));
	struct person_mark mark = who(change);
	struct journal journal = {change->own->branch, change->base->commit, {{0}}, (GPtrArray *)files};

	if (!write_commit(change, files, text, &mark, &journal.to, err))
		return FALSE;
	if (!change_move(change->repo, &journal, &mark, subject, err))
		return FALSE;
	*out = journal.to;
	return TRUE;
}

static gsize
folder_length(const struct change_file *file)
{
	const char *slash = strrchr(file->path, '/');

	return slash ? (gsize)(slash - file->path) : 0;
}

gboolean
change_may_follow(struct repo *repo, const GPtrArray *files, GError **err)
{
	const struct change_file *last = NULL;

	for (guint i = 0; i < files->len; i++) { /* in order, so a folder is asked about once */
		const struct change_file *file = files->pdata[i];
		gsize length = folder_length(file);

		if (last && length == folder_length(last) && memcmp(file->path, last->path, length) == 0)
			continue;
		if (!worktree_may_write(repo->store, file->path, err))
			return FALSE;
		last = file;
	}
	return TRUE;
}

/* What goes into the pack, by a thread. */
struct packing {
	struct change *change;
	GPtrArray *files;
	GError *error;
};

static gpointer
pack_files(gpointer data)
{
	struct packing *p = data;

	p->change->own->packed = write_blobs(p->change, p->files, &p->error);
	return NULL;
}

/* Many files are packed while they are judged: a pack that is not ended is nothing. */
static gboolean
judge_and_pack(struct change *change, const struct change_message *message, GError **err)
{
	struct packing packing = {change, change_sorted(change), NULL};
	GThread *thread = change->own->bulk ? g_thread_try_new("pack", pack_files, &packing, NULL) : NULL;
	gboolean ok = change_judge(change, message, err);

	if (thread)
		g_thread_join(thread);
	g_ptr_array_unref(packing.files);
	if (!ok || !packing.error) {
		g_clear_error(&packing.error);
		return ok;
	}
	g_propagate_error(err, packing.error);
	return FALSE;
}

gboolean
change_commit(struct change *change, const struct change_message *message, struct oid *out, GError **err)
{
	g_autoptr(GPtrArray) files = NULL;
	AUTO(stage_lock) lock = NULL;

	g_return_val_if_fail(!change->own->candidate, FALSE);
	if (change_count(change) == 0)
		return error_set(err, ERR_NO, "there is nothing to record");
	if (!judge_and_pack(change, message, err))
		return FALSE;
	if (store_work_dir(change->repo->store) && !(lock = stage_lock_take(change->repo->store, err)))
		return FALSE;
	files = change_sorted(change);
	if (store_work_dir(change->repo->store) && !change_may_follow(change->repo, files, err))
		return FALSE;
	return commit(change, files, message, out, err);
}
