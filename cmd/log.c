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

static gboolean
print_all(struct log_printer *printer, const GPtrArray *sources, GError **err)
{
	struct log_source *source;
	int printed = 0;

	while ((source = log_source_newest(sources)) && (!opt.limit || printed < opt.limit)) {
		gboolean some = FALSE;

		if (!log_print(printer, &source->place, &source->entry, opt.field, &some, err) || !log_source_next(source, err))
			return FALSE;
		printed += some;
	}
	return TRUE;
}

/* FALSE with why it does not know what is asked for, or cannot be asked. */
static gboolean
add_plant(struct session *s, GPtrArray *sources, struct plant *plant, const struct log_ask *ask, GError **none)
{
	g_autoptr(GError) cannot = NULL;
	struct index *index = plant_index(plant, &cannot);
	struct log_source *source = index ? log_source_new(s, index, plant, ask, &cannot) : NULL;

	if (source)
		g_ptr_array_add(sources, source);
	else if (!index || (error_status(cannot) != ERR_NOT_FOUND && error_status(cannot) != ERR_USAGE))
		plant_fail(plant, PLANT_UNREADABLE, cannot->message);
	else
		plant_note(plant, g_strdup(cannot->message));
	if (!source)
		g_propagate_error(none, g_steal_pointer(&cannot));
	return source != NULL;
}

/* A record or person that one repository does not know is looked for in the others; "NAME:ID" is of one of them only. */
static gboolean
add_sources(struct session *s, GPtrArray *sources, struct log_ask *ask, GError **err)
{
	struct fleet *fleet = session_fleet(s, err);
	struct plant *named = fleet && ask->id ? fleet_named(fleet, &ask->id, err) : NULL, *plant;
	g_autoptr(GError) none = NULL;

	if (named)
		return add_plant(s, sources, named, ask, err);
	for (guint i = 0; fleet && !*err && (plant = fleet_next(fleet, &i));)
		add_plant(s, sources, plant, ask, none ? NULL : &none);
	if (fleet && !*err && !sources->len && none)
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

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct index *index = s->with ? NULL : log_index(s, err);
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func((GDestroyNotify)log_source_free);
	struct log_ask ask = {argc ? argv[0] : NULL, opt.field, opt.since, opt.until, opt.by};
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
