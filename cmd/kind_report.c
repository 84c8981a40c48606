/* sx KIND report: the whole story of one record. */
#include "ageing.h"
#include "command.h"
#include "story.h"

static struct {
	gboolean markdown, html, eight;
} opt;
static const struct option options[] = {{"8d", 0, OPTION_FLAG, &opt.eight, NULL, "the eight disciplines, as customers ask for"},
	{"html", 'H', OPTION_FLAG, &opt.html, NULL, "a page for a browser or printer, which stands alone"},
	{"markdown", 'M', OPTION_FLAG, &opt.markdown, NULL, "a page of Markdown"}, {0}};

static gboolean
tell(struct session *s, struct index *index, const struct record *record, GError **err)
{
	const struct field *site = kind_site(record->kind);
	const struct story story = {record, index, opt.eight ? "8d" : NULL, FALSE,
		ageing_now(index_snapshot(index), site ? record_get(record, site->name) : NULL)};
	g_autofree char *title = g_strdup_printf("%s: %s", record->id, record_title(record));
	g_autoptr(GString) out = g_string_new(NULL);
	struct page *page = page_new(opt.html ? PAGE_HTML : opt.markdown ? PAGE_MARKDOWN : PAGE_TEXT, title, out);
	gboolean ok = story_tell(&story, page, err);

	page_done(page);
	if (ok && s->format == FORMAT_JSON) {
		struct json *j = session_json(s, NULL);

		json_open(j, '{');
		json_key(j, "id");
		json_text(j, record->id);
		json_key(j, "text");
		json_text(j, out->str);
		json_close(j, '}');
		session_json_done(s);
	} else if (ok) {
		g_string_append_len(s->out, out->str, (gssize)out->len);
	}
	return ok;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct index *index;
	struct found found = {0};
	AUTO(record) record = NULL;

	if (argc != 1)
		return error_set(err, ERR_USAGE, argc ? "one %s at a time" : "which %s?", s->kind->name);
	if (opt.html && opt.markdown)
		return error_set(err, ERR_USAGE, "--html or --markdown, not both");
	if (s->format == FORMAT_CSV)
		return error_set(err, ERR_USAGE, "a report is no table; 'sx audit %s --csv' is", argv[0]);
	index = session_index(s, err);
	if (!index || !index_history(index, err) || !index_find(index, s->kind, argv[0], &found, err))
		return ERR_NOT_FOUND;
	record = snapshot_record(index_snapshot(index), found.kind, found.id, err);
	found_clear(&found);
	if (!record)
		return ERR_IO;
	return tell(s, index, record, err) ? 0 : ERR_IO;
}

const struct command cmd_kind_report = {"ID", options, run, "id"};
