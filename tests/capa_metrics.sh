# sx report capa: twelve CAPAs at two plants (tests/capa_twelve.py says what each is for), every figure worked out by hand.
. "${SX_SOURCE:-.}/tests/lib.sh"
python3 "$SX_SOURCE/tests/capa_twelve.py" twelve && cd twelve || exit 99
year="--as-of 2024-12-31 --period 2024"

# C1 to C12 are the twelve. Pune (PUN) has all but 4, 6, 10 and 11. C8 and C10 ended in 2023, C3 was submitted in 2023.
# M1  open: C7 (minor, monitoring), C9 (critical, plan_review), C11 (major, investigation)
# M2  past due: C7 (31 Oct); C11 is due that very day
# M3  due in 2024 and not given up: C1 C2 C3 C4 C6 C7 C11 C12; in time: C1 C3 C6 C12. C2 is a minute late, C4 came late,
#     C7 and C11 are open. First due: the same eight, and C3 was late. C5 is given up.
# M3b closed in 2024: C1 C2 C3 C4 C6 C12
# M4  days to the (last) plan 36 41 40 37 138 7, to implemented 96 106 71 58 166 10, to closed 172 168 232 150 257 55:
#     sorted 7 36 37 40 41 138 | 10 58 71 96 106 166 | 55 150 168 172 232 257; 90 %: 41 + 0.5 * 97, 106 + 0.5 * 60,
#     232 + 0.5 * 25.
#     Ages: C7 12 Feb 323, C9 20 Jan 346, C11 10 May 235
# M5  C7 is 61 days late
# M6  effective C1 C2 C3 C4 C6 C12, ineffective C6, inconclusive C7
# M7  first judged: those without the second of C6
# M8  to be judged: C1 14 Jun in time, C2 29 Jun in time, C3 10 May no, C4 19 May in time, C6 19 May and 30 Aug no,
#     C7 1 Aug in time, then 15 Jan 2025 as was said instead of 31 Oct, C12 14 Feb in time
# M9  ended 365 days before a day of 2024: C8 (C9 says so, another product), C10 (C11 says so, too late; C6 is alike)
# M10 open in 2024: all but C8 C10; extended: C3 by 61 days, C4 by 46 and late
expect "sx report capa $year | tr -s ' ' | sed -n '1,/^M10 waits/p'" <<-EOT
	capa, as of the end of 2024-12-31, period 2024-01-01 to 2024-12-31
	times are those of a hub's receipts, and those that commits claim for 45 of 82 events without one
	M FIGURE VALUE NOTE
	M1 open 3
	M1 open: class critical 1
	M1 open: class major 1
	M1 open: class minor 1
	M1 open: site GDN 1
	M1 open: site PUN 2
	M1 open: stage submitted 0
	M1 open: stage investigation 1
	M1 open: stage plan_review 1
	M1 open: stage implementation 0
	M1 open: stage impl_review 0
	M1 open: stage monitoring 1
	M1 open: stage effectiveness_review 0
	M2 overdue 33.3 % (1/3)
	M2 overdue, first due day 33.3 % (1/3)
	M3 closed on time, of those due 50.0 % (4/8)
	M3 closed on time, of those first due 37.5 % (3/8)
	M3 masking gap 12.5 points
	M3 given up, of those due 1
	M3 given up, of those first due 1
	M3 given up when it was late 1
	M3b closed on time, of those closed 66.7 % (4/6)
	M4 days to the plan, median 38.5 d (n 6)
	M4 days to the plan, 90 % 89.5 d (n 6)
	M4 days to implemented, median 83.5 d (n 6)
	M4 days to implemented, 90 % 136 d (n 6)
	M4 days to closed, median 170 d (n 6)
	M4 days to closed, 90 % 244.5 d (n 6)
	M4 age of open ones, median 323 d (n 3)
	M5 open by age: 0-30 0
	M5 open by age: 31-60 0
	M5 open by age: 61-90 0
	M5 open by age: 91-180 0
	M5 open by age: 181-365 3
	M5 open by age: >365 0
	M5 overdue by days late: 1-7 0
	M5 overdue by days late: 8-30 0
	M5 overdue by days late: 31-90 1
	M5 overdue by days late: >90 0
	M6 effective 75.0 % (6/8)
	M6 ineffective 1
	M6 inconclusive 1
	M7 effective at first 71.4 % (5/7)
	M8 judged on time 62.5 % (5/8)
	M9 came back, declared 50.0 % (1/2)
	M9 came back, alike 50.0 % (1/2)
	M9 came back, either 100.0 % (2/2)
	M10 extended 20.0 % (2/10)
	M10 extended so often: 0 8
	M10 extended so often: 1 2
	M10 extended so often: 2 0
	M10 extended so often: 3 or more 0
	M10 days granted, mean 53.5 d (n 2)
	M10 asked for late 50.0 % (1/2)
	M10 waits for more data 1
