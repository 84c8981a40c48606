/*
 * Kinds of record, read from schema/kinds/ and a repository's .sx/schema/.
 * All behaviour of a kind is here as data; no C code outside the domain
 * engines knows a kind by name. The file format is sx-schema(5); the schema
 * of schemas is schema/kind.yaml.
 *
 *	struct kinds *kinds = kinds_new();
 *	kinds_add_builtin(kinds, &err);
 *	kinds_add(kinds, ".sx/schema/audit.yaml", text, length, &err);   any number
 *	kinds_seal(kinds, &err);        cross-checks, computes the digest
 *
 * Every kind also has the fields of schema/common.yaml, after its own: number
 * (the register number), evidence (list of maps, keyed by sha256), notes
 * (list of maps {at, by, did, text}, append-only), conflicts. A kind with a verb that
 * is signed has those of schema/signed.yaml as well.
 *
 * A repository's file with a built-in kind's name adds fields, values, verbs
 * and columns to it, says other defaults, and may not remove any; with a new name it adds a kind.
 * The top folder of a kind's path is its own: no two kinds share one.
 */
#ifndef KIND_H
#define KIND_H

#include "field.h"

#define NUMBER "number" /* the field of the register number, which every kind has */

/* A condition on a record: every listed field has one of the listed values. */
struct condition {
	guint n;
	const char **fields;
	const char *const **values; /* values[i] NULL-ended */
};

/* Fields of numbers or days that rise: "red < target". */
struct rise {
	const char *text;	      /* as written */
	const char *const *fields;    /* NULL-ended */
	const gboolean *strict;	      /* strict[i]: fields[i] is more than the field before, not the same */
	const struct condition *when; /* or NULL: always */
};

/* Of a guard: which entries of a list, or which records that point here, it is about. */
enum guard_over { OVER_RECORD, OVER_EACH, OVER_SOME, OVER_LAST };

/*
 * One thing that must hold for a verb: guard.h judges it. Paths lead from a record to values: "owner", "effectiveness.target",
 * "action.source.owner" (of the records whose field names this one), "superseded_by.state" (of the record named); in what is
 * said of an entry, "record.due" is the record's. Exactly one test is there; by and role are one together.
 */
struct kind_guard {
	const char *rule;		       /* "T05"; interned */
	const char *say;		       /* what must hold, one sentence */
	const struct condition *when, *unless; /* of the record; or NULL */
	gboolean before; /* it is about the record as it is before the step, and about its own fields alone */
	enum guard_over over;
	const char *of;		       /* a list of maps or KIND.FIELD; NULL for the record itself */
	const struct condition *where; /* which of them; or NULL */
	/* tests */
	const char *const *has; /* paths, one of which has a value */
	const struct condition *is, *is_not;
	const char *rise;	 /* "implemented_on + effectiveness.window <= today" */
	const char *reach;	 /* "value from effectiveness.baseline to effectiveness.target" */
	const char *answered_by; /* KIND.FIELD: linked records, whose field answered_in holds the entry's key */
	const char *answered_in;
	const struct condition *answered_where;
	const char *const *by, *const *role; /* the actor is one of these people, or has one of these roles */
	const char *who;		     /* with role: these people have it, not the actor */
	const char *const *not_by;	     /* the actor is none of these people */
	const char *const *distinct;	     /* no two of these name the same person */
	gboolean seen;			     /* its entry says up to which commit the actor has looked; workflow.h judges that */
	const char *among;		     /* the entry's key is one of the values at this path */
	const char *file;		     /* where it is declared */
	int line;
};

/* What a verb sets besides when a condition holds, of the record with what was set before. What a later one sets takes the place of what one before it has. */
struct also {
	const struct condition *when; /* or NULL: always */
	const char *rise;	      /* "due < today", which must hold as well and does not when one is absent; or NULL */
	const char *const *sets;      /* as those of the verb */
};

