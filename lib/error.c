/* Errors that carry a place, a rule, a record and a way out. */
#include "error.h"

typedef struct error_more ErrorPrivate; /* the name GLib derives from "Error" */

static void
error_private_init(ErrorPrivate *more)
{
	*more = (struct error_more){0};
}

static void
error_private_copy(const ErrorPrivate *from, ErrorPrivate *to)
{
	*to = (struct error_more){
		.file = g_strdup(from->file),
		.line = from->line,
		.column = from->column,
		.rule = g_strdup(from->rule),
		.id = g_strdup(from->id),
		.hint = g_strdup(from->hint),
		.parts = from->parts ? g_ptr_array_ref(from->parts) : NULL,
	};
}

static void
error_private_clear(ErrorPrivate *more)
{
	g_free(more->file);
	g_free(more->rule);
	g_free(more->id);
	g_free(more->hint);
	if (more->parts)
		g_ptr_array_unref(more->parts);
}

G_DEFINE_EXTENDED_ERROR(Error, error)

static ErrorPrivate *
error_extra(GError **err)
{
	return err && *err && (*err)->domain == ERROR_DOMAIN ? error_get_private(*err) : NULL;
}

gboolean
error_set(GError **err, enum error_code code, const char *format, ...)
{
	va_list args;

	if (!err)
		return FALSE;
	va_start(args, format);
	*err = g_error_new_valist(ERROR_DOMAIN, code, format, args);
	va_end(args);
	return FALSE;
}

void
error_at(GError **err, const char *file, int line, int column)
{
	ErrorPrivate *more = error_extra(err);

	if (!more)
		return;
	if (!more->file)
		more->file = g_strdup(file);
	if (!more->line) {
		more->line = line;
		more->column = column;
	}
}

void
error_nowhere(GError **err, const char *file)
{
	ErrorPrivate *more = error_extra(err);

	if (!more || g_strcmp0(more->file, file) != 0)
		return;
	g_clear_pointer(&more->file, g_free);
	more->line = more->column = 0;
}

void
error_rule(GError **err, const char *rule)
{
	ErrorPrivate *more = error_extra(err);

	if (more && !more->rule)
		more->rule = g_strdup(rule);
}

void
error_id(GError **err, const char *id)
{
	ErrorPrivate *more = error_extra(err);

	if (more && !more->id)
		more->id = g_strdup(id);
}

void
error_hint(GError **err, const char *format, ...)
{
	ErrorPrivate *more = error_extra(err);
	va_list args;

	if (!more || more->hint)
		return;
	va_start(args, format);
	more->hint = g_strdup_vprintf(format, args);
	va_end(args);
}

void
error_hint_more(GError **err, const char *format, ...)
{
	ErrorPrivate *more = error_extra(err);
	g_autofree char *first = more ? more->hint : NULL, *next = NULL;
	va_list args;

	if (!more)
		return;
	va_start(args, format);
	next = g_strdup_vprintf(format, args);
	va_end(args);
	more->hint = first ? g_strdup_printf("%s; %s", first, next) : g_steal_pointer(&next);
}

void
error_part(GError **err, GError *part)
{
	ErrorPrivate *more = error_extra(err);

	if (more && !more->parts)
		more->parts = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
	if (more)
		g_ptr_array_add(more->parts, part);
	else
		g_error_free(part);
}

const struct error_more *
error_more(const GError *err)
{
	static const struct error_more none;

	return err->domain == ERROR_DOMAIN ? error_get_private(err) : &none;
}

int
error_status(const GError *err)
{
	return err->domain == ERROR_DOMAIN ? err->code : ERR_IO;
}

char *
error_place(const GError *err)
{
	const struct error_more *more = error_more(err);
	GString *place = g_string_new(more->file);

	if (more->line)
		g_string_append_printf(place, "%s%d", place->len ? ":" : "line ", more->line);
	if (more->line && more->column)
		g_string_append_printf(place, ":%d", more->column);
	return g_string_free(place, FALSE);
}
