# sx verify: a history that sx made is clean; what was put into it past sx is named, with commit, record, rule and what it would have to be; exit 7.
. "${SX_SOURCE:-.}/tests/lib.sh"

fresh
sx action add "Replace seal" --owner ben --due 2026-12-04 >/dev/null 2>&1
seal=$(real ACT-1)
as ben sx action start "$seal" >/dev/null
as ben sx action done "$seal" -m "ran dry for 48 h" >/dev/null
expect 'sx verify' <<-'EOT'
	6 commits verified, 0 violations
EOT
expect 'sx verify; sx verify --full' <<-'EOT'
	0 commits verified since the last time, 0 violations
	6 commits verified, 0 violations
EOT
expect 'sx verify --json; sx verify --csv | tr -d "\r"' <<-'EOT'
	{"sx":1,"command":"verify","commit":null,"today":"2026-11-20","data":[]}
	commit,id,path,rule,message,honest
EOT
expect_code 2 sx verify main main
expect_code 4 sx verify nothing

# A state that no step leads to, recorded by git alone: named now, the next time, and from the first commit on.
sed -i 's/^state: .*/state: open/' action/*/*/*.yaml && git commit -qam "as good as new"
expect 'sx verify' <<-'EOT'
	COMMIT-7 ACT-2611-0000001: workflow: no step taken leads from closed to open; what can be done now: move
	1 commit verified since the last time, 1 violation
	[status 7]
EOT
expect 'sx verify --csv >"$TMP/csv" || { tr -d "\r" <"$TMP/csv"; exit 7; }' <<-'EOT'
	commit,id,path,rule,message,honest
	COMMIT-7,ACT-2611-0000001,action/2026/11/ACT-2611-0000001.yaml,workflow,no step taken leads from closed to open,what can be done now: move
	[status 7]
EOT
t 'a full run, another revision, and a file of what was verified that was tampered with, say the same' '
	sx verify >"$TMP/first" || [ $? = 7 ]
	sx verify --full >"$TMP/full" || [ $? = 7 ]
	[ "$(head -n 1 "$TMP/first")" = "$(head -n 1 "$TMP/full")" ]
	sx verify HEAD~1
	again() { [ "$(sx verify | tail -n 1)" = "7 commits verified, 1 violation" ]; }
	sed -i /workflow/d .git/sx/verified; again
	sed -i "s/open/done/" .git/sx/verified; again
	sed -i "2s/ 0/ 1/" .git/sx/verified; again
	sed -i \$d .git/sx/verified; again
	: >.git/sx/verified; again
	[ "$(sx verify | tail -n 1)" = "0 commits verified since the last time, 1 violation" ]'

cd "$TMP" && fresh broken
t 'what was broken is mended from what it was before, and only who broke it is named' '
	sx action add "Replace seal" --owner ben --due 2026-12-04
	sx action extend "$(real ACT-2)" 2026-12-10 -m late
	f=$(git ls-files "action/*"); cp "$f" "$TMP/good"
	echo "a: [" >>"$f"; git commit -qam broken
	sx action add Other --owner ben --due 2026-12-04
	{ sed "s/^state: .*//" "$TMP/good"; echo "state: closed"; } >"$f"; expect_code 5 sx commit -m "mended, and closed"
	cp "$TMP/good" "$f"; sx commit -m mended
	sx verify >"$TMP/said" || [ $? = 7 ]; cat "$TMP/said"
	grep -q "^$(git rev-parse --short=10 HEAD~2) .*: not valid YAML" "$TMP/said"; [ "$(wc -l <"$TMP/said")" = 2 ]'

# Who did it.
cd "$TMP" && fresh two
echo "job: fitter" >>person/ben.yaml
as dora git commit -qam "by nobody who is known"
echo "language: en" >>person/ben.yaml
as ben git commit -qam "for another" --author "Asha <asha@plant.example>"
expect 'sx verify' <<-'EOT'
	COMMIT-4: identity: its committer, 'dora@plant.example', is nobody who may change anything here; whoever changes records is an active person here, found by the e-mail of the commit
	COMMIT-5: identity: it says that 'asha@plant.example' made it and 'ben@plant.example' recorded it; who records a change is who made it: a commit has one person
	5 commits verified, 2 violations
	[status 7]
