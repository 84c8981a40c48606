/* Reading the filter language: terms, and/or/not, parentheses, saved filters. */
#include <string.h>

#include "query_private.h"
#include "regex.h"
#include "text.h"

struct parser {
	struct reading *r;
	const char *name; /* for messages: "filter", "@saved" */
	const char *text, *at;
	int depth;
};

/*
 * What stands in the query from some place on, taken out of it again. deep: how many parentheses it opens within each
 * other. SQLite's parser holds a hundred words that wait for others, so of terms side by side the deepest comes first,
 * where nothing waits for it; parameters have numbers and may change places.
 */
struct piece {
	char *sql;
	int deep;
};

static gboolean parse_or(struct parser *p, int *deep, GError **err);
static gboolean parse_unary(struct parser *p, int *deep, GError **err);

/* Give an error its column, counted in characters. */
static gboolean
fail_at(struct parser *p, const char *at, GError **err)
{
	error_at(err, p->name, 1, g_utf8_strlen(p->text, at - p->text) + 1);
	return FALSE;
}

static void
skip_blanks(struct parser *p)
{
	p->at += strspn(p->at, " \t\r\n");
}

static gboolean
is_end(char c)
{
	return !c || strchr(" \t\r\n()", c);
}

/* A word of the language, whole: "or", "and", "not". */
static gboolean
take_word(struct parser *p, const char *word)
{
	gsize length = strlen(word);

	skip_blanks(p);
	if (g_ascii_strncasecmp(p->at, word, length) || !is_end(p->at[length]))
		return FALSE;
	p->at += length;
	return TRUE;
}

/* Text between two marks, '"' or '/', where a backslash takes the mark, and in quotes itself, as it stands. */
static char *
take_between(struct parser *p, GError **err)
{
	const char *start = p->at;
	char mark = *p->at++;
	GString *out = g_string_new(NULL);

	for (; *p->at && *p->at != mark; p->at++) {
		if (*p->at == '\\' && (p->at[1] == mark || (mark == '"' && p->at[1] == '\\')))
			p->at++;
		g_string_append_c(out, *p->at);
	}
	if (*p->at == mark) {
		p->at++;
		return g_string_free(out, FALSE);
	}
	g_string_free(out, TRUE);
	error_set(err, ERR_USAGE, "the %c is not closed", mark);
	fail_at(p, start, err);
	return NULL;
}

/* A bare pattern ends at a blank, or at a ')' that it has not opened. */
static char *
take_pattern(struct parser *p)
{
	const char *start = p->at;
	int open = 0;

	for (; *p->at && !strchr(" \t\r\n", *p->at); p->at++) {
		if (*p->at == '(')
			open++;
		if (*p->at == ')' && open-- == 0)
			break;
	}
	return g_strndup(start, p->at - start);
}

static void
value_free(gpointer data)
{
	struct value *value = data;

	g_free(value->text);
	g_free(value->upto);
	g_free(value);
}

static gboolean
take_value(struct parser *p, struct term *term, GError **err)
{
	struct value *value = g_new0(struct value, 1);
	gboolean pattern = term->op == OP_MATCH || term->op == OP_NO_MATCH;
	const char *start = p->at, *dots;

	g_ptr_array_add(term->values, value);
	if (*p->at == '"' || (pattern && *p->at == '/')) {
		value->text = take_between(p, err);
		return value->text != NULL;
	}
	if (pattern) {
		value->text = take_pattern(p);
		return TRUE;
	}
	while (!is_end(*p->at) && *p->at != ',')
		p->at++;
	value->text = g_strndup(start, p->at - start);
	dots = strstr(value->text, "..");
	if (dots) {
		value->upto = g_strdup(dots + 2);
		*(char *)dots = '\0';
	}
	return TRUE;
}

static gboolean
take_operator(struct parser *p, enum operator* op)
{
	static const struct {
		const char *text;
		enum operator op;
	} operators[] = {{"!=", OP_NOT}, {"!~", OP_NO_MATCH}, {"<=", OP_MOST}, {">=", OP_LEAST}, {"<", OP_LESS}, {">", OP_MORE},
		{":", OP_IS}, {"=", OP_IS}, {"~", OP_MATCH}};

	for (guint i = 0; i < G_N_ELEMENTS(operators); i++)
		if (g_str_has_prefix(p->at, operators[i].text)) {
			p->at += strlen(operators[i].text);
			*op = operators[i].op;
			return TRUE;
		}
	return FALSE;
}

static gboolean
count_term(struct parser *p, const char *at, GError **err)
{
	if (++p->r->terms <= QUERY_TERMS)
		return TRUE;
	error_set(err, ERR_USAGE, "the filter has more than %d terms", QUERY_TERMS);
	return fail_at(p, at, err);
}

