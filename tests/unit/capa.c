/* The state machine of corrective actions: every pair of state and verb, and every guard broken and kept. */
#include "workflow.h"

#include <string.h>

#define ID "CAPA-2608-7K3M9Q2"
#define PATH "capa/2026/08/" ID ".yaml"
#define OTHER "CAPA-2608-0000002"
#define ACTION "ACT-2609-0000001"
#define NOW 1795212000 /* 2026-11-20T22:00:00Z */

static struct kinds *kinds;
static struct calendar *calendar;

/* --- the table: what leads from where to where, as the reference has it --- */

#define OPEN "submitted investigation plan_review implementation impl_review monitoring effectiveness_review"
static const struct row {
	const char *rule, *verb, *from, *to; /* to NULL: the state stays */
	const char *actor;
	const char *takes; /* "field=value;field=value" */
} table[] = {
	{"T01v", "void", "draft", "void", "ini", NULL},
	{"T02", "submit", "draft", "submitted", "ini", NULL},
	{"T03", "accept", "submitted", "investigation", "qa1", NULL},
	{"T04", "reject", "submitted", "rejected", "qa1", NULL},
	{"T05", "propose", "investigation", "plan_review", "own", NULL},
	{"T06", "endorse", "plan_review", NULL, "are", NULL},
	{"T06", "countersign", "plan_review", NULL, "hea", NULL},
	{"T06", "approve", "plan_review", "implementation", "qa1", NULL},
	{"T07", "return", "plan_review", "investigation", "qa1", NULL},
	{"T09", "complete", "implementation", "impl_review", "own", NULL},
	{"T10", "release", "impl_review", "monitoring", "qa1", NULL},
	{"T10r", "rework", "impl_review", "implementation", "qa1", NULL},
	{"T11", "evaluate", "monitoring", "effectiveness_review", "eva", NULL},
	{"T12", "consent", "effectiveness_review", NULL, "sit", NULL},
	{"T12", "close", "effectiveness_review", "closed", "qa1", NULL},
	{"T13", "ineffective", "effectiveness_review", "investigation", "qa1", NULL},
	{"T14", "inconclusive", "effectiveness_review", "monitoring", "qa1", "recheck_due=2027-02-20;recheck_sample=40"},
	{"T15", "cancel", "submitted investigation plan_review implementation", "cancelled", "hea", "residual_risk=None"},
	{"T16", "supersede", "submitted investigation plan_review implementation", "superseded", "qa1", "superseded_by=" OTHER},
	{"T17", "request", OPEN, NULL, "own", "requested_due=2026-12-20;interim_risk=x;interim_controls=y"},
	{"T17", "extend", OPEN, NULL, "qa1", "due=2026-12-10"},
	{"T17", "shorten", OPEN, NULL, "qa1", "due=2026-11-25"},
	{"T17", "decline", OPEN, NULL, "qa1", NULL},
	{"T18", "reassign", "draft " OPEN, NULL, "qa1", "owner=own2"},
	{"T18", "acknowledge", OPEN, NULL, "own", NULL},
	{"T19", "amend", OPEN, NULL, "own", "extent=no others"},
	{"T20", "addendum", "closed rejected cancelled superseded", NULL, "qa1", NULL},
	{"L01", "hold", OPEN " closed rejected cancelled superseded", NULL, "hea", "legal_hold=The suit of a hospital"},
	{"L01", "lift", OPEN " closed rejected cancelled superseded", NULL, "sit", NULL},
};

static const struct row *
row_of(const char *verb)
{
	for (guint i = 0; i < G_N_ELEMENTS(table); i++)
		if (!strcmp(table[i].verb, verb))
			return &table[i];
	return NULL;
}

static gboolean
has_word(const char *words, const char *word)
{
	g_auto(GStrv) list = g_strsplit(words, " ", -1);
	return g_strv_contains((const char *const *)list, word);
}

/* --- a world of its own: no repository --- */

