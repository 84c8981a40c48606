/* A whole history judged, and what was found remembered. */
#include "verify.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FORMAT "sx-verified 4"
#define DIGEST 64
#define COLUMNS 7 /* of a remembered violation */

/* --- what is remembered --- */

/* What the judge is, and the hubs whose word he has: the answers of another are not his own. */
static char *
judge_name(const struct receipts *receipts, const char *branch, GError **err)
{
	AUTO(kinds) kinds = kinds_new();
	g_autoptr(GString) name = g_string_new(FORMAT " " SX_VERSION " ");

	if (!kinds_add_builtin(kinds, err) || !kinds_seal(kinds, err))
		return NULL;
	g_string_append(name, kinds_digest(kinds));
	for (guint i = 0; i < receipts->list->len; i++) {
		const struct receipt *receipt = receipts->list->pdata[i];

		if (receipt->number == 1)
			g_string_append_printf(name, " %s", receipt->digest);
	}
	if (receipts->list->len)
		g_string_append_printf(name, " %s", branch ? branch : "-");
	return g_string_free(g_steal_pointer(&name), FALSE);
}

static char *
file_of(const struct verify *v)
{
	return g_build_filename(store_common_dir(v->repo->store), "sx", "verified", NULL);
}

static char *
unescape(const char *text)
{
	return *text ? g_strcompress(text) : NULL;
}

static struct violation *
read_violation(const char *line)
{
	g_auto(GStrv) cells = g_strsplit(line, "\t", -1);
	g_autofree char *path = NULL, *id = NULL, *message = NULL, *honest = NULL;
	struct violation *violation;
	struct oid commit;

	if (g_strv_length(cells) != COLUMNS || strlen(cells[0]) != 40 || !oid_parse(cells[0], &commit))
		return NULL;
	path = unescape(cells[3]);
	id = unescape(cells[4]);
	message = unescape(cells[5]);
	honest = unescape(cells[6]);
	violation = violation_new(&commit, path, id, cells[2], message, honest);
	violation->grave = *cells[1] == 'g';
	return violation;
}

/* "COMMIT N": where it ended, and how many before were signed as nobody verifies here. */
static gboolean
read_place(struct verify *v, const char *line, struct oid *at)
{
	guint64 n;

	if (strlen(line) < 42 || line[40] != ' ' || !g_ascii_string_to_unsigned(line + 41, 10, 0, G_MAXUINT, &n, NULL))
		return FALSE;
	g_autofree char *hex = g_strndup(line, 40);
	v->unverifiable = (guint)n;
	return oid_parse(hex, at);
}

/* Cuts off the last line, which is the digest of what was written before it. FALSE: that it is not. */
static gboolean
is_whole(char *text)
{
	gsize length = strlen(text), rest = DIGEST + 1;
	g_autofree char *sum = NULL;

	if (length < rest || text[length - 1] != '\n')
		return FALSE;
	text[length - 1] = '\0';
	sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, (gssize)(length - rest));
	if (!g_str_equal(sum, text + length - rest))
		return FALSE;
	text[length - rest] = '\0';
	return TRUE;
}

/* FALSE: nothing that holds for this history. */
static gboolean
recall(struct verify *v, const char *judge, struct oid *at, GPtrArray *violations)
{
	g_autofree char *file = file_of(v), *text = NULL;
	g_auto(GStrv) lines = NULL;
	guint n;
	gboolean within;

	if (v->full || !g_file_get_contents(file, &text, NULL, NULL) || !is_whole(text))
		return FALSE;
	lines = g_strsplit(text, "\n", -1);
	n = g_strv_length(lines);
	if (n < 3 || strcmp(lines[0], judge) || !read_place(v, lines[1], at) || *lines[n - 1] ||
		!store_has_commit(v->repo->store, at) || !store_is_ancestor(v->repo->store, at, &v->tip, &within, NULL) ||
		!within)
		return FALSE;
	for (guint i = 2; i < n - 1; i++) {
		struct violation *violation = read_violation(lines[i]);

		if (!violation)
			return FALSE;
		g_ptr_array_add(violations, violation);
	}
	return TRUE;
}

static void
add_cell(GString *out, const char *text, char after)
{
	g_autofree char *escaped = text ? g_strescape(text, NULL) : NULL;

	g_string_append_printf(out, "%s%c", escaped ? escaped : "", after);
}

