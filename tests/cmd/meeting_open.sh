# sx meeting open: the agenda, what is carried forward, opening twice
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx kpi add 'OEE press shop' --slug oee-press --owner ben --target 80 --red 72 --measured-in % >/dev/null
sx kpi add 'Scrap' --slug scrap --owner chitra --direction down --target 2 --red 4 --measured-in % >/dev/null
sx kpi add 'Trips' --slug trips --owner chitra --frequency day >/dev/null
sx kpi record oee-press 2026-10 85 >/dev/null
sx kpi record scrap 2026-10 5 -m 'new steel' >/dev/null

expect 'sx meeting open plant' <<-EOT
	sx: the first meeting of plant needs --template
	  templates: daily, leadership, quarterly, weekly
	[status 2]
EOT
expect 'sx meeting open plant --template weakly' <<-EOT
	sx: there is no agenda template 'weakly'
	  did you mean 'weekly'?
	[status 4]
EOT
expect 'sx meeting open leadership --date 2026-11-06 --chair ben' <<-EOT
	leadership-2026-11-06: opened
	leadership-2026-11-06  Monthly leadership review, 2026-11-06, open
	chair ben

	1. Actions and decisions of earlier meetings (18 min)

	2. KPIs outside their target (23 min)
	COLOUR  KPI        OWNER   PERIOD   WHY
	red     scrap      chitra  2026-10  5 % is worse than the red threshold 4 %
	green   oee-press  ben     2026-10  85 % is at or better than the target 80 %

	3. Initiatives behind plan (18 min)

	4. Risks and issues raised from below (9 min)

	5. Decisions (22 min)
EOT
expect 'cat meeting/leadership/2026-11-06.yaml' <<-EOT
	title: Monthly leadership review
	series: leadership
	date: 2026-11-06
	template: leadership
	chair: ben
	agenda:
	  - item: Actions and decisions of earlier meetings
	    type: actions
	    minutes: 18
	  - item: KPIs outside their target
	    type: kpis
	    minutes: 23
	  - item: Initiatives behind plan
	    type: initiatives
	    minutes: 18
	  - item: Risks and issues raised from below
	    type: risks
	    minutes: 9
	  - item: Decisions
	    type: decisions
	    minutes: 22
	kpis:
	  - oee-press
	  - scrap
	state: open
EOT
m=leadership-2026-11-06
sx action add 'Late' --owner ben --due 2026-11-10 --meeting $m >/dev/null
sx action add 'Next month' --owner chitra --due 2026-12-10 --meeting $m >/dev/null
sx action add 'Soon closed' --owner chitra --due 2026-11-18 --meeting $m >/dev/null
sx action add 'Of no meeting' --owner chitra --due 2026-11-18 >/dev/null
sx action done "$(real ACT-3)" >/dev/null
sx meeting open safety --template weekly --date 2026-11-12 >/dev/null
sx action add 'Of another series' --owner ben --due 2026-11-10 --meeting safety-2026-11-12 >/dev/null

# The next one: template and chair as last time, KPIs as they stand now, open actions overdue first.
sx kpi record oee-press 2026-11 60 -m 'press 3 down' >/dev/null
expect 'sx meeting open leadership | head -n 14' <<-EOT
	leadership-2026-11-20: opened
	leadership-2026-11-20  Monthly leadership review, 2026-11-20, open
	chair ben
	after leadership-2026-11-06

	1. Actions and decisions of earlier meetings (18 min)
	3 agreed in earlier meetings: 1 closed, 2 open, 1 overdue
	ID                TITLE       OWNER   DUE         STATE  LATE  CARRIED
	ACT-2611-0000001  Late        ben     2026-11-10  open     10        1
	ACT-2611-0000002  Next month  chitra  2026-12-10  open               1

	2. KPIs outside their target (23 min)
	COLOUR  KPI        OWNER   PERIOD   WHY
	red     oee-press  ben     2026-11  60 % is worse than the red threshold 72 %
EOT
before=$(git rev-parse HEAD)
expect 'sx meeting open leadership | head -n 3; test $(git rev-parse HEAD) = '"$before" <<-EOT
	leadership-2026-11-20: opened already
	leadership-2026-11-20  Monthly leadership review, 2026-11-20, open
	chair ben
EOT
clock 2026-12-04T09:00:00Z
expect 'sx meeting open leadership | sed -n 4,10p' <<-EOT
	after leadership-2026-11-20

	1. Actions and decisions of earlier meetings (18 min)
	3 agreed in earlier meetings: 1 closed, 2 open, 1 overdue
	ID                TITLE       OWNER   DUE         STATE  LATE  CARRIED
	ACT-2611-0000001  Late        ben     2026-11-10  open     24        2
	ACT-2611-0000002  Next month  chitra  2026-12-10  open               2
EOT
expect 'sx meeting open leadership --date 2026-12-11 --json | jq -c ".data.id, .data.carried, .data.previous"; sx meeting open leadership --date 2026-12-11 --json | jq -r ".data.id"' <<-EOT
	"leadership-2026-12-11"
	["ACT-2611-0000001","ACT-2611-0000002"]
	"leadership-2026-12-04"
	leadership-2026-12-11
EOT
t 'all is well' 'git fsck --strict; sx check'
# A chair who has left does not chair on.
sx action reassign "$(real ACT-1)" asha -m 'ben leaves' >/dev/null
sx person leave ben -m 'retired' >/dev/null
expect 'sx meeting open leadership --date 2027-01-08 -n | head -n 3; git status --short' <<-EOT
	leadership-2027-01-08: opened (not written)
	leadership-2027-01-08  Monthly leadership review, 2027-01-08, open
	after leadership-2026-12-11
EOT

# A template of the repository's own.
mkdir -p .sx/templates
printf 'template: huddle\ntitle: Huddle\nminutes: 10\nsections:\n  - {item: First, share: 1}\n  - {item: Second, share: 1}\n  - {item: Third, share: 1}\n' >.sx/templates/huddle.yaml
sx commit -m 'a huddle' >/dev/null
expect 'sx meeting open huddle' <<-EOT
	huddle-2026-12-04: opened
	huddle-2026-12-04  Huddle, 2026-12-04, open

	1. First (4 min)

	2. Second (3 min)

	3. Third (3 min)
EOT
expect_code 2 sx meeting open
expect_code 2 sx meeting open ../etc
expect_code 2 sx meeting open 'A series'
expect_code 2 sx meeting open leadership --date someday
expect_code 4 sx meeting open leadership --date 2027-02-05 --chair nobody
expect_code 5 as dora sx meeting open leadership --date 2027-02-05
