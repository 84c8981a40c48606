/* sx meeting show: a meeting with its agenda, and the live state of what it looks at. */
#include "command.h"
#include "domain.h"
#include "meeting_print.h"

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct index *index = session_index(s, err);
	struct found found = {0};
	struct meeting_brief brief = {0};
	AUTO(record) meeting = NULL;

	if (argc != 1)
		return error_set(err, ERR_USAGE,
			argc ? "one meeting at a time" : "which meeting? 'sx list meeting' shows those there are");
	if (!index || !index_find(index, s->kind, argv[0], &found, err))
		return ERR_NOT_FOUND;
	meeting = snapshot_record(index_snapshot(index), found.kind, found.id, err);
	found_clear(&found);
	if (!meeting)
		return ERR_IO;
	if (meeting_brief_make(index, meeting->id, record_get(meeting, MEETING_SERIES), record_get(meeting, MEETING_DATE),
		    record_node(meeting, MEETING_CARRIED), record_node(meeting, MEETING_KPIS), &brief, err)) {
		if (s->format == FORMAT_JSON)
			meeting_print_json(s, index, meeting, &brief);
		else
			meeting_print(s, index, meeting, &brief);
	}
	meeting_brief_clear(&brief);
	return 0;
}

const struct command cmd_meeting_show = {"MEETING", NULL, run, "id"};
