/* Writing a pack: each file goes through audit_pack_put(), which remembers its digest. */
#include "audit_pack_private.h"
#include "program.h"
#include "signature.h"
#include "story.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define EVIDENCE "evidence"

gboolean
audit_pack_put(struct packing *p, const char *name, const void *bytes, gsize length, GError **err)
{
	g_autofree char *path = g_build_filename(p->dir, name, NULL), *folder = g_path_get_dirname(path);
	g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
	g_autoptr(GError) failure = NULL;

	if (g_mkdir_with_parents(folder, 0755) < 0 || !g_file_set_contents(path, bytes, (gssize)length, &failure))
		return error_set(err, ERR_IO, "cannot write '%s': %s", path, failure ? failure->message : g_strerror(errno));
	g_string_append_printf(p->sums, "%s  %s\n", digest, name);
	return TRUE;
}

static gboolean
put_blob(struct packing *p, const char *name, const struct oid *oid, GError **err)
{
	g_autoptr(GBytes) bytes = store_blob(p->store, oid, err);
	gsize length = 0;
	const void *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;

	return bytes && audit_pack_put(p, name, data ? data : "", length, err);
}

static gboolean
is_free(const char *dir, GError **err)
{
	GDir *folder = g_dir_open(dir, 0, NULL);
	gboolean empty = folder && !g_dir_read_name(folder);

	if (folder)
		g_dir_close(folder);
	if (empty || (!folder && g_mkdir_with_parents(dir, 0755) == 0))
		return TRUE;
	error_set(err, ERR_REFUSED, "'%s' is no empty folder", dir);
	error_hint(err, "a pack is written into a new one");
	return FALSE;
}

static void
add_object(struct packing *p, const struct oid *oid)
{
	char hex[OID_HEX];

	oid_hex(oid, hex);
	g_string_append_printf(p->objects, "%s\n", hex);
}

/* A commit, the folders on the way to the record, and the record as it left it. */
static gboolean
add_revision(const struct oid *commit, gint64 claimed, const struct oid *blob, void *data, GError **err)
{
	struct packing *p = data;
	const char *path = p->record->path;
	g_autofree char *name = g_strdup_printf("revisions/%04u.yaml", ++p->n);
	struct oid tree, oid;
	gboolean found;
	char hex[OID_HEX];
	gint64 received;

	if (!store_commit_tree(p->store, commit, &tree, err))
		return FALSE;
	add_object(p, commit);
	add_object(p, &tree);
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		g_autofree char *folder = g_strndup(path, slash - path);

		if (!store_lookup(p->store, &tree, folder, &found, &oid, NULL, err))
			return FALSE;
		if (found)
			add_object(p, &oid);
	}
	add_object(p, blob);
	oid_hex(commit, hex);
	g_string_append_printf(p->commits, "%04u %s %s\n", p->n, hex, path);
	received = receipts_received(p->receipts, commit);
	if (received)
		g_hash_table_add(p->times, g_memdup2(&received, sizeof(received)));
	return put_blob(p, name, blob, err);
}

static gboolean
put_revisions(struct packing *p, GError **err)
{
	return entry_versions(p->index, p->record->path, add_revision, p, err) &&
	       audit_pack_put(p, "COMMITS", p->commits->str, p->commits->len, err);
}

static gboolean
put_objects(struct packing *p, GError **err)
{
	g_autofree char *base = g_build_filename(p->dir, "history", NULL), *out = NULL, *said = NULL;
	const char *argv[] = {"git", "--git-dir", store_common_dir(p->store), "pack-objects", "-q", base, NULL};
	g_autofree char *name = NULL, *path = NULL, *bytes = NULL;
	gsize length;

	if (!program_ask(argv, p->objects->str, p->objects->len, &out, &said))
		return error_set(err, ERR_REMOTE, "git cannot pack the history: %s", said);
	name = g_strdup_printf("history-%s.pack", g_strstrip(out));
	path = g_build_filename(p->dir, name, NULL);
	for (const char *const *end = (const char *const[]){"idx", "rev", NULL}; *end; end++) {
		g_autofree char *other = g_strdup_printf("%s-%s.%s", base, out, *end);

		g_unlink(other);
	}
	if (!g_file_get_contents(path, &bytes, &length, NULL))
		return error_set(err, ERR_IO, "cannot read '%s'", path);
	g_unlink(path);
	return audit_pack_put(p, name, bytes, length, err);
}

