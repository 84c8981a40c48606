# sx grep
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-11-27 --deliverable 'no leak at pump 4' >/dev/null
sx action add 'Order grease' --owner asha --due 2026-11-20 --outcome 'Pump runs' >/dev/null

expect 'sx grep "pump [0-9]"' <<-EOT
	ID                TITLE             LINE  TEXT
	ACT-2611-0000001  Replace the seal     2  deliverable: no leak at pump 4
EOT
expect 'sx grep PUMP' <<-EOT
	[status 1]
EOT
t 'without regard to case' '
	[ "$(sx grep -i PUMP)" = "$(sx grep pump)" ]
	[ "$(sx grep --ignore-case -c "PUMP [0-9]|SEAL")" = "$(sx grep -c "pump [0-9]|seal")" ]
	code=0; sx grep -i "AB(" 2>"$TMP/err" || code=$?
	[ $code = 2 ] && grep "pattern .AB(. is wrong at character 4" "$TMP/err"'
expect 'sx grep pump --csv | tr -d "\r"' <<-EOT
	id,kind,title,path,line,text
	ACT-2611-0000001,action,Replace the seal,action/2026/11/ACT-2611-0000001.yaml,2,deliverable: no leak at pump 4
	ACT-2611-0000002,action,Order grease,action/2026/11/ACT-2611-0000002.yaml,$(git show "HEAD:$(git ls-files | grep "$(real ACT-2)")" | grep -n Pump | cut -d: -f1),outcome: Pump runs
EOT
t 'ids only' 'test "$(sx grep -l pump --csv | tr -d "\r" | sed 1d | sort)" = "$(printf "%s\n" "$(real ACT-1)" "$(real ACT-2)" | sort)"'
t 'count: the lines, not the matches' 'test "$(sx grep -c "^[a-z_]*: " id:$(real ACT-1) --csv | tail -1 | tr -d "\r" | cut -d, -f4)" = "$(git show "HEAD:$(git ls-files | grep "$(real ACT-1)")" | grep -c "^[a-z_]*: ")"'
expect 'sx grep pump owner:asha --columns x' <<-EOT
	sx: there is no option '--columns'
	  -h lists the options; which records is said by a filter, as in: owner:me due<eom
	[status 2]
EOT
expect 'sx grep pump owner:asha' <<-EOT
	ID                TITLE         LINE  TEXT
	ACT-2611-0000002  Order grease     $(git show "HEAD:$(git ls-files | grep "$(real ACT-2)")" | grep -n Pump | cut -d: -f1)  outcome: Pump runs
EOT
expect_code 1 sx grep pump owner:chitra
expect_code 2 sx grep '(' 
expect_code 2 sx grep
expect_code 2 sx grep pump colour:red
t 'the same lines as git grep' '
	sx grep "e.*r" --csv | tr -d "\r" | sed 1d | cut -d, -f4,5 | sort >"$TMP/ours"
	git grep -inP "e.*r" HEAD -- "*.yaml" ":!.sx" | sed "s/^HEAD://" | cut -d: -f1,2 | tr : , | sort >"$TMP/theirs"
	test -s "$TMP/ours" && diff "$TMP/ours" "$TMP/theirs"'
t 'an edit that is not recorded is found' 'echo "outcome: wobble" >>"$(git ls-files | grep "$(real ACT-1)")"; sx grep wobble; sx grep wobble --csv | grep -q ",outcome: wobble"; not sx --at HEAD grep wobble'
t 'a bare repository' 'git clone -q --bare . "$TMP/bare"; sx --git-dir "$TMP/bare" grep -l "pump" | grep -q "$(real ACT-2)"'
t 'escapes in a record are not passed on' 'printf "title: \"\\\\e[31mred\"\nowner: asha\ndue: 2026-11-20\n" >"action/2026/11/ACT-2611-ZZZZZZZ.yaml"; sx grep red | od -c >"$TMP/out"; not grep -q 033 "$TMP/out"'
# Many records are read by two threads, a half each: the same lines in the order of git, also beside edits.
t 'many records' '
	rm "action/2026/11/ACT-2611-ZZZZZZZ.yaml"; git checkout -q .
	awk "BEGIN { print \"title,deliverable,owner,due\"; for (i = 0; i < 2500; i++) printf \"Row %d,%s,asha,2026-11-%02d\n\", i, i % 7 ? \"none\" : \"a valve\", i % 28 + 1 }" >"$TMP/many.csv"
	sx import action "$TMP/many.csv" >/dev/null
	sx grep "e: a valve" --csv | tr -d "\r" | sed 1d | cut -d, -f4,5 | sort >"$TMP/ours"
	git grep -inP "e: a valve" -- "*.yaml" | cut -d: -f1,2 | tr : , | sort >"$TMP/theirs"
	test $(wc -l <"$TMP/ours") = 358 && diff "$TMP/ours" "$TMP/theirs"'
t 'many records, some of them edited' '
	for file in $(git grep -l "e: a valve" | sed -n "1p;100p;200p;358p"); do sed -i "s/a valve/a gate/" "$file"; done
	test $(sx grep -l "e: a valve" --csv | sed 1d | wc -l) = 354
	test $(sx grep -l "e: a gate" --csv | sed 1d | wc -l) = 4
	sx grep -l "e: a valve" | sed 1d | sort >"$TMP/valves" # a table is begun before the edits are known
	sx grep -l "e: a gate" | sed 1d | sort >"$TMP/gates"
	test $(wc -l <"$TMP/valves") = 354
	test $(wc -l <"$TMP/gates") = 4
	test -z "$(comm -12 "$TMP/valves" "$TMP/gates")"
	test $(sx --at HEAD grep -l "e: a valve" --csv | sed 1d | wc -l) = 358'
