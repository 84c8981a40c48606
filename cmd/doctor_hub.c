/* sx doctor: a hub, what a clone knows of the hubs it shares with, and how others are reached. */
#include "doctor.h"
#include "hub.h"
#include "program.h"
#include "witness.h"
#include <string.h>

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

static gboolean
is_open_to_all(const char *address)
{
	static const char *const schemes[] = {"http://", "git://", "ftp://"};

	for (guint i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_ascii_strncasecmp(address, schemes[i], strlen(schemes[i])) == 0)
			return TRUE;
	return FALSE;
}

/* git says what each address comes to by its settings. An address may hold a password, and is not printed. */
void
doctor_look_at_transport(struct visit *v)
{
	const char *const argv[] = {"git", "--git-dir", store_git_dir(v->repo->store), "remote", "-v", NULL};
	g_autofree char *out = NULL, *said = NULL, *last = NULL;
	g_auto(GStrv) lines = program_ask(argv, "", 0, &out, &said) ? g_strsplit(out, "\n", -1) : NULL;

	for (char **line = lines; line && *line; line++) {
		char *address = strchr(*line, '\t');
		g_autofree char *says = NULL, *do_this = NULL, *name = address ? g_strndup(*line, address - *line) : NULL;

		if (!address || !is_open_to_all(address + 1) || !g_strcmp0(name, last))
			continue;
		says = g_strdup_printf("%s is reached by %.*s, so whoever is on the way reads what is shared, and can change it",
			name, (int)strcspn(address + 1, ":"), address + 1);
		do_this = g_strdup_printf("reach it by ssh or https: git remote set-url %s ADDRESS", name);
		doctor_say(v, "transport", MEND, says, do_this);
		g_free(last);
		last = g_steal_pointer(&name);
	}
}