static const char capa_text[] =
	"title: Leak\ntype: corrective\nprofile: pharma\norigin: deviation\nowner: own\ninitiator: ini\n"
	"evaluator: eva\nqa: qa1\ndiscovered_on: 2026-08-01\ndue: 2026-12-01\n"
	"requested_due: 2026-12-10\nrequested_by: own\nfirst_due: 2026-12-01\nsite: PUN\n"
	"products: [Syrup]\nproblem: It leaks\ncontainment:\n  - what: Stopped\nreportable: \"no\"\n"
	"reportable_why: No patient was reached\nseverity: 6\noccurrence: 5\ndetection: 4\nclass: major\n"
	"similar: None in two years\nextent: One lot\ncauses:\n  - id: c1\n    text: Worn seal\n    kind: root\n"
	"    category: machine\n    verified_how: Measured\neffectiveness:\n  metric: Leaks\n  baseline: 6\n"
	"  target: 0\n  sample: 30\n  window: 60\n  due: 2027-02-01\nresults:\n  - on: 2026-11-15\n    by: eva\n    value: 0\n"
	"    again: None since\n    came_back: false\n    sample: 30\n    outcome: effective\nupdates: SOP 12\ndissemination: "
	"All shifts\n"
	"management_review: 2026-12\nlessons: Seals wear\nstate: STATE\nsubmitted_on: 2026-08-05\n"
	"area_approved_by: are\nhead_approved_by: hea\nplan_approved_by: qa2\nmonitored_from: 2026-09-10\n"
	"evaluated_by: eva\nsite_approved_by: sit\nevidence:\n  - sha256: "
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n    name: data.csv\n    bytes: 3\n"
	"    at: 2026-11-15T09:00:00Z\n    by: eva\n";
static const char action_text[] =
	"title: Replace seal\nowner: act\ndue: 2026-11-01\nclass: quality\nsource: " ID "\nanswers: [c1]\n"
	"acceptance: Dry for 48 h\nadverse_effect: None\nchange_control: CC-7\nstate: closed\nverified_by: qa2\n";

static const char other_text[] =
	"title: Other\nowner: own\ndue: 2026-12-01\nstate: draft\ncauses:\n  - id: c1\n    text: Worn seal\n    kind: root\n";

struct around {
	GHashTable *records; /* id -> struct record * */
	GPtrArray *actions, *parts, *none;
};

static struct record *
parse(const char *path, const char *text)
{
	g_autoptr(GError) err = NULL;
	struct record *r = record_parse(kinds, path, text, strlen(text), &err);
	g_assert_no_error(err);
	return r;
}

static const struct record *
find(struct world *world, const char *const *kind_names, const char *id)
{
	return g_hash_table_lookup(((struct around *)world->data)->records, id);
}

static const struct record *
find_person(struct world *world, const char *id)
{
	return find(world, NULL, id);
}

static const GPtrArray *
find_linked(struct world *world, const struct kind *kind, const struct field *field, const char *id)
{
	const struct around *around = world->data;
	if (strcmp(id, ID) != 0)
		return around->none;
	return !strcmp(kind->name, "action") ? around->actions : !strcmp(field->name, "parent") ? around->parts : around->none;
}

static void
add_person(struct around *around, const char *id, const char *roles, const char *more)
{
	g_autofree char *text = g_strdup_printf("name: %s\nemail: %s@x.example\nsite: PUN\n%s%s%s%s", id, id,
		*roles ? "roles: [" : "", roles, *roles ? "]\n" : "", more);
	g_autofree char *path = g_strdup_printf("person/%s.yaml", id);
	g_hash_table_insert(around->records, g_strdup(id), parse(path, text));
}

