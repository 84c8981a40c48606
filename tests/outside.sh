# Links to records of other repositories: what may be written, what is told, and that nothing else ever is.
. "${SX_SOURCE:-.}/tests/lib.sh"
clone=$TMP/plant secret=$TMP/board

# The other repository, which the plant never has.
fresh board || exit 99
sx capa add 'Dismiss the works manager' --owner ben --due +2w >/dev/null 2>&1
hidden=$(real CAPA-1)
cd "$TMP" || exit 99
fresh plant || exit 99
sx action add 'Replace seal' --owner ben --due +2w >/dev/null 2>&1
id=$(real ACT-1)
export clone secret hidden id

expect 'sx action set "$id" --source "board:$hidden" -m x' <<-'EOT'
	sx: source: there is no repository 'board'
	  name it under 'repositories:' in .sx/config.yaml
	[status 3]
EOT
printf 'repositories:\n  board: management reviews\n' >>.sx/config.yaml
sx commit -m 'the board has its own' >/dev/null || exit 99
expect 'sx action set "$id" --source "board:$hidden" -m x; sx check; sx list action "source:board:$hidden"' <<-'EOT'
	ACT-2611-0000001: source board:CAPA-2611-0000001
	nothing is wrong
	ID                TITLE         OWNER  DUE         STATE
	ACT-2611-0000001  Replace seal  ben    2026-12-04  open
EOT
expect 'sx show -b "$id" | grep source; sx --json show "$id" | grep -o "\"source\":[^,]*"
	sx sql "select target from link where field = '\''source'\''" | tail -1
	sx list action "source.title:x" 2>&1 | head -1' <<-'EOT'
	  source         board:CAPA-2611-0000001
	"source":"board:CAPA-2611-0000001"
	board:CAPA-2611-0000001
	sx: action has no field 'source.title' (filter:1:1)
EOT
expect 'sx action set "$id" --needs board:ACT-2611-7K3M9Q2,board:MS-2611-7K3M9Q2; sx --json show "$id" | grep -o "\"needs\":[^]]*]"' <<-'EOT'
	ACT-2611-0000001: needs +board:ACT-2611-7K3M9Q2 +board:MS-2611-7K3M9Q2
	"needs":["board:ACT-2611-7K3M9Q2","board:MS-2611-7K3M9Q2"]
EOT
# The whole id, of a kind that it may be; and nobody is outside.
for wrong in CAPA-2611-7K3M9 ACT-2611-7K3M9Q2 low-cost ''; do
	t "not board:$wrong" '! sx action set "$id" --source "board:'"$wrong"'" -m x'
done
expect 'sx action set "$id" --contributors board:eve' <<-'EOT'
	sx: contributors: it takes somebody of this repository
	  add them here first
	[status 3]
EOT
# By hand and by import the same.
sed -i 's/^source:.*/source: nowhere:CAPA-2611-7K3M9Q2/' action/*/*/*.yaml
expect 'sx check; sx commit -m x' <<-'EOT'
	action/2026/11/ACT-2611-0000001.yaml:8:9: link: source: there is no repository 'nowhere'; name it under 'repositories:' in .sx/config.yaml
	sx: source: there is no repository 'nowhere' (action/2026/11/ACT-2611-0000001.yaml:8:9)
	  name it under 'repositories:' in .sx/config.yaml
	[status 3]
EOT
git checkout -q action
printf 'title,owner,due,source\na,ben,2026-12-01,board:CAPA-2611-7K3M9Q2\nb,ben,2026-12-01,nowhere:CAPA-2611-7K3M9Q2\n' >"$TMP/rows.csv"
expect 'sx import action "$TMP/rows.csv"' <<-EOT
	$TMP/rows.csv:3: source: there is no repository 'nowhere'
	sx: 1 of 2 rows was refused, so nothing was written ($TMP/rows.csv:3)
	  '--dry-run' lists every one with its reason, '--skip-bad' leaves them out
	[status 3]
EOT
# A name goes when no link needs it any more, and comes with the first that does.
t 'a name that is linked to stays' '
	sed -i "/^repositories/,\$d" .sx/config.yaml
	code=0; sx commit -m x 2>"$TMP/said" || code=$?
	[ $code = 5 ]
	grep "links to a record of the repository board" "$TMP/said"
	git checkout -q .'
t 'names and links in one commit' '
	printf "  trade: contracts\n" >>.sx/config.yaml
	sx action add "Sign it" --owner ben --due 2026-12-04 >/dev/null
	file=$(git diff --name-only HEAD~1 HEAD)
	echo "source: trade:DEC-2611-7K3M9Q2" >>"$file"
	sx commit -m both
	sx check
	sed -i "/trade/d" .sx/config.yaml "$file"
	sx commit -m neither && sx check'
printf 'repositories:\n  A b: x\n' >"$TMP/config"
expect 'cp .sx/config.yaml "$TMP/good"; cp "$TMP/config" .sx/config.yaml; sx list 2>&1 | head -1; cp "$TMP/good" .sx/config.yaml' <<-'EOT'
	sx: repositories: 'A b' is not a name: small letters, digits, '.' and '-' (.sx/config.yaml:2:3)
EOT

# Whether the other repository has the record, or is there at all, changes no byte of any answer.
answers() {
	for command in "show $id" "--json show $id" "list action" "--json list" "check" "overdue --today 2027-01-01 --by source" \
		"grep board:" "log $id" "sql 'select*from link'" "today" "status" "show board:$hidden" "show board:CAPA-2611-0000000" \
		"list action source:board:$hidden" "list action source:board:CAPA-2611-0000000" "export action"; do
		echo "== $command"
		eval "sx $command" 2>&1 | sed "s/$hidden/THE ID/; s/CAPA-2611-0000000/THE ID/"
	done
}
t 'nothing leaks' '
	answers >"$TMP/with"
	mv "$secret" "$TMP/elsewhere"
	answers >"$TMP/without"
	mv "$TMP/elsewhere" "$secret"
	cmp "$TMP/with" "$TMP/without"
	not grep -i -e dismiss -e works.manager "$TMP/with"
	grep -q "board:THE ID" "$TMP/with"'
t 'of a link that leads nowhere the same is said' '
	[ "$(sx show "board:$hidden" 2>&1 | sed "s/$hidden/X/")" = "$(sx show board:CAPA-2611-0000000 2>&1 | sed s/CAPA-2611-0000000/X/)" ]'
# Two plants add links to a set: both stay.
t 'merging' '
	old=board:ACT-2611-7K3M9Q2,board:MS-2611-7K3M9Q2
	sx action set "$id" --needs $old,board:ACT-2611-0000001
	git switch -qc other HEAD~1
	sx action set "$id" --needs $old,board:ACT-2611-0000002
	git merge -q -m join main
	for one in 7K3M9Q2 0000001 0000002; do sx --json show "$id" | grep -q "\"needs\":[^]]*\"board:ACT-2611-$one\""; done
	sx check'
