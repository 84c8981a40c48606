/* sx version: which release this is. */
#include "command.h"

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	if (argc)
		return error_set(err, ERR_USAGE, "version takes no arguments");
	if (s->format == FORMAT_JSON) {
		json_text(session_json(s, NULL), SX_VERSION);
		session_json_done(s);
	}
	session_say(s, "sx %s", SX_VERSION);
	return 0;
}

const struct command cmd_version = {"", NULL, run};
