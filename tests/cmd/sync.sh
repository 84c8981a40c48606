# sx sync: fetch, merge, check, push.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh base || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null
sx action add 'Paint the door' --owner ben --due 2026-12-04 >/dev/null
a=$(real ACT-1) b=$(real ACT-2)
export a b
A=action/2026/11/$a.yaml B=action/2026/11/$b.yaml
export A B
expect 'sx sync' <<-EOT
	sx: this repository shares with no other yet
	  name the other one: git remote add origin ADDRESS; or write a file for it: sx sync --to FILE
	[status 4]
EOT
cd .. && git init -q --bare hub.git && cd base && git remote add origin ../hub.git || exit 99
expect 'sx sync --offline' <<-EOT
	sx: nothing was fetched from 'origin' yet
	  run 'sx sync' once without --offline
	[status 4]
EOT
expect 'sx sync --dry-run | sed "s/ACT-.*/N/" | sort; git -C ../hub.git for-each-ref' <<-EOT
	  + .gitattributes
	  + .sx/config.yaml
	  + action N
	  + action N
	  + person asha
	  + person ben
	  + person chitra
	would go out to origin: 5 commits, 7 files
EOT
t 'the first push' '
	sx sync
	[ "$(git -C ../hub.git rev-parse main)" = "$(git rev-parse main)" ]'
expect 'sx sync' <<-EOT
	nothing is new here or at origin
EOT
cd ..
keep_ids
no() { if "$@"; then return 1; fi; }
both() { # two clones of the hub as it was at first
	rm -rf hub.git pune gdansk
	git clone -q --bare base hub.git && sx clone hub.git pune >/dev/null && as ben sx clone hub.git gdansk >/dev/null
}
# A clone is clean, whole and right, and is as the hub.
same() {
	[ "$(git -C "$1" rev-parse HEAD)" = "$(git -C hub.git rev-parse main)" ] && sound "$1"
}
sound() {
	[ -z "$(git -C "$1" status --porcelain)" ] && git -C "$1" fsck --strict --no-dangling 2>&1 && sx -C "$1" check &&
		[ ! -e "$1/.git/sx/journal" ] && [ ! -e "$1/.git/index.lock" ]
}
refused() { # status, words of its message: nothing changes
	before=$(git rev-parse HEAD) hub=$(git -C ../hub.git rev-parse main) edits=$(git status --porcelain)
	code=0
	"$SX" sync >"$TMP/said" 2>&1 || code=$?
	cat "$TMP/said"
	[ $code = "$1" ] && grep -qF "$2" "$TMP/said" && [ "$(git rev-parse HEAD)" = "$before" ] &&
		[ "$(git -C ../hub.git rev-parse main)" = "$hub" ] && [ "$(git status --porcelain)" = "$edits" ]
}

both
(cd pune && sx action set "$a" title='Seal of pump 7' && sx action extend "$b" 2026-12-10 -m late && sx sync) >/dev/null
(cd gdansk && as ben sx action set "$a" title='Seal of pump 8' && as ben sx action note "$b" hello) >/dev/null
ids() { sed "s/$a/A/; s/$b/B/"; }
expect 'cd gdansk && as ben sx sync -n | ids | sort; git status --porcelain; git rev-list --count HEAD' <<-EOT
	  action A: title waits for a decision
	  action B
	1 record would wait for a decision: sx conflicts
	merged: 2 files that both sides had changed
	would come in from origin: 2 commits, 0 files
	would go out to origin: 2 commits, 0 files
	7
EOT
expect 'cd gdansk && as ben sx sync >"$TMP/said" || code=$?; ids <"$TMP/said"; exit $code' <<-EOT
	in from origin: 2 commits, 0 files
	merged: 2 files that both sides had changed
	  action A: title waits for a decision
	  action B
	out to origin: 2 commits, 0 files
	1 record waits for a decision: sx conflicts
	[status 1]
EOT
t 'both are in it, and the hub has it' '
	same gdansk
	grep -q "due: 2026-12-10" gdansk/$B
	grep -q hello gdansk/$B
	[ "$(git -C gdansk log -1 --format="%(trailers:key=Sx-Verb,valueonly)%(trailers:key=Sx-Actor,valueonly)" | xargs)" = "sync ben" ]'
