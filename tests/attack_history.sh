# Attacks on the history (capa.md section 12), done with git and an editor: sx verify names each, and a sync does not take it over.
. "${SX_SOURCE:-.}/tests/lib.sh"

# Two plants and a hub that is only a folder, as on a network drive: whoever pushes there meets no hook of sx.
fresh pune || exit 99
sx action add "Replace seal" --owner ben --due 2026-12-04 >/dev/null 2>&1
for title in 'Leaking seal' 'Dripping valve'; do
	sx capa add "$title" --origin complaint --type corrective --owner ben --problem "it leaks" --due 2026-12-31 >"$TMP/said" 2>&1 || cat "$TMP/said"
done
git clone -q --bare . ../hub.git && git remote add origin ../hub.git && git fetch -q && git branch -q -u origin/main
sx sync >/dev/null
sx clone ../hub.git ../gdansk >/dev/null 2>&1
action=$(git ls-files 'action/*') capa=$(git ls-files 'capa/*') one=$(real CAPA-1) two=$(real CAPA-2)
git config user.email asha@plant.example
capa=$(git ls-files "capa/*/$one.yaml")
export action capa one two

# What an attacker commits in gdansk, in a subshell; then: verify there says 7 and the rule, pune does not take it over,
# and the hub is put back.
attack() { # name, rule, commands; grave: pune refuses; foreign: as another repository; told: it lets it in, and says so
	t "$1" '
	cd ../gdansk
	before=$(git rev-parse HEAD)
	'"$3"'
	code=0; sx verify >"$TMP/said" || code=$?
	cat "$TMP/said"
	[ $code = 7 ]
	grep -q "'"$2"'" "$TMP/said"
	if [ "'"${4-grave}"'" != own ]; then
		git push -q origin HEAD:main
		cd ../pune
		head=$(git rev-parse HEAD)
		code=0
		if [ "'"${4-grave}"'" != told ]; then
			sx sync >"$TMP/said" 2>&1 || code=$?
			cat "$TMP/said"
			[ $code = '"$([ "${4-}" = foreign ] && echo 6 || echo 7)"' ]
			[ "$(git rev-parse HEAD)" = "$head" ]
			git diff --quiet
		else
			sx sync -n >"$TMP/said" 2>&1 || code=$?
			cat "$TMP/said"
			[ $code = 1 ]
			grep -q "^let in, though no command would have made it: [0-9]* problem" "$TMP/said"
		fi
		git update-ref refs/remotes/origin/main "$head"
		git -C ../hub.git update-ref refs/heads/main "$before"
		cd ../gdansk
	fi
	git reset -q --hard "$before"
	git update-ref refs/remotes/origin/main "$before"
	git clean -fdq
	sx verify'
}
attack 'X04: a state written by hand' ': workflow: no step taken leads' '
	sed -i "s/^state: .*/state: closed/" "$capa"; grep -q "^state: closed" "$capa" || echo "state: closed" >>"$capa"
	git commit -qam "closed"'
attack 'X11: who recorded it is not who made it' ': identity: it says that' '
	echo "area: press" >>"$capa"; git commit -qam press --author "Ben <ben@plant.example>"'
attack 'X14: a .mailmap' ': path: .* has git show other names' '
	echo "Ben <ben@plant.example> <asha@plant.example>" >.mailmap; git add .mailmap; git commit -qm map'
attack 'X15: attributes that hide' ': path: the line .* has git show' '
	printf "capa/** -diff export-ignore\n" >>.gitattributes; git commit -qam attributes'
attack 'X15: the same behind a blank' ': path: the line .* has git show' '
	printf " capa/** -diff\n" >>.gitattributes; git commit -qam attributes'
attack 'X15: the same behind a NUL byte, where sx check sees it, too' ': path: .*gitattributes. has a NUL byte' '
	printf "# note\\0\n*.yaml -diff merge=binary\n" >>.gitattributes; git commit -qam attributes
	sx check >"$TMP/said" || true; grep -q "^.gitattributes: gitattributes: it has a NUL byte" "$TMP/said"'
