# sx kpi record: periods, corrections, ratios, n/a, what turns red
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx kpi add 'OEE press shop' --slug oee-press --owner ben --target 80 --red 72 --measured-in % >/dev/null
sx kpi add 'On time in full' --slug otif --owner ben --over-time ratio --measured-in % >/dev/null
file=reading/oee-press/2026.yaml

expect 'sx kpi record oee-press 2026-08 81.50 --source MES' <<-EOT
	oee-press-2026: 2026-08 81.50 %, green
EOT
expect "cat $file" <<-EOT
	kpi: oee-press
	year: 2026
	readings:
	  - period: 2026-08
	    value: 81.50
	    at: 2026-11-20T09:00:00+00:00
	    by: asha
	    source: MES
EOT
expect 'git log -1 --format="%s%n%b" | head -n 4' <<-EOT
	reading oee-press-2026: 2026-08 81.50 %, green
	Sx-Verb: kpi record
	Sx-Record: oee-press-2026
	Sx-Actor: asha
EOT
expect 'sx kpi record oee-press 2026-09 72; sx kpi record oee-press 2026-10 80' <<-EOT
	oee-press-2026: 2026-09 72 %, amber
	oee-press-2026: 2026-10 80 %, green
EOT
expect 'sx kpi record oee-press 2026-11 71.999' <<-EOT
	sx: 71.999 % turns oee-press red
	  say with -m what happened
	[status 5]
EOT
expect 'sx kpi record oee-press 2026-11 71.999 -m "press 3 down"' <<-EOT
	oee-press-2026: 2026-11 71.999 %, red
EOT
expect 'as ben sx kpi record oee-press 2026-09 73' <<-EOT
	sx: 2026-09 of oee-press is 72 % already, by asha
	  say with -m why it is 73 % instead
	[status 5]
EOT
expect 'sx kpi record oee-press 2026-09 72' <<-EOT
	2026-09 of oee-press is 72 already
EOT
expect "as ben sx kpi record oee-press 2026-09 73 -m 'shift C was left out'; grep -A 5 2026-09 $file" <<-EOT
	oee-press-2026: 2026-09 72 % -> 73 %, amber
	  - period: 2026-09
	    value: 73
	    at: 2026-11-20T09:00:00+00:00
	    by: ben
	    note: shift C was left out
	  - period: 2026-10
EOT
expect "sx kpi record oee-press 2026-07 --na 'annual shutdown'; head -n 8 $file" <<-EOT
	oee-press-2026: 2026-07 n/a (annual shutdown), grey
	kpi: oee-press
	year: 2026
	readings:
	  - period: 2026-07
	    na: annual shutdown
	    at: 2026-11-20T09:00:00+00:00
	    by: asha
	  - period: 2026-08
EOT
expect 'sx kpi record oee-press 2025-12 70 -m "before the overhaul"; ls reading/oee-press' <<-EOT
	oee-press-2025: 2025-12 70 %, red
	2025.yaml
	2026.yaml
EOT
expect 'sx kpi record otif 2026-10 85' <<-EOT
	sx: otif is a ratio: say what it is made of
	  give --numerator and --denominator, so that periods can be added up
	[status 2]
EOT
expect 'sx kpi record otif 2026-10 --numerator 340 --denominator 400; grep -A 3 period reading/otif/2026.yaml' <<-EOT
	otif-2026: 2026-10 85 %, grey
	  - period: 2026-10
	    value: 85
	    numerator: 340
	    denominator: 400
EOT
expect 'sx kpi record otif 2026-11 --numerator 3 --denominator 0' <<-EOT
	sx: the denominator is 0
	  a period without cases is n/a: say so with --na
	[status 3]
EOT

# What does not fit.
expect 'sx kpi record oee-press 2026-Q3 80' <<-EOT
	sx: oee-press is read every month, and '2026-Q3' is none
	  as in 2026-11
	[status 2]
EOT
expect 'sx kpi record oee-press 2026-12 80' <<-EOT
	sx: '2026-12' has not begun
	  a reading is of a time that has been
	[status 2]
EOT
expect 'sx kpi record oee-press 2026-11 81,5' <<-EOT
	sx: the value '81,5' is not a number
	  as in 81.5 or -3
	[status 2]
