/* What waits for a decision: what may become of it, by whom and how, and what waits for it. */
#include "workflow.h"

#include <string.h>

#define ID "ACT-2611-7K3M9Q2"
#define NOW 1795212000 /* 2026-11-20T22:00:00Z */

#define HEAD "title: Replace seal\nowner: anna\ndue: 2026-12-01\nclass: safety\nstate: done\ndone_by: anna\n"
#define TAIL                                                                                                                     \
	"conflicts:\n  - field: owner\n    value: anna\n    by: anna\n  - field: owner\n    value: ben\n    by: ben\n"           \
	"  - field: due\n    value: 2026-12-01\n  - field: due\n    value: 2026-12-14\n"
#define DUE_ONLY "conflicts:\n  - field: due\n    value: 2026-12-01\n  - field: due\n    value: 2026-12-14\n"

#define OPEN "title: A\nowner: anna\ndue: 2026-12-01\nstate: active\n"

static struct kinds *kinds;
static struct calendar *calendar;

static struct record *
parse(const char *path, const char *text)
{
	g_autoptr(GError) err = NULL;
	struct record *r = record_parse(kinds, path, text, strlen(text), &err);
	g_assert_no_error(err);
	return r;
}

static struct record *
action(const char *text)
{
	return parse("action/2026/11/" ID ".yaml", text);
}

static struct act
by(const char *actor, const char *reason)
{
	return (struct act){.actor = actor, .now = NOW, .calendar = calendar, .reason = reason};
}

/* The rules that the judge names, joined by blanks. */
static char *
judged(const struct record *old, const struct record *new, struct act act)
{
	g_autoptr(GPtrArray) problems = problems_new();
	GString *rules = g_string_new(NULL);
	workflow_judge(old, new, &act, problems);
	for (guint i = 0; i < problems->len; i++) {
		g_test_message("%s", ((struct problem *)problems->pdata[i])->message);
		g_string_append_printf(rules, "%s%s", i ? " " : "", ((struct problem *)problems->pdata[i])->rule);
	}
	return g_string_free(rules, FALSE);
}

static void
expect(const char *old_text, const char *new_text, struct act act, const char *rules)
{
	AUTO(record) old = old_text ? action(old_text) : NULL;
	AUTO(record) new = action(new_text);
	g_autofree char *is = judged(old, new, act);
	g_assert_cmpstr(is, ==, rules);
}

static char *
settled(const struct record *r, const char *field, const char *entry, const char *text, struct act act)
{
	struct matter matter = {field, entry};
	AUTO(builder) b = builder_new();
	g_autoptr(GError) err = NULL;
	struct node *value;
	char *after;
	g_assert_true(matter_read(b, r->kind, &matter, text, &value, &err));
	after = workflow_settle(r, &matter, value, &act, &err);
	g_assert_no_error(err);
	return after;
}

static void
settle(void)
{
	AUTO(record) old = action(HEAD TAIL);
	g_autofree char *text = settled(old, "due", NULL, "2026-12-14", by("chitra", "the part comes on the 10th")),
			*rules = NULL;
	AUTO(record) new = action(text);
	g_assert_cmpstr(text, ==,
		"title: Replace seal\nowner: anna\ndue: 2026-12-14\nclass: safety\nstate: done\ndone_by: anna\n"
		"notes:\n  - at: 2026-11-20T22:00:00+00:00\n    by: chitra\n    did: settle\n    text: the part comes on the "
		"10th\n"
		"    from: 2026-12-01\n    to: 2026-12-14\n    field: due\n"
		"conflicts:\n  - field: owner\n    value: anna\n    by: anna\n  - field: owner\n    value: ben\n    by: ben\n");
	rules = judged(old, new, by("chitra", "the part comes on the 10th"));
	g_assert_cmpstr(rules, ==, "");
}

/* The last one settled takes the list with it. */
static void
settle_last(void)
{
	AUTO(record) old = action(HEAD DUE_ONLY);
	g_autofree char *text = settled(old, "due", NULL, "2026-12-01", by("chitra", "no reason to wait")), *rules = NULL;
	AUTO(record) new = action(text);
	g_assert_false(conflicts_wait(new->doc->root));
	g_assert_null(record_node(new, "conflicts"));
	rules = judged(old, new, by("chitra", "no reason to wait"));
	g_assert_cmpstr(rules, ==, "");
}

