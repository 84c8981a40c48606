/* sx KIND VERB: a step of the kind's workflow, on one record or several at once. */
#include "command.h"
#include "esign.h"
#include "kindopt.h"
#include "ways.h"
#include "write.h"
#include <string.h>

static struct {
	char *reason, *seen;
	gboolean dry_run;
} opt;

static const struct option options[] = {{"message", 'm', OPTION_TEXT, &opt.reason, "REASON", "why, kept with the record"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "judge and show it, but write nothing"},
	{"seen", 0, OPTION_TEXT, &opt.seen, "COMMIT", "only if it is as this commit left it; or a digest of what is signed"},
	{0}};

static const struct option *
more(struct session *s, GError **err)
{
	return s->verb ? kindopt_named(s->kind, s->verb->takes, s->verb->opens) : kindopt_named(s->kind, NULL, NULL);
}

/* The taken field that may follow the ids without its option: not free text, which a mistyped id would become. */
static const struct field *
field_by_place(const struct session *s)
{
	const struct field *first = s->verb->takes ? kind_field(s->kind, s->verb->takes[0]) : NULL;

	if (!first || first->list || first->fields || kindopt_given(first->name))
		return NULL;
	return g_str_equal(first->type->name, "line") || g_str_equal(first->type->name, "text") ? NULL : first;
}

/* Moves a value in the last place, `extend 7K3M +2w`, to its option; FALSE when there is none. */
static gboolean
take_value(struct session *s, int argc, char **argv)
{
	const struct field *field = field_by_place(s);
	struct index *index = session_index(s, NULL);
	struct found found = {0};

	if (argc < 2 || !field || !index)
		return FALSE;
	if (s->verb->to && index_find(index, s->kind, argv[argc - 1], &found, NULL)) {
		found_clear(&found);
		return FALSE;
	}
	kindopt_put(field->name, argv[argc - 1]);
	return TRUE;
}

/* What a step with rules still asks for and who may take it, before the judge refuses it for the first of that. */
static gboolean
tell_way(struct session *s, const struct record *record, const struct node *values, GError **err)
{
	AUTO(ways) ways = NULL;

	if (!s->verb->rule || s->format != FORMAT_TEXT || !name_in(s->verb->from, step_state(record)))
		return TRUE;
	ways = ways_of(s, record, s->verb, values, err);
	if (ways)
		ways_text(s, ways);
	s->told = ways != NULL;
	return s->told;
}

static gboolean
step(struct session *s, struct change *change, const char *id, struct builder *b, GError **err)
{
	AUTO(record) record = change_record(change, s->kind, id, err);
	const struct node *values = record ? kindopt_read_for(s, b, record, err) : NULL;
	g_autofree char *text = NULL;
	struct act act;

	if (!values)
		return FALSE;
	if (opt.dry_run && !tell_way(s, record, values, err))
		return FALSE;
	act = change_act(change, record->kind, record->doc->root, opt.reason);
	text = workflow_apply(record, s->verb, values, &act, err);
	return text && change_put(change, record->path, text, strlen(text), err);
}

/* --- as it was seen --- */

/* A commit by its digits: a name, though it be of digits alone, would go on with what others do. */
static gboolean
seen_commit(const struct change *change, struct oid *commit)
{
	const char *digits = opt.seen;

	return strlen(digits) >= 7 && strspn(digits, "0123456789abcdef") == strlen(digits) &&
	       store_resolve_digits(change->base->repo->store, digits, commit, NULL);
}

static gboolean
is_as_seen(struct change *change, const struct oid *commit, const char *path, const char *id, GError **err)
{
	struct store *store = change->base->repo->store;
	gboolean was = FALSE, is = FALSE;
	struct oid tree, then, now;

	if (!store_commit_tree(store, commit, &tree, err) || !store_lookup(store, &tree, path, &was, &then, NULL, err) ||
		!store_lookup(store, &change->base->tree, path, &is, &now, NULL, err))
		return FALSE;
	if (was && is && oid_equal(&then, &now))
		return TRUE;
	error_set(err, ERR_CONFLICT, "%s is not as %.10s left it, which you have seen", id, opt.seen);
	error_rule(err, "G7");
	error_id(err, id);
	error_hint(err, "'sx audit %s' has what came since, and the commit to name then", id);
	return FALSE;
}

