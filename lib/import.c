/* Rows to records: finding the record of a row, counting, refusing, putting. */
#include "import_private.h"
#include <string.h>

#define MANY 200 /* files above which a pack is better than loose objects */

static void
pending_free(gpointer p)
{
	struct pending *pending = p;

	g_free(pending->id);
	g_free(pending->path);
	g_free(pending->text);
	g_clear_pointer(&pending->builder, builder_free);
	g_clear_pointer(&pending->entries, g_ptr_array_unref);
	g_clear_pointer(&pending->by_key, g_hash_table_unref);
	g_clear_pointer(&pending->had, g_ptr_array_unref);
	g_clear_pointer(&pending->seen, g_byte_array_unref);
	g_free(pending);
}

static void
refusal_free(gpointer p)
{
	struct refusal *refusal = p;

	g_free(refusal->reason);
	g_free(refusal->hint);
	g_free(refusal->rule);
	g_free(refusal);
}

static void
late_link_free(gpointer p)
{
	struct late_link *late = p;

	g_free(late->target);
	g_free(late);
}

struct import *
import_new(struct change *change, struct index *index, struct mapping *mapping, const char *reason)
{
	struct import *import = g_new0(struct import, 1);

	import->change = change;
	change->import = TRUE;
	import->index = index;
	import->mapping = mapping;
	import->kinds = change->base->kinds;
	import->reason = reason;
	import->report.refusals = g_ptr_array_new_with_free_func(refusal_free);
	import->pending = g_ptr_array_new_with_free_func(pending_free);
	import->by_path = g_hash_table_new(g_str_hash, g_str_equal);
	import->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	import->unique = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	import->loaded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	import->late = g_ptr_array_new_with_free_func(late_link_free);
	return import;
}

void
import_free(struct import *import)
{
	if (!import)
		return;
	g_ptr_array_unref(import->report.refusals);
	g_ptr_array_unref(import->late);
	g_hash_table_unref(import->by_path);
	g_ptr_array_unref(import->pending);
	g_hash_table_unref(import->known);
	g_hash_table_unref(import->unique);
	g_hash_table_unref(import->loaded);
	g_free(import);
}

const struct import_report *
import_report(const struct import *import)
{
	return &import->report;
}

void
import_refuse(struct import *import, int line, const GError *why)
{
	struct refusal *refusal = g_new0(struct refusal, 1);

	refusal->line = line;
	refusal->reason = g_strdup(why->message);
	refusal->hint = g_strdup(error_more(why)->hint);
	refusal->rule = g_strdup(error_more(why)->rule);
	g_ptr_array_add(import->report.refusals, refusal);
}

/* --- which record a draft is --- */

struct pending *
import_pending(struct import *import, const struct kind *kind, char *id, char *path)
{
	struct pending *pending = g_new0(struct pending, 1);

	pending->kind = kind;
	pending->id = id;
	pending->path = path;
	pending->line = import->line;
	g_ptr_array_add(import->pending, pending);
	g_hash_table_insert(import->by_path, pending->path, pending);
	return pending;
}

/* The path of a record that has an id already: by its key elsewhere, the id asked for, or the fields ids are made of; else NULL. */
static gboolean
draft_path(struct import *import, const struct draft *draft, char **path, GError **err)
{
	g_autofree char *by_key = NULL, *by_id = NULL, *id = NULL;

	if (draft->key && !import_holder(import, draft->kind, IMPORT_KEY, draft->key, &by_key, err))
		return FALSE;
	if (draft->id && !(by_id = record_path(draft->kind, draft->id, err)))
		return FALSE;
	if (!draft->id && draft->kind->id_from &&
		!record_new_id(draft->kind, NULL, import->change->base->today, draft->values, &id, &by_id, err))
		return FALSE;
	if (by_key && by_id && strcmp(by_key, by_id))
		return error_set(err, ERR_INVALID, "the key '%s' is that of another record, %s", draft->key, by_key);
	*path = by_key ? g_steal_pointer(&by_key) : g_steal_pointer(&by_id);
	return TRUE;
}

