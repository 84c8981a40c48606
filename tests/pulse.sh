# sx alone: what needs attention
. "${SX_SOURCE:-.}/tests/lib.sh"

mkdir "$TMP/nowhere" && cd "$TMP/nowhere" || exit 99
expect 'sx' <<-EOT
	no repository here: 'sx init' makes one, 'sx clone' copies one, 'sx help' shows the manual
EOT
expect_code 4 sx --json
expect 'git init -q plain; cd plain; sx' <<-EOT
	no records here: 'sx init FOLDER' makes a repository for them, 'sx help' shows the manual
EOT
fresh || exit 99
expect 'sx' <<-EOT
	nothing needs attention
EOT
sx action add 'Grease the press' --owner ben --due 2026-11-18 >/dev/null
sx action add 'Order grease' --owner asha --due 2026-11-20 >/dev/null
sx action add 'Call the supplier' --owner asha --due 2026-11-22 >/dev/null
sx action add 'Next week' --owner asha --due 2026-11-23 >/dev/null
sx action add 'Paint the wall' --owner asha --due 2027-03-01 >/dev/null
sx action start "$(real ACT-3)" >/dev/null
sx action block "$(real ACT-3)" --waiting-for 'a name' -m 'nobody answers' >/dev/null
sx kpi add oee OEE --owner ben --direction up --baseline 60 --target 80 >/dev/null
printf 'phone: 1\n' >>person/ben.yaml
# overdue: one of the 18th; this week, until Sunday the 22nd: two; the KPI was never read
expect 'sx' <<-EOT
	1  overdue                   sx overdue
	2  due this week             sx list due:today..eow
	1  blocked                   sx list state:blocked
	1  KPI has no fresh reading  sx report status
	1  edit is not recorded      sx status

	yours, most urgent first
	ACT-2611-0000002  Order grease       2026-11-20
	ACT-2611-0000004  Next week          2026-11-23
	ACT-2611-0000003  Call the supplier  2026-11-22
EOT
expect 'sx --json | sed "s/\"commit\":\"[0-9a-f]*\"/COMMIT/"' <<-EOT
	{"sx":1,"command":"",COMMIT,"today":"2026-11-20","data":{"overdue":1,"due_this_week":2,"blocked":1,"waiting":0,"conflicts":0,"red":0,"stale":1,"edits":1}}
EOT
t 'as counts of lists' '[ "$(sx list is:overdue --json --columns id | python3 -c "import json, sys; print(len(json.load(sys.stdin)[\"data\"]))")" = 1 ] &&
	[ "$(sx list due:today..eow --csv --columns id | wc -l)" = 3 ]'

# what waits for others, and what waits for a decision
s=$(sx action add 'Fence' --owner ben --class safety --due 2027-03-01 2>/dev/null | cut -d: -f1)
as ben sx action done "$s" >/dev/null
export s
expect 'sx | grep another; sx list is:waiting -c title; as ben sx list is:waiting -c title; as nobody sx list is:waiting -c title' <<-EOT
	1  waits for another than its owner  sx list is:waiting
	TITLE
	Fence
	TITLE
	Fence
EOT
t 'only who may take the step' 'as ben sx --json | jq -e ".data.waiting == 0" && as chitra sx --json | jq -e ".data.waiting == 1" && sx list action is:waiting --json | jq -e ".data | length == 1"'
t 'of every kind that has such a step' '
	f=$(sx finding add Crack --type deviation --owner ben --due +1m 2>/dev/null | cut -d: -f1)
	sx list is:waiting --json | jq -e ".data | length == 1"
	as ben sx finding set "$f" --response fixed >/dev/null 2>&1; echo x >"$TMP/x.txt"
	as ben sx finding answer "$f" --response fixed --evidence "$TMP/x.txt" >/dev/null
	sx list is:waiting --json | jq -e ".data | length == 2"
	sx finding close "$f" >/dev/null && sx action verify "$s" >/dev/null && sx --json | jq -e ".data.waiting == 0"'
t 'a conflict' '
	f=$(git ls-files | grep "ACT.*yaml" | head -n 1)
	printf "conflicts:\n  - field: title\n    values:\n      - value: A\n        by: ben\n        at: \"2026-11-20T08:00:00Z\"\n      - value: B\n        by: asha\n        at: \"2026-11-20T08:00:00Z\"\n" >>"$f"
	sx --json | jq -e ".data.conflicts == 1" && sx | grep -q "1  waits for a decision .*sx conflicts" && [ "$(sx conflicts --csv | sed 1d | cut -d, -f1 | sort -u | wc -l)" = 1 ] && git checkout -q "$f"'
t 'a title is none' 'sx action add "conflicts: none" --owner ben --due +1w >/dev/null 2>&1 && sx --json | jq -e ".data.conflicts == 0"'
