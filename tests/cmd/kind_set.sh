# sx KIND set
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 --tags pump,oil >/dev/null
sx action add 'Order grease' --owner asha --due 2026-12-04 >/dev/null
a=$(real ACT-1) b=$(real ACT-2)
export a b
printf '# a comment stays\n' >>"action/2026/11/$a.yaml"
sx commit -m 'a comment' >/dev/null

expect 'sx action set $a --priority high --deliverable "no leak" -m "it drips"; tail -n 1 action/2026/11/$a.yaml; git log -1 --format=%s%n%b | head -n 3' <<-EOT
	ACT-2611-0000001: deliverable no leak, priority normal -> high
	# a comment stays
	action ACT-2611-0000001: deliverable no leak, priority normal -> high
	it drips

EOT
expect 'sx action set $a $b class=safety' <<-EOT
	ACT-2611-0000001: class operational -> safety
	ACT-2611-0000002: class operational -> safety
EOT
t 'two records, one commit' '[ "$(git log -1 --format= --name-only | wc -l)" = 2 ]'
expect 'sx action set $a tags=water,oil; sx action set $a --deliverable ""; sx action set $a tags=' <<-EOT
	ACT-2611-0000001: tags +water -pump
	ACT-2611-0000001: deliverable removed
	ACT-2611-0000001: tags -water -oil
EOT
before=$(git rev-parse HEAD)
expect 'sx action set $a priority=high' <<-EOT
	ACT-2611-0000001: nothing to change
EOT
expect 'sx action set $a priority=low -n' <<-EOT
	ACT-2611-0000001: priority high -> low (not written)
EOT
expect 'sx action set $a --due +3w' <<-EOT
	sx: due of a record is not changed by hand
	  'sx action extend ID' changes it
	[status 5]
EOT
expect 'sx action set $a state=closed' <<-EOT
	sx: state of a record is not changed by hand
	  'sx action start ID' changes it
	[status 5]
EOT
expect_code 5 sx action set "$a" created_by=ben
expect 'sx action set $a prioriti=low' <<-EOT
	sx: action has no field 'prioriti'
	  did you mean 'priority'?
	[status 2]
EOT
expect 'sx action set $a' <<-EOT
	sx: nothing to set
	  give --FIELD VALUE or FIELD=VALUE; 'sx action set -h' lists the fields
	[status 2]
EOT
expect_code 4 sx action set "$a" ACT-2611-XXXXXXX priority=low
expect_code 3 sx action set "$a" "$b" title=
t 'all or nothing' '[ "$(git rev-parse HEAD)" = "$before" ] && [ -z "$(git status --porcelain)" ]'
expect 'sx action set $b priority=low --json | sed "s/\"commit\":\"[0-9a-f]*\"/COMMIT/; s/,\"path.*\"priority\":/ ... /; s/,\"class.*//"' <<-EOT
	{"sx":1,"command":"action set",COMMIT,"today":"2026-11-20","data":{"id":"ACT-2611-0000002","kind":"action" ... "low"
EOT
