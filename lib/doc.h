/*
 * YAML text to nodes: the strict subset sx reads.
 *
 * Read: UTF-8, one document, block and flow mappings and sequences, plain,
 * quoted and block scalars, comments. Refused with file:line:column: duplicate
 * keys, anchors, aliases, tags, directives, more than one document, complex
 * (non-scalar) keys, keys marked '?', merge keys, tabs in indentation, what
 * chars.h refuses (so also CR LF line ends: .gitattributes asks git for LF),
 * more than DOC_DEPTH levels, more than DOC_BYTES bytes.
 * Every scalar is text; types come from the schema.
 *
 * A doc owns its nodes and a copy of its text; all are freed by doc_free().
 * A node's start and end are byte offsets into doc->text, so that edit.h can
 * change a file without touching anything else.
 */
#ifndef DOC_H
#define DOC_H

#include "error.h"

#define DOC_DEPTH 16
#define DOC_BYTES (1024 * 1024)

enum node_type { NODE_SCALAR, NODE_LIST, NODE_MAP };
enum node_style { STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE, STYLE_LITERAL, STYLE_FOLDED, STYLE_BLOCK, STYLE_FLOW };

struct node {
	enum node_type type;
	enum node_style style;
	int line, column;    /* from 1 */
	gsize start, end;    /* bytes in doc->text, value only, no comment, no line end behind it */
	const char *text;    /* NODE_SCALAR: the value, never NULL */
	guint n;	     /* items of a list, pairs of a map */
	struct node **items; /* list items, or the values of a map */
	struct node **keys;  /* NODE_MAP: scalar nodes, same order as items */
};

struct doc {
	char *name; /* for messages: the path */
	char *text;
	gsize length;
	struct node *root;   /* NULL for an empty document */
	struct arena *arena; /* private */
};

/*
 * Parse length bytes; name is used in messages. NULL with ERR_INVALID and a
 * place on any fault. The text is copied. doc_free() takes NULL.
 */
struct doc *doc_parse(const char *name, const char *text, gsize length, GError **err);
void doc_free(struct doc *doc);

/* The value of a key of a map node, NULL when absent or when map is NULL or no map. Borrowed. */
struct node *node_get(const struct node *map, const char *key);
/* The text of a scalar child, or NULL. Borrowed. */
const char *node_text(const struct node *map, const char *key);

/*
 * Nodes made in memory, for writing: owned by a builder, freed with it.
 * node_list_add and node_map_add may only be used on nodes of the same builder.
 */
struct builder;
struct builder *builder_new(void);
void builder_free(struct builder *b);
struct node *build_scalar(struct builder *b, const char *text);
struct node *build_list(struct builder *b);
struct node *build_map(struct builder *b);
void build_list_add(struct builder *b, struct node *list, struct node *item);
void build_map_add(struct builder *b, struct node *map, const char *key, struct node *value);
/* A scalar; nothing is added for NULL and "". */
void build_map_text(struct builder *b, struct node *map, const char *key, const char *text);
void build_map_count(struct builder *b, struct node *map, const char *key, guint64 n);
/* A deep copy of any node into b. */
struct node *build_copy(struct builder *b, const struct node *node);

/* Same content: type, texts, order of lists; the order of map keys and the style do not matter. NULL equals NULL only. */
gboolean node_equal(const struct node *a, const struct node *b);

AUTO_FREE(doc)
AUTO_FREE(builder)

#endif
