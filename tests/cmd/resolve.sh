# sx resolve: what waits for a decision is settled, by whom it may be and how.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh hub || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-11-30 >/dev/null
a=$(real ACT-1) fa=action/2026/11/$(real ACT-1).yaml
export a fa
cd ..
git clone -q --bare hub hub.git
sx clone hub.git pune >/dev/null
as ben sx clone hub.git gdansk >/dev/null
ben() { as ben sx -C "$TMP/gdansk" "$@"; }
cd pune || exit 99
# From both ends: due, title and state.
disagree() {
	as ben git -C ../gdansk pull -q --no-rebase --no-edit
	ben action extend "$a" "$1" -m holidays || return
	ben action set "$a" --title 'Replace both seals' || return
	ben action start "$a" || return
	sx action extend "$a" "$2" -m 'the part is late' || return
	sx action set "$a" --title 'Replace the seal of pump 3' || return
	sx action block "$a" -m rain || return
	as ben git -C ../gdansk push -q && git pull -q --no-rebase --no-edit && git push -q
}
clock 2026-11-21T08:00:00Z
disagree 2026-12-07 2026-12-14 >/dev/null 2>&1
before=$(git rev-parse HEAD)
export before

expect 'sx resolve; sx resolve $a due; sx resolve $a due --ours --theirs -m x; sx resolve $a due --ours; sx resolve $a owner --ours -m x' <<-EOT
	sx: resolve takes a record, a field, and of a list the entry
	  'sx conflicts' lists what waits
	sx: which of the values is to stand?
	  say one of --ours, --theirs, --by PERSON, --value VALUE; 'sx conflicts' shows them
	sx: a conflict is settled in one way
	  say one of --ours, --theirs, --by PERSON, --value VALUE; 'sx conflicts' shows them
	sx: a conflict is settled with a reason
	  say why with -m
	sx: nothing waits for a decision about owner of ACT-2611-0000001
	  what waits in it: title, due, state
	[status 4]
EOT
expect 'sx resolve $a due --value +1m -m x; sx resolve $a due --by chitra -m x; sx resolve NONE due --ours -m x' <<-EOT
	due: 2026-12-21 (Mon, in 30 days)
	sx: due of ACT-2611-0000001 can become one of the values that wait, no other (action/2026/11/ACT-2611-0000001.yaml:3:6)
	  settle it first, then take the step that changes it
	sx: chitra wrote none of the values
	  'sx conflicts' shows them; say --by PERSON or --value VALUE
	sx: no record is called 'NONE'
	[status 4]
EOT
t 'a third person has no side' 'as chitra expect_code 4 sx resolve "$a" due --ours -m x; as chitra expect_code 4 sx resolve "$a" due --theirs -m x'
expect 'sx action set $a --title Other; sx action extend $a 2026-12-24 -m later; sx action block $a -m rain; sx action cancel $a -m no' <<-EOT
	sx: title of ACT-2611-0000001 waits for a decision (action/2026/11/ACT-2611-0000001.yaml:1:8)
	  'sx resolve ACT-2611-0000001 title' settles it
	sx: due of ACT-2611-0000001 waits for a decision (action/2026/11/ACT-2611-0000001.yaml:3:6)
	  'sx resolve ACT-2611-0000001 due' settles it
	sx: state of ACT-2611-0000001 waits for a decision (action/2026/11/ACT-2611-0000001.yaml:7:8)
	  'sx resolve ACT-2611-0000001 state' settles it
	sx: 'cancel' of ACT-2611-0000001 waits until its conflicts are settled
	  'sx conflicts' lists them, 'sx resolve' settles one
	[status 5]
EOT
t 'nothing of that was written' '[ "$(git rev-parse HEAD)" = "$before" ] && [ -z "$(git status --porcelain)" ]'
t 'what does not wait goes on' 'sx action set "$a" priority=high && sx action note "$a" -m seen'

expect 'sx resolve $a due --theirs -m "the part comes on the 5th" -n; sx resolve $a due --theirs -m "the part comes on the 5th"; git log -1 --format=%B' <<-EOT
	ACT-2611-0000001: due settled: 2026-12-07 (not written)
	ACT-2611-0000001: due settled: 2026-12-07
	action ACT-2611-0000001: due settled: 2026-12-07

	the part comes on the 5th

	Sx-Verb: resolve
	Sx-Record: ACT-2611-0000001
	Sx-Actor: asha
	Sx-Version: 0.1.0

