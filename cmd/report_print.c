/* A report as text, Markdown, JSON or CSV. */
#include "report_print.h"
#include <math.h>
#include <string.h>

/* "67 % (6/9)", "12", "n/a". */
static char *
cell_text(const struct report_print *print, const struct report_column *c, const struct report_cell *cell)
{
	g_autofree char *share = NULL, *low = NULL, *high = NULL;

	if (isnan(cell->value))
		return g_strdup(print->markdown ? "n/a" : "-");
	if (!report_is_rate(c))
		return cell->value == floor(cell->value) ? stat_number(cell->value, 0) : stat_number(cell->value, 1);
	share = stat_percent(cell->value, 1);
	if (!print->explain)
		return g_strdup_printf("%s (%u/%u)", share, cell->rate.k, cell->rate.n);
	low = stat_number(cell->rate.low * 100, 0);
	high = stat_number(cell->rate.high * 100, 0);
	return g_strdup_printf("%s (%u/%u, %s-%s)", share, cell->rate.k, cell->rate.n, low, high);
}

static void
explain(struct session *s, const struct report_part *part)
{
	for (guint i = 0; i < part->columns->len; i++) {
		const struct report_column *c = part->columns->pdata[i];

		session_say(s, "  %s: %s", c->head, c->help ? c->help : c->name);
	}
}

static void
print_table(struct session *s, const struct report_print *print, const struct report_table *table)
{
	AUTO(rows) rows = session_rows(s);

	rows_column(rows, "group", *table->by ? table->by : "group", ROWS_TEXT);
	for (guint i = 0; i < table->part->columns->len; i++) {
		const struct report_column *c = table->part->columns->pdata[i];

		rows_column(rows, c->name, c->head, report_is_rate(c) ? ROWS_TEXT : ROWS_REAL);
	}
	for (guint i = 0; i < table->rows->len; i++) {
		const struct report_row *row = table->rows->pdata[i];

		rows_begin(rows);
		rows_text(rows, row->group);
		for (guint k = 0; k < table->part->columns->len; k++) {
			const struct report_column *c = table->part->columns->pdata[k];
			const struct report_cell *cell = &row->cells[k];
			g_autofree char *text = cell_text(print, c, cell);

			rows_tone(rows, c->bad && cell->value > 0 ? TONE_WARN : TONE_PLAIN);
			rows_text(rows, text);
		}
		rows_end(rows);
	}
	session_rows_done(s, rows);
}

static void
print_text(struct session *s, const struct report_print *print)
{
	for (guint i = 0; i < print->tables->len; i++) {
		const struct report_table *table = print->tables->pdata[i];

		if (i)
			session_say(s, "%s", "");
		session_say(s, "%s", table->part->title);
		if (table->left_out)
			session_say(s, "left out: %s", table->left_out);
		else
			print_table(s, print, table);
		if (print->explain)
			explain(s, table->part);
	}
}

static void
markdown_cell(GString *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("|\\`*_<>[]#", *text))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text == '\n' ? ' ' : *text);
	}
	g_string_append(out, " |");
}

static void
markdown_table(GString *out, const struct report_print *print, const struct report_table *table)
{
	const GPtrArray *columns = table->part->columns;

	g_string_append(out, "| ");
	markdown_cell(out, *table->by ? table->by : "group");
	for (guint i = 0; i < columns->len; i++) {
		g_string_append_c(out, ' ');
		markdown_cell(out, ((struct report_column *)columns->pdata[i])->head);
	}
	g_string_append(out, "\n|---|");
	for (guint i = 0; i < columns->len; i++)
		g_string_append(out, "---:|");
	for (guint i = 0; i < table->rows->len; i++) {
		const struct report_row *row = table->rows->pdata[i];

		g_string_append(out, "\n| ");
		markdown_cell(out, row->group);
		for (guint k = 0; k < columns->len; k++) {
			g_autofree char *text = cell_text(print, columns->pdata[k], &row->cells[k]);

			g_string_append_c(out, ' ');
			markdown_cell(out, text);
		}
	}
	g_string_append_c(out, '\n');
}

