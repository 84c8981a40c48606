/* sx audit: the trail of changes as a table. */
#include "audit_pack.h"
#include "audit_refused.h"
#include "audit_sample.h"
#include "table.h"
#include "trail.h"
#include <string.h>

static struct {
	char *field, *since, *until, *by, *sort, *seed;
	int limit, random;
	gboolean relayed, targeted, exit_code;
} opt;

static const struct option options[] = {
	{"by", 0, OPTION_TEXT, &opt.by, "PERSON", "only changes made by this person, or from this e-mail", "id:person"},
	{"exit-code", 0, OPTION_FLAG, &opt.exit_code, NULL, "of refusals: exit with 1 when there are any"},
	{"field", 'f', OPTION_TEXT, &opt.field, "FIELD", "only changes of this field", "field"},
	{"limit", 'n', OPTION_INT, &opt.limit, "N", "at most so many rows"},
	{"random", 0, OPTION_INT, &opt.random, "N", "of a sample: so many changes by lot"},
	{"relayed", 0, OPTION_FLAG, &opt.relayed, NULL, "only changes that came to the hub by another person than who made them"},
	{"seed", 0, OPTION_TEXT, &opt.seed, "TEXT", "of a sample: what the lot goes by; without it the newest commit"},
	{"since", 0, OPTION_TEXT, &opt.since, "DATE", "only changes from this day on"},
	{"sort", 's', OPTION_TEXT, &opt.sort, "COLUMN,...", "in this order; '-' before a column turns it round",
		"word:by role claimed received relayed_by kind id field old new reason commit"},
	{"targeted", 0, OPTION_FLAG, &opt.targeted, NULL, "of a sample: changes that ask to be looked at"},
	{"until", 0, OPTION_TEXT, &opt.until, "DATE", "only changes up to this day"}, {0}};

enum column { BY, NAME, EMAIL, ROLE, CLAIMED, RECEIVED, PUSHER, VIA, VERB, KIND, ID, FIELD, OLD, NEW, REASON, COMMIT, COLUMNS };
static const struct {
	const char *name, *head; /* head NULL: in tables not shown */
} columns[COLUMNS] = {{"by", "WHO"}, {"name", NULL}, {"email", NULL}, {"role", "ROLE"}, {"claimed", "CLAIMED"},
	{"received", "RECEIVED"}, {"pusher", NULL}, {"relayed_by", NULL}, {"verb", NULL}, {"kind", NULL}, {"id", "RECORD"},
	{"field", "FIELD"}, {"old", "OLD"}, {"new", "NEW"}, {"reason", "REASON"}, {"commit", "COMMIT"}};

/* One row on its way to paper. */
struct line {
	char *cells[COLUMNS];
	gint64 moment;
};
struct audit {
	struct session *s;
	struct rows *rows;
	GPtrArray *lines; /* struct line *; NULL: rows are printed as they come */
	guint n;
	enum column order[COLUMNS];
	gboolean down[COLUMNS];
	guint orders;
};

static void
line_free(gpointer data)
{
	struct line *line = data;

	for (guint i = 0; i < COLUMNS; i++)
		g_free(line->cells[i]);
	g_free(line);
}

/* --- the order --- */

static gboolean
read_order(struct audit *a, GError **err)
{
	g_auto(GStrv) names = table_names(opt.sort);

	for (char **name = names; name && *name; name++) {
		const char *word = *name + (**name == '-');
		guint at = 0;

		while (at < COLUMNS && !g_str_equal(columns[at].name, word))
			at++;
		if (at == COLUMNS || a->orders == COLUMNS) {
			error_set(err, ERR_USAGE, "the trail has no column '%s'", word);
			error_hint(err, "its columns are those of --csv, as in: sx audit --sort claimed");
			return FALSE;
		}
		a->down[a->orders] = **name == '-';
		a->order[a->orders++] = at;
	}
	return TRUE;
}

/* Offsets differ between plants: what is claimed is compared as the moment it is. */
static int
compare(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct audit *audit = data;
	const struct line *x = *(struct line *const *)a, *y = *(struct line *const *)b;

	for (guint i = 0; i < audit->orders; i++) {
		enum column at = audit->order[i];
		int way =
			at == CLAIMED ? (x->moment > y->moment) - (x->moment < y->moment) : g_strcmp0(x->cells[at], y->cells[at]);

		if (way)
			return audit->down[i] ? -way : way;
	}
	return 0;
}

/* --- paper --- */

static void
print_cell(struct audit *a, enum column at, const char *text)
{
	g_autofree char *cut = NULL;

	if (a->s->format != FORMAT_TEXT) {
		rows_text(a->rows, text);
		return;
	}
	cut = g_strdup(text ? text : "-");
	if ((at == CLAIMED || at == RECEIVED) && strlen(cut) > 17) {
		cut[10] = ' ';
		cut[16] = at == RECEIVED ? 'Z' : '\0';
		cut[17] = '\0';
	} else if (at == COMMIT && strlen(cut) > 10) {
		cut[10] = '\0';
	}
	rows_text(a->rows, cut);
}

/* On paper, where it is short, also who brought it: "ben via asha". */
static void
print_who(struct audit *a, const struct line *line)
{
	const char *who = line->cells[BY] ? line->cells[BY] : line->cells[EMAIL], *by = line->cells[VIA];
	g_autofree char *both = by ? g_strdup_printf("%s via %s", who ? who : "-", by) : NULL;

	print_cell(a, BY, both ? both : who);
}

