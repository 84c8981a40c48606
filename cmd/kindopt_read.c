/* What was typed for the fields of a kind, read. */
#include "attach.h"
#include "chars.h"
#include "kindopt_own.h"
#include "write.h"
#include <string.h>

static gboolean
read_item(struct session *s, const struct field *field, const char *text, struct builder *b, struct node *list, GError **err)
{
	g_autofree char *value = NULL;
	struct node *entry;

	if (!chars_check_value(text, strlen(text), err))
		return FALSE;
	if (attach_is_files(field)) {
		entry = attach_file(s, b, text, NULL, err);
	} else {
		value = session_value(s, field, text, err);
		entry = value ? build_scalar(b, value) : NULL;
	}
	if (entry)
		build_list_add(b, list, entry);
	return entry != NULL;
}

static struct node *
read_list(struct session *s, const struct slot *slot, struct builder *b, GError **err)
{
	struct node *list = build_list(b);
	gboolean prose = attach_is_files(slot->field) || g_str_equal(slot->field->type->name, "line") ||
			 g_str_equal(slot->field->type->name, "text");

	for (guint i = 0; i < slot->list->len; i++) {
		g_auto(GStrv) parts = g_strsplit(slot->list->pdata[i], ",", prose ? 1 : -1);

		for (char **part = parts; *part; part++) {
			if (*(prose ? *part : g_strstrip(*part)) && !read_item(s, slot->field, *part, b, list, err))
				return NULL;
		}
	}
	return list->n ? list : build_scalar(b, "");
}

static struct node *
read_slot(struct session *s, const struct slot *slot, struct builder *b, GError **err)
{
	g_autofree char *value = NULL;

	if (slot->list)
		return read_list(s, slot, b, err);
	if (!*slot->text && slot->field->required) {
		error_set(err, ERR_INVALID, "it cannot be empty");
		return NULL;
	}
	if (!*slot->text)
		return build_scalar(b, "");
	if (!chars_check_value(slot->text, strlen(slot->text), err))
		return NULL;
	value = session_value(s, slot->field, slot->text, err);
	return value ? build_scalar(b, value) : NULL;
}

/* Before anything else, as days are read by its calendar. */
static gboolean
read_site(struct session *s, GError **err)
{
	for (guint i = 0; i < n_slots; i++) {
		const struct field *field = slots[i].field;
		g_autofree char *site = NULL;

		if (!slots[i].text || !*slots[i].text || !g_str_equal(field->type->name, "site"))
			continue;
		site = session_value(s, field, slots[i].text, err);
		if (!site)
			return g_prefix_error(err, "%s: ", field->name), FALSE;
	}
	return TRUE;
}

gboolean
kindopt_read(struct session *s, struct builder *b, struct node *map, GError **err)
{
	if (!read_site(s, err))
		return FALSE;
	for (guint i = 0; i < n_slots; i++) {
		struct node *node;

		if (!slot_given(&slots[i]))
			continue;
		node = read_slot(s, &slots[i], b, err);
		if (!node) {
			g_prefix_error(err, "%s: ", slots[i].field->name);
			return FALSE;
		}
		build_map_add(b, map, slots[i].field->name, node);
	}
	return TRUE;
}

const struct node *
kindopt_read_for(struct session *s, struct builder *b, const struct record *record, GError **err)
{
	static const char *site;
	static struct node *values;

	write_site(s, record->kind, record->doc->root);
	if (values && site == s->site)
		return values;
	site = s->site;
	values = build_map(b);
	return kindopt_read(s, b, values, err) ? values : NULL;
}
