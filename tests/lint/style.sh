# Every C file is as clang-format writes it, and begins with a sentence saying what it is for.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

files() { find lib cmd tests -name '*.[ch]'; }
each() { # command that fails for a bad file
	files | while read -r file; do "$@" "$file" || echo "$file"; done
}
formatted() { files | xargs clang-format --dry-run 2>&1 | sed -n 's/^\([^ :]*\.[ch]\):[0-9].*/\1/p'; }
purpose() { head -n 1 "$1" | grep -q '^/\*'; }
plain() { ! grep -qE '^[[:space:]]*goto |^typedef struct' "$1"; }
ticks() { # what people are to type stands in '...', in every message
	grep -nE '"[^"]*`[^"`]+`[^"]*"' cmd/*.c lib/*.c | grep -vE '^[^:]*:[0-9]+:[[:space:]]*(/?\*)'
}
clean style formatted
clean style-purpose each purpose
clean style-words each plain
clean style-quotes ticks
