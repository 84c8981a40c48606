/* An ordinary commit, put to the judge that commands ask before they write; and its files by themselves. */
#include "message.h"
#include "record.h"
#include "replay_private.h"
#include "text.h"
#include <string.h>

#define MODE_FORMAT 0170000
#define MODE_FILE 0100000
#define MODE_LINK 0120000
#define EVIDENCE "evidence/"

/* --- files by themselves --- */

static const char *
id_of(const struct judged *j, const char *path, char **id)
{
	const struct kind *kind = kind_of_path(j->r->base->kinds, path);

	return *id = kind ? record_id(kind, path) : NULL;
}

static gboolean
is_mail_map(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	return !g_ascii_strcasecmp(base, ".mailmap") || !g_ascii_strcasecmp(base, ".gitmodules");
}

static void
judge_name(struct judged *j, const struct replay_file *file)
{
	g_autofree char *shown = text_safe(file->path, FALSE);

	if (oid_is_zero(&file->new))
		return;
	if ((file->mode & MODE_FORMAT) != MODE_FILE)
		replay_object(j, file->path, NULL, "path", "put the file itself there, or nothing",
			(file->mode & MODE_FORMAT) == MODE_LINK ? "'%s' is a symbolic link" : "'%s' is a submodule", shown);
	if (is_mail_map(file->path))
		replay_object(j, file->path, NULL, "path", "people are known by their records; leave the file out",
			"'%s' has git show other names, or files of other repositories", shown);
	if (strcmp(shown, file->path) != 0)
		replay_object(j, file->path, NULL, "path", "call it by letters that show",
			"the name '%s' has characters that do not show, or deceive", shown);
}

static gboolean
judge_evidence(struct judged *j, const struct replay_file *file, GError **err)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *sum = NULL;
	const char *base = strrchr(file->path, '/') + 1;

	if (!oid_is_zero(&file->old)) {
		replay_object(j, file->path, NULL, "evidence", "evidence stays as it was attached; attach another file beside it",
			oid_is_zero(&file->new) ? "'%s' was removed" : "'%s' was changed", file->path);
		return TRUE;
	}
	bytes = store_blob(j->r->repo->store, &file->new, err);
	if (!bytes)
		return FALSE;
	sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	if (!g_str_has_prefix(base, sum) || (base[64] && base[64] != '.') || strlen(file->path) < strlen(EVIDENCE) + 68 ||
		strncmp(file->path + strlen(EVIDENCE), sum, 2) != 0 || file->path[strlen(EVIDENCE) + 2] != '/')
		replay_object(j, file->path, NULL, "evidence", "evidence is named by the SHA-256 of its content",
			"'%s' is not what its name says", file->path);
	return TRUE;
}

/* Attributes by which git shows or stores something else than what is there, for files that may be records. */
static gboolean
hides(const char *line)
{
	static const char *const hiding[] = {"-diff", "binary", "filter=", "filter", "ident", "export-ignore", "export-subst",
		"working-tree-encoding=", "-merge", "merge=", "eol=crlf", NULL};
	g_auto(GStrv) words = g_strsplit_set(line, " \t\r", -1);
	gsize length = words[0] ? strlen(words[0]) : 0;

	if (!length || *words[0] == '#')
		return FALSE;
	if (g_str_has_prefix(words[0], "*.") &&
		length == 2 + strspn(words[0] + 2, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") &&
		g_ascii_strcasecmp(words[0], "*.yaml") != 0)
		return FALSE;
	for (char **w = words + 1; *w; w++)
		for (const char *const *h = hiding; *h; h++)
			if (!strcmp(*w, "merge=sx"))
				continue;
			else if (g_str_has_suffix(*h, "=") ? g_str_has_prefix(*w, *h) : !strcmp(*w, *h))
				return TRUE;
	return FALSE;
}

static gboolean
judge_attributes(struct judged *j, const struct replay_file *file, GError **err)
{
	g_autoptr(GBytes) bytes = oid_is_zero(&file->new) ? NULL : store_blob(j->r->repo->store, &file->new, err);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (oid_is_zero(&file->new))
		return TRUE;
	if (!bytes)
		return FALSE;
	text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		g_autofree char *shown = hides(*line) ? text_safe(*line, FALSE) : NULL;

		if (shown)
			replay_object(j, file->path, NULL, "path", "take the line out: records are shown and merged as they are",
				"the line '%s' has git show, store or merge records as something else", shown);
	}
	return TRUE;
}

gboolean
replay_paths(struct judged *j, GError **err)
{
	for (guint i = 0; i < j->files->len; i++) {
		const struct replay_file *file = j->files->pdata[i];
		gboolean plain = oid_is_zero(&file->new) || (file->mode & MODE_FORMAT) == MODE_FILE;

		judge_name(j, file);
		if (plain && g_str_has_prefix(file->path, EVIDENCE) && !judge_evidence(j, file, err))
			return FALSE;
		if (plain && (g_str_equal(file->path, ".gitattributes") || g_str_has_suffix(file->path, "/.gitattributes")) &&
			!judge_attributes(j, file, err))
			return FALSE;
	}
	return TRUE;
}

/* --- what it changed --- */

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
	return (oid_is_zero(&file->new) || (file->mode & MODE_FORMAT) == MODE_FILE) && !g_str_has_prefix(file->path, EVIDENCE) &&
	       !oid_equal(&file->old, &file->new);
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
	if (ok && some) {
		index = replay_index(r, err);
		ok = index != NULL;
		change_lend_index(change, index);
		ok = ok && judge(j, change, err);
	}
	change_free(change);
	return ok;
}
