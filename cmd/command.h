/*
 * What a command is. Each row of commands.def names a const struct command
 * cmd_NAME, defined in cmd/NAME.c (kind_NAME for a VERB):
 *
 *	static struct { gboolean all; char *since; } opt;
 *	static const struct option options[] = {
 *		{"all", 'a', OPTION_FLAG, &opt.all, NULL, "ended records too"},
 *		{"since", 0, OPTION_TEXT, &opt.since, "DATE", "only changes from this day on"},
 *		{0}};
 *	static int run(struct session *s, int argc, char **argv, GError **err) { ... }
 *	const struct command cmd_log = {"[ID]", options, run, "id"};
 *
 * argv has the positional arguments only, argv[0] is the first of them. run returns an exit status (0, or 1
 * for a plain no), or anything with *err set: then main prints the error and
 * its code is the status. Options take --name VALUE, --name=VALUE, -nVALUE,
 * unique prefixes of long names, "--" ends them. -h, --help, -m where
 * declared, and the global options are understood everywhere.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "session.h"

enum option_type {
	OPTION_END,
	OPTION_FLAG /* gboolean */,
	OPTION_TEXT /* char * */,
	OPTION_LIST /* GPtrArray * of char *, made on first use */,
	OPTION_INT /* int */
};

struct option {
	const char *name; /* without dashes */
	char letter;	  /* or 0 */
	enum option_type type;
	void *value;		 /* where it goes */
	const char *placeholder; /* "DATE"; NULL for a flag */
	const char *help;	 /* one line, small start, no full stop */
	const char *completes;	 /* what its value completes to: "file", "kind", "id:person", "word:a b c", or NULL */
};

struct command {
	const char *usage; /* of the arguments: "[ID] [FILTER...]" */
	const struct option *options;
	int (*run)(struct session *s, int argc, char **argv, GError **err);
	/*
	 * What its arguments complete to: "id", "kind", "file", "filter", "command", "verb", "report", "word:a b", NULL.
	 * By place with ';' between, the last for all that follow: "id;file".
	 */
	const char *completes;
	/* More options known only at run time (fields of the kind), or NULL; the array lives until the process ends. */
	const struct option *(*more)(struct session *s, GError **err);
	/* Arguments known only at run time, instead of `usage`, or NULL. Caller frees. */
	char *(*words)(struct session *s);
};

enum command_flags { REPO = 1, WITH_KIND = 2, LOOKS = 4, SEVERAL = 8 };
enum command_group { START, RECORDS, CHANGES, REPORTS, EXCHANGE, KIND_VERBS, ENGINES };

struct command_row {
	const char *name;
	enum command_group group;
	unsigned flags;
	const char *summary;
	const struct command *command;
};
extern const struct command_row command_rows[]; /* COMMANDs, then VERBs (KIND_VERBS), then ENGINEs; ended by a NULL name */
/* What people type: its name with '-' for '_'. Static. */
const char *command_word(const struct command_row *row);
/* By the word. */
const struct command_row *command_find(const char *name, enum command_group group_or_any); /* any: -1 */

#define COMMAND(name, group, flags, summary) extern const struct command cmd_##name;
#define VERB(name, flags, summary) extern const struct command cmd_kind_##name;
#define ENGINE(name, flags, summary) extern const struct command cmd_##name;
#include "commands.def"
#undef COMMAND
#undef VERB
#undef ENGINE

#endif
