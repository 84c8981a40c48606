# sx date: what is understood, as the calendar says (2026-11-20 is a Friday)
. "${SX_SOURCE:-.}/tests/lib.sh"

expect 'for d in today +2w +5wd fri eom 2026-W48 2026-12-24; do sx date $d; done' <<-EOT
	2026-11-20 (Fri, today)
	2026-12-04 (Fri, in 14 days)
	2026-11-27 (Fri, in 7 days)
	2026-11-27 (Fri, in 7 days)
	2026-11-30 (Mon, in 10 days)
	2026-11-23 (Mon, in 3 days)
	2026-12-24 (Thu, in 34 days)
EOT
expect 'sx date +1d --today 2028-02-28 --json' <<-EOT
	{"sx":1,"command":"date","commit":null,"today":"2028-02-28","data":"2028-02-29"}
EOT
expect_code 2 sx date tomorow
expect_code 3 sx date 2026-02-30
expect_code 2 sx date 30/11/2026

# In a repository: its site's zone and its holidays.
fresh || exit 99
mkdir -p .sx
cat >.sx/config.yaml <<-EOT
	zone: Asia/Kolkata
	holidays: [2026-11-23]
EOT
clock 2026-11-20T20:00:00Z
expect 'sx date; sx date +1wd' <<-EOT
	2026-11-21 (Sat, today)
	2026-11-24 (Tue, in 3 days)
EOT
