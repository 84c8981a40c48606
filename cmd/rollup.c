/* sx rollup: what is known of several repositories, and how much that is. */
#include "command.h"
#include "coverage.h"
#include "rollup_count.h"
#include "rollup_fetch.h"
#include "with.h"

static struct {
	gboolean fetch;
	char *by;
	int stale;
} opt = {.stale = COVERAGE_STALE};

static const struct option options[] = {
	{"by", 'b', OPTION_TEXT, &opt.by, "FIELD", "totals by site, unit, owner, kind, class or any other field", "field"},
	{"fetch", 0, OPTION_FLAG, &opt.fetch, NULL, "first bring the copies of repositories with an address up to date"},
	{"stale", 0, OPTION_INT, &opt.stale, "DAYS", "call a copy stale that was last fetched longer ago"}, {0}};

static const char *
state_of(const struct session *s, const struct plant *plant)
{
	return coverage_stale(s, plant, opt.stale) ? "stale" : plant_states[plant->state];
}

/* The sites whose records it holds. Caller frees. */
static char *
sites_of(const struct plant *plant)
{
	const GPtrArray *sites = plant->snapshot ? plant->snapshot->config->sites : NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; sites && i < sites->len; i++)
		g_string_append_printf(text, "%s%s", i ? "," : "", ((const struct site *)sites->pdata[i])->code);
	if (!text->len && plant->snapshot && plant->snapshot->site)
		g_string_append(text, plant->snapshot->site);
	return text->len ? g_strdup(text->str) : NULL;
}

static void
add_figures(struct rows *rows)
{
	rows_column(rows, "records", "RECORDS", ROWS_INT);
	rows_column(rows, "open", "OPEN", ROWS_INT);
	rows_column(rows, "overdue", "OVERDUE", ROWS_INT);
}

/* count NULL: nothing is known, which is not nothing. */
static void
put_figures(struct rows *rows, const struct rollup_count *count)
{
	for (int i = 0; !count && i < 3; i++)
		rows_text(rows, NULL);
	if (!count)
		return;
	rows_int(rows, count->records);
	rows_int(rows, count->open);
	rows_tone(rows, count->overdue ? TONE_WARN : TONE_PLAIN);
	rows_int(rows, count->overdue);
}

static void
put_kpis(struct session *s, struct rows *rows, const struct rollup_count *count)
{
	g_autofree char *text = count ? g_strdup_printf("%u/%u", count->fresh, count->kpis) : NULL;

	if (s->format == FORMAT_TEXT) {
		rows_tone(rows, count && count->fresh < count->kpis ? TONE_WARN : TONE_PLAIN);
		rows_text(rows, text);
	} else if (count) {
		rows_int(rows, count->kpis);
		rows_int(rows, count->fresh);
	} else {
		rows_text(rows, NULL);
		rows_text(rows, NULL);
	}
}

static void
put_time(struct session *s, struct rows *rows, gint64 time)
{
	g_autofree char *text = !time ? NULL : s->format == FORMAT_TEXT ? coverage_age(time) : event_format(time, 0);

	rows_text(rows, text);
}

static void
put_plant(struct session *s, struct rows *rows, const struct plant *plant, const struct rollup_count *count)
{
	g_autofree char *sites = sites_of(plant);
	const char *state = state_of(s, plant);

	rows_begin(rows);
	rows_text(rows, plant->name);
	rows_text(rows, sites);
	put_figures(rows, count);
	put_kpis(s, rows, count);
	put_time(s, rows, plant->snapshot ? plant->snapshot->commit_time : 0);
	put_time(s, rows, plant->fetched);
	rows_tone(rows, g_str_equal(state, "ok") ? TONE_GOOD : plant->state == PLANT_OK ? TONE_WARN : TONE_BAD);
	rows_text(rows, state);
	if (s->format != FORMAT_TEXT)
		rows_text(rows, plant->why);
	rows_end(rows);
}

