# sx commit: edits made by hand, judged like commands.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null
sx action add 'Order grease' --owner asha --due 2026-12-04 >/dev/null
a=$(real ACT-1) b=$(real ACT-2) fa=action/2026/11/$(real ACT-1).yaml fb=action/2026/11/$(real ACT-2).yaml
export a b fa fb
head() { git rev-parse HEAD; }
unchanged='[ "$(git rev-parse HEAD)" = "$before" ]'

expect 'sx commit -m nothing' <<-EOT
	nothing is edited
EOT
expect 'sx commit' <<-EOT
	sx: say why with -m
	  as in: sx commit -m 'corrected after the audit'
	[status 2]
EOT
sed -i 's/^title:.*/title: Replace both seals/' "$fa"
expect 'sx commit -n -m "two of them"; git status --porcelain | wc -l' <<-EOT
	would be ACT-2611-0000001: title Replace the seal -> Replace both seals
	1
EOT
expect 'sx commit -m "two of them"; git log -1 --format=%B; git status --porcelain' <<-EOT
	ACT-2611-0000001: title Replace the seal -> Replace both seals
	action ACT-2611-0000001: title Replace the seal -> Replace both seals

	two of them

	Sx-Verb: commit
	Sx-Record: ACT-2611-0000001
	Sx-Actor: asha
	Sx-Version: 0.1.0

EOT
sed -i 's/^title:.*/title: One/' "$fa"
sed -i 's/^title:.*/title: Two/' "$fb"
mkdir -p person/new.d
expect 'sx commit -m one $a; git status --porcelain | wc -l; sx commit -m two action/; git show --stat --format= | tail -n 1' <<-EOT
	ACT-2611-0000001: title Replace both seals -> One
	1
	ACT-2611-0000002: title Order grease -> Two
	 1 file changed, 1 insertion(+), 1 deletion(-)
EOT
sed -i 's/^title:.*/title: Five/' "$fa"
sed -i 's/^title:.*/title: Six/' "$fb"
sed -i 's/^name:.*/name: Benjamin/' person/ben.yaml
expect 'ln -s "$PWD" ../same && cd ../same/action/2026 && sx commit -m one "11/${fa##*/}" && sx commit -m two . && cd .. && sx commit -m three ../person' <<-EOT
	ACT-2611-0000001: title One -> Five
	ACT-2611-0000002: title Two -> Six
	ben: name Ben -> Benjamin
EOT
expect 'cd action && sx commit -m none action' <<-EOT
	sx: nothing that is edited is called 'action'
	  'sx status' lists what is edited
	[status 4]
EOT
expect 'sx commit -m none nobody' <<-EOT
	sx: nothing that is edited is called 'nobody'
	  'sx status' lists what is edited
	[status 4]
EOT
expect 'sx commit -m none $b' <<-EOT
	sx: 'ACT-2611-0000002' is not edited
	  'sx status' lists what is edited
	[status 4]
EOT

t 'several records are one commit, or none' '
	before=$(head)
	sed -i "s/^title:.*/title: Three/" "$fa"
	echo "colour: red" >>"$fb"
	code=0; sx commit -m both || code=$?; [ $code = 3 ] && '"$unchanged"'
	git checkout -q "$fb"
	sed -i "s/^title:.*/title: Four/" "$fb"
	sx commit -m both
	[ "$(git rev-list --count "$before..HEAD")" = 1 ]
	[ "$(git show --format= --name-only | wc -l)" = 2 ]
	[ "$(git log -1 --format="%(trailers:key=Sx-Record,valueonly)" | grep -c ACT)" = 2 ]'

t 'a step by hand is a step: its entry is written' '
	sed -i "s/^state:.*/state: active/" "$fa"
	sx commit -m "began today"
	grep -A 9 "^notes:" "$fa" | grep -q "did: start" && grep -q "text: began today" "$fa" && sx check && [ -z "$(git status --porcelain)" ]'
refused() { # status, what is done to the record
	t "refused: $2" '
		before=$(head)
		sed -i "'"$2"'" "$fa"
		code=0; sx commit -m try || code=$?; [ $code = '"$1"' ] && '"$unchanged"'
		[ -n "$(git status --porcelain)" ] && git checkout -q .'
}
refused 5 's/^state:.*/state: cancelled\\nverified_by: asha/'
refused 5 's/^first_due:.*/first_due: 2027-01-01/'
refused 5 's/^created_by:.*/created_by: ben/'
refused 5 's/^    text: began today/    text: began yesterday/'
refused 3 's/^owner:.*/owner: nobody/'
refused 3 's/^due:.*/due: 2026-02-30/'
refused 3 's/^title:.*/title: *x/'
t 'refused: a record that is removed' '
	before=$(head)
	rm "$fa"; code=0; sx commit -m try || code=$?; [ $code = 5 ] && '"$unchanged"' && git checkout -q .'
t 'refused: a link in place of a record' '
	before=$(head)
	mv "$fa" "$TMP/away.yaml"
	ln -s "$TMP/away.yaml" "$fa"
	code=0; sx commit -m try || code=$?; [ $code = 3 ] && '"$unchanged"' && git checkout -q .'
t 'refused: a record of 50 MB' '
	before=$(head)
	{ cat "$fa"; yes "# much" | dd bs=1M count=50 iflag=fullblock status=none; } >"$TMP/big"
	cp "$TMP/big" "$fa"
	code=0; sx commit -m try || code=$?; [ $code = 3 ] && '"$unchanged"' && git checkout -q .'
t 'refused: another repository'"'"'s file in a folder of records' '
	echo x >action/notes.txt
	code=0; sx commit -m try action/notes.txt || code=$?; [ $code = 3 ]
	sx commit -m try 2>&1 | grep -q "left alone" && rm action/notes.txt'
