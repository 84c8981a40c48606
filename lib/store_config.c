/* Git's configuration: its files as the environment names them, values read and set. */
#include "store_private.h"

/* GIT_CONFIG_GLOBAL and GIT_CONFIG_SYSTEM name the files that git reads instead of the usual ones; libgit2 1.5 does not know of them. */
static const struct {
	const char *variable;
	git_config_level_t level;
} named[] = {{"GIT_CONFIG_SYSTEM", GIT_CONFIG_LEVEL_SYSTEM}, {"GIT_CONFIG_GLOBAL", GIT_CONFIG_LEVEL_GLOBAL}};

static void
forget(git_config_level_t level)
{
	git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
}

void
config_start(void)
{
	gboolean none = g_getenv("GIT_CONFIG_NOSYSTEM") && *g_getenv("GIT_CONFIG_NOSYSTEM");
	int off;

	if (none && git_config_parse_bool(&off, g_getenv("GIT_CONFIG_NOSYSTEM")) == 0)
		none = off;
	if (none || g_getenv("GIT_CONFIG_SYSTEM"))
		forget(GIT_CONFIG_LEVEL_SYSTEM);
	if (!g_getenv("GIT_CONFIG_GLOBAL"))
		return;
	forget(GIT_CONFIG_LEVEL_GLOBAL);
	forget(GIT_CONFIG_LEVEL_XDG);
}

/* One that is not there is an empty one, as for git. */
static int
add_named(git_config *config, git_repository *repo)
{
	for (guint i = 0; i < G_N_ELEMENTS(named); i++) {
		const char *file = g_getenv(named[i].variable);
		int result = 0;

		if (file && g_file_test(file, G_FILE_TEST_IS_REGULAR))
			result = git_config_add_file_ondisk(config, file, named[i].level, repo, 1);
		if (result < 0)
			return result;
	}
	return 0;
}

int
config_of_user(git_config **out)
{
	int result = git_config_open_default(out);

	return result < 0 ? result : add_named(*out, NULL);
}

int
config_read(struct store *store)
{
	AUTO(git_config) all = NULL;
	int result = git_repository_config(&all, store->repo);

	if (result == 0)
		result = add_named(all, store->repo);
	return result < 0 ? result : git_repository_config_snapshot(&store->config, store->repo);
}

void
store_user_values(const char *prefix, store_value_fn fn, void *data)
{
	AUTO(git_config) config = NULL;
	git_config_iterator *values = NULL;
	git_config_entry *entry;

	store_need();
	/* matching names by itself, libgit2 1.5 leaks */
	if (config_of_user(&config) < 0 || git_config_iterator_new(&values, config) < 0)
		return;
	while (git_config_next(&entry, values) == 0)
		if (g_str_has_prefix(entry->name, prefix))
			fn(entry->name, entry->value ? entry->value : "", data);
	git_config_iterator_free(values);
}

char *
store_config(const struct store *store, const char *name)
{
	git_buf buf = {0};
	char *value = NULL;

	if (git_config_get_string_buf(&buf, store->config, name) == 0)
		value = g_strdup(buf.ptr);
	git_buf_dispose(&buf);
	return value;
}

gboolean
store_config_is(const struct store *store, const char *name)
{
	int value = 0;

	return git_config_get_bool(&value, store->config, name) == 0 && value;
}

char *
store_user_config(const char *name)
{
	AUTO(git_config) config = NULL;
	git_buf buf = {0};
	char *value = NULL;

	store_need();
	if (config_of_user(&config) == 0 && git_config_get_string_buf(&buf, config, name) == 0)
		value = g_strdup(buf.ptr);
	git_buf_dispose(&buf);
	return value;
}

gboolean
store_config_set(struct store *store, const char *name, const char *value, GError **err)
{
	AUTO(git_config) all = NULL;
	AUTO(git_config) own = NULL;
	int result = git_repository_config(&all, store->repo);

	if (result == 0)
		result = git_config_open_level(&own, all, GIT_CONFIG_LEVEL_LOCAL);
	if (result == 0)
		result = git_config_set_string(own, name, value);
	if (result < 0)
		return store_fail(err, result, "cannot set '%s' in git's configuration", name);
	git_config_free(store->config);
	store->config = NULL;
	result = config_read(store);
	return result == 0 || store_fail(err, result, "cannot read git's configuration");
}
