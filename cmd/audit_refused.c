/* sx audit refused: the refusals that a hub has signed. */
#include "audit_refused.h"
#include "receipt.h"

#define SHORT 10 /* digits of a commit on paper */

static gint
newest_first(gconstpointer a, gconstpointer b)
{
	const struct receipt *x = *(struct receipt *const *)a, *y = *(struct receipt *const *)b;

	return x->received != y->received ? (x->received < y->received ? 1 : -1)
					  : (x->number < y->number) - (x->number > y->number);
}

static void
print(struct session *s, struct rows *rows, const struct receipt *receipt)
{
	gboolean paper = s->format == FORMAT_TEXT;
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(receipt->received);
	g_autofree char *received = at ? g_date_time_format(at, paper ? "%Y-%m-%d %H:%MZ" : "%Y-%m-%dT%H:%M:%SZ") : NULL;
	char commit[OID_HEX];

	oid_hex(&receipt->new, commit);
	if (paper)
		commit[SHORT] = '\0';
	rows_begin(rows);
	rows_int(rows, receipt->number);
	rows_text(rows, received);
	rows_text(rows, receipt->pusher);
	rows_text(rows, receipt->ref);
	rows_text(rows, oid_is_zero(&receipt->new) ? NULL : commit);
	rows_text(rows, receipt->why);
	rows_end(rows);
}

int
audit_refused(struct session *s, const struct audit_refused *ask, GError **err)
{
	static const char *const names[] = {"number", "received", "pusher", "ref", "commit", "why"}, *const heads[] = {"RECEIPT",
													     "RECEIVED", "PUSHER",
													     "REF", "COMMIT",
													     "WHY"};
	struct snapshot *snapshot = session_snapshot(s, err);
	const struct calendar *calendar = snapshot ? snapshot->config->calendar : NULL;
	AUTO(receipts) receipts = snapshot ? receipts_load(snapshot->repo->store, err) : NULL;
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	day since = DAY_NONE, until = DAY_NONE;
	struct rows *rows;

	if (!receipts || (ask->since && !date_read_past(ask->since, snapshot->today, calendar, &since, err)) ||
		(ask->until && !date_read_past(ask->until, snapshot->today, calendar, &until, err)))
		return ERR_USAGE;
	for (guint i = 0; i < receipts->list->len; i++) {
		const struct receipt *receipt = receipts->list->pdata[i];
		day on = calendar_day(calendar, receipt->received);

		if (receipt->result == RECEIPT_REFUSED && on >= since && (until == DAY_NONE || on <= until))
			g_ptr_array_add(found, (gpointer)receipt);
	}
	g_ptr_array_sort(found, newest_first);
	rows = session_rows(s);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		rows_column(rows, names[i], heads[i], i ? ROWS_TEXT : ROWS_INT);
	for (guint i = 0; i < found->len && (!ask->limit || i < ask->limit); i++)
		print(s, rows, found->pdata[i]);
	session_rows_done(s, rows);
	rows_free(rows);
	return ask->exit_code && found->len ? 1 : 0;
}
