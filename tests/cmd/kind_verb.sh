# sx KIND VERB: the whole life of an action, and every no.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null
sx action add 'Mend the fence' --owner ben --due 2026-11-27 --class safety >/dev/null
sx action add 'Order grease' --owner asha --due 2026-12-01 >/dev/null
a=$(real ACT-1) b=$(real ACT-2) c=$(real ACT-3)
export a b c
file=action/2026/11/$a.yaml
echo 'a picture' >photo.jpg
printf photo.jpg >.git/info/exclude

expect 'sx action unblock $a' <<-EOT
	sx: ACT-2611-0000001 is open, and 'unblock' is for what is blocked
	  what can be done now: start, progress, block, done, cancel, extend, reassign, amend, move
	[status 5]
EOT
expect 'sx action start $a' <<-EOT
	ACT-2611-0000001: state open -> active
EOT
expect 'sx action progress $a 60' <<-EOT
	ACT-2611-0000001: progress 60
EOT
expect 'sx action progress $a; sx action progress $a 60' <<-EOT
	sx: 'progress' needs the new progress of ACT-2611-0000001
	  as in: sx action progress ACT-2611-0000001 PROGRESS
	sx: progress of ACT-2611-0000001 is already 60
	[status 2]
EOT
expect 'sx action progress $a 140' <<-EOT
	sx: progress: 140 is more than 100
	[status 3]
EOT
expect 'sx action block $a --waiting-for "the seal"' <<-EOT
	sx: 'block' needs a reason
	  say why with -m
	[status 5]
EOT
expect 'sx action block $a --waiting-for "the seal" -m "supplier late"' <<-EOT
	ACT-2611-0000001: state active -> blocked
EOT
expect 'sx action done $a' <<-EOT
	sx: ACT-2611-0000001 is blocked, and 'done' is for what is open or active
	  what can be done now: unblock, cancel, extend, reassign, amend, move
	[status 5]
EOT
expect 'sx action extend $a 2026-12-18' <<-EOT
	sx: 'extend' needs a reason
	  say why with -m
	[status 5]
EOT
expect 'sx action extend $a 2026-12-04 -m late' <<-EOT
	sx: due of ACT-2611-0000001 is already 2026-12-04
	[status 2]
EOT
expect 'for step in "action extend" "action start" "capa accept" "keyresult checkin"; do sx $step -h | head -n 1; done' <<-EOT
	usage: sx action extend [OPTION...] ID... [DUE] -m REASON
	usage: sx action start [OPTION...] ID...
	usage: sx capa accept [OPTION...] ID... [minor|major|critical]
	usage: sx keyresult checkin [OPTION...] ID... [VALUE]
EOT
expect 'sx action extend $a -m late; sx action extend $a --title x -m late' <<-EOT
	sx: 'extend' needs the new due of ACT-2611-0000001
	  as in: sx action extend ACT-2611-0000001 DUE
	sx: there is no option '--title'
	  -h lists the options
	[status 2]
EOT
expect 'sx action extend $a 2026-12-18 -m "the seal comes on Friday"; sx action extend $a +5w -m "it did not"' <<-EOT
	ACT-2611-0000001: due 2026-12-04 -> 2026-12-18
	due: 2026-12-25 (Fri, in 35 days)
	ACT-2611-0000001: due 2026-12-18 -> 2026-12-25
EOT
expect 'sx list action id:$a --columns due,first_due,extensions' <<-EOT
	DUE         FIRST DUE   EXTENSIONS
	2026-12-25  2026-12-04           2
EOT
expect 'sx action unblock $a; grep waiting_for '"$file" <<-EOT
	ACT-2611-0000001: state blocked -> active
	[status 1]
EOT
expect 'sx action reassign $a nobody -m leave' <<-EOT
	sx: owner: no person is called 'nobody'
	[status 4]
EOT
expect 'sx action reassign $a chitra -m leave' <<-EOT
	ACT-2611-0000001: owner ben -> chitra
EOT
expect 'as chitra sx action done $a --evidence photo.jpg -m "ran 48 h dry"' <<-EOT
	ACT-2611-0000001: state active -> closed, evidence +photo.jpg
EOT
expect 'git log -1 --format="%an: %s%n%b" | head -n 5' <<-EOT
	chitra: action ACT-2611-0000001: state active -> closed, evidence +photo.jpg
	ran 48 h dry

	Sx-Verb: action done
	Sx-Record: ACT-2611-0000001
