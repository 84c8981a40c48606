/* The words of other tools. */
#include "foreign.h"
#include "command.h"

#define NOTHING_GOES "records are kept: a step of its kind ends one, and 'sx undo' takes back your last command"
#define IDS_STAY "ids never change; 'sx KIND set ID' changes what it is called"
#define OF_GIT "the repository is git's: git does that"

static const struct {
	const char *word, *here; /* here: the words for it, the first that is known there counts */
} words[] = {{"assign", "reassign"}, {"blame", "log"}, {"browse", "list"}, {"cat", "show"}, {"change", "set"}, {"close", "done"},
	{"comment", "note"}, {"complete", "done close"}, {"create", "add"}, {"dashboard", "report"}, {"describe", "show"},
	{"dir", "list"}, {"due", "today"}, {"fetch", "sync"}, {"find", "grep list"}, {"finish", "done close"}, {"fsck", "check"},
	{"get", "show"}, {"history", "log"}, {"info", "show"}, {"lint", "check"}, {"ls", "list"}, {"merge", "sync"},
	{"modify", "set"}, {"new", "add"}, {"next", "today"}, {"postpone", "extend"}, {"pull", "sync"}, {"push", "sync"},
	{"query", "list"}, {"revert", "undo"}, {"search", "grep list"}, {"stats", "report"}, {"summary", "report"},
	{"todo", "today"}, {"update", "set"}, {"validate", "check"}, {"view", "show"}};

static const struct {
	const char *word, *advice;
} sentences[] = {{"branch", OF_GIT}, {"checkout", OF_GIT},
	{"config", "what all share is in .sx/config.yaml, as sx-schema(5) tells; what is yours is in git's: git config"},
	{"del", NOTHING_GOES}, {"delete", NOTHING_GOES},
	{"diff", "'sx status' lists what is not recorded yet, 'sx log ID' what was changed"},
	{"kinds", "'sx -h' lists the kinds, 'sx schema KIND' describes one"}, {"mv", IDS_STAY}, {"remote", OF_GIT},
	{"remove", NOTHING_GOES}, {"rename", IDS_STAY}, {"reset", OF_GIT}, {"restore", OF_GIT}, {"rm", NOTHING_GOES},
	{"stash", OF_GIT}, {"switch", OF_GIT}, {"tag", OF_GIT}, {"users", "people are records: sx list person"},
	{"who", "'sx doctor' says who you are here"}, {"whoami", "'sx doctor' says who you are here"}};

/* here: the option that does it, where there is one of that name; advice: said instead. */
static const struct {
	const char *name, *here, *advice;
} names[] = {{"after", "since", NULL}, {"assignee", "owner", NULL}, {"author", "by", NULL}, {"before", "until", NULL},
	{"committer", "by", NULL}, {"count", "limit", NULL}, {"deadline", "due", NULL}, {"fields", "columns", NULL},
	{"follow", "since", "an id never changes, so that nothing has to be followed: sx log ID"},
	{"format", "json", "there is an option for each format: --json, --csv"}, {"force", "help", "no option goes past a rule"},
	{"group-by", "by", NULL}, {"max-count", "limit", NULL}, {"oneline", "since", "'sx audit' prints a line for each change"},
	{"order-by", "sort", NULL}, {"output", "json", "there is an option for each format: --json, --csv"},
	{"patch", "since", "each field is shown as it was and as it is; of the files it is 'git log -p'"},
	{"reason", "message", NULL}, {"stat", "since", "'sx audit' prints a line for each change"}, {"top", "limit", NULL}};

const char *
foreign_option(const char *name, const char *const *known)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (!g_str_equal(names[i].name, name) || !name_in(known, names[i].here))
			continue;
		return names[i].advice ? names[i].advice : session_keep(g_strdup_printf("did you mean --%s?", names[i].here));
	}
	return NULL;
}

const char *
foreign_word(const char *word, const char *const *known)
{
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_auto(GStrv) here = g_str_equal(words[i].word, word) ? g_strsplit(words[i].here, " ", -1) : NULL;

		for (char **one = here; one && *one; one++)
			if (name_in(known, *one) || command_find(*one, KIND_VERBS))
				return g_intern_string(*one);
	}
	return NULL;
}

const char *
foreign_advice(const char *word)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sentences); i++)
		if (g_str_equal(sentences[i].word, word))
			return sentences[i].advice;
	return NULL;
}