expect 'cd pune && sx sync >"$TMP/said" || code=$?; ids <"$TMP/said" | sort; exit $code' <<-EOT
	  ~ action A
	  ~ action B
	1 record waits for a decision: sx conflicts
	in from origin: 3 commits, 2 files
	[status 1]
EOT
t 'and the others' 'same pune'
t 'settled, it is settled everywhere' '
	(cd pune && sx resolve "$a" title --value "Seal of pump 7" -m "asked ben" && sx sync)
	(cd gdansk && as ben sx sync)
	same pune
	same gdansk
	sx -C gdansk conflicts'
t 'in JSON' '
	(cd pune && sx action add Json --owner ben --due 2027-01-01 && sx sync --json) | tail -n 1 >"$TMP/json"
	python3 - "$TMP/json" <<-EOT
	import json, sys
	d = json.load(open(sys.argv[1]))["data"]
	assert d["pushed"] and not d["failure"] and d["commits_out"] == 1 and d["commits_in"] == 0, d
	assert [(i["change"], i["kind"]) for i in d["out"]] == [("added", "action")] and not d["in"], d
	EOT'

# What came from elsewhere needs nobody; a merge does.
both
t 'whoever only takes needs not be known' '
	(cd pune && sx action note "$a" one && sx sync)
	cd gdansk
	as eve sx sync
	[ "$(git rev-parse HEAD)" = "$(git -C ../hub.git rev-parse main)" ]'
t 'who merges must be' '
	(cd pune && sx action note "$a" two && sx sync)
	cd gdansk
	as ben sx action note "$b" three
	HOME=$(home eve); export HOME; refused 5 "nobody here has the e-mail"'

# Edits by hand.
both
(cd pune && sx action note "$a" one && sx sync) >/dev/null
t 'an edit that would be lost is named, and nothing happens' '
	cd gdansk
	as ben sx action note "$b" two
	echo "# mine" >>$A
	refused 6 "has been edited by hand"'
t 'a file in the way too' '
	cd gdansk
	git checkout -q $A
	(cd ../pune && sx person add Dora --slug dora --email dora@plant.example && sx sync)
	echo x >person/dora.yaml
	refused 6 "is in the way"
	rm person/dora.yaml'
t 'other edits stay' '
	cd gdansk
	echo "# mine" >>person/chitra.yaml
	as ben sx sync
	tail -n 1 person/chitra.yaml | grep -x "# mine"
	[ "$(git status --porcelain)" = " M person/chitra.yaml" ]
	git checkout -q .
	cd ..
	same gdansk'

# Removed and changed.
both
t 'a change wins over a removal' '
	(cd pune && sx issue add Dora --owner ben --due 2026-12-01 && sx sync)
	(cd gdansk && as ben sx sync)
	(cd pune && sx undo && sx sync)
	cd gdansk
	i=$(basename issue/*/*/*.yaml .yaml)
	as ben sx issue set "$i" title="Dora D."
	as ben sx sync >"$TMP/said"
	cat "$TMP/said"
	grep -qx "kept: issue $i was removed there and changed here, and stays" "$TMP/said"
	cd ..
	same gdansk
	(cd pune && sx sync)
	same pune
	grep -q "Dora D" pune/issue/*/*/*.yaml'

# Files that are no records.
both
t 'by lines' '
	(cd pune && seq 9 >notes.txt && git add . && git commit -qm notes && sx sync)
	(cd gdansk && as ben sx sync)
	(cd pune && sed -i 1s/1/one/ notes.txt && git commit -qam one && sx sync)
	cd gdansk
	sed -i 9s/9/nine/ notes.txt
	as ben git commit -qam nine
	as ben sx sync
	[ "$(sed -n "1p;9p" notes.txt | xargs)" = "one nine" ]
	cd ..
	same gdansk
	(cd pune && sx sync)'
t 'and not when the lines do not go together' '
	(cd pune && sed -i 5s/5/five/ notes.txt && git commit -qam five && sx sync)
	cd gdansk
	sed -i 5s/5/FIVE/ notes.txt
	as ben git commit -qam five
	refused 6 "notes.txt"'
