# Register numbers at the command line: where one is taken and shown, and that no hand writes, changes or removes one.
. "${SX_SOURCE:-.}/tests/lib.sh"

fresh || exit 99
sx capa add 'Leak at press 4' --owner ben --due 2026-12-04 >/dev/null 2>&1
sx capa add 'Wrong label' --owner ben --due 2026-12-05 >/dev/null 2>&1
one=$(real CAPA-1) two=$(real CAPA-2)
export one two
file() { ls capa/*/*/"$1.yaml"; }
# What the hub gives, in a commit as it comes from there.
number() { sed -i "/^created_by/a number: $2" "$(file "$1")" && git commit -qam 'from the hub'; }

expect 'sx show -b "$one" | head -3; sx --json show "$one" | grep -o "\"number\":[^,]*"; sx list capa --columns id,number --sort due' <<-'EOT'
	CAPA-2611-0000001  Leak at press 4
	  kind           capa
	  number         unnumbered
	"number":null
	ID                 NUMBER
	CAPA-2611-0000001
	CAPA-2611-0000002
EOT
t 'who has no register has no number' '! sx show ben | grep number'
number "$one" CAPA-PUN-2026-001
expect 'sx show -b capa-pun-2026-001 | head -3; sx --json show CAPA-PUN-2026-001 | grep -o "\"number\":[^,]*"' <<-'EOT'
	CAPA-2611-0000001  Leak at press 4
	  kind           capa
	  number         CAPA-PUN-2026-001
	"number":"CAPA-PUN-2026-001"
EOT
expect 'sx list capa number:CAPA-PUN-2026-001; sx list capa id:capa-pun-2026-001 --columns id; sx overdue --today 2027-01-01 --columns number,id | head -2' <<-'EOT'
	ID                 NUMBER             TITLE            CLASS  OWNER  DUE         STATE
	CAPA-2611-0000001  CAPA-PUN-2026-001  Leak at press 4  minor  ben    2026-12-04  draft
	ID
	CAPA-2611-0000001
	NUMBER             ID
	CAPA-PUN-2026-001  CAPA-2611-0000001
EOT
expect 'sx capa note CAPA-PUN-2026-001 -m seen; sx capa set capa-pun-2026-001 --area hall; sx action add Weld --owner ben --due 2026-12-01 --source CAPA-PUN-2026-001
	sx list action source:CAPA-PUN-2026-001 --columns id,source; sx log CAPA-PUN-2026-001 --json | grep -c .' <<-'EOT'
	CAPA-2611-0000001: note: seen
	CAPA-2611-0000001: area hall
	ACT-2611-0000001: added, Weld
	ID                SOURCE
	ACT-2611-0000001  CAPA-2611-0000001
	1
EOT
expect 'sx completion --ask -- show CAPA-PUN-2' <<-'EOT'
	CAPA-PUN-2026-001	Leak at press 4
EOT
t 'the random part completes to the id' '[ "$(sx completion --ask -- show "${one#CAPA-2611-}" | cut -f1)" = "$one" ]'
expect 'sx show CAPA-PUN-2026-00' <<-'EOT'
	sx: no record is called 'CAPA-PUN-2026-00'
	[status 4]
EOT
expect 'sx check' <<-'EOT'
	nothing is wrong
EOT

# No hand.
before=$(git rev-parse HEAD)
export before
refused() { # name, what edits the files
	t "refused: $1" "$2"'
		not sx check >"$TMP/said"
		grep -q ": number: " "$TMP/said"
		code=0; sx commit -m x 2>"$TMP/said" || code=$?
		[ $code = 5 ]
		[ "$(git rev-parse HEAD)" = "$before" ]
		git checkout -q .'
}
refused 'one written' 'sed -i "/^created_by/a number: CAPA-PUN-2026-002" "$(file "$two")"'
refused 'one changed' 'sed -i "s/^number:.*/number: CAPA-PUN-2026-002/" "$(file "$one")"'
refused 'one removed' 'sed -i "/^number:/d" "$(file "$one")"'
refused 'two exchanged' 'sed -i "/^number:/d" "$(file "$one")"; sed -i "/^created_by/a number: CAPA-PUN-2026-001" "$(file "$two")"'
refused 'one put in quotes and changed' 'sed -i "s/^number:.*/number: \"capa-pun-2026-001\"/" "$(file "$one")"'
expect 'sx capa set "$two" --number CAPA-PUN-2026-002' <<-'EOT'
	sx: number of a record is not changed by hand
	[status 5]