/* Fields that anybody may change in some states only; in the others a verb does. */
struct lock {
	const char *rule; /* interned */
	const char *const *fields;
	const char *const *free;      /* states; NULL: none */
	const char *by;		      /* verb */
	const struct condition *when; /* of the record, or NULL: always */
	gboolean no_signature;	      /* signatures do not cover them */
	const char *file;	      /* where it is declared */
	int line;
};

/* How a verb is signed, where the configuration says that signatures apply: signature.h. */
struct sign {
	const char *meaning;
	const char *const *covers; /* fields, beside those that are settled by then and those the verb takes and sets; or NULL */
	const char *const *only;   /* fields, instead of all these; or NULL */
	const struct condition *when; /* of the record; or NULL */
	const char *const *with;      /* links: signed as well where what they name is of a kind that is; or NULL */
};

/* What signatures cover beside fields of the record: linked records that say what it is about. */
struct cover {
	const char *of; /* KIND.FIELD */
	const char *const *fields;
	const struct condition *where; /* which of them; or NULL */
	const char *after;	       /* the state after which */
};

/* One verb of a kind's workflow. */
struct verb {
	const char *name;
	const char *help;
	const char *rule;	   /* the id its refusals name, interned; NULL: the general words */
	const char *const *from;   /* states it starts in; NULL-ended */
	const char *to;		   /* state after it; NULL: unchanged */
	const char *to_instead;	   /* state after it when `instead` holds, or NULL */
	struct condition *instead; /* for example class: [safety, regulatory] */
	const char *const *sets;   /* "field" "value" pairs, NULL-ended; value as in field.def, or "" to remove */
	const char *const *takes;  /* fields given as options or, the first one, as an argument: extend takes due */
	const char *const *needs;  /* fields that must be present afterwards */
	gboolean reason;	   /* -m is required */
	const char *const *not_by; /* paths to people of whom the actor may be none: verification by another */
	GPtrArray *also;	   /* struct also * */
	GPtrArray *guards;	   /* struct kind_guard * */
	const struct sign *sign;   /* or NULL */
	const char *const *opens;  /* the fields of the locks that it opens; NULL for none */
};

/* Hours within which something must be there, or a day until which: clock.h. Of several with one name the last that applies counts. */
struct kind_clock {
	const char *name;
	int hours;		  /* 0: it is counted in days */
	const char *const *until; /* instead: "DAY" or "DAY + DAYS", paths; it ends with the last day that is there; or NULL */
	const char *const *from;  /* event or day fields, the first of which that is there begins it */
	const char *const *met;	  /* fields, all of which are there when it is kept */
	const struct condition *when; /* of the record; or NULL */
};

/* One reason for which somebody hears of a record that is open: escalate.h. One of the three is there. */
struct rung {
	int level;	   /* from 1 */
	const char *say;   /* why, one sentence */
	const int *days;   /* after the due day; less than nought: before it */
	const int *hours;  /* after the end of a clock that was not kept */
	const char *count; /* a count field that has come to so many */
	int times;
	const struct condition *when, *unless; /* of the record; or NULL */
	const char *const *to;		       /* paths to people */
	const char *const *role;	       /* those of the record's site with one of these roles */
};

struct workflow {
	const char *field; /* the state field */
	const char *initial;
	const char *const *open;    /* states in which work remains: overdue counts, owners must act */
	const char *const *ended;   /* states after which nothing but notes changes */
	GPtrArray *verbs;	    /* struct verb * */
	const char *const *reasons; /* states in which another value in the place of one asks for a reason; or NULL */
	const char *ended_on;	    /* day field set on entering an ended state and removed on leaving it, or NULL */
	const char *notes;	    /* the append-only list that each verb adds an entry to, or NULL */
	GPtrArray *locks;	    /* struct lock * */
	GPtrArray *covers;	    /* struct cover * */
	GPtrArray *clocks;	    /* struct kind_clock * */
	GPtrArray *rungs;	    /* struct rung *: the ladder */
	int wait;		    /* working days without an answer until the next level hears; 0: never */
};

