# sx audit: the trail as a table, and the pack for an inspector.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-11-27 --tags pump >/dev/null
A=$(real ACT-1)
clock 2026-11-21T09:00:00Z
as ben sx action extend "$A" 2026-12-04 -m 'the supplier is late' >/dev/null
clock 2026-11-22T09:00:00Z
sed -i 's/^title: .*/title: Replace both seals/' "action/2026/11/$A.yaml"
git commit -qam 'by hand, with git'
clock 2026-11-23T09:00:00Z
sx person set ben --roles qa >/dev/null
clock 2026-11-24T09:00:00Z
as ben sx action set "$A" --tags oil >/dev/null

expect "sx audit $A --since 2026-11-21" <<-EOT
	WHO   ROLE  CLAIMED           RECEIVED  RECORD            FIELD  OLD               NEW                                                                                                                REASON                COMMIT
	ben   qa    2026-11-24 09:00  -         ACT-2611-0000001  tags   pump              -                                                                                                                  -                     COMMIT-8
	ben   qa    2026-11-24 09:00  -         ACT-2611-0000001  tags   -                 oil                                                                                                                -                     COMMIT-8
	asha  -     2026-11-22 09:00  -         ACT-2611-0000001  title  Replace the seal  Replace both seals                                                                                                 -                     COMMIT-6
	ben   -     2026-11-21 09:00  -         ACT-2611-0000001  due    2026-11-27        2026-12-04                                                                                                         the supplier is late  COMMIT-5
	ben   -     2026-11-21 09:00  -         ACT-2611-0000001  notes  -                 at: 2026-11-21T09:00:00+00:00; by: ben; did: extend; text: the supplier is late; from: 2026-11-27; to: 2026-12-04  the supplier is late  COMMIT-5
EOT
expect "sx audit $A --field due --sort claimed --csv | tr -d '\r'" <<-EOT
	by,name,email,role,claimed,received,pusher,relayed_by,verb,kind,id,field,old,new,reason,commit
	asha,asha,asha@plant.example,,2026-11-20T09:00:00+00:00,,,,action add,action,ACT-2611-0000001,due,,2026-11-27,,COMMIT-4
	ben,Ben,ben@plant.example,,2026-11-21T09:00:00+00:00,,,,action extend,action,ACT-2611-0000001,due,2026-11-27,2026-12-04,the supplier is late,COMMIT-5
EOT
t 'several records, one named twice' '
	sx audit ben "$A" ben --json | jq -r ".data[].id" | sort | uniq -c >"$TMP/out"
	[ "$(wc -l <"$TMP/out")" = 2 ] && [ "$(sx audit "$A" --json | jq ".data | length")" = "$(awk "/ACT-/ { print \$1 }" "$TMP/out")" ]'
t 'of one kind' 'sx person audit --json | jq -e "[.data[].kind] | unique == [\"person\"]"'
t 'by a person' 'sx audit --by ben --json | jq -e "[.data[].by] | unique == [\"ben\"]"'
t 'until a day' '[ "$(sx audit "$A" --until 2026-11-21 --field due --csv | wc -l)" = 3 ]'
t 'in an order' '
	sx audit --sort field,-claimed --json | jq -r ".data[] | [.field, .claimed] | @tsv" >"$TMP/got"
	sort -t "$(printf "\t")" -k1,1 -k2,2r -s "$TMP/got" | diff - "$TMP/got"'
t 'a limit, in an order or not' '[ "$(sx audit -n 2 --csv | wc -l)" = 3 ] && [ "$(sx audit -n 2 --sort id --csv | wc -l)" = 3 ]'
t 'who is found by the address of then' '
	sx person set ben --email benedict@plant.example >/dev/null
	[ "$(sx audit --by ben --field due --json | jq -r ".data[0].by")" = ben ]
	[ "$(sx audit "$A" --field due -n 1 --json | jq -r ".data[0].by")" = ben ]'
t 'somebody whom nobody knows is shown by the e-mail' '
	sed -i "s/^title: .*/title: By a stranger/" "action/2026/11/'"$A"'.yaml"
	git -c user.name=Eve -c user.email=eve@elsewhere.example commit -qam stranger
	sx audit "$A" --field title -n 1 | grep -q "^eve@elsewhere.example  *- " '