EOT
t 'a new record with one' '
	cp "$(file "$two")" capa/2026/11/CAPA-2611-7K3M9Q2.yaml
	echo "number: CAPA-PUN-2026-002" >>capa/2026/11/CAPA-2611-7K3M9Q2.yaml
	not sx check >/dev/null
	not sx commit -m x 2>"$TMP/said"
	grep "no number that the register gave" "$TMP/said"
	rm capa/2026/11/CAPA-2611-7K3M9Q2.yaml'
printf 'title,owner,due,number\nx,ben,2026-12-01,CAPA-PUN-2026-002\n' >"$TMP/rows.csv"
expect 'sx import capa "$TMP/rows.csv"' <<-EOT
	$TMP/rows.csv:2: CAPA-PUN-2026-002 is no number that the register gave
	sx: 1 of 1 rows was refused, so nothing was written ($TMP/rows.csv:2)
	  '--dry-run' lists every one with its reason, '--skip-bad' leaves them out
	[status 3]
EOT
# Taking back: what was changed goes back, the number stays.
expect 'sx undo; sx undo; sx show -b CAPA-PUN-2026-001 | grep area' <<-'EOT'
	taken back: action ACT-2611-0000001: added, Weld
	ACT-2611-0000001: removed again
	taken back: capa CAPA-2611-0000001: area hall
	CAPA-2611-0000001: area removed
	[status 1]
EOT
sed -i '/^created_by/a number: CAPA-PUN-2026-002' "$(file "$two")"
printf 'number CAPA-PUN-2026-002\n\nSx-Verb: sync\nSx-Record: %s\nSx-Actor: asha\nSx-Version: 0\n' "$two" | git commit -qaF -
expect 'sx undo HEAD 2>&1 | sed "s/ (.*//"; sx check' <<-'EOT'
	sx: CAPA-PUN-2026-002 is in the register, and a number that was given stays
	  take the record to an end by its workflow instead
	nothing is wrong
EOT
t 'one that was added by mistake stays in the register' '! sx undo "$(git log --format=%H --diff-filter=A -1 -- "$(file "$two")")" 2>"$TMP/said"; [ -e "$(file "$two")" ]'

# What came another way is found, and named without guessing.
sed -i 's/^number:.*/number: CAPA-PUN-2026-001/' "$(file "$two")"
git commit -qam 'by git alone'
expect 'sx check | sed "s/.*number: CAPA[^ ]*/(one)/"; sx show CAPA-PUN-2026-001 2>&1 | tail -1' <<-'EOT'
	(one) has the number CAPA-PUN-2026-001 as well; what is in the register keeps it; take it out of the other
	  give its id; 'sx check' says which number is wrong
EOT
expect_code 4 sx capa note CAPA-PUN-2026-001 -m x
t 'the wrong one is taken out, and waits for another' '
	sed -i "/^number:/d" "$(file "$two")"
	sx check
	sx commit -m "it was another record'"'"'s"
	sx show -b "$two" | grep unnumbered
	sed -i "/^number:/d" "$(file "$one")" # which was not wrong
	not sx check
	not sx commit -m x
	git checkout -q .'
t 'so is one of another year' '
	sed -i "/^created_by/a number: CAPA-PUN-2025-001" "$(file "$two")"
	git commit -qam "by git alone"
	sed -i "s/^number:.*/number: CAPA-PUN-2026-002/" "$(file "$two")"
	not sx commit -m x
	sed -i "/^number:/d" "$(file "$two")"
	sx check && sx commit -m "not of this year"'

# A register is the kind's to have.
mkdir -p .sx/schema
git reset -q --hard "$before"
printf 'kind: issue\nregister: true\n' >.sx/schema/issue.yaml
expect 'sx commit -m "issues are numbered"; sx issue add "No crane" --owner ben; sx show -b ISS | grep number' <<-'EOT'
	.sx/schema/issue.yaml: added
	ISS-2611-0000001: added, No crane
	  number         unnumbered
EOT
sed -i '/^created_by/a number: ISS-2026-001' issue/*/*/*.yaml
git commit -qam 'from the hub'
rm .sx/schema/issue.yaml
expect 'sx commit -m "no longer"' <<-'EOT'
	sx: the register of issues has numbers, as ISS-2026-001, and stays (kinds/issue.yaml)
	  put its 'register: true' back
	[status 5]
EOT
expect 'sx check | sed "s/.*number: //"; git checkout -q .sx; sx check' <<-'EOT'
	issues have no register, so no number; take it out
	nothing is wrong
EOT
