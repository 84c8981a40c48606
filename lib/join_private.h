/* What the files of join.h share. */
#ifndef JOIN_PRIVATE_H
#define JOIN_PRIVATE_H

#include "join.h"

struct joining {
	struct repo *repo;
	struct join *join;
	struct oid tips[3], hide; /* commits by enum merge_side; hide: what both have */
	struct oid trees[3];
	GArray *bases;		    /* struct oid: the commit that stands for all of them, then each by itself */
	gboolean again;		    /* was done by somebody already: what does not merge was settled then */
	const struct joining *over; /* NULL, or whose base this makes: nothing is refused then, nobody is named */
};

/* What a path that both have changed becomes; kinds are known unless it is a file of the tool's own. */
gboolean join_both(struct joining *j, struct join_path *p, GError **err);
/*
 * Settings of which one side asks for agreements are those of one side, with the agreements of both: paths below .sx/ are given what
 * they become, and *settled says so. ERR_CONFLICT, rule P05, where neither side takes the place of the other. Agreements are settled always.
 */
gboolean join_settings(struct joining *j, gboolean *settled, GError **err);
/* The tree of ours with all that the join changes below a prefix ("": all). */
gboolean join_tree(struct joining *j, const char *prefix, struct oid *out, GError **err);

#endif
