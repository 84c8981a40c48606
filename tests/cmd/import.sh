# sx import
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
cd "$TMP/plant" || exit 99
tip() { git rev-parse HEAD; }
untouched() { [ "$(tip)" = "$before" ] && [ -z "$(git status --porcelain)" ]; }

# --- without a mapping ---
cat >../plain.csv <<'EOF'
title,owner,due,priority,tags
Replace the seal,ben,2026-11-27,high,"[""pump"",""oil""]"
"Order
grease",asha,2026-11-20,,
Paint the wall,asha,2026-11-31,low,paint
Oil the chain,bne,2026-12-01,soon,
Grease it,bne,2026-12-01,,
EOF
expect 'sx import action ../plain.csv --dry-run' <<-EOT
	../plain.csv: 5 rows
	      1 new
	      4 refused
	../plain.csv:3: title: it has several lines and takes one
	../plain.csv:5: due: there is no day '2026-11-31'
	../plain.csv:6: priority: 'soon' is none of: low, normal, high, critical
	../plain.csv:7: owner: there is no person 'bne'
	[status 1]
EOT
before=$(tip)
expect 'sx import action ../plain.csv' <<-EOT
	../plain.csv:3: title: it has several lines and takes one
	../plain.csv:5: due: there is no day '2026-11-31'
	../plain.csv:6: priority: 'soon' is none of: low, normal, high, critical
	../plain.csv:7: owner: there is no person 'bne'
	sx: 4 of 5 rows were refused, so nothing was written (../plain.csv:3)
	  '--dry-run' lists every one with its reason, '--skip-bad' leaves them out
	[status 3]
EOT
t 'a refused file leaves nothing' 'untouched && [ ! -e action ]'
expect 'sx import action ../plain.csv --skip-bad -m "from the old list" | head -3' <<-EOT
	../plain.csv: 5 rows
	      1 new
	      4 refused
EOT
expect 'git log -1 --format=%B' <<-EOT
	import 1 action from plain.csv

	from the old list

	Sx-Verb: action import
	Sx-Count: 1
	Sx-Actor: asha
	Sx-Version: $(sx version | sed 's/^sx //')

EOT
expect 'cat action/2026/11/*' <<-EOT
	title: Replace the seal
	owner: ben
	due: 2026-11-27
	first_due: 2026-11-27
	priority: high
	class: operational
	state: open
	tags:
	  - pump
	  - oil
	created: 2026-11-20T09:00:00+00:00
	created_by: asha
EOT
t 'all is well afterwards' '[ -z "$(git status --porcelain)" ] && git fsck --strict && sx check'

# --- what finds its record ---
cat >../map.yaml <<'EOF'
kind: action
key: "old:{Nr}"
columns:
  Due: {date: "%d/%m/%Y"}
  Prio: {table: {A: high, B: low}, otherwise: normal}
  Who: {lookup: {kind: person, by: name}}
fields: {title: "{What}", owner: "{Who}", due: "{Due}", priority: "{Prio}"}
EOF
printf 'Nr;What;Who;Due;Prio\n1;Check valve;Ben;03/12/2026;A\n2;Clean filter;Chitra;04/12/2026;C\n' >../old.csv
expect 'sx import --map ../map.yaml ../old.csv' <<-EOT
	../old.csv: 2 rows
	      2 new
	      1 Prio: 'C', not in the table, is read as 'normal'
EOT
before=$(tip)
expect 'sx import action --map ../map.yaml ../old.csv' <<-EOT
	../old.csv: 2 rows
	      2 unchanged
	      1 Prio: 'C', not in the table, is read as 'normal'
EOT
t 'the same file twice changes nothing' untouched
expect 'sx list action external:old:1 --columns title,owner,due,priority' <<-EOT
	TITLE        OWNER  DUE         PRIORITY
	Check valve  ben    2026-12-03  high
