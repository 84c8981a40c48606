/* What a sync says at its end. */
#include "sync_print.h"

#define SHOWN 10 /* lines of each list; JSON has all */

static char *
name_of(const struct sync_item *item)
{
	return item->id ? g_strdup_printf("%s %s", item->kind, item->id) : g_strdup(item->path);
}

static void
say_more(struct session *s, guint n)
{
	if (n > SHOWN)
		session_say(s, "  ... and %u more", n - SHOWN);
}

static void
say_list(struct session *s, const GPtrArray *items)
{
	for (guint i = 0; i < MIN(items->len, SHOWN); i++) {
		const struct sync_item *item = items->pdata[i];
		g_autofree char *name = name_of(item);

		session_say(s, "  %c %s", item->change, name);
	}
	say_more(s, items->len);
}

static const char *
plural(guint n)
{
	return n == 1 ? "" : "s";
}

static void
say_part(struct session *s, const char *what, guint commits, const GPtrArray *items)
{
	if (!commits && !items->len)
		return;
	session_say(s, "%s: %u commit%s, %u file%s", what, commits, plural(commits), items->len, plural(items->len));
	say_list(s, items);
}

/* Those in which something waits come first. */
static void
say_merged(struct session *s, const GPtrArray *items)
{
	guint shown = 0;

	if (items->len)
		session_say(s, "merged: %u file%s that both sides had changed", items->len, plural(items->len));
	for (int waits = 1; waits >= 0; waits--)
		for (guint i = 0; i < items->len && shown < SHOWN; i++) {
			const struct sync_item *item = items->pdata[i];
			g_autofree char *name = name_of(item), *what = NULL;

			if ((item->conflicts != NULL) != waits)
				continue;
			shown++;
			if (item->conflicts) {
				g_autoptr(GPtrArray) words = g_ptr_array_copy(item->conflicts, NULL, NULL);

				g_ptr_array_set_free_func(words, NULL);
				g_ptr_array_add(words, NULL);
				what = g_strjoinv(", ", (char **)words->pdata);
			}
			session_say(
				s, "  %s%s%s%s", name, what ? ": " : "", what ? what : "", what ? " waits for a decision" : "");
		}
	say_more(s, items->len);
}

static void
say_kept(struct session *s, const GPtrArray *items)
{
	for (guint i = 0; i < items->len; i++) {
		const struct sync_item *item = items->pdata[i];
		g_autofree char *name = name_of(item);

		session_say(s, "kept: %s was removed %s and changed %s, and stays", name, item->out ? "there" : "here",
			item->out ? "here" : "there");
	}
}

static void
say_names(struct session *s, const struct sync *sync)
{
	const char *would = sync->dry_run ? "would be" : "is";

	for (guint i = 0; i < sync->moved->len; i++) {
		const struct sync_name *name = sync->moved->pdata[i];

		session_say(s, "%s %s was drawn twice; %s %s %s from now on", name->kind, name->id,
			name->theirs ? "theirs" : "ours", would, name->is);
	}
	if (!sync->numbers->len || !(sync->pushed || sync->dry_run))
		return;
	session_say(s, "%s: %u record%s", sync->dry_run ? "would be numbered" : "numbered", sync->numbers->len,
		plural(sync->numbers->len));
	for (guint i = 0; i < MIN(sync->numbers->len, SHOWN); i++) {
		const struct sync_name *name = sync->numbers->pdata[i];

		session_say(s, "  %s %s is %s", name->kind, name->id, name->is);
	}
	say_more(s, sync->numbers->len);
}

static void
say_problems(struct session *s, const char *what, const char *command, const GPtrArray *problems)
{
	if (problems->len)
		session_say(s, "%s: %u problem%s; '%s' has all", what, problems->len, plural(problems->len), command);
	for (guint i = 0; i < MIN(problems->len, SHOWN); i++) {
		const struct problem *p = problems->pdata[i];

		if (p->line)
			session_say(s, "  %s:%d:%d: %s", p->file, p->line, p->column, p->message);
		else
			session_say(s, "  %s%s%s", p->file ? p->file : "", p->file ? ": " : "", p->message);
	}
	say_more(s, problems->len);
}

