/* sx publish: the repository as tables of a PostgreSQL database, brought up to date. */
#include "publish.h"
#include "command.h"
#include "domain.h"
#include <string.h>

static struct {
	char *schema, *name;
	gboolean anew, dry_run;
} opt;

static const struct option options[] = {
	{"anew", 0, OPTION_FLAG, &opt.anew, NULL, "write all of it, whatever is there of that name"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "say what would be done and do nothing"},
	{"name", 0, OPTION_TEXT, &opt.name, "NAME", "what the repository is called there"},
	{"schema", 0, OPTION_TEXT, &opt.schema, "NAME", "the schema its tables are in (sx)"}, {0}};

static void
progress(guint done, guint total, void *data)
{
	session_progress(data, "publishing record", done, total);
}

static const char *
plural(guint64 n)
{
	return n == 1 ? "" : "s";
}

/* --- for people --- */

static void
say_made(struct session *s, const struct publish *p)
{
	guint tables = 0;

	for (guint i = 0; i < p->added->len; i++)
		tables += g_str_has_prefix(p->added->pdata[i], "table ");
	if (tables)
		session_say(s, "%s %u table%s in the schema '%s'", p->dry_run ? "would make" : "made", tables, plural(tables),
			p->schema);
	for (guint i = 0; i < p->added->len; i++)
		if (!g_str_has_prefix(p->added->pdata[i], "table "))
			session_say(s, "%s %s", p->dry_run ? "would make" : "made", (const char *)p->added->pdata[i]);
}

static void
say_faults(struct session *s, const struct publish *p)
{
	guint shown = MIN(p->faults->len, 3);

	for (guint i = 0; i < shown; i++)
		session_warn(s, "sx: %s is none of its type", (const char *)p->faults->pdata[i]);
	if (p->n_faults)
		session_warn(s,
			"  %s%" G_GUINT64_FORMAT
			" such value%s: null there, and as written in the column 'invalid'; see 'sx check'",
			p->n_faults > shown ? "in all " : "", p->n_faults, plural(p->n_faults));
}

static void
say(struct session *s, const struct publish *p, const struct oid *commit)
{
	char from[OID_HEX], to[OID_HEX];

	oid_hex(&p->from, from);
	oid_hex(commit, to);
	from[10] = to[10] = '\0';
	say_made(s, p);
	if (p->nothing) {
		session_say(s, "%s: nothing new since %s", p->name, to);
		return;
	}
	session_say(s,
		"%s: %s%" G_GUINT64_FORMAT " record%s written, %" G_GUINT64_FORMAT " removed, %" G_GUINT64_FORMAT
		" commit%s added: %s%s%s",
		p->name, p->dry_run ? "would be " : "", p->records, plural(p->records), p->removed, p->commits,
		plural(p->commits), p->whole ? "all of it, " : from, p->whole ? "as of " : " to ", to);
}

/* --- for programs --- */

static void
put_count(struct json *j, const char *key, guint64 n)
{
	json_key(j, key);
	json_int(j, (gint64)n);
}

static void
put_texts(struct json *j, const char *key, const GPtrArray *texts)
{
	json_key(j, key);
	json_open(j, '[');
	for (guint i = 0; i < texts->len; i++)
		json_text(j, texts->pdata[i]);
	json_close(j, ']');
}

static void
put_text(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_text(j, text);
}

static void
put_flag(struct json *j, const char *key, gboolean flag)
{
	json_key(j, key);
	json_bool(j, flag);
}

static void
put_json(struct json *j, const struct publish *p, const char *place)
{
	char from[OID_HEX];

	oid_hex(&p->from, from);
	json_open(j, '{');
	put_text(j, "repository", p->name);
	put_text(j, "place", place);
	put_text(j, "schema", p->schema);
	put_text(j, "from", oid_is_zero(&p->from) ? NULL : from);
	put_flag(j, "nothing", p->nothing);
	put_flag(j, "whole", !p->nothing && p->whole);
	put_flag(j, "dry_run", p->dry_run);
	put_count(j, "records", p->records);
	put_count(j, "removed", p->removed);
	put_count(j, "commits", p->commits);
	put_count(j, "changes", p->changes);
	put_count(j, READING_LIST, p->readings);
	put_texts(j, "made", p->added);
	put_texts(j, "invalid", p->faults);
	json_close(j, '}');
}

