# Profiles: what a repository that begins with one asks for, and that nobody gives himself a right.
. "${SX_SOURCE:-.}/tests/lib.sh"

refused() { # PERSON RULE command: exit status 5, and the rule
	who=$1 rule=$2
	shift 2
	code=0
	as "$who" sx --json "$@" >"$TMP/said" 2>&1 </dev/null || code=$?
	{ echo "status $code"; cat "$TMP/said"; } >"$TMP/why"
	[ $code = 5 ] || return
	grep -q "\"rule\":\"$rule\"" "$TMP/said" || return
	result $? "$rule: $who is refused: $(title "$@")"
}

# What each says about signatures, days and keeping, held against the reference by a table of its own.
for row in 'pharma pharma 3653 signed' 'device device 5479 signed' 'auto auto 5479 -' 'chemical chem 1827 -' 'food food 731 -' 'general other - -'; do
	IFS=" " read -r trade rules kept signed <<ROW
$row
ROW
	export trade rules kept signed
	t "$trade: it begins, and nothing is wrong" '
		sx init --person asha --site PUN --profile $trade $trade
		cd $trade
		sx check
		sx doctor >/dev/null
		[ -z "$(git status --porcelain)" ]
		[ "$(git rev-list --count HEAD)" = 1 ]
		[ $trade = general ] || grep -q "closed_on + $kept}" .sx/schema/capa.yaml
		sx --json capa add Leak --origin trend --owner asha --due 2026-12-20 | jq -e ".data.profile == \"$rules\""'
	t "$trade: steps are signed: $signed" '
		cd $trade
		name=$(sed -n "s/^repository: //p" .sx/config.yaml)
		if [ $signed = signed ]; then grep -q "^signatures: \[capa, finding, person\]" .sx/config.yaml; else ! grep -q "^signatures" .sx/config.yaml; fi
		if [ $trade = general ]; then [ -z "$name" ]; else echo "$name" | grep -qx "pun-[0-9a-z]\{8\}"; fi'
done
t 'no two repositories have the same name' '[ "$(sed -n "s/^repository: //p" */.sx/config.yaml | sort -u | wc -l)" = 5 ]'
# Where steps are signed, one key of each person does.
printf '#!/bin/sh\necho secret\n' >"$TMP/ask" && chmod +x "$TMP/ask"
export SSH_ASKPASS="$TMP/ask" SSH_ASKPASS_REQUIRE=force
for who in asha ben quinn hana; do
	ssh-keygen -q -t ed25519 -a 1 -N secret -C '' -f "$TMP/$who" || exit 99
	as "$who" git config --global sx.signingkey "$TMP/$who"
done
t 'another trade is none of this company' '
	cd pharma
	sx capa add Other --profile other --origin trend --owner asha --due 2026-12-20 --problem x
	code=0; sx --json capa submit "$(sx list capa title:Other --csv --columns id | tail -n 1 | tr -d "\r")" >"$TMP/said" 2>&1 || code=$?
	[ $code = 5 ] && grep -q "rules of this company" "$TMP/said"'
expect 'sx init nowhere --profile pharmacy; ls -d nowhere 2>/dev/null' <<-EOT
	sx: there is no profile 'pharmacy'
	  there are: auto, chemical, device, food, general, pharma; a file of your own is named with its .yaml
	[status 2]
EOT
t 'one of our own' '
	printf "profile: ours\nhelp: ours\nconfig: |\n  fiscal_start: 4\nschema:\n  action: |\n    kind: action\n    defaults: {class: quality}\n" >ours.yaml
	sx init ours --person asha --profile ours.yaml
	cd ours
	grep -q "^fiscal_start: 4" .sx/config.yaml
	sx --json action add x --owner asha --due +1w | jq -e ".data.class == \"quality\""'
