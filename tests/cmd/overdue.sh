# sx overdue: what is late, by the record's own site, with ageing buckets
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
late() { # due, title, options...
	due=$1 title=$2
	shift 2
	sx action add "$title" --due "$due" "$@" >/dev/null 2>&1
}
late 2026-11-20 'Due today' --owner ben
expect 'sx overdue; sx overdue --exit-code; sx overdue --json' <<-EOT
	nothing is overdue
	nothing is overdue
	{"sx":1,"command":"overdue","commit":"COMMIT-4","today":"2026-11-20","data":[]}
EOT
late 2026-11-13 'A week late' --owner ben
late 2026-11-12 'Eight days late' --owner asha --class safety
late 2026-10-31 'Twenty days late' --owner ben
late 2026-09-15 'Sixty-six days late' --owner ben --class safety
late 2026-08-01 'Long late' --owner asha
late 2026-08-02 'Closed' --owner asha
late 2026-12-24 'Not yet' --owner asha
sx action done "$(real ACT-7)" >/dev/null
sx decision add 'Buy the press' --by asha --review 2026-11-19 >/dev/null

expect 'sx overdue' <<-EOT
	ID                TITLE                OWNER  DUE         STATE  DAYS
	ACT-2611-0000006  Long late            asha   2026-08-01  open    111
	ACT-2611-0000005  Sixty-six days late  ben    2026-09-15  open     66
	ACT-2611-0000004  Twenty days late     ben    2026-10-31  open     20
	ACT-2611-0000003  Eight days late      asha   2026-11-12  open      8
	ACT-2611-0000002  A week late          ben    2026-11-13  open      7
	DEC-2611-0000001  Buy the press        asha   2026-11-19  made      1

	DAYS LATE  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	overdue      2     2      0      1    1      6     111
EOT
expect 'sx overdue -2; sx overdue -n 1 --by owner kind:action; sx overdue -3 --csv | wc -l; sx overdue --limit 6 | tail -n 1' <<-EOT
	ID                TITLE                OWNER  DUE         STATE  DAYS
	ACT-2611-0000006  Long late            asha   2026-08-01  open    111
	ACT-2611-0000005  Sixty-six days late  ben    2026-09-15  open     66
	and 4 more

	DAYS LATE  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	overdue      2     2      0      1    1      6     111
	ID                TITLE      OWNER  DUE         STATE  DAYS

	asha
	ACT-2611-0000006  Long late  asha   2026-08-01  open    111
	and 4 more

	owner  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	asha     0     1      0      0    1      2     111
	ben      1     1      0      1    0      3      66
	all      1     2      0      1    1      5     111
	4
	overdue      2     2      0      1    1      6     111
EOT
expect 'sx overdue --by owner kind:action' <<-EOT
	ID                TITLE                OWNER  DUE         STATE  DAYS

	asha
	ACT-2611-0000006  Long late            asha   2026-08-01  open    111
	ACT-2611-0000003  Eight days late      asha   2026-11-12  open      8

	ben
	ACT-2611-0000005  Sixty-six days late  ben    2026-09-15  open     66
	ACT-2611-0000004  Twenty days late     ben    2026-10-31  open     20
	ACT-2611-0000002  A week late          ben    2026-11-13  open      7

	owner  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	asha     0     1      0      0    1      2     111
	ben      1     1      0      1    0      3      66
	all      1     2      0      1    1      5     111
EOT
expect 'sx overdue --by class --columns title class:safety --sort -due' <<-EOT
	TITLE

	safety
	Eight days late
	Sixty-six days late

	class   1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	safety    0     1      0      1    0      2      66
	all       0     1      0      1    0      2      66
EOT
expect 'sx overdue --csv owner:ben --by class | tr -d "\\r"' <<-EOT
	id,kind,title,owner,due,state,site,days_overdue,class
	ACT-2611-0000004,action,Twenty days late,ben,2026-10-31,open,,20,operational
	ACT-2611-0000002,action,A week late,ben,2026-11-13,open,,7,operational
	ACT-2611-0000005,action,Sixty-six days late,ben,2026-09-15,open,,66,safety
EOT
expect 'sx overdue --json --columns id,days_overdue week' <<-EOT
	{"sx":1,"command":"overdue","commit":"COMMIT-13","today":"2026-11-20","data":[{"id":"ACT-2611-0000002","days_overdue":7}]}
