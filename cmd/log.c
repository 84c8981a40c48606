/* sx log: who changed which field from what to what, when and why. */
#include "log_source.h"

static struct {
	char *field, *since, *until, *by;
	int limit;
} opt;

static const struct option options[] = {
	{"by", 0, OPTION_TEXT, &opt.by, "PERSON", "only changes made by this person, or from this e-mail", "id:person"},
	{"field", 'f', OPTION_TEXT, &opt.field, "FIELD", "only changes of this field", "field"},
	{"limit", 'n', OPTION_INT, &opt.limit, "N", "at most so many changes"},
	{"since", 0, OPTION_TEXT, &opt.since, "DATE", "only changes from this day on"},
	{"until", 0, OPTION_TEXT, &opt.until, "DATE", "only changes up to this day"}, {0}};

/* Of all repositories the entry that is newest; NULL at the end. */
static struct log_source *
newest(const GPtrArray *sources)
{
	struct log_source *first = NULL;

	for (guint i = 0; i < sources->len; i++) {
		struct log_source *source = sources->pdata[i];

		if (source->entry.commit.seq && (!first || source->entry.commit.time > first->entry.commit.time))
			first = source;
	}
	return first;
}

static gboolean
print_all(struct log_printer *printer, const GPtrArray *sources, GError **err)
{
	struct log_source *source;
	int printed = 0;

	while ((source = newest(sources)) && (!opt.limit || printed < opt.limit)) {
		gboolean some = FALSE;

		if (!log_print(printer, &source->place, &source->entry, opt.field, &some, err) || !log_source_next(source, err))
			return FALSE;
		printed += some;
	}
	return TRUE;
}

/* A record or person that one repository does not know is looked for in the others. */
static gboolean
add_sources(struct session *s, GPtrArray *sources, const struct log_ask *ask, GError **err)
{
	struct fleet *fleet = session_fleet(s, err);
	g_autoptr(GError) none = NULL;
	struct plant *plant;

	for (guint i = 0; fleet && (plant = fleet_next(fleet, &i));) {
		g_autoptr(GError) cannot = NULL;
		struct index *index = plant_index(plant, &cannot);
		struct log_source *source = index ? log_source_new(s, index, plant, ask, &cannot) : NULL;

		if (source)
			g_ptr_array_add(sources, source);
		else if (!index || (error_status(cannot) != ERR_NOT_FOUND && error_status(cannot) != ERR_USAGE))
			plant_fail(plant, PLANT_UNREADABLE, cannot->message);
		else
			plant_note(plant, g_strdup(cannot->message));
		if (!source && !none)
			none = g_steal_pointer(&cannot);
	}
	if (fleet && !sources->len && none)
		g_propagate_error(err, g_steal_pointer(&none));
	return fleet && sources->len;
}

static gboolean
add_source(struct session *s, GPtrArray *sources, struct index *index, const struct log_ask *ask, GError **err)
{
	struct log_source *source = log_source_new(s, index, NULL, ask, err);

	if (source)
		g_ptr_array_add(sources, source);
	return source != NULL;
}

/* The history is of commits: edits in the work tree are not looked for, which takes longer than all else. */
static struct index *
open_index(struct session *s, GError **err)
{
	struct repo *repo = s->at || s->with ? NULL : session_repo(s, err);
	struct snapshot *head = repo ? snapshot_head(repo, err) : NULL;

	if (!head)
		return NULL;
	s->kind = s->kind ? kind_find(head->kinds, s->kind->name) : NULL;
	session_keep_snapshot(s, head);
	return index_open(head, err);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	AUTO(index) head = open_index(s, err);
	struct index *index = s->at && !s->with ? session_index(s, err) : head;
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func((GDestroyNotify)log_source_free);
	const struct log_ask ask = {argc ? argv[0] : NULL, opt.field, opt.since, opt.until, opt.by};
	gboolean ok = FALSE;

	if (!index && !s->with)
		return ERR_IO;
	if (argc > 1)
		return error_set(err, ERR_USAGE, "log takes one id");
	if (opt.limit < 0)
		return error_set(err, ERR_USAGE, "--limit takes a number from 0");
	if (s->with ? add_sources(s, sources, &ask, err) : add_source(s, sources, index, &ask, err)) {
		struct log_printer *printer = log_printer_new(s, ask.id && !s->with);

		ok = print_all(printer, sources, err);
		if (ok)
			log_printer_done(printer);
		log_printer_free(printer);
	}
	g_ptr_array_set_size(sources, 0); /* before the index */
	return ok ? 0 : ERR_IO;
}

const struct command cmd_log = {"[ID]", options, run, "id", NULL};
