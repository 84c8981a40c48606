# sx KIND report
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx capa add 'The seal leaks' --owner ben --due 2027-03-01 --problem 'Oil on the floor' --origin complaint >/dev/null
C=$(real CAPA-1)
cat >>"capa/2026/11/$C.yaml" <<-'EOT'
	causes:
	  - id: c1
	    text: '<script>alert(1)</script> & "worn" | lip'
	    kind: root
	    method: 5why
	    chain:
	      - It leaked
	      - The lip was worn
	      - Nobody looked
EOT
sx commit -m 'what was found' >/dev/null || echo 'Bail out! causes'
sx action add 'Replace the seal' --owner chitra --due 2026-12-01 --source "$C" --answers c1 >/dev/null
echo photo >photo.jpg
sx action attach "$(real ACT-1)" photo.jpg -m 'after' >/dev/null
clock 2026-11-21T09:00:00Z
sx capa submit "$C" >/dev/null
as ben sx capa request "$C" 2027-04-01 -m 'the part is late' >/dev/null
as chitra sx capa extend "$C" 2027-04-01 -m 'agreed' >/dev/null

sx capa report "$C" >"$TMP/story"
t 'the problem, the causes and the whys' '
	grep -q "^  problem  *Oil on the floor$" "$TMP/story"
	grep -q "1\. It leaked" "$TMP/story" && grep -q "3\. Nobody looked" "$TMP/story"'
t 'the action with its state and evidence' '
	sed -n "/^Actions/,/^Effectiveness/p" "$TMP/story" >"$TMP/part"
	grep -q "'"$(real ACT-1)"'" "$TMP/part" && grep -q "open" "$TMP/part" && grep -q "photo.jpg" "$TMP/part" && grep -q "$(sha256sum photo.jpg | cut -c1-20)" "$TMP/part" && grep -q "c1" "$TMP/part"'
t 'what was promised first and now, and by whom it was moved' '
	grep -q "^  first due  *2027-03-01$" "$TMP/story"
	grep -q "^  due  *2027-04-01$" "$TMP/story"
	grep -q "^  extensions  *1$" "$TMP/story" && grep -q "chitra.*extend.*agreed" "$TMP/story"'
t 'the trail' '
	sed -n "/^Trail/,\$p" "$TMP/story" | grep -A1 "^    old  *2027-03-01$" | grep -q "^    new  *2027-04-01$"'
t 'no section is out of step with its kind' '
	for form in "" --8d; do sx capa report "'"$C"'" $form >/dev/null || exit 1; done'
t 'nothing is left out' '
	sx show "'"$C"'" --json | jq -r ".data | to_entries[] | select(.value | type == \"string\") | select(.key | IN(\"id\", \"kind\", \"path\") | not) | .value" | head -40 >"$TMP/values"
	while read -r value; do grep -qF -- "$value" "$TMP/story" || { echo "lacks $value"; exit 1; }; done <"$TMP/values"'
t 'HTML that is well formed, escapes and loads nothing' '
	sx capa report --html "'"$C"'" >"$TMP/story.html"
	not grep -qi "<script" "$TMP/story.html"
	grep -q "&lt;script&gt;alert(1)" "$TMP/story.html"
	not grep -qiE "(src|href|url|import)[[:space:]]*[=(]" "$TMP/story.html"
	grep -q "default-src .none." "$TMP/story.html"
	python3 - "$TMP/story.html" <<-"PY"
		import sys, html.parser
		class P(html.parser.HTMLParser):
		    def __init__(self): super().__init__(); self.open = []
		    def handle_starttag(self, tag, attrs):
		        if tag not in ("meta",): self.open.append(tag)
		    def handle_endtag(self, tag):
		        assert self.open.pop() == tag, tag
		p = P(); p.feed(open(sys.argv[1]).read()); assert not p.open, p.open
	PY'
t 'Markdown in which a record opens no cell and no tag' '
	sx capa report --markdown "'"$C"'" >"$TMP/story.md"
	grep -q "^# CAPA" "$TMP/story.md" && ! sed "s/[\\\\]<//g" "$TMP/story.md" | grep -q "<script" && grep -qF "\\| lip" "$TMP/story.md"'
t 'the eight disciplines in their order' '
	sx capa report --8d "'"$C"'" | grep -oE "^D[1-8]" | tr -d "\n" | grep -qx D1D2D3D4D5D6D7D8
	sx capa report --8d "'"$C"'" | not grep -q "^Trail"'
