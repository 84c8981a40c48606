/* The repositories that a session asks: the one you are in, and those of --with. */
#include "date.h"
#include "session_own.h"
#include "with.h"

void
session_use(struct session *s, struct plant *plant)
{
	struct session_own *own = s->own;

	if (!plant && !own->using)
		return;
	own->using = plant;
	own->repo = plant ? plant->repo : NULL;
	own->snapshot = plant ? plant->snapshot : NULL;
	own->index = plant ? plant->index : NULL;
}

const struct plant *
session_using(const struct session *s)
{
	return s->own->using;
}

/* The one you are in, if you are in one. A broken one is a member too, and says so. */
static void
add_here(struct session *s, struct fleet *fleet, const GPtrArray *places)
{
	struct repo_where where = {.git_dir = s->git_dir, .today = s->asked_today};
	g_autoptr(GError) none = NULL;
	AUTO(repo) repo = repo_open(&where, &none);
	struct plant *plant;

	if (repo)
		with_add_path(fleet, places, store_git_dir(repo->store));
	if (repo || error_status(none) == ERR_NOT_FOUND)
		return;
	plant = fleet_add(fleet, "here", ".", NULL);
	plant_fail(plant, PLANT_UNREADABLE, none->message);
}

static gboolean
none_can(const struct fleet *fleet, GError **err)
{
	const struct plant *first = fleet->plants->len ? fleet->plants->pdata[0] : NULL;

	if (!first)
		error_set(err, ERR_NOT_FOUND, "there is no repository to ask");
	else if (fleet->plants->len == 1)
		error_set(err, ERR_NOT_FOUND, "%s is %s: %s", first->name, plant_states[first->state], first->why);
	else
		error_set(err, ERR_NOT_FOUND, "none of %u repositories can be read; %s is %s: %s", fleet->plants->len,
			first->name, plant_states[first->state], first->why);
	return FALSE;
}

void
session_ask(struct session *s, GPtrArray *with)
{
	s->with = s->own->with = with;
}

struct fleet *
session_gather(struct session *s, GError **err)
{
	g_autoptr(GPtrArray) places = NULL;
	AUTO(calendar) plain = calendar_new();
	AUTO(fleet) fleet = NULL;
	day asked;

	if (s->at && !date_read_past(s->at, 0, plain, &asked, NULL)) {
		error_set(err, ERR_USAGE, "'%s' is a revision of one repository", s->at);
		error_hint(err, "with several, --at takes a day, as in --at 2026-11-30");
		return NULL;
	}
	fleet = fleet_new(s->at, s->asked_today);
	fleet->progress = session_tell;
	fleet->progress_data = s;
	places = with_places(err);
	if (!places)
		return NULL;
	add_here(s, fleet, places);
	for (guint i = 0; s->with && i < s->with->len; i++)
		if (!with_add(fleet, places, s->with->pdata[i], err))
			return NULL;
	fleet_open(fleet);
	s->own->fleet = g_steal_pointer(&fleet);
	return s->own->fleet;
}

struct fleet *
session_fleet_unread(struct session *s, GError **err)
{
	struct session_own *own = s->own;
	struct snapshot *snapshot;
	guint first = 0;

	if (own->fleet)
		return own->fleet;
	if (!s->with) {
		snapshot = session_snapshot(s, err);
		return snapshot ? own->fleet = fleet_of_one(snapshot, NULL) : NULL;
	}
	if (!session_gather(s, err))
		return NULL;
	session_use(s, fleet_next(own->fleet, &first));
	if (own->using)
		return own->fleet;
	none_can(own->fleet, err);
	g_clear_pointer(&own->fleet, fleet_free);
	return NULL;
}

struct fleet *
session_fleet(struct session *s, GError **err)
{
	struct session_own *own = s->own;
	struct index *index;

	if (own->fleet || s->with)
		return session_fleet_unread(s, err);
	index = session_index(s, err);
	return index ? own->fleet = fleet_of_one(index_snapshot(index), index) : NULL;
}

struct fleet *
session_fleet_ahead(struct session *s, GError **err)
{
	struct session_own *own = s->own;

	if (s->format != FORMAT_TEXT || s->with || own->change || own->using || own->index || !session_snapshot(s, err))
		return err && *err ? NULL : session_fleet(s, err);
	own->index = index_open_ahead(own->snapshot, err);
	own->ahead = own->index != NULL;
	return own->index ? own->fleet = fleet_of_one(own->snapshot, own->index) : NULL;
}

gboolean
session_settle(struct session *s, gboolean *same, GError **err)
{
	struct session_own *own = s->own;

	*same = TRUE;
	if (!own->ahead)
		return TRUE;
	own->ahead = FALSE;
	return index_settle(own->index, same, err) && session_warn_of_bad(s, err);
}
