/* sx verify: the whole history judged again, commit by commit. */
#include "verify.h"
#include "command.h"
#include "hub.h"
#include "text.h"
#include "witness.h"

static struct {
	gboolean full;
} opt;
static const struct option options[] = {
	{"full", 0, OPTION_FLAG, &opt.full, NULL, "from the first commit, whatever was verified before"}, {0}};

static void
print_rows(struct session *s, const struct verify *v)
{
	static const char *const columns[] = {"commit", "id", "path", "rule", "message", "honest"};
	AUTO(rows) rows = session_rows(s);
	char hex[OID_HEX];

	for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
		rows_column(rows, columns[i], columns[i], ROWS_TEXT);
	for (guint i = 0; i < v->violations->len; i++) {
		const struct violation *violation = v->violations->pdata[i];

		oid_hex(&violation->commit, hex);
		rows_begin(rows);
		rows_text(rows, hex);
		rows_text(rows, violation->id);
		rows_text(rows, violation->path);
		rows_text(rows, violation->rule);
		rows_text(rows, violation->message);
		rows_text(rows, violation->honest);
		rows_end(rows);
	}
	session_rows_done(s, rows);
}

/* "COMMIT RECORD: RULE: what is wrong; what it would have to be" */
static void
print_text(struct session *s, const struct verify *v)
{
	char hex[OID_HEX];

	for (guint i = 0; i < v->violations->len; i++) {
		const struct violation *violation = v->violations->pdata[i];
		const char *what = violation->id ? violation->id : violation->path;
		g_autoptr(GString) line = g_string_new(NULL);
		g_autofree char *safe = NULL;

		oid_hex(&violation->commit, hex);
		g_string_append_printf(
			line, "%.10s%s%s: %s: %s", hex, what ? " " : "", what ? what : "", violation->rule, violation->message);
		if (violation->honest)
			g_string_append_printf(line, "; %s", violation->honest);
		safe = text_safe(line->str, FALSE);
		g_string_append_printf(s->out, "%s\n", safe);
	}
	session_say(s, "%u commit%s verified%s, %u violation%s", v->commits, v->commits == 1 ? "" : "s",
		v->gone_on ? " since the last time" : "", v->violations->len, v->violations->len == 1 ? "" : "s");
}

static void
tell_progress(guint done, guint total, void *data)
{
	session_progress(data, "verifying", done, total);
}

/* What the hubs that this clone shares with have done is judged as well. */
static void
add_hub(const struct oid *oid, const char *message, gboolean grave, void *data)
{
	struct verify *v = data;

	if (grave)
		g_ptr_array_add(v->violations, violation_new(oid, NULL, NULL, "hub", message, "what a hub had it has"));
	else
		session_warn(v->data, "%s", message);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct verify v = {.repo = session_repo(s, err),
		.rev = argc ? argv[0] : s->at,
		.full = opt.full,
		.now = calendar_now(),
		.progress = tell_progress,
		.data = s};
	int status = -1;

	if (argc > 1)
		error_set(err, ERR_USAGE, "verify takes one revision, or a day");
	else if (v.repo && verify_run(&v, err) && witness_report(v.repo->store, hub_check, add_hub, &v, err)) {
		if (s->format == FORMAT_TEXT)
			print_text(s, &v);
		else
			print_rows(s, &v);
		if (v.unverifiable)
			session_warn(s, "%u commit%s signed with OpenPGP or X.509, which is not verified here", v.unverifiable,
				v.unverifiable == 1 ? " is" : "s are");
		if (v.unplaced)
			session_warn(s,
				"of %u commit%s it is not known who was active when a hub received %s: run git remote set-head "
				"origin --auto",
				v.unplaced, v.unplaced == 1 ? "" : "s", v.unplaced == 1 ? "it" : "them");
		status = v.violations->len ? ERR_INTEGRITY : 0;
	}
	verify_clear(&v);
	return status;
}

const struct command cmd_verify = {"[REV|DATE]", options, run};
