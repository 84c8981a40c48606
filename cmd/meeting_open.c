/* sx meeting open: a meeting made from its agenda template, with what earlier ones left open. */
#include "command.h"
#include "domain.h"
#include "meeting_print.h"
#include "text.h"
#include "write.h"
#include <string.h>

static struct {
	char *date, *template, *chair;
	gboolean dry_run;
} opt;

static const struct option options[] = {{"date", 'd', OPTION_TEXT, &opt.date, "DATE", "the day it is held; today when not given"},
	{"template", 't', OPTION_TEXT, &opt.template, "NAME", "the agenda; as last time, or named as the series, when not given"},
	{"chair", 0, OPTION_TEXT, &opt.chair, "PERSON", "who leads it; as last time when not given", "id:person"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "show it, but write nothing"}, {0}};

/* --template, else what the series used last, else one named as the series. */
static struct meeting_template *
find_template(struct snapshot *snapshot, const char *series, const struct meeting_plan *last, GError **err)
{
	g_autoptr(GPtrArray) names = NULL;
	const char *name = opt.template ? opt.template : last->template ? last->template : series;
	g_autofree char *all = NULL;

	if (opt.template || last->template)
		return meeting_template_read(snapshot, name, err);
	names = meeting_templates(snapshot, err);
	if (!names)
		return NULL;
	if (g_ptr_array_find_with_equal_func(names, series, g_str_equal, NULL))
		return meeting_template_read(snapshot, series, err);
	g_ptr_array_add(names, NULL);
	all = g_strjoinv(", ", (char **)names->pdata);
	error_set(err, ERR_USAGE, "the first meeting of %s needs --template", series);
	error_hint(err, "templates: %s", all);
	return NULL;
}

/* The chair asked for, or the last one while that person is still active. */
static gboolean
find_chair(struct session *s, struct index *index, const struct kind *kind, struct meeting_plan *plan, GError **err)
{
	const struct field *field = kind_field(kind, MEETING_CHAIR);
	gboolean open = FALSE, found = FALSE;

	if (opt.chair) {
		g_free(plan->chair);
		plan->chair = session_value(s, field, opt.chair, err);
		return plan->chair != NULL;
	}
	if (plan->chair && !index_has(index, field->to[0], plan->chair, &open, &found, err))
		return FALSE;
	if (!open)
		g_clear_pointer(&plan->chair, g_free);
	return TRUE;
}

static gboolean
show(struct session *s, struct index *index, const struct record *meeting, GError **err)
{
	struct meeting_brief brief;
	gboolean ok =
		meeting_brief_make(index, meeting->id, record_get(meeting, MEETING_SERIES), record_get(meeting, MEETING_DATE),
			record_node(meeting, MEETING_CARRIED), record_node(meeting, MEETING_KPIS), &brief, err);

	if (ok && s->format == FORMAT_TEXT)
		meeting_print(s, index, meeting, &brief);
	meeting_brief_clear(&brief);
	return ok;
}

static gboolean
make(struct session *s, struct change *change, struct index *index, const char *series, day date, GError **err)
{
	struct meeting_plan last, plan;
	const struct kind *kind = kind_find(change->base->kinds, MEETING);
	AUTO(builder) b = builder_new();
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct write write = {.kind = kind, .ids = ids, .did = "opened", .dry_run = opt.dry_run};
	gboolean ok = meeting_plan_make(index, series, date, NULL, &last, err);
	AUTO(meeting_template) t = ok ? find_template(change->base, series, &last, err) : NULL;
	AUTO(record) meeting = NULL;

	meeting_plan_clear(&last);
	if (!t)
		return FALSE;
	ok = meeting_plan_make(index, series, date, t, &plan, err) && find_chair(s, index, kind, &plan, err);
	if (ok) {
		char *id = change_add(change, kind, NULL, meeting_values(b, series, date, t, &plan), err);

		if (id)
			g_ptr_array_add(ids, id);
		ok = id != NULL;
	}
	meeting_plan_clear(&plan);
	if (!ok || !write_finish(s, change, &write, err))
		return FALSE;
	meeting = change_record(change, kind, ids->pdata[0], err);
	return meeting && show(s, index, meeting, err);
}

static gboolean
read_date(struct snapshot *snapshot, day *date, GError **err)
{
	*date = snapshot->today;
	return !opt.date || date_read(opt.date, snapshot->today, snapshot->calendar, date, err);
}

/* The meeting is there: nothing to do but to show it. */
static gboolean
show_again(struct session *s, struct index *index, const struct record *meeting, GError **err)
{
	if (s->format == FORMAT_JSON) {
		session_json_record(s, session_json(s, NULL), meeting);
		session_json_done(s);
		return TRUE;
	}
	session_say(s, "%s: opened already", meeting->id);
	return show(s, index, meeting, err);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct index *index = session_index(s, err);
	struct change *change;
	AUTO(record) meeting = NULL;
	g_autofree char *id = NULL;
	char text[11];
	day date;

	if (argc != 1)
		return error_set(err, ERR_USAGE, "which series? as in: sx meeting open leadership");
	if (!text_is_slug(argv[0]))
		return error_set(err, ERR_USAGE, "'%s' cannot name a series: small letters, digits and hyphens", argv[0]);
	if (!index || !read_date(index_snapshot(index), &date, err))
		return ERR_USAGE;
	day_format_into(date, text);
	id = g_strdup_printf("%s-%s", argv[0], text);
	meeting = snapshot_record(index_snapshot(index), kind_find(index_snapshot(index)->kinds, MEETING), id, err);
	if (*err)
		return ERR_INVALID;
	if (meeting)
		return show_again(s, index, meeting, err) ? 0 : ERR_IO;
	change = session_change(s, err);
	index = change ? session_index(s, err) : NULL;
	if (index)
		make(s, change, index, argv[0], date, err);
	return 0;
}

const struct command cmd_meeting_open = {"SERIES", options, run};
