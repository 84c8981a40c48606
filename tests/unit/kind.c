/* Kinds: the built-in ones hold by their own schema, repository files extend them or are refused with a place. */
#include "kind.h"
#include "data.h"
#include "doc_private.h"

#include <string.h>

static struct kinds *
builtin(void)
{
	GError *err = NULL;
	struct kinds *kinds = kinds_new();

	kinds_add_builtin(kinds, &err);
	g_assert_no_error(err);
	return kinds;
}

static struct kinds *
sealed(void)
{
	GError *err = NULL;
	struct kinds *kinds = builtin();

	kinds_seal(kinds, &err);
	g_assert_no_error(err);
	return kinds;
}

/* Every built-in file goes through the checker that repository files go through. */
static void
test_builtin_by_schema(void)
{
	AUTO(kinds) kinds = kinds_new();
	AUTO(kinds) common = builtin(); /* for the common fields only */
	guint n = 0;

	for (const struct data_file *file = data_files; file->path; file++) {
		GError *err = NULL;

		if (!g_str_has_prefix(file->path, "kinds/"))
			continue;
		kinds_add(kinds, file->path, file->text, file->length, &err);
		g_assert_no_error(err);
		n++;
	}
	g_assert_cmpuint(n, ==, 18);
	g_assert_cmpuint(kinds_all(common)->len, ==, n);
}

/* They are read by every command: what needs libyaml takes ten times as long, and is often a quote that was forgotten. */
/* The look at a work tree begins with the files' names before the kinds are read (lib/repo.c). */
static void
test_builtin_folders(void)
{
	AUTO(kinds) kinds = builtin();
	guint n = 0;

	for (const struct data_file *file = data_files; file->path; file++) {
		g_autofree char *name = NULL, *folder = NULL;
		const struct kind *kind;

		if (!g_str_has_prefix(file->path, "kinds/"))
			continue;
		name = g_strndup(file->path + 6, strcspn(file->path + 6, "."));
		kind = kind_find(kinds, name);
		g_assert_nonnull(kind);
		folder = g_strndup(kind->path, strcspn(kind->path, "/"));
		g_assert_cmpstr(folder, ==, name);
		n++;
	}
	g_assert_cmpuint(n, ==, kinds_all(kinds)->len);
}

static void
test_builtin_plain(void)
{
	for (const struct data_file *file = data_files; file->path; file++) {
		GError *err = NULL;
		AUTO(doc) doc = NULL;

		if (!g_str_has_prefix(file->path, "kinds/") && !g_str_equal(file->path, "common.yaml"))
			continue;
		doc = doc_parse(file->path, file->text, file->length, &err);
		g_assert_no_error(err);
		if (!doc_read_plain(doc))
			g_error("%s is not of the plain form of doc_plain.c", file->path);
	}
}

static void
test_sealed(void)
{
	static const char *const names[] = {"person", "unit", "strategy", "objective", "keyresult", "kpi", "reading",
		"initiative", "milestone", "action", "meeting", "decision", "issue", "risk", "finding", "capa", "commitment",
		NULL};
	AUTO(kinds) kinds = sealed();
	const struct kind *action;

	for (int i = 0; names[i]; i++)
		g_assert_nonnull(kind_find(kinds, names[i]));
	g_assert_cmpuint(g_strv_length((char **)kinds_names(kinds)), ==, 18);
	action = kind_find(kinds, "actions");
	g_assert_cmpstr(action->name, ==, "action");
	g_assert_cmpstr(kind_of_people(kinds)->name, ==, "person");
	g_assert_cmpstr(kind_of_id(kinds, "act-2611-7K3M9Q2")->name, ==, "action");
	g_assert_null(kind_of_id(kinds, "active"));
	g_assert_nonnull(kind_field(action, "evidence"));
	g_assert_true(kind_field(action, "status") == kind_field(action, "state"));
	g_assert_true(kind_field(action, "due") != NULL && kind_field(action, "dew") == NULL);
	g_assert_cmpstr(kind_order(action)[0], ==, "title");
	g_assert_nonnull(kind_verb(action, "extend"));
	g_assert_cmpuint(strlen(kinds_digest(kinds)), ==, 64);
}

