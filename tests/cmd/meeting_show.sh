# sx meeting show: a meeting with what it looks at, as it is now
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx kpi add 'OEE press shop' --slug oee-press --owner ben --target 80 --red 72 --measured-in % >/dev/null
sx meeting open weekly --date 2026-11-13 >/dev/null
sx action add 'Mend press 3' --owner ben --due 2026-11-18 --meeting weekly-2026-11-13 >/dev/null
sx decision add 'Buy a press' --by asha --meeting weekly-2026-11-13 >/dev/null
sx meeting open weekly >/dev/null
expect 'sx meeting show weekly-2026-11-13 | tail -n 4' <<-EOT
	Agreed in this meeting
	ID                TITLE         OWNER  DUE         STATE  LATE
	ACT-2611-0000001  Mend press 3  ben    2026-11-18  open      2
	DEC-2611-0000001  Buy a press   asha               made
EOT
sx kpi record oee-press 2026-10 80 >/dev/null
sx action done "$(real ACT-1)" >/dev/null
expect 'sx meeting show weekly-2026-11-20' <<-EOT
	weekly-2026-11-20  Weekly review, 2026-11-20, open
	after weekly-2026-11-13

	1. Actions from earlier meetings (15 min)
	1 agreed in earlier meetings: 1 closed, 0 open, 0 overdue
	ID                TITLE         OWNER  DUE         STATE   LATE  CARRIED
	ACT-2611-0000001  Mend press 3  ben    2026-11-18  closed              1

	2. KPIs outside their target (12 min)
	COLOUR  KPI        OWNER  PERIOD   WHY
	green   oee-press  ben    2026-10  80 % is exactly the target 80 %

	3. Issues and risks (15 min)

	4. Decisions and new actions (18 min)
EOT
expect 'sx meeting show weekly-2026-11-20 --json | jq -c ".data | .meeting.series, .carried[0].state, .kpis[0].colour, .agreed"' <<-EOT
	"weekly"
	"closed"
	"green"
	[]
EOT
expect_code 2 sx meeting show
expect_code 4 sx meeting show weekly-2027-01-01
