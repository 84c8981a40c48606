/* Reads days, numbers and slugs from cells by declared forms. */
#include "cell.h"
#include "day.h"
#include <string.h>

/* --- days --- */

static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july", "august", "september",
	"october", "november", "december", NULL};

static gboolean
take_digits(const char **at, int least, int most, int *out)
{
	int n = 0, value = 0;

	while (n < most && g_ascii_isdigit(**at)) {
		value = value * 10 + *(*at)++ - '0';
		n++;
	}
	*out = value;
	return n >= least;
}

static gsize
take_letters(const char **at)
{
	gsize n = 0;

	while (g_ascii_isalpha((*at)[n]))
		n++;
	*at += n;
	return n;
}

static gboolean
take_month(const char **at, int *month)
{
	const char *start = *at;
	gsize n = take_letters(at);

	for (int i = 0; months[i]; i++)
		if ((n == 3 || n == strlen(months[i])) && !g_ascii_strncasecmp(start, months[i], n)) {
			*month = i + 1;
			return TRUE;
		}
	return FALSE;
}

struct parts {
	int year, month, mday;
};

static gboolean
take_code(const char **at, char code, struct parts *p)
{
	int ignored;

	switch (code) {
	case 'Y':
		return take_digits(at, 4, 4, &p->year);
	case 'm':
		return take_digits(at, 1, 2, &p->month);
	case 'd':
		return take_digits(at, 1, 2, &p->mday);
	case 'b':
		return take_month(at, &p->month);
	case 'a':
		return take_letters(at) > 0;
	case 'H':
	case 'M':
	case 'S':
		return take_digits(at, 2, 2, &ignored);
	default:
		return *(*at)++ == '%';
	}
}

char *
cell_day(const char *text, const char *format, GError **err)
{
	struct parts p = {0};
	const char *at = text;
	day d;

	for (const char *f = format; *f; f++) {
		gboolean fits;

		if (*f == ' ') {
			fits = g_ascii_isspace(*at);
			while (g_ascii_isspace(*at))
				at++;
		} else if (*f == '%')
			fits = take_code(&at, *++f, &p);
		else
			fits = *at == *f && *at++;
		if (!fits) {
			error_set(err, ERR_INVALID, "'%.40s' is not a day written as %s", text, format);
			return NULL;
		}
	}
	d = *at ? DAY_NONE : day_make(p.year, p.month, p.mday);
	if (d == DAY_NONE) {
		error_set(err, ERR_INVALID,
			*at ? "'%.40s' goes on after a day written as %s" : "'%.40s', read as %s, is no day of the calendar",
			text, format);
		return NULL;
	}
	return day_format(d);
}

gboolean
cell_day_format(const char *format, GError **err)
{
	gboolean year = FALSE, month = FALSE, mday = FALSE;

	for (const char *f = format; *f; f++) {
		if (*f != '%')
			continue;
		f++;
		if (!*f || !strchr("YmdbaHMS%", *f))
			return error_set(err, ERR_INVALID,
				"the date format '%s' has a code that is none of %%Y %%m %%d %%b %%a %%H %%M %%S", format);
		year |= *f == 'Y';
		month |= *f == 'm' || *f == 'b';
		mday |= *f == 'd';
	}
	if (year && month && mday)
		return TRUE;
	return error_set(err, ERR_INVALID, "the date format '%s' does not have a year, a month and a day", format);
}

/* --- numbers --- */

static gsize
blank_length(const char *at)
{
	if (*at == ' ')
		return 1;
	if (g_str_has_prefix(at, "\xc2\xa0"))
		return 2;
	return g_str_has_prefix(at, "\xe2\x80\xaf") || g_str_has_prefix(at, "\xe2\x80\x89") ? 3 : 0;
}

/* The length of the separator of thousands at this place, 0 when there is none. */
static gsize
group_length(const char *at, char thousands)
{
	if (thousands == ' ')
		return blank_length(at);
	return thousands && *at == thousands ? 1 : 0;
}