static gboolean
put_evidence(struct packing *p, GError **err)
{
	struct snapshot *snapshot = index_snapshot(p->index);
	const struct node *list = record_node(p->record, EVIDENCE);

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		const char *digest = node_text(list->items[i], "sha256"), *name = node_text(list->items[i], "name");
		const char *dot = name ? strrchr(name, '.') : NULL;
		g_autofree char *low = dot ? g_ascii_strdown(dot, -1) : g_strdup("");
		g_autofree char *from = digest ? g_strdup_printf("evidence/%.2s/%s%s", digest, digest, low) : NULL;
		g_autofree char *bare = digest ? g_strdup_printf("evidence/%.2s/%s.bin", digest, digest) : NULL;
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *to = NULL;

		if (!digest || strlen(digest) != 64 || strspn(digest, "0123456789abcdef") != 64 || strpbrk(low, "/\\\n"))
			return error_set(err, ERR_INVALID, "the record names evidence by what is no digest");
		bytes = snapshot_read(snapshot, from, err);
		if (!bytes && !*err)
			bytes = snapshot_read(snapshot, bare, err);
		if (!bytes)
			return *err ? FALSE : error_set(err, ERR_INTEGRITY, "the evidence '%s' is not there", from);
		to = g_strdup_printf("evidence/%s%s", digest, low);
		if (!audit_pack_put(p, to, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err))
			return FALSE;
	}
	return TRUE;
}

static gboolean
put_receipt(struct packing *p, const struct receipts *chain, const struct receipt *receipt, GError **err)
{
	g_autoptr(GBytes) text = NULL, signature = NULL;
	g_autofree char *name = g_strdup_printf("receipts/%06u.txt", receipt->number);
	g_autofree char *sig = g_strdup_printf("receipts/%06u.sig", receipt->number);

	return receipts_texts(chain, receipt->number, &text, &signature, err) &&
	       audit_pack_put(p, name, g_bytes_get_data(text, NULL), g_bytes_get_size(text), err) &&
	       audit_pack_put(p, sig, g_bytes_get_data(signature, NULL), g_bytes_get_size(signature), err);
}

/* What was refused may speak of other records: only those receipts that brought a revision. */
static gboolean
put_receipts(struct packing *p, GError **err)
{
	g_auto(GStrv) refs = store_refs(p->store, "refs/sx/hub/*/receipts", err);
	gboolean own = store_has_ref(p->store, RECEIPTS_REF);
	AUTO(receipts) chain = !refs ? NULL : receipts_read(p->store, own || !*refs ? RECEIPTS_REF : refs[0], err);

	if (!chain)
		return FALSE;
	if (g_hash_table_size(p->times) && chain->key &&
		!audit_pack_put(p, "receipts/hub.pub", chain->key, strlen(chain->key), err))
		return FALSE;
	for (guint i = 0; i < chain->list->len; i++) {
		const struct receipt *receipt = chain->list->pdata[i];

		if (receipt->result == RECEIPT_TAKEN && g_hash_table_contains(p->times, &receipt->received) &&
			!put_receipt(p, chain, receipt, err))
			return FALSE;
	}
	return TRUE;
}

/* "0003 asha approval approve 2026-06-02T11:00:00+05:30 2026-06-02T05:30:00Z COMMIT": who, as what, of which step, claimed, received. */
static void
add_signer(GString *out, guint n, const struct node *entry, const struct trail_arrival *arrival)
{
	static const char *const words[] = {"by", "meaning", "did", "at"};
	char hex[OID_HEX] = "-";

	g_string_append_printf(out, "%04u", n);
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *text = node_text(entry, words[i]);

		g_string_append_printf(out, " %s", text && *text && !strpbrk(text, " \t\n") ? text : "-");
	}
	if (arrival && !oid_is_zero(&arrival->commit))
		oid_hex(&arrival->commit, hex);
	g_string_append_printf(out, " %s %s\n", arrival && arrival->received ? arrival->received : "-", hex);
}