t 'what a profile says of the settings is said once' '
	printf "profile: named\nhelp: named\nconfig: |\n  repository: north\n  zone: Europe/Oslo\n" >named.yaml
	sx init named --person asha --profile named.yaml
	cd named
	[ "$(grep -c "^repository:" .sx/config.yaml)" = 1 ]
	grep -qx "repository: north" .sx/config.yaml && grep -qx "zone: Europe/Oslo" .sx/config.yaml && [ "$(grep -c ^zone .sx/config.yaml)" = 1 ] && sx check'
for wrong in 'defaults: {state: done}' 'defaults: {colour: red}' 'defaults: {class: purple}' 'path: x/{id}.yaml' \
	'workflow: {verbs: {start: {also: [{when: {class: [quality]}, sets: {state: done}}]}}}' \
	'workflow: {verbs: {start: {also: [{sets: {outcome: x}}]}}}' 'workflow: {verbs: {start: {to: closed}}}'; do
	export wrong
	t "wrong: $wrong" '
		printf "profile: bad\nhelp: bad\nschema:\n  action: |\n    kind: action\n    %s\n" "$wrong" >bad.yaml
		code=0; sx init bad --person asha --profile bad.yaml || code=$?
		[ $code = 3 ] && [ ! -e bad ]'
done

# Rights: an administrator gives them, to others.
cd pharma || exit 99
t 'an administrator adds people with roles' '
	sx person add ben Ben --email ben@plant.example && sx person add quinn Quinn --email quinn@plant.example --roles qa'
refused ben P01 person set ben --roles qa -m 'I need it'
refused ben P01 person grant ben --roles qa -m 'I need it'
refused asha P01 person grant asha --roles admin,qa -m 'so can I'
refused asha P03 person grant quinn --roles qa,key-admin -m 'she does it all'
refused asha P03 person add carl Carl --email carl@plant.example --roles admin,evaluator
refused quinn P01 person grant ben --roles qa-head -m 'he needs it'
refused ben P01 person add bennet Bennet --email bennet@plant.example --roles qa
refused ben P01 person set ben --role-sites PUN -m x
t 'by hand' '
	printf "roles: [qa]\n" >>person/ben.yaml
	code=0; as ben sx --json commit -m "by hand" >"$TMP/said" 2>&1 || code=$?
	git checkout -q . ; [ $code = 5 ] && grep -q "\"rule\":\"P01\"" "$TMP/said"'
t 'through an import' '
	printf "id,name,email,roles\nbob,Bob,bob@plant.example,qa\n" >"$TMP/bob.csv"
	code=0; as ben sx --json import person "$TMP/bob.csv" >"$TMP/said" 2>&1 || code=$?
	[ $code = 5 ] && grep -q "\"rule\":\"P01\"" "$TMP/said"'
refused ben P01 person leave quinn -m 'she is in the way'
refused ben P01 person leave ben -m x
refused asha P01 person leave asha -m 'the last administrator'
refused ben P01 person set quinn --email ben2@plant.example -m x
refused ben P01 person set ben --name Quinn -m x
refused ben P01 person add bennet Bennet --email bennet@plant.example
refused asha P01 person grant asha --email other@plant.example -m x
t 'by leaving and coming back' '
	sx person leave ben -m x; code=0; as quinn sx --json person return ben -m x >"$TMP/said" 2>&1 || code=$?
	[ $code = 5 ]
	grep -q "\"rule\":\"P01\"" "$TMP/said"
	printf "roles: [qa]\n" >>person/ben.yaml
	code=0; sx --json commit -m y >"$TMP/said" 2>&1 || code=$?; git checkout -q .
	[ $code = 5 ] && sx person return ben -m "back" && ! grep -q roles person/ben.yaml'
refused ben K01 person key ben "$TMP/ben.pub" -m 'it is mine'
t 'a key by hand while somebody is away' '
	sx person leave quinn -m "for a year"; before=$(git rev-parse HEAD)
	printf "keys:\n  - key: %s\n    from: 2026-11-20T09:00:00+00:00\n    by: ben\n" "$(cut -d " " -f 1,2 "$TMP/ben.pub")" >>person/quinn.yaml
	code=0; as ben sx --json commit -m "hers" >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; git checkout -q .
	[ $code = 5 ]
	grep -q "\"rule\":\"K01\"" "$TMP/said"
	[ "$(git rev-parse HEAD)" = "$before" ] && sx person return quinn -m "back"'
