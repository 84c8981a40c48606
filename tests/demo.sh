# The demonstration runs to its end, and each of its steps does what it says.
. "${SX_SOURCE:-.}/tests/lib.sh"

sh "$SX_SOURCE/examples/demo.sh" >"$TMP/out" 2>"$TMP/err" </dev/null
code=$?
t 'it succeeds and has no complaints' '[ '$code' = 0 ] && ! grep -v "^due: " "$TMP/err"'
after() { awk -v command="\$ $1" 'index($0, command) == 1 { on = 1; next } /^\$ / { on = 0 } on && NF' "$TMP/out"; }
t 'eight things are late' '[ "$(after "sx overdue" | grep -cE "^(ACT|RSK|MS|FND)-.* [0-9]+$")" = 8 ] && after "sx overdue" | grep -q "^overdue .* 8  *63$"'
t 'an action is added and one extended' '
	after "sx action add" | grep -qx "ACT-[-0-9A-Z]*: added, Grease the transfer of press 2"
	after "sx action extend" | grep -qx "ACT-2608-PASZ0YM: due 2026-09-18 -> 2026-12-04"'
t 'a KPI gets its reading' 'after "sx kpi record" | grep -q amber && after "sx kpi show" | grep -q "^2026-10  2.6 h  amber"'
t 'the meeting brings forward what is open' 'after "sx meeting open" | grep -q "^ACT-2608-PASZ0YM .*active"'
t 'the report has every owner' '[ "$(after "sx report" | grep -cE "^(controller|maint.eng|maint.lead|paint.lead|plant.head|press.lead|qa.eng|all) ")" -ge 8 ]'
t 'the log tells old, new and why' 'after "sx log" | grep -q "due: 2026-08-31 -> 2026-09-30" && after "sx log" | grep -q "quick clamps"'
t 'nothing is wrong at the end' '[ "$(after "sx check")" = "nothing is wrong" ]'