static void
print_line(struct audit *a, const struct line *line)
{
	if (opt.limit && a->n >= (guint)opt.limit)
		return;
	a->n++;
	rows_begin(a->rows);
	for (enum column i = 0; i < COLUMNS; i++)
		if (a->s->format == FORMAT_TEXT && i == BY)
			print_who(a, line);
		else if (a->s->format != FORMAT_TEXT || columns[i].head)
			print_cell(a, i, line->cells[i]);
	rows_end(a->rows);
}

static void
take_row(const struct trail_row *row, void *data)
{
	struct audit *a = data;
	const char *const cells[COLUMNS] = {row->by, row->name, row->email, row->role, row->claimed, row->received, row->pusher,
		row->relayed_by, row->verb, row->kind, row->id, row->field, row->old, row->new, row->reason, row->commit};
	struct line *line;

	if (opt.relayed && !row->relayed_by)
		return;
	line = g_new0(struct line, 1);
	for (guint i = 0; i < COLUMNS; i++)
		line->cells[i] = g_strdup(cells[i]);
	line->moment = row->moment;
	if (a->lines) {
		g_ptr_array_add(a->lines, line);
		return;
	}
	print_line(a, line);
	line_free(line);
}

static struct rows *
begin(struct session *s)
{
	struct rows *rows = session_rows(s);

	for (enum column i = 0; i < COLUMNS; i++)
		if (s->format != FORMAT_TEXT || columns[i].head)
			rows_column(rows, columns[i].name, columns[i].head ? columns[i].head : columns[i].name, ROWS_TEXT);
	return rows;
}

/* --- the entries, of all that is asked for, newest first --- */

static gboolean
print_all(struct audit *a, struct index *index, const GPtrArray *sources, GError **err)
{
	AUTO(trail) trail = trail_new(index, err);
	struct log_source *source;

	if (!trail)
		return FALSE;
	while ((source = log_source_newest(sources)) && (a->lines || !opt.limit || a->n < (guint)opt.limit))
		if (!trail_entry(trail, &source->entry, opt.field, take_row, a, err) || !log_source_next(source, err))
			return FALSE;
	if (a->lines)
		g_ptr_array_sort_with_data(a->lines, compare, a);
	for (guint i = 0; a->lines && i < a->lines->len; i++)
		print_line(a, a->lines->pdata[i]);
	return TRUE;
}

/* A record named twice is one. */
static gboolean
add_source(struct session *s, GPtrArray *sources, struct index *index, const char *id, GError **err)
{
	const struct log_ask ask = {id, opt.field, opt.since, opt.until, opt.by, TRUE};
	struct log_source *source = log_source_new(s, index, NULL, &ask, err);

	if (!source)
		return FALSE;
	for (guint i = 0; i < sources->len; i++)
		if (!g_strcmp0(((struct log_source *)sources->pdata[i])->looking.path, source->looking.path)) {
			log_source_free(source);
			return TRUE;
		}
	g_ptr_array_add(sources, source);
	return TRUE;
}

/* sx audit sample: sources are what is asked for. */
static gboolean
sample(struct session *s, struct index *index, const GPtrArray *sources, GError **err)
{
	const struct audit_sample ask = {opt.random, opt.seed, opt.targeted};

	if (opt.field || opt.sort || opt.limit || opt.relayed)
		return error_set(err, ERR_USAGE,
			"a sample is of whole changes, the newest first: without --field, --sort, --limit and --relayed");
	return audit_sample(s, index, sources, &ask, err);
}

static int
refused(struct session *s, int argc, GError **err)
{
	if (argc > 1 || opt.field || opt.by || opt.sort || opt.random || opt.seed || opt.targeted || opt.relayed || opt.limit < 0)
		return error_set(err, ERR_USAGE, "refusals are asked for with --since, --until, --limit and --exit-code alone");
	return audit_refused(s, &(struct audit_refused){opt.since, opt.until, (guint)opt.limit, opt.exit_code}, err);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	gboolean refusals = argc && g_str_equal(argv[0], "refused"), samples = argc && g_str_equal(argv[0], "sample"), ok;
	struct index *index = refusals ? NULL : log_index(s, err);
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func((GDestroyNotify)log_source_free);
	g_autoptr(GPtrArray) lines = opt.sort ? g_ptr_array_new_with_free_func(line_free) : NULL;
	struct audit a = {.s = s, .lines = lines};

	if (refusals)
		return refused(s, argc, err);
	if (!index)
		return ERR_IO;
	if (opt.exit_code || (!samples && (opt.random || opt.seed || opt.targeted)))
		return error_set(err, ERR_USAGE,
			opt.exit_code ? "--exit-code is for 'sx audit refused'"
				      : "--random, --seed and --targeted are for 'sx audit sample'");
	argc -= samples;
	argv += samples;
	if (argc && g_str_equal(argv[0], "pack")) {
		if (opt.field || opt.since || opt.until || opt.by || opt.sort || opt.limit || opt.relayed)
			return error_set(err, ERR_USAGE, "a pack has all of the trail");
		return audit_pack_run(s, index, argc - 1, argv + 1, err);
	}
	if (opt.limit < 0)
		return error_set(err, ERR_USAGE, "--limit takes a number from 0");
	ok = read_order(&a, err);
	for (int i = 0; ok && i < MAX(argc, 1); i++)
		ok = add_source(s, sources, index, argc ? argv[i] : NULL, err);
	if (ok && samples) {
		ok = sample(s, index, sources, err);
	} else if (ok) {
		a.rows = begin(s);
		ok = print_all(&a, index, sources, err);
		if (ok)
			session_rows_done(s, a.rows);
		rows_free(a.rows);
	}
	g_ptr_array_set_size(sources, 0); /* before the index */
	return ok ? 0 : ERR_IO;
}

const struct command cmd_audit = {"[ID...] | pack ID DIR | sample [ID...] | refused", options, run, "id", NULL};
