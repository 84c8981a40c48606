# Every C file is as clang-format writes it, and begins with a sentence saying what it is for.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

each() { # command that fails for a bad file
	find lib cmd tests -name '*.[ch]' | while read -r file; do "$@" "$file" || echo "$file"; done
}
formatted() { clang-format "$1" | cmp -s - "$1"; }
purpose() { head -n 1 "$1" | grep -q '^/\*'; }
plain() { ! grep -qE '^[[:space:]]*goto |^typedef struct' "$1"; }
clean style each formatted
clean style-purpose each purpose
clean style-words each plain
