/* The files of a commit by themselves: what they are, where, how they are called, and evidence. */
#include "record.h"
#include "replay_private.h"
#include "text.h"
#include <string.h>

#define MODE_LINK 0120000
#define EVIDENCE "evidence/"
#define OWN_KINDS ".sx/schema/"

static gboolean
is_mail_map(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	return !g_ascii_strcasecmp(base, ".mailmap") || !g_ascii_strcasecmp(base, ".gitmodules");
}

/* A file where a folder of ours is to be, or by a name that some file systems take for that of one. */
static gboolean
is_taken(const struct judged *j, const char *path)
{
	gsize length = strcspn(path, "/");
	g_autofree char *small = g_ascii_strdown(path, (gssize)length), *inside = g_strconcat(small, "/", NULL);
	gboolean ours = kind_of_folder(j->r->base->kinds, inside) || g_str_equal(small, ".sx") || g_str_equal(inside, EVIDENCE);

	if (!strncmp(path, small, length))
		return ours && !path[length];
	return ours || g_str_equal(small, ".gitattributes");
}

/* Where would a record of that name be? NULL: nowhere. Caller frees. */
static char *
place_of(const struct kinds *kinds, const char *path)
{
	const char *base = strrchr(path, '/') + 1;
	g_autofree char *id = g_strndup(base, strlen(base) - MIN(strlen(base), strlen(".yaml")));
	const struct kind *kind = kind_of_id(kinds, id);

	return g_str_has_suffix(base, ".yaml") ? kind_path_of_id(kind ? kind : kind_of_folder(kinds, path), id) : NULL;
}

/* A file among records that is none: nobody would see it, and it may be in the way of one. */
static void
judge_place(struct judged *j, const struct kinds *kinds, const struct replay_file *file)
{
	const struct kind *kind = kind_of_folder(kinds, file->path);
	g_autofree char *place = NULL, *honest = NULL, *shown = NULL;

	if (oid_is_zero(&file->new) || !kind || kind_of_path(kinds, file->path) || g_str_has_suffix(file->path, "/.gitkeep"))
		return;
	place = place_of(kinds, file->path);
	honest = place ? g_strdup_printf("the record of that name has its place at '%s'", place)
		       : g_strdup("move it out of the folders of records");
	shown = text_safe(file->path, FALSE);
	replay_object(
		j, file->path, NULL, "path", honest, "'%s' is in the folder of %s, where no record can be", shown, kind->plural);
}

static void
judge_name(struct judged *j, const struct replay_file *file)
{
	g_autofree char *shown = text_safe(file->path, FALSE);

	if (oid_is_zero(&file->new))
		return;
	if ((file->mode & REPLAY_MODE) != REPLAY_MODE_FILE)
		replay_object(j, file->path, NULL, "path", "put the file itself there, or nothing",
			(file->mode & REPLAY_MODE) == MODE_LINK ? "'%s' is a symbolic link" : "'%s' is a submodule", shown);
	if (is_mail_map(file->path))
		replay_object(j, file->path, NULL, "path", "people are known by their records; leave the file out",
			"'%s' has git show other names, or files of other repositories", shown);
	if (!text_shows(file->path))
		replay_object(j, file->path, NULL, "path", "call it by letters that show",
			"the name '%s' has characters that do not show, or deceive", shown);
	if (is_taken(j, file->path))
		replay_object(j, file->path, NULL, "path", "call it otherwise",
			"'%s' is, where capitals do not count, in the place of a folder or file that is not its own", shown);
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
		"working-tree-encoding=", "-merge", "!merge", "merge", "merge=", "eol=crlf", NULL};
	g_auto(GStrv) words = g_strsplit_set(line + strspn(line, " \t\r"), " \t\r", -1);
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
	if (g_bytes_get_size(bytes) && memchr(g_bytes_get_data(bytes, NULL), '\0', g_bytes_get_size(bytes)))
		replay_object(j, file->path, NULL, "path", "write it anew, as text",
			"'%s' has a NUL byte, behind which git reads lines that nobody is shown", file->path);
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

/* Where records have their place is for the kinds to say that the commit leaves: it may bring both. NULL: as they were. */
static struct snapshot *
becomes(struct judged *j)
{
	for (guint i = 0; i < j->files->len; i++)
		if (g_str_has_prefix(((const struct replay_file *)j->files->pdata[i])->path, OWN_KINDS))
			return snapshot_tree(
				j->r->repo, &j->commit->tree, NULL); /* those that do not read are told of elsewhere */
	return NULL;
}

gboolean
replay_paths(struct judged *j, GError **err)
{
	AUTO(snapshot) after = becomes(j);
	const struct kinds *kinds = after ? after->kinds : j->r->base->kinds;
	gboolean grave = j->grave, ok;

	for (guint i = 0; i < j->files->len; i++) {
		const struct replay_file *file = j->files->pdata[i];
		const char *base = strrchr(file->path, '/');
		gboolean plain = oid_is_zero(&file->new) || (file->mode & REPLAY_MODE) == REPLAY_MODE_FILE;

		j->grave = TRUE; /* what may be nowhere is taken over by nobody */
		judge_name(j, file);
		ok = !plain || g_ascii_strcasecmp(base ? base + 1 : file->path, ".gitattributes") ||
		     judge_attributes(j, file, err);
		j->grave = grave;
		if (!ok)
			return FALSE;
		judge_place(j, kinds, file);
		if (plain && g_str_has_prefix(file->path, EVIDENCE) && !judge_evidence(j, file, err))
			return FALSE;
	}
	return TRUE;
}
