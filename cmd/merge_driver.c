/* sx merge-driver: what git runs to merge one file, see gitattributes(5). Records field by field, other files by lines. */
#include "collision.h"
#include "command.h"
#include "merge.h"
#include <string.h>

static const struct option options[] = {{0}};

/* One file being merged. */
struct driving {
	struct snapshot *head;
	const char *path;
	char *texts[3];		  /* by enum merge_side */
	struct oid tips[3];	  /* the commits whose files these are; zero when unknown */
	GArray *bases;		  /* struct oid: where the two have parted; NULL when unknown */
	gboolean seen[3], has[3]; /* was any commit of that side found, and did one have the path? */
};

static gboolean
read_text(const char *file, char **out, GError **err)
{
	g_autoptr(GError) failure = NULL;
	gsize length;

	if (!g_file_get_contents(file, out, &length, &failure))
		return error_set(err, ERR_IO, "cannot read what git gives: %s", failure->message);
	if (strlen(*out) == length)
		return TRUE;
	return error_set(err, ERR_INVALID, "it is no text");
}

static gboolean
write_text(const char *file, const char *text, GError **err)
{
	g_autoptr(GError) failure = NULL;

	if (g_file_set_contents(file, text, -1, &failure))
		return TRUE;
	return error_set(err, ERR_IO, "cannot write what git asks for: %s", failure->message);
}

/* --- which commits they are of: git says so in several ways, and only what holds the same text is believed --- */

static void
try_tip(struct driving *d, enum merge_side side, const char *rev)
{
	struct store *store = d->head->repo->store;
	struct oid commit, tree, blob, mine;
	gboolean found;

	if (!store_resolve(store, rev, &commit, NULL) || !store_commit_tree(store, &commit, &tree, NULL) ||
		!store_lookup(store, &tree, d->path, &found, &blob, NULL, NULL))
		return;
	oid_of_blob(d->texts[side], strlen(d->texts[side]), &mine);
	d->seen[side] = TRUE;
	d->has[side] = d->has[side] || found;
	if (found && oid_equal(&blob, &mine))
		d->tips[side] = commit;
}

/* The commit that a rebase is at: the last line of what it has done, "pick COMMIT SUBJECT". */
static void
try_rebase(struct driving *d)
{
	g_autofree char *file = g_build_filename(store_git_dir(d->head->repo->store), "rebase-merge", "done", NULL), *text = NULL;
	g_auto(GStrv) words = NULL;
	const char *line;

	if (!g_file_get_contents(file, &text, NULL, NULL))
		return;
	line = strrchr(g_strchomp(text), '\n');
	words = g_strsplit(line ? line + 1 : text, " ", 3);
	if (words[0] && words[1] && strlen(words[1]) >= 7 && strspn(words[1], "0123456789abcdef") == strlen(words[1]))
		try_tip(d, MERGE_THEIRS, words[1]);
}

static void
find_tips(struct driving *d)
{
	static const char *const names[] = {"MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD"};
	g_auto(GStrv) variables = g_listenv();

	try_tip(d, MERGE_OURS, "HEAD");
	for (char **v = variables; *v; v++)
		if (g_str_has_prefix(*v, "GITHEAD_") && strspn(*v + 8, "0123456789abcdef") == 40)
			try_tip(d, MERGE_THEIRS, *v + 8);
	if (!d->seen[MERGE_THEIRS])
		try_rebase(d);
	for (guint i = 0; i < G_N_ELEMENTS(names) && !d->seen[MERGE_THEIRS]; i++)
		try_tip(d, MERGE_THEIRS, names[i]);
	if (!oid_is_zero(&d->tips[MERGE_OURS]) && !oid_is_zero(&d->tips[MERGE_THEIRS]))
		d->bases = store_merge_bases(d->head->repo->store, &d->tips[MERGE_OURS], &d->tips[MERGE_THEIRS], NULL);
}

static void
origin(enum merge_side side, const struct matter *matter, void *data, struct origin *out)
{
	struct driving *d = data;
	const struct oid *parted = d->bases && d->bases->len ? &g_array_index(d->bases, struct oid, 0) : NULL;

	if (!oid_is_zero(&d->tips[side]))
		origin_find(d->head->repo->store, d->head->kinds, &d->tips[side], parted, d->path, matter, out, NULL);
}

/* --- merging --- */

static struct record *
read_side(const struct driving *d, enum merge_side side, GError **err)
{
	static const char *const whose[] = {"what was before", "ours", "theirs"};
	struct record *record = record_parse(d->head->kinds, d->path, d->texts[side], strlen(d->texts[side]), err);

	if (!record)
		g_prefix_error(err, "%s does not read: ", whose[side]);
	return record;
}

/*
 * Git takes a record that goes for one that comes when they are alike, and gives the one's past as the other's. A side
 * that never had the record cannot have changed it.
 */