both
t 'programs stay programs' '
	(cd pune && printf "#!/bin/sh\n" >tool && chmod +x tool && echo x >plain && git add . && git commit -qm tool && sx sync)
	(cd gdansk && as ben sx action note "$a" x && as ben sx sync && [ -x tool ] && [ ! -x plain ])
	same gdansk
	(cd pune && sx sync && chmod -x tool && chmod +x plain && git commit -qam other && sx sync)
	(cd gdansk && as ben sx sync && [ ! -x tool ] && [ -x plain ])
	same gdansk'
t 'a symbolic link is not taken' '
	(cd pune && ln -s /etc/passwd link && git add . && git commit -qm link && git push -q)
	cd gdansk
	refused 7 "symbolic link"'

# The configuration.
both
t 'a configuration that nothing could read stays out' '
	(cd pune && echo "zone: Mars/Base" >.sx/config.yaml && git commit -qam zone && git push -q)
	cd gdansk
	refused 7 "(.sx/config.yaml)"
	as ben sx action note "$a" x
	refused 7 "(.sx/config.yaml)"'

both
t 'kinds that clash stay out, and how to go on is said' '
	clash() { mkdir -p .sx/schema; printf "kind: $1\nhelp: h\nprefix: VIS\npath: $1/{year}/{id}.yaml\ntitle: title\ncolumns: [id]\nfields:\n  title: {type: line, required: true, help: what}\n" >.sx/schema/$1.yaml; }
	(cd pune && clash trip && sx commit -m trip && sx sync)
	cd gdansk
	clash visit
	as ben sx commit -m visit
	refused 3 "its prefix VIS is that of trip"
	grep "^  nothing was changed; let it be mended" "$TMP/said"'

both
t 'a newer format stays out' '
	(cd pune && printf "format: 2\nshape: round\n" >>.sx/config.yaml && git commit -qam newer && git push -q)
	cd gdansk
	refused 5 "of format 2, and this sx knows formats up to 1 only"'
t 'and is read, but not written, where it is' '
	cd pune
	sx list action
	code=0; sx action note "$a" x || code=$?
	[ $code = 5 ]
	code=0; sx sync || code=$?
	[ $code = 5 ]'
t 'nobody makes it newer than what he has' '
	cd gdansk
	echo "format: 2" >>.sx/config.yaml
	code=0; as ben sx commit -m newer || code=$?
	[ $code = 5 ]
	git checkout -q .'

# The hub.
both
t 'status and doctor say what waits' '
	cd pune
	sx doctor >"$TMP/said" || :
	grep -q "sharing  *with origin; 0 commits here and 0 from there" "$TMP/said"
	sx action note "$b" waits
	sx status | grep -qx "1 commit here and 0 from origin waits for .sx sync."
	sx sync
	[ "$(sx status)" = "nothing is edited" ]
	(cd ../gdansk && as ben sx sync)'
t 'nobody there: nothing happens, and it says so' '
	mv hub.git away.git
	cd pune
	sx action note "$a" one
	code=0; sx sync >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; mv ../away.git ../hub.git
	[ $code = 8 ]
	grep -q "cannot fetch from .origin." "$TMP/said"
	sx sync
	cd ..
	same pune'
t 'one that somebody works in takes nothing, and that is said' '
	git clone -q pune desk
	git clone -q desk visitor
	cd visitor
	sx action note "$a" visiting
	code=0; sx sync >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 8 ]
	grep -q "^sx: what came in is in, but nothing went out: .origin. is a repository that somebody works in" "$TMP/said"
	grep -q "git clone --bare" "$TMP/said"
	no grep -q "squelch" "$TMP/said"
	cd .. && rm -rf desk visitor'
t 'it refuses: what came in is in' '
	(cd gdansk && as ben sx action note "$b" two && as ben sx sync)
	printf "#!/bin/sh\necho \"no \\033[31mpush today\"; exit 1\n" >hub.git/hooks/pre-receive
	chmod +x hub.git/hooks/pre-receive
	hub=$(git -C hub.git rev-parse main)
	cd pune
	sx action note "$a" three
	code=0; sx sync >"$TMP/said" 2>&1 || code=$?; cat -v "$TMP/said"
	[ $code = 8 ]
	grep -q "refuses what was pushed: .*pre-receive hook declined.*push today" "$TMP/said"
	no grep -q "$(printf "\033")" "$TMP/said"
	grep -q two $B
	[ "$(git -C ../hub.git rev-parse main)" = "$hub" ]
	sound .
	rm ../hub.git/hooks/pre-receive
	sx sync
	cd ..
	same pune'
