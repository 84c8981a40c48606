/* Register numbers: what one says, who gets the next, and which are wrong. */
#include "register.h"
#include "conflict.h"
#include "edit.h"
#include "text.h"

#include <string.h>

#define DIGITS_LEAST 3
#define DIGITS_MOST 9

/* --- what a number says --- */

gboolean
number_parse(const struct kind *kind, const char *text, struct number *out)
{
	gsize prefix = kind->prefix ? strlen(kind->prefix) : 0;
	const char *count = strrchr(text, '-'), *year;
	gsize digits = count ? strspn(count + 1, "0123456789") : 0, site;

	if (!prefix || strncmp(text, kind->prefix, prefix) || text[prefix] != '-' || !count || count[digits + 1] ||
		digits < DIGITS_LEAST || digits > DIGITS_MOST || (digits > DIGITS_LEAST && count[1] == '0'))
		return FALSE;
	year = count - 4;
	if (year <= text + prefix || year[-1] != '-' || strspn(year, "0123456789") != 4)
		return FALSE;
	text += prefix + 1;
	site = year > text ? (gsize)(year - 1 - text) : 0;
	if (site >= sizeof(out->site) || (year > text && !site))
		return FALSE;
	*out = (struct number){.year = (int)g_ascii_strtoll(year, NULL, 10), .count = g_ascii_strtoull(count + 1, NULL, 10)};
	memcpy(out->site, text, site);
	return out->count > 0 && strspn(out->site, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == site && *out->site != '-';
}

/* "CAPA-PUN-2026-": what the numbers of one register have in common. */
static char *
series_name(const struct kind *kind, const struct number *number)
{
	return g_strdup_printf("%s-%s%s%04d-", kind->prefix, number->site, *number->site ? "-" : "", number->year);
}

char *
number_format(const struct kind *kind, const struct number *number)
{
	g_autofree char *series = series_name(kind, number);

	return g_strdup_printf("%s%0*" G_GUINT64_FORMAT, series, DIGITS_LEAST, number->count);
}

int
register_year(const struct kind *kind, const char *id)
{
	const char *yymm = kind->prefix && strlen(id) > strlen(kind->prefix) + 2 ? id + strlen(kind->prefix) + 1 : NULL;

	return yymm ? 2000 + (yymm[0] - '0') * 10 + yymm[1] - '0' : 0;
}

/* --- who gets the next --- */

/* One that waits. */
struct waiting {
	struct numbering *numbering;
	struct record *record;
	struct number number;
	char *series;
	gint64 made;
};

struct assigning {
	struct index *index;
	GPtrArray *waits;
	GHashTable *blocked; /* "kind/year" in which a file does not read */
	GHashTable *last;    /* series -> guint64 *: the number given last */
	GPtrArray *waiting;  /* struct waiting * */
};

void
numbering_free(struct numbering *numbering)
{
	g_free(numbering->path);
	g_free(numbering->id);
	g_free(numbering->number);
	g_free(numbering->text);
	g_free(numbering);
}

static void
waiting_free(gpointer data)
{
	struct waiting *w = data;

	if (w->numbering)
		numbering_free(w->numbering);
	record_free(w->record);
	g_free(w->series);
	g_free(w);
}

static void G_GNUC_PRINTF(6, 7) add(
	GPtrArray *problems, const char *file, const struct node *at, const char *id, const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(problems, problem_new(file, at, NUMBER, id, g_strdup_vprintf(format, args), g_strdup(hint)));
	va_end(args);
}

static char *
block_name(const struct kind *kind, const char *id)
{
	return g_strdup_printf("%s/%d", kind->name, register_year(kind, id));
}

static gboolean
find_blocked(struct assigning *a, GError **err)
{
	g_autoptr(GPtrArray) bad = problems_new();

	if (!index_bad(a->index, bad, err))
		return FALSE;
	for (guint i = 0; i < bad->len; i++) {
		const struct problem *p = bad->pdata[i];
		const struct kind *kind = kind_of_path(index_snapshot(a->index)->kinds, p->file);
		g_autofree char *id = kind && kind->registered ? record_id(kind, p->file) : NULL;

		if (!id)
			continue;
		g_hash_table_add(a->blocked, block_name(kind, id));
		add(a->waits, p->file, NULL, id, "mend it; 'sx check' says what is wrong with it",
			"it does not read, so the %s of %d get no numbers yet", kind->plural, register_year(kind, id));
	}
	return TRUE;
}

/* When it says that it was made; the end of time when it does not say. */
static gint64
made_at(const struct record *record)
{
	gint64 seconds;
	int offset;

	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *field = record->kind->fields->pdata[i];
		const char *text = field->immutable && !g_strcmp0(field->def, "now") ? record_get(record, field->name) : NULL;

		if (text && event_parse(text, &seconds, &offset, NULL))
			return seconds;
	}
	return G_MAXINT64;
}

static gboolean
in_conflict(const struct record *record, const struct field *field)
{
	g_autoptr(GPtrArray) all = conflicts_of(record);
	const char *matter = kind_matter(record->kind, field->name);

	for (guint i = 0; i < all->len; i++)
		if (g_str_equal(((const struct conflict *)all->pdata[i])->matter.field, matter))
			return TRUE;
	return FALSE;
}

