/* sx init: a new repository with its settings and its first person. */
#include "command.h"
#include "edit.h"
#include "hub.h"
#include "profile.h"
#include "setup.h"
#include "text.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define ATTRIBUTES "*.yaml merge=sx diff=sx text eol=lf\n/evidence/** -text\n"
#define CONFIG_HEAD "# The settings that all clones of this repository share; sx-schema(5) has them all.\n"

static struct {
	gboolean bare, hub;
	char *site, *name, *zone, *person, *profile;
} opt;

static const struct option options[] = {{"bare", 0, OPTION_FLAG, &opt.bare, NULL, "no work tree: a hub to push to"},
	{"hub", 0, OPTION_FLAG, &opt.hub, NULL, "with --bare: it judges what is pushed, and signs receipts"},
	{"name", 0, OPTION_TEXT, &opt.name, "NAME", "the name of the plant"},
	{"person", 'p', OPTION_TEXT, &opt.person, "ID", "the id you will have; else it is made of your e-mail"},
	{"profile", 0, OPTION_TEXT, &opt.profile, "TRADE",
		"the trade whose rules apply: auto, chemical, device, food, general, pharma"},
	{"site", 's', OPTION_TEXT, &opt.site, "CODE", "the plant it is for, as in PUN"},
	{"zone", 'z', OPTION_TEXT, &opt.zone, "ZONE", "the plant's time zone, as in Asia/Kolkata; else this machine's"}, {0}};

/* This machine's zone by its name, or UTC. */
static char *
own_zone(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_local();
	AUTO(calendar) calendar = calendar_new();
	const char *name = g_time_zone_get_identifier(zone);

	return g_strdup(calendar_set_zone(calendar, name, NULL) ? name : "UTC");
}

/* "pun-7k3m9q2x": of the plant or the trade, and of chance, since no other repository may have it. */
static char *
own_name(const struct profile *profile)
{
	g_autofree char *random = text_random(8), *name = g_strdup_printf("%s-%s", opt.site ? opt.site : profile->name, random);

	return g_ascii_strdown(name, -1);
}

/* What the profile's lines say is theirs to say. What does not read is found when all of it is checked. */
static struct node *
without(struct builder *b, struct node *map, const char *lines)
{
	AUTO(doc) doc = lines ? doc_parse("profile", lines, strlen(lines), NULL) : NULL;
	struct node *rest = build_map(b);

	for (guint i = 0; i < map->n; i++)
		if (!doc || !node_get(doc->root, map->keys[i]->text))
			build_map_add(b, rest, map->keys[i]->text, map->items[i]);
	return rest;
}

static char *
config_text(const struct profile *profile)
{
	AUTO(builder) b = builder_new();
	struct node *map = build_map(b), *sites = build_list(b), *site = build_map(b);
	g_autofree char *own = profile && profile->config ? own_name(profile) : NULL;
	g_autofree char *zone = opt.zone ? g_strdup(opt.zone) : own_zone(), *text = NULL;

	if (opt.site) {
		build_map_add(b, map, "site", build_scalar(b, opt.site));
		build_map_add(b, site, "code", build_scalar(b, opt.site));
		build_map_add(b, site, "name", build_scalar(b, opt.name ? opt.name : opt.site));
		build_map_add(b, site, "zone", build_scalar(b, zone));
		build_list_add(b, sites, site);
	}
	build_map_add(b, map, "zone", build_scalar(b, zone));
	if (opt.site)
		build_map_add(b, map, "sites", sites);
	if (own)
		build_map_add(b, map, "repository", build_scalar(b, own));
	map = without(b, map, profile ? profile->config : NULL);
	text = edit_write(map);
	return g_strconcat(CONFIG_HEAD, text, profile && profile->config ? profile->config : "", NULL);
}

/* "Asha.Rao@plant.example" -> "asha.rao" */
static char *
person_id(const char *email, GError **err)
{
	g_autofree char *local = g_strndup(email, strcspn(email, "@"));
	g_autofree char *id = opt.person ? g_strdup(opt.person) : g_ascii_strdown(local, -1);

	if (text_is_slug(id))
		return g_steal_pointer(&id);
	error_set(err, ERR_USAGE, opt.person ? "'%s' cannot be the id of a person" : "no id can be made of '%s'",
		opt.person ? id : email);
	error_hint(err, "choose one of small letters, digits, '.' and '-' with --person, as in --person asha.rao");
	return NULL;
}

/* Everything that can be wrong is found before anything is made. */
static gboolean
check(const char *dir, const struct profile *profile, char **email, char **name, char **id, char **config, GError **err)
{
	g_autofree char *git = g_build_filename(dir, ".git", NULL), *head = g_build_filename(dir, "HEAD", NULL);
	g_autofree char *objects = g_build_filename(dir, "objects", NULL), *sx = g_build_filename(dir, ".sx", NULL);
	struct config *settings;

	if (g_file_test(git, G_FILE_TEST_EXISTS) ||
		(g_file_test(head, G_FILE_TEST_EXISTS) && g_file_test(objects, G_FILE_TEST_IS_DIR))) {
		error_set(err, ERR_REFUSED, "there is %s repository in '%s' already",
			g_file_test(sx, G_FILE_TEST_IS_DIR) ? "an sx" : "a git", dir);
		error_rule(err, "exists");
		error_hint(err, "name another folder, as in: sx init plant");
		return FALSE;
	}
	if (opt.name && !opt.site)
		return error_set(err, ERR_USAGE, "--name is the name of the plant that --site names");
	*email = store_user_config("user.email");
	*name = store_user_config("user.name");
	if (!*email || !**email) {
		error_set(err, ERR_REFUSED, "git does not know your e-mail, by which you will be known here");
		error_rule(err, "identity");
		error_hint(err, "run: git config --global user.email you@example.com");
		return FALSE;
	}
	*config = config_text(profile);
	settings = config_parse(*config, strlen(*config), err);
	config_free(settings);
	*id = settings ? person_id(*email, err) : NULL;
	return *id != NULL;
}

