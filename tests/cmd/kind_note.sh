# sx KIND note
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99

expect 'sx person note ben on leave until Monday' <<-EOT
	ben: note: on leave until Monday
EOT
expect 'printf "first line\nsecond: line\n" | sx person note ben -; git log -1 --format=%s' <<-EOT
	ben: note: first line
	person ben: note: first line
EOT
expect 'sed -n "/^notes/,\$p" person/ben.yaml' <<-EOT
	notes:
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: note
	    text: on leave until Monday
	  - at: 2026-11-20T09:00:00+00:00
	    by: asha
	    did: note
	    text: |-
	      first line
	      second: line
EOT
expect 'sx person note ben -m "x" y' <<-EOT
	sx: give the note as words or with -m, not both
	[status 2]
EOT
expect 'sx person note ben "$(printf "a\377b")"; sx person note ben -m "$(printf "a\377b")"; git status --short' <<-EOT
	sx: the text is not UTF-8
	  set the terminal, or what made the text, to UTF-8
	sx: the text is not UTF-8
	  set the terminal, or what made the text, to UTF-8
EOT
expect_code 2 sx person note ben
expect_code 2 sx person note ben '  '
expect_code 4 sx person note nobody x
expect_code 3 sh -c 'printf "\377" | sx person note ben -'
t 'an ended record takes notes' 'sx person leave ben -m "retired" && sx person note ben "we thank him"'
t 'escapes are refused or harmless' 'sx person note chitra "$(printf "a\033[2Jb")" >"$TMP/out" 2>&1 || :; not grep -q "$(printf "\033")" "$TMP/out" person/chitra.yaml'
