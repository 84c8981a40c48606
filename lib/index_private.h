/*
 * What the parts of the index share; for index*.c only.
 *
 * shape   how kinds become tables and views
 * batch   records read from blobs, as values ready to store (made on any thread)
 * writer  the statements that store them, in the file or in the overlay
 * relay   work done on threads and taken in order
 * changes what to read: paths with a new blob or none, found by comparing trees or in the work tree
 */
#ifndef INDEX_PRIVATE_H
#define INDEX_PRIVATE_H

#include "index.h"

/* Raised whenever the tables change in any way: an index of another format is rebuilt. */
#define INDEX_FORMAT 8

/* --- shape --- */

/* The columns of `record` that are a field of the kind. */
enum shared { SHARED_TITLE, SHARED_STATE, SHARED_OWNER, SHARED_SITE, SHARED_DUE, SHARED_NUMBER, SHARED_N };
extern const char *const shared_names[SHARED_N];

struct shape_field {
	const struct field *field;
	guint fills;	    /* bit 1 << enum shared of each that it fills */
	int cell;	    /* its column among the kind's own, or -1: it stands in `record` only, or is made from the text */
	gboolean made;	    /* maps are rarely asked for: field_json() makes them from the text */
	char *column;	    /* quoted */
	const char *link;   /* the name its refs have in `link`, NULL when it has none */
	GHashTable *inside; /* map: name -> struct shape_field * of the refs in it, or NULL */
};
struct shape_kind {
	const struct kind *kind;
	GPtrArray *fields;   /* struct shape_field *, in schema order */
	GHashTable *by_name; /* name -> struct shape_field *, borrowed */
	guint n_cells;
	char *table, *overlay_table, *view; /* quoted: "k_action", "o_k_action", "action" */
	char *literal;			    /* the kind's name as an SQL string */
};
struct shape {
	const struct kinds *kinds;
	GPtrArray *all;	     /* struct shape_kind *, as kinds_all() */
	GHashTable *by_kind; /* struct kind * -> struct shape_kind * */
};
/* ERR_INVALID when a name would collide with one of the index's own. */
struct shape *shape_new(const struct kinds *kinds, GError **err);
void shape_free(struct shape *shape);
AUTO_FREE(shape)
/* The tables and views of the file; the indexes, to be made after the rows. */
char *shape_tables(const struct shape *shape);
char *shape_indexes(const struct shape *shape);
/* "number is null and kind in ('capa', ...)": what waits for a register number, as the index of it has it. Caller frees. */
char *shape_unnumbered(const struct shape *shape);
/* The tables of the overlay, and the views that shadow the file's names, but for those of kinds. */
char *shape_overlay(const struct shape *shape);
/* The view of the kind of that name, made for this connection when a statement first asks for it; NULL when it is no kind. Caller frees. */
char *shape_view(const struct shape *shape, const char *name, gboolean overlaid);

/* --- changes --- */

struct index_change {
	char *path;
	gboolean present; /* in the target: else it is only taken out */
	gboolean link;	  /* present, but no plain file */
	gboolean edit;	  /* the bytes are in the work tree, else in the blob */
	gboolean fresh;	  /* was not there before: nothing to take out */
	struct oid oid;	  /* of the blob */
};
/* struct index_change *; only record paths. */
GPtrArray *changes_new(void);
/* Adds what differs between two trees; zero (old: or NULL) is the empty one. */
gboolean changes_of_trees(GPtrArray *changes, struct store *store, const struct kinds *kinds, const struct oid *old,
	const struct oid *new, GError **err);
/* Adds the snapshot's edits; an earlier change of the same path is superseded. */
gboolean changes_of_edits(GPtrArray *changes, struct snapshot *snapshot, GError **err);

/* --- batch --- */