static void
settle_refused(void)
{
	AUTO(record) r = action(HEAD DUE_ONLY);
	struct act silent = by("chitra", NULL), open = by("chitra", "so");
	g_autoptr(GError) err = NULL, other = NULL;
	g_assert_null(workflow_settle(r, &(struct matter){"due", NULL}, NULL, &silent, &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_REFUSED);
	g_assert_cmpstr(error_more(err)->rule, ==, "reason");
	g_assert_null(workflow_settle(r, &(struct matter){"owner", NULL}, NULL, &open, &other));
	g_assert_error(other, ERROR_DOMAIN, ERR_NOT_FOUND);
}

/* The state takes all that goes with it along, also to an end that is another person's to judge. */
static void
settle_state(void)
{
	AUTO(record)
	old = action(
		"title: Replace seal\nowner: anna\ndue: 2026-12-01\nclass: safety\nstate: done\ndone_by: anna\n"
		"conflicts:\n  - field: state\n    value: |\n      state: closed\n      done_by: anna\n      verified_by: ben\n"
		"      closed_on: 2026-11-19\n  - field: state\n    value: |\n      state: done\n      done_by: anna\n");
	g_autofree char *text = settled(old, "state", NULL,
				"state: closed\ndone_by: anna\nverified_by: ben\nclosed_on: 2026-11-19\n",
				by("anna", "ben did look")),
			*rules = NULL, *other = NULL, *bad = NULL;
	AUTO(record) new = action(text);
	AUTO(record) made_up = NULL;
	g_assert_cmpstr(record_get(new, "verified_by"), ==, "ben");
	g_assert_cmpstr(record_get(new, "closed_on"), ==, "2026-11-19");
	rules = judged(old, new, by("anna", "ben did look"));
	g_assert_cmpstr(rules, ==, "");
	other = settled(old, "state", NULL, "state: cancelled\nclosed_on: 2026-11-19\n", by("anna", "neither"));
	made_up = action(other);
	bad = judged(old, made_up, by("anna", "neither"));
	g_assert_cmpstr(bad, ==, "conflicts");
}

/* An entry keeps who signed it; another value is signed by who makes it. */
static void
settle_entry(void)
{
#define READINGS "kpi: oee\nyear: 2026\nreadings:\n"
#define SEPTEMBER "  - period: 2026-09\n    value: 80\n    at: 2026-10-01T08:00:00Z\n    by: anna\n"
#define OCTOBER(value, who) "  - period: 2026-10\n    value: " value "\n    at: 2026-11-01T08:00:00Z\n    by: " who "\n"
#define VALUE(value, who)                                                                                                        \
	"  - field: readings\n    entry: 2026-10\n    value: |\n      period: 2026-10\n      value: " value                      \
	"\n      at: 2026-11-01T08:00:00Z\n      by: " who "\n"
	AUTO(record)
	old = parse("reading/oee/2026.yaml",
		READINGS SEPTEMBER OCTOBER("81", "anna") "conflicts:\n" VALUE("81", "anna") VALUE("82", "ben"));
	struct act act = by("chitra", "the meter says so");
	g_autofree char *text = settled(old, "readings", "2026-10",
				"period: 2026-10\nvalue: 82\nat: 2026-11-01T08:00:00Z\nby: ben\n", act),
			*rules = NULL, *other = NULL, *bad = NULL;
	AUTO(record) new = parse(old->path, text);
	AUTO(record) made_up = NULL;
	g_assert_true(g_str_has_prefix(text, READINGS SEPTEMBER OCTOBER("82", "ben") "notes:\n"));
	rules = judged(old, new, act);
	g_assert_cmpstr(rules, ==, "");
	other = settled(old, "readings", "2026-10", "period: 2026-10\nvalue: 83\nat: 2026-11-01T08:00:00Z\nby: ben\n", act);
	made_up = parse(old->path, other);
	bad = judged(old, made_up, act);
	g_assert_cmpstr(bad, ==, "forged forged"); /* who and when */
}

#define NOTE(more) "notes:\n  - at: 2026-11-20T22:00:00Z\n    by: chitra\n    did: settle\n" more

static void
judge(void)
{
	struct act act = by("chitra", "why");
	/* nothing of it changes by the way */
	expect(HEAD DUE_ONLY, HEAD DUE_ONLY "tags: [a]\n", act, "");
	expect(HEAD TAIL, "title: Replace seal\nowner: ben\ndue: 2026-12-01\nclass: safety\nstate: done\ndone_by: anna\n" TAIL,
		act, "conflicts");
	/* it is not thrown away in silence, nor in part, nor without a reason */
	expect(HEAD DUE_ONLY, HEAD, act, "conflicts");
	expect(HEAD DUE_ONLY, HEAD "conflicts:\n  - field: due\n    value: 2026-12-01\n", act, "conflicts");
	expect(HEAD DUE_ONLY, HEAD NOTE("    field: due\n"), act, "reason");
	expect(HEAD DUE_ONLY, HEAD NOTE("    text: so\n    field: due\n"), act, "");
	/* an entry signed by another is forged, as any */
	expect(HEAD DUE_ONLY, HEAD NOTE("    text: so\n    field: due\n"), by("dev", "so"), "forged");
	/* due changes by a step only, so it takes one of the values; a title may become another */
	expect(HEAD DUE_ONLY,
		"title: Replace seal\nowner: anna\ndue: 2026-12-24\nclass: safety\nstate: done\ndone_by: anna\n" NOTE(
			"    text: so\n    field: due\n"),
		act, "conflicts");
	expect("title: A\nowner: anna\ndue: 2026-12-01\nconflicts:\n  - field: title\n    value: A\n  - field: title\n    value: "
	       "B\n",
		"title: C\nowner: anna\ndue: 2026-12-01\n" NOTE("    text: so\n    field: title\n"), act, "");
	/* merging alone brings conflicts, and nothing is settled that did not wait */
	expect(HEAD, HEAD DUE_ONLY, act, "forged");
	expect(NULL, "title: A\nowner: anna\ndue: 2026-12-01\n" DUE_ONLY, act, "forged");
	expect(HEAD, HEAD NOTE("    text: so\n    field: due\n"), act, "forged");
	/* a fixed value waits as any other and takes one of those there are */
	expect(HEAD "number: A-1\nconflicts:\n  - field: number\n    value: A-1\n  - field: number\n    value: A-2\n",
		HEAD "number: A-2\n" NOTE("    text: so\n    field: number\n"), act, "");
	expect(HEAD "number: A-1\nconflicts:\n  - field: number\n    value: A-1\n  - field: number\n    value: A-2\n",
		HEAD "number: A-3\n" NOTE("    text: so\n    field: number\n"), act, "conflicts");
}

/* By hand: what was taken out is settled, and the entry is written with the reason. */
static void
by_hand(void)
{
	AUTO(record) old = action(HEAD DUE_ONLY);
	AUTO(record)
	new = action("title: Replace seal\nowner: anna\ndue: 2026-12-14\nclass: safety\nstate: done\ndone_by: anna\n");
	struct act act = by("chitra", "later is right"), silent = by("chitra", NULL);
	g_autofree char *text = NULL, *again = NULL, *rules = NULL, *bad = NULL;
	g_autoptr(GError) err = NULL;
	AUTO(record) done = NULL;
	AUTO(record) unsaid = NULL;
	g_assert_true(workflow_complete(old, new, &act, &text, &err));
	done = action(text);
	rules = judged(old, done, act);
	g_assert_cmpstr(rules, ==, "");
	g_assert_nonnull(strstr(
		text, "did: settle\n    text: later is right\n    from: 2026-12-01\n    to: 2026-12-14\n    field: due\n"));
	g_assert_true(workflow_complete(old, new, &silent, &again, &err));
	unsaid = action(again);
	bad = judged(old, unsaid, silent);
	g_assert_cmpstr(bad, ==, "reason");
}

/* A state taken by hand is no step of who takes it. */
static void
state_by_hand(void)
{
	AUTO(record)
	old = action(OPEN "conflicts:\n  - field: state\n    value: |\n      state: active\n  - field: state\n    value: |\n"
			  "      state: cancelled\n      closed_on: 2026-11-19\n");
	AUTO(record) new = action("title: A\nowner: anna\ndue: 2026-12-01\nstate: cancelled\nclosed_on: 2026-11-19\n");
	struct act act = by("chitra", "it is off");
	g_autofree char *text = NULL, *rules = NULL;
	g_autoptr(GError) err = NULL;
	AUTO(record) done = NULL;
	g_assert_true(workflow_complete(old, new, &act, &text, &err));
	g_assert_nonnull(strstr(text, "did: settle\n"));
	g_assert_null(strstr(text, "did: cancel\n"));
	done = action(text);
	rules = judged(old, done, act);
	g_assert_cmpstr(rules, ==, "");
}

static void
waiting(const char *text, const char *verb, struct act act, const char *rule)
{
	AUTO(record) r = action(text);
	g_autoptr(GError) err = NULL;
	g_autofree char *after = workflow_apply(r, kind_verb(r->kind, verb), NULL, &act, &err);
	g_assert_cmpstr(err ? error_more(err)->rule : "", ==, rule);
}

/* What ends a record or is another person's to take waits; the rest goes on. */
static void
steps_wait(void)
{
	waiting(HEAD DUE_ONLY, "verify", by("chitra", NULL), "conflicts");
	waiting(HEAD, "verify", by("chitra", NULL), "");
	waiting(OPEN DUE_ONLY, "done", by("anna", NULL), "conflicts");
	waiting(OPEN "class: safety\n" DUE_ONLY, "done", by("anna", NULL), "");
	waiting(OPEN DUE_ONLY, "cancel", by("anna", "no"), "conflicts");
	waiting(OPEN DUE_ONLY, "block", by("anna", "rain"), "");
	/* and by hand */
	expect(OPEN DUE_ONLY,
		"title: A\nowner: anna\ndue: 2026-12-01\nstate: closed\ndone_on: 2026-11-20\ndone_by: anna\nclosed_on: "
		"2026-11-20\n"
		"notes:\n  - at: 2026-11-20T22:00:00Z\n    by: anna\n    did: done\n" DUE_ONLY,
		by("anna", NULL), "conflicts");
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} tests[] = {{"settle", settle}, {"last", settle_last}, {"refused", settle_refused}, {"state", settle_state},
		{"entry", settle_entry}, {"judge", judge}, {"by-hand", by_hand}, {"state-by-hand", state_by_hand},
		{"steps-wait", steps_wait}};

	g_test_init(&argc, &argv, NULL);
	kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, NULL) && kinds_seal(kinds, NULL));
	calendar = calendar_new();
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path = g_strconcat("/settle/", tests[i].name, NULL);
		g_test_add_func(path, tests[i].run);
	}
	int status = g_test_run();
	calendar_free(calendar);
	kinds_free(kinds);
	return status;
}
