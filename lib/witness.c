/* A clone as a witness of the hubs it shares with. */
#include "witness.h"
#include "text.h"
#include <string.h>

#define NOTES "sx/witness"

char *
witness_fetched(const char *remote)
{
	return g_strdup_printf("refs/sx/fetched/%s/receipts", remote);
}

/* What a clone remembers of a branch. Caller frees. */
static char *
ref_of_head(const char *remote, const char *branch)
{
	return g_strdup_printf("refs/sx/hub/%s/%s", remote, branch + strlen("refs/"));
}

/* What a branch was found to be without a receipt. Caller frees. */
static char *
ref_of_lack(const char *remote, const char *branch)
{
	return g_strdup_printf("refs/sx/hub/%s/unreceipted/%s", remote, branch + strlen("refs/heads/"));
}

gboolean
witness_expects(struct store *store, const char *remote)
{
	g_autofree char *ref = receipts_ref_of(remote);
	gboolean found;
	struct oid oid;

	return store_ref(store, ref, &found, &oid, NULL) && found;
}

gboolean
witness_knows(const struct witness *w)
{
	g_autofree char *ref = ref_of_head(w->remote, w->branch);
	gboolean found;
	struct oid oid;

	return witness_expects(w->store, w->remote) || (store_ref(w->store, ref, &found, &oid, NULL) && found);
}

void
witness_keep(const struct witness *w, const struct oid *commit)
{
	g_autofree char *ref = ref_of_head(w->remote, w->branch);

	if (witness_knows(w))
		store_ref_set(w->store, ref, commit, NULL);
}

void
witness_seen(const struct witness *w, struct oid *seen)
{
	g_autofree char *ref = ref_of_head(w->remote, w->branch);
	gboolean found;

	if (!store_ref(w->store, ref, &found, seen, NULL) || !found)
		*seen = (struct oid){{0}};
}

void
witness_forget(const struct witness *w, const struct oid *seen)
{
	g_autofree char *ref = ref_of_head(w->remote, w->branch);

	if (oid_is_zero(seen)) {
		store_ref_remove(w->store, ref, NULL);
	} else if (store_ref_set(w->store, ref, seen, NULL)) {
		store_ref_set(w->store, w->tracking, seen, NULL);
	}
}

/* --- what was found wrong --- */

static GKeyFile *
read_notes(const struct store *store, char **path)
{
	GKeyFile *notes = g_key_file_new();

	*path = g_build_filename(store_common_dir(store), NOTES, NULL);
	g_key_file_load_from_file(notes, *path, G_KEY_FILE_NONE, NULL);
	return notes;
}

/* says NULL: all is well. Where it cannot be written it is told now at least. */
static void
note(const struct witness *w, const char *says)
{
	g_autofree char *path = NULL, *folder = NULL;
	g_autoptr(GKeyFile) notes = read_notes(w->store, &path);

	if (says)
		g_key_file_set_string(notes, w->remote, "fault", says);
	else if (!g_key_file_remove_group(notes, w->remote, NULL))
		return;
	folder = g_path_get_dirname(path);
	g_mkdir_with_parents(folder, 0777);
	g_key_file_save_to_file(notes, path, NULL);
}

static void
set_error(const char *remote, const char *says, GError **err)
{
	error_set(err, ERR_INTEGRITY, "'%s' went back on what it had: %s", remote, says);
	error_rule(err, "hub");
	error_hint(err, "nothing was changed here; tell whoever looks after the hub: sx-hub(7) says how to bring it back");
}

gboolean
witness_object(const struct witness *w, const char *says, GError **err)
{
	g_autofree char *safe = text_safe(says, FALSE);

	note(w, safe);
	set_error(w->remote, safe, err);
	return FALSE;
}

/* --- looking --- */

struct look {
	const struct witness *w;
	struct oid head, kept, came,
		tip; /* head and receipts as remembered; receipts and head as they are there; zero for none */
	char *why;   /* what is wrong */
	gboolean soon;
};

static gboolean
read_ref(struct store *store, char *name, struct oid *out, GError **err)
{
	g_autofree char *own = name;
	gboolean found;

	return store_ref(store, own, &found, out, err);
}

