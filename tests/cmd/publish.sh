# sx publish, against a PostgreSQL server of its own: in a temporary folder, without TCP, gone at the end.
. "${SX_SOURCE:-.}/tests/lib.sh"
for PG in /usr/lib/postgresql/*/bin; do :; done
[ -x "$PG/initdb" ] || { echo "Bail out! PostgreSQL's server is missing"; exit 99; }
PATH=$PG:$PATH
unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PGSERVICEFILE PGOPTIONS PGAPPNAME
DB="postgresql:///postgres?host=$TMP/pg&user=test"
export DB

as_server() { # postgres refuses root
	if [ "$(id -u)" = 0 ]; then setpriv --reuid nobody --regid nogroup --clear-groups "$@"; else "$@"; fi
}
server() { # start or stop
	case $1 in
	start) as_server pg_ctl -D "$TMP/pg/data" -w -s -l "$TMP/pg/log" \
		-o "-k '$TMP/pg' -c listen_addresses='' -c fsync=off -c autovacuum=off -c shared_buffers=16MB" start ;;
	stop) as_server pg_ctl -D "$TMP/pg/data" -w -s -m immediate stop ;;
	esac >/dev/null
}
trap 'code=$?; cd /; [ ! -e "$TMP/pg/data/postmaster.pid" ] || server stop; (exit $code); finish' EXIT
mkdir "$TMP/pg" && chmod 711 "$TMP" || exit 99
[ "$(id -u)" != 0 ] || chown nobody "$TMP/pg"
(cd / && as_server initdb -D "$TMP/pg/data" -U test -A trust -E UTF8 --locale=C.UTF-8 >"$TMP/initdb.log" 2>&1 && server start) || {
	cat "$TMP/initdb.log" "$TMP/pg/log"
	echo 'Bail out! the server does not start'
	exit 99
}
psql() { command psql -X -q -v ON_ERROR_STOP=1 -d "$DB" "$@"; }
ask() { psql -At -c "$1"; }

# Every row of a schema as text, sorted; but when it came, and columns it has nothing in.
content() { # schema
	ask "select format('select %L || jsonb_strip_nulls(to_jsonb(t) - ''published_at'')::text from %I.%I t', relname || ' ', '$1', relname) from pg_stat_user_tables
		where schemaname = '$1' order by relname" | sed 's/$/;/' | psql -At | LC_ALL=C sort
}
# Who wrote each row, and where it is: changes when a row is written again, were it the same.
places() { # schema
	ask "select format('select %L, xmin, cmin, ctid from %I.%I', relname, '$1', relname) from pg_stat_user_tables
		where schemaname = '$1' order by relname" | sed 's/$/;/' | psql -At
}

sh "$SX_SOURCE/examples/plant/make.sh" "$TMP/plant" >/dev/null || exit 99
cd "$TMP/plant" || exit 99
keep_ids

alike() { # standard input is what the file holds, which is something
	cat >"$TMP/alike"
	diff "$1" "$TMP/alike" | cut -c1-300 | head -n 6
	[ -s "$1" ] && cmp -s "$1" "$TMP/alike"
}

# --- what comes there ---
t 'a dry run says what would be done and does nothing' '
	sx publish "$DB" --dry-run >"$TMP/said"; cat "$TMP/said"
	grep -q "^would make 23 tables in the schema .sx.$" "$TMP/said"
	grep -q "^plant: would be $(git ls-files "*.yaml" | grep -vc "^.sx/") records written, 0 removed, $(git rev-list --count HEAD) commits added: all of it, as of " "$TMP/said"
	[ "$(ask "select count(*) from pg_namespace where nspname = '"'sx'"'")" = 0 ]'
t 'publishing says how much' '
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"
	grep -q "^made 23 tables in the schema .sx.$" "$TMP/said"
	grep -q "^plant: $(git ls-files "*.yaml" | grep -vc "^.sx/") records written, 0 removed, $(git rev-list --count HEAD) commits added: all of it, as of $(git rev-parse --short=10 HEAD)$" "$TMP/said"'
cat >"$TMP/same.py" <<'EOF'
# The rows of a kind's table are the records that `sx export` writes.
import datetime, decimal, json, sys
def read(path):
    with open(path) as file:
        return [json.loads(line, parse_float=decimal.Decimal) for line in file]
def plain(value, like):
    if isinstance(like, str) and isinstance(value, str) and "T" in like and like[:4].isdigit():
        return datetime.datetime.fromisoformat(value)
    return value
rows = {row["id"]: row for row in read(sys.argv[1])}
records = {record["id"]: record for record in read(sys.argv[2])}
assert rows.keys() == records.keys(), (rows.keys() ^ records.keys())
assert records
for id, record in records.items():
    for name, value in record.items():
        there = rows[id][name]
        assert plain(there, value) == plain(value, value), (id, name, there, value)
EOF
for file in "$SX_SOURCE"/schema/kinds/*.yaml; do
	kind=$(basename "$file" .yaml)
	t "$kind: the rows are the records" "
		ask 'select row_to_json(t) from sx.$kind t' >\"\$TMP/rows\"; sx export $kind --ndjson >\"\$TMP/records\"
		python3 \"\$TMP/same.py\" \"\$TMP/rows\" \"\$TMP/records\""
done
t 'columns have types' '
	[ "$(ask "select string_agg(data_type, '"', '"' order by column_name) from information_schema.columns where table_schema = '"'sx'"' and
		table_name = '"'action'"' and column_name in ('"'due', 'created', 'progress', 'open', 'title', 'notes'"')")" = \
		"timestamp with time zone, date, jsonb, boolean, numeric, text" ]'
t 'columns and tables say what they are' '
	[ "$(ask "select col_description('"'sx.action'"'::regclass, ordinal_position) from information_schema.columns where
		table_schema = '"'sx'"' and table_name = '"'action'"' and column_name = '"'due'"'")" = "the day it must be done" ]
	[ "$(ask "select obj_description('"'sx.action'"'::regclass)")" = "something one person has promised to do by a day" ]'
t 'every record is in the table of records, as the index has it' '
	sx sql --csv "select kind, id, path, title, state, open, owner, due from record order by kind, id" | tr -d "\r" | sed 1d >"$TMP/records"
	psql --csv -t -c "select kind, id, path, title, state, open::int, owner, due from sx.record order by kind collate \"C\", id collate \"C\"" >"$TMP/rows"
	python3 -c "
import csv, sys
a, b = (sorted(csv.reader(open(path))) for path in sys.argv[1:])
unguarded = [[cell[1:] if cell[:1] == chr(39) else cell for cell in row] for row in a]
assert unguarded == b and b, [pair for pair in zip(unguarded, b) if pair[0] != pair[1]][:3]" "$TMP/records" "$TMP/rows"'
t 'links are those of the index' '
	sx sql --csv "select r.kind, r.id, l.field, l.target from link l join record r on r.rid = l.rid" | tr -d "\r" | sed 1d | LC_ALL=C sort >"$TMP/records"
	psql --csv -t -c "select kind, id, field, target from sx.link" | LC_ALL=C sort | diff "$TMP/records" - && [ -s "$TMP/records" ]'

# --- readings ---
t 'readings are those of the files' '
	sx export reading --ndjson | jq -r ".kpi as \$k | .readings[] | [\$k, .period, .value, .by, .source // \"\"] | @tsv" | sort >"$TMP/records"
	psql -At -F "	" -c "select kpi, period, value, by, coalesce(source, '"''"') from sx.readings" | sort | diff "$TMP/records" - && [ -s "$TMP/records" ]'
t 'the status of the latest is what the KPI shows' '
	for kpi in $(sx list kpi --columns id --csv | tr -d "\r" | sed 1d); do
		shown=$(sx kpi show $kpi --today "$(ask "select last_day + 1 from sx.readings where kpi = '"'\$kpi'"' order by last_day desc limit 1")" --json |
			jq -r "[.data.colour // .data.status, (.data.score | if . then (. * 1000 | round) else null end)] | @tsv")
		there=$(psql -At -F "	" -c "select status, round(score * 1000) from sx.readings where kpi = '"'\$kpi'"' order by last_day desc limit 1")
		echo "$kpi: $shown, $there"
		[ -z "$there" ] || [ "$shown" = "$there" ]
	done'

# --- history ---
cat >"$TMP/fold.py" <<'EOF'
# The changes of the history, one after the other, end in the records as they are.
import json, subprocess, sys
order = {commit: n for n, commit in enumerate(subprocess.run(["git", "rev-list", "--reverse", "--topo-order", "HEAD"],
    capture_output=True, text=True).stdout.split())}
rows = [json.loads(line) for line in open(sys.argv[1])]
assert {row["commit"] for row in rows} <= order.keys()
state = {}
for row in sorted(rows, key=lambda row: order[row["commit"]]):
    fields = state.setdefault((row["kind"], row["id"]), {})
    if row["new"] is None:
        fields.pop(row["field"], None)
    else:
        fields[row["field"]] = row["new"]
n = 0
for kind in sys.argv[2:]:
    out = subprocess.run(["sx", "export", kind, "--ndjson"], capture_output=True, text=True).stdout
    for record in map(json.loads, out.splitlines()):
        for name, value in record.items():
            if isinstance(value, str) and name != "id":
                assert state[(kind, record["id"])].get(name) == value, (record["id"], name, value)
                n += 1
print(n)
assert n > 100
EOF
t 'the history, told from its beginning, ends in the records as they are' '
	ask "select row_to_json(h) from sx.history h" >"$TMP/rows"
	python3 "$TMP/fold.py" "$TMP/rows" $(ls "$SX_SOURCE/schema/kinds" | sed "s/.yaml//")'
t 'each commit that changed a record is there, with who, when and why' '
	git log --format="%H %aE %at" --no-merges -- $(ls "$SX_SOURCE/schema/kinds" | sed "s/.yaml//") | sort >"$TMP/commits"
	psql -At -F " " -c "select distinct commit, email, extract(epoch from at)::bigint from sx.history" | sort | diff "$TMP/commits" -
	[ "$(ask "select count(*) from sx.history where by is null")" = 0 ]
	commit=$(sx log --json | jq -r "[.data[] | select(.reason and .id)][0].commit")
	psql -At -v commit="$commit" -f - <<-EOF >"$TMP/rows"
		select distinct reason from sx.history where commit = :'"'commit'"'
	EOF
	git log -1 --format=%B $commit | grep -Fxf "$TMP/rows"'

# --- again ---
places sx >"$TMP/places"
expect 'sx publish "$DB"' <<-EOT
	plant: nothing new since $(git rev-parse --short=10 HEAD | normal)
EOT
t 'twice changes nothing' 'places sx | alike "$TMP/places"'
t 'JSON says the same' '
	[ "$(sx publish "$DB" --json | jq -c ".commit == \"$(git rev-parse HEAD)\", (.data | .repository, .schema, .nothing, .whole, .records, .made)")" = "$(printf "%s\n" true \"plant\" \"sx\" true false 0 "[]")" ]'
t 'a bare copy is the same repository' '
	git clone -q --bare . ../hub/plant.git
	sx --git-dir ../hub/plant.git publish "$DB" >"$TMP/said"; cat "$TMP/said"; grep -q "^plant: nothing new" "$TMP/said"'

# --- step by step is as good as at once ---
not_text() { # of a column that became text
	sed 's/"score": "\([0-9.]*\)"/"score": \1/'
}
same_as_fresh() { # the tables are those that a new schema would have
	psql -c 'drop schema if exists fresh cascade' 2>/dev/null
	sx publish "$DB" --name plant --schema fresh >/dev/null && content fresh >"$TMP/fresh" &&
		content sx | grep -F "\"repository\": \"plant\"" | not_text | alike "$TMP/fresh"
}
git config user.name 'Maintenance'
git config user.email "$(sx sql 'select email from person where id = '"'maint.eng'" --csv | tail -1 | tr -d '\r')"
sx action add 'Paint the guard rail' --owner maint.eng --due +2w --tags paint,rail >/dev/null 2>&1
sx action note "$(real ACT-2611)" 'Colour: RAL 1003, "signal yellow"' >/dev/null 2>&1
id=$(sx list action 'title~/^Paint the guard/' --columns id --csv | tail -1 | tr -d '\r')
git config merge.sx.driver 'sx merge-driver %O %A %B %P'
t 'only what has changed is written' '
	places sx >"$TMP/places"
	sx action note $id "RAL 1003	\\N \\. 100%"
	sx action set $id --tags rail -m "one is enough"
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"
	grep -q "^plant: 1 record written, 0 removed, [34] commits added: " "$TMP/said"
	places sx | grep -v "^repository" >"$TMP/after"; grep -v "^repository" "$TMP/places" | grep -vxFf "$TMP/after" >"$TMP/gone" || true
	[ ! -s "$TMP/gone" ]; same_as_fresh'
t 'steps of the workflow' '
	sx action start $id
	sx action extend $id 2026-12-20 -m "no paint"
	sx action done $id -m "two coats"
	sx publish "$DB"; same_as_fresh
	[ "$(ask "select state || open || closed_on || extensions from sx.action where id = '"'\$id'"'")" = closedfalse2026-11-201 ]'
t 'readings and what they are judged by' '
	kpi=$(ask "select kpi from sx.readings limit 1")
	sx kpi record $kpi 2026-11 1000000 -m "a test" >/dev/null || sx kpi record $kpi 2026-10 1000000 -m "a test"
	sx publish "$DB"
	same_as_fresh
	before=$(ask "select count(*) from sx.readings where kpi = '"'\$kpi'"' and status = '"'green'"'")
	sed -i "s/^target: .*/target: 2000000/; s/^red: .*/red: 1500000/" kpi/$kpi.yaml; sx commit -m "much more" || git commit -qam "much more"
	sx publish "$DB"
	same_as_fresh
	[ "$(ask "select count(*) from sx.readings where kpi = '"'\$kpi'"' and status = '"'green'"'")" != "$before" ]'
