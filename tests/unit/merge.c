/* The laws of merging, over random records of every kind; --seed with the seed that is printed shows one again. */
#include "merge.h"
#include "record_random.h"

#define ROUNDS 60 /* of each kind */

static struct kinds *kinds;

/* Whoever wrote a side's text wrote all its values: the same from either end. */
static void
origin(enum merge_side side, const struct matter *matter, void *data, struct origin *out)
{
	const struct merge *merge = data;

	out->commit = g_compute_checksum_for_string(G_CHECKSUM_SHA1, merge->sides[side]->doc->text, -1);
	out->by = g_strndup(out->commit, 6);
}

static char *
merged(const struct record *base, const struct record *ours, const struct record *theirs)
{
	struct merge merge = {{base, ours, theirs}, origin, &merge};
	g_autoptr(GError) err = NULL;
	char *text = merge_record(&merge, NULL, &err);

	g_assert_no_error(err);
	return text;
}

static struct record *
parsed(const struct record *like, const char *text)
{
	g_autoptr(GError) err = NULL;
	g_autoptr(GPtrArray) problems = problems_new();
	struct record *r = record_parse(kinds, like->path, text, strlen(text), &err);

	if (err)
		g_error("%s\n%s", err->message, text);
	record_check(r, problems);
	for (guint i = 0; i < problems->len; i++)
		g_error("%s\n%s", ((struct problem *)problems->pdata[i])->message, text);
	return r;
}

/* The case as tests/merge/ has its cases, and the end: what fails once is not tried further. */
G_NORETURN static void
give_up(const char *fault, const struct record *b, const struct record *x, const struct record *y)
{
	g_autofree char *is = merged(b, x, y);

	printf("%s\npath %s\n", fault, x->path);
	printf("%s%s=== ours\n%s=== theirs\n%s=== merged\n%s", b ? "=== base\n" : "", b ? b->doc->text : "", x->doc->text,
		y->doc->text, is);
	printf("Bail out! %s\n", fault);
	exit(1);
}

/* --- nothing is lost --- */

struct sides {
	const struct record *base, *ours, *theirs, *result;
};

static gboolean
waits(const struct record *r, const struct matter *matter, const struct node *value)
{
	const struct node *list = record_node(r, CONFLICTS);
	g_autofree char *text = matter_text(value);

	for (guint i = 0; list && i < list->n; i++) {
		struct matter about = conflict_matter(list->items[i]);

		if (matter_equal(&about, matter) && !g_strcmp0(node_text(list->items[i], "value"), text))
			return TRUE;
	}
	return FALSE;
}

static gboolean
contains(const struct node *list, const struct node *item)
{
	for (guint i = 0; list && i < list->n; i++)
		if (node_equal(list->items[i], item))
			return TRUE;
	return FALSE;
}

/* Each part that differs from the base is as on the side. */
static gboolean
parts_kept(const struct node *base, const struct node *side, const struct node *result)
{
	for (guint i = 0; side && side->type == NODE_MAP && i < side->n; i++)
		if (!node_equal(side->items[i], node_get(base, side->keys[i]->text)) &&
			!node_equal(side->items[i], node_get(result, side->keys[i]->text)))
			return FALSE;
	return side && side->type == NODE_MAP && result && result->type == NODE_MAP;
}

static gboolean
lines_kept(const struct node *base, const struct node *side, const struct node *result)
{
	g_auto(GStrv) was = g_strsplit(base ? base->text : "", "\n", -1), is = g_strsplit(side->text, "\n", -1),
		      now = g_strsplit(result ? result->text : "", "\n", -1);

	for (char **l = is; *l; l++)
		if (!g_strv_contains((const char *const *)was, *l) && !g_strv_contains((const char *const *)now, *l))
			return FALSE;
	return TRUE;
}