EOT
expect 'sx --today 2026-08-03 overdue --columns id,days_overdue' <<-EOT
	ID                DAYS
	ACT-2611-0000006     2

	DAYS LATE  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	overdue      1     0      0      0    0      1       2
EOT
t 'exit code' 'sx overdue --exit-code >/dev/null && exit 1; [ $? = 1 ] || exit 1; sx overdue >/dev/null'
expect_code 2 sx overdue --by nothing
expect_code 2 sx overdue --columns nothing
expect_code 2 sx overdue 'due<'

# As it was, and in a bare repository.
expect 'sx --at HEAD~3 overdue --columns id' <<-EOT
	ID
	ACT-2611-0000006
	ACT-2611-0000007
	ACT-2611-0000005
	ACT-2611-0000004
	ACT-2611-0000003
	ACT-2611-0000002

	DAYS LATE  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	overdue      1     2      0      1    2      6     111
EOT
t 'a bare repository says the same' 'git clone -q --bare . ../bare.git; sx overdue >../here; sx --git-dir ../bare.git overdue >../there; cmp ../here ../there'
t 'filters agree' 'sx overdue --csv --columns id | sort >../a; sx list is:overdue --csv --columns id | sort >../b; sed -i "s/,.*//; s/\r//" ../a ../b; cmp ../a ../b'

# Two plants on two days: 09:00 UTC on the 20th is still the 19th at midway, and the 20th in Pune.
cat >>.sx/config.yaml <<'EOF'
sites:
  - code: PUN
    name: Pune
    zone: Asia/Kolkata
  - code: MID
    name: Midway
    zone: Pacific/Midway
  - code: KIR
    name: Kiritimati
    zone: Pacific/Kiritimati
EOF
sx commit -m 'three plants' >/dev/null
clock 2026-11-20T10:30:00Z
late 2026-11-20 'Due in Pune' --owner ben --site PUN
late 2026-11-19 'Due on Midway' --owner ben --site MID
late 2026-11-20 'Due on Kiritimati' --owner ben --site KIR
expect 'sx overdue "due>=2026-11-19 kind:action" --columns title,site,days_overdue' <<-EOT
	TITLE              SITE  DAYS
	Due on Kiritimati  KIR      1

	DAYS LATE  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	overdue      1     0      0      0    0      1       1
EOT
expect 'sx list is:overdue "due>=2026-11-19" kind:action --columns title,days_overdue' <<-EOT
	TITLE              DAYS OVERDUE
	Due on Kiritimati             1
EOT
t 'a late title cannot forge the terminal' 'late 2026-11-01 "$(printf "bad \033[31mred")" --owner ben || exit 0; sx overdue | not grep -q "$(printf "\033")"'

# A leading kind is a kind, as with list; nothing of what was asked is not nothing.
expect 'sx overdue decisions -b owner; sx overdue action ben --columns title -b kind | tail -n 1; sx overdue risk; sx overdue title:zzz' <<-EOT
	ID                TITLE          OWNER  DUE         STATE  DAYS

	asha
	DEC-2611-0000001  Buy the press  asha   2026-11-19  made      1

	owner  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	asha     1     0      0      0    0      1       1
	all      1     0      0      0    0      1       1
	all       2     1      0      1    0      4      66
	nothing of that is overdue
	nothing of that is overdue
EOT

# Edits by hand come to light behind the first asking: nothing is told twice, and each group is counted once.
seventh=$(find action -name "$(real ACT-8).yaml") broken=$(find action -name "$(real ACT-2).yaml")
sed -i 's/^due: .*/due: 2026-11-10/' "$seventh"
echo 'title: [' >"$broken"
expect 'sx overdue action owner:asha --by owner --columns title,days_overdue' <<-EOT
	sx: action/2026/11/ACT-2611-0000002.yaml:2:1: not valid YAML: did not find expected node content
	  this record cannot be read and is left out of what follows; 'sx check' lists all that is wrong
	TITLE            DAYS

	asha
	Long late         111
	Not yet            10
	Eight days late     8

	owner  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	asha     0     2      0      0    1      3     111
	all      0     2      0      0    1      3     111
EOT