t 'what is undone goes, in the history too' '
	sx action add "A mistake" --owner maint.eng --due +1w >/dev/null
	sx publish "$DB"
	[ "$(ask "select count(*) from sx.record where title = '"'A mistake'"'")" = 1 ]
	sx undo
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"; grep -q " 0 records written, 1 removed" "$TMP/said"
	[ "$(ask "select count(*) from sx.record where title = '"'A mistake'"'")" = 0 ]; same_as_fresh'
t 'a history that was taken back' '
	git branch -q was
	sx action add "Another mistake" --owner maint.eng --due +1w >/dev/null
	sx publish "$DB"
	git reset -q --hard was
	sx publish "$DB"
	same_as_fresh
	[ "$(ask "select count(*) from sx.history where new = '"'Another mistake'"'")" = 0 ]'
t 'branches that were merged' '
	git checkout -q -b side
	sx action note $id "from the side"
	git checkout -q main
	sx action note $id "from here"
	sx publish "$DB"
	git merge -q -m "Merged" side >"$TMP/said" 2>&1 || { cat "$TMP/said"; exit 1; }
	sx publish "$DB"
	same_as_fresh
	[ "$(ask "select count(*) from sx.history where id = '"'\$id'"' and new like '"'%from the side%'"'")" = 1 ]'