/* Before anything is done. What is no commit is a digest, which who signs compares. */
static gboolean
check_seen(struct session *s, struct change *change, const GPtrArray *ids, gboolean *digest, GError **err)
{
	struct oid commit;

	*digest = opt.seen && !seen_commit(change, &commit);
	if (opt.seen && !*digest) {
		char hex[OID_HEX];

		oid_hex(&commit, hex);
		change->seen = session_keep(g_strdup(hex));
	}
	for (guint i = 0; opt.seen && !*digest && i < ids->len; i++) {
		g_autofree char *path = record_path(s->kind, ids->pdata[i], err);

		if (!path || !is_as_seen(change, &commit, path, ids->pdata[i], err))
			return FALSE;
	}
	return TRUE;
}

/* One signed record is one act; whether the step is allowed at all is found before the passphrase is asked for. */
static gboolean
sign(struct session *s, struct change *change, const GPtrArray *ids, gboolean digest, GError **err)
{
	struct change_message ask = {.reason = opt.reason, .verb = s->command};
	AUTO(record) record = change_record(change, s->kind, ids->pdata[0], err);

	if (!record)
		return FALSE;
	if (!esign_asked(s, change, record, s->verb, err))
		return !*err && (!digest || error_set(err, ERR_USAGE, "'%s' is no commit here, and nothing is signed", opt.seen));
	if (ids->len > 1) {
		error_set(err, ERR_REFUSED, "'%s' is signed, one %s at a time", s->verb->name, s->kind->name);
		error_rule(err, SIGNATURE_RULE);
		return FALSE;
	}
	change->signs_later = TRUE;
	if (opt.dry_run || !change_judge(change, &ask, err))
		return !*err;
	change->signs_later = FALSE;
	return esign_add(s, change, s->kind, record->id, s->verb, NULL, digest ? opt.seen : NULL, opt.reason, err);
}

/* What is missing may be there, in a file that is edited: a step is of what is recorded. */
static void
mention_edit(struct session *s, struct change *change, const GPtrArray *ids)
{
	AUTO(snapshot) live = snapshot_open(change->repo, NULL, NULL);
	const GPtrArray *edits = live ? snapshot_edits(live, NULL) : NULL;

	for (guint i = 0; edits && i < ids->len; i++) {
		g_autofree char *path = record_path(s->kind, ids->pdata[i], NULL);

		for (guint k = 0; path && k < edits->len; k++)
			if (g_str_equal(((struct worktree_edit *)edits->pdata[k])->path, path))
				session_warn(s,
					"'%s' is edited by hand, and that counts when 'sx commit -m REASON' has recorded it",
					path);
	}
}

static int
take(struct session *s, int argc, char **argv, GPtrArray *ids, GError **err)
{
	AUTO(builder) b = builder_new();
	struct write write = {.kind = s->kind, .ids = ids, .reason = opt.reason, .dry_run = opt.dry_run};
	struct change *change;
	gboolean digest;

	if (!argc) {
		error_set(err, ERR_USAGE, "'%s' needs the id of the %s", s->verb->name, s->kind->name);
		error_hint(err, "'sx list %s' shows those there are", s->kind->name);
		return ERR_USAGE;
	}
	change = session_change(s, err);
	if (!change)
		return ERR_REFUSED;
	if (take_value(s, argc, argv))
		argc--;
	if (!write_find(s, s->kind, argc, argv, ids, err))
		return ERR_USAGE;
	if (!check_seen(s, change, ids, &digest, err))
		return ERR_CONFLICT;
	for (guint i = 0; i < ids->len; i++) {
		if (!step(s, change, ids->pdata[i], b, err))
			return ERR_REFUSED;
	}
	if (!sign(s, change, ids, digest, err))
		return ERR_REFUSED;
	write_finish(s, change, &write, err);
	return 0;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	int status = take(s, argc, argv, ids, err);

	if (g_error_matches(*err, ERROR_DOMAIN, ERR_REFUSED) && ids->len && s->format == FORMAT_TEXT)
		mention_edit(s, session_change_now(s), ids);
	return status;
}

/* "ID... [minor|major] -m REASON": what may follow the ids, by its values when those fit, else by its field's name. */
static char *
words(struct session *s)
{
	const struct field *field = field_by_place(s);
	g_autofree char *values = field && field->values ? g_strjoinv("|", (char **)field->values) : NULL;
	g_autofree char *name = field ? g_ascii_strup(field->name, -1) : NULL;
	const char *shown = values && strlen(values) <= 40 ? values : name;

	return g_strconcat(
		"ID...", shown ? " [" : "", shown ? shown : "", shown ? "]" : "", s->verb->reason ? " -m REASON" : "", NULL);
}

const struct command cmd_kind_verb = {"ID... [VALUE]", options, run, "id", more, words};
