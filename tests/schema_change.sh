# Kinds that change under their records: what would be wrong with these afterwards, and kinds and records in one commit
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
mkdir .sx/schema
schema() { # field lines
	printf '%s\n' 'kind: visit' 'help: a visit' 'path: visit/{id}.yaml' 'title: title' 'fields:' '  title: {type: line, help: what}' \
		"$@" >.sx/schema/visit.yaml
}
stays() { [ "$(git rev-parse HEAD)" = "$before" ]; }
says() { grep -qF "$1" "$TMP/said" || { cat "$TMP/said"; return 1; }; }
refused() { # status, then what is said
	before=$(git rev-parse HEAD) code=0 want=$1
	shift
	sx commit -m try >"$TMP/said" 2>&1 || code=$?
	[ $code = "$want" ] || { echo "status $code"; cat "$TMP/said"; return 1; }
	for text; do says "$text" || return 1; done
	stays
}

# a kind and its first record
schema ''
mkdir visit && echo 'title: Press 4' >visit/press-4.yaml
expect 'sx commit -m "visits, and the first one"; git status --porcelain; sx list visit' <<-EOT
	.sx/schema/visit.yaml: added
	press-4: added
	ID       TITLE    OWNER  DUE  STATE
	press-4  Press 4
EOT
expect 'sx commit -m more visit/; echo "title: Press 5" >visit/press-5.yaml; sx commit -m five press-5' <<-EOT
	sx: nothing that is edited is called 'visit/'
	  'sx status' lists what is edited
	press-5: added
EOT
t 'undone together' '
	printf "%s\n" "kind: walk" "help: a walk" "path: walk/{id}.yaml" "title: title" "fields:" \
		"  title: {type: line, help: what}" "  by: {type: ref, to: [person], help: who}" >.sx/schema/walk.yaml
	mkdir walk
	printf "title: Monday\nby: ben\n" >walk/monday.yaml
	sx commit -m walks
	sx undo && [ ! -e walk/monday.yaml ] && [ ! -e .sx/schema/walk.yaml ] && sx check && [ -z "$(git status --porcelain)" ]'
t 'a record of a new kind is judged as any' '
	printf "%s\n" "kind: walk" "help: a walk" "path: walk/{id}.yaml" "title: title" "fields:" \
		"  title: {type: line, help: what}" "  by: {type: ref, to: [person], help: who}" "  no: {type: integer, unique: true, help: which}" >.sx/schema/walk.yaml
	mkdir -p walk
	printf "title: Monday\nby: nobody\n" >walk/monday.yaml
	refused 3 "there is no person '"'nobody'"'"
	printf "title: Monday\ncolour: red\n" >walk/monday.yaml
	refused 3 "colour"
	printf "title: Monday\nno: 1\n" | tee walk/monday.yaml >walk/tuesday.yaml
	refused 3 "has '"'1'"' already"
	rm -r walk .sx/schema/walk.yaml && sx status | grep -q "nothing is edited"'
t 'kinds that are not recorded are none yet for a record' '
	schema "  team: {type: line, help: whose}"
	printf "title: Press 4\nteam: A\n" >visit/press-4.yaml
	code=0; sx commit -m try press-4 >"$TMP/said" 2>&1 || code=$?
	[ $code = 3 ] && says "sx commit -m REASON" && git checkout -q .'

# what would make records wrong
i=0
while [ $((i += 1)) -le 9 ]; do echo "title: Line $i" >visit/line-$i.yaml; done
sx commit -m lines >/dev/null
schema '  team: {type: line, required: true, help: whose}'
expect 'sx commit -m teams' <<-EOT
	sx: 11 records would be wrong by these kinds: line-1 (team is missing), line-2 (team is missing), line-3 (team is missing) and 8 more (.sx/schema/visit.yaml)
	  edit them too, and 'sx commit' records the kinds and the records together
	[status 3]
