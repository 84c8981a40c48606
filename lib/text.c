/* Text for people: display width, safe display, nearest word. */
#include "text.h"

#include <string.h>
#include <unistd.h>

#define REPLACEMENT 0xFFFD
#define WORD_MAX 64 /* a longer word resembles nothing */

static int
char_width(gunichar c)
{
	if (c == 0 || g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

/* The character at *p, U+FFFD for each bad byte; *p moves past it. */
static gunichar
char_next(const char **p)
{
	gunichar c = (unsigned char)**p;

	if (c < 0x80) {
		++*p;
		return c;
	}
	c = g_utf8_get_char_validated(*p, -1);
	if (c == (gunichar)-1 || c == (gunichar)-2) {
		++*p;
		return REPLACEMENT;
	}
	*p = g_utf8_next_char(*p);
	return c;
}

gboolean
text_is_plain(const char *s, gsize *length)
{
	const unsigned char *c = (const unsigned char *)s;
	gboolean plain = TRUE;

	for (; *c; c++)
		plain &= *c >= 0x20 && *c < 0x7f;
	if (length)
		*length = c - (const unsigned char *)s;
	return plain;
}

int
text_width(const char *s)
{
	int width = 0;
	gsize length;

	if (text_is_plain(s, &length))
		return (int)length;
	while (*s)
		width += char_width(char_next(&s));
	return width;
}

static gboolean
is_unsafe(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

gboolean
text_shows(const char *s)
{
	gunichar before = 0;

	if (!g_utf8_validate(s, -1, NULL))
		return FALSE;
	for (; *s; s = g_utf8_next_char(s)) {
		gunichar c = g_utf8_get_char(s);
		gboolean joins = (c == 0x200c || c == 0x200d) && before >= 0x80; /* letters of Indic and other scripts */

		if (is_unsafe(c) || c == 0xad || (g_unichar_iszerowidth(c) && !g_unichar_ismark(c) && !joins))
			return FALSE;
		before = c;
	}
	return TRUE;
}

char *
text_safe(const char *s, gboolean keep_lines)
{
	gsize length;
	gboolean plain = text_is_plain(s, &length);
	GString *out = g_string_sized_new(length);

	if (plain)
		g_string_append_len(out, s, length);
	while (!plain && *s) {
		gunichar c = char_next(&s);

		if (c == '\n' || c == '\t')
			g_string_append_c(out, keep_lines ? (char)c : ' ');
		else
			g_string_append_unichar(out, is_unsafe(c) ? REPLACEMENT : c);
	}
	return g_string_free(out, FALSE);
}

char *
text_fit(const char *s, int width)
{
	GString *out;
	int used = 0;

	if (text_width(s) <= width)
		return g_strdup(s);
	if (width < 1)
		return g_strdup("");
	out = g_string_new(NULL);
	while (*s) {
		const char *from = s;
		int w = char_width(char_next(&s));

		if (used + w > width - 1)
			break;
		g_string_append_len(out, from, s - from);
		used += w;
	}
	g_string_append_unichar(out, 0x2026);
	return g_string_free(out, FALSE);
}

char *
text_brief(const char *s, int width)
{
	char *fit = text_fit(s, width);
	gsize kept, end;

	if (width < 1 || g_str_equal(fit, s))
		return fit;
	end = kept = strlen(fit) - strlen("\u2026");
	if (s[kept] == ' ')
		return fit;
	while (end > kept / 2 && fit[end - 1] != ' ')
		end--;
	if (end <= kept / 2)
		return fit;
	while (end && strchr(" ,;:", fit[end - 1]))
		end--;
	memmove(fit + end, fit + kept, strlen(fit + kept) + 1);
	return fit;
}

int
text_digits(const char *s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (!g_ascii_isdigit(s[i]))
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

static void
append_blanks(GString *out, int n)
{
	static const char blanks[] = "                                ";

	for (; n > 0; n -= (int)sizeof(blanks) - 1)
		g_string_append_len(out, blanks, MIN(n, (int)sizeof(blanks) - 1));
}

void
text_pad(GString *out, const char *s, int width, gboolean right)
{
	int blanks = width - text_width(s);

	if (right)
		append_blanks(out, blanks);
	g_string_append(out, s);
	if (!right)
		append_blanks(out, blanks);
}

/* Writing without blanks is broken between any two wide letters, all else stays whole: a path is copied from the screen. */
static int
append_word(GString *out, const char *word, int used, int width, int indent)
{
	while (*word) {
		const char *from = word;
		int w = char_width(char_next(&word));

		if (w > 1 && used > indent && used + w > width) {
			g_string_append_c(out, '\n');
			append_blanks(out, indent);
			used = indent;
		}
		g_string_append_len(out, from, word - from);
		used += w;
	}
	return used;
}

static void
wrap_line(GString *out, const char *line, int width, int indent)
{
	g_auto(GStrv) words = g_strsplit_set(line, " \t", -1);
	int used = indent;

	for (guint i = 0; words[i]; i++) {
		int w = text_width(words[i]);

		if (!*words[i])
			continue;
		if (used > indent && used + 1 + w > width) {
			g_string_append_c(out, '\n');
			append_blanks(out, indent);
			used = indent;
		} else if (used > indent) {
			g_string_append_c(out, ' ');
			used++;
		}
		used = append_word(out, words[i], used, width, indent);
	}
}

void
text_wrap(GString *out, const char *s, int width, int indent)
{
	g_auto(GStrv) lines = g_strsplit(s, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		if (i) {
			g_string_append_c(out, '\n');
			if (*lines[i])
				append_blanks(out, indent);
		}
		wrap_line(out, lines[i], width, indent);
	}
}

/* Letters to insert, remove, change or swap with a neighbour; both at most WORD_MAX bytes. */
static int
distance(const char *a, const char *b)
{
	int row[3][WORD_MAX + 1];
	int n = (int)strlen(a), m = (int)strlen(b);

	for (int j = 0; j <= m; j++)
		row[0][j] = j;
	for (int i = 1; i <= n; i++) {
		int *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];

		now[0] = i;
		for (int j = 1; j <= m; j++) {
			int change = g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1]);

			now[j] = MIN(MIN(last[j] + 1, now[j - 1] + 1), last[j - 1] + change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = MIN(now[j], before[j - 2] + 1);
		}
	}
	return row[n % 3][m];
}

const char *
text_nearest(const char *word, const char *const *list)
{
	const char *best = NULL;
	int best_distance = WORD_MAX;

	if (strlen(word) > WORD_MAX)
		return NULL;
	for (; *list; list++) {
		int longest = (int)MAX(strlen(word), strlen(*list)), d;

		if (longest > WORD_MAX)
			continue;
		d = distance(word, *list);
		if (d * 3 <= longest && d < best_distance) {
			best = *list;
			best_distance = d;
		}
	}
	return best;
}

const char *
text_article(const char *noun)
{
	return *noun && strchr("aeio", g_ascii_tolower(*noun)) ? "an" : "a"; /* an unknown u is said as in unit */
}

gboolean
text_is_slug(const char *s)
{
	gsize n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-");

	if (n == 0 || n > 64 || s[n] != '\0' || !g_ascii_isalnum(s[0]) || !g_ascii_isalnum(s[n - 1]))
		return FALSE;
	return !strstr(s, "..") && !strstr(s, "--");
}

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's base 32 */

char *
text_derived(const char *from, int n)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	char *s = g_malloc0((gsize)n + 1);
	guint8 bytes[33] = {0}; /* the last one for what would be read behind the end */
	gsize length = 32;

	g_checksum_update(sum, (const guchar *)from, -1);
	g_checksum_get_digest(sum, bytes, &length);
	for (int i = 0; i < n; i++) {
		int bit = i * 5;
		guint pair = (guint)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];

		s[i] = letters[pair >> (11 - bit % 8) & 31];
	}
	return s;
}

char *
text_random(int n)
{
	char *s = g_malloc0((gsize)n + 1);

	if (getentropy(s, (gsize)n) != 0)
		for (int i = 0; i < n; i++)
			s[i] = (char)g_random_int(); /* a kernel without the call; GLib seeds from /dev/urandom */
	for (int i = 0; i < n; i++)
		s[i] = letters[s[i] & 31];
	return s;
}

char *
text_upper(const char *s)
{
	return g_ascii_strup(s, -1);
}