EOT
sum=$(sha256sum <photo.jpg | cut -d' ' -f1)
expect "grep -v ^created $file" <<-EOT
	title: Replace the seal
	owner: chitra
	due: 2026-12-25
	first_due: 2026-12-04
	priority: normal
	class: operational
	state: closed
	progress: 60
	done_on: 2026-11-20
	done_by: chitra
	closed_on: 2026-11-20
	evidence:
	  - sha256: $sum
	    name: photo.jpg
	    bytes: 10
	    at: 2026-11-20T09:00:00+00:00
	    by: chitra
	notes:
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: start
	    from: open
	    to: active
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: progress
	    to: 60
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: block
	    text: supplier late
	    from: active
	    to: blocked
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: extend
	    text: the seal comes on Friday
	    from: 2026-12-04
	    to: 2026-12-18
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: extend
	    text: it did not
	    from: 2026-12-18
	    to: 2026-12-25
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: unblock
	    from: blocked
	    to: active
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: reassign
	    text: leave
	    from: ben
	    to: chitra
	  - at: 2026-11-20T09:00:00+00:00
	    by: chitra
	    did: done
	    text: ran 48 h dry
	    from: active
	    to: closed
EOT
expect 'sx action cancel $a -m "no need"' <<-EOT
	sx: ACT-2611-0000001 is closed, and 'cancel' is for what is open or active or blocked or done
	  what can be done now: move
	[status 5]
EOT
t 'the evidence is there, named by its digest' 'cmp photo.jpg evidence/$(echo '"$sum"' | cut -c1-2)/'"$sum"'*'

# Verification by another person, where the class demands it.
expect 'as ben sx action done $b; as ben sx action verify $b' <<-EOT
	ACT-2611-0000002: state open -> done
	sx: 'verify' of ACT-2611-0000002 needs another person: ben is its owner
	  ask someone else to do it
	[status 5]
EOT
expect 'sx action return $b; sx action return $b -m "the gate is open"' <<-EOT
	sx: 'return' needs a reason
	  say why with -m
	ACT-2611-0000002: state done -> active
EOT
expect 'as chitra sx action done $b; as chitra sx action verify $b' <<-EOT
	ACT-2611-0000002: state active -> done
	sx: 'verify' of ACT-2611-0000002 needs another person: chitra is its done_by
	  ask someone else to do it
	[status 5]
EOT
expect 'sx action verify $b --outcome "fence stands"; sx list --all action id:$b -c state,verified_by,closed_on' <<-EOT
	ACT-2611-0000002: state done -> closed, outcome fence stands
	STATE   VERIFIED BY  CLOSED ON
	closed  asha         2026-11-20
EOT

# Several at once: one commit, or none.
sx action add 'Paint the floor' --owner ben --due 2026-12-01 >/dev/null
d=$(real ACT-4) before=$(git rev-parse HEAD)
export d before
expect 'sx action start $c $a $d; test $(git rev-parse HEAD) = $before' <<-EOT
	sx: ACT-2611-0000001 is closed, and 'start' is for what is open
	  what can be done now: move
EOT
expect 'sx action start $c $d; git rev-list --count $before..HEAD' <<-EOT
	ACT-2611-0000003: state open -> active
	ACT-2611-0000004: state open -> active
	1
EOT
expect 'sx action cancel $c $d -n -m "not now"; git status --short; sx list action id:$c -c state' <<-EOT
	ACT-2611-0000003: state active -> cancelled (not written)
	ACT-2611-0000004: state active -> cancelled (not written)
	STATE
	active
EOT
expect 'sx action start' <<-EOT
	sx: 'start' needs the id of the action
	  'sx list action' shows those there are
	[status 2]
EOT
expect_code 4 sx action start ACT-2611-ZZZZZZZ
expect_code 2 sx action finish "$c"

sx action cancel "$d" -m 'not now' >/dev/null
expect 'sx action start $d' <<-EOT
	sx: ACT-2611-0000004 is cancelled, and 'start' is for what is open
	  it can only be noted on: it has ended
	[status 5]
EOT

# By hand: the same rules, and the entry is written.
sed -i 's/^due: .*/due: 2027-01-15/' "action/2026/11/$c.yaml"
expect 'sx commit -m "after the audit" >/dev/null; sx list action id:$c -c due,first_due,extensions' <<-EOT
	DUE         FIRST DUE   EXTENSIONS
	2027-01-15  2026-12-01           1
EOT
sed -i 's/^state: .*/state: done/' "action/2026/11/$c.yaml"
expect_code 5 sx commit -m done
t 'git fsck' 'git fsck --strict'

# blanks are no reason
e=$(sx action add 'Check the fence' --owner ben --due +2w --class safety 2>/dev/null | cut -d: -f1)
export e
expect 'sx action extend $e +3w -m "  "; sx action set $e class=operational -m "	"' <<-EOT
	due: 2026-12-11 (Fri, in 21 days)
	sx: 'extend' needs a reason
	  say why with -m
	sx: 'done' would no longer lead to done: a change of class needs a reason (action/2026/11/ACT-2611-0000005.yaml:6:8)
	  say why with -m
	[status 5]
EOT
expect 'sx action start $e >/dev/null; sx action progress $e 20 -m " " >/dev/null; sx show $e | sed -n "/^notes/,/^$/p"' <<-EOT
	notes
	  2026-11-20  asha  start open -> active
	  2026-11-20  asha  progress 20

