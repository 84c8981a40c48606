/* What a meeting of a series brings with it, and what it looks at. */
#include "meeting.h"
#include "ageing.h"
#include "domain.h"

#include <string.h>

static gboolean
collect(struct db_query *q, GPtrArray *out, GError **err)
{
	gboolean row;

	for (;;) {
		if (!q || !db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		g_ptr_array_add(out, g_strdup(db_text(q, 0)));
	}
}

static gboolean
find_previous(struct index *index, const char *series, const char *date, struct meeting_plan *plan, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(index),
		"select id, " MEETING_TEMPLATE ", " MEETING_CHAIR " from " MEETING " where " MEETING_SERIES
		" = ?1 and " MEETING_DATE " < ?2 and state <> 'cancelled' order by " MEETING_DATE " desc limit 1",
		err);
	gboolean row;

	if (!q)
		return FALSE;
	db_bind_text(q, 1, series);
	db_bind_text(q, 2, date);
	if (!db_step(q, &row, err))
		return FALSE;
	if (row) {
		plan->previous = g_strdup(db_text(q, 0));
		plan->template = g_strdup(db_text(q, 1));
		plan->chair = g_strdup(db_text(q, 2));
	}
	return TRUE;
}

/* The kinds that can be carried, as a list in SQL. Kind names are slugs. */
static char *
carried_kinds(const struct snapshot *snapshot)
{
	const struct field *carried = kind_field(kind_find(snapshot->kinds, MEETING), MEETING_CARRIED);
	g_autofree char *kinds = g_strjoinv("', '", (char **)carried->to);

	return g_strdup_printf("'%s'", kinds);
}

static gboolean
find_carried(struct index *index, const char *series, const char *date, GPtrArray *out, GError **err)
{
	g_autofree char *kinds = carried_kinds(index_snapshot(index));
	g_autofree char *sql =
		g_strdup_printf("select distinct r.id from link l join record r on r.rid = l.rid join " MEETING
				" m on m.id = l.target where l.field = '" MEETING_LINK "' and m." MEETING_SERIES
				" = ?1 and m." MEETING_DATE " < ?2 and r.open and r.kind in (%s) order by r.due, r.id",
			kinds);
	AUTO(db_query) q = db_prepare(index_db(index), sql, err);

	if (!q)
		return FALSE;
	db_bind_text(q, 1, series);
	db_bind_text(q, 2, date);
	return collect(q, out, err);
}

static gboolean
find_kpis(struct index *index, const char *filter, GPtrArray *out, GError **err)
{
	static const char *const columns[] = {"id", NULL};
	const struct kind *kpi = kind_find(index_snapshot(index)->kinds, KPI);
	AUTO(query) query = query_parse(filter, kpi, index, NULL, err);
	struct selection selection = {.kind = kpi, .query = query, .columns = columns};
	AUTO(db_query) q = query ? query_select(index, &selection, err) : NULL;

	return collect(q, out, err);
}

gboolean
meeting_plan_make(struct index *index, const char *series, day date, const struct meeting_template *template,
	struct meeting_plan *plan, GError **err)
{
	char text[11];

	day_format_into(date, text);
	*plan = (struct meeting_plan){
		.carried = g_ptr_array_new_with_free_func(g_free), .kpis = g_ptr_array_new_with_free_func(g_free)};
	return find_previous(index, series, text, plan, err) && find_carried(index, series, text, plan->carried, err) &&
	       (!template || !template->kpis || find_kpis(index, template->kpis, plan->kpis, err));
}

void
meeting_plan_clear(struct meeting_plan *plan)
{
	g_clear_pointer(&plan->previous, g_free);
	g_clear_pointer(&plan->template, g_free);
	g_clear_pointer(&plan->chair, g_free);
	g_clear_pointer(&plan->carried, g_ptr_array_unref);
	g_clear_pointer(&plan->kpis, g_ptr_array_unref);
}

static void
add_ids(struct builder *b, struct node *map, const char *key, const GPtrArray *ids)
{
	struct node *list = build_list(b);

	for (guint i = 0; i < ids->len; i++)
		build_list_add(b, list, build_scalar(b, ids->pdata[i]));
	if (ids->len)
		build_map_add(b, map, key, list);
}

