# sx check: every problem with its place, rule and a way out; hand edits, odd files, settings, evidence; exit 1 when there are any.
. "${SX_SOURCE:-.}/tests/lib.sh"

repository() { # a small plant, committed by git alone, with nothing wrong
	git init -q "$1" && cd "$1" || exit 99
	mkdir -p .sx person unit action/2026/11
	echo '*.yaml merge=sx diff=sx text eol=lf' >.gitattributes
	printf 'sites:\n  - {code: PUN, name: Pune}\n' >.sx/config.yaml
	printf 'name: Asha\nemail: asha@plant.example\n' >person/asha.yaml
	printf 'name: Ben\nemail: ben@plant.example\nstate: left\nleft_on: 2026-10-01\n' >person/ben.yaml
	printf 'name: Press shop\nhead: asha\n' >unit/press-shop.yaml
	action 0000001
	git add . && git commit -qm start
}
action() { # tail, more lines...
	printf 'title: Replace seal\nowner: asha\ndue: 2026-11-30\nsite: PUN\n' >action/2026/11/ACT-2611-"$1".yaml
	file=action/2026/11/ACT-2611-$1.yaml
	shift
	for line; do echo "$line" >>"$file"; done
}
keep_ids
repository plant
expect 'sx check' <<-'EOT'
	nothing is wrong
EOT
expect_code 2 sx check action

