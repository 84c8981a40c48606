/* The workflow of actions, and of a made-up kind without notes: what verbs write, what the judge refuses, what the clerk adds. */
#include "workflow.h"

#include <string.h>

#define ID "ACT-2611-7K3M9Q2"
#define PATH "action/2026/11/" ID ".yaml"
#define NOW 1795212000 /* 2026-11-20T22:00:00Z: already the 21st in Pune */

static struct kinds *kinds;
static struct calendar *calendar;

static const char lamp[] = "kind: lamp\nplural: lamps\nhelp: a lamp\npath: lamp/{id}.yaml\ntitle: name\n"
			   "fields:\n"
			   "  name: {type: line, required: true, help: what it is called}\n"
			   "  color: {type: enum, values: [white, red], help: its light}\n"
			   "  mode: {type: enum, values: [off, lit, broken], default: off, hidden: true, help: how it is}\n"
			   "  lit_on: {type: day, hidden: true, help: when it was lit}\n"
			   "workflow:\n"
			   "  field: mode\n  initial: off\n  open: [off, lit]\n  ended: [broken]\n"
			   "  verbs:\n"
			   "    light: {from: [off], to: lit, sets: {lit_on: today}, needs: [color], help: light it}\n"
			   "    quench: {from: [lit], to: off, sets: {lit_on: \"\"}, help: put it out}\n"
			   "    smash: {from: [off, lit], to: broken, reason: true, help: break it}\n";

static struct record *
parse(const char *path, const char *text)
{
	g_autoptr(GError) err = NULL;
	struct record *r = record_parse(kinds, path, text, strlen(text), &err);
	g_assert_no_error(err);
	return r;
}

static struct record *
action(const char *more)
{
	g_autofree char *text =
		g_strconcat("title: Replace seal\nowner: anna\ndue: 2026-11-30\nfirst_due: 2026-11-30\n", more, NULL);
	return parse(PATH, text);
}

static struct act
by(const char *actor, const char *reason)
{
	return (struct act){.actor = actor, .now = NOW, .calendar = calendar, .site = "PUN", .reason = reason};
}

static struct record *
taken(const struct record *r, const char *verb, const char *field, const char *value, struct act act)
{
	g_autoptr(GError) err = NULL;
	AUTO(builder) b = builder_new();
	struct node *values = build_map(b);
	if (field)
		build_map_add(b, values, field, build_scalar(b, value));
	g_autofree char *text = workflow_apply(r, kind_verb(r->kind, verb), values, &act, &err);
	g_assert_no_error(err);
	struct record *after = parse(r->path, text);
	g_autoptr(GPtrArray) problems = problems_new();
	workflow_judge(r, after, &act, problems);
	for (guint i = 0; i < problems->len; i++)
		g_test_message("%s", ((struct problem *)problems->pdata[i])->message);
	g_assert_cmpuint(problems->len, ==, 0);
	return after;
}

static void
refused(const struct record *r, const char *verb, const char *field, const char *value, struct act act, const char *rule,
	const char *said)
{
	g_autoptr(GError) err = NULL;
	AUTO(builder) b = builder_new();
	struct node *values = build_map(b);
	if (field)
		build_map_add(b, values, field, build_scalar(b, value));
	g_assert_null(workflow_apply(r, kind_verb(r->kind, verb), values, &act, &err));
	g_assert_error(err, ERROR_DOMAIN, (int)(rule ? ERR_REFUSED : ERR_USAGE));
	g_assert_cmpstr(error_more(err)->rule, ==, rule);
	g_assert_cmpstr(err->message, ==, said);
}

static void
entry_is(const struct record *r, guint at, const char *did, const char *text, const char *from, const char *to)
{
	const struct node *notes = record_node(r, "notes");
	g_assert_nonnull(notes);
	g_assert_cmpuint(notes->n, >, at);
	g_assert_cmpstr(node_text(notes->items[at], "did"), ==, did);
	g_assert_cmpstr(node_text(notes->items[at], "text"), ==, text);
	g_assert_cmpstr(node_text(notes->items[at], "from"), ==, from);
	g_assert_cmpstr(node_text(notes->items[at], "to"), ==, to);
}

