/* Files as evidence: evidence/ab/<sha256>.<ext> in the change, and an entry in the record. */
#include "attach.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EVIDENCE_BYTES (25 * 1024 * 1024)

gboolean
attach_is_files(const struct field *field)
{
	return field->list && field->fields && field->key && g_str_equal(field->key, "sha256");
}

static gint64
size_limit(const struct config *config)
{
	const char *text = node_text(node_get(config->root, "policy"), "evidence_bytes");
	gint64 limit;

	if (text && g_ascii_string_to_signed(text, 10, 0, G_MAXINT, &limit, NULL))
		return limit;
	return EVIDENCE_BYTES;
}

static gboolean
too_big(const char *path, gint64 limit, GError **err)
{
	error_set(err, ERR_REFUSED, "'%s' is larger than %.4g MiB", path, limit / (1024.0 * 1024));
	error_rule(err, "evidence-size");
	error_hint(err, "keep large files elsewhere and attach a smaller one, or note where it is");
	return FALSE;
}

/* What stands in an open file, up to limit + 1 bytes: it may grow while it is read. */
static GByteArray *
read_open(int fd, const char *path, gint64 limit, GError **err)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	guint8 part[65536];
	ssize_t n;

	while ((n = read(fd, part, sizeof(part))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			error_set(err, ERR_IO, "cannot read '%s': %s", path, g_strerror(errno));
			return NULL;
		}
		g_byte_array_append(bytes, part, n);
		if (bytes->len > limit) {
			too_big(path, limit, err);
			return NULL;
		}
	}
	return g_steal_pointer(&bytes);
}

static GByteArray *
read_file(const char *path, gint64 limit, GError **err)
{
	/* a named pipe would wait for ever */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	GByteArray *bytes = NULL;

	if (fd < 0) {
		error_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot read '%s': %s", path, g_strerror(errno));
		return NULL;
	}
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		error_set(err, ERR_INVALID, "'%s' is no file", path);
	else if (st.st_size > limit)
		too_big(path, limit, err);
	else
		bytes = read_open(fd, path, limit, err);
	close(fd);
	return bytes;
}

/* The last part of a file's name when it is a plain ending, else "bin". */
static char *
extension(const char *name)
{
	const char *dot = strrchr(name, '.');
	gsize length = dot ? strlen(dot + 1) : 0;

	if (!length || length > 8 || dot == name || strspn(dot + 1, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS) != length)
		return g_strdup("bin");
	return g_ascii_strdown(dot + 1, -1);
}

struct node *
attach_file(struct session *s, struct builder *b, const char *path, const char *text, GError **err)
{
	struct change *change = session_change_now(s);
	g_autofree char *name = g_path_get_basename(path), *safe = NULL, *ending = NULL, *digest = NULL, *place = NULL,
			*size = NULL, *at = NULL;
	g_autoptr(GByteArray) bytes = NULL;
	struct node *entry;

	g_return_val_if_fail(change, NULL);
	bytes = read_file(path, size_limit(change->base->config), err);
	if (!bytes)
		return NULL;
	safe = text_safe(name, FALSE);
	ending = extension(name);
	digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes->data, bytes->len);
	place = g_strdup_printf("evidence/%.2s/%s.%s", digest, digest, ending);
	if (!change_put(change, place, bytes->data, bytes->len, err))
		return NULL;
	size = g_strdup_printf("%u", bytes->len);
	at = calendar_event(change->base->calendar, change->now);
	entry = build_map(b);
	build_map_add(b, entry, "sha256", build_scalar(b, digest));
	build_map_add(b, entry, "name", build_scalar(b, safe));
	build_map_add(b, entry, "bytes", build_scalar(b, size));
	build_map_add(b, entry, "at", build_scalar(b, at));
	build_map_add(b, entry, "by", build_scalar(b, change->actor));
	if (text && *text)
		build_map_add(b, entry, "text", build_scalar(b, text));
	return entry;
}
