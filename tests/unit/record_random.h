/* Random records of any kind, and random edits of them, from GLib's seed. Include once in a test. */
#ifndef RECORD_RANDOM_H
#define RECORD_RANDOM_H

#include "conflict.h"
#include "edit.h"

#include <string.h>

static inline guint
pick(guint n)
{
	return (guint)g_test_rand_int_range(0, (gint32)n);
}

/* Of all types something, nasty ones among them; type_check() finds what fits. */
static const char *const pool[] = {"pump", "no", "a: b", "# sharp", "1.10", "0123", "1:30", "~", "é and ग", "-", "'q' \"Q\"",
	"press-shop", "anna", "ben", "maint.lead", "a@plant.example", "b@plant.example", "2026-11-30", "2026-12-01", "2027-01-15",
	"2026-11-20T22:00:00Z", "2026-11-20T09:00:00+05:30", "2026-11-21T08:15:00-03:00", "2026-10", "2026-11", "2026-Q3", "3",
	"5", "1", "42", "2026", "-7", "80.5", "99", "120000.00 INR", "5.00 EUR", "true", "false", "ACT-2611-7K3M9Q2",
	"ACT-2611-AAAAAAA", "CAPA-2611-7K3M9Q2", "PUN", "MUM", "Asia/Kolkata", "UTC", "09:30", "17:45",
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	"fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210", "ssh-ed25519 AAAA", "ssh-ed25519 BBBB",
	"SHA256:0123456789abcdef0123456789abcdef0123456789a"};
static const char *const text_lines[] = {
	"one", "two", "  three", "four # 4", "five: 5", "- six", "", "seven", "\"eight\"", "nine"};

static inline struct node *
random_text(struct builder *b)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint n = pick(8); n > 0; n--)
		g_string_append_printf(text, "%s\n", text_lines[pick(G_N_ELEMENTS(text_lines))]);
	if (!pick(4) && text->len)
		g_string_truncate(text, text->len - 1);
	return build_scalar(b, text->str);
}

/* One value of a scalar field; NULL when nothing in the pool fits. */
static inline struct node *
random_scalar(struct builder *b, const struct field *field)
{
	guint first = pick(G_N_ELEMENTS(pool));

	if (field->values)
		return build_scalar(b, field->values[pick(g_strv_length((char **)field->values))]);
	if (g_str_equal(field->type->name, "text") && pick(4))
		return random_text(b);
	for (guint i = 0; i < G_N_ELEMENTS(pool); i++) {
		const char *text = pool[(first + i) % G_N_ELEMENTS(pool)];

		if (type_check(field, text, NULL))
			return build_scalar(b, text);
	}
	return NULL;
}

static inline struct node *random_value(struct builder *b, const struct field *field, int depth);

static inline struct node *
random_map(struct builder *b, const GPtrArray *fields, int depth)
{
	struct node *map = build_map(b);

	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		struct node *value = field->required || !pick(3) ? random_value(b, field, depth + 1) : NULL;

		if (value)
			build_map_add(b, map, field->name, value);
		g_assert_true(value || !field->required);
	}
	return map;
}

static inline struct node *
random_item(struct builder *b, const struct field *field, int depth)
{
	return field->fields ? random_map(b, field->fields, depth) : random_scalar(b, field);
}

static inline gboolean
has_item(const struct field *field, const struct node *list, const struct node *item)
{
	for (guint i = 0; i < list->n; i++)
		if (field->key ? !g_strcmp0(node_text(list->items[i], field->key), node_text(item, field->key))
			       : node_equal(list->items[i], item))
			return TRUE;
	return FALSE;
}

static inline struct node *
random_value(struct builder *b, const struct field *field, int depth)
{
	struct node *list;

	if (field->count_of || depth > 4)
		return NULL;
	if (!field->list)
		return random_item(b, field, depth);
	list = build_list(b);
	for (guint n = 1 + pick(4); n > 0; n--) {
		struct node *item = random_item(b, field, depth);

		if (item && !has_item(field, list, item))
			build_list_add(b, list, item);
	}
	return list->n ? list : NULL;
}

/* Comments and empty lines above some fields. */
static inline char *
with_comments(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (char **l = lines; *l && (l[1] || **l); l++) {
		if (g_ascii_isalpha(**l) && !pick(8))
			g_string_append_printf(out, "%s# about %.4s\n", pick(3) ? "" : "\n", *l);
		g_string_append_printf(out, "%s\n", *l);
	}
	if (!pick(4))
		g_string_append(out, "# the end\n");
	return g_string_free(out, FALSE);
}

/* Is all right? Values that are right one by one may be wrong together; then one tries again. */
static inline gboolean
is_right(const struct record *r)
{
	g_autoptr(GPtrArray) problems = problems_new();

	record_check(r, problems);
	for (guint i = 0; i < problems->len; i++)
		if (!g_str_equal(((struct problem *)problems->pdata[i])->rule, "ordered"))
			g_error("%s\n%s", ((struct problem *)problems->pdata[i])->message, r->doc->text);
	return problems->len == 0;
}