static struct node *
agenda(struct builder *b, const struct meeting_template *t)
{
	struct node *list = build_list(b);

	for (guint i = 0; i < t->sections->len; i++) {
		const struct meeting_section *section = &g_array_index(t->sections, struct meeting_section, i);
		struct node *item = build_map(b);
		char minutes[12];

		g_snprintf(minutes, sizeof minutes, "%u", section->minutes);
		build_map_text(b, item, "item", section->item);
		build_map_text(b, item, "type", section->type);
		build_map_text(b, item, "minutes", minutes);
		build_list_add(b, list, item);
	}
	return list;
}

struct node *
meeting_values(struct builder *b, const char *series, day date, const struct meeting_template *t, const struct meeting_plan *plan)
{
	struct node *values = build_map(b);
	char text[11];

	day_format_into(date, text);
	build_map_text(b, values, "title", t->title);
	build_map_text(b, values, MEETING_SERIES, series);
	build_map_text(b, values, MEETING_DATE, text);
	build_map_text(b, values, MEETING_TEMPLATE, t->name);
	build_map_text(b, values, MEETING_CHAIR, plan->chair);
	build_map_add(b, values, MEETING_AGENDA, agenda(b, t));
	add_ids(b, values, MEETING_CARRIED, plan->carried);
	add_ids(b, values, MEETING_KPIS, plan->kpis);
	build_map_text(b, values, MEETING_PREVIOUS, plan->previous);
	return values;
}

/* --- the brief --- */

static void
action_free(gpointer data)
{
	struct meeting_action *a = data;

	g_free(a->kind);
	g_free(a->id);
	g_free(a->title);
	g_free(a->owner);
	g_free(a->due);
	g_free(a->state);
	g_free(a);
}

#define ACTION_COLUMNS                                                                                                           \
	"r.kind, r.id, r.title, r.owner, r.due, r.state, r.open, r.site, "                                                       \
	"(select count(*) from link c where c.field = '" MEETING_CARRIED                                                         \
	"' and c.target = r.id and c.rid not in (select m.rid from record m where m.id = ?1))"

static struct meeting_action *
action_of(struct db_query *q, const struct snapshot *snapshot)
{
	struct meeting_action *a = g_new0(struct meeting_action, 1);
	day due;

	a->kind = g_strdup(db_text(q, 0));
	a->id = g_strdup(db_text(q, 1));
	a->title = g_strdup(db_text(q, 2));
	a->owner = g_strdup(db_text(q, 3));
	a->due = g_strdup(db_text(q, 4));
	a->state = g_strdup(db_text(q, 5));
	a->open = db_int(q, 6) != 0;
	if (a->open && a->due && day_parse(a->due, &due, NULL))
		a->days_late = MAX(0, ageing_today(snapshot, db_text(q, 7)) - due);
	a->carried = (guint)db_int(q, 8);
	return a;
}

/* Overdue first, then open by due day, then what is over. */
static int
by_need(gconstpointer x, gconstpointer y)
{
	const struct meeting_action *a = *(struct meeting_action *const *)x, *b = *(struct meeting_action *const *)y;

	if (a->open != b->open)
		return b->open - a->open;
	if (a->days_late != b->days_late)
		return b->days_late - a->days_late;
	int by_due = !a->due != !b->due ? !a->due - !b->due : g_strcmp0(a->due, b->due);
	return by_due ? by_due : strcmp(a->id, b->id);
}

static gboolean
load_actions(struct index *index, struct db_query *q, GPtrArray *out, GError **err)
{
	gboolean row;

	for (;;) {
		if (!q || !db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		g_ptr_array_add(out, action_of(q, index_snapshot(index)));
	}
}

static gboolean
load_carried(struct index *index, const char *id, const struct node *ids, GPtrArray *out, GError **err)
{
	AUTO(db_query) q = db_prepare(index_db(index), "select " ACTION_COLUMNS " from record r where r.id = ?2", err);

	for (guint i = 0; q && ids && ids->type == NODE_LIST && i < ids->n; i++) {
		db_bind_text(q, 1, id);
		db_bind_text(q, 2, ids->items[i]->text);
		if (!load_actions(index, q, out, err))
			return FALSE;
	}
	for (guint i = 0; i < out->len; i++)
		((struct meeting_action *)out->pdata[i])->carried++; /* into this one, which the index need not know yet */
	g_ptr_array_sort(out, by_need);
	return q != NULL;
}

static gboolean
load_agreed(struct index *index, const char *id, GPtrArray *out, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(index),
		"select " ACTION_COLUMNS " from link l join record r on r.rid = l.rid where l.field = '" MEETING_LINK
		"' and l.target = ?1",
		err);

	if (q)
		db_bind_text(q, 1, id);
	if (!load_actions(index, q, out, err))
		return FALSE;
	g_ptr_array_sort(out, by_need);
	return TRUE;
}