EOT
sed 's/Clean filter/Clean the filter/' ../old.csv >../new.csv
expect 'sx import --map ../map.yaml ../new.csv | head -3' <<-EOT
	../new.csv: 2 rows
	      1 changed
	      1 unchanged
EOT
t 'one file changed' '[ "$(git show --format= --name-only | wc -l)" = 1 ]'

# --- no flag skips a guard ---
sed 's,04/12/2026,14/12/2026,' ../new.csv >../late.csv
before=$(tip)
expect_code 3 sx import --map ../map.yaml ../late.csv
t 'a due day moves with a reason only' untouched
t 'which -m gives' 'sx import --map ../map.yaml ../late.csv -m "parts come late" && sx export action external:old:2 --ndjson | grep -q "\"did\":\"extend\",\"text\":\"parts come late\""'
cat >../closed.csv <<'EOF'
title,owner,due,state,closed_on,created,created_by
Old work,ben,2024-05-01,closed,2024-04-30,2024-01-05T08:00:00+00:00,chitra
EOF
t 'a new record may bring a past' 'sx import action ../closed.csv'
expect 'sed -n "/^notes/,\$p" "$(git show --format= --name-only)"' <<-EOT
	notes:
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: import
EOT
t 'which its notes say' 'sx check'
sx action add 'Guard the belt' --owner ben --due 2026-12-01 --class safety >/dev/null
printf 'id,state\n%s,closed\n' "$(real ACT-5)" >../jump.csv
before=$(tip)
expect 'sx import action ../jump.csv' <<-EOT
	../jump.csv:2: no step taken leads from open to closed
	sx: 1 of 1 rows was refused, so nothing was written (../jump.csv:2)
	  '--dry-run' lists every one with its reason, '--skip-bad' leaves them out
	[status 3]
EOT
t 'one that is there is not moved by import' untouched

# --- links inside the file ---
cat >../units.csv <<'EOF'
id,name,parent
press,Press shop,works
works,The works,
weld,Weld shop,nowhere
seam,Seam team,weld
EOF
expect 'sx import unit ../units.csv --skip-bad' <<-EOT
	../units.csv: 4 rows
	      2 new
	      2 refused
	../units.csv:4: parent: there is no unit 'nowhere'
	../units.csv:5: parent: there is no unit 'weld'
	[status 1]
EOT

# --- rows that are entries ---
sx kpi add 'Effect of the presses' --slug oee --owner asha --frequency month --direction up >/dev/null
cat >../readings.yaml <<'EOF'
kind: reading
empty: ["#REF!"]
skip:
  - {column: Value, empty: true, why: no value}
columns:
  Value: {number: true, decimal: comma}
  year: {from: "{Month}", take: "^[0-9]{4}"}
fields: {kpi: oee, year: "{year}", readings.period: "{Month}", readings.value: "{Value}"}
EOF
printf 'Month\tValue\n2025-11\t81,5\n2025-12\t#REF!\n2026-01\t83\n2026-02\t84,25\n' >../oee.csv
expect 'sx import --map ../readings.yaml ../oee.csv' <<-EOT
	../oee.csv: 4 rows
	      2 new
	      3 new entries
	      1 Value: '#REF!' is read as empty
	      1 left out: no value
EOT
expect 'cat reading/oee/2026.yaml' <<-EOT
	kpi: oee
	year: 2026
	readings:
	  - period: 2026-01
	    value: 83
	    at: 2026-11-20T09:00:00+00:00
	    by: asha
	  - period: 2026-02
	    value: 84.25
	    at: 2026-11-20T09:00:00+00:00
	    by: asha
EOT
printf 'Month\tValue\n2026-01\t83\n2026-02\t84,25\n2026-03\t85\n2026-03\t85\n2026-03\t86\n' >../oee.csv
expect 'sx import --map ../readings.yaml ../oee.csv --dry-run' <<-EOT
	../oee.csv: 5 rows
	      1 changed
	      1 new entries
	      2 unchanged entries
	      1 refused
	      1 left out: rows that repeat another one
	../oee.csv:6: a row before it has the same period and says something else
	[status 1]
