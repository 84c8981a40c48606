/* The sum that orders what needs attention, and its terms in words. */
#include "attention.h"
#include "data.h"

#include <string.h>

#define PATH ".sx/attention.yaml"
#define AGE_LIMIT 5

struct attention {
	struct doc *doc;
	double due, blocking, blocked, age;
	int due_days, age_days;
	const char *blocking_field, *age_field; /* NULL: the term is left out */
	const struct node *blocked_states;
	const struct node *fields; /* map: field -> map: value -> weight */
};

static gboolean
number(const struct node *map, const char *key, double *out, GError **err)
{
	const struct node *node = node_get(map, key);
	if (!node)
		return TRUE;
	char *end = NULL;
	double value = node->type == NODE_SCALAR ? g_ascii_strtod(node->text, &end) : 0;
	if (!end || end == node->text || *end || value < -1e6 || value > 1e6) {
		error_set(err, ERR_INVALID, "%s is not a number", key);
		error_at(err, PATH, node->line, node->column);
		return FALSE;
	}
	*out = value;
	return TRUE;
}

static gboolean
check_fields(const struct node *fields, GError **err)
{
	double unused;
	for (guint i = 0; fields && fields->type == NODE_MAP && i < fields->n; i++) {
		const struct node *values = fields->items[i];
		for (guint k = 0; values->type == NODE_MAP && k < values->n; k++)
			if (!number(values, values->keys[k]->text, &unused, err))
				return FALSE;
	}
	return TRUE;
}

static gboolean
days(const struct node *map, int *out, GError **err)
{
	double value = *out;
	if (!number(map, "days", &value, err))
		return FALSE;
	*out = MAX(1, (int)value);
	return TRUE;
}

static gboolean
read_terms(struct attention *a, GError **err)
{
	const struct node *root = a->doc->root;
	const struct node *due = node_get(root, "due"), *blocking = node_get(root, "blocking"),
			  *blocked = node_get(root, "blocked"), *age = node_get(root, "age");
	a->due_days = 7;
	a->age_days = 365;
	a->blocking_field = node_text(blocking, "field");
	a->blocked_states = node_get(blocked, "states");
	a->age_field = node_text(age, "field");
	a->fields = node_get(root, "fields");
	return number(due, "weight", &a->due, err) && days(due, &a->due_days, err) &&
	       number(blocking, "weight", &a->blocking, err) && number(blocked, "weight", &a->blocked, err) &&
	       number(age, "weight", &a->age, err) && days(age, &a->age_days, err) && check_fields(a->fields, err);
}

struct attention *
attention_read(struct snapshot *snapshot, GError **err)
{
	GError *failed = NULL;
	g_autoptr(GBytes) own = snapshot_read(snapshot, PATH, &failed);
	if (failed) {
		g_propagate_error(err, failed);
		return NULL;
	}
	const struct data_file *built_in = data_find("attention.yaml");
	gsize length = built_in->length;
	const char *text = own ? g_bytes_get_data(own, &length) : built_in->text;
	AUTO(attention) a = g_new0(struct attention, 1);
	a->doc = doc_parse(PATH, text ? text : "", length, err);
	if (!a->doc || !read_terms(a, err))
		return NULL;
	return g_steal_pointer(&a);
}

void
attention_free(struct attention *a)
{
	if (!a)
		return;
	doc_free(a->doc);
	g_free(a);
}

void
attention_item_free(struct attention_item *item)
{
	g_free(item->kind);
	g_free(item->id);
	g_free(item->title);
	g_free(item->owner);
	g_free(item->due);
	g_free(item->state);
	g_free(item->site);
	g_free(item->clock);
	g_free(item->group);
	g_free(item->explain);
	g_free(item);
}

static gboolean
in_node(const struct node *list, const char *text)
{
	for (guint i = 0; text && list && list->type == NODE_LIST && i < list->n; i++)
		if (list->items[i]->type == NODE_SCALAR && !strcmp(list->items[i]->text, text))
			return TRUE;
	return FALSE;
}

gboolean
attention_blocked(const struct attention *a, const char *state)
{
	return in_node(a->blocked_states, state);
}