static char *
named(const char *format, const struct oid *oid)
{
	char hex[OID_HEX];

	oid_hex(oid, hex);
	hex[10] = '\0';
	return g_strconcat(format, " ", hex, NULL);
}

/* An object that is not there is in no history. */
static gboolean
has(struct store *store, const struct oid *ancestor, const struct oid *tip)
{
	gboolean within = FALSE;

	return oid_equal(ancestor, tip) ||
	       (!oid_is_zero(tip) && store_is_ancestor(store, ancestor, tip, &within, NULL) && within);
}

static char *
lacks_head(const char *branch, const struct oid *head)
{
	g_autofree char *what =
		g_strdup_printf("%s is no descendant any more of what it was, the commit", branch + strlen("refs/heads/"));

	return named(what, head);
}

/* The receipts that came are those that are known, and more. */
static struct receipts *
read_more(struct look *l, GError **err)
{
	struct store *store = l->w->store;
	GError *failure = NULL;
	g_autoptr(GBytes) text = NULL, signature = NULL;
	AUTO(receipts) r = NULL;

	if (!oid_is_zero(&l->kept) && !has(store, &l->kept, &l->came)) {
		l->why = g_strdup("its receipts do not go on from those that it gave before");
		return NULL;
	}
	r = receipts_read_on(store, &l->kept, &l->came, &failure);
	if (r && r->list->len) {
		const struct receipt *last = r->list->pdata[r->list->len - 1];

		if (receipts_texts(r, last->number, &text, &signature, &failure))
			l->w->check(r->key, text, signature, &failure);
	}
	if (!failure)
		return g_steal_pointer(&r);
	if (error_status(failure) == ERR_INTEGRITY) {
		l->why = g_strdup(failure->message);
		g_error_free(failure);
	} else {
		g_propagate_error(err, failure);
	}
	return NULL;
}

/* Its branch has what its last receipt acknowledges. */
static gboolean
judge_branch(struct look *l, const struct receipts *r)
{
	const struct receipt *last = receipts_last(r, l->w->branch);

	if (!last || has(l->w->store, &last->new, &l->tip))
		return TRUE;
	l->soon = has(l->w->store, &l->tip, &last->new) || l->soon;
	l->why = named("it acknowledged, and does not have, the commit", &last->new);
	return FALSE;
}

static gboolean
judge(struct look *l, GError **err)
{
	struct store *store = l->w->store;
	AUTO(receipts) r = NULL;

	if (!oid_is_zero(&l->head) && !has(store, &l->head, &l->tip)) {
		l->why = lacks_head(l->w->branch, &l->head);
		return TRUE;
	}
	if (oid_is_zero(&l->came)) {
		if (!oid_is_zero(&l->kept))
			l->why = g_strdup("its receipts are gone");
		return TRUE;
	}
	if (oid_equal(&l->came, &l->kept))
		return TRUE;
	r = read_more(l, err);
	if (!r)
		return l->why != NULL;
	judge_branch(l, r);
	return TRUE;
}

static gboolean
remember(const struct look *l, GError **err)
{
	g_autofree char *head = ref_of_head(l->w->remote, l->w->branch), *receipts = receipts_ref_of(l->w->remote);

	if (oid_is_zero(&l->came))
		return TRUE;
	if (!oid_equal(&l->came, &l->kept) && !store_ref_set(l->w->store, receipts, &l->came, err))
		return FALSE;
	return oid_is_zero(&l->tip) || oid_equal(&l->tip, &l->head) || store_ref_set(l->w->store, head, &l->tip, err);
}

/* Is there a receipt of what a branch is, or was later, in a chain? */
static gboolean
is_covered(struct store *store, const struct oid *chain, const char *branch, const struct oid *tip)
{
	struct receipt *last = NULL;
	gboolean covered = oid_is_zero(chain) || !receipts_find_last(store, chain, branch, &last, NULL);

	covered = covered || (last && has(store, tip, &last->new));
	receipt_free(last);
	return covered;
}