t 'an administrator says who somebody is' 'sx person grant quinn --email quinn.shah@plant.example -m "married" && sx person grant quinn --email quinn@plant.example -m "a slip"'
t 'an administrator grants' 'sx person grant ben --roles evaluator -m "trained on 12 May"'
t 'two administrators do not give together what neither may give' '
	start=$(git rev-parse HEAD)
	sx person grant ben --roles evaluator,qa -m "the other plant lacks one"
	there=$(git rev-parse HEAD)
	git init -q --bare ../roles.git
	git push -q ../roles.git "$there:refs/heads/main"
	git reset -q --hard "$start"
	sx person grant ben --roles admin -m "he will look after the settings"
	here=$(git rev-parse HEAD)
	git remote add origin ../roles.git
	git fetch -q
	git branch -q -u origin/main
	code=0; sx --json sync >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 5 ]
	grep -q "\"rule\":\"P03\"" "$TMP/said"
	[ "$(git rev-parse HEAD)" = "$here" ]
	git merge -q --no-edit origin/main || { sed -i "s/^roles:.*/roles: [admin, qa]/; /^[<=>|]\{7\}/d" person/ben.yaml; git commit -qam merged; }
	code=0; sx verify >"$TMP/said" || code=$?; cat "$TMP/said"
	[ $code = 7 ]
	grep -q "^$(git rev-parse --short=10 HEAD) ben: P03: what both sides together give ben is not allowed" "$TMP/said"
	git reset -q --hard "$here"
	sx person grant ben --roles evaluator -m "not he"
	sx sync
	sx verify
	grep -qx "roles: \[evaluator, qa\]" person/ben.yaml || grep -A2 "^roles:" person/ben.yaml | grep -q qa
	git reset -q --hard "$start" && git remote remove origin && rm -rf ../roles.git'
for script in 's/^roles: .*/roles: [controller]/' '/^settings_by/d'; do
	export script
	t "settings by hand: $script" '
		sed -i "$script" .sx/config.yaml
		code=0; as quinn sx --json commit -m x >"$TMP/said" 2>&1 || code=$?; git checkout -q .
		[ $code = 5 ] && grep -q "\"rule\":\"P02\"" "$TMP/said"'
done
t 'a kind by hand' '
	printf "kind: action\ndefaults: {class: safety}\n" >.sx/schema/action.yaml
	code=0; as quinn sx --json commit -m x >"$TMP/said" 2>&1 || code=$?
	[ $code = 5 ]
	grep -q "\"rule\":\"P02\"" "$TMP/said"
	sx commit -m "actions are of safety" && sx --json action add x --owner ben --due +1w | jq -e ".data.class == \"safety\""'

# A finding: answered by its owner, closed by another, with a capa or a decision that none is needed.
found() { sx --json finding add "$@" --owner ben --due +30d | jq -r .data.id; }
minor=$(found 'Label torn' --type complaint)
major=$(found 'Wrong leaflet' --type complaint --class major)
critical=$(found 'Two strengths in one carton' --type deviation --class critical)
sx person add hana Hana --email hana@plant.example --roles qa-head >/dev/null
t 'whose keys they are' '
	sx person key asha "$TMP/asha.pub" -m "my own"
	key_of ben && key_of quinn ben && key_of hana quinn'
