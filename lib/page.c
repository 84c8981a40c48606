/* Pages as text, Markdown and HTML. */
#include "page.h"
#include "text.h"
#include <string.h>

#define LABEL 28 /* columns of a fact's label in text */
#define WIDE 100 /* columns of a page of text */
#define INDENT 2

struct page {
	enum page_format format;
	GString *out;
	gboolean facts; /* a table of facts is open */
	guint columns;	/* of the table that is open; 0: none */
	char **heads;
	GPtrArray *table; /* char **: rows of it */
};

/* --- escaping --- */

static void
add_html(GString *out, const char *text)
{
	g_autofree char *safe = text_safe(text ? text : "", TRUE);

	for (const char *p = safe; *p; p++)
		switch (*p) {
		case '&':
			g_string_append(out, "&amp;");
			break;
		case '<':
			g_string_append(out, "&lt;");
			break;
		case '>':
			g_string_append(out, "&gt;");
			break;
		case '"':
			g_string_append(out, "&quot;");
			break;
		case '\'':
			g_string_append(out, "&#39;");
			break;
		default:
			g_string_append_c(out, *p);
		}
}

/* Whatever means something in Markdown, or in the HTML that it may hold; lines by <br>, which tables take too. */
static void
add_markdown(GString *out, const char *text)
{
	g_autofree char *safe = text_safe(text ? text : "", TRUE);

	for (const char *p = safe; *p; p++) {
		if (*p == '\n') {
			g_string_append(out, "<br>");
			continue;
		}
		if (strchr("\\`*_{}[]<>()#+!|~&$@:", *p) || (p == safe && strchr("-=", *p)))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *p == '\t' ? ' ' : *p);
	}
}

static void
add_text(struct page *page, const char *text, int indent)
{
	g_autofree char *safe = text_safe(text ? text : "", TRUE);
	g_auto(GStrv) lines = g_strsplit(g_strchomp(safe), "\n", -1);

	for (char **line = lines; *line; line++) {
		if (line != lines)
			g_string_append_printf(page->out, "%*s", indent, "");
		text_wrap(page->out, *line, WIDE, indent);
		g_string_append_c(page->out, '\n');
	}
	if (!*lines)
		g_string_append_c(page->out, '\n');
}

static void
add(struct page *page, const char *text)
{
	if (page->format == PAGE_HTML)
		add_html(page->out, text);
	else
		add_markdown(page->out, text);
}

/* --- tables --- */

#define LONG 30 /* characters of a word that is broken where the line ends */

/* Days and ids stay whole, columns are as wide as their longest word; but a digest would push the others off the page. */
static const char *
cell_tag(const char *text)
{
	gboolean blank = FALSE;
	glong n = 0;

	for (const char *p = text; *p && n <= LONG; p = g_utf8_next_char(p)) {
		blank |= g_ascii_isspace(*p);
		n = g_ascii_isspace(*p) ? 0 : n + 1;
	}
	return n > LONG ? "<td class=\"long\">" : blank ? "<td>" : "<td class=\"word\">";
}

static void
add_cell(struct page *page, const char *cell, gboolean head)
{
	gboolean html = page->format == PAGE_HTML;

	g_string_append(page->out, !html ? " " : head ? "<th>" : cell_tag(cell));
	add(page, cell);
	g_string_append(page->out, !html ? " |" : head ? "</th>" : "</td>");
}

static int
widest(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	int most = 0;

	for (char **line = lines; *line; line++)
		most = MAX(most, text_width(*line));
	return g_strv_length(lines) > 1 ? WIDE : most;
}

/* Side by side when they fit on the page, else each entry below the one before, its cells by their names. */
static void
text_rows(struct page *page)
{
	g_autofree int *width = g_new0(int, page->columns);
	int all = INDENT;

	for (guint c = 0; c < page->columns; c++) {
		width[c] = text_width(page->heads[c]);
		for (guint r = 0; r < page->table->len; r++)
			width[c] = MAX(width[c], widest(((char **)page->table->pdata[r])[c]));
		all += width[c] + 2;
	}
	for (guint r = 0; all - 2 <= WIDE && r <= page->table->len; r++) {
		char **cells = r ? page->table->pdata[r - 1] : page->heads;
		gsize from = page->out->len;

		g_string_append_printf(page->out, "%*s", INDENT, "");
		for (guint c = 0; c < page->columns; c++) {
			g_autofree char *safe = text_safe(cells[c], FALSE);

			text_pad(page->out, safe, width[c] + 2, FALSE);
		}
		while (page->out->len > from && page->out->str[page->out->len - 1] == ' ')
			g_string_truncate(page->out, page->out->len - 1);
		g_string_append_c(page->out, '\n');
	}
	for (guint r = 0; all - 2 > WIDE && r < page->table->len; r++) {
		char **cells = page->table->pdata[r];

		for (guint c = 0, said = 0; c < page->columns; c++) {
			g_autofree char *head = text_safe(page->heads[c], FALSE);

			if (!*cells[c])
				continue;
			g_string_append(page->out, said++ ? "    " : "  - ");
			text_pad(page->out, head, LABEL - INDENT, FALSE);
			add_text(page, cells[c], LABEL + INDENT);
		}
	}
}

