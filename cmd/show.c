/* sx show: everything about a record. */
#include "command.h"
#include "show_clocks.h"
#include "show_sign.h"
#include "show_text.h"
#include "ways.h"
#include <string.h>

static struct {
	gboolean brief;
} opt;
static const struct option options[] = {{"brief", 'b', OPTION_FLAG, &opt.brief, NULL, "the fields only"}, {0}};

static void
print_csv(struct session *s, const struct record *record, const struct plant *plant, struct rows *rows)
{
	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *field = record->kind->fields->pdata[i];
		const char *text = record_get(record, field->name);

		if (!text)
			continue;
		rows_begin(rows);
		if (plant)
			rows_text(rows, plant->name);
		rows_text(rows, record->id);
		rows_text(rows, field->name);
		rows_text(rows, text);
		rows_end(rows);
	}
}

/* Of several repositories: what an id names in each. */
struct look {
	struct session *s;
	const char *word;
	GPtrArray *hits; /* struct hit * */
	GMutex lock;
	GError *none; /* why in one of them it names nothing */
};
struct hit {
	struct plant *plant;
	struct found found;
};

static void
hit_free(gpointer data)
{
	struct hit *hit = data;

	found_clear(&hit->found);
	g_free(hit);
}

static int
by_plant(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct hit *const *)a)->plant->name, (*(struct hit *const *)b)->plant->name);
}

static gboolean
look_in(struct plant *plant, void *data, GError **err)
{
	struct look *look = data;
	struct index *index = plant_index(plant, err);
	const struct kind *kind = look->s->kind ? kind_find(plant->snapshot->kinds, look->s->kind->name) : NULL;
	struct hit hit = {plant, {0}};
	g_autoptr(GError) none = NULL;
	gboolean found;

	if (!index || (look->s->kind && !kind))
		return index != NULL;
	found = index_find(index, kind, look->word, &hit.found, &none);
	g_mutex_lock(&look->lock);
	if (found)
		g_ptr_array_add(look->hits, g_memdup2(&hit, sizeof(hit)));
	else if (!look->none)
		look->none = g_steal_pointer(&none);
	g_mutex_unlock(&look->lock);
	return TRUE;
}

static gboolean
say_several(const struct look *look, GError **err)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < look->hits->len; i++) {
		const struct hit *hit = look->hits->pdata[i];

		g_string_append_printf(names, "%s%s:%s", i ? ", " : "", hit->plant->name, hit->found.id);
	}
	error_set(err, ERR_NOT_FOUND, "'%s' is in several repositories: %s", look->word, names->str);
	error_hint(err, "write the repository in front, as here");
	return FALSE;
}

/* The one repository that has it, which the session then speaks of; "NAME:ID" looks in that one only. */
static gboolean
enter_plant(struct session *s, struct fleet *fleet, const char **word, GError **err)
{
	struct plant *named = fleet_named(fleet, word, err);
	g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
	struct look look = {.s = s, .word = *word, .hits = hits};
	gboolean ok;

	if (named)
		session_use(s, named);
	if (named || *err)
		return named != NULL;
	ok = fleet_each(fleet, look_in, &look, err);
	g_ptr_array_sort(hits, by_plant);
	if (ok && hits->len > 1)
		ok = say_several(&look, err);
	if (ok && !hits->len && look.none) {
		g_propagate_error(err, g_steal_pointer(&look.none));
		if (fleet_answered(fleet) < fleet_asked(fleet))
			error_hint(err, "%u of %u repositories were asked; 'sx rollup' says which are missing",
				fleet_answered(fleet), fleet_asked(fleet));
	}
	if (ok && hits->len)
		session_use(s, ((struct hit *)hits->pdata[0])->plant);
	g_clear_error(&look.none);
	return ok && !*err;
}

