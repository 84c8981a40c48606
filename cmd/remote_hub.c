/* The other side of a sync as a hub: its receipts come along, and it is held to them. */
#include "hub.h"
#include "remote_own.h"
#include "witness.h"
#include <string.h>

#define RACES 3 /* looks at a hub into which somebody is just pushing */

static struct witness
witness_of(const struct remote *r)
{
	return (struct witness){r->store, r->name, r->branch, r->tracking, hub_check};
}

static enum exchange_answer
went_back(const struct remote *r, const char *says, GError **err)
{
	struct witness witness = witness_of(r);

	witness_object(&witness, says, err);
	return EXCHANGE_FAILED;
}

/* Of a hub, what any other remote may do is going back on its word. */
enum exchange_answer
remote_judge(struct remote *r, enum exchange_answer answer, const char *said, GError **err)
{
	struct witness witness = witness_of(r);
	gboolean soon = FALSE;

	if (r->bundle)
		return answer;
	if (answer == EXCHANGE_ABSENT && strstr(said, RECEIPTS_REF))
		return went_back(r, "its receipts are gone", err);
	if (answer == EXCHANGE_ABSENT && witness_knows(&witness))
		return went_back(r, "its branch is gone", err);
	if (answer == EXCHANGE_REWRITTEN && witness_knows(&witness))
		return went_back(r, "its branch is no descendant any more of what it was", err);
	if (!r->again)
		witness_seen(&witness, &r->seen);
	r->again = FALSE;
	if (answer != EXCHANGE_DONE)
		return answer;
	if (!witness_look(&witness, &soon, err))
		return soon && r->races++ < RACES ? EXCHANGE_BUSY : EXCHANGE_FAILED;
	r->again = soon && r->races++ < RACES;
	if (soon && !r->again)
		witness_lacks(&witness);
	return r->again ? EXCHANGE_BUSY : EXCHANGE_DONE;
}

/* A hub that had receipts must have them; of others it is not known whether they have any, which only a pattern may ask for. */
char *
remote_receipts(const struct remote *r)
{
	g_autofree char *to = remote_fetched(r);
	const char *any = witness_expects(r->store, r->name) ? "" : "*";

	return g_strconcat("+" RECEIPTS_REF, any, ":", to, any, NULL);
}

char *
remote_fetched(const struct remote *r)
{
	return witness_fetched(r->name);
}

void
remote_took(const struct remote *r, const struct oid *commit)
{
	struct witness witness = witness_of(r);

	witness_keep(&witness, commit);
}

/* What is refused is no word of the hub's: whoever looks after it may take it back. */
void
remote_refused(void *data)
{
	const struct remote *r = data;
	struct witness witness = witness_of(r);

	if (!r->bundle)
		witness_forget(&witness, &r->seen);
}

gboolean
remote_watch(struct remote *r, GError **err)
{
	GError *failure = NULL;

	r->races = RACES; /* git alone has asked, once */
	if (remote_judge(r, EXCHANGE_DONE, "", &failure) == EXCHANGE_DONE)
		return TRUE;
	g_propagate_error(err, failure);
	return FALSE;
}