t 'any kind' 'sx person report ben | grep -q "^  email  *ben@plant.example$"'
t 'escapes are shown, not sent' 'sx person note ben "$(printf "x\033[31my")" 2>/dev/null || :; sx person report ben | not grep -q "$(printf "\033")"'
t 'a reader that leaves' 'sx capa report "'"$C"'" | head -1 >/dev/null'
expect_code 2 sx person report --8d ben
expect_code 2 sx capa report
expect_code 2 sx capa report --html --markdown "$C"
expect_code 2 sx capa report --csv "$C"
expect_code 4 sx capa report nobody

# Signed steps: who, as what, when and what it is worth; what only a program reads is left out.
fresh signed && printf 'repository: signed\nsignatures: [capa]\n' >>.sx/config.yaml && sx commit -m 'steps are signed' >/dev/null || exit 99
ssh-keygen -q -t ed25519 -a 1 -N secret -C '' -f "$TMP/key" && git config sx.signingkey "$TMP/key" || exit 99
printf '#!/bin/sh\necho secret\n' >"$TMP/ask" && chmod +x "$TMP/ask"
export SSH_ASKPASS="$TMP/ask" SSH_ASKPASS_REQUIRE=force
unset SSH_AUTH_SOCK DISPLAY
sx person set asha --name 'Asha Kulkarni' >/dev/null && sx person key asha "$TMP/key.pub" -m 'seen' >/dev/null || exit 99
sx capa add 'Pump hums' --owner chitra --due 2026-12-20 --problem 'drops under press 4' --origin complaint >/dev/null
S=$(basename "$(git ls-files capa)" .yaml)
clock 2026-11-22T09:00:00Z
sx capa submit "$S" >/dev/null 2>&1
SIGNED=$(git rev-parse HEAD)
says() { # STATE..: each form of the report has just these signatures and no armour
	for form in '' --8d; do
		for format in '' --markdown --html; do
			# shellcheck disable=SC2086
			sx capa report $form $format "$S" >"$TMP/signed" || return
			not grep -iE "BEGIN SSH|U1NIU0lH" "$TMP/signed" || return
		done
		sx capa report --html $form "$S" | python3 -c '
import re, sys
part = sys.stdin.read().split("<h2>Signatures</h2>")[1].split("<h2>")[0]
rows = [re.findall("<td[^>]*>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", part)]
assert re.findall("<th>(.*?)</th>", part) == "name role meaning at received step state".split(), part
rows = [row for row in rows if row]
assert [row[6] for row in rows] == sys.argv[1:], rows
assert rows[0][:6] == ["Asha Kulkarni (asha)", "initiator", "authorship", "2026-11-22T09:00:00+00:00", "-", "submit"], rows' "$@" || return
		for format in '' --markdown; do
			sx capa report $format $form "$S" | sed -n '/Signatures$/,/Trail$/p' | tr -d '\134' >"$TMP/signed"
			for state; do grep -qF -- "$state" "$TMP/signed" || return; done
			grep -q 'Asha Kulkarni' "$TMP/signed" && grep -q 'authorship' "$TMP/signed" && grep -q 'submit' "$TMP/signed" || return
		done
	done
}
t 'a signature that holds' 'says good'
t 'it is in the trail in words' 'sx capa report "'"$S"'" | sed -n "/^Trail/,\$p" | grep -q "^    new  *Asha Kulkarni (asha, initiator): authorship of .submit. at"'
t 'one that is not by its key' '
	sed -i "/^signatures:/,\$s/role: initiator/role: initiator\n    text: more/" capa/*/*/*.yaml
	git commit -qam "by hand"
	says "bad: it is not made by its key over what it says"'
git reset -q --hard "$SIGNED"
t 'one of before the record was sent back' '
	sed -i "s/^state: submitted/state: draft/
		s/^signatures:/  - at: 2026-11-22T09:00:00+00:00\n    by: asha\n    did: settle\n    field: state\n    to: draft\n&/" capa/*/*/*.yaml
	git commit -qam "sent back by hand"
	says past'
git reset -q --hard "$SIGNED"
sed -i 's/^problem: .*/problem: drops under presses 4 and 5/' capa/*/*/*.yaml && sx commit -m 'one more press' >/dev/null
t 'what was signed has changed' 'says "UNSIGNED (content changed)"'
sx capa sign "$S" -m 'one more press' >/dev/null 2>&1
t 'signed again' 'says renewed good'