/* A random id that is taken, by a record or by a row before, is drawn again. */
static gboolean
mint(struct import *import, const struct draft *draft, char **id, char **path, GError **err)
{
	for (int i = 0; i < 10; i++) {
		GError *failed = NULL;
		g_autoptr(GBytes) taken = NULL;

		if (!record_new_id(draft->kind, NULL, import->change->base->today, draft->values, id, path, err))
			return FALSE;
		taken = change_read(import->change, *path, &failed);
		if (!taken && !failed && !g_hash_table_contains(import->by_path, *path))
			return TRUE;
		g_clear_pointer(id, g_free);
		g_clear_pointer(path, g_free);
		if (failed)
			return g_propagate_error(err, failed), FALSE;
	}
	return error_set(err, ERR_IO, "no new id can be found");
}

static struct pending *
pending_minted(struct import *import, const struct draft *draft, GError **err)
{
	char *id = NULL, *path = NULL;
	struct pending *pending;

	if (!draft->kind->prefix) {
		error_set(err, ERR_INVALID, "the id of the %s is not said", draft->kind->name);
		error_hint(err, "have a column 'id', or say 'id:' in a mapping file");
		return NULL;
	}
	if (!mint(import, draft, &id, &path, err))
		return NULL;
	pending = import_pending(import, draft->kind, id, path);
	pending->minted = TRUE;
	return pending;
}

/* The pending record of a draft; *first when no row before was about it. */
static struct pending *
draft_pending(struct import *import, const struct draft *draft, gboolean *first, GError **err)
{
	g_autofree char *path = NULL;
	struct pending *pending;

	*first = TRUE;
	if (!draft_path(import, draft, &path, err))
		return NULL;
	if (!path)
		return pending_minted(import, draft, err);
	pending = g_hash_table_lookup(import->by_path, path);
	*first = pending == NULL;
	if (pending)
		return pending;
	return import_pending(import, draft->kind, record_id(draft->kind, path), g_strdup(path));
}

/* The record as the repository has it; NULL without an error when it is new. */
struct record *
import_old(struct import *import, const struct pending *pending, GError **err)
{
	g_autoptr(GError) absent = NULL;
	struct record *old = NULL;

	if (pending->minted)
		return NULL;
	old = change_record(import->change, pending->kind, pending->id, &absent);

	if (!old && !g_error_matches(absent, ERROR_DOMAIN, ERR_NOT_FOUND))
		g_propagate_error(err, g_steal_pointer(&absent));
	return old;
}

/* --- one draft --- */

static const struct pending *
late_from(const struct import *import, guint i)
{
	return ((const struct late_link *)import->late->pdata[i])->from;
}

static gboolean
draft_work(struct import *import, struct pending *pending, const struct draft *draft, GError **err)
{
	g_autoptr(GError) fault = NULL;
	AUTO(record) old = import_old(import, pending, &fault);
	gboolean good;

	if (fault) {
		g_propagate_error(err, g_steal_pointer(&fault));
		return FALSE;
	}
	g_clear_pointer(&pending->text, g_free);
	pending->line = import->line;
	if (draft->key && (!old || !record_get(old, IMPORT_KEY)))
		build_map_add(draft->builder, draft->values, IMPORT_KEY, build_scalar(draft->builder, draft->key));
	good = old ? import_changed(import, pending, old, draft, err) : import_added(import, pending, draft, err);
	pending->refused = !good;
	while (!good && import->late->len && late_from(import, import->late->len - 1) == pending)
		g_ptr_array_set_size(import->late, (int)import->late->len - 1);
	return good;
}

static gboolean
draft_again(struct import *import, struct pending *pending, const struct draft *draft, const struct oid *digest, GError **err)
{
	struct mapping *m = import->mapping;

	if (oid_equal(digest, &pending->said)) {
		mapping_tally(m, TRUE, "rows that repeat another one");
		return TRUE;
	}
	if (mapping_repeat(m) == REPEAT_REFUSE)
		return error_set(err, ERR_INVALID, "line %d is about the same record and says something else", pending->line);
	mapping_tally(
		m, TRUE, "rows %s of their record", mapping_repeat(m) == REPEAT_FIRST ? "after the first" : "before the last");
	return mapping_repeat(m) == REPEAT_FIRST || draft_work(import, pending, draft, err);
}

