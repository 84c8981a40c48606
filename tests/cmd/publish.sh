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

# Every row of a schema as text, sorted; but when it came.
content() { # schema
	ask "select format('select %L || (to_jsonb(t) - ''published_at'')::text from %I.%I t', relname || ' ', '$1', relname) from pg_stat_user_tables
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
	grep -q "^would make 22 tables in the schema .sx.$" "$TMP/said"
	grep -q "^plant: would be $(git ls-files "*.yaml" | grep -vc "^.sx/") records written, 0 removed, $(git rev-list --count HEAD) commits added: all of it, as of " "$TMP/said"
	[ "$(ask "select count(*) from pg_namespace where nspname = '"'sx'"'")" = 0 ]'
t 'publishing says how much' '
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"
	grep -q "^made 22 tables in the schema .sx.$" "$TMP/said"
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
same_as_fresh() { # the tables are those that a new schema would have
	psql -c 'drop schema if exists fresh cascade' 2>/dev/null
	sx publish "$DB" --name plant --schema fresh >/dev/null && content fresh >"$TMP/fresh" && content sx | grep -F "\"repository\": \"plant\"" | alike "$TMP/fresh"
}
git config user.name 'Maintenance'
git config user.email "$(sx sql 'select email from person where id = '"'maint.eng'" --csv | tail -1 | tr -d '\r')"
sx action add 'Paint the guard rail' --owner maint.eng --due +2w --tags paint,rail >/dev/null 2>&1
sx action note "$(real ACT-2611)" 'Colour: RAL 1003, "signal yellow"' >/dev/null 2>&1
id=$(sx list action 'title~/^Paint the guard/' --columns id --csv | tail -1 | tr -d '\r')
git config merge.sx.driver 'sx merge-driver %O %A %B %P'
t 'only what has changed is written' '
	places sx >"$TMP/places"
	sx action note $id "RAL 1003	\\N \\. 100%" && sx action set $id --tags rail -m "one is enough"
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"
	grep -q "^plant: 1 record written, 0 removed, [34] commits added: " "$TMP/said"
	places sx | grep -v "^repository" >"$TMP/after"; grep -v "^repository" "$TMP/places" | grep -vxFf "$TMP/after" >"$TMP/gone" || true
	[ ! -s "$TMP/gone" ]; same_as_fresh'
t 'steps of the workflow' '
	sx action start $id && sx action extend $id 2026-12-20 -m "no paint" && sx action done $id -m "two coats"
	sx publish "$DB"; same_as_fresh
	[ "$(ask "select state || open || closed_on || extensions from sx.action where id = '"'\$id'"'")" = closedfalse2026-11-201 ]'
t 'readings and what they are judged by' '
	kpi=$(ask "select kpi from sx.readings limit 1")
	sx kpi record $kpi 2026-11 1000000 -m "a test" >/dev/null || sx kpi record $kpi 2026-10 1000000 -m "a test"
	sx publish "$DB" && same_as_fresh
	before=$(ask "select count(*) from sx.readings where kpi = '"'\$kpi'"' and status = '"'green'"'")
	sed -i "s/^target: .*/target: 2000000/; s/^red: .*/red: 1500000/" kpi/$kpi.yaml; sx commit -m "much more" || git commit -qam "much more"
	sx publish "$DB" && same_as_fresh
	[ "$(ask "select count(*) from sx.readings where kpi = '"'\$kpi'"' and status = '"'green'"'")" != "$before" ]'
t 'what is undone goes, in the history too' '
	sx action add "A mistake" --owner maint.eng --due +1w >/dev/null && sx publish "$DB"
	[ "$(ask "select count(*) from sx.record where title = '"'A mistake'"'")" = 1 ]
	sx undo && sx publish "$DB" >"$TMP/said"; cat "$TMP/said"; grep -q " 0 records written, 1 removed" "$TMP/said"
	[ "$(ask "select count(*) from sx.record where title = '"'A mistake'"'")" = 0 ]; same_as_fresh'
t 'a history that was taken back' '
	git branch -q was && sx action add "Another mistake" --owner maint.eng --due +1w >/dev/null && sx publish "$DB"
	git reset -q --hard was && sx publish "$DB" && same_as_fresh
	[ "$(ask "select count(*) from sx.history where new = '"'Another mistake'"'")" = 0 ]'
t 'branches that were merged' '
	git checkout -q -b side && sx action note $id "from the side" && git checkout -q main && sx action note $id "from here" && sx publish "$DB"
	git merge -q -m "Merged" side >"$TMP/said" 2>&1 || { cat "$TMP/said"; exit 1; }
	sx publish "$DB" && same_as_fresh
	[ "$(ask "select count(*) from sx.history where id = '"'\$id'"' and new like '"'%from the side%'"'")" = 1 ]'
t 'another e-mail of somebody' '
	sx person set maint.eng --email new.address@sahyadri.example -m "married" && git config user.email new.address@sahyadri.example
	sx publish "$DB" && sx action note $id "as before" && sx publish "$DB" && same_as_fresh
	[ "$(ask "select count(distinct email) from sx.history where by = '"'maint.eng'"'")" = 2 ]'
t 'edits that are not recorded are not published' '
	sx publish "$DB" && places sx >"$TMP/places"
	echo "# x" >>kpi/$(ask "select kpi from sx.readings limit 1").yaml; sx publish "$DB" && places sx | alike "$TMP/places"; git checkout -q .'

# --- the schema grows ---
mkdir -p .sx/schema
cat >.sx/schema/action.yaml <<-EOF
	kind: action
	fields:
	  shift: {type: enum, values: [early, late], help: the shift that does it}
EOF
cat >.sx/schema/audit.yaml <<-EOF
	kind: audit
	help: an audit of a supplier, it's new
	prefix: AUD
	path: audit/{year}/{id}.yaml
	title: title
	columns: [id, title]
	fields:
	  title: {type: line, required: true, help: what is audited}
	  score: {type: number, help: "the result; 100% is best"}
EOF
t 'a field and a kind more' '
	git add .sx && git commit -qm "More" && sx audit add "Castings" --score 72.50 >/dev/null
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"
	grep -q "^made 1 table" "$TMP/said" && grep -qx "made column action.shift" "$TMP/said"
	[ "$(ask "select score from sx.audit")" = 72.50 ] && same_as_fresh'
t 'a second repository shares the tables, and changes no row of the first' '
	places sx >"$TMP/places"; content sx >"$TMP/content"; cd "$TMP" && fresh second
	mkdir -p .sx/schema && sed "s/type: number/type: line/" ../plant/.sx/schema/audit.yaml >.sx/schema/audit.yaml && git add .sx && git commit -qm "Audits in words"
	sx audit add "Forgings" --score "quite good" >/dev/null
	sx publish "$DB" >"$TMP/said"; cat "$TMP/said"; grep -qx "made column audit.score as text" "$TMP/said"
	[ "$(ask "select string_agg(score, '"', '"' order by repository) from sx.audit")" = "72.50, quite good" ]
	content sx | grep -v "\"repository\": \"second\"" | sed "s/\"score\": \"72.50\"/\"score\": 72.50/" | alike "$TMP/content"'
t 'the first goes on as before' '
	sx audit add "Rods" --score 7 >/dev/null && sx publish "$DB" && [ "$(ask "select string_agg(score, '"', '"' order by score) from sx.audit")" = "7, 72.50, quite good" ]'
t 'a repository of the same name is refused, and has its place when asked for' '
	cd "$TMP" && fresh third/plant && content sx >"$TMP/content"
	code=0; sx publish "$DB" 2>"$TMP/said" || code=$?; cat "$TMP/said"
	[ $code = 5 ] && grep -q "another repository is published as .plant." "$TMP/said" && content sx | alike "$TMP/content"
	sx publish "$DB" --name third && [ "$(ask "select count(*) from sx.repository")" = 3 ]
	sx publish "$DB" --name second --anew && [ "$(ask "select count(*) from sx.audit where repository = '"'second'"'")" = 0 ]
	[ "$(ask "select count(*) from sx.record where repository = '"'second'"'")" = 3 ]'
t 'a clone that is behind is refused' '
	git clone -q --no-local "$TMP/plant" "$TMP/old/plant"
	(cd "$TMP/plant" && clock 2026-11-20T10:00:00Z && git commit -q --allow-empty -m later && sx publish "$DB")
	cd "$TMP/old/plant"; code=0; sx publish "$DB" 2>"$TMP/said" || code=$?; cat "$TMP/said"
	[ $code = 5 ] && grep -q "later commit, which is not here" "$TMP/said"
	sx publish "$DB" --anew && [ "$(ask "select commit from sx.repository where repository = '"'plant'"'")" = "$(git rev-parse HEAD)" ]
	cd "$TMP/plant" && sx publish "$DB" >"$TMP/said"; cat "$TMP/said"; grep -q "0 records written, 0 removed, 1 commit added" "$TMP/said"'
