# The story of examples/recipes/capa.sh: it ends, at each gate somebody was refused, and what it leaves stands up to verify.
. "${SX_SOURCE:-.}/tests/lib.sh"

t 'it runs' 'sh "$SX_SOURCE/examples/recipes/capa.sh" "$TMP/story" "$SX" >"$TMP/story.out"'
# Every gate of the state machine that the story goes through, and the rights.
for rule in P01 P03 K01 K02 G5 T02 T03 T05 T06 T08 T08x T09 T10 T11 T12 T17 T19 F01 separation; do
	export rule
	t "$rule was refused" 'grep -q "^  refused by $rule: " "$TMP/story.out"'
done
cd "$TMP/story/pune" || exit 99
t 'one corrective action, and it is closed' 'sx --json list capa --all | jq -e ".data | length == 1 and .[0].state == \"closed\""'
t 'five people at two plants' '
	[ "$(sx --json list person --all | jq ".data | length")" = 5 ]
	[ "$(git log --format=%ae | sort -u | wc -l)" = 5 ]'
t 'an own key of each, and a key without a passphrase does not sign' '
	[ "$(sx --json list person --all | jq -r ".data[].id" | while read -r id; do sx --json show "$id" | jq -r ".data.keys[0].key"; done | sort -u | grep -c ssh-ed25519)" = 5 ]
	grep -q "refused by G5: .*has no passphrase" "$TMP/story.out"'
t 'each decision is signed by who took it, as what it is' '
	sx --json capa show "$(sx --json list capa --all | jq -r ".data[0].id")" | jq -r ".data.signed[] | select(.state == \"good\") | .did + \" \" + .by + \" \" + .meaning" >"$TMP/got"
	printf "%s\n" "submit asha authorship" "accept quinn approval" "propose ben responsibility" "endorse chitra approval" "approve quinn approval" \
		"decline quinn rejection" "complete ben responsibility" "release quinn approval" "evaluate dev verification" \
		"close quinn approval" "addendum quinn authorship" | diff - "$TMP/got"'
t 'the measure is signed by who did it and by who looked' '
	sx --json action show "$(sx --json list action --all | jq -r ".data[0].id")" | jq -e "
		.data.signed | map([.did, .by, .meaning, .state]) == [[\"done\", \"ben\", \"responsibility\", \"good\"], [\"verify\", \"chitra\", \"verification\", \"good\"]]"'
t 'what was amended is unsigned, goes on for nobody, and is signed again by all three' '
	grep -q "UNSIGNED .*does not hold: what was signed has changed since" "$TMP/story.out"
	grep -q "refused by G5: .*what was signed has changed since" "$TMP/story.out"
	[ "$(grep -c ": signed again$" "$TMP/story.out")" = 3 ]
	sx show "$(sx --json list capa --all | jq -r ".data[0].id")" | not grep UNSIGNED'
t 'who approves has looked at the trail, and it is kept up to where' '
	sx --json capa show "$(sx --json list capa --all | jq -r ".data[0].id")" | jq -r ".data.notes[] | select(.seen) | .did" >"$TMP/got"
	printf "%s\n" endorse approve release close | diff - "$TMP/got"
	grep -q "refused by T06: .*asks that its trail was looked at" "$TMP/story.out"'
t 'the report counts those looks' 'sx --today 2026-09-17 report capa | grep -q "^M18  reviews of the trail  *100.0 % (4/4)"'
t 'the hub said why it took no hand edit' 'grep -q "^  the hub: .*T19" "$TMP/story.out"'
t 'plants and hub have the same, and nothing waits' '
	for plant in hub nashik; do [ "$(git -C "$TMP/story/$plant" rev-parse main)" = "$(git rev-parse main)" ]; done
	[ "$(grep -cE "verified( since the last time)?, 0 violations" "$TMP/story.out")" = 3 ]'
t 'a byte changed in the record is seen' '
	cp -R "$TMP/story/pune" "$TMP/evil"
	cd "$TMP/evil"
	file=$(git ls-files "capa/*")
	sed -i "s/^severity: 7/severity: 2/" "$file"
	git commit -qam x
	code=0; sx verify >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; [ $code = 7 ] && grep -q T19 "$TMP/said"'
cd "$TMP" || exit 99
t 'R02: sx is qualified by a report in which each control holds' '
	sh "$SX_SOURCE/examples/recipes/qualify.sh" "$SX" >"$TMP/report" || { cat "$TMP/report"; exit 1; }
	for clause in "(a)" "(b)" "(c)" "(d)" "(e)" "(f)" "(g)" "(k)"; do grep -q "^PASS  11\.10$clause " "$TMP/report" || exit 1; done
	not grep -q "^FAIL" "$TMP/report" && grep -qx "$(sha256sum "$SX")" "$TMP/report"'
t 'and one that lets something pass is not' '
	printf "#!/bin/sh\n[ \"\$1 \$2\" = \"capa close\" ] || exec \"%s\" \"\$@\"\n" "$SX" >"$TMP/lax"
	chmod +x "$TMP/lax"
	code=0; sh "$SX_SOURCE/examples/recipes/qualify.sh" "$TMP/lax" >"$TMP/report" || code=$?
	[ $code = 1 ] && [ "$(grep -c "^FAIL" "$TMP/report")" = 1 ] && grep -q "^FAIL  11.10(f) " "$TMP/report"'
