/* Settling a conflict: the text of the record afterwards. */
#include "edit.h"
#include "workflow.h"

#include <string.h>

/* The list with the entry of a key as chosen: in its place, or by its key in a list that is in the order of keys, else last. */
static struct node *
with_entry(struct builder *b, const struct field *field, const struct node *list, const char *key, const struct node *value)
{
	struct node *out = build_list(b);
	gboolean sorted = TRUE, there = FALSE, put = FALSE;
	const char *last = NULL;
	for (guint i = 0; list && i < list->n; i++) {
		const char *name = node_text(list->items[i], field->key);
		sorted = sorted && name && (!last || strcmp(last, name) < 0);
		there = there || !g_strcmp0(name, key);
		last = name;
	}
	for (guint i = 0; list && i < list->n; i++) {
		const char *name = node_text(list->items[i], field->key);
		gboolean same = !g_strcmp0(name, key);
		if (!put && value && (same || (!there && sorted && strcmp(key, name) < 0))) {
			build_list_add(b, out, build_copy(b, value));
			put = TRUE;
		}
		if (!same)
			build_list_add(b, out, build_copy(b, list->items[i]));
	}
	if (!put && value)
		build_list_add(b, out, build_copy(b, value));
	return out;
}

static void
put(struct edit *e, const char *field, const struct node *value)
{
	if (value && (value->type != NODE_LIST || value->n))
		edit_set(e, field, value);
	else
		edit_remove(e, field);
}

static void
put_matter(struct edit *e, struct builder *b, const struct record *r, const struct matter *matter, const struct node *value)
{
	const struct field *field = kind_field(r->kind, matter->field);
	if (matter->entry && field && field->key) {
		const struct node *list = record_node(r, matter->field);
		put(e, matter->field, with_entry(b, field, list && list->type == NODE_LIST ? list : NULL, matter->entry, value));
	} else if (!matter->entry && kind_matter_coupled(r->kind, matter->field)) {
		for (guint i = 0; i < r->kind->fields->len; i++) {
			field = r->kind->fields->pdata[i];
			if (!strcmp(kind_matter(r->kind, field->name), matter->field))
				put(e, field->name, node_get(value, field->name));
		}
	} else
		put(e, matter->field, value);
}

/* What waits about other matters. */
static struct node *
rest(struct builder *b, const struct record *r, const struct matter *matter, gboolean *waited)
{
	const struct node *list = record_node(r, CONFLICTS);
	struct node *out = build_list(b);
	*waited = FALSE;
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		struct matter about = conflict_matter(list->items[i]);
		if (matter_equal(&about, matter))
			*waited = TRUE;
		else
			build_list_add(b, out, build_copy(b, list->items[i]));
	}
	return out;
}

/* The text with the value, nothing waiting about it, and the entry when it is given. */
static char *
settled(const struct record *r, const struct matter *matter, const struct node *value, const struct node *entry, GError **err)
{
	AUTO(builder) b = builder_new();
	AUTO(edit) e = edit_new(r->doc, kind_order(r->kind));
	gboolean waited;
	put_matter(e, b, r, matter, value);
	put(e, CONFLICTS, rest(b, r, matter, &waited));
	if (entry)
		edit_append(e, step_notes(r->kind), entry);
	return edit_finish(e, err);
}

char *
workflow_settle(
	const struct record *record, const struct matter *matter, const struct node *value, const struct act *act, GError **err)
{
	AUTO(builder) b = builder_new();
	g_autofree char *says = matter_says(matter), *text = NULL;
	AUTO(doc) doc = NULL;
	gboolean waited;
	rest(b, record, matter, &waited);
	if (!waited) {
		error_set(err, ERR_NOT_FOUND, "nothing waits for a decision about %s of %s", says, record->id);
		error_id(err, record->id);
		return NULL;
	}
	if (!act->actor)
		return error_set(err, ERR_REFUSED, "settling a conflict needs to know who you are"), NULL;
	if (!step_says(act->reason)) {
		error_set(err, ERR_REFUSED, "a conflict is settled with a reason");
		error_rule(err, "reason");
		error_hint(err, "say why with -m");
		return NULL;
	}
	text = settled(record, matter, value, NULL, err);
	doc = text ? doc_parse(record->path, text, strlen(text), err) : NULL;
	if (!doc)
		return NULL;
	return settled(record, matter, value, step_resolution(b, record, doc->root, matter, act), err);
}
