/* What the files of sx doctor share: a visit, in which things are looked at one after the other. */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "command.h"

enum verdict { FINE, NOTE, MEND };

struct visit {
	struct session *s;
	struct repo *repo;
	struct snapshot *snapshot; /* NULL when it does not open */
	struct rows *rows;	   /* NULL for text */
	guint mend;
};

/* One thing looked at. does, what to do about it, may be NULL. */
void doctor_say(struct visit *visit, const char *what, enum verdict verdict, const char *says, const char *do_this);

/* A hub, in itself. */
void doctor_look_at_hub(struct visit *visit);
/* Where steps are signed: keys for which fewer people vouch than could. */
void doctor_look_at_keys(struct visit *visit);
/* Where settings change by agreement: whether as many could agree as are asked. */
void doctor_look_at_agreement(struct visit *visit);
/* Where some kind has rules about who does what: that nothing but an e-mail says who did. */
void doctor_look_at_commits(struct visit *visit);
/* Of other repositories that are reached over a network that anybody on the way can read; nothing is said of others. */
void doctor_look_at_transport(struct visit *visit);
/* What a clone knows of the hubs it shares with: nothing is said of those in order. */
void doctor_look_at_witness(struct visit *visit);

#endif
