# sx list
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-11-27 --priority high --tags pump,oil >/dev/null
sx action add 'Order grease' --owner asha --due 2026-11-20 >/dev/null
sx action add 'Paint the wall' --owner asha --due 2026-11-24 >/dev/null
sx action cancel "$(real ACT-3)" -m 'no money' >/dev/null

expect 'sx list action --sort due' <<-EOT
	ID                TITLE             OWNER  DUE         STATE
	ACT-2611-0000002  Order grease      asha   2026-11-20  open
	ACT-2611-0000001  Replace the seal  ben    2026-11-27  open
EOT
t 'the kind before or after, and in the plural' 'sx list action >"$TMP/1"; sx action list >"$TMP/2"; sx actions >"$TMP/3"; cmp "$TMP/1" "$TMP/2"; cmp "$TMP/1" "$TMP/3"'
expect 'sx list action --all --sort -due --columns id,state,tags' <<-EOT
	ID                STATE      TAGS
	ACT-2611-0000001  open       pump, oil
	ACT-2611-0000003  cancelled
	ACT-2611-0000002  open
EOT
expect 'as ben sx list action owner:me --columns owner; as eve sx list action owner:me; sx list action --owner me' <<-EOT
	OWNER
	ben
	sx: 'me' needs to know who you are (filter:1:1)
	  git's user.email must be that of a person record
	sx: there is no option '--owner'
	  -h lists the options; which records is said by a filter, as in: owner:me due<eom
	[status 2]
EOT
expect 'sx list action state:cancelled --columns title' <<-EOT
	TITLE
	Paint the wall
EOT
expect 'sx list action -state:open --columns title' <<-EOT
	TITLE
	Paint the wall
EOT
expect 'sx list action owner:ben or owner:asha due:today --columns title --sort title' <<-EOT
	TITLE
	Order grease
	Replace the seal
EOT
expect 'sx list action --today 2026-12-01 --by owner --sort due --columns title,due' <<-EOT
	TITLE             DUE

	asha  1 action, 1 overdue
	Order grease      2026-11-20

	ben  1 action, 1 overdue
	Replace the seal  2026-11-27
EOT
expect 'sx list action --today 2026-12-01 --by kind --sort due --columns title -1; sx list action --by owner --csv -c owner -1 | tr -d "\\r"' <<-EOT
	TITLE

	action  2 actions, 2 overdue
	Order grease
	owner
	asha
EOT
expect '(sx list action title~/SEAL/ --csv; sx list action title~/seal/ --csv) | tr -d "\\r"' <<-EOT
	id,title,owner,due,state
	id,title,owner,due,state
	ACT-2611-0000001,Replace the seal,ben,2026-11-27,open
EOT
expect 'sx list action --columns title,days_overdue,needs,progress --today 2026-11-25 --sort due --limit 1 --json | sed "s/\"commit\":\"[0-9a-f]*\"/COMMIT/"' <<-EOT
	{"sx":1,"command":"list",COMMIT,"today":"2026-11-25","data":[{"title":"Order grease","days_overdue":5,"needs":[],"progress":null}]}
EOT
t 'JSON has every field' 'sx list action --json | python3 -c "
import json, sys
rows = json.load(sys.stdin)[\"data\"]
assert len(rows) == 2 and all(r[\"kind\"] == \"action\" and r[\"extensions\"] == 0 and \"notes\" not in r for r in rows)
assert rows[0][\"tags\"] in ([\"pump\", \"oil\"], [])"'
expect 'sx list mine; sx list --output csv; sx --tod HEAD list' <<-EOT
	nothing matches; 'mine' was looked for in the texts, did you mean 'is:mine'?
	sx: there is no option '--output'
	  there is an option for each format: --json, --csv
	sx: --today: 'HEAD' is not understood as a day
	  write 2026-11-30, today, tomorrow, fri, +3d, +2w, +1m, +5wd, 2026-W48 or eom
	[status 2]
EOT
expect 'sx list action nothinglikeit --exit-code' <<-EOT
	[status 1]
EOT
expect 'sx list action staet:open' <<-EOT
	sx: action has no field 'staet' (filter:1:1)
	  did you mean 'state'?
	[status 2]
EOT
expect_code 2 sx list action --columns nosuch
expect_code 2 sx list action --limit -1
t 'all kinds' 'sx list --columns id,kind | grep -q "^ben  *person$"'
t 'as it was' 'sx list person --at HEAD~4 --columns id | grep -q ben && ! sx list action --at HEAD~4 | grep -q ACT'
t 'in a bare repository' 'git clone -q --bare . "$TMP/bare.git" && (cd "$TMP/bare.git" && sx list action >"$TMP/1") && sx list action | cmp - "$TMP/1"'

# a word that was meant for a kind
expect 'sx list aktion; sx list "no such words"' <<-EOT
	nothing matches; 'aktion' is no kind of record, did you mean 'action'?
EOT