/* The ids that open records wait for. */
static GHashTable *
blocking_ids(struct index *index, const struct attention *a, GError **err)
{
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!a->blocking_field)
		return g_steal_pointer(&ids);
	AUTO(db_query)
	q = db_prepare(index_db(index),
		"select distinct l.target from link l join record r on r.rid = l.rid where l.field = ?1 and r.open", err);
	if (!q)
		return NULL;
	db_bind_text(q, 1, a->blocking_field);
	gboolean row;
	for (;;) {
		if (!db_step(q, &row, err))
			return NULL;
		if (!row)
			return g_steal_pointer(&ids);
		g_hash_table_add(ids, g_strdup(db_text(q, 0)));
	}
}

static gboolean
some_kind_has(const struct kinds *kinds, const char *field)
{
	const GPtrArray *all = kinds_all(kinds);
	for (guint i = 0; i < all->len; i++)
		if (kind_field(all->pdata[i], field))
			return TRUE;
	return FALSE;
}

enum { ID, KIND, TITLE, OWNER, DUE, STATE, SITE, GROUP, FIXED };

/* The columns to ask for: the fixed ones, the group, the fields weighed, the day of birth. */
static GPtrArray *
columns_of(const struct attention *a, const struct kinds *kinds, const char *group)
{
	static const char *const fixed[] = {"id", "kind", "title", "owner", "due", "state", "site"};
	GPtrArray *columns = g_ptr_array_new();
	for (guint i = 0; i < GROUP; i++)
		g_ptr_array_add(columns, (gpointer)fixed[i]);
	g_ptr_array_add(columns, (gpointer)(group ? group : "id"));
	for (guint i = 0; a->fields && a->fields->type == NODE_MAP && i < a->fields->n; i++)
		if (some_kind_has(kinds, a->fields->keys[i]->text))
			g_ptr_array_add(columns, (gpointer)a->fields->keys[i]->text);
	if (a->age_field && some_kind_has(kinds, a->age_field))
		g_ptr_array_add(columns, (gpointer)a->age_field);
	g_ptr_array_add(columns, NULL);
	return columns;
}

/* --- clocks --- */

/* Can records of that kind have one? */
static const struct kind *
kind_with_clocks(const struct kinds *kinds, const char *name)
{
	const struct kind *kind = kind_find(kinds, name);
	return kind && kind->workflow && kind->workflow->clocks->len ? kind : NULL;
}

/* "(due is not null or kind in ('capa'))" */
static char *
where_dated(const struct kinds *kinds)
{
	g_autoptr(GString) sql = g_string_new("due is not null");
	const GPtrArray *all = kinds_all(kinds);
	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = all->pdata[i];
		g_autofree char *literal = kind_with_clocks(kinds, kind->name) ? db_string(kind->name) : NULL;
		if (literal)
			g_string_append_printf(sql, " or kind = %s", literal);
	}
	return g_strdup_printf("(%s)", sql->str);
}

/* The clock that ends first, of those that nothing has kept yet, when it does so before the due day is over. */
static gboolean
find_clock(struct attention_item *item, struct snapshot *snapshot, char **name, GError **err)
{
	const struct kind *kind = kind_with_clocks(snapshot->kinds, item->kind);
	AUTO(record) record = kind ? snapshot_record(snapshot, kind, item->id, err) : NULL;
	gint64 now = ageing_now(snapshot, item->site);
	const struct calendar *calendar = snapshot_calendar(snapshot, item->site);
	g_autoptr(GArray) clocks = record ? clocks_of(record, calendar, now) : NULL;
	const struct clock_run *first = NULL;
	for (guint i = 0; clocks && i < clocks->len; i++) {
		const struct clock_run *run = &g_array_index(clocks, struct clock_run, i);
		if ((run->state == CLOCK_RUNS || run->state == CLOCK_OVERDUE) && (!first || run->due < first->due))
			first = run;
	}
	if (!first)
		return !kind || record;
	int left = calendar_day(calendar, first->due) - ageing_today(snapshot, item->site);
	if (left > item->days_left)
		return TRUE;
	g_autofree char *says = clock_says(first, now);
	item->clock = g_strdup_printf("%s: %s", first->clock->name, says);
	*name = g_strdup(first->clock->name);
	item->days_left = first->state == CLOCK_OVERDUE ? MIN(left, -1) : left;
	return TRUE;
}

static void
term(struct attention_item *item, GString *said, double value, const char *what, const char *detail)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	if (value > -0.05 && value < 0.05)
		return;
	item->score += value;
	g_ascii_formatd(text, sizeof text, "%+.1f", value);
	g_string_append_printf(said, "%s%s %s%s%s", said->len ? "  " : "", text, what, detail ? " " : "", detail ? detail : "");
}

