# Hostile and broken files: each gets a sentence with a place and a way out, reads of the rest go on, and nothing is lost.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null 2>&1
sx unit add 'Press shop' --slug press-shop >/dev/null
keep_ids
a=$(real ACT-1)
file=action/2026/11/$a.yaml
cp "$file" "$TMP/good"
head=$(git rev-parse HEAD)
export a file head

# After each: the branch has not moved, git sees no damage and no change.
sound() {
	git checkout -q . || return
	git clean -qfd || return
	[ "$(git rev-parse HEAD)" = "$head" ] || { echo 'HEAD has moved'; return 1; }
	git fsck --strict --no-dangling 2>&1 | sed 's/^/fsck: /' | grep . && return 1
	[ -z "$(git status --porcelain)" ] || { git status --porcelain; return 1; }
	[ "$(sx check)" = 'nothing is wrong' ]
}
# A fault in the record: name, the record's text (for printf), "line:column: rule: message" as check says it.
fault() {
	# shellcheck disable=SC2059
	printf "$2" >"$file"
	export wanted="$file:$3"
	t "$1" '
		got=$(sx check) && exit 1
		[ "$got" = "$wanted" ] || { echo "got:    $got"; echo "wanted: $wanted"; exit 1; }
		expect_code 0 sx list action
		expect_code 0 sx overdue
		expect_code 0 sx show ben
		expect_code 3 sx show "$a"
		expect_code 3 sx commit -m edited
		expect_code 6 sx action note "$a" hello
		sound'
	git checkout -q .
}
look='look at the indentation and the quotes of this line and the one before'
fault 'a bracket left open' 'title: [a\n' "2:1: syntax: not valid YAML: did not find expected ',' or ']'; $look"
fault 'a quote left open' 'title: "a\nowner: ben\n' "3:1: syntax: not valid YAML: found unexpected end of stream; $look"
fault 'a colon in a text' 'title: Seal: replace\n' \
	'1:12: syntax: not valid YAML: mapping values are not allowed in this context; put a text that holds a colon and a blank in quotes, or mend the indentation'
fault 'a reserved character' 'title: @home\n' \
	'1:8: syntax: not valid YAML: found character that cannot start any token; indent with blanks, and put a text that begins with a special character in quotes'
fault 'indented too far' 'title: a\n  owner: ben\n' \
	'2:8: syntax: not valid YAML: mapping values are not allowed in this context; put a text that holds a colon and a blank in quotes, or mend the indentation'
fault 'a tab' 'title: a\nneeds: [x,\n\ty]\n' '3:1: syntax: a tab cannot indent a line; indent with blanks'
fault 'a key twice' 'title: a\nowner: ben\ntitle: b\n' "3:1: syntax: the key 'title' stands twice; keep one of the two"
fault 'a key twice below' 'title: a\nnotes:\n  - at: x\n    at: y\n' "4:5: syntax: the key 'at' stands twice; keep one of the two"
fault 'an anchor' 'title: &x a\n' "1:8: syntax: anchors '&' and aliases '*' are not read; put a text that begins so in quotes"
fault 'a tag' 'title: !!binary aGk=\n' "1:8: syntax: tags '!' are not read; put a text that begins so in quotes"
fault 'a merge key' '<<: {title: a}\n' "1:1: syntax: merge keys '<<' are not read; write the fields out"
fault 'two documents' 'title: a\n---\ntitle: b\n' '2:1: syntax: a second document begins; keep one document in a file'
fault 'a directive' '%%YAML 1.2\n---\ntitle: a\n' "1:1: syntax: directives '%' are not read; take the line that begins with '%' out"
fault 'a NUL byte' 'title: a\n\000owner: ben\n' '2:1: syntax: there is a NUL byte: this is no text; take the character out'
fault 'a terminal escape' 'title: \033[31mred\n' '1:8: syntax: the control character U+001B is not allowed; take the character out'
fault 'an escaped terminal escape' 'title: "\\e[31mred"\n' '1:8: syntax: the character U+001B is not allowed, escaped or not; take it out'
fault 'text that runs backwards' 'title: \342\200\256evil\n' \
	'1:8: syntax: the character U+202E changes the order in which others are displayed; take the character out'
