/* Figures of corrective and preventive action: groups, and what all figures share. */
#include "capa_metrics_private.h"
#include "stat.h"

#include <math.h>
#include <string.h>

/* --- one figure --- */

static void
figure_free(gpointer data)
{
	struct capa_figure *figure = data;

	g_free(figure->group);
	g_free(figure->part);
	g_free(figure);
}

static const struct capa_meaning *
meaning_of(const char *name)
{
	const struct capa_meaning *m = capa_meanings;

	while (m->name && !g_str_equal(m->name, name))
		m++;
	g_assert(m->name);
	return m;
}

void
capa_put(struct calc *c, const char *name, const char *part, double value, gint64 k, gint64 n, const char *note)
{
	struct capa_figure *figure = g_new0(struct capa_figure, 1);

	*figure = (struct capa_figure){meaning_of(name), g_strdup(c->group), g_strdup(part), value, k, n, note};
	g_ptr_array_add(c->out, figure);
}

void
capa_put_count(struct calc *c, const char *name, const char *part, guint count)
{
	capa_put(c, name, part, count, -1, -1, NULL);
}

void
capa_put_share(struct calc *c, const char *name, const char *part, guint k, guint n)
{
	capa_put(c, name, part, n ? (double)k / n : NAN, k, n, NULL);
}

void
capa_put_quantile(struct calc *c, const char *name, const GArray *days, double q)
{
	g_autofree double *values = g_new(double, days->len);

	for (guint i = 0; i < days->len; i++)
		values[i] = g_array_index(days, int, i);
	capa_put(c, name, NULL, stat_quantile(values, days->len, q), -1, days->len, NULL);
}

void
capa_put_unknown(struct calc *c, const char *name)
{
	capa_put(c, name, NULL, NAN, -1, 0, "not recorded");
}

void
capa_add_days(GArray *days, day from, day to)
{
	int n;

	if (from == DAY_NONE || to == DAY_NONE)
		return;
	n = to - from;
	g_array_append_val(days, n);
}

/* --- counts by name --- */

GHashTable *
capa_counts_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void
capa_counts_add(GHashTable *counts, const char *prefix, const char *name)
{
	char *key = g_strconcat(prefix, name ? name : "(none)", NULL);

	g_hash_table_replace(counts, key, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(counts, key)) + 1));
}

void
capa_put_counts(struct calc *c, const char *name, GHashTable *counts)
{
	g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(counts), (GCompareFunc)strcmp);

	for (GList *key = keys; key; key = key->next)
		capa_put_count(c, name, key->data, GPOINTER_TO_UINT(g_hash_table_lookup(counts, key->data)));
}

/* --- steps --- */

gboolean
capa_within(const struct calc *c, day d)
{
	return d != DAY_NONE && d >= c->from && d <= c->to;
}

gboolean
capa_step_is(const struct capa_step *step, const char *from, const char *to)
{
	return (!from || !g_strcmp0(step->from, from)) && (!to || g_str_equal(step->to, to));
}

const struct capa_step *
capa_step_at(const struct capa_fact *fact, guint i)
{
	return &g_array_index(fact->steps, struct capa_step, i);
}

day
capa_step_day(const struct capa_fact *fact, const char *from, const char *to, gboolean last)
{
	day found = DAY_NONE;

	for (guint i = 0; i < fact->steps->len; i++) {
		const struct capa_step *step = capa_step_at(fact, i);

		if (capa_step_is(step, from, to) && (last || found == DAY_NONE))
			found = step->on;
	}
	return found;
}

/* --- groups --- */

static const char *
group_of(const struct capa_fact *fact, const char *by)
{
	const char *group = g_str_equal(by, "repository") ? fact->plant->name : record_get(fact->record, by);

	return group && *group ? group : "(none)";
}

static void
compute(struct calc *c)
{
	capa_metrics_stock(c);
	capa_metrics_time(c);
	capa_metrics_effect(c);
	capa_metrics_work(c);
	capa_metrics_mix(c);
	capa_metrics_trust(c);
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Figures side by side, of each in the order of the groups. */
static GPtrArray *
interleave(GPtrArray *const *lists, guint n)
{
	GPtrArray *out = g_ptr_array_new_with_free_func(figure_free);

	for (const struct capa_meaning *m = capa_meanings; m->name; m++)
		for (guint i = 0; i < n; i++)
			for (guint k = 0; k < lists[i]->len; k++)
				if (((struct capa_figure *)lists[i]->pdata[k])->meaning == m)
					g_ptr_array_add(out, lists[i]->pdata[k]);
	return out;
}

/* Those that count, of a group (NULL: of all). */
static GPtrArray *
members(const struct capa_facts *facts, const char *by, const char *group)
{
	GPtrArray *own = g_ptr_array_new();

	for (guint i = 0; i < facts->all->len; i++) {
		struct capa_fact *fact = facts->all->pdata[i];

		if (fact->asked && capa_counts(fact) && (!group || g_str_equal(group_of(fact, by), group)))
			g_ptr_array_add(own, fact);
	}
	return own;
}

static GPtrArray *
group_names(const struct capa_facts *facts, const char *by)
{
	g_autoptr(GPtrArray) all = members(facts, NULL, NULL);
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; by && i < all->len; i++) {
		const char *name = group_of(all->pdata[i], by);

		if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
			g_ptr_array_add(names, (gpointer)name);
	}
	g_ptr_array_sort(names, by_name);
	g_ptr_array_add(names, NULL); /* all of them */
	return names;
}

static gboolean
can_group(const struct capa_facts *facts, const char *by, GError **err)
{
	if (!by || g_str_equal(by, "repository"))
		return TRUE;
	for (guint i = 0; i < facts->all->len; i++) {
		const struct capa_fact *fact = facts->all->pdata[i];

		if (!kind_field_get(fact->record->kind, by, err))
			return FALSE;
	}
	return TRUE;
}

GPtrArray *
capa_metrics(const struct capa_facts *facts, const struct capa_ask *ask, GError **err)
{
	g_autoptr(GPtrArray) names = can_group(facts, ask->by, err) ? group_names(facts, ask->by) : NULL;
	GPtrArray **lists, *out;

	if (!names)
		return NULL;
	lists = g_new0(GPtrArray *, names->len);
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autoptr(GPtrArray) own = members(facts, ask->by, name);
		struct calc c = {.facts = facts,
			.ask = ask,
			.from = ask->from,
			.to = MIN(ask->to, facts->as_of),
			.group = name ? name : "all",
			.own = own,
			.out = lists[i] = g_ptr_array_new()};

		compute(&c);
	}
	out = interleave(lists, names->len);
	for (guint i = 0; i < names->len; i++)
		g_ptr_array_unref(lists[i]);
	g_free(lists);
	return out;
}
