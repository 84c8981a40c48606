# Attacks on a hub and from a hub, with git and a text editor: each is refused or told of.
# The numbers are of the list of attacks that sx is built against.
. "${SX_SOURCE:-.}/tests/lib.sh"
sx init --bare --hub --person asha hub.git >/dev/null && sx clone hub.git a >/dev/null && cd a || exit 99
sx person add ben Ben --email ben@plant.example >/dev/null
sx person add chitra Chitra --email chitra@plant.example >/dev/null
sx action add 'Replace seal' --owner ben --due 2026-12-01 >/dev/null
seal=$(real ACT-1)
sx sync >/dev/null && sx clone ../hub.git ../b >/dev/null || exit 99
hub() { git -C "$TMP/hub.git" "$@"; }
at() { hub rev-parse main; }
last() { hub log -1 --format=%s refs/sx/receipts | cut -d ' ' -f 2; }
receipt() { hub cat-file -p "refs/sx/receipts:00/00/$(printf %02d "$1")"; }
refused() { # REGEX [ARGUMENT...]: git push is refused, for that reason; the hub stays as it is, and has noted it
	before=$(hub for-each-ref refs/heads refs/tags) number=$(last) why=$1
	shift
	not git push -q "${@:-origin}" >"$TMP/said" 2>&1 || return 1
	cat "$TMP/said"
	grep -q "pre-receive hook declined" "$TMP/said"
	grep -qE "$why" "$TMP/said"
	[ "$(hub for-each-ref refs/heads refs/tags)" = "$before" ]
	[ "$(last)" -gt "$number" ]
	receipt "$(last)" | tee "$TMP/receipt"
	grep -qE "^result refused .*($why)" "$TMP/receipt"
}
again() { git reset -q --hard origin/main; }

# X01: history that was rewritten is pushed by force.
t 'X01 an amended commit' 'git commit -q --amend -m other; refused "history is not rewritten" -f origin main'
t 'X01 a rebased history' 'again; git reset -q --hard HEAD~2; git cherry-pick "$(at)" >/dev/null; refused "history is not rewritten" -f origin main'
t 'X01 a branch removed' 'again; refused "nothing is removed" origin :main'
t 'X01 a tag that moves' 'again; git tag v1; git push -q origin v1; git tag -f v1 HEAD~1; refused "a tag does not move" -f origin v1'
t 'X01 a tag removed' 'refused "nothing is removed" origin :v1'
t 'X01 other refs: receipts, replacements, notes' '
	refused "no branch and no tag" -f origin HEAD:refs/sx/receipts
	refused "no branch and no tag" origin HEAD:refs/replace/"$(at)"
	refused "no branch and no tag" origin HEAD:refs/notes/commits'
t 'R26: who looks after it sees each attempt, when, by whom and why, in the hub and in a clone, and is woken by the exit status' '
	tried=8 # one each until here, and three to other refs
	code=0; sx -C ../hub.git audit refused --exit-code --csv | tr -d "\r" >"$TMP/rows" || code=$?; cat "$TMP/rows"
	[ "$(sed 1d "$TMP/rows" | wc -l)" = $tried ]
	for n in $(seq $(($(last) - 2)) "$(last)"); do grep -q "^$n,2026-11-20T09:00:00Z,account .*,refs/.*no branch and no tag" "$TMP/rows"; done
	expect_code 1 sx -C ../hub.git audit refused --exit-code
	expect_code 0 sx -C ../hub.git audit refused --until 2026-11-19 --exit-code
	[ "$(sx -C ../hub.git --json audit refused --since 2026-11-20 -n 2 | jq -c "[.data[].number]")" = "[$(last),$(($(last) - 1))]" ]
	cd ../b
	sx sync
	[ "$(sx audit refused --csv | sed 1d | wc -l)" = $tried ]
	sx --json audit "$seal" | jq -e ".data | all(.by == \"asha\" and .received != null and (.pusher | test(\"^(account|key|user) \")))"
	expect_code 2 sx audit refused "$seal" && expect_code 2 sx audit --exit-code'
