# sx person access, and reviews of what people may do
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
ssh-keygen -q -t ed25519 -N '' -C '' -f "$TMP/key" || exit 99
sx person add hana Hana --email hana@plant.example --roles qa-head >/dev/null
clock 2026-11-21T09:00:00Z
sx person set ben --roles qa >/dev/null
sx person key ben "$TMP/key.pub" -m 'seen at the gate' >/dev/null
sx person set ben --email benedict@plant.example >/dev/null
clock 2026-11-22T09:00:00Z
as ben git config --global user.email benedict@plant.example
as ben sx action add 'Replace the seal' --owner ben --due +1w >/dev/null
sx person leave chitra -m 'retired' >/dev/null

expect 'sx person access' <<-EOT
	ID    NAME  SITE  ROLES    ALSO AT  KEYS  LAST        REVIEWED  BY  DUE
	asha  asha                             0  2026-11-22
	ben   Ben         qa                   1  2026-11-22
	hana  Hana        qa-head              0
EOT
t 'who has left, too' 'sx --json person access --all | jq -e "[.data[] | .id + \" \" + .state] == [\"asha active\", \"ben active\", \"chitra left\", \"hana active\"]"'
t 'by an address of before' '
	git log --format=%ae | grep -q benedict
	as hana sx action add Look --owner hana --due +1w
	sx person set hana --email head@plant.example
	sx --json person access | jq -e ".data[] | select(.id == \"hana\") | .last == \"2026-11-22T09:00:00+00:00\""
	sx person set hana --email hana@plant.example'
t 'nothing is due where the settings do not ask for it' 'sx check && sx --json person access | jq -e "all(.data[]; .review_due == null)"'
printf 'access_review: 30\n' >>.sx/config.yaml && sx commit -m 'reviews each month' >/dev/null
t 'from when the record came, then' 'sx --json person access | jq -e ".data[] | select(.id == \"ben\") | .review_due == \"2026-12-20\"" && sx check'
t 'who decides and signs nothing is not asked for' 'sx --json person access | jq -e ".data[] | select(.id == \"asha\") | .review_due == null"'
clock 2026-12-20T09:00:00Z
t 'due today is not overdue' 'sx check'
clock 2026-12-21T09:00:00Z
t 'overdue' '
	code=0; sx --json check >"$TMP/said" || code=$?
	[ $code = 1 ] && jq -e "[.data[] | [.rule, .id] | join(\" \")] == [\"P04 ben\", \"P04 hana\"]" "$TMP/said"'
refused() { code=0; as "$1" sx --json person review "$2" -m looked >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; [ $code = 5 ] && grep -q "\"rule\":\"$3\"" "$TMP/said"; }
t 'nobody reviews himself' 'refused ben ben P04'
t 'not without a reason' 'expect_code 5 sx person review ben'
t 'one after the other' '
	code=0; sx --json person review ben hana -m both >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; [ $code = 5 ] && grep -q "\"rule\":\"G9\"" "$TMP/said"'
t 'reviewed' '
	as hana sx person review ben -m "still at the lab"
	sx --json person access | jq -e ".data[] | select(.id == \"ben\") |
		.reviewed_on == \"2026-12-21\" and .reviewed_by == \"hana\" and .review_due == \"2027-01-20\""
	sx check >"$TMP/said" || [ $? = 1 ]; not grep -q ben "$TMP/said"'
t 'it is not written by hand' '
	printf "reviewed_on: 2026-12-21\n" >>person/hana.yaml; code=0; sx commit -m x >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	git checkout -q person && [ $code = 5 ]'
printf 'roles: [qa-head, site-head]\n' >>.sx/config.yaml && sx commit -m 'roles count' >/dev/null
t 'where roles count, not by anybody' '
	refused asha ben P04
	refused ben hana P04'
t 'the manager may' 'sx person set hana --manager asha && sx person review hana -m "head of quality" && sx check && sx verify'

# The register: from when to when, and who gave it.
clock 2026-11-20T09:00:00Z
as ben git config --global user.email ben@plant.example
cd "$TMP" && fresh register || exit 99
clock 2026-11-21T09:00:00Z
sx person add hana Hana --email hana@plant.example --roles qa-head --roles site-head >/dev/null
clock 2026-11-22T09:00:00Z
as hana sx person set ben --roles qa -m 'trained on Monday' >/dev/null
clock 2026-11-23T09:00:00Z
sx person set ben --roles qa,evaluator -m 'stands in for chitra' >/dev/null
sx person leave chitra -m retired >/dev/null
clock 2026-11-24T09:00:00Z
as ben sx person set hana --roles qa-head >/dev/null
sx person leave hana -m 'a year abroad' >/dev/null
expect 'sx person access --roles' <<-EOT
	ID      NAME    ROLE       FROM        GIVEN BY  REASON                TO          TAKEN BY  REASON
	asha    asha               2026-11-20  asha
	ben     Ben                2026-11-20  asha
	ben     Ben     qa         2026-11-22  hana      trained on Monday
	ben     Ben     evaluator  2026-11-23  asha      stands in for chitra
	chitra  Chitra             2026-11-20  asha                            2026-11-23  asha      retired
	hana    Hana               2026-11-21  asha                            2026-11-24  asha      a year abroad
	hana    Hana    qa-head    2026-11-21  asha                            2026-11-24  asha      a year abroad
	hana    Hana    site-head  2026-11-21  asha                            2026-11-24  ben
