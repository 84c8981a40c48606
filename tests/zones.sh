# Days are those of the site a record belongs to: two plants half a world apart, around midnight
. "${SX_SOURCE:-.}/tests/lib.sh"
clock 2026-11-20T09:00:00Z
fresh || exit 99
cat >.sx/config.yaml <<'YAML'
site: PUN
sites:
  - {code: PUN, name: Pune, zone: Asia/Kolkata, holidays: [2026-11-24]}
  - {code: LAX, name: Los Angeles, zone: America/Los_Angeles, workdays: [tue, wed]}
YAML
sx commit -m sites >/dev/null
# Saturday the 21st, 01:30, in Pune; Friday the 20th, noon, in Los Angeles.
clock 2026-11-20T20:00:00Z
due() { sx show "$1" --json | jq -r .data.due; }
made() { sx action add "$@" 2>/dev/null | cut -d: -f1; }
days() { # site, typed, day
	t "$2 at $1 is $3" '[ "$(due "$(made "Days" --owner ben --site '"$1"' --due '"$2"')")" = '"$3"' ]'
}
days PUN today 2026-11-21
days LAX today 2026-11-20
days lax tomorrow 2026-11-21
days PUN +5wd 2026-11-30
days LAX +5wd 2026-12-08
days LAX fri 2026-11-27
days PUN +0d 2026-11-21
t '--today is a day of the site, too' '[ "$(sx --today +2wd overdue --json | jq -r .today)" = 2026-11-25 ]'
t 'the id is of the month there' '
	git clone -q . ../month
	cd ../month # the clock does not go back in one history
	clock 2026-11-30T20:00:00Z
	made "Month" --owner ben --site PUN --due +1w | grep -q ^ACT-2612- && made "Month" --owner ben --site LAX --due +1w | grep -q ^ACT-2611-'

pun=$(made 'In Pune' --owner ben --due 2026-11-20) lax=$(made 'In Los Angeles' --owner ben --site LAX --due 2026-11-20)
export pun lax
t 'a default is the day of the site' '
	a=$(sx decision add "In Los Angeles" --by ben --site LAX | cut -d: -f1) b=$(sx decision add "In Pune" --by ben | cut -d: -f1)
	[ "$(sx show "$a" --json | jq -r .data.date)" = 2026-11-20 ] && [ "$(sx show "$b" --json | jq -r .data.date)" = 2026-11-21 ]'
t 'the last day there is is the last also of moments' '[ "$(sx list decision "created<=9999-12-31" --json | jq ".data | length")" = 2 ]'
t 'set' '
	a=$(sx finding add "In Los Angeles" --type deviation --owner ben --due +1w --site LAX 2>/dev/null | cut -d: -f1)
	sx finding set "$a" --found-on yesterday
	[ "$(sx show "$a" --json | jq -r .data.found_on)" = 2026-11-19 ]
	sx finding set "$a" --found-on yesterday --site PUN && [ "$(sx show "$a" --json | jq -r .data.found_on)" = 2026-11-20 ]'
t 'a step reads its day by the calendar of each record' '
	sx action extend "$pun" "$lax" +1wd -m later
	[ "$(due "$pun")" = 2026-11-23 ]
	[ "$(due "$lax")" = 2026-11-24 ]
	sx action extend "$pun" "$lax" +1d -m later && [ "$(due "$pun")" = 2026-11-22 ] && [ "$(due "$lax")" = 2026-11-21 ]'
t 'the day of an end is that of the site' '
	a=$(made One --owner asha --site LAX --due today) b=$(made Two --owner asha --due today)
	sx action done "$a" "$b"
	[ "$(sx show "$a" --json | jq -r .data.closed_on)" = 2026-11-20 ] && [ "$(sx show "$b" --json | jq -r .data.closed_on)" = 2026-11-21 ]'
t 'by hand as well' '
	a=$(made Three --owner asha --site LAX --due today)
	sed -i "s/^state:.*/state: closed/" "$(git ls-files "*/$a.yaml")"
	sx status | grep -vq cannot && sx commit -m "by hand" && [ "$(sx show "$a" --json | jq -r .data.closed_on)" = 2026-11-20 ]'
t 'in the form, whatever comes first in it' '
	printf "%s\n" "#!/bin/sh" "sed -i \"s/^found_on:.*/found_on: today/\" \"\$1\"" >"$TMP/editor"
	chmod +x "$TMP/editor"
	a=$(sx finding add Form --type deviation --owner ben --site LAX --due 2026-12-24 --found-on 2026-11-02 2>/dev/null | cut -d: -f1)
	EDITOR=$TMP/editor sx finding edit "$a"
	[ "$(sx show "$a" --json | jq -r .data.found_on)" = 2026-11-20 ]'

# what is late
for id in $(sx list action --json | jq -r '.data[].id'); do sx action cancel "$id" -m 'only for the test' >/dev/null; done
pun=$(made 'In Pune' --owner ben --due 2026-11-20) lax=$(made 'In Los Angeles' --owner ben --site LAX --due 2026-11-20)
late() { # filter or command, then titles
	printf '%s\n' "$2" >"$TMP/want"
	t "$1" "sx $1 --json | jq -r '[.data[].title] | sort | join(\", \")' | diff - \"\$TMP/want\""
}
looks() {
	late overdue "$1"
	late 'list is:overdue' "$1"
	late 'list action is:overdue' "$1"
	late 'list due\<today' "$1"
	late 'list action due\<today' "$1"
	late 'list action due:..yesterday' "$1"
	late 'list action -due\>=today' "$1"
	late 'list due:today' "$2"
	late 'list action due=today' "$2"
	late 'list action due\>=today due\<=today' "$2"
}

looks 'In Pune' 'In Los Angeles'
t 'today' 'sx today --all --json | jq -e "[.data[] | select(.kind == \"action\") | [.title, .days_left]] | sort == [[\"In Los Angeles\", 0], [\"In Pune\", -1]]"'
t 'by the day of the one and the calendar of the other' '
	sx list action due:fri --json | jq -e ".data == []"
	sx action extend "$lax" 2026-11-27 -m later
	sx list action due:fri --json | jq -e ".data[].title == \"In Los Angeles\""
	sx undo'
git clone -q --bare . "$TMP/bare.git"
t 'in a bare repository' '
	sx --git-dir "$TMP/bare.git" overdue --json | jq -e "[.data[].title] == [\"In Pune\"]"
	sx --git-dir "$TMP/bare.git" list "due=today" --json | jq -e "[.data[].title] == [\"In Los Angeles\"]"'
t 'at a commit' '
	commit=$(git rev-parse HEAD)
	clock 2027-01-01T00:00:00Z
	sx --at "$commit" overdue --json | jq -e "[.data[].title] == [\"In Pune\"]"'
clock 2026-11-20T07:30:00Z
looks '' 'In Pune'
clock 2026-11-21T09:00:00Z
looks 'In Los Angeles, In Pune' ''
clock 2026-11-20T20:00:00Z
t '--today is the day everywhere' '
	sx --today 2026-11-21 overdue --json | jq -e "[.data[].title] | sort == [\"In Los Angeles\", \"In Pune\"]"
	sx --today 2026-11-20 list due=today --json | jq -e ".data | length == 2"'
t 'a clone of the other plant finds the same' '
	git config sx.site LAX
	sx overdue --json | jq -e "[.data[].title] == [\"In Pune\"]"
	sx list action "due<today" --json | jq -e "[.data[].title] == [\"In Pune\"]" && [ "$(due "$(made Here --owner ben --due today)")" = 2026-11-20 ]'
