# sx person key
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
ssh-keygen -q -t ed25519 -N '' -C '' -f "$TMP/key" && ssh-keygen -q -t ed25519 -N '' -C 'of the lab' -f "$TMP/other" || exit 99
print() { ssh-keygen -l -f "$1" | cut -d ' ' -f 2; }

t 'a key is entered, with the fingerprint that ssh-keygen gives it' '
	sx person key ben "$TMP/key.pub" -m "seen at the gate" >"$TMP/out"
	[ "$(cat "$TMP/out")" = "ben: signs with $(print "$TMP/key.pub")" ]
	git log -1 --format=%B | grep -qx "seen at the gate"
	grep -q "key: $(cut -d " " -f 1,2 "$TMP/key.pub")" person/ben.yaml'
t 'another one as well' '
	sx person key ben "$TMP/other.pub" -m "for the lab" && [ "$(grep -c "key: ssh-ed25519" person/ben.yaml)" = 2 ]'
t 'one is revoked, and stays' '
	sx person key ben "$TMP/key.pub" --revoke --since 2026-11-19T00:00:00Z -m "the laptop was lost"
	[ "$(grep -c "key: ssh-ed25519" person/ben.yaml)" = 2 ]
	[ "$(grep revoked: person/ben.yaml)" = "    revoked: 2026-11-19T00:00:00Z" ]'
expect_code 5 sx person key ben "$TMP/key.pub" --until 2027-01-01T00:00:00Z
K03() { # what a hand has changed in the record is refused by commit, and by verify where git recorded it
	code=0
	sx --json commit -m "by hand" >"$TMP/said" 2>&1 || code=$?
	cat "$TMP/said"
	[ $code = 5 ] && grep -q '"rule":"K03"' "$TMP/said" && before=$(git rev-parse HEAD)
	git commit -qam "by hand" && bad=$(git rev-parse --short=10 HEAD)
	code=0; sx verify >"$TMP/said" || code=$?; cat "$TMP/said"
	git reset -q --hard "$before"
	[ $code = 7 ] && grep -q "^$bad ben: K03: " "$TMP/said"
}
t 'a revocation is never taken back nor made later, and from when a key counts never changes' '
	for script in "/^    revoked:/d" "s/revoked: .*/revoked: 2026-11-19T00:00:01Z/" "s/from: .*/from: 2026-11-19T09:00:00Z/" \
		"s/from: .*/from: 2026-11-20T10:00:00Z/"; do
		sed -i "$script" person/ben.yaml && K03 || return
	done
	code=0; sx --json person key ben "$TMP/key.pub" --revoke --since 2026-11-19T12:00:00Z -m "it was later" >"$TMP/said" 2>&1 || code=$?
	[ $code = 5 ] && grep -q "\"rule\":\"K03\"" "$TMP/said"'
t 'nor does a new one count from before it is entered' '
	key=$(ssh-keygen -q -t ed25519 -N "" -C "" -f "$TMP/late" && cut -d " " -f 1,2 "$TMP/late.pub")
	sed -i "s|^keys:|keys:\n  - key: $key\n    from: 2026-11-18T09:00:00Z\n    by: asha|" person/ben.yaml && K03'
t 'it is found to have been lost earlier' '
	sx person key ben "$TMP/key.pub" --revoke --since 2026-11-18T00:00:00Z -m "it was stolen the day before" && sx verify'
t 'one that has run out does not count again; until then it may be prolonged' '
	sx person key ben "$TMP/other.pub" --until 2026-11-21T00:00:00Z -m "for the audit"
	sx person key ben "$TMP/other.pub" --until 2026-11-22T00:00:00Z -m "it takes longer"
	before=$(git rev-parse HEAD); clock 2026-11-22T00:00:00Z
	code=0; sx --json person key ben "$TMP/other.pub" --until 2026-12-01T00:00:00Z -m "longer still" >"$TMP/said" 2>&1 || code=$?
	[ $code = 5 ] && grep -q "\"rule\":\"K03\"" "$TMP/said" && [ "$(git rev-parse HEAD)" = "$before" ]'
expect_code 4 sx person key ben "$TMP/none.pub" -m so
expect_code 3 sx person key ben "$TMP/key" -m 'a private key is none to enter'
expect_code 2 sx person key ben "$TMP/key.pub" --since 2026-11-19T00:00:00Z -m so
expect_code 2 sx person key ben
t 'a key that was removed by hand is missed' '
	sed -i "/^keys:/,/^state:/{/^keys:/d;/^  /d}" person/ben.yaml
	expect_code 5 sx commit -m "tidied"
	git checkout -q person/ben.yaml'
t 'nobody but who administers keys enters them where that role counts' '
	printf "roles: [key-admin]\n" >>.sx/config.yaml
	sx commit -m "keys are administered"
	expect_code 5 as chitra sx person key chitra "$TMP/key.pub" -m mine'
