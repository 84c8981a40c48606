/* Profiles: reading one, and which there are. */
#include "profile.h"
#include "data.h"
#include "kind.h"
#include "text.h"

#include <string.h>

#define FOLDER "profiles/"
#define SUFFIX ".yaml"

char **
profile_names(void)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	for (const struct data_file *file = data_files; file->path; file++)
		if (g_str_has_prefix(file->path, FOLDER)) {
			g_autofree char *name =
				g_strndup(file->path + strlen(FOLDER), strlen(file->path) - strlen(FOLDER) - strlen(SUFFIX));

			g_strv_builder_add(names, name);
		}
	return g_strv_builder_end(names);
}

void
profile_free(struct profile *profile)
{
	if (!profile)
		return;
	doc_free(profile->doc);
	g_free(profile);
}

static struct doc *
read_file(const char *path, GError **err)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) failure = NULL;
	gsize length;

	if (g_file_get_contents(path, &text, &length, &failure))
		return doc_parse(path, text, length, err);
	return error_set(err, ERR_NOT_FOUND, "the profile '%s' cannot be read: %s", path, failure->message), NULL;
}

static struct doc *
read_built_in(const char *name, GError **err)
{
	g_autofree char *path = g_strconcat(FOLDER, name, SUFFIX, NULL), *all = NULL;
	const struct data_file *file = data_find(path);
	g_auto(GStrv) names = NULL;

	if (file)
		return doc_parse(file->path, file->text, file->length, err);
	names = profile_names();
	all = g_strjoinv(", ", names);
	error_set(err, ERR_USAGE, "there is no profile '%.80s'", name);
	error_hint(err, "there are: %s; a file of your own is named with its .yaml", all);
	return NULL;
}

static gboolean
check(const struct doc *doc, GError **err)
{
	const struct data_file *data = data_find("profile.yaml");
	AUTO(pool) pool = pool_new();
	AUTO(doc) schema = doc_parse(data->path, data->text, data->length, err);
	g_autoptr(GPtrArray) problems = problems_new();
	GPtrArray *fields = schema ? fields_read(pool, data->path, node_get(schema->root, "fields"), err) : NULL;
	const struct node *files;

	if (!fields)
		return FALSE;
	fields_check(fields, doc->root, doc->name, NULL, problems);
	files = doc->root && doc->root->type == NODE_MAP ? node_get(doc->root, "schema") : NULL;
	for (guint i = 0; files && files->type == NODE_MAP && i < files->n; i++)
		if (!text_is_slug(files->keys[i]->text))
			g_ptr_array_add(problems,
				problem_new(doc->name, files->keys[i], "type", NULL,
					g_strdup("the name of a file of .sx/schema is small letters, digits and '-'"), NULL));
	return !problems->len || problems_to_error(problems, err);
}

/* Could a repository begin with it? */
static gboolean
make_kinds(const struct profile *profile, GError **err)
{
	AUTO(kinds) kinds = kinds_new();

	if (!kinds_add_builtin(kinds, err))
		return FALSE;
	for (guint i = 0; profile->schema && i < profile->schema->n; i++) {
		const char *text = profile->schema->items[i]->text;
		g_autofree char *path = g_strdup_printf(".sx/schema/%s.yaml", profile->schema->keys[i]->text);

		if (!kinds_add(kinds, path, text, strlen(text), err))
			return FALSE;
	}
	return kinds_seal(kinds, err);
}

struct profile *
profile_load(const char *name, GError **err)
{
	gboolean own = strchr(name, '/') || g_str_has_suffix(name, SUFFIX);
	AUTO(doc) doc = own ? read_file(name, err) : read_built_in(name, err);
	AUTO(profile) profile = NULL;

	if (!doc || !check(doc, err))
		return NULL;
	profile = g_new0(struct profile, 1);
	profile->name = node_text(doc->root, "profile");
	profile->help = node_text(doc->root, "help");
	profile->config = node_text(doc->root, "config");
	profile->roles = node_get(doc->root, "roles");
	profile->schema = node_get(doc->root, "schema");
	profile->doc = g_steal_pointer(&doc);
	return make_kinds(profile, err) ? g_steal_pointer(&profile) : NULL;
}