attack 'X15: records merged as text' ': path: the line .* has git show' '
	printf "*.yaml !merge\n" >>.gitattributes; git commit -qam attributes'
attack 'X15: a symbolic link in the place of a record' ': path: .* is a symbolic link' '
	ln -sf /etc/passwd "$capa"; git commit -qam link'
attack 'X15: a submodule' ': path: .* is a submodule' '
	git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),capa/else"; git commit -qm sub'
attack 'X16: a record where no record of its kind can be' ": path: .* is in the folder of capas.*has its place at .$capa" '
	cp "$capa" capa/; git add capa; git commit -qm copied'
attack 'a file among records of a kind without rules' ': path: .* is in the folder of units.*move it out' '
	mkdir -p unit && echo x >unit/notes.txt; git add unit; git commit -qm notes' told
attack 'the same in the folder of a kind that comes with it' ': path: .* is in the folder of pallets.*move it out' '
	mkdir -p .sx/schema pallet
	printf "kind: pallet\nhelp: a pallet\npath: pallet/{id}.yaml\ntitle: title\ncolumns: [id, title]\nfields:\n  title: {type: line, required: true, help: what it is}\n" >.sx/schema/pallet.yaml
	echo x >pallet/notes.txt; git add pallet .sx; git commit -qm pallets'
attack 'settings that are taken away, after which nobody would be asked who he is' ': kept: the settings are never removed' '
	git rm -q .sx/config.yaml; git commit -qm "no settings"' foreign
attack 'a folder that other file systems take for that of records' ': path: .*where capitals do not count' '
	mkdir Capa && cp "$capa" Capa; git add Capa; git commit -qm copied'
attack 'a file in the place of a folder of records' ': path: .*in the place of' '
	echo x >vehicle; echo x >risk; git add risk; git commit -qm risk'
attack 'X16: a record removed' ': kept: a record is never removed' 'git rm -q "$capa"; git commit -qm gone'
attack 'X16: a record renamed' ': kept: a record is never removed' '
	git mv "$capa" "$(dirname "$capa")/CAPA-2611-0000000.yaml"; git commit -qm renamed'
attack 'X16: a record renamed as if its id had been drawn twice' ': kept: records have got other ids' '
	git mv "$capa" "$(dirname "$capa")/CAPA-2611-0000000.yaml"; git commit -qm "ids that were drawn twice

Sx-Verb: sync
Sx-Actor: asha"'
attack 'X16: a record emptied' ': required: ' ': >"$capa"; git commit -qam empty'
attack 'a register number written by hand as if by a sync' ': number: ' '
	sed -i "s/^number: .*/number: CAPA-2026-077/" "$capa"; grep -q "^number:" "$capa" || echo "number: CAPA-2026-077" >>"$capa"
	git commit -qam "register numbers

Sx-Verb: sync
Sx-Actor: asha"'
attack 'X20: something put into a merge' ': merge: .*changes what neither side has changed so' '
	git switch -qc side; echo "phone: 1" >>person/ben.yaml; git commit -qam side; git switch -q main
	echo "phone: 2" >>person/chitra.yaml; git commit -qam main
	git merge -q --no-commit side; echo "area: press" >>"$capa"; git commit -qam "merge"'
attack 'X19: one side left out of a merge' ': merge: .*leaves out what the other side' '
	git switch -qc left; echo "area: press" >>"$capa"; git commit -qam side; git switch -q main
	echo "phone: 2" >>person/chitra.yaml; git commit -qam main
	git merge -q -s ours -m merge left'
attack 'X19: a change of settings that is right, left out of a merge' ': merge: .*config.yaml: the merge leaves out what the other side' '
	git switch -qc out; echo "access_review: 300" >>.sx/config.yaml; git commit -qam side; git switch -q main
	git commit -q --allow-empty -m main; git merge -q -s ours -m merge out'
attack 'X21: roles given to oneself and used at once' '' '
	printf "roles: [qa]\n" >>person/asha.yaml; git commit -qam roles
	sed -i "s/^state: .*/state: closed/" "$capa"; grep -q "^state: closed" "$capa" || echo "state: closed" >>"$capa"
	git commit -qam closed'