static struct record *
read_one(struct session *s, const char *word, GError **err)
{
	struct fleet *fleet = session_fleet(s, err);
	struct index *index = NULL;
	const struct kind *kind;
	struct found found = {0};
	struct record *record = NULL;

	if (fleet && (!fleet->several || enter_plant(s, fleet, &word, err)))
		index = session_index(s, err);
	kind = index && s->kind ? kind_get(index_snapshot(index)->kinds, s->kind->name, err) : NULL;
	if (!index || (s->kind && !kind) || !index_find(index, kind, word, &found, err))
		return NULL;
	record = snapshot_record(index_snapshot(index), found.kind, found.id, err);
	if (!record && err && !*err)
		error_set(err, ERR_NOT_FOUND, "there is no %s %s", found.kind->name, found.id);
	found_clear(&found);
	return record;
}

static gboolean
show_json(struct session *s, const struct record *record, const struct ways *ways, const GArray *clocks, struct json *j,
	GError **err)
{
	g_autoptr(GPtrArray) signatures = show_signatures(s, record, err);

	if (*err)
		return FALSE;
	session_json_fields(s, j, record);
	if (ways) {
		json_key(j, "steps");
		ways_json(j, ways, record);
	}
	if (clocks) {
		json_key(j, "clocks");
		show_clocks_json(s, j, record, clocks);
	}
	if (signatures) {
		json_key(j, "signed");
		show_signatures_json(j, signatures);
	}
	json_close(j, '}');
	return TRUE;
}

static gboolean
show(struct session *s, const struct record *record, struct rows *rows, struct json *j, GError **err)
{
	const struct plant *plant = session_using(s);
	gboolean steps = !rows && !opt.brief && kind_has_rules(record->kind);
	AUTO(ways) ways = steps ? ways_of(s, record, NULL, NULL, err) : NULL;
	gboolean timed = !rows && !opt.brief && record->kind->workflow && record->kind->workflow->clocks->len;
	g_autoptr(GArray) clocks = timed && !*err ? show_clocks(s, record, err) : NULL;

	if (*err)
		return FALSE;
	if (j) {
		if (!show_json(s, record, ways, clocks, j, err))
			return FALSE;
	} else if (rows)
		print_csv(s, record, plant, rows);
	else {
		if (plant)
			session_say(s, "%s:", plant->name);
		if (!show_text(s, record, opt.brief, err))
			return FALSE;
		if (clocks)
			show_clocks_text(s, record, clocks);
		if (ways)
			ways_text(s, ways);
	}
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	AUTO(rows) rows = NULL;
	g_autoptr(GHashTable) shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct json *j = NULL;

	if (!argc)
		return error_set(err, ERR_USAGE, "which %s?", s->kind ? s->kind->name : "record");
	if (!session_fleet(s, err))
		return ERR_IO;
	if (s->format == FORMAT_JSON)
		j = session_json(s, NULL);
	if (j && argc > 1)
		json_open(j, '[');
	if (s->format == FORMAT_CSV) {
		rows = session_rows(s);
		if (s->with)
			rows_column(rows, "repository", "REPOSITORY", ROWS_TEXT);
		rows_column(rows, "id", "ID", ROWS_TEXT);
		rows_column(rows, "field", "FIELD", ROWS_TEXT);
		rows_column(rows, "value", "VALUE", ROWS_TEXT);
	}
	for (int i = 0; i < argc; i++) {
		AUTO(record) record = read_one(s, argv[i], err);

		if (!record)
			return ERR_NOT_FOUND;
		if (!g_hash_table_add(shown, session_using(s) ? g_strconcat(session_using(s)->name, ":", record->path, NULL)
							      : g_strdup(record->path)))
			continue; /* named before */
		if (i && s->format == FORMAT_TEXT)
			g_string_append_c(s->out, '\n');
		if (!show(s, record, rows, j, err))
			return ERR_IO;
	}
	if (rows)
		session_rows_done(s, rows);
	if (j && argc > 1)
		json_close(j, ']');
	if (j)
		session_json_done(s);
	return 0;
}

const struct command cmd_show = {"ID...", options, run, "id"};
