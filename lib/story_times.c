/* What a story has of times: signatures, clocks and the trail, each with the time that a hub's receipt tells. */
#include "clock.h"
#include "signature.h"
#include "story_private.h"
#include "world.h"

/* --- signatures --- */

gboolean
story_signatures(struct telling *t, GError **err)
{
	const struct story *story = t->story;
	const struct field *field = kind_field(story->record->kind, SIGNATURES);
	const struct node *list = field && field->list && field->fields ? record_node(story->record, SIGNATURES) : NULL;
	AUTO(trail) trail = NULL;
	AUTO(world) world = NULL;

	if (!list || list->type != NODE_LIST)
		return TRUE;
	trail = trail_new(story->index, err);
	t->arrivals = trail ? trail_arrivals(trail, story->record, SIGNATURES, err) : NULL;
	if (!t->arrivals)
		return FALSE;
	world = world_new(story->index, index_snapshot(story->index)->kinds, NULL);
	t->signatures = signatures_of(story->record, world, TRUE);
	if (!t->signatures)
		g_propagate_error(err, g_steal_pointer(&world->failure));
	return t->signatures != NULL;
}

static char *
worth_text(const struct signature *one)
{
	if (one->state == SIGNATURE_STALE)
		return g_strdup("UNSIGNED (content changed)");
	return g_strconcat(signature_states[one->state], one->why ? ": " : NULL, one->why, NULL);
}

/* The armour is for programs, and says nothing to people. */
void
story_tell_signatures(struct telling *t)
{
	static const char *const heads[] = {"name", "role", "meaning", "at", "received", "step", "state", NULL};

	page_table(t->page, heads);
	for (guint i = 0; i < t->signatures->len; i++) {
		const struct signature *one = t->signatures->pdata[i];
		const char *name = node_text(one->entry, "name"), *by = node_text(one->entry, "by");
		g_autofree char *who = g_strdup_printf("%s (%s)", name ? name : "", by ? by : "nobody"), *worth = worth_text(one);
		const struct trail_arrival *arrival =
			i < t->arrivals->len ? &g_array_index(t->arrivals, struct trail_arrival, i) : NULL;
		const char *cells[] = {who, node_text(one->entry, "role"), node_text(one->entry, "meaning"),
			node_text(one->entry, "at"), arrival && arrival->received ? arrival->received : "-",
			node_text(one->entry, "did"), worth, NULL};

		page_row(t->page, cells);
	}
	t->some = TRUE;
}

/* --- clocks --- */

gboolean
story_tell_clocks(struct telling *t, const char *head, GError **err)
{
	static const char *const heads[] = {"clock", "began", "due", "there since", "state", NULL};
	const struct record *record = t->story->record;
	const struct field *site = kind_site(record->kind);
	const struct calendar *calendar =
		snapshot_calendar(index_snapshot(t->story->index), site ? record_get(record, site->name) : NULL);
	g_autoptr(GArray) clocks = clocks_of(record, calendar, t->story->now);

	if (!clocks->len)
		return TRUE;
	if (!clocks_date(clocks, record, t->story->index, err))
		return FALSE;
	page_head(t->page, head);
	page_table(t->page, heads);
	for (guint i = 0; i < clocks->len; i++) {
		const struct clock_run *run = &g_array_index(clocks, struct clock_run, i);
		g_autofree char *from = calendar_event(calendar, run->from), *due = calendar_event(calendar, run->due);
		g_autofree char *met = run->met ? calendar_event(calendar, run->met) : NULL;
		g_autofree char *since = met ? g_strconcat(met, run->received ? "" : " (claimed)", NULL) : g_strdup("-");
		g_autofree char *says = clock_says(run, t->story->now);
		const char *cells[] = {run->clock->name, from, due, since, says, NULL};

		page_row(t->page, cells);
	}
	return TRUE;
}

/* --- the trail --- */

/* The page of a trail: what a row has as the one above it, of the same commit, is not said again. */
struct trail_page {
	struct page *page;
	char *commit; /* of the row above */
};

static void
trail_line(const struct trail_row *row, void *data)
{
	struct trail_page *t = data;
	gboolean again = !g_strcmp0(t->commit, row->commit);
	g_autofree char *who = row->by ? g_strdup_printf("%s, %s", row->by, row->name ? row->name : "") : g_strdup(row->email);
	g_autofree char *commit = g_strndup(row->commit, 10);
	const char *cells[] = {who, row->role ? row->role : "-", row->claimed, row->received ? row->received : "-", commit,
		row->reason, row->field, row->old ? row->old : "-", row->new ? row->new : "-", NULL};

	for (guint i = 0; again && i < 6; i++)
		cells[i] = NULL;
	page_row(t->page, cells);
	g_free(t->commit);
	t->commit = g_strdup(row->commit);
}

gboolean
story_tell_trail(struct telling *t, GError **err)
{
	static const char *const heads[] = {
		"who", "role", "claimed", "received", "commit", "reason", "field", "old", "new", NULL};
	AUTO(trail) trail = trail_new(t->story->index, err);
	struct trail_page page = {t->page};
	gboolean ok;

	if (!trail)
		return FALSE;
	page_head(t->page, "Trail");
	page_line(t->page, "Claimed: by the clock of whoever made the commit. Received: by the hub's receipt; - where there is "
			   "none. A row without "
			   "them is of the commit above it.");
	page_table(t->page, heads);
	ok = trail_record(trail, t->story->record->path, trail_line, &page, err);
	g_free(page.commit);
	return ok;
}