/* Of two moments or people of one key the earlier stands; but for what is said of it, and nothing comes back that was revoked. */
static gboolean
key_kept(const struct node *is, const struct node *result)
{
	static const char *const said[] = {"key", "from", "until", "by", "proof", "vouchers"};
	gint64 revoked, until;
	int offset;

	for (guint i = 0; i < G_N_ELEMENTS(said); i++)
		if (node_get(is, said[i]) && !node_get(result, said[i]))
			return FALSE;
	if (!node_get(is, "revoked"))
		return TRUE;
	return node_get(result, "revoked") && event_parse(node_text(is, "revoked"), &until, &offset, NULL) &&
	       event_parse(node_text(result, "revoked"), &revoked, &offset, NULL) && revoked <= until;
}

static gboolean
entries_kept(const struct sides *s, const struct field *field, const struct record *side)
{
	const struct node *list = record_node(side, field->name);
	AUTO(builder) b = builder_new();

	for (guint i = 0; list && i < list->n; i++) {
		struct matter matter = {field->name, node_text(list->items[i], field->key)};
		const struct node *base = s->base ? matter_value(b, s->ours->kind, &matter, s->base->doc->root) : NULL;
		const struct node *is = matter_value(b, s->ours->kind, &matter, side->doc->root);
		const struct node *result = matter_value(b, s->ours->kind, &matter, s->result->doc->root);

		if (!node_equal(is, base) && !node_equal(is, result) && !waits(s->result, &matter, is) &&
			!parts_kept(base, is, result) &&
			(g_strcmp0(field->name, s->ours->kind->keys) != 0 || !key_kept(is, result)))
			return FALSE;
	}
	return TRUE;
}

static gboolean
items_kept(const struct node *base, const struct node *side, const struct node *result)
{
	for (guint i = 0; side && i < side->n; i++)
		if (!contains(base, side->items[i]) && !contains(result, side->items[i]))
			return FALSE;
	for (guint i = 0; base && i < base->n; i++)
		if (!contains(side, base->items[i]) && contains(result, base->items[i]))
			return FALSE;
	return TRUE;
}

static gboolean
kept(const struct sides *s, const struct matter *matter, const struct record *side)
{
	const struct kind *kind = side->kind;
	const struct field *field = kind_field(kind, matter->field);
	AUTO(builder) b = builder_new();
	const struct node *base = s->base ? matter_value(b, kind, matter, s->base->doc->root) : NULL;
	const struct node *is = matter_value(b, kind, matter, side->doc->root);
	const struct node *result = matter_value(b, kind, matter, s->result->doc->root);

	if (node_equal(is, base) || node_equal(is, result) || waits(s->result, matter, is))
		return TRUE;
	if (kind_matter_coupled(kind, matter->field) || field->immutable)
		return !base && matter_made(kind, matter->field);
	if (field->list && field->key)
		return entries_kept(s, field, side);
	if (field->list)
		return items_kept(base, is, result);
	if (field->fields)
		return parts_kept(base, is, result);
	return field->merge == MERGE_TEXT && is && lines_kept(base, is, result);
}

/* What one side alone changed is as on that side. */
static gboolean
taken(const struct sides *s, const struct matter *matter)
{
	const struct kind *kind = s->ours->kind;
	AUTO(builder) b = builder_new();
	const struct node *base = s->base ? matter_value(b, kind, matter, s->base->doc->root) : NULL;
	const struct node *ours = matter_value(b, kind, matter, s->ours->doc->root),
			  *theirs = matter_value(b, kind, matter, s->theirs->doc->root),
			  *result = matter_value(b, kind, matter, s->result->doc->root);

	if (node_equal(ours, theirs) || node_equal(base, theirs))
		return node_equal(result, ours);
	return !node_equal(base, ours) || node_equal(result, theirs);
}

/* What is lost; NULL: nothing. */
static const char *
find_lost(const struct sides *s)
{
	const struct kind *kind = s->ours->kind;

	for (guint i = 0; i < kind->fields->len; i++) {
		struct matter matter = {kind_matter(kind, ((struct field *)kind->fields->pdata[i])->name), NULL};

		if (g_str_equal(matter.field, CONFLICTS))
			continue;
		if (!kept(s, &matter, s->ours) || !kept(s, &matter, s->theirs) || !taken(s, &matter))
			return matter.field;
	}
	return NULL;
}