t 'X01 names that are taken for others' '
	again; git push -q origin HEAD:refs/tags/v2
	for ref in refs/tags/main refs/heads/v2 refs/heads/HEAD refs/tags/origin/main refs/heads/refs/heads/main "refs/heads/$(at)" \
		"refs/heads/ma$(printf "\342\200\213")in" "refs/heads/$(printf "%0250d" 1)"; do
		refused "taken for something else" origin "HEAD:$ref"
	done
	refused "taken for something else" origin HEAD:refs/heads/v3 HEAD:refs/tags/v3'
t 'X01 a history of its own, in which everybody has given himself all rights' '
	sx init --person ben ../own && cd ../own && git push -q ../hub.git HEAD:refs/heads/own 2>"$TMP/said" || cat "$TMP/said"
	grep -q "does not begin as this repository does" "$TMP/said"; not hub rev-parse -q --verify own'
t 'X01 nor beside another where the hub has no main branch yet, at once or one after the other' '
	sx init --bare --hub --person asha ../new.git
	sx clone ../new.git ../first
	cd ../first
	begun=$(git rev-parse HEAD)
	git -C ../new.git symbolic-ref HEAD refs/heads/later
	sx init --person ben ../foreign
	git fetch -q ../foreign HEAD
	foreign=$(git rev-parse FETCH_HEAD)
	for refs in "$foreign:refs/heads/later" "$begun:refs/heads/later $foreign:refs/heads/own"; do
		# shellcheck disable=SC2086
		not git push -q origin $refs 2>"$TMP/said" || return
		grep -q "does not begin as this repository does" "$TMP/said" || { cat "$TMP/said"; return 1; }
	done
	[ "$(git -C ../new.git for-each-ref --format="%(refname)" refs/heads | tr "\n" " ")" = "refs/heads/main " ]
	git push -q origin HEAD:refs/heads/later && rm -rf ../new.git ../first ../foreign'
t 'a few folders that name each other stand for more files than there can be' '
	again
	tree=$(git mktree </dev/null)
	for level in 1 2 3 4 5 6 7; do
		tree=$(for name in 0 1 2 3 4 5 6 7 8 9; do printf "040000 tree %s\t%s\n" "$tree" $name; done | git mktree)
	done
	evil=$({ git ls-tree HEAD; printf "040000 tree %s\tzz\n" "$tree"; } | git mktree)
	refused "more than [0-9]* files and folders differ" origin "$(git commit-tree -p HEAD -m more "$evil"):refs/heads/main"'
t 'X01 one of several' 'refused "nothing is removed" origin HEAD:refs/heads/new :main; not hub rev-parse -q --verify new'

# X04, as far as the hub is asked: what no step leads to does not come in, and what keeps it from being judged, neither.
t 'X04 a state by hand' '
	again
	sed -i "s/^state: .*/state: closed/" action/*/*/*.yaml
	git commit -qam "good as new"
	refused "workflow: "'
t 'X04 what is no YAML' '
	again
	printf "a: [" >>"$(git ls-files action | head -n 1)"
	git commit -qam broken
	refused "not valid YAML"'
t 'X04 a record that is not where its id has it' '
	again; cp "$(git ls-files action | head -n 1)" action/; git add action; git commit -qm copied
	refused "path: .*where no record can be"'
t 'X04 the settings removed, after which nobody would be asked who he is' '
	again; git rm -q .sx/config.yaml; git commit -qm "no settings"
	refused "the settings are never removed"'
t 'X04 a record removed' 'again; git rm -q action/*/*/*.yaml; git commit -qm gone; refused "[a-z]+: "'

# X03: the path of the hub is no way round its hooks, for what sx sends.
t 'X03 sync runs the hooks of a hub that is reached by its path' '
	again
	sx action add "Not to be taken" --owner ben --due 2026-12-09
	before=$(at)
	mv ../hub.git/hooks/pre-receive ../kept
	printf "#!/bin/sh\nexit 1\n" >../hub.git/hooks/pre-receive; chmod +x ../hub.git/hooks/pre-receive
	code=0; sx sync || code=$?
	mv ../kept ../hub.git/hooks/pre-receive
	[ $code = 8 ]
	[ "$(at)" = "$before" ]'
