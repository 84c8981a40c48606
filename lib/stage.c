/* git's index file: reading it in place. */
#include "stage_private.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static gboolean
damaged(GError **err, const char *why)
{
	error_set(err, ERR_IO, "git's index is damaged: %s", why);
	error_hint(err, "git can make it again from the last commit: see git-read-tree(1)");
	return FALSE;
}

static gboolean
unsupported(GError **err, const char *what, const char *hint)
{
	error_set(err, ERR_NO, "git's index is %s, which sx does not read", what);
	error_hint(err, "%s", hint);
	return FALSE;
}

/* The length of an entry of version 2 or 3 at p, 0 when it does not fit before end. */
static gsize
entry_length(const guint8 *p, const guint8 *end)
{
	gsize fixed = STAGE_FIXED, length;
	const guint8 *nul;

	if ((gsize)(end - p) < STAGE_FIXED + 2)
		return 0;
	if (be16(p + 60) & FLAG_EXTENDED)
		fixed += 2;
	length = be16(p + 60) & FLAG_LENGTH;
	nul = length < FLAG_LENGTH && length < (gsize)(end - p - fixed) && !p[fixed + length] ? p + fixed + length : NULL;
	if (!nul || memchr(p + fixed, '\0', length))
		nul = memchr(p + fixed, '\0', end - p - fixed);
	if (!nul)
		return 0;
	length = (nul - p + 8) & ~(gsize)7;
	return length <= (gsize)(end - p) ? length : 0;
}

/* Only the cache tree is of use. An extension whose name begins small changes what the entries mean. */
static gboolean
read_extensions(struct stage *s, GError **err)
{
	gsize at = s->at[s->n];

	while (at + 8 <= s->length) {
		const guint8 *head = s->bytes + at;
		gsize length = be32(head + 4);

		if (length > s->length - at - 8)
			return damaged(err, "an extension does not end");
		if (!memcmp(head, "TREE", 4)) {
			s->tree = head + 8;
			s->tree_length = length;
		} else if (!memcmp(head, "link", 4)) {
			return unsupported(err, "split", "'git update-index --no-split-index' makes it whole");
		} else if (!memcmp(head, "sdir", 4)) {
			return unsupported(err, "sparse", "'git sparse-checkout reapply --no-sparse-index' makes it whole");
		} else if (g_ascii_islower(head[0])) {
			return unsupported(err, "of a newer kind", "use a newer sx");
		}
		at += 8 + length;
	}
	return at == s->length || damaged(err, "there is something behind its end");
}

static gboolean
read_head(struct stage *s, const guint8 *bytes, gsize length, GError **err)
{
	guint32 version;

	if (length < STAGE_HEADER + STAGE_DIGEST || memcmp(bytes, "DIRC", 4))
		return damaged(err, "it does not begin as one");
	version = be32(bytes + 4);
	if (version < 2 || version > 4)
		return unsupported(err, "of a newer version", "use a newer sx");
	s->bytes = bytes;
	s->length = length - STAGE_DIGEST;
	if (version == 4) {
		s->expanded = stage_expand(bytes, s->length, &s->length);
		if (!s->expanded)
			return damaged(err, "a path does not end");
		s->bytes = s->expanded;
	}
	s->n = be32(s->bytes + 8);
	if (s->n > s->length / STAGE_FIXED || s->length > G_MAXUINT32)
		return damaged(err, "its head promises more entries than it has");
	s->at = g_new(guint32, s->n + 1);
	s->at[0] = STAGE_HEADER;
	return TRUE;
}

