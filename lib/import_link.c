/* Links and unique values of imported records, against the base and the run itself. */
#include "import_private.h"
#include "outside.h"
#include <string.h>

enum known { KNOWN_ABSENT = 1, KNOWN_ENDED, KNOWN_OPEN };

/* --- who is there --- */

/* A record of this run that will be there. */
static struct pending *
pending_by_id(const struct import *import, const struct kind *kind, const char *id)
{
	g_autofree char *path = record_path(kind, id, NULL);
	struct pending *pending = path ? g_hash_table_lookup(import->by_path, path) : NULL;

	return pending && pending->added && !pending->refused ? pending : NULL;
}

static gboolean
base_has(struct import *import, const char *kind, const char *id, enum known *out, GError **err)
{
	g_autofree char *asked = g_strdup_printf("%s\n%s", kind, id);
	gboolean open = FALSE, found = FALSE;

	*out = GPOINTER_TO_INT(g_hash_table_lookup(import->known, asked));
	if (*out)
		return TRUE;
	if (!index_has(import->index, kind, id, &open, &found, err))
		return FALSE;
	*out = !found ? KNOWN_ABSENT : open ? KNOWN_OPEN : KNOWN_ENDED;
	g_hash_table_insert(import->known, g_steal_pointer(&asked), GINT_TO_POINTER(*out));
	return TRUE;
}

gboolean
import_has(struct import *import, const char *kind, const char *id, gboolean *open, gboolean *found, GError **err)
{
	const struct kind *of = kind_find(import->kinds, kind);
	const struct pending *pending = of ? pending_by_id(import, of, id) : NULL;
	enum known known;

	*found = pending != NULL;
	*open = pending && pending->open;
	if (pending)
		return TRUE;
	if (!base_has(import, kind, id, &known, err))
		return FALSE;
	*found = known != KNOWN_ABSENT;
	*open = known == KNOWN_OPEN;
	return TRUE;
}

/* --- links --- */

struct link_check {
	struct import *import;
	struct pending *pending;
	GPtrArray *late; /* struct late_link *: kept only when the record is accepted */
};

static gboolean
check_link(struct link_check *c, const struct field *field, const char *target, gboolean had, GError **err)
{
	struct late_link *late;
	gboolean open = FALSE, found = FALSE, sure = FALSE;

	if (outside_id(target)) {
		const struct config *config = index_snapshot(c->import->index)->config;
		gboolean ok = outside_check(target, field, config, c->import->kinds, err);

		if (!ok)
			g_prefix_error(err, "%s: ", field->name);
		return ok;
	}
	for (guint i = 0; !found && field->to[i]; i++) {
		if (!import_has(c->import, field->to[i], target, &open, &found, err))
			return FALSE;
		sure = found && !pending_by_id(c->import, kind_find(c->import->kinds, field->to[i]), target);
	}
	if (!sure) { /* not there yet, or of this run and perhaps refused in the end */
		late = g_new0(struct late_link, 1);
		*late = (struct late_link){c->pending, field, g_strdup(target)};
		g_ptr_array_add(c->late, late);
		return TRUE;
	}
	if (!field->must_be_open || open || had)
		return TRUE;
	error_set(err, ERR_INVALID, "%s: '%s' has ended, so nothing new can point to it", field->name, target);
	error_rule(err, "link");
	return FALSE;
}

static gboolean check_maps(
	struct link_check *c, const GPtrArray *fields, const struct node *map, const struct node *old, GError **err);

static gboolean
check_value(struct link_check *c, const struct field *field, const struct node *value, const struct node *old, GError **err)
{
	if (field->fields)
		return check_maps(c, field->fields, value, old && old->type == NODE_MAP ? old : NULL, err);
	if (value->type != NODE_SCALAR)
		return TRUE;
	return check_link(c, field, value->text, step_holds(old, value->text), err);
}

static gboolean
check_maps(struct link_check *c, const GPtrArray *fields, const struct node *map, const struct node *old, GError **err)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		const struct node *value = field->to || field->fields ? node_get(map, field->name) : NULL;
		const struct node *before = node_get(old, field->name);

		if (value && value->type != NODE_LIST && !check_value(c, field, value, before, err))
			return FALSE;
		for (guint n = 0; value && value->type == NODE_LIST && n < value->n; n++)
			if (!check_value(c, field, value->items[n], before, err))
				return FALSE;
	}
	return TRUE;
}

gboolean
import_links(struct import *import, struct pending *pending, const struct record *record, const struct record *old, GError **err)
{
	struct link_check c = {import, pending, NULL};
	g_autoptr(GPtrArray) late = g_ptr_array_new();

	c.late = late;
	if (!check_maps(&c, record->kind->fields, record->doc->root, old ? old->doc->root : NULL, err))
		return FALSE;
	for (guint i = 0; i < late->len; i++)
		g_ptr_array_add(import->late, late->pdata[i]);
	return TRUE;
}