static void
around_init(struct around *around, const char *action, const char *other)
{
	*around = (struct around){.actions = g_ptr_array_new(), .parts = g_ptr_array_new(), .none = g_ptr_array_new()};
	around->records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)record_free);
	static const char *const people[][2] = {{"ini", ""}, {"own", ""}, {"own2", ""}, {"act", ""}, {"qa1", "qa"}, {"qa2", "qa"},
		{"hea", "qa-head"}, {"are", "area-manager"}, {"sit", "site-head"}, {"eva", "evaluator"}, {"lay", ""}};
	for (guint i = 0; i < G_N_ELEMENTS(people); i++)
		add_person(around, people[i][0], people[i][1], "");
	add_person(around, "far", "qa", "");
	add_person(around, "gone", "qa", "state: left\n");
	struct record *r = parse("action/2026/09/" ACTION ".yaml", action);
	g_hash_table_insert(around->records, g_strdup(ACTION), r);
	g_ptr_array_add(around->actions, r);
	r = parse("capa/2026/08/" OTHER ".yaml", other);
	g_hash_table_insert(around->records, g_strdup(OTHER), r);
	if (record_node(r, "parent"))
		g_ptr_array_add(around->parts, r);
}

static void
around_clear(struct around *around)
{
	g_hash_table_unref(around->records);
	g_ptr_array_unref(around->actions);
	g_ptr_array_unref(around->parts);
	g_ptr_array_unref(around->none);
}

static const char *const all_roles[] = {"qa", "qa-head", "area-manager", "site-head", "evaluator", "controller", NULL};

static struct world
world_of(struct around *around)
{
	return (struct world){
		.kinds = kinds, .roles = all_roles, .record = find, .linked = find_linked, .person = find_person, .data = around};
}

static char *
replaced(const char *text, const char *from, const char *to)
{
	g_autoptr(GString) out = g_string_new(text);
	if (from)
		g_assert_cmpuint(g_string_replace(out, from, to, 1), ==, 1);
	return g_strdup(out->str);
}

static struct act
act_of(const char *actor, struct world *world)
{
	return (struct act){.actor = actor, .now = NOW, .calendar = calendar, .site = "PUN", .reason = "because", .world = world};
}

/* The problems of a verb taken by a command, and by hand: both. NULL in *by_hand where a hand cannot show the step. */
static void
take(const char *capa, const struct row *row, const char *state, const struct act *act, GPtrArray *problems, GPtrArray *by_hand)
{
	g_autoptr(GError) err = NULL;
	AUTO(builder) b = builder_new();
	g_autofree char *text = replaced(capa, "STATE", state), *completed = NULL;
	AUTO(record) old = parse(PATH, text);
	g_auto(GStrv) given = g_strsplit(row->takes ? row->takes : "", ";", -1);
	struct node *values = build_map(b);
	for (char **one = given; *one; one++) {
		g_auto(GStrv) pair = g_strsplit(*one, "=", 2);
		build_map_add(b, values, pair[0], build_scalar(b, pair[1]));
	}
	g_autofree char *after = workflow_apply(old, kind_verb(old->kind, row->verb), values, act, &err);
	if (!after) {
		g_ptr_array_add(problems,
			problem_new(PATH, NULL, g_intern_string(error_more(err)->rule), ID, g_strdup(err->message), NULL));
	} else {
		AUTO(record) new = parse(PATH, after);
		workflow_judge(old, new, act, problems);
	}
	if (!row->to || row->takes)
		return;
	g_autofree char *hand = replaced(capa, "STATE", row->to);
	AUTO(record) edited = parse(PATH, hand);
	g_assert_true(workflow_complete(old, edited, act, &completed, NULL));
	AUTO(record) whole = parse(PATH, completed ? completed : hand);
	workflow_judge(old, whole, act, by_hand);
}

static gboolean
says(const GPtrArray *problems, const char *rule, const char *sentence)
{
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *p = problems->pdata[i];
		if (!g_strcmp0(p->rule, rule) && strstr(p->message, sentence))
			return TRUE;
	}
	return FALSE;
}

/* --- the matrix --- */