static struct rows *
plant_rows(struct session *s)
{
	struct rows *rows = session_rows(s);

	rows_column(rows, "repository", "REPOSITORY", ROWS_TEXT);
	rows_column(rows, "site", "SITE", ROWS_TEXT);
	add_figures(rows);
	rows_column(rows, "kpis_total", "KPIS FRESH", s->format == FORMAT_TEXT ? ROWS_TEXT : ROWS_INT);
	if (s->format != FORMAT_TEXT)
		rows_column(rows, "kpis_fresh", "", ROWS_INT);
	rows_column(rows, "changed", "CHANGED", ROWS_TEXT);
	rows_column(rows, "fetched", "FETCHED", ROWS_TEXT);
	rows_column(rows, "state", "STATE", ROWS_TEXT);
	if (s->format != FORMAT_TEXT)
		rows_column(rows, "why", "", ROWS_TEXT);
	return rows;
}

/* The last line of a table for people: of how many it is the sum. */
static void
put_total(struct session *s, struct rows *rows, const struct fleet *fleet, const struct rollup_count *total, gboolean plants)
{
	guint answered = fleet_answered(fleet), asked = fleet_asked(fleet);
	g_autofree char *of = g_strdup_printf("%u of %u", answered, asked);

	if (s->format != FORMAT_TEXT)
		return;
	rows_begin(rows);
	rows_text(rows, answered == asked ? "all" : of);
	if (plants)
		rows_text(rows, NULL);
	put_figures(rows, total);
	if (plants)
		put_kpis(s, rows, total);
	rows_end(rows);
}

static void
print_plants(struct session *s, const struct rollup *r)
{
	AUTO(rows) rows = plant_rows(s);

	for (guint i = 0; i < r->fleet->plants->len; i++) {
		struct plant *plant = r->fleet->plants->pdata[i];

		put_plant(s, rows, plant, plant->state == PLANT_OK ? g_hash_table_lookup(r->counts, plant) : NULL);
	}
	put_total(s, rows, r->fleet, &r->total, TRUE);
	session_rows_done(s, rows);
}

static void
print_groups(struct session *s, const struct rollup *r)
{
	AUTO(rows) rows = session_rows(s);

	rows_column(rows, r->by, r->by, ROWS_TEXT);
	add_figures(rows);
	for (guint i = 0; i < r->groups->len; i++) {
		const struct rollup_group *group = r->groups->pdata[i];

		rows_begin(rows);
		rows_text(rows, group->name ? group->name : s->format == FORMAT_TEXT ? "(none)" : NULL);
		put_figures(rows, &group->count);
		rows_end(rows);
	}
	put_total(s, rows, r->fleet, &r->total, FALSE);
	session_rows_done(s, rows);
}

/* Those of --with; else all that are configured, and the one you are in. */
static gboolean
gather(struct session *s, const GPtrArray *places, GError **err)
{
	static const char *const all[] = {"all"};
	struct fleet *fleet;
	guint first = 0;

	if (!s->with) {
		GPtrArray *with = g_ptr_array_new();

		if (places->len)
			g_ptr_array_add(with, (gpointer)all[0]);
		session_ask(s, with);
	}
	fleet = session_gather(s, err);
	if (fleet && !fleet->plants->len) {
		error_set(err, ERR_NOT_FOUND, "there is no repository to ask");
		error_hint(err, "name some with --with, list them by 'git config --global sx-repository.NAME.path DIR', or make "
				"one with 'sx init'");
	}
	if (fleet)
		session_use(s, fleet_next(fleet, &first));
	return fleet && fleet->plants->len;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) places = with_places(err);
	struct rollup rollup = {.by = opt.by};
	int failed = 0;

	if (argc)
		return error_set(err, ERR_USAGE, "rollup takes no words; --with names repositories");
	if (opt.stale < 0)
		return error_set(err, ERR_USAGE, "--stale takes a number from 0");
	if (opt.fetch && places)
		failed = rollup_fetch(s, places, err);
	g_clear_pointer(&places, g_ptr_array_unref);
	places = failed < 0 || *err ? NULL : with_places(err); /* with the copies that are there now */
	if (!places || !gather(s, places, err))
		return ERR_IO;
	if (rollup_run(&rollup, session_fleet(s, err), err)) {
		if (opt.by)
			print_groups(s, &rollup);
		else
			print_plants(s, &rollup);
	}
	rollup_clear(&rollup);
	return failed ? ERR_REMOTE : 0;
}

const struct command cmd_rollup = {NULL, options, run};