/* A special verb with an engine in C behind it: `sx kpi record`. */
struct engine_verb {
	const char *name;   /* what people type after the kind */
	const char *engine; /* the row of the engine table in cmd/: "reading-record" */
	const char *help;
};

struct kind {
	const char *name;	      /* "action" */
	const char *plural;	      /* "actions" */
	const char *help;	      /* one sentence */
	const char *about;	      /* paragraphs for the manual, or NULL */
	const char *prefix;	      /* "ACT" for random ids, NULL for chosen slugs or composed ids */
	gboolean registered;	      /* its records get a register number: register.h */
	const char *path;	      /* "action/{year}/{month}/{id}.yaml", "person/{id}.yaml", "meeting/{series}/{date}.yaml" */
	const char *const *id_from;   /* composed ids: fields joined by '-', else NULL: {series, date} */
	const char *title;	      /* the field that names a record to people */
	const char *due;	      /* the field `overdue` looks at, or NULL */
	const char *owner;	      /* the field that holds who answers for it, or NULL */
	const char *email;	      /* the field that identity is found by, or NULL (one kind has it) */
	const char *roles, *roles_at; /* of people: the fields with their roles, and the other sites where those count; or NULL */
	const char *keys;	      /* of people: the list of the keys that they sign with, or NULL */
	const char *logins;	      /* of people: the list of what receipts of a hub call them who pushes, or NULL */
	const char *reviewed;	      /* of people: the day on which what they may do was last reviewed, or NULL */
	const char *trained;	      /* of people: the day after which they do not sign, or NULL */
	const char *const *columns;   /* default columns of list */
	GPtrArray *rises;	      /* struct rise * */
	GPtrArray *fields;	      /* struct field *, in schema order */
	struct workflow *workflow;    /* or NULL */
	GPtrArray *engines;	      /* struct engine_verb * */
	const char *source;	      /* the file it came from, for messages */
	const char *const *order;     /* private: kind_order() */
	GHashTable *by_name;	      /* private: kind_field() */
	GHashTable *matters;	      /* private: kind_matter() */
};

struct kinds;

struct kinds *kinds_new(void);
void kinds_free(struct kinds *kinds); /* takes NULL; with the last owner, frees every kind and field */
/* One more owner of a sealed set, which any thread may read. */
struct kinds *kinds_share(struct kinds *kinds);
AUTO_FREE(kinds)
gboolean kinds_add_builtin(struct kinds *kinds, GError **err);
gboolean kinds_add(struct kinds *kinds, const char *path, const char *text, gsize length, GError **err);
gboolean kinds_seal(struct kinds *kinds, GError **err);

/* Words that the program itself understands, so that nothing else that is called so could be reached. Each list NULL-ended. */
struct kind_words {
	const char *const *commands; /* no kind, nor its plural */
	const char *const *verbs;    /* no step: what every kind has */
	const char *const *options;  /* no field */
};
/*
 * ERR_INVALID naming the first kind, step or field that has such a name and had it not in before (NULL: at all). Kinds are
 * read all the same: a new version of the program brings new words.
 */
gboolean kinds_reachable(const struct kinds *kinds, const struct kinds *before, const struct kind_words *words, GError **err);
/*
 * What is made of a sealed set, once however often it is asked for, and freed with it: the shape of the index. Borrowed;
 * NULL with err when it cannot be made. Any thread; a set keeps one such thing.
 */
gpointer kinds_derive(
	struct kinds *kinds, gpointer (*make)(const struct kinds *kinds, GError **err), GDestroyNotify unmake, GError **err);