t 'X03 somebody'"'"'s own settings lead to no other hooks' '
	mkdir "$TMP/nothing"
	git config --global core.hooksPath "$TMP/nothing"
	again; git commit -q --amend -m other
	refused "history is not rewritten" -f origin main' 
git config --global --unset core.hooksPath
t 'X03 without sx nothing is taken' '
	again
	sx action add "Not to be taken" --owner ben --due 2026-12-09
	mkdir "$TMP/few"; for p in git sh git-receive-pack git-upload-pack; do ln -s "$(command -v $p)" "$TMP/few"; done
	before=$(at)
	not env PATH=$TMP/few git push -q origin main
	[ "$(at)" = "$before" ]'

# X05: the hook that sees nothing of what is pushed says no.
new=$(git rev-parse HEAD) old=$(at)
t 'X05 without the quarantine' '
	echo "$old $new refs/heads/main" >"$TMP/line"
	code=0; sx -C ../hub.git hook pre-receive <"$TMP/line" 2>"$TMP/said" || code=$?
	cat "$TMP/said"; [ $code = 5 ]; grep -q "where it keeps what is pushed" "$TMP/said"'
t 'X05 with an empty one' '
	mkdir "$TMP/objects"
	code=0
	GIT_QUARANTINE_PATH=$TMP/objects GIT_OBJECT_DIRECTORY=$TMP/objects sx -C ../hub.git hook pre-receive <"$TMP/line" || code=$?
	[ $code -gt 0 ]; [ $code -lt 98 ]'
t 'X05 with one that is not there' '
	code=0; GIT_QUARANTINE_PATH=/none GIT_OBJECT_DIRECTORY=/none sx -C ../hub.git hook pre-receive <"$TMP/line" || code=$?
	[ $code = 5 ]'
t 'X05 when the hub cannot read its receipts' '
	hub update-ref refs/kept refs/sx/receipts
	hub update-ref refs/sx/receipts "$(at)"
	not git push -q origin main
	[ "$(at)" = "$old" ]
	hub update-ref refs/sx/receipts refs/kept; hub update-ref -d refs/kept'
t 'what is as it should be is taken after all that' 'sx sync; [ "$(at)" = "$(git rev-parse HEAD)" ]; receipt "$(last)" | grep -qx "result taken"'

# X06: the clock of who makes a commit is his; that of the hub is not.
t 'X06 a commit dated back has the time when it came beside it' '
	clock 2026-11-20T09:30:00Z
	sx action done "$seal" -m "in time"
	clock 2026-12-05T10:00:00Z
	sx sync
	[ "$(git log -1 --format=%cI)" = 2026-11-20T09:30:00+00:00 ]
	receipt "$(last)" | grep -qx "received 2026-12-05T10:00:00Z"
	receipt "$(last)" | grep -qx "new $(git rev-parse HEAD)"'
clock 2026-12-05T10:00:00Z
t 'X06 one dated before those it follows' '
	sx action note "$seal" later; sx sync
	clock 2026-11-20T10:00:00Z
	sx action note "$seal" earlier || { echo x >>README; git add README; git commit -qm earlier; }
	clock 2026-12-05T10:10:00Z
	refused "clock: "
	again'
t 'X07 one of the future' '
	clock 2026-12-05T12:00:00Z
	sx action note "$seal" "to come"
	clock 2026-12-05T10:20:00Z
	refused "future: "
	again'

# X33: what would forget the traces.
t 'X33 the hub keeps what was tried' '
	clock 2026-12-05T10:30:00Z
	hub reflog main | grep -c . >"$TMP/count"
	hub gc -q --prune=now 2>/dev/null || hub gc -q
	[ "$(hub reflog main | grep -c .)" = "$(cat "$TMP/count")" ]
	sx -C ../hub.git doctor'
for setting in gc.reflogExpire gc.pruneExpire gc.reflogExpireUnreachable receive.denyNonFastForwards receive.denyDeletes \
	receive.fsckObjects core.logAllRefUpdates core.hooksPath; do
	t "X33 doctor misses $setting" "
		hub config $setting 0
		code=0; sx -C ../hub.git doctor >'$TMP/said' || code=\$?
		[ \$code = 1 ]; grep -q 'git config $setting' '$TMP/said'"