/* The site that its number says; FALSE when it cannot be told yet, which is appended to waits. */
static gboolean
take_site(struct assigning *a, const struct record *record, char *out, gsize size)
{
	const struct field *field = kind_site(record->kind);
	const char *site = field ? record_get(record, field->name) : NULL;
	const struct config *config = index_snapshot(a->index)->config;

	if (field && in_conflict(record, field)) {
		add(a->waits, record->path, record_node(record, field->name), record->id, "settle it with 'sx resolve'",
			"its %s is in conflict, so it gets no number yet", field->name);
		return FALSE;
	}
	if (site && (!type_check(field, site, NULL) || (config->sites->len && !config_site(config, site)))) {
		add(a->waits, record->path, record_node(record, field->name), record->id, "correct it, or add it to the sites",
			"its %s '%.80s' is none, so it gets no number yet", field->name, site);
		return FALSE;
	}
	g_strlcpy(out, site ? site : "", size);
	return TRUE;
}

static void
consider(struct assigning *a, const char *path, const char *text, gsize length)
{
	struct record *record = record_parse(index_snapshot(a->index)->kinds, path, text, length, NULL);
	g_autofree char *block = record ? block_name(record->kind, record->id) : NULL;
	struct number number = {.year = record ? register_year(record->kind, record->id) : 0};
	struct waiting *w;

	if (!record || g_hash_table_contains(a->blocked, block) || record_node(record, NUMBER) ||
		!take_site(a, record, number.site, sizeof(number.site))) {
		record_free(record);
		return;
	}
	w = g_new0(struct waiting, 1);
	w->record = record;
	w->number = number;
	w->series = series_name(record->kind, &number);
	w->made = made_at(record);
	g_ptr_array_add(a->waiting, w);
}

static int
by_turn(gconstpointer a, gconstpointer b)
{
	const struct waiting *x = *(struct waiting *const *)a, *y = *(struct waiting *const *)b;
	int series = strcmp(x->series, y->series);

	if (series)
		return series;
	return x->made == y->made ? strcmp(x->record->id, y->record->id) : x->made < y->made ? -1 : 1;
}

/* The highest number of a series that any record has. */
static gboolean
ask_last(struct assigning *a, const struct waiting *w, guint64 *last, GError **err)
{
	AUTO(db_query) q = db_prepare(index_db(a->index), "select number from record where number >= ?1 and number < ?2", err);
	g_autofree char *end = g_strconcat(w->series, ":", NULL); /* behind all digits */
	gboolean row;

	if (!q)
		return FALSE;
	db_bind_text(q, 1, w->series);
	db_bind_text(q, 2, end);
	while (db_step(q, &row, err)) {
		g_autofree char *text = row ? text_upper(db_text(q, 0)) : NULL;
		struct number number;

		if (!row)
			return TRUE;
		if (number_parse(w->record->kind, text, &number) && number.year == w->number.year &&
			g_str_equal(number.site, w->number.site))
			*last = MAX(*last, number.count);
	}
	return FALSE;
}

static gboolean
give(struct assigning *a, struct waiting *w, GPtrArray *out, GError **err)
{
	const struct record *record = w->record;
	guint64 *last = g_hash_table_lookup(a->last, w->series);
	AUTO(builder) b = builder_new();
	AUTO(edit) edit = edit_new(record->doc, kind_order(record->kind));
	struct numbering *n;

	if (!last) {
		last = g_new0(guint64, 1);
		g_hash_table_insert(a->last, g_strdup(w->series), last);
		if (!ask_last(a, w, last, err))
			return FALSE;
	}
	w->number.count = ++*last;
	n = w->numbering = g_new0(struct numbering, 1);
	n->kind = record->kind;
	n->path = g_strdup(record->path);
	n->id = g_strdup(record->id);
	n->number = number_format(record->kind, &w->number);
	if (!number_parse(record->kind, n->number, &w->number)) {
		add(a->waits, record->path, NULL, record->id, "correct the last one, which cannot be right",
			"there is no number after those that the register has");
		return TRUE;
	}
	edit_set(edit, NUMBER, build_scalar(b, n->number));
	n->text = edit_finish(edit, err);
	if (!n->text) {
		error_at(err, record->path, 0, 0);
		return FALSE;
	}
	g_ptr_array_add(out, g_steal_pointer(&w->numbering));
	return TRUE;
}

static gboolean
assign(struct assigning *a, GPtrArray *out, GError **err)
{
	AUTO(db_query) q = find_blocked(a, err) ? index_unnumbered(a->index, err) : NULL;
	gboolean row = q != NULL;

	if (!q)
		return FALSE;
	while (row) {
		gsize length;
		const char *text;

		if (!db_step(q, &row, err))
			return FALSE;
		if (!row)
			break;
		text = db_bytes(q, 3, &length);
		consider(a, db_text(q, 2), text ? text : "", text ? length : 0);
	}
	g_ptr_array_sort(a->waiting, by_turn);
	for (guint i = 0; i < a->waiting->len; i++)
		if (!give(a, a->waiting->pdata[i], out, err))
			return FALSE;
	return TRUE;
}

GPtrArray *
register_assign(struct index *index, GPtrArray *waits, GError **err)
{
	struct assigning a = {.index = index,
		.waits = waits,
		.blocked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
		.waiting = g_ptr_array_new_with_free_func(waiting_free)};
	g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func((GDestroyNotify)numbering_free);
	gboolean ok = assign(&a, out, err);

	g_ptr_array_unref(a.waiting);
	g_hash_table_unref(a.last);
	g_hash_table_unref(a.blocked);
	return ok ? g_steal_pointer(&out) : NULL;
}