refused asha F03 finding answer "$minor" --response replaced
refused ben F03 finding answer "$minor" --response replaced
t 'what a complaint must say' 'for f in "$minor" "$major" "$critical"; do sx finding set "$f" --lots L7 --containment "the rest was held"; done'
measure=$(sx --json action add 'Recall the carton' --owner ben --due +5d --source "$critical" | jq -r .data.id)
loose=$(sx --json action add 'Sweep the store' --owner ben --due +5d | jq -r .data.id)
refused ben T08x action set "$measure" --source '' -m 'it is mine alone'
refused asha T08x action move "$measure" --source '' -m 'it is none of it'
t 'a measure does not lose what it belongs to by hand, and with it the need of a signature' '
	sed -i "/^source: /d" "$(git ls-files "action/*$measure.yaml")"
	code=0; as ben sx --json commit -m x >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 5 ]
	grep -q "\"rule\":\"T08x\"" "$TMP/said"; as ben git commit -qam x
	code=0; sx verify >"$TMP/said" || code=$?; cat "$TMP/said"; git reset -q --hard HEAD~1
	[ $code = 7 ] && grep -q "$measure: T08x: " "$TMP/said"'
t 'quality assurance says that it came from something else, and signs that' '
	as quinn sx action move "$measure" --source "$minor" -m "of the other carton"
	as quinn sx action move "$measure" --source "" -m "of none"
	sx --json action show "$measure" | jq -e ".data | .source == null and ([.signatures[] | .by + \" \" + .meaning + \" \" + .did] == [\"quinn approval move\", \"quinn approval move\"])"
	sx verify'
t 'what was done without a signature becomes no measure by its owner' '
	sx action set "$loose" --source "$critical"
	as ben sx action done "$loose"
	sx --json action show "$loose" | jq -e "[.data.signatures[].did] == [\"done\"]"
	loose=$(sx --json action add "Sweep again" --owner ben --due +5d | jq -r .data.id)
	as ben sx action done "$loose"
	sx --json action show "$loose" | jq -e ".data.signatures == []"
	code=0; as ben sx --json action set "$loose" --source "$critical" -m "it was for this" >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 5 ]
	grep -q "\"rule\":\"T08x\"" "$TMP/said"
	as quinn sx action move "$loose" --source "$critical" -m "it was for this" && sx verify'
t 'answered and closed' 'as ben sx finding answer "$minor" --response replaced && sx finding close "$minor"'
refused ben F03 finding answer "$major" --response replaced
t 'what a major one must say' 'for f in "$major" "$critical"; do sx finding set "$f" --investigation "two leaflets look alike"; as ben sx finding answer "$f" --response replaced; done'
refused ben F01 finding close "$major"
refused quinn F01 finding close "$major"
refused asha F04 finding decline "$major" --no-capa 'one carton'
refused ben F04 finding decline "$major" --no-capa 'one carton'
refused asha F02 finding set "$major" --class minor
refused asha F06 finding reject "$major" -m 'none'
refused quinn F01 finding close "$major"
t 'it was decided that none is needed' '
	as quinn sx finding decline "$major" --no-capa "one carton in two years"
	as quinn sx finding close "$major"
	sx --json finding show "$major" | jq -e ".data | .no_capa_by == \"quinn\" and .closed_by == \"quinn\""'
refused ben F08 finding attach "$major" "$TMP/ben.pub"
refused ben F08 finding addendum "$major" --evidence "$TMP/ben.pub" -m 'the carton'
t 'what became known after its end' 'as quinn sx finding addendum "$major" --evidence "$TMP/ben.pub" -m "the carton came"'
refused quinn F04 finding decline "$critical" --no-capa 'the cartons are all back'
capa=$(sx --json capa add 'Two strengths' --sources "$critical" --origin deviation --owner ben --due 2027-01-20 | jq -r .data.id)
refused quinn F06 finding reject "$critical" -m none
t 'a capa that was thrown away answers nothing' 'sx capa void "$capa" -m x'
refused quinn F01 finding close "$critical"
t 'one that is at work does' '
	sx capa add "Two strengths in a carton" --sources "$critical" --origin deviation --owner ben --due 2027-01-20
	as quinn sx finding close "$critical"'
# Which step of which finding says what, by the table of the reference: an answer is its owner's, a decision is an approval.
t 'each step was signed, as what it is' '
	meanings() { sx --json finding show "$1" | jq -r ".data.signed | map(.meaning + \" of \" + .did + \" by \" + .by) | join(\", \")"; }
	[ "$(meanings "$minor")" = "responsibility of answer by ben, approval of close by asha" ]
	[ "$(meanings "$major")" = "responsibility of answer by ben, approval of decline by quinn, approval of close by quinn, authorship of addendum by quinn" ]'
t 'what somebody may do is reviewed by who answers for it, who signs that' '
	as hana sx person review quinn -m "still quality assurance"
	sx --json person show quinn | jq -r ".data.signed[] | .meaning + \" of \" + .did + \" by \" + .by" | grep -qx "review of review by hana"
	sx person note quinn "goes to Gdansk in May"
	sx person grant quinn --roles "" -m "goes to Gdansk"
	sx person show quinn | not grep UNSIGNED
	sx person leave quinn -m "went to Gdansk"'
refused asha P04 person review ben -m 'looked'
t 'the history stands up to verify' 'sx verify'

# The hours that a trade counts: the clock stands at 2026-11-20T09:00:00Z unless it is moved.
cd "$TMP/auto" || exit 99
days() { sx --json show "$1" | jq -r ".data | [.triage_due, .plan_due, .implementation_due] | map(. // \"-\") | join(\" \")"; }
clocks() { sx --json show "$1" | jq -r ".data.clocks[] | [.name, .due, .state, .met // \"-\"] | join(\" \")"; }
sx person add ben Ben --email ben@plant.example --roles qa >/dev/null
sx person add eva Eva --email eva@plant.example --roles evaluator >/dev/null
add() { sx --json capa add "$@" --owner asha --due 2027-01-15 --problem Burr --no-containment none --lots L1 --severity 5 --occurrence 2 \
	--detection 2 --evaluator eva --qa ben --team asha | jq -r .data.id; }
t 'eight disciplines: days from that of submission' '
	c=$(add "Burr at the door" --origin trend)
	sx capa submit "$c"
	[ "$(days "$c")" = "2026-11-21 - -" ]
	as ben sx capa accept "$c" minor --reportable no --reportable-why none --similar none
	[ "$(days "$c")" = "2026-11-21 2026-11-22 2026-12-04" ]'
c=$(add "Burr at the hood" --origin complaint)
refused asha T02 capa submit "$c"
t 'when the customer told us is not to come' 'sx capa set "$c" --notified "2026-11-20 09:01"'
refused asha T02 capa submit "$c"
t 'or from that of which the customer told us' '
	sx capa set "$c" --notified "2026-11-18 20:30" && sx capa submit "$c" && [ "$(days "$c")" = "2026-11-19 - -" ]'
# From 18 November 20:30: 24, 48, 336, 720 and 1440 hours. It was submitted 36.5 hours after.
cat >"$TMP/want" <<-EOT
	D1 to D3 2026-11-19T20:30:00+00:00 late 2026-11-20T09:00:00+00:00
	D4 and D5 2026-11-20T20:30:00+00:00 runs -
	D6 2026-12-02T20:30:00+00:00 runs -
	D7 2026-12-18T20:30:00+00:00 runs -
	D8 2027-01-17T20:30:00+00:00 runs -
EOT
t 'in hours' 'clocks "$c" | diff "$TMP/want" -'
t 'for people, and on the form of the customer' '
	sx capa show "$c" | grep -qx "  D1 to D3       due 2026-11-19T20:30:00+00:00  late by 12 h, by the clock of who did it"
	sx capa show "$c" | grep -qx "  D4 and D5      due 2026-11-20T20:30:00+00:00  runs, 11 h left"
	sx capa report --8d "$c" | sed -n "/customer.s clock/,/^D1/p" >"$TMP/part"
	grep -A4 "^  - clock  *D1 to D3$" "$TMP/part" | grep -A1 "^    there since  *2026-11-20T09:00:00+00:00 (claimed)$" | grep "^    state  *late by 12 h$"
	[ "$(grep -c "^    state  *runs, " "$TMP/part")" = 4 ]'
clock 2026-11-20T20:30:00Z
t 'due this second is not over' 'clocks "$c" | grep -q "^D4 and D5 .* runs"'
clock 2026-11-20T20:30:01Z
t 'a second after it is' 'sx capa show "$c" | grep -q "D4 and D5 .*overdue by less than a minute"'
clock 2026-11-20T20:31:00Z
t 'a minute after it is' 'sx capa show "$c" | grep -q "D4 and D5 .*overdue by 1 min"'
t 'when he told us is corrected with a reason only' '
	code=0; sx capa set "$c" --notified "2026-11-20 08:00" || code=$?; [ $code = 5 ]
	sx capa amend "$c" --notified "2026-11-19 20:30" -m "the mail came a day later" && clocks "$c" | grep -q "^D1 to D3 .* kept"'
t 'what was taken out was not there, and counts from when it is back' '
	sx capa set "$c" --team ""
	clocks "$c" | grep -q "^D1 to D3 .* overdue -"
	sx capa set "$c" --team asha && clocks "$c" | grep -q "^D1 to D3 .* late 2026-11-20T20:31:00"'
t 'a customer with hours of his own' '
	row="    - {name: D4 and D5, hours: 120, from: [notified, created], met: [plan_approved_by], when: {customer: [northern-cars]}}"
	sed -i "/name: D8,/a\\$row" .sx/schema/capa.yaml
	sx commit -m "northern cars gives five days"
	sx capa amend "$c" --customer northern-cars -m "it is theirs"
	clocks "$c" | sed -n 2p | grep -qx "D4 and D5 2026-11-24T20:30:00+00:00 runs -"'
t 'given up, they run no more' '
	sx person add hana Hana --email hana@plant.example --roles qa-head >/dev/null
	as hana sx capa cancel "$c" --residual-risk none -m "a sample" && clocks "$c" | sed 1d | grep -vq "dropped" && exit 1; clocks "$c" | grep -q "^D8 .* dropped"'
t 'R05: it is kept as long as the trade asks for, and longer while it is held' '
	over() { sx --today "$(date -d "$closed + 5480 days" +%F)" list capa --all --columns id "retain_until<today legal_hold:" --csv | grep -c CAPA || :; }
	no() { code=0; "$@" >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; [ $code = 5 ] && grep -q L01 "$TMP/said"; }
	closed=$(sx --json show "$c" | jq -r .data.closed_on)
	[ "$(sx --json show "$c" | jq -r .data.retain_until)" = "$(date -d "$closed + 5479 days" +%F)" ]
	[ "$(over)" = 1 ]
	no sx capa hold "$c" --legal-hold "the suit of a customer"
	no as hana sx capa lift "$c" -m "it is settled"
	as hana sx capa hold "$c" --legal-hold "the suit of a customer"
	[ "$(over)" = 0 ]
	sx show "$c" | grep -q "^  legal hold  *the suit of a customer$"
	file=$(git ls-files "*$c.yaml")
	sed -i "/^legal_hold:/d" "$file"
	no as hana sx commit -m settled
	git checkout -q .
	no as hana sx capa lift "$c" && as hana sx capa lift "$c" -m "it is settled" && [ "$(over)" = 1 ]'
clock 2026-11-20T09:00:00Z
cd "$TMP/chemical" || exit 99
sx person add ben Ben --email ben@plant.example --roles qa >/dev/null
sx person add eva Eva --email eva@plant.example --roles evaluator >/dev/null
add() { sx --json capa add "Vent opened" --origin incident --owner asha --due 2027-01-15 --problem Vent --no-containment none --no-product none \
	--severity 5 --occurrence 2 --detection 2 --evaluator eva --qa ben | jq -r .data.id; }
t 'an incident: within 48 hours' '
	c=$(add); code=0; sx capa submit "$c" || code=$?; [ $code = 5 ]
	sx capa set "$c" --occurred "2026-11-18 09:00"
	sx capa submit "$c"
	as ben sx capa accept "$c" minor --reportable no --reportable-why none --similar none
	sx --json today | jq -e ".data[] | select(.id == \"$c\") | .clock == \"Plan: runs, 45 d left\" and .days_left == 45"
	sx --json show "$c" | jq -e ".data.started_late == null" && clocks "$c" | grep -q "^Investigation begun 2026-11-20T09:00:00+00:00 kept"'
t 'or a reason' '
	c=$(add); sx capa set "$c" --occurred "2026-11-18 08:59"
	sx capa submit "$c"
	sx today | grep -q "^$c .* Investigation begun: overdue by 1 min *submitted$"
	sx --json today | jq -e ".data[] | select(.id == \"$c\") | .days_left < 0"
	set -- capa accept "$c" minor --reportable no --reportable-why none --similar none
	code=0; as ben sx "$@" >"$TMP/said" 2>&1 || code=$?; [ $code = 5 ] && grep -q "later than 48 hours" "$TMP/said"
	sx capa set "$c" --late-start "found by the night shift"
	as ben sx "$@"
	sx --json show "$c" | jq -e ".data.started_late == true"
	clocks "$c" | grep -q "^Investigation begun .* late"'
clock 2026-11-20T21:00:00Z
t 'as long as nobody has a key, a repository can get another name and ask for fewer signatures' '
	cd "$TMP"
	sx init --profile pharma --person asha begun >/dev/null
	cd begun
	sed -i "s/^repository: .*/repository: works-9/; s/^signatures: .*/signatures: [capa, finding]/" .sx/config.yaml
	sx commit -m "our name" && grep -qx "repository: works-9" .sx/config.yaml && [ -z "$(git status --porcelain)" ]'
