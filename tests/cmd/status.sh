# sx status: what is edited by hand, and whether it could be recorded.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null
sx action add 'Order grease' --owner asha --due 2026-12-04 >/dev/null
a=$(real ACT-1) b=$(real ACT-2)
export a b

expect 'sx status' <<-EOT
	nothing is edited
EOT
git clone -q --bare . ../bare.git
expect 'sx -C ../bare.git status' <<-EOT
	a bare repository has no work tree to edit
EOT
sed -i 's/^title:.*/title: Replace both seals/; s/^priority: normal/priority: high/' "action/2026/11/$a.yaml"
expect 'sx status' <<-EOT
	changed action ACT-2611-0000001: title Replace the seal -> Replace both seals, priority normal -> high
EOT
expect 'sx status --json' <<-EOT
	{"sx":1,"command":"status","commit":"COMMIT-5","today":"2026-11-20","data":[{"edit":"changed","kind":"action","id":"ACT-2611-0000001","path":"action/2026/11/ACT-2611-0000001.yaml","fields":["title","priority"],"problem":null}]}
EOT
t 'same size, same time: content is compared' '
	git stash -q
	sx status | grep -q "nothing is edited"
	cp -p "action/2026/11/$b.yaml" "$TMP/keep"
	sed -i s/grease/Grease/ "action/2026/11/$b.yaml"
	touch -r "$TMP/keep" "action/2026/11/$b.yaml"
	sx status | grep -q "changed action $b: title Order grease -> Order Grease"
	git checkout -q . && git stash pop -q'
rm "action/2026/11/$b.yaml"
expect 'sx status | grep -A 1 $b' <<-EOT
	removed action ACT-2611-0000002
	  cannot be recorded: a record is never removed
EOT
git checkout -q "action/2026/11/$b.yaml"
printf 'colour: red\n' >>person/ben.yaml
printf 'title: [\n' >action/2026/11/ACT-2611-0000000.yaml
echo note >action/notes.txt
ln -s /etc/passwd person/eve.yaml
sed -i 's/^state: .*/state: closed/' "action/2026/11/$a.yaml"
expect 'sx status 2>/dev/null' <<-EOT
	added action ACT-2611-0000000
	  cannot be recorded: action/2026/11/ACT-2611-0000000.yaml:2:1: not valid YAML: did not find expected node content
	changed action ACT-2611-0000001: title Replace the seal -> Replace both seals, priority normal -> high, state open -> closed
	added action/notes.txt
	  cannot be recorded: no record of any kind is kept here
	changed person ben
	  cannot be recorded: person/ben.yaml:4:1: there is no field 'colour' here
	link person eve
	  cannot be recorded: a symbolic link or something else that is no file
EOT
t 'nothing is written by looking' '[ "$(git rev-list --count HEAD)" = 5 ] && [ ! -e .git/index.lock ]'
t 'what two edits make the same is told of the later one, as the commit tells it' '
	git clone -q . "$TMP/alike"
	cd "$TMP/alike"
	sed -i "s/^email: .*/email: one@plant.example/" person/ben.yaml person/chitra.yaml
	sx status >"$TMP/out"
	cat "$TMP/out"
	[ "$(grep -c "changed person" "$TMP/out")" = 2 ]
	[ "$(grep -c "ben has .one@plant.example. already" "$TMP/out")" = 1 ]
	[ "$(grep -c "cannot be recorded" "$TMP/out")" = 1 ]
	code=0; sx commit -m x 2>"$TMP/err" || code=$?
	[ $code != 0 ]
	grep "ben has .one@plant.example. already" "$TMP/err"
	sed -i "s/^email: .*/email: asha@plant.example/" person/ben.yaml
	git checkout -q person/chitra.yaml
	sx status | grep "asha has .asha@plant.example. already"'
t 'edited kinds: where it is told whether other records fit them' '
	git clone -q . "$TMP/stricter"
	cd "$TMP/stricter"
	mkdir .sx/schema
	printf "kind: action\nfields:\n  team: {type: line, required: true, help: who does it}\n" >.sx/schema/action.yaml
	[ "$(sx status)" = "$(printf "%s\n" "added .sx/schema/action.yaml" "whether other records would be wrong by the edited kinds: sx check")" ]
	expect_code 1 sx check && [ "$(sx status --csv | wc -l)" = 2 ]'
t 'edits are listed also where they keep the kinds or the configuration from being read' '
	git clone -q . "$TMP/broken"
	cd "$TMP/broken"
	mkdir .sx/schema
	printf "fields:\n  serial: {type: txt, help: x}\n" >.sx/schema/action.yaml
	sed -i "s/^name: .*/name: Benjamin/" person/ben.yaml
	sx status >"$TMP/out"
	sx status --json | jq -r ".data[] | .path, .problem" >"$TMP/json"
	cat "$TMP/out" "$TMP/json"
	grep -A 1 "^added .sx/schema/action.yaml$" "$TMP/out" | grep "  cannot be recorded: .sx/schema/action.yaml:2:18: type: .txt. is none of"
	grep "^changed person ben: name Ben -> Benjamin$" "$TMP/out"
	[ "$(wc -l <"$TMP/out")" = 3 ]
	[ "$(sed -n 1p "$TMP/json")" = .sx/schema/action.yaml ]
	sed -n 2p "$TMP/json" | grep "none of"
	[ "$(sed -n 4p "$TMP/json")" = null ]
	echo "site: [" >>.sx/config.yaml
	sx status | grep "cannot be recorded: .sx/"
	git commit -qam broken && code=0 && sx status 2>"$TMP/err" || code=$?
	[ $code = 3 ] && grep "^sx: .*(.sx/" "$TMP/err"'
t 'a merge in progress is said' '
	git config --remove-section merge.sx
	git stash -q -u
	git switch -qc side
	sx action set "$a" -m x title=One >/dev/null
	git switch -q main
	sx action set "$a" -m x title=Two >/dev/null
	not git merge -q side >/dev/null 2>&1
	sx status 2>&1 | grep -q "a merge is in progress"
	code=0; sx action set "$a" -m x title=Three || code=$?; [ $code = 6 ]'
