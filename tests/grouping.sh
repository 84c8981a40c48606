# Every grouping word on every command that groups, over one kind and over all
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx unit add press 'Press shop' --type team --head asha >/dev/null
sx action add 'Grease the pump' --owner ben --due 2026-11-10 --class safety --unit press >/dev/null
sx action add 'Paint the pump' --owner asha --due 2026-11-12 >/dev/null
sx decision add 'Buy a pump' --owner ben >/dev/null 2>&1
sx kpi add 'Pump hours' --slug pump-hours --owner ben --target 80 --red 70 >/dev/null
sx meeting open leadership --chair asha >/dev/null

# What jq makes of the rows, nothing last, is what the table is headed by.
groups_of() { jq -r --arg by "$1" '[.data[] | .[$by] // "(none)"] | unique | sort_by(. == "(none)") | .[]'; }
rows_in_groups() { # command...: its table must have exactly the groups its JSON has, and no row more or less
	"$@" --json >"$TMP/json" && groups_of "$by" <"$TMP/json" >"$TMP/want" && "$@" >"$TMP/text" &&
		while read -r group; do
			grep -q "^$group\( \|$\)" "$TMP/text" || { echo "no group $group"; cat "$TMP/text"; return 1; }
		done <"$TMP/want" && test -s "$TMP/want" &&
		test "$(jq '.data | length' "$TMP/json")" = "$("$@" --csv | sed 1d | wc -l)"
}
for by in owner unit kind class site; do
	for command in overdue 'overdue action' list today 'today --all' 'grep pump' 'grep -c pump' 'grep -l pump' 'grep pump kind:action' \
		"$(sx schema --csv | sed '1d;s/,.*//' | tr -d '\r' | sed 's/^/list --all /')"; do
		echo "$command"
	done >"$TMP/commands"
	while read -r command; do
		# shellcheck disable=SC2086
		[ "$(sx $command --json 2>/dev/null | jq '.data | length')" = 0 ] && continue
		t "$command --by $by" "by=$by; rows_in_groups sx $command --by $by"
	done <"$TMP/commands"
	t "report status --by $by" "sx report status --by $by --json | jq -e '.data.parts | length == 2 and all(.left_out == null and .by == \"$by\" and (.rows | length) > 0)'"
	t "report status --by $by counts what one row over all counts" "
		total='[.data.parts[] | .rows[-1] | .open, .overdue, .grey]'
		test \"\$(sx report status --by $by --json | jq -c \"\$total\")\" = \"\$(sx report status --by '' --json | jq -c \"\$total\")\""
done
t 'enough was looked at' 'test "$(wc -l <"$TMP/commands")" -gt 20'

expect 'sx report status --by class | sed -n "/KPIs/,\$p"' <<-EOT
	KPIs
	class   RED  AMBER  GREEN  GREY  COVERAGE
	(none)    0      0      0     1  0.0 % (0/1)
EOT
expect 'sx report status --by kind | cut -c 1-21 | sed "s/ *\$//"' <<-EOT
	Actions
	kind    OPEN  OVERDUE
	action     2        2

	KPIs
	kind  RED  AMBER  GRE
	kpi     0      0
EOT
expect 'sx list kpi --by class --columns id,title' <<-EOT
	ID          TITLE

	(none)  1 kpi
	pump-hours  Pump hours
EOT
expect 'sx today --all --by class' <<-EOT
	ID                TITLE            OWNER  DUE         DAYS     STATE

	operational
	ACT-2611-0000002  Paint the pump   asha   2026-11-12  8 late   open

	safety
	ACT-2611-0000001  Grease the pump  ben    2026-11-10  10 late  open
EOT
expect 'sx grep -l pump --by unit kind:action' <<-EOT
	ID

	press
	ACT-2611-0000001

	(none)
	ACT-2611-0000002
EOT
for command in overdue list 'list kpi' today 'grep pump' 'report status'; do
	# shellcheck disable=SC2086
	expect_code 2 sx $command --by ownr
done
expect 'sx list kpi --by clas' <<-EOT
	sx: no kind has a field 'clas'
	  did you mean 'class'?
	[status 2]
EOT