EOT
expect 'sx person access --roles --since 2026-11-24 --csv | tr -d "\r" | sed 1q; sx --json person access --roles --since 2026-11-24 | jq -r ".data[] | select(.role) | [.id, .role, .to] | join(\" \")"' <<-EOT
	id,name,role,from,given_by,given_for,given_in,to,taken_by,taken_for,taken_in
	ben qa 
	ben evaluator 
	hana qa-head 2026-11-24T09:00:00+00:00
	hana site-head 2026-11-24T09:00:00+00:00
EOT
clock 2026-11-25T09:00:00Z
sx person return hana -m 'back early' >/dev/null
sx person set ben roles= -m 'the plant is sold' >/dev/null
printf 'roles:\n  - auditor\n' >>person/ben.yaml && git -c user.name=Eve -c user.email=eve@elsewhere.example commit -qam 'by git alone'
sx person set ben --roles auditor --roles controller >/dev/null
clock 2026-11-26T09:00:00Z
t 'who has left and is back, and what was given past sx' '
	rows() { sx --json person access --roles | jq -r ".data[] | select(.id == \"$1\" and .role == $2) | [.from[0:10], .given_by, .given_for // \"-\", (.to // \"-\")[0:10], .taken_by // \"-\"] | join(\" \")"; }
	[ "$(rows hana "\"qa-head\"")" = "$(printf "%s\n" "2026-11-21 asha - 2026-11-24 asha" "2026-11-25 asha back early - -")" ]
	[ "$(rows ben "\"auditor\"")" = "2026-11-25 eve@elsewhere.example by git alone - -" ] && [ "$(rows ben "\"qa\"")" = "2026-11-22 hana trained on Monday 2026-11-25 asha" ]'
cat >"$TMP/register.py" <<'EOT'
# At each commit of a line of work without merges: who has what by the files of its tree, and by the register.
import json, subprocess, sys
git = lambda *words: subprocess.run(['git', *words], capture_output=True, text=True, check=True).stdout
rows = json.load(open(sys.argv[1]))['data']
order = git('rev-list', '--reverse', 'HEAD').split()
place = {commit: n for n, commit in enumerate(order)}
for n, commit in enumerate(order):
    told = {(r['id'], r['role']) for r in rows if place[r['given_in']] <= n and (not r['taken_in'] or n < place[r['taken_in']])}
    had = set()
    for path in git('ls-tree', '-r', '--name-only', commit, 'person').split():
        lines, roles = git('show', commit + ':' + path).splitlines(), []
        if 'state: left' in lines:
            continue
        at = next((i for i, line in enumerate(lines) if line.startswith('roles:')), None)
        while at is not None and at + 1 < len(lines) and lines[at + 1].startswith('  - '):
            at += 1
            roles.append(lines[at][4:])
        had |= {(path[7:-5], role) for role in [None, *roles]}
    assert had and told == had, (commit, told ^ had)
EOT
t 'at each commit it says what the files say' 'sx --json person access --roles >"$TMP/rows" && python3 "$TMP/register.py" "$TMP/rows" && [ "$(git rev-list --count HEAD)" -gt 12 ]'
t 'what two plants gave at once is who gave it, and not who merged' '
	git clone -q . ../two
	git -C ../two config user.email ben@plant.example
	git clone -q --bare . ../hub.git
	git remote add origin ../hub.git
	git -C ../two remote set-url origin ../hub.git
	as ben sx -C ../two person return chitra -m "helps out"
	as ben sx -C ../two sync
	sx person set ben --roles qa
	sx sync
	[ "$(git log -1 --format=%P | wc -w)" = 2 ]
	sx --json person access --roles >"$TMP/rows"; tip=$(git rev-parse HEAD)
	jq -e --arg tip "$tip" "all(.data[]; .given_in != \$tip and .taken_in != \$tip)" "$TMP/rows"
	jq -e "[.data[] | select(.id == \"chitra\") | [.given_by, .taken_by]] == [[\"asha\", \"asha\"], [\"ben\", null]]" "$TMP/rows"
	jq -e "[.data[] | select(.id == \"ben\" and .role and .to == null) | .role] == [\"qa\"]" "$TMP/rows"'
expect_code 2 sx person access --since 2026-11-20
expect_code 2 sx person access --roles ben
expect_code 2 sx person access --roles --since someday
