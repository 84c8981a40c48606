/* The present row of a stream, and what is known of its columns. */
#include "stream_private.h"

struct plant *
stream_plant(const struct stream *stream)
{
	return stream->at->plant;
}

enum db_type
stream_type(const struct stream *stream, guint column)
{
	const struct cursor *c = stream->at;
	int at = c->places[column];

	if (at < 0)
		return at == REPOSITORY ? DB_TEXT : DB_NULL;
	return c->ahead ? ahead_type(c->ahead, (guint)at) : db_column_type(c->rows, at);
}

const char *
stream_text(const struct stream *stream, guint column)
{
	const struct cursor *c = stream->at;
	int at = c->places[column];

	if (at < 0)
		return at == REPOSITORY ? c->plant->name : NULL;
	return c->ahead ? ahead_text(c->ahead, (guint)at) : db_text(c->rows, at);
}

const void *
stream_bytes(const struct stream *stream, guint column, gsize *length)
{
	const struct cursor *c = stream->at;
	int at = c->places[column];

	*length = 0;
	if (at < 0)
		return NULL;
	return c->ahead ? ahead_bytes(c->ahead, (guint)at, length) : db_bytes(c->rows, at, length);
}

gint64
stream_int(const struct stream *stream, guint column)
{
	const struct cursor *c = stream->at;
	int at = c->places[column];

	if (at < 0)
		return 0;
	return c->ahead ? ahead_int(c->ahead, (guint)at) : db_int(c->rows, at);
}

double
stream_real(const struct stream *stream, guint column)
{
	const struct cursor *c = stream->at;
	int at = c->places[column];

	if (at < 0)
		return 0;
	return c->ahead ? ahead_real(c->ahead, (guint)at) : db_real(c->rows, at);
}

const struct field *
stream_field(const struct stream *stream, guint column)
{
	const char *name = stream->ask->columns[column];

	for (guint i = 0; i < stream->cursors->len; i++) {
		const struct cursor *cursor = stream->cursors->pdata[i];
		const struct selection selection = {.kind = cursor->kind};
		const struct field *field = cursor->rows ? query_column_field(&selection, name) : NULL;

		if (field)
			return field;
	}
	return NULL;
}

gboolean
stream_is_due(const struct stream *stream, guint column)
{
	const char *name = stream->ask->columns[column];

	if (g_str_equal(name, "due"))
		return TRUE;
	for (guint i = 0; i < stream->cursors->len; i++) {
		const struct cursor *cursor = stream->cursors->pdata[i];

		if (cursor->kind && g_strcmp0(cursor->kind->due, name) == 0)
			return TRUE;
	}
	return FALSE;
}