EOT

# named twice, taken once
twice=$(sx action add 'Grease the door' --owner asha --due +1w 2>/dev/null | cut -d: -f1)
export twice
expect 'sx action start $twice $twice ${twice#ACT-2611-} | sed "s/$twice/ID/"; sx show $twice --json | jq -c "[.data.notes[].did]"' <<-EOT
	ID: state open -> active
	["start"]
EOT
expect 'sx action set $twice $twice --priority high | sed "s/$twice/ID/"' <<-EOT
	ID: priority normal -> high
EOT

# what shows it is named where the step is
echo seal >"$TMP/photo.jpg"
expect 'sx action done $twice --evidence "$TMP/photo.jpg" --outcome greased | sed "s/$twice/ID/"; git log -1 --format=%s | sed "s/$twice/ID/"' <<-EOT
	ID: state active -> closed, outcome greased, evidence +photo.jpg
	action ID: state active -> closed, outcome greased, evidence +photo.jpg
EOT

# Approved is what was looked at: a commit, up to which the trail was read.
d=$(sx --json action add 'Paint the door' --owner asha --due 2026-12-01 | jq -r .data.id)
export d
last() { sx audit "$d" -n 1 --json | jq -r '.data[0].commit'; }
t 'G7: a record that has changed since' '
	seen=$(last)
	as ben sx action note "$d" "and the frame" >/dev/null
	code=0; sx --json action start "$d" --seen "$seen" 2>"$TMP/said" || code=$?
	[ $code = 6 ]
	grep -q "\"rule\":\"G7\"" "$TMP/said"
	sx action show "$d" | grep -q "^  state  *open"
	seen=$(echo "$seen" | cut -c1-8)
	git tag "$seen" HEAD
	code=0
	sx action start "$d" --seen "$seen" 2>"$TMP/said" || code=$?
	git tag -d "$seen" && [ $code = 6 ] && grep -q "which you have seen (G7)$" "$TMP/said"'
t 'and one that has not, whatever else has' '
	seen=$(last)
	sx action note "$a" "elsewhere" >/dev/null
	sx action start "$d" --seen "$(echo "$seen" | cut -c1-10)" >/dev/null'
expect_code 2 sx action progress "$d" 10 --seen HEAD
expect_code 2 sx action progress "$d" 10 --seen 0123456789
t 'it is kept with the step, and judged wherever the step is' '
	tail -n 2 "$(git ls-files "action/*$d.yaml")" | grep -q "^    seen: [0-9a-f]\{40\}$"
	sx verify
	sx action note "$d" "and the handle" >/dev/null
	sx action progress "$d" 10 --seen "$(last)" >/dev/null
	f=$(git ls-files "action/*$d.yaml")
	sed -i "\$s/seen: .*/seen: $(git rev-parse HEAD~2)/" "$f"
	git commit -q --amend --no-edit "$f"
	code=0; sx verify >"$TMP/said" || code=$?; cat "$TMP/said"; git reset -q --hard HEAD~1
	[ $code = 7 ] && grep -q "G7: $d is not as .* left it, which was looked at" "$TMP/said"'
t 'a commit that is in no history is none that was looked at' '
	other=$(echo x | git commit-tree "HEAD^{tree}")
	f=$(git ls-files "action/*$d.yaml")
	code=0; sx --json action progress "$d" 20 --seen "$other" >"$TMP/said" 2>&1 || code=$?
	cat "$TMP/said"; [ $code = 5 ] && grep -q "\"rule\":\"G7\"" "$TMP/said"'
t 'a kind may ask for it, and for another person than who changed what is locked' '
	mkdir -p .sx/schema
	printf "kind: action\nworkflow:\n  locks:\n    - {rule: L1, fields: [deliverable], free: [open], by: mend}\n  verbs:\n" >.sx/schema/action.yaml
	printf "    mend: {from: [active], reason: true, help: mend it}\n    done:\n      guards:\n" >>.sx/schema/action.yaml
	printf "        - {rule: L2, seen: true, say: its trail was looked at}\n" >>.sx/schema/action.yaml
	sx commit -m "who ends it has looked" >/dev/null
	no() { # WHO words: refused by L2, which says so
		who=$1 words=$2; shift 2; code=0; as "$who" sx --json action done "$d" "$@" >"$TMP/said" 2>&1 || code=$?
		cat "$TMP/said"; [ $code = 5 ]
		grep -q "\"rule\":\"L2\"" "$TMP/said"
		grep -q "$words" "$TMP/said"
	}
	no ben "asks that its trail was looked at"
	as ben sx action mend "$d" --deliverable "two coats" -m "one is thin" >/dev/null
	no ben "ben has changed $d by .mend." --seen "$(last)"
	sx action done "$d" --seen "$(last)" >/dev/null
	sx verify
	rm .sx/schema/action.yaml && sx commit -m "no more" >/dev/null'
