/* The log on paper: paragraphs for people, a row a field for programs. */
#include <string.h>

#include "log_print.h"
#include "text.h"

#define MANY 20 /* records of one commit that people are shown */

static void
add_columns(struct rows *rows, gboolean several)
{
	static const char *const names[] = {
		"commit", "at", "by", "name", "email", "verb", "kind", "id", "path", "field", "from", "to", "subject", "reason"};

	if (several)
		rows_column(rows, "repository", "repository", ROWS_TEXT);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		rows_column(rows, names[i], names[i], ROWS_TEXT);
}

gboolean
log_place_init(struct log_place *place, struct index *index, const struct plant *plant, GError **err)
{
	place->plant = plant;
	place->snapshot = index_snapshot(index);
	place->people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	place->ask = db_prepare(index_db(index),
		"select r.id from email e join record r on r.rid = e.rid where e.value = ?1 order by r.open desc", err);
	return place->ask != NULL;
}

void
log_place_clear(struct log_place *place)
{
	db_query_free(place->ask);
	g_clear_pointer(&place->people, g_hash_table_unref);
}

struct log_printer *
log_printer_new(struct session *s, gboolean one)
{
	struct log_printer *p = g_new0(struct log_printer, 1);

	p->s = s;
	p->one = one;
	if (s->format != FORMAT_TEXT) {
		p->rows = session_rows(s);
		add_columns(p->rows, s->with != NULL);
	}
	return p;
}

void
log_printer_free(struct log_printer *p)
{
	if (!p)
		return;
	rows_free(p->rows);
	g_free(p->why);
	g_free(p);
}

static void
say_rest(struct log_printer *p)
{
	if (p->in_commit > MANY)
		session_say(p->s, "  and %u more records", p->in_commit - MANY);
	p->in_commit = 0;
}

void
log_printer_done(struct log_printer *p)
{
	say_rest(p);
	if (p->rows)
		session_rows_done(p->s, p->rows);
}

/* The person of an e-mail, an active one first; NULL when it is nobody's here. Few people make a history of many commits. */
static const char *
person(struct log_printer *p, const struct entry_commit *commit)
{
	g_autofree char *lower = commit->email ? g_utf8_strdown(commit->email, -1) : NULL;
	const char *id = lower ? g_hash_table_lookup(p->at->people, lower) : "";
	gboolean row = FALSE;

	if (!id) {
		char *found;

		db_bind_text(p->at->ask, 1, lower);
		found = g_strdup(db_step(p->at->ask, &row, NULL) && row ? db_text(p->at->ask, 0) : "");
		db_run(p->at->ask, NULL);
		g_hash_table_insert(p->at->people, g_steal_pointer(&lower), found);
		id = found;
	}
	return *id ? id : NULL;
}

/* --- for programs --- */

static void
print_row(struct log_printer *p, const struct entry *entry, const struct compared *c, const struct delta *delta, const char *why)
{
	const struct entry_commit *commit = &entry->commit;
	g_autofree char *at = event_format(commit->time, commit->offset);
	g_autofree char *from = delta ? delta_says(delta, delta->from) : NULL, *to = delta ? delta_says(delta, delta->to) : NULL;
	char hex[OID_HEX];

	oid_hex(&commit->oid, hex);
	rows_begin(p->rows);
	if (p->at->plant)
		rows_text(p->rows, p->at->plant->name);
	rows_text(p->rows, hex);
	rows_text(p->rows, at);
	rows_text(p->rows, person(p, commit));
	rows_text(p->rows, commit->name);
	rows_text(p->rows, commit->email);
	rows_text(p->rows, commit->verb);
	rows_text(p->rows, c->kind ? c->kind->name : NULL);
	rows_text(p->rows, c->id);
	rows_text(p->rows, entry->path);
	rows_text(p->rows, delta ? delta->name : NULL);
	rows_text(p->rows, from);
	rows_text(p->rows, to);
	rows_text(p->rows, commit->subject);
	rows_text(p->rows, *why ? why : NULL);
	rows_end(p->rows);
}

static void
print_rows(struct log_printer *p, const struct entry *entry, const struct compared *c, const char *why)
{
	if (!c->deltas || !c->deltas->len)
		print_row(p, entry, c, NULL, why);
	for (guint i = 0; c->deltas && i < c->deltas->len; i++)
		print_row(p, entry, c, c->deltas->pdata[i], why);
}

/* --- for people --- */

