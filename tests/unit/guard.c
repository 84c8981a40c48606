/* The words of guards and locks on a kind made up for it: what they allow, what misuses are refused, with their place. */
#include "workflow.h"

#include <string.h>

#define NOW 1795212000 /* 2026-11-20T22:00:00Z */

static struct calendar *calendar;

static const char head[] = "kind: pot\nhelp: a pot\npath: pot/{id}.yaml\ntitle: name\n"
			   "fields:\n"
			   "  name: {type: line, required: true, help: what it is called}\n"
			   "  maker: {type: ref, to: [person], help: who made it}\n"
			   "  seller: {type: ref, to: [person], help: who sells it}\n"
			   "  color: {type: enum, values: [red, blue], help: its color}\n"
			   "  size: {type: integer, help: its size}\n"
			   "  fired_on: {type: day, help: when it was fired}\n"
			   "  made_at: {type: event, help: when it was made}\n"
			   "  fires: {type: count, of: notes, where: {did: dry}, help: how often it was dried}\n"
			   "  lid: {type: map, help: its lid, fields: {knob: {type: line, help: its knob}}}\n"
			   "  marks: {type: map, list: true, key: id, help: its marks, fields: {id: {type: slug, help: which}, "
			   "depth: {type: integer, help: how deep}}}\n"
			   "  like: {type: ref, to: [pot], help: the pot it is like}\n"
			   "  state: {type: enum, values: [wet, dry, sold], default: wet, hidden: true, help: how it is}\n"
			   "workflow:\n  field: state\n  initial: wet\n  open: [wet, dry]\n  ended: [sold]\n  notes: notes\n";

/* Kinds with the built-in ones and a pot whose workflow goes on so; NULL with *err. */
static struct kinds *
kinds_with(const char *rest, GError **err)
{
	struct kinds *kinds = kinds_new();
	g_autofree char *text = g_strconcat(head, rest, NULL);
	g_assert_true(kinds_add_builtin(kinds, NULL));
	if (kinds_add(kinds, ".sx/schema/pot.yaml", text, strlen(text), err) && kinds_seal(kinds, err))
		return kinds;
	kinds_free(kinds);
	return NULL;
}

/* --- misuse --- */

static void
misuses(void)
{
	static const struct {
		const char *guard, *said;
	} cases[] = {
		{"has: [colour]", "names 'colour', which is nothing there is"},
		{"has: [lid.handle]", "names 'lid.handle', which is nothing there is"},
		{"has: [name.first]", "names 'name.first', which is nothing there is"},
		{"has: [name], is: {color: [red]}", "a guard has one of has, is"},
		{"when: {color: [red]}", "a guard has one of has, is"},
		{"is: {color: [green]}", "names 'green', which is no value of color"},
		{"has: [name], when: {color: [green]}", "names 'green', which is no value of color"},
		{"each: name, has: [id]", "is about 'name', which is no list of maps"},
		{"each: marks, some: marks, has: [id]", "a guard is about one of each, some and last"},
		{"where: {color: [red]}, has: [name]", "'where' goes with each, some or last"},
		{"each: pot.like.name, has: [name]", "is about 'pot.like.name', which is no list of maps"},
		{"each: action.source, has: [title]", "is about 'action.source', which is no list of maps"},
		{"last: pot.like, has: [name]", "asks for the last of 'pot.like', which have no order"},
		{"rise: name < size", "compares 'name', which is no number and no day"},
		{"rise: size > 3", "pattern"},
		{"each: marks, answered: {by: action.source, in: answers}",
			"names 'action.source', which is no KIND.FIELD that points here"},
		{"answered: {by: pot.like, in: name}", "'answered' goes with each or some"},
		{"by: [name]", "names 'name', which names no people"},
		{"distinct: [maker, size]", "names 'size', which names no people"},
		{"role: [potter]", "names the role 'potter', which there is not"},
		{"who: maker, has: [name]", "'who' goes with role alone"},
		{"before: true, by: [maker]", "'before' goes with"},
		{"before: true, distinct: [maker, seller]", "'before' goes with"},
		{"before: true, each: marks, has: [depth]", "'before' goes with"},
		{"before: true, rise: fired_on < today", "'before' goes with"},
		{"each: marks, role: [qa]", "what a guard says of people"},
		{"frobnicate: yes", "frobnicate"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) err = NULL;
		g_autofree char *rest =
			g_strdup_printf("  verbs:\n    dry:\n      from: [wet]\n      to: dry\n      help: dry it\n"
					"      guards:\n        - {rule: P1, say: it is right, %s}\n",
				cases[i].guard);
		struct kinds *kinds = kinds_with(rest, &err);
		g_test_message("%s", cases[i].guard);
		g_assert_null(kinds);
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
		g_assert_cmpstr(error_more(err)->file, ==, ".sx/schema/pot.yaml");
		g_assert_cmpint(error_more(err)->line, ==, 30);
		if (strcmp(cases[i].said, "pattern") != 0)
			g_assert_nonnull(strstr(err->message, cases[i].said));
	}
}

