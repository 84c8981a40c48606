# The README's tutorial: every command of its console blocks runs, and says exactly what is printed there.
. "${SX_SOURCE:-.}/tests/lib.sh"

readme=$SX_SOURCE/README.md
# TMP/NUMBER.cmd and TMP/NUMBER.out of each command.
awk -v to="$TMP" '
	/^```/ { on = $0 == "```console"; next }
	!on { next }
	/^\$ / { n++; file = sprintf("%s/%03d", to, n); print substr($0, 3) >(file ".cmd"); printf "" >(file ".out"); next }
	{ print >(file ".out") }' "$readme"

# Its ids are made up: the n-th shown is the n-th made. Commits are only known to be there.
grep -oE '[A-Z]+-[0-9]{4}-[0-9A-Z]{7}' "$readme" | awk '!seen[$0]++' >"$TMP/shown"
as_normal() {
	awk '{ split($0, p, "-"); printf "s/%s/%s-%s-%07d/g\n", $0, p[1], p[2], ++n[p[1]] }' "$TMP/shown" >"$TMP/sed"
	sed -E -f "$TMP/sed" -e 's/ [0-9a-f]{10}$/ COMMIT/' "$1"
}
as_real() {
	n=0
	while read -r id; do
		n=$((n + 1))
		made=$(real "${id%%-*}-$n") # all of one prefix
		tail=${id##*-}
		short=${made##*-}
		printf '%s\n' "s/$id/$made/g" "s/\\<${tail%???}\\>/${short%???}/g"
	done <"$TMP/shown" >"$TMP/sed"
	sed -f "$TMP/sed" "$1"
}

any_commit() { sed 's/ COMMIT-[0-9]*$/ COMMIT/'; }
ALSO=any_commit

git config --global user.name 'Asha Rao'
git config --global user.email asha.rao@plant.example
for file in "$TMP"/[0-9]*.cmd; do
	command=$(as_real "$file")
	case $command in
	cd*) eval "$command" || exit 99 ;;
	*)
		as_normal "${file%.cmd}.out" >"$TMP/readme.out"
		expect "$command" <"$TMP/readme.out"
		;;
	esac
done
t 'the README has a tutorial' '[ "$(ls "$TMP"/[0-9]*.cmd | wc -l)" -gt 15 ]'
