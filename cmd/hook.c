/* sx hook: what git runs in a hub, before it takes what is pushed and after. */
#include "hook.h"
#include "calendar.h"
#include "command.h"
#include "hub.h"
#include <stdio.h>
#include <string.h>

#define TURNS 40   /* looks for the receipt of the push before */
#define TURN 50000 /* microseconds between them */

static const struct option options[] = {{0}};

static void
update_free(gpointer data)
{
	struct update *u = data;

	g_free(u->ref);
	g_free(u);
}

/* "OLD NEW REF" */
static gboolean
read_update(char *line, GPtrArray *updates)
{
	struct update *u;

	line[strcspn(line, "\n")] = '\0';
	if (strlen(line) < 83 || line[40] != ' ' || line[81] != ' ')
		return FALSE;
	line[40] = line[81] = '\0';
	u = g_new0(struct update, 1);
	g_ptr_array_add(updates, u);
	u->ref = g_strdup(line + 82);
	return oid_parse(line, &u->old) && oid_parse(line + 41, &u->new);
}

static GPtrArray *
read_updates(GError **err)
{
	g_autoptr(GPtrArray) updates = g_ptr_array_new_with_free_func(update_free);
	char *line = NULL;
	size_t size = 0;
	gboolean ok = TRUE;

	while (ok && getline(&line, &size, stdin) >= 0)
		ok = read_update(line, updates);
	free(line);
	if (ok && updates->len && !ferror(stdin))
		return g_steal_pointer(&updates);
	error_set(err, ERR_USAGE, "a hook is run by git, which says on its standard input what is pushed");
	return NULL;
}

/* Somebody has pushed to the same branch just before, and the receipt of that is still to come: the chain tells both in order. */
static void
wait_for_turn(struct store *store, const struct update *u)
{
	for (guint try = 0; try < TURNS; try++) {
		struct receipt *last = NULL;
		gboolean waits = receipts_find_last(store, NULL, u->ref, &last, NULL) && last && !oid_equal(&last->new, &u->old);

		receipt_free(last);
		if (!waits)
			return;
		g_usleep(TURN);
	}
}

/* Another store than the session's: that one reads what is about to be thrown away. */
static gboolean
append(struct session *s, const GPtrArray *updates, const char *why, GError **err)
{
	g_autoptr(GPtrArray) add = g_ptr_array_new_with_free_func((GDestroyNotify)receipt_free);
	struct repo *repo = session_repo(s, err);
	AUTO(store) store = repo ? store_open(NULL, store_git_dir(repo->store), err) : NULL;

	for (guint i = 0; i < updates->len; i++) {
		const struct update *u = updates->pdata[i];
		struct receipt *r = g_new0(struct receipt, 1);

		g_ptr_array_add(add, r);
		if (!why && store)
			wait_for_turn(store, u);
		r->ref = g_strdup(u->ref);
		r->old = u->old;
		r->new = u->new;
		r->received = calendar_now();
		r->pusher = hub_pusher();
		r->result = why ? RECEIPT_REFUSED : RECEIPT_TAKEN;
		r->why = g_strdup(why);
	}
	return store && hub_append(store, (struct receipt *const *)add->pdata, add->len, err);
}

/* Where git keeps what is pushed until this hook has agreed. Without it nothing of the push could be seen. */
static gboolean
enter_quarantine(struct session *s, GError **err)
{
	const char *path = g_getenv("GIT_QUARANTINE_PATH"), *objects = g_getenv("GIT_OBJECT_DIRECTORY");

	if (path && *path && !g_strcmp0(path, objects) && g_file_test(path, G_FILE_TEST_IS_DIR))
		return store_add_objects(session_repo(s, err)->store, path, err);
	error_set(err, ERR_REFUSED, "git does not say where it keeps what is pushed");
	error_rule(err, "quarantine");
	error_hint(err, "pre-receive is run by git alone, in a push");
	return FALSE;
}

static gboolean
has_objects(const GPtrArray *updates)
{
	for (guint i = 0; i < updates->len; i++)
		if (!oid_is_zero(&((const struct update *)updates->pdata[i])->new))
			return TRUE;
	return FALSE;
}

static int
pre_receive(struct session *s, const GPtrArray *updates, GError **err)
{
	g_autoptr(GError) failure = NULL, unlogged = NULL;
	g_autofree char *why = NULL;
	const char *rule;

	if (hub_ready(session_repo(s, err)->store, &failure) && (!has_objects(updates) || enter_quarantine(s, &failure)) &&
		hook_judge(s, updates, &failure))
		return 0;
	rule = error_more(failure)->rule;
	why = g_strdup_printf("%s: %s", rule ? rule : "error", failure->message);
	if (!append(s, updates, why, &unlogged))
		session_warn(s, "the refusal could not be noted: %s", unlogged->message);
	g_propagate_error(err, g_steal_pointer(&failure));
	return -1;
}

static int
post_receive(struct session *s, const GPtrArray *updates, GError **err)
{
	if (append(s, updates, NULL, err))
		return 0;
	error_hint(err, "what was pushed is taken; tell whoever looks after the hub that it has no receipt");
	return -1;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	gboolean before = argc == 1 && g_str_equal(argv[0], "pre-receive");
	g_autoptr(GPtrArray) updates = NULL;

	if (argc != 1 || (!before && !g_str_equal(argv[0], "post-receive")))
		return error_set(err, ERR_USAGE, "hook takes pre-receive or post-receive");
	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "--%s is for reading, and a hook writes", s->at ? "at" : "today");
	if (!hub_is(session_repo(s, err)->store)) {
		error_set(err, ERR_REFUSED, "this repository is no hub");
		error_hint(err, "make it one: sx init --bare --hub");
		return -1;
	}
	updates = read_updates(err);
	if (!updates)
		return -1;
	return before ? pre_receive(s, updates, err) : post_receive(s, updates, err);
}

const struct command cmd_hook = {"pre-receive|post-receive", options, run, "word:pre-receive post-receive"};
