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
	! git push -q "${@:-origin}" >"$TMP/said" 2>&1 || return 1
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
t 'X01 one of several' 'refused "nothing is removed" origin HEAD:refs/heads/new :main; ! hub rev-parse -q --verify new'

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
	! PATH=$TMP/few git push -q origin main
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
	! git push -q origin main
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