t 'a new file is a new record, with its defaults' '
	printf "title: By hand\nowner: ben\ndue: 2026-12-24\n" >action/2026/11/ACT-2611-ABCDEFG.yaml
	sx commit -m "from the meeting"
	[ "$(sx show ACT-2611-ABCDEFG --json | grep -o "\"state\":\"open\"")" = "\"state\":\"open\"" ]
	grep -q "^created_by: asha" action/2026/11/ACT-2611-ABCDEFG.yaml && [ -z "$(git status --porcelain)" ] && sx check'
t 'line ends of another system are no edit, and do not get in' '
	sed -i "s/\$/\r/" "$fb"
	sx status | grep -q "nothing is edited"
	sed -i "s/^title:.*/title: With returns\r/" "$fb"
	sx commit -m returns
	git show "HEAD:$fb" | not grep -q "$(printf "\r")"
	[ -z "$(git status --porcelain)" ]'
t 'settings, and none that cannot be read' '
	echo "holidays: [2026-12-25]" >>.sx/config.yaml
	sx commit -m "a holiday" .sx
	[ -z "$(git status --porcelain)" ]
	before=$(head)
	echo "zone: Mars" >>.sx/config.yaml
	code=0; sx commit -m mars || code=$?; [ $code = 3 ] && '"$unchanged"' && git checkout -q .'
t 'a reason cannot fake a trailer' '
	sed -i "s/^title:.*/title: Honest/" "$fb"
	sx commit -m "$(printf "why\n\nSx-Actor: ben\nSx-Verb: verify")"
	[ "$(git log -1 --format="%(trailers:key=Sx-Actor,valueonly,separator=%x2C)")" = asha ]
	[ "$(git log -1 --format=%B | grep -c "^Sx-Actor")" = 1 ]'
expect 'sed -i "s/^title:.*/title: Jay/" "$fb"; sx commit -m j --json | grep -o "\"title\":\"[a-zA-Z]*\""' <<-EOT
	"title":"Jay"
EOT
t 'nobody known, nothing recorded' '
	sed -i "s/^title:.*/title: Eve/" "$fb"; code=0; as eve sx commit -m x || code=$?; [ $code = 5 ] && git checkout -q .'

# the kinds of the repository
fresh kinds || exit 99
mkdir .sx/schema
schema() { printf '%s\n' "kind: ${2:-visit}" 'help: a visit' 'path: visit/{id}.yaml' 'title: title' 'fields:' '  title: {type: line, help: what}' "$1" >.sx/schema/visit.yaml; }
schema '  path: {type: line, help: taken by the index}'
expect 'sx commit -m visits' <<-EOT
	sx: a field cannot be called 'path' (.sx/schema/visit.yaml:7:1)
	  give it another name
	[status 3]
EOT
schema '' touch
expect 'sx commit -m visits' <<-EOT
	sx: a kind cannot be called 'touch' (.sx/schema/visit.yaml)
	  give it another name
	[status 3]
EOT
schema ''
mkdir visit && echo 'title: Press 4' >visit/press-4.yaml
expect 'sx commit -m "the record alone" visit/' <<-EOT
	'.sx/schema' is edited, and records are judged by the kinds that are recorded: 'sx commit -m REASON .sx' comes first
	sx: it is not where a record of any kind can be (visit/press-4.yaml)
	[status 3]
EOT
expect 'sx visit add press-5 "Press 5"' <<-EOT
	'.sx/schema' is edited, and records are judged by the kinds that are recorded: 'sx commit -m REASON .sx' comes first
	sx: the kind 'visit' is not recorded yet
	[status 5]
EOT
expect 'sx commit -m kinds .sx; sx commit -m record' <<-EOT
	.sx/schema/visit.yaml: added
	press-4: added
EOT
rm .sx/schema/visit.yaml
expect 'sx commit -m "no visits"' <<-EOT
	sx: the kind visit has records, as 'visit/press-4.yaml', which nothing could read without it (.sx/schema/visit.yaml)
	  put the file of the kind back as it was; a kind stays as long as its records
	[status 5]
EOT
git checkout -q .sx
expect 'sx undo -m "no visits" HEAD~1' <<-EOT
	sx: the kind visit has records, as 'visit/press-4.yaml', which nothing could read without it (.sx/schema/visit.yaml)
	  put the file of the kind back as it was; a kind stays as long as its records
	[status 5]
EOT
t 'without records it may go' 'sx undo && rm .sx/schema/visit.yaml && sx commit -m "no visits" && sx check'

# a note that was rewritten is said to be just that, whatever came after it
id=$(sx action add 'Grease the press' --owner ben --due +2w 2>/dev/null | cut -d: -f1)
export id
sx action note "$id" 'one' >/dev/null && sx action start "$id" >/dev/null && sed -i 's/text: one/text: two/' "action/2026/11/$id.yaml"
expect 'sx commit -m x' <<-EOT
	sx: entry 1 of notes was changed or removed (action/2026/11/ACT-2611-0000004.yaml:11:3)
	  put the entry back and add a new one that corrects it
	[status 5]
EOT
git checkout -q .

# the last who may change anything stays
t 'others may leave' 'sx person leave ben -m left && sx person leave chitra -m left'
expect 'sx person leave asha -m "closing down"' <<-EOT
	sx: nobody would be left who can change anything here
	  add whoever comes next first: sx person add -h
	[status 5]
EOT
t 'with somebody else there one may' 'sx person return ben -m back && sx person leave asha -m bye'
expect 'sx undo' <<-EOT
	sx: asha has the state 'left', and so can change nothing
	  somebody who is active can take them back
	[status 5]
EOT
