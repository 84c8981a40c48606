/* sx today: what needs attention today, most urgent first. */
#include "attention.h"
#include "command.h"
#include "stat.h"

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

/* Whose list it is: NULL for everybody's. */
static gboolean
find_owner(struct session *s, struct index *index, char **owner, GError **err)
{
	struct found found = {0};
	const char *actor;

	*owner = NULL;
	if (opt.all)
		return TRUE;
	if (opt.owner) {
		if (!index_find(index, kind_of_people(index_snapshot(index)->kinds), opt.owner, &found, err))
			return FALSE;
		*owner = g_strdup(found.id);
		found_clear(&found);
		return TRUE;
	}
	actor = session_actor(s);
	if (actor)
		*owner = g_strdup(actor);
	else
		session_warn(s, "you are not known here: this is everybody's list (git config user.email names you)");
	return TRUE;
}

static char *
when(const struct attention_item *item)
{
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
	const char *x = (*(struct attention_item *const *)a)->group, *y = (*(struct attention_item *const *)b)->group;

	return !x != !y ? (x ? -1 : 1) : g_strcmp0(x, y);
}

/* Its value is printed when no column holds it already. */
static gboolean
shows_group(const struct session *s)
{
	static const char *const shown[] = {
		"id", "kind", "title", "owner", "due", "days_left", "state", "score", "explain", NULL};

	return opt.by && s->format != FORMAT_TEXT && !name_in(shown, opt.by);
}

static void
print_item(struct session *s, struct rows *rows, const struct attention_item *item, gboolean everybody)
{
	g_autofree char *left = when(item), *score = stat_number(item->score, 1);
	gboolean exact = s->format != FORMAT_TEXT;

	rows_begin(rows);
	rows_text(rows, item->id);
	if (exact)
		rows_text(rows, item->kind);
	rows_text(rows, item->title);
	if (exact || everybody)
		rows_text(rows, item->owner);
	rows_text(rows, item->due);
	rows_tone(rows, item->days_left < 0 ? TONE_BAD : item->days_left == 0 ? TONE_WARN : TONE_PLAIN);
	if (exact)
		rows_int(rows, item->days_left);
	else
		rows_text(rows, left);
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
print_items(struct session *s, struct rows *rows, const GPtrArray *items, gboolean everybody)
{
	for (guint i = 0; i < items->len; i++) {
		const struct attention_item *item = items->pdata[i], *before = i ? items->pdata[i - 1] : NULL;

		if (opt.by && (!before || g_strcmp0(before->group, item->group)))
			rows_group(rows, item->group ? item->group : "(none)");
		print_item(s, rows, item, everybody);
	}
}

static void
add_columns(struct session *s, struct rows *rows, gboolean everybody)
{
	gboolean exact = s->format != FORMAT_TEXT;

	rows_column(rows, "id", "ID", ROWS_TEXT);
	if (exact)
		rows_column(rows, "kind", "KIND", ROWS_TEXT);
	rows_column(rows, "title", "TITLE", ROWS_TEXT);
	if (exact || everybody)
		rows_column(rows, "owner", "OWNER", ROWS_TEXT);
	rows_column(rows, "due", "DUE", ROWS_TEXT);
	rows_column(rows, "days_left", "DAYS", exact ? ROWS_INT : ROWS_TEXT);
	rows_column(rows, "state", "STATE", ROWS_TEXT);
	if (exact || opt.explain) {
		rows_column(rows, "score", "SCORE", ROWS_REAL);
		rows_column(rows, "explain", "BECAUSE", ROWS_TEXT);
	}
	if (shows_group(s))
		rows_column(rows, opt.by, opt.by, ROWS_TEXT);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct index *index = session_index(s, err);
	AUTO(attention) attention = index ? attention_read(index_snapshot(index), err) : NULL;
	g_autofree char *owner = NULL;
	g_autoptr(GPtrArray) items = NULL;
	AUTO(rows) rows = NULL;
	guint more;

	if (!attention || !find_owner(s, index, &owner, err))
		return ERR_IO;
	if (argc)
		return error_set(err, ERR_USAGE, "'sx today' takes no words; 'sx list' and 'sx overdue' take filters");
	items = attention_list(index, attention, &(struct attention_scope){.owner = owner, .group = opt.by}, err);
	if (!items)
		return ERR_IO;
	if (!items->len)
		session_say(s, owner ? "%s has nothing open" : "nothing is open", owner);
	if (!items->len && s->format == FORMAT_TEXT)
		return 0;
	more = opt.limit > 0 && items->len > (guint)opt.limit ? items->len - opt.limit : 0;
	g_ptr_array_set_size(items, items->len - more);
	if (opt.by)
		g_ptr_array_sort(items, by_group);
	rows = session_rows(s);
	add_columns(s, rows, !owner);
	print_items(s, rows, items, !owner);
	session_rows_done(s, rows);
	if (more)
		session_say(s, "and %u more (--limit 0 shows all)", more);
	return 0;
}

const struct command cmd_today = {NULL, options, run};
