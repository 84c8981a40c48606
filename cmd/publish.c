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

/* Of HEAD: edits that are not recorded are not published. */
static struct index *
open_index(struct session *s, GError **err)
{
	struct repo *repo = session_repo(s, err);
	struct snapshot *head = repo ? snapshot_head(repo, err) : NULL;

	if (!head)
		return NULL;
	session_keep_snapshot(s, head);
	return session_index(s, err);
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
print_json(struct session *s, const struct publish *p, const char *place)
{
	struct json *j = session_json(s, NULL);
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
	session_json_done(s);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct publish p = {.schema = opt.schema ? opt.schema : "sx",
		.anew = opt.anew,
		.dry_run = opt.dry_run,
		.progress = progress,
		.data = s};
	g_autofree char *name = NULL;
	struct index *index;
	AUTO(pg) pg = NULL;
	gboolean ok;

	if (argc != 1)
		return error_set(err, ERR_USAGE, "say one database to publish to, as in postgresql://HOST/DATABASE"), ERR_USAGE;
	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "what is published is HEAD, and does not depend on the day"), ERR_USAGE;
	if (!*p.schema || !g_utf8_validate(p.schema, -1, NULL) || strlen(p.schema) > 63 || g_str_has_prefix(p.schema, "pg_"))
		return error_set(err, ERR_USAGE, "'%s' cannot be the name of a schema", p.schema), ERR_USAGE;
	index = open_index(s, err);
	if (!index)
		return ERR_IO;
	name = opt.name ? g_strdup(opt.name) : publish_name(session_repo(s, err)->store);
	p.name = name;
	if (!publish_name_check(p.name, err) || !(pg = pg_open(argv[0], err)))
		return ERR_REMOTE;
	ok = publish(index, pg, &p, err);
	if (ok && s->format == FORMAT_JSON)
		print_json(s, &p, pg_place(pg));
	else if (ok)
		say(s, &p, &index_snapshot(index)->commit);
	if (ok)
		say_faults(s, &p);
	publish_clear(&p);
	return ok ? 0 : ERR_REMOTE;
}

const struct command cmd_publish = {"DATABASE", options, run, NULL, NULL};