static void
say_commit(struct log_printer *p, const struct entry_commit *commit, const char *why)
{
	g_autofree char *at = event_format(commit->time, commit->offset);
	const char *who = person(p, commit);
	g_auto(GStrv) lines = g_strsplit(why, "\n", -1);
	char hex[OID_HEX];

	say_rest(p);
	if (p->seq)
		session_say(p->s, "%s", "");
	p->seq = commit->seq;
	g_free(p->why);
	p->why = g_strdup(why);
	oid_hex(&commit->oid, hex);
	at[10] = ' ';
	at[16] = '\0';
	session_tone(p->s, TONE_WARN, at);
	session_tone(p->s, TONE_PLAIN, "  ");
	if (p->at->plant) {
		session_tone(p->s, TONE_PLAIN, p->at->plant->name);
		session_tone(p->s, TONE_PLAIN, "  ");
	}
	session_tone(p->s, TONE_PLAIN, who ? who : commit->name ? commit->name : "?");
	if (!who && commit->email) {
		g_autofree char *address = g_strdup_printf(" <%s>", commit->email);

		session_tone(p->s, TONE_PLAIN, address);
	}
	session_tone(p->s, TONE_PLAIN, "  ");
	session_tone(p->s, TONE_PLAIN, commit->verb ? commit->verb : commit->subject ? commit->subject : "");
	hex[10] = '\0';
	session_tone(p->s, TONE_PLAIN, "  ");
	session_tone(p->s, TONE_DIM, hex);
	g_string_append_c(p->s->out, '\n');
	for (char **line = lines; *line; line++)
		if (**line)
			session_say(p->s, "  \"%s\"", *line);
}

/* An entry of the kind's notes: what it says, unless the reason has said it. */
static gboolean
say_note(struct log_printer *p, const struct kind *kind, const struct delta *delta, const char *why)
{
	const char *text = delta->to ? node_text(delta->to, "text") : NULL;
	g_autofree char *line = NULL, *said = NULL;

	if (!kind->workflow || g_strcmp0(kind->workflow->notes, delta->name) || !delta->to || delta->to->type != NODE_MAP)
		return FALSE;
	line = text ? g_strstrip(g_strdup(text)) : NULL;
	said = g_strstrip(g_strdup(why));
	if (line && *line && !g_str_equal(line, said))
		session_say(p->s, "    \"%s\"", g_strdelimit(line, "\n", ' '));
	return TRUE;
}

static void
say_delta(struct log_printer *p, const struct delta *delta)
{
	g_autofree char *from = delta_says(delta, delta->from), *to = delta_says(delta, delta->to);
	gboolean item = delta->field && delta->field->list;

	if (item)
		session_say(p->s, "    %s %s %s", delta->name, to ? "+" : "-", to ? to : from);
	else if (!from)
		session_say(p->s, "    %s: %s", delta->name, to);
	else if (!to)
		session_say(p->s, "    %s: %s -> (none)", delta->name, from);
	else
		session_say(p->s, "    %s: %s -> %s", delta->name, from, to);
}

static void
say_entry(struct log_printer *p, const struct entry *entry, const struct compared *c, const char *why, const char *field)
{
	const char *title = c->new.record		   ? record_title(c->new.record)
			    : c->n_old && c->old[0].record ? record_title(c->old[0].record)
							   : "";
	gboolean added = c->kind && c->n_old && !c->old[0].present, removed = c->kind && !c->new.present;

	if (p->seq != entry->commit.seq)
		say_commit(p, &entry->commit, why);
	if (!entry->path || ++p->in_commit > MANY)
		return;
	if (!c->kind || !p->one)
		session_say(p->s, "  %s%s%s%s", c->id ? c->id : entry->path, *title ? "  " : "", title,
			added	  ? "  (new)"
			: removed ? "  (removed)"
				  : "");
	else if (added || removed)
		session_say(p->s, "  %s", added ? "(new)" : "(removed)");
	if (c->kind && !c->deltas)
		session_say(p->s, "    (a state of it does not read)");
	if (removed || (added && !p->one && !field))
		return;
	for (guint i = 0; c->deltas && i < c->deltas->len; i++)
		if (!say_note(p, c->kind, c->deltas->pdata[i], p->why))
			say_delta(p, c->deltas->pdata[i]);
}

gboolean
log_print(struct log_printer *p, const struct log_place *at, const struct entry *entry, const char *field, gboolean *some,
	GError **err)
{
	struct compared c;
	g_autofree char *why = NULL;

	if (p->at != at) { /* commits are counted in each repository */
		say_rest(p);
		p->seq = p->seq ? -1 : 0;
	}
	p->at = at;

	if (p->s->format == FORMAT_TEXT && !field && p->seq == entry->commit.seq && p->in_commit >= MANY) {
		p->in_commit++;
		return TRUE;
	}
	entry_compare(p->at->snapshot, entry, field, &c);
	*some = !field || (c.deltas && c.deltas->len);
	if (*some && (p->rows || p->seq != entry->commit.seq))
		why = entry_reason(p->at->snapshot, &entry->commit, err);
	if (*some && !(err && *err)) {
		if (p->rows)
			print_rows(p, entry, &c, why);
		else
			say_entry(p, entry, &c, why, field);
	}
	compared_clear(&c);
	return !(err && *err);
}
