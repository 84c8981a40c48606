/* The end of every command that writes: judge, commit, say what was done. */
#include "write.h"
#include "attach.h"
#include "text.h"
#include <string.h>

#define SUBJECT_WIDTH 120
#define VALUE_WIDTH 40

void
write_site(struct session *s, const struct kind *kind, const struct node *values)
{
	const struct field *field = kind_site(kind);
	const char *site = field ? node_text(values, field->name) : NULL;
	g_autofree char *code = site ? g_ascii_strup(site, -1) : NULL;

	s->site = code && *code ? g_intern_string(code) : NULL;
}

/* A value as a subject line can hold it; NULL for what it cannot. */
static char *
brief(const struct node *node)
{
	if (!node || node->type != NODE_SCALAR || strchr(node->text, '\n') || text_width(node->text) > VALUE_WIDTH)
		return NULL;
	return g_strdup(node->text);
}

static gboolean
list_has(const struct node *list, const struct node *item)
{
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		if (node_equal(list->items[i], item))
			return TRUE;
	}
	return FALSE;
}

static void
describe_list(GString *out, const struct field *field, const struct node *old, const struct node *new)
{
	g_autoptr(GString) items = g_string_new(NULL);
	const struct node *lists[] = {new, old};

	for (guint k = 0; k < 2; k++) {
		for (guint i = 0; lists[k] && lists[k]->type == NODE_LIST && i < lists[k]->n; i++) {
			g_autofree char *text = brief(lists[k]->items[i]);

			if (text && !list_has(lists[!k], lists[k]->items[i]))
				g_string_append_printf(items, " %c%s", "+-"[k], text);
		}
	}
	g_string_append_printf(out, "%s%s%s", out->len ? ", " : "", field->name, items->len ? items->str : " changed");
}

static void
describe_field(GString *out, const struct field *field, const struct node *old, const struct node *new)
{
	g_autofree char *before = brief(old), *after = brief(new);
	const char *comma = out->len ? ", " : "";

	if (node_equal(old, new))
		return;
	if (field->list)
		describe_list(out, field, old, new);
	else if (before && after)
		g_string_append_printf(out, "%s%s %s -> %s", comma, field->name, before, after);
	else if (after && !old)
		g_string_append_printf(out, "%s%s %s", comma, field->name, after);
	else
		g_string_append_printf(out, "%s%s %s", comma, field->name, new ? "changed" : "removed");
}

/* "evidence +photo.jpg" */
static void
describe_files(GString *out, const struct field *field, const struct node *old, const struct node *new)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; new &&new->type == NODE_LIST &&i < new->n; i++) {
		const char *name = node_text(new->items[i], "name");

		if (name && !list_has(old, new->items[i]))
			g_string_append_printf(names, " +%s", name);
	}
	if (names->len)
		g_string_append_printf(out, "%s%s%s", out->len ? ", " : "", field->name, names->str);
}

gboolean
write_text(struct change *change, const struct record *old, const char *text, const char *reason, GError **err)
{
	gboolean same = g_str_equal(text, old->doc->text);
	AUTO(record) new = same ? NULL : record_parse(change->base->kinds, old->path, text, strlen(text), err);
	g_autofree char *completed = NULL;
	struct act act;

	if (!new)
		return same;
	act = change_act(change, new->kind, new->doc->root, reason);
	if (!workflow_complete(old, new, &act, &completed, err))
		return FALSE;
	text = completed ? completed : text;
	return g_str_equal(text, old->doc->text) || change_put(change, old->path, text, strlen(text), err);
}

