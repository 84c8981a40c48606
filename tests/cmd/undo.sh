# sx undo: one's last command, taken back by a new commit.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null
a=$(real ACT-1) fa=action/2026/11/$(real ACT-1).yaml
export a fa

sx action extend "$a" 2026-12-11 -m 'the part is late' >/dev/null
expect 'sx undo -n; sx undo -m "it came after all"; grep ^due: "$fa"; git log -1 --format=%B; git status --porcelain' <<-EOT
	would take back: action ACT-2611-0000001: due 2026-12-04 -> 2026-12-11
	ACT-2611-0000001: due 2026-12-11 -> 2026-12-04
	taken back: action ACT-2611-0000001: due 2026-12-04 -> 2026-12-11
	ACT-2611-0000001: due 2026-12-11 -> 2026-12-04
	due: 2026-12-04
	undo: action ACT-2611-0000001: due 2026-12-04 -> 2026-12-11

	it came after all

	Sx-Verb: undo
	Sx-Record: ACT-2611-0000001
	Sx-Actor: asha
	Sx-Undoes: COMMIT-5
	Sx-Version: 0.1.0

EOT
t 'the record is byte for byte what it was' 'git diff --exit-code HEAD~2 HEAD'
expect 'sx undo; ls' <<-EOT
	taken back: action ACT-2611-0000001: added, Replace the seal
	ACT-2611-0000001: removed again
	person
EOT
expect 'sx undo HEAD -m "it was right"; sx show $a --json | grep -o "\"due\":\"[0-9-]*\""' <<-EOT
	taken back: undo: action ACT-2611-0000001: added, Replace the seal
	ACT-2611-0000001: back again
	"due":"2026-12-04"
EOT
t 'a command brought back can be taken back again' 'sx undo && [ ! -e "$fa" ] && sx undo HEAD'

t 'other fields may have moved' '
	sx action set "$a" priority=high >/dev/null
	as ben sx action set "$a" title="By Ben" >/dev/null
	sx undo
	grep -q "^priority: normal" "$fa" && grep -q "^title: By Ben" "$fa" && sx check'
t 'the same field may not' '
	sx action set "$a" priority=high >/dev/null
	as ben sx action set "$a" priority=low >/dev/null
	before=$(git rev-parse HEAD)'
expect 'sx undo' <<-EOT
	sx: priority of ACT-2611-0000001 has changed since (action/2026/11/ACT-2611-0000001.yaml)
	  change it by hand with a new command instead
	[status 6]
EOT
expect 'as ben sx undo HEAD~1' <<-EOT
	sx: 'action ACT-2611-0000001: priority normal -> high' was done by asha
	  ask them to undo it, or change it with a new command
	[status 5]
EOT
expect 'as chitra sx undo' <<-EOT
	sx: there is no command of yours to take back
	[status 4]
EOT
t 'what others point to does not go' '
	sx person add Dev --slug dev --email dev@plant.example >/dev/null
	as ben sx action set "$a" owner=dev -m x >/dev/null 2>&1 || as ben sx action reassign "$a" dev -m x >/dev/null
	code=0; sx undo || code=$?; [ $code = 5 ] && [ -e person/dev.yaml ]'
t 'people: what anybody may change goes back, who left stays away, who was added stays' '
	sx person set ben job=Fitter >/dev/null
	sx undo
	not grep -q "^job" person/ben.yaml
	sx person leave chitra -m "a mistake" >/dev/null; code=0; sx undo >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 5 ]
	grep -q "what can be done now: .*return" "$TMP/said"
	sx person return chitra -m "she is here"
	sx person add Eve --slug eve --email eve@plant.example >/dev/null; code=0; sx undo || code=$?; [ $code = 5 ] && [ -e person/eve.yaml ]'
t 'a step is taken back whole' '
	as ben sx action start "$a" >/dev/null
	grep -q "did: start" "$fa"
	as ben sx undo && grep -q "^state: open" "$fa" && ! grep -q "did: start" "$fa" && sx check'
t 'notes and files that came after a step stay, in their order' '
	as ben sx action start "$a" >/dev/null
	sx action note "$a" "looked at it" >/dev/null
	echo x >"$TMP/photo.jpg"
	sx action attach "$a" "$TMP/photo.jpg" >/dev/null && as ben sx undo && grep -q "^state: open" "$fa" && ! grep -q "did: start" "$fa" &&
		grep -q "text: looked at it" "$fa" && grep -q "name: photo.jpg" "$fa" && sx check && [ -z "$(git status --porcelain)" ]'
t 'a note is taken back from below later ones' '
	sx action note "$a" one >/dev/null
	as ben sx action note "$a" two >/dev/null
	sx undo
	not grep -q "text: one" "$fa"
	grep -q "text: two" "$fa" && grep -q "text: looked at it" "$fa" && as ben sx undo && not grep -q "text: two" "$fa" && sx check'
t 'another step does not stay without the one before' '
	as ben sx action progress "$a" 10 >/dev/null
	as ben sx action progress "$a" 20 >/dev/null
	sx action note "$a" three >/dev/null
	code=0; as ben sx undo HEAD~2 || code=$?; [ $code = 6 ] && as ben sx undo && as ben sx undo && grep -q "text: three" "$fa" && grep -q "^state: open" "$fa"'
expect 'sx undo no-such-commit' <<-EOT
	sx: 'no-such-commit' is no revision
	  give the commit, which 'sx log' shows beside what it changed
	[status 4]
EOT
expect_code 5 sx undo "$(git rev-list --max-parents=0 HEAD)"
expect_code 2 sx undo a b
t 'a file that is edited is not overwritten' '
	as ben sx action set "$a" class=quality >/dev/null
	echo "# mine" >>"$fa"
	code=0; as ben sx undo || code=$?; [ $code = 6 ] && tail -n 1 "$fa" | grep -q mine && git checkout -q .'
t 'all is clean' '[ -z "$(git status --porcelain)" ] && git fsck --strict 2>&1 | grep -v dangling | wc -l | grep -qx 0'