/* One text judged against another; want is a rule, or NULL for a yes. */
static void
judged(const struct record *old, const struct record *new, struct act act, const char *want)
{
	g_autoptr(GPtrArray) problems = problems_new();
	gboolean yes = workflow_judge(old, new, &act, problems);
	g_assert_cmpint(yes, ==, problems->len == 0);
	g_assert_cmpstr(problems->len ? ((struct problem *)problems->pdata[0])->rule : NULL, ==, want);
}

static void
life_of_an_action(void)
{
	AUTO(record) open = action("state: open\n");
	AUTO(record) active = taken(open, "start", NULL, NULL, by("anna", NULL));
	g_assert_cmpstr(record_state(active), ==, "active");
	entry_is(active, 0, "start", NULL, "open", "active");
	g_assert_cmpstr(node_text(record_node(active, "notes")->items[0], "at"), ==, "2026-11-21T03:30:00+05:30");
	AUTO(record) sixty = taken(active, "progress", "progress", "60", by("anna", NULL));
	g_assert_cmpstr(record_get(sixty, "progress"), ==, "60");
	entry_is(sixty, 1, "progress", NULL, NULL, "60");
	AUTO(record) blocked = taken(sixty, "block", "waiting_for", "the seal", by("anna", "supplier late"));
	g_assert_cmpstr(record_state(blocked), ==, "blocked");
	AUTO(record) later = taken(blocked, "extend", "due", "2026-12-14", by("anna", "supplier late"));
	g_assert_cmpstr(record_get(later, "due"), ==, "2026-12-14");
	g_assert_cmpstr(record_get(later, "first_due"), ==, "2026-11-30");
	entry_is(later, 3, "extend", "supplier late", "2026-11-30", "2026-12-14");
	AUTO(record) moved = taken(later, "reassign", "owner", "ben", by("anna", "on leave"));
	AUTO(record) going = taken(moved, "unblock", NULL, NULL, by("ben", NULL));
	g_assert_null(record_get(going, "waiting_for"));
	AUTO(record) closed = taken(going, "done", "outcome", "dry", by("ben", NULL));
	g_assert_cmpstr(record_state(closed), ==, "closed");
	g_assert_cmpstr(record_get(closed, "done_on"), ==, "2026-11-21");
	g_assert_cmpstr(record_get(closed, "done_by"), ==, "ben");
	g_assert_cmpstr(record_get(closed, "closed_on"), ==, "2026-11-21");
	refused(closed, "extend", "due", "2027-01-01", by("anna", "x"), "workflow",
		ID " is closed, and 'extend' is for what is open or active or blocked");
}

static void
verification(void)
{
	AUTO(record) open = action("class: safety\n");
	AUTO(record) done = taken(open, "done", NULL, NULL, by("carl", NULL));
	g_assert_cmpstr(record_state(done), ==, "done");
	g_assert_null(record_get(done, "closed_on"));
	refused(done, "verify", NULL, NULL, by("anna", NULL), "separation",
		"'verify' of " ID " needs another person: anna is its owner");
	refused(done, "verify", NULL, NULL, by("carl", NULL), "separation",
		"'verify' of " ID " needs another person: carl is its done_by");
	AUTO(record) back = taken(done, "return", NULL, NULL, by("dora", "it drips"));
	g_assert_null(record_get(back, "done_by"));
	AUTO(record) again = taken(back, "done", NULL, NULL, by("anna", NULL));
	AUTO(record) closed = taken(again, "verify", NULL, NULL, by("dora", NULL));
	g_assert_cmpstr(record_state(closed), ==, "closed");
	g_assert_cmpstr(record_get(closed, "verified_by"), ==, "dora");
}

/* Changing the class so that nobody need verify is allowed with a reason only. */
static void
relief(void)
{
	AUTO(record) safety = action("state: open\nclass: safety\n");
	AUTO(record) plain = action("state: open\nclass: operational\n");
	judged(safety, plain, by("anna", NULL), "reason");
	judged(safety, plain, by("anna", "it is a drawing only"), NULL);
	judged(plain, safety, by("anna", NULL), NULL);
}

