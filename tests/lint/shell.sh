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
