# The recipes on the extracts of published data in tests/data, and on the whole where it is at hand; what sx then answers
# is counted by tests/recipes.py from the same files.
. "${SX_SOURCE:-.}/tests/lib.sh"
day=2025-07-31

# One line a count, as tests/recipes.py prints it.
list() { sx list "$@" --all --csv | tr -d '\r' | sed 1d; }
count() { list "$@" | wc -l; }
values() { # of readings: how to print one
	sx export reading --ndjson | python3 -c '
import json, sys
for line in sys.stdin:
    record = json.loads(line)
    for entry in record["readings"]:
        print(sys.argv[1] % {**entry, "kpi": record["kpi"], "value": float(entry["value"])})' "$1" | sort | sed 's/^/values /'
}
# Overdue as the list, the last line of the ages and the status report say it.
overdue() {
	listed=$(sx overdue --today $day --csv | sed 1d | wc -l)
	sx overdue --today $day | awk -v n="$listed" '/^overdue / { if ($(NF - 1) != n) print "the ages say " $(NF - 1) }' >&2
	echo "overdue $listed"
}
answers() {
	case $1 in
	cisa-kev)
		overdue
		echo "actions $(count action)"
		echo "critical $(count action priority:critical)"
		echo "latest $(sx list action --columns due --sort -due --limit 1 --csv | tr -d '\r' | sed 1d)" ;;
	fda-compliance)
		overdue
		echo "findings $(count finding)"
		echo "units $(count unit)"
		echo "unknown $(count finding unit:fei-unknown)"
		echo "critical $(count finding class:critical)"
		echo "india $(count finding tags:india)" ;;
	performance-gov)
		echo "objectives $(count objective)"
		echo "without $(count objective owner:no-leader-named)"
		echo "leaders $(count person 'email~/@leader\.example$/ -id:no-leader-named')"
		echo "agencies $(count unit)"
		echo "kpis $(count kpi)"
		values '%(period)s %(value)s'
		echo "due $(count objective due:2023-09-30)" ;;
	uk-sdg)
		echo "kpis $(count kpi)"
		values '%(kpi)s %(period)s %(value)s' ;;
	esac
}
recipe() { # name, folder with all data
	t "$1 runs on $2" "
		cd \"\$TMP\" && rm -rf \"$1\" && sx init --person asha \"$1\"
		sh \"\$SX_SOURCE/examples/recipes/$1.sh\" \"$2/$1\" \"$1\"
		cd \"$1\" && [ -z \"\$(git status --porcelain)\" ] && git fsck --strict"
	cd "$TMP/$1" || return
	t "$1: nothing is wrong" 'sx check'
	t "$1: the same again changes nothing" "
		before=\$(git rev-parse HEAD)
		sh \"\$SX_SOURCE/examples/recipes/$1.sh\" \"$2/$1\" .
		[ \"\$(git rev-parse HEAD)\" = \"\$before\" ]"
	t "$1: the totals are those of an independent count" "
		python3 \"\$SX_SOURCE/tests/recipes.py\" $1 \"$2/$1\" $day >\"\$TMP/counted\"
		answers $1 >\"\$TMP/answered\" 2>\"\$TMP/said\"
		cat \"\$TMP/said\"
		[ ! -s \"\$TMP/said\" ] && diff -u \"\$TMP/counted\" \"\$TMP/answered\""
	t "$1: the status report answers" "sx report status --today $day >\"\$TMP/status\" && grep -q '^KPIs' \"\$TMP/status\""
}
all() { # folder
	recipe cisa-kev "$1"
	t 'cisa-kev: the report has the same total' 'grep -q "^kev-desk  *$(count action)  *$(sx overdue --today 2025-07-31 --csv | sed 1d | wc -l) " "$TMP/status"'
	recipe fda-compliance "$1"
	recipe performance-gov "$1"
	recipe uk-sdg "$1"
	t 'uk-sdg: a KPI is shown with its series' '
		sx kpi show sdg-8-1-1 >"$TMP/shown" && cat "$TMP/shown" && grep -Eq "^2022 +3.4 %" "$TMP/shown"'
	t 'uk-sdg: an indicator without data is grey' 'sx kpi show sdg-16-6-1 >"$TMP/shown" && cat "$TMP/shown" && grep -q "^grey" "$TMP/shown"'
}
all "$SX_SOURCE/tests/data"
[ ! -d "$SX_DATA/cisa-kev" ] || all "$(cd "$SX_DATA" && pwd)"

# --- faults of the data stop a recipe ---
cd "$TMP" || exit 99
mkdir -p bad/cisa-kev
expect 'sh "$SX_SOURCE/examples/recipes/cisa-kev.sh" bad/cisa-kev new' <<-EOT
	cisa-kev.sh: there is no 'known_exploited_vulnerabilities.csv' in 'bad/cisa-kev'; is this the folder the source published?
	[status 1]
EOT
expect 'sh "$SX_SOURCE/examples/recipes/cisa-kev.sh" bad' <<-EOT
	cisa-kev.sh: say the folder of the data and the folder of the repository
	[status 1]
EOT
sed '3s/2025-[0-9-]*/yesterday/2' "$SX_SOURCE/tests/data/cisa-kev/known_exploited_vulnerabilities.csv" >bad/cisa-kev/known_exploited_vulnerabilities.csv
t 'a day that is none stops it, with its line' '
	not sh "$SX_SOURCE/examples/recipes/cisa-kev.sh" bad/cisa-kev new >"$TMP/said" 2>&1; cat "$TMP/said"
	grep -q "csv:3: dueDate: .yesterday. is not a day written as %Y-%m-%d" "$TMP/said" && [ ! -e new/action ]'
