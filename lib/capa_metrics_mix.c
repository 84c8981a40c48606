/* Causes, kinds and flow: M14 to M17. And how far the figures can be trusted, and what they are linked to: M18 to M20. */
#include "capa_metrics_private.h"
#include "step.h"

#include <math.h>
#include <stdlib.h>

/* --- M14 --- */

/* Of actions that were not dropped: do any say what they change, and are all of them trainings? */
static gboolean
answers_by(const struct capa_fact *fact, gboolean *training)
{
	gboolean told = FALSE;

	*training = TRUE;
	for (guint i = 0; i < fact->promises->len; i++) {
		const struct capa_promise *p = &g_array_index(fact->promises, struct capa_promise, i);

		told |= p->told && !p->dropped;
		*training &= p->training || p->dropped;
	}
	return told;
}

static void
put_causes(struct calc *c)
{
	g_autoptr(GHashTable) categories = capa_counts_new();
	g_autoptr(GList) names = NULL;
	guint causes = 0, with = 0, people = 0, told = 0, trained = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];
		const struct node *list = record_node(fact->record, CAPA_CAUSES);
		gboolean training;
		guint roots = 0, men = 0;

		if (!capa_within(c, capa_step_day(fact, CAPA_INVESTIGATION, CAPA_PLAN_REVIEW, FALSE)))
			continue;
		if (answers_by(fact, &training)) {
			told++;
			trained += training;
		}
		for (guint k = 0; list && list->type == NODE_LIST && k < list->n; k++) {
			const char *category = node_text(list->items[k], "category");

			if (g_strcmp0(node_text(list->items[k], "kind"), "root"))
				continue;
			roots++;
			men += !g_strcmp0(category, "man");
			capa_counts_add(categories, "", category);
		}
		causes += roots;
		with += roots > 0;
		people += roots && men == roots;
	}
	names = g_list_sort(g_hash_table_get_keys(categories), (GCompareFunc)g_strcmp0);
	for (GList *name = names; name; name = name->next)
		capa_put_share(c, "cause_mix", name->data, GPOINTER_TO_UINT(g_hash_table_lookup(categories, name->data)), causes);
	if (!names)
		capa_put_share(c, "cause_mix", NULL, 0, 0);
	capa_put_share(c, "human_error", NULL, people, with);
	capa_put_share(c, "training_only", NULL, trained, told);
}

/* --- M16 --- */

#define WEEKS 12

static int
compare_counts(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void
put_backlog(struct calc *c)
{
	int weeks[WEEKS] = {0}, open = 0;
	double median;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];

		open += capa_is_open(fact);
		if (g_str_equal(capa_state(fact), CAPA_CLOSED) && c->facts->as_of - fact->ended < 7 * WEEKS)
			weeks[(c->facts->as_of - fact->ended) / 7]++;
	}
	qsort(weeks, WEEKS, sizeof(int), compare_counts);
	median = (weeks[WEEKS / 2 - 1] + weeks[WEEKS / 2]) / 2.0;
	capa_put(c, "backlog_weeks", NULL, median > 0 ? open / median : NAN, -1, median > 0 ? WEEKS : 0,
		median > 0 ? NULL : "none closed in most weeks");
}

void
capa_metrics_mix(struct calc *c)
{
	guint opened = 0, closed = 0, given_up = 0, preventive = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];
		gboolean ended = capa_within(c, fact->ended);

		if (capa_within(c, fact->submitted)) {
			opened++;
			preventive += !g_strcmp0(record_get(fact->record, CAPA_TYPE), "preventive");
		}
		closed += ended && g_str_equal(capa_state(fact), CAPA_CLOSED);
		given_up += ended && capa_given_up(fact);
	}
	put_causes(c);
	capa_put_share(c, "preventive", NULL, preventive, opened);
	capa_put_count(c, "opened", NULL, opened);
	capa_put_count(c, "closed", NULL, closed);
	capa_put_count(c, "given_up", NULL, given_up);
	capa_put(c, "net", NULL, (double)opened - closed - given_up, -1, -1, NULL);
	put_backlog(c);
	capa_put_share(c, "cancel_ratio", NULL, given_up, given_up + closed);
}

/* --- M18 --- */

static int
tolerance_of(const struct calc *c, const struct capa_fact *fact)
{
	const char *code = record_get(fact->record, CAPA_SITE);
	const struct site *site = code ? config_site(fact->plant->snapshot->config, code) : NULL;

	return site && site->tolerance >= 0 ? site->tolerance : c->ask->tolerance;
}

