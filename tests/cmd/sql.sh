# sx sql
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-11-27 --tags pump,oil --progress 40 >/dev/null
sx action add 'Order grease' --owner asha --due 2026-11-20 >/dev/null

expect 'sx sql "select id, title, due, progress from action order by due desc"' <<-EOT
	id                title             due         progress
	ACT-2611-0000001  Replace the seal  2026-11-27        40
	ACT-2611-0000002  Order grease      2026-11-20
EOT
expect 'sx sql select kind, count\(\*\) as n from record group by kind --csv | tr -d "\r"' <<-EOT
	kind,n
	action,2
	person,3
EOT
expect 'echo "select title, progress, tags, 0.5 as half from action where progress" | sx sql --json | python3 -c "import json, sys; print(json.load(sys.stdin)[\"data\"])"' <<-EOT
	[{'title': 'Replace the seal', 'progress': 40, 'tags': '["pump","oil"]', 'half': 0.5}]
EOT
expect 'sx sql "select value from action, json_each(tags) order by value" --csv | tr -d "\r"' <<-EOT
	value
	oil
	pump
EOT
expect 'sx sql "select field, target from link where target = '"'ben'"'" --csv | tr -d "\r"' <<-EOT
	field,target
	owner,ben
EOT
expect 'sx sql "select subject from change_log order by seq desc limit 1" --csv | tr -d "\r" | sed 1d | cut -d: -f1 | tr -d "\""' <<-EOT
	action ACT-2611-0000002
EOT
t 'touches are those of git' 'test "$(sx sql "select count(*) from touch" --csv | tail -1 | tr -d "\r")" = "$(git log --format= --name-only --root | wc -l)"'
t 'blob ids are those of git' 'test "$(sx sql "select oid from record where id = '"'ben'"'" --csv | tail -1 | tr -d "\r")" = "$(git rev-parse HEAD:person/ben.yaml)"'
expect 'sx sql "select id from record where title regexp '"'^order'"'" --csv | tr -d "\r"' <<-EOT
	id
	ACT-2611-0000002
EOT
t 'edits in the work tree are seen, and --at looks back' '
	printf "name: Dev\nemail: dev@plant.example\n" >person/dev.yaml
	test "$(sx sql "select count(*) from person" --csv | tail -1 | tr -d "\r")" = 4
	test "$(sx --at HEAD~2 sql "select count(*) from record" --csv | tail -1 | tr -d "\r")" = 3
	rm person/dev.yaml'
for sql in 'delete from record' 'drop table record' 'insert into record(rid) values(1)' 'create table x(y)' 'pragma user_version = 7' \
	"attach '/etc/passwd' as p" "select load_extension('x')" 'vacuum' 'select 1; select 2' 'selec 1' 'select x from nothing' ''; do
	expect_code 2 sx sql "$sql"
done
t 'and nothing was changed by them' 'test "$(sx sql "select count(*) from record" --csv | tail -1 | tr -d "\r")" = 5'
t 'a deleted index is made again' 'rm -rf .git/sx; sx sql "select 1"; test -s .git/sx/index.db'
t 'where none can be written there is one in memory' 'rm -rf .git/sx; : >.git/sx; test "$(sx sql "select count(*) from change_log, person" --csv | tail -1 | tr -d "\r")" -gt 3; rm .git/sx'
