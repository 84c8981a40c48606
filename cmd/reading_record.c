/* sx kpi record: the reading of a period. */
#include "command.h"
#include "domain.h"
#include "reading.h"
#include "write.h"
#include <math.h>
#include <string.h>

static struct {
	char *reason, *na, *source, *numerator, *denominator;
	gboolean dry_run;
} opt;

static const struct option options[] = {
	{"message", 'm', OPTION_TEXT, &opt.reason, "NOTE", "what is to be known about it, or why it is corrected"},
	{"source", 's', OPTION_TEXT, &opt.source, "TEXT", "where it comes from"},
	{"na", 0, OPTION_TEXT, &opt.na, "REASON", "there is no value for the period and none is missing"},
	{"numerator", 0, OPTION_TEXT, &opt.numerator, "NUMBER", "of a ratio: the part"},
	{"denominator", 0, OPTION_TEXT, &opt.denominator, "NUMBER", "of a ratio: the whole"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "check and show it, but write nothing"}, {0}};

static gboolean
check_words(int argc, char **argv, GError **err)
{
	gboolean made = opt.na || opt.numerator || opt.denominator;

	if (argc == 3 || (argc == 2 && made))
		return TRUE;
	error_set(err, ERR_USAGE, "a reading needs %s",
		argc < 1   ? "its KPI"
		: argc < 2 ? "its period"
		: argc < 3 ? "its value"
			   : "three words");
	error_hint(err, "as in: sx kpi record oee-press 2026-10 81.5");
	return FALSE;
}

/* A reading that is there already gives way for a reason; one that turns red is explained. */
static gboolean
check_note(const struct measure *m, const struct reading *r, const struct reading *old, GError **err)
{
	g_autofree char *was = NULL, *is = NULL;
	gboolean silent = !opt.reason || !*opt.reason;

	if (!silent)
		return TRUE;
	is = reading_say(m, r->value, r->text);
	if (old) {
		was = reading_say(m, old->value, old->text);
		error_set(err, ERR_REFUSED, "%s of %s is %s already, by %s", r->name, m->id, was,
			old->by ? old->by : "nobody known");
		error_rule(err, "reason");
		error_hint(err, "say with -m why it is %s instead", is);
		return FALSE;
	}
	if (!reading_turns_red(m, r))
		return TRUE;
	error_set(err, ERR_REFUSED, "%s turns %s red", is, m->id);
	error_rule(err, "reason");
	error_hint(err, "say with -m what happened");
	return FALSE;
}

static gboolean
same(const struct reading *a, const struct reading *b)
{
	return !g_strcmp0(a->text, b->text) && !g_strcmp0(a->na, b->na) && !opt.reason && !opt.source;
}

/* "2026-10 81.5 %, amber" or "2026-10 80 % -> 81.5 %, amber". */
static char *
describe(const struct measure *m, const struct reading *r, const struct reading *old)
{
	g_autofree char *is = r->na ? g_strdup_printf("n/a (%s)", r->na) : reading_say(m, r->value, r->text);
	g_autofree char *was = old ? (old->na ? g_strdup("n/a") : reading_say(m, old->value, old->text)) : NULL;
	enum colour colour = reading_colour(m, r->value);

	return g_strdup_printf("%s %s%s%s, %s", r->name, was ? was : "", was ? " -> " : "", is, colour_name(colour));
}

static gboolean
put(struct session *s, struct change *change, const struct kind *kind, const struct measure *m, struct reading *r, char **id,
	GError **err)
{
	g_autofree char *text = NULL, *path = NULL;
	AUTO(record) file = NULL;
	GError *failed = NULL;

	*id = g_strdup_printf("%s-%04d", m->id, reading_year(&r->period));
	path = record_path(kind, *id, err);
	if (!path)
		return FALSE;
	file = snapshot_record(change->base, kind, *id, &failed);
	if (failed)
		return g_propagate_error(err, failed), FALSE;
	r->by = g_strdup(change->actor);
	r->at = calendar_event(change->base->calendar, change->now);
	text = reading_write(file, kind, m->id, r, err);
	return text && change_put(change, path, text, strlen(text), err);
}

static gboolean
record(struct session *s, struct change *change, const struct measure *m, struct reading *r, GError **err)
{
	const struct reading *old = reading_find(m, &r->period);
	const struct kind *kind = kind_find(change->base->kinds, READING);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *did = describe(m, r, old);
	struct write write = {.kind = kind, .ids = ids, .did = did, .reason = opt.reason, .dry_run = opt.dry_run};
	char *id = NULL;
	gboolean ok;

	if (old && same(old, r)) {
		session_say(s, "%s of %s is %s already", r->name, m->id, r->text ? r->text : "n/a");
		return TRUE;
	}
	if (!check_note(m, r, old, err))
		return FALSE;
	ok = put(s, change, kind, m, r, &id, err);
	g_ptr_array_add(ids, id);
	return ok && write_finish(s, change, &write, err);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct reading_new typed = {argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL, opt.numerator, opt.denominator, opt.na,
		opt.source, opt.reason};
	struct change *change = check_words(argc, argv, err) ? session_change(s, err) : NULL;
	struct index *index = change ? session_index(s, err) : NULL;
	g_autoptr(GPtrArray) all = NULL;
	struct found found = {0};
	struct reading r = {0};
	struct measure *m;

	if (!index || !index_find(index, s->kind, argv[0], &found, err))
		return ERR_USAGE;
	all = reading_load(index, found.id, err);
	found_clear(&found);
	if (!all || !all->len)
		return ERR_IO;
	m = all->pdata[0];
	if (g_strcmp0(m->state, "active") != 0)
		error_set(err, ERR_REFUSED, "%s is %s: it is read no longer", m->id, m->state ? m->state : "ended");
	else if (reading_read(m, &typed, change->base->today, change->base->calendar, &r, err))
		record(s, change, m, &r, err);
	reading_clear(&r);
	return 0;
}

const struct command cmd_reading_record = {"KPI PERIOD [VALUE]", options, run, "id"};
