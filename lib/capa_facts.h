/*
 * What the history says of corrective and preventive actions (kind capa) up to the end of a day: the steps each has taken,
 * its extensions, its actions, and the day that each of these counts for.
 *
 *	struct capa_facts *facts = capa_facts_new(as_of);
 *	capa_facts_read(facts, plant, filter, &err);           once for each repository; then capa_metrics.h
 *	capa_facts_free(facts);
 *
 * A thing happened when a hub received the commit that tells of it, and where no receipt is known when the commit says
 * (its committer's date); never before what came before it in the same record. Days are those of the record's site.
 * Commits only: edits of the work tree are not looked at. What happened after the day, and what had not come by its end,
 * is as if it had never been written.
 *
 * Everything lives as long as the facts, and the facts no longer than the plants they were read from.
 */
#ifndef CAPA_FACTS_H
#define CAPA_FACTS_H

#include "fleet.h"

/* A change of state. States are interned: compare with g_str_equal(). */
struct capa_step {
	const char *from, *to; /* from NULL: the record was made */
	day on;
	const char *outcome; /* of the last result, when there is one; or NULL */
	day check_due;	     /* of a step to CAPA_MONITORING: when it must be judged; DAY_NONE unknown */
};
struct capa_extension {
	day on;
	int days;      /* how much later */
	gboolean late; /* asked for when the due day was over */
};
struct capa_promise {	/* an action that answers it */
	day due0, done; /* the first day promised; when it was called done; DAY_NONE */
	gboolean dropped;
	gboolean told, training; /* it says what is changed by it; and that is what people know */
};
struct capa_clock { /* a clock that has begun */
	const char *name;
	day on, due;   /* when it was kept; DAY_NONE: not yet; and when it was over */
	double hours;  /* from its beginning until it was kept */
	gboolean kept; /* and by then */
};
struct capa_raised { /* an escalation */
	int level;
	day on, answered; /* DAY_NONE: not yet */
};
struct capa_event { /* a commit that touched it */
	day on;
	gint64 claimed, received; /* unix seconds; received 0: no receipt */
	gboolean amended;	  /* it changed what was locked */
	gboolean unsigned_by_it;  /* and there were signatures */
};
struct capa_fact {
	struct plant *plant;   /* borrowed */
	struct record *record; /* as it was at the end of the day */
	gboolean asked;	       /* the filter lets it through */
	day submitted, ended;  /* DAY_NONE: not yet */
	day due0, due;	       /* the first day promised; the one that holds, of an ended one when it ended */
	GArray *steps, *extensions, *promises, *events, *clocks, *raised;
	day requested;		/* private: an extension that waits */
	GArray *met;		/* private: gint64, when each clock of the kind was kept; 0: not yet */
	GPtrArray *escalations; /* private: struct escalation *, of each of `raised` */
};
struct capa_facts {
	day as_of;
	GPtrArray *all;		 /* struct capa_fact *, by plant and path */
	GHashTable *initiatives; /* set of ids of all there were */
	GArray *refusals;	 /* day: pushes that a hub refused */
	gboolean hub;		 /* some receipts are known */
	gboolean clone;		 /* some of them of a hub elsewhere, which this clone is a witness of */
	guint unwitnessed;	 /* heads of hubs that were fetched and not held against their receipts */
	guint unreadable;	 /* versions that do not read, left out */
};

struct capa_facts *capa_facts_new(day as_of);
void capa_facts_free(struct capa_facts *facts); /* takes NULL */
AUTO_FREE(capa_facts)
/* filter, which marks those asked for and is of the records as the snapshot has them, may be NULL. ERR_USAGE for one that does not read; ERR_INTEGRITY in a clone whose history is cut off. */
/* After an error the facts are as they were before. */
gboolean capa_facts_read(struct capa_facts *facts, struct plant *plant, const char *filter, GError **err);

/* The state at the end of the day; never NULL. */
const char *capa_state(const struct capa_fact *fact);
/* Handed in, and not void. */
gboolean capa_counts(const struct capa_fact *fact);
gboolean capa_is_open(const struct capa_fact *fact);  /* it counts and has not ended */
gboolean capa_given_up(const struct capa_fact *fact); /* rejected, cancelled or superseded */

#endif
