# sx doctor: each thing that can be wrong with a clone is seen.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99

expect 'sx doctor' <<-EOT
	fine  identity     you are asha here
	fine  branch       on refs/heads/main
	fine  attributes   .gitattributes has the line for records
	fine  merge        git merges records through sx
	fine  journal      no change was cut short
	fine  lock         nothing is locked
	fine  git's index  it can be read
	fine  index        it is up to date
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
seen 'settings that cannot be read' 'echo "zone: Mars" >>.sx/config.yaml' 'mend  settings'
git checkout -q .
git clone -q --depth 1 "file://$PWD" ../shallow
seen 'a shallow clone' 'cd ../shallow' 'note  history' 1
t 'a bare one' 'git clone -q --bare . ../bare.git && sx -C ../bare.git doctor | grep -q "identity *you are asha"'
expect_code 2 sx doctor now
expect 'sx doctor --csv | head -n 2 | tr -d "\r"' <<-EOT
	verdict,what,says,do
	fine,identity,you are asha here,
EOT