static void
marked_rows(struct page *page)
{
	gboolean html = page->format == PAGE_HTML;

	for (guint r = 0; r <= page->table->len; r++) {
		char **cells = r ? page->table->pdata[r - 1] : page->heads;

		g_string_append(page->out, html ? (r ? "<tr>" : "<div class=\"wide\"><table class=\"rows\">\n<thead><tr>") : "|");
		for (guint c = 0; c < page->columns; c++)
			add_cell(page, cells[c], !r);
		g_string_append(page->out, html ? (r ? "</tr>\n" : "</tr></thead>\n<tbody>\n") : "\n");
		for (guint c = 0; !html && !r && c < page->columns; c++)
			g_string_append(page->out, c ? "---|" : "|---|");
		if (!html && !r)
			g_string_append_c(page->out, '\n');
	}
	g_string_append(page->out, html ? "</tbody>\n</table></div>\n" : "\n");
}

/* What is open ends. */
static void
finish(struct page *page)
{
	if (page->columns && page->format == PAGE_TEXT)
		text_rows(page);
	else if (page->columns)
		marked_rows(page);
	if (page->facts && page->format == PAGE_HTML)
		g_string_append(page->out, "</table>\n");
	else if (page->facts && page->format == PAGE_MARKDOWN)
		g_string_append_c(page->out, '\n');
	page->facts = FALSE;
	page->columns = 0;
	g_clear_pointer(&page->heads, g_strfreev);
	g_ptr_array_set_size(page->table, 0);
}

/* --- the page --- */

static const char style[] =
	"body{font:14px/1.45 system-ui,sans-serif;margin:2em auto;max-width:80em;padding:0 1em;color:#111;background:#fff}"
	"h1{font-size:1.5em;border-bottom:3px solid #246;padding-bottom:.3em}h2{font-size:1.15em;color:#246;"
	"border-bottom:1px solid #bcd;margin-top:1.8em}table{border-collapse:collapse;width:100%;margin:.5em 0}"
	"th,td{text-align:left;vertical-align:top;padding:.3em .6em;border:1px solid #ccd;white-space:pre-line}"
	"table.facts td,td.long{overflow-wrap:anywhere}td.word{white-space:nowrap}table.facts "
	"th{width:14em;font-weight:600;background:#f3f6fa}"
	"table.rows th{background:#e4ecf4}table.rows{font-size:.9em}.wide{overflow-x:auto}"
	"@media(max-width:40em){table.facts th{width:8em}}"
	"@page{margin:15mm}@media print{body{font-size:10px;margin:0;padding:0;max-width:none}h1,h2{break-after:avoid}"
	"tr{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}"
	"table.rows{font-size:.85em}th,td{padding:.2em .4em}}";

struct page *
page_new(enum page_format format, const char *title, GString *out)
{
	struct page *page = g_new0(struct page, 1);

	page->format = format;
	page->out = out;
	page->table = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	if (format == PAGE_HTML) {
		g_string_append(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
				     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
				     "'unsafe-inline'\">\n"
				     "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
		add_html(out, title);
		g_string_append_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<h1>", style);
		add_html(out, title);
		g_string_append(out, "</h1>\n");
	} else if (format == PAGE_MARKDOWN) {
		g_string_append(out, "# ");
		add_markdown(out, title);
		g_string_append(out, "\n\n");
	} else {
		add_text(page, title, 0);
	}
	return page;
}

void
page_done(struct page *page)
{
	if (!page)
		return;
	finish(page);
	if (page->format == PAGE_HTML)
		g_string_append(page->out, "</body>\n</html>\n");
	g_ptr_array_unref(page->table);
	g_free(page);
}

void
page_head(struct page *page, const char *text)
{
	finish(page);
	g_string_append(page->out, page->format == PAGE_HTML ? "<h2>" : page->format == PAGE_MARKDOWN ? "## " : "\n");
	if (page->format == PAGE_TEXT)
		add_text(page, text, 0);
	else
		add(page, text);
	g_string_append(page->out, page->format == PAGE_HTML ? "</h2>\n" : page->format == PAGE_MARKDOWN ? "\n\n" : "");
}

void
page_line(struct page *page, const char *text)
{
	finish(page);
	if (page->format == PAGE_TEXT) {
		g_string_append_printf(page->out, "%*s", INDENT, "");
		add_text(page, text, INDENT);
		return;
	}
	g_string_append(page->out, page->format == PAGE_HTML ? "<p>" : "");
	add(page, text);
	g_string_append(page->out, page->format == PAGE_HTML ? "</p>\n" : "\n\n");
}

void
page_fact(struct page *page, const char *label, const char *text)
{
	if (!page->facts) {
		finish(page);
		g_string_append(page->out, page->format == PAGE_HTML	   ? "<table class=\"facts\">\n"
					   : page->format == PAGE_MARKDOWN ? "| | |\n|---|---|\n"
									   : "");
		page->facts = TRUE;
	}
	if (page->format == PAGE_TEXT) {
		g_autofree char *safe = text_safe(label, FALSE);

		g_string_append_printf(page->out, "%*s", INDENT, "");
		text_pad(page->out, safe, LABEL, FALSE);
		add_text(page, text, LABEL + INDENT);
		return;
	}
	g_string_append(page->out, page->format == PAGE_HTML ? "<tr><th>" : "| ");
	add(page, label);
	g_string_append(page->out, page->format == PAGE_HTML ? "</th><td>" : " | ");
	add(page, text);
	g_string_append(page->out, page->format == PAGE_HTML ? "</td></tr>\n" : " |\n");
}

void
page_table(struct page *page, const char *const *heads)
{
	finish(page);
	page->heads = g_strdupv((char **)heads);
	page->columns = g_strv_length(page->heads);
}

void
page_row(struct page *page, const char *const *cells)
{
	char **row = g_new0(char *, page->columns + 1);

	for (guint c = 0; c < page->columns; c++)
		row[c] = g_strdup(cells[c] ? cells[c] : "");
	g_ptr_array_add(page->table, row);
}
