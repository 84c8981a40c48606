/* Whether it worked: judgements, and problems that come back: M6 to M9. */
#include "capa_metrics_private.h"

#include <string.h>

/* --- M6, M7 --- */

static gboolean
is_judgement(const struct capa_step *step)
{
	return capa_step_is(step, CAPA_MONITORING, CAPA_EFFECTIVENESS);
}

static gboolean
was_sent_back(const struct capa_fact *fact)
{
	return capa_step_day(fact, CAPA_EFFECTIVENESS, CAPA_INVESTIGATION, FALSE) != DAY_NONE ||
	       capa_step_day(fact, CAPA_EFFECTIVENESS, CAPA_MONITORING, FALSE) != DAY_NONE;
}

static void
put_judgements(struct calc *c)
{
	static const char *const outcomes[] = {"effective", "ineffective", "inconclusive"};
	guint counts[G_N_ELEMENTS(outcomes)] = {0}, first = 0, passed = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];
		gboolean before = FALSE;

		for (guint k = 0; k < fact->steps->len; k++) {
			const struct capa_step *step = capa_step_at(fact, k);

			if (!is_judgement(step))
				continue;
			for (guint o = 0; o < G_N_ELEMENTS(outcomes) && capa_within(c, step->on); o++)
				counts[o] += !g_strcmp0(step->outcome, outcomes[o]);
			if (!before && capa_within(c, step->on)) {
				first++;
				passed += !g_strcmp0(step->outcome, outcomes[0]) && !was_sent_back(fact);
			}
			before = TRUE;
		}
	}
	capa_put_share(c, "effective", NULL, counts[0], counts[0] + counts[1] + counts[2]);
	capa_put_count(c, "ineffective", NULL, counts[1]);
	capa_put_count(c, "inconclusive", NULL, counts[2]);
	capa_put_share(c, "first_pass", NULL, passed, first);
}

/* --- M8 --- */

static void
put_checks(struct calc *c)
{
	guint due = 0, kept = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];

		for (guint k = 0; k < fact->steps->len; k++) {
			const struct capa_step *step = capa_step_at(fact, k);
			const struct capa_step *next = k + 1 < fact->steps->len ? capa_step_at(fact, k + 1) : NULL;

			if (!capa_within(c, step->check_due))
				continue;
			due++;
			kept += next && is_judgement(next) && next->on <= step->check_due;
		}
	}
	capa_put_share(c, "check_on_time", NULL, kept, due);
}

/* --- M9 --- */

static gboolean
is_among(const struct node *list, const char *text)
{
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (list->items[i]->type == NODE_SCALAR && g_str_equal(list->items[i]->text, text))
			return TRUE;
	return FALSE;
}

static gboolean
share_product(const struct record *a, const struct record *b)
{
	const struct node *mine = record_node(a, CAPA_PRODUCTS), *theirs = record_node(b, CAPA_PRODUCTS);

	for (guint i = 0; mine && mine->type == NODE_LIST && i < mine->n; i++)
		if (mine->items[i]->type == NODE_SCALAR && is_among(theirs, mine->items[i]->text))
			return TRUE;
	return FALSE;
}

static gboolean
has_root(const struct record *record, const char *category)
{
	const struct node *causes = record_node(record, CAPA_CAUSES);

	for (guint i = 0; causes && causes->type == NODE_LIST && i < causes->n; i++)
		if (!g_strcmp0(node_text(causes->items[i], "kind"), "root") &&
			!g_strcmp0(node_text(causes->items[i], "category"), category))
			return TRUE;
	return FALSE;
}

static gboolean
share_cause(const struct record *a, const struct record *b)
{
	const struct node *causes = record_node(a, CAPA_CAUSES);

	for (guint i = 0; causes && causes->type == NODE_LIST && i < causes->n; i++) {
		const char *category = node_text(causes->items[i], "category");

		if (category && has_root(a, category) && has_root(b, category))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_alike(const struct record *a, const struct record *b)
{
	const char *process = record_get(a, CAPA_PROCESS);

	return process && !g_strcmp0(process, record_get(b, CAPA_PROCESS)) && share_cause(a, b) && share_product(a, b);
}

struct again {
	gboolean declared, matched;
};

/* Of all there are, whatever the filter and the group: a problem may come back at another plant. */
static struct again
look_for(const struct calc *c, const struct capa_fact *fact)
{
	struct again again = {FALSE, FALSE};

	for (guint i = 0; i < c->facts->all->len; i++) {
		const struct capa_fact *later = c->facts->all->pdata[i];

		if (later == fact || !capa_counts(later) || later->submitted < fact->ended ||
			later->submitted > fact->ended + c->ask->horizon)
			continue;
		again.declared |= !g_strcmp0(record_get(later->record, CAPA_RECURRENCE), fact->record->id);
		again.matched |= is_alike(fact->record, later->record);
	}
	return again;
}

static void
put_recurrence(struct calc *c)
{
	guint n = 0, declared = 0, matched = 0, either = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];
		struct again again;

		if (!g_str_equal(capa_state(fact), CAPA_CLOSED) || !capa_within(c, fact->ended + c->ask->horizon))
			continue;
		again = look_for(c, fact);
		n++;
		declared += again.declared;
		matched += again.matched;
		either += again.declared || again.matched;
	}
	capa_put_share(c, "recurred_declared", NULL, declared, n);
	capa_put_share(c, "recurred_matched", NULL, matched, n);
	capa_put_share(c, "recurred", NULL, either, n);
}

void
capa_metrics_effect(struct calc *c)
{
	put_judgements(c);
	put_checks(c);
	put_recurrence(c);
}
