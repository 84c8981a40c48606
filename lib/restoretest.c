/* Tests that a backup can be restored, as records. */
#include "restoretest.h"
#include "config.h"

#define KIND "restoretest"
#define DAYS "restore_test"

const struct kind *
restoretest_kind(const struct kinds *kinds, GError **err)
{
	return kind_get(kinds, KIND, err);
}

/* --- a record of one --- */

struct node *
restoretest_values(struct builder *b, const struct restoretest *test, const char *moment)
{
	const struct backup *says = test->says;
	struct node *map = build_map(b);
	g_autofree char *title = says ? g_strdup_printf("Restore of the backup of %.10s", says->made) : NULL;
	char hex[OID_HEX];

	build_map_text(b, map, "title", title ? title : "Restore of a backup that does not say what it is");
	build_map_text(b, map, "result", test->failure ? "failed" : "passed");
	build_map_text(b, map, "failed_because", test->failure);
	build_map_text(b, map, "tested", moment);
	if (!says)
		return map;
	oid_hex(&says->head, hex);
	build_map_text(b, map, "backup_digest", says->bundle);
	build_map_text(b, map, "backup_made", says->made);
	build_map_text(b, map, "head", hex);
	build_map_count(b, map, "commit_count", says->commits);
	build_map_count(b, map, "object_count", says->objects);
	build_map_count(b, map, "record_count", backup_records(says));
	build_map_count(b, map, "file_count", says->files);
	build_map_text(b, map, "evidence_digest", says->evidence);
	return map;
}

/* --- when the next is due --- */

/* The day of the last one that has passed, or DAY_NONE. */
static gboolean
find_last(struct index *index, const struct kind *kind, day *last, GError **err)
{
	struct snapshot *snapshot = index_snapshot(index);
	AUTO(db_query) q = db_prepare(index_db(index), "select id from record where kind = ?1", err);
	gboolean row = FALSE, ok = q != NULL;

	*last = DAY_NONE;
	if (q)
		db_bind_text(q, 1, kind->name);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		AUTO(record) record = snapshot_record(snapshot, kind, db_text(q, 0), err);
		const char *tested = record ? record_get(record, "tested") : NULL;
		gint64 moment;
		int offset;

		ok = record || !*err;
		if (tested && !g_strcmp0(record_get(record, "result"), "passed") && event_parse(tested, &moment, &offset, NULL))
			*last = MAX(*last, calendar_day(snapshot->calendar, moment));
	}
	return ok;
}

static gboolean
find_first(struct index *index, day *first, GError **err)
{
	AUTO(db_query) q = NULL;
	gboolean row = FALSE;

	if (!index_history(index, err))
		return FALSE;
	q = db_prepare(index_db(index), "select min(time) from change_log", err);
	if (!q || !db_step(q, &row, err))
		return FALSE;
	*first = row ? calendar_day(index_snapshot(index)->calendar, db_int(q, 0)) : DAY_NONE;
	return TRUE;
}

gboolean
restoretest_check(struct index *index, GPtrArray *problems, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(index);
	const struct kind *kind = kind_find(snapshot->kinds, KIND);
	const struct node *node = node_get(snapshot->config->root, DAYS);
	day last, due;
	char text[11];

	if (!kind || !node || node->type != NODE_SCALAR || store_is_shallow(snapshot->repo->store))
		return TRUE;
	if (!find_last(index, kind, &last, err) || (last == DAY_NONE && !find_first(index, &last, err)))
		return FALSE;
	due = last != DAY_NONE ? last + (int)g_ascii_strtoll(node->text, NULL, 10) : DAY_NONE;
	if (due == DAY_NONE || due >= snapshot->today) /* due today is not overdue */
		return TRUE;
	day_format_into(due, text);
	g_ptr_array_add(
		problems, problem_new(CONFIG_PATH, node, "restore-test", NULL,
				  g_strdup_printf("that a backup can be restored was to be shown by %s", text),
				  g_strdup("'sx backup' makes one, 'sx restore --check' tests it and records what came of it")));
	return TRUE;
}
