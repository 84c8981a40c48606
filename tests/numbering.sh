# Register numbers by sync: given on the way to the hub, one to each, without gaps, whoever races.
. "${SX_SOURCE:-.}/tests/lib.sh"

fresh base || exit 99
printf 'sites:\n  - {code: PUN, name: Pune}\n  - {code: GDN, name: Gdansk}\n' >>.sx/config.yaml
sx commit -m sites >/dev/null || exit 99
cd .. && git clone -q --bare base hub.git || exit 99
for who in asha:pune ben:gdansk; do
	as "${who%%:*}" sx clone hub.git "${who##*:}" >/dev/null 2>&1 || exit 99
done
git -C pune config sx.site PUN
git -C gdansk config sx.site GDN
pune() { (cd "$TMP/pune" && sx "$@"); }
gdansk() { (cd "$TMP/gdansk" && as ben sx "$@"); }
capa() { "$1" capa add "$2" --owner ben --due 2026-12-04 ${3:+--site $3} >/dev/null 2>&1; }
numbers() { "$1" list capa --all --columns number,title --sort number "${2-}" | sed 1d; }
# All numbers of all kinds that a clone has, one a line.
held() { git -C "$1" grep -h '^number:' main | sort; }
# Clones and hub hold the same, and what has a number in one has it in the other.
agree() {
	[ "$(git -C pune rev-parse HEAD)" = "$(git -C hub.git rev-parse main)" ] &&
		[ "$(git -C gdansk rev-parse HEAD)" = "$(git -C hub.git rev-parse main)" ] && pune check && gdansk check &&
		[ -z "$(held pune | uniq -d)" ] && git -C hub.git fsck --strict --no-dangling
}

capa pune One && capa pune Two && clock 2026-11-20T10:00:00Z && capa pune Three
t 'nothing has a number before' '[ -z "$(held pune)" ]'
expect 'pune sync >/dev/null; numbers pune' <<-EOT
	CAPA-PUN-2026-001  $(pune list capa --columns title --sort created,id | sed -n 2p)
	CAPA-PUN-2026-002  $(pune list capa --columns title --sort created,id | sed -n 3p)
	CAPA-PUN-2026-003  Three
EOT
t 'the hub has them, and the clone is clean' '[ "$(held hub.git)" = "$(held pune)" ] && [ -z "$(git -C pune status --porcelain)" ]'
t 'a second sync changes nothing' 'before=$(git -C hub.git rev-parse main); pune sync; [ "$(git -C hub.git rev-parse main)" = "$before" ]'
t 'a plant has its own' 'capa gdansk Four; gdansk sync; gdansk show CAPA-GDN-2026-001 | grep Four; pune sync; agree'

# Both made something for one register; the second to come takes what is left.
t 'two plants, one register' '
	capa pune Five PUN; capa gdansk Six PUN
	pune sync; gdansk sync; pune sync
	pune show CAPA-PUN-2026-004 | grep Five
	pune show CAPA-PUN-2026-005 | grep Six
	agree'
t 'a number stays when the site moves' '
	gdansk capa set CAPA-PUN-2026-005 --site GDN
	capa gdansk Seven GDN
	gdansk sync; pune sync
	pune show -b CAPA-PUN-2026-005 | grep "site  *GDN"
	pune show CAPA-GDN-2026-002 | grep Seven
	agree'
t 'numbers cannot be taken back' '
	not pune undo "$(git -C pune log --format=%H -1 -G"^number:" --no-merges)"
	agree'
t 'nothing is given offline, nor by a dry run, nor to a file' '
	capa pune Eight
	pune sync --offline; pune sync --dry-run; pune sync --to "$TMP/bundle"
	pune list capa title~Eight --columns number,title | grep "^ *Eight"
	pune sync; gdansk sync; agree'
t 'nor when the hub takes nothing' '
	capa pune Nine
	printf "#!/bin/sh\nexit 1\n" >hub.git/hooks/pre-receive; chmod +x hub.git/hooks/pre-receive
	code=0; pune sync || code=$?
	[ $code = 8 ]
	not git -C pune grep -q "^number: CAPA-PUN-2026-007" main
	rm hub.git/hooks/pre-receive
	capa gdansk Ten PUN; gdansk sync
	pune sync; gdansk sync
	gdansk show CAPA-PUN-2026-007 | grep Ten
	gdansk show CAPA-PUN-2026-008 | grep Nine
	agree'
