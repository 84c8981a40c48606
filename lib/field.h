/*
 * Fields: what a map of values may hold, read from YAML, and the checker that
 * holds any map against them. Records, kind files and the configuration are
 * all checked by fields_check().
 *
 * A field is declared by a map; its keys are those of schema/kind.yaml, under
 * `fields`.
 */
#ifndef FIELD_H
#define FIELD_H

#include "problem.h"
#include "type.h"

/* What is read from files lives in a pool until all of it is freed. */
struct pool;
struct pool *pool_new(void);
void pool_free(struct pool *pool); /* takes NULL */
AUTO_FREE(pool)
gpointer pool_alloc(struct pool *pool, gsize size); /* zeroed */
GPtrArray *pool_array(struct pool *pool);	    /* empty, owned by the pool */
/* The scalars of a list node (or one scalar) as a NULL-ended list in the pool; NULL for no node. The strings are the node's. */
const char *const *pool_names(struct pool *pool, const struct node *node);

/*
 * The fields a map node declares, as struct field * in order. Strings are
 * borrowed from the node's doc, the rest from the pool. The node is taken to be right by
 * schema/kind.yaml; what that cannot say (an unknown type, an enum without values) is ERR_INVALID with a place.
 */
GPtrArray *fields_read(struct pool *pool, const char *file, const struct node *map, GError **err);
/* By name or alias, NULL when there is none. */
const struct field *fields_find(const GPtrArray *fields, const char *name);

/*
 * Everything wrong in a map of values: rules "unknown-field", "required",
 * "type", "unknown-value", "list", "range", "pattern". id may be NULL.
 */
void fields_check(const GPtrArray *fields, const struct node *map, const char *file, const char *id, GPtrArray *problems);
/* May the field have this value, NULL being none? */
gboolean field_allows(const struct field *field, const struct node *value);

#endif
