/* The git repository through libgit2: opening, configuration, revisions, reading objects. */
#include "store_private.h"
#include <string.h>

static enum error_code
code_of(int result)
{
	switch (result) {
	case GIT_ENOTFOUND:
	case GIT_EAMBIGUOUS:
		return ERR_NOT_FOUND;
	case GIT_EOWNER:
		return ERR_REFUSED;
	case GIT_ELOCKED:
	case GIT_EMODIFIED:
		return ERR_CONFLICT;
	default:
		return ERR_IO;
	}
}

gboolean
store_fail(GError **err, int result, const char *format, ...)
{
	const git_error *last = git_error_last();
	g_autofree char *what = NULL;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	return error_set(err, code_of(result), "%s: %s", what, last && last->message ? last->message : "libgit2 gives no reason");
}

void
oid_hex(const struct oid *oid, char out[OID_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < 20; i++) {
		out[2 * i] = digits[oid->raw[i] >> 4];
		out[2 * i + 1] = digits[oid->raw[i] & 15];
	}
	out[40] = '\0';
}

gboolean
oid_parse(const char *hex, struct oid *out)
{
	struct oid oid;

	for (int i = 0; i < 40; i++)
		if (!g_ascii_isxdigit(hex[i]))
			return FALSE;
	if (hex[40])
		return FALSE;
	for (int i = 0; i < 20; i++)
		oid.raw[i] = (unsigned char)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
	*out = oid;
	return TRUE;
}

gboolean
oid_is_zero(const struct oid *oid)
{
	static const struct oid zero;

	return oid_equal(oid, &zero);
}

gboolean
oid_equal(const struct oid *a, const struct oid *b)
{
	return memcmp(a->raw, b->raw, sizeof(a->raw)) == 0;
}

void
oid_of_blob(const void *bytes, gsize length, struct oid *out)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	char head[32];
	gsize size = sizeof(out->raw);
	int n = g_snprintf(head, sizeof(head), "blob %" G_GSIZE_FORMAT, length);

	g_checksum_update(sum, (const guchar *)head, n + 1);
	g_checksum_update(sum, bytes, length);
	g_checksum_get_digest(sum, out->raw, &size);
}

guint
store_oid_hash(gconstpointer oid)
{
	guint hash;

	memcpy(&hash, oid, sizeof(hash));
	return hash;
}

gboolean
store_oid_same(gconstpointer a, gconstpointer b)
{
	return oid_equal(a, b);
}

/* <git dir>/shallow names the commits a shallow clone ends at; libgit2 1.5 does not know of it. */
static GHashTable *
read_shallow(const char *common_dir)
{
	g_autofree char *path = g_build_filename(common_dir, "shallow", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	GHashTable *set = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	set = g_hash_table_new_full(store_oid_hash, store_oid_same, g_free, NULL);
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		struct oid oid;

		if (oid_parse(g_strstrip(*line), &oid))
			g_hash_table_add(set, g_memdup2(&oid, sizeof(oid)));
	}
	return set;
}

/* Takes repo. */
static struct store *
store_of(git_repository *repo, GError **err)
{
	AUTO(store) store = g_new0(struct store, 1);
	int result;

	store->repo = repo;
	store->git_dir = g_strdup(git_repository_path(repo));
	store->common_dir = g_strdup(git_repository_commondir(repo));
	store->work_dir = g_strdup(git_repository_workdir(repo));
	store->shallow = read_shallow(store->common_dir);
	result = git_repository_odb(&store->odb, repo);
	if (result == 0)
		result = config_read(store);
	if (result < 0) {
		store_fail(err, result, "cannot open the repository '%s'", store->git_dir);
		return NULL;
	}
	return g_steal_pointer(&store);
}

static gboolean
open_failed(GError **err, int result, const char *dir)
{
	if (result == GIT_ENOTFOUND) {
		error_set(err, ERR_NOT_FOUND, "'%s' is in no repository", dir);
		error_hint(err, "make one with 'sx init', copy one with 'sx clone', or name one with -C");
		return FALSE;
	}
	if (result != GIT_EOWNER)
		return store_fail(err, result, "cannot open the repository at '%s'", dir);
	error_set(err, ERR_REFUSED, "the repository at '%s' is another user's", dir);
	error_hint(err, "if you trust it, run 'git config --global --add safe.directory PATH' with its path");
	return FALSE;
}

/* Does the user trust every folder? git takes `safe.directory = *`, libgit2 1.5 only the folder's own name. */
static gboolean
trusts_all(void)
{
	AUTO(git_config) config = NULL;
	git_config_iterator *values = NULL;
	git_config_entry *entry;
	gboolean all = FALSE;

	if (config_of_user(&config) < 0 || git_config_multivar_iterator_new(&values, config, "safe.directory", NULL) < 0)
		return FALSE;
	while (git_config_next(&entry, values) == 0)
		all = g_str_equal(entry->value, "*") || (all && *entry->value);
	git_config_iterator_free(values);
	return all;
}

static int
open_repository(git_repository **repo, const char *path, unsigned flags, const char *ceilings)
{
	int result = git_repository_open_ext(repo, path, flags, ceilings);

	/* libgit2 1.5 finds none, too, where it is another's and no safe.directory is configured at all */
	if (result != GIT_EOWNER && result != GIT_ENOTFOUND)
		return result;
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	result = git_repository_open_ext(repo, path, flags, ceilings);
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
	if (result < 0 || trusts_all())
		return result;
	git_repository_free(*repo);
	*repo = NULL;
	return GIT_EOWNER;
}