EOT
# M11 first due in 2024: of C1 in time, of C6 four days late, of C4 dropped
# M12 plans first decided: C1 C2 (sent back) C3 C4 C6 C6 C7 C12
# M13 containment C1 1, C6 3; proposed C1 30, C2 30, C3 35, C4 30, C6 15, C7 21, C9 343, C12 5; from discovery C1 32, C6 20
#     48 hours from when we were told: C1 49, C6 12; C9 in time, and taken out again, so never
# M14 method C1 C4 C9, man C2 C4, machine C3 C6, material C7, environment C12; people alone: C2 of eight;
#     training alone: C1; C6 has a machine changed, that of C4 was dropped, that of C9 says nothing
# M15 submitted: all but C3 C8 C10; preventive C7
# M17 C5 of it and the six closed
# M18 commits of 2024: C1 9, C2 11, C3 7, C4 10, C5 4, C6 15, C7 10, C9 4, C11 3, C12 9. Before the hub began on 1 March:
#     5 7 4 5 3 5 3 3 0 9, and the last of C9. Late: the end of C4.
# M19 level 1 a week before the due day, the next levels after five working days each: C1 23 and 28 June, C2 the same, C3 not, C4
#     23 and 30 April (extended on 5 May), 8 and 14 June, C5 8 and 15 March, C6 23 and 30 September, C11 24 and 31 December,
#     C12 22 and 29 February. C7 24 October, answered on the 28th, so again on 1 November when it is late, 7 November by the
#     second rung, 14 and 21 November. C9, whose clock ran out on 22 January, all four
#     on 28 December, when what had kept it is taken out.
# M20 open and grave: C9 (objective low-cost), C11 (KPI scrap); C1 names one of two initiatives
expect "sx report capa $year | sed '1,2d; /^M /d; /^M[1-9] /d; /^M3b/d; /^M10/d' | tr -s ' '" <<-EOT
	M11 actions on time 50.0 % (1/2)
	M11 actions dropped 1
	M12 plans right at first 87.5 % (7/8)
	M13 days to containment, median 2 d (n 2)
	M13 days to root cause, median 30 d (n 8)
	M13 the same from discovery 26 d (n 2)
	M13 hours until kept, median: contained 30.5 h (n 2)
	M13 clocks on time: contained 33.3 % (1/3)
	M14 root causes: environment 11.1 % (1/9)
	M14 root causes: machine 22.2 % (2/9)
	M14 root causes: man 22.2 % (2/9)
	M14 root causes: material 11.1 % (1/9)
	M14 root causes: method 33.3 % (3/9)
	M14 people alone to blame 12.5 % (1/8)
	M14 answered by training alone 50.0 % (1/2)
	M15 preventive 11.1 % (1/9)
	M16 submitted 9
	M16 closed 6
	M16 given up 1
	M16 net 2
	M16 backlog - (n 0) none closed in most weeks
	M17 given up, of those ended 14.3 % (1/7)
	M18 events 82
	M18 came late 2.7 % (1/37)
	M18 claim to be later 0.0 % (0/37)
	M18 without a receipt 54.9 % (45/82)
	M18 refused by the hub 1
	M18 amended 1
	M18 amended after a signature 1
	M18 heads without a witness - (n 0) its clones are the witnesses
	M18 days since the last anchor - (n 0) not recorded
	M18 reviews of the trail - (n 0) no step asked for one
	M19 escalations: level 1 11
	M19 escalations: level 2 10
	M19 escalations: level 3 2
	M19 escalations: level 4 2
	M19 escalations without an answer 24
	M19 days to acknowledge, median 4 d (n 1)
	M20 open and major or critical: objective (none) 1
	M20 open and major or critical: objective low-cost 1
	M20 open and major or critical: KPI (none) 1
	M20 open and major or critical: KPI scrap 1
	M20 initiatives with one 50.0 % (1/2)