done
t 'X33 and the hook, and the mode of the key' '
	echo exit 0 >>../hub.git/hooks/pre-receive; chmod 644 ../hub.git/hub/key
	sx -C ../hub.git doctor >"$TMP/said" || [ $? = 1 ]
	grep -q "the hook pre-receive" "$TMP/said"; grep -q "others than the hub" "$TMP/said"'
t 'init puts it right' 'chmod 600 ../hub.git/hub/key; sx init --bare --hub ../hub.git; sx -C ../hub.git doctor'
t 'another key is told, by doctor and by init, and nothing is taken or signed with it' '
	cp -rp ../hub.git/hub "$TMP/kept.hub"
	ssh-keygen -q -t ed25519 -N "" -f "$TMP/swapped"
	told() { # what, the status of init
		sx -C ../hub.git doctor >"$TMP/said" || [ $? = 1 ]
		cat "$TMP/said"
		grep -q "$1" "$TMP/said" || return 1
		number=$(last) before=$(cat ../hub.git/hub/key.pub)
		code=0; sx init --bare --hub ../hub.git 2>"$TMP/said" || code=$?; cat "$TMP/said"
		[ $code = 7 ] && grep -q "nothing was changed; take hub/key" "$TMP/said" &&
			[ "$(cat ../hub.git/hub/key.pub)" = "$before" ] || return 1
		not git push -q origin HEAD:refs/heads/swapped || return 1
		[ "$(last)" = "$number" ] || return 1
		rm -rf ../hub.git/hub; cp -rp "$TMP/kept.hub" ../hub.git/hub
	}
	cp "$TMP/swapped" ../hub.git/hub/key; told "not the one that hub/key.pub is of"
	cp "$TMP/swapped" ../hub.git/hub/key; cp "$TMP/swapped.pub" ../hub.git/hub/key.pub; told "another than that of its receipts"
	rm ../hub.git/hub/key; told "the hub.s key is gone"'

# X08: who left sends what he dates back to a day on which he was still here.
t 'X08 a leaver, by his branch and by main' '
	(cd ../b && as ben sx sync)
	sx person leave ben -m "has left"
	sx sync
	cd ../b
	clock 2026-12-05T10:31:00Z
	as ben sx action add "From before" --owner ben --due 2026-12-20
	clock 2026-12-05T10:40:00Z
	refused "no active person when it came in" origin HEAD:refs/heads/ben
	git -c user.name=ben -c user.email=ben@plant.example pull -q --no-rebase --no-edit origin main
	refused "no active person when it came in" origin HEAD:main
	git reset -q --hard origin/main'
clock 2026-12-05T10:45:00Z

# X37: a number is given once.
t 'X37 two plants that were offline give one number' '
	cd ../a; git pull -q --ff-only; sx capa add One --owner chitra --due 2026-12-20
	cd ../b; git pull -q --ff-only; as chitra sx capa add Two --owner chitra --due 2026-12-20
	cd ../a; sx sync
	number=$(sed -n "s/^number: //p" capa/*/*/*.yaml)
	[ -n "$number" ]
	cd ../b; echo "number: $number" >>"$(git ls-files -o -m capa | head -n 1 || true)$(git diff --name-only --diff-filter=A origin/main HEAD | grep ^capa)"
	git -c user.name=chitra -c user.email=chitra@plant.example commit -qam "number given"
	git -c user.name=chitra -c user.email=chitra@plant.example pull -q --no-rebase --no-edit origin main
	refused "number: " origin HEAD:main
	git reset -q --hard origin/main'