t 'another e-mail of somebody' '
	sx person set maint.eng --email new.address@sahyadri.example -m "married"
	git config user.email new.address@sahyadri.example
	sx publish "$DB"
	sx action note $id "as before"
	sx publish "$DB"
	same_as_fresh
	[ "$(ask "select count(distinct email) from sx.history where by = '"'maint.eng'"'")" = 2 ]'
t 'edits that are not recorded are not published' '
	sx publish "$DB"
	places sx >"$TMP/places"
	echo "# x" >>kpi/$(ask "select kpi from sx.readings limit 1").yaml; sx publish "$DB" && places sx | alike "$TMP/places"; git checkout -q .'

# --- the schema grows ---
mkdir -p .sx/schema
cat >.sx/schema/action.yaml <<-EOF
	kind: action
	fields:
	  shift: {type: enum, values: [early, late], help: the shift that does it}
EOF
cat >.sx/schema/visit.yaml <<-EOF
	kind: visit
	help: a visit to a supplier, it's new
	prefix: AUD
	path: visit/{year}/{id}.yaml
	title: title
	columns: [id, title]
	fields:
	  title: {type: line, required: true, help: what is visited}
	  score: {type: number, help: "the result; 100% is best"}
EOF
t 'a field and a kind more' '
	git add .sx
	git commit -qm "More"
	sx visit add "Castings" --score 72.50 >/dev/null
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"
	grep -q "^made 1 table" "$TMP/said"
	grep -qx "made column action.shift" "$TMP/said"
	[ "$(ask "select score from sx.visit")" = 72.50 ] && same_as_fresh'