fault 'bytes that are no UTF-8' 'title: \377\n' '1:8: syntax: the text is not UTF-8; save the file as UTF-8 without a byte order mark'
fault 'a byte order mark' '\357\273\277title: a\n' '1:1: syntax: there is a byte order mark; save the file as UTF-8 without a byte order mark'
fault 'CR LF' 'title: a\r\n' '1:9: syntax: there is a carriage return; save the file with LF (Unix) line ends'
fault 'nested without end' "$(printf '%0100d' 0 | tr 0 '[')\n" '1:17: syntax: lists and maps are nested too deep; at most 16 levels are read'

# A fault of meaning: the record reads, so it is shown, and check says all that is wrong.
wrong() { # name, text for printf; check's lines on standard input
	# shellcheck disable=SC2059
	printf "$2" >"$file"
	sed "s|^\(.\)|$file:\1|" >"$TMP/expected"
	t "$1" '
		sx check >"$TMP/out" && exit 1
		diff "$TMP/expected" "$TMP/out"
		expect_code 0 sx show "$a"
		expect_code 0 sx list action
		expect_code 3 sx commit -m edited
		sound'
	git checkout -q .
}
wrong 'wrong types, unknown values, impossible days' \
	'title: [a, b]\nowner: ben\ndue: 2026-02-30\npriority: hgih\nprogress: 12x\nowner2: ben\nstate: opne\n' <<-'EOT'
	1:8: type: title: takes one value, not a list
	3:6: type: due: there is no day '2026-02-30'; 2026-02 has 28 days
	4:11: unknown-value: priority: 'hgih' is none of: low, normal, high, critical; did you mean 'high'?
	5:11: type: progress: '12x' is not a whole number, as in 12
	6:1: unknown-field: there is no field 'owner2' here; did you mean 'owner'?
	7:8: unknown-value: state: 'opne' is none of: open, active, blocked, done, closed, cancelled; did you mean 'open'?
EOT
wrong 'an empty file' '' <<-'EOT'
	1:1: required: due is missing; add 'due:' (the day it must be done)
	1:1: required: owner is missing; add 'owner:' (the one person who answers for it)
	1:1: required: title is missing; add 'title:' (what will be done, beginning with a verb)
EOT
wrong 'an owner who is a unit, and links that lead out' \
	'title: a\nowner: press-shop\ndue: 2026-12-04\nneeds: [ACT-2611-0000000, ../../../etc/passwd]\n' <<-'EOT'
	2:8: link-kind: owner: 'press-shop' is a unit and must be a person
	4:9: link: needs: there is no action or milestone 'ACT-2611-0000000'; name one that is there, or make it first
	4:27: link: needs: there is no action or milestone '../../../etc/passwd'; name one that is there, or make it first
	4:27: type: needs: '../../../etc/passwd' is not the id of a record
EOT

# What is typed.
keep_ids
expect 'sx action add T --owner press-shop --due 2026-12-04' <<-'EOT'
	sx: owner: no person is called 'press-shop'
	  'press-shop' is of kind unit
	[status 4]
EOT
expect 'sx action add T --owner bne --due 2026-12-04' <<-'EOT'
	sx: owner: no person is called 'bne'
	  did you mean 'ben'?
	[status 4]
EOT
expect 'sx action add T --owner ben --due 2026-02-30' <<-'EOT'
	sx: due: there is no day '2026-02-30'
	  2026-02 has 28 days
	[status 3]
EOT
expect 'sx action add T --owner ben --due 2026-12-04 --priority hgih 2>&1 | tail -n 2' <<-'EOT'
	sx: priority: 'hgih' is none of: low, normal, high, critical
	  did you mean 'high'?
EOT
expect 'sx person add Eve --slug ../../eve --email eve@plant.example' <<-'EOT'
	sx: '../../eve' cannot be the id of a person
	  choose one of small letters, digits, '-' and '.', as in: sx person add eve '../../eve'
	[status 2]
EOT
for id in ../../x ../.git/config / . '' 'a b' '*' '%' "$(printf '%05000d' 0)"; do
	expect_code 4 sx show "$id"
done
t 'an escape that is typed is not printed' '
	esc=$(printf "\033")
	sx show "${esc}[31mx" 2>"$TMP/err" && exit 1
	sx action add "T${esc}[31m" --owner ben --due 2026-12-04 2>>"$TMP/err" && exit 1
	not grep -q "$esc" "$TMP/err"
	sound'