static gboolean
take_draft(struct import *import, const struct draft *draft, GError **err)
{
	g_autofree char *text = NULL;
	struct oid digest;
	gboolean first;
	struct pending *pending = draft_pending(import, draft, &first, err);

	if (!pending)
		return FALSE;
	if (draft->entry)
		return import_entry_row(import, pending, draft, err);
	if (!draft->id && !draft->key && !draft->kind->id_from) /* no other row can be about it */
		return draft_work(import, pending, draft, err);
	text = edit_write(draft->values);
	oid_of_blob(text, strlen(text), &digest);
	if (!first && !pending->refused)
		return draft_again(import, pending, draft, &digest, err);
	pending->said = digest;
	return draft_work(import, pending, draft, err);
}

/* --- lookups --- */

static gboolean
lookup_find(const struct kind *kind, const char *field, const char *text, char **id, void *data, GError **err)
{
	struct import *import = data;
	g_autofree char *path = NULL;
	gboolean open, found;

	if (!field) {
		if (!import_has(import, kind->name, text, &open, &found, err))
			return FALSE;
		*id = found ? g_strdup(text) : NULL;
		return TRUE;
	}
	if (!import_holder(import, kind, field, text, &path, err))
		return FALSE;
	*id = path ? record_id(kind, path) : NULL;
	return TRUE;
}

static char *
lookup_make(struct draft *taken, void *data, GError **err)
{
	struct import *import = data;
	AUTO(draft) draft = taken;
	gboolean first;
	struct pending *pending = draft_pending(import, draft, &first, err);
	AUTO(record) old = NULL;

	if (!pending)
		return NULL;
	old = import_old(import, pending, err);
	if (old || !first) {
		error_set(err, ERR_INVALID, "the %s '%s' is there already, by another name", draft->kind->name, pending->id);
		return NULL;
	}
	pending->made = TRUE;
	pending->refused = !import_added(import, pending, draft, err);
	return pending->refused ? NULL : g_strdup(pending->id);
}

/* --- all rows --- */

static void
take_row(struct import *import, struct source *source)
{
	struct mapping_lookups lookups = {lookup_find, lookup_make, import->change->base->calendar, import};
	g_autoptr(GPtrArray) drafts = g_ptr_array_new_with_free_func((GDestroyNotify)draft_free);
	g_autoptr(GError) why = NULL;

	import->line = source_line(source);
	if (source_fault(source))
		error_set(&why, ERR_INVALID, "%s", source_fault(source));
	else if (mapping_row(import->mapping, source, &lookups, drafts, &why))
		for (guint i = 0; !why && i < drafts->len; i++)
			take_draft(import, drafts->pdata[i], &why);
	if (why)
		import_refuse(import, import->line, why);
}

static int
by_line(gconstpointer a, gconstpointer b)
{
	const struct refusal *const *x = a, *const *y = b;

	return ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

static void
count(struct import *import)
{
	struct import_report *report = &import->report;

	for (guint i = 0; i < import->pending->len; i++) {
		const struct pending *pending = import->pending->pdata[i];

		if (pending->refused)
			continue;
		report->made += pending->made;
		report->added += pending->text && pending->added && !pending->made;
		report->changed += pending->text && !pending->added;
		report->same += !pending->text;
	}
	for (guint i = 0; i < mapping_tallies(import->mapping)->len; i++) {
		const struct tally *tally = mapping_tallies(import->mapping)->pdata[i];

		report->left_out += tally->skipped ? tally->n : 0;
	}
	g_ptr_array_sort(report->refusals, by_line);
}

gboolean
import_rows(struct import *import, struct source *source, import_progress progress, void *data, GError **err)
{
	gboolean row;

	if (!mapping_fits(import->mapping, source, err))
		return FALSE;
	while (TRUE) {
		if (!source_next(source, &row, err))
			return FALSE;
		if (!row)
			break;
		take_row(import, source);
		import->report.rows++;
		if (progress && import->report.rows % 256 == 0)
			progress(import->report.rows, data);
	}
	if (!import_gathered(import, err) || !import_late(import, err))
		return FALSE;
	count(import);
	return TRUE;
}

gboolean
import_put(struct import *import, GError **err)
{
	const struct import_report *report = &import->report;

	if (report->added + report->made + report->changed > MANY && !change_bulk(import->change, err))
		return FALSE;
	for (guint i = 0; i < import->pending->len; i++) {
		struct pending *pending = import->pending->pdata[i];

		if (!pending->text || pending->refused)
			continue;
		if (!change_put(import->change, pending->path, pending->text, strlen(pending->text), err))
			return FALSE;
		g_clear_pointer(&pending->text, g_free);
	}
	return TRUE;
}
