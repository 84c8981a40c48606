/* sx audit sample: changes drawn by lot, and those that ask to be looked at. */
#include "audit_sample.h"
#include "text.h"
#include "trail.h"
#include <string.h>

#define TOLERANCE 24 /* hours until a change must have come, where the site does not say */
#define WIDE 40

/* One change, which has its entry. */
struct pick {
	struct entry entry;
	char *lot; /* SHA-256, hex */
	gboolean drawn;
	char *why; /* what asks to look at it; NULL: nothing */
};
struct sampling {
	struct session *s;
	struct index *index;
	const struct snapshot *snapshot;
	const struct audit_sample *ask;
	struct trail *trail;
	struct rows *rows;
	char seed[OID_HEX];
	GPtrArray *picks;	  /* struct pick *, newest first */
	GPtrArray *fields, *kept; /* of the pick being printed: names, and the texts of its row */
	struct trail_row row;
};

static void
pick_free(gpointer data)
{
	struct pick *pick = data;

	entry_clear(&pick->entry);
	g_free(pick->lot);
	g_free(pick->why);
	g_free(pick);
}

/* --- what asks to be looked at --- */

/* "capa amend": the step, when there is such a one. */
static const struct verb *
verb_of(const struct kind *kind, const char *said)
{
	const char *word = said ? strchr(said, ' ') : NULL;

	return kind && word ? kind_verb(kind, word + 1) : NULL;
}

/* The site of a file's record, as far as there is one: the same for whoever reads. Caller frees. */
static char *
site_of(const struct sampling *a, const char *path)
{
	AUTO(db_query) q = db_prepare(index_db(a->index), "select site from record where path = ?1", NULL);
	gboolean row;

	if (q)
		db_bind_text(q, 1, path);
	return q && db_step(q, &row, NULL) && row ? g_strdup(db_text(q, 0)) : NULL;
}

/* Days and hours are those of the record's site, else of the repository: never those of the clone that asks. */
static void
say_times(const struct sampling *a, const struct entry *entry, GPtrArray *out)
{
	const struct config *config = a->snapshot->config;
	const struct entry_commit *commit = &entry->commit;
	g_autofree char *code = site_of(a, entry->path);
	const struct site *site = config_site(config, code ? code : config->site ? config->site : "");
	const struct calendar *calendar = site ? site->calendar : config->calendar;
	int tolerance = site && site->tolerance >= 0 ? site->tolerance : TOLERANCE;
	gint64 received = receipts_received(trail_receipts(a->trail), &commit->oid);

	if (received && received - commit->time > 3600 * (gint64)tolerance)
		g_ptr_array_add(out, "came late");
	if (received && received < commit->time)
		g_ptr_array_add(out, "claims to be later");
	if (!calendar_is_workday(calendar, calendar_day(calendar, commit->time)))
		g_ptr_array_add(out, "on a day off");
}

static char *
reasons(const struct sampling *a, const struct entry *entry)
{
	g_autoptr(GPtrArray) out = g_ptr_array_new();
	const struct kind *kind = kind_of_path(a->snapshot->kinds, entry->path);
	const char *said = entry->commit.verb;
	const struct verb *verb = verb_of(kind, said);

	if (!said)
		g_ptr_array_add(out, "without sx");
	else if (g_str_equal(said, "commit"))
		g_ptr_array_add(out, "edited by hand");
	else if (g_str_equal(said, "undo"))
		g_ptr_array_add(out, "taken back");
	if (verb && verb->opens)
		g_ptr_array_add(out, "what was locked");
	if (verb && kind->due && name_in(verb->takes, kind->due))
		g_ptr_array_add(out, "due day moved");
	if (g_str_has_prefix(entry->path, ".sx/") || (kind && kind == kind_of_people(a->snapshot->kinds)))
		g_ptr_array_add(out, "people or settings");
	say_times(a, entry, out);
	g_ptr_array_add(out, NULL);
	return out->pdata[0] ? g_strjoinv(", ", (char **)out->pdata) : NULL;
}

/* --- the draw --- */

/* A merge that takes one side as it was changes nothing. */
static gboolean
changes(const struct entry *entry)
{
	for (guint i = 0; i < entry->old->len; i++)
		if (oid_equal(&g_array_index(entry->old, struct oid, i), &entry->new))
			return FALSE;
	return entry->path != NULL;
}

static gboolean
gather(struct sampling *a, const GPtrArray *sources, GError **err)
{
	struct log_source *source;

	while ((source = log_source_newest(sources))) {
		if (changes(&source->entry)) {
			struct pick *pick = g_new0(struct pick, 1);
			g_autofree char *ticket = NULL;
			char hex[OID_HEX];

			pick->entry = source->entry;
			source->entry = (struct entry){0};
			oid_hex(&pick->entry.commit.oid, hex);
			ticket = g_strjoin(" ", a->ask->seed ? a->ask->seed : a->seed, hex, pick->entry.path, NULL);
			pick->lot = g_compute_checksum_for_string(G_CHECKSUM_SHA256, ticket, -1);
			pick->why = a->ask->targeted ? reasons(a, &pick->entry) : NULL;
			g_ptr_array_add(a->picks, pick);
		}
		if (!log_source_next(source, err))
			return FALSE;
	}
	return TRUE;
}

static int
by_lot(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct pick *const *)a)->lot, (*(struct pick *const *)b)->lot);
}

static void
draw(struct sampling *a)
{
	g_autoptr(GPtrArray) lots = g_ptr_array_new();

	for (guint i = 0; i < a->picks->len; i++)
		g_ptr_array_add(lots, a->picks->pdata[i]);
	g_ptr_array_sort(lots, by_lot);
	for (guint i = 0; i < lots->len && i < (guint)a->ask->random; i++)
		((struct pick *)lots->pdata[i])->drawn = TRUE;
}

