/* A new reading: understood, checked against its KPI, put into its yearly file. */
#include "domain.h"
#include "edit.h"
#include "reading.h"

#include <math.h>
#include <string.h>

static gboolean
number(const char *what, const char *text, double *out, GError **err)
{
	char *end = NULL;

	*out = NAN;
	if (!text)
		return TRUE;
	double value = g_ascii_strtod(text, &end);
	if (end == text || *end || !isfinite(value) || strspn(text, "-.0123456789") != strlen(text) ||
		!g_ascii_isdigit(text[text[0] == '-']) || !g_ascii_isdigit(end[-1])) {
		error_set(err, ERR_USAGE, "the %s '%s' is not a number", what, text);
		error_hint(err, "as in 81.5 or -3");
		return FALSE;
	}
	*out = value;
	return TRUE;
}

static gboolean
read_period(
	const struct measure *m, const char *text, day today, const struct calendar *calendar, struct reading *out, GError **err)
{
	if (!period_parse(text, calendar, &out->period, err))
		return FALSE;
	if (out->period.unit != m->frequency) {
		struct period now = period_of(today, m->frequency, calendar);
		g_autofree char *example = period_format(&now, calendar);
		error_set(err, ERR_USAGE, "%s is read every %s, and '%s' is none", m->id, measure_frequency(m), text);
		error_hint(err, "as in %s", example);
		return FALSE;
	}
	if (out->period.first > today) {
		error_set(err, ERR_USAGE, "'%s' has not begun", text);
		error_hint(err, "a reading is of a time that has been");
		return FALSE;
	}
	out->name = period_format(&out->period, calendar);
	return TRUE;
}

static gboolean
of_ratio(const struct measure *m, struct reading *out, GError **err)
{
	if (isnan(out->numerator) || isnan(out->denominator))
		return error_set(err, ERR_USAGE, "a ratio needs both --numerator and --denominator");
	if (out->denominator == 0) {
		error_set(err, ERR_INVALID, "the denominator is 0");
		error_hint(err, "a period without cases is n/a: say so with --na");
		return FALSE;
	}
	/* Multiplied first: 29 of 100 is 29 %, exactly. */
	gboolean percent = m->measured_in && m->measured_in[0] == '%';
	double value = percent ? out->numerator * 100 / out->denominator : out->numerator / out->denominator;
	if (!isnan(out->value) && fabs(out->value - value) > 0.005 * MAX(1, fabs(value)))
		return error_set(err, ERR_USAGE, "the value %s is not %g / %g", out->text, out->numerator, out->denominator);
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_free(out->text);
	out->text = g_strdup(g_ascii_formatd(text, sizeof text, "%.12g", value));
	out->value = g_ascii_strtod(out->text, NULL);
	return TRUE;
}

gboolean
reading_read(const struct measure *m, const struct reading_new *new, day today, const struct calendar *calendar,
	struct reading *out, GError **err)
{
	*out = (struct reading){.value = NAN, .numerator = NAN, .denominator = NAN};
	if (!read_period(m, new->period, today, calendar, out, err))
		return FALSE;
	if (new->na && (new->value || new->numerator || new->denominator))
		return error_set(err, ERR_USAGE, "a period that is n/a has no value");
	if (!number("value", new->value, &out->value, err) || !number("numerator", new->numerator, &out->numerator, err) ||
		!number("denominator", new->denominator, &out->denominator, err))
		return FALSE;
	out->text = g_strdup(new->value);
	out->na = g_strdup(new->na);
	out->note = g_strdup(new->note);
	out->source = g_strdup(new->source);
	if (new->na)
		return TRUE;
	if (new->numerator || new->denominator)
		return of_ratio(m, out, err);
	if (m->ratio) {
		error_set(err, ERR_USAGE, "%s is a ratio: say what it is made of", m->id);
		error_hint(err, "give --numerator and --denominator, so that periods can be added up");
		return FALSE;
	}
	if (new->value && m->scale.direction == DIRECTION_YESNO && out->value != 0 && out->value != 1) {
		error_set(err, ERR_INVALID, "%s is yes or no: the value %s is neither", m->id, new->value);
		error_hint(err, "1 is yes and 0 is no");
		return FALSE;
	}
	if (!new->value) {
		error_set(err, ERR_USAGE, "no value is given");
		error_hint(err, "--na REASON says that there is none and none is missing");
		return FALSE;
	}
	return TRUE;
}

int
reading_year(const struct period *period)
{
	int year, other;

	if (period->unit == PERIOD_WEEK)
		day_iso_week(period->first, &year, &other);
	else
		day_split(period->first, &year, &other, &(int){0});
	return year;
}

static void
add_number(struct builder *b, struct node *map, const char *key, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	if (!isnan(value))
		build_map_text(b, map, key, g_ascii_formatd(text, sizeof text, "%.15g", value));
}

static struct node *
entry_of(struct builder *b, const struct reading *r)
{
	struct node *entry = build_map(b);

	build_map_text(b, entry, "period", r->name);
	build_map_text(b, entry, "value", r->text);
	add_number(b, entry, "numerator", r->numerator);
	add_number(b, entry, "denominator", r->denominator);
	build_map_text(b, entry, "na", r->na);
	build_map_text(b, entry, "at", r->at);
	build_map_text(b, entry, "by", r->by);
	build_map_text(b, entry, "source", r->source);
	build_map_text(b, entry, "note", r->note);
	return entry;
}

/* Names of one frequency sort as their periods do. */
static struct node *
list_with(struct builder *b, const struct node *old, struct node *entry, gboolean *last)
{
	const char *name = node_text(entry, "period");
	struct node *list = build_list(b);
	gboolean put = FALSE;

	*last = TRUE;
	for (guint i = 0; old && old->type == NODE_LIST && i < old->n; i++) {
		const char *other = node_text(old->items[i], "period");
		int order = other ? strcmp(other, name) : -1;
		if (order >= 0) {
			*last = FALSE;
			if (!put)
				build_list_add(b, list, entry);
			put = TRUE;
		}
		if (order != 0)
			build_list_add(b, list, build_copy(b, old->items[i]));
	}
	if (!put)
		build_list_add(b, list, entry);
	return list;
}

static char *
new_file(struct builder *b, const struct kind *kind, const char *kpi, const struct reading *r, struct node *entry)
{
	struct node *values = build_map(b), *list = build_list(b);
	char year[12];

	g_snprintf(year, sizeof year, "%d", reading_year(&r->period));
	build_map_text(b, values, READING_KPI, kpi);
	build_map_text(b, values, READING_YEAR, year);
	build_list_add(b, list, entry);
	build_map_add(b, values, READING_LIST, list);
	return record_write(kind, values);
}

char *
reading_write(const struct record *file, const struct kind *kind, const char *kpi, const struct reading *r, GError **err)
{
	AUTO(builder) b = builder_new();
	struct node *entry = entry_of(b, r);
	gboolean last;

	if (!file)
		return new_file(b, kind, kpi, r, entry);
	AUTO(edit) e = edit_new(file->doc, kind_order(kind));
	struct node *list = list_with(b, record_node(file, READING_LIST), entry, &last);
	if (last)
		edit_append(e, READING_LIST, entry);
	else
		edit_set(e, READING_LIST, list);
	return edit_finish(e, err);
}
