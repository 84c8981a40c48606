/* sx KIND sign: sign again what has changed since it was signed. */
#include "command.h"
#include "edit.h"
#include "esign.h"
#include "world.h"
#include "write.h"
#include <string.h>

static struct {
	char *reason, *seen;
} opt;
static const struct option options[] = {{"message", 'm', OPTION_TEXT, &opt.reason, "REASON", "why, kept with the record"},
	{"seen", 0, OPTION_TEXT, &opt.seen, "DIGEST", "sign only the content whose digest begins so"}, {0}};

/* The signature to be given again: one's own before those of others. NULL, no error, when there is none. */
static const struct node *
find(const struct record *record, const char *actor, struct world *world, guint *waiting, GError **err)
{
	g_autoptr(GPtrArray) all = signatures_of(record, world, FALSE);
	const struct node *found = NULL;

	if (!all)
		g_propagate_error(err, g_steal_pointer(&world->failure));
	for (guint i = 0; all && i < all->len; i++) {
		const struct signature *one = all->pdata[i];
		gboolean own = !g_strcmp0(node_text(one->entry, "by"), actor);

		if (one->state != SIGNATURE_STALE)
			continue;
		(*waiting)++;
		if (!found || (own && g_strcmp0(node_text(found, "by"), actor)))
			found = one->entry;
	}
	return found;
}

static gboolean
add_note(struct change *change, const struct record *record, GError **err)
{
	AUTO(builder) b = builder_new();
	AUTO(edit) e = edit_new(record->doc, kind_order(record->kind));
	struct act act = change_act(change, record->kind, record->doc->root, opt.reason);
	g_autofree char *text = NULL;

	edit_append(e, step_notes(record->kind), step_entry(b, &act, SIGNATURE_AGAIN, opt.reason, NULL, NULL));
	text = edit_finish(e, err);
	return text && change_put(change, record->path, text, strlen(text), err);
}

static gboolean
nothing(const struct record *record, gboolean applies, GError **err)
{
	error_set(err, ERR_REFUSED, applies ? "%s %s has no signature that is to be given again" : "%s %s is not signed here",
		record->kind->name, record->id);
	error_rule(err, SIGNATURE_RULE);
	error_hint(err,
		applies ? "steps are signed when they are taken" : "'signatures' of .sx/config.yaml names the kinds that are");
	return FALSE;
}

static gboolean
sign_again(struct session *s, struct change *change, const struct record *record, guint *waiting, GError **err)
{
	struct index *index = change_index(change, err);
	AUTO(world) world = index ? world_new(index, change->base->kinds, NULL) : NULL;
	gboolean applies = world && signature_applies(record, world);
	const struct node *stale = applies ? find(record, change->actor, world, waiting, err) : NULL;
	const struct verb *verb = stale ? kind_verb(record->kind, node_text(stale, "did")) : NULL;

	if (!world || *err)
		return FALSE;
	if (!verb || !verb->sign)
		return nothing(record, applies, err);
	return add_note(change, record, err) &&
	       esign_add(s, change, record->kind, record->id, verb, stale, opt.seen, opt.reason, err);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct write write = {.kind = s->kind, .ids = ids, .did = "signed again", .reason = opt.reason};
	AUTO(record) record = NULL;
	struct change *change;
	guint waiting = 0;

	if (argc != 1)
		return error_set(err, ERR_USAGE, "one %s is signed at a time: which?", s->kind->name);
	change = session_change(s, err);
	if (!change || !write_find(s, s->kind, 1, argv, ids, err))
		return ERR_NOT_FOUND;
	record = change_record(change, s->kind, ids->pdata[0], err);
	if (!record || !sign_again(s, change, record, &waiting, err) || !write_finish(s, change, &write, err))
		return ERR_REFUSED;
	if (waiting > 1)
		session_say(s, "%u more of its signatures are to be given again", waiting - 1);
	return 0;
}

const struct command cmd_kind_sign = {"ID", options, run, "id"};
