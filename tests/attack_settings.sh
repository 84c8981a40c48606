# R16: settings that change by agreement, attacked with git, a text editor and ssh-keygen: each change is refused, or found.
. "${SX_SOURCE:-.}/tests/lib.sh"
for who in asha ben chitra dan; do
	ssh-keygen -q -t ed25519 -a 1 -N secret -C '' -f "$TMP/$who" || exit 99
	as "$who" git config --global sx.signingkey "$TMP/$who"
done
printf '#!/bin/sh\necho secret\n' >"$TMP/ask" && chmod +x "$TMP/ask"
export SSH_ASKPASS="$TMP/ask" SSH_ASKPASS_REQUIRE=force
unset SSH_AUTH_SOCK DISPLAY

edit() { # LINE: the settings say so as well
	echo "$1" >>.sx/config.yaml
}
refused() { # CODE REGEX COMMAND..: by P05, for that reason, and nothing is recorded
	want=$1 why=$2 before=$(git rev-parse HEAD) code=0
	shift 2
	"$@" >"$TMP/said" 2>&1 || code=$?
	cat "$TMP/said"
	[ "$code" = "$want" ] && grep -qE "$why" "$TMP/said" && [ "$(git rev-parse HEAD)" = "$before" ]
}
set_to() { sed -i "s/^access_review:.*/access_review: $1/" .sx/config.yaml; }
again() { git reset -q --hard "$1" && git clean -qfd; }

# dan has a key, and no role; the others have both
sx init --bare --hub --person asha hub.git >/dev/null && sx clone hub.git a >/dev/null && cd a || exit 99
setup() {
	for who in ben chitra dan; do sx person add $who $who --email $who@plant.example || return; done
	for who in asha ben chitra; do sx person set $who roles=approver || return; done
	edit 'repository: plant' && edit 'signatures: [capa]' && edit 'settings_by: [approver]' && sx commit -m 'steps are signed' || return
	sx person key asha "$TMP/asha.pub" -m 'my own' || return
}
setup >"$TMP/log" 2>&1 || { cat "$TMP/log"; exit 99; }
t 'who would shut himself out is refused' '
	edit "settings_agreed: 2"
	refused 5 "settings_agreed asks for 2 people, and 1 could agree" sx commit -m alone
	git checkout -q .sx/config.yaml'
t 'it needs a name, and steps that are signed' '
	printf "repository: plant\nsettings_agreed: 1\n" >.sx/config.yaml
	code=0; sx commit -m unsigned >"$TMP/said" 2>&1 || code=$?
	[ $code = 3 ]
	grep -q "settings_agreed: keys are proved" "$TMP/said"
	git checkout -q .sx/config.yaml'
keys() { key_of ben && key_of chitra ben && key_of dan ben && edit 'settings_agreed: 2' && sx commit -m 'two agree from now on' && sx sync; }
keys >"$TMP/log" 2>&1 || { cat "$TMP/log"; exit 99; }
sx clone ../hub.git ../b >/dev/null || exit 99
START=$(git rev-parse HEAD)

