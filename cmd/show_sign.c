/* The signatures of a record on paper. */
#include "show_sign.h"
#include "lapse.h"
#include "text.h"
#include "world.h"

GPtrArray *
show_signatures(struct session *s, const struct record *record, GError **err)
{
	struct index *index = kind_field(record->kind, SIGNATURES) ? session_index(s, err) : NULL;
	AUTO(world) world = index ? world_new(index, index_snapshot(index)->kinds, NULL) : NULL;

	return world ? lapse_signatures(index, record, world, err) : NULL;
}

void
show_unsigned(struct session *s, const GPtrArray *all)
{
	for (guint i = 0; all && i < all->len; i++) {
		const struct signature *one = all->pdata[i];
		g_autofree char *says = signature_says(one->entry), *line = NULL;

		if (one->state != SIGNATURE_STALE && one->state != SIGNATURE_BAD)
			continue;
		line = g_strdup_printf("  UNSIGNED       %s does not hold: %s\n", says, one->why);
		session_tone(s, TONE_BAD, line);
	}
}

/* "2026-11-20T14:30:00+05:30  Asha Rao (asha, qa): approval of 'approve'" */
void
show_signatures_text(struct session *s, const GPtrArray *all)
{
	if (all && all->len)
		session_say(s, "\nsignatures");
	for (guint i = 0; all && i < all->len; i++) {
		const struct signature *one = all->pdata[i];
		const char *role = node_text(one->entry, "role");
		gboolean good = one->state == SIGNATURE_GOOD;
		g_autofree char *line = g_strdup_printf("  %s  %s (%s%s%s): %s of '%s'", node_text(one->entry, "at"),
			node_text(one->entry, "name"), node_text(one->entry, "by"), role ? ", " : "", role ? role : "",
			node_text(one->entry, "meaning"), node_text(one->entry, "did"));
		g_autofree char *rest = good ? g_strdup("")
					     : g_strdup_printf("; %s%s%s",
						       one->state == SIGNATURE_STALE ? "UNSIGNED" : signature_states[one->state],
						       one->why ? ": " : "", one->why ? one->why : "");

		session_tone(s, TONE_PLAIN, line);
		session_tone(s, one->state == SIGNATURE_STALE || one->state == SIGNATURE_BAD ? TONE_BAD : TONE_DIM, rest);
		g_string_append_c(s->out, '\n');
	}
}

void
show_signatures_json(struct json *j, const GPtrArray *all)
{
	static const char *const names[] = {"at", "by", "name", "role", "meaning", "did"};

	json_open(j, '[');
	for (guint i = 0; i < all->len; i++) {
		const struct signature *one = all->pdata[i];

		json_open(j, '{');
		for (guint k = 0; k < G_N_ELEMENTS(names); k++) {
			json_key(j, names[k]);
			json_text(j, node_text(one->entry, names[k]));
		}
		json_key(j, "state");
		json_text(j, signature_states[one->state]);
		json_key(j, "why");
		json_text(j, one->why);
		json_close(j, '}');
	}
	json_close(j, ']');
}