static gboolean
take_whole(const char **at, char thousands, GString *digits)
{
	gsize before = digits->len, n, groups = 0;

	while (g_ascii_isdigit(**at))
		g_string_append_c(digits, *(*at)++);
	n = digits->len - before;
	while (n && (groups || n <= 3) && group_length(*at, thousands) && g_ascii_isdigit((*at)[group_length(*at, thousands)])) {
		*at += group_length(*at, thousands);
		for (n = 0; g_ascii_isdigit(**at); n++)
			g_string_append_c(digits, *(*at)++);
		if (n != 3)
			return FALSE;
		groups++;
	}
	return digits->len > before;
}

/* digits, of which the last `after` stand behind the point, as text without needless zeros before it. */
static char *
write_number(gboolean minus, GString *digits, gssize after)
{
	GString *out = g_string_new(minus ? "-" : "");
	gsize skip = 0;

	for (; after < 0; after++)
		g_string_append_c(digits, '0');
	while ((gssize)digits->len <= after)
		g_string_prepend_c(digits, '0');
	while (digits->str[skip] == '0' && (gssize)(digits->len - skip) > after + 1)
		skip++;
	g_string_append_len(out, digits->str + skip, (gssize)(digits->len - skip) - after);
	if (after)
		g_string_append_printf(out, ".%s", digits->str + digits->len - after);
	return g_string_free(out, FALSE);
}

char *
cell_number(const char *text, const struct cell_number *form, GError **err)
{
	g_autoptr(GString) digits = g_string_new(NULL);
	const char *at = text;
	gboolean minus = *at == '-', good;
	gsize before;

	if (*at == '-' || *at == '+')
		at++;
	good = take_whole(&at, form->thousands, digits);
	before = digits->len;
	if (good && *at == form->decimal && g_ascii_isdigit(at[1]))
		for (at++; g_ascii_isdigit(*at); at++)
			g_string_append_c(digits, *at);
	if (good && form->trailing_minus && *at == '-' && g_ascii_isdigit(*text)) {
		minus = TRUE;
		at++;
	}
	if (!good || *at || digits->len > 400) {
		error_set(err, ERR_INVALID, "'%.40s' is not a number with a decimal %s", text,
			form->decimal == ',' ? "comma" : "point");
		return NULL;
	}
	return write_number(minus, digits, (gssize)(digits->len - before) - form->shift);
}

/* --- texts --- */

char *
cell_slug(const char *text)
{
	g_autofree char *plain = g_str_to_ascii(text, "C"), *digest = NULL;
	GString *out = g_string_new(NULL);

	for (const char *at = plain; *at; at++) {
		if (*at == '\'')
			continue;
		if (g_ascii_isalnum(*at))
			g_string_append_c(out, g_ascii_tolower(*at));
		else if (out->len && out->str[out->len - 1] != '-')
			g_string_append_c(out, '-');
	}
	if (out->len > 64) {
		digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
		g_string_truncate(out, 55);
		if (out->str[54] != '-')
			g_string_append_c(out, '-');
		g_string_append_len(out, digest, 8);
	}
	while (out->len && out->str[out->len - 1] == '-')
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, out->len == 0);
}

char *
cell_one_line(const char *text)
{
	GString *out = g_string_new(NULL);
	gboolean blank = FALSE;

	for (const char *at = text; *at; at++) {
		if (g_ascii_isspace(*at)) {
			blank = out->len > 0;
			continue;
		}
		if (blank)
			g_string_append_c(out, ' ');
		blank = FALSE;
		g_string_append_c(out, *at);
	}
	return g_string_free(out, FALSE);
}

char *
cell_lines(const char *text)
{
	char *lines = g_strdup(text), *to = lines;

	for (const char *at = lines; *at; at++) {
		if (*at == '\r' && at[1] == '\n')
			continue;
		*to++ = *at == '\r' ? '\n' : *at;
	}
	*to = '\0';
	return lines;
}

char *
cell_cut(const char *text, glong n)
{
	g_autofree char *start = NULL;

	if (g_utf8_strlen(text, -1) <= n)
		return g_strdup(text);
	start = g_utf8_substring(text, 0, n - 1);
	return g_strdup_printf("%s\xe2\x80\xa6", g_strchomp(start));
}
