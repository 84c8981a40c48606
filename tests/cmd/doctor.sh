# sx doctor: each thing that can be wrong with a clone is seen.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99

expect 'sx doctor' <<-EOT
	fine  identity     you are asha here
	fine  branch       on refs/heads/main
	fine  attributes   .gitattributes has the line for records
	fine  merge        git merges records through sx
	fine  sharing      with no other repository
	fine  journal      no change was cut short
	fine  lock         nothing is locked
	fine  git's index  it can be read
	fine  index        it says what the records and commits say
	fine  history      it is complete
EOT
seen() { # name, what is done, how the line begins
	t "$1" "$2"'
		code=0; sx doctor >"$TMP/out" 2>&1 || code=$?
		cat "$TMP/out"; [ $code = '"${4-1}"' ] && grep -q "^'"$3"'" "$TMP/out"'
}
seen 'nobody' 'git config user.email eve@plant.example' 'mend  identity'
git config --unset user.email
seen 'two people with one e-mail' 'cp person/ben.yaml person/ben2.yaml && git add . && git commit -qm x && git config user.email ben@plant.example' 'mend  identity *ben'
git reset -q --hard HEAD~1 && git config --unset user.email
seen 'a detached HEAD' 'git checkout -q --detach' 'mend  branch'
git checkout -q main
seen 'no attributes' 'echo >.gitattributes && git commit -qam x' 'mend  attributes'
git reset -q --hard HEAD~1
seen 'no merge driver' 'git config --remove-section merge.sx' 'mend  merge'
seen 'a merge driver of old' 'git config merge.sx.driver "sx merge %A"' 'mend  merge'
t 'what it says mends it' '
	for step in 1 2 3 4; do
		run=$(sx doctor | sed -n "s/^mend  merge .*run: //p")
		[ -z "$run" ] || eval "$run"
	done
	[ $step -gt 2 ] && sx doctor'
seen 'what is shared so that anybody can read it' 'git remote add origin http://asha:secret@plant.example/p.git' 'mend  transport *origin is reached by http,'
t 'without the password, once for a remote, by any way, and by what git makes of an address' '
	sx doctor >"$TMP/out" || [ $? = 1 ]; [ "$(grep -c transport "$TMP/out")" = 1 ] && not grep secret "$TMP/out"
	git remote set-url origin ssh://plant.example/p.git
	sx doctor >"$TMP/out"
	not grep transport "$TMP/out"
	git remote set-url --push origin git://plant.example/p.git && sx doctor >"$TMP/out" || [ $? = 1 ]; grep -q "reached by git," "$TMP/out"
	git remote set-url --push origin hub:p
	git config url.HTTP://plant.example/.insteadOf hub:
	sx doctor >"$TMP/out" || [ $? = 1 ]; grep -q "reached by HTTP," "$TMP/out"'
git remote remove origin && git config --remove-section url.HTTP://plant.example/
seen 'a locked index' ': >.git/index.lock' 'note  lock' 0
rm -f .git/index.lock
seen 'a split index' 'git update-index --split-index' "mend  git's index"
git update-index --no-split-index
seen 'a damaged index' 'cp .git/index "$TMP/index" && echo junk >.git/index' "mend  git's index"
cp "$TMP/index" .git/index
seen 'replaced objects' 'git replace HEAD HEAD~1' 'note  history' 0
git replace -d HEAD >/dev/null
seen 'a plant that is none' 'git config sx.site PUN && printf "sites:\n  - code: GDN\n    name: Gdansk\n" >>.sx/config.yaml && sx commit -m sites' 'mend  site'
git config sx.site GDN
seen 'settings that cannot be read' 'echo "zone: Mars" >>.sx/config.yaml' 'mend  settings *\.sx/config\.yaml:[0-9]*:[0-9]*: '
t 'of what could not be looked at nothing wrong is told' 'sx doctor | not grep attributes'
git checkout -q .
seen 'commits that an e-mail alone gives to somebody, where there are rules about who does what' 'sx capa add Leaks --owner ben --due 2026-12-20 --problem drops --origin complaint' 'note  commits .* e-mail alone' 0
t 'once, and not where each is signed' '
	[ "$(sx doctor | grep -c "e-mail alone")" = 1 ]
	echo "signed_commits: true" >>.sx/config.yaml && git commit -qam signed && sx doctor | not grep "e-mail alone"'
git reset -q --hard HEAD~2
git clone -q --depth 1 "file://$PWD" ../shallow
seen 'a shallow clone' 'cd ../shallow' 'note  history' 1
t 'a bare one' 'git clone -q --bare . ../bare.git && sx -C ../bare.git doctor | grep -q "identity *you are asha"'
expect_code 2 sx doctor now
expect 'sx doctor --csv | head -n 2 | tr -d "\r"' <<-EOT
	verdict,what,says,do
	fine,identity,you are asha here,
EOT

# bytes altered in an index that stays a valid one
sx action add Seal --owner ben --due 2026-12-04 >/dev/null 2>&1
sx action add Pump --owner asha --due 2026-12-04 >/dev/null 2>&1
sx log >/dev/null
altered() { # what, statement, file
	seen "$1" 'sqlite3 ".git/sx/'"${3-index}"'.db" "'"$2"'" && [ -e ".git/sx/'"${3-index}"'.db" ]' 'mend  index.*something else'
	t "$1: made anew" 'sx doctor && sx list action --csv | grep -c Seal && sx log >/dev/null && sx doctor'
}
altered 'a title' "update record set title = 'Sealed' where title = 'Seal'"
altered 'a due day' "update record set due = '2027-01-01' where title = 'Seal'"
altered 'a text' "update body set text = replace(text, 'Seal', 'Sole')"
altered 'a row less' "delete from record where title = 'Pump'"
altered 'a row more' "insert into record(rid, kind, id, tail, path, title, open, conflicts) values(99, 'action', 'ACT-2611-AAAAAAA', 'AAAAAAA', 'action/2026/11/ACT-2611-AAAAAAA.yaml', 'x', 1, 0)"
altered 'a field of a kind' "update k_action set priority = 'low'"
altered 'a subject' "update h_commits set subject = 'nothing' where seq = 3" history
altered 'a commit less' "delete from h_touches where seq = 3" history
t 'with edits that are not recorded' 'echo "# mine" >>"$(git ls-files "action/*" | head -n 1)" && sx doctor && git checkout -q .'
t 'in a bare repository, and one that cannot be written' 'git clone -q --bare . "$TMP/b.git" && sx --git-dir "$TMP/b.git" list >/dev/null; sx --git-dir "$TMP/b.git" doctor | grep -q "fine  index"'
