# sx schema: the kinds there are, as a list, JSON Schema, manual page and table; a repository's own among them.
. "${SX_SOURCE:-.}/tests/lib.sh"

t 'outside a repository: every built-in kind' '
	sx schema | sed 1d | cut -d" " -f1 >"$TMP/listed"
	sed -n "s/^kind: *//p" "$SX_SOURCE"/schema/kinds/*.yaml | LC_ALL=C sort | diff "$TMP/listed" -'

expect 'sx schema acton' <<-'EOT'
	sx: there is no kind 'acton'
	  did you mean 'action'?
	[status 2]
EOT
expect_code 2 sx schema action capa
expect_code 2 sx schema --man
expect_code 2 sx schema --man --text action
expect_code 2 sx schema --csv action

t 'the plural is the kind' 'sx schema actions >"$TMP/a" && sx schema action | diff "$TMP/a" -'
t 'JSON Schema' 'sx schema action | python3 -c "
import json, sys
schema = json.load(sys.stdin)
assert schema[\"\$schema\"] == \"https://json-schema.org/draft/2020-12/schema\"
assert schema[\"required\"] == [\"title\", \"owner\", \"due\"], schema[\"required\"]
assert schema[\"properties\"][\"state\"][\"anyOf\"][0][\"enum\"] == [\"open\", \"active\", \"blocked\", \"done\", \"closed\", \"cancelled\"]
"'
t 'the same in the envelope' 'sx schema --json action | python3 -c "
import json, subprocess, sys
whole = json.load(sys.stdin)
assert whole[\"sx\"] == 1 and whole[\"command\"] == \"schema\"
assert whole[\"data\"] == json.loads(subprocess.check_output([\"sx\", \"schema\", \"action\"]))
"'
t 'the list as CSV' 'sx --csv schema | head -n 2 | tr -d "\r" >"$TMP/csv" && diff "$TMP/csv" - <<-EOT
	kind,path,help
	action,action/{year}/{month}/{id}.yaml,something one person has promised to do by a day
	EOT'
t 'the table names each field with its help' '
	sx schema --text action >"$TMP/text"
	grep -q "^  due  *the day it must be done (day, required)$" "$TMP/text"
	grep -q "^  extend  *move the due day (from open, active, blocked)$" "$TMP/text"
	not grep -q ".\{81\}" "$TMP/text"'

git init -q plant && cd plant || exit 99
mkdir -p .sx/schema
cat >.sx/schema/visit.yaml <<'EOT'
kind: visit
help: a visit to a supplier
prefix: AUD
path: visit/{year}/{id}.yaml
title: title
owner: lead
columns: [id, title, lead]
fields:
  title: {type: line, required: true, help: what is visited}
  lead: {type: ref, to: [person], open: true, required: true, help: who leads it}
EOT
cat >.sx/schema/action.yaml <<'EOT'
kind: action
fields:
  shift: {type: enum, values: [early, late, night], help: the shift that does it}
EOT
git add . && git commit -qm schema
t 'a kind of the repository' 'sx schema | grep -q "^visit  *visit/{year}/{id}.yaml  *a visit to a supplier$"'
t 'its JSON Schema' 'sx schema visit | python3 -c "
import json, sys
schema = json.load(sys.stdin)
assert schema[\"required\"] == [\"title\", \"lead\"] and schema[\"properties\"][\"lead\"][\"x-to\"] == [\"person\"]
assert \"notes\" in schema[\"properties\"]
"'
t 'its manual page' 'sx schema --ma visit >"$TMP/sx-visit.5" && mandoc -Tlint -W warning "$TMP/sx-visit.5" && mandoc -Tutf8 "$TMP/sx-visit.5" | grep -q "a visit to a supplier"'
t 'a field more in a built-in kind' 'sx schema action | grep -q "\"shift\": {"'

echo 'fields: {a: {type: lime, help: h}}' >>.sx/schema/visit.yaml
expect_code 3 sx schema
