# sx merge-driver: what plain git pull, merge and rebase make of records that two clones have changed.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh hub || exit 99
sx action add 'Replace the seal' --owner asha --due 2026-11-30 --tags pump >/dev/null
sx action add 'Paint the door' --owner asha --due 2026-11-30 >/dev/null
a=$(real ACT-1) fa=action/2026/11/$a.yaml
fb=action/2026/11/$(real ACT-2).yaml
export a fa fb
cd ..
git clone -q --bare hub hub.git
expect 'sx clone hub.git pune; as ben sx clone hub.git gdansk; git -C pune config --get-regexp "^(merge|pull)"' <<-EOT
	pune: a copy of hub.git
	you are asha here
	gdansk: a copy of hub.git
	you are ben here
	merge.sx.driver sx merge-driver %O %A %B %P
	merge.sx.name records of sx, field by field
	merge.renames false
	pull.twohead recursive
EOT
ben() { as ben sx -C "$TMP/gdansk" "$@"; }
pull() { # the other clone's work into this one, by git alone
	as ben git -C "$TMP/gdansk" push -q && git pull -q --no-rebase --no-edit
}
sound() { # nothing of git's is in a record, and all is committed
	not git grep -nE '^(<<<<<<<|=======|>>>>>>>)' && [ -z "$(git status --porcelain)" ] && git fsck --no-progress && sx check
}
cd pune || exit 99

t 'fields changed apart from each other come together' '
	sx action set "$a" priority=high
	clock 2026-11-20T10:00:00
	ben action set "$a" --title "Replace the seal of pump 3" --tags pump,seal
	ben action note "$a" -m "ordered"
	pull
	sound
	grep -x "priority: high" "$fa"
	grep -x "title: Replace the seal of pump 3" "$fa"
	grep "text: ordered" "$fa"
	[ "$(git log -1 --format=%P | wc -w)" = 2 ]'
t 'the other clone only has to follow' 'git push -q && as ben git -C ../gdansk pull -q --ff-only && git diff --exit-code HEAD origin/main'
clock 2026-11-20T11:00:00
t 'both sides write notes' '
	sx action note "$a" -m "from pune"
	clock 2026-11-20T11:05:00; ben action note "$a" -m "from gdansk"
	clock 2026-11-20T11:10:00; sx action note "$a" -m "from pune again"
	pull
	sound
	git push -q; as ben git -C ../gdansk pull -q --ff-only'
expect 'sed -n "s/^ *text: //p" "$fa"' <<-EOT
	ordered
	from pune
	from gdansk
	from pune again
EOT

clock 2026-11-21T09:00:00Z
t 'what both changed otherwise is data, and git goes on' '
	sx action extend "$a" 2026-12-14 -m "the part is late"
	clock 2026-11-21T10:00:00Z; ben action extend "$a" 2026-12-07 -m "holidays"
	pull >"$TMP/said" && sound; cat "$TMP/said"'
expect 'grep -v ^Auto "$TMP/said"; sed "s/$(git rev-parse HEAD^1)/MINE/; s/$(git rev-parse HEAD^2)/THEIRS/" "$fa" | sed -n "/^due/p; /^conflicts/,\$p"' <<-EOT
	action/2026/11/ACT-2611-0000001.yaml: due waits for a decision: sx conflicts
	due: 2026-12-07
	conflicts:
	  - field: due
	    value: 2026-12-07
	    by: ben
	    at: 2026-11-21T10:00:00+00:00
	    commit: THEIRS
	  - field: due
	    value: 2026-12-14
	    by: asha
	    at: 2026-11-21T09:00:00+00:00
	    commit: MINE
EOT
t 'merged at the other end it is the same, byte for byte' '
	git clone -q ../hub.git ../third
	cd ../third
	git config merge.sx.driver "sx merge-driver %O %A %B %P"
	git pull -q --no-rebase --no-edit ../gdansk main
	git pull -q --no-rebase --no-edit ../pune main
	cmp "$fa" "../pune/$fa"
	cd ../gdansk && as ben git pull -q --no-rebase --no-edit ../third main && cmp "$fa" "../pune/$fa"'