EOT

figure() { # NAME options: "group k/n" or "group value" of each group
	name=$1
	shift
	sx --csv report capa "$@" | awk -F, -v name="$name" '$2 == name && $3 == "" { print $4, ($8 != "" ? $8 "/" $9 : $7) }' | tr -d '\r'
}
t 'the same by a reckoning of its own' '
	PYTHONPATH="$SX_SOURCE/tests" python3 -B "$SX_SOURCE/tests/capa_count.py" - >../counted
	[ "$(wc -l <../counted)" = 9 ]
	while read -r name value; do echo "$name $(figure "$name" '"$year"' | sed "s/^all //")"; done <../counted | diff ../counted -'
# Gdansk: due C4 C6 C11. Pune: C1 C2 C3 C7 C12.
expect "figure on_time_due $year --by site" <<-EOT
	GDN 1/3
	PUN 3/5
	all 4/8
EOT
# critical: C5 given up. major: C1 C2 C4 C6 C11. minor: C3 C7 C12; C3 was late by its first day.
expect "figure on_time_due0 $year --by class" <<-EOT
	critical 0/0
	major 2/5
	minor 1/3
	all 3/8
EOT
expect "figure opened $year --by unit" <<-EOT
	(none) 9
	all 9
EOT
expect "figure on_time_due $year class:minor" <<-EOT
	all 2/3
EOT

# What has come later did not count then: on 17 June C4 says that it was closed on the 14th, and the hub has not heard of it.
# Open were C1 C2 C3 C4 C6 C7 C9 C11; first due before: C3 on 31 May (extended), C4 on 30 April (extended to 15 June).
expect 'for name in open overdue_due overdue_due0; do figure $name --as-of 2024-06-17; done' <<-EOT
	all 8
	all 1/8
	all 2/8
EOT
# In Pune C2 is open at the end of 30 June, when it was closed in Gdansk; C1 is closed.
expect 'for day in 2024-06-29 2024-06-30 2024-07-01; do figure open --as-of $day --by site | grep PUN; done' <<-EOT
	PUN 5
	PUN 4
	PUN 3
EOT

# X34: one day before the end C7 is extended, C9 cancelled and C11 superseded. By the due day it looks better: C7 and C11 are gone.
# By the first due day only C11 is, and stands beside it with C5; C7 shows as extended late, C5 C9 C11 as given up of nine.
expect ": X34; for name in on_time_due on_time_due0 given_up_due given_up_due0 extended extensions_late cancel_ratio; do
	echo \"\$name \$(figure \$name --at main $year) \$(figure \$name --at gamed $year)\"; done" <<-EOT
	on_time_due all 4/8 all 4/6
	on_time_due0 all 3/8 all 3/7
	given_up_due all 1 all 2
	given_up_due0 all 1 all 2
	extended all 2/10 all 3/10
	extensions_late all 1/2 all 2/3
	cancel_ratio all 1/7 all 3/9
EOT
# Without its receipts C4 was closed in time, and no event is known to have come.
expect "git clone -q --no-local . ../claims && cd ../claims && figure on_time_due $year && figure no_receipt $year &&
	sx report capa $year | sed -n 2p" <<-EOT
	all 5/8
	all 82/82
	times are those that commits claim: no receipt of a hub is known