t 'escapes do not reach the terminal' '
	sx action set "$A" --title "Seal" -m "$(printf "a\033[31mb")" >/dev/null
	sx audit -n 1 | not grep -q "$(printf "\033")"'
t 'a reader that leaves' 'sx audit | head -1 >/dev/null'
expect 'sx audit --sort who' <<-EOT
	sx: the trail has no column 'who'
	  its columns are those of --csv, as in: sx audit --sort claimed
	[status 2]
EOT
expect_code 4 sx audit nobody
expect_code 4 sx audit --by nobody
expect_code 2 sx audit --field dew
expect_code 2 sx audit --since someday

# A sample: by lot, which is worked out here with sha256sum, and targets. 21 and 22 November are a weekend.
sx --json audit sample --targeted --random 100000 --seed x >"$TMP/all"
t 'by lot: the same seed, the same changes, in any order of reading' '
	jq -r ".data[] | .commit + \" \" + .id" "$TMP/all" | while read -r commit id; do
		path=$(git show --name-only --format= "$commit" | grep -- "$id")
		echo "$(printf "%s" "s4 $commit $path" | sha256sum | cut -c1-64) $commit $id"
	done | sort | head -n 3 | cut -d" " -f2- | sort >"$TMP/want"
	[ "$(wc -l <"$TMP/want")" = 3 ]
	sx --json audit sample --random 3 --seed s4 | jq -r ".data[] | .commit + \" \" + .id" | sort | diff "$TMP/want" -
	git clone -q . "$TMP/elsewhere" && TZ=Asia/Kolkata sx -C "$TMP/elsewhere" --json audit sample --random 3 --seed s4 |
		jq -r ".data[] | .commit + \" \" + .id" | sort | diff "$TMP/want" -'
t 'each that has something to be looked at, and why' '
	jq -r --arg a "$A" ".data[] | select(.id == \$a and .why) | .fields + \": \" + .why" "$TMP/all" >"$TMP/got"
	diff - "$TMP/got" <<-EOT
		title: without sx
		title: without sx, on a day off
		due, notes: due day moved, on a day off
	EOT
	jq -e "[.data[] | select(.id == \"ben\") | .why] | length > 2 and all(test(\"people or settings\"))" "$TMP/all"'
t 'a file that is no record has no fields' 'jq -e "[.data[] | select(.id == \".gitattributes\") | .fields] == [null]" "$TMP/all"'
t 'without a seed it is the commit' '
	sx --json audit sample --random 1 | jq -e --arg head "$(git rev-parse HEAD)" ".data[0] | .seed == \$head and .drawn == \"lot\""
	sx audit sample --random 2 "$A" | tail -n 1 | grep -q "^2 by lot with the seed $(git rev-parse HEAD), 0 targeted, of [0-9]* changes$"'
expect_code 2 sx audit sample
expect_code 2 sx audit sample --random -1
expect_code 2 sx audit sample --random 2 --limit 3
expect_code 2 sx audit --seed x
t 'days are those of the record, not those of who reads' '
	sx init --person asha --site AAA --name A --zone UTC "$TMP/two" >/dev/null
	cd "$TMP/two"
	sed -i "/^sites:/a\\  - code: BBB\n    name: B\n    zone: Pacific/Kiritimati" .sx/config.yaml
	sx commit -m "two sites" >/dev/null
	clock 2026-11-27T12:00:00Z # a Friday there, Saturday on Kiritimati
	for site in AAA BBB; do sx issue add "Of $site" --owner asha --due +3d --site $site >/dev/null; done
	sx --json audit sample --targeted | jq -r ".data[] | select(.fields // \"\" | test(\"title\")) | .why" | grep -c "on a day off" >"$TMP/off" || exit 1
	[ "$(cat "$TMP/off")" = 1 ]
	git clone -q . ../other-site
	git -C ../other-site config sx.site BBB
	for days in "--until 2026-11-27" "--since 2026-11-28"; do
		sx audit sample --csv --random 9 --seed s --targeted $days >"$TMP/here"
		sx -C ../other-site audit sample --csv --random 9 --seed s --targeted $days | diff "$TMP/here" -
		sx audit --csv $days >"$TMP/here"; sx -C ../other-site audit --csv $days | diff "$TMP/here" -
	done'
# Through a hub: the claim and the receipt.
t 'received' '
	sx init --bare --hub --person asha "$TMP/hub.git" >/dev/null
	sx clone "$TMP/hub.git" "$TMP/b" >/dev/null
	cd "$TMP/b"
	sx person add ben Ben --email ben@plant.example >/dev/null
	clock 2026-11-26T10:30:00Z
	sx sync >/dev/null
	git fetch -q origin +refs/sx/receipts:refs/sx/hub/origin/receipts
	sx -C "$TMP/hub.git" audit ben -n 1 --json | jq -e ".data[0].received == \"2026-11-26T10:30:00Z\""
	sx audit ben --field name --json | jq -e ".data[0] | .claimed == \"2026-11-24T09:00:00+00:00\" and .received == \"2026-11-26T10:30:00Z\""
	sx audit ben --field name | grep -q "2026-11-24 09:00  2026-11-26 10:30Z"
	sx audit asha --field name --json | jq -e ".data[0].received == null"'

# A pack for somebody without sx: what its README says is done to the letter.
cd "$TMP/b" || exit 99
clock 2026-11-27T09:00:00Z
sx finding add 'Oil below press 4' --type deviation --owner ben --due 2027-01-01 >/dev/null || echo 'Bail out! finding'
F=$(basename "$(git ls-files finding)" .yaml)
sx action add 'Board secret: sell the plant' --owner ben --due 2026-12-01 --source "$F" >/dev/null
sx action note "$(basename "$(git ls-files action)" .yaml)" whispered >/dev/null
echo 'the photo' >photo.jpg && sx finding attach "$F" photo.jpg >/dev/null
sx finding note "$F" 'looked at' >/dev/null
clock 2026-11-28T09:00:00Z
sx sync >/dev/null
# The fourth is that of its number.
expect "sx audit pack $F \$TMP/pack | sed \"s|\$TMP|TMP|\"" <<-EOT
	TMP/pack: a pack of $(echo "$F" | normal) with 4 revisions; its README says how to verify it
EOT
mkdir "$TMP/plain"
for program in sh git ssh-keygen sha256sum cat cut rm test; do
	ln -s "$(command -v "$program")" "$TMP/plain/$program"
done
sed -n 's/^	//p' "$TMP/pack/README" >"$TMP/steps"
verify() { (cd "$TMP/$1" && PATH=$TMP/plain sh -e "$TMP/steps"); }
t 'it verifies without sx, as its README says' '
	not env PATH=$TMP/plain sh -c "command -v sx"
	[ "$(grep -c . "$TMP/steps")" -gt 10 ] && verify pack >"$TMP/said" 2>&1 || { cat "$TMP/said"; exit 1; }
	grep -q "Good \"sx-receipt-v1\" signature" "$TMP/said" && grep -q "^author asha" "$TMP/said"; rm -rf "$TMP/pack/check"'
t 'a changed byte of any file fails, also with its sum made anew' '
	cd "$TMP/pack"
	find . -type f ! -name SHA256SUMS | while read -r file; do
		rm -rf "$TMP/bad"
		cp -r "$TMP/pack" "$TMP/bad"
		cd "$TMP/bad"
		size=$(stat -c %s "$file") at=$((size / 2))
		byte=$(od -An -tu1 -j $at -N1 "$file" | tr -d " ")
		printf "\\$(printf %o $(((byte + 1) % 256)))" | dd of="$file" bs=1 seek=$at conv=notrunc status=none
		not verify bad >/dev/null 2>&1 || { echo "$file: unnoticed"; exit 1; }
		case $file in *README | *index.html | *hub.pub) continue ;; esac
		find . -type f ! -name SHA256SUMS | sed "s|^\./||" | xargs sha256sum >SHA256SUMS
		not verify bad >/dev/null 2>&1 || { echo "$file: unnoticed with its sum made anew"; exit 1; }
	done'
