/* The configuration: read, held against schema/config.yaml, and turned into calendars. */
#include "config.h"
#include "data.h"
#include "text.h"

static void
site_free(gpointer data)
{
	struct site *site = data;

	calendar_free(site->calendar);
	g_free(site);
}

void
config_free(struct config *config)
{
	if (!config)
		return;
	if (config->sites)
		g_ptr_array_unref(config->sites);
	calendar_free(config->calendar);
	g_free(config->signs);
	doc_free(config->doc);
	g_free(config);
}

static gint64
format_of(const struct node *root)
{
	const char *text = node_text(root, "format");

	return text ? g_ascii_strtoll(text, NULL, 10) : 1;
}

/* A newer format may have fields that are not known here. */
static void
drop_unknown(GPtrArray *problems)
{
	for (guint i = problems->len; i-- > 0;)
		if (g_str_equal(((const struct problem *)problems->pdata[i])->rule, "unknown-field"))
			g_ptr_array_remove_index(problems, i);
}

/* Problems with the text, by the schema of the configuration. */
static gboolean
check(const struct node *root, GError **err)
{
	const struct data_file *file = data_find("config.yaml");
	AUTO(pool) pool = pool_new();
	AUTO(doc) schema = doc_parse(file->path, file->text, file->length, err);
	g_autoptr(GPtrArray) problems = problems_new();
	GPtrArray *fields = schema ? fields_read(pool, file->path, node_get(schema->root, "fields"), err) : NULL;

	if (!fields)
		return FALSE;
	fields_check(fields, root, CONFIG_PATH, NULL, problems);
	if (format_of(root) > CONFIG_FORMAT)
		drop_unknown(problems);
	return !problems->len || problems_to_error(problems, err);
}

static guint
workdays_of(const struct node *list)
{
	static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	guint bits = 0;

	for (guint i = 0; i < list->n; i++)
		for (guint d = 0; d < G_N_ELEMENTS(names); d++)
			if (g_str_equal(list->items[i]->text, names[d]))
				bits |= 1u << (d + 1);
	return bits;
}

/* What map says about days, laid over the calendar; holidays take the place of those there. */
static gboolean
calendar_from(struct calendar *calendar, const struct node *map, GError **err)
{
	const char *zone = node_text(map, "zone"), *fiscal = node_text(map, "fiscal_start");
	const struct node *workdays = node_get(map, "workdays"), *holidays = node_get(map, "holidays");

	if (zone && !calendar_set_zone(calendar, zone, err))
		return FALSE;
	if (fiscal)
		calendar->fiscal_start = (int)g_ascii_strtoll(fiscal, NULL, 10);
	if (workdays)
		calendar->workdays = workdays_of(workdays);
	if (holidays)
		g_hash_table_remove_all(calendar->holidays);
	for (guint i = 0; holidays && i < holidays->n; i++) {
		day d;

		if (!day_parse(holidays->items[i]->text, &d, err))
			return FALSE;
		calendar_add_holiday(calendar, d);
	}
	return TRUE;
}

/* A site has the repository's calendar but for what it says itself. */
static gboolean
add_site(struct config *config, const struct node *root, const struct node *map, GError **err)
{
	struct site *site = g_new0(struct site, 1);

	site->code = node_text(map, "code");
	site->name = node_text(map, "name");
	site->calendar = calendar_new();
	site->tolerance = node_text(map, "tolerance") ? (int)g_ascii_strtoll(node_text(map, "tolerance"), NULL, 10) : -1;
	g_ptr_array_add(config->sites, site);
	return calendar_from(site->calendar, root, err) && calendar_from(site->calendar, map, err);
}

static gboolean
check_site(const struct config *config, const struct node *root, GError **err)
{
	if (!config->site || !config->sites->len || config_site(config, config->site))
		return TRUE;
	error_set(err, ERR_INVALID, "site: '%s' is none of the sites", config->site);
	error_at(err, CONFIG_PATH, node_get(root, "site")->line, node_get(root, "site")->column);
	error_rule(err, "unknown-value");
	error_hint(err, "add it under 'sites:'");
	return FALSE;
}

/* Links are written NAME:ID. */
static gboolean
check_repositories(const struct node *map, GError **err)
{
	for (guint i = 0; map && i < map->n; i++)
		if (!text_is_slug(map->keys[i]->text)) {
			error_set(err, ERR_INVALID, "repositories: '%.80s' is not a name: small letters, digits, '.' and '-'",
				map->keys[i]->text);
			error_at(err, CONFIG_PATH, map->keys[i]->line, map->keys[i]->column);
			error_rule(err, "type");
			return FALSE;
		}
	return TRUE;
}

