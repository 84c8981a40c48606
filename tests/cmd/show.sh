# sx show
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --contributors asha,chitra --due 2026-11-18 --tags pump,oil >/dev/null
sx action add 'Order grease' --owner asha --due 2026-11-27 --needs "$(real ACT-1)" >/dev/null
sx action note "$(real ACT-1)" 'spoke to the supplier' >/dev/null
id=$(real ACT-1)
export id

expect 'sx show $id' <<-EOT
	ACT-2611-0000001  Replace the seal
	  kind           action
	  owner          ben, Ben
	  contributors   asha
	                 chitra, Chitra
	  due            2026-11-18 (Wed, 2 days ago)
	  first due      2026-11-18
	  priority       normal
	  class          operational
	  state          open
	  tags           pump, oil
	  created        2026-11-20T09:00:00+00:00
	  created by     asha

	notes
	  2026-11-20  asha  spoke to the supplier

	linked from
	  ACT-2611-0000002  needs  open  asha  2026-11-27  Order grease

	last changes
	  2026-11-20  asha: note: spoke to the supplier
	  2026-11-20  asha: added, Replace the seal
EOT
t 'a clock that would end after the last day there is does not run' '
	sx capa add Leak --profile pharma --owner ben --due +90d --problem x --origin trend >/dev/null
	file=$(git ls-files "capa/*")
	sed -i "s/^state: .*/state: monitoring/" "$file"
	for window in 60 3000000 99999999999999999999; do
		git show "HEAD:$file" | sed "s/^state: .*/state: monitoring/" >"$file"
		printf "monitored_from: 2026-11-20\neffectiveness:\n  metric: Leaks\n  window: %s\n" $window >>"$file"
		sx show "$(basename "$file" .yaml)" | grep -c "^  Effectiveness  *due" || true
	done >"$TMP/runs"
	printf "1\n0\n0\n" | diff - "$TMP/runs" && git checkout -q "$file"'
expect 'sx action show $id --brief' <<-EOT
	ACT-2611-0000001  Replace the seal
	  kind           action
	  owner          ben, Ben
	  contributors   asha
	                 chitra, Chitra
	  due            2026-11-18 (Wed, 2 days ago)
	  first due      2026-11-18
	  priority       normal
	  class          operational
	  state          open
	  tags           pump, oil
	  created        2026-11-20T09:00:00+00:00
	  created by     asha
EOT
t 'by a prefix of the random part, in any case' '[ "$(sx show "$(echo "$id" | cut -c10-14 | tr A-Z a-z)")" = "$(sx show "$id")" ]'
t 'JSON is the record, typed' 'sx show "$id" --json | python3 -c "
import json, os, sys
r = json.load(sys.stdin)[\"data\"]
assert list(r)[:3] == [\"id\", \"kind\", \"path\"] and r[\"id\"] == os.environ[\"id\"]
assert r[\"contributors\"] == [\"asha\", \"chitra\"] and r[\"evidence\"] == [] and r[\"deliverable\"] is None and r[\"extensions\"] == 0
assert r[\"notes\"][-1][\"text\"] == \"spoke to the supplier\" and r[\"notes\"][-1][\"by\"] == \"asha\""'
t 'several are an array' '[ "$(sx show ben asha --json | python3 -c "import json, sys; print(len(json.load(sys.stdin)[\"data\"]))")" = 2 ]'
expect 'sx show ben --csv | tr -d "\\r" | head -n 3' <<-EOT
	id,field,value
	ben,name,Ben
	ben,email,ben@plant.example
EOT
expect 'sx show benn' <<-EOT
	sx: no record is called 'benn'
	  did you mean 'ben'?
	[status 4]
EOT
expect_code 2 sx show
expect_code 4 sx action show ben
t 'escapes in a record do nothing' 'printf "name: \"\\\\e[2Jevil\"\nemail: e@plant.example\n" >person/evil.yaml; sx show evil | not grep -q "$(printf "\033")"; rm person/evil.yaml'

# named twice, shown once
t 'text' 'sx show "$id" >"$TMP/1" && sx show "$id" "${id#ACT-2611-}" "$id" >"$TMP/2" && cmp "$TMP/1" "$TMP/2"'
t 'JSON' 'sx show "$id" "$id" --json | jq -e ".data | length == 1"'
t 'CSV' 'sx show "$id" --csv >"$TMP/1" && sx show "$id" "$id" --csv >"$TMP/2" && cmp "$TMP/1" "$TMP/2"'