static void
print_markdown(struct session *s, const struct report_print *print)
{
	g_autoptr(GString) out = g_string_new(NULL);
	char today[11], hex[OID_HEX];

	day_format_into(print->snapshot->today, today);
	oid_hex(&print->snapshot->commit, hex);
	g_string_append_printf(out, "# %s, %s\n", print->report->name, today);
	if (!s->with)
		g_string_append_printf(out, "\nCommit %.12s.\n", hex);
	for (guint i = 0; i < print->tables->len; i++) {
		const struct report_table *table = print->tables->pdata[i];

		g_string_append_printf(out, "\n## %s\n\n", table->part->title);
		if (table->left_out)
			g_string_append_printf(out, "Left out: %s.\n", table->left_out);
		else
			markdown_table(out, print, table);
	}
	g_string_truncate(out, out->len - 1);
	session_say(s, "%s", out->str);
}

static void
json_rate(struct json *j, const struct rate *rate)
{
	json_open(j, '{');
	json_key(j, "value");
	json_number(j, rate->value);
	json_key(j, "k");
	json_int(j, rate->k);
	json_key(j, "n");
	json_int(j, rate->n);
	json_key(j, "low");
	json_number(j, rate->low);
	json_key(j, "high");
	json_number(j, rate->high);
	json_close(j, '}');
}

static void
json_row(struct json *j, const struct report_part *part, const struct report_row *row)
{
	json_open(j, '{');
	json_key(j, "group");
	json_text(j, row->group);
	for (guint i = 0; i < part->columns->len; i++) {
		const struct report_column *c = part->columns->pdata[i];

		json_key(j, c->name);
		if (report_is_rate(c))
			json_rate(j, &row->cells[i].rate);
		else
			json_number(j, row->cells[i].value);
	}
	json_close(j, '}');
}

static void
print_json(struct session *s, const struct report_print *print)
{
	struct json *j = session_json(s, NULL);

	json_open(j, '{');
	json_key(j, "report");
	json_text(j, print->report->name);
	json_key(j, "parts");
	json_open(j, '[');
	for (guint i = 0; i < print->tables->len; i++) {
		const struct report_table *table = print->tables->pdata[i];

		json_open(j, '{');
		json_key(j, "title");
		json_text(j, table->part->title);
		json_key(j, "by");
		json_text(j, *table->by ? table->by : NULL);
		json_key(j, "left_out");
		json_text(j, table->left_out);
		json_key(j, "rows");
		json_open(j, '[');
		for (guint k = 0; k < table->rows->len; k++)
			json_row(j, table->part, table->rows->pdata[k]);
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
	session_json_done(s);
}

/* One figure a row: parts have different columns. */
static void
print_csv(struct session *s, const struct report_print *print)
{
	AUTO(rows) rows = session_rows(s);
	static const char *const heads[] = {"part", "group", "figure"}, *const numbers[] = {"value", "k", "n", "low", "high"};

	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		rows_column(rows, heads[i], heads[i], ROWS_TEXT);
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		rows_column(rows, numbers[i], numbers[i], i == 1 || i == 2 ? ROWS_INT : ROWS_REAL);
	for (guint i = 0; i < print->tables->len; i++) {
		const struct report_table *table = print->tables->pdata[i];

		for (guint k = 0; k < table->rows->len * table->part->columns->len; k++) {
			const struct report_row *row = table->rows->pdata[k / table->part->columns->len];
			const struct report_column *c = table->part->columns->pdata[k % table->part->columns->len];
			const struct report_cell *cell = &row->cells[k % table->part->columns->len];

			rows_begin(rows);
			rows_text(rows, table->part->title);
			rows_text(rows, row->group);
			rows_text(rows, c->name);
			rows_real(rows, cell->value);
			if (report_is_rate(c)) {
				rows_int(rows, cell->rate.k);
				rows_int(rows, cell->rate.n);
				rows_real(rows, cell->rate.low);
				rows_real(rows, cell->rate.high);
			} else {
				for (int n = 0; n < 4; n++)
					rows_text(rows, NULL);
			}
			rows_end(rows);
		}
	}
	session_rows_done(s, rows);
}

void
report_print(struct session *s, const struct report_print *print)
{
	if (s->format == FORMAT_JSON)
		print_json(s, print);
	else if (s->format == FORMAT_CSV)
		print_csv(s, print);
	else if (print->markdown)
		print_markdown(s, print);
	else
		print_text(s, print);
}
