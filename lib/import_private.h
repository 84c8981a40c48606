/* What the parts of import share. */
#ifndef IMPORT_PRIVATE_H
#define IMPORT_PRIVATE_H

#include "edit.h"
#include "import.h"
#include "workflow.h"

#define IMPORT_KEY "external" /* schema/common.yaml: the field that holds a record's key elsewhere */

/* A record of this run, until it is put. */
struct pending {
	const struct kind *kind;
	char *id, *path;
	char *text;	 /* what it will be; NULL: as it is already, or refused */
	struct oid said; /* digest of what the row said of it */
	int line;
	gboolean added, made, refused;
	gboolean minted; /* its id was drawn for it: no such record is there */
	gboolean open;	 /* not ended, once accepted */
	/* While rows are entries: */
	const char *list; /* the field they are entries of */
	struct builder *builder;
	struct node *values; /* what the first row said of the record itself */
	GPtrArray *entries;  /* struct node *: the list to be */
	GHashTable *by_key;  /* key -> index + 1 */
	GPtrArray *had;	     /* struct node *: the entries it had in the repository */
	GByteArray *seen;    /* of each entry: has a row of this run spoken of it? */
};

/* A ref whose target was not there when it was met. */
struct late_link {
	struct pending *from;
	const struct field *field;
	char *target;
};

struct import {
	struct change *change;
	struct index *index;
	struct mapping *mapping;
	const struct kinds *kinds;
	const char *reason;
	int line; /* of the row being worked on */
	struct import_report report;
	GPtrArray *pending;  /* struct pending *, in the order made */
	GHashTable *by_path; /* path -> struct pending */
	GHashTable *known;   /* "kind\nid" -> KNOWN_..., of the base */
	GHashTable *unique;  /* "kind\nfield\nvalue" -> path */
	GHashTable *loaded;  /* "kind\nfield": its values in the base are in unique */
	GPtrArray *late;     /* struct late_link * */
};

void import_refuse(struct import *import, int line, const GError *why);
/* A pending record, by its path; id and path are taken. */
struct pending *import_pending(struct import *import, const struct kind *kind, char *id, char *path);
/* The record as the repository has it; NULL without an error when it is new. */
struct record *import_old(struct import *import, const struct pending *pending, GError **err);

/* --- import_link.c --- */
/* Every ref of a record points to what it may; those not there yet are kept for import_late(). */
gboolean import_links(
	struct import *import, struct pending *pending, const struct record *record, const struct record *old, GError **err);
/* At the end of the file: refuse the records whose links still point to nothing. */
gboolean import_late(struct import *import, GError **err);
/* The path of the record of a kind whose field has this value, in the run or in the base; NULL without an error. Caller frees. */
gboolean import_holder(
	struct import *import, const struct kind *kind, const char *field, const char *value, char **path, GError **err);
/* unique fields against the base and the run, then remembered for the run. */
gboolean import_unique(struct import *import, struct pending *pending, const struct record *record, GError **err);
/* Remember an accepted record's values and that it is there. */
void import_accept(struct import *import, struct pending *pending, const struct record *record);
/* Is there a record with this id? */
gboolean import_has(struct import *import, const char *kind, const char *id, gboolean *open, gboolean *found, GError **err);

/* --- import_record.c --- */
/* The text of a new record of a draft (its values are added to), judged. Defaults fill only the fields that the file does not speak of. */
gboolean import_added(struct import *import, struct pending *pending, const struct draft *draft, GError **err);
/* The text of a record with values changed and fields emptied, judged; pending->text stays NULL when nothing differs. */
gboolean import_changed(
	struct import *import, struct pending *pending, const struct record *old, const struct draft *draft, GError **err);
/* Who imports; site is the record's, or NULL. */
struct act import_act(const struct import *import, const char *site);

/* --- import_entry.c --- */
/* A row that is an entry of a record's list: into the pending record. */
gboolean import_entry_row(struct import *import, struct pending *pending, const struct draft *draft, GError **err);
/* At the end of the file: the records that entries were gathered for. */
gboolean import_gathered(struct import *import, GError **err);

#endif
