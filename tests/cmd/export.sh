# sx export
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
cd "$TMP/plant" || exit 99
sx action add '=1+1 and "more"' --owner ben --due 2026-11-27 --tags pump,oil >/dev/null
sx action add "'-quoted" --owner asha --due 2026-11-20 >/dev/null
sx action cancel "$(real ACT-2)" -m 'no money' >/dev/null

expect 'sx export action --columns title,owner,status,tags | tr -d "\r" | sort -t, -k3' <<-EOT
	ACT-2611-0000002,"''-quoted",asha,cancelled,
	ACT-2611-0000001,"'=1+1 and ""more""",ben,open,"[""pump"",""oil""]"
	id,title,owner,state,tags
EOT
t 'lines end as RFC 4180 says' '[ "$(sx export action | tr -cd "\r" | wc -c)" = 3 ]'
t 'ended records too, unless the filter says otherwise' '[ "$(sx export action | wc -l)" = 3 ] && [ "$(sx export action is:open | wc -l)" = 2 ]'
expect 'sx export action is:open --columns title,due,progress,tags --ndjson' <<-EOT
	{"id":"ACT-2611-0000001","title":"=1+1 and \"more\"","due":"2026-11-27","progress":null,"tags":["pump","oil"]}
EOT
expect 'sx --json export action owner:asha --columns title | sed "s/\"commit\": *\"[0-9a-f]*\"/\"commit\":C/"' <<-EOT
	{"sx":1,"command":"export","commit":C,"today":"2026-11-20","data":[{"id":"ACT-2611-0000002","title":"'-quoted"}]}
EOT
t 'a kind without records has its heading' 'sx export unit | tr -d "\r" | grep -qx "id,name,type,parent,.*" && [ "$(sx export unit | wc -l)" = 1 ]'
expect 'sx export action --columns onwer' <<-EOT
	sx: action has no field 'onwer'
	  did you mean 'owner'?
	[status 2]
EOT
expect_code 2 sx export
expect_code 2 sx export axtion
expect 'sx export action -state:open -c state | tr -d "\r"; sx export action -1; sx report status -1' <<-EOT
	id,state
	ACT-2611-0000002,cancelled
	sx: there is no option '-1'
	  -h lists the options
	sx: there is no option '-1'
	  -h lists the options
	[status 2]
EOT
t 'as of a day, and bare' '
	[ "$(sx --at HEAD~2 export action | wc -l)" = 2 ]
	git clone -q --bare . ../bare.git && [ "$(sx --git-dir ../bare.git export action | wc -l)" = 3 ]'
t 'a file that does not read is named' '
	echo "title: [" >action/2026/11/ACT-2611-AAAAAAA.yaml
	sx export action >../out.csv 2>../err; [ "$(wc -l <../out.csv)" = 3 ]; cat ../err; grep -q "sx check" ../err
	rm action/2026/11/ACT-2611-AAAAAAA.yaml'

# --- import is the inverse: each kind of the example plant, taken out and put back ---
sh "$SX_SOURCE/examples/plant/make.sh" "$TMP/whole" >/dev/null || exit 99
cat >"$TMP/plain.py" <<'EOF'
import json, sys
# Records as they were: without the entry that says they were imported.
for line in sorted(sys.stdin):
    record = json.loads(line)
    if record["notes"] and record["notes"][-1]["did"] == "import":
        record["notes"].pop()
    print(json.dumps(record, sort_keys=True))
EOF
inverse() { # kind format
	rm -rf "$TMP/part"
	git clone -q "$TMP/whole" "$TMP/part"
	cd "$TMP/part" || return 1
	who=$(git log -1 --format=%ae)
	git config user.email "$who"
	git config user.name Somebody
	keep=$(grep -rlx "email: $who" person)
	sx export "$1" --ndjson >"$TMP/before"
	case $2 in
	csv) sx export "$1" ;;
	json) sx --json export "$1" ;;
	ndjson) sx export "$1" --ndjson ;;
	esac >"$TMP/export.$2"
	git rm -rqf "$1" || return
	git checkout -q HEAD -- "$keep" || return
	git commit -qm out || return
	[ "$(git ls-files "$1" | grep -vcxF "$keep")" = 0 ] || return 1
	sx import "$1" "$TMP/export.$2" || return 1
	sx export "$1" --ndjson | python3 "$TMP/plain.py" >"$TMP/after"
	python3 "$TMP/plain.py" <"$TMP/before" | diff - "$TMP/after" && [ -s "$TMP/after" ]
}
for file in "$SX_SOURCE"/schema/kinds/*.yaml; do
	kind=$(basename "$file" .yaml)
	for format in csv ndjson; do
		t "$kind as $format and back" "inverse $kind $format"
	done
done
t 'action as json and back' 'inverse action json && sx check'