/* The same of the repository's own files alone: what its policy adds. Caller frees. */
char *kinds_digest_own(const struct kinds *kinds);
/* SHA-256 hex of all files read (of built-in ones: of their sums), in order; two sets with one digest read every record alike. Borrowed. */
const char *kinds_digest(const struct kinds *kinds);
/* By name or plural; NULL when unknown. */
const struct kind *kind_find(const struct kinds *kinds, const char *name);
/* As kind_find, but an ERR_USAGE naming the nearest when unknown. */
const struct kind *kind_get(const struct kinds *kinds, const char *name, GError **err);
/* All kinds in their order in the manual. Borrowed array of struct kind *. */
const GPtrArray *kinds_all(const struct kinds *kinds);
/* Names, NULL-ended, same order. Borrowed. */
const char *const *kinds_names(const struct kinds *kinds);
/* The kind whose path pattern a repository path matches, or NULL (evidence, configuration, foreign files). */
const struct kind *kind_of_path(const struct kinds *kinds, const char *path);
/* The kind in whose folder a repository path is, also where no record of it can be; NULL for none. */
const struct kind *kind_of_folder(const struct kinds *kinds, const char *path);
/* The kind whose prefix an id has, or NULL. */
const struct kind *kind_of_id(const struct kinds *kinds, const char *id);
/* The kind that identifies people: the one with `email`. */
const struct kind *kind_of_people(const struct kinds *kinds);

/* By name or alias; NULL when the kind has none. */
const struct field *kind_field(const struct kind *kind, const char *name);
/* The field that says which site a record belongs to, the first of that type; NULL when the kind has none. */
const struct field *kind_site(const struct kind *kind);
/* As kind_field, but ERR_USAGE naming the nearest. */
const struct field *kind_field_get(const struct kind *kind, const char *name, GError **err);
/* Field names in schema order, NULL-ended: the order records are written in. Borrowed. */
const char *const *kind_order(const struct kind *kind);
/*
 * The matter that a field belongs to: what is decided as one when plants meet (sx-merge(7)), named by the first of its fields,
 * or by the state when that is one of them. Together go the fields of a group; the state and what steps set; the marks of a record's
 * making (hidden, immutable, set to now, today, actor or site); what must rise. name itself when the kind has no such field. Borrowed.
 */
const char *kind_matter(const struct kind *kind, const char *name);
/* Do several fields go together in the matter of that name? */
gboolean kind_matter_coupled(const struct kind *kind, const char *matter);
const struct verb *kind_verb(const struct kind *kind, const char *name);
/* Where a state stands among the values of its field, which are in order of meaning; -1 for none. */
int kind_state_place(const struct kind *kind, const char *state);
/*
 * The fields whose content is settled once the record is in a state: what it was free to change before and is locked, all that
 * people write when the state is an end, and what never changes. In schema order, NULL-ended; the names are borrowed, caller frees the list.
 */
const char **kind_settled(const struct kind *kind, const char *state);
/* Has it locks that hold under a condition? */
gboolean kind_locks_by(const struct kind *kind);
/* Is it a field that signatures leave out? */
gboolean kind_unsigned(const struct kind *kind, const char *field);
/* Has it steps that are signed where signatures apply? */
gboolean kind_is_signed(const struct kind *kind);
/* Do steps of the kind name rules: then `show` tells what each asks for. */
gboolean kind_has_rules(const struct kind *kind);
/* The lock that holds a field in a state, if what it says of the record is so (step_lock()); or NULL. */
const struct lock *kind_lock(const struct kind *kind, const char *field, const char *state);
/*
 * Where a path may begin when it is no field: "action.source", the records of a kind whose field points to this one. *rest is what
 * follows, "" for nothing. NULL when it is none.
 */
const struct kind *kind_links(
	const struct kinds *kinds, const struct kind *kind, const char *path, const struct field **field, const char **rest);

/*
 * Ids and paths by a kind's pattern, for record.h: the id of a path, the path
 * of an id, NULL when it is not exactly one of the kind's. Caller frees.
 */
char *kind_id_of_path(const struct kind *kind, const char *path);
char *kind_path_of_id(const struct kind *kind, const char *id);
/* The value of a composed id's field (as id_from lists them), NULL when id is none. Caller frees. */
char *kind_id_part(const struct kind *kind, const char *id, const char *field);

#endif
