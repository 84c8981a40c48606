/* What the files of receipt.h share: the text of one receipt. */
#ifndef RECEIPT_PRIVATE_H
#define RECEIPT_PRIVATE_H

#include "receipt.h"

#define RECEIPT_PATH 32
/* "00/12/34", and ".sig" after it. */
void receipt_path(guint number, gboolean signature, char out[RECEIPT_PATH]);
/* Its text; fills digest. Caller frees. */
char *receipt_text(struct receipt *receipt, const char *repository);
/* ERR_INTEGRITY unless the bytes are the text of that number. repository is set. */
struct receipt *receipt_parse(const void *bytes, gsize length, guint number, char **repository, GError **err);
struct chain {			 /* the end of one */
	struct oid commit, tree; /* zero: it begins */
	guint number;		 /* of the last receipt; 0: it begins */
	char *repository;
	struct receipt *last;
};
/* At a commit, which is zero where a chain begins. */
gboolean chain_end(struct store *store, const struct oid *commit, struct chain *chain, GError **err);
void chain_clear(struct chain *chain);
/* The receipt of a number in a tree. */
struct receipt *receipt_at(struct store *store, const struct oid *tree, guint number, char **repository, GError **err);

#endif
