# The example plant: whole, valid by two judges, and as rich as a tutorial needs.
. "${SX_SOURCE:-.}/tests/lib.sh"

sh "$SX_SOURCE/examples/plant/make.sh" "$TMP/plant" || exit 99
cd "$TMP/plant" || exit 99
keep_ids
kinds=$(sed -n 's/^kind: //p' "$SX_SOURCE"/schema/kinds/*.yaml)

t 'git finds nothing wrong' 'git fsck --strict --no-dangling && [ -z "$(git status --porcelain)" ]'
expect 'sx check' <<-EOT
	nothing is wrong
EOT
expect 'sx status' <<-EOT
	nothing is edited
EOT
t 'every kind has a record' '
	for kind in $kinds; do
		[ -n "$(git ls-files "$kind")" ] || { echo "$kind"; exit 1; }
	done'
t 'actions are in every state' '
	for state in open active blocked done closed cancelled; do grep -rq "^state: $state" action; done
	grep -rq "did: extend" action && grep -rq "^needs:" action && grep -rq "^evidence:" action'
t 'half a year, each change by a person known then' '
	[ "$(git log --format=%as | sort | sed -n "1p;\$p" | tr "\n" " ")" = "2026-05-18 2026-11-19 " ]
	git log --format=%ae | sort -u | while read -r mail; do grep -rqx "email: $mail" person; done
	git log --reverse --format=%ct | sort -nc'
t 'people report to each other, up to one' '[ "$(grep -Lr "^manager:" person)" = person/md.yaml ]'

# Overdue counted by awk from the files: open by the kind, and the due field before the day.
late() {
	for kind in $kinds; do
		due=$(sed -n 's/^due: //p' "$SX_SOURCE/schema/kinds/$kind.yaml")
		[ -n "$due" ] || continue
		open=$(sed -n 's/^  open: \[\(.*\)\].*/\1/p' "$SX_SOURCE/schema/kinds/$kind.yaml" | tr -d ' ')
		find "$kind" -name '*.yaml' -exec awk -v due="$due" -v open=",$open," -v day="$1" '
			FNR == 1 { if (NR > 1) judge(); d = s = "" }
			index($0, due ":") == 1 { d = $2 } /^state:/ { s = $2 } { f = FILENAME }
			function judge() { if (d != "" && d < day && index(open, "," s ",")) { n = split(f, p, "/"); sub(/\.yaml/, "", p[n]); print p[n] } }
			END { judge() }' {} +
	done | sort
}
t 'overdue agrees with an independent count, on any day' '
	for day in 2026-11-20 2026-10-01 2026-12-31; do
		late $day >"$TMP/late"
		[ -s "$TMP/late" ]
		sx overdue --today $day --csv | sed 1d | cut -d, -f1 | sort | diff "$TMP/late" -
	done'

cat >"$TMP/validate.py" <<'EOT'
import json, subprocess, sys
import jsonschema
bad = n = 0
for kind in sys.argv[1:]:
    schema = json.loads(subprocess.run(['sx', 'schema', kind], capture_output=True, check=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    rows = subprocess.run(['sx', 'export', kind, '--ndjson'], capture_output=True, check=True).stdout
    for line in rows.splitlines():
        n += 1
        for error in jsonschema.Draft202012Validator(schema).iter_errors(json.loads(line)):
            bad += 1
            print(kind, json.loads(line)['id'], error.message)
print(n, 'records')
sys.exit(bad > 0 or n < 70)
EOT
t 'every record fits its JSON Schema, says an independent validator' 'python3 "$TMP/validate.py" $kinds'

t 'the whole history holds under the rules it was made by' 'sx verify && git clone -q . "$TMP/copy" && cd "$TMP/copy" && sx verify --full'

# On a screen nothing runs over the edge, and where it is narrow no value is lost.
sx action add '東京のプレス機の保守を来月までに完了させる計画を立てて全員に知らせること' --owner press.lead --due 2026-11-01 >/dev/null
sx action add 'पुणे में प्रेस की सील बदलें और क्षतिग्रस्त भागों की सूची बनाएँ, é é é' --owner press.lead --due 2026-11-02 >/dev/null
cat >"$TMP/over.py" <<'EOT2'
import sys, unicodedata
def width(c):
    return 0 if unicodedata.category(c) in ('Mn', 'Me', 'Cf') else 1 + (unicodedata.east_asian_width(c) in 'WF')
lines = sys.stdin.read().replace('\r', '').split('\n')
over = [line for line in lines if sum(map(width, line)) > int(sys.argv[1])]
print(*over, sep='\n')
sys.exit(len(over) > 0 or len(lines) < 100)
EOT2
for columns in 40 60 80; do
	export columns
	t "a screen of $columns columns" '
		reads="today; sx list; sx overdue --by site; sx audit --by press.lead --field title; sx doctor; sx person; sx report status"
		[ $columns != 40 ] || reads="list; sx overdue; sx report status; sx audit --by press.lead --field title; sx doctor"
		script -qec "stty cols $columns; sx --no-pager --color never $reads; sx action -h" /dev/null >"$TMP/screen" </dev/null
		[ $columns != 60 ] || grep "知らせること" "$TMP/screen"
		python3 "$TMP/over.py" $columns <"$TMP/screen"'
done
t 'it is set up as a clone of sx is' 'sx doctor'