EOT

# When.
cd "$TMP" && fresh three
expect '(clock 2026-11-19T08:59:59; sx action add Early --owner ben --due 2026-12-04)' <<-'EOT'
	sx: the last change here is of 2026-11-20T09:00:00+00:00, and this clock says 2026-11-19T08:59:59+00:00
	  set the clock of the machine that is wrong; nothing was recorded
	[status 5]
EOT
t 'a commit that is older than those before it, and one of the future, are named' '
	echo "language: en" >>person/ben.yaml
	(clock 2026-11-19T08:00:00; git commit -qam Early)
	(clock 2026-11-20T10:00:00; sx action add Late --owner ben --due 2026-12-04)
	(clock 2026-11-20T08:30:00; sx verify >"$TMP/said" || [ $? = 7 ])
	[ $(grep -c ": clock: it says it was made at 2026-11-19T08:00:00+00:00, and follows one of 2026-11-20T09:00:00+00:00" "$TMP/said") = 1 ]
	[ $(grep -c ": future: it says it was made at 2026-11-20T10:00:00+00:00, which is still to come" "$TMP/said") = 1 ]
	[ $(grep -c ": future:" "$TMP/said") = 4 ]
	sx verify >"$TMP/said" || [ $? = 7 ]
	[ $(grep -c ": future:" "$TMP/said") = 1 ]
	(clock 2026-11-20T10:00:00; sx verify >"$TMP/said" || [ $? = 7 ])
	[ $(grep -c ": clock:" "$TMP/said") = 1 ]
	[ $(grep -c ": future:" "$TMP/said") = 0 ]'

# What cannot be verified at all.
cd "$TMP" && fresh four
t 'a shallow clone, replaced objects and grafts are refused' '
	git clone -q --depth 1 "file://$TMP/four" shallow
	(cd shallow && ! sx verify 2>"$TMP/said")
	grep -q "shallow clone" "$TMP/said"
	git replace HEAD HEAD~1
	code=0; sx verify 2>"$TMP/said" || code=$?
	[ $code = 7 ]
	grep -q "git shows other objects" "$TMP/said"
	git replace -d HEAD
	sx verify
	git rev-parse HEAD >.git/info/grafts
	code=0; sx verify 2>"$TMP/said" || code=$?
	[ $code = 7 ] && grep -q "git shows other parents" "$TMP/said"'

# What was judged before a hub was known is judged again by what it received.
cd "$TMP" && fresh five
t 'receipts that come later count for what was verified already' '
	sx verify
	sx clone --bare . ../hub.git
	sx init --bare --hub ../hub.git
	git remote add origin ../hub.git
	[ "$(sx verify)" = "0 commits verified since the last time, 0 violations" ]
	sx sync
	[ "$(sx verify)" = "3 commits verified, 0 violations" ]
	[ "$(sx verify)" = "0 commits verified since the last time, 0 violations" ]'

# A clock that went back and forth by more than a week, so that what is new is not told by the times of commits.
cd "$TMP" && fresh six
t 'where clocks were weeks wrong, all that is new is judged, and what was found before is told once' '
	job() { sed -i "/^job:/d" person/ben.yaml; echo "job: $2" >>person/ben.yaml; (clock "$1"; git commit -qam "$2"); }
	as dora job 2026-11-20T09:00:00Z nobody
	base=$(git rev-parse HEAD)
	for day in 01 02 03; do job 2026-10-${day}T09:00:00Z "day $day"; done
	job 2026-11-20T09:00:00Z now
	sx verify || [ $? = 7 ]
	git checkout -q -b side "$base"
	echo "job: fitter" >>person/chitra.yaml; as dora git commit -qam fitter
	git checkout -q main
	git merge -q --no-edit side
	code=0; sx verify >"$TMP/said" || code=$?; cat "$TMP/said"; [ $code = 7 ]
	sx verify --full >"$TMP/full" || [ $? = 7 ]
	[ "$(grep : "$TMP/said" | sort)" = "$(grep : "$TMP/full" | sort)" ]
	[ "$(grep -c ": identity: " "$TMP/said")" = 2 ] && [ "$(grep -c ": clock: " "$TMP/said")" = 1 ]'