t 'a second repository shares the tables, and changes no row of the first' '
	places sx >"$TMP/places"; content sx >"$TMP/content"; cd "$TMP"
	fresh second
	mkdir -p .sx/schema
	sed "s/type: number/type: line/" ../plant/.sx/schema/visit.yaml >.sx/schema/visit.yaml
	git add .sx
	git commit -qm "Visits in words"
	sx visit add "Forgings" --score "quite good" >/dev/null
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"; grep -qx "made column visit.score as text" "$TMP/said"
	[ "$(ask "select string_agg(score, '"', '"' order by repository) from sx.visit")" = "72.50, quite good" ]
	content sx | grep -v "\"repository\": \"second\"" | not_text | alike "$TMP/content"'
t 'the first goes on as before' '
	sx visit add "Rods" --score 7 >/dev/null && sx publish "$DB" && [ "$(ask "select string_agg(score, '"', '"' order by score) from sx.visit")" = "7, 72.50, quite good" ]'
t 'a repository of the same name is refused, and has its place when asked for' '
	cd "$TMP"
	fresh third/plant
	content sx >"$TMP/content"
	code=0; sx publish "$DB" 2>"$TMP/said" || code=$?; cat "$TMP/said"
	[ $code = 5 ]
	grep -q "another repository is published as .plant." "$TMP/said"
	content sx | alike "$TMP/content"
	sx publish "$DB" --name third
	[ "$(ask "select count(*) from sx.repository")" = 3 ]
	sx publish "$DB" --name second --anew
	[ "$(ask "select count(*) from sx.visit where repository = '"'second'"'")" = 0 ]
	[ "$(ask "select count(*) from sx.record where repository = '"'second'"'")" = 3 ]'
t 'a clone that is behind is refused' '
	git clone -q --no-local "$TMP/plant" "$TMP/old/plant"
	(cd "$TMP/plant" && clock 2026-11-20T10:00:00Z && git commit -q --allow-empty -m later && sx publish "$DB")
	cd "$TMP/old/plant"; code=0; sx publish "$DB" 2>"$TMP/said" || code=$?; cat "$TMP/said"
	[ $code = 5 ]
	grep -q "later commit, which is not here" "$TMP/said"
	sx publish "$DB" --anew
	[ "$(ask "select commit from sx.repository where repository = '"'plant'"'")" = "$(git rev-parse HEAD)" ]
	cd "$TMP/plant" && sx publish "$DB" >"$TMP/said"; cat "$TMP/said"; grep -q "0 records written, 0 removed, 1 commit added" "$TMP/said"'

# --- interrupted ---
holding() { # a table of sx's, so that who writes it waits; let go with: release
	PGAPPNAME=holder psql -c "begin; lock table sx.$1 in exclusive mode; select pg_sleep(300)" >/dev/null 2>&1 &
	until_true "select count(*) > 0 from pg_locks l join pg_stat_activity a using (pid) where application_name = 'holder' and mode = 'ExclusiveLock' and granted and locktype = 'relation'"
}
release() { psql -c "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'holder'" >/dev/null; }
until_true() { # a question, in ten seconds
	for _ in $(seq 200); do
		[ "$(ask "$1")" != t ] || return 0
		sleep 0.05
	done
	return 1
}
waiting="select count(*) > 0 from pg_stat_activity where application_name = 'sx' and wait_event_type = 'Lock'"
cd "$TMP/plant" || exit 99
for n in 1 2 3; do sx action add "Grease bearing $n" --owner maint.eng --due 2026-12-1$n >/dev/null; done
t 'readers see the old state until all of the new one is there; killed, it has not been; again, it is done' '
	content sx >"$TMP/content"; holding history
	sx publish "$DB" >"$TMP/said" 2>&1 & pid=$!
	until_true "$waiting"
	content sx | alike "$TMP/content"
	kill -9 $pid; wait $pid || true; release
	until_true "select count(*) = 0 from pg_stat_activity where application_name = '"'sx'"'"
	content sx | alike "$TMP/content"
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"; grep -q "^plant: 3 records written, 0 removed, 3 commits added" "$TMP/said"; same_as_fresh'
t 'all anew, killed on the way' '
	content sx >"$TMP/content"; holding history
	sx publish "$DB" --anew >"$TMP/said" 2>&1 & pid=$!
	until_true "$waiting"; kill -9 $pid; wait $pid || true; release
	until_true "select count(*) = 0 from pg_stat_activity where application_name = '"'sx'"'"
	content sx | alike "$TMP/content"; sx publish "$DB" --anew && same_as_fresh'