digest() { # of the settings in the work tree, by other programs
	git ls-files -co .sx | grep -v '^\.sx/agreed/' | LC_ALL=C sort -u | while read -r f; do
		[ ! -e "$f" ] || printf '%s\0%s\n' "$f" "$(sha256sum <"$f" | cut -d' ' -f1)"
	done | sha256sum | cut -d' ' -f1
}
forge() { # BEFORE AFTER AT REASON WHO=KEY..: an agreement, signed by these people with these keys
	printf 'sx-settings-v1\nrepository plant\nbefore %s\nafter %s\nat %s\nreason %s\n' "$1" "$2" "$3" "$4" >"$TMP/text"
	mkdir -p .sx/agreed || return
	to=.sx/agreed/$(sha256sum <"$TMP/text" | cut -d' ' -f1).yaml
	printf 'before:\n  - %s\nafter: %s\nat: %s\nreason: %s\nby:\n' "$1" "$2" "$3" "$4" >"$to"
	shift 4
	for signed; do
		(cat "$TMP/text" && echo "agreed ${signed%=*}") >"$TMP/one" || return
		rm -f "$TMP/one.sig" || return
		ssh-keygen -q -Y sign -n sx-settings-v1@plant -f "$TMP/${signed#*=}" "$TMP/one" || return
		printf '  - who: %s\n    signature: |\n' "${signed%=*}" >>"$to"
		sed 's/^/      /' "$TMP/one.sig" >>"$to"
	done
}
NOW=2026-11-20T09:00:00Z
attack() { # NAME REGEX COMMANDS: what they leave in the work tree is refused to sx commit, and found when git commits and pushes it
	commands=$3
	export commands
	t "$1" '
		again "$START"; was=$(digest)
		eval "$commands"
		refused 5 "'"$2"'" sx commit -m "by hand"
		git add -A
		git commit -qm "by hand"
		code=0; sx verify >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
		[ $code = 7 ]
		grep -qE "P05.*('"$2"')|('"$2"').*P05" "$TMP/said"
		not git push -q origin main >"$TMP/said" 2>&1; cat "$TMP/said"; grep -qE "'"$2"'" "$TMP/said"'
	again "$START"
}
TWO='settings change by agreement of 2 people'
t 'the edit of one is refused: by sx commit, by the hub, and past its hook by the next who syncs' '
	edit "access_review: 300"
	refused 5 "$TWO" sx commit -m review
	git commit -qam zone; expect_code 7 sx verify
	not git push -q origin main >"$TMP/said" 2>&1; grep -q "$TWO" "$TMP/said"
	cp -r ../hub.git ../open.git; rm -f ../open.git/hooks/*; git push -q ../open.git main
	git -C ../b remote set-url origin "$TMP/open.git"
	(cd ../b; refused 7 "$TWO" sx sync; git remote set-url origin "$TMP/hub.git")
	again "$START"'
t 'with one of two signatures it is refused: as a command, and drawn up with ssh-keygen' '
	edit "access_review: 300"
	sx settings propose -m review ../one.yaml
	refused 5 "of those that count 1 has signed" sx settings apply ../one.yaml
	again "$START"'
attack 'one of two, by hand' 'of those that count 1 has signed' '
	edit "access_review: 300"; forge "$was" "$(digest)" $NOW review asha=asha'
attack 'one who signs twice is one' 'of those that count 1 has signed' '
	edit "access_review: 300"; forge "$was" "$(digest)" $NOW review asha=asha asha=asha'
attack 'a signature is not another person'"'"'s' 'of those that count 1 has signed' '
	edit "access_review: 300"; forge "$was" "$(digest)" $NOW review asha=asha ben=asha'
attack 'the signature of one, copied as that of another' 'of those that count 1 has signed' '
	edit "access_review: 300"; forge "$was" "$(digest)" $NOW review asha=asha
	f=$(ls .sx/agreed/*); sed -n "/^  - who/,\$s/who: asha/who: ben/p;/^    /p" "$f" >"$TMP/copy"; cat "$TMP/copy" >>"$f"'
attack 'who has no role, and who has no key' 'of those that count 1 has signed' '
	edit "access_review: 300"; forge "$was" "$(digest)" $NOW review asha=asha dan=dan'
attack 'others agreed than who records it' 'none of those who have agreed' '
	edit "access_review: 300"; forge "$was" "$(digest)" $NOW review ben=ben chitra=chitra'
attack 'other settings than those agreed with' 'other settings were agreed' '
	edit "access_review: 300"; forge "$was" "$(digest)" $NOW review asha=asha ben=ben; edit "fiscal_start: 4"'
attack 'upon other settings than those there are' 'takes the place of other settings' '
	edit "access_review: 300"; forge "$(printf x | sha256sum | cut -d" " -f1)" "$(digest)" $NOW review asha=asha ben=ben'
attack 'a reason that nobody signed' 'named by what was signed' '
	edit "access_review: 300"; forge "$was" "$(digest)" $NOW review asha=asha ben=ben; sed -i "s/^reason: review/reason: other/" .sx/agreed/*'
attack 'one of later' 'later than now' '
	edit "access_review: 300"; forge "$was" "$(digest)" 2026-11-20T09:00:01Z review asha=asha ben=ben'
attack 'one of long ago' 'more than 30 days ago' '
	edit "access_review: 300"; forge "$was" "$(digest)" 2026-10-21T08:59:59Z review asha=asha ben=ben'
attack 'two at once' 'one agreement at a time' '
	edit "access_review: 300"; forge "$was" "$(digest)" $NOW review asha=asha ben=ben; forge "$was" "$(digest)" $NOW more asha=asha ben=ben'
attack 'fewer people are asked for by the agreement of as many as before' 'of those that count 1 has signed' '
	sed -i "s/^settings_agreed: 2/settings_agreed: 1/" .sx/config.yaml; forge "$was" "$(digest)" $NOW fewer asha=asha'
attack 'nobody gives himself the role in the same change' 'of those that count 1 has signed' '
	sed -i "s/settings_by: .approver./settings_by: [approver, auditor]/" .sx/config.yaml; echo "roles: [auditor]" >>person/dan.yaml
	forge "$was" "$(digest)" $NOW roles asha=asha dan=dan'
attack 'more than could agree' 'asks for 4 people, and 3 could agree' '
	sed -i "s/^settings_agreed: 2/settings_agreed: 4/" .sx/config.yaml; forge "$was" "$(digest)" $NOW four asha=asha ben=ben'
attack 'a kind of its own' "$TWO" '
	mkdir -p .sx/schema; printf "kind: visit\nhelp: a visit\nplural: visits\ntitle: title\npath: visit/{id}.yaml\nfields:\n  title: {type: line, help: what}\n" >.sx/schema/visit.yaml'

# what is agreed with passes everywhere, once
propose() { # FILE WHO..: the edits, proposed by asha, agreed with by these
	file=$1
	shift
	sx settings propose -m 'as agreed' "$file" || return
	for who; do as "$who" sx settings agree "$file" || return; done
}
t 'a good change is recorded by a command, taken by the hub, synced and verified' '
	edit "access_review: 300"; propose ../p1 ben; sx settings apply ../p1
	[ -z "$(git status --porcelain)" ]; sx verify; sx check; sx sync
	(cd ../b; sx sync; sx verify; grep -q "access_review: 300" .sx/config.yaml; sx settings | grep -q "asha, ben: as agreed")'
t 'nor is it used again' '
	refused 6 "takes the place of other settings" sx settings apply ../p1'
AGREED=$(git rev-parse HEAD)
t 'sx undo does not take it back' '
	refused 5 "an agreement is never removed" sx undo'
t 'the same by hand, with other programs: the digest and the text that is signed are those of the page' '
	was=$(digest); sed -i "s/^access_review: 300/access_review: 200/" .sx/config.yaml
	forge "$was" "$(digest)" $NOW hand asha=asha chitra=chitra
	git add -A; git commit -qm "by hand"; sx verify; git push -q origin main; (cd ../b; sx sync)'
t 'after the settings were changed back the first agreement is not used again, by its name or another' '
	was=$(digest); git checkout -q "$START" -- .sx/config.yaml
	forge "$was" "$(digest)" $NOW back asha=asha ben=ben; git add -A; git commit -qm back; sx verify
	refused 5 "agreement" sx settings apply ../p1
	git checkout -q "$AGREED" -- .sx/config.yaml; first=$(git ls-tree -r --name-only "$AGREED" .sx/agreed)
	cp "$first" .sx/agreed/0000000000000000000000000000000000000000000000000000000000000000.yaml
	refused 5 "named by what was signed" sx commit -m again
	git rm -qf --cached "$first"; rm -f .sx/agreed/0000*
	refused 5 "agreement" sx commit -m again
	git reset -q --hard HEAD
	git rm -q "$first"; git commit -qm "forgotten"; expect_code 7 sx verify'
again origin/main
t 'the key of who has left, and one that was revoked, agree with nothing' '
	now=$(git rev-parse HEAD)
	sed -i "s/^access_review:.*/access_review: 100/" .sx/config.yaml; propose ../p2 ben
	git stash -q; sx person leave ben -m "has gone"; git stash pop -q
	refused 5 "of those that count 1 has signed" sx settings apply ../p2
	again "$now"; sx person key ben "$TMP/ben.pub" --revoke -m lost
	refused 5 "of those that count 1 has signed" sx settings apply ../p2
	again "$now"; sed -i "/^roles:/,/approver/d" person/ben.yaml; sx commit -m "another post"
	refused 5 "of those that count 1 has signed" sx settings apply ../p2
	again "$now"; sx settings apply ../p2; sx verify
	again "$now"'