static gboolean
still_missing(struct import *import, const struct late_link *late, gboolean *missing, GError **err)
{
	gboolean open, found = FALSE;

	for (guint i = 0; !found && late->field->to[i]; i++)
		if (!import_has(import, late->field->to[i], late->target, &open, &found, err))
			return FALSE;
	*missing = !found || (late->field->must_be_open && !open);
	return TRUE;
}

static void
refuse_late(struct import *import, const struct late_link *late)
{
	g_autofree char *kinds = g_strjoinv(" or ", (char **)late->field->to);
	g_autoptr(GError) why = NULL;

	error_set(&why, ERR_INVALID, "%s: there is no %s '%s'", late->field->name, kinds, late->target);
	error_rule(&why, "link");
	late->from->refused = TRUE;
	import_refuse(import, late->from->line, why);
}

/* A refused record may be what others point to: again, until nothing falls. */
gboolean
import_late(struct import *import, GError **err)
{
	gboolean fell = TRUE, missing;

	while (fell) {
		fell = FALSE;
		for (guint i = 0; i < import->late->len; i++) {
			const struct late_link *late = import->late->pdata[i];

			if (late->from->refused)
				continue;
			if (!still_missing(import, late, &missing, err))
				return FALSE;
			if (missing)
				refuse_late(import, late);
			fell |= missing;
		}
	}
	return TRUE;
}

/* --- unique values and lookups by a field --- */

static char *
value_name(const struct kind *kind, const struct field *field, const char *value)
{
	g_autofree char *lower = g_ascii_strdown(value, -1); /* as check.h compares them */

	return g_strdup_printf("%s\n%s\n%s", kind->name, field->name, lower);
}

/* Remember who has a value. Two holders make it ambiguous: "". */
static void
hold(struct import *import, const struct kind *kind, const struct field *field, const char *value, const char *path)
{
	char *name = value_name(kind, field, value);
	const char *before = g_hash_table_lookup(import->unique, name);

	g_hash_table_replace(import->unique, name, g_strdup(!before || !strcmp(before, path) ? path : ""));
}

static gboolean
load_values(struct import *import, const struct kind *kind, const struct field *field, GError **err)
{
	g_autofree char *name = g_strdup_printf("%s\n%s", kind->name, field->name);
	g_autofree char *sql =
		g_strdup_printf("select \"%s\", path from \"%s\" where \"%s\" is not null", field->name, kind->name, field->name);
	AUTO(db_query) query = NULL;
	gboolean row;

	if (g_hash_table_contains(import->loaded, name))
		return TRUE;
	g_hash_table_add(import->loaded, g_steal_pointer(&name));
	query = db_prepare(index_db(import->index), sql, err);
	if (!query)
		return FALSE;
	while (TRUE) {
		if (!db_step(query, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		hold(import, kind, field, db_text(query, 0), db_text(query, 1));
	}
}

gboolean
import_holder(struct import *import, const struct kind *kind, const char *field, const char *value, char **path, GError **err)
{
	const struct field *of = kind_field(kind, field);
	g_autofree char *name = of ? value_name(kind, of, value) : NULL;
	const char *holder;

	if (!of)
		return error_set(err, ERR_INVALID, "%s has no field '%s'", kind->name, field);
	if (!load_values(import, kind, of, err))
		return FALSE;
	holder = g_hash_table_lookup(import->unique, name);
	if (holder && !*holder)
		return error_set(err, ERR_INVALID, "more than one %s has the %s '%.60s'", kind->name, field, value);
	*path = g_strdup(holder);
	return TRUE;
}

static gboolean
check_unique_field(
	struct import *import, const struct pending *pending, const struct field *field, const char *value, GError **err)
{
	g_autofree char *holder = NULL, *id = NULL;

	if (!import_holder(import, pending->kind, field->name, value, &holder, err))
		return FALSE;
	if (!holder || !strcmp(holder, pending->path))
		return TRUE;
	id = record_id(pending->kind, holder);
	error_set(err, ERR_INVALID, "%s: '%.60s' is that of %s already", field->name, value, id);
	error_rule(err, "unique");
	return FALSE;
}

gboolean
import_unique(struct import *import, struct pending *pending, const struct record *record, GError **err)
{
	const GPtrArray *fields = pending->kind->fields;

	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		const char *value = field->unique ? record_get(record, field->name) : NULL;

		if (value && !check_unique_field(import, pending, field, value, err))
			return FALSE;
	}
	return TRUE;
}

void
import_accept(struct import *import, struct pending *pending, const struct record *record)
{
	const GPtrArray *fields = pending->kind->fields;

	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		const char *value = record_get(record, field->name);
		g_autofree char *name = value ? g_strdup_printf("%s\n%s", pending->kind->name, field->name) : NULL;

		if (name && g_hash_table_contains(import->loaded, name))
			hold(import, pending->kind, field, value, pending->path);
	}
	pending->open = record_is_open(record);
}