/* Where nothing can be written all is judged again the next time. */
static void
remember(const struct verify *v, const char *judge)
{
	g_autofree char *file = file_of(v), *folder = g_path_get_dirname(file);
	g_autoptr(GString) out = g_string_new(judge);
	g_autofree char *sum = NULL;
	char hex[OID_HEX];

	oid_hex(&v->tip, hex);
	g_string_append_printf(out, "\n%s %u\n", hex, v->unverifiable);
	for (guint i = 0; i < v->violations->len; i++) {
		const struct violation *violation = v->violations->pdata[i];

		if (violation->passing)
			return;
		oid_hex(&violation->commit, hex);
		g_string_append_printf(out, "%s\t%c\t%s\t", hex, violation->grave ? 'g' : '-', violation->rule);
		add_cell(out, violation->path, '\t');
		add_cell(out, violation->id, '\t');
		add_cell(out, violation->message, '\t');
		add_cell(out, violation->honest, '\n');
	}
	sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, out->str, (gssize)out->len);
	g_string_append_printf(out, "%s\n", sum);
	g_mkdir(folder, 0777);
	g_file_set_contents(file, out->str, (gssize)out->len, NULL);
}

/* --- the run --- */

static gboolean
unverifiable(GError **err, const char *hint, const char *why)
{
	error_set(err, ERR_INTEGRITY, "%s, so that the history cannot be verified", why);
	error_rule(err, "unverifiable");
	error_hint(err, "%s", hint);
	return FALSE;
}

/* What git shows is to be what is judged. */
static gboolean
may_verify(const struct verify *v, GError **err)
{
	struct store *store = v->repo->store;
	g_autofree char *grafts = g_build_filename(store_common_dir(store), "info", "grafts", NULL);

	if (store_is_shallow(store))
		return unverifiable(err, "run: git fetch --unshallow", "this is a shallow clone: its history is cut off");
	if (store_has_ref(store, "refs/replace/?*"))
		return unverifiable(err, "see git-replace(1) for how to list and remove them",
			"git shows other objects in place of some here");
	if (access(grafts, F_OK) == 0)
		return unverifiable(
			err, "see gitrepository-layout(5) of info/grafts", "git shows other parents of some commits here");
	return TRUE;
}

/* branch: HEAD's; caller frees. */
static gboolean
find_tip(struct verify *v, char **branch, GError **err)
{
	struct head head = {0};
	day asked;

	if (!store_head(v->repo->store, &head, err))
		return FALSE;
	v->tip = head.commit;
	*branch = g_steal_pointer(&head.branch);
	head_clear(&head);
	if (v->rev)
		return repo_commit_at(v->repo, v->rev, &v->tip, &asked, err);
	return !oid_is_zero(&v->tip) || error_set(err, ERR_NOT_FOUND, "there is no commit yet, and nothing to verify");
}

static gboolean
run(struct verify *v, GError **err)
{
	g_autofree char *judge = NULL, *branch = NULL, *hub = NULL;
	struct oid at;
	AUTO(receipts) receipts = receipts_load(v->repo->store, err);
	struct replay replay = {.repo = v->repo, .now = v->now, .receipts = receipts, .progress = v->progress, .data = v->data};
	gboolean ok;

	v->violations = g_ptr_array_new_with_free_func((GDestroyNotify)violation_free);
	if (!receipts || !may_verify(v, err) || !find_tip(v, &branch, err))
		return FALSE;
	hub = store_has_ref(v->repo->store, RECEIPTS_REF) ? g_strdup(branch) : receipts_branch(receipts, branch);
	judge = judge_name(receipts, hub, err);
	if (!judge)
		return FALSE;
	store_hash_all();
	v->gone_on = recall(v, judge, &at, v->violations);
	if (!v->gone_on) {
		g_ptr_array_set_size(v->violations, 0);
		v->unverifiable = 0;
	}
	replay.tip = v->tip;
	replay.branch = hub;
	replay.known = &at;
	replay.n_known = v->gone_on ? 1 : 0;
	ok = replay_run(&replay, err);
	v->commits = replay.commits;
	v->unverifiable += replay.unverifiable;
	v->unplaced = replay.unplaced;
	if (replay.violations)
		g_ptr_array_extend_and_steal(v->violations, g_steal_pointer(&replay.violations));
	/* A receipt that is still to come can tell more of it. */
	if (ok && !v->rev && !v->unplaced && (!receipts->list->len || receipts_know(receipts, &v->tip)))
		remember(v, judge);
	return ok;
}

/* What cannot be read is what was to be found out. */
gboolean
verify_run(struct verify *v, GError **err)
{
	GError *failure = NULL;

	if (run(v, &failure))
		return TRUE;
	if (error_status(failure) == ERR_IO) {
		const struct error_more *more = error_more(failure);

		error_set(err, ERR_INTEGRITY, "%s", failure->message);
		error_rule(err, "object");
		error_hint(err, "%s", more->hint ? more->hint : "the repository is damaged; take it from another clone");
		g_error_free(failure);
	} else {
		g_propagate_error(err, failure);
	}
	return FALSE;
}

void
verify_clear(struct verify *v)
{
	g_clear_pointer(&v->violations, g_ptr_array_unref);
}
