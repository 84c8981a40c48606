# sx report: the golden cohort of ten, KPI colours, reports as files of the repository
. "${SX_SOURCE:-.}/tests/lib.sh"
clock 2026-10-01T09:00:00Z
fresh || exit 99
clock 2026-11-20T09:00:00Z
expect 'sx report' <<-EOT
	REPORT  WHAT
	capa    corrective and preventive action: on time, effective, come back, extended, given up
	status  open and overdue work, promises kept and KPI colours, a row a group
EOT
expect 'sx report status --by ""' <<-EOT
	Actions
	group  OPEN  OVERDUE  BLOCKED  DONE 2026-11  ON TIME  BY DUE  CLOSED  EXTENDED  SLIP
	all       0        0        0             0  -        -       -              0     -

	KPIs
	group  RED  AMBER  GREEN  GREY  COVERAGE
	all      0      0      0     0  -
EOT

# Ten promises made on 1 October: 6 kept, 2 late (one within what it was extended to), 1 open and overdue, 1 cancelled before its day.
clock 2026-10-01T09:00:00Z
for n in 1 2 3 4 5 6 7 8 9 10; do
	owner=ben
	[ $n -gt 5 ] && owner=chitra
	sx action add "Promise $n" --owner $owner --due 2026-10-2$((n % 5)) >/dev/null
done
clock 2026-10-15T09:00:00Z
for n in 1 2 3 4 5 6; do sx action done "$(real ACT-$n)" >/dev/null; done
sx action cancel "$(real ACT-10)" -m 'no longer needed' >/dev/null
sx action extend "$(real ACT-7)" 2026-11-05 -m 'supplier late' >/dev/null 2>&1
clock 2026-11-01T09:00:00Z
sx action done "$(real ACT-7)" "$(real ACT-8)" >/dev/null
clock 2026-11-20T09:00:00Z
expect 'sx report status --by "" --explain | head -n 3' <<-EOT
	Actions
	group  OPEN  OVERDUE  BLOCKED  DONE 2026-11  ON TIME              BY DUE               CLOSED               EXTENDED  SLIP
	all       1        1        0             2  66.7 % (6/9, 35-88)  77.8 % (7/9, 45-94)  88.9 % (8/9, 56-98)         1    -6
EOT
expect 'sx report status | head -n 5' <<-EOT
	Actions
	owner   OPEN  OVERDUE  BLOCKED  DONE 2026-11  ON TIME        BY DUE         CLOSED         EXTENDED  SLIP
	ben        0        0        0             0  100.0 % (5/5)  100.0 % (5/5)  100.0 % (5/5)         0    -7
	chitra     1        1        0             2  25.0 % (1/4)   50.0 % (2/4)   75.0 % (3/4)          1   9.5
	all        1        1        0             2  66.7 % (6/9)   77.8 % (7/9)   88.9 % (8/9)          1    -6
EOT
expect 'sx report status owner:chitra --json | jq -c ".data.parts[0].rows[0] | .on_time | .value, .k, .n, (.low * 1000 | round), (.high * 1000 | round)"' <<-EOT
	0.25
	1
	4
	46
	699
EOT
expect 'sx report status owner:chitra --json | jq -c ".data.parts[0].rows[0] | .completion.k, .slip_median"' <<-EOT
	3
	9.5
EOT
expect 'sx report status --period 2026-11 --by "" | head -n 3' <<-EOT
	Actions
	group  OPEN  OVERDUE  BLOCKED  DONE 2026-11  ON TIME  BY DUE  CLOSED  EXTENDED  SLIP
	all       1        1        0             2  -        -       -              1     -
EOT
expect 'sx --today 2026-10-23 report status --by "" --csv | grep -E "on_time,|completion" | cut -d, -f 1-6' <<-EOT
	Actions,all,on_time,0.7142857142857143,5,7
	Actions,all,completion,0.6666666666666666,6,9
EOT

# The colours of KPIs, and what is not known is grey.
for n in a b c d; do sx kpi add "KPI $n" --slug kpi-$n --owner ben --target 80 --red 70 >/dev/null; done
sx kpi record kpi-a 2026-10 80 >/dev/null
sx kpi record kpi-b 2026-10 69.9 -m 'press down' >/dev/null
sx kpi record kpi-c 2026-06 95 >/dev/null
expect 'sx report status owner:ben | tail -n 3' <<-EOT
	KPIs
	owner  RED  AMBER  GREEN  GREY  COVERAGE
	ben      1      0      1     2  50.0 % (2/4)
EOT
expect 'sx report status --by class --markdown class:operational' <<-EOT
	# status, 2026-11-20

	Commit COMMIT-29.

	## Actions

	| class | OPEN | OVERDUE | BLOCKED | DONE 2026-11 | ON TIME | BY DUE | CLOSED | EXTENDED | SLIP |
	|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
	| operational | 1 | 1 | 0 | 2 | 66.7 % (6/9) | 77.8 % (7/9) | 88.9 % (8/9) | 1 | -6 |

	## KPIs

	Left out: kpi has no field 'class'.
EOT
expect 'sx report stats' <<-EOT
	sx: there is no report 'stats'
	  did you mean 'status'?
	[status 4]
EOT
expect_code 2 sx report status --by nothing
expect_code 2 sx report status 'due<'
expect_code 3 sx report status --period soon
expect_code 4 sx report ../../etc/passwd

# A report is one file.
mkdir -p .sx/reports
cat >.sx/reports/safety.yaml <<'EOF'
report: safety
help: what concerns safety
parts:
  - kind: action
    by: owner
    filter: "title~/Promise/"
    columns:
      - {name: late, head: LATE, count: "is:overdue"}
      - {name: kept, head: KEPT, rate: {of: "state:closed,cancelled", is: "state:closed"}}
EOF
expect 'sx report; sx report safety' <<-EOT
	REPORT  WHAT
	capa    corrective and preventive action: on time, effective, come back, extended, given up
	safety  what concerns safety
	status  open and overdue work, promises kept and KPI colours, a row a group
	actions
	owner   LATE  KEPT
	ben        0  100.0 % (5/5)
	chitra     1  75.0 % (3/4)
	all        1  88.9 % (8/9)
EOT
printf 'report: bad\nparts:\n  - kind: action\n    columns:\n      - {name: x, sum: nothing}\n' >.sx/reports/bad.yaml
expect 'sx report bad' <<-EOT
	sx: action has no field 'nothing' (.sx/reports/bad.yaml:5:24)
	[status 3]
EOT