/*
 * The first person has the chosen id, git's name and e-mail, and belongs to the plant; or has the roles that the profile begins
 * with, and no plant, so that they count at each.
 */
static gboolean
add_person(
	struct change *change, const struct profile *profile, const char *id, const char *name, const char *email, GError **err)
{
	const struct kinds *kinds = change_kinds(change, err);
	const struct kind *people = kinds ? kind_of_people(kinds) : NULL;
	AUTO(builder) b = builder_new();
	struct node *values = build_map(b);
	g_autofree char *made = NULL;

	if (!people)
		return FALSE;
	if (people->title)
		build_map_add(b, values, people->title, build_scalar(b, name && *name ? name : id));
	build_map_add(b, values, people->email, build_scalar(b, email));
	for (guint i = 0; opt.site && !(profile && profile->roles) && i < people->fields->len; i++) {
		const struct field *field = people->fields->pdata[i];

		if (!field->list && g_str_equal(field->type->name, "site"))
			build_map_add(b, values, field->name, build_scalar(b, opt.site));
	}
	if (profile && profile->roles && people->roles)
		build_map_add(b, values, people->roles, build_copy(b, profile->roles));
	made = change_add(change, people, id, values, err);
	return made != NULL;
}

/* The kinds as the profile has them: from here on they are the repository's. */
static gboolean
put_schema(struct change *change, const struct profile *profile, GError **err)
{
	const struct node *files = profile ? profile->schema : NULL;

	for (guint i = 0; files && i < files->n; i++) {
		g_autofree char *path = g_strdup_printf(".sx/schema/%s.yaml", files->keys[i]->text);

		if (!change_put(change, path, files->items[i]->text, strlen(files->items[i]->text), err))
			return FALSE;
	}
	return TRUE;
}

static gboolean
fill(struct session *s, const struct profile *profile, const char *id, const char *name, const char *email, const char *config,
	struct oid *commit, GError **err)
{
	struct repo *repo = session_repo(s, err);
	struct change *change = repo ? change_begin_first(repo, err) : NULL;
	g_autofree char *subject = g_strdup_printf("repository begun by %s", name && *name ? name : id);
	const char *ids[] = {id, NULL};
	struct change_message message = {.subject = subject, .verb = s->command, .ids = ids};

	if (!change)
		return FALSE;
	session_keep_change(s, change);
	change->actor = g_strdup(id);
	return change_put(change, ".gitattributes", ATTRIBUTES, strlen(ATTRIBUTES), err) &&
	       change_put(change, ".sx/config.yaml", config, strlen(config), err) && put_schema(change, profile, err) &&
	       add_person(change, profile, id, name, email, err) && change_commit(change, &message, commit, err);
}

/* A bare repository that is there becomes a hub, or its settings are put right. Without its records nothing else changes. */
static int
make_hub(struct session *s, const char *dir, GError **err)
{
	struct repo *repo = session_repo(s, err);
	gboolean begun;

	if (!repo || !hub_setup(repo->store, &begun, err))
		return -1;
	session_say(s, begun ? "%s: a hub now; each push is judged, and gets a receipt" : "%s: a hub, set up as it must be", dir);
	return 0;
}

static gboolean
is_bare_repository(const char *dir)
{
	g_autofree char *git = g_build_filename(dir, ".git", NULL), *head = g_build_filename(dir, "HEAD", NULL);
	g_autofree char *objects = g_build_filename(dir, "objects", NULL);

	return !g_file_test(git, G_FILE_TEST_EXISTS) && g_file_test(head, G_FILE_TEST_EXISTS) &&
	       g_file_test(objects, G_FILE_TEST_IS_DIR);
}

static gboolean
enter(const char *dir, GError **err)
{
	return g_chdir(dir) == 0 || error_set(err, ERR_IO, "cannot enter '%s': %s", dir, g_strerror(errno));
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	const char *dir = argc ? argv[0] : ".";
	g_autofree char *email = NULL, *name = NULL, *id = NULL, *config = NULL;
	AUTO(profile) profile = NULL;
	struct store *store;
	struct oid commit;

	if (argc > 1)
		return error_set(err, ERR_USAGE, "'%s' is one word too many: a repository has one folder", argv[1]);
	if (opt.hub && !opt.bare)
		return error_set(err, ERR_USAGE, "--hub goes with --bare: nobody works in a hub");
	g_unsetenv("GIT_DIR"); /* of another repository */
	if (opt.hub && is_bare_repository(dir))
		return enter(dir, err) && make_hub(s, dir, err) == 0 ? (setup_json(s, NULL), 0) : -1;
	profile = opt.profile ? profile_load(opt.profile, err) : NULL;
	if (opt.profile && !profile)
		return -1;
	if (!check(dir, profile, &email, &name, &id, &config, err))
		return -1;
	store = store_init(dir, opt.bare, err);
	if (!store)
		return -1;
	store_free(store);
	if (!enter(dir, err) || !fill(s, profile, id, name, email, config, &commit, err))
		return -1;
	session_keep_change(s, NULL);
	if (!setup_merge(s, err) || (opt.site && !setup_site(s, opt.site, err)))
		return -1;
	session_say(s, "%s: a new repository", dir);
	if (opt.hub && make_hub(s, dir, err) < 0)
		return -1;
	setup_greet(s);
	setup_json(s, &commit);
	return 0;
}

const struct command cmd_init = {"[DIR]", options, run, "file"};
