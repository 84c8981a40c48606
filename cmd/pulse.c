/* `sx` alone: what needs attention. */
#include "pulse.h"

int
pulse_run(struct session *s, GError **err)
{
	g_autoptr(GError) none = NULL;

	if (!session_repo(s, &none) && error_status(none) == ERR_NOT_FOUND) {
		session_say(s, "No repository here. 'sx init' makes one, 'sx clone URL' copies one, 'sx help' shows the manual.");
		return 0;
	}
	return session_snapshot(s, err) ? 0 : ERR_IO;
}
