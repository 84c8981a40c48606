# sx audit: the trail as a table, and the pack for an inspector.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-11-27 --tags pump >/dev/null
A=$(real ACT-1)
clock 2026-11-21T09:00:00Z
as ben sx action extend "$A" 2026-12-04 -m 'the supplier is late' >/dev/null
clock 2026-11-22T09:00:00Z
sed -i 's/^title: .*/title: Replace both seals/' "action/2026/11/$A.yaml"
git commit -qam 'by hand, with git'
clock 2026-11-23T09:00:00Z
sx person set ben --roles qa >/dev/null
clock 2026-11-24T09:00:00Z
as ben sx action set "$A" --tags oil >/dev/null

expect "sx audit $A --since 2026-11-21" <<-EOT
	WHO   ROLE  CLAIMED           RECEIVED  RECORD            FIELD  OLD               NEW                                       REASON                COMMIT
	ben   qa    2026-11-24 09:00  -         ACT-2611-0000001  tags   pump              -                                         -                     COMMIT-8
	ben   qa    2026-11-24 09:00  -         ACT-2611-0000001  tags   -                 oil                                       -                     COMMIT-8
	asha  -     2026-11-22 09:00  -         ACT-2611-0000001  title  Replace the seal  Replace both seals                        -                     COMMIT-6
	ben   -     2026-11-21 09:00  -         ACT-2611-0000001  due    2026-11-27        2026-12-04                                the supplier is late  COMMIT-5
	ben   -     2026-11-21 09:00  -         ACT-2611-0000001  notes  -                 at: 2026-11-21T09:00:00+00:00; by: ben;…  the supplier is late  COMMIT-5
EOT
expect "sx audit $A --field due --sort claimed --csv | tr -d '\r'" <<-EOT
	by,name,email,role,claimed,received,verb,kind,id,field,old,new,reason,commit
	asha,asha,asha@plant.example,,2026-11-20T09:00:00+00:00,,action add,action,ACT-2611-0000001,due,,2026-11-27,,COMMIT-4
	ben,Ben,ben@plant.example,,2026-11-21T09:00:00+00:00,,action extend,action,ACT-2611-0000001,due,2026-11-27,2026-12-04,the supplier is late,COMMIT-5
EOT
t 'several records, one named twice' '
	sx audit ben "$A" ben --json | jq -r ".data[].id" | sort | uniq -c >"$TMP/out"
	[ "$(wc -l <"$TMP/out")" = 2 ] && [ "$(sx audit "$A" --json | jq ".data | length")" = "$(awk "/ACT-/ { print \$1 }" "$TMP/out")" ]'
t 'of one kind' 'sx person audit --json | jq -e "[.data[].kind] | unique == [\"person\"]"'
t 'by a person' 'sx audit --by ben --json | jq -e "[.data[].by] | unique == [\"ben\"]"'
t 'until a day' '[ "$(sx audit "$A" --until 2026-11-21 --field due --csv | wc -l)" = 3 ]'
t 'in an order' '
	sx audit --sort field,-claimed --json | jq -r ".data[] | [.field, .claimed] | @tsv" >"$TMP/got"
	sort -t "$(printf "\t")" -k1,1 -k2,2r -s "$TMP/got" | diff - "$TMP/got"'
t 'a limit, in an order or not' '[ "$(sx audit -n 2 --csv | wc -l)" = 3 ] && [ "$(sx audit -n 2 --sort id --csv | wc -l)" = 3 ]'
t 'who is found by the address of then' '
	sx person set ben --email benedict@plant.example >/dev/null
	[ "$(sx audit --by ben --field due --json | jq -r ".data[0].by")" = ben ]
	[ "$(sx audit "$A" --field due -n 1 --json | jq -r ".data[0].by")" = ben ]'
t 'somebody whom nobody knows is shown by the e-mail' '
	sed -i "s/^title: .*/title: By a stranger/" "action/2026/11/'"$A"'.yaml"
	git -c user.name=Eve -c user.email=eve@elsewhere.example commit -qam stranger
	sx audit "$A" --field title -n 1 | grep -q "^eve@elsewhere.example  *- " '
t 'escapes do not reach the terminal' '
	sx action set "$A" --title "Seal" -m "$(printf "a\033[31mb")" >/dev/null
	! sx audit -n 1 | grep -q "$(printf "\033")"'
t 'a reader that leaves' 'sx audit | head -1 >/dev/null'
expect 'sx audit --sort who' <<-EOT
	sx: the trail has no column 'who'
	  its columns are those of --csv, as in: sx audit --sort claimed
	[status 2]
EOT
expect_code 4 sx audit nobody
expect_code 4 sx audit --by nobody
expect_code 2 sx audit --field dew
expect_code 2 sx audit --since someday

# Through a hub: the claim and the receipt.
t 'received' '
	sx init --bare --hub --person asha "$TMP/hub.git" >/dev/null
	sx clone "$TMP/hub.git" "$TMP/b" >/dev/null
	cd "$TMP/b"
	sx person add ben Ben --email ben@plant.example >/dev/null
	clock 2026-11-26T10:30:00Z
	sx sync >/dev/null && git fetch -q origin +refs/sx/receipts:refs/sx/hub/origin/receipts
	sx -C "$TMP/hub.git" audit ben -n 1 --json | jq -e ".data[0].received == \"2026-11-26T10:30:00Z\""
	sx audit ben --field name --json | jq -e ".data[0] | .claimed == \"2026-11-24T09:00:00+00:00\" and .received == \"2026-11-26T10:30:00Z\""
	sx audit ben --field name | grep -q "2026-11-24 09:00  2026-11-26 10:30Z"
	sx audit asha --field name --json | jq -e ".data[0].received == null"'