t 'clones that merged the same apart meet without a word' '
	cd ../cross 2>/dev/null || { git clone -q ../gdansk ../cross; cd ../cross; }
	git config merge.sx.driver "sx merge-driver %O %A %B %P"
	before=$(cat "$fa"); git pull -q --no-rebase --no-edit ../pune main; [ "$(cat "$fa")" = "$before" ]'
t 'the merges are sent on' 'git push -q; as ben git -C ../gdansk pull -q --no-rebase --no-edit && as ben git -C ../gdansk push -q && git pull -q --no-rebase && sound'

t 'a rebase merges the same way' '
	clock 2026-11-21T19:00:00Z; sx action set "$a" priority=low
	clock 2026-11-21T20:00:00Z; ben action set "$a" priority=critical
	as ben git -C ../gdansk push -q
	git pull -q --rebase
	sound
	grep -A30 "^conflicts" "$fa" | grep -A2 "field: priority" | grep -c "by: \(asha\|ben\)" | grep -x 2
	git push -q && as ben git -C ../gdansk pull -q --ff-only'
t 'two who make the same meeting meet in it' '
	sx meeting open leadership --date 2026-11-27
	ben meeting open leadership --date 2026-11-27
	f=meeting/leadership/2026-11-27.yaml; sed -i "s/^title: .*/&\nplace: hall 2/" "$f"; sx commit -m "where it is"
	pull && sound && grep -x "place: hall 2" "$f" && git push -q && as ben git -C ../gdansk pull -q --ff-only'
t 'records that are alike are not taken for one another' '
	sx action add "Paint the gate" --owner asha --due 2026-11-30; fc=action/2026/11/$(real ACT-3).yaml
	git push -q; as ben git -C ../gdansk pull -q --ff-only
	sx undo; sx action add "Paint the gate" --owner ben --due 2026-11-30; fd=action/2026/11/$(real ACT-4).yaml
	ben action set "$(real ACT-3)" priority=high
	not pull || exit 1
	not grep "priority: high" "$fd"
	git status --porcelain | grep "^DU $fc"
	git rm -q "$fc" && git commit -qm merged && sound && git push -q && as ben git -C ../gdansk pull -q --ff-only'

t 'not even where git looks for what was renamed' '
	git config --unset pull.twohead
	git checkout -q -b away; fe=action/2026/11/ACT-2611-7K3M9Q2.yaml
	sed "s/door/wall/" "$fb" >"$fe"
	git rm -q "$fb"
	git add .
	git commit -qm away
	git checkout -q main
	sx action set "$(real ACT-2)" priority=high
	not git merge -q away >/dev/null 2>"$TMP/why2" || exit 1
	cat "$TMP/why2"; grep -q "another record that went" "$TMP/why2"
	not git grep -n "^<<<<<<<"
	git merge --abort; not git merge -q -s recursive -X no-renames away || exit 1
	git status --porcelain | grep "^UD $fb"; git merge --abort; git config pull.twohead recursive'

# What is no record, and what does not read.
t 'settings are merged by lines' '
	printf "fiscal_start: 4\n" >>.sx/config.yaml
	sx commit -m fiscal
	(cd ../gdansk && sed -i "1s/^/# Ours\n/" .sx/config.yaml && as ben sx commit -m comment)
	pull
	sound
	grep -x "# Ours" .sx/config.yaml
	grep -x "fiscal_start: 4" .sx/config.yaml
	git push -q; as ben git -C ../gdansk pull -q --ff-only'
t 'and conflict as git has it' '
	sed -i "s/^fiscal_start: .*/fiscal_start: 7/" .sx/config.yaml
	sx commit -m july
	(cd ../gdansk && sed -i "s/^fiscal_start: .*/fiscal_start: 1/" .sx/config.yaml && as ben sx commit -m january)
	not pull || exit 1
	grep "^<<<<<<<" .sx/config.yaml
	git status --porcelain | grep "^UU .sx/config.yaml"
	git checkout -q --theirs .sx/config.yaml
	git commit -qam merged
	sound
	git push -q; as ben git -C ../gdansk pull -q --ff-only'
t 'a side that does not read is a conflict without marks' '
	sx action set "$a" --deliverable "a dry pump"
	(cd ../gdansk && echo "title: [" >"$fa" && as ben git commit -qam broken)
	not pull 2>"$TMP/why2" || exit 1
	grep -q "$fa:" "$TMP/why2"
	grep -q "theirs does not read" "$TMP/why2"
	not grep "^<<<<" "$fa"
	grep -x "deliverable: a dry pump" "$fa"
	git status --porcelain | grep "^UU $fa"
	git merge --abort; as ben git -C ../gdansk revert --no-edit HEAD >/dev/null; pull
	sound
	git push -q; as ben git -C ../gdansk pull -q --ff-only'