struct cell {
	enum db_type type;
	guint32 length;
	union {
		gint64 integer;
		double real;
		const char *text;
	};
};
struct row {
	const struct index_change *change;
	const struct shape_kind *kind; /* NULL: a file that does not read */
	const char *id, *email, *text;
	gsize length;
	struct oid oid;
	gboolean open, waits; /* waits: of its conflicts, any */
	const char *shared[SHARED_N];
	guint cells;	      /* the first of its own in batch->cells */
	guint links, n_links; /* in batch->links */
	int line, column;     /* of the fault */
	const char *rule, *message, *hint;
};
struct row_link {
	const char *field, *target;
};
struct batch {
	GStringChunk *strings; /* everything the rows point to */
	GArray *rows, *cells, *links;
	GString *scratch;
};
struct batch *batch_new(void);
void batch_clear(struct batch *batch);
void batch_free(struct batch *batch);
AUTO_FREE(batch)
/* Add the record of a change, whose bytes these are; NULL: no plain file, or why it cannot be read. A fault becomes a row of `bad`. */
void batch_add(struct batch *batch, const struct shape *shape, const struct index_change *change, const char *text, gsize length,
	const GError *unread);

/* field_json(text, kind, field) for the views: db_function with the shape as its data. */
char *batch_field_json(const char *const *texts, void *shape);

/* --- relay --- */

struct relay {
	struct store *store;
	guint n; /* pieces; up to two are made by the calling thread */
	gpointer (*make)(guint piece, struct store *store, gpointer data, GError **err); /* on any thread; NULL on error */
	gboolean (*take)(guint piece, gpointer made, gpointer data, GError **err);	 /* in order, on the calling thread */
	void (*free)(gpointer made);
	gpointer data;
};
gboolean relay_run(const struct relay *relay, GError **err);

/* --- writer --- */

struct writer;
enum writer_to { WRITER_NEW /* an empty file */, WRITER_FILE, WRITER_OVERLAY, WRITER_MOVING /* the overlay, again and again */ };
struct writer *writer_new(struct db *db, const struct shape *shape, enum writer_to to, GError **err);
void writer_free(struct writer *writer);
AUTO_FREE(writer)
/* Take out what stands at a change's path; for the overlay: hide the file's row. */
gboolean writer_remove(struct writer *writer, const struct index_change *change, GError **err);
gboolean writer_add(struct writer *writer, struct batch *batch, GError **err);
/* After the last row of a new file. */
gboolean writer_finish(struct writer *writer, GError **err);
/* Read and store all changes: on threads when there are many. */
gboolean index_apply(
	struct snapshot *snapshot, const struct shape *shape, struct writer *writer, GPtrArray *changes, GError **err);

/* --- history --- */

/* Commits and what they touched, in the tables of one schema: "main" of the history's own file, or "temp". */
struct chronicle {
	struct db *db;
	const char *schema;
	struct repo *repo;
};
gboolean chronicle_tables(struct chronicle *c, GError **err);
/* Add the commits that tip has and base (zero: nothing) has not, numbered after the last of the schema or from least on. */
gboolean chronicle_add(struct chronicle *c, const struct oid *tip, const struct oid *base, gint64 least, GError **err);

/* --- the index --- */

struct index {
	struct snapshot *snapshot;
	struct shape *shape;
	struct db *db;
	char *path;			     /* of the file; NULL when in memory */
	gboolean history;		     /* attached */
	gboolean overlaid;		     /* changes lie over the file's rows */
	gboolean alone;			     /* in memory, whatever the files hold */
	gboolean moving;		     /* over the file's rows, by index_move() */
	struct db_query *has;		     /* of index_has(), prepared once */
	struct oid tree;		     /* alone, moving: what its rows are of */
	struct writer *mover;		     /* of index_move() */
	gboolean ahead;			     /* edits are still to be waited for, by index_settle() */
	const struct index_reading *reading; /* ahead: of index_open_reading(), else NULL */
};
/* Lay changes over the file's rows. */
gboolean index_overlay(struct index *index, GPtrArray *changes, GError **err);

/* --- texts --- */

/* What index_open_reading() reads: the file's rows, and those of the overlay once it is there. */
gboolean texts_read(struct index *ix, const struct index_reading *reading, GError **err);
gboolean texts_read_overlay(struct index *ix, const struct index_reading *reading, GError **err);
/* The index's file opened, as ix->db is; ix->path must be set for any mode but DB_MEMORY. Caller closes. */
struct db *index_open_db(struct index *ix, enum db_mode mode, GError **err);

#endif