EOT
expect 'sx commit -n -m teams' <<-EOT
	sx: 11 records would be wrong by these kinds: line-1 (team is missing), line-2 (team is missing), line-3 (team is missing) and 8 more (.sx/schema/visit.yaml)
	  edit them too, and 'sx commit' records the kinds and the records together
	[status 3]
EOT
for f in visit/*.yaml; do echo "team: A" >>"$f"; done
rm visit/line-9.yaml && echo 'title: Line 9' >visit/line-9.yaml
t 'all but one' 'refused 3 "team is missing"'
echo 'team: B' >>visit/line-9.yaml
t 'the records mended with it' 'sx commit -m teams && sx check && [ -z "$(git status --porcelain)" ]'
t 'and only those asked about' 'schema "  team: {type: line, required: true, help: Whose}" && sx commit -m wording'
t 'an enum narrowed' '
	schema "  team: {type: enum, values: [A, C], required: true, help: whose}"
	refused 3 "1 record would be wrong" "line-9" "B"
	sed -i s/B/C/ visit/line-9.yaml && sx commit -m both'
t 'a pattern' '
	schema "  team: {type: line, pattern: \"[AB]\", required: true, help: whose}"
	refused 3 "1 record would be wrong" "line-9"
	git checkout -q .'
t 'a field that goes' 'schema "" && refused 3 "11 records would be wrong" "team" && git checkout -q .'
t 'a field that is to be unique' '
	schema "  team: {type: line, unique: true, help: whose}" && refused 3 "9 records would be wrong" "has '"'A'"' already" && git checkout -q .'
t 'a field that is to be a link' '
	schema "  team: {type: ref, to: [unit], help: whose}" && refused 3 "11 records would be wrong" "there is no unit '"'A'"'" && git checkout -q .'
t 'a built-in kind with a field more' '
	sx action add Seal --owner ben --due 2026-12-04 >/dev/null
	printf "%s\n" "kind: action" "fields:" "  area: {type: line, required: true, help: where}" >.sx/schema/action.yaml
	refused 3 "1 record would be wrong" "area is missing" && rm .sx/schema/action.yaml'
t 'undo of a change of kinds is judged as well' '
	schema "  team: {type: enum, values: [A, C, D], required: true, help: whose}"
	sx commit -m D
	echo "title: Ten" >visit/line-10.yaml
	echo "team: D" >>visit/line-10.yaml
	sx commit -m ten
	code=0; sx undo -m "no D" HEAD~1 >"$TMP/said" 2>&1 || code=$?
	[ $code = 3 ] && says "1 record would be wrong" && says "line-10"'
t 'what was wrong before is no reason' '
	printf "title: Ten\nteam: X\n" >visit/line-10.yaml
	git commit -qam "past sx"
	schema "  team: {type: enum, values: [A, C, D, E], required: true, help: whose}" && sx commit -m E'
t 'a record that has ended may be mended, and nothing else of it' '
	id=$(sx action add Old --owner ben --due 2026-12-04 2>/dev/null | cut -d: -f1)
	sx action cancel "$id" -m gone
	file=$(git ls-files "*/$id.yaml")
	for f in action/*/*/*.yaml; do echo "area: press" >>"$f"; done
	printf "%s\n" "kind: action" "fields:" "  area: {type: line, required: true, help: where}" >.sx/schema/action.yaml
	sed -i "s/^title:.*/title: New/" "$file"
	refused 5 "its title stays as it is"
	sed -i "s/^title:.*/title: Old/" "$file"
	sx commit -m areas
	sed -i "s/^area:.*/area: paint/" "$file" && refused 5 "its area stays as it is" && git checkout -q .'
t 'a kind that goes with its records takes none of them' '
	git rm -q --cached -r visit .sx/schema/visit.yaml && rm -r visit .sx/schema/visit.yaml && git reset -q && refused 5 && git checkout -q .'

