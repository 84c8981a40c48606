/* sx person access: who may do what, who uses it, and when that was reviewed. */
#include "access.h"
#include "command.h"
#include "date.h"
#include <string.h>

static struct {
	gboolean all, roles;
	char *since;
} opt;
static const struct option options[] = {{"all", 'a', OPTION_FLAG, &opt.all, NULL, "who has left, too"},
	{"roles", 0, OPTION_FLAG, &opt.roles, NULL,
		"the register: who had which role from when to when, and who gave and took it"},
	{"since", 0, OPTION_TEXT, &opt.since, "DATE", "of the register: only what was had on this day or later"}, {0}};

static gboolean
is_before(const char *text, gint64 moment)
{
	gint64 at;
	int offset;

	return text && event_parse(text, &at, &offset, NULL) && at <= moment;
}

/* Keys that count now. */
static int
count_keys(const struct record *person, gint64 now)
{
	const struct node *keys = person->kind->keys ? record_node(person, person->kind->keys) : NULL;
	int n = 0;

	for (guint i = 0; keys && keys->type == NODE_LIST && i < keys->n; i++)
		n += is_before(node_text(keys->items[i], "from"), now) && !is_before(node_text(keys->items[i], "until"), now) &&
		     !is_before(node_text(keys->items[i], "revoked"), now);
	return n;
}

static char *
joined(const struct record *person, const char *field)
{
	const struct node *list = field ? record_node(person, field) : NULL;
	GString *out = g_string_new(NULL);

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		g_string_append_printf(out, "%s%s", i ? ", " : "", list->items[i]->text);
	return g_string_free(out, out->len == 0);
}

static void
print_day(struct rows *rows, day d)
{
	g_autofree char *text = d != DAY_NONE ? day_format(d) : NULL;

	rows_text(rows, text);
}

static void
print_row(struct session *s, struct rows *rows, const struct access *access, day today)
{
	const struct record *person = access->record;
	const struct field *site = kind_site(person->kind);
	g_autofree char *roles = joined(person, person->kind->roles), *more = joined(person, person->kind->roles_at),
			*last = access->last ? event_format(access->last, access->last_offset) : NULL;

	if (last && s->format == FORMAT_TEXT)
		last[10] = '\0';
	rows_begin(rows);
	rows_text(rows, person->id);
	rows_text(rows, record_title(person));
	if (s->format != FORMAT_TEXT || opt.all)
		rows_text(rows, record_state(person));
	rows_text(rows, site ? record_get(person, site->name) : NULL);
	rows_text(rows, roles);
	rows_text(rows, more);
	rows_int(rows, count_keys(person, calendar_now()));
	rows_text(rows, last);
	print_day(rows, access->reviewed);
	rows_text(rows, record_get(person, "reviewed_by"));
	if (access_asks(access) && access->due != DAY_NONE && access->due < today)
		rows_tone(rows, TONE_BAD);
	print_day(rows, access_asks(access) ? access->due : DAY_NONE);
	rows_end(rows);
}

/* --- the register --- */

static void
print_act(struct session *s, struct rows *rows, const struct access_act *act)
{
	g_autofree char *at = g_strdup(act->at);

	if (at && s->format == FORMAT_TEXT)
		at[strcspn(at, "T")] = '\0';
	rows_text(rows, at);
	rows_text(rows, act->by);
	rows_text(rows, act->reason);
	if (s->format != FORMAT_TEXT)
		rows_text(rows, act->commit);
}

static void
add_columns(struct session *s, struct rows *rows, const char *const names[4], const char *at, const char *by)
{
	rows_column(rows, names[0], at, ROWS_TEXT);
	rows_column(rows, names[1], by, ROWS_TEXT);
	rows_column(rows, names[2], "REASON", ROWS_TEXT);
	if (s->format != FORMAT_TEXT)
		rows_column(rows, names[3], names[3], ROWS_TEXT);
}

/* Who has left is in it, and who has no role: he could record changes all the same. */
static int
print_register(struct session *s, struct index *index, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(index);
	g_autoptr(GPtrArray) all = NULL;
	AUTO(rows) rows = NULL;
	day since = DAY_NONE;

	if (opt.since && !date_read_past(opt.since, snapshot->today, snapshot->config->calendar, &since, err))
		return -1;
	all = access_spans(index, err);
	if (!all)
		return -1;
	rows = session_rows(s);
	rows_column(rows, "id", "ID", ROWS_TEXT);
	rows_column(rows, "name", "NAME", ROWS_TEXT);
	rows_column(rows, "role", "ROLE", ROWS_TEXT);
	add_columns(s, rows, (const char *const[]){"from", "given_by", "given_for", "given_in"}, "FROM", "GIVEN BY");
	add_columns(s, rows, (const char *const[]){"to", "taken_by", "taken_for", "taken_in"}, "TO", "TAKEN BY");
	for (guint i = 0; i < all->len; i++) {
		const struct access_span *span = all->pdata[i];

		if (since != DAY_NONE && span->taken.by && calendar_day(snapshot->config->calendar, span->taken.moment) < since)
			continue;
		rows_begin(rows);
		rows_text(rows, span->person);
		rows_text(rows, span->name);
		rows_text(rows, span->role);
		print_act(s, rows, &span->given);
		print_act(s, rows, &span->taken);
		rows_end(rows);
	}
	session_rows_done(s, rows);
	return 0;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct index *index;
	g_autoptr(GPtrArray) all = NULL;
	AUTO(rows) rows = NULL;

	if (argc)
		return error_set(err, ERR_USAGE, "person access lists all people, and takes no id");
	if (opt.since && !opt.roles)
		return error_set(err, ERR_USAGE, "--since goes with --roles");
	index = session_index(s, err);
	if (index && opt.roles)
		return print_register(s, index, err);
	all = index ? access_list(index, err) : NULL;
	if (!all)
		return -1;
	rows = session_rows(s);
	rows_column(rows, "id", "ID", ROWS_TEXT);
	rows_column(rows, "name", "NAME", ROWS_TEXT);
	if (s->format != FORMAT_TEXT || opt.all)
		rows_column(rows, "state", "STATE", ROWS_TEXT);
	rows_column(rows, "site", "SITE", ROWS_TEXT);
	rows_column(rows, "roles", "ROLES", ROWS_TEXT);
	rows_column(rows, "role_sites", "ALSO AT", ROWS_TEXT);
	rows_column(rows, "keys", "KEYS", ROWS_INT);
	rows_column(rows, "last", "LAST", ROWS_TEXT);
	rows_column(rows, "reviewed_on", "REVIEWED", ROWS_TEXT);
	rows_column(rows, "reviewed_by", "BY", ROWS_TEXT);
	rows_column(rows, "review_due", "DUE", ROWS_TEXT);
	for (guint i = 0; i < all->len; i++) {
		const struct access *access = all->pdata[i];

		if (opt.all || record_is_open(access->record))
			print_row(s, rows, access, index_snapshot(index)->today);
	}
	session_rows_done(s, rows);
	return 0;
}

const struct command cmd_person_access = {"", options, run};
