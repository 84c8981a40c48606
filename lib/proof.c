/* What the owner of a key signs with it when it is entered. */
#include "proof.h"
#include "keygen.h"

#include <string.h>

#define SPACE "sx-key-v1"

gboolean
proof_asked(const struct signing *signing)
{
	return signing->repository && signing->kinds && *signing->kinds;
}

char *
proof_subject(const struct signing *signing, const char *person, const char *public)
{
	return g_strdup_printf(
		SPACE "\nrepository %s\nperson %s\nkey %s\n", signing->repository ? signing->repository : "", person, public);
}

char *
proof_text(const struct signing *signing, const char *person, const char *public)
{
	g_autofree char *subject = proof_subject(signing, person, public);

	return g_strconcat(subject, "statement ", PROOF_STATEMENT, "\n", NULL);
}

char *
proof_space(const struct signing *signing)
{
	return g_strdup_printf("%s@%s", SPACE, signing->repository ? signing->repository : "");
}

gboolean
proof_holds(const struct signing *signing, const char *person, const struct node *entry, gboolean *good, GError **err)
{
	const char *key = node_text(entry, "key"), *proof = node_text(entry, "proof");
	g_autofree char *text = proof_text(signing, person, key ? key : ""), *space = proof_space(signing);

	*good = FALSE;
	return !key || !proof || keygen_verify(key, space, text, strlen(text), proof, good, err);
}