# X02: who looks after the hub rewrites it on the disk. Each clone that has seen more is a witness.
back() { # REGEX: sync, status and verify of b say that the hub went back, and nothing changes in b
	before=$(git for-each-ref refs/heads refs/sx/hub; git status --porcelain)
	for command in sync status verify; do
		code=0
		sx $command >"$TMP/said" 2>&1 || code=$?
		cat "$TMP/said"
		[ $code = 7 ] || return 1
		grep -qE "went back on what it had: .*($1)" "$TMP/said" || return 1
	done
	[ "$(git for-each-ref refs/heads refs/sx/hub; git status --porcelain)" = "$before" ]
}
sound() { sx sync; sx status >/dev/null; sx verify; }
cd ../b && sx sync >/dev/null && git config user.email chitra@plant.example && git config user.name chitra || exit 99
t 'X02 it is in order before' 'sound'
keep() { rm -rf "$TMP/good"; mkdir "$TMP/good"; cp -r "$TMP/hub.git" "$TMP/b" "$TMP/good"; }
restore() { cd "$TMP"; rm -rf hub.git b; cp -r good/* .; cd b || exit 99; }
keep
t 'X02 the branch is another' '
	evil=$(git commit-tree -p HEAD~1 -m evil "HEAD^{tree}")
	git push -q ../hub.git "$evil:refs/heads/evil" 2>/dev/null || git -C ../hub.git fetch -q ../b "$evil"
	hub update-ref refs/heads/main "$evil"
	back "no descendant any more"
	sx -C ../hub.git doctor >"$TMP/said" || true
	grep -q "refs/heads/main does not have what receipt" "$TMP/said"'
t 'X02 nothing is built on it' '
	cd ../a
	git fetch -q origin; git checkout -q --detach origin/main
	echo x >README; git add README; git commit -qm "on the other one"
	not git push -q origin HEAD:main 2>"$TMP/said"; cat "$TMP/said"
	grep -q "does not have any more what it acknowledged" "$TMP/said"
	git checkout -q main'
restore
t 'X02 all is well when the hub is brought back' sound
t 'X02 the branch goes back by one' 'hub update-ref refs/heads/main main~1; back "no descendant any more"'
restore
t 'X02 the whole hub is from an older copy' '
	sound
	sx action add "Seen by nobody else" --owner chitra --due 2026-12-21; sx sync; sx sync
	rm -rf ../hub.git; cp -r ../good/hub.git ../hub.git
	back "no descendant any more|do not go on"'
t 'X02 a clone brings it back, as sx-hub(7) shows' '
	cd ../hub.git
	git fetch -q ../b refs/sx/hub/origin/receipts
	git update-ref refs/sx/receipts FETCH_HEAD
	git fetch -q ../b refs/sx/hub/origin/heads/main
	git update-ref refs/heads/main FETCH_HEAD
	sx doctor
	cd ../b; sound; keep'
t 'X02 the receipts are gone' 'hub update-ref -d refs/sx/receipts; back "receipts are gone"'
restore
t 'X02 a receipt is left out' '
	export GIT_INDEX_FILE=$TMP/index
	hub read-tree refs/sx/receipts
	hub ls-files -s | grep -v "00/00/05" >"$TMP/files"; rm "$TMP/index"; hub update-index --index-info <"$TMP/files"
	hub update-ref refs/sx/receipts "$(hub commit-tree -p refs/sx/receipts -m "$(hub log -1 --format=%s refs/sx/receipts)" "$(hub write-tree)")"
	unset GIT_INDEX_FILE
	back "another, or gone"'
restore
t 'X02 a receipt that another key has signed' '
	ssh-keygen -q -t ed25519 -N "" -f "$TMP/other"
	cp "$TMP/other" ../hub.git/hub/key
	cp "$TMP/other.pub" ../hub.git/hub/key.pub
	sx action add "No receipt could be signed" --owner chitra --due 2026-12-22
	code=0; sx sync 2>"$TMP/said" || code=$?; cat "$TMP/said"; [ $code = 8 ]; grep -q "another key" "$TMP/said"
	export GIT_INDEX_FILE=$TMP/index2
	{ hub ls-tree -r refs/sx/receipts | grep -v hub.pub
		printf "100644 blob %s\thub.pub\n" "$(hub hash-object -w --stdin <"$TMP/other.pub")"; } >"$TMP/files"
	hub update-index --index-info <"$TMP/files"
	hub update-ref refs/sx/receipts "$(hub commit-tree -p refs/sx/receipts -m "$(hub log -1 --format=%s refs/sx/receipts)" "$(hub write-tree)")"
	unset GIT_INDEX_FILE
	back "hub.pub is another"
	git update-ref -d refs/sx/hub/origin/receipts
	back "not signed by the hub"'
restore
t 'X02 a plain fetch that follows it is told of, too' '
	sound
	hub update-ref refs/heads/main main~1
	git fetch -q origin "+refs/heads/*:refs/remotes/origin/*"
	code=0; sx status 2>"$TMP/said" || code=$?
	[ $code = 7 ]; grep -q "no descendant any more" "$TMP/said"
	code=0; sx verify >"$TMP/said" || code=$?
	[ $code = 7 ]; grep -q "hub: " "$TMP/said"'
restore
t 'X03 what is refused is not remembered, and can be taken back' '
	sound
	good=$(at)
	git clone -q ../hub.git ../forger; cd ../forger
	git config user.name chitra; git config user.email chitra@plant.example
	sed -i "s/^state: .*/state: closed/" capa/*/*/*.yaml; git commit -qam "closed by hand"
	git push -q --receive-pack="git -c core.hooksPath=/dev/null receive-pack" origin main
	cd ../b
	for way in true "git fetch -q origin"; do
		$way
		code=0; sx sync 2>"$TMP/said" || code=$?; cat "$TMP/said"; [ $code = 7 ]
	done
	[ "$(git rev-parse refs/sx/hub/origin/heads/main)" = "$good" ]
	sx status >/dev/null; sx verify
	code=0; sx clone ../hub.git ../new >/dev/null 2>&1 || code=$?; [ $code = 7 ]
	not git -C ../new rev-parse -q --verify refs/sx/hub/origin/heads/main
	hub update-ref refs/heads/main "$good"
	sound'
restore
t 'X08 a leaver let in by the hub itself is found on a branch of any name, and on none' '
	sound
	clock 2026-12-05T10:31:00Z
	echo x >>README; git add README
	git -c user.name=ben -c user.email=ben@plant.example commit -qm "from before" --date=2026-12-05T10:29:00Z
	clock 2026-12-05T10:45:00Z
	mv ../hub.git/hooks/pre-receive ../kept; git push -q origin main; mv ../kept ../hub.git/hooks/pre-receive
	receipt "$(last)" | grep -qx "new $(git rev-parse HEAD)"
	git fetch -q; git update-ref refs/sx/hub/origin/receipts refs/sx/fetched/origin/receipts
	found() { code=0; sx verify --full >"$TMP/said" || code=$?; cat "$TMP/said"; [ $code = 7 ]; grep -q "no active person when it came in" "$TMP/said"; }
	found
	git checkout -q -b work -t origin/main; found
	git checkout -q --detach; found
	git remote set-head origin -d 2>/dev/null || true
	sx verify --full 2>&1 | tee "$TMP/said"; grep -q "not known who was active when a hub received" "$TMP/said"
	git checkout -q work; found'
restore
t 'X03 what comes by a path past all hooks has no receipt, and that is told' '
	sound
	sx action add "Past the hooks" --owner chitra --due 2026-12-23
	git push -q --receive-pack="git -c core.hooksPath=/dev/null receive-pack" origin main
	sx -C ../hub.git doctor >"$TMP/said" || true
	cat "$TMP/said"; grep -q "refs/heads/main went on without a receipt" "$TMP/said"
	past=$(at)
	for command in sync sync verify status doctor; do
		sx $command >"$TMP/said" 2>&1
		cat "$TMP/said"; grep -q "main had no receipt when it was fetched.* ${past%??????????????????????????????}" "$TMP/said"
	done
	sx action add "By the hooks" --owner chitra --due 2026-12-23
	sx sync; sx sync 2>"$TMP/said"; not grep "no receipt when" "$TMP/said"
	sx verify 2>"$TMP/said"; cat "$TMP/said"; grep -q "without a receipt in 1 place" "$TMP/said"
	not grep "no receipt when" "$TMP/said"
	sx doctor | grep "without a receipt in 1 place"'
t 'X03 a receipt that comes a moment after what it is of is waited for' '
	(cd ../a; git fetch -q; git reset -q --hard origin/main; sx action add "From a" --owner chitra --due 2026-12-23; sx sync)
	hub update-ref refs/kept refs/sx/receipts
	hub update-ref refs/sx/receipts refs/kept~1
	mkdir "$TMP/late"
	cat >"$TMP/late/git" <<-EOT
		#!/bin/sh
		case " \$* " in *" fetch "*) echo fetch >>$TMP/fetches; [ "\$(grep -c . $TMP/fetches)" -lt 3 ] || $(command -v git) --git-dir=$TMP/hub.git update-ref refs/sx/receipts refs/kept;; esac
		exec $(command -v git) "\$@"
	EOT
	chmod +x "$TMP/late/git"
	PATH=$TMP/late:$PATH sx sync >"$TMP/said" 2>&1
	cat "$TMP/said"; not grep "no receipt" "$TMP/said"
	[ "$(grep -c . "$TMP/fetches")" = 3 ]'