attack 'X26: YAML that can be read in two ways' ': ' '
	printf "title: One\ntitle: Two\n" >>"$capa"; git commit -qam twice'
attack 'X25: signs that deceive the eye' ': ' '
	printf "area: \"press\\342\\200\\256\"\n" >>"$capa"; git commit -qam bidi'
attack 'X07: a commit of the future' ': future: ' '
	echo "area: press" >>"$capa"; GIT_COMMITTER_DATE=2026-11-20T10:00:00Z git commit -qam later' told
attack 'X07: a commit so far in the future that nothing could be recorded after it' ': future: ' '
	echo "area: press" >>"$capa"; GIT_COMMITTER_DATE=2026-11-22T10:00:00Z git commit -qam later'
attack 'a commit of long ago' ': clock: ' '
	echo "area: press" >>"$capa"; GIT_COMMITTER_DATE=2026-11-01T10:00:00Z GIT_AUTHOR_DATE=2026-11-01T10:00:00Z git commit -qam ago'
attack 'X27: two acts in one commit' ': G9: a step of capas with rules is a change of its own' '
	sx capa submit "$one" -m "seen"
	as chitra sx capa accept "$one" --class major
	git reset -q --soft "$before" && git commit -qm "submitted and accepted"'
attack 'X27: one act on two records' ': G9: ' '
	sx capa void "$one" -m "drawn twice"
	sx capa void "$two" -m "drawn twice"
	git reset -q --soft "$before" && git commit -qm "voided"'
attack 'X27: measures called done by the dozen' ': G9: a step of actions with rules is a change of its own' '
	sx capa set "$one" --profile pharma
	echo dry >"$TMP/dry.txt"
	seal=$(sx --json action add Seal --owner asha --due 2026-12-04 --class quality --source "$one" --acceptance dry --adverse-effect none | jq -r .data.id)
	valve=$(sx --json action add Valve --owner asha --due 2026-12-04 --class quality --source "$one" --acceptance dry --adverse-effect none | jq -r .data.id)
	made=$(git rev-parse HEAD)
	sx action done "$seal" --evidence "$TMP/dry.txt"
	sx action done "$valve" --evidence "$TMP/dry.txt"
	git reset -q --soft "$made" && git commit -qm "all of it done"'
attack 'X31: a record that shows a file that is not there' ': evidence: the attached file .* is not there' '
	echo photo >"$TMP/photo.txt"
	sx capa attach "$one" "$TMP/photo.txt"
	git reset -q --soft "$before"
	git rm -rqf evidence && git commit -qm photo'
attack 'X31: evidence that is changed later' ': evidence: .* was changed' '
	echo photo >"$TMP/photo.txt"
	sx capa attach "$one" "$TMP/photo.txt"
	echo retouched >"$(git ls-files "evidence/*")"
	git commit -qam retouched'
attack 'X31: evidence that is removed later' ': evidence: .* was removed' '
	echo photo >"$TMP/photo.txt"
	sx capa attach "$one" "$TMP/photo.txt"
	git rm -q "$(git ls-files "evidence/*")"
	git commit -qam lost'
attack 'settings that do not read, and what follows them' ': it cannot be judged: ' '
	echo "zone: Nowhere" >>.sx/config.yaml
	git commit -qam settings
	echo "area: press" >>"$capa" && git commit -qam press'
attack 'X31: evidence that is not what its name says' ': evidence: ' '
	mkdir -p evidence/ab; echo x >evidence/ab/ab00000000000000000000000000000000000000000000000000000000000000.txt
	git add evidence; git commit -qm photo'

# The same contents in another order, and without one of them: each of these histories is another than the one that was recorded.
rebuild() { # TREE-OF...: on $before, with those trees and what those commits say
	at=$before
	for commit; do
		at=$(git cat-file commit "$commit" | sed "s/^parent .*/parent $at/" | git hash-object -t commit -w --stdin)
	done
	git reset -q --hard "$at"
}
attack 'reordered: two commits have changed places' ': ' '
	sx capa submit "$one" -m seen
	as chitra sx capa accept "$one" --class major
	rebuild "$(git rev-parse HEAD)" "$(git rev-parse HEAD~1)"'