/* What is no hub, or is not there, lacks nothing. */
static gboolean
lacks_receipt(const struct look *l)
{
	g_autofree char *ref = ref_of_lack(l->w->remote, l->w->branch);
	struct oid known;
	gboolean found;

	if (!store_ref(l->w->store, ref, &found, &known, NULL))
		return FALSE;
	if (oid_is_zero(&l->tip) || is_covered(l->w->store, &l->came, l->w->branch, &l->tip)) {
		if (found)
			store_ref_remove(l->w->store, ref, NULL);
		return FALSE;
	}
	return !found || !oid_equal(&known, &l->tip);
}

void
witness_lacks(const struct witness *w)
{
	g_autofree char *ref = ref_of_lack(w->remote, w->branch);
	struct oid tip;
	gboolean found;

	if (store_ref(w->store, w->tracking, &found, &tip, NULL) && found)
		store_ref_set(w->store, ref, &tip, NULL);
}

gboolean
witness_look(const struct witness *w, gboolean *soon, GError **err)
{
	struct look l = {.w = w};
	gboolean ok = read_ref(w->store, ref_of_head(w->remote, w->branch), &l.head, err) &&
		      read_ref(w->store, receipts_ref_of(w->remote), &l.kept, err) &&
		      read_ref(w->store, witness_fetched(w->remote), &l.came, err) &&
		      read_ref(w->store, g_strdup(w->tracking), &l.tip, err) && judge(&l, err);

	*soon = l.soon;
	if (ok && l.why)
		ok = witness_object(w, l.why, err);
	else if (ok && (ok = remember(&l, err)) && !oid_is_zero(&l.came)) {
		note(w, NULL);
		*soon = lacks_receipt(&l);
	}
	g_free(l.why);
	return ok;
}

/* --- telling --- */

struct telling {
	struct store *store;
	const char *remote;
	witness_found_fn found;
	void *data;
};

static void
tell(const struct telling *t, const struct oid *oid, gboolean grave, const char *says)
{
	g_autofree char *message = g_strdup_printf(grave ? "'%s' went back on what it had: %s" : "'%s': %s", t->remote, says);

	t->found(oid, message, grave, t->data);
}

/* A plain fetch follows whatever the other side has become. */
static gboolean
tell_heads(const struct telling *t, gboolean *told, GError **err)
{
	g_autofree char *glob = g_strdup_printf("refs/sx/hub/%s/heads/*", t->remote);
	g_auto(GStrv) refs = store_refs(t->store, glob, err);

	for (char **ref = refs; ref && *ref; ref++) {
		const char *name = *ref + strlen(glob) - 1;
		g_autofree char *branch = g_strconcat("refs/heads/", name, NULL), *why = NULL;
		g_autofree char *tracking = g_strdup_printf("refs/remotes/%s/%s", t->remote, name);
		struct oid head, tip;
		gboolean found;

		if (!store_ref(t->store, *ref, &found, &head, err) || !store_ref(t->store, tracking, &found, &tip, err))
			return FALSE;
		if (!found || has(t->store, &head, &tip))
			continue;
		why = lacks_head(branch, &head);
		tell(t, &head, TRUE, why);
		*told = TRUE;
	}
	return refs != NULL;
}

/* It is told as long as no receipt has come; what comes later goes on from it, and shows a gap. */
static gboolean
tell_lacks(const struct telling *t, const struct oid *chain, GError **err)
{
	g_autofree char *glob = g_strdup_printf("refs/sx/hub/%s/unreceipted/*", t->remote);
	g_auto(GStrv) refs = store_refs(t->store, glob, err);

	for (char **ref = refs; ref && *ref; ref++) {
		const char *name = *ref + strlen(glob) - 1;
		g_autofree char *branch = g_strconcat("refs/heads/", name, NULL), *says = NULL, *what = NULL;
		struct oid tip;
		gboolean found;

		if (!store_ref(t->store, *ref, &found, &tip, err))
			return FALSE;
		if (!found || is_covered(t->store, chain, branch, &tip))
			continue;
		what = g_strdup_printf("%s had no receipt when it was fetched, and was asked again, of the commit", name);
		says = named(what, &tip);
		tell(t, &tip, FALSE, says);
	}
	return refs != NULL;
}