t 'X03 what came past the hooks is not acknowledged by pushing it once more' '
	git checkout -q -b bad; sed -i "s/^state: .*/state: closed/" capa/*/*/*.yaml; git commit -qam "closed by hand"
	git push -q --receive-pack="git -c core.hooksPath=/dev/null receive-pack" origin bad
	refused "workflow: " origin bad:main
	echo x >>README; git add README; git commit -qm "and on it goes"
	refused "workflow: " origin bad
	git checkout -q main; git branch -qD bad; hub update-ref -d refs/heads/bad'
t 'X03 of a branch that was never fetched no clone says that the hub went back on it' '
	export GIT_AUTHOR_NAME=chitra GIT_AUTHOR_EMAIL=chitra@plant.example GIT_COMMITTER_NAME=chitra GIT_COMMITTER_EMAIL=chitra@plant.example
	git clone -q ../hub.git ../side
	cd ../side
	git checkout -q -b side
	push() { echo "$1" >>README; git add README; git commit -qm "$1"; shift; git push -q "$@" origin side; }
	push one; push two --receive-pack="git -c core.hooksPath=/dev/null receive-pack"; push three
	cd ../b; sx sync; sx verify 2>"$TMP/said"; cat "$TMP/said"
	grep -q "without a receipt in 2 places$" "$TMP/said"'