static void
refusals(void)
{
	AUTO(record) open = action("state: open\n");
	refused(open, "extend", "due", "2026-12-14", by("anna", NULL), "reason", "'extend' needs a reason");
	refused(open, "extend", "due", "2026-11-30", by("anna", "x"), NULL, "due of " ID " is already 2026-11-30");
	refused(open, "extend", NULL, NULL, by("anna", "x"), NULL, "'extend' needs the new due of " ID);
	refused(open, "extend", "title", "Paint", by("anna", "x"), NULL, "'extend' does not change title");
	refused(open, "unblock", NULL, NULL, by("anna", NULL), "workflow", ID " is open, and 'unblock' is for what is blocked");
	g_autofree char *allowed = workflow_allowed(open);
	g_assert_cmpstr(allowed, ==, "start, progress, block, done, cancel, extend, reassign, amend, move");
}

#define ENTRY(did, more) "notes:\n  - at: 2026-11-20T22:00:00Z\n    by: anna\n    did: " did "\n" more

static void
hand_edits_refused(void)
{
	AUTO(record) open = action("state: open\n");
	static const struct {
		const char *text, *rule;
	} cases[] = {
		{"state: closed\n", "workflow"},
		{"state: open\nfirst_due: 2026-12-30\n", "immutable"},
		{"state: open\ndone_by: ben\n", "workflow"},
		{"state: open\nnumber: ACT-PUN-2026-001\n", "number"},
		{"state: active\n" ENTRY("verify", ""), "workflow"},
		{"state: closed\n" ENTRY("cancel", "    text: why not\n"), "forged"},
		{"state: cancelled\nclosed_on: 2026-11-21\n" ENTRY("cancel", ""), "reason"},
		{"state: cancelled\nclosed_on: 2026-11-02\n" ENTRY("cancel", "    text: old\n"), "forged"},
		{"state: open\n" ENTRY("start", ""), "forged"},
		{"state: open\nnotes:\n  - at: 2026-11-20T22:00:00Z\n    by: ben\n    did: note\n    text: hi\n", "forged"},
		{"state: open\nnotes:\n  - at: 2026-10-20T22:00:00Z\n    by: anna\n    did: note\n    text: hi\n", "forged"},
		{"state: active\n" ENTRY("start", "    from: blocked\n"), "forged"},
		{"state: active\n" ENTRY("start", ""), NULL},
		{"state: open\ntitle: Replace both seals\n", NULL},
		{"title: Replace seal\n", NULL},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) text = g_string_new("owner: anna\ndue: 2026-11-30\n");
		if (!strstr(cases[i].text, "first_due"))
			g_string_append(text, "first_due: 2026-11-30\n");
		if (!strstr(cases[i].text, "title"))
			g_string_append(text, "title: Replace seal\n");
		g_string_append(text, cases[i].text);
		g_test_message("%s", cases[i].text);
		AUTO(record) new = parse(PATH, text->str);
		judged(open, new, by("anna", "because"), cases[i].rule);
	}
}

static struct record *
completed(const struct record *old, const struct record *new, struct act act)
{
	g_autoptr(GError) err = NULL;
	g_autofree char *text = NULL;
	g_assert_true(workflow_complete(old, new, &act, &text, &err));
	g_assert_no_error(err);
	return parse(new->path, text ? text : new->doc->text);
}

static struct record *
edited(const char *due, const char *owner, const char *more)
{
	g_autofree char *text =
		g_strdup_printf("title: Replace seal\nowner: %s\ndue: %s\nfirst_due: 2026-11-30\n%s", owner, due, more);
	return parse(PATH, text);
}

