/* What the files of audit_pack.h share: a pack that is being written. */
#ifndef AUDIT_PACK_PRIVATE_H
#define AUDIT_PACK_PRIVATE_H

#include "audit_pack.h"
#include "world.h"

struct packing {
	struct index *index;
	struct store *store;
	const struct record *record;
	const char *dir;
	GString *sums, *objects, *commits;
	struct receipts *receipts;
	GHashTable *times; /* when revisions were received */
	guint n;
};

/* One file of the pack, whose digest is remembered. */
gboolean audit_pack_put(struct packing *p, const char *name, const void *bytes, gsize length, GError **err);
/*
 * The keys of who signed and of all who vouch for these, each with its proof and its vouchers. list: the record's signatures; world:
 * of the record as it is. Texts: keys/NNNN.txt of the proof, keys/NNNN.N.txt of a voucher, each with .sig and .signers; keys/KEYS.
 */
gboolean audit_pack_keys(struct packing *p, const struct node *list, struct world *world, GError **err);

#endif
