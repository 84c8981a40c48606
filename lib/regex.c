/* PCRE2, thinly. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"

#include <pcre2.h>
#include <string.h>

#define PATTERN_MAX 4096
#define MATCH_LIMIT 1000000 /* some tens of milliseconds */
#define DEPTH_LIMIT 10000
#define PROBES 3

struct probe {
	gsize at;		/* in what stands in every match */
	guchar bits, character; /* a character of the text may be it when it is so with the bits set */
};
struct regex {
	pcre2_code *code;
	pcre2_code *ascii; /* for text that is ASCII, where it means the same and is faster; or NULL */
	pcre2_match_data *data;
	pcre2_match_context *context;
	/* Some characters of what stands in every match as it is, so that most text need not be matched at all. */
	struct probe probes[PROBES];
	gsize length; /* of what stands in every match; 0: nothing that is known */
	/* The text that was asked about last, from its beginning: what goes on in it need not look at all of it again. */
	const char *last;
	gsize last_length;
	gboolean last_ascii;
};

/* Capitals that are part of an escape (\S, \p{Lu}) do not count. */
static gboolean
has_capital(const char *pattern)
{
	for (const char *p = pattern; *p; p = g_utf8_next_char(p)) {
		if (p[0] == '\\' && p[1]) {
			p++;
			if ((*p == 'p' || *p == 'P') && p[1] == '{' && strchr(p, '}'))
				p = strchr(p, '}');
		} else if (g_unichar_isupper(g_utf8_get_char(p))) {
			return TRUE;
		}
	}
	return FALSE;
}

static void
refuse(const char *pattern, int code, gsize offset, GError **err)
{
	char why[256];
	glong column;

	pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof(why));
	offset = MIN(offset, strlen(pattern));
	column = g_utf8_strlen(pattern, (gssize)offset) + 1;
	error_set(err, ERR_USAGE, "the pattern '%.80s' is wrong at character %ld: %s", pattern, column, why);
	error_hint(err, "put a backslash before a character that is meant as it stands");
}

static pcre2_code *
compile(const char *pattern, guint32 options, int *problem, PCRE2_SIZE *offset)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	pcre2_code *code;

	pcre2_set_max_pattern_length(context, PATTERN_MAX);
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, problem, offset, context);
	pcre2_compile_context_free(context);
	if (code)
		pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* where there is no JIT, matching is only slower */
	return code;
}

/* --- what every match holds --- */

/* The longest run of characters outside of groups, in a pattern without alternatives and the like; NULL: none, or it is not that simple. */
static char *
literal_of(const char *pattern)
{
	const char *best = NULL, *run = pattern;
	gsize longest = 1; /* one character alone is found by PCRE2 itself */
	int depth = 0;

	if (strpbrk(pattern, "\\[{}") || strstr(pattern, "(?") || strstr(pattern, "(*"))
		return NULL;
	for (const char *p = pattern;; p++) {
		gsize length = p - run;

		if (*p && !strchr("()|.^$*+?", *p))
			continue;
		if (*p == '|' && !depth)
			return NULL;
		if ((*p == '*' || *p == '?') && length)
			length--;
		if (!depth && length > longest) {
			best = run;
			longest = length;
		}
		if (!*p)
			return best ? g_strndup(best, longest) : NULL;
		depth += (*p == '(') - (*p == ')');
		run = p + 1;
	}
}

/* How far down a character is in the list of common ones; the higher the rarer. */
static gsize
rarity(char c)
{
	static const char common[] = "e tanoirsl\n:-d0cu1mp2fg3ybhv5w6478kx9jqz";
	const char *place = strchr(common, g_ascii_tolower(c));

	return !place || g_ascii_isupper(c) ? sizeof(common) : (gsize)(place - common);
}

/* Its rarest characters. */
static void
set_probes(struct regex *regex, const char *literal, gboolean caseless)
{
	gboolean taken[PATTERN_MAX] = {FALSE};

	regex->length = strlen(literal);
	for (gsize k = 0; k < PROBES; k++) {
		gsize best = regex->probes[0].at; /* again, where it is shorter than that */

		for (gsize i = 0, rarest = 0; i < regex->length; i++)
			if (!taken[i] && rarity(literal[i]) >= rarest)
				rarest = rarity(literal[best = i]);
		taken[best] = TRUE;
		regex->probes[k] = (struct probe){best, 0, literal[best]};
		if (caseless && g_ascii_isalpha(literal[best]))
			regex->probes[k] = (struct probe){best, 'a' ^ 'A', literal[best] | ('a' ^ 'A')};
	}
}

