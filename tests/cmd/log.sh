# sx log
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-11-27 --tags pump >/dev/null
A=$(real ACT-1)
clock 2026-11-21T09:00:00Z
as ben sx action extend "$A" 2026-12-04 -m 'the supplier is late' >/dev/null
clock 2026-11-22T09:00:00Z
sed -i 's/^title: .*/title: Replace both seals/' "action/2026/11/$A.yaml"
git commit -qam 'by hand, with git'
clock 2026-11-23T09:00:00Z
sx action set "$A" --tags oil,pump >/dev/null

expect "sx log $A -n 3" <<-EOT
	2026-11-23 09:00  asha  action set  COMMIT-7
	    tags + oil

	2026-11-22 09:00  asha  by hand, with git  COMMIT-6
	    title: Replace the seal -> Replace both seals

	2026-11-21 09:00  ben  action extend  COMMIT-5
	  "the supplier is late"
	    due: 2026-11-27 -> 2026-12-04
EOT
expect "sx log $A --field due" <<-EOT
	2026-11-21 09:00  ben  action extend  COMMIT-5
	  "the supplier is late"
	    due: 2026-11-27 -> 2026-12-04

	2026-11-20 09:00  asha  action add  COMMIT-4
	  (new)
	    due: 2026-11-27
EOT
expect 'sx log --since 2026-11-22' <<-EOT
	2026-11-23 09:00  asha  action set  COMMIT-7
	  ACT-2611-0000001  Replace both seals
	    tags + oil

	2026-11-22 09:00  asha  by hand, with git  COMMIT-6
	  ACT-2611-0000001  Replace both seals
	    title: Replace the seal -> Replace both seals
EOT
expect 'sx log --since sun -1; sx log --since tue --until sat --by ben' <<-EOT
	2026-11-23 09:00  asha  action set  COMMIT-7
	  ACT-2611-0000001  Replace both seals
	    tags + oil
	2026-11-21 09:00  ben  action extend  COMMIT-5
	  "the supplier is late"
	  ACT-2611-0000001  Replace the seal
	    due: 2026-11-27 -> 2026-12-04
EOT
expect 'sx log --author ben; sx log --oneline; sx log --limit=-1; sx list --oneline' <<-EOT
	sx: there is no option '--author'
	  did you mean --by?
	sx: there is no option '--oneline'
	  'sx audit' prints a line for each change
	sx: --limit takes a number from 0
	sx: there is no option '--oneline'
	  -h lists the options; which records is said by a filter, as in: owner:me due<eom
	[status 2]
EOT
expect 'sx log --by ben' <<-EOT
	2026-11-21 09:00  ben  action extend  COMMIT-5
	  "the supplier is late"
	  ACT-2611-0000001  Replace the seal
	    due: 2026-11-27 -> 2026-12-04
EOT
expect 'sx log --by ben --field due --csv | tr -d "\r"' <<-EOT
	commit,at,by,name,email,verb,kind,id,path,field,from,to,subject,reason
	COMMIT-5,2026-11-21T09:00:00+00:00,ben,ben,ben@plant.example,action extend,action,ACT-2611-0000001,action/2026/11/ACT-2611-0000001.yaml,due,2026-11-27,2026-12-04,action ACT-2611-0000001: due 2026-11-27 -> 2026-12-04,the supplier is late