sx action add 'Grease the crane' --owner maint.eng --due 2026-12-12 >/dev/null
t 'the server goes away on the way' '
	content sx >"$TMP/content"; holding history
	sx publish "$DB" >"$TMP/said" 2>&1 & pid=$!
	until_true "$waiting"; (cd / && server stop)
	code=0; wait $pid || code=$?; cat "$TMP/said"; [ $code = 8 ] && grep -q "^sx: database .postgres. at " "$TMP/said" && [ "$(wc -l <"$TMP/said")" = 1 ]
	(cd / && server start); content sx | alike "$TMP/content"; sx publish "$DB" && same_as_fresh'
sx action add 'Grease the gate' --owner maint.eng --due 2026-12-12 >/dev/null
t 'two at once: one does it, the other finds it done' '
	holding history
	sx publish "$DB" >"$TMP/one" 2>&1 & one=$!
	until_true "$waiting"
	sx publish "$DB" >"$TMP/two" 2>&1 & two=$!
	until_true "select count(*) = 2 from pg_stat_activity where application_name = '"'sx'"' and wait_event_type = '"'Lock'"'"
	release; wait $one; wait $two; cat "$TMP/one" "$TMP/two"
	grep -q "1 record written" "$TMP/one" && grep -q "nothing new" "$TMP/two"; same_as_fresh'
sx action add 'Grease the door' --owner maint.eng --due 2026-12-12 >/dev/null
t 'who waits too long gives up and says so' '
	holding record
	code=0; sx publish "$DB" >"$TMP/said" 2>&1 || code=$?; release; cat "$TMP/said"; [ $code = 6 ]; sx publish "$DB"; same_as_fresh'

# --- what is hostile, odd or wrong ---
cd "$TMP" && fresh odd && mkdir -p .sx/schema || exit 99
long=$(printf 'a%.0s' $(seq 100))
cat >.sx/schema/order.yaml <<-EOF
	kind: order
	plural: orders
	help: "it's \\\\ \"quoted\"; drop schema sx cascade; --"
	prefix: ORD
	path: order/{year}/{id}.yaml
	title: select
	columns: [id, select]
	fields:
	  select: {type: line, required: true, help: "a 'word' of SQL"}
	  repository: {type: line, help: what sx calls a column}
	  invalid: {type: line, help: what sx calls a column}
	  xmin: {type: integer, help: what PostgreSQL calls a column}
	  xmin_: {type: integer, help: another}
	  $long: {type: line, help: a long name}
	  ${long}b: {type: line, help: another that begins like it}
	  'a"b''c); drop schema sx; --': {type: line, help: a name that would end a name}
	  नाम: {type: text, help: a name in another script}
	  when: {type: event, help: when}
	  day: {type: day, help: a day}
	  ratio: {type: number, help: a number}
	  price: {type: money, help: an amount}
	  sure: {type: bool, help: a truth}
	  parts: {type: number, list: true, help: numbers}
	  scores: {type: number, named: true, help: named numbers}
	  title: {type: number, help: "no title, but a number"}
EOF
sed 's/order/repository/; s/ORD/RPO/; /^plural/d' .sx/schema/order.yaml >.sx/schema/repository.yaml
git add -A && git commit -qm 'Odd kinds'
mkdir -p order/2026 repository/2026
write_odd() { # id; the rest from standard input
	{ echo "select: $1"; cat; } >"order/2026/$1.yaml"
}
write_odd ORD-2611-0000001 <<-'EOF'
	repository: "\t\\N \\. \n\n\\"
	invalid: "{\"a\": 1}"
	xmin: 7
	xmin_: 8
	नाम: |
	  \.
	  \N	tab
	  '; drop schema sx cascade; --
	  नमस्ते 😀
	when: "0001-01-01T00:00:00+23:59"
	day: 9999-12-31
	ratio: -1234567890123456789012345678901234567.5
	price: 120000.00 INR
	sure: true
	parts: [1.10, 1e999999, nan]
	scores: {left: 1.50}
	title: 1.50
EOF
write_odd ORD-2611-0000002 <<-'EOF'
	when: "2026-11-20T09:00:00+15:59"
	day: yesterday
	ratio: 1e400
	price: lots
	sure: maybe
	xmin: 99999999999999999999999999
	parts: 7
	scores: none