/* Of HEAD: edits that are not recorded are not published. */
static gboolean
publish_one(struct session *s, struct index *index, struct pg *pg, struct json *j, GError **err)
{
	const struct snapshot *head = index_snapshot(index);
	g_autofree char *name = opt.name ? g_strdup(opt.name) : publish_name(head->repo->store);
	struct publish p = {.schema = opt.schema ? opt.schema : "sx",
		.name = name,
		.anew = opt.anew,
		.dry_run = opt.dry_run,
		.progress = progress,
		.data = s};
	gboolean ok = publish_name_check(name, err) && publish(index, pg, &p, err);

	if (ok && j)
		put_json(j, &p, pg_place(pg));
	else if (ok)
		say(s, &p, &head->commit);
	if (ok)
		say_faults(s, &p);
	publish_clear(&p);
	return ok;
}

static gboolean
publish_plant(struct session *s, struct plant *plant, struct pg *pg, struct json *j, GError **err)
{
	AUTO(snapshot) head = snapshot_head(plant->repo, err);
	AUTO(index) index = head ? index_open(head, err) : NULL;
	g_autoptr(GPtrArray) bad = g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);

	if (!index || !index_bad(index, bad, err) || !publish_one(s, index, pg, j, err))
		return FALSE;
	if (bad->len)
		plant_note(plant, g_strdup_printf("%u file%s cannot be read and %s left out", bad->len, plural(bad->len),
					  bad->len == 1 ? "is" : "are"));
	return TRUE;
}

/* With --anew it would be written in the place of the other, and nobody would be told. */
static gboolean
name_is_free(GHashTable *names, struct plant *plant, GError **err)
{
	g_autofree char *name = publish_name(plant->repo->store);
	const char *other = g_hash_table_lookup(names, name);

	if (other) {
		error_set(err, ERR_REFUSED, "it would be called '%s' there, as %s is", name, other);
		error_hint(err, "publish it by itself, with --name");
		return FALSE;
	}
	g_hash_table_insert(names, g_steal_pointer(&name), plant->name);
	return TRUE;
}

/* Each repository is a transaction of its own: one that cannot be published does not keep the others from it. */
static int
publish_all(struct session *s, struct pg *pg, struct json *j, GError **err)
{
	struct fleet *fleet = session_fleet_unread(s, err);
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct plant *plant;
	int status = 0;

	for (guint i = 0; fleet && !*err && (plant = fleet_next(fleet, &i));) {
		g_autoptr(GError) failed = NULL;

		if (name_is_free(names, plant, &failed) && publish_plant(s, plant, pg, j, &failed))
			continue;
		status = error_status(failed);
		if (status == ERR_REMOTE) {
			g_propagate_error(err, g_steal_pointer(&failed));
			break;
		}
		session_warn(s, "sx: %s is not published: %s", plant->name, failed->message);
		if (error_more(failed)->hint)
			session_warn(s, "  %s", error_more(failed)->hint);
	}
	return status;
}

static gboolean
check_asked(const struct session *s, int argc, GError **err)
{
	const char *schema = opt.schema ? opt.schema : "sx";

	if (argc != 1)
		return error_set(err, ERR_USAGE, "say one database to publish to, as in postgresql://HOST/DATABASE");
	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "what is published is HEAD, and does not depend on the day");
	if (opt.name && s->with)
		return error_set(err, ERR_USAGE, "--name is of one repository, and --with names several");
	if (!*schema || !g_utf8_validate(schema, -1, NULL) || strlen(schema) > 63 || g_str_has_prefix(schema, "pg_"))
		return error_set(err, ERR_USAGE, "'%s' cannot be the name of a schema", schema);
	return !opt.name || publish_name_check(opt.name, err);
}

static int
run_several(struct session *s, struct pg *pg, GError **err)
{
	struct json *j = s->format == FORMAT_JSON ? session_json(s, NULL) : NULL;
	int status;

	if (j)
		json_open(j, '[');
	status = publish_all(s, pg, j, err);
	if (j)
		json_close(j, ']');
	if (j && !*err)
		session_json_done(s);
	return status;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct repo *repo = check_asked(s, argc, err) ? session_repo(s, err) : NULL;
	struct snapshot *head = repo && !s->with ? snapshot_head(repo, err) : NULL;
	struct index *index = NULL;
	AUTO(pg) pg = NULL;
	struct json *j;

	if (head) {
		session_keep_snapshot(s, head);
		index = session_index(s, err);
	}
	if (index || (repo && s->with))
		pg = pg_open(argv[0], err);
	if (!pg || s->with)
		return pg ? run_several(s, pg, err) : ERR_REMOTE;
	j = s->format == FORMAT_JSON ? session_json(s, NULL) : NULL;
	if (publish_one(s, index, pg, j, err) && j)
		session_json_done(s);
	return 0;
}

const struct command cmd_publish = {"DATABASE", options, run, NULL, NULL};