t 'what was said of a capa that was handed in is said otherwise with a reason only: by command, by hand, taken back or past sx' '
	cd "$TMP"
	sx init --profile pharma --person asha reasons >/dev/null
	cd reasons
	sed -i "s/^  *signatures: .*//; s/^signatures: .*//" .sx/config.yaml
	sx commit -m "not signed here"
	sx person add ben Ben --email ben@plant.example --roles qa >/dev/null
	one=$(as ben sx --json capa add "Vent opened" --origin deviation --owner asha --due 2027-01-15 --problem Vent --no-containment none --lots L1 \
		--severity 5 --occurrence 2 --detection 2 | jq -r .data.id)
	file=$(git ls-files "capa/*")
	as ben sx capa set "$one" --problem "The vent opened"
	as ben sx capa submit "$one"
	no() {
		code=0; "$@" >"$TMP/said" 2>&1 || code=$?
		cat "$TMP/said"; [ $code = 5 ]
		grep -q "needs a reason" "$TMP/said"
	}
	no as ben sx capa set "$one" --problem "The vent of line 2 opened"
	as ben sx capa set "$one" --area "Line 2"
	sed -i "/^  - L1/a\\  - L2" "$file"
	as ben sx commit -m "a second lot"
	no as ben sx capa set "$one" --lots L2
	no as ben sx capa set "$one" --area ""
	as ben sx capa set "$one" --problem "The vent of line 2 opened" -m "there are two"
	no as ben sx undo
	as ben sx undo -m "there is one"
	sed -i "s/^area: .*/area: Line 3/" "$file"
	as ben sx commit -m "it was line 3"
	sx verify
	sed -i "s/^area: .*/area: Line 4/" "$file"
	as ben git commit -qam "capa $one: area

Sx-Verb: capa set
Sx-Record: $one
Sx-Actor: ben
Sx-Version: 0"
	code=0; sx verify >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; [ $code = 7 ] && grep -q "a change of its area needs a reason" "$TMP/said"'
t 'the history stands up to verify' 'for d in auto chemical; do sx -C "$TMP/$d" verify || exit 1; done'
