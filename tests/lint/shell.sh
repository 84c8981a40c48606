# Every shell script is what shellcheck would write.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

scripts() { git ls-files -- '*.sh' .ci/run; }
t 'there are scripts' '[ "$(scripts | wc -l)" -gt 10 ]'
check() {
	scripts | while read -r file; do
		[ ! -e "$file" ] || shellcheck -s sh -x -f gcc "$file" | sed 's/:[0-9]*:[0-9]*:/:/'
	done
}
clean shell check
# What a test asks not to be, in a line of its own: `t` would not see it (tests/lib.sh has `not` for that).
negated() {
	find tests -name '*.sh' -exec grep -HnE '^[[:space:]]+[!] |; [!] ' {} +
}
clean shell-not negated
# Several things asked for in a line that is not the last of its test: of "a && b" there `t` would see the last alone.
joined() {
	find tests -name '*.sh' ! -path 'tests/lint/*' -print0 | xargs -0 awk '
		/^\t*t .*\047$/ && gsub(/\047/, "&") % 2 { inside = 1; held = ""; next }
		!inside { next }
		/^\t*\047/ { inside = 0; next }
		held { print held; held = "" }
		{ plain = $0; gsub(/"[^"]*"/, "", plain); while (gsub(/[({][^(){}]*[)}]/, "", plain)); over = gsub(/\047/, "&") % 2 }
		plain ~ / && / && plain !~ /\|\||&& (exit|continue|break)|^\t+(if|while|until|elif|for|case) |then |[&|\\]$/ && before !~ /[&|\\]$/ { held = FILENAME ": " $0 }
		{ before = $0 }
		over { inside = 0 }'
}
clean shell-joined joined