# Each record has one thing wrong; all are edits that git does not know of yet.
action 00000A1 'ownr: asha'
action 00000A2 'state: opne'
action 00000A3 'progress: 120'
action 00000A4 'unit: press-shop' 'objective: low-cost'
action 00000A5 'contributors: [asha, press-shop]'
action 00000A6 'site: ULM'
sed -i '/^site: PUN/d' action/2026/11/ACT-2611-00000A6.yaml
action 00000A7
sed -i 's/owner: asha/owner: ben/' action/2026/11/ACT-2611-00000A7.yaml
action 00000A8 'state: closed'
sed -i 's/owner: asha/owner: ben/' action/2026/11/ACT-2611-00000A8.yaml
action 00000A9 'needs: [ACT-2611-00000A9]'
sed -i '/^due:/d' action/2026/11/ACT-2611-0000001.yaml
printf 'name: Asha too\nemail: ASHA@plant.example\n' >person/asha2.yaml
printf 'title: a\ntitle: b\n' >action/2026/11/ACT-2611-00000B1.yaml
printf '<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> theirs\n' >action/2026/11/ACT-2611-00000B2.yaml
echo 'what' >action/notes.txt
cp person/asha.yaml person/Asha.yaml
ln -s /etc/passwd person/eve.yaml
cat >"$TMP/expected" <<'EOT'
action/2026/11/ACT-2611-0000001.yaml:1:1: required: due is missing; add 'due:' (the day it must be done)
action/2026/11/ACT-2611-00000A1.yaml:5:1: unknown-field: there is no field 'ownr' here; did you mean 'owner'?
action/2026/11/ACT-2611-00000A2.yaml:5:8: unknown-value: state: 'opne' is none of: open, active, blocked, done, closed, cancelled; did you mean 'open'?
action/2026/11/ACT-2611-00000A3.yaml:5:11: range: progress: 120 is more than 100
action/2026/11/ACT-2611-00000A4.yaml:6:12: link: objective: there is no objective 'low-cost'; name one that is there, or make it first
action/2026/11/ACT-2611-00000A5.yaml:5:22: link-kind: contributors: 'press-shop' is a unit and must be a person
action/2026/11/ACT-2611-00000A6.yaml:4:7: site: site: 'ULM' is none of the sites; add it under 'sites:' in .sx/config.yaml
action/2026/11/ACT-2611-00000A7.yaml:2:8: open: owner: 'ben' is no longer active; name one that is
action/2026/11/ACT-2611-00000A9.yaml:5:9: link-self: needs: it cannot be the action itself; name another, or leave it out
action/2026/11/ACT-2611-00000B1.yaml:2:1: syntax: the key 'title' stands twice; keep one of the two
action/2026/11/ACT-2611-00000B2.yaml:1:1: conflict: an unfinished merge left its marks here; choose one side between the marks and remove them
action/notes.txt: path: no record can be here; move it out of the record folders, or to where its kind has its records
person/Asha.yaml: path: no record can be here; move it out of the record folders, or to where its kind has its records
person/asha2.yaml:2:8: unique: email: asha has 'ASHA@plant.example' already; no two people may have the same email
person/eve.yaml: file: it is no regular file; put the file itself there
[status 1]
EOT
expect 'sx check' <"$TMP/expected"
t 'a way that leads back to where it began is found, of any length and by whichever kinds, once' '
	sx init --person asha "$TMP/round" >/dev/null
	cd "$TMP/round"
	for u in a b c d e; do sx unit add $u "Unit $u" >/dev/null; done
	sx unit set c parent=b >/dev/null
	sx unit set b parent=a >/dev/null
	sx unit set d parent=a >/dev/null
	sx unit set e parent=d >/dev/null
	sx check
	may_not() { code=0; "$@" >"$TMP/refused" 2>&1 || code=$?; cat "$TMP/refused"; [ $code = 3 ] && grep -q "leads back to the " "$TMP/refused"; }
	may_not sx unit set a parent=c
	sed -i "/^name:/a parent: c" unit/a.yaml
	may_not sx commit -m x
	sx check >"$TMP/said" || [ $? = 1 ]
	diff - "$TMP/said" <<-EOT
		unit/a.yaml:$(grep -n "^parent" unit/a.yaml | cut -d: -f1):9: link-circle: parent: it leads back to the unit itself, by c, b; take one of these links out
	EOT
	git checkout -q .
	sed -i "/^name:/a parent: e" unit/a.yaml
	sed -i "s/^parent: .*/parent: c/" unit/d.yaml
	may_not sx commit -m x
	git checkout -q .
	sed -i "/^name:/a parent: c" unit/a.yaml
	git commit -qam "past sx"
	code=0; sx verify >"$TMP/said" || code=$?; cat "$TMP/said"; [ $code = 7 ] && grep -q " a: link-circle: " "$TMP/said"
	sx unit set b name=Bee
	sx unit set a parent=
	sx check
	one=$(sx --json action add One --owner asha --due +3d | jq -r .data.id) two=$(sx --json action add Two --owner asha --due +3d --needs $one | jq -r .data.id)
	sx initiative add all "All of it" --owner asha >/dev/null
	three=$(sx --json milestone add Three --owner asha --due +3d --initiative all --needs $two | jq -r .data.id)
	sx check
	may_not sx action set $one --needs "$three"
	printf "id,name,parent\nx,X,y\ny,Y,z\nz,Z,x\n" >"$TMP/three.csv"
	may_not sx import unit "$TMP/three.csv"
	printf "needs:\n  - %s\n" "$three" >>"$(git ls-files "*$one.yaml")"
	git commit -qam "past sx"
	sx check >"$TMP/said" || [ $? = 1 ]; cat "$TMP/said"
	[ "$(wc -l <"$TMP/said")" = 1 ]
	grep -q "link-circle: needs: it leads back to the [a-z]* itself, by " "$TMP/said"
	for id in $one $two $three; do grep -q "$id" "$TMP/said" || exit 1; done
	sx action cancel "$one" -m "not needed" >/dev/null
	sx check >"$TMP/said" || [ $? = 1 ]
	grep -q "/$two.yaml:[0-9:]* link-circle: needs: .*, by $one, $three;" "$TMP/said"
	(cp -a . ../ended && cd ../ended && sx action cancel "$two" -m "not needed" && sx milestone cancel "$three" -m "not needed" && sx check)
	sx objective add x X --owner asha >/dev/null; sx objective add y Y --owner asha --drives x >/dev/null; sx objective set x drives=y >/dev/null
	[ "$(sx check | wc -l)" = 1 ]'
t 'what two plants made one half of each is a finding, and no fault of either' '
	sx init --person asha "$TMP/half" >/dev/null
	cd "$TMP/half"
	for u in a b; do sx unit add $u "Unit $u" >/dev/null; done
	git checkout -qb other
	sx unit set a parent=b
	git checkout -q main
	sx unit set b parent=a
	git merge -q other
	sx check >"$TMP/said" || [ $? = 1 ]; grep -q "^unit/a.*: link-circle: " "$TMP/said"
	sx verify && sx unit set a name=Ay && sx unit set b parent= && sx check'