attack 'reordered: two steps of a record have changed places' ': workflow: ' '
	sx capa submit "$one" -m seen
	as chitra sx capa accept "$one" --class major
	last=$(git rev-parse HEAD)
	n=$(grep -n "did: submit" "$capa" | cut -d: -f1)
	python3 - "$capa" <<-EOT
		import sys, re
		text = open(sys.argv[1]).read()
		head, notes = text.split("notes:\n")
		entries = re.split(r"(?m)^(?=  - )", notes)[1:]
		steps = [i for i, e in enumerate(entries) if "did: submit" in e or "did: accept" in e]
		entries[steps[0]], entries[steps[1]] = entries[steps[1]], entries[steps[0]]
		open(sys.argv[1], "w").write(head + "notes:\n" + "".join(entries))
	EOT
	git diff --quiet && exit 1
	git commit -qam "the other way round" && rebuild "$(git rev-parse HEAD)"'
attack 'reordered: a record is changed before it is there' ': ' '
	sx capa add "Pump hums" --origin complaint --type corrective --owner ben --problem hums --due 2026-12-31
	three=$(git ls-files "capa/*" | xargs grep -l hums)
	sx capa submit "$(basename "$three" .yaml)" -m seen
	rebuild "$(git rev-parse HEAD)" "$(git rev-parse HEAD~1)"'
attack 'removed: a step in between' ': ' '
	sx capa submit "$one" -m seen
	as chitra sx capa accept "$one" --class major
	rebuild "$(git rev-parse HEAD)"'

# What changes no commit changes no verdict.
t 'X15, X17: replaced objects are refused; tags and notes say nothing' '
	cd ../gdansk
	git tag approved
	git notes add -m approved
	sx verify --full
	git replace HEAD HEAD~1
	code=0; sx verify || code=$?
	[ $code = 7 ]
	git replace -d HEAD && git tag -d approved && sx verify'
t 'X09: any time zone and language, the same bytes' '
	cd ../gdansk
	clock 2026-11-25T09:00:00 # which is read in each zone: nothing is of the future
	for zone in Pacific/Kiritimati Etc/GMT+12 Asia/Kolkata; do
		TZ=$zone LC_ALL=C sx verify --full >"$TMP/$(basename "$zone")"
	done
	cmp "$TMP/Kiritimati" "$TMP/GMT+12" && cmp "$TMP/Kiritimati" "$TMP/Kolkata"'

# X28: nothing in the environment sets the clock, skips a rule, or says who somebody is.
t 'X28: no variable of the environment has a say in what is recorded' '
	cd ../gdansk
	before=$(git rev-parse HEAD)
	for name in NOW TODAY TIME CLOCK DATE FAKETIME TEST TESTING DEBUG FORCE UNSAFE ALLOW BYPASS SKIP NO_VERIFY NO_CHECK NO_GUARD \
		DISABLE ACTOR USER ROLE ADMIN IGNORE INSECURE; do
		export "SX_$name=2020-01-01T00:00:00Z" "SX$name=1"
	done
	export SOURCE_DATE_EPOCH=1577836800 GIT_COMMITTER_DATE=2020-01-01T00:00:00Z GIT_AUTHOR_DATE=2020-01-01T00:00:00Z
	export GIT_AUTHOR_NAME=x GIT_COMMITTER_NAME=x GIT_AUTHOR_EMAIL=ben@plant.example GIT_COMMITTER_EMAIL=ben@plant.example
	code=0; sx capa close "$one" || code=$?
	[ $code = 5 ]
	[ "$(git rev-parse HEAD)" = "$before" ]
	sx capa note "$one" "seen"
	[ "$(git log -1 --format="%cI %aI %ce %ae")" = "2026-11-20T09:00:00+00:00 2026-11-20T09:00:00+00:00 asha@plant.example asha@plant.example" ]
	sed -i "s/^state: .*/state: closed/" "$capa"; grep -q "^state: closed" "$capa" || echo "state: closed" >>"$capa"
	code=0; sx commit -m closed || code=$?
	[ $code = 5 ]
	git commit -qam closed
	code=0; sx verify || code=$?
	[ $code = 7 ]
	git reset -q --hard "$before"'
