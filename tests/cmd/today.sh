# sx today: the order of attention and its terms
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
expect 'sx today' <<-EOT
	asha has nothing open
EOT
sx action add 'In five days' --owner asha --due 2026-11-25 --priority low >/dev/null
sx action add 'Today' --owner asha --due 2026-11-20 >/dev/null
sx action add 'Late and critical' --owner asha --due 2026-11-10 --priority critical >/dev/null
sx action add 'Blocked' --owner asha --due 2026-11-20 --class safety >/dev/null
sx action add 'Others wait for it' --owner asha --due 2027-03-01 --priority high >/dev/null
sx action add 'Waits' --owner ben --due 2026-12-24 --needs "$(real ACT-5)" >/dev/null
sx action block "$(real ACT-4)" -m 'no permit' >/dev/null

expect 'sx today --explain' <<-EOT
	ID                TITLE               DUE         DAYS     STATE    SCORE  BECAUSE
	ACT-2611-0000003  Late and critical   2026-11-10  10 late  open      18.0  +12.0 due  +6.0 priority critical
	ACT-2611-0000002  Today               2026-11-20  today    open      13.8  +12.0 due  +1.8 priority normal
	ACT-2611-0000004  Blocked             2026-11-20  today    blocked   12.8  +12.0 due  -5.0 blocked  +1.8 priority normal  +4.0 class safety
	ACT-2611-0000005  Others wait for it  2027-03-01  in 101   open      11.9  +8.0 blocks others  +3.9 priority high
	ACT-2611-0000001  In five days        2026-11-25  in 5     open       3.4  +3.4 due
EOT
expect 'sx today --owner ben' <<-EOT
	ID                TITLE  DUE         DAYS   STATE
	ACT-2611-0000006  Waits  2026-12-24  in 34  open
EOT
expect 'sx today --all --limit 2' <<-EOT
	ID                TITLE              OWNER  DUE         DAYS     STATE
	ACT-2611-0000003  Late and critical  asha   2026-11-10  10 late  open
	ACT-2611-0000002  Today              asha   2026-11-20  today    open
	and 4 more (--limit 0 shows all)
EOT
expect 'as dora sx today --limit 1' <<-EOT
	you are not known here: this is everybody's list (git config user.email names you)
	ID                TITLE              OWNER  DUE         DAYS     STATE
	ACT-2611-0000003  Late and critical  asha   2026-11-10  10 late  open
	and 5 more (--limit 0 shows all)
EOT
expect 'sx today --owner ben --json' <<-EOT
	{"sx":1,"command":"today","commit":"COMMIT-10","today":"2026-11-20","data":[{"id":"ACT-2611-0000006","kind":"action","title":"Waits","owner":"ben","due":"2026-12-24","days_left":34,"clock":null,"state":"open","score":1.8,"explain":"+1.8 priority normal"}]}
EOT
expect_code 2 sx today soon
expect_code 4 sx today --owner nobody

# A year of age counts two, and the weights are data.
expect 'sx --today 2027-11-20 today --owner ben --explain' <<-EOT
	ID                TITLE  DUE         DAYS      STATE  SCORE  BECAUSE
	ACT-2611-0000006  Waits  2026-12-24  331 late  open    15.8  +12.0 due  +1.8 priority normal  +2.0 age
EOT
printf 'due: {weight: 1, days: 7}\nblocked: {weight: 50, states: [blocked]}\n' >.sx/attention.yaml
expect 'sx today --limit 1 --explain' <<-EOT
	ID                TITLE    DUE         DAYS   STATE    SCORE  BECAUSE
	ACT-2611-0000004  Blocked  2026-11-20  today  blocked   51.0  +1.0 due  +50.0 blocked
	and 4 more (--limit 0 shows all)
EOT
printf 'due: {weight: much}\n' >.sx/attention.yaml
expect 'sx today' <<-EOT
	sx: weight is not a number (.sx/attention.yaml:1:15)
	[status 3]
EOT
