/* Which person a receipt means by its pusher. */
#include "pusher.h"
#include "vouch.h"
#include <string.h>

static gboolean
lists(const struct record *person, const char *pusher)
{
	const struct node *logins = person->kind->logins ? record_node(person, person->kind->logins) : NULL;

	for (guint i = 0; logins && logins->type == NODE_LIST && i < logins->n; i++)
		if (logins->items[i]->type == NODE_SCALAR && g_str_equal(logins->items[i]->text, pusher))
			return TRUE;
	return FALSE;
}

static gboolean
is_called(const struct record *person, const char *pusher, gint64 moment)
{
	const char *email = person->kind->email ? record_get(person, person->kind->email) : NULL;

	if (!record_is_open(person))
		return FALSE;
	if (lists(person, pusher))
		return TRUE;
	if (g_str_has_prefix(pusher, "key "))
		return signature_key(person, pusher + strlen("key "), moment) != NULL;
	return g_str_has_prefix(pusher, "user ") && email && !g_ascii_strcasecmp(pusher + strlen("user "), email);
}

char *
pusher_among(GHashTable *people, const char *pusher, gint64 moment)
{
	const char *found = NULL;
	GHashTableIter iter;
	gpointer id, person;

	g_hash_table_iter_init(&iter, people);
	while (g_hash_table_iter_next(&iter, &id, &person)) {
		if (!is_called(person, pusher, moment))
			continue;
		if (found)
			return NULL;
		found = id;
	}
	return g_strdup(found);
}

char *
pusher_find(const struct snapshot *snapshot, const char *pusher, gint64 moment, GError **err)
{
	g_autoptr(GHashTable) people = vouch_people(snapshot, err);

	return people ? pusher_among(people, pusher, moment) : NULL;
}
