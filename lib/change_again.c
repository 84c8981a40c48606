/* Changes that are commits already, to be judged once more. */
#include "change_private.h"

struct change *
change_again(struct repo *repo, struct snapshot *base, const char *actor, gint64 now)
{
	struct change *change = g_new0(struct change, 1);
	struct change_own *own = change->own = g_new0(struct change_own, 1);

	change->repo = repo;
	change->base = base;
	change->actor = g_strdup(actor);
	change->now = now;
	own->lock = -1;
	own->edits = own->candidate = own->lent = TRUE;
	own->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)change_file_free);
	return change;
}

void
change_becomes(struct change *change, const struct oid *tree)
{
	change->own->becomes = *tree;
}

void
change_lend_index(struct change *change, struct index *index)
{
	change->own->index = index;
	change->own->lent_index = index != NULL;
}

gboolean
change_put_again(struct change *change, const char *path, const struct oid *old, const struct oid *blob, GError **err)
{
	struct change_file *file = change_file_new(path);

	file->base = *old;
	file->oid = *blob;
	if (!oid_is_zero(blob) && !(file->bytes = store_blob(change->repo->store, blob, err))) {
		change_file_free(file);
		return FALSE;
	}
	change_hold(change, file);
	change_touched(change, file);
	return TRUE;
}

gboolean
change_judge_again(struct change *change, const struct change_message *message, GPtrArray *problems, GError **err)
{
	gboolean ok;

	change->own->found = problems;
	ok = change_judge(change, message, err);
	change->own->found = NULL;
	return ok;
}
