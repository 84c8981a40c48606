/* Reading report files: what is asked for, checked before anything is computed. */
#include "report.h"
#include "asset.h"

#include <string.h>

struct reader {
	struct report *report;
	struct snapshot *snapshot;
	GError **err;
};

/* {month} {quarter} {year}: the periods of the report's day. */
static char *
fill(const struct reader *r, const char *text)
{
	static const struct {
		const char *word;
		enum period_unit unit;
	} words[] = {{"{month}", PERIOD_MONTH}, {"{quarter}", PERIOD_QUARTER}, {"{year}", PERIOD_YEAR}};
	GString *out = g_string_new(text);

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		struct period p = period_of(r->snapshot->today, words[i].unit, r->snapshot->calendar);
		g_autofree char *name = period_format(&p, r->snapshot->calendar);
		g_string_replace(out, words[i].word, name, 0);
	}
	return g_string_free(out, FALSE);
}

static char *
keep(struct reader *r, char *text)
{
	gsize size = strlen(text) + 1;
	char *own = memcpy(pool_alloc(r->report->pool, size), text, size);
	g_free(text);
	return own;
}

static const char *const *
names(struct reader *r, const struct node *map, const char *key)
{
	return pool_names(r->report->pool, node_get(map, key));
}

static gboolean
known_fields(struct reader *r, const struct kind *kind, const struct node *at, const char *const *fields)
{
	for (; fields && *fields; fields++)
		if (!kind_field(kind, *fields))
			return asset_fail(r->report->doc, at, r->err, "%s has no field '%s'", kind->name, *fields);
	return TRUE;
}

static gboolean
read_promise(struct reader *r, const struct kind *kind, const struct node *map, struct report_column *c)
{
	const struct node *dropped = node_get(map, "dropped");

	c->promise = names(r, map, "promise");
	c->within = node_get(map, "within") ? names(r, map, "within") : c->promise;
	c->ended = node_text(map, "ended");
	if (!c->promise || !c->ended)
		return asset_fail(r->report->doc, map, r->err, "'%s' needs promise and ended", c->name);
	if (dropped && dropped->type == NODE_MAP && dropped->n) {
		c->dropped_field = dropped->keys[0]->text;
		c->dropped = pool_names(r->report->pool, dropped->items[0]);
	}
	if (node_text(map, "quantile"))
		c->quantile = g_ascii_strtod(node_text(map, "quantile"), NULL);
	const char *const more[] = {c->ended, c->dropped_field, NULL};
	return known_fields(r, kind, map, c->promise) && known_fields(r, kind, map, c->within) &&
	       known_fields(r, kind, map, more);
}

static gboolean
read_rate(struct reader *r, const struct node *map, struct report_column *c)
{
	const char *of = node_text(map, "of"), *is = node_text(map, "is");

	if (!of || !is)
		return asset_fail(r->report->doc, map, r->err, "the rate '%s' needs of and is", c->name);
	c->of = keep(r, fill(r, of));
	c->is = keep(r, fill(r, is));
	return TRUE;
}

static const struct {
	const char *key;
	enum report_measure measure;
} measures[] = {{"count", REPORT_COUNT}, {"rate", REPORT_RATE}, {"sum", REPORT_SUM}, {"on_time", REPORT_ON_TIME},
	{"completion", REPORT_COMPLETION}, {"slip", REPORT_SLIP}, {"colour", REPORT_COLOUR}, {"share", REPORT_SHARE}};

static gboolean
read_measure(struct reader *r, const struct kind *kind, const struct node *map, struct report_column *c)
{
	guint i = 0;

	while (i < G_N_ELEMENTS(measures) && !node_get(map, measures[i].key))
		i++;
	if (i == G_N_ELEMENTS(measures))
		return asset_fail(r->report->doc, map, r->err, "column '%s' says nothing to compute", c->name);
	const struct node *node = node_get(map, measures[i].key);
	c->measure = measures[i].measure;
	const char *const sum[] = {c->sum = node->type == NODE_SCALAR ? node->text : NULL, NULL};
	switch (c->measure) {
	case REPORT_COUNT:
		c->is = keep(r, fill(r, c->sum ? c->sum : ""));
		return TRUE;
	case REPORT_RATE:
		return read_rate(r, node, c);
	case REPORT_SUM:
		return c->sum ? known_fields(r, kind, node, sum)
			      : asset_fail(r->report->doc, node, r->err, "sum needs one field");
	case REPORT_COLOUR:
	case REPORT_SHARE:
		c->colours = pool_names(r->report->pool, node);
		return TRUE;
	default:
		return read_promise(r, kind, node, c);
	}
}