EOF
write_odd ORD-2611-0000003 <<-EOF
	$long: one
	${long}b: two
	'a"b''c); drop schema sx; --': three
	unknown field $(printf 'y%.0s' $(seq 900)): $(printf 'of a length that no index takes %.0s' $(seq 200))
	when: "9999-12-31T23:59:59-12:00"
	day: 0001-01-01
EOF
cp order/2026/ORD-2611-0000003.yaml repository/2026/RPO-2611-0000003.yaml
printf 'select: "never closed\n' >order/2026/ORD-2611-0000004.yaml
printf 'title: x\nowner: [asha, {a: b}]\ndue: {a: b}\nneeds: %s\n' "$(printf 'z%.0s' $(seq 5000))" >"$(mkdir -p action/2026/11 && echo action/2026/11/ACT-2611-0000001.yaml)"
mkdir -p kpi reading/odd && printf 'title: Odd\nowner: asha\ndirection: up\ntarget: 1e999\nred: 5\nfreshness: 999999999999999\n' >kpi/odd.yaml
printf 'kpi: odd\nyear: 2026\nreadings:\n  - {period: 2026-10, value: 1e308}\n  - {period: 2026-10, value: 2}\n  - {period: 2026-11, value: 1e999}\n  - {period: 9999-12, value: x}\n' >reading/odd/2026.yaml
git add -A && GIT_AUTHOR_NAME=$(printf 'A\377\n\001B') git -c i18n.commitEncoding=binary commit -q -m "$(printf 'Odd records\n\nbecause \377\\N\t\\.\r of it')"
t 'odd names and values come through, and what is none of its type is kept beside' '
	sx publish "$DB" --name odd >"$TMP/said" 2>&1; cat "$TMP/said"
	grep -q "^sx: order/2026/ORD-2611-0000004.yaml:" "$TMP/said"; grep -q "none of its type" "$TMP/said"
	grep -q "^odd: 10 records written" "$TMP/said"
	[ "$(ask "select count(*) from sx.\"order\"")" = 3 ] && [ "$(ask "select count(*) from sx.repository_")" = 1 ]'
cat >"$TMP/odd.sql" <<-EOF
	select repository_ = E'\\t\\\\N \\\\. \\n\\n\\\\' and invalid_ = '{"a": 1}' and xmin_ = 7 and xmin__ = 8
		and "when" is null and day = '9999-12-31' and ratio = -1234567890123456789012345678901234567.5 and sure and title = 1.5 and split_part(price, ' ', 1)::numeric = 120000
		and "नाम" = E'\\\\.\\n\\\\N\\ttab\\n''; drop schema sx cascade; --\\nनमस्ते 😀\\n' and parts = '[1.1, "1e999999", "nan"]' and scores = '{"left": 1.5}'
		and invalid = '{"when": "0001-01-01T00:00:00+23:59"}' from sx."order" where id = 'ORD-2611-0000001';
	select "when" = '2026-11-19T17:01:00Z' and day is null and ratio is null and sure is null and price is null and xmin_ is null and parts is null and scores is null
		and invalid = '{"day": "yesterday", "ratio": "1e400", "price": "lots", "sure": "maybe", "xmin": "99999999999999999999999999", "parts": "7", "scores": "none"}'
		from sx."order" where id = 'ORD-2611-0000002';
	select "when" is null and day = '0001-01-01' and "a""b'c); drop schema sx; --" = 'three' and
		(select count(*) from jsonb_each_text(to_jsonb(o)) where key like 'aaaaa%' and octet_length(key) = 63 and value in ('one', 'two')) = 2
		from sx."order" o where id = 'ORD-2611-0000003';
	select owner is null and due is null and invalid ? 'owner' and invalid ? 'due' from sx.action where repository = 'odd';
	select count(*) = 3 and count(value) = 1 and bool_and(status = 'grey') from sx.readings where kpi = 'odd';
	select count(*) > 10 and bool_and(name is not null and reason like 'because %of it') from sx.history where repository = 'odd' and commit = '$(git rev-parse HEAD)';
	select obj_description('sx."order"'::regclass) = \$\$it's \\ "quoted"; drop schema sx cascade; --\$\$;
EOF
t 'exactly as they are' '
	psql -At -f "$TMP/odd.sql" >"$TMP/rows"; cat "$TMP/rows"; [ "$(sort -u "$TMP/rows")" = t ] && [ "$(wc -l <"$TMP/rows")" = 7 ]'
t 'twice changes nothing here either' 'places sx >"$TMP/places"; sx publish "$DB" --name odd 2>&1; places sx | alike "$TMP/places"'
t 'a record that does not read any more goes, with a warning' '
	printf "select: [" >order/2026/ORD-2611-0000003.yaml; git commit -qam broken; sx publish "$DB" --name odd >"$TMP/said" 2>&1; cat "$TMP/said"
	grep -q "0 records written, 1 removed" "$TMP/said"
	grep -q "cannot be read" "$TMP/said"
	[ "$(ask "select count(*) from sx.\"order\"")" = 2 ] && [ "$(ask "select count(*) from sx.history where field is null and id = '"'ORD-2611-0000003'"'")" = 1 ]'