EOT
t 'json has a row a field' 'sx log "'"$A"'" --field title --json | python3 -c "
import json, sys
d = json.load(sys.stdin)[\"data\"]
assert [(r[\"from\"], r[\"to\"]) for r in d] == [(\"Replace the seal\", \"Replace both seals\"), (None, \"Replace the seal\")], d
assert d[0][\"verb\"] is None and d[0][\"subject\"] == \"by hand, with git\", d"'
t 'of people only' 'sx person log >"$TMP/out"; grep -q ben "$TMP/out"; not grep -q Replace "$TMP/out"'
t 'the past' 'sx --at HEAD~1 log "'"$A"'" -n 1 | grep -q "by hand"'
title_at() { sx --at "$@" show "$A" --csv | grep -o 'Replace[a-z ]*'; }
expect 'title_at yesterday; title_at sat; title_at -2d; title_at MON --with .; git branch fri; title_at fri; sx --at thu list' <<-EOT
	Replace both seals
	Replace the seal
	Replace the seal
	Replace both seals
	Replace the seal
	sx: the history has no commit that early
	[status 4]
EOT
expect 'sx --at yesterday list action; sx --at 2026-02-30 list; sx --at yesteryear list' <<-EOT
	at: the end of 2026-11-22 (Sun, yesterday)
	ID                TITLE               OWNER  DUE         STATE
	ACT-2611-0000001  Replace both seals  ben    2026-12-04  open
	sx: there is no day '2026-02-30'
	  2026-02 has 28 days
	sx: 'yesteryear' is no revision
	  give a day (2026-11-30, yesterday), a branch, a tag or a commit
	[status 4]
EOT
t 'the history is verified as of a day as well' '
	sx verify yesterday >"$TMP/out" || [ $? = 7 ]
	sx --at yesterday verify >"$TMP/at" || [ $? = 7 ]
	cmp "$TMP/out" "$TMP/at" && grep "^$(git rev-list --count HEAD~1) commits verified" "$TMP/out"'
expect 'sx show "$(git rev-parse --short HEAD)"; sx log HEAD~1' <<-EOT
	sx: no record is called 'COMMIT-7'
	  it names a commit: 'git show' shows one, and 'sx --at COMMIT show ID' a record as it was then
	sx: no record is called 'HEAD~1'
	  it names a commit: 'git show' shows one, and 'sx --at COMMIT show ID' a record as it was then
	[status 4]
EOT
expect 'sx show "$(echo "$A" | cut -c 10-12)"; sx show 999' <<-EOT
	sx: no record is called '$(echo "$A" | cut -c 10-12)'
	  an id may be cut to 4 characters of its random part, not to fewer
	sx: no record is called '999'
	[status 4]
EOT
t 'a record that is gone is found by its full id' '
	git rm -q "action/2026/11/'"$A"'.yaml"
	git commit -qm gone
	sx log "'"$A"'" -n 1 | grep -q "(removed)"
	git revert --no-edit HEAD'
t 'an amended history' 'git commit -q --amend -m "back again"; sx log -n 1 | grep -q "back again"; sx log | not grep -q Revert'
t 'a state that does not read' '
	echo "title: [" >"action/2026/11/'"$A"'.yaml"; git commit -qam broken
	sx log "'"$A"'" -n 1 | grep -q "does not read"'
t 'a merge shows only what is its own' '
	git checkout -q -b side HEAD~1; sed -i "s/^name: .*/name: Benedict/" person/ben.yaml; git commit -qam side
	git checkout -q main; git merge -q --no-edit side
	test "$(sx log ben | grep -c "name: Ben -> Benedict")" = 1'
t 'a bare repository' 'git clone -q --bare . "$TMP/bare"; sx --git-dir "$TMP/bare" log ben | grep -q Benedict'
expect_code 4 sx log nobody
t 'me' 'as ben sx log --by me >"$TMP/me"; sx log --by ben | cmp - "$TMP/me"; [ -s "$TMP/me" ]'
expect_code 4 sx log --by nobody
expect_code 2 sx log --since someday
expect_code 2 sx log a b

expect 'sx log --field dew' <<-EOT
	sx: no kind has a field 'dew'
	  'sx schema KIND --text' lists the fields of one
	[status 2]
EOT
t 'the envelope names the commit and the day, as everywhere' '
	[ "$(sx log -n 1 --json | jq -r .commit)" = "$(git rev-parse HEAD)" ] &&
	[ "$(sx log -n 1 --json | jq -r .today)" = "$(sx list --json | jq -r .today)" ]'

# Commits whose time was set back hide nothing of what came before them.
t 'a clock set back for two commits takes nothing out of the log' '
	fresh back
	sx log --json | jq "[.data[].commit] | unique | length" >"$TMP/before"
	for n in 1 2; do
		echo "# $n" >>person/ben.yaml
		GIT_AUTHOR_DATE=2020-01-0${n}T00:00:00Z GIT_COMMITTER_DATE=2020-01-0${n}T00:00:00Z git commit -qam "Long ago $n"
	done
	[ "$(sx log --json | jq "[.data[].commit] | unique | length")" = $(($(cat "$TMP/before") + 2)) ]
	[ "$(cat "$TMP/before")" = 3 ]'
t 'a history that is cut off is not told as if one commit had done it all' '
	git clone -q --depth 1 "file://$PWD" "$TMP/cut"
	for command in "log" "log ben" "audit" "audit ben" "audit pack ben $TMP/pack"; do
		code=0; sx -C "$TMP/cut" $command >"$TMP/said" 2>&1 || code=$?
		cat "$TMP/said"; [ $code = 7 ]; grep -q "the history is cut off in this clone" "$TMP/said"
	done'