static inline struct record *
try_record(const struct kinds *kinds, const struct kind *kind)
{
	g_autoptr(GError) err = NULL;
	AUTO(builder) b = builder_new();
	struct node *map = build_map(b);
	g_autofree char *id = NULL, *path = NULL, *plain = NULL, *text = NULL;
	struct record *r;

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		struct node *value = NULL;

		if (!g_str_equal(field->name, CONFLICTS) && (field->required || pick(2)))
			value = random_value(b, field, 0);
		if (name_in(kind->id_from, field->name))
			value = build_scalar(b, g_str_equal(field->type->name, "day")	    ? "2026-11-30"
						: g_str_equal(field->type->name, "integer") ? "2026"
											    : "press-shop");
		if (value)
			build_map_add(b, map, field->name, value);
	}
	g_assert_true(record_new_id(kind, "press-shop", 740000, map, &id, &path, &err));
	plain = record_write(kind, map);
	text = with_comments(plain);
	r = record_parse(kinds, path, text, strlen(text), &err);
	g_assert_no_error(err);
	return r;
}

/* A right record of a kind; its path is that of its id. */
static inline struct record *
random_record(const struct kinds *kinds, const struct kind *kind)
{
	for (;;) {
		AUTO(record) r = try_record(kinds, kind);

		if (is_right(r))
			return g_steal_pointer(&r);
	}
}

/* --- edits --- */

static inline struct node *
edited_text(struct builder *b, const char *old)
{
	g_auto(GStrv) lines = g_strsplit(old, "\n", -1);
	guint n = g_strv_length(lines);
	guint at = n ? pick(n) : 0;
	g_autofree char *text = NULL;

	if (!n || !pick(6))
		return random_text(b);
	if (!*lines[at] && at + 1 == n)
		return build_scalar(b, old);
	g_free(lines[at]);
	lines[at] = g_strdup_printf("%s%u", text_lines[pick(G_N_ELEMENTS(text_lines))], pick(3));
	text = g_strjoinv("\n", lines);
	return build_scalar(b, text);
}

static inline struct node *
edited_list(struct builder *b, const struct field *field, const struct node *old)
{
	struct node *list = build_list(b), *item;
	guint out = pick(old->n + 2), change = pick(old->n + 2);

	for (guint i = 0; i < old->n; i++) {
		if (i == out && !(field->append_only && pick(2)))
			continue;
		item = i == change && field->key ? random_item(b, field, 0) : build_copy(b, old->items[i]);
		if (i == change && field->key) { /* the same entry, otherwise */
			node_get(item, field->key)->text = build_scalar(b, node_text(old->items[i], field->key))->text;
		}
		build_list_add(b, list, item);
	}
	for (guint n = pick(3); n > 0; n--) {
		item = random_item(b, field, 0);
		if (item && !has_item(field, list, item))
			build_list_add(b, list, item);
	}
	return list->n ? list : build_copy(b, old);
}

/* A map with one part otherwise. */
static inline struct node *
edited_map(struct builder *b, const struct field *field, const struct node *old)
{
	struct node *map = build_map(b);
	const struct field *part = field->fields->pdata[pick(field->fields->len)];
	struct node *value = random_value(b, part, 1);

	for (guint i = 0; i < old->n; i++)
		if (!g_str_equal(old->keys[i]->text, part->name))
			build_map_add(b, map, old->keys[i]->text, build_copy(b, old->items[i]));
	if (value)
		build_map_add(b, map, part->name, value);
	else if (node_get(old, part->name))
		build_map_add(b, map, part->name, build_copy(b, node_get(old, part->name)));
	return map;
}

/* What a field may become; NULL: it goes. */
static inline struct node *
edited(struct builder *b, const struct field *field, const struct node *old)
{
	struct node *value;

	if (old && !field->required && !pick(5))
		return NULL;
	if (old && field->list)
		return edited_list(b, field, old);
	if (old && field->fields)
		return edited_map(b, field, old);
	if (old && g_str_equal(field->type->name, "text"))
		return edited_text(b, old->text);
	value = random_value(b, field, 0);
	return value || !old ? value : build_copy(b, old);
}

static inline struct record *
try_edit(const struct kinds *kinds, const struct record *old, const GPtrArray *fields, guint most)
{
	g_autoptr(GError) err = NULL;
	AUTO(builder) b = builder_new();
	AUTO(edit) e = edit_new(old->doc, kind_order(old->kind));
	g_autofree char *text = NULL;
	struct record *new;

	for (guint n = pick(most + 1); n > 0 && fields->len; n--) {
		const struct field *field = fields->pdata[pick(fields->len)];
		struct node *value = edited(b, field, record_node(old, field->name));

		if (value)
			edit_set(e, field->name, value);
		else
			edit_remove(e, field->name);
	}
	text = edit_finish(e, &err);
	g_assert_no_error(err);
	new = record_parse(kinds, old->path, text, strlen(text), &err);
	g_assert_no_error(err);
	return new;
}

/* A record with some of these fields (struct field *) changed. Ids stay. */
static inline struct record *
random_edit(const struct kinds *kinds, const struct record *old, const GPtrArray *fields, guint most)
{
	for (;;) {
		AUTO(record) r = try_edit(kinds, old, fields, most);

		if (is_right(r))
			return g_steal_pointer(&r);
	}
}

#endif
