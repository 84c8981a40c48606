/* Problems: one thing wrong each, with its place, its rule and a way out. */
#include "problem.h"

struct problem *
problem_new(const char *file, const struct node *at, const char *rule, const char *id, char *message, char *hint)
{
	struct problem *p = g_new(struct problem, 1);

	*p = (struct problem){
		.file = g_strdup(file),
		.line = at ? at->line : 0,
		.column = at ? at->column : 0,
		.rule = rule,
		.id = g_strdup(id),
		.message = message,
		.hint = hint,
	};
	return p;
}

void
problem_free(struct problem *p)
{
	if (!p)
		return;
	g_free(p->file);
	g_free(p->id);
	g_free(p->message);
	g_free(p->hint);
	g_free(p);
}

GPtrArray *
problems_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);
}

static GError *
as_error(const struct problem *problem, const char *message)
{
	GError *error = NULL;

	error_set(&error, ERR_INVALID, "%s", message);
	error_at(&error, problem->file, problem->line, problem->column);
	error_rule(&error, problem->rule);
	if (problem->id)
		error_id(&error, problem->id);
	if (problem->hint)
		error_hint(&error, "%s", problem->hint);
	return error;
}

gboolean
problems_to_error(const GPtrArray *problems, GError **err)
{
	const struct problem *first = g_ptr_array_index(problems, 0);
	g_autofree char *with = g_strdup_printf("%s (and %u more)", first->message, problems->len - 1);
	GError *error = as_error(first, problems->len > 1 ? with : first->message);

	for (guint i = 0; problems->len > 1 && i < problems->len; i++) {
		const struct problem *problem = problems->pdata[i];

		error_part(&error, as_error(problem, problem->message));
	}
	g_propagate_error(err, error);
	return FALSE;
}