# Files that are no plain files, or too large, or named to harm.
export outside="$TMP/outside"
mkdir "$outside"
t 'a symbolic link as a record' '
	ln -s /etc/passwd person/eve.yaml
	[ "$(sx check)" = "person/eve.yaml: file: it is no regular file; put the file itself there" ]
	sx show eve 2>&1 | grep -q root: && exit 1
	expect_code 3 sx show eve
	expect_code 3 sx commit -m link
	sound'
t 'a folder that leads out of the repository' '
	mkdir decision
	ln -s "$outside" decision/2026
	expect_code 3 sx decision add D --by asha
	[ -z "$(find "$outside" -mindepth 1)" ]
	sound'
t 'settings that lead out of the repository' '
	ln -sf /etc/passwd .sx/config.yaml
	expect_code 3 sx list action
	expect_code 3 sx action add T --owner ben --due 2026-12-04
	git checkout -q .
	printf "zone: ../../../etc/passwd\n" >.sx/config.yaml
	expect_code 3 sx overdue
	sound'
t 'links that are committed' '
	git checkout -q -b links
	mkdir decision
	ln -s "$outside" decision/2026
	ln -s /etc/passwd person/eve.yaml
	git add -A
	git commit -q -m links
	expect_code 1 sx check
	expect_code 0 sx list person
	expect_code 3 sx show eve
	expect_code 3 sx decision add D --by asha
	[ -z "$(find "$outside" -mindepth 1)" ]
	git clone -q --bare . "$TMP/links.git"
	expect_code 1 sx -C "$TMP/links.git" check
	expect_code 3 sx -C "$TMP/links.git" show eve
	git checkout -q main
	git branch -q -D links
	sound'
t 'a pipe as a record does not hang' '
	mkfifo person/pipe.yaml
	[ "$(timeout 20 sx check)" = "person/pipe.yaml: file: it is no regular file; put the file itself there" ]
	expect_code 3 timeout 20 sx commit -m pipe
	rm person/pipe.yaml # which git does not see
	sound'
t 'a record of 50 MB' '
	head -c 50000000 /dev/zero | tr "\0" a >person/big.yaml
	[ "$(sx check)" = "person/big.yaml: unread: '\''person/big.yaml'\'' is larger than 8388608 bytes" ]
	expect_code 0 sx list person
	expect_code 3 sx commit -m big
	git checkout -q -b big
	git add -A
	git commit -q -m big
	[ "$(sx check)" = "person/big.yaml: syntax: the text is longer than 1048576 bytes; attach long content as evidence instead" ]
	expect_code 0 sx list person
	git checkout -q main
	git branch -q -D big
	sound'
t 'a file name that speaks to the terminal' '
	esc=$(printf "\033")
	echo "title: x" >"action/2026/11/${esc}[31mX.yaml"
	for command in check status "list action"; do
		sx $command >>"$TMP/said" 2>&1 || [ $? = 1 ]
	done
	grep -q "31mX" "$TMP/said"
	not grep -q "$esc" "$TMP/said"
	sound'
t 'an author who speaks to the terminal' '
	esc=$(printf "\033")
	git checkout -q -b talk
	git -c user.name="${esc}[31mEve" commit -q --allow-empty -m "${esc}]0;subject"
	sx log >"$TMP/said"
	grep -q subject "$TMP/said"
	not grep -q "$esc" "$TMP/said"
	sx log --json >"$TMP/said"
	not grep -q "$esc" "$TMP/said"
	git checkout -q main
	git branch -q -D talk
	sound'

# People.
t 'two people with one e-mail: neither is the actor, and reading goes on' '
	git checkout -q -b twins
	printf "name: Twin\nemail: ASHA@plant.example\n" >person/twin.yaml
	[ "$(sx check)" = "person/twin.yaml:2:8: unique: email: asha has '\''ASHA@plant.example'\'' already; no two people may have the same email" ]
	expect_code 3 sx commit -m twins
	git add -A
	git commit -q -m twins
	expect_code 5 sx action add T --owner ben --due 2026-12-04
	expect_code 0 sx today
	git checkout -q main
	git branch -q -D twins
	sound'
t 'an owner who has left' '
	git checkout -q -b left
	sx person leave ben -m retired
	[ "$(sx check)" = "$file:2:8: open: owner: '\''ben'\'' is no longer active; name one that is" ]
	expect_code 3 sx action add T --owner ben --due 2026-12-04
	expect_code 5 as ben sx action note "$a" hello
	git checkout -q main
	git branch -q -D left
	sound'
