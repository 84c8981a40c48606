# sx conflicts: the inbox of what waits for a decision.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh hub || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-11-30 --deliverable 'a dry pump' >/dev/null
sx action add 'Paint the door' --owner asha --due 2026-11-30 >/dev/null
a=$(real ACT-1) b=$(real ACT-2)
expect 'sx conflicts; sx conflicts --json' <<-EOT
	{"sx":1,"command":"conflicts","commit":"COMMIT-5","today":"2026-11-20","data":[]}
EOT
cd ..
git clone -q --bare hub hub.git
sx clone hub.git pune >/dev/null
as ben sx clone hub.git gdansk >/dev/null
clock 2026-11-21T08:00:00Z
as ben sx -C gdansk action extend "$a" 2026-12-07 -m holidays >/dev/null
as ben sx -C gdansk action cancel "$a" -m 'the pump goes' >/dev/null
as ben sx -C gdansk action set "$b" --title 'Paint the gate' >/dev/null
cd pune || exit 99
sx action extend "$a" 2026-12-14 -m 'the part is late' >/dev/null
sx action set "$a" deliverable= >/dev/null
as chitra sx action block "$a" -m rain >/dev/null
sx action set "$b" --title 'Paint the wall' >/dev/null
as ben git -C ../gdansk commit -q --allow-empty -m x
(cd ../gdansk && f=$(ls action/2026/11/"$a".yaml) && sed -i 's/^deliverable: .*/deliverable: a pump that is sold/' "$f" && as ben git commit -qam hand && as ben git push -q)
git pull -q --no-rebase --no-edit >/dev/null
commits() { sed 's/ [0-9a-f]\{10\}\b/ COMMIT/; s/,[0-9a-f]\{40\},/,COMMIT,/'; }
expect 'sx conflicts | commits' <<-EOT
	FIELD        VALUE                                   BY                 AT          COMMIT      SHOWN

	ACT-2611-0000002  Paint the gate
	title        Paint the gate                          ben                2026-11-21  COMMIT  shown
	title        Paint the wall                          asha               2026-11-21  COMMIT

	ACT-2611-0000001  Replace the seal
	deliverable  (none)                                  asha               2026-11-21  COMMIT
	deliverable  a pump that is sold                     ben@plant.example  2026-11-21  COMMIT  shown
	due          2026-12-07                              ben                2026-11-21  COMMIT  shown
	due          2026-12-14                              asha               2026-11-21  COMMIT
	state        state: blocked                          chitra             2026-11-21  COMMIT  shown
	state        state: cancelled closed_on: 2026-11-21  ben                2026-11-21  COMMIT
EOT
# A programme gets all of it, also in a bare repository and of a day that was.
expect 'sx conflicts title~door --json | commits | sed "s/.*\"data\"/\"data\"/"; sx conflicts "title:\"Paint the gate\"" --csv | commits | tr -d "\r"' <<-EOT
	"data":[]}
	id,kind,title,field,entry,value,by,at,commit,shown
	ACT-2611-0000002,action,Paint the gate,title,,Paint the gate,ben,2026-11-21T08:00:00+00:00,COMMIT,true
	ACT-2611-0000002,action,Paint the gate,title,,Paint the wall,asha,2026-11-21T08:00:00+00:00,COMMIT,false
EOT
t 'in JSON values stand as they are' '
	sx conflicts --json >"$TMP/json" || [ $? = 1 ]
	python3 - "$TMP/json" <<-EOT
	import json, sys
	rows = json.load(open(sys.argv[1]))["data"]
	assert len(rows) == 8 and sum(r["shown"] for r in rows) == 4, rows
	state = [r for r in rows if r["field"] == "state"]
	assert state[1]["value"] == "state: cancelled\nclosed_on: 2026-11-21\n" and not state[1]["shown"], state
	assert [r["value"] for r in rows if r["field"] == "deliverable"] == [None, "a pump that is sold"]
	EOT'
t 'the status says whether something waits' 'expect_code 1 sx conflicts; expect_code 0 sx conflicts title:none; expect_code 0 sx conflicts --at HEAD~1'
t 'a bare one has the same' 'git push -q && code=0; sx -C ../hub.git conflicts >"$TMP/bare" || code=$?; [ $code = 1 ] && sx conflicts | cmp - "$TMP/bare"'
expect_code 2 sx conflicts nofield:x
# Who settles for what is shown has chosen it as well: when somebody else has settled otherwise, both are named.
(cd ../gdansk && git pull -q --no-rebase --no-edit && as ben sx resolve "$b" title --by ben -m agreed) >/dev/null
clock 2026-11-22T08:00:00Z
as chitra sx resolve "$b" title --by asha -m 'it is a wall' >/dev/null
as ben git -C ../gdansk push -q && git pull -q --no-rebase --no-edit >/dev/null
expect 'sx conflicts title~Paint --csv | commits | cut -d , -f 4,6-9 | tr -d "\r"' <<-EOT
	field,value,by,at,commit
	title,Paint the gate,ben,2026-11-21T08:00:00+00:00,COMMIT
	title,Paint the wall,chitra,2026-11-22T08:00:00+00:00,COMMIT
EOT