static void
wrong_locks(void)
{
	static const char *const locks[] = {"fields: [colour], free: [wet], by: change",
		"fields: [color], free: [moist], by: change", "fields: [color], free: [wet], by: dry",
		"fields: [color], free: [wet], by: nothing", "fields: [state], free: [wet], by: change",
		"fields: [color], free: [wet], by: change, when: {colour: [red]}"};
	for (guint i = 0; i < G_N_ELEMENTS(locks); i++) {
		g_autoptr(GError) err = NULL;
		g_autofree char *rest = g_strdup_printf("  locks:\n    - {rule: P9, %s}\n  verbs:\n"
							"    dry: {from: [wet], to: dry, help: dry it}\n"
							"    change: {from: [dry], reason: true, help: change it}\n",
			locks[i]);
		g_test_message("%s", locks[i]);
		g_assert_null(kinds_with(rest, &err));
		g_assert_cmpint(error_more(err)->line, ==, 25);
	}
}

static void
wrong_clocks(void)
{
	static const struct {
		const char *more, *said;
	} cases[] = {
		{"clocks: [{name: a, hours: 1, from: [made_at], met: [size]}]", NULL},
		{"clocks: [{name: a, hours: 0, from: [made_at], met: [size]}]", "less than 1"},
		{"clocks: [{name: a, hours: 1, from: [fired_on], met: [size]}]", NULL},
		{"clocks: [{name: a, hours: 1, from: [size], met: [size]}]", "begins with 'size', which is no moment and no day"},
		{"clocks: [{name: a, until: [fired_on + 3], from: [made_at], met: [size]}]", NULL},
		{"clocks: [{name: a, until: [fired_in], from: [made_at], met: [size]}]", "fired_in"},
		{"clocks: [{name: a, until: [fired_on + maker], from: [made_at], met: [size]}]",
			"compares 'maker', which is no number and no day"},
		{"clocks: [{name: a, until: [fired_on], hours: 1, from: [made_at], met: [size]}]", "one of hours and until"},
		{"clocks: [{name: a, from: [made_at], met: [size]}]", "one of hours and until"},
		{"clocks: [{name: a, hours: 1, from: [made], met: [size]}]", "names 'made', which is no field"},
		{"clocks: [{name: a, hours: 1, from: [made_at], met: [weight]}]", "names 'weight', which is no field"},
		{"clocks: [{name: a, hours: 1, from: [made_at], met: [size], when: {color: [green]}}]", "no value of color"},
		{"ladder: {rungs: [{level: 1, count: fires, times: 2, say: hot, to: [maker, maker.manager], role: [qa]}]}", NULL},
		{"ladder: {rungs: [{level: 1, days: 1, say: late, to: [maker]}]}", "which there is none of"},
		{"ladder: {rungs: [{level: 1, hours: 1, times: 2, say: late, to: [maker]}]}", "one of days, hours, and count"},
		{"ladder: {rungs: [{level: 1, hours: 1, days: 1, say: late, to: [maker]}]}", "one of days, hours, and count"},
		{"ladder: {rungs: [{level: 1, say: late, to: [maker]}]}", "one of days, hours, and count"},
		{"ladder: {rungs: [{level: 1, hours: 1, say: late}]}", "says who hears"},
		{"ladder: {rungs: [{level: 1, count: size, times: 2, say: hot, to: [maker]}]}", "'size', which is no count"},
		{"ladder: {rungs: [{level: 1, hours: 1, say: late, to: [size]}]}", "tells 'size', which names no people"},
		{"ladder: {rungs: [{level: 1, hours: 1, say: late, to: [maker.email]}]}", "which names no people"},
		{"ladder: {rungs: [{level: 1, hours: 1, say: late, role: [potter]}]}", "'potter', which there is not"},
		{"ladder: {rungs: [{level: 1, hours: 1, say: late, to: [maker], unless: {state: [baked]}}]}",
			"no value of state"},
		{"ladder: {rungs: [{level: 0, hours: 1, say: late, to: [maker]}]}", "less than 1"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) err = NULL;
		g_autofree char *rest =
			g_strdup_printf("  verbs:\n    dry: {from: [wet], to: dry, help: dry it}\n  %s\n", cases[i].more);
		struct kinds *kinds = kinds_with(rest, &err);
		g_test_message("%s", cases[i].more);
		if (!cases[i].said) {
			g_assert_no_error(err);
			kinds_free(kinds);
			continue;
		}
		g_assert_null(kinds);
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
		if (!strstr(err->message, cases[i].said))
			g_error("'%s' is not in '%s'", cases[i].said, err->message);
	}
}