EOT

# The later of two rows counts, every time.
sed 's/^kind: reading/&\nrepeat: last/' ../readings.yaml >../last.yaml
t 'the last of two rows' 'sx import --map ../last.yaml ../oee.csv && grep -q "value: 86" reading/oee/2026.yaml'
before=$(tip)
expect 'sx import --map ../last.yaml ../oee.csv' <<-EOT
	../oee.csv: 5 rows
	      1 unchanged
	      3 unchanged entries
	      1 left out: rows that repeat another one
	      1 left out: rows before the last of their period
EOT
t 'twice the same' untouched

# --- JSON, standard input, encodings ---
printf '{"n": 2, "data": {"rows": [\n {"t": "One", "who": {"id": "ben"}},\n {"t": null, "who": {"id": "ben"}}\n]}}' >../deep.json
cat >../deep.yaml <<'EOF'
kind: action
rows: data.rows
fields: {title: "{t}", owner: "{who.id}", due: 2026-12-24}
EOF
expect 'sx import --map ../deep.yaml ../deep.json' <<-EOT
	../deep.json:3: title is missing
	sx: 1 of 2 rows was refused, so nothing was written (../deep.json:3)
	  '--dry-run' lists every one with its reason, '--skip-bad' leaves them out
	[status 3]
EOT
expect "echo '{\"title\": \"By line\", \"owner\": \"ben\", \"due\": \"2026-12-24\"}' | sx --json import action - --format ndjson | sed 's/\"commit\": *\"[0-9a-f]*\"/\"commit\":C/'" <<-EOT
	{"sx":1,"command":"import","commit":C,"today":"2026-11-20","data":{"file":"-","kind":"action","dry_run":false,"rows":1,"new":1,"made":0,"changed":0,"same":0,"entries_new":0,"entries_changed":0,"entries_same":0,"left_out":0,"tallies":[],"refused":[]}}
EOT
printf 'title\towner\tdue\n\303\234bung\tben\t2026-12-24\n' | iconv -f utf-8 -t utf-16le | { printf '\377\376'; cat; } >../wide.csv
t 'UTF-16 with a byte order mark' 'sx import action ../wide.csv && sx list action title:Übung | grep -q Übung'

# --- what is wrong with the files ---
expect 'sx import action ../none.csv' <<-EOT
	sx: cannot read '../none.csv': No such file or directory
	[status 4]
EOT
expect 'sx import axtion ../plain.csv' <<-EOT
	sx: there is no kind 'axtion'
	  did you mean 'action'?
	[status 2]
EOT
printf 'titel,owner\nx,ben\n' >../typo.csv
expect 'sx import action ../typo.csv' <<-EOT
	sx: action has no field 'titel' (../typo.csv:1)
	  did you mean 'title'? or say in a mapping file what the column is
	[status 3]
EOT
printf 'ID,Title, Owner ,DUE,First-Due,Overdue,Outcome\n,Heads as in a sheet, ben,2026-12-01 ,2026-12-01, , \n' >../heads.csv
expect 'sx import action ../heads.csv && sx list action "Heads as in" --json -c title,owner,due | jq -c .data; sx undo >/dev/null' <<-EOT
	../heads.csv: 1 row
	      1 new
	[{"title":"Heads as in a sheet","owner":"ben","due":"2026-12-01"}]
EOT
printf 'Due,title,due\n2026-12-01,x,2026-12-02\n' >../twice.csv
printf '{"Title": "x", "title": "y"}\n' >../twice.ndjson
printf 'Title,Due date\nx,2026-12-02\n' >../near.csv
printf 'ID,Name,E-Mail,reviewedOn\nzoe,Zoe,zoe@plant.example,\n' >../mail.csv
expect 'sx import person ../mail.csv -n' <<-EOT
	../mail.csv: 1 row
	      1 new