/* Where no steps are signed anybody's key is entered unproved, and who enters keys would be as many as he likes. */
static gboolean
refuse_unsigned(const struct node *at, GError **err)
{
	error_set(err, ERR_INVALID, "settings_agreed: keys are proved and vouched for where steps are signed, and none are");
	error_at(err, CONFIG_PATH, at->line, at->column);
	error_rule(err, "required");
	error_hint(err, "name the kinds whose steps are signed under 'signatures:', and the repository under 'repository:'");
	return FALSE;
}

/* Signatures are bound to the repository by its name. */
static gboolean
read_signatures(struct config *config, const struct node *root, GError **err)
{
	const struct node *kinds = node_get(root, "signatures");

	config->repository = node_text(root, "repository");
	config->signed_commits = !g_strcmp0(node_text(root, "signed_commits"), "true");
	g_free(config->signs);
	config->signs = g_new0(const char *, (kinds ? kinds->n : 0) + 1);
	for (guint i = 0; kinds && i < kinds->n; i++)
		config->signs[i] = kinds->items[i]->text;
	if (node_get(root, "settings_agreed") && !config->signs[0])
		return refuse_unsigned(node_get(root, "settings_agreed"), err);
	if (!config->signs[0] || config->repository)
		return TRUE;
	error_set(err, ERR_INVALID, "signatures: they are bound to the repository's own name, which is not there");
	error_at(err, CONFIG_PATH, kinds->line, kinds->column);
	error_rule(err, "required");
	error_hint(err, "add a line 'repository: NAME' that no other repository has");
	return FALSE;
}

static gboolean
fill(struct config *config, const struct node *root, GError **err)
{
	const struct node *sites = node_get(root, "sites");

	config->root = root;
	config->format = format_of(root);
	config->site = node_text(root, "site");
	config->filters = node_get(root, "filters");
	if (!calendar_from(config->calendar, root, err))
		return FALSE;
	for (guint i = 0; sites && i < sites->n; i++)
		if (!add_site(config, root, sites->items[i], err))
			return FALSE;
	for (guint i = 0; sites && config->site && i < sites->n; i++)
		if (!g_strcmp0(node_text(sites->items[i], "code"), config->site) &&
			!calendar_from(config->calendar, sites->items[i], err))
			return FALSE;
	return read_signatures(config, root, err) && check_site(config, root, err) &&
	       check_repositories(node_get(root, "repositories"), err);
}

struct config *
config_parse(const char *text, gsize length, GError **err)
{
	AUTO(config) config = g_new0(struct config, 1);
	g_autofree char *sum = NULL;

	config->sites = g_ptr_array_new_with_free_func(site_free);
	config->calendar = calendar_new();
	config->format = 1;
	config->signs = g_new0(const char *, 1);
	sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, text ? length : 0);
	g_strlcpy(config->digest, sum, sizeof(config->digest));
	if (!text)
		return g_steal_pointer(&config);
	config->doc = doc_parse(CONFIG_PATH, text, length, err);
	if (!config->doc)
		return NULL;
	if (!config->doc->root)
		return g_steal_pointer(&config);
	if (!check(config->doc->root, err) || !fill(config, config->doc->root, err)) {
		error_at(err, CONFIG_PATH, 1, 1);
		return NULL;
	}
	return g_steal_pointer(&config);
}

gboolean
config_writable(const struct config *config, GError **err)
{
	if (config->format <= CONFIG_FORMAT)
		return TRUE;
	error_set(err, ERR_REFUSED, "the repository is of format %" G_GINT64_FORMAT ", and this sx knows formats up to %d only",
		config->format, CONFIG_FORMAT);
	error_at(err, CONFIG_PATH, 0, 0);
	error_rule(err, "format");
	error_hint(err, "it can be read; to write and to share, install a newer sx");
	return FALSE;
}

const struct site *
config_site(const struct config *config, const char *code)
{
	for (guint i = 0; code && i < config->sites->len; i++) {
		const struct site *site = g_ptr_array_index(config->sites, i);

		if (g_str_equal(site->code, code))
			return site;
	}
	return NULL;
}

const struct calendar *
config_calendar(const struct config *config, const char *code)
{
	const struct site *site = config_site(config, code);

	return site ? site->calendar : config->calendar;
}

const char *
config_repository(const struct config *config, const char *name)
{
	return node_text(node_get(config->root, "repositories"), name);
}

const char *
config_filter(const struct config *config, const char *name)
{
	return node_text(config->filters, name);
}