t 'the same as JSON' 'sx check --json >"$TMP/json" || [ $? = 1 ]
	python3 - "$TMP/json" "$TMP/expected" <<-EOT
	import json, sys
	data = json.load(open(sys.argv[1]))["data"]
	lines = open(sys.argv[2]).read().splitlines()[:-1]
	place = lambda p: p["file"] + (":%d:%d" % (p["line"], p["column"]) if p["line"] else "")
	got = ["%s: %s: %s%s" % (place(p), p["rule"], p["message"], "; " + p["hint"] if p["hint"] else "") for p in data]
	assert got == lines, got
	assert data[0]["id"] == "ACT-2611-0000001"
	EOT'
t 'at the commit nothing is wrong' 'sx --at HEAD check'
rm person/eve.yaml person/Asha.yaml
git add . && git commit -qm 'by hand'
t 'committed by hand: the same, and in a bare clone' '
	grep -v "person/Asha\|person/eve" "$TMP/expected" >"$TMP/less"
	git clone -q --bare . "$TMP/bare.git"
	for where in . "$TMP/bare.git"; do
		{ sx -C "$where" check || echo "[status $?]"; } >"$TMP/out"
		diff "$TMP/less" "$TMP/out"
	done'

cd "$TMP" || exit 99
repository odd
ln -s asha.yaml person/link.yaml
git add . && git commit -qm link
git -c protocol.file.allow=always submodule --quiet add "$TMP/plant" unit/module.yaml
git commit -qm module
printf '*.txt text\n' >.gitattributes
mkdir -p evidence/ab evidence/13
echo changed >evidence/13/13550350a8681c84c861aac2e5b440161c2b33a3e4f302ac680ca5b686de48de.txt
echo x >evidence/ab/photo.jpg
action 0000002 'evidence:' '  - sha256: 13550350a8681c84c861aac2e5b440161c2b33a3e4f302ac680ca5b686de48de' '    name: a.txt' '    bytes: 8' \
	'    at: 2026-11-20T09:00:00Z' '    by: asha'
git add . && git commit -qm evidence
expect 'sx check' <<-'EOT'
	.gitattributes: gitattributes: it does not say that records are merged field by field; add the line: *.yaml merge=sx diff=sx text eol=lf
	action/2026/11/ACT-2611-0000002.yaml:6:13: evidence: the attached file 13550350a868... is not there as it was; take it back from the commit that added it
	evidence/13/13550350a8681c84c861aac2e5b440161c2b33a3e4f302ac680ca5b686de48de.txt: evidence: its content has changed since it was attached; take it back from the commit that added it
	evidence/ab/photo.jpg: evidence: it is not named by its digest; attach it to a record with 'attach'
	person/link.yaml: file: it is a symbolic link; put the file itself there
	unit/module.yaml: file: it is a submodule; put the file itself there
	[status 1]
EOT

cd "$TMP" || exit 99
repository settings
printf 'zome: UTC\n' >.sx/config.yaml
expect 'sx check' <<-'EOT'
	.sx/config.yaml:1:1: config: there is no field 'zome' here; did you mean 'zone'?
	[status 1]
EOT
printf 'holidays: [2026-13-01]\nfiscal_start: 13\nbogus: 1\n' >.sx/config.yaml
expect 'sx check; sx list' <<-'EOT'
	.sx/config.yaml:1:12: config: holidays: there is no day '2026-13-01'
	.sx/config.yaml:2:15: config: fiscal_start: 13 is more than 12
	.sx/config.yaml:3:1: config: there is no field 'bogus' here; take it out
	sx: holidays: there is no day '2026-13-01' (and 2 more) (.sx/config.yaml:1:12)
	[status 3]
EOT
rm .sx/config.yaml
mkdir .sx/schema
printf 'kind: action\nfields:\n  due: {type: line, help: h}\n' >.sx/schema/action.yaml
expect 'sx check' <<-'EOT'
	.sx/schema/action.yaml:3:9: schema: due of action is there already: only values can be added to it
	[status 1]
EOT

cd "$TMP" || exit 99
git init -q empty && cd empty || exit 99
expect 'sx check' <<-'EOT'
	.gitattributes: gitattributes: it does not say that records are merged field by field; add the line: *.yaml merge=sx diff=sx text eol=lf
	[status 1]
EOT
