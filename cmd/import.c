/* sx import: records of the rows of a file, as one change. */
#include "import.h"
#include "command.h"
#include <string.h>

static struct {
	char *map, *format, *reason;
	gboolean dry_run, skip_bad;
} opt;
static const struct option options[] = {
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "show what would be done and write nothing"},
	{"format", 0, OPTION_TEXT, &opt.format, "FORMAT",
		"csv, json or ndjson, when neither the file's name nor the mapping says it", "word:csv json ndjson"},
	{"map", 0, OPTION_TEXT, &opt.map, "FILE", "the mapping file, which says how rows become records", "file"},
	{"message", 'm', OPTION_TEXT, &opt.reason, "REASON", "why, for the history"},
	{"skip-bad", 0, OPTION_FLAG, &opt.skip_bad, NULL, "leave refused rows out instead of refusing the file"}, {0}};

#define SHOWN 20 /* refused rows printed when the whole file is refused */

static void
on_progress(guint rows, void *data)
{
	session_progress(data, "rows", rows, 0);
}

static struct mapping *
open_mapping(const struct kinds *kinds, const struct kind *kind, GError **err)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) fault = NULL;
	gsize length;

	if (!opt.map) {
		if (kind)
			return mapping_plain(kind);
		error_set(err, ERR_USAGE, "say the kind of the records, or a mapping file that does");
		return NULL;
	}
	if (g_file_get_contents(opt.map, &text, &length, &fault))
		return mapping_read(kinds, kind, opt.map, text, length, err);
	error_set(err, g_error_matches(fault, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? ERR_NOT_FOUND : ERR_IO, "cannot read '%s'",
		opt.map);
	return NULL;
}

static struct source *
open_source(const struct mapping *mapping, const char *path, GError **err)
{
	gboolean said;
	struct source_options how = *mapping_source(mapping, &said);

	if ((opt.format || !said) && !source_format_of(opt.format ? opt.format : path, &how.format, err))
		return NULL;
	return source_open(path, &how, err);
}

/* --- what is said --- */

static const char *
named(const struct kind *kind, guint n)
{
	return n == 1 ? kind->name : kind->plural;
}

static void
say_count(struct session *s, guint n, const char *what)
{
	if (n)
		session_say(s, "%7u %s", n, what);
}

static void
say_tallies(struct session *s, const struct mapping *mapping)
{
	const GPtrArray *tallies = mapping_tallies(mapping);

	for (guint i = 0; i < tallies->len; i++) {
		const struct tally *tally = tallies->pdata[i];

		session_say(s, "%7u %s%s", tally->n, tally->skipped ? "left out: " : "", tally->what);
	}
}

static void
say_refusals(struct session *s, const struct import_report *report, const char *file)
{
	for (guint i = 0; i < report->refusals->len; i++) {
		const struct refusal *refusal = report->refusals->pdata[i];

		session_say(s, "%s:%d: %s", file, refusal->line, refusal->reason);
	}
}

static void
say_report(struct session *s, const struct import_report *report, const struct mapping *mapping, const char *file)
{
	session_say(s, "%s: %u %s", file, report->rows, report->rows == 1 ? "row" : "rows");
	say_count(s, report->added, "new");
	say_count(s, report->made, "made for lookups");
	say_count(s, report->changed, "changed");
	say_count(s, report->same, "unchanged");
	say_count(s, report->entries_added, "new entries");
	say_count(s, report->entries_changed, "changed entries");
	say_count(s, report->entries_same, "unchanged entries");
	say_count(s, report->refusals->len, "refused");
	say_tallies(s, mapping);
	say_refusals(s, report, file);
}

static void
json_count(struct json *j, const char *key, guint n)
{
	json_key(j, key);
	json_int(j, n);
}

