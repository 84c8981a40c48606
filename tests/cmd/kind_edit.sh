# sx KIND edit
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 --tags pump >/dev/null
id=$(real ACT-1)
export id
file=action/2026/11/$id.yaml
edit() { # the sed program that the editor is
	printf '#!/bin/sh\nsed -E -i "%s" "$1"\n' "$1" >"$TMP/editor"
	chmod +x "$TMP/editor"
	shift
	EDITOR=$TMP/editor sx action edit "$id" "$@"
}

expect 'edit "s/^title:.*/title: Replace both seals/" -m "two leak"; git log -1 --format=%s%n%b | head -n 3' <<-EOT
	ACT-2611-0000001: title Replace the seal -> Replace both seals
	action ACT-2611-0000001: title Replace the seal -> Replace both seals
	two leak

EOT
t 'no comment of the form is left' '! grep -q "#" "$file"'
expect 'edit ""' <<-EOT
	ACT-2611-0000001: nothing to change
EOT
before=$(git rev-parse HEAD)
export before
t 'a fault: the draft is kept' '
	expect_code 3 edit "s/^owner:.*/owner: [/"
	grep -q "the draft is kept in" "$TMP/raw"
	grep -q "^owner: \[" ".git/sx/drafts/$id.yaml"
	[ "$(git rev-parse HEAD)" = "$before" ] && [ -z "$(git status --porcelain)" ]'
t 'the editor fails: the draft is kept' '
	expect_code 8 env EDITOR=false sx action edit "$id" && [ -s ".git/sx/drafts/$id.yaml" ]'
t 'somebody else was quicker' '
	printf "#!/bin/sh\nsed -i s/both/all/ \"\$1\"\n(unset EDITOR; sx action set $id priority=high)\n" >"$TMP/slow"
	chmod +x "$TMP/slow"
	expect_code 6 env EDITOR="$TMP/slow" sx action edit "$id"
	grep -q "all seals" ".git/sx/drafts/$id.yaml" && sx show "$id" | grep -q "Replace both seals"'
expect 'env -u EDITOR sx action edit $id' <<-EOT
	sx: there is no editor and no terminal
	  set EDITOR
	[status 8]
EOT
t 'on a terminal it is opened again' '
	printf "#!/bin/sh\nif [ -e $TMP/once ]; then sed -i \"s/^owner:.*/owner: chitra/\" \"\$1\"; else touch $TMP/once; sed -i \"s/^owner:.*/owner: [/\" \"\$1\"; fi\n" >"$TMP/twice"
	chmod +x "$TMP/twice"
	echo y | EDITOR=$TMP/twice script -qec "sx action edit $id -m handed" /dev/null >"$TMP/typed"
	sx show "$id" --json | grep -q "\"owner\":\"chitra\""'