static void
test_nearest(void)
{
	AUTO(kinds) kinds = sealed();
	g_autoptr(GError) err = NULL;

	g_assert_null(kind_get(kinds, "acton", &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_USAGE);
	g_assert_cmpstr(error_more(err)->hint, ==, "did you mean 'action'?");
	g_clear_error(&err);
	g_assert_null(kind_field_get(kind_find(kinds, "action"), "ownr", &err));
	g_assert_cmpstr(error_more(err)->hint, ==, "did you mean 'owner'?");
}

static void
test_merge_rules(void)
{
	AUTO(kinds) kinds = sealed();
	const struct kind *action = kind_find(kinds, "action");

	g_assert_cmpint(kind_field(action, "title")->merge, ==, MERGE_SCALAR);
	g_assert_cmpint(kind_field(action, "tags")->merge, ==, MERGE_SET);
	g_assert_cmpint(kind_field(action, "notes")->merge, ==, MERGE_LOG);
	g_assert_cmpint(kind_field(action, "evidence")->merge, ==, MERGE_KEYED);
	g_assert_cmpint(kind_field(action, "first_due")->merge, ==, MERGE_IMMUTABLE);
	g_assert_cmpint(kind_field(action, "outcome")->merge, ==, MERGE_TEXT);
}

#define FILE_NAME ".sx/schema/more.yaml"

/* A repository file is taken, or refused at a place with words in the message. */
struct extension {
	const char *text;
	const char *message; /* NULL: taken */
	int line;	     /* 0: a place in another file */
	const char *hint;
};

static const struct extension extensions[] = {
	{"kind: action\nfields:\n  shift: {type: line, help: the shift}\n", NULL, 0, NULL},
	{"kind: action\nfields:\n  state: {values: [waiting]}\nworkflow:\n  open: [waiting]\n  verbs:\n"
	 "    wait: {from: [open], to: waiting, help: let it wait}\n",
		NULL, 0, NULL},
	{"kind: action\ncolumns: [kpi]\n", NULL, 0, NULL},
	{"kind: audit\nhelp: an audit\nprefix: AUD\npath: audit/{year}/{id}.yaml\ntitle: title\nfields:\n"
	 "  title: {type: line, required: true, help: what is audited}\n",
		NULL, 0, NULL},
	{"kind: action\nordered: [{rise: first_due <= due, when: {class: [safety]}}]\n", NULL, 0, NULL},
	{"kind: action\nordered: [{rise: first_due due}]\n", "", 2, NULL},
	{"kind: action\nordered: [{rise: first_due < dues}]\n", "ordered names 'dues', which is no field of it", 0,
		"did you mean 'due'?"},
	{"kind: action\nordered: [{rise: title < due}]\n", "which is no number and no day", 0, NULL},
	{"kind: action\nordered: [{rise: due < due, when: {class: [safty]}}]\n", "which is no value of class", 0,
		"did you mean 'safety'?"},
	{"kind: action\nfeilds: {}\n", "there is no field 'feilds' here", 2, "did you mean 'fields'?"},
	{"kind: action\nfields:\n  due: {type: line, help: another}\n", "only values can be added", 3, NULL},
	{"kind: action\nfields:\n  due: {required: false}\n", "only values can be added", 3, NULL},
	{"kind: action\nfields:\n  notes: {type: line, help: mine}\n", "every kind has the field 'notes' already", 3, NULL},
	{"kind: action\nfields:\n  a: {type: lime, help: h}\n", "'lime' is none of", 3, "did you mean 'line'?"},
	{"kind: action\nfields:\n  a: {type: line, help: h, pattern: \"(\"}\n", "is no regular expression", 3, NULL},
	{"kind: action\nfields:\n  a: {type: enum, help: h}\n", "an enum needs its 'values'", 3, NULL},
	{"kind: action\nfields:\n  a: {help: h}\n", "it needs a 'type'", 3, NULL},
	{"kind: action\nfields:\n  a: {type: line}\n", "it needs a 'help'", 3, NULL},
	{"kind: action\nfields:\n  a: {type: map, help: h, like: fields}\n", "no field 'fields' is around it", 3, NULL},
	{"kind: action\npath: action/{id}.yaml\n", "its 'path' cannot be changed", 2, NULL},
	{"kind: action\ntitle: owner\n", "its 'title' cannot be changed", 2, NULL},
	{"kind: action\nworkflow: {initial: active}\n", "only states and verbs can be added", 2, NULL},
	{"kind: action\nworkflow: {verbs: {done: {from: [open], help: h}}}\n", "has the verb 'done' already", 2, NULL},
	{"kind: audit\nhelp: an audit\n", "a new kind needs its 'path'", 1, NULL},
	{"kind: Audit\n", "is not a name", 1, NULL},
	{"- a\n", "not a map", 1, NULL},
	{"", "not a map", 1, NULL},
	{"fields: {}\n", "kind is missing", 1, NULL},
	/* found when all are held against each other */
	{"kind: action\nfields:\n  a: {type: ref, to: [machine], help: h}\n", "points to 'machine', which is no kind", 0, NULL},
	{"kind: action\nworkflow: {verbs: {wait: {from: [opn], help: h}}}\n", "names 'opn', which is no value of state", 0,
		"did you mean 'open'?"},
	{"kind: audit\nhelp: h\nprefix: ACT\npath: audit/{id}.yaml\ntitle: t\nfields: {t: {type: line, help: h}}\n",
		"its prefix ACT is that of action", 0, NULL},
	{"kind: audit\nhelp: h\nprefix: AUD\npath: action/{id}.yaml\ntitle: t\nfields: {t: {type: line, help: h}}\n",
		"its folder is that of action", 0, NULL},
	{"kind: audit\nhelp: h\npath: ../audit/{id}.yaml\ntitle: t\nfields: {t: {type: line, help: h}}\n", "its path", 0, NULL},
	{"kind: audit\nhelp: h\npath: .git/{id}.yaml\ntitle: t\nfields: {t: {type: line, help: h}}\n", "its path", 0, NULL},
	{"kind: audit\nhelp: h\npath: evidence/{id}.yaml\ntitle: t\nfields: {t: {type: line, help: h}}\n", "its path", 0, NULL},
	{"kind: audit\nhelp: h\npath: audit/{id}.txt\ntitle: t\nfields: {t: {type: line, help: h}}\n", "its path", 0, NULL},
	{"kind: audit\nhelp: h\npath: audit/{id}.yaml\ntitle: name\nfields: {t: {type: line, help: h}}\n", "title names 'name'",
		0, NULL},
	{"kind: audit\nhelp: h\npath: audit/{id}.yaml\ntitle: t\nfields: {t: {type: enum, values: [a, b], default: c, help: "
	 "h}}\n",
		"the default of t does not fit", 0, NULL},
};

static void
test_extensions(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(extensions); i++) {
		const struct extension *x = &extensions[i];
		AUTO(kinds) kinds = builtin();
		g_autoptr(GError) err = NULL;
		gboolean taken = kinds_add(kinds, FILE_NAME, x->text, strlen(x->text), &err) && kinds_seal(kinds, &err);

		if (!x->message) {
			g_assert_no_error(err);
			continue;
		}
		if (taken)
			g_error("taken, but should not be: %s", x->text);
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
		if (!strstr(err->message, x->message))
			g_error("case %zu: '%s' is not in '%s'", i, x->message, err->message);
		if (x->line) {
			g_assert_cmpstr(error_more(err)->file, ==, FILE_NAME);
			g_assert_cmpint(error_more(err)->line, ==, x->line);
		}
		if (x->hint)
			g_assert_cmpstr(error_more(err)->hint, ==, x->hint);
	}
}