static gboolean
read_column(struct reader *r, struct report_part *part, const struct node *map)
{
	struct report_column *c = pool_alloc(r->report->pool, sizeof *c);

	c->name = node_text(map, "name");
	if (!c->name)
		return asset_fail(r->report->doc, map, r->err, "a column needs a name");
	const char *head = node_text(map, "head");
	c->head = keep(r, fill(r, head ? head : c->name));
	c->help = node_text(map, "help");
	c->bad = !g_strcmp0(node_text(map, "bad"), "true");
	g_ptr_array_add(part->columns, c);
	return read_measure(r, part->kind, map, c);
}

static gboolean
read_part(struct reader *r, const struct node *map)
{
	struct report_part *part = pool_alloc(r->report->pool, sizeof *part);
	const char *kind = node_text(map, "kind");
	const struct node *columns = node_get(map, "columns");

	g_ptr_array_add(r->report->parts, part);
	part->columns = g_ptr_array_new();
	part->kind = kind ? kind_find(r->snapshot->kinds, kind) : NULL;
	if (!part->kind)
		return asset_fail(r->report->doc, map, r->err, kind ? "there is no kind '%s'" : "a part needs a kind", kind);
	const char *title = node_text(map, "title");
	part->title = title ? title : part->kind->plural;
	part->by = node_text(map, "by");
	part->filter = node_text(map, "filter");
	const char *const by[] = {part->by, NULL};
	if (!known_fields(r, part->kind, node_get(map, "by"), by))
		return FALSE;
	if (!columns || columns->type != NODE_LIST || !columns->n)
		return asset_fail(r->report->doc, map, r->err, "a part needs columns");
	for (guint i = 0; i < columns->n; i++)
		if (!read_column(r, part, columns->items[i]))
			return FALSE;
	return TRUE;
}

const char *const report_engines[] = {"capa-metrics", NULL};

gboolean
report_setting(const struct report *report, const char *name, int otherwise, int *out, GError **err)
{
	const struct node *node = node_get(report->doc->root, name);
	guint64 n;

	*out = otherwise;
	if (!node)
		return TRUE;
	if (node->type != NODE_SCALAR || !g_ascii_string_to_unsigned(node->text, 10, 1, 100000, &n, NULL))
		return asset_fail(report->doc, node, err, "'%s' takes a whole number from 1", name);
	*out = (int)n;
	return TRUE;
}

static struct report *
report_parse(struct snapshot *snapshot, struct doc *doc, GError **err)
{
	AUTO(report) report = g_new0(struct report, 1);
	struct reader r = {report, snapshot, err};

	report->parts = g_ptr_array_new();
	report->pool = pool_new();
	report->doc = doc;
	const struct node *parts = node_get(report->doc->root, "parts");
	report->name = node_text(report->doc->root, "report");
	report->help = node_text(report->doc->root, "help");
	report->engine = node_text(report->doc->root, "engine");
	if (report->name && report->engine && !parts) {
		if (g_strv_contains(report_engines, report->engine))
			return g_steal_pointer(&report);
		return asset_fail(report->doc, report->doc->root, err, "there is no engine '%s'", report->engine), NULL;
	}
	if (!report->name || report->engine || !parts || parts->type != NODE_LIST)
		return asset_fail(report->doc, report->doc->root, err, "a report needs its name and parts"), NULL;
	for (guint i = 0; i < parts->n; i++)
		if (!read_part(&r, parts->items[i]))
			return NULL;
	return g_steal_pointer(&report);
}

void
report_free(struct report *report)
{
	if (!report)
		return;
	for (guint i = 0; i < report->parts->len; i++) {
		struct report_part *part = report->parts->pdata[i];
		if (part->columns)
			g_ptr_array_unref(part->columns);
	}
	g_ptr_array_unref(report->parts);
	pool_free(report->pool);
	doc_free(report->doc);
	g_free(report);
}

GPtrArray *
report_names(struct snapshot *snapshot, GError **err)
{
	return asset_names(snapshot, "reports", err);
}

struct report *
report_read_for(struct snapshot *snapshot, struct snapshot *of, const char *name, GError **err)
{
	struct doc *doc = asset_read(of, "reports", "report", name, err);

	return doc ? report_parse(snapshot, doc, err) : NULL;
}

struct report *
report_read(struct snapshot *snapshot, const char *name, GError **err)
{
	return report_read_for(snapshot, snapshot, name, err);
}