static void
json_report(struct json *j, const struct import_report *report, const struct mapping *mapping, const char *file)
{
	json_open(j, '{');
	json_key(j, "file");
	json_text(j, file);
	json_key(j, "kind");
	json_text(j, mapping_kind(mapping)->name);
	json_key(j, "dry_run");
	json_bool(j, opt.dry_run);
	json_count(j, "rows", report->rows);
	json_count(j, "new", report->added);
	json_count(j, "made", report->made);
	json_count(j, "changed", report->changed);
	json_count(j, "same", report->same);
	json_count(j, "entries_new", report->entries_added);
	json_count(j, "entries_changed", report->entries_changed);
	json_count(j, "entries_same", report->entries_same);
	json_count(j, "left_out", report->left_out);
	json_key(j, "tallies");
	json_open(j, '[');
	for (guint i = 0; i < mapping_tallies(mapping)->len; i++) {
		const struct tally *tally = mapping_tallies(mapping)->pdata[i];

		json_open(j, '{');
		json_key(j, "what");
		json_text(j, tally->what);
		json_count(j, "n", tally->n);
		json_key(j, "left_out");
		json_bool(j, tally->skipped);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_key(j, "refused");
	json_open(j, '[');
	for (guint i = 0; i < report->refusals->len; i++) {
		const struct refusal *refusal = report->refusals->pdata[i];

		json_open(j, '{');
		json_count(j, "line", (guint)refusal->line);
		json_key(j, "rule");
		json_text(j, refusal->rule);
		json_key(j, "reason");
		json_text(j, refusal->reason);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

static void
show(struct session *s, const struct import *import, const struct mapping *mapping, const char *file, const struct oid *commit)
{
	if (s->format == FORMAT_JSON) {
		json_report(session_json(s, commit), import_report(import), mapping, file);
		session_json_done(s);
	} else
		say_report(s, import_report(import), mapping, file);
}

/* All or nothing: the rows that stand in the way, and that nothing was written. */
static gboolean
refuse(struct session *s, const struct import_report *report, const char *file, GError **err)
{
	const struct refusal *first = report->refusals->pdata[0];
	guint n = report->refusals->len;

	for (guint i = 0; i < MIN(n, SHOWN) && s->format != FORMAT_JSON; i++) {
		const struct refusal *refusal = report->refusals->pdata[i];

		session_warn(s, "%s:%d: %s", file, refusal->line, refusal->reason);
	}
	error_set(err, ERR_INVALID, "%u of %u rows %s refused, so nothing was written", n, report->rows, n == 1 ? "was" : "were");
	error_at(err, file, first->line, 0);
	error_rule(err, first->rule);
	error_hint(err, "'--dry-run' lists every one with its reason, '--skip-bad' leaves them out");
	return FALSE;
}

static gboolean
write_all(struct session *s, struct import *import, struct change *change, const struct mapping *mapping, const char *file,
	struct oid *commit, GError **err)
{
	const struct import_report *report = import_report(import);
	const struct kind *kind = mapping_kind(mapping);
	guint n = report->added + report->changed;
	g_autofree char *name = g_path_get_basename(file), *verb = g_strdup_printf("%s import", kind->name);
	g_autofree char *subject = g_strdup_printf("import %u %s from %s", n, named(kind, n), name);
	struct change_message message = {.subject = subject, .reason = opt.reason, .verb = verb};

	if (!import_put(import, err))
		return FALSE;
	return !change_count(change) || change_commit(change, &message, commit, err);
}

static int
import_file(struct session *s, const char *kind_name, const char *file, GError **err)
{
	struct change *change = session_change(s, err);
	struct index *index = change ? session_index(s, err) : NULL;
	const struct kind *kind = index && kind_name ? kind_get(change->base->kinds, kind_name, err) : NULL;
	AUTO(mapping) mapping = index && (kind || !kind_name) ? open_mapping(change->base->kinds, kind, err) : NULL;
	AUTO(source) source = mapping ? open_source(mapping, file, err) : NULL;
	AUTO(import) import = source ? import_new(change, index, mapping, opt.reason) : NULL;
	const struct import_report *report;
	struct oid commit = {0};

	if (!import || !import_rows(import, source, on_progress, s, err))
		return ERR_IO;
	report = import_report(import);
	if (opt.dry_run) {
		show(s, import, mapping, file, NULL);
		return report->refusals->len ? ERR_NO : 0;
	}
	if (report->refusals->len && !opt.skip_bad) {
		refuse(s, report, file, err);
		return ERR_INVALID;
	}
	if (!write_all(s, import, change, mapping, file, &commit, err))
		return ERR_IO;
	show(s, import, mapping, file, oid_is_zero(&commit) ? NULL : &commit);
	return report->refusals->len ? ERR_NO : 0;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	if (argc < 1 || argc > 2)
		return error_set(err, ERR_USAGE, argc ? "one file is imported at a time" : "say the file to import"), ERR_USAGE;
	return import_file(s, argc == 2 ? argv[0] : NULL, argv[argc - 1], err);
}

const struct command cmd_import = {"[KIND] FILE", options, run, "kind"};