# --- where it cannot be done ---
cd "$TMP/plant" || exit 99
fails() { # status, words of the message, command...
	want=$1 words=$2 code=0
	shift 2
	"$@" >"$TMP/said" 2>&1 || code=$?
	cat "$TMP/said"
	[ $code = "$want" ] && grep -q -- "$words" "$TMP/said" && ! grep -q s3cr "$TMP/said"
}
export PGCONNECT_TIMEOUT=5
for url in 'mysql://u:s3cret@h/d' 's3cret' 'postgresql://u:s3cret@h:port@x/d' 'postgresql://u:s3c%ret@h/d' 'postgresql://u:pa@s3cret@h/d' \
	'postgresql://u:pa/s3cret@h/d' 'host=h password=my s3cret' "host=h password='s3cret" 'postgresql://h/d?s3cret' \
	'postgresql://u:s3cret@[h/d' 'postgresql://u:pa#s3cret@h:1/d?x=s3cret' 'host=h s3cret=x'; do
	t "no address, and not repeated: $(echo "$url" | tr '#' _)" "fails 2 '' sx publish \"$(echo "$url" | sed 's/[$"\\]/\\&/g')\""
done
t 'no server' 'fails 8 "^sx: cannot reach the database: " sx publish "postgresql://u:s3cret@127.0.0.1:1/d"'
t 'no such host' 'fails 8 "cannot reach" sx publish "postgresql://u:pa?s3cret@host.invalid/d"'
t 'no socket' 'fails 8 "cannot reach the database" sx publish "postgresql://u:s3cret@/d?host=$TMP/nowhere"'
t 'no such role' 'fails 8 "role \"s3.*\" does not exist\|role .ghost. does not exist\|ghost" sx publish "postgresql://ghost:s3cret@/postgres?host=$TMP/pg"'
t 'no such service' 'fails 8 "service" sx publish service=nowhere'
t 'a role that may do nothing' 'psql -c "create role guest login"; fails 8 "permission denied" sx publish "postgresql:///postgres?host=$TMP/pg&user=guest" --schema guests'
t 'a schema of others' 'psql -c "create schema theirs create table action(id int)"; content theirs >"$TMP/content"; fails 5 "not of sx" sx publish "$DB" --schema theirs
	content theirs | cmp - "$TMP/content"'
t 'a database that cannot hold every text' 'psql -c "create database latin encoding latin1 locale \"C\" template template0"
	fails 8 "LATIN1" sx publish "postgresql:///latin?host=$TMP/pg&user=test"'
t 'a view stands on a column that must change' '
	git clone -q . ../gauges
	cd ../gauges
	git config user.name x
	printf "kind: gauge\nhelp: a gauge\nprefix: GAU\npath: gauge/{id}.yaml\ntitle: title\ncolumns: [id]\nfields:\n  title: {type: line, help: t}\n  reads: {type: %s, help: r}\n" number >.sx/schema/gauge.yaml
	git add -A; git commit -qm "Gauges"; sx publish "$DB" --name gauges; psql -c "create view public.gauges as select reads from sx.gauge"
	sed -i "s/type: number/type: line/" .sx/schema/gauge.yaml; git commit -qam "In words"; content sx >"$TMP/content"
	fails 8 "cannot alter type of a column used by a view" sx publish "$DB" --name gauges; content sx | alike "$TMP/content"
	psql -c "drop view public.gauges"; sx publish "$DB" --name gauges'
t 'no commit yet, or not all of them' '
	git init -q ../empty
	(cd ../empty && fails 4 "no commit yet" sx publish "$DB")
	git clone -q --depth 1 "file://$PWD" ../shallow && cd ../shallow && fails 5 "shallow" sx publish "$DB"'
for arguments in '' 'a b' '--name "" "$DB"' '--schema "" "$DB"' '--schema pg_x "$DB"' '--at HEAD "$DB"' '--today 2026-11-01 "$DB"' '--name "$(printf "a\nb")" "$DB"' '--nonsense "$DB"'; do
	t "usage: $arguments" "fails 2 '' sx publish $arguments"
done
t 'as another schema, with a name that must be quoted' 'sx publish "$DB" --schema "Plant \"A\"; drop" && [ "$(ask "select count(*) from \"Plant \"\"A\"\"; drop\".record")" -gt 70 ]'
cd "$TMP" && sx init --person asha --site PUN --name Pune sited >/dev/null && cd sited || exit 99
t 'in a repository of one site all is of that site, in one of several what says so' '
	sx unit add press Press --type team --head asha >/dev/null; sx publish "$DB"
	[ "$(ask "select count(*) from sx.history where repository = '"'sited'"' and site is distinct from '"'PUN'"'")" = 0 ]
	cat .sx/config.yaml
	printf "  - code: SAN\n    name: Sanand\n    zone: Asia/Kolkata\n" >>.sx/config.yaml; git commit -qam "Two sites"; sx publish "$DB" >"$TMP/said"; cat "$TMP/said"
	grep -q "all of it" "$TMP/said"
	[ "$(ask "select count(*) from sx.history where repository = '"'sited'"' and kind = '"'unit'"' and site is not null")" = \
		"$(sx export unit --ndjson | jq -s "[.[] | select(.site)] | length * $(ask "select count(*) from sx.history where repository = '"'sited'"' and kind = '"'unit'"'")")" ]'