struct counting {
	const struct telling *t;
	guint places;
	struct oid oid;
	gboolean broken;
};

static void
count_gap(const struct receipt *before, const struct receipt *after, void *data)
{
	struct counting *c = data;

	c->places++;
	c->oid = after->old;
	/* Of a branch that was never fetched nobody here can say what it goes on from. */
	c->broken = c->broken || (store_has_commit(c->t->store, &after->old) && !has(c->t->store, &before->new, &after->old));
}

static gboolean
tell_receipts(const struct telling *t, witness_check_fn check, GError **err)
{
	g_autofree char *ref = receipts_ref_of(t->remote);
	GError *failure = NULL;
	AUTO(receipts) r = receipts_read(t->store, ref, &failure);
	g_autoptr(GBytes) text = NULL, signature = NULL;
	struct counting c = {.t = t};
	g_autofree char *says = NULL;
	struct oid none = {{0}};

	if (r && r->list->len && receipts_texts(r, r->list->len, &text, &signature, &failure))
		check(r->key, text, signature, &failure);
	if (failure && error_status(failure) != ERR_INTEGRITY) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	if (failure) {
		tell(t, r ? &r->tip : &none, TRUE, failure->message);
		g_error_free(failure);
		return TRUE;
	}
	receipts_gaps(r, count_gap, &c);
	if (!c.places)
		return TRUE;
	says = g_strdup_printf("a branch went on without a receipt in %u place%s%s", c.places, c.places == 1 ? "" : "s",
		c.broken ? ", and not from what was acknowledged" : "");
	tell(t, &c.oid, c.broken, says);
	return TRUE;
}

gboolean
witness_report(struct store *store, witness_check_fn check, witness_found_fn found, void *data, GError **err)
{
	g_autofree char *path = NULL;
	g_autoptr(GKeyFile) notes = read_notes(store, &path);
	g_auto(GStrv) remotes = store_remotes(store, err);

	for (char **name = remotes; name && *name; name++) {
		struct telling t = {store, *name, found, data};
		g_autofree char *fault = g_key_file_get_string(notes, *name, "fault", NULL);
		gboolean told = FALSE;
		struct oid kept;

		if (!fault && !witness_expects(store, *name))
			continue;
		if (!read_ref(store, receipts_ref_of(*name), &kept, err) || !tell_heads(&t, &told, err) ||
			!tell_lacks(&t, &kept, err) || (check && !tell_receipts(&t, check, err)))
			return FALSE;
		if (fault && !told)
			tell(&t, &kept, TRUE, fault);
	}
	return remotes != NULL;
}

static gboolean
count_unseen(struct store *store, const char *remote, guint *n, GError **err)
{
	g_autofree char *glob = g_strdup_printf("refs/remotes/%s/*", remote),
			*head = g_strdup_printf("refs/remotes/%s/HEAD", remote);
	g_auto(GStrv) refs = store_refs(store, glob, err);

	for (char **ref = refs; ref && *ref; ref++) {
		g_autofree char *kept = g_strdup_printf("refs/sx/hub/%s/heads/%s", remote, *ref + strlen(glob) - 1);
		struct oid tip, seen;
		gboolean is_tip, is_seen;

		if (!store_ref(store, *ref, &is_tip, &tip, err) || !store_ref(store, kept, &is_seen, &seen, err))
			return FALSE;
		*n += is_tip && !g_str_equal(*ref, head) && !(is_seen && oid_equal(&tip, &seen));
	}
	return refs != NULL;
}

gboolean
witness_unseen(struct store *store, guint *n, gboolean *clone, GError **err)
{
	static const char start[] = "refs/sx/hub/", end[] = "/receipts";
	g_auto(GStrv) refs = store_refs(store, "refs/sx/hub/*/receipts", err);

	*n = 0;
	*clone = refs && *refs;
	for (char **ref = refs; ref && *ref; ref++) {
		g_autofree char *remote = g_strndup(*ref + strlen(start), strlen(*ref) - strlen(start) - strlen(end));

		if (!count_unseen(store, remote, n, err))
			return FALSE;
	}
	return refs != NULL;
}