static void
test_extended(void)
{
	AUTO(kinds) kinds = builtin();
	AUTO(kinds) plain = sealed();
	GError *err = NULL;
	const struct kind *action;
	const struct field *state;

	kinds_add(kinds, FILE_NAME, extensions[1].text, strlen(extensions[1].text), &err);
	kinds_add(kinds, FILE_NAME, extensions[2].text, strlen(extensions[2].text), &err);
	kinds_add(kinds, FILE_NAME, extensions[3].text, strlen(extensions[3].text), &err);
	kinds_seal(kinds, &err);
	g_assert_no_error(err);
	action = kind_find(kinds, "action");
	state = kind_field(action, "state");
	g_assert_cmpstr(state->values[0], ==, "open");
	g_assert_cmpstr(state->values[6], ==, "waiting");
	g_assert_true(name_in(action->workflow->open, "waiting"));
	g_assert_cmpstr(kind_verb(action, "wait")->to, ==, "waiting");
	g_assert_true(name_in(action->columns, "kpi"));
	g_assert_cmpstr(kind_find(kinds, "audits")->name, ==, "audit");
	g_assert_nonnull(kind_field(kind_find(kinds, "audit"), "notes"));
	g_assert_cmpstr(kinds_digest(kinds), !=, kinds_digest(plain));
}

/* Every command pays for it. */
static void
test_speed(void)
{
	gint64 best = G_MAXINT64;

	for (int i = 0; i < 10; i++) {
		gint64 start = g_get_monotonic_time();

		kinds_free(sealed());
		best = MIN(best, g_get_monotonic_time() - start);
	}
	g_test_message("reading all kinds took %" G_GINT64_FORMAT " us", best);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kind/builtin-by-schema", test_builtin_by_schema);
	g_test_add_func("/kind/builtin-plain", test_builtin_plain);
	g_test_add_func("/kind/builtin-folders", test_builtin_folders);
	g_test_add_func("/kind/sealed", test_sealed);
	g_test_add_func("/kind/nearest", test_nearest);
	g_test_add_func("/kind/merge-rules", test_merge_rules);
	g_test_add_func("/kind/extensions", test_extensions);
	g_test_add_func("/kind/extended", test_extended);
	g_test_add_func("/kind/speed", test_speed);
	return g_test_run();
}
