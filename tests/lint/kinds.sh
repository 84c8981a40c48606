# Kinds are data: no C file outside the engines names one, and the build knows all that schema/ has.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

# The domain engines: the rows of ENGINE in commands.def, the modules named for a kind, what publishes one's figures, and
# domain, which has the names.
sed -n 's/^ENGINE(\([a-z_]*\),.*/cmd\/\1.c/p' cmd/commands.def >"$TMP/engines"
sed -n 's/^kind: *//p' schema/kinds/*.yaml | sort >"$TMP/kinds"
while read -r kind; do
	for file in lib/"$kind".[ch] lib/"$kind"_*.[ch] cmd/"$kind"_*.[ch]; do echo "$file"; done
done <"$TMP/kinds" >>"$TMP/engines"
printf '%s\n' lib/publish_reading.c lib/domain.c lib/domain.h >>"$TMP/engines"
# Without comments, where kinds are good examples.
mkdir "$TMP/lib" "$TMP/cmd"
for file in lib/*.[ch] cmd/*.[ch]; do
	grep -qxF "$file" "$TMP/engines" || gcc -fpreprocessed -dD -E -P -o "$TMP/$file" "$file"
done
cd "$TMP" || exit 99

# A kind's name as a whole string, or the folder of its records.
names() {
	while read -r kind; do grep -rHoE "\"$kind(/[^\"]*)?\"" lib cmd; done <"$TMP/kinds"
}
clean kinds names

# A field that only some kinds have: no column every kind shares (index.h), no type, no word of the schema language,
# of notes, of ids, of receipts, of the JSON envelope or of mappings.
fields() {
	sed -n '/^fields:/,/^[a-z]/s/^  \([a-z_]*\):.*/\1/p' "$SX_SOURCE"/schema/kinds/*.yaml | sort -u |
		grep -vxE 'title|state|owner|site|due|name|help|by|text|from|to|needs|type|date|email|year|about|value|level|start|place|template|weight|red|head|description|until|problem|roles|keys|logins|result' |
		while read -r field; do grep -rHoE "\"$field\"" lib cmd; done
}
clean kinds-fields fields

t 'sx knows every file of schema/kinds' '
	sx schema --json | tr , "\n" | sed -n "s/.*\"kind\": *\"\([a-z]*\)\".*/\1/p" | sort >"$TMP/built"
	diff -u "$TMP/kinds" "$TMP/built"'
