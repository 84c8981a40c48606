/* Who is acting: the active person whose e-mail is git's user.email. */
#include "change_private.h"
#include <string.h>

struct search {
	struct snapshot *snapshot;
	const struct kind *people;
	const char *folder; /* where their records are, with a '/' at the end */
	char *email;	    /* lower case */
	GPtrArray *found;   /* struct record * */
};

/* Is the lower-case needle in the text, in either case? Reading each record in full would take a hundred times as long. */
static gboolean
mentions(const char *text, gsize length, const char *needle)
{
	gsize n = strlen(needle);

	for (gsize i = 0; n && i + n <= length; i++)
		if (g_ascii_tolower(text[i]) == needle[0] && !g_ascii_strncasecmp(text + i, needle, n))
			return TRUE;
	return FALSE;
}

static gboolean
look_at(const char *below, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct search *s = data;
	g_autofree char *path = g_strconcat(s->folder, below, NULL), *email = NULL;
	g_autoptr(GBytes) bytes = NULL;
	AUTO(record) record = NULL;
	const char *text;
	gsize length;

	if (kind_of_path(s->snapshot->kinds, path) != s->people || (mode & 0170000) != 0100000)
		return TRUE;
	bytes = store_blob(s->snapshot->repo->store, new, err);
	if (!bytes)
		return FALSE;
	text = g_bytes_get_data(bytes, &length);
	if (!mentions(text, length, s->email))
		return TRUE;
	record = record_parse(s->snapshot->kinds, path, text, length, NULL); /* `check` tells of a bad one */
	if (!record || !record_get(record, s->people->email))
		return TRUE;
	email = g_ascii_strdown(record_get(record, s->people->email), -1);
	if (!strcmp(email, s->email))
		g_ptr_array_add(s->found, g_steal_pointer(&record));
	return TRUE;
}

static gboolean
find_people(struct search *s, GError **err)
{
	g_autofree char *folder = g_strndup(s->people->path, strcspn(s->people->path, "{"));
	gsize length = strlen(folder);
	gboolean found;
	struct oid tree;
	unsigned mode;

	s->folder = folder;
	if (length == 0)
		return store_diff(s->snapshot->repo->store, NULL, &s->snapshot->tree, look_at, s, err);
	if (folder[length - 1] == '/') {
		g_autofree char *name = g_strndup(folder, length - 1);

		if (!store_lookup(s->snapshot->repo->store, &s->snapshot->tree, name, &found, &tree, &mode, err))
			return FALSE;
		return !found || mode != 0040000 || store_diff(s->snapshot->repo->store, NULL, &tree, look_at, s, err);
	}
	return TRUE;
}

static gboolean refuse(GError **err, const char *hint, const char *format, ...) G_GNUC_PRINTF(3, 4);
static gboolean
refuse(GError **err, const char *hint, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	error_set(err, ERR_REFUSED, "%s", text);
	error_rule(err, "identity");
	error_hint(err, "%s", hint);
	return FALSE;
}

static char *
only_one(const struct search *s, GError **err)
{
	const struct record *record = s->found->len ? s->found->pdata[0] : NULL;
	gboolean some = TRUE;
	struct oid oid;
	unsigned mode;

	if (!record && !store_lookup(s->snapshot->repo->store, &s->snapshot->tree, ".sx", &some, &oid, &mode, err))
		return NULL;
	if (!some) {
		refuse(err, "'sx init FOLDER' makes a repository for records",
			"there are no records here, and nobody who may add one");
	} else if (!record) {
		g_autofree char *hint =
			g_strdup_printf("ask someone who is known to run: sx %s add YOUR-ID --%s %s; or set git's "
					"user.email to the address you are known by",
				s->people->name, s->people->email, s->email);

		refuse(err, hint, "nobody here has the e-mail '%s', so it is not known who you are", s->email);
	} else if (s->found->len > 1) {
		const struct record *other = s->found->pdata[1];

		refuse(err, "change it in one of their records",
			"%s and %s have the same e-mail '%s', so it is not known who you are", record->id, other->id, s->email);
	} else if (!record_is_open(record)) {
		refuse(err, "somebody who is active can take them back", "%s has the state '%s', and so can change nothing",
			record->id, record_state(record));
	} else {
		return g_strdup(record->id);
	}
	return NULL;
}

char *
identity_find(struct snapshot *snapshot, GError **err)
{
	g_autofree char *email = store_config(snapshot->repo->store, "user.email");

	return identity_of(snapshot, email, err);
}

char *
identity_of(struct snapshot *snapshot, const char *asked, GError **err)
{
	g_autofree char *email = asked ? g_strstrip(g_strdup(asked)) : NULL;
	struct search s = {.snapshot = snapshot, .people = kind_of_people(snapshot->kinds)};
	char *id = NULL;

	if (!email || !*email) {
		refuse(err, "run: git config --global user.email you@example.com", "git does not know your e-mail");
		return NULL;
	}
	if (!s.people) {
		refuse(err, "mend the schema", "no kind of record has an e-mail, so it is not known who you are");
		return NULL;
	}
	s.email = g_ascii_strdown(email, -1);
	s.found = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	if (find_people(&s, err))
		id = only_one(&s, err);
	g_ptr_array_unref(s.found);
	g_free(s.email);
	return id;
}
