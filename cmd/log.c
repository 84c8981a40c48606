/* sx log: who changed which field from what to what, when and why. */
#include <string.h>

#include "log_print.h"

static struct {
	char *field, *since, *until, *by;
	int limit;
} opt;

static const struct option options[] = {
	{"by", 0, OPTION_TEXT, &opt.by, "PERSON", "only changes made by this person, or from this e-mail", "id:person"},
	{"field", 'f', OPTION_TEXT, &opt.field, "FIELD", "only changes of this field", "field"},
	{"limit", 'n', OPTION_INT, &opt.limit, "N", "at most so many changes"},
	{"since", 0, OPTION_TEXT, &opt.since, "DATE", "only changes from this day on"},
	{"until", 0, OPTION_TEXT, &opt.until, "DATE", "only changes up to this day"}, {0}};

/* What is looked for. */
struct looking {
	const struct kind *kind; /* of the index's own kinds, or NULL */
	char *path;		 /* of one record, or NULL */
	GHashTable *emails;	 /* lower case, or NULL: anybody's */
	day since, until;
};

static void
history_progress(guint done, guint total, void *data)
{
	session_progress(data, "reading the history: commit", done, total);
}

/* The file of a record that is there no more, when the id is whole and the history knows it. */
static char *
path_in_history(struct index *index, const struct kind *kind, const char *id)
{
	const GPtrArray *all = kinds_all(index_snapshot(index)->kinds);
	AUTO(db_query) q = db_prepare(index_db(index), "select 1 from touch where path = ?1", NULL);

	for (guint i = 0; q && i < all->len; i++) {
		const struct kind *k = g_ptr_array_index(all, i);
		g_autofree char *path = kind && kind != k ? NULL : record_path(k, id, NULL);
		gboolean row;

		if (!path)
			continue;
		db_bind_text(q, 1, path);
		if (db_step(q, &row, NULL) && row)
			return g_steal_pointer(&path);
	}
	return NULL;
}

static gboolean
look_for_record(struct index *index, const char *id, struct looking *l, GError **err)
{
	struct found found;
	GError *error = NULL;

	if (index_find(index, l->kind, id, &found, &error)) {
		l->path = g_strdup(found.path);
		found_clear(&found);
		return TRUE;
	}
	l->path = path_in_history(index, l->kind, id);
	if (!l->path) {
		g_propagate_error(err, error);
		return FALSE;
	}
	g_error_free(error);
	return TRUE;
}

/* Every address that the person has or has had. */
static gboolean
look_for_person(struct index *index, struct looking *l, GError **err)
{
	const struct kind *people = kind_of_people(index_snapshot(index)->kinds);
	AUTO(db_query) q = NULL;
	struct found found;
	gboolean row;

	l->emails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (strchr(opt.by, '@')) {
		g_hash_table_add(l->emails, g_utf8_strdown(opt.by, -1));
		return TRUE;
	}
	if (!index_find(index, people, opt.by, &found, err))
		return FALSE;
	q = db_prepare(index_db(index), "select new from touch where path = ?1 and new is not null", err);
	if (q)
		db_bind_text(q, 1, found.path);
	while (q && db_step(q, &row, err) && row) {
		struct entry_state state;
		struct oid oid;
		gsize length;
		const void *raw = db_bytes(q, 0, &length);

		memcpy(oid.raw, raw, MIN(length, sizeof(oid.raw)));
		entry_state_read(index_snapshot(index), found.path, &oid, &state);
		if (state.record && people->email && record_get(state.record, people->email))
			g_hash_table_add(l->emails, g_utf8_strdown(record_get(state.record, people->email), -1));
		entry_state_clear(&state);
	}
	found_clear(&found);
	return q && !(err && *err);
}

/* A field of the kind, or of any: a name mistyped must not look as if nothing had happened. */
static gboolean
has_field(const struct kinds *kinds, const struct kind *kind, GError **err)
{
	if (kind)
		return kind_field_get(kind, opt.field, err) != NULL;
	for (guint i = 0; i < kinds_all(kinds)->len; i++)
		if (kind_field(kinds_all(kinds)->pdata[i], opt.field))
			return TRUE;
	error_set(err, ERR_USAGE, "no kind has a field '%s'", opt.field);
	error_hint(err, "'sx schema KIND --text' lists the fields of one");
	return FALSE;
}