/*
 * Is all of it ASCII, and if so, could anything in it match? One loop without a branch, as it is what a search of all texts spends
 * its time in, and compilers make sixteen steps of it at once.
 */
static gboolean
survey(const struct regex *regex, const char *text, gsize length, gboolean *ascii)
{
	const struct probe *p = regex->probes;
	const guchar *bytes = (const guchar *)text;
	gsize n = regex->length && regex->length <= length ? length - regex->length + 1 : 0;
	guchar high = 0, least = regex->length ? 1 : 0;

	for (gsize i = 0; i < n; i++) {
		guchar other = ((bytes[i + p[0].at] | p[0].bits) ^ p[0].character) |
			       ((bytes[i + p[1].at] | p[1].bits) ^ p[1].character) |
			       ((bytes[i + p[2].at] | p[2].bits) ^ p[2].character);

		least = MIN(least, other);
		high |= bytes[i];
	}
	for (gsize i = n; i < length; i++)
		high |= bytes[i];
	*ascii = high < 0x80;
	return !least;
}

struct regex *
regex_new(const char *pattern, GError **err)
{
	guint32 options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_MULTILINE;
	g_autofree char *literal = NULL;
	struct regex *regex;
	pcre2_code *code;
	PCRE2_SIZE offset;
	int problem;

	if (!g_utf8_validate(pattern, -1, NULL)) {
		error_set(err, ERR_USAGE, "the pattern is not UTF-8");
		return NULL;
	}
	if (!has_capital(pattern))
		options |= PCRE2_CASELESS;
	code = compile(pattern, options, &problem, &offset);
	if (!code) {
		refuse(pattern, problem, offset, err);
		return NULL;
	}
	regex = g_new0(struct regex, 1);
	regex->code = code;
	/* a letter may have a third case, s and k have: then no case of it can be looked for by bytes */
	options &= ~(PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF);
	regex->ascii = g_str_is_ascii(pattern) ? compile(pattern, options, &problem, &offset) : NULL;
	literal = regex->ascii ? literal_of(pattern) : NULL;
	if (literal)
		set_probes(regex, literal, (options & PCRE2_CASELESS) != 0);
	regex->data = pcre2_match_data_create_from_pattern(code, NULL);
	regex->context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(regex->context, MATCH_LIMIT);
	pcre2_set_depth_limit(regex->context, DEPTH_LIMIT);
	return regex;
}

void
regex_free(struct regex *regex)
{
	if (!regex)
		return;
	pcre2_match_context_free(regex->context);
	pcre2_match_data_free(regex->data);
	pcre2_code_free(regex->ascii);
	pcre2_code_free(regex->code);
	g_free(regex);
}

/* FALSE: it is all ASCII, and nothing from there on can match. From the beginning the text is looked at anew: another may stand there. */
static gboolean
may_match(struct regex *regex, const char *text, gsize length, gsize from)
{
	gboolean may = FALSE, rest;

	if (!from || text != regex->last || length != regex->last_length) {
		regex->last = text;
		regex->last_length = length;
		may = survey(regex, text, length, &regex->last_ascii);
	}
	if (from)
		may = survey(regex, text + from, length - from, &rest);
	return may || !regex->last_ascii;
}

gboolean
regex_match(struct regex *regex, const char *text, gsize length, gsize from, gsize *start, gsize *end)
{
	const pcre2_code *code;
	const PCRE2_SIZE *place;
	int n;

	if (from > length)
		return FALSE;
	if (regex->ascii && !may_match(regex, text, length, from))
		return FALSE;
	code = regex->ascii && regex->last_ascii ? regex->ascii : regex->code;
	n = pcre2_match(code, (PCRE2_SPTR)text, length, from, 0, regex->data, regex->context);
	if (n == PCRE2_ERROR_JIT_STACKLIMIT)
		n = pcre2_match(code, (PCRE2_SPTR)text, length, from, PCRE2_NO_JIT, regex->data, regex->context);
	if (n < 0)
		return FALSE;
	place = pcre2_get_ovector_pointer(regex->data);
	if (start)
		*start = MIN(place[0], place[1]); /* \K can put the start behind the end */
	if (end)
		*end = place[1];
	return TRUE;
}
