/* Finding out which repositories of a fleet are there, and which of them are the same. */
#include <string.h>
#include <sys/stat.h>

#include "change.h"
#include "fleet.h"

#define ROOT_FILE "sx/root"

/*
 * When it last got changes: sx notes it for the copies it keeps; git writes down what it fetched, and nothing when it failed; a
 * copy that was never fetched again is as old as what was put in it first.
 */
static gint64
last_fetch(const struct repo *repo)
{
	static const char *const files[] = {FLEET_FETCHED, "FETCH_HEAD", "description"};
	g_autofree char *remote = store_config(repo->store, "remote.origin.url");
	struct stat st;

	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_strconcat(store_common_dir(repo->store), files[i], NULL);

		if (stat(path, &st) == 0 && st.st_size > 0 && (i < 2 || remote))
			return st.st_mtim.tv_sec;
	}
	return 0;
}

struct descent {
	struct oid at, known, root; /* root: of known */
	gboolean done;
};

static gboolean
go_down(const struct commit_info *commit, void *data, GError **err)
{
	struct descent *d = data;

	d->done = !commit->n_parents;
	if (d->done)
		d->root = commit->oid;
	else
		d->at = commit->parents[0];
	return TRUE;
}

/* The file says "HEAD ROOT": of which commit the first one was looked for, and which it is. */
static void
read_known(const char *path, struct descent *d)
{
	g_autofree char *text = NULL;
	gsize length;

	if (!g_file_get_contents(path, &text, &length, NULL) || length != 2 * OID_HEX)
		return;
	text[OID_HEX - 1] = text[2 * OID_HEX - 1] = '\0';
	if (!oid_parse(text, &d->known) || !oid_parse(text + OID_HEX, &d->root))
		d->known = (struct oid){0};
}

/*
 * The commit that the history began with: what makes two clones the same repository. It takes a walk of the whole
 * history, so it is kept, and only what came since is walked.
 */
static gboolean
find_root(struct plant *plant, GError **err)
{
	g_autofree char *path = g_strconcat(store_common_dir(plant->repo->store), ROOT_FILE, NULL);
	char line[2 * OID_HEX + 1];
	struct descent d = {.at = plant->head};

	read_known(path, &d);
	while (!d.done && (oid_is_zero(&d.known) || !oid_equal(&d.at, &d.known)))
		if (!store_commit_read(plant->repo->store, &d.at, go_down, &d, err))
			return FALSE;
	plant->root = d.root;
	if (oid_equal(&d.known, &plant->head))
		return TRUE;
	oid_hex(&plant->head, line);
	line[OID_HEX - 1] = ' ';
	oid_hex(&d.root, line + OID_HEX);
	line[2 * OID_HEX - 1] = '\n';
	line[2 * OID_HEX] = '\0';
	g_file_set_contents_full(path, line, 2 * OID_HEX, G_FILE_SET_CONTENTS_CONSISTENT, 0666, NULL);
	return TRUE;
}

/* A folder named by mistake would answer with nothing, as a plant without records does. */
static gboolean
note_strange(struct plant *plant, GError **err)
{
	const struct snapshot *s = plant->snapshot;
	gboolean found = FALSE;
	struct oid oid;
	unsigned mode;

	if (oid_is_zero(&s->commit))
		plant_note(plant, g_strdup("nothing is committed there yet"));
	else if (!store_lookup(plant->repo->store, &s->tree, ".sx", &found, &oid, &mode, err))
		return FALSE;
	else if (!found)
		plant_note(plant, g_strdup("there is no '.sx' in it: is it a repository of sx?"));
	return TRUE;
}

static gboolean
open_one(struct plant *plant, void *data, GError **err)
{
	const struct fleet *fleet = data;
	/* a work tree is found by its path, too; looking above it, or at what the environment names, would find another */
	const struct repo_where where = {.git_dir = plant->path, .today = fleet->today, .shelf = fleet->shelf};
	struct head head = {0};

	plant->repo = repo_open(&where, err);
	if (!plant->repo || (!fleet->at && !change_recover(plant->repo, err)) || !store_head(plant->repo->store, &head, err))
		return FALSE;
	plant->head = head.commit;
	head_clear(&head);
	plant->snapshot = snapshot_open(plant->repo, fleet->at, err);
	if (!plant->snapshot || !note_strange(plant, err))
		return FALSE;
	plant->fetched = last_fetch(plant->repo);
	if (plant->snapshot->site)
		plant->site = plant->snapshot->site;
	return oid_is_zero(&plant->head) || find_root(plant, err);
}

/* Does b have all that a has, and more? */
static gboolean
is_ahead(const struct plant *b, const struct plant *a)
{
	gboolean ahead = FALSE;
	struct oid tree;

	return !oid_equal(&a->head, &b->head) && store_commit_tree(b->repo->store, &a->head, &tree, NULL) &&
	       store_is_ancestor(b->repo->store, &a->head, &b->head, &ahead, NULL) && ahead;
}

static gboolean
is_same(const struct plant *a, const struct plant *b)
{
	if (!strcmp(store_common_dir(a->repo->store), store_common_dir(b->repo->store)))
		return TRUE;
	return !oid_is_zero(&a->root) && oid_equal(&a->root, &b->root);
}

/* Of two copies the one that has more counts, else the first. */
static void
settle_pair(struct plant *a, struct plant *b)
{
	gboolean second = is_ahead(b, a), first = second || oid_equal(&a->head, &b->head) || is_ahead(a, b);
	struct plant *out = second ? a : b, *stays = second ? b : a;
	g_autofree char *why = g_strdup_printf("it is the same repository as %s, which counts%s", stays->name,
		first ? "" : "; each has changes that the other lacks, and a sync of both would bring them in");

	plant_fail(out, PLANT_SAME, why);
}

static void
find_same(struct fleet *fleet)
{
	for (guint i = 0; i < fleet->plants->len; i++) {
		struct plant *b = fleet->plants->pdata[i];

		for (guint k = 0; k < i && b->state == PLANT_OK; k++) {
			struct plant *a = fleet->plants->pdata[k];

			if (a->state == PLANT_OK && is_same(a, b))
				settle_pair(a, b);
		}
	}
}

void
fleet_open(struct fleet *fleet)
{
	struct plant *plant;

	fleet_ask(fleet, open_one, fleet);
	for (guint i = 0; (plant = fleet_next(fleet, &i));) {
		gboolean absent = plant->error && error_status(plant->error) == ERR_NOT_FOUND && (!plant->repo || fleet->at);

		if (plant->error)
			plant_fail(plant, absent ? PLANT_MISSING : PLANT_UNREADABLE, plant->error->message);
	}
	find_same(fleet);
}