t 'nor when who has the key says that it was before, in the commit as well' '
	now=$(git rev-parse HEAD); was=$(digest)
	clock 2026-11-20T10:00:00Z; sx person key ben "$TMP/ben.pub" --revoke -m lost
	clock 2026-11-20T09:30:00Z; set_to 100; forge "$was" "$(digest)" 2026-11-20T09:30:00Z review asha=asha ben=ben
	git add -A; git commit -qm review; clock 2026-11-20T10:00:00Z
	code=0; sx verify >"$TMP/said" || code=$?; cat "$TMP/said"
	[ $code = 7 ]; grep -q "P05.*of those that count 1 has signed" "$TMP/said"'
again origin/main
t 'a proposal that somebody has changed is refused' '
	now=$(git rev-parse HEAD)
	sed "s/access_review: 100/access_review: 900/" ../p2 >../p3; refused 6 "do not make the settings" sx settings agree ../p3
	refused 6 "do not make the settings" sx settings apply ../p3
	for path in ../person/x.yaml person/x.yaml .sx/../x .sx/agreed/x.yaml .sx/Agreed/x.yaml .sx//x .sx/.git/x /etc/x ".sx/a\\\\b"; do
		sed "s|path: .sx/config.yaml|path: $path|" ../p2 >../p3; refused 3 "is no file of settings" sx settings agree ../p3
	done
	sed "/^files:/,\$d" ../p2 >../p3; refused 6 "do not make the settings" sx settings apply ../p3
	printf "files: []\n" >../p3; refused 3 "missing|agreement" sx settings agree ../p3
	head -c 2000000 /dev/zero | tr "\\0" x >../p3; refused 3 "" sx settings agree ../p3
	: >../p3; refused 3 "is no agreement" sx settings agree ../p3'