static void
hand_edits_completed(void)
{
	AUTO(record) open = action("state: open\n");
	AUTO(record) due = edited("2026-12-14", "anna", "state: open\n");
	judged(open, due, by("anna", "late"), "workflow");
	AUTO(record) counted = completed(open, due, by("anna", "late"));
	entry_is(counted, 0, "extend", "late", "2026-11-30", "2026-12-14");
	judged(open, counted, by("anna", "late"), NULL);
	AUTO(record) silent = completed(open, due, by("anna", NULL));
	judged(open, silent, by("anna", NULL), "reason");
	AUTO(record) all = edited("2026-12-14", "ben", "state: active\nprogress: 10\n");
	AUTO(record) steps = completed(open, all, by("anna", "late"));
	entry_is(steps, 0, "reassign", "late", "anna", "ben");
	entry_is(steps, 1, "extend", "late", "2026-11-30", "2026-12-14");
	entry_is(steps, 2, "progress", "late", "open", "active");
	judged(open, steps, by("anna", "late"), NULL);
	AUTO(record) shut = edited("2026-11-30", "anna", "state: closed\n");
	AUTO(record) marked = completed(open, shut, by("anna", NULL));
	g_assert_cmpstr(record_get(marked, "done_by"), ==, "anna");
	g_assert_cmpstr(record_get(marked, "closed_on"), ==, "2026-11-21");
	judged(open, marked, by("anna", NULL), NULL);
	AUTO(record) reopened = edited("2026-11-30", "anna", "state: open\n");
	AUTO(record) nothing = completed(marked, reopened, by("anna", "oops"));
	g_autoptr(GPtrArray) problems = problems_new();
	struct act act = by("anna", "oops");
	g_assert_false(workflow_judge(marked, nothing, &act, problems));
}

/* A record without its first promise, from before it was kept: the first move keeps it. */
static void
first_promise(void)
{
	AUTO(record) bare = parse(PATH, "title: Replace seal\nowner: anna\ndue: 2026-11-30\n");
	AUTO(record) later = taken(bare, "extend", "due", "2026-12-14", by("anna", "late"));
	g_assert_cmpstr(record_get(later, "first_due"), ==, "2026-11-30");
	AUTO(record) again = taken(later, "extend", "due", "2026-12-20", by("anna", "late"));
	g_assert_cmpstr(record_get(again, "first_due"), ==, "2026-11-30");
	AUTO(record)
	lost = parse(PATH, "title: Replace seal\nowner: anna\ndue: 2026-12-14\n" ENTRY("extend", "    text: late\n"));
	judged(bare, lost, by("anna", "late"), "forged");
}

static void
ended_and_append_only(void)
{
	AUTO(record) open = action("state: open\n");
	AUTO(record) closed = taken(open, "done", NULL, NULL, by("anna", NULL));
	g_autoptr(GError) err = NULL;
	struct act act = by("ben", NULL);
	g_autofree char *text = workflow_note(closed, "seen", &act, &err);
	g_assert_no_error(err);
	AUTO(record) noted = parse(PATH, text);
	judged(closed, noted, by("ben", NULL), NULL);
	entry_is(noted, 1, "note", "seen", NULL, NULL);
	g_autofree char *retitled = g_strdup_printf("%stags:\n  - late\n", closed->doc->text);
	AUTO(record) touched = parse(PATH, retitled);
	judged(closed, touched, by("anna", "x"), "ended");
	judged(noted, closed, by("anna", "x"), "append-only");
}

static void
new_records(void)
{
	AUTO(record) plain = parse(PATH, "title: Replace seal\nowner: anna\ndue: 2026-11-30\n");
	AUTO(record) full = completed(NULL, plain, by("anna", NULL));
	g_assert_cmpstr(record_get(full, "first_due"), ==, "2026-11-30");
	g_assert_cmpstr(record_get(full, "created_by"), ==, "anna");
	g_assert_cmpstr(record_get(full, "state"), ==, "open");
	g_assert_cmpstr(record_get(full, "site"), ==, "PUN");
	judged(NULL, full, by("anna", NULL), NULL);
	AUTO(record) closed = action("state: closed\n");
	judged(NULL, closed, by("anna", NULL), "initial-state");
	AUTO(record) promise = parse(PATH, "title: x\nowner: anna\ndue: 2026-11-30\nfirst_due: 2026-12-30\n");
	judged(NULL, promise, by("anna", NULL), "forged");
	AUTO(record) made = parse(PATH, "title: x\nowner: anna\ndue: 2026-11-30\ncreated_by: ben\n");
	judged(NULL, made, by("anna", NULL), "forged");
	AUTO(record) stepped = parse(PATH, "title: x\nowner: anna\ndue: 2026-11-30\n" ENTRY("verify", ""));
	judged(NULL, stepped, by("anna", NULL), "forged");
	AUTO(record)
	past = parse(PATH, "title: x\nowner: anna\ndue: 2020-11-30\nstate: closed\nclosed_on: 2020-11-30\n" ENTRY("import", ""));
	struct act act = by("anna", NULL);
	judged(NULL, past, act, "initial-state");
	act.import = TRUE;
	judged(NULL, past, act, NULL);
}

