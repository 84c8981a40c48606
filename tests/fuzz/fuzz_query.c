/* Fuzz target: any text as a filter, over a kind or over all; what is understood is SQL that runs. */
#include "query.h"
#include <glib/gstdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct repo *repo;
static struct snapshot *snapshot;
static struct index *ix;
static char dir[] = "/tmp/sx-fuzz-XXXXXX";

static void
clean_up(void)
{
	const char *argv[] = {"rm", "-rf", dir, NULL};

	index_free(ix);
	snapshot_free(snapshot);
	repo_free(repo);
	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
put(const char *path, const char *text)
{
	g_autofree char *full = g_build_filename(dir, path, NULL), *folder = g_path_get_dirname(full);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0777), ==, 0);
	g_assert_true(g_file_set_contents(full, text, -1, NULL));
}

/* A repository with a few records that are not committed. */
static void
start(void)
{
	struct repo_where where = {dir, NULL, 20000};
	struct store *store;

	g_assert_nonnull(g_mkdtemp(dir));
	g_setenv("HOME", dir, TRUE);
	store = store_init(dir, FALSE, NULL);
	g_assert_nonnull(store);
	store_free(store);
	put(".sx/config.yaml", "sites:\n  - {code: PUN, name: Pune, zone: Asia/Kolkata}\nsite: PUN\nfilters:\n  late: is:overdue "
			       "class:safety\n  loop: '@loop'\n");
	put("person/asha.yaml", "name: Asha Rao\nemail: asha@plant.example\n");
	put("action/2026/11/ACT-2611-AAAA111.yaml",
		"title: Seal\nowner: asha\ndue: 2026-11-10\nclass: safety\ntags: [pump]\nnotes:\n  - by: asha\n");
	repo = repo_open(&where, NULL);
	snapshot = snapshot_open(repo, NULL, NULL);
	ix = index_open(snapshot, NULL);
	g_assert_nonnull(ix);
	atexit(clean_up);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const columns[] = {"id", "title", "days_overdue", NULL};
	g_autofree char *text = size ? g_strndup((const char *)data + 1, size - 1) : g_strdup("");
	const struct kind *kind;
	g_autoptr(GError) err = NULL;
	AUTO(query) query = NULL;
	AUTO(db_query) q = NULL;
	gboolean row = TRUE;

	if (!ix)
		start();
	kind = size && data[0] & 1 ? kind_find(index_snapshot(ix)->kinds, "action") : NULL;
	query = query_parse(text, kind, ix, "asha", &err);
	g_assert_true((query != NULL) == (err == NULL));
	if (!query)
		return 0;
	q = query_select(ix, &(struct selection){.kind = kind, .query = query, .columns = columns}, &err);
	g_assert_no_error(err);
	while (row && db_step(q, &row, &err))
		;
	/* a pattern may be too hard to match, which is said; the SQL itself is right */
	g_assert_true(!err || strstr(err->message, "pattern"));
	return 0;
}