/* --- the laws --- */

/* All that an edit may touch: what makes ids stays, and conflicts come from merges. */
static GPtrArray *
editable(const struct kind *kind)
{
	GPtrArray *fields = g_ptr_array_new();

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];

		if (!name_in(kind->id_from, field->name) && !field->count_of && !g_str_equal(field->name, CONFLICTS))
			g_ptr_array_add(fields, (gpointer)field);
	}
	return fields;
}

/* A law that does not hold; NULL: they all do. Caller frees. */
static char *
find_fault(const struct record *b, const struct record *x, const struct record *y)
{
	g_autofree char *one = merged(b, x, y), *other = merged(b, y, x);
	AUTO(record) result = parsed(x, one);
	struct sides sides = {b, x, y, result};
	g_autofree char *again = merged(b, result, result);
	const char *lost;

	if (!g_str_equal(one, other))
		return g_strdup("it is not symmetric");
	if (!g_str_equal(again, one))
		return g_strdup("merge(b,x,x) is not x");
	lost = find_lost(&sides);
	if (lost)
		return g_strconcat(lost, " is lost", NULL);
	if (b) {
		g_autofree char *left = merged(b, x, b), *right = merged(b, b, x), *whole = merged(x, result, x);

		if (!g_str_equal(left, x->doc->text) || !g_str_equal(right, x->doc->text))
			return g_strdup("merge(b,x,b) is not x");
		if (!g_str_equal(whole, one))
			return g_strdup("what is merged is merged again");
	}
	return NULL;
}

/* A record without a field, when it is right without; else NULL. */
static struct record *
without(const struct record *r, const char *field)
{
	g_autoptr(GError) err = NULL;
	AUTO(edit) e = edit_new(r->doc, kind_order(r->kind));
	g_autoptr(GPtrArray) problems = problems_new();
	g_autofree char *text = NULL;
	AUTO(record) less = NULL;

	edit_remove(e, field);
	text = edit_finish(e, &err);
	g_assert_no_error(err);
	less = record_parse(kinds, r->path, text, strlen(text), &err);
	g_assert_no_error(err);
	record_check(less, problems);
	return problems->len ? NULL : g_steal_pointer(&less);
}

/* Takes a field away from all three sides, or from those of the mask, if the case fails without it as well. */
static gboolean
take_away(struct record **sides, const char *field, guint mask, const char *fault)
{
	struct record *less[3] = {NULL};
	g_autofree char *now = NULL;
	gboolean fails = TRUE, is_less = FALSE;

	for (guint i = 0; i < 3; i++) {
		gboolean has = sides[i] && (mask >> i & 1) && record_node(sides[i], field);

		less[i] = has ? without(sides[i], field) : NULL;
		fails = fails && (less[i] || !has);
		is_less = is_less || has;
	}
	if (fails && is_less)
		now = find_fault(less[0] ? less[0] : sides[0], less[1] ? less[1] : sides[1], less[2] ? less[2] : sides[2]);
	fails = !g_strcmp0(now, fault);
	for (guint i = 0; i < 3; i++) {
		struct record *out = fails && less[i] ? sides[i] : less[i];

		if (fails && less[i])
			sides[i] = less[i];
		if (out)
			record_free(out);
	}
	return fails;
}

/* Three copies that may be made smaller: the fields that a case does not need make it hard to read. */
static void
check_laws(const struct record *b, const struct record *x, const struct record *y)
{
	static const guint masks[] = {7, 6, 1, 2, 4};
	g_autofree char *fault = find_fault(b, x, y);
	struct record *sides[3];
	gboolean again = TRUE;

	if (!fault)
		return;
	sides[0] = b ? parsed(b, b->doc->text) : NULL;
	sides[1] = parsed(x, x->doc->text);
	sides[2] = parsed(y, y->doc->text);
	while (again) {
		again = FALSE;
		for (guint i = 0; i < x->kind->fields->len; i++)
			for (guint k = 0; k < G_N_ELEMENTS(masks); k++)
				again = take_away(sides, ((struct field *)x->kind->fields->pdata[i])->name, masks[k], fault) ||
					again;
	}
	give_up(fault, sides[0], sides[1], sides[2]);
}