while read -r url name; do
	t "$url is called $name" '
		git config remote.origin.url "$url"; [ "$(sx publish "$DB" -n --json | jq -r .data.repository)" = "$name" ]'
done <<-END
	ssh://git@host.example:22/plants/pune.git/ pune
	host.example:pune pune
	/srv/pune/.git pune
	/srv/pune.git/. pune
	https://host.example/a/नाशिक.git नाशिक
	../.. sited
	. sited
END
cd "$TMP/plant" || exit 99
t 'nothing of all that has hurt the tables' 'sx publish "$DB" && same_as_fresh'

t 'what others keep in the schema is left alone, and a kind that is no more has no rows' '
	psql -c "create table sx.board(repository text, target int); insert into sx.board values ('"'odd'"', 5); alter table sx.record add column mine text"
	cd "$TMP/odd"
	git rm -rq order .sx/schema/order.yaml
	git commit -qm "No orders any more"
	sx publish "$DB" --name odd 2>&1
	[ "$(ask "select count(*) from sx.board")" = 1 ] && [ "$(ask "select count(*) from sx.\"order\"")" = 0 ]'

# --- the recipes ---
today=$(date +%F)
export today
t 'all repositories of a folder, one of them broken' '
	mkdir -p "$TMP/all/bad.git"; git clone -q --bare "$TMP/plant" "$TMP/all/one.git"; git clone -q "$TMP/second" "$TMP/all/two"
	psql -c "drop schema sx cascade" 2>/dev/null
	fails 4 "bad.git is not published" sh "$SX_SOURCE/examples/recipes/publish-all.sh" "$TMP/all" "$DB"
	[ "$(ask "select string_agg(repository, '"', '"' order by repository) from sx.repository")" = "plant, second" ]
	rm -r "$TMP/all/bad.git"; sh "$SX_SOURCE/examples/recipes/publish-all.sh" "$TMP/all" "$DB"'
t 'the same by --with, and one that another is called like' '
	psql -c "drop schema sx cascade" 2>/dev/null
	(cd "$TMP/all" && code=0 && sx publish "$DB" --json --with one.git --with two --with ./lost >"$TMP/json" || code=$?; [ $code = 4 ])
	jq -e "[.data[].repository] == [\"plant\", \"second\"] and ([.coverage[].state] | sort == [\"missing\", \"ok\", \"ok\"])" "$TMP/json"
	(cd "$TMP/all" && sx init other/second --site OTH --name Other >/dev/null && fails 5 "second is not published" sx publish "$DB" --with ./other/second --with two)
	fails 2 "one repository" sx publish "$DB" --name x --with "$TMP/all/two"'
t 'nor is one written in the place of another of the same run' '
	sx init "$TMP/all/here/twin" --site ONE --name One >/dev/null; sx init "$TMP/all/there/twin" --site TWO --name Two >/dev/null
	cd "$TMP/all/here/twin"
	fails 5 "it would be called .twin. there, as " sx publish "$DB" --anew --with ../../there/twin
	[ "$(ask "select string_agg(distinct site, '"', '"') from sx.person where repository = '"'twin'"'")" = ONE ]'

t 'the views are made, and made again' 'psql -f "$SX_SOURCE/examples/recipes/grafana.sql"; psql -f "$SX_SOURCE/examples/recipes/grafana.sql"'
cd "$TMP/plant" || exit 99
t 'late is what is overdue' '
	sx overdue --today $today --csv | tr -d "\r" | sed 1d | cut -d, -f1 | sort >"$TMP/records"
	ask "select id from board.overdue where repository = '"'plant'"'" | sort | alike "$TMP/records"'
t 'KPIs stand as they are shown' '
	for kpi in $(sx list kpi --columns id --csv | tr -d "\r" | sed 1d); do
		shown=$(sx kpi show $kpi --today $today --json | jq -r .data.colour); there=$(ask "select status from board.kpi where id = '"'\$kpi'"' and repository = '"'plant'"'")
		echo "$kpi $shown $there"; [ "$shown" = "$there" ]
	done; [ "$(ask "select count(*) from board.kpi where status = '"'green'"' or status = '"'red'"'")" -gt 0 ] || [ "$today" \> 2026-12-31 ]'
t 'open actions by day are those of each day' '
	for day in 2026-06-30 2026-09-15 2026-11-20; do
		there=$(ask "select coalesce(sum(open), 0) from (select distinct on (site) open from board.actions_open where repository = '"'plant'"' and day <= '"'\$day'"' order by site, day desc) s")
		then=$(git rev-list -1 --first-parent --before="$day 23:59:59 +0000" main)
		counted=$(git grep -lE "^state: (open|active|blocked)$" $then -- action | wc -l)
		echo "$day: $there, $counted"; [ "$there" = "$counted" ]
	done'
t 'moved due days are those that were extended' '
	[ "$(ask "select count(*) from board.extensions where repository = '"'plant'"' and kind = '"'action'"'")" = "$(ask "select sum(extensions) from sx.action where repository = '"'plant'"'")" ]'
