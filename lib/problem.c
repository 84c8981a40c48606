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

gboolean
problems_to_error(const GPtrArray *problems, GError **err)
{
	const struct problem *first = g_ptr_array_index(problems, 0);

	if (problems->len == 1)
		error_set(err, ERR_INVALID, "%s", first->message);
	else
		error_set(err, ERR_INVALID, "%s (and %u more)", first->message, problems->len - 1);
	error_at(err, first->file, first->line, first->column);
	error_rule(err, first->rule);
	if (first->id)
		error_id(err, first->id);
	if (first->hint)
		error_hint(err, "%s", first->hint);
	return FALSE;
}
