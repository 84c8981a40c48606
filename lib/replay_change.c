/* An ordinary commit, put to the judge that commands ask before they write. */
#include "message.h"
#include "record.h"
#include "replay_private.h"
#include <string.h>

#define EVIDENCE "evidence/"

static const char *
id_of(const struct judged *j, const char *path, char **id)
{
	const struct kind *kind = kind_of_path(j->r->base->kinds, path);

	return *id = kind ? record_id(kind, path) : NULL;
}

/* Of a commit that sx made, what -m gave; of another all that it says. */
static char *
reason_of(const struct judged *j)
{
	char *reason = j->verb ? message_reason(j->commit->message) : g_strstrip(g_strdup(j->commit->message));

	if (!*reason)
		g_clear_pointer(&reason, g_free);
	return reason;
}

static gboolean
is_ours(const struct judged *j, const struct replay_file *file)
{
	return (oid_is_zero(&file->new) || (file->mode & REPLAY_MODE) == REPLAY_MODE_FILE) &&
	       !g_str_has_prefix(file->path, EVIDENCE) && !oid_equal(&file->old, &file->new);
}

static gboolean
put_files(struct judged *j, struct change *change, gboolean *some, GError **err)
{
	*some = FALSE;
	for (guint i = 0; i < j->files->len; i++) {
		const struct replay_file *file = j->files->pdata[i];

		if (!is_ours(j, file))
			continue;
		if (!change_put_again(change, file->path, &file->old, &file->new, err))
			return FALSE;
		*some |= kind_of_path(j->r->base->kinds, file->path) || g_str_has_prefix(file->path, ".sx/");
	}
	return TRUE;
}

static void
tell(struct judged *j, const GPtrArray *problems, const GError *failure)
{
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *p = problems->pdata[i];
		g_autofree char *id = NULL;

		replay_object(j, p->file,
			p->id	  ? p->id
			: p->file ? id_of(j, p->file, &id)
				  : NULL,
			p->rule, p->hint, "%s", p->message);
	}
	if (!problems->len) {
		const struct error_more *more = error_more(failure);
		g_autofree char *id = NULL;

		replay_object(j, more->file,
			more->id     ? more->id
			: more->file ? id_of(j, more->file, &id)
				     : NULL,
			more->rule, more->hint, "%s", failure->message);
	}
}

static gboolean
judge(struct judged *j, struct change *change, GError **err)
{
	g_autofree char *undoes = message_trailer(j->commit->message, "Sx-Undoes"), *reason = reason_of(j);
	struct change_message message = {.reason = reason, .undoes = undoes};
	g_autoptr(GPtrArray) problems = problems_new();
	GError *failure = NULL;

	change->import = j->verb && (g_str_equal(j->verb, "import") || g_str_has_suffix(j->verb, " import"));
	if (change_judge_again(change, &message, problems, &failure))
		return TRUE;
	if (error_status(failure) == ERR_IO) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	tell(j, problems, failure);
	g_error_free(failure);
	return TRUE;
}

gboolean
replay_change(struct judged *j, GError **err)
{
	struct replaying *r = j->r;
	g_autofree char *claimed = oid_is_zero(&r->base->tree) ? message_trailer(j->commit->message, "Sx-Actor") : NULL;
	struct index *index = NULL;
	struct snapshot there = *r->base;
	struct change *change = change_again(r->repo, r->base, j->actor ? j->actor : claimed, j->commit->time);
	gboolean some, ok = put_files(j, change, &some, err);

	there.tree = j->had[0];
	change_becomes(change, &j->commit->tree);
	change->received = j->received;
	change->receiver = oid_is_zero(&there.tree) ? NULL : &there;
	change->had = replay_had;
	change->had_data = j;
	if (ok && some) {
		index = replay_index(r, err);
		ok = index != NULL;
		change_lend_index(change, index);
		ok = ok && judge(j, change, err);
	}
	change_free(change);
	return ok;
}