# names that could not be reached
fresh words || exit 99
mkdir .sx/schema
kind() { # name, more lines
	printf '%s\n' "kind: $1" 'help: a thing' "path: thing/{id}.yaml" 'title: title' 'fields:' '  title: {type: line, help: what}' >.sx/schema/thing.yaml
	shift
	[ $# = 0 ] || printf '%s\n' "$@" >>.sx/schema/thing.yaml
}
kind list
expect 'sx commit -m x' <<-EOT
	sx: a kind cannot be called 'list', which is a command (.sx/schema/thing.yaml)
	  give it another name
	[status 3]
EOT
sed -n 's/^COMMAND(\([a-z_]*\).*/\1/p' "$SX_SOURCE/cmd/commands.def" | grep -v _ >"$TMP/words"
t 'there are commands' '[ "$(wc -l <"$TMP/words")" -gt 20 ]'
while read -r word; do
	t "no kind is called $word" 'kind '"$word"' && refused 3 "is a command"'
	t "no plural is $word" 'kind thing "plural: '"$word"'" && refused 3 "is a command"'
done <"$TMP/words"
for field in at today json csv color dir git_dir no_pager help version message dry_run slug; do
	t "no field is called $field" 'kind thing "  '$field': {type: line, help: x}" && refused 3 "which is an option"'
	t "no field is also called $field" 'kind thing "  one: {type: line, alias: '$field', help: x}" && refused 3 "which is an option"'
done
flow='workflow: {field: state, initial: open, open: [open], ended: [done], notes: notes, verbs: {%s: {from: [open], to: done, help: end it}}}'
for verb in add set edit note attach verb list show log import rename settle; do
	t "no verb is called $verb" 'kind thing "  state: {type: enum, values: [open, done], default: open, help: x}" "$(printf "$flow" '$verb')" && refused 3 "which is what every kind has"'
done
t 'others may be' 'kind thing "  state: {type: enum, values: [open, done], default: open, help: x}" "$(printf "$flow" finish)" && sx commit -m x'
t 'a step that an engine hides' '
	printf "%s\n" "kind: kpi" "workflow:" "  verbs: {record: {from: [active], help: x}}" >.sx/schema/kpi.yaml && refused 3 "which is a special verb" && rm .sx/schema/kpi.yaml'
t 'check tells of one that came another way, and it is read' '
	kind list
	git add .sx
	git commit -qm "past sx"
	sx list >/dev/null
	code=0; sx check >"$TMP/said" || code=$?; [ $code = 1 ] && says "which is a command"
	sx person note ben hello && kind list "  more: {type: line, help: x}" && sx commit -m "as it was"'

# sites and records in one commit
fresh sites || exit 99
printf 'sites:\n  - {code: PUN, name: Pune, zone: Asia/Kolkata}\n' >.sx/config.yaml && sx commit -m pune >/dev/null
t 'a site and its first record, made by its calendar' '
	clock 2026-11-20T20:00:00Z
	printf "  - {code: LAX, name: Los Angeles, zone: America/Los_Angeles}\n" >>.sx/config.yaml
	printf "by: ben\ntitle: Open it\nsite: LAX\n" >"$TMP/d.yaml"
	mkdir -p decision/2026/11
	cp "$TMP/d.yaml" decision/2026/11/DEC-2611-AAAAAAA.yaml
	sx commit -m "los angeles" && sx check && [ "$(sx show DEC-2611-AAAAAAA --json | jq -r .data.date)" = 2026-11-20 ]'
t 'a site that has records stays' '
	sed -i /LAX/d .sx/config.yaml && refused 5 "the site LAX has records" "DEC-2611-AAAAAAA" && git checkout -q .'
t 'or goes when they get another' '
	sed -i /LAX/d .sx/config.yaml && sed -i "s/^site: LAX/site: PUN/" decision/2026/11/DEC-2611-AAAAAAA.yaml && sx commit -m "given up" && sx check'
t 'a record of a site that is none' '
	sed -i "s/^site: PUN/site: LAX/" decision/2026/11/DEC-2611-AAAAAAA.yaml && refused 3 "none of the sites" && git checkout -q .'