t 'X28: the variables that sx asks for are those of its manual' '
	for name in $(grep -aoE "SX_[A-Z_]+" "$SX" | sort -u); do
		case $name in
		SX_VERSION) continue ;;
		esac
		grep -q "$name" "$SX_SOURCE/man/sx.1" || { echo "$name is not in sx(1)"; exit 1; }
	done'

# Each single byte of a loose object, of every kind of object: the object is damaged, and verify says so.
cd "$TMP" && git clone -q --no-local hub.git loose && cd loose || exit 99
mv .git/objects/pack/*.pack "$TMP/all.pack" && rm -f .git/objects/pack/* && git unpack-objects -q <"$TMP/all.pack"
t 'a full run is clean before' 'sx verify --full'
flip() { # object
	f=.git/objects/$(echo "$1" | sed 's|^..|&/|') n=0
	chmod u+w "$f"
	cp "$f" "$TMP/whole"
	git cat-file "$2" "$1" >"$TMP/plain"
	for at in 0 $(($(wc -c <"$TMP/plain") / 2)) $(($(wc -c <"$TMP/plain") - 1)); do
		python3 - "$TMP/plain" "$2" "$at" "$f" <<-'EOT'
		import sys, zlib
		plain, kind, at, out = open(sys.argv[1], 'rb').read(), sys.argv[2], int(sys.argv[3]), sys.argv[4]
		if plain:
		    plain = plain[:at] + bytes([plain[at] ^ 1]) + plain[at + 1:]
		open(out, 'wb').write(zlib.compress(b'%s %d\0' % (kind.encode(), len(plain)) + plain))
		EOT
		code=0
		sx verify --full >"$TMP/said" 2>&1 || code=$?
		[ $code = 7 ] || { echo "$1 at $at: $code"; cat "$TMP/said"; return 1; }
	done
	cp "$TMP/whole" "$f"
}
for kind in commit tree blob; do
	t "a byte of any $kind" '
	for object in $(git cat-file --batch-all-objects --batch-check="%(objecttype) %(objectname) %(objectsize)" |
		sed -n "s/^'$kind' \([0-9a-f]*\) [1-9].*/\1/p" | awk "NR % 4 == 1"); do
		flip "$object" '$kind' || exit 1
	done
	sx verify --full'
done
t 'a byte of what sync alone has written: a number, and what it brought together of two' '
	cd "$TMP"
	fresh end >/dev/null
	git clone -q --bare . ../end.git
	sx clone ../end.git ../one
	sx clone ../end.git ../two
	cd ../one
	sx risk add Fire --owner asha --review +9d
	sx sync
	risk=$(git ls-files "risk/*.yaml")
	git log -1 --format=%s | grep -q "register number"
	flip "$(git rev-parse "HEAD:$risk")" blob
	cd ../two
	sx sync
	sx risk set "$(basename "$risk" .yaml)" title=Fires
	sx sync
	cd ../one
	sx risk set "$(basename "$risk" .yaml)" --tags heat
	sx sync
	[ "$(git rev-list --min-parents=2 --count HEAD)" = 1 ] && flip "$(git rev-parse "HEAD:$risk")" blob && sx verify --full'
t 'an object that is gone' '
	f=$(find .git/objects -type f -path "*/[0-9a-f][0-9a-f]/*" | sort | head -n 1)
	mv "$f" "$TMP/gone"
	code=0; sx verify --full || code=$?
	[ $code = 7 ]
	mv "$TMP/gone" "$f" && sx verify --full'
t 'nor is the object that HEAD names there' '
	f=.git/objects/$(git rev-parse HEAD | sed "s|^..|&/|")
	mv "$f" "$TMP/gone"
	code=0; sx verify || code=$?
	[ $code = 7 ]
	mv "$TMP/gone" "$f" && sx verify --full'
