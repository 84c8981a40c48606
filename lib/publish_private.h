/*
 * What the parts of publish share; for publish*.c only.
 *
 * shape    the tables a repository needs
 * schema   what of that the database lacks, and making it
 * record   rows of records and links
 * reading  rows of readings
 * history  rows of changes, and who made them
 */
#ifndef PUBLISH_PRIVATE_H
#define PUBLISH_PRIVATE_H

#include "entry.h"
#include "publish.h"

/* Raised whenever the same commit is published otherwise: what older versions have published is written anew. */
#define PUBLISH_FORMAT 1

/* --- shape --- */

/* What a column of a kind's table is filled with. */
enum fill {
	FILL_FIELD,
	FILL_INVALID,
	FILL_REPOSITORY,
	FILL_ID,
	FILL_PATH,
	FILL_OPEN,
	FILL_SITE,
	FILL_TITLE,
	FILL_STATE,
	FILL_OWNER,
	FILL_DUE
};

struct shape_column {
	char *name;	  /* as the database has it */
	const char *type; /* "text" "date" "timestamptz" "numeric" "bool" "jsonb" */
	char *comment;
	enum fill fill;
	const struct field *field; /* FILL_FIELD */
};
struct shape_table {
	char *name, *comment;
	const char *key;	    /* columns of the primary key, or NULL */
	const char *const *indexes; /* "(a, b) where c", NULL-ended; or NULL */
	const struct kind *kind;    /* or NULL: one of the fixed tables */
	GPtrArray *columns;	    /* struct shape_column * */
	char *quoted;		    /* with the schema */
	struct pg_copy *copy;	    /* made when first needed */
};
enum fixed { TABLE_REPOSITORY, TABLE_RECORD, TABLE_LINK, TABLE_HISTORY, TABLE_READINGS, TABLE_FIXED };

/* Columns of a fixed table; the list ends with a NULL name. */
struct fixed_column {
	const char *name, *type, *comment;
};
#define COLUMN_REPOSITORY "repository", "text", "the repository it is from"
#define COLUMN_SITE "site", "text", "the plant it belongs to"
extern const struct fixed_column readings_columns[]; /* beside what fills them */

struct tables {
	GPtrArray *all;	     /* struct shape_table *: the fixed ones in their order, then one a kind */
	GHashTable *by_kind; /* struct kind * -> struct shape_table * */
};
struct tables *tables_new(struct pg *pg, const char *schema, const struct kinds *kinds);
void tables_free(struct tables *tables);
AUTO_FREE(tables)

/* --- a run --- */

/* A file that differs between what is published and what is to be. */
struct changed {
	const struct kind *kind;
	char *path, *id;
	struct oid old; /* zero: it was not there */
};
/* What the database says of a repository. Strings may be NULL. */
struct stored {
	gboolean found;
	struct oid commit;
	char *digest, *root;
	gint64 committed; /* unix seconds */
};
struct run {
	struct publish *p;
	struct pg *pg;
	struct index *index;
	struct snapshot *snapshot;
	struct tables *tables;
	const char *site;     /* of records that name none: the repository's only one, or NULL */
	char *digest;	      /* of all that decides how records look there */
	GPtrArray *present;   /* char *: quoted, tables of the schema that sx has filled: also of kinds that are no more */
	gboolean has_tables;  /* the table of repositories is there */
	gboolean lacks;	      /* tables or columns, or what is said of them, are to be made */
	struct stored stored; /* before this run */
	GPtrArray *changed;   /* struct changed *; NULL when all is written anew */
	GHashTable *people;   /* e-mail in lower case -> person id */
};
/* The place for rows of a table. Borrowed. */
struct pg_copy *run_copy(struct run *run, struct shape_table *table);
struct shape_table *run_table(struct run *run, enum fixed which);
/* "where repository = $1" of a table, more parameters of $2.. as given. *n (may be NULL) gets how many. */
gboolean run_delete(struct run *run, const char *quoted, const char *and, guint n_values, const char *const *values, guint64 *n,
	GError **err);
const char *run_site(const struct run *run, const struct record *record);
/* A moment in UTC, or NULL beyond the years 1 to 9999. Caller frees. */
char *run_moment(gint64 unix_seconds);

/* What the database says of the repository, as of now. */
gboolean stored_read(struct run *run, GError **err);
/* Until the transaction ends nobody else writes what is named: a repository, or "" for the schema itself. */
gboolean run_lock(struct run *run, const char *what, GError **err);

/* --- schema --- */

/* Reads what is there and tells what it lacks: run->stored, present, lacks, p->added. */
gboolean schema_look(struct run *run, GError **err);
/* Makes it, in a transaction of its own. */
gboolean schema_make(struct run *run, GError **err);

/* --- rows --- */

gboolean records_remove(struct run *run, GError **err); /* those of run->changed */
gboolean records_write(struct run *run, GError **err);
/* The rows of those that run->changed touches, or of all KPIs, anew. */
gboolean readings_write(struct run *run, GError **err);
gboolean history_write(struct run *run, GError **err);

#endif