/* --- what they allow --- */

static struct record *
pot(const struct kinds *kinds, const char *more)
{
	g_autoptr(GError) err = NULL;
	g_autofree char *text = g_strconcat("name: Jug\n", more, NULL);
	struct record *r = record_parse(kinds, "pot/jug.yaml", text, strlen(text), &err);
	g_assert_no_error(err);
	return r;
}

static void
words(void)
{
	static const struct {
		const char *guard, *good, *bad;
	} cases[] = {
		{"has: [lid.knob]", "lid:\n  knob: round\n", "lid: {}\n"},
		{"has: [size, color]", "color: red\n", ""},
		{"is: {color: [red]}", "color: red\n", "color: blue\n"},
		{"is: {color: [red, blue]}", "color: blue\n", ""},
		{"when: {color: [red]}, has: [size]", "color: blue\n", "color: red\n"},
		{"unless: {color: [red]}, has: [size]", "color: red\n", ""},
		{"rise: size < 4", "size: 3\n", "size: 4\n"},
		{"rise: size <= 4", "size: 4\n", "size: 5\n"},
		{"rise: 10 <= size", "size: 10\n", "size: 9\n"},
		{"rise: size <= 4", "", "size: 5\n"},
		{"rise: fired_on + 3 <= today", "fired_on: 2026-11-17\n", "fired_on: 2026-11-18\n"},
		{"rise: fired_on + size <= today", "fired_on: 2026-11-10\nsize: 10\n", "fired_on: 2026-11-10\nsize: 11\n"},
		{"rise: fired_on < size", "size: 3\n", "fired_on: 2026-11-18\nsize: 3\n"},
		{"rise: made_at + 48h < now", "made_at: 2026-11-18T21:59:59Z\n", "made_at: 2026-11-18T22:00:00Z\n"},
		{"rise: made_at + 48h < now", "made_at: 2026-11-19T03:29:59+05:30\n", "made_at: 2026-11-19T03:30:00+05:30\n"},
		{"rise: made_at <= now", "made_at: 2026-11-20T14:00:00-08:00\n", "made_at: 2026-11-20T14:00:01-08:00\n"},
		/* against a day, a moment is the day that it says */
		{"rise: made_at <= fired_on", "made_at: 2026-11-18T23:59:59-08:00\nfired_on: 2026-11-18\n",
			"made_at: 2026-11-19T00:00:00+05:30\nfired_on: 2026-11-18\n"},
		{"rise: made_at < today", "made_at: 2026-11-19T23:59:59Z\n", "made_at: 2026-11-20T00:00:00Z\n"},
		/* what has no sum does not rise */
		{"rise: made_at + 3 < now", "", "made_at: 2026-11-01T00:00:00Z\n"},
		{"rise: fired_on + 3h < today", "", "fired_on: 2026-11-01\n"},
		{"each: marks, rise: depth < 3", "marks: [{id: a, depth: 2}]\n",
			"marks: [{id: a, depth: 2}, {id: b, depth: 3}]\n"},
		{"each: marks, has: [depth]", "", "marks: [{id: a}]\n"},
		{"some: marks, has: [depth]", "marks: [{id: a}, {id: b, depth: 1}]\n", ""},
		{"last: marks, rise: depth < 3", "marks: [{id: a, depth: 3}, {id: b, depth: 2}]\n",
			"marks: [{id: a, depth: 2}, {id: b, depth: 3}]\n"},
		{"each: marks, where: {id: [a]}, has: [depth]", "marks: [{id: b}]\n", "marks: [{id: a}]\n"},
		{"each: marks, rise: depth <= record.size", "size: 2\nmarks: [{id: a, depth: 2}]\n",
			"size: 1\nmarks: [{id: a, depth: 2}]\n"},
		{"not_by: [maker]", "maker: ben\n", "maker: asha\n"},
		{"distinct: [maker, seller]", "maker: asha\nseller: ben\n", "maker: asha\nseller: asha\n"},
		/* nothing is known around it: refused, even where there would be nothing */
		{"not_by: [seller]", "", "seller: asha\n"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *rest =
			g_strdup_printf("  verbs:\n    dry:\n      from: [wet]\n      to: dry\n      help: dry it\n"
					"      guards:\n        - {rule: P1, say: it is right, %s}\n",
				cases[i].guard);
		g_autoptr(GError) err = NULL;
		struct kinds *kinds = kinds_with(rest, &err);
		g_assert_no_error(err);
		const char *const texts[] = {cases[i].good, cases[i].bad};
		for (guint k = 0; k < 2; k++) {
			AUTO(record) r = pot(kinds, texts[k]);
			struct guard_case c = {r, r, "asha", calendar_day(calendar, NOW), NULL, NOW};
			g_autofree char *detail = NULL;
			g_test_message("%s: %s", cases[i].guard, texts[k]);
			g_assert_cmpint(guard_holds(kind_verb(r->kind, "dry")->guards->pdata[0], &c, &detail), ==, k == 0);
		}
		kinds_free(kinds);
	}
}

/* What cannot be looked up is no yes. */
static void
unknown(void)
{
	static const char *const guards[] = {"has: [pot.like]", "each: pot.like, has: [name]", "is: {like.color: [red]}",
		"some: marks, answered: {by: pot.like, in: name}", "not_by: [pot.like.maker]"};
	for (guint i = 0; i < G_N_ELEMENTS(guards); i++) {
		g_autofree char *rest =
			g_strdup_printf("  verbs:\n    dry:\n      from: [wet]\n      to: dry\n      help: dry it\n"
					"      guards:\n        - {rule: P1, say: it is right, %s}\n",
				guards[i]);
		g_autoptr(GError) err = NULL;
		struct kinds *kinds = kinds_with(rest, &err);
		g_assert_no_error(err);
		AUTO(record) r = pot(kinds, "like: mug\nmarks: [{id: a}]\n");
		struct guard_case c = {r, r, "asha", calendar_day(calendar, NOW), NULL, NOW};
		g_autofree char *detail = NULL;
		g_test_message("%s", guards[i]);
		g_assert_false(guard_holds(kind_verb(r->kind, "dry")->guards->pdata[0], &c, &detail));
		kinds_free(kinds);
	}
}

/* Asked of the record as it was, whatever the step makes of it; the step is offered where it holds, or cannot be told. */
static void
before(void)
{
	static const char verbs[] =
		"  verbs:\n"
		"    dry:\n      from: [wet]\n      to: dry\n      takes: [color]\n      help: dry it\n"
		"      guards:\n        - {rule: P1, before: true, is: {color: [red]}, say: it is red}\n"
		"    sell:\n      from: [wet]\n      to: sold\n      help: sell it\n"
		"      guards:\n        - {rule: P2, before: true, is: {like.color: [red]}, say: its like is red}\n";
	g_autoptr(GError) err = NULL;
	struct kinds *kinds = kinds_with(verbs, &err);
	g_assert_no_error(err);
	AUTO(record) red = pot(kinds, "color: red\n");
	AUTO(record) blue = pot(kinds, "color: blue\nlike: mug\n");
	const struct kind_guard *guard = kind_verb(red->kind, "dry")->guards->pdata[0];
	g_autofree char *of_red = workflow_allowed(red), *of_blue = workflow_allowed(blue), *detail = NULL;
	g_assert_true(guard_holds(guard, &(struct guard_case){.old = red, .new = blue}, &detail));
	g_assert_false(guard_holds(guard, &(struct guard_case){.old = blue, .new = red}, &detail));
	g_assert_cmpstr(of_red, ==, "dry");
	g_assert_cmpstr(of_blue, ==, "sell");
	kinds_free(kinds);
}

#define LOCKED                                                                                                                   \
	"  locks:\n    - {rule: P9, fields: [color, size, marks], free: [wet], by: change}\n  verbs:\n"                          \
	"    dry: {from: [wet], to: dry, help: dry it}\n    change: {from: [dry], reason: true, rule: P8, help: change it}\n"

static const char *
rule_of(const struct kinds *kinds, const char *before, const char *after, const char *reason, gboolean completed)
{
	AUTO(record) old = pot(kinds, before);
	AUTO(record) new = pot(kinds, after);
	struct act act = {.actor = "asha", .now = NOW, .calendar = calendar, .reason = reason};
	g_autofree char *text = NULL;
	g_autoptr(GPtrArray) problems = problems_new();
	if (completed)
		g_assert_true(workflow_complete(old, new, &act, &text, NULL));
	AUTO(record) whole = text ? record_parse(kinds, "pot/jug.yaml", text, strlen(text), NULL) : NULL;
	workflow_judge(old, whole ? whole : new, &act, problems);
	return problems->len ? ((struct problem *)problems->pdata[0])->rule : NULL;
}

#define ENTRY(more) "notes:\n  - at: 2026-11-20T22:00:00Z\n    by: asha\n    did: change\n    text: why\n" more

static void
locks(void)
{
	g_autoptr(GError) err = NULL;
	struct kinds *kinds = kinds_with(LOCKED, &err);
	g_assert_no_error(err);
	g_assert_null(rule_of(kinds, "color: red\n", "color: blue\n", NULL, FALSE));
	g_assert_cmpstr(rule_of(kinds, "color: red\nstate: dry\n", "color: blue\nstate: dry\n", "why", FALSE), ==, "P9");
	g_assert_cmpstr(rule_of(kinds, "color: red\nstate: dry\n", "state: dry\n", "why", FALSE), ==, "P9");
	g_assert_cmpstr(rule_of(kinds, "color: red\nstate: dry\n", "color: blue\nstate: dry\n", NULL, TRUE), ==, "P8");
	g_assert_null(rule_of(kinds, "color: red\nstate: dry\n", "color: blue\nstate: dry\n", "why", TRUE));
	g_assert_null(rule_of(kinds, "color: red\nstate: dry\n", "state: dry\nmarks:\n  - id: a\n", "why", TRUE));
	g_assert_null(rule_of(kinds, "state: dry\n", "state: dry\nmaker: asha\n", NULL, TRUE));
	/* an entry opens what it names, no more */
	g_assert_null(
		rule_of(kinds, "color: red\nstate: dry\n", "color: blue\nstate: dry\n" ENTRY("    field: color\n"), NULL, FALSE));
	g_assert_cmpstr(rule_of(kinds, "color: red\nstate: dry\n",
				"color: blue\nsize: 3\nstate: dry\n" ENTRY("    field: color\n"), NULL, FALSE),
		==, "forged");
	g_assert_cmpstr(
		rule_of(kinds, "color: red\nstate: dry\n", "color: blue\nstate: dry\n" ENTRY(""), NULL, FALSE), ==, "forged");
	/* what was free before the step is free with it */
	g_assert_null(rule_of(kinds, "color: red\n", "color: blue\nstate: dry\n", NULL, TRUE));
	kinds_free(kinds);
}

/* A lock that holds under a condition; what it looks up is not there without a world, and then it holds. */
static void
conditional_lock(void)
{
	static const char by_size[] =
		"  locks:\n    - {rule: P9, fields: [color, size], by: change, when: {size: [\"3\"]}}\n  verbs:\n"
		"    change: {from: [wet, dry], reason: true, help: change it}\n";
	static const char by_like[] =
		"  locks:\n    - {rule: P9, fields: [color], by: change, when: {like.state: [dry]}}\n  verbs:\n"
		"    change: {from: [wet, dry], reason: true, help: change it}\n";
	g_autoptr(GError) err = NULL;
	struct kinds *kinds = kinds_with(by_size, &err);
	g_assert_no_error(err);
	g_assert_null(rule_of(kinds, "color: red\nsize: 2\n", "color: blue\nsize: 3\n", NULL, FALSE));
	g_assert_cmpstr(rule_of(kinds, "color: red\nsize: 3\n", "color: blue\nsize: 3\n", "why", FALSE), ==, "P9");
	g_assert_cmpstr(
		rule_of(kinds, "color: red\nsize: 3\n", "color: blue\nsize: 2\n", "why", FALSE), ==, "P9"); /* nor away from it */
	g_assert_null(rule_of(kinds, "color: red\nsize: 3\n", "color: blue\nsize: 3\n", "why", TRUE));
	kinds_free(kinds);
	kinds = kinds_with(by_like, &err);
	g_assert_no_error(err);
	g_assert_null(rule_of(kinds, "color: red\n", "color: blue\n", NULL, FALSE));
	g_assert_cmpstr(rule_of(kinds, "color: red\nlike: cup\n", "color: blue\nlike: cup\n", "why", FALSE), ==, "P9");
	kinds_free(kinds);
}

/* A repository makes a built-in kind stricter, and not looser. */
static void
extension(void)
{
	static const char more[] = "kind: action\nworkflow:\n  verbs:\n    done:\n      guards:\n"
				   "        - {rule: X1, has: [outcome], say: it says what came of it}\n";
	static const char looser[] = "kind: action\nworkflow:\n  verbs:\n    verify: {not_by: [owner]}\n";
	static const char again[] = "kind: action\nworkflow:\n  verbs:\n    fly: {to: done, from: [open]}\n";
	static const char action[] = "title: x\nowner: asha\ndue: 2026-11-30\nstate: open\n";
	g_autoptr(GError) err = NULL;
	struct kinds *kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, NULL) && kinds_add(kinds, ".sx/schema/action.yaml", more, strlen(more), &err) &&
		      kinds_seal(kinds, &err));
	AUTO(record) old = record_parse(kinds, "action/2026/11/ACT-2611-7K3M9Q2.yaml", action, strlen(action), NULL);
	struct act act = {.actor = "asha", .now = NOW, .calendar = calendar, .reason = "why"};
	g_autofree char *text = workflow_apply(old, kind_verb(old->kind, "done"), NULL, &act, &err);
	AUTO(record) new = record_parse(kinds, old->path, text, strlen(text), NULL);
	g_autoptr(GPtrArray) problems = problems_new();
	g_assert_false(workflow_judge(old, new, &act, problems));
	g_assert_cmpstr(((struct problem *)problems->pdata[0])->rule, ==, "X1");
	kinds_free(kinds);
	for (guint i = 0; i < 2; i++) {
		const char *wrong = i ? again : looser;
		kinds = kinds_new();
		g_assert_true(kinds_add_builtin(kinds, NULL));
		g_assert_false(kinds_add(kinds, ".sx/schema/action.yaml", wrong, strlen(wrong), &err));
		g_assert_cmpint(error_more(err)->line, ==, 4);
		g_clear_error(&err);
		kinds_free(kinds);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	calendar = calendar_new();
	g_test_add_func("/guard/misuses", misuses);
	g_test_add_func("/guard/wrong-locks", wrong_locks);
	g_test_add_func("/guard/wrong-clocks", wrong_clocks);
	g_test_add_func("/guard/words", words);
	g_test_add_func("/guard/unknown", unknown);
	g_test_add_func("/guard/before", before);
	g_test_add_func("/guard/locks", locks);
	g_test_add_func("/guard/conditional-lock", conditional_lock);
	g_test_add_func("/guard/extension", extension);
	int failed = g_test_run();
	calendar_free(calendar);
	return failed;
}
