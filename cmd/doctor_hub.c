/* sx doctor: a hub, and what a clone knows of the hubs it shares with. */
#include "doctor.h"
#include "hub.h"
#include "witness.h"

static void
say_fault(const char *says, const char *do_this, void *data)
{
	doctor_say(data, "hub", MEND, says, do_this);
}

void
doctor_look_at_hub(struct visit *v)
{
	guint before = v->mend;

	hub_look(v->repo->store, say_fault, v);
	if (v->mend == before)
		doctor_say(v, "hub", FINE, "it judges what is pushed, and signs receipts", NULL);
}

static void
say_witnessed(const struct oid *oid, const char *message, gboolean grave, void *data)
{
	doctor_say(data, "hub", grave ? MEND : NOTE, message, "see sx-hub(7), and tell whoever looks after the hub");
}

void
doctor_look_at_witness(struct visit *v)
{
	g_autoptr(GError) error = NULL;

	if (!witness_report(v->repo->store, hub_check, say_witnessed, v, &error))
		doctor_say(v, "hub", MEND, error->message, error_more(error)->hint);
}
