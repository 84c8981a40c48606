# sx show
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --contributors asha,chitra --due 2026-11-18 --tags pump,oil >/dev/null
sx action add 'Order grease' --owner asha --due 2026-11-27 --needs "$(real ACT-1)" >/dev/null
sx action note "$(real ACT-1)" 'spoke to the supplier' >/dev/null
id=$(real ACT-1)
export id

expect 'sx show $id' <<-EOT
EOT
expect 'sx action show $id --brief' <<-EOT
EOT
t 'by a prefix of the random part, in any case' '[ "$(sx show "$(echo "$id" | cut -c10-14 | tr A-Z a-z)")" = "$(sx show "$id")" ]'
t 'JSON is the record, typed' 'sx show "$id" --json | python3 -c "
import json, os, sys
r = json.load(sys.stdin)[\"data\"]
assert list(r)[:3] == [\"id\", \"kind\", \"path\"] and r[\"id\"] == os.environ[\"id\"]
assert r[\"contributors\"] == [\"asha\", \"chitra\"] and r[\"evidence\"] == [] and r[\"deliverable\"] is None and r[\"extensions\"] == 0
assert r[\"notes\"][-1][\"text\"] == \"spoke to the supplier\" and r[\"notes\"][-1][\"by\"] == \"asha\""'
t 'several are an array' '[ "$(sx show ben asha --json | python3 -c "import json, sys; print(len(json.load(sys.stdin)[\"data\"]))")" = 2 ]'
expect 'sx show ben --csv' <<-EOT
EOT
expect 'sx show benn' <<-EOT
	sx: there is no record 'benn'
	  did you mean 'ben'?
	[status 4]
EOT
expect_code 2 sx show
expect_code 4 sx action show ben
t 'escapes in a record do nothing' 'printf "name: \"\\\\e[2Jevil\"\nemail: e@plant.example\n" >person/evil.yaml; ! sx show evil | grep -q "$(printf "\033")"; rm person/evil.yaml'
