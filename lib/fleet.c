/* Several repositories opened side by side, and asked on several threads. */
#include "fleet.h"

#include <string.h>

#include "change.h"

#define THREADS 8

const char *const plant_states[] = {"ok", "same", "missing", "unreadable", NULL};

static void
plant_close(struct plant *plant)
{
	if (!plant->index_borrowed)
		index_free(plant->index);
	if (!plant->borrowed) {
		snapshot_free(plant->snapshot);
		repo_free(plant->repo);
	}
	plant->index = NULL;
	plant->snapshot = NULL;
	plant->repo = NULL;
}

static gboolean
close_one(struct plant *plant, void *data, GError **err)
{
	plant_close(plant);
	return TRUE;
}

static void
plant_free(gpointer data)
{
	struct plant *plant = data;

	plant_close(plant);
	g_clear_error(&plant->error);
	g_ptr_array_unref(plant->notes);
	g_free(plant->actor);
	g_free(plant->name);
	g_free(plant->path);
	g_free(plant->real);
	g_free(plant->why);
	g_free(plant);
}

struct fleet *
fleet_new(const char *at, day today)
{
	struct fleet *fleet = g_new0(struct fleet, 1);

	fleet->plants = g_ptr_array_new_with_free_func(plant_free);
	fleet->shelf = shelf_new();
	fleet->several = TRUE;
	fleet->at = at;
	fleet->today = today;
	return fleet;
}

struct fleet *
fleet_of_one(struct snapshot *snapshot, struct index *index)
{
	struct fleet *fleet = fleet_new(NULL, DAY_NONE);
	struct plant *plant = fleet_add(fleet, "", "", NULL);

	fleet->several = FALSE;
	plant->borrowed = TRUE;
	plant->repo = snapshot->repo;
	plant->snapshot = snapshot;
	plant->index = index;
	plant->index_borrowed = index != NULL;
	return fleet;
}

void
fleet_free(struct fleet *fleet)
{
	if (!fleet)
		return;
	fleet->progress = NULL;
	fleet_ask(fleet, close_one, NULL);
	g_ptr_array_unref(fleet->plants);
	shelf_free(fleet->shelf);
	g_free(fleet);
}

void
fleet_leave(struct fleet *fleet)
{
	for (guint i = 0; i < fleet->plants->len; i++) {
		struct plant *plant = fleet->plants->pdata[i];

		if (plant->index && !plant->index_borrowed && db_damaged(index_db(plant->index)))
			g_clear_pointer(&plant->index, index_free);
	}
}

struct plant *
fleet_find(const struct fleet *fleet, const char *name)
{
	for (guint i = 0; i < fleet->plants->len; i++) {
		struct plant *plant = fleet->plants->pdata[i];

		if (g_str_equal(plant->name, name))
			return plant;
	}
	return NULL;
}

struct plant *
fleet_named(const struct fleet *fleet, const char **word, GError **err)
{
	const char *colon = strchr(*word, ':');
	g_autofree char *name = g_strndup(*word, colon ? colon - *word : 0);
	struct plant *plant = fleet_find(fleet, name);

	if (plant && plant->state != PLANT_OK) {
		error_set(err, ERR_NOT_FOUND, "%s is %s: %s", plant->name, plant_states[plant->state], plant->why);
		return NULL;
	}
	*word += plant ? strlen(name) + 1 : 0;
	return plant;
}

struct plant *
fleet_add(struct fleet *fleet, const char *name, const char *path, const char *why)
{
	struct plant *plant = g_new0(struct plant, 1);

	plant->name = g_strdup(name);
	for (guint n = 2; fleet_find(fleet, plant->name); n++) {
		g_free(plant->name);
		plant->name = g_strdup_printf("%s-%u", name, n);
	}
	plant->path = g_strdup(path);
	plant->site = plant->name;
	plant->notes = g_ptr_array_new_with_free_func(g_free);
	if (!path)
		plant_fail(plant, PLANT_MISSING, why);
	g_ptr_array_add(fleet->plants, plant);
	return plant;
}

void
plant_fail(struct plant *plant, enum plant_state state, const char *why)
{
	plant->state = state;
	g_free(plant->why);
	plant->why = g_strdup(why);
}

void
plant_note(struct plant *plant, char *text)
{
	if (g_ptr_array_find_with_equal_func(plant->notes, text, g_str_equal, NULL))
		g_free(text);
	else
		g_ptr_array_add(plant->notes, text);
}

struct plant *
fleet_next(const struct fleet *fleet, guint *i)
{
	while (*i < fleet->plants->len) {
		struct plant *plant = fleet->plants->pdata[(*i)++];

		if (plant->state == PLANT_OK)
			return plant;
	}
	return NULL;
}

guint
fleet_answered(const struct fleet *fleet)
{
	guint n = 0;

	for (guint i = 0; fleet_next(fleet, &i);)
		n++;
	return n;
}