#define READINGS                                                                                                                 \
	"kpi: oee\nyear: 2026\nreadings:\n  - period: 2026-10\n    value: 80\n    at: 2026-11-01T09:00:00Z\n    by: ben\n"

/* Readings are corrected in place, and signed by who does. */
static void
keyed_lists(void)
{
	AUTO(record) old = parse("reading/oee/2026.yaml", READINGS);
	AUTO(record)
	forged = parse("reading/oee/2026.yaml", "kpi: oee\nyear: 2026\nreadings:\n  - period: 2026-10\n    value: 90\n    at: "
						"2026-11-01T09:00:00Z\n    by: ben\n");
	AUTO(record)
	more = parse("reading/oee/2026.yaml",
		READINGS "  - period: 2026-11\n    value: 81\n    at: 2026-11-20T22:00:00Z\n    by: anna\n");
	judged(old, forged, by("anna", "x"), "forged");
	judged(old, more, by("anna", NULL), NULL);
	judged(NULL, old, by("anna", NULL), "forged");
}

static void
without_notes(void)
{
	AUTO(record) off = parse("lamp/hall.yaml", "name: Hall\n");
	g_assert_cmpstr(step_state(off), ==, "off");
	refused(off, "light", NULL, NULL, by("anna", NULL), "needs", "'light' needs color in hall");
	AUTO(record) white = parse("lamp/hall.yaml", "name: Hall\ncolor: white\n");
	AUTO(record) lit = taken(white, "light", NULL, NULL, by("anna", NULL));
	g_assert_cmpstr(record_get(lit, "lit_on"), ==, "2026-11-21");
	AUTO(record) hand = parse("lamp/hall.yaml", "name: Hall\ncolor: white\nmode: lit\n");
	judged(white, hand, by("anna", NULL), "forged");
	AUTO(record) full = completed(white, hand, by("anna", NULL));
	judged(white, full, by("anna", NULL), NULL);
	AUTO(record) broken = parse("lamp/hall.yaml", "name: Hall\ncolor: white\nmode: broken\n");
	judged(white, broken, by("anna", NULL), "reason");
	judged(white, broken, by("anna", "fell"), NULL);
	judged(broken, lit, by("anna", "mended"), "workflow");
	AUTO(record) red = parse("lamp/hall.yaml", "name: Hall\ncolor: red\nmode: broken\n");
	judged(broken, red, by("anna", "painted"), "ended");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_autoptr(GError) err = NULL;
	kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, &err) && kinds_add(kinds, ".sx/schema/lamp.yaml", lamp, strlen(lamp), &err) &&
		      kinds_seal(kinds, &err));
	g_assert_no_error(err);
	calendar = calendar_new();
	g_assert_true(calendar_set_zone(calendar, "Asia/Kolkata", NULL));
	g_test_add_func("/workflow/life", life_of_an_action);
	g_test_add_func("/workflow/verification", verification);
	g_test_add_func("/workflow/relief", relief);
	g_test_add_func("/workflow/refusals", refusals);
	g_test_add_func("/workflow/hand-edits-refused", hand_edits_refused);
	g_test_add_func("/workflow/hand-edits-completed", hand_edits_completed);
	g_test_add_func("/workflow/first-promise", first_promise);
	g_test_add_func("/workflow/ended", ended_and_append_only);
	g_test_add_func("/workflow/new", new_records);
	g_test_add_func("/workflow/keyed-lists", keyed_lists);
	g_test_add_func("/workflow/without-notes", without_notes);
	int failed = g_test_run();
	calendar_free(calendar);
	kinds_free(kinds);
	return failed;
}
