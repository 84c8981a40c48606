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
