# sx escalate: who is to hear of what is late. The calendar: 20 November 2026 is a Friday, work is from Monday to Friday.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx person add mara Mara --email mara@plant.example >/dev/null
sx person add hana Hana --email hana@plant.example --roles qa-head >/dev/null
sx person add sam Sam --email sam@plant.example --roles site-head >/dev/null
sx person set ben --manager mara >/dev/null || exit 99
expect 'sx escalate; sx escalate --exit-code' <<-EOT
	nobody is to hear of anything
	nobody is to hear of anything
EOT
expect 'sx escalate action; sx escalate actions --csv >/dev/null; sx escalate capa' <<-EOT
	action has no ladder, and only kinds that have one escalate
	nobody is to hear of anything
	action has no ladder, and only kinds that have one escalate
	nobody is to hear of anything
EOT
sx capa add 'Seal leaks' --owner ben --due 2026-12-01 >/dev/null
C=$(real CAPA-1)
rows() { sx escalate --csv "$@" | tr -d '\r' | sed 1d | cut -d, -f1-3,8- | sed "s/T00:00:00+00:00//g; s/$C/C/"; }
at() { # DAY options..: on that day
	clock "$1T09:00:00Z"
	shift
	rows "$@"
}
# Due on 1 December: a week before is 24 November, a Tuesday. Five working days without an answer end on 1 December.
expect 'at 2026-11-23; at 2026-11-24' <<-EOT
	1,2026-11-24,C,ben;mara,ben@plant.example;mara@plant.example,it is due within a week,,
EOT
expect 'at 2026-11-30; at 2026-12-01' <<-EOT
	1,2026-11-24,C,ben;mara,ben@plant.example;mara@plant.example,it is due within a week,,
	2,2026-12-01,C,hana,hana@plant.example,nobody has answered level 1 since 2026-11-24,,
	1,2026-11-24,C,ben;mara,ben@plant.example;mara@plant.example,it is due within a week,,
EOT
# Chitra and Sam are not asked at level 2; Hana is. A week after the due day it is raised again, and unanswered it reaches Sam.
clock 2026-12-02T09:00:00Z
as chitra sx capa note "$C" 'a pity' >/dev/null
as sam sx capa note "$C" 'a pity' >/dev/null
expect 'rows --level 2' <<-EOT
	2,2026-12-01,C,hana,hana@plant.example,nobody has answered level 1 since 2026-11-24,,
EOT
clock 2026-12-03T09:00:00Z
as hana sx capa note "$C" 'the part comes on Friday' >/dev/null
expect 'rows --level 2; rows --level 2 --all; at 2026-12-07 --level 2; at 2026-12-08 --level 2; at 2026-12-14 --level 3; at 2026-12-15 --level 3' <<-EOT
	2,2026-12-01,C,hana,hana@plant.example,nobody has answered level 1 since 2026-11-24,2026-12-03T09:00:00+00:00,hana
	2,2026-12-08,C,hana,hana@plant.example,the due day has been over for a week,,
	3,2026-12-15,C,sam,sam@plant.example,nobody has answered level 2 since 2026-12-08,,
EOT
clock 2026-12-15T10:00:00Z
t 'a step is an answer, too' '
	as ben sx capa set "$C" --problem "the lip is worn" >/dev/null
	[ "$(rows --to ben | wc -l)" = 1 ]
	as ben sx capa note "$C" "on it" >/dev/null && [ -z "$(rows --to ben)" ] && [ "$(rows --to ben --all | wc -l)" = 1 ]'
# Found on 22 December: five working days after 15 December, level 4; by its own rung that would be 1 March.
expect 'at 2026-12-21 --level 4; at 2026-12-22 --level 4' <<-EOT
	4,2026-12-22,C,hana;sam,hana@plant.example;sam@plant.example,nobody has answered level 3 since 2026-12-15,,
EOT
clock 2026-12-22T10:00:00Z
expect 'sx escalate "title~/seal/" --level 4' <<-EOT
	LEVEL  SINCE       ID                 TITLE       OWNER  DUE         TO         WHY
	    4  2026-12-22  CAPA-2611-0000001  Seal leaks  ben    2026-12-01  hana, sam  nobody has answered level 3 since 2026-12-15
EOT
t 'the same on the same day, and for a day that is past' '
	sx escalate --json | jq .data >"$TMP/one"
	sx escalate --json | jq .data | cmp - "$TMP/one"
	sx --today 2026-12-01 escalate --csv --level 2 | grep -q "2026-12-01T00:00:00+00:00"
	[ "$(sx --at 2026-11-24 escalate --json | jq ".data | length")" = 1 ]'
t 'for programs' 'sx escalate --json --level 4 | jq -e ".data[0] | .to == [\"hana\", \"sam\"] and .mail[1] == \"sam@plant.example\" and .answered == null and .due == \"2026-12-01\""'
expect_code 1 sx escalate --exit-code
expect_code 0 sx escalate --exit-code --to chitra
expect_code 4 sx escalate --to nobody
expect_code 2 sx escalate colour:red
expect_code 2 sx escalate --level 0
t 'a reader that leaves' 'sx escalate | head -1 >/dev/null'
t 'moved, it is on time again, and the third time it is for the head of the site' '
	sx capa set "$C" --origin trend >/dev/null
	sx capa submit "$C" >/dev/null
	for day in 2027-02-01 2027-03-01 2027-04-01; do sx capa extend "$C" $day -m "the part" >/dev/null || exit 1; done
	[ "$(rows | cut -d, -f1,4,6)" = "3,sam,the due day was moved a third time" ]'
t 'ended, nobody hears of it' 'as hana sx capa reject "$C" -m "a sample" >/dev/null && [ -z "$(rows --all)" ]'

# Critical, and due on the day it is made: nothing is raised before it was there. A week after 22 December is 29 December.
sx capa add 'Glass in the vial' --class critical --owner ben --due 2026-12-22 >/dev/null
C=$(real CAPA-2)
expect 'rows; at 2026-12-23 --level 2; at 2026-12-29 --level 3' <<-EOT
	1,2026-12-22T10:00:00+00:00,C,ben;mara,ben@plant.example;mara@plant.example,it is due within a week,,
	2,2026-12-23,C,hana,hana@plant.example,the due day of a critical one is over,,
	3,2026-12-29,C,sam,sam@plant.example,the due day of a critical one has been over for a week,,
EOT
clock 2026-12-29T10:00:00Z
t 'nobody has the role: that is said, and is no answer' '
	sx person leave sam -m "retired" >/dev/null && sx escalate --json --level 3 | jq -e ".data[0] | .to == [] and .mail == [] and .answered == null"'
t 'a ladder of our own takes the place of it' '
	mkdir -p .sx/schema
	printf "kind: capa\nworkflow:\n  ladder:\n    rungs:\n      - {level: 1, days: 0, say: today, to: [owner]}\n" >.sx/schema/capa.yaml
	sx commit -m "our ladder" >/dev/null && [ "$(rows | cut -d, -f1,2,4,6)" = "1,2026-12-22T10:00:00+00:00,ben,today" ]'
t 'several repositories, one of which is missing' '
	git clone -q . ../other && code=0; sx escalate --with ../other --with ../nowhere --csv >"$TMP/out" 2>/dev/null || code=$?
	[ $code = 4 ] && [ "$(wc -l <"$TMP/out")" = 2 ]'
