/* Agenda templates: files, and minutes shared out. */
#include "asset.h"
#include "meeting.h"

#define MINUTES_MAX 1440

GPtrArray *
meeting_templates(struct snapshot *snapshot, GError **err)
{
	return asset_names(snapshot, "templates", err);
}

/* Whole minutes by shares; what rounding down leaves goes to the largest remainders, the earlier section first. */
void
meeting_share(GArray *sections, guint minutes)
{
	guint total = 0, given = 0;

	for (guint i = 0; i < sections->len; i++)
		total += g_array_index(sections, struct meeting_section, i).share;
	for (guint i = 0; total && i < sections->len; i++) {
		struct meeting_section *s = &g_array_index(sections, struct meeting_section, i);
		s->minutes = minutes * s->share / total;
		given += s->minutes;
	}
	for (; total && given < minutes; given++) {
		guint best = 0;
		gint64 most = G_MININT64;
		for (guint i = 0; i < sections->len; i++) {
			const struct meeting_section *s = &g_array_index(sections, struct meeting_section, i);
			gint64 left = (gint64)minutes * s->share - (gint64)s->minutes * total;
			if (left > most) {
				most = left;
				best = i;
			}
		}
		g_array_index(sections, struct meeting_section, best).minutes++;
	}
}

static gboolean
number(const struct doc *doc, const struct node *map, const char *key, guint max, guint *out, GError **err)
{
	const char *text = node_text(map, key);
	guint64 value;

	if (!text)
		return asset_fail(doc, map, err, "'%s' is missing", key);
	if (!g_ascii_string_to_unsigned(text, 10, 0, max, &value, NULL))
		return asset_fail(doc, node_get(map, key), err, "'%s' is not a number from 0 to %u", text, max);
	*out = (guint)value;
	return TRUE;
}

static gboolean
read_section(struct meeting_template *t, const struct node *map, GError **err)
{
	struct meeting_section section = {.item = node_text(map, "item"), .type = node_text(map, "type")};

	if (!section.item)
		return asset_fail(t->doc, map, err, "a section needs an item");
	if (!number(t->doc, map, "share", 1000, &section.share, err))
		return FALSE;
	g_array_append_val(t->sections, section);
	return TRUE;
}

static gboolean
read_template(struct meeting_template *t, GError **err)
{
	const struct node *root = t->doc->root, *sections = node_get(root, "sections");

	t->name = node_text(root, "template");
	t->help = node_text(root, "help");
	t->title = node_text(root, "title");
	t->kpis = node_text(root, "kpis");
	if (!t->name)
		return asset_fail(t->doc, root, err, "a template needs its name");
	if (!sections || sections->type != NODE_LIST || !sections->n)
		return asset_fail(t->doc, root, err, "a template needs sections");
	if (!number(t->doc, root, "minutes", MINUTES_MAX, &t->minutes, err))
		return FALSE;
	for (guint i = 0; i < sections->n; i++)
		if (!read_section(t, sections->items[i], err))
			return FALSE;
	meeting_share(t->sections, t->minutes);
	return TRUE;
}

struct meeting_template *
meeting_template_read(struct snapshot *snapshot, const char *name, GError **err)
{
	AUTO(meeting_template) t = g_new0(struct meeting_template, 1);

	t->sections = g_array_new(FALSE, TRUE, sizeof(struct meeting_section));
	t->doc = asset_read(snapshot, "templates", "agenda template", name, err);
	if (!t->doc || !read_template(t, err))
		return NULL;
	return g_steal_pointer(&t);
}

void
meeting_template_free(struct meeting_template *t)
{
	if (!t)
		return;
	g_array_unref(t->sections);
	doc_free(t->doc);
	g_free(t);
}