static void
weigh(struct attention_item *item, const struct attention *a, GHashTable *blocking, struct db_query *q, const GPtrArray *columns,
	day today, const char *clock)
{
	g_autoptr(GString) said = g_string_new(NULL);
	if (item->days_left < a->due_days)
		term(item, said, a->due * (a->due_days - MAX(0, item->days_left)) / a->due_days, clock ? clock : "due", NULL);
	if (g_hash_table_contains(blocking, item->id))
		term(item, said, a->blocking, "blocks others", NULL);
	if (attention_blocked(a, item->state))
		term(item, said, a->blocked, item->state, NULL);
	for (guint i = FIXED; i + 1 < columns->len; i++) {
		const char *name = columns->pdata[i], *value = db_text(q, i);
		const char *weight = value ? node_text(node_get(a->fields, name), value) : NULL;
		day born;
		if (weight)
			term(item, said, g_ascii_strtod(weight, NULL), name, value);
		char head[11];
		if (value && a->age_field && !strcmp(name, a->age_field) && g_strlcpy(head, value, sizeof head) >= 10 &&
			day_parse(head, &born, NULL) && born < today)
			term(item, said, MIN(AGE_LIMIT, (double)(today - born) / a->age_days) * a->age, "age", NULL);
	}
	item->explain = g_string_free(g_steal_pointer(&said), FALSE);
}

static struct attention_item *
item_of(struct db_query *q, const struct snapshot *snapshot)
{
	struct attention_item *item = g_new0(struct attention_item, 1);
	day due;
	item->id = g_strdup(db_text(q, ID));
	item->kind = g_strdup(db_text(q, KIND));
	item->title = g_strdup(db_text(q, TITLE));
	item->owner = g_strdup(db_text(q, OWNER));
	item->due = g_strdup(db_text(q, DUE));
	item->state = g_strdup(db_text(q, STATE));
	item->site = g_strdup(db_text(q, SITE));
	item->days_left =
		item->due && day_parse(item->due, &due, NULL) ? due - ageing_today(snapshot, db_text(q, SITE)) : G_MAXINT;
	return item;
}

int
attention_compare(const struct attention_item *a, const struct attention_item *b)
{
	if (a->score != b->score)
		return a->score < b->score ? 1 : -1;
	int by_due = g_strcmp0(a->due, b->due);
	return by_due ? by_due : strcmp(a->id, b->id);
}

static int
most_urgent(gconstpointer a, gconstpointer b)
{
	return attention_compare(*(struct attention_item *const *)a, *(struct attention_item *const *)b);
}

GPtrArray *
attention_list(struct index *index, const struct attention *a, const struct attention_scope *scope, GError **err)
{
	struct snapshot *snapshot = index_snapshot(index);
	const char *owner = scope->owner;
	if (owner && strchr(owner, '\''))
		return error_set(err, ERR_USAGE, "'%s' is no id", owner), NULL;
	g_autoptr(GHashTable) blocking = blocking_ids(index, a, err);
	if (!blocking)
		return NULL;
	g_autoptr(GPtrArray) columns = columns_of(a, snapshot->kinds, scope->group);
	g_autofree char *dated = where_dated(snapshot->kinds);
	g_autofree char *where = owner ? g_strdup_printf("open = 1 and %s and owner = '%s'", dated, owner)
				       : g_strdup_printf("open = 1 and %s", dated);
	struct selection selection = {.columns = (const char *const *)columns->pdata, .where = where, .unordered = TRUE};
	AUTO(db_query) q = query_select(index, &selection, err);
	if (!q)
		return NULL;
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)attention_item_free);
	gboolean row;
	for (;;) {
		if (!db_step(q, &row, err))
			return NULL;
		if (!row)
			break;
		struct attention_item *item = item_of(q, snapshot);
		g_autofree char *clock = NULL;
		g_ptr_array_add(items, item);
		if (!find_clock(item, snapshot, &clock, err))
			return NULL;
		if (!item->due && !clock) {
			g_ptr_array_set_size(items, (int)items->len - 1);
			continue;
		}
		item->group = scope->group ? g_strdup(db_text(q, GROUP)) : NULL;
		weigh(item, a, blocking, q, columns, snapshot->today, clock);
	}
	g_ptr_array_sort(items, most_urgent);
	if (scope->limit && items->len > scope->limit)
		g_ptr_array_set_size(items, scope->limit);
	return g_steal_pointer(&items);
}