static void
matrix(void)
{
	const struct kind *capa = kind_find(kinds, "capa");
	const struct field *state = kind_field(capa, "state");
	struct around around;
	guint legal = 0;
	around_init(&around, action_text, other_text);
	struct world world = world_of(&around);
	g_assert_cmpuint(capa->workflow->verbs->len, ==, G_N_ELEMENTS(table));
	for (guint v = 0; v < capa->workflow->verbs->len; v++) {
		const struct verb *verb = capa->workflow->verbs->pdata[v];
		const struct row *row = row_of(verb->name);
		g_assert_nonnull(row);
		g_assert_cmpstr(verb->rule, ==, row->rule);
		g_assert_cmpstr(verb->to, ==, row->to);
		for (const char *const *s = state->values; *s; s++) {
			g_autoptr(GPtrArray) problems = problems_new(), by_hand = problems_new();
			gboolean right = has_word(row->from, *s);
			struct act act = act_of(row->actor, &world);
			g_test_message("%s %s", *s, verb->name);
			g_assert_cmpint(name_in(verb->from, *s), ==, right);
			legal += right;
			if (right)
				continue;
			take(capa_text, row, *s, &act, problems, by_hand);
			g_assert_true(says(problems, row->rule, "is for what is"));
		}
	}
	/* what a step sets is decided with the state when plants meet */
	g_assert_cmpstr(kind_matter(capa, "submitted_by"), ==, "state");
	g_assert_cmpstr(kind_matter(capa, "plan_due"), ==, "state");
	g_assert_cmpuint(legal, ==, 17 + 4 + 4 + 7 * 4 + 8 + 7 + 7 + 4 + 11 + 11);
	around_clear(&around);
}

/* Every pair of states by hand: what the table has not is refused, whatever is edited. */
static void
matrix_by_hand(void)
{
	const struct field *state = kind_field(kind_find(kinds, "capa"), "state");
	struct around around;
	around_init(&around, action_text, other_text);
	struct world world = world_of(&around);
	for (const char *const *from = state->values; *from; from++)
		for (const char *const *to = state->values; *to; to++) {
			gboolean right = !strcmp(*from, *to);
			for (guint i = 0; i < G_N_ELEMENTS(table); i++)
				right |= table[i].to && !strcmp(table[i].to, *to) && has_word(table[i].from, *from);
			if (right)
				continue;
			g_autofree char *was = replaced(capa_text, "STATE", *from), *is = replaced(capa_text, "STATE", *to),
					*done = NULL;
			AUTO(record) old = parse(PATH, was);
			AUTO(record) new = parse(PATH, is);
			struct act act = act_of("qa1", &world);
			g_autoptr(GPtrArray) problems = problems_new();
			g_assert_true(workflow_complete(old, new, &act, &done, NULL));
			AUTO(record) whole = parse(PATH, done ? done : is);
			g_test_message("%s to %s", *from, *to);
			g_assert_false(workflow_judge(old, whole, &act, problems));
			g_assert_true(says(problems, "workflow", "no step taken leads from"));
		}
	around_clear(&around);
}

/* --- every guard --- */

/* What breaks exactly one: a change of the capa ('c'), of the action ('a'), of the other capa ('o'), or another actor ('w'), other values ('n'). */
static const struct fault {
	const char *verb, *sentence;
	char what;
	const char *from, *to;
	const char *from2, *to2; /* of the same */
} faults[] = {
#include "capa_faults.h"
};

static const char *
state_for(const struct row *row)
{
	static char first[32];
	g_strlcpy(first, row->from, MIN(sizeof(first), strcspn(row->from, " ") + 1));
	return !strcmp(row->verb, "amend") ? "plan_review" : first;
}

static char *
broken(const char *text, const struct fault *f, char what)
{
	if (!f || f->what != what)
		return g_strdup(text);
	g_autofree char *once = replaced(text, f->from, f->to);
	return replaced(once, f->from2, f->to2);
}