static gboolean
emit(struct parser *p, const struct term *term, GError **err)
{
	const struct value *first = g_ptr_array_index(term->values, 0);

	if (g_str_equal(term->field, "is") && term->op == OP_IS && term->values->len == 1 && !first->upto)
		return is_emit(p->r, first->text, err);
	return term_emit(p->r, term, err);
}

/* name OP value,value or, without an operator, a word. */
static gboolean
parse_field(struct parser *p, GError **err)
{
	const char *start = p->at;
	struct term term = {0};
	gboolean ok;

	while (g_ascii_isalnum(*p->at) || (*p->at && strchr("_.-", *p->at)))
		p->at++;
	if (p->at > start && g_ascii_isalpha(*start))
		term.field = g_strndup(start, p->at - start);
	if (!term.field || !take_operator(p, &term.op)) {
		g_autofree char *word = NULL;

		g_free(term.field);
		while (!is_end(*p->at))
			p->at++;
		word = g_strndup(start, p->at - start);
		return text_emit(p->r, word, FALSE, err) || fail_at(p, start, err);
	}
	term.values = g_ptr_array_new_with_free_func(value_free);
	do
		ok = take_value(p, &term, err);
	while (ok && *p->at == ',' && p->at++);
	ok = ok && (emit(p, &term, err) || fail_at(p, start, err));
	g_ptr_array_unref(term.values);
	g_free(term.field);
	return ok;
}

static gboolean
parse_saved(struct parser *p, int *deep, GError **err)
{
	const char *start = p->at++;
	struct parser inner = {.r = p->r, .depth = p->depth + 1};
	g_autofree char *name = NULL;

	while (!is_end(*p->at))
		p->at++;
	name = g_strndup(start, p->at - start);
	inner.name = name;
	inner.text = inner.at = config_filter(index_snapshot(p->r->index)->config, name + 1);
	if (!inner.text && p->r->others)
		inner.text = inner.at = config_filter(p->r->others, name + 1);
	if (!inner.text) {
		error_set(err, ERR_USAGE, "no saved filter is called '%s'", name);
		return fail_at(p, start, err);
	}
	if (strlen(inner.text) > QUERY_BYTES || !g_utf8_validate(inner.text, -1, NULL)) {
		error_set(err, ERR_USAGE, "the saved filter '%s' is too long or no UTF-8", name);
		return fail_at(p, start, err);
	}
	g_string_append_c(p->r->query->sql, '(');
	if (!parse_or(&inner, deep, err))
		return FALSE;
	++*deep;
	skip_blanks(&inner);
	if (*inner.at) {
		error_set(err, ERR_USAGE, "a ')' too many");
		return fail_at(&inner, inner.at, err);
	}
	g_string_append_c(p->r->query->sql, ')');
	return TRUE;
}

static gboolean
parse_group(struct parser *p, int *deep, GError **err)
{
	const char *start = p->at++;

	g_string_append_c(p->r->query->sql, '(');
	if (!parse_or(p, deep, err))
		return FALSE;
	++*deep;
	skip_blanks(p);
	if (*p->at != ')') {
		error_set(err, ERR_USAGE, "the ( is not closed");
		return fail_at(p, start, err);
	}
	p->at++;
	g_string_append_c(p->r->query->sql, ')');
	return TRUE;
}

static gboolean
parse_between(struct parser *p, GError **err)
{
	const char *start = p->at;
	gboolean pattern = *start == '/';
	g_autofree char *text = take_between(p, err);

	return text && (text_emit(p->r, text, pattern, err) || fail_at(p, start, err));
}

/* "not" holds for rows without a value too: nothing is not something. */
static gboolean
parse_not(struct parser *p, int *deep, GError **err)
{
	g_string_append_c(p->r->query->sql, '(');
	if (!parse_unary(p, deep, err))
		return FALSE;
	g_string_append(p->r->query->sql, ") is not true");
	++*deep;
	return TRUE;
}

static gboolean
parse_unary(struct parser *p, int *deep, GError **err)
{
	const char *start;
	gboolean ok;

	skip_blanks(p);
	start = p->at;
	*deep = 0;
	if (!count_term(p, start, err))
		return FALSE;
	if (++p->depth > QUERY_DEPTH) {
		error_set(err, ERR_USAGE, "the filter is nested more than %d levels deep", QUERY_DEPTH);
		return fail_at(p, start, err);
	}
	if (take_word(p, "not") || (*p->at == '-' && p->at[1] && !strchr(" \t\r\n)", p->at[1]) && p->at++))
		ok = parse_not(p, deep, err);
	else if (*p->at == '(')
		ok = parse_group(p, deep, err);
	else if (*p->at == '@' && !is_end(p->at[1]))
		ok = parse_saved(p, deep, err);
	else if (*p->at == '"' || *p->at == '/')
		ok = parse_between(p, err);
	else if (is_end(*p->at)) {
		error_set(err, ERR_USAGE, "a term is missing");
		ok = fail_at(p, start, err);
	} else
		ok = parse_field(p, err);
	p->depth--;
	return ok;
}

