/* sx today: what needs attention today, most urgent first. */
#include "command.h"
#include "coverage.h"
#include "stat.h"
#include "urgent.h"

static struct {
	gboolean all, explain;
	char *owner, *by;
	int limit;
} opt = {.limit = 20};

static const struct option options[] = {{"all", 'a', OPTION_FLAG, &opt.all, NULL, "everybody's, not only yours"},
	{"by", 'b', OPTION_TEXT, &opt.by, "FIELD", "in groups: owner, unit, kind, class, site or any other field", "field"},
	{"owner", 'o', OPTION_TEXT, &opt.owner, "PERSON", "this person's", "id:person"},
	{"explain", 'e', OPTION_FLAG, &opt.explain, NULL, "show the terms of each score"},
	{"limit", 'n', OPTION_INT, &opt.limit, "N", "at most so many; 0 for all"}, {0}};

/* Is it known, anywhere, who is asking? */
static gboolean
is_known(struct session *s, const struct fleet *fleet)
{
	struct plant *plant;

	for (guint i = 0; (plant = fleet_next(fleet, &i));)
		if (plant_actor(plant))
			return TRUE;
	session_warn(s, "you are not known here: this is everybody's list (git config user.email names you)");
	return FALSE;
}

static char *
when(const struct attention_item *item)
{
	if (item->clock)
		return g_strdup(item->clock);
	if (item->days_left == 0)
		return g_strdup("today");
	if (item->days_left < 0)
		return g_strdup_printf("%d late", -item->days_left);
	return g_strdup_printf("in %d", item->days_left);
}

/* Groups by name, records without one last. */
static int
by_group(gconstpointer a, gconstpointer b)
{
	const char *x = (*(struct urgent_item *const *)a)->item->group, *y = (*(struct urgent_item *const *)b)->item->group;

	return !x != !y ? (x ? -1 : 1) : g_strcmp0(x, y);
}

/* Its value is printed when no column holds it already. */
static gboolean
shows_group(const struct session *s)
{
	static const char *const shown[] = {
		"id", "kind", "title", "owner", "due", "days_left", "clock", "state", "score", "explain", NULL};
	static const char *const where[] = {"site", "repository", NULL};

	return opt.by && s->format != FORMAT_TEXT && !name_in(shown, opt.by) && !(s->with && name_in(where, opt.by));
}

static void
print_item(struct session *s, struct rows *rows, const GPtrArray *where, const struct urgent_item *entry, gboolean everybody)
{
	const struct attention_item *item = entry->item;
	g_autofree char *left = when(item), *score = stat_number(item->score, 1);
	gboolean exact = s->format != FORMAT_TEXT;

	rows_begin(rows);
	coverage_cells(rows, where, entry->plant, item->site);
	rows_text(rows, item->id);
	if (exact)
		rows_text(rows, item->kind);
	rows_text(rows, item->title);
	if (exact || everybody)
		rows_text(rows, item->owner);
	rows_text(rows, item->due);
	rows_tone(rows, item->days_left < 0 ? TONE_BAD : item->days_left <= (item->clock ? 2 : 0) ? TONE_WARN : TONE_PLAIN);
	if (exact)
		rows_int(rows, item->days_left);
	else
		rows_text(rows, left);
	if (exact)
		rows_text(rows, item->clock);
	rows_text(rows, item->state);
	if (exact)
		rows_real(rows, item->score);
	else if (opt.explain)
		rows_text(rows, score);
	if (exact || opt.explain)
		rows_text(rows, item->explain);
	if (shows_group(s))
		rows_text(rows, item->group);
	rows_end(rows);
}

static void
print_items(struct session *s, struct rows *rows, const GPtrArray *where, const GPtrArray *entries, gboolean everybody)
{
	const char *before = NULL;

	for (guint i = 0; i < entries->len; i++) {
		const struct urgent_item *entry = entries->pdata[i];
		const char *group = entry->item->group;

		if (opt.by && (!i || g_strcmp0(before, group)))
			rows_group(rows, group ? group : "(none)");
		before = group;
		print_item(s, rows, where, entry, everybody);
	}
}

static void
add_columns(struct session *s, struct rows *rows, const GPtrArray *where, gboolean everybody)
{
	gboolean exact = s->format != FORMAT_TEXT;

	coverage_heads(rows, where);
	rows_column(rows, "id", "ID", ROWS_TEXT);
	if (exact)
		rows_column(rows, "kind", "KIND", ROWS_TEXT);
	rows_column(rows, "title", "TITLE", ROWS_TEXT);
	if (exact || everybody)
		rows_column(rows, "owner", "OWNER", ROWS_TEXT);
	rows_column(rows, "due", "DUE", ROWS_TEXT);
	rows_column(rows, "days_left", "DAYS", exact ? ROWS_INT : ROWS_TEXT);
	if (exact)
		rows_column(rows, "clock", "CLOCK", ROWS_TEXT);
	rows_column(rows, "state", "STATE", ROWS_TEXT);
	if (exact || opt.explain) {
		rows_column(rows, "score", "SCORE", ROWS_REAL);
		rows_column(rows, "explain", "BECAUSE", ROWS_TEXT);
	}
	if (shows_group(s))
		rows_column(rows, opt.by, opt.by, ROWS_TEXT);
}

static void
print(struct session *s, const struct fleet *fleet, GPtrArray *entries, gboolean everybody)
{
	guint more = opt.limit > 0 && entries->len > (guint)opt.limit ? entries->len - opt.limit : 0;
	g_autoptr(GPtrArray) where = g_ptr_array_new();
	AUTO(rows) rows = NULL;

	g_ptr_array_set_size(entries, (int)(entries->len - more));
	if (opt.by)
		g_ptr_array_sort(entries, by_group);
	coverage_columns(s, fleet, where);
	rows = session_rows(s);
	add_columns(s, rows, where, everybody);
	print_items(s, rows, where, entries, everybody);
	session_rows_done(s, rows);
	if (more)
		session_say(s, "and %u more (--limit 0 shows all)", more);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct urgent urgent = {.fleet = session_fleet(s, err), .owner = opt.owner, .by = opt.by};

	if (!urgent.fleet)
		return ERR_IO;
	if (argc)
		return error_set(err, ERR_USAGE, "'sx today' takes no words; 'sx list' and 'sx overdue' take filters");
	urgent.everybody = opt.all || (!opt.owner && !is_known(s, urgent.fleet));
	if (urgent_gather(&urgent, err)) {
		if (!urgent.items->len)
			session_say(s, urgent.who ? "%s has nothing open" : "nothing is open", urgent.who);
		if (urgent.items->len || s->format != FORMAT_TEXT)
			print(s, urgent.fleet, urgent.items, urgent.everybody);
	}
	urgent_clear(&urgent);
	return 0;
}

const struct command cmd_today = {NULL, options, run};
