/* sx audit pack ID DIR */
#include "audit_pack.h"

int
audit_pack_run(struct session *s, struct index *index, int argc, char **argv, GError **err)
{
	struct found found = {0};
	AUTO(record) record = NULL;
	guint n = 0;

	if (argc != 2)
		return error_set(err, ERR_USAGE, "give the record and a new folder, as in: sx audit pack ID DIR");
	if (!entry_whole(index_snapshot(index)->repo->store, err) || !index_history(index, err) ||
		!index_find(index, s->kind, argv[0], &found, err))
		return ERR_NOT_FOUND;
	record = snapshot_record(index_snapshot(index), found.kind, found.id, err);
	found_clear(&found);
	if (!record || !audit_pack(index, record, argv[1], &n, err))
		return ERR_IO;
	if (s->format == FORMAT_JSON) {
		struct json *j = session_json(s, NULL);

		json_open(j, '{');
		json_key(j, "id");
		json_text(j, record->id);
		json_key(j, "revisions");
		json_int(j, n);
		json_close(j, '}');
		session_json_done(s);
	}
	session_say(s, "%s: a pack of %s with %u revision%s; its README says how to verify it", argv[1], record->id, n,
		n == 1 ? "" : "s");
	return 0;
}