static void
piece_clear(gpointer piece)
{
	g_free(((struct piece *)piece)->sql);
}

static int
deepest_first(gconstpointer a, gconstpointer b)
{
	return ((const struct piece *)b)->deep - ((const struct piece *)a)->deep;
}

static GArray *
pieces_new(void)
{
	GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));

	g_array_set_clear_func(pieces, piece_clear);
	return pieces;
}

static void
pieces_take(GArray *pieces, GString *sql, gsize start, int deep)
{
	struct piece piece = {g_strdup(sql->str + start), deep};

	g_string_truncate(sql, start);
	g_array_append_val(pieces, piece);
}

static void
pieces_put(GArray *pieces, GString *sql, const char *between, int *deep)
{
	g_array_sort(pieces, deepest_first);
	*deep = 0;
	for (guint i = 0; i < pieces->len; i++) {
		const struct piece *piece = &g_array_index(pieces, struct piece, i);

		g_string_append_printf(sql, "%s%s", i ? between : "", piece->sql);
		*deep = MAX(*deep, piece->deep + (i ? 2 : 0));
	}
}

static gboolean
parse_and(struct parser *p, int *deep, GError **err)
{
	g_autoptr(GArray) pieces = pieces_new();
	GString *sql = p->r->query->sql;

	for (;;) {
		const char *here = p->at;
		gsize start = sql->len;

		skip_blanks(p);
		if (pieces->len && (!*p->at || *p->at == ')'))
			break;
		if (pieces->len && take_word(p, "or")) {
			p->at = here;
			break;
		}
		if (pieces->len)
			take_word(p, "and");
		if (!parse_unary(p, deep, err))
			return FALSE;
		pieces_take(pieces, sql, start, *deep);
	}
	pieces_put(pieces, sql, " and ", deep);
	return TRUE;
}

static gboolean
parse_or(struct parser *p, int *deep, GError **err)
{
	g_autoptr(GArray) pieces = pieces_new();
	GString *sql = p->r->query->sql;

	*deep = 0;
	skip_blanks(p);
	if (!*p->at) { /* an empty filter is true */
		g_string_append_c(sql, '1');
		return TRUE;
	}
	do {
		gsize start = sql->len;

		if (!parse_and(p, deep, err))
			return FALSE;
		pieces_take(pieces, sql, start, *deep);
	} while (take_word(p, "or"));
	pieces_put(pieces, sql, " or ", deep);
	return TRUE;
}

static gboolean
parse_all(struct parser *p, GError **err)
{
	int deep;

	if (strlen(p->text) > QUERY_BYTES)
		return error_set(err, ERR_USAGE, "the filter is longer than %d bytes", QUERY_BYTES);
	if (!g_utf8_validate(p->text, -1, NULL))
		return error_set(err, ERR_USAGE, "the filter is not UTF-8");
	if (!parse_or(p, &deep, err))
		return FALSE;
	skip_blanks(p);
	if (!*p->at)
		return TRUE;
	error_set(err, ERR_USAGE, "a ')' too many");
	return fail_at(p, p->at, err);
}

static void
param_clear(gpointer param)
{
	g_free(((struct param *)param)->text);
}

static struct query *
parse(struct reading *r, const char *text, GError **err)
{
	struct query *query = r->query = g_new0(struct query, 1);
	struct parser p = {.r = r, .name = "filter", .text = text, .at = text};

	query->sql = g_string_new(NULL);
	query->params = g_array_new(FALSE, TRUE, sizeof(struct param));
	g_array_set_clear_func(query->params, param_clear);
	if (parse_all(&p, err))
		return query;
	query_free(query);
	return NULL;
}

struct query *
query_parse(const char *text, const struct kind *kind, struct index *index, const char *actor, GError **err)
{
	return parse(&(struct reading){.kind = kind, .index = index, .actor = actor}, text, err);
}

struct query *
query_parse_loosely(const char *text, const struct kind *kind, struct index *index, const char *actor,
	const struct config *others, GError **err)
{
	return parse(&(struct reading){.kind = kind, .index = index, .actor = actor, .loose = TRUE, .others = others}, text, err);
}
