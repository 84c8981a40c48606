# Every kind: an example record made from its schema alone is taken by sx and by an independent validator of its JSON
# Schema, a spoiled one is refused by both at each field, and its manual page is valid mdoc.
. "${SX_SOURCE:-.}/tests/lib.sh"

example() { command=$1; shift; python3 "$SX_SOURCE/tests/kinds/example.py" "$command" "$@"; }
repository() { # DIR: committed by git, with the line and the configuration that check asks for
	git init -q "$1" && echo '*.yaml merge=sx diff=sx text eol=lf' >"$1/.gitattributes"
}
repository good && example write "$SX_SOURCE/schema" good || exit 99
repository bad && example spoil "$SX_SOURCE/schema" bad >"$TMP/spoiled" || exit 99
LC_ALL=C sort "$TMP/spoiled" >"$TMP/fields"
for dir in good bad; do git -C "$dir" add . && git -C "$dir" commit -qm examples; done
kinds=$(sed -n 's/^kind: *//p' "$SX_SOURCE"/schema/kinds/*.yaml)
for kind in $kinds; do
	sx schema "$kind" >"$TMP/$kind.schema.json"
	sx schema --man "$kind" >"$TMP/sx-$kind.5"
	t "$kind: manual page" 'mandoc -Tlint -W warning "$TMP/sx-$kind.5"'
	path=$(cd good && find "$kind" -name '*.yaml')
	[ -n "$path" ] || exit 99
	t "$kind: the example fits its JSON Schema" '[ -z "$(example validate "$TMP/$kind.schema.json" good/$path)" ]'
	# A kind whose show is an engine's prints what the engine knows.
	grep -q '^  show: {engine' "$SX_SOURCE/schema/kinds/$kind.yaml" || t "$kind: so does what show --json prints" '
		id=$(basename "$path" .yaml)
		[ "$kind" != reading ] || id=example-$id
		sx -C good "$kind" show --json "$id" | python3 -c "import json, sys; print(json.dumps(json.load(sys.stdin)[\"data\"]))" >"$TMP/shown.json"
		[ -z "$(example validate "$TMP/$kind.schema.json" "$TMP/shown.json")" ]'
	t "$kind: its JSON Schema refuses each spoiled field" '
		grep "^$kind/" "$TMP/fields" | cut -d" " -f2 >"$TMP/want"
		example validate "$TMP/$kind.schema.json" bad/$path | LC_ALL=C sort -u | diff "$TMP/want" -'
done
expect 'sx -C good check' <<-'EOT'
	nothing is wrong
EOT
t 'sx refuses each spoiled field of each kind' '
	sx -C bad check >"$TMP/problems" || [ $? = 1 ]
	grep "^[a-z]*/" "$TMP/problems" | sed "s/^\([^:]*\):[0-9:]*: [a-z-]*: \([a-z_]*\):.*/\1 \2/" | LC_ALL=C sort -u | diff "$TMP/fields" -'