EOT
expect 'sx import action ../twice.csv; sx import action ../near.csv; sx import action ../twice.ndjson' <<-EOT
	sx: the columns 'Due' and 'due' are both due (../twice.csv:1)
	  take one of them out, or say in a mapping file what they are
	sx: action has no field 'Due date' (../near.csv:1)
	  did you mean 'due'? or say in a mapping file what the column is
	../twice.ndjson:1: the columns 'Title' and 'title' are both title
	sx: 1 of 1 rows was refused, so nothing was written (../twice.ndjson:1)
	  '--dry-run' lists every one with its reason, '--skip-bad' leaves them out
	[status 3]
EOT
printf 'kind: action\nfields: {title: "{What}", onwer: ben}\n' >../bad.yaml
expect 'sx import --map ../bad.yaml ../old.csv' <<-EOT
	sx: action has no field 'onwer' (../bad.yaml:2:27)
	  did you mean 'owner'?
	[status 3]
EOT
expect_code 2 sx import ../plain.csv
expect_code 2 sx import action a.csv b.csv
expect_code 2 sx --today 2026-01-01 import action ../plain.csv

# --- hostile ---
before=$(tip)
for id in ../../x .git/config ACT-2611-0000000/../../x; do
	printf 'id,name\n%s,X\n' "$id" >../hostile.csv
	expect_code 3 sx import unit ../hostile.csv
done
printf 'title,owner,due\n"\033[2Jx",ben,2026-12-01\n' >../escape.csv
expect_code 3 sx import action ../escape.csv
printf 'name,email,id\nX,BEN@plant.example,x\nY,y@p.example,y\nZ,Y@p.example,z\n' >../mail.csv
expect 'sx import person ../mail.csv --dry-run' <<-EOT
	../mail.csv: 3 rows
	      1 new
	      2 refused
	../mail.csv:2: email: 'BEN@plant.example' is that of ben already
	../mail.csv:4: email: 'Y@p.example' is that of y already
	[status 1]
EOT
t 'what takes long says how far it is, and wipes that before it says what came of it' '
	python3 -c "import pty, sys; pty.spawn([\"sh\", \"-c\", sys.argv[1]])" "(echo title,owner,due; sleep 1.2; yes x,nobody,2026-12-01 | head -n 256) |
		sx import action --no-pager -n --format csv -" >"$TMP/out"
	grep -aP "rows 256\x1b\[K\r\x1b\[K" "$TMP/out" && grep -a "256 refused" "$TMP/out"'
t 'none of it left anything' untouched

# two kinds that point at each other: the one whose link may be left out comes first without it
fresh mutual || exit 99
printf 'id,name,email,unit\ndora,Dora,dora@plant.example,weld\nemil,Emil,emil@plant.example,weld\n' >../people.csv
printf 'id,name,type,head\nweld,Weld shop,team,dora\n' >../teams.csv
expect 'sx import unit ../teams.csv 2>&1 | tail -n 1; sx import person ../people.csv 2>&1 | tail -n 1' <<-EOT
	  '--dry-run' lists every one with its reason, '--skip-bad' leaves them out
	  '--dry-run' lists every one with its reason, '--skip-bad' leaves them out
EOT
expect 'cut -d, -f1-3 ../people.csv | sx import person --format csv - | tail -n 1; sx import unit ../teams.csv | tail -n 1; sx import person ../people.csv | tail -n 1; sx show dora weld --json | jq -c "[.data[] | .unit, .head]"' <<-EOT
	      2 new
	      1 new
	      2 changed
	["weld",null,null,"dora"]
EOT
t 'and all of it again changes nothing' 'before=$(git rev-parse HEAD) && sx import unit ../teams.csv && sx import person ../people.csv && [ "$(git rev-parse HEAD)" = "$before" ] && sx check'
