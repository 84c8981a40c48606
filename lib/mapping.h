/*
 * Mapping files: how the rows of a file from elsewhere become records.
 *
 * A mapping is YAML, described by schema/mapping.yaml and sx-import(1). Its
 * `columns` say how cells are read (dates, numbers, tables of values, ...), its
 * `fields` how columns fill the fields of a record. Nothing is guessed: a cell
 * that does not read as declared refuses its row.
 *
 *	struct mapping *m = mapping_read(kinds, NULL, "kev.yaml", text, length, &err);
 *	struct source *s = source_open(path, mapping_source(m), &err);
 *	while (source_next(s, &row, &err) && row) mapping_row(m, s, drafts, &row_error);
 *
 * Without a mapping file, mapping_plain() takes column names as field names,
 * however they are spaced and cased, and lists and maps as JSON: what `sx
 * export` writes.
 */
#ifndef MAPPING_H
#define MAPPING_H

#include "kind.h"
#include "source.h"

struct mapping;

/* kind NULL: the file must name it. file is used in messages. Also ERR_INVALID for a field the kind does not have. */
struct mapping *mapping_read(
	const struct kinds *kinds, const struct kind *kind, const char *file, const char *text, gsize length, GError **err);
/* No mapping file. */
struct mapping *mapping_plain(const struct kind *kind);
void mapping_free(struct mapping *mapping);
AUTO_FREE(mapping)

const struct kind *mapping_kind(const struct mapping *mapping);
/* How to open the file; format is what the mapping says, or -1. Borrowed. */
const struct source_options *mapping_source(const struct mapping *mapping, gboolean *format_said);
/* How a record that comes twice with different contents is taken. */
enum mapping_repeat { REPEAT_REFUSE, REPEAT_FIRST, REPEAT_LAST };
enum mapping_repeat mapping_repeat(const struct mapping *mapping);

/* One record as the file has it. */
struct draft {
	const struct kind *kind;
	char *key; /* for the field `external`, or NULL */
	char *id;  /* asked for, or NULL */
	struct builder *builder;
	struct node *values; /* map: fields that have a value */
	GPtrArray *empty;    /* names of fields the file has as empty */
	const char *entry;   /* the list of maps to which values holds one entry, or NULL; borrowed from the kind */
};
void draft_free(struct draft *draft);
AUTO_FREE(draft)

/*
 * What a lookup asks its caller: the id of the record of a kind whose field
 * (NULL: whose id) is text. *id stays NULL, without an error, when there is none. Caller of the callback frees *id.
 */
struct mapping_lookups {
	gboolean (*find)(const struct kind *kind, const char *field, const char *text, char **id, void *data, GError **err);
	/* Make the record of a draft (taken); its id, NULL on error. */
	char *(*make)(struct draft *draft, void *data, GError **err);
	const struct calendar *calendar; /* of the site, for days that move on */
	void *data;
};

/* Does the file have the columns the mapping reads? ERR_INVALID naming the first that it has not. Call once after opening. */
gboolean mapping_fits(struct mapping *mapping, const struct source *source, GError **err);
/*
 * The records of the row just read, appended to drafts as struct draft *: none when it is
 * skipped, more than one with `each`. FALSE: the row is refused, err says why, without a place.
 */
gboolean mapping_row(struct mapping *mapping, const struct source *source, const struct mapping_lookups *lookups,
	GPtrArray *drafts, GError **err);

/* What was set right or left out by declared rules, and how often: "dueDate: '#REF!' is read as empty". */
struct tally {
	char *what;
	guint n;
	gboolean skipped; /* counts rows left out */
};
/* struct tally *, in the order first met. Borrowed. */
const GPtrArray *mapping_tallies(const struct mapping *mapping);
/* Count one more of what a rule did; skipped: it left a row out. */
void mapping_tally(struct mapping *mapping, gboolean skipped, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