guint
fleet_asked(const struct fleet *fleet)
{
	guint n = 0;

	for (guint i = 0; i < fleet->plants->len; i++)
		n += ((struct plant *)fleet->plants->pdata[i])->state != PLANT_SAME;
	return n;
}

const struct kind *
fleet_kind(const struct fleet *fleet, const char *name)
{
	const struct kind *kind = NULL;
	struct plant *plant;

	for (guint i = 0; !kind && (plant = fleet_next(fleet, &i));)
		kind = kind_find(plant->snapshot->kinds, name);
	return kind;
}

/* Adds the sites of a plant; FALSE when another has one of them. */
static gboolean
add_sites(GHashTable *sites, const struct plant *plant)
{
	const GPtrArray *own = plant->snapshot->config->sites;
	gboolean listed = FALSE;

	for (guint i = 0; i < own->len; i++) {
		const struct site *site = own->pdata[i];

		listed = listed || g_str_equal(site->code, plant->site);
		if (!g_hash_table_add(sites, (gpointer)site->code))
			return FALSE;
	}
	return listed || g_hash_table_add(sites, (gpointer)plant->site);
}

gboolean
fleet_sites_tell(const struct fleet *fleet)
{
	g_autoptr(GHashTable) sites = g_hash_table_new(g_str_hash, g_str_equal);
	struct plant *plant;

	for (guint i = 0; (plant = fleet_next(fleet, &i));)
		if (plant->snapshot && !add_sites(sites, plant))
			return FALSE;
	return TRUE;
}

/* A record that cannot be read is in no list and no total: that must not go unsaid. */
static gboolean
note_bad(struct plant *plant, GError **err)
{
	gint64 bad;

	if (!db_ask_int(index_db(plant->index), "select count(*) from bad", 0, &bad, err))
		return FALSE;
	if (bad)
		plant_note(plant,
			g_strdup_printf("%" G_GINT64_FORMAT " record%s cannot be read and %s left out; 'sx check' there says why",
				bad, bad == 1 ? "" : "s", bad == 1 ? "is" : "are"));
	return TRUE;
}

struct index *
plant_index(struct plant *plant, GError **err)
{
	if (plant->index)
		return plant->index;
	plant->index = index_open(plant->snapshot, err);
	if (plant->index && !plant->borrowed && !note_bad(plant, err))
		return NULL;
	return plant->index;
}

const char *
plant_actor(struct plant *plant)
{
	if (!plant->actor_known)
		plant->actor = identity_find(plant->snapshot, NULL);
	plant->actor_known = TRUE;
	return plant->actor;
}

/* --- on threads --- */

struct crew {
	GPtrArray *plants; /* those to ask */
	fleet_fn fn;
	void *data;
	int next, done;
};

/* fleet: on the thread that asked, where progress is told; else NULL. */
static void
ask_some(struct crew *crew, const struct fleet *fleet)
{
	guint i, done;

	while ((i = g_atomic_int_add(&crew->next, 1)) < crew->plants->len) {
		struct plant *plant = crew->plants->pdata[i];

		g_clear_error(&plant->error);
		if (!crew->fn(plant, crew->data, &plant->error) && !plant->error)
			error_set(&plant->error, ERR_IO, "it cannot be read");
		done = g_atomic_int_add(&crew->done, 1) + 1;
		if (fleet && fleet->progress)
			fleet->progress("asking repository", done, crew->plants->len, fleet->progress_data);
	}
}

static gpointer
work(gpointer data)
{
	ask_some(data, NULL);
	return NULL;
}

void
fleet_ask(const struct fleet *fleet, fleet_fn fn, void *data)
{
	g_autoptr(GPtrArray) plants = g_ptr_array_new();
	struct crew crew = {plants, fn, data, 0, 0};
	GThread *threads[THREADS];
	struct plant *plant;
	guint n = 0;

	for (guint i = 0; (plant = fleet_next(fleet, &i));)
		g_ptr_array_add(plants, plant);
	while (n + 1 < plants->len && n + 1 < g_get_num_processors() && n < THREADS - 1 &&
		(threads[n] = g_thread_try_new("plant", work, &crew, NULL)))
		n++;
	ask_some(&crew, fleet->several ? fleet : NULL);
	while (n)
		g_thread_join(threads[--n]);
}

gboolean
fleet_each(struct fleet *fleet, fleet_fn fn, void *data, GError **err)
{
	struct plant *plant;

	fleet_ask(fleet, fn, data);
	for (guint i = 0; (plant = fleet_next(fleet, &i));) {
		if (!plant->error)
			continue;
		if (!fleet->several || error_status(plant->error) == ERR_USAGE) {
			g_propagate_error(err, g_steal_pointer(&plant->error));
			return FALSE;
		}
		plant_fail(plant, PLANT_UNREADABLE, plant->error->message);
	}
	return TRUE;
}
