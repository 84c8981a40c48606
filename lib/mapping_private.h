/* What the parts of mapping share: a mapping file as read, and a row being worked on. */
#ifndef MAPPING_PRIVATE_H
#define MAPPING_PRIVATE_H

#include "cell.h"
#include "date.h"
#include "field.h"
#include "mapping.h"
#include "regex.h"

/* Text with slots in it; one piece that is a slot passes a list on. */
struct piece {
	char *literal; /* NULL: a slot */
	guint slot;
};
struct template
{
	GArray *pieces; /* struct piece */
};

struct lookup {
	const struct kind *kind;
	const char *by;	 /* NULL: the id */
	GPtrArray *make; /* struct fill *; NULL: never */
	struct template *id;
};

/* How a column is read: the steps in the order they are taken. */
struct column {
	const char *name;
	struct template *from;
	const struct node *empty;
	const char *split;
	gboolean first, rest, join_lines;
	struct regex *take;
	const struct node *replace;
	GHashTable *table; /* text -> text, borrowed from the file */
	const char *otherwise;
	const char *date;
	gboolean number;
	struct cell_number form;
	gboolean slug;
	glong longest;
	const char *plus;
	struct template *def;
	struct lookup *lookup;
};

/* A name that templates can use. Its value is found on first need in a row. */
struct slot {
	char *name;
	struct column *column; /* NULL: a cell of the file, or given by `each` or a lookup */
	gboolean given;
	enum { SLOT_UNKNOWN, SLOT_BUSY, SLOT_KNOWN } state;
	GPtrArray *value; /* char *; no items: empty */
};

/* One field and what fills it; sub is the entry's field when field is a list of maps. */
struct fill {
	const struct field *field, *sub;
	struct template *from;
};

struct condition_row {
	guint slot;
	const char *empty; /* "true", "false" or NULL */
	const char *const *any_of, *const *none_of;
	struct regex *matches;
	const char *why;
};

struct mapping {
	const struct kind *kind;
	const struct kinds *kinds;
	struct doc *doc;
	struct pool *pool;
	char *file;
	gboolean plain;
	GPtrArray *heads; /* plain, of a CSV: what its columns are, as know_all() says */
	struct source_options source;
	gboolean format_said;
	enum mapping_repeat repeat;
	const struct node *empty;
	guint each, each_as; /* slots; 0: none */
	const char *each_split;
	GPtrArray *slots;      /* struct slot *; the first is {this} */
	GPtrArray *columns;    /* struct column * */
	GPtrArray *conditions; /* struct condition_row * */
	GPtrArray *fills;      /* struct fill * */
	struct template *key, *id;
	const struct field *entry; /* the list that rows are entries of, or NULL */
	GPtrArray *tallies;
	GHashTable *tally_by; /* what -> struct tally */
};

/* An ERR_INVALID at a place of the mapping file; message is taken. Returns FALSE. */
gboolean mapping_fail(const struct mapping *mapping, const struct node *at, const char *rule, char *message, GError **err);
guint slot_add(struct mapping *mapping, const char *name, struct column *column, gboolean given);
/* What a name means: a declared column, but inside that column's own `from` the file's cell. */
guint slot_find(struct mapping *mapping, const char *name, const struct column *inside);
void slot_free(gpointer slot);
struct template *template_read(struct mapping *mapping, const struct node *node, const struct column *inside, GError **err);
void template_free(struct template *t); /* takes NULL */
AUTO_FREE(template)

/* Is text in a list of scalars? list may be NULL. */
gboolean mapping_lists(const struct node *list, const char *text);
/* Items as one text, with ", " between them. Caller frees. */
char *items_join(const GPtrArray *items);
/* The items become the parts of their text between separators. */
void items_split(const char *separator, GPtrArray *items);
void items_drop_empty(struct mapping *mapping, const struct column *column, GPtrArray *items);
/* All steps but the lookup, on one item, which is replaced. */
gboolean column_step(
	struct mapping *mapping, const struct column *column, const struct calendar *calendar, char **item, GError **err);
/* A row without a mapping file, into a new draft. */
gboolean plain_row(struct mapping *mapping, const struct source *source, struct draft *draft, GError **err);

#endif