/* The record that all guards of a verb hold for. */
static char *
base_for(const char *verb)
{
	if (!strcmp(verb, "accept") || !strcmp(verb, "request"))
		return replaced(capa_text, "requested_due: 2026-12-10\nrequested_by: own\n", "");
	if (!strcmp(verb, "ineffective"))
		return replaced(capa_text, "outcome: effective", "outcome: ineffective");
	if (!strcmp(verb, "inconclusive"))
		return replaced(capa_text, "outcome: effective", "outcome: inconclusive");
	if (!strcmp(verb, "complete") || !strcmp(verb, "close") || !strcmp(verb, "shorten"))
		return replaced(capa_text, "requested_due: 2026-12-10\n", "");
	if (!strcmp(verb, "hold") || !strcmp(verb, "lift"))
		return replaced(capa_text, "updates: SOP 12", "legal_hold: A suit\nupdates: SOP 12");
	return g_strdup(capa_text);
}

static void
judge(const struct row *row, const struct fault *f, GPtrArray *problems, GPtrArray *by_hand)
{
	g_autofree char *base = base_for(row->verb);
	g_autofree char *capa = broken(base, f, 'c');
	g_autofree char *action = broken(action_text, f, 'a');
	g_autofree char *second = broken(other_text, f, 'o');
	struct around around;
	around_init(&around, action, second);
	struct world world = world_of(&around);
	struct act act = act_of(f && f->what == 'w' ? f->to : row->actor, &world);
	struct row given = *row;
	if (f && f->what == 'n')
		given.takes = f->to;
	take(capa, &given, state_for(row), &act, problems, by_hand);
	around_clear(&around);
}

static void
allowed(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autoptr(GPtrArray) problems = problems_new(), by_hand = problems_new();
		judge(&table[i], NULL, problems, by_hand);
		for (guint k = 0; k < problems->len; k++)
			g_test_message("%s: %s", table[i].verb, ((struct problem *)problems->pdata[k])->message);
		g_assert_cmpuint(problems->len, ==, 0);
		for (guint k = 0; k < by_hand->len; k++)
			g_test_message("%s by hand: %s", table[i].verb, ((struct problem *)by_hand->pdata[k])->message);
		g_assert_cmpuint(by_hand->len, ==, 0);
	}
}

static void
refused(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
		const struct fault *f = &faults[i];
		const struct row *row = row_of(f->verb);
		g_autoptr(GPtrArray) problems = problems_new(), by_hand = problems_new();
		judge(row, f, problems, by_hand);
		for (guint k = 0; k < problems->len; k++)
			g_test_message("%s: %s", f->verb, ((struct problem *)problems->pdata[k])->message);
		g_test_message("%s: want %s", f->verb, f->sentence);
		g_assert_true(says(problems, row->rule, f->sentence));
		if (row->to && !row->takes)
			g_assert_true(says(by_hand, row->rule, f->sentence));
	}
}

/* No guard without a case. */
static void
covered(void)
{
	const struct workflow *w = kind_find(kinds, "capa")->workflow;
	for (guint v = 0; v < w->verbs->len; v++) {
		const struct verb *verb = w->verbs->pdata[v];
		for (guint g = 0; g < verb->guards->len; g++) {
			const struct kind_guard *guard = verb->guards->pdata[g];
			guint n = 0, same = 0;
			for (guint i = 0; i < G_N_ELEMENTS(faults); i++)
				n += !strcmp(faults[i].verb, verb->name) && strstr(guard->say, faults[i].sentence);
			for (guint k = 0; k < verb->guards->len; k++)
				same += !strcmp(((struct kind_guard *)verb->guards->pdata[k])->say, guard->say);
			g_test_message("%s: %s", verb->name, guard->say);
			g_assert_cmpuint(n, >=, same);
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_autoptr(GError) err = NULL;
	kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, &err) && kinds_seal(kinds, &err));
	g_assert_no_error(err);
	calendar = calendar_new();
	g_test_add_func("/capa/matrix", matrix);
	g_test_add_func("/capa/matrix-by-hand", matrix_by_hand);
	g_test_add_func("/capa/allowed", allowed);
	g_test_add_func("/capa/refused", refused);
	g_test_add_func("/capa/covered", covered);
	int failed = g_test_run();
	calendar_free(calendar);
	kinds_free(kinds);
	return failed;
}