t 'nothing of another record is in it' '
	cp -r "$TMP/pack" "$TMP/open"
	cd "$TMP/open"
	git init -q --bare all
	for p in history-*.pack; do git -C all unpack-objects -q <"$p"; done
	git -C all cat-file --batch-all-objects --batch >objects
	grep -aq "Oil below press 4" objects && ! grep -raqE "Board secret|whispered" .'
t 'a folder that has something is refused, and left as it was' '
	mkdir "$TMP/full"
	echo mine >"$TMP/full/mine"
	expect_code 5 sx audit pack "'"$F"'" "$TMP/full"
	[ "$(ls "$TMP/full")" = mine ]; expect_code 5 sx audit pack "'"$F"'" "$TMP/full/mine"'
expect_code 2 sx audit pack "$F"
expect_code 2 sx audit pack "$F" "$TMP/x" --field due
expect_code 4 sx audit pack nobody "$TMP/x"
t 'a refused pack leaves no folder' '[ ! -e "$TMP/x" ]'

# Signed steps.
fresh signed && printf 'repository: signed\nsignatures: [capa]\n' >>.sx/config.yaml && sx commit -m 'steps are signed' >/dev/null || exit 99
ssh-keygen -q -t ed25519 -a 1 -N secret -C '' -f "$TMP/key" && ssh-keygen -q -t ed25519 -N '' -C '' -f "$TMP/other" || exit 99
git config sx.signingkey "$TMP/key"
printf '#!/bin/sh\necho secret\n' >"$TMP/ask" && chmod +x "$TMP/ask"
export SSH_ASKPASS="$TMP/ask" SSH_ASKPASS_REQUIRE=force
unset SSH_AUTH_SOCK DISPLAY
sx person key asha "$TMP/key.pub" -m seen >/dev/null
sx capa add 'Pump hums' --owner chitra --due 2026-12-20 --problem 'drops under press 4' --origin complaint >/dev/null
S=$(basename "$(git ls-files capa)" .yaml)
sx capa submit "$S" >/dev/null 2>&1
sx audit pack "$S" "$TMP/signed" >/dev/null
sed -n 's/^	//p' "$TMP/signed/README" >"$TMP/steps"
altered() { # FILE COMMANDS..: they change that file of the pack, its sum is made anew, and this shows
	rm -rf "$TMP/bad" && cp -r "$TMP/signed" "$TMP/bad" && rm -rf "$TMP/bad/check" && cd "$TMP/bad" && eval "$2" || return
	not cmp -s "$1" "$TMP/signed/$1" || return
	sha256sum COMMITS README index.html history-*.pack revisions/* signatures/* keys/* >SHA256SUMS
	not verify bad >"$TMP/said" 2>&1 && not grep -q 'FAILED' "$TMP/said"
}
t 'signatures verify without sx' '
	verify signed >"$TMP/said" 2>&1 || { cat "$TMP/said"; exit 1; }
	[ "$(grep -c "Good \"sx-esign-v1@signed\" signature for asha" "$TMP/said")" = 1 ]
	grep -qx "did submit" "$TMP/signed/signatures/0001.txt"'
t 'who signed when, by whose clock' '
	[ "$(cut -d" " -f1-6 "$TMP/signed/signatures/SIGNERS")" = "0001 asha authorship submit 2026-11-28T09:00:00+00:00 -" ]
	[ "$(cut -d" " -f7 "$TMP/signed/signatures/SIGNERS")" = "$(git rev-parse HEAD)" ]'
t 'a signer, a time or a receipt that is made up' '
	for change in s/asha/ben/ s/2026-11-28/2026-11-27/ "s/ - / 2026-11-28T09:00:00Z /"; do
		export change
		altered signatures/SIGNERS "sed -i \"\$change\" signatures/SIGNERS" || exit 1
	done'
t 'what was signed, changed' '
	altered signatures/0001.txt "sed -i \"s/^meaning .*/meaning approval/\" signatures/0001.txt"
	grep -q "Could not verify\|incorrect signature" "$TMP/said"'
t 'somebody else named as the signer' 'altered signatures/0001.txt "sed -i \"s/^by asha/by ben/\" signatures/0001.txt"'
t 'another key' '
	altered signatures/0001.signers "printf \"asha namespaces=\\\"sx-esign-v1@signed\\\" %s\\n\" \"\$(cat \"\$TMP/other.pub\")\" >signatures/0001.signers"'
t 'a good signature that is not in the record' '
	altered signatures/0001.sig "
		sed -i \"s/^meaning .*/meaning approval/\" signatures/0001.txt
		rm signatures/0001.sig
		ssh-keygen -q -Y sign -n sx-esign-v1@signed -f \"\$TMP/other\" signatures/0001.txt
		mv signatures/0001.txt.sig signatures/0001.sig
		printf \"asha namespaces=\\\"sx-esign-v1@signed\\\" %s\\n\" \"\$(cat \"\$TMP/other.pub\")\" >signatures/0001.signers"
	grep -q "Good \"sx-esign-v1@signed\" signature" "$TMP/said"'

# Whose the keys are: the owner's proof, and who vouches, down to the first key.
ssh-keygen -q -t ed25519 -a 1 -N secret -C '' -f "$TMP/ben" && key_of ben >/dev/null 2>&1 && git config sx.signingkey "$TMP/ben"
as ben sx capa accept "$S" --class major >/dev/null 2>&1
git config sx.signingkey "$TMP/key"
rm -rf "$TMP/signed" && sx audit pack "$S" "$TMP/signed" >/dev/null
t 'proofs of keys and those who vouch verify without sx' '
	verify signed >"$TMP/said" 2>&1 || { cat "$TMP/said"; exit 1; }
	[ "$(grep -c "Good \"sx-key-v1@signed\" signature for asha" "$TMP/said")" = 2 ]
	[ "$(grep -c "Good \"sx-key-v1@signed\" signature for ben" "$TMP/said")" = 1 ]
	printf "0001 asha 2026-11-28T09:00:00+00:00 - - asha proved 0 %s\n0002 ben 2026-11-28T09:00:00+00:00 - - asha proved 1 %s\n" \
		"$(cut -d" " -f1,2 "$TMP/key.pub")" "$(cut -d" " -f1,2 "$TMP/ben.pub")" | diff - "$TMP/signed/keys/KEYS"
	grep -qx "vouched asha" "$TMP/signed/keys/0002.1.txt"'
t 'a proof, a voucher or a key that is made up' '
	altered keys/0002.txt "sed -i \"s/^person ben/person asha/\" keys/0002.txt"
	altered keys/0002.1.sig "cp keys/0002.sig keys/0002.1.sig"
	altered keys/KEYS "sed -i \"s/^0002 ben/0002 asha/\" keys/KEYS"
	altered keys/KEYS "sed -i \"s/ proved 1 / proved 2 /\" keys/KEYS"
	altered keys/KEYS "sed -i 2d keys/KEYS"
	altered keys/0002.signers "
		ssh-keygen -q -Y sign -n sx-key-v1@signed -f \"\$TMP/other\" keys/0002.txt
		mv keys/0002.txt.sig keys/0002.sig
		printf \"ben namespaces=\\\"sx-key-v1@signed\\\" %s\\n\" \"\$(cut -d\\  -f1,2 \"\$TMP/other.pub\")\" >keys/0002.signers"'

# Two lines of work sign: each signature is of the commit that brought it, whatever the order in which both stand.
clock 2026-11-28T10:00:00Z
sx capa add 'Seal leaks' --owner asha --due 2026-12-20 --problem 'drops under press 5' --origin complaint >/dev/null
P=$(git log -1 --diff-filter=A --name-only --format= -- capa) && P=$(basename "$P" .yaml)
sx capa submit "$P" >/dev/null 2>&1
BASE=$(git rev-parse HEAD)
clock 2026-11-28T12:00:00Z
sx capa request "$P" 2027-01-20 --interim-risk 'leaks on' --interim-controls wiped -m 'the part is late' >/dev/null 2>&1
ASKED=$(git rev-parse HEAD)
git switch -qc side "$BASE"
clock 2026-11-28T11:00:00Z
sx capa set "$P" --problem 'drops under presses 4 and 5' -m 'one more press' >/dev/null && sx capa sign "$P" -m 'one more press' >/dev/null 2>&1
AGAIN=$(git rev-parse HEAD)
git switch -q main
clock 2026-11-28T13:00:00Z
git merge -q --no-edit side
t 'signatures of two lines of work are told by the commits that brought them' '
	sx audit pack "$P" "$TMP/lines"
	cut -d" " -f1,4,5,7 "$TMP/lines/signatures/SIGNERS" >"$TMP/said"; cat "$TMP/said"
	printf "0001 submit %s %s\n" 2026-11-28T10:00:00+00:00 "$BASE" >"$TMP/want"
	printf "0002 submit %s %s\n" 2026-11-28T11:00:00+00:00 "$AGAIN" >>"$TMP/want"
	printf "0003 request %s %s\n" 2026-11-28T12:00:00+00:00 "$ASKED" >>"$TMP/want"
	diff "$TMP/want" "$TMP/said"'
t 'and what has changed since, by what it was then' '
	clock 2026-11-28T14:00:00Z
	sx capa set "$P" --problem "drops under all presses" -m "all of them"
	sx show "$P" | grep "^  UNSIGNED" >"$TMP/said"; cat "$TMP/said"
	[ "$(wc -l <"$TMP/said")" = 1 ] && grep -q "does not hold: what was signed has changed since: problem$" "$TMP/said"'
