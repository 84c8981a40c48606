/* What a file that both sides have changed becomes. */
#include "collision.h"
#include "join_private.h"
#include <string.h>

#define TEXT_BYTES (16 * 1024 * 1024) /* of a file that is merged by lines */
#define EVIDENCE "evidence/"

struct asking {
	const struct joining *j;
	const char *path;
};

static void
origin(enum merge_side side, const struct matter *matter, void *data, struct origin *out)
{
	const struct asking *a = data;
	const struct joining *j = a->j;

	origin_find(j->repo->store, j->join->after->kinds, &j->tips[side], &j->hide, a->path, matter, out, NULL);
}

/* --- records --- */

static struct record *
read_record(const struct joining *j, const struct join_path *p, const struct oid *blob, gboolean ours, GError **err)
{
	g_autoptr(GBytes) bytes = store_blob(j->repo->store, blob, err);
	const char *text;
	gsize length;
	struct record *record;

	if (!bytes)
		return NULL;
	text = g_bytes_get_data(bytes, &length);
	record = record_parse(j->join->after->kinds, p->path, text, length, err);
	if (record || !err || !*err)
		return record;
	g_prefix_error(err, "both sides have changed it, and it does not read %s: ", ours ? "here" : "there");
	error_at(err, p->path, 0, 0);
	error_hint(err, ours ? "put it right, record that with 'sx commit', and run the command again"
			     : "have it put right where it came from, or merge with 'git pull' and put it right here");
	return NULL;
}

/*
 * Two bases have another record each under the id: the one that the sides hold by now is what was before them. FALSE without *err:
 * they hold neither.
 */
static gboolean
choose_drawn(struct joining *j, struct join_path *p, const struct record *ours, const struct record *theirs, GError **err)
{
	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++) {
		AUTO(record) held = NULL;
		struct oid blob;
		gboolean found;

		if (!store_lookup(j->repo->store, &j->over->trees[side], p->path, &found, &blob, NULL, err))
			return FALSE;
		held = found ? read_record(j, p, &blob, TRUE, NULL) : NULL;
		if (!held || (!collision_none(ours, held) && !collision_none(theirs, held)))
			continue;
		p->blob = collision_none(ours, held) ? p->ours : p->theirs;
		return TRUE;
	}
	return FALSE;
}

static gboolean
merge_records(struct joining *j, struct join_path *p, GError **err)
{
	struct asking asking = {j, p->path};
	AUTO(record) base = oid_is_zero(&p->base) ? NULL : read_record(j, p, &p->base, TRUE, NULL);
	AUTO(record) ours = read_record(j, p, &p->ours, TRUE, err);
	AUTO(record) theirs = ours ? read_record(j, p, &p->theirs, FALSE, err) : NULL;
	AUTO(record) moved = NULL;
	struct merge merge = {{base, ours, theirs}, j->over ? NULL : origin, &asking};
	g_autoptr(GPtrArray) arisen = g_ptr_array_new_with_free_func(g_free);
	GError *failure = NULL;
	char *text;
	gsize length;

	if (!theirs)
		return FALSE;
	if (j->over && collision_apart(base, ours, theirs))
		return choose_drawn(j, p, ours, theirs, err);
	if (j->again && collision_apart_for_sure(base, ours, theirs)) {
		p->how = JOIN_APART;
		return TRUE;
	}
	moved = collision_before(j->repo->store, j->bases, base, ours, theirs, j->join->after->kinds, &failure);
	if (failure) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	if (moved)
		merge.sides[MERGE_BASE] = moved;
	text = merge_record(&merge, arisen, err);
	if (!text)
		return FALSE;
	length = strlen(text);
	oid_of_blob(text, length, &p->blob);
	p->bytes = g_bytes_new_take(text, length);
	if (arisen->len)
		p->conflicts = g_steal_pointer(&arisen);
	return TRUE;
}

/* --- other files --- */

/* Is the name the digest of what is in it? */
static gboolean
is_as_named(const struct joining *j, const char *path, const struct oid *blob, GError **err)
{
	g_autoptr(GBytes) bytes = store_blob(j->repo->store, blob, err);
	g_autofree char *sum = bytes ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes) : NULL;
	const char *base = strrchr(path, '/');

	return sum && g_str_has_prefix(base + 1, sum);
}

