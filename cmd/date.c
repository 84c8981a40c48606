/* sx date: how a date is understood. */
#include "command.h"
#include <string.h>

/* The site's calendar where there is a repository, else the plain one. */
static gboolean
read_all(struct session *s, int argc, char **argv, const struct calendar *calendar, day today, GError **err)
{
	g_autofree char *text = argc ? g_strjoinv(" ", argv) : g_strdup("today");
	g_autofree char *echo = NULL;
	char date[11];
	day d;

	if (!date_read(text, today, calendar, &d, err))
		return FALSE;
	day_format_into(d, date);
	if (s->format == FORMAT_JSON) {
		json_text(session_json(s, NULL), date);
		session_json_done(s);
	}
	echo = date_echo(d, today);
	session_say(s, "%s", echo);
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct snapshot *snapshot = session_snapshot(s, NULL);
	AUTO(calendar) plain = calendar_new();
	const struct calendar *calendar = snapshot ? snapshot->calendar : plain;
	day today = s->asked_today != DAY_NONE ? s->asked_today
		    : snapshot		       ? snapshot->today
					       : calendar_day(plain, calendar_now());

	read_all(s, argc, argv, calendar, today, err);
	return 0;
}

const struct command cmd_date = {"[DATE]", NULL, run};