static void
laws(gconstpointer data)
{
	const struct kind *kind = data;
	g_autoptr(GPtrArray) fields = editable(kind);

	for (int i = 0; i < ROUNDS; i++) {
		AUTO(record) b = random_record(kinds, kind);
		AUTO(record) x = random_edit(kinds, b, fields, 8);
		AUTO(record) y = random_edit(kinds, b, fields, 8);

		check_laws(b, x, y);
		check_laws(NULL, x, y);
	}
}

/* Three lines of work with fields of their own. */
static void
associative(gconstpointer data)
{
	const struct kind *kind = data;
	g_autoptr(GPtrArray) fields = editable(kind);

	for (int i = 0; i < ROUNDS; i++) {
		GPtrArray *of[3] = {g_ptr_array_new(), g_ptr_array_new(), g_ptr_array_new()};
		AUTO(record) b = random_record(kinds, kind);

		for (guint k = 0; k < fields->len; k++) {
			const char *name = kind_matter(kind, ((struct field *)fields->pdata[k])->name);

			g_ptr_array_add(of[(g_str_hash(name) + (guint)i) % 3], fields->pdata[k]);
		}
		AUTO(record) x = random_edit(kinds, b, of[0], 6);
		AUTO(record) y = random_edit(kinds, b, of[1], 6);
		AUTO(record) z = random_edit(kinds, b, of[2], 6);
		g_autofree char *xy = merged(b, x, y), *yz = merged(b, y, z);
		AUTO(record) left = parsed(b, xy);
		AUTO(record) right = parsed(b, yz);
		g_autofree char *one = merged(b, left, z), *other = merged(b, x, right);
		AUTO(record) result = parsed(b, one);

		if (!g_str_equal(one, other) || conflicts_wait(result->doc->root))
			give_up("three lines of work, of which ours is two, are not one", b, left, z);
		for (guint k = 0; k < G_N_ELEMENTS(of); k++)
			g_ptr_array_unref(of[k]);
	}
}

/* The same merge from both ends, and then each other's: what plants do that pull at once. */
static void
converges(gconstpointer data)
{
	const struct kind *kind = data;
	g_autoptr(GPtrArray) fields = editable(kind);

	for (int i = 0; i < ROUNDS; i++) {
		AUTO(record) b = random_record(kinds, kind);
		AUTO(record) x = random_edit(kinds, b, fields, 8);
		AUTO(record) y = random_edit(kinds, b, fields, 8);
		g_autofree char *xy = merged(b, x, y);
		AUTO(record) joined = parsed(b, xy);
		AUTO(record) more = random_edit(kinds, joined, fields, 4);
		AUTO(record) other = random_edit(kinds, joined, fields, 4);

		check_laws(joined, more, other);
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) err = NULL;
	static const struct {
		const char *name;
		void (*run)(gconstpointer);
	} tests[] = {{"laws", laws}, {"associative", associative}, {"converges", converges}};

	g_test_init(&argc, &argv, NULL);
	kinds = kinds_new();
	kinds_add_builtin(kinds, &err);
	g_assert_no_error(err);
	kinds_seal(kinds, &err);
	g_assert_no_error(err);
	for (guint i = 0; i < kinds_all(kinds)->len; i++)
		for (guint k = 0; k < G_N_ELEMENTS(tests); k++) {
			const struct kind *kind = kinds_all(kinds)->pdata[i];
			g_autofree char *path = g_strdup_printf("/merge/%s/%s", tests[k].name, kind->name);

			g_test_add_data_func(path, kind, tests[k].run);
		}
	int status = g_test_run();
	kinds_free(kinds);
	return status;
}
