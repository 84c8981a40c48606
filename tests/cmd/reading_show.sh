# sx kpi show: how a KPI stands, and why
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx kpi add 'OEE press shop' --slug oee-press --owner ben --baseline 70 --target 80 --red 72 --measured-in % --freshness 5 >/dev/null
expect 'sx kpi show oee-press' <<-EOT
	oee-press  OEE press shop
	owner      ben
	read       every month
	baseline   70 %
	target     80 %
	red        72 %

	grey: it has no reading
EOT
sx kpi record oee-press 2026-07 79 >/dev/null
sx kpi record oee-press 2026-08 84 >/dev/null
sx kpi record oee-press 2026-10 71 -m 'press 3 down' >/dev/null
sx action add 'Mend press 3' --owner ben --due 2026-11-18 --kpi oee-press >/dev/null
sx action add 'Train shift C' --owner chitra --due 2026-12-18 --kpi oee-press >/dev/null
expect 'sx kpi show oee-press | tail -n +8' <<-EOT
	red: 71 % is worse than the red threshold 72 %
	score      2.92 of 10, worse than before
	series     ▅█ ▁

	PERIOD   VALUE  COLOUR  BY    NOTE
	2026-07  79 %   amber   asha
	2026-08  84 %   green   asha
	2026-10  71 %   red     asha  press 3 down

	ID                TITLE          OWNER   DUE         STATE
	ACT-2611-0000001  Mend press 3   ben     2026-11-18  open
	ACT-2611-0000002  Train shift C  chitra  2026-12-18  open
EOT
expect 'sx kpi show oee-press --last 1 --csv | tr -d "\r"' <<-EOT
	period,value,colour,by,note
	2026-10,71,red,asha,press 3 down
EOT
expect 'sx kpi show oee-press --json | jq -c ".data | .colour, .why, .trend, .stale, (.score * 100 | round), (.readings | length), .readings[1].colour, .linked[0].days_overdue"' <<-EOT
	"red"
	"71 % is worse than the red threshold 72 %"
	-1
	false
	292
	3
	"green"
	2
EOT
# October's reading is stale when November's has not come by 5 December.
expect 'for d in 2026-12-05 2026-12-06; do sx --today $d kpi show oee-press | sed -n 8p; done' <<-EOT
	red: 71 % is worse than the red threshold 72 %
	grey: the latest reading, of 2026-10, is stale
EOT
# What was not known then is not shown then.
expect 'sx --today 2026-09-01 kpi show oee-press | sed -n 8,10p' <<-EOT
	green: 84 % is at or better than the target 80 %
	score      8.33 of 10, better than before
	series     ▁█
EOT
expect_code 2 sx kpi show
expect_code 4 sx kpi show nothing
t 'in a bare repository' 'git clone -q --bare . ../bare.git; sx kpi show oee-press >../a; sx --git-dir ../bare.git kpi show oee-press >../b; cmp ../a ../b'

# The day and the revision may stand behind a kind's verb as well; a day that comes too late is not passed over.
day_of() { sx "$@" --json | grep -o '"today":"[^"]*"'; }
for way in '--today 2026-09-15' '--today=2026-09-15'; do
	expect "day_of kpi show oee-press $way; day_of $way kpi show oee-press; day_of kpi list $way; day_of list kpi $way" <<-EOT
		"today":"2026-09-15"
		"today":"2026-09-15"
		"today":"2026-09-15"
		"today":"2026-09-15"
	EOT
done
expect 'sx kpi show oee-press --tod 2026-09-15' <<-EOT
	sx: what is read is said too late
	  write --at, --today, --with, --git-dir and -C in full, apart from their values, and best before the command
	[status 2]
EOT
t 'an error before --json is read is JSON as well' 'for late in "--at nosuch" "--today banana" "--nosuch" "--today"; do
	sx kpi show oee-press --json $late 2>&1 | grep -q "^{.sx.:1,.error.:" || exit 1
done'