static void
put_events(struct calc *c)
{
	guint n = 0, received = 0, late = 0, early = 0, amended = 0, unsigned_by_it = 0, refused = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];
		gint64 tolerance = 3600 * (gint64)tolerance_of(c, fact);

		for (guint k = 0; k < fact->events->len; k++) {
			const struct capa_event *e = &g_array_index(fact->events, struct capa_event, k);

			if (!capa_within(c, e->on))
				continue;
			n++;
			amended += e->amended;
			unsigned_by_it += e->unsigned_by_it;
			received += e->received != 0;
			late += e->received && e->received - e->claimed > tolerance;
			early += e->received && e->received < e->claimed;
		}
	}
	for (guint i = 0; i < c->facts->refusals->len; i++)
		refused += capa_within(c, g_array_index(c->facts->refusals, day, i));
	capa_put_count(c, "events", NULL, n);
	capa_put_share(c, "late_events", NULL, late, received);
	capa_put_share(c, "early_events", NULL, early, received);
	capa_put_share(c, "no_receipt", NULL, n - received, n);
	if (c->facts->hub)
		capa_put_count(c, "refusals", NULL, refused);
	else
		capa_put(c, "refusals", NULL, NAN, -1, 0, "no hub is known");
	capa_put_count(c, "amendments", NULL, amended);
	capa_put_count(c, "amendments_signed", NULL, unsigned_by_it);
	if (c->facts->clone)
		capa_put_count(c, "unwitnessed", NULL, c->facts->unwitnessed);
	else
		capa_put(c, "unwitnessed", NULL, NAN, -1, 0, c->facts->hub ? "its clones are the witnesses" : "no hub is known");
}

/* Does whoever takes the step have to have looked at the trail? */
static gboolean
asks_to_look(const struct verb *verb)
{
	for (guint i = 0; verb && i < verb->guards->len; i++)
		if (((const struct kind_guard *)verb->guards->pdata[i])->seen)
			return TRUE;
	return FALSE;
}

static void
put_reviews(struct calc *c)
{
	guint due = 0, done = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct record *record = ((const struct capa_fact *)c->own->pdata[i])->record;
		const char *notes = step_notes(record->kind);
		const struct node *list = notes ? record_node(record, notes) : NULL;

		for (guint k = 0; list && list->type == NODE_LIST && k < list->n; k++) {
			const char *did = node_text(list->items[k], "did"), *at = node_text(list->items[k], "at");
			g_autofree char *date = g_strndup(at ? at : "", 10);
			day on;

			if (!did || !asks_to_look(kind_verb(record->kind, did)) || !day_parse(date, &on, NULL) ||
				!capa_within(c, on))
				continue;
			due++;
			done += node_text(list->items[k], STEP_SEEN) != NULL;
		}
	}
	if (due)
		capa_put_share(c, "trail_reviews", NULL, done, due);
	else
		capa_put(c, "trail_reviews", NULL, NAN, -1, 0, "no step asked for one");
}

/* --- M19 --- */

static void
put_raised(struct calc *c)
{
	g_autoptr(GHashTable) levels = capa_counts_new();
	g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(int));
	guint open = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];

		for (guint k = 0; k < fact->raised->len; k++) {
			const struct capa_raised *raised = &g_array_index(fact->raised, struct capa_raised, k);
			char level[2] = {(char)('0' + raised->level)};

			if (!capa_within(c, raised->on))
				continue;
			capa_counts_add(levels, "level ", level);
			open += raised->answered == DAY_NONE;
			capa_add_days(waits, raised->on, raised->answered);
		}
	}
	if (g_hash_table_size(levels))
		capa_put_counts(c, "escalations", levels);
	else
		capa_put_count(c, "escalations", NULL, 0);
	capa_put_count(c, "unanswered", NULL, open);
	capa_put_quantile(c, "acknowledged", waits, 0.5);
}

/* --- M20 --- */

static void
put_links(struct calc *c)
{
	g_autoptr(GHashTable) objectives = capa_counts_new(), kpis = capa_counts_new();
	g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];
		const char *class = record_get(fact->record, CAPA_CLASS), *initiative = record_get(fact->record, CAPA_INITIATIVE);

		if (initiative && g_hash_table_contains(c->facts->initiatives, initiative))
			g_hash_table_add(named, (gpointer)initiative);
		if (!capa_is_open(fact) || (g_strcmp0(class, "major") && g_strcmp0(class, "critical")))
			continue;
		capa_counts_add(objectives, "objective ", record_get(fact->record, CAPA_OBJECTIVE));
		capa_counts_add(kpis, "KPI ", record_get(fact->record, CAPA_KPI));
	}
	capa_put_counts(c, "grave_by_objective", objectives);
	capa_put_counts(c, "grave_by_kpi", kpis);
	capa_put_share(c, "initiatives", NULL, g_hash_table_size(named), g_hash_table_size(c->facts->initiatives));
}

void
capa_metrics_trust(struct calc *c)
{
	put_events(c);
	capa_put_unknown(c, "anchor_days");
	put_reviews(c);
	put_raised(c);
	put_links(c);
}