# two sides
again origin/main && git -C ../b reset -q --hard origin/main && sx -C ../b sync >/dev/null || exit 99
t 'who has changed records gets the settings of the other side, and the agreements' '
	set_to 150; propose ../p4 ben; sx settings apply ../p4; sx sync
	cd ../b; sx person set chitra phone=1; sx sync; sx verify
	grep -q "access_review: 150" .sx/config.yaml; [ "$(git rev-list -1 --min-parents=2 HEAD)" = "$(git rev-parse HEAD)" ]
	[ "$(ls .sx/agreed)" = "$(ls ../a/.sx/agreed)" ]
	cd ../a; sx sync; sx verify'
t 'also when others have agreed than those who could when it was here last, one upon the other' '
	sx person set dan roles=approver; set_to 151; propose ../q1 dan; sx settings apply ../q1
	sed -i "s/^settings_agreed: 2/settings_agreed: 3/" .sx/config.yaml; propose ../q2 ben; sx settings apply ../q2
	sed -i "s/^settings_agreed: 3/settings_agreed: 2/" .sx/config.yaml; propose ../q3 dan chitra; sx settings apply ../q3
	set_to 150; propose ../q4 chitra; sx settings apply ../q4; sx verify; sx sync
	cd ../b; sx person set chitra phone=2; sx sync; sx verify
	cd ../a; sx sync; sx verify; sed -i "/^roles:/,/approver/d" person/dan.yaml; sx commit -m "another post"; sx sync; cd ../b; sx sync'
t 'settings that both have changed are refused, and nothing has changed' '
	set_to 160; propose ../p5 ben; sx settings apply ../p5; sx sync
	cd ../b; set_to 170; propose ../p6 chitra; sx settings apply ../p6
	refused 6 "neither was agreed to take the place of the other.*P05" sx sync
	refused 6 "sx settings propose --over origin/main" sx sync
	[ -z "$(git status --porcelain)" ]; sx verify'
t 'no merge of them by hand is taken: neither lines of both, nor one of them' '
	cd ../b; now=$(git rev-parse HEAD)
	for value in 160 170 180; do
		git merge -q --no-commit origin/main >"$TMP/log" 2>&1 || true
		git checkout -q "$now" -- .sx/config.yaml; set_to $value
		git add -A; git commit -qm "merged"; [ "$(git rev-list --parents -1 HEAD | wc -w)" = 3 ]
		code=0; sx verify >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
		[ $code = 7 ]
		grep -q "P05: the settings are others on both sides" "$TMP/said"
		not git push -q origin main
		again "$now"
	done'