static gboolean
choose_evidence(struct joining *j, struct join_path *p, GError **err)
{
	gboolean ours = is_as_named(j, p->path, &p->ours, err), theirs = is_as_named(j, p->path, &p->theirs, err);

	if ((err && *err) || ours == theirs)
		return FALSE;
	p->blob = ours ? p->ours : p->theirs;
	return TRUE;
}

static char *
read_text(const struct joining *j, const struct oid *blob)
{
	g_autoptr(GBytes) bytes = oid_is_zero(blob) ? NULL : store_blob(j->repo->store, blob, NULL);
	gsize length = bytes ? g_bytes_get_size(bytes) : 0;
	const char *text = bytes ? g_bytes_get_data(bytes, NULL) : NULL;

	if (oid_is_zero(blob))
		return g_strdup("");
	if (!bytes || length > TEXT_BYTES || (length && memchr(text, '\0', length)))
		return NULL;
	return g_strndup(text ? text : "", length);
}

/* FALSE without *err: the lines do not go together, or it is no text. */
static gboolean
merge_lines(struct joining *j, struct join_path *p, GError **err)
{
	g_autofree char *base = read_text(j, &p->base), *ours = read_text(j, &p->ours), *theirs = read_text(j, &p->theirs);
	gboolean clean = FALSE;
	char *text = base && ours && theirs ? store_merge_text(base, ours, theirs, &clean, err) : NULL;
	gsize length = text ? strlen(text) : 0;

	if (!text || !clean) {
		g_free(text);
		return FALSE;
	}
	oid_of_blob(text, length, &p->blob);
	p->bytes = g_bytes_new_take(text, length);
	return TRUE;
}

static gboolean
merge_file(struct joining *j, struct join_path *p, GError **err)
{
	GError *failure = NULL;

	if (oid_equal(&p->ours, &p->theirs)) /* but for who may run it */
		return TRUE;
	if (g_str_has_prefix(p->path, EVIDENCE) && choose_evidence(j, p, &failure))
		return TRUE;
	if (!failure && !g_str_has_prefix(p->path, EVIDENCE) && merge_lines(j, p, &failure))
		return TRUE;
	if (failure) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	error_set(err, ERR_CONFLICT, "'%s' was changed on both sides, and the changes do not go together", p->path);
	error_at(err, p->path, 0, 0);
	error_rule(err, "file");
	error_hint(err,
		"it is no record, so merge it yourself: 'git pull', or 'git pull FILE BRANCH' of a bundle, settle the file, "
		"'git commit'; then run the command again");
	return FALSE;
}

/* For a base anything will do that is the same for both. */
static gboolean
settle_draft(struct join_path *p, gboolean ok, GError **err)
{
	if (ok || (err && *err && (*err)->code != ERR_CONFLICT && (*err)->code != ERR_INVALID))
		return ok;
	if (err)
		g_clear_error(err);
	p->blob = !oid_is_zero(&p->base)					? p->base
		  : memcmp(p->ours.raw, p->theirs.raw, sizeof(p->ours.raw)) < 0 ? p->ours
										: p->theirs;
	return TRUE;
}

gboolean
join_both(struct joining *j, struct join_path *p, GError **err)
{
	GError *failure = NULL;
	gboolean ok;

	if (oid_is_zero(&p->ours) || oid_is_zero(&p->theirs)) {
		p->how = JOIN_KEPT;
		p->blob = oid_is_zero(&p->ours) ? p->theirs : p->ours;
		return TRUE;
	}
	ok = p->kind ? merge_records(j, p, &failure) : merge_file(j, p, &failure);
	if (j->over)
		ok = settle_draft(p, ok, &failure);
	if (!ok && j->again && (!failure || failure->code == ERR_CONFLICT || failure->code == ERR_INVALID)) {
		p->how = JOIN_OPEN;
		g_clear_error(&failure);
		ok = TRUE;
	}
	if (failure)
		g_propagate_error(err, failure);
	return ok;
}