t 'what a plain git push brought is numbered by the next that brings something' '
	capa pune Eleven
	git -C pune push -q
	clock 2026-11-20T11:00:00Z
	capa gdansk Twelve PUN
	gdansk sync
	gdansk show CAPA-PUN-2026-009 | grep Eleven
	gdansk show CAPA-PUN-2026-010 | grep Twelve
	pune sync; agree'

# What a hand has done to a number behind sx does not go out; what git alone has pushed is named.
forge() { # clone, number, new one: in a commit by git alone
	f=$(git -C "$1" grep -l "^number: $2\$" main -- capa | sed "s/^main://")
	if [ "$3" ]; then sed -i "s/^number:.*/number: $3/" "$1/$f"; else sed -i "/^number:/d" "$1/$f"; fi
	git -C "$1" commit -qam "by hand"
}
for forged in CAPA-PUN-2026-099 CAPA-PUN-2026-002 capa-pun-2026-001 ""; do
	t "a number changed to '$forged' is not shared" '
		before=$(git -C hub.git rev-parse main)
		forge gdansk CAPA-PUN-2026-001 '"'$forged'"'
		code=0; gdansk sync 2>"$TMP/said" || code=$?
		cat "$TMP/said"
		[ $code = 3 ]
		grep "its number was CAPA-PUN-2026-001, and never changes" "$TMP/said"
		[ "$(git -C hub.git rev-parse main)" = "$before" ]
		git -C gdansk reset -q --hard origin/main'
done
t 'nor is one that another record has' '
	capa gdansk Twin PUN
	f=$(git -C gdansk diff --name-only HEAD~1)
	sed -i "/^created_by/a number: CAPA-PUN-2026-001" "gdansk/$f"
	git -C gdansk commit -qam "by hand"
	code=0; gdansk sync 2>"$TMP/said" || code=$?
	[ $code = 3 ]
	grep "CAPA-PUN-2026-001 is no number that it can have" "$TMP/said"
	git -C gdansk reset -q --hard origin/main'
t 'one that git pushed past sx is not taken over, and goes on when the hub is as it was' '
	before=$(git -C hub.git rev-parse main)
	forge gdansk CAPA-PUN-2026-001 CAPA-PUN-2026-099
	git -C gdansk push -q
	head=$(git -C pune rev-parse HEAD)
	code=0; pune sync 2>"$TMP/said" || code=$?
	[ $code = 7 ]
	grep "stays what it is: CAPA-PUN-2026-001" "$TMP/said"
	[ "$(git -C pune rev-parse HEAD)" = "$head" ]
	git -C hub.git update-ref refs/heads/main "$before"
	git -C gdansk update-ref refs/remotes/origin/main "$before"
	git -C gdansk reset -q --hard "$before"
	pune sync
	agree'

# Races: all sync at once, again and again.
race() {
	for round in 1 2 3 4; do
		for one in a b c; do capa pune "P$round$one" PUN; capa gdansk "G$round$one" PUN; done
		pune decision add "D$round" --by ben --site PUN --date today >/dev/null 2>&1
		held hub.git >"$TMP/before"
		pune sync >"$TMP/p" 2>&1 & p=$!
		gdansk sync >"$TMP/g" 2>&1 & g=$!
		wait $p || return 1
		wait $g || return 1
		held hub.git | comm -23 "$TMP/before" - | grep . && return 1
	done
	pune sync && gdansk sync && pune sync
}
t 'two syncs at once' 'race; agree'
t 'and there is no gap' '
	n=$(held hub.git | grep -c "CAPA-PUN-2026-")
	[ "$n" = 34 ]
	[ "$(held hub.git | grep "CAPA-PUN" | tail -1)" = "number: CAPA-PUN-2026-034" ]
	[ "$(held hub.git | grep -c "DEC-PUN")" = 4 ]'