static gsize
length_without_slash(const char *dir)
{
	gsize n = strlen(dir);

	return n > 1 && dir[n - 1] == '/' ? n - 1 : n;
}

static int
use_workdir(git_repository *repo, const char *dir)
{
	const char *now = git_repository_workdir(repo);
	gsize n = length_without_slash(dir);

	/* libgit2 1.5 leaks when it is told what it knows */
	if (now && length_without_slash(now) == n && strncmp(now, dir, n) == 0)
		return 0;
	return git_repository_set_workdir(repo, dir, 0);
}

gboolean
store_is_told(void)
{
	return g_getenv("GIT_DIR") || g_getenv("GIT_WORK_TREE") || g_getenv("GIT_CEILING_DIRECTORIES");
}

struct store *
store_open(const char *dir, const char *git_dir, GError **err)
{
	const char *from_env = g_getenv("GIT_DIR"), *work_tree = g_getenv("GIT_WORK_TREE");
	g_autofree char *start = g_canonicalize_filename(dir ? dir : ".", NULL);
	g_autofree char *exact = NULL;
	git_repository *repo = NULL;
	int result;

	store_need();
	if (!git_dir && from_env && *from_env)
		git_dir = from_env;
	else
		work_tree = NULL;
	if (git_dir) {
		exact = g_canonicalize_filename(git_dir, start);
		result = open_repository(&repo, exact, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
	} else {
		result = open_repository(&repo, start, 0, g_getenv("GIT_CEILING_DIRECTORIES"));
	}
	if (result == 0 && work_tree && *work_tree) {
		g_autofree char *work = g_canonicalize_filename(work_tree, start);

		result = use_workdir(repo, work);
	}
	if (result < 0) {
		git_repository_free(repo);
		open_failed(err, result, exact ? exact : start);
		return NULL;
	}
	return store_of(repo, err);
}

struct store *
store_dup(const struct store *store, GError **err)
{
	struct store *other;
	git_repository *repo = NULL;
	int result = open_repository(&repo, store->git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);

	if (result == 0 && store->work_dir)
		result = use_workdir(repo, store->work_dir);
	if (result < 0) {
		git_repository_free(repo);
		open_failed(err, result, store->git_dir);
		return NULL;
	}
	other = store_of(repo, err);
	if (other && store->objects && !store_add_objects(other, store->objects, err))
		g_clear_pointer(&other, store_free);
	return other;
}

gboolean
store_add_objects(struct store *store, const char *dir, GError **err)
{
	int result = git_odb_add_disk_alternate(store->odb, dir);

	if (result < 0)
		return store_fail(err, GIT_ERROR, "cannot read the objects in '%s'", dir);
	g_free(store->objects);
	store->objects = g_strdup(dir);
	return TRUE;
}

struct store *
store_init(const char *dir, gboolean bare, GError **err)
{
	git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
	git_repository *repo = NULL;
	int result;

	store_need();
	options.flags = GIT_REPOSITORY_INIT_MKPATH | GIT_REPOSITORY_INIT_NO_REINIT | (bare ? GIT_REPOSITORY_INIT_BARE : 0);
	options.initial_head = "main";
	result = git_repository_init_ext(&repo, dir, &options);
	if (result < 0) {
		store_fail(err, result, "cannot make a repository in '%s'", dir);
		return NULL;
	}
	return store_of(repo, err);
}

void
store_free(struct store *store)
{
	if (!store)
		return;
	store_pack_abort(store);
	g_clear_pointer(&store->folders, g_hash_table_unref);
	for (guint i = 0; i < STORE_TREES; i++)
		git_odb_object_free(store->trees[i]);
	git_config_free(store->config);
	git_odb_free(store->odb);
	git_repository_free(store->repo);
	g_clear_pointer(&store->shallow, g_hash_table_unref);
	g_free(store->objects);
	g_free(store->git_dir);
	g_free(store->common_dir);
	g_free(store->work_dir);
	g_free(store);
}

const char *
store_git_dir(const struct store *store)
{
	return store->git_dir;
}

const char *
store_common_dir(const struct store *store)
{
	return store->common_dir;
}

const char *
store_work_dir(const struct store *store)
{
	return store->work_dir;
}

gboolean
store_is_shallow(const struct store *store)
{
	return store->shallow != NULL;
}

gboolean
store_has_ref(struct store *store, const char *glob)
{
	git_reference_iterator *refs = NULL;
	const char *name;
	gboolean found =
		git_reference_iterator_glob_new(&refs, store->repo, glob) == 0 && git_reference_next_name(&name, refs) == 0;

	git_reference_iterator_free(refs);
	return found;
}

gboolean
store_ignores(struct store *store, const char *path)
{
	int ignored = 0;

	return git_ignore_path_is_ignored(&ignored, store->repo, path) == 0 && ignored;
}

const char *
store_busy(const struct store *store)
{
	switch (git_repository_state(store->repo)) {
	case GIT_REPOSITORY_STATE_NONE:
		return NULL;
	case GIT_REPOSITORY_STATE_MERGE:
		return "merge";
	case GIT_REPOSITORY_STATE_REVERT:
	case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
		return "revert";
	case GIT_REPOSITORY_STATE_CHERRYPICK:
	case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
		return "cherry-pick";
	case GIT_REPOSITORY_STATE_BISECT:
		return "bisect";
	case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
		return "am";
	default:
		return "rebase";
	}
}

void
head_clear(struct head *head)
{
	g_clear_pointer(&head->branch, g_free);
	*head = (struct head){0};
}
