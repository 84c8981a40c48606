# sx completion: the scripts, and the answers they ask for
. "${SX_SOURCE:-.}/tests/lib.sh"

t 'bash reads its script' 'sx completion bash | bash -n'
t 'zsh reads its script' 'sx completion zsh >"$TMP/_sx" && zsh -n "$TMP/_sx"'
t 'fish reads its script' 'sx completion fish >"$TMP/sx.fish" && fish -n "$TMP/sx.fish"'
expect 'sx completion tcsh' <<-EOT
	sx: which shell: bash, zsh or fish?
	[status 2]
EOT
ask() { sx completion --ask -- "$@" | cut -f1; }
expect 'ask lis; ask act; ask action ex; ask action add --prio; ask action add --priority h; ask action add --priority=c' <<-EOT
	list
	action
	extend
	--priority
	high
	--priority=critical
EOT
t 'nothing fits, and nothing is said' '[ -z "$(ask nosuch 2>&1)$(ask list --nosuch 2>&1)$(ask show x 2>&1)" ]'

fresh || exit 99
sx action add 'Grease the press' --owner ben --due +2w >/dev/null
id=$(real ACT-1)
export id
expect 'ask person show b; ask action set --owner ch; ask action list state:o; ask action list owner:b; ask action list pri; ask action list --by ow' <<-EOT
	ben
	chitra
	state:open
	owner:ben
	priority:
	owner
EOT
expect 'ask overdue --by own; ask list own; ask list owner:b; ask list is:ov; ask list kind:act; ask list priority: | xargs; ask list --by ki; ask list state:acti' <<-EOT
	owner
	owner:
	owner:ben
	is:overdue
	kind:action
	priority:low priority:normal priority:high priority:critical
	kind
	state:active
EOT
t 'an id by its beginning, and by its random part' '[ "$(ask show "${id%???????}")" = "$id" ] && [ "$(ask action done "$(echo "$id" | cut -c10-13)")" = "$id" ]'
t 'with what each is' 'sx completion --ask -- show "$id" | grep -q "	Grease the press$"'
t 'from elsewhere' '(cd / && [ "$(ask -C "$TMP/plant" person show be)" = ben ])'
t 'bash completes' '
	cat >"$TMP/try.bash" <<-EOT
		eval "\$(sx completion bash)"
		COMP_LINE="\$1" COMP_POINT=\${#1} COMP_WORDBREAKS=\$'"'"' \t\n=:'"'"'
		_sx 2>/dev/null
		echo "\${COMPREPLY[@]}"
	EOT
	[ "$(bash "$TMP/try.bash" "sx person sh")" = show ]
	[ "$(bash "$TMP/try.bash" "sx action list state:op")" = open ]
	[ "$(bash "$TMP/try.bash" "sx action add --priority=hi")" = high ]'

# by place
expect 'ask action attach "$id" ""; ask action attach -m why ben | wc -l; ask report sta; ask report status own; ask help ove; ask help action verif' <<-EOT
	0
	status
	owner:
	overdue
	verify
EOT