static gboolean
look(struct session *s, struct index *index, const char *id, struct looking *l, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(index);

	l->kind = s->kind ? kind_find(snapshot->kinds, s->kind->name) : NULL;
	l->since = l->until = DAY_NONE;
	if (opt.field && !has_field(snapshot->kinds, l->kind, err))
		return FALSE;
	if (opt.limit < 0)
		return error_set(err, ERR_USAGE, "--limit takes a number from 0");
	if (opt.since && !date_read(opt.since, snapshot->today, snapshot->calendar, &l->since, err))
		return FALSE;
	if (opt.until && !date_read(opt.until, snapshot->today, snapshot->calendar, &l->until, err))
		return FALSE;
	if (!index_history(index, history_progress, s, err))
		return FALSE;
	return (!opt.by || look_for_person(index, l, err)) && (!id || look_for_record(index, id, l, err));
}

static gboolean
is_wanted(const struct snapshot *snapshot, const struct looking *l, const struct entry_commit *commit)
{
	day at = calendar_day(snapshot->calendar, commit->time);
	g_autofree char *email = l->emails && commit->email ? g_utf8_strdown(commit->email, -1) : NULL;

	return (l->since == DAY_NONE || at >= l->since) && (l->until == DAY_NONE || at <= l->until) &&
	       (!l->emails || (email && g_hash_table_contains(l->emails, email)));
}

static struct db_query *
select_touches(struct session *s, struct index *index, const struct looking *l, GError **err)
{
	struct db_query *q = db_prepare(index_db(index),
		l->path ? "select " ENTRY_COLUMNS
			  " from touch t join change_log c on c.seq = t.seq where t.path = ?1 order by c.seq desc"
			: "select " ENTRY_COLUMNS
			  " from change_log c left join touch t on t.seq = c.seq order by c.seq desc, t.path",
		err);

	if (q && l->path)
		db_bind_text(q, 1, l->path);
	return q;
}

/* Rows of one commit and file make one entry: a merge has one for each parent. */
static gboolean
print_all(struct log_printer *printer, struct db_query *q, const struct looking *l, GError **err)
{
	struct entry entry = {0};
	gboolean row, ok = TRUE;
	int printed = 0;

	for (;;) {
		gboolean same;

		ok = db_step(q, &row, err);
		same = ok && row && entry_continues(&entry, q);
		if (!same && entry.commit.seq) {
			gboolean some = FALSE;

			ok = ok && log_print(printer, &entry, opt.field, &some, err);
			printed += some;
			entry_clear(&entry);
		}
		if (!ok || !row || (opt.limit && printed >= opt.limit))
			break;
		if (same)
			entry_add_parent(&entry, q);
		else {
			entry_begin(&entry, q);
			if (!is_wanted(printer->snapshot, l, &entry.commit) || (printer->kind && !entry_is_of(printer, &entry)))
				entry_clear(&entry);
		}
	}
	entry_clear(&entry);
	return ok;
}

/* The history is of commits: edits in the work tree are not looked for, which takes longer than all else. */
static struct index *
open_index(struct session *s, GError **err)
{
	struct repo *repo = s->at ? NULL : session_repo(s, err);
	struct snapshot *head = repo ? snapshot_head(repo, err) : NULL;

	if (!head)
		return NULL;
	s->kind = s->kind ? kind_find(head->kinds, s->kind->name) : NULL;
	session_keep_snapshot(s, head);
	return index_open(head, err);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	AUTO(index) head = open_index(s, err);
	struct index *index = s->at ? session_index(s, err) : head;
	struct looking l = {0};
	AUTO(db_query) q = NULL;
	gboolean ok = FALSE;

	if (!index)
		return ERR_IO;
	if (argc > 1)
		return error_set(err, ERR_USAGE, "log takes one id");
	if (look(s, index, argc ? argv[0] : NULL, &l, err) && (q = select_touches(s, index, &l, err))) {
		struct log_printer *printer = log_printer_new(s, index, l.kind, l.path != NULL, err);

		ok = printer && print_all(printer, q, &l, err);
		if (ok)
			log_printer_done(printer);
		log_printer_free(printer);
	}
	g_free(l.path);
	if (l.emails)
		g_hash_table_unref(l.emails);
	return ok ? 0 : ERR_IO;
}

const struct command cmd_log = {"[ID]", options, run, "id", NULL};