t 'two that push to one branch at once have receipts in the order of what they pushed' '
	cp ../hub.git/hooks/post-receive ../kept
	printf "#!/bin/sh\n[ -e %s/first ] || { touch %s/first; sleep 1; }\nexec sx hook post-receive\n" "$TMP" "$TMP" >../hub.git/hooks/post-receive
	git fetch -q; git reset -q --hard origin/main
	sx action add "First" --owner chitra --due 2026-12-24; git push -q origin HEAD:main &
	first=$!
	while [ ! -e "$TMP/first" ]; do sleep 0.05; done
	sx action add "Second" --owner chitra --due 2026-12-24; git push -q origin HEAD:main
	wait $first; mv ../kept ../hub.git/hooks/post-receive
	receipt "$(last)" | grep -qx "new $(git rev-parse HEAD)"
	receipt $(($(last) - 1)) | grep -qx "new $(git rev-parse HEAD~1)"
	sx sync; sx verify 2>"$TMP/said"; grep -q "without a receipt in 2 places$" "$TMP/said"'
t 'X03 and what no rule allows is found by the clone that takes it in' '
	sed -i "s/^state: .*/state: closed/" capa/*/*/*.yaml; git commit -qam "closed by hand"
	git push -q --receive-pack="git -c core.hooksPath=/dev/null receive-pack" origin main
	cd ../a
	git fetch -q; git merge -q --ff-only origin/main
	code=0; sx verify >"$TMP/said" || code=$?; cat "$TMP/said"; [ $code = 7 ]'
t 'X03 and by a new clone, which holds the hub to its receipts from the first day on' '
	code=0; sx clone ../hub.git ../c 2>"$TMP/said" || code=$?; cat "$TMP/said"; [ $code = 7 ]
	grep -q "no step taken leads from draft to closed" "$TMP/said"
	git -C ../c rev-parse -q --verify refs/sx/hub/origin/receipts'