struct stage *
stage_begin(const char *git_dir, GError **err)
{
	g_autofree char *path = g_build_filename(git_dir, "index", NULL);
	AUTO(stage) s = NULL;
	g_autoptr(GError) failure = NULL;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return NULL;
	if (fd < 0 || fstat(fd, &st) < 0) {
		error_set(err, ERR_IO, "cannot read git's index '%s': %s", path, g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	s = g_new0(struct stage, 1);
	s->map = g_mapped_file_new_from_fd(fd, FALSE, &failure);
	close(fd);
	if (!s->map) {
		error_set(err, ERR_IO, "cannot read git's index '%s': %s", path, failure->message);
		return NULL;
	}
	s->mtime = st.st_mtim.tv_sec;
	s->mtime_ns = st.st_mtim.tv_nsec;
	s->mode = st.st_mode & 0777;
	if (!read_head(s, (const guint8 *)g_mapped_file_get_contents(s->map), g_mapped_file_get_length(s->map), err))
		return NULL;
	return g_steal_pointer(&s);
}

gboolean
stage_read(struct stage *s, guint more, GError **err)
{
	const guint8 *end = s->bytes + s->length;
	guint to = s->known + MIN(more, s->n - s->known);

	for (guint i = s->known; i < to; i++) {
		gsize length = entry_length(s->bytes + s->at[i], end);

		if (!length)
			return damaged(err, "an entry does not end");
		s->at[i + 1] = s->at[i] + length;
		s->pathless |= strchr("/", *stage_path(s, i)) != NULL;
	}
	s->known = to;
	/* A split index has entries without a path, so this is asked only when it is known to be none. */
	return to < s->n || (read_extensions(s, err) && (!s->pathless || damaged(err, "an entry has no path")));
}

guint
stage_known(const struct stage *s)
{
	return s->pathless ? 0 : s->known;
}

struct stage *
stage_open(const char *git_dir, GError **err)
{
	AUTO(stage) s = stage_begin(git_dir, err);

	return s && stage_read(s, s->n, err) ? g_steal_pointer(&s) : NULL;
}

void
stage_close(struct stage *s)
{
	if (!s)
		return;
	g_clear_pointer(&s->map, g_mapped_file_unref);
	g_free(s->expanded);
	g_free(s->at);
	g_free(s);
}

guint
stage_count(const struct stage *s)
{
	return s->n;
}

const char *
stage_path(const struct stage *s, guint i)
{
	const guint8 *p = s->bytes + s->at[i];

	return (const char *)p + STAGE_FIXED + (be16(p + 60) & FLAG_EXTENDED ? 2 : 0);
}

gboolean
stage_get(const struct stage *s, guint i, struct stage_entry *out)
{
	const guint8 *p;
	guint flags, more = 0;

	if (i >= s->n)
		return FALSE;
	p = s->bytes + s->at[i];
	flags = be16(p + 60);
	if (flags & FLAG_EXTENDED)
		more = be16(p + STAGE_FIXED);
	*out = (struct stage_entry){
		.path = (const char *)p + STAGE_FIXED + (flags & FLAG_EXTENDED ? 2 : 0),
		.ctime = be32(p),
		.ctime_ns = be32(p + 4),
		.mtime = be32(p + 8),
		.mtime_ns = be32(p + 12),
		.dev = be32(p + 16),
		.ino = be32(p + 20),
		.mode = be32(p + 24),
		.uid = be32(p + 28),
		.gid = be32(p + 32),
		.size = be32(p + 36),
		.level = (flags & FLAG_LEVEL) >> 12,
		.assume_valid = (flags & FLAG_VALID) != 0,
		.skip_worktree = (more & EXTENDED_SKIP_WORKTREE) != 0,
		.intent_to_add = (more & EXTENDED_INTENT_TO_ADD) != 0,
	};
	memcpy(out->oid.raw, p + 40, 20);
	return TRUE;
}

guint8 *
stage_expand(const guint8 *bytes, gsize length, gsize *out_length)
{
	GByteArray *out = g_byte_array_new();
	g_autoptr(GString) path = g_string_new(NULL);
	static const guint8 zero[8];
	const guint8 *p = bytes + STAGE_HEADER, *end = bytes + length;
	guint8 version[4] = {0, 0, 0, 3};

	g_byte_array_append(out, bytes, STAGE_HEADER);
	memcpy(out->data + 4, version, 4);
	for (guint32 n = be32(bytes + 8); n; n--) {
		gsize fixed = STAGE_FIXED, cut, start = out->len;
		const guint8 *nul;

		if ((gsize)(end - p) < STAGE_FIXED + 4)
			break;
		fixed += be16(p + 60) & FLAG_EXTENDED ? 2 : 0;
		g_byte_array_append(out, p, fixed);
		p += fixed;
		for (cut = *p & 0x7f; *p++ & 0x80 && p < end;) /* a number of 7 bits a byte, as in packs */
			cut = ((cut + 1) << 7) | (*p & 0x7f);
		nul = p < end ? memchr(p, '\0', end - p) : NULL;
		if (!nul || cut > path->len)
			break;
		g_string_truncate(path, path->len - cut);
		g_string_append_len(path, (const char *)p, nul - p);
		g_byte_array_append(out, (const guint8 *)path->str, path->len);
		g_byte_array_append(out, zero, 8 - (out->len - start) % 8);
		p = nul + 1;
		if (n > 1)
			continue;
		g_byte_array_append(out, p, end - p);
		*out_length = out->len;
		return g_byte_array_free(out, FALSE);
	}
	if (be32(bytes + 8) == 0) {
		g_byte_array_append(out, p, end - p);
		*out_length = out->len;
		return g_byte_array_free(out, FALSE);
	}
	g_byte_array_unref(out);
	return NULL;
}

gboolean
stage_tree(const struct stage *s, struct oid *out)
{
	AUTO(cache_tree) tree = s->tree ? cache_tree_read(s->tree, s->tree_length) : NULL;

	if (!tree || tree->count < 0 || (guint)tree->count != s->n)
		return FALSE;
	*out = tree->oid;
	return TRUE;
}

/* Written in the same tick as the index, or later? fine: with parts of a second; some writers keep whole seconds only. */
gboolean
stage_racy(const struct stage *s, guint32 mtime, guint32 mtime_ns, gboolean fine)
{
	return s->mtime < mtime || (s->mtime == mtime && (!fine || s->mtime_ns <= mtime_ns));
}

gboolean
stage_same(const struct stage *s, const struct stage_entry *e, const struct stat *st, gboolean *racy)
{
	gboolean fine = e->mtime_ns || e->ctime_ns;

	if (!S_ISREG(st->st_mode) || e->size != (guint32)st->st_size || e->mtime != (guint32)st->st_mtim.tv_sec ||
		e->ctime != (guint32)st->st_ctim.tv_sec || e->ino != (guint32)st->st_ino)
		return FALSE;
	if (fine && (e->mtime_ns != (guint32)st->st_mtim.tv_nsec || e->ctime_ns != (guint32)st->st_ctim.tv_nsec))
		return FALSE;
	*racy = stage_racy(s, e->mtime, e->mtime_ns, fine);
	return TRUE;
}

guint
stage_find(const struct stage *s, guint i, const char *path)
{
	guint end = s->n;

	while (i < end) {
		guint middle = i + (end - i) / 2;

		if (strcmp(stage_path(s, middle), path) < 0)
			i = middle + 1;
		else
			end = middle;
	}
	return i;
}