both
t 'somebody was quicker: again' '
	(cd gdansk && as ben sx action note "$b" two)
	printf "#!/bin/sh\nunset GIT_DIR GIT_WORK_TREE; rm -f .git/hooks/pre-push; cd ../gdansk && HOME=$(home ben) sx sync\n" >pune/.git/hooks/pre-push
	chmod +x pune/.git/hooks/pre-push
	cd pune
	sx action note "$a" one
	sx sync
	grep -q two $B
	cd ..
	same pune
	[ "$(git -C pune rev-list --min-parents=2 --count HEAD)" = 1 ]'
t 'somebody records here meanwhile: again' '
	printf "#!/bin/sh\nunset GIT_DIR GIT_WORK_TREE; rm -f .git/hooks/pre-push; sx action note $b meanwhile\n" >pune/.git/hooks/pre-push
	chmod +x pune/.git/hooks/pre-push
	(cd gdansk && as ben sx action note "$b" three && as ben sx sync)
	cd pune
	sx action note "$a" one
	sx sync
	grep -q meanwhile $B
	grep -q three $B
	cd ..
	same pune'
both
t 'two at once on one clone' '
	(cd gdansk && as ben sx action note "$b" two && as ben sx sync)
	cd pune
	sx action note "$a" one
	sx sync >"$TMP/1" 2>&1 & sx sync >"$TMP/2" 2>&1; x=$?; wait $! ; y=$?; cat "$TMP/1" "$TMP/2"
	[ $x = 0 ]
	[ $y = 0 ]
	cd ..
	same pune'

# What it does not bring together.
both
t 'another repository' '
	clock 2026-11-19T09:00:00Z; fresh other
	git -C "$TMP/pune" remote set-url origin "$TMP/other/.git"
	cd "$TMP/pune"
	git update-ref -d refs/remotes/origin/main
	git update-ref -d refs/remotes/origin/HEAD
	refused 6 "share nothing"'
t 'a repository of something else' '
	cd "$TMP"
	git clone -q pune foreign
	cd foreign
	git rm -qr .sx
	git commit -qm gone
	git -C ../pune remote set-url origin "$TMP/foreign"
	cd ../pune
	git update-ref -d refs/remotes/origin/main
	sx action note "$a" x
	refused 6 "is no repository of sx"'
both
t 'a history that was rewritten' '
	cd pune
	sx action note "$a" one
	sx sync
	(cd ../gdansk && as ben sx sync)
	cd ../pune
	git reset -q --hard HEAD~1
	sx action note "$a" other
	git push -qf
	cd ../gdansk
	as ben sx action note "$b" x
	refused 6 "was rewritten"
	refused 6 "was rewritten"'
both
t 'a shallow clone' '
	git clone -q --depth 1 "file://$PWD/hub.git" shallow
	cd shallow
	refused 5 "shallow"'
t 'a bare one' 'code=0; sx -C hub.git sync || code=$?; [ $code = 5 ]'
t 'no branch' '
	cd pune
	git checkout -q --detach
	refused 5 "not on a branch"
	git checkout -q main'
t 'a merge that is not finished' '
	cd pune
	cp .git/HEAD .git/MERGE_HEAD
	git rev-parse HEAD >.git/MERGE_HEAD
	refused 6 "in progress"; rm .git/MERGE_HEAD'
t 'no git' '
	cd pune
	mkdir -p "$TMP/empty"
	code=0
	PATH=$TMP/empty "$SX" sync >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 8 ]
	grep -q "cannot run git" "$TMP/said"'