t 'the way out: one side agrees in the place of the other as well' '
	cd ../b; set_to 175
	sx settings propose --over origin/main -m "as both want it" ../p7; as chitra sx settings agree ../p7; sx settings apply ../p7
	sx sync; sx verify; grep -q "access_review: 175" .sx/config.yaml
	cd ../a; sx sync; sx verify; grep -q "access_review: 175" .sx/config.yaml
	[ "$(ls .sx/agreed)" = "$(ls ../b/.sx/agreed)" ]'
t 'also without an edit, when the own settings stay' '
	set_to 190; propose ../p8 ben; sx settings apply ../p8; sx sync
	cd ../b; set_to 195; propose ../p9 chitra; sx settings apply ../p9
	expect_code 6 sx sync
	sx settings propose --over origin/main -m "as here" ../p10; as ben sx settings agree ../p10; sx settings apply ../p10
	sx sync; sx verify; grep -q "access_review: 195" .sx/config.yaml
	cd ../a; sx sync; sx verify; grep -q "access_review: 195" .sx/config.yaml'
t 'the same agreement, recorded on both sides by two people with other signatures, is one' '
	set_to 200; propose ../p11 ben; cp ../p11 ../p12; as chitra sx settings agree ../p12
	sx settings apply ../p11; sx sync
	cd ../b; as ben sx settings apply ../p12; sx sync; sx verify
	cd ../a; sx sync; sx verify'
merged() { # COMMIT WHOSE REGEX: a merge of it by hand, with the settings of one side, is found, and refused by the hub
	now=$(git rev-parse HEAD)
	git merge -q --no-commit "$1" >"$TMP/log" 2>&1 || true
	git checkout -q "$2" -- .sx && git add -A && git commit -qm merged && [ "$(git rev-list --parents -1 HEAD | wc -w)" = 3 ] || return
	code=0; sx verify >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 7 ] && grep -q "$3" "$TMP/said" || return
	not git push -q origin HEAD:main && again "$now"
}
t 'a line from before somebody left brings no settings that he agreed with' '
	(cd ../b; sx sync); sx person leave ben -m "has gone"; sx sync; cd ../b
	set_to 210; propose ../p13 ben; sx settings apply ../p13; sx verify
	refused 6 "neither was agreed to take the place of the other" sx sync
	merged origin/main HEAD "P05: the settings are others on both sides"
	cd ../a; git fetch -q ../b main; merged FETCH_HEAD FETCH_HEAD "P05: the settings are others on both sides"'
t 'who has left and had vouched for others keeps nobody from changing them while others work elsewhere' '
	(cd ../b; again origin/main; sx sync; sx person set asha phone=1)
	sx person set chitra phone=3; sx sync; cd ../b; sx sync; sx verify; cd ../a; sx sync'
clock 2026-11-20T10:00:00Z
t 'nor does one with a key that was revoked since, whatever day it claims' '
	git branch -q before
	sx person key chitra "$TMP/chitra.pub" --revoke -m lost; sx sync
	cd ../b; clock 2026-11-20T09:30:00Z; set_to 215; propose ../p15 chitra; sx settings apply ../p15; sx verify
	clock 2026-11-20T10:00:00Z; refused 6 "neither was agreed to take the place of the other" sx sync
	merged origin/main HEAD "P05: the settings are others on both sides"'
git reset -q --hard before
t 'nor does one from before agreements were asked for' '
	git switch -qc old "$START~1"; echo "access_review: 220" >>.sx/config.yaml; git commit -qam old; git switch -q main
	merged old old "P05: the settings are others on both sides"'
t 'nor is a change left out by a merge' '
	git switch -q -f -c side main; git commit -q --allow-empty -m side; git switch -q main
	set_to 230; propose ../p14 chitra; sx settings apply ../p14; sx verify
	git switch -q side; git merge -q -s ours -m merged main
	code=0; sx verify >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; [ $code = 7 ]; grep -q "config.yaml: P05\|config.yaml: merge" "$TMP/said"
	not git push -q origin side:main'