/* --- paper --- */

/* most: of what is a name or a day, as many characters; 0: as wide as cells are. */
static void
cell(struct sampling *a, const char *text, gsize most)
{
	g_autofree char *line = NULL, *fit = NULL;

	if (a->s->format != FORMAT_TEXT) {
		rows_text(a->rows, text);
		return;
	}
	line = g_strdelimit(most && text ? g_strndup(text, most) : g_strdup(text ? text : "-"), "\n", ' ');
	fit = text_fit(line, WIDE);
	rows_text(a->rows, fit);
}

static const char *
keep(struct sampling *a, const char *text)
{
	char *copy = g_strdup(text);

	g_ptr_array_add(a->kept, copy);
	return copy;
}

/* The rows of one change are one here: its first, with the names of all its fields. */
static void
take_row(const struct trail_row *row, void *data)
{
	struct sampling *a = data;

	if (!a->fields->len)
		a->row = (struct trail_row){.by = keep(a, row->by ? row->by : row->email),
			.id = keep(a, row->id),
			.claimed = keep(a, row->claimed),
			.received = keep(a, row->received),
			.reason = keep(a, row->reason),
			.commit = keep(a, row->commit)};
	if (!g_ptr_array_find_with_equal_func(a->fields, row->field ? row->field : "-", g_str_equal, NULL))
		g_ptr_array_add(a->fields, (gpointer)keep(a, row->field ? row->field : "-"));
}

static gboolean
print_pick(struct sampling *a, const struct pick *pick, GError **err)
{
	g_autofree char *fields = NULL;

	g_ptr_array_set_size(a->fields, 0);
	g_ptr_array_set_size(a->kept, 0);
	if (!trail_entry(a->trail, &pick->entry, NULL, take_row, a, err))
		return FALSE;
	g_ptr_array_add(a->fields, NULL);
	fields = g_strjoinv(", ", (char **)a->fields->pdata);
	rows_begin(a->rows);
	cell(a, !pick->drawn ? "targeted" : pick->why ? "lot, targeted" : "lot", 0);
	cell(a, pick->why, 0);
	cell(a, a->row.by, 0);
	cell(a, a->row.claimed, 10);
	cell(a, a->row.id, 0);
	cell(a, g_str_equal(fields, "-") ? NULL : fields, 0);
	cell(a, a->row.reason, 0);
	cell(a, a->row.commit, 10);
	if (a->s->format != FORMAT_TEXT) {
		rows_text(a->rows, a->row.received);
		rows_text(a->rows, pick->entry.commit.verb);
		rows_text(a->rows, a->ask->seed ? a->ask->seed : a->seed);
		rows_int(a->rows, a->picks->len);
	}
	rows_end(a->rows);
	return TRUE;
}

static gboolean
print_all(struct sampling *a, GError **err)
{
	static const char *const names[] = {"drawn", "why", "by", "claimed", "id", "fields", "reason", "commit"},
				 *const heads[] = {"DRAWN", "WHY", "WHO", "CLAIMED", "RECORD", "FIELDS", "REASON", "COMMIT"};
	guint drawn = 0, targets = 0;

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		rows_column(a->rows, names[i], heads[i], ROWS_TEXT);
	if (a->s->format != FORMAT_TEXT) {
		rows_column(a->rows, "received", "RECEIVED", ROWS_TEXT);
		rows_column(a->rows, "verb", "VERB", ROWS_TEXT);
		rows_column(a->rows, "seed", "SEED", ROWS_TEXT);
		rows_column(a->rows, "of", "OF", ROWS_INT);
	}
	for (guint i = 0; i < a->picks->len; i++) {
		const struct pick *pick = a->picks->pdata[i];

		drawn += pick->drawn;
		targets += pick->why != NULL;
		if ((pick->drawn || pick->why) && !print_pick(a, pick, err))
			return FALSE;
	}
	session_rows_done(a->s, a->rows);
	session_say(a->s, "%u by lot with the seed %s, %u targeted, of %u change%s", drawn, a->ask->seed ? a->ask->seed : a->seed,
		targets, a->picks->len, a->picks->len == 1 ? "" : "s");
	return TRUE;
}

gboolean
audit_sample(struct session *s, struct index *index, const GPtrArray *sources, const struct audit_sample *ask, GError **err)
{
	struct sampling a = {.s = s, .index = index, .snapshot = index_snapshot(index), .ask = ask};
	gboolean ok;

	if (ask->random < 0 || (!ask->random && !ask->targeted)) {
		error_set(err, ERR_USAGE, "say which changes: --random N, --targeted, or both");
		error_hint(err, "as in: sx audit sample --random 5 --targeted --since 2026-10-01");
		return FALSE;
	}
	a.trail = trail_new(index, err);
	if (!a.trail)
		return FALSE;
	oid_hex(&a.snapshot->commit, a.seed);
	a.rows = session_rows(s);
	if (s->format == FORMAT_TEXT)
		rows_width(a.rows, 0);
	a.picks = g_ptr_array_new_with_free_func(pick_free);
	a.fields = g_ptr_array_new();
	a.kept = g_ptr_array_new_with_free_func(g_free);
	ok = gather(&a, sources, err);
	if (ok)
		draw(&a);
	ok = ok && print_all(&a, err);
	g_ptr_array_unref(a.fields);
	g_ptr_array_unref(a.kept);
	g_ptr_array_unref(a.picks);
	rows_free(a.rows);
	trail_free(a.trail);
	return ok;
}
