/* A record as typed JSON, the end of a write, and values as they are typed. */
#include "ageing.h"
#include "outside.h"
#include "session_own.h"
#include "text.h"
#include "typed.h"
#include <string.h>

void
session_json_record(struct session *s, struct json *j, const struct record *record)
{
	session_json_fields(s, j, record);
	json_close(j, '}');
}

void
session_json_fields(struct session *s, struct json *j, const struct record *record)
{
	json_open(j, '{');
	if (s->with && s->own->using) {
		json_key(j, "repository");
		json_text(j, s->own->using->name);
	}
	json_key(j, "id");
	json_text(j, record->id);
	json_key(j, "kind");
	json_text(j, record->kind->name);
	json_key(j, "path");
	json_text(j, record->path);
	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *field = record->kind->fields->pdata[i];

		json_key(j, field->name);
		typed_field(j, field, record->doc->root);
	}
}

gboolean
session_wrote(struct session *s, struct change *change, const struct kind *kind, const char *id, const struct oid *commit,
	const char *said, GError **err)
{
	AUTO(record) record = NULL;

	session_say(s, "%s: %s", id, said);
	if (s->format != FORMAT_JSON)
		return TRUE;
	record = change_record(change, kind, id, err);
	if (!record)
		return FALSE;
	session_json_record(s, session_json(s, commit), record);
	session_json_done(s);
	return TRUE;
}

/* A full id needs no index: its path says whether it is there. */
static char *
exact_id(const struct field *field, struct snapshot *snapshot, const char *text)
{
	for (const char *const *to = field->to; to && *to; to++) {
		const struct kind *kind = kind_find(snapshot->kinds, *to);
		g_autofree char *path = kind ? record_path(kind, text, NULL) : NULL;
		g_autoptr(GBytes) bytes = path ? snapshot_read(snapshot, path, NULL) : NULL;

		if (bytes)
			return g_strdup(text);
	}
	return NULL;
}

static gboolean
no_such_target(const struct field *field, const char *text, GError **err)
{
	g_autofree char *kinds = g_strjoinv(" or ", (char **)field->to);

	return error_set(err, ERR_NOT_FOUND, "'%s' is no %s, which %s takes", text, kinds, field->name);
}

static char *
read_ref(struct session *s, const struct field *field, const char *text, struct snapshot *snapshot, GError **err)
{
	char *id = exact_id(field, snapshot, text);
	struct index *index;
	struct found found = {0};
	const struct kind *kind = field->to && field->to[0] && !field->to[1] ? kind_find(snapshot->kinds, field->to[0]) : NULL;

	if (id)
		return id;
	if (outside_id(text))
		return outside_check(text, field, snapshot->config, snapshot->kinds, err) ? g_strdup(text) : NULL;
	index = session_index(s, err);
	if (!index || !index_find(index, kind, text, &found, err))
		return NULL;
	if (field->to && !name_in(field->to, found.kind->name))
		no_such_target(field, text, err);
	else
		id = g_strdup(found.id);
	found_clear(&found);
	return id;
}

static const char *
read_me(struct session *s, const struct field *field, GError **err)
{
	const char *actor = session_actor(s);

	if (!actor)
		error_set(err, ERR_REFUSED, "'me' is nobody here: git's user.email is no active person's");
	return actor;
}

char *
session_value(struct session *s, const struct field *field, const char *text, GError **err)
{
	struct snapshot *snapshot = s->own->change ? s->own->change->base : session_snapshot(s, err);
	struct type_context context;
	char *value;

	if (!snapshot)
		return NULL;
	if (g_str_equal(field->type->name, "ref")) {
		const char *me = g_str_equal(text, "me") ? read_me(s, field, err) : NULL;

		if (me || (err && *err))
			return g_strdup(me);
		return read_ref(s, field, text, snapshot, err);
	}
	context.calendar = snapshot_calendar(snapshot, s->site);
	context.today = ageing_today(snapshot, s->site);
	value = type_input(field, text, &context, err);
	if (value && g_str_equal(field->type->name, "site"))
		s->site = g_intern_string(value);
	if (value && g_str_equal(field->type->name, "day") && !g_str_equal(value, text) && s->format == FORMAT_TEXT) {
		g_autofree char *echo = NULL;
		day d;

		if (day_parse(value, &d, NULL)) {
			echo = date_echo(d, context.today);
			session_warn(s, "%s: %s", field->name, echo);
		}
	}
	return value;
}
