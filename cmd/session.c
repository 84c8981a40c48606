/* What a session opens: the repository, a snapshot, the index, a change. */
#include "date.h"
#include "dispatch.h"
#include "session_own.h"
#include "sign.h"
#include <string.h>

void
session_init(struct session *s)
{
	*s = (struct session){.asked_today = DAY_NONE, .out = g_string_new(NULL), .own = g_new0(struct session_own, 1)};
	s->own->started = g_get_monotonic_time();
}

void
session_end_change(struct session *s)
{
	struct session_own *own = s->own;

	g_clear_pointer(&own->change, change_free);
}

void
session_close(struct session *s)
{
	struct session_own *own = s->own;

	session_end_change(s);
	session_use(s, NULL);
	g_clear_pointer(&own->fleet, fleet_free);
	g_clear_pointer(&own->index, index_free);
	g_clear_pointer(&own->snapshot, snapshot_free);
	g_clear_pointer(&own->repo, repo_free);
	g_clear_pointer(&own->kinds, kinds_free);
	g_clear_pointer(&own->actor, g_free);
	own->actor_known = FALSE;
}

void
session_clear(struct session *s)
{
	session_close(s);
	g_clear_pointer(&s->own->with, g_ptr_array_unref);
	g_free(s->own);
	g_string_free(s->out, TRUE);
}

void
session_leave(struct session *s)
{
#ifndef __SANITIZE_ADDRESS__ /* which looks for what was never freed */
	if (s->own->using) {
		session_end_change(s);
		fleet_leave(s->own->fleet);
		return;
	}
#endif
	session_clear(s);
}

void
session_tell(const char *what, guint done, guint total, void *data)
{
	session_progress(data, what, done, total);
}

struct repo *
session_repo(struct session *s, GError **err)
{
	struct repo_where where = {.git_dir = s->git_dir,
		.today = s->asked_today,
		.words = dispatch_words(),
		.look = s->own->looks && !s->at,
		.progress = session_tell,
		.progress_data = s};
	g_autoptr(GError) first = NULL;

	if (s->own->repo)
		return s->own->repo;
	if (s->with)
		return session_fleet(s, err) ? s->own->repo : NULL;
	s->own->repo = repo_open(&where, &first);
	if (!s->own->repo) {
		if (error_status(first) == ERR_NOT_FOUND)
			error_hint(&first, "go to a repository's folder, name one with -C, or make one with 'sx init'");
		g_propagate_error(err, g_steal_pointer(&first));
	}
	return s->own->repo;
}

/* As every other date that is no plain day. */
static void
echo_at(struct session *s)
{
	const struct snapshot *snapshot = s->own->snapshot;
	g_autofree char *echo = NULL;
	day plain;

	if (s->format != FORMAT_TEXT || snapshot->asked == DAY_NONE || day_parse(s->at, &plain, NULL))
		return;
	echo = date_echo(snapshot->asked, calendar_day(snapshot->calendar, calendar_now()));
	session_warn(s, "at: the end of %s", echo);
}

struct snapshot *
session_snapshot(struct session *s, GError **err)
{
	if (!s->own->snapshot && session_repo(s, err) && !s->own->using && (s->at || change_recover(s->own->repo, err))) {
		s->own->snapshot = snapshot_open(s->own->repo, s->at, err);
		if (s->own->snapshot)
			echo_at(s);
	}
	return s->own->snapshot;
}

gboolean
session_warn_of_bad(struct session *s, GError **err)
{
	g_autoptr(GPtrArray) bad = g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);
	const struct problem *first;

	if (s->bad_known)
		return TRUE;
	if (!index_bad(s->own->index, bad, err))
		return FALSE;
	if (!bad->len)
		return TRUE;
	first = bad->pdata[0];
	if (first->line)
		session_warn(s, "sx: %s:%d:%d: %s", first->file, first->line, first->column, first->message);
	else
		session_warn(s, "sx: %s: %s", first->file, first->message);
	session_warn(s, "  %s left out of what follows; 'sx check' lists all that is wrong",
		bad->len == 1 ? "this record cannot be read and is" : "this record and others cannot be read and are");
	return TRUE;
}

struct index *
session_index(struct session *s, GError **err)
{
	struct session_own *own = s->own;

	if (own->change)
		return change_index(own->change, err);
	if (own->index || !session_snapshot(s, err))
		return own->index;
	if (own->using)
		return own->index = plant_index(own->using, err);
	own->index = index_open(own->snapshot, err);
	return own->index && session_warn_of_bad(s, err) ? own->index : NULL;
}

const char *
session_actor(struct session *s)
{
	struct session_own *own = s->own;

	if (own->change)
		return own->change->actor;
	if (own->using)
		return plant_actor(own->using);
	if (!own->actor_known && session_snapshot(s, NULL)) {
		own->actor = identity_find(own->snapshot, NULL);
		own->actor_known = TRUE;
	}
	return own->actor;
}

const struct kinds *
session_kinds_builtin(struct session *s, GError **err)
{
	struct session_own *own = s->own;

	if (!own->kinds) {
		AUTO(kinds) kinds = kinds_new();

		if (!kinds_add_builtin(kinds, err) || !kinds_seal(kinds, err))
			return NULL;
		own->kinds = g_steal_pointer(&kinds);
	}
	return own->kinds;
}

const struct kinds *
session_kinds(struct session *s, GError **err)
{
	struct session_own *own = s->own;
	g_autoptr(GError) none = NULL;

	if (own->change)
		return own->change->base->kinds;
	if (session_snapshot(s, &none))
		return own->snapshot->kinds;
	if (error_status(none) != ERR_NOT_FOUND || own->repo) {
		g_propagate_error(err, g_steal_pointer(&none));
		return NULL;
	}
	return session_kinds_builtin(s, err);
}

struct change *
session_change(struct session *s, GError **err)
{
	struct change *change;

	session_end_change(s);
	if (s->at || s->asked_today != DAY_NONE) {
		error_set(err, ERR_USAGE, "--%s is for reading, and '%s' writes", s->at ? "at" : "today", s->command);
		error_hint(err, "leave the option out: a change is made now, on top of what stands");
		return NULL;
	}
	if (!session_repo(s, err))
		return NULL;
	change = change_begin(s->own->repo, err);
	session_keep_change(s, change);
	if (change && s->kind && !kind_find(change->base->kinds, s->kind->name)) {
		error_set(err, ERR_REFUSED, "the kind '%s' is not recorded yet", s->kind->name);
		return NULL;
	}
	return change;
}

void
session_keep_change(struct session *s, struct change *change)
{
	if (s->own->change != change)
		session_end_change(s);
	s->own->change = change;
	if (change)
		sign_change(change);
}

void
session_keep_snapshot(struct session *s, struct snapshot *snapshot)
{
	g_clear_pointer(&s->own->fleet, fleet_free);
	g_clear_pointer(&s->own->index, index_free);
	g_clear_pointer(&s->own->snapshot, snapshot_free);
	s->own->snapshot = snapshot;
}

struct change *
session_change_now(const struct session *s)
{
	return s->own->change;
}

const char *
session_keep(char *text)
{
	const char *kept = g_intern_string(text);

	g_free(text);
	return kept;
}