static gboolean
is_renamed(const struct driving *d, GError **err)
{
	gboolean ours = !d->seen[MERGE_OURS] || d->has[MERGE_OURS], theirs = !d->seen[MERGE_THEIRS] || d->has[MERGE_THEIRS];

	if (!*d->texts[MERGE_BASE] || (ours && theirs))
		return FALSE;
	error_set(err, ERR_CONFLICT, "git takes another record that went for this one");
	error_hint(err, "take the merge back and merge with: git merge -s recursive -X no-renames");
	return TRUE;
}

/*
 * Of histories that have crossed git merges first what they have crossed at, see join.h: there the record that HEAD holds by
 * now is what was before. NULL: it is no such merge, or HEAD holds neither.
 */
static const char *
choose_drawn(const struct driving *d, const struct record *base, const struct record *ours, const struct record *theirs)
{
	gboolean inner = collision_apart(base, ours, theirs) && d->seen[MERGE_OURS] && d->seen[MERGE_THEIRS] &&
			 (oid_is_zero(&d->tips[MERGE_OURS]) || oid_is_zero(&d->tips[MERGE_THEIRS]));
	AUTO(record) held = inner ? snapshot_record(d->head, ours->kind, ours->id, NULL) : NULL;

	return !held			      ? NULL
	       : collision_none(ours, held)   ? d->texts[MERGE_OURS]
	       : collision_none(theirs, held) ? d->texts[MERGE_THEIRS]
					      : NULL;
}

/* Only who shares can give one of them another id, with all that means it. */
static gboolean
is_drawn_twice(const struct record *base, const struct record *ours, const struct record *theirs, GError **err)
{
	if (!collision_apart(base, ours, theirs))
		return FALSE;
	error_set(err, ERR_CONFLICT, "the two sides have another record each with this id");
	error_hint(err, "take the merge back and bring the two together with: sx sync");
	return TRUE;
}

static char *
merge_records(struct driving *d, GPtrArray *arisen, GError **err)
{
	AUTO(record) base = *d->texts[MERGE_BASE] ? read_side(d, MERGE_BASE, NULL) : NULL;
	AUTO(record) ours = read_side(d, MERGE_OURS, err);
	AUTO(record) theirs = ours ? read_side(d, MERGE_THEIRS, err) : NULL;
	AUTO(record) moved = NULL;
	struct merge merge = {{base, ours, theirs}, origin, d};
	const char *before;

	if (!theirs)
		return NULL;
	find_tips(d);
	before = choose_drawn(d, base, ours, theirs);
	if (before)
		return g_strdup(before);
	if (is_renamed(d, err) || is_drawn_twice(base, ours, theirs, err))
		return NULL;
	if (d->bases)
		moved = collision_before(d->head->repo->store, d->bases, base, ours, theirs, d->head->kinds, NULL);
	if (moved)
		merge.sides[MERGE_BASE] = moved;
	return merge_record(&merge, arisen, err);
}

static void
tell(struct session *s, const struct driving *d, const GPtrArray *arisen)
{
	struct json *j = s->format == FORMAT_JSON ? session_json(s, NULL) : NULL;

	if (j) {
		json_open(j, '{');
		json_key(j, "path");
		json_text(j, d->path);
		json_key(j, "conflicts");
		json_open(j, '[');
	}
	for (guint i = 0; i < arisen->len; i++) {
		if (j)
			json_text(j, arisen->pdata[i]);
		session_say(s, "%s: %s waits for a decision: sx conflicts", d->path, (char *)arisen->pdata[i]);
	}
	if (j) {
		json_close(j, ']');
		json_close(j, '}');
		session_json_done(s);
	}
}

static int
merge(struct session *s, struct driving *d, const char *out, GError **err)
{
	g_autoptr(GPtrArray) arisen = g_ptr_array_new_with_free_func(g_free);
	gboolean record = kind_of_path(d->head->kinds, d->path) != NULL, clean = TRUE;
	g_autofree char *text =
		record ? merge_records(d, arisen, err)
		       : store_merge_text(d->texts[MERGE_BASE], d->texts[MERGE_OURS], d->texts[MERGE_THEIRS], &clean, err);

	if (!text || !write_text(out, text, err))
		return -1;
	tell(s, d, arisen);
	return clean ? 0 : 1;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct repo *repo = session_repo(s, err);
	AUTO(snapshot) head = repo ? snapshot_head(repo, err) : NULL;
	struct driving d = {.head = head};
	int status = -1;

	if (!head)
		return -1;
	if (argc != 4) {
		error_set(err, ERR_USAGE, "merge-driver takes three files and the path they are of");
		error_hint(err, "git runs it; 'sx doctor' says whether this clone is set up for it");
		return -1;
	}
	d.path = argv[3];
	if (read_text(argv[0], &d.texts[MERGE_BASE], err) && read_text(argv[1], &d.texts[MERGE_OURS], err) &&
		read_text(argv[2], &d.texts[MERGE_THEIRS], err))
		status = merge(s, &d, argv[1], err);
	if (status < 0)
		error_at(err, d.path, 0, 0);
	g_clear_pointer(&d.bases, g_array_unref);
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		g_free(d.texts[side]);
	return status;
}

const struct command cmd_merge_driver = {"BASE OURS THEIRS PATH", options, run, "file"};
