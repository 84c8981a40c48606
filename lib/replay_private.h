/* What the files of replay.h share. */
#ifndef REPLAY_PRIVATE_H
#define REPLAY_PRIVATE_H

#include "change.h"
#include "replay.h"

struct replaying {
	struct replay *replay;
	struct repo *repo;	   /* the same repository, where what is written stays in memory */
	GPtrArray *order;	   /* struct turn *, parents first */
	GHashTable *turns;	   /* struct oid * -> struct turn *, the same */
	struct snapshot *base;	   /* of the parent, for the commit being judged */
	struct oid own;		   /* the .sx folder of base; zero: none */
	struct calendar *calendar; /* of the clone that made it, as far as the commit tells: its zone */
	struct index *index;	   /* or NULL: not asked for yet */
	struct kinds *index_kinds;
	GHashTable *people;	/* "tree e-mail" -> person id, "" for nobody */
	GHashTable *entered;	/* "commit key person" -> is it entered for the person there? */
	GHashTable *signatures; /* struct oid * -> struct gpgsig *: of the commits that are signed */
};

/* A commit to judge. */
struct turn {
	struct oid oid, parents[2];
	guint n_parents, waits; /* waits: parents to be judged before it */
	GPtrArray *children;	/* struct turn *, borrowed; NULL for none */
};

/* The commit being judged. */
struct judged {
	struct replaying *r;
	const struct commit_info *commit;
	const struct turn *turn;
	struct oid before; /* the parent's tree; zero for the first commit */
	char *verb;	   /* Sx-Verb, or NULL */
	char *actor;	   /* person id; NULL: nobody known */
	GPtrArray *files;  /* struct replay_file *, path order: what differs from the parent */
	gboolean grave;	   /* does any of them count (see struct violation)? */
	gint64 received;   /* when a hub had it, unix seconds; 0: that is not known */
	struct oid had[2]; /* trees of the hub's main branch, before and with it; zero: none, or not known */
};
#define REPLAY_MODE 0170000 /* of the mode of a file what says that it is one */
#define REPLAY_MODE_FILE 0100000
struct replay_file {
	char *path;
	struct oid old, new; /* zero: absent */
	unsigned mode;
};

/* Fills order and turns. */
gboolean replay_order(struct replaying *r, GError **err);
void turn_free(gpointer turn);
/* The other side of a merge that goes on from a commit; NULL: it is none. Borrowed. */
const struct oid *replay_other_side(const struct turn *merge, const struct oid *from);
/* base and calendar for a parent; zero: nothing yet. FALSE with *err. */
gboolean replay_stand_on(struct replaying *r, const struct oid *parent, const struct commit_info *commit, GError **err);
/* The index of base; NULL with *err. Borrowed, until base is another. */
struct index *replay_index(struct replaying *r, GError **err);

/* Is a blob there with the content that it is named by? What was worked out again has its name already, and is not read otherwise. */
gboolean replay_reads(const struct judged *j, const struct oid *blob, GError **err);
/* Does a path count (see struct violation): is it a record whose kind has rules of its own, who may do what, and what shows it? */
gboolean replay_is_grave(const struct snapshot *base, const char *path);
/* One more violation of the commit being judged; borrowed. path, id, honest may be NULL. */
struct violation *replay_object(struct judged *j, const char *path, const char *id, const char *rule, const char *honest,
	const char *format, ...) G_GNUC_PRINTF(6, 7);

/* The parts of the judge. Those that fail do so with *err, only for what could not be looked at. */
void replay_times(struct judged *j);
gboolean replay_people(struct judged *j, GError **err);	      /* who did it; fills actor */
void replay_pushed(struct judged *j);			      /* was it he who pushes it? */
void replay_receive(struct judged *j);			      /* fills received, had */
void replay_had(gint64 moment, struct oid *tree, void *data); /* what the hub's main branch was at a moment; data: the judged */
gboolean replay_received(struct judged *j, GError **err);     /* was who did it active when it was received? */
gboolean replay_read_signatures(struct replaying *r, GError **err);
gboolean replay_signature(struct judged *j, GError **err); /* what the commit is signed with; after replay_people() */
gboolean replay_paths(struct judged *j, GError **err);	   /* files by themselves: modes, names, evidence */
gboolean replay_change(struct judged *j, GError **err);	   /* what a command, or a hand, made */
gboolean replay_merge(struct judged *j, GError **err);	   /* what came of two parents */
gboolean replay_shared(struct judged *j, GError **err);	   /* the numbers and new ids of a sync */
/* The person of an e-mail, in a commit's tree; NULL without *err: nobody, or nobody who may change anything. Caller frees. */
char *replay_person(struct replaying *r, const char *email, GError **err);
/* The same in another tree. */
char *replay_person_in(struct replaying *r, const struct oid *tree, const char *email, GError **err);

#endif
