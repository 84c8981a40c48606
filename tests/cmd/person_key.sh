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
expect_code 4 sx person key ben "$TMP/none.pub" -m so
expect_code 3 sx person key ben "$TMP/key" -m 'a private key is none to enter'
expect_code 2 sx person key ben "$TMP/key.pub" --since 2026-11-19T00:00:00Z -m so
expect_code 2 sx person key ben
t 'a key that was removed by hand is missed' '
	sed -i "/^keys:/,/^state:/{/^keys:/d;/^  /d}" person/ben.yaml
	expect_code 5 sx commit -m "tidied"
	git checkout -q person/ben.yaml'
t 'nobody but who administers keys enters them where that role counts' '
	printf "roles: [key-admin]\n" >>.sx/config.yaml && sx commit -m "keys are administered"
	expect_code 5 as chitra sx person key chitra "$TMP/key.pub" -m mine'
