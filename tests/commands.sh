# Every row of the table of commands: its summary, options, envelope, completion, and how it refuses.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

# "page words...": how each row is called. A workflow's step and an engine's verb are found in the kind that has one.
rows() {
	sed -n 's/^COMMAND(\([a-z_]*\),.*/sx-\1 \1/p; s/^VERB(verb,.*/sx-kind-verb action start/p; t
		s/^VERB(\([a-z_]*\),.*/sx-kind-\1 action \1/p' cmd/commands.def | tr _ -
	sed -n 's/^ENGINE(\([a-z_]*\),.*/\1/p' cmd/commands.def | tr _ - | while read -r engine; do
		echo "sx-$engine $(grep -rE "engine: *$engine\b" schema/kinds | sed 's/.*kinds.\([a-z]*\).yaml: *\([a-z]*\):.*/\1 \2/')"
	done
}
rows >"$TMP/rows"
summaries=$(sed -n 's/^[A-Z]*(.*, "\(.*\)")$/\1/p' cmd/commands.def)
t 'summaries are under 60 characters' '[ -z "$(printf %s "$summaries" | grep -E "^.{60}")" ]'
t 'a summary for each row' '[ "$(printf "%s\n" "$summaries" | wc -l)" = "$(wc -l <"$TMP/rows")" ]'
t 'sx(1) lists each command with its summary' '
	sed -n "s/^COMMAND(\([a-z_]*\),.*, \"\(.*\)\")$/\1 \2/p" cmd/commands.def |
		while read -r name summary; do echo "$(echo "$name" | tr _ -) $summary."; done >"$TMP/table"
	sed -n "/^.Sh COMMANDS/,/^.Sh ENV/{/^.It Xr/{s/.It Xr sx-\([a-z-]*\) 1/\1/;N;s/\n/ /;p;}}" man/sx.1 >"$TMP/page"
	[ -s "$TMP/table" ] && diff -i "$TMP/table" "$TMP/page"'

# What a command needs to do something; without a line it is tried alone.
arguments() {
	case $1 in
	clone) echo "$TMP/plant $TMP/cloned" ;;
	commit) echo -m x ;;
	completion) echo bash ;;
	export) echo person ;;
	grep) echo asha ;;
	import) echo person /dev/null ;;
	init) echo "$TMP/other" ;;
	report) echo status ;;
	schema | list) echo person ;;
	show | log) echo asha ;;
	sql) echo 'select_1' ;;
	*) ;;
	esac
}
cat >"$TMP/envelope.py" <<'EOT'
"""Exactly one envelope, or exactly one error: design.md section 3."""
import json, sys
def exact(pairs):
    if len({k for k, _ in pairs}) != len(pairs):
        sys.exit('a key twice')
    return dict(pairs)
text = sys.stdin.read()
envelope = json.loads(text, object_pairs_hook=exact, parse_constant=lambda c: sys.exit(c))
if [key for key in envelope if key != 'coverage'] == ['sx', 'command', 'commit', 'today', 'data']:
    assert envelope['commit'] is None or len(envelope['commit']) == 40, envelope['commit']
    assert len(envelope['today']) == 10, envelope['today']
else:
    assert list(envelope) == ['sx', 'error'], list(envelope)
    assert list(envelope['error']) == ['code', 'message', 'id', 'rule', 'place'], envelope['error']
    assert 1 <= envelope['error']['code'] <= 9 and envelope['error']['message']
assert envelope['sx'] == 1
EOT
options() { grep -oE -- '(^|[[:space:][,|])--[a-z][a-z-]*' | sed 's/.*--/--/' | LC_ALL=C sort -u; }