EOT
year="--today 2024-12-31 --period 2024" # the day of the clock is read in TZ, by libfaketime
t 'the same bytes in any zone and locale, and in a bare clone' '
	for format in "" --json --csv; do
		sx $format report capa '"$year"' --by site >../want
		TZ=Pacific/Kiritimati sx $format report capa '"$year"' --by site | cmp - ../want
		TZ=Etc/GMT+12 LC_ALL=de_DE.UTF-8 sx $format report capa '"$year"' --by site | cmp - ../want
	done
	git clone -q --mirror . ../bare.git && sx -C ../bare.git --csv report capa '"$year"' --by site | cmp - ../want'
t 'what is not known has no value' 'sx --json report capa '"$year"' | jq -e "
	.data.as_of == \"2024-12-31\" and .data.events == 82 and .data.events_claimed == 45
	and ([.data.figures[] | select(.note == \"not recorded\" or .note == \"no step asked for one\") | .value == null and .n == 0] | length == 2 and all)
	and ([.data.figures[].metric] | unique | length) == 21"'
t 'nothing to tell of' 'sx --json report capa --as-of 2020-01-01 | jq -e "
	[.data.figures[] | select(.in != \"count\" and .figure != \"masking_gap\" and .figure != \"net\")] |
	length > 20 and all(.value == null and .n == 0)"'
expect_code 2 sx report capa --as-of someday
expect_code 2 sx report capa --period 2030
expect_code 2 sx report capa --by nonsense
expect_code 2 sx report status --as-of 2024-12-31
expect_code 2 sx report capa colour:red
expect_code 2 sx report capa --markdown

# What was removed, and what does not read any more, counts as it was; a clone without all of the history tells nothing.
expect "git clone -q . ../less && cd ../less && git rm -q capa/2024/05/*.yaml && git commit -qm x && for file in capa/2024/02/*07.yaml; do
	echo 'title: [' >\$file; done && git commit -qam x && figure on_time_due $year 2>/dev/null && sx report capa $year 2>/dev/null | sed -n 3p" <<-EOT
	all 5/8
	versions of records that do not read, left out: 1
EOT
expect_code 7 sh -c 'git clone -q --depth 3 "file://$PWD" ../shallow && sx -C ../shallow report capa'

# A plant that cannot tell is missed, and not the end: exit status 4, and the figures of the others.
t 'one of several that is cut off' '
	cd .. && code=0; sx -C claims report capa --csv '"$year"' --with "$PWD/claims" --with "$PWD/shallow" >both 2>said || code=$?
	[ $code = 4 ] && sx -C claims report capa --csv '"$year"' | cmp - both && grep -q "shallow.*cut off" said'
t 'none of several can tell' '
	cd ..
	git clone -q --depth 3 "file://$PWD/twelve" shallow2
	code=0
	sx -C shallow report capa --with "$PWD/shallow" --with "$PWD/shallow2" >both 2>&1 || code=$?; [ $code = 7 ]'

# What came of Gdansk took 144 hours; a plant without a line all day may say more.
expect "git checkout -q -b tolerant && sed -i 's|zone: Europe/Warsaw|&, tolerance: 145|' .sx/config.yaml && git commit -qam x && figure late_events $year
	sed -i 's|tolerance: 145|tolerance: 143|' .sx/config.yaml && git commit -qam x && figure late_events $year" <<-EOT
	all 0/37
	all 1/37
EOT
# A clone that fetched with git alone has looked at nothing: main, gamed and tolerant. Of main it then knows what the hub had.
expect "git checkout -q main && git clone -q . ../seen && cd ../seen && git fetch -q origin refs/sx/receipts:refs/sx/hub/origin/receipts &&
	figure unwitnessed $year && git update-ref refs/sx/hub/origin/heads/main origin/main && figure unwitnessed $year" <<-EOT
	all 3
	all 2
EOT