static void
say_all(struct session *s, const struct sync *sync, const struct remote *remote)
{
	const char *would = sync->dry_run ? "would " : "";
	g_autofree char *in = g_strdup_printf("%s from %s", sync->dry_run ? "would come in" : "in", remote->name);
	g_autofree char *out = g_strdup_printf("%s to %s",
		sync->pushed	? "out"
		: sync->dry_run ? "would go out"
				: "waits to go out",
		remote->name);
	gboolean nothing = !sync->n_in && !sync->n_out;

	say_part(s, in, sync->n_in, sync->came);
	say_merged(s, sync->merged);
	say_kept(s, sync->kept);
	say_names(s, sync);
	say_part(s, out, sync->n_out, sync->out);
	say_problems(s, "to be mended", "sx check", sync->problems);
	say_problems(s, "let in, though no command would have made it", "sx verify", sync->let_in);
	if (sync->waiting)
		session_say(s, "%u record%s %swait%s for a decision: sx conflicts", sync->waiting, plural(sync->waiting), would,
			sync->waiting == 1 && !sync->dry_run ? "s" : "");
	if (nothing)
		session_say(s, "nothing is new here or at %s", remote->name);
}

static void
json_strings(struct json *j, const char *key, const GPtrArray *texts)
{
	json_key(j, key);
	json_open(j, '[');
	for (guint i = 0; texts && i < texts->len; i++)
		json_text(j, texts->pdata[i]);
	json_close(j, ']');
}

static void
json_items(struct json *j, const char *key, const GPtrArray *items)
{
	json_key(j, key);
	json_open(j, '[');
	for (guint i = 0; i < items->len; i++) {
		const struct sync_item *item = items->pdata[i];

		json_open(j, '{');
		json_key(j, "change");
		json_text(j, item->change == '+' ? "added" : item->change == '-' ? "removed" : "changed");
		json_key(j, "kind");
		json_text(j, item->kind);
		json_key(j, "id");
		json_text(j, item->id);
		json_key(j, "path");
		json_text(j, item->path);
		json_strings(j, "conflicts", item->conflicts);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
json_names(struct json *j, const char *key, const char *is, const GPtrArray *names, gboolean hold)
{
	json_key(j, key);
	json_open(j, '[');
	for (guint i = 0; hold && i < names->len; i++) {
		const struct sync_name *name = names->pdata[i];

		json_open(j, '{');
		json_key(j, "kind");
		json_text(j, name->kind);
		json_key(j, "id");
		json_text(j, name->id);
		json_key(j, is);
		json_text(j, name->is);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
json_problems(struct json *j, const char *key, const GPtrArray *problems)
{
	json_key(j, key);
	json_open(j, '[');
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *p = problems->pdata[i];

		json_open(j, '{');
		json_key(j, "path");
		json_text(j, p->file);
		json_key(j, "line");
		json_int(j, p->line);
		json_key(j, "column");
		json_int(j, p->column);
		json_key(j, "rule");
		json_text(j, p->rule);
		json_key(j, "id");
		json_text(j, p->id);
		json_key(j, "message");
		json_text(j, p->message);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
json_all(struct session *s, const struct sync *sync, const struct remote *remote)
{
	struct json *j = session_json(s, &sync->after);

	json_open(j, '{');
	json_key(j, "remote");
	json_text(j, remote->name);
	json_key(j, "branch");
	json_text(j, remote->branch);
	json_key(j, "dry_run");
	json_bool(j, sync->dry_run);
	json_key(j, "pushed");
	json_bool(j, sync->pushed);
	json_key(j, "commits_in");
	json_int(j, sync->n_in);
	json_key(j, "commits_out");
	json_int(j, sync->n_out);
	json_key(j, "waiting");
	json_int(j, sync->waiting);
	json_items(j, "in", sync->came);
	json_items(j, "merged", sync->merged);
	json_items(j, "kept", sync->kept);
	json_items(j, "out", sync->out);
	json_names(j, "moved", "now", sync->moved, TRUE);
	json_names(j, "numbers", "number", sync->numbers, sync->pushed || sync->dry_run);
	json_problems(j, "problems", sync->problems);
	json_problems(j, "let_in", sync->let_in);
	json_key(j, "failure");
	json_text(j, sync->failure ? sync->failure->message : NULL);
	json_close(j, '}');
	session_json_done(s);
}

void
sync_print(struct session *s, const struct sync *sync, const struct remote *remote)
{
	if (s->format == FORMAT_JSON)
		json_all(s, sync, remote);
	else
		say_all(s, sync, remote);
	if (sync->failure) {
		const char *hint = error_more(sync->failure)->hint;

		session_warn(s, "sx: what came in is in, but nothing went out: %s%s%s", sync->failure->message,
			hint ? "\n  " : "", hint ? hint : "");
	}
}
