/* What a session prints: text, rows, the JSON envelope, warnings, errors. */
#include "coverage.h"
#include "session_own.h"
#include "text.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct snapshot *
current_snapshot(const struct session *s)
{
	return s->own->change ? s->own->change->base : s->own->snapshot;
}

static day
today(const struct session *s)
{
	const struct snapshot *snapshot = current_snapshot(s);
	AUTO(calendar) calendar = NULL;

	if (snapshot)
		return snapshot->today;
	if (s->asked_today != DAY_NONE)
		return s->asked_today;
	calendar = calendar_new();
	return calendar_day(calendar, calendar_now());
}

/* All of bytes to standard output, or FALSE with errno. A reader that has gone ends the program as it ends every filter. */
static gboolean
write_out(const char *bytes, gsize length)
{
	while (length) {
		ssize_t n = write(STDOUT_FILENO, bytes, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EPIPE) {
			signal(SIGPIPE, SIG_DFL);
			raise(SIGPIPE);
		}
		if (n < 0)
			return FALSE;
		bytes += n;
		length -= n;
	}
	return TRUE;
}

static int
output_failed(struct session *s)
{
	g_autoptr(GError) err = NULL;

	error_set(&err, ERR_IO, "cannot write standard output: %s", g_strerror(errno));
	session_report(s, err);
	return ERR_IO;
}

/* Before anything else is printed: both may be one terminal. */
static void
end_progress(struct session *s)
{
	if (s->own->progress_shown)
		fputs("\r\033[K", stderr);
	s->own->progress_shown = FALSE;
}

int
session_flush(struct session *s)
{
	gboolean paged;

	end_progress(s);
	paged = s->pager && s->terminal && !s->own->flushed && pager_write(s, s->out->str, s->out->len);
	if (!paged && !write_out(s->out->str, s->out->len))
		return output_failed(s);
	g_string_truncate(s->out, 0);
	return 0;
}

/* Long output that no pager will see goes out as it comes. */
static void
sink(void *data)
{
	struct session *s = data;

	if (s->terminal || s->own->change)
		return;
	if (!write_out(s->out->str, s->out->len))
		_exit(output_failed(s));
	s->own->flushed = TRUE;
	g_string_truncate(s->out, 0);
}

struct json *
session_json(struct session *s, const struct oid *commit)
{
	struct json *j = &s->own->json;
	const struct snapshot *snapshot = current_snapshot(s);
	char hex[OID_HEX], date[11];

	if (!commit && snapshot && !s->with)
		commit = &snapshot->commit;
	if (commit && !oid_is_zero(commit))
		oid_hex(commit, hex);
	day_format_into(today(s), date);
	json_init(j, s->out);
	json_open(j, '{');
	json_key(j, "sx");
	json_int(j, 1);
	json_key(j, "command");
	json_text(j, s->command);
	json_key(j, "commit");
	json_text(j, commit && !oid_is_zero(commit) ? hex : NULL);
	json_key(j, "today");
	json_text(j, date);
	if (s->with && s->own->fleet)
		coverage_json(s, j);
	json_key(j, "data");
	s->own->json_open = TRUE;
	return j;
}

void
session_json_done(struct session *s)
{
	json_close(&s->own->json, '}');
	g_string_append_c(s->out, '\n');
	s->own->json_done = TRUE;
}

struct rows *
session_rows(struct session *s)
{
	static const enum rows_format formats[] = {
		[FORMAT_TEXT] = ROWS_TABLE, [FORMAT_JSON] = ROWS_JSON, [FORMAT_CSV] = ROWS_CSV};
	struct rows *rows;

	if (s->format == FORMAT_JSON)
		session_json(s, NULL);
	rows = rows_new(formats[s->format], s->out);
	rows_width(rows, s->width);
	rows_color(rows, s->color);
	rows_sink(rows, sink, s);
	return rows;
}

void
session_rows_done(struct session *s, struct rows *rows)
{
	rows_finish(rows);
	if (s->format == FORMAT_JSON)
		session_json_done(s);
}

void
session_tone(struct session *s, enum rows_tone tone, const char *text)
{
	g_autofree char *safe = text_safe(text, TRUE);

	if (s->format != FORMAT_TEXT)
		return;
	if (s->color && tone != TONE_PLAIN)
		g_string_append_printf(s->out, "%s%s\033[0m", rows_tone_code(tone), safe);
	else
		g_string_append(s->out, safe);
}

void
session_say(struct session *s, const char *format, ...)
{
	g_autofree char *line = NULL;
	va_list args;

	if (s->format != FORMAT_TEXT)
		return;
	va_start(args, format);
	line = g_strdup_vprintf(format, args);
	va_end(args);
	session_tone(s, TONE_PLAIN, line);
	g_string_append_c(s->out, '\n');
}

void
session_warn(struct session *s, const char *format, ...)
{
	g_autofree char *line = NULL, *safe = NULL;
	va_list args;

	va_start(args, format);
	line = g_strdup_vprintf(format, args);
	va_end(args);
	safe = text_safe(line, TRUE);
	end_progress(s);
	fprintf(stderr, "%s\n", safe);
}

void
session_progress(struct session *s, const char *what, guint done, guint total)
{
	static gint64 last;
	gint64 now = g_get_monotonic_time();

	if (now - s->own->started < G_USEC_PER_SEC || now - last < G_USEC_PER_SEC / 10 || !isatty(STDERR_FILENO))
		return;
	last = now;
	s->own->progress_shown = TRUE;
	if (total)
		fprintf(stderr, "\r%s %u of %u\033[K", what, done, total);
	else
		fprintf(stderr, "\r%s %u\033[K", what, done);
	fflush(stderr);
}

static void
report_json(const GError *err)
{
	const struct error_more *more = error_more(err);
	g_autofree char *place = error_place(err);
	g_autoptr(GString) out = g_string_new(NULL);
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	json_key(&j, "sx");
	json_int(&j, 1);
	json_key(&j, "error");
	json_open(&j, '{');
	json_key(&j, "code");
	json_int(&j, error_status(err));
	json_key(&j, "message");
	json_text(&j, err->message);
	json_key(&j, "id");
	json_text(&j, more->id);
	json_key(&j, "rule");
	json_text(&j, more->rule);
	json_key(&j, "place");
	json_text(&j, *place ? place : NULL);
	json_close(&j, '}');
	json_close(&j, '}');
	fprintf(stderr, "%s\n", out->str);
}

/* Rules that a manual lists under a letter and digits, as in T05, T08x. */
static gboolean
is_listed(const char *rule)
{
	const char *c = rule;

	while (c && g_ascii_isalnum(*c))
		c++;
	return rule && !*c && g_ascii_isupper(*rule) && g_ascii_isdigit(rule[1]);
}

void
session_report(struct session *s, const GError *err)
{
	g_autofree char *place = error_place(err);
	g_autofree char *message = text_safe(err->message, TRUE);
	g_autofree char *safe_place = text_safe(place, FALSE);
	const char *hint = error_more(err)->hint, *rule = is_listed(error_more(err)->rule) ? error_more(err)->rule : "";
	const char *comma = *place && *rule ? ", " : "";

	end_progress(s);
	if (s->format == FORMAT_JSON) {
		report_json(err);
		return;
	}
	if (*place || *rule)
		fprintf(stderr, "sx: %s (%s%s%s)\n", message, rule, comma, safe_place);
	else
		fprintf(stderr, "sx: %s\n", message);
	if (hint) {
		g_autofree char *safe_hint = text_safe(hint, TRUE);

		fprintf(stderr, "  %s\n", safe_hint);
	}
}
