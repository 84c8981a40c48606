# Manual pages: valid mdoc, and each command's options are those of its -h, both ways; those made of a kind's fields are the kind's.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

mdoc() { mandoc -Tlint -W warning man/*.[1-7] "$SX_BUILD"/*.5 | sed 's/^mandoc: //; s/:[0-9]*:[0-9]*:/:/'; }
clean man mdoc

# The page and the command line of each row of the table. An engine's verb is found in the kind that has it.
rows() {
	sed -n 's/^COMMAND(\([a-z_]*\),.*/sx-\1 \1/p; s/^VERB(verb,.*/sx-kind-verb action start/p; t
		s/^VERB(\([a-z_]*\),.*/sx-kind-\1 action \1/p' cmd/commands.def | tr _ -
	sed -n 's/^ENGINE(\([a-z_]*\),.*/\1/p' cmd/commands.def | tr _ - | while read -r engine; do
		echo "sx-$engine $(grep -rE "engine: *$engine\b" schema/kinds | sed 's/.*kinds.\([a-z]*\).yaml: *\([a-z]*\):.*/\1 \2/')"
	done
}
absent() {
	rows | while read -r page words; do [ -e "man/$page.1" ] || echo "$page.1"; done
}
clean man-missing absent

options() { grep -oE -- '(^|[[:space:][,|])--[a-z][a-z-]*' | sed 's/.*--/--/' | LC_ALL=C sort -u; }
differences() {
	rows | while read -r page words; do
		[ -e "man/$page.1" ] || continue
		sed -n 's/^\.It .*Fl Fl \([a-z][a-z-]*\).*/--\1/p' "man/$page.1" | LC_ALL=C sort -u >"$TMP/man"
		# shellcheck disable=SC2086
		sx $words -h 2>&1 </dev/null | sed '/^fields of /,$d' | options >"$TMP/help"
		LC_ALL=C comm -3 "$TMP/man" "$TMP/help" | sed "s/^\t/not in the page: /; t end
			s/^/not in -h: /; : end
			s/^/$page: /"
	done
}
clean man-options differences
