# Every read command over several repositories says what each of them says alone, put together; counted here by other means.
. "${SX_SOURCE:-.}/tests/lib.sh"

# Twelve plants with different numbers of records; every third one bare, one with edits not recorded.
commands() { # of one plant, by its number
	i=0
	while [ $i -lt $(($1 % 4 + 1)) ]; do
		i=$((i + 1))
		sx action add "Seal $i of $1" --owner asha --due 2026-11-"$(printf %02d $((i * 3 + $1 % 5)))" \
			--class "$([ $((i % 2)) = 0 ] && echo safety || echo quality)" || return
	done
	sx action add "A title that is as long as any to its number $1" --owner asha --due 2026-11-20 --class operational &&
		sx action add "A title that is $([ "$1" -gt 6 ] && echo at || echo a)" --owner asha --due 2026-11-20 --class operational || return
	sx decision add "Decide $1" --by asha --review 2026-11-"$(printf %02d $((10 + $1)))" || return
	sx kpi add "kpi-$1" "Rate $1" --owner asha --frequency month --direction up --measured-in % --baseline 1 --target 9 --red 3 || return
	[ $(($1 % 2)) = 0 ] || sx kpi record "kpi-$1" 2026-10 5
}
with='' singles=''
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	code=$(printf 'S%02d' $n)
	sx init --person asha "p$n" --site "$code" --name "Site $n" --zone UTC >/dev/null 2>&1 || exit 99
	(cd "p$n" && commands $n) >/dev/null 2>&1 || exit 99
	where=p$n
	if [ $((n % 3)) = 0 ]; then
		git clone -q --bare "p$n" "p$n.git" && rm -rf "p$n" && where=p$n.git
	fi
	with="$with --with $where" singles="$singles $where"
done
first_action() { find "$1/action" -name '*.yaml' | LC_ALL=C sort | head -n 1; }
sed -i 's/^title: .*/title: An edit by hand/' "$(first_action p1)"
export with singles

at() { # the command in each repository alone, one after the other: at WORDS...
	for where in $singles; do
		case $where in
		*.git) sx --git-dir "$where" "$@" ;;
		*) sx -C "$where" "$@" ;;
		esac || return
	done
}
# The rows of JSON, without what only a union has, sorted, one a line.
cat >rows.py <<'EOT'
import json, sys
decoder, text, rows, at = json.JSONDecoder(), sys.stdin.read(), [], 0
while at < len(text.rstrip()):
    envelope, at = decoder.raw_decode(text, at)
    at += len(text[at:]) - len(text[at:].lstrip())
    rows += envelope["data"]
for row in rows:
    row.pop("repository", None)
    if "--site" not in sys.argv:
        row.pop("site", None)
print("\n".join(sorted(json.dumps(r, sort_keys=True) for r in rows)))
EOT
# shellcheck disable=SC2086 # one word for each
same() { # the union has exactly the rows that all have alone
	at "$@" --json | python3 rows.py >alone && sx "$@" $with --json | python3 rows.py >together &&
		[ "$(wc -l <alone)" -gt 5 ] && cmp alone together
}
t 'list' 'same list'
t 'list of a kind' 'same action list'
t 'list with a filter, sorted' 'same list action "class:safety due<2026-11-18" --sort -due,title'
t 'list of what is long over' 'same list --all kind:decision'
t 'overdue' 'same overdue'
t 'overdue by owner on another day' 'same --today 2026-11-12 overdue --by owner'
t 'today' 'same today --all --limit 0'
t 'yours today' 'same today --limit 0'
t 'grep' 'same grep "Seal|Decide"'
t 'grep of some' 'same grep asha class:quality --count'
t 'export' 'same export action'
t 'log' 'same log --limit 1000'
t 'at a day' 'same list --at 2026-11-20'

