/* PCRE2, thinly. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"

#include <pcre2.h>
#include <string.h>

#define PATTERN_MAX 4096
#define MATCH_LIMIT 1000000 /* some tens of milliseconds */
#define DEPTH_LIMIT 10000

struct regex {
	pcre2_code *code;
	pcre2_code *ascii; /* for text that is ASCII, where it means the same and is faster; or NULL */
	pcre2_match_data *data;
	pcre2_match_context *context;
	/* What stands in every match as it is, so that most text need not be matched at all; NULL: nothing that is known. */
	char *literal;
	gsize length, rare; /* of it; where its rarest character is */
	gboolean caseless;
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

static gboolean
is_ascii(const char *text, gsize length)
{
	guint64 high = 0, word;
	gsize i = 0;

	for (; i + sizeof(word) <= length; i += sizeof(word)) {
		memcpy(&word, text + i, sizeof(word));
		high |= word;
	}
	for (; i < length; i++)
		high |= (guchar)text[i];
	return !(high & G_GUINT64_CONSTANT(0x8080808080808080));
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

static void
set_literal(struct regex *regex, const char *pattern)
{
	regex->literal = literal_of(pattern);
	regex->length = regex->literal ? strlen(regex->literal) : 0;
	for (gsize i = 1; i < regex->length; i++)
		if (rarity(regex->literal[i]) > rarity(regex->literal[regex->rare]))
			regex->rare = i;
}

static gboolean
holds_as(const struct regex *regex, const char *text, gsize length, char rare)
{
	gsize before = regex->rare, behind = regex->length - regex->rare; /* characters before the rare one, and from it on */
	gsize other = before ? 0 : regex->length - 1; /* one more is looked at, in either case, before all are */
	const char *end, *p, *at;

	if (length < regex->length)
		return FALSE;
	end = text + length - behind + 1;
	for (p = text + before; p < end && (p = memchr(p, rare, end - p)); p++) {
		at = p - before;
		if ((at[other] ^ regex->literal[other]) & ~('a' ^ 'A'))
			continue;
		if (regex->caseless ? !g_ascii_strncasecmp(at, regex->literal, regex->length)
				    : !memcmp(at, regex->literal, regex->length))
			return TRUE;
	}
	return FALSE;
}

/* Of text that is ASCII: FALSE when nothing in it can match. */
static gboolean
may_match(const struct regex *regex, const char *text, gsize length)
{
	char rare = regex->literal ? regex->literal[regex->rare] : 0;

	return !regex->literal || holds_as(regex, text, length, rare) ||
	       (regex->caseless && g_ascii_islower(rare) && holds_as(regex, text, length, g_ascii_toupper(rare)));
}

struct regex *
regex_new(const char *pattern, GError **err)
{
	guint32 options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_MULTILINE;
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
	regex->caseless = (options & PCRE2_CASELESS) != 0;
	/* a letter may have a third case, s and k have: then no case of it can be looked for by bytes */
	options &= ~(PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF);
	regex->ascii = is_ascii(pattern, strlen(pattern)) ? compile(pattern, options, &problem, &offset) : NULL;
	if (regex->ascii)
		set_literal(regex, pattern);
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
	g_free(regex->literal);
	g_free(regex);
}

/* A call from the beginning looks at the text anew: another may stand where the last one stood. */
static gboolean
text_is_ascii(struct regex *regex, const char *text, gsize length, gsize from)
{
	if (!from || text != regex->last || length != regex->last_length) {
		regex->last = text;
		regex->last_length = length;
		regex->last_ascii = is_ascii(text, length);
	}
	return regex->last_ascii;
}

gboolean
regex_match(struct regex *regex, const char *text, gsize length, gsize from, gsize *start, gsize *end)
{
	const pcre2_code *code;
	const PCRE2_SIZE *place;
	int n;

	if (from > length)
		return FALSE;
	code = regex->ascii && text_is_ascii(regex, text, length, from) ? regex->ascii : regex->code;
	if (code == regex->ascii && !may_match(regex, text + from, length - from))
		return FALSE;
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