static gboolean
put_signature(struct packing *p, guint n, const struct node *entry, struct world *world, GError **err)
{
	g_autofree char *payload = signature_payload(&world->signing, p->record, entry),
			*signers = signature_signers(entry, world);
	const char *armoured = node_text(entry, "signature");
	const char *const texts[] = {payload, armoured ? armoured : "", signers};
	static const char *const ends[] = {"txt", "sig", "signers"};

	if (world->failure) {
		g_propagate_error(err, g_steal_pointer(&world->failure));
		return FALSE;
	}
	for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autofree char *name = g_strdup_printf("signatures/%04u.%s", n, ends[i]);

		if (!audit_pack_put(p, name, texts[i], strlen(texts[i]), err))
			return FALSE;
	}
	return TRUE;
}

static gboolean
put_signatures(struct packing *p, GError **err)
{
	const struct field *field = kind_field(p->record->kind, SIGNATURES);
	const struct node *list = field && field->list && field->fields ? record_node(p->record, SIGNATURES) : NULL;
	AUTO(trail) trail = NULL;
	g_autoptr(GArray) arrivals = NULL;
	g_autoptr(GString) signers = g_string_new(NULL);
	AUTO(world) world = NULL;

	if (!list || list->type != NODE_LIST)
		return TRUE;
	trail = trail_new(p->index, err);
	arrivals = trail ? trail_arrivals(trail, p->record, SIGNATURES, err) : NULL;
	if (!arrivals)
		return FALSE;
	world = world_new(p->index, index_snapshot(p->index)->kinds, NULL);
	for (guint i = 0; i < list->n; i++) {
		if (!put_signature(p, i + 1, list->items[i], world, err))
			return FALSE;
		add_signer(signers, i + 1, list->items[i],
			i < arrivals->len ? &g_array_index(arrivals, struct trail_arrival, i) : NULL);
	}
	return audit_pack_put(p, "signatures/SIGNERS", signers->str, signers->len, err) && audit_pack_keys(p, list, world, err);
}

static gboolean
put_page(struct packing *p, GError **err)
{
	const struct story story = {p->record, p->index, NULL, TRUE, calendar_now()};
	g_autofree char *title = g_strdup_printf("%s: %s", p->record->id, record_title(p->record));
	g_autoptr(GString) out = g_string_new(NULL);
	struct page *page = page_new(PAGE_HTML, title, out);
	gboolean ok = story_tell(&story, page, err);

	page_done(page);
	return ok && audit_pack_put(p, "index.html", out->str, out->len, err);
}

gboolean
audit_pack(struct index *index, const struct record *record, const char *dir, guint *n, GError **err)
{
	struct packing p = {.index = index, .store = index_snapshot(index)->repo->store, .record = record, .dir = dir};
	g_autofree char *sums = g_build_filename(dir, "SHA256SUMS", NULL);
	gboolean ok;

	p.sums = g_string_new(NULL);
	p.objects = g_string_new(NULL);
	p.commits = g_string_new(NULL);
	p.times = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	p.receipts = receipts_load(p.store, err);
	ok = p.receipts && is_free(dir, err) && put_revisions(&p, err) && put_objects(&p, err) && put_evidence(&p, err) &&
	     put_receipts(&p, err) && put_signatures(&p, err) && put_page(&p, err) &&
	     audit_pack_put(&p, "README", audit_pack_readme, strlen(audit_pack_readme), err);
	if (ok && !g_file_set_contents(sums, p.sums->str, (gssize)p.sums->len, NULL))
		ok = error_set(err, ERR_IO, "cannot write '%s'", sums);
	*n = p.n;
	g_string_free(p.sums, TRUE);
	g_string_free(p.objects, TRUE);
	g_string_free(p.commits, TRUE);
	g_hash_table_unref(p.times);
	receipts_free(p.receipts);
	return ok;
}