EOT
expect 'sx kpi record oee-press 2026-11; sx kpi record' <<-EOT
	sx: a reading needs its value
	  as in: sx kpi record oee-press 2026-10 81.5
	sx: a reading needs its KPI
	  as in: sx kpi record oee-press 2026-10 81.5
	[status 2]
EOT
expect_code 2 sx kpi record oee-press 2026-11 nan -m x
expect_code 2 sx kpi record oee-press 2026-11 1e999 -m x
expect_code 3 sx kpi record oee-press November 80
expect_code 2 sx kpi record oee-press 2026-11 80 --na closed
expect_code 4 sx kpi record no-such-kpi 2026-11 80
expect_code 5 as dora sx kpi record oee-press 2026-11 80 -m x
expect 'sx kpi record oee-press 2026-11 90 -m "a trial" -n; git status --short' <<-EOT
	oee-press-2026: 2026-11 71.999 % -> 90 %, green (not written)
EOT
expect 'sx kpi retire otif -m "replaced"; sx kpi record otif 2026-11 --na x' <<-EOT
	otif: state active -> retired
	sx: otif is retired: it is read no longer
	[status 5]
EOT
expect 'sx kpi record oee-press 2026-11 75 -m "counted twice" --json | jq -c ".command, .data.id, .data.readings[4].value"' <<-EOT
	"kpi record"
	"oee-press-2026"
	75
EOT
file=reading/oee-press/2026.yaml
t 'a reading is not removed by hand' '
	n=$(grep -n "period: 2026-11" '$file' | cut -d: -f1)
	sed -i "$n,\$ d" '$file'
	git diff --stat
	code=0; sx commit -m "away with it" >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 5 ] && grep -q "the entry 2026-11 of readings was removed" "$TMP/said" && git checkout -q .'
t 'nor by its year, and it can be undone' '
	rm '$file' && code=0; sx commit -m x || code=$?; [ $code = 5 ] && git checkout -q . && sx undo && sx check && sx undo HEAD'
t 'nothing else has changed' 'git fsck --strict; [ -z "$(git status --porcelain)" ]; sx check'

# Values below zero, and of KPIs that are yes or no.
sx kpi add 'Margin' --slug margin --owner ben --target 3 --red -2 --measured-in % >/dev/null
sx kpi add 'Licence in force' --slug licence --owner ben --direction yesno >/dev/null
expect 'sx kpi record margin 2026-10 -1.5; sx kpi record margin 2026-11 -2.5 -m "steel price"; sx kpi record margin 2026-09 -- -0.5; sx kpi record margin 2026-08 .5' <<-EOT
	margin-2026: 2026-10 -1.5 %, amber
	margin-2026: 2026-11 -2.5 %, red
	margin-2026: 2026-09 -0.5 %, amber
	sx: the value '.5' is not a number
	  as in 81.5 or -3
	[status 2]
EOT
expect 'sx kpi record licence 2026-10 3' <<-EOT
	sx: licence is yes or no: the value 3 is neither
	  1 is yes and 0 is no
	[status 3]
EOT
expect 'sx kpi record licence 2026-10 1; sx kpi record licence 2026-11 0 -m lapsed' <<-EOT
	licence-2026: 2026-10 1, green
	licence-2026: 2026-11 0, red
EOT

# Thresholds that cannot be: red at the target or better than it, a band that does not rise.
refused() { expect_code 3 sx kpi add T --owner ben "$@"; }
refused --slug a --target 5 --red 5
refused --slug a --target 5 --red 8
refused --slug a --direction down --target 8 --red 5
refused --slug a --direction down --target 5.0 --red 5
refused --slug a --direction band --red-low 60 --green-low 65 --green-high 64 --red-high 80
refused --slug a --direction band --red-low 65 --green-low 65 --green-high 75 --red-high 80
refused --slug a --direction band --red-low 60 --red-high 60
expect 'sx kpi retarget oee-press 72 -m x' <<-EOT
	sx: target 72 is the same as red 72 (kpi/oee-press.yaml:6:9)
	  it has to be: red < target
	[status 3]
EOT
t 'thresholds that may be' 'sx kpi add T --owner ben --slug b --direction down --target -1.5 --red 10 &&
	sx kpi add T --owner ben --slug c --direction band --red-low 60 --green-low 65 --green-high 65 --red-high 80 &&
	sx kpi add T --owner ben --slug d --direction unscored --target 5 --red 5'