# In one order, with one limit.
t 'the order is that of all' 'sx list action $with --sort due,title --csv --columns due,title | tr -d "\r" | sed 1d | cut -d, -f 3- >got; LC_ALL=C sort -t, got >want; cmp got want'
t 'and the other way round' 'sx list action $with --sort -due,-title --csv --columns due,title | tr -d "\r" | sed 1d | cut -d, -f 3- >got; LC_ALL=C sort -rt, got >want; cmp got want'
t 'by site and repository' 'sx list action $with --sort -repository --csv --columns title | tr -d "\r" | sed 1d | cut -d, -f 2 >got; LC_ALL=C sort -r got >want; cmp got want && [ "$(uniq got | wc -l)" = 12 ]'
t 'a limit is of all' 'sx list action $with --sort due --limit 7 --csv >got; [ "$(wc -l <got)" = 8 ]; sx list action $with --sort due --csv | head -n 8 | cmp - got'
t 'every row has its site' '[ -z "$(sx list $with --json | python3 -c "
import json, sys
for r in json.load(sys.stdin)[\"data\"]:
    n = r[\"repository\"].strip(\"p\")
    if r[\"site\"] != \"S%02d\" % int(n): print(r)")" ]'

# Totals, by an independent count.
t 'ageing of all is the sum' '
	sx overdue $with | sed -n "s/^overdue  *//p" | awk "{print \$1, \$2, \$3, \$4, \$5, \$6}" >got
	at overdue --csv --columns days_overdue | tr -d "\r" | awk "/^[0-9]/ { n++; b[\$1 > 90 ? 5 : \$1 > 60 ? 4 : \$1 > 30 ? 3 : \$1 > 7 ? 2 : 1]++ }
		END { print b[1] + 0, b[2] + 0, b[3] + 0, b[4] + 0, b[5] + 0, n }" >want
	cmp got want'
t 'groups are those of all' '
	sx overdue $with --by site | awk "/^site /,0" | awk "\$1 ~ /^S[0-9]/ { print \$1, \$7 }" >got
	sx overdue $with --csv --columns site | tr -d "\r" | sed 1d | cut -d, -f 2 | sort | uniq -c | awk "{ print \$2, \$1 }" >want
	[ -s want ] && cmp got want'
t 'a report counts what all count' '
	at report status --json | jq -s "[.[].data.parts[0].rows[-1] | .open] | add" >want
	sx report status $with --json | jq ".data.parts[0].rows[-1].open" >got
	[ "$(cat want)" -gt 10 ] && cmp got want'
t 'rates are of all cases, not means of rates' '
	at report status --json | jq -s "[.[].data.parts[0].rows[-1].on_time] | [(map(.k) | add), (map(.n) | add)]" >want
	sx report status $with --json | jq ".data.parts[0].rows[-1].on_time | [.k, .n]" >got
	cmp got want'
t 'a report by repository has a row for each' '
	sx report status --by repository $with --json | jq -r ".data.parts[0].rows[] | select(.group != \"all\") | \"\(.group) \(.open)\"" >got
	for where in $singles; do echo "${where%.git} $(if [ -d "$where/.git" ]; then sx -C "$where" report status --json; else sx --git-dir "$where" report status --json; fi | jq ".data.parts[0].rows[-1].open")"; done | LC_ALL=C sort >want
	cmp got want'
t 'KPIs of all' '
	sx rollup $with | tail -n 3 | head -n 1 | awk "{ print \$NF }" >got; echo 6/12 >want; cmp got want'
t 'records, open and overdue of all' '
	sx rollup $with --json | jq "[.data[] | [.records, .open, .overdue]] | transpose | map(add)" -c >got
	records=$(at sql --json "select count(*) as n from record" | jq -s "[.[].data[0].n] | add")
	open=$(at sql --json "select count(*) as n from record where open" | jq -s "[.[].data[0].n] | add")
	echo "[$records,$open,$(at overdue --csv | grep -c "^[A-Z]*-")]" >want
	cmp got want'

# The exit status is that of the command, unless somebody is missing.
t 'grep without a match is a no' 'code=0; sx grep nothing-of-that $with >/dev/null || code=$?; [ $code = 1 ]'
t 'overdue --exit-code' 'code=0; sx overdue --exit-code $with >/dev/null || code=$?; [ $code = 1 ]'
for words in list overdue 'today --all' 'grep Seal' 'report status' log 'export action' rollup 'list --csv' 'overdue --json'; do
	# shellcheck disable=SC2086
	expect_code 4 sx $words --with p1 --with ./lost
done
expect 'sx overdue --with p2 --with ./lost --csv --columns title 2>&1 >/dev/null; sx show asha --with ./lost --with ./gone' <<-EOT
	1 of 2 repositories, last changed a minute ago
	  lost is missing: '$TMP/lost' is in no repository
	sx: none of 2 repositories can be read; lost is missing: '$TMP/lost' is in no repository
	[status 4]
EOT
t 'a bad record is noted' 'printf "title: [" >"$(first_action p2)"; sx list --with p2 --with p4 | tail -n 1 | grep -q "p2: 1 record cannot be read"; git -C p2 checkout -q .'

# show: one that has it; several; NAME:ID.
t 'show finds who has it' 'id=$(sx -C p4 list decision --csv --columns id | tr -d "\r" | tail -n 1); sx show "$id" $with | head -n 2 | tail -n 1 | grep -q "$id"; sx show "$id" $with --json | jq -e ".data.repository == \"p4\"" >/dev/null'
expect 'sx show asha --with p1 --with p2; sx show p2:asha --brief --with p1 --with p2 | head -n 2; sx show p9:kpi-9 --brief $with | head -n 2' <<-EOT
	sx: 'asha' is in several repositories: p1:asha, p2:asha
	  write the repository in front, as here
	p2:
	asha  asha
	p9:
	kpi-9  Rate 9
EOT
# shellcheck disable=SC2086
expect_code 4 sx show nobody $with
expect 'sx log p2:asha --with p1 --with p2 2>/dev/null; sx log p2:kpi-1 --with p1 --with p2; sx log lost:asha --with p1 --with ./lost' <<-EOT
	2026-11-20 09:00  p2  asha  init  $(git -C p2 rev-list --max-parents=0 --abbrev-commit --abbrev=10 HEAD)
	  asha  asha  (new)

	2 repositories, last changed a minute ago
	sx: no record is called 'kpi-1'
	  did you mean 'kpi-2'?
	sx: lost is missing: '$TMP/lost' is in no repository
	[status 4]
EOT

# Kinds and fields that only one has: a column is empty, a filter finds nobody there, and both are said.
mkdir -p p5/.sx/schema
cat >p5/.sx/schema/action.yaml <<-EOT
	kind: action
	fields:
	  severity: {type: enum, values: [minor, grave], help: how bad it is}
EOT
cat >p5/.sx/schema/visit.yaml <<-EOT
	kind: visit
	plural: visits
	help: an inspection
	prefix: AUD
	path: visit/{year}/{month}/{id}.yaml
	title: title
	columns: [id, title]
	fields:
	  title: {type: text, required: true, help: what}
EOT
(cd p5 && sx commit -m 'our own kinds' && sx action add Grave --owner asha --due 2026-12-01 --severity grave && sx visit add Ours) >/dev/null 2>&1 || echo 'Bail out! kinds'
expect 'sx list action severity:grave --columns title,severity --with p4 --with p5' <<-EOT
	SITE  TITLE  SEVERITY
	S05   Grave  grave

	2 repositories, last changed a minute ago
	  p4: action has no field 'severity'
EOT
t 'what lacks a field lacks its value' '[ "$(sx list action -severity:grave --with p4 --with p5 --csv | wc -l)" = $(($(sx -C p4 list action --csv | wc -l) + $(sx -C p5 list action --csv | wc -l) - 2)) ]'
t 'a column that one lacks' 'sx list action --with p4 --with p5 --json | jq -e "[.data[] | select(.repository == \"p4\") | .severity] | unique == [null]" >/dev/null; sx list action --with p4 --with p5 --sort severity --columns severity >/dev/null'
expect 'sx visit list --with p5 --with p4 --columns title; sx list visit --with p4 --with p5 --csv --columns title | tr -d "\\r"' <<-EOT
	SITE  TITLE
	S05   Ours

	2 repositories, last changed a minute ago
	  p4: there is no kind 'visit'
	site,repository,title
	S05,p5,Ours
EOT
for words in 'list action sever:grave' 'list action owner:nobody' 'list due<' 'list --columns nothing' 'list --sort nothing' 'overdue --by nothing' \
	'today --by nothing' 'report status --by nothing' 'report nothing' 'export nothing' 'log --field nothing' 'grep (' 'today --owner nobody' 'list visits'; do
	t "known nowhere: $words" 'code=0; sx $words --with p1 --with p2 >out 2>err || code=$?; [ $code = 2 ] || [ $code = 4 ] || [ "$words" = "list visits" ]; [ ! -s out ] || [ "$words" = "list visits" ]'
done
sx -C p5 person add dora Dora --email dora@plant.example >/dev/null
expect 'sx list owner:dora --with p4 --with p5 --columns title; sx today --owner dora --with p4 --with p5' <<-EOT
	2 repositories, last changed a minute ago
	  p4: no person is called 'dora'
	dora has nothing open

	2 repositories, last changed a minute ago
	  p4: no person is called 'dora'
EOT
expect 'sx report status severity:grave --by severity --with p4 --with p5 | sed "s/  *$//" | cut -c 1-23' <<-EOT
	Actions
	severity  OPEN  OVERDUE
	grave        1        0

	KPIs
	left out: kpi has no fi

	2 repositories, last ch
	  p4: action has no fie
EOT

# Names and places that would like to be something else.
evil=$(printf 'a\033[31m\nb')
sx init --person asha "$evil" >/dev/null 2>&1
t 'a hostile name forges nothing' 'sx rollup --with "$evil" --with p1 >out; not grep -q "$(printf "\033")" out; sx rollup --with "$evil" --with p1 --json | jq -e ".data | length == 2" >/dev/null; sx overdue --with "$evil" --with p1 --csv >/dev/null'
sx init --person asha 'x/p1' >/dev/null 2>&1 || { mkdir x && sx init --person asha x/p1 >/dev/null 2>&1; }
t 'two of one name are told apart' 'sx list --all person --with p1 --with x/p1 --csv | tr -d "\r" | cut -d, -f 2 | sed 1d | tr "\n" " " >got; [ "$(cat got)" = "p1 p1-2 " ] || [ "$(cat got)" = "p1-2 p1 " ]'