mkdir "$TMP/nowhere"
(fresh "$TMP/plant") >/dev/null 2>&1
while read -r page words; do
	name=${words##* }
	export page words name
	# shellcheck disable=SC2086
	t "$words: -h" 'cd "$TMP/nowhere" && sx $words -h >"$TMP/h" && grep -q "^usage: sx $words" "$TMP/h"'
	t "$words: the page has its summary" '
		row="COMMAND|ENGINE" && [ "${page#sx-kind-}" = "$page" ] || row=VERB
		summary=$(grep -E "^($row)\($(echo "${page#sx-}" | sed "s/^kind-//" | tr - _),"  cmd/commands.def | sed "s/.*, \"\(.*\)\")$/\1/")
		grep -qxF ".Nd $summary" "man/$page.1"'
	t "$words: a wrong option is refused" '
		cd "$TMP/plant"
		expect_code 2 sx $words --no-such-option
		grep -q "there is no option" "$TMP/raw"'
	t "$words: completion offers its options" '
		cd "$TMP/plant"
		sx completion --ask -- $words -- | cut -f1 | LC_ALL=C sort -u >"$TMP/offered"
		sx $words -h | options | LC_ALL=C comm -23 - "$TMP/offered" >"$TMP/lacking"
		[ -s "$TMP/offered" ] && [ ! -s "$TMP/lacking" ]'
	t "$words: --json is an envelope" '
		cd "$TMP/plant" && sx --json $words $(arguments "$name") >"$TMP/json" 2>"$TMP/errors" || :
		[ -s "$TMP/json" ] || cp "$TMP/errors" "$TMP/json"
		python3 "$TMP/envelope.py" <"$TMP/json"'
	if [ "${page#sx-kind-}" != "$page" ] || grep -qE "^(COMMAND|ENGINE)\($(echo "${page#sx-}" | tr - _),.*REPO" cmd/commands.def; then
		t "$words: outside a repository" '
			cd "$TMP/nowhere"
			expect_code 4 sx $words $(arguments "$name")
			[ "$(wc -l <"$TMP/raw")" = 2 ] && grep -q "^  [a-z].*sx init" "$TMP/raw"'
	fi
done <"$TMP/rows"

# The options of every command, before and after it.
cd "$TMP/plant" || exit 99
expect 'sx version; sx --version; sx -C . version; sx version -C .' <<-EOT
	sx 0.1.0
	sx 0.1.0
	sx 0.1.0
	sx 0.1.0
EOT
expect 'sx --json version --today 2026-12-24' <<-EOT
	{"sx":1,"command":"version","commit":null,"today":"2026-12-24","data":"0.1.0"}
EOT
expect 'sx lst' <<-EOT
	sx: 'lst' is no command, and no kind of record
	  did you mean 'list'?
	[status 2]
EOT
expect 'for words in ls "action ls" "rm x" "add action x" "new action" "action assign" "assign x" stats reports push "find x" "action rm x" xyzzy; do sx $words; done 2>&1 | grep "^  "' <<-EOT
	  did you mean 'list'?
	  did you mean 'sx action list'?
	  records are kept: a step of its kind ends one, and 'sx undo' takes back your last command
	  it is done to a record: sx action add
	  it is done to a record: sx action add
	  did you mean 'sx action reassign'?
	  it is done to a record: sx action reassign
	  did you mean 'report'?
	  did you mean 'report'?
	  did you mean 'sync'?
	  did you mean 'grep'?
	  records are kept: a step of its kind ends one, and 'sx undo' takes back your last command
	  sx -h lists them
EOT
t 'every word of other tools leads to one that is there, and is none itself' '
	cd "$SX_SOURCE"
	grep -o "{\"[a-z]*\", \"[a-z ]*\"}" cmd/foreign.c | tr -d "{},\"" >"$TMP/foreign"
	[ "$(wc -l <"$TMP/foreign")" -gt 30 ]
	not grep -E "^(COMMAND|VERB)\(($(cut -d" " -f1 "$TMP/foreign" | paste -sd"|"))," cmd/commands.def
	for one in $(cut -d" " -f2- "$TMP/foreign" | xargs -n 1 | sort -u); do
		sx "$one" -h >/dev/null 2>&1 || sx action "$one" -h >/dev/null 2>&1 || sx finding "$one" -h >/dev/null
	done'
expect 'sx list --jso --colum' <<-EOT
	sx: --columns needs a value: FIELD,...
	[status 2]
EOT
expect 'sx list --co id' <<-EOT
	sx: '--co' may be any of --columns, --color
	[status 2]
EOT
expect 'sx list --colour never' <<-EOT
	sx: there is no option '--colour'
	  did you mean --color?
	[status 2]
EOT
expect 'sx list -n many' <<-EOT
	sx: 'many' is no whole number for --limit
	[status 2]
EOT
expect 'sx --json lst' <<-EOT
	{"sx":1,"error":{"code":2,"message":"'lst' is no command, and no kind of record","id":null,"rule":null,"place":null}}
	[status 2]
EOT
expect 'sx -C nowhere list' <<-EOT
	sx: cannot enter 'nowhere': No such file or directory
	[status 4]
EOT
expect_code 2 sx --color sometimes list
expect_code 2 sx --json --csv list
expect_code 2 sx list --csv --json person
expect_code 2 sx action add x --owner me --due +1d --today tomorrow
t 'kinds by name and plural, from elsewhere' 'cd / && sx -C "$TMP/plant" people >"$TMP/1" && sx person list -C "$TMP/plant" >"$TMP/2" && cmp "$TMP/1" "$TMP/2" && [ -s "$TMP/1" ]'
t 'a full disk is told' 'code=0; sx -h >/dev/full 2>"$TMP/why2" || code=$?; [ $code = 9 ] && grep -q "cannot write standard output" "$TMP/why2"'
t 'a closed output is told, and no file takes its place' 'code=0; "$SX" list >&- 2>"$TMP/why2" || code=$?; [ $code = 9 ] && git fsck --no-progress'
t 'a reader that goes away is no error' 'sx -h | head -n 1 >/dev/null'
t 'a piped list has no colour' 'sx list person >"$TMP/plain"; not grep -q "$(printf "\033")" "$TMP/plain"'
t 'a comma in the locale changes no number' 'LC_ALL=de_DE.UTF-8 sx --json sql "select 0.5" >"$TMP/n" 2>&1 || :; not grep -q "0,5" "$TMP/n"'

# Programs of the user's are commands, those of the repository never.
mkdir "$TMP/own"
printf '#!/bin/sh\necho own "$@"\n' >"$TMP/own/sx-hello"
printf '#!/bin/sh\necho bad\n' >sx-bad
printf '#!/bin/sh\necho bad\n' >"$TMP/own/sx-list"
chmod +x "$TMP/own/sx-hello" "$TMP/own/sx-list" sx-bad
PATH=$TMP/own:$PATH:.:$PWD
expect 'sx --today 2026-12-24 hello -x --json you' <<-EOT
	own --today 2026-12-24 -x --json you
EOT
expect_code 2 sx bad
t 'built-in commands win' '! sx list | grep bad'