static gboolean
count_earlier(struct index *index, const char *series, const char *date, struct meeting_brief *brief, GError **err)
{
	g_autofree char *kinds = carried_kinds(index_snapshot(index)), *late = ageing_where(index_snapshot(index), 0);
	g_autofree char *sql = g_strdup_printf(
		"select count(*), coalesce(sum(open), 0), coalesce(sum(%s), 0) from record where kind in (%s) and rid in "
		"(select l.rid from link l join " MEETING " m on m.id = l.target where l.field = '" MEETING_LINK
		"' and m." MEETING_SERIES " = ?1 and m." MEETING_DATE " < ?2)",
		late, kinds);
	AUTO(db_query) q = db_prepare(index_db(index), sql, err);
	gboolean row;

	if (!q)
		return FALSE;
	db_bind_text(q, 1, series);
	db_bind_text(q, 2, date);
	if (!db_step(q, &row, err))
		return FALSE;
	brief->open = row ? (guint)db_int(q, 1) : 0;
	brief->closed = row ? (guint)db_int(q, 0) - brief->open : 0;
	brief->overdue = row ? (guint)db_int(q, 2) : 0;
	return TRUE;
}

/* Red, amber, grey, green: what needs talk first. */
static int
rank(const struct measure *m, const struct snapshot *snapshot, gboolean *stale)
{
	static const int ranks[] = {[COLOUR_RED] = 0, [COLOUR_AMBER] = 1, [COLOUR_GREY] = 2, [COLOUR_GREEN] = 3};
	struct standing s;

	reading_stand(m, snapshot->today, snapshot->calendar, &s);
	*stale = s.stale || !s.latest;
	int r = ranks[s.colour];
	standing_clear(&s);
	return r;
}

static int
by_colour(gconstpointer x, gconstpointer y, gpointer snapshot)
{
	const struct measure *a = *(struct measure *const *)x, *b = *(struct measure *const *)y;
	gboolean unused;
	int ra = rank(a, snapshot, &unused), rb = rank(b, snapshot, &unused);

	return ra != rb ? ra - rb : strcmp(a->id, b->id);
}

static gboolean
load_kpis(struct index *index, const struct node *ids, struct meeting_brief *brief, GError **err)
{
	struct snapshot *snapshot = index_snapshot(index);

	for (guint i = 0; ids && ids->type == NODE_LIST && i < ids->n; i++) {
		g_autoptr(GPtrArray) one = reading_load(index, ids->items[i]->text, err);
		gboolean stale;
		if (!one)
			return FALSE;
		if (!one->len)
			continue;
		g_ptr_array_add(brief->kpis, g_ptr_array_steal_index(one, 0));
		rank(brief->kpis->pdata[brief->kpis->len - 1], snapshot, &stale);
		brief->stale += stale;
	}
	g_ptr_array_sort_with_data(brief->kpis, by_colour, snapshot);
	return TRUE;
}

gboolean
meeting_brief_make(struct index *index, const char *id, const char *series, const char *date, const struct node *carried,
	const struct node *kpis, struct meeting_brief *out, GError **err)
{
	*out = (struct meeting_brief){.carried = g_ptr_array_new_with_free_func(action_free),
		.agreed = g_ptr_array_new_with_free_func(action_free),
		.kpis = g_ptr_array_new_with_free_func((GDestroyNotify)measure_free)};
	return load_carried(index, id, carried, out->carried, err) && load_agreed(index, id, out->agreed, err) &&
	       load_kpis(index, kpis, out, err) && count_earlier(index, series, date, out, err);
}

void
meeting_brief_clear(struct meeting_brief *brief)
{
	g_clear_pointer(&brief->carried, g_ptr_array_unref);
	g_clear_pointer(&brief->agreed, g_ptr_array_unref);
	g_clear_pointer(&brief->kpis, g_ptr_array_unref);
}