t 'a damaged pack' '
	cd gdansk
	as ben sx action note "$b" two
	as ben sx sync
	cd ../hub.git
	git repack -qad
	p=$(ls objects/pack/*.pack)
	chmod +w $p
	printf xxxxxxxx | dd of=$p bs=1 seek=600 conv=notrunc 2>/dev/null
	cd ../pune
	code=0; before=$(git rev-parse HEAD); sx sync >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 8 ]
	[ "$(git rev-parse HEAD)" = "$before" ]
	sound .'

# What is wrong.
both
t 'a record of ours that is wrong is not shared' '
	cd pune
	sed -i "s/^due: .*/due: someday/" $A
	git commit -qam bad
	refused 3 "what is wrong here is not shared"
	grep -q "$A:" "$TMP/said"'
t 'what was wrong before as well is told, and goes out' '
	cd pune
	git push -q
	sed -i "s/^title: .*/title: Other/" $A
	git commit -qam still
	code=0
	sx sync >"$TMP/said" || code=$?
	[ $code = 1 ]
	grep -q "^to be mended: 1 problem" "$TMP/said"
	[ "$(git rev-parse HEAD)" = "$(git -C ../hub.git rev-parse main)" ]'
both
t 'one of theirs is told, and stops nothing' '
	(cd gdansk && sed -i "s/^due: .*/due: someday/" $A && git commit -qam bad && git push -q)
	cd pune
	sx action note "$b" x
	code=0; sx sync >"$TMP/said" || code=$?; cat "$TMP/said"
	[ $code = 1 ]
	grep -q "$A:.*someday" "$TMP/said"
	[ "$(git rev-parse HEAD)" = "$(git -C ../hub.git rev-parse main)" ]'
both
t 'an owner who has left over there' '
	(cd gdansk && as ben sx person leave chitra -m gone; as ben sx sync)
	cd pune
	sx action reassign "$a" chitra -m help
	code=0; sx sync >"$TMP/said" || code=$?; cat "$TMP/said"
	[ $code = 1 ]
	grep -q "chitra.*no longer active" "$TMP/said"
	[ "$(git rev-parse HEAD)" = "$(git -C ../hub.git rev-parse main)" ]'

# Files instead of a network.
both
t 'a bundle, whole' '
	cd pune
	git remote remove origin
	sx sync --to ../all.bundle
	cd ..
	as ben sx clone all.bundle far
	[ "$(git -C far rev-parse HEAD)" = "$(git -C pune rev-parse HEAD)" ]'
t 'there and back' '
	(cd far && as ben sx action note "$b" far && as ben sx sync --to ../far.bundle)
	(cd pune && sx action note "$a" near)
	(cd pune && sx sync --from ../far.bundle) >"$TMP/said"
	cat "$TMP/said"
	[ "$(grep -v "^  " "$TMP/said" | xargs)" = "in from bundle: 1 commit, 1 file waits to go out to bundle: 1 commit, 1 file" ]
	(cd pune && sx sync --to ../pune.bundle && grep -q far $B)
	cp pune.bundle all.bundle
	(cd far && as ben sx sync --from ../pune.bundle && grep -q near $A)
	[ "$(git -C far rev-parse HEAD)" = "$(git -C pune rev-parse HEAD)" ]
	sound far
	sound pune'
t 'an old one has nothing new' '
	cd pune
	sx sync --from ../far.bundle >"$TMP/said"
	cat "$TMP/said"
	no grep "^in from" "$TMP/said"'
t 'one that goes on from what is not here' '
	(cd far && as ben sx action note "$b" f1 && as ben sx sync --to ../f1.bundle && git update-ref refs/remotes/origin/main HEAD && as ben sx action note "$b" f2 && as ben sx sync --to ../f2.bundle)
	cd pune
	code=0; sx sync --from ../f2.bundle >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 8 ]
	grep -q "goes on from commits that are not here" "$TMP/said"
	sx sync --from ../f1.bundle
	sx sync --from ../f2.bundle
	grep -q f2 $B'
t 'no bundle' '
	echo x >x.bundle
	cd pune
	code=0; sx sync --from ../x.bundle || code=$?; [ $code = 8 ]'
expect_code 2 sx -C pune sync --from x --to y
expect_code 2 sx -C pune sync a b
expect_code 2 sx -C pune --at HEAD sync
expect_code 4 sx -C gdansk sync nobody
expect 'cd gdansk && sx sync ../hub.git' <<-EOT
	sx: '../hub.git' is where something is, and sync takes the name that this clone has for it
	  here it is called 'origin': sx sync origin
	[status 4]
EOT
expect 'cd gdansk && sx sync ssh://hub/plant.git; sx sync .git/config' <<-EOT
	sx: 'ssh://hub/plant.git' is where something is, and sync takes the name that this clone has for it
	  give it a name once, as in: git remote add other ADDRESS; then: sx sync other
	sx: '.git/config' is where something is, and sync takes the name that this clone has for it
	  a file that another clone has written is taken in by: sx sync --from FILE
	[status 4]
EOT
