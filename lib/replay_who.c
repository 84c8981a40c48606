/* Who made a commit, and when it says it was made. */
#include "message.h"
#include "replay_private.h"
#include "text.h"
#include <string.h>

#define OWN_CONFIG ".sx/config.yaml"

/* --- when --- */

static gboolean
note_time(const struct commit_info *commit, void *data, GError **err)
{
	gint64 *latest = data;

	*latest = MAX(*latest, commit->time);
	return TRUE;
}

void
replay_times(struct judged *j)
{
	const struct commit_info *c = j->commit;
	gint64 latest = G_MININT64;
	g_autofree char *at = event_format(c->time, c->offset), *after = NULL;

	for (guint i = 0; i < c->n_parents; i++)
		store_commit_read(j->r->repo->store, &c->parents[i], note_time, &latest, NULL);
	after = latest > G_MININT64 ? event_format(latest, c->offset) : NULL;
	if (after && c->time < latest - CHANGE_BEHIND)
		replay_object(j, NULL, NULL, "clock", "a commit is made after those that it follows, by a clock that is right",
			"it says it was made at %s, and follows one of %s", at, after);
	if (j->r->replay->now && c->time > j->r->replay->now + REPLAY_AHEAD) {
		struct violation *v = replay_object(j, NULL, NULL, "future",
			"a commit is not of the future: set the clock of the machine that made it, or of this one, whichever is "
			"wrong",
			"it says it was made at %s, which is still to come by the clock of this machine", at);

		v->passing = TRUE;
		/* Of two machines either clock may be wrong. But nothing could be recorded upon it before it is a day away. */
		v->grave = c->time > j->r->replay->now + CHANGE_BEHIND;
	}
}

/* --- who --- */

/* The same folder of people has the same answer. */
char *
replay_person(struct replaying *r, const char *email, GError **err)
{
	const struct kind *people = kind_of_people(r->base->kinds);
	g_autofree char *folder = people ? g_strndup(people->path, strcspn(people->path, "/{")) : NULL;
	struct oid oid = {{0}};
	gboolean found;
	char hex[OID_HEX];
	g_autofree char *key = NULL;
	const char *known;
	char *id;

	if (!people)
		return NULL;
	if (*folder && !store_lookup(r->repo->store, &r->base->tree, folder, &found, &oid, NULL, err))
		return NULL;
	oid_hex(*folder ? &oid : &r->base->tree, hex);
	key = g_strconcat(hex, " ", email, NULL);
	known = g_hash_table_lookup(r->people, key);
	if (!known) {
		g_autoptr(GError) nobody = NULL;

		id = identity_of(r->base, email, &nobody);
		if (nobody && error_status(nobody) != ERR_REFUSED) {
			g_propagate_error(err, g_steal_pointer(&nobody));
			return NULL;
		}
		known = id ? id : g_strdup("");
		g_hash_table_insert(r->people, g_steal_pointer(&key), (gpointer)known);
	}
	return *known ? g_strdup(known) : NULL;
}

char *
replay_person_in(struct replaying *r, const struct oid *tree, const char *email, GError **err)
{
	struct oid before = r->base->tree;
	char *id;

	r->base->tree = *tree;
	id = replay_person(r, email, err);
	r->base->tree = before;
	return id;
}

/* Files that are none of ours are anybody's. */
static gboolean
concerns(const struct judged *j)
{
	for (guint i = 0; i < j->files->len; i++) {
		const char *path = ((const struct replay_file *)j->files->pdata[i])->path;

		if (g_str_has_prefix(path, ".sx/") || g_str_has_prefix(path, "evidence/") ||
			g_str_equal(path, ".gitattributes") || kind_of_folder(j->r->base->kinds, path))
			return TRUE;
	}
	return FALSE;
}

/* Before the first person is there nobody can be known. */
static gboolean
is_begun(const struct judged *j, gboolean *begun, GError **err)
{
	struct oid blob;

	return store_lookup(j->r->repo->store, &j->r->base->tree, OWN_CONFIG, begun, &blob, NULL, err);
}

static gboolean
find_actor(struct judged *j, GError **err)
{
	GError *failure = NULL;

	j->actor = replay_person(j->r, j->commit->committer_email, &failure);
	if (!j->actor && !failure && j->commit->n_parents == 2) { /* who joins is known to one of the two */
		const struct oid second = j->commit->parents[1], first = j->commit->parents[0];

		if (replay_stand_on(j->r, &second, j->commit, &failure))
			j->actor = replay_person(j->r, j->commit->committer_email, &failure);
		if (!failure)
			replay_stand_on(j->r, &first, j->commit, &failure);
	}
	if (failure)
		g_propagate_error(err, failure);
	return failure == NULL;
}

gboolean
replay_people(struct judged *j, GError **err)
{
	const struct commit_info *c = j->commit;
	g_autofree char *claimed = message_trailer(c->message, "Sx-Actor"), *committer = text_safe(c->committer_email, FALSE);
	g_autofree char *author = text_safe(c->author_email, FALSE);
	gboolean begun;

	if (!is_begun(j, &begun, err) || !find_actor(j, err))
		return FALSE;
	if (!begun || !concerns(j))
		return TRUE;
	if (!j->actor)
		replay_object(j, NULL, NULL, "identity",
			"whoever changes records is an active person here, found by the e-mail of the commit",
			"its committer, '%s', is nobody who may change anything here", committer);
	else if (g_ascii_strcasecmp(c->author_email, c->committer_email)) {
		GError *failure = NULL;
		g_autofree char *other = replay_person(j->r, c->author_email, &failure);

		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		if (g_strcmp0(other, j->actor))
			replay_object(j, NULL, NULL, "identity", "who records a change is who made it: a commit has one person",
				"it says that '%s' made it and '%s' recorded it", author, committer);
	}
	if (j->actor && claimed && strcmp(claimed, j->actor) != 0)
		replay_object(j, NULL, NULL, "identity", "Sx-Actor is who records the commit",
			"it is signed as %s's, and '%s' recorded it", claimed, committer);
	return TRUE;
}

void
replay_pushed(struct judged *j)
{
	const struct replay_pusher *pusher = j->r->replay->pusher;
	g_autofree char *committer = NULL;

	if (!pusher || (pusher->person && !g_strcmp0(j->actor, pusher->person)))
		return;
	committer = text_safe(j->commit->committer_email, FALSE);
	if (pusher->person)
		replay_object(j, NULL, NULL, "relayed", "who made a commit pushes it",
			"it is by '%s' and pushed by %s, and this hub takes nobody's commits from others", committer,
			pusher->person);
	else
		replay_object(j, NULL, NULL, "relayed", "who administers keys enters it: sx person enrol ID --logins",
			"nobody is known as '%s', who pushes it, and this hub takes a commit from who made it alone",
			pusher->says);
}