EOT
expect 'grep ^due "$fa"; grep -A 7 "did: settle" "$fa"; sx conflicts | cut -d " " -f 1 | sort -u' <<-EOT
	due: 2026-12-07
	    did: settle
	    text: the part comes on the 5th
	    to: 2026-12-07
	    field: due
	conflicts:
	  - field: title
	    value: Replace both seals
	    by: ben

	ACT-2611-0000001
	FIELD
	state
	title
EOT
t 'undo brings the conflict back, and undo again settles it' '
	sx undo
	sx conflicts | grep -c "^due" | grep -x 2
	sx undo HEAD && ! sx conflicts | grep "^due"'
expect 'sx resolve $a title --value "Replace the seals" -m "it is both"; sx resolve $a closed_on --ours -m "it rains still"; sx conflicts; grep -E "^(title|state|conflicts)" "$fa"' <<-EOT
	ACT-2611-0000001: title settled: Replace the seals
	ACT-2611-0000001: state settled: blocked
	title: Replace the seals
	state: blocked
EOT
t 'then it can be ended' 'sx action cancel "$a" -m "the pump goes" && sx check && git push -q'

# Two plants that read the same periods; what is ours follows from who works where.
cd .. || exit 99
sx init plants --site PUN --person asha >/dev/null && cd plants || exit 99
printf '  - code: GDN\n    name: Gdansk\n' >>.sx/config.yaml
sx commit -m 'a second plant' >/dev/null
for p in ben chitra; do sx person add "$p" "$p" --email "$p@plant.example" --site PUN >/dev/null; done
for p in dora emil; do sx person add "$p" "$p" --email "$p@plant.example" --site GDN >/dev/null; done
sx kpi add 'OEE press shop' --slug oee --owner ben --target 80 --red 72 >/dev/null
git clone -q . ../gdn && cd ../gdn && git config sx.site GDN || exit 99
as dora sx kpi record oee 2026-09 80 >/dev/null
as dora sx kpi record oee 2026-10 81 >/dev/null
cd ../plants || exit 99
as ben sx kpi record oee 2026-10 83 >/dev/null
as ben sx kpi record oee 2026-08 79 >/dev/null
as ben sx kpi record oee 2026-09 78 >/dev/null
git pull -q --no-rebase --no-edit ../gdn main >/dev/null 2>&1
expect 'sx conflicts | cut -c 1-40 | sed "s/ *$//"; sx resolve oee-2026 readings --ours -m x' <<-EOT
	FIELD             VALUE

	oee-2026  oee
	readings 2026-09  period: 2026-09 value:
	readings 2026-09  period: 2026-09 value:
	readings 2026-10  period: 2026-10 value:
	readings 2026-10  period: 2026-10 value:
	sx: several entries of readings wait for a decision in oee-2026
	  name one of them: sx resolve oee-2026 readings 2026-10
	[status 2]
EOT
expect 'as chitra sx resolve oee-2026 readings 2026-10 --ours -m "read again"; as emil sx -C ../plants resolve oee-2026 readings 2026-09 --by dora -m "her meter"; sed -n "/^readings/,/^notes/p" reading/oee/2026.yaml | grep -v at:' <<-EOT
	oee-2026: readings 2026-10 settled
	oee-2026: readings 2026-09 settled
	readings:
	  - period: 2026-08
	    value: 79
	    by: ben
	  - period: 2026-09
	    value: 80
	    by: dora
	  - period: 2026-10
	    value: 83
	    by: ben
	notes:
EOT
t 'then nothing waits, and all is right' 'sx conflicts && sx check'

# A kind may have a step of its own that is called resolve.
t 'what waits in an issue is settled, which does not resolve the issue' '
	cd "$TMP/pune"; git push -q
	sx issue add "No steam" --owner ben
	i=$(basename "$(git diff --name-only HEAD~1)" .yaml)
	git push -q
	as ben git -C ../gdansk pull -q --no-rebase --no-edit
	sx issue set "$i" --title "No steam at press 4"
	ben issue set "$i" --title "No steam at all"
	as ben git -C ../gdansk push -q
	git pull -q --no-rebase --no-edit
	sx resolve "$i" title --theirs -m "asked ben"
	grep -x "title: No steam at all" issue/*/*/"$i.yaml"
	grep -x "state: open" issue/*/*/"$i.yaml"
	sx issue resolve "$i" --answer "The boiler was off" -m done
	sx check'