t 'without the driver git leaves marks, and check finds them' '
	git clone -q ../hub.git ../plain; cd ../plain
	sed -i "s/^title: .*/title: One/" "$fb"; git commit -qam one; git branch one; git checkout -q -b two HEAD~1
	sed -i "s/^title: .*/title: Two/" "$fb"; git commit -qam two; not git merge -q one >/dev/null 2>&1
	git commit -qam "as a server would" && ! sx check >"$TMP/found" && grep -q "^$fb:1:1: conflict: an unfinished merge" "$TMP/found"'
t 'lines that a server brought together are found' '
	cd ../plain
	git reset -q --hard main
	git config merge.text.driver true
	echo "*.yaml text" >.git/info/attributes
	n=$(grep -n ^due "$fb" | cut -d: -f1)
	sed -i "1s/^/progress: 10\n/" "$fb"; git commit -qam one; git branch -f one; git checkout -q -B two HEAD~1
	sed -i "\$s/\$/\nprogress: 20/" "$fb"; git commit -qam two; git merge -q --no-edit one -X ours >/dev/null
	[ "$(grep -c ^progress "$fb")" = 2 ] && ! sx check >"$TMP/found" && grep "^$fb:[0-9]*:1: .*progress" "$TMP/found"'
cd "$TMP/pune" || exit 99

# By itself.
printf 'title: A\nowner: asha\ndue: 2026-11-30\n' >"$TMP/base"
sed 's/A/B/' "$TMP/base" >"$TMP/ours"
sed 's/30/29/' "$TMP/base" >"$TMP/theirs"
expect 'sx merge-driver "$TMP/base" "$TMP/ours" "$TMP/theirs" "$fb" && cat "$TMP/ours"' <<-EOT
	title: B
	owner: asha
	due: 2026-11-29
EOT
sed 's/A/C/' "$TMP/base" >"$TMP/theirs"
expect 'sx --json merge-driver "$TMP/base" "$TMP/ours" "$TMP/theirs" "$fb" | sed "s/.*\"data\"/\"data\"/"' <<-EOT
	"data":{"path":"action/2026/11/ACT-2611-0000002.yaml","conflicts":["title"]}}
EOT
t 'what git gives has to be there' '
	expect_code 9 sx merge-driver "$TMP/base" "$TMP/none" "$TMP/theirs" "$fb" && grep -q "^sx: cannot read what git gives: .*$fb)$" "$TMP/raw"'
expect 'sx merge-driver one two' <<-EOT
	sx: merge-driver takes three files and the path they are of
	  git runs it; 'sx doctor' says whether this clone is set up for it
	[status 2]
EOT
t 'no text is no record' 'printf "title: A\0\n" >"$TMP/nul"; expect_code 3 sx merge-driver "$TMP/base" "$TMP/nul" "$TMP/theirs" "$fb"'

# Two records that have drawn the same id are not one.
as ben git -C ../gdansk pull -q --no-rebase --no-edit
git pull -q --no-rebase --no-edit && git push -q
t 'an id drawn twice stops git, and sync goes on' '
	sx action add "Ours" --owner asha --due 2026-12-06
	x=$(git diff --name-only HEAD~1)
	mkdir -p "../gdansk/$(dirname "$x")"
	sed "s/Ours/Theirs/; s/^created_by: .*/created_by: ben/; s/^created: .*/created: 2026-11-20T08:00:01+00:00/" "$x" >"../gdansk/$x"
	(cd ../gdansk && as ben git add . && as ben git commit -qm theirs && as ben git push -q)
	not git pull -q --no-rebase --no-edit >"$TMP/said" 2>&1
	cat "$TMP/said"
	grep "the two sides have another record each with this id" "$TMP/said"
	not grep "<<<" "$x"
	git merge --abort
	code=0; sx sync || code=$?; [ $code = 1 ] # whose record is dated by hand is told
	grep -rx "title: Ours" action && grep -x "title: Theirs" "$x" && sound'