char *
write_describe(const struct record *old, const struct record *new)
{
	GString *seen = g_string_new(NULL), *hidden = g_string_new(NULL);
	const struct kind *kind = new->kind;
	g_autofree char *whole = NULL;

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		gboolean shown = !field->hidden || (kind->workflow && g_str_equal(kind->workflow->field, field->name));

		if (attach_is_files(field))
			describe_files(seen, field, old ? record_node(old, field->name) : NULL, record_node(new, field->name));
		if (field->count_of || field->append_only)
			continue;
		describe_field(
			shown ? seen : hidden, field, old ? record_node(old, field->name) : NULL, record_node(new, field->name));
	}
	whole = g_strdup(seen->len ? seen->str : hidden->str);
	g_string_free(seen, TRUE);
	g_string_free(hidden, TRUE);
	return text_brief(whole, SUBJECT_WIDTH);
}

/* What one record's change is called. */
static char *
did(struct change *change, const struct write *w, const char *id, GError **err)
{
	AUTO(record) new = NULL;
	AUTO(record) old = NULL;

	if (w->did)
		return g_strdup(w->did);
	new = change_record(change, w->kind, id, err);
	if (!new)
		return NULL;
	old = snapshot_record(change->base, w->kind, id, NULL);
	return write_describe(old, new);
}

static char *
subject(const struct write *w, const char *what)
{
	if (w->ids->len == 1)
		return g_strdup_printf("%s %s: %s", w->kind->name, (char *)w->ids->pdata[0], what);
	return g_strdup_printf("%u %s: %s", w->ids->len, w->kind->plural, what);
}

static gboolean
commit(struct session *s, struct change *change, const struct write *w, const char *what, struct oid *out, GError **err)
{
	g_autofree char *line = subject(w, what);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	struct change_message message = {.subject = line, .reason = w->reason, .verb = s->command};

	for (guint i = 0; i < w->ids->len; i++)
		g_ptr_array_add(ids, w->ids->pdata[i]);
	g_ptr_array_add(ids, NULL);
	message.ids = (const char *const *)ids->pdata;
	return change_commit(change, &message, out, err);
}

static gboolean
tell_json(struct session *s, struct change *change, const struct write *w, const struct oid *oid, GError **err)
{
	struct json *j = session_json(s, oid);
	gboolean several = w->ids->len != 1;

	if (several)
		json_open(j, '[');
	for (guint i = 0; i < w->ids->len; i++) {
		AUTO(record) record = change_record(change, w->kind, w->ids->pdata[i], err);

		if (!record)
			return FALSE;
		session_json_record(s, j, record);
	}
	if (several)
		json_close(j, ']');
	session_json_done(s);
	return TRUE;
}

gboolean
write_finish(struct session *s, struct change *change, const struct write *w, GError **err)
{
	struct change_message ask = {.reason = w->reason, .verb = s->command};
	g_autofree char *what = NULL;
	struct oid oid;
	gboolean writes;

	if (!change_judge(change, &ask, err))
		return FALSE;
	for (guint i = 0; i < w->ids->len; i++) {
		g_autofree char *one = did(change, w, w->ids->pdata[i], err);

		if (!one)
			return FALSE;
		session_say(s, "%s: %s%s", (char *)w->ids->pdata[i], *one ? one : "nothing to change",
			w->dry_run ? " (not written)" : "");
		if (!what || !*what) {
			g_free(what);
			what = g_steal_pointer(&one);
		}
	}
	writes = what && *what && change_count(change) > 0 && !w->dry_run;
	if (writes && !commit(s, change, w, what, &oid, err))
		return FALSE;
	return s->format != FORMAT_JSON || tell_json(s, change, w, writes ? &oid : NULL, err);
}

gboolean
write_find(struct session *s, const struct kind *kind, int n, char **words, GPtrArray *ids, GError **err)
{
	struct index *index = session_index(s, err);

	for (int i = 0; index && i < n; i++) {
		struct found found = {0};

		if (!index_find(index, kind, words[i], &found, err))
			return FALSE;
		if (!g_ptr_array_find_with_equal_func(ids, found.id, g_str_equal, NULL))
			g_ptr_array_add(ids, g_strdup(found.id));
		found_clear(&found);
	}
	return index != NULL;
}
