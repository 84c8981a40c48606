# sx hook: what git runs in a hub. The attacks on one are in tests/attack_hub.sh.
. "${SX_SOURCE:-.}/tests/lib.sh"
zeros=0000000000000000000000000000000000000000

expect 'sx init --hub plant' <<-EOT
	sx: --hub goes with --bare: nobody works in a hub
	[status 2]
EOT
expect 'sx init --bare --hub --site PUN --zone Asia/Kolkata --person asha hub.git' <<-EOT
	hub.git: a new repository
	hub.git: a hub now; each push is judged, and gets a receipt
	you are asha here
EOT
expect 'sx init --bare --hub hub.git' <<-EOT
	hub.git: a hub, set up as it must be
EOT
t 'for programs' '
	sx init --bare --hub --json hub.git | jq -e ".data.bare == true and .data.site == \"PUN\" and (.commit | length) == 40"'
receipt() { git -C "$TMP/hub.git" cat-file -p "refs/sx/receipts:00/00/$1"; }
first=$(git -C hub.git rev-parse main)
expect 'receipt 01 | sed "s/account .*/account ME/"' <<-EOT
	receipt 1
	repository $first
	number 1
	ref refs/heads/main
	old $zeros
	new $first
	received 2026-11-20T09:00:00Z
	pusher account ME
	result begun
	follows $zeros${zeros%????????????????}
EOT
t 'its key is its own' '[ "$(stat -c %a hub.git/hub/key)" = 600 ] && [ "$(git -C hub.git cat-file -p refs/sx/receipts:hub.pub)" = "$(cat hub.git/hub/key.pub)" ]'
expect 'sx -C hub.git doctor | grep -E "hub|identity|site"' <<-EOT
	fine  hub         it judges what is pushed, and signs receipts
EOT

# Without git around it.
for words in '' nothing 'pre-receive post-receive'; do
	# shellcheck disable=SC2086
	expect_code 2 sx -C hub.git hook $words
done
expect_code 2 sx -C hub.git hook pre-receive
expect_code 2 sh -c 'echo nonsense | sx -C hub.git hook pre-receive'
expect_code 2 sh -c "printf '%s\n' '$zeros $first refs/heads/x' $first | sx -C hub.git hook pre-receive"
sx clone hub.git a >/dev/null
expect "echo '$zeros $first refs/heads/x' | sx -C a hook pre-receive" <<-EOT
	sx: this repository is no hub
	  make it one: sx init --bare --hub
	[status 5]
EOT

# A push that is as it should be.
cd a || exit 99
sx person add ben Ben --email ben@plant.example >/dev/null
sx action add 'Replace seal' --owner ben --due 2026-12-01 >/dev/null
clock 2026-11-20T11:30:00Z
t 'a push is taken' 'sx sync && [ "$(git -C ../hub.git rev-parse main)" = "$(git rev-parse HEAD)" ]'
expect 'receipt 02 | sed "s/account .*/account ME/"' <<-EOT
	receipt 1
	repository $(echo "$first" | normal)
	number 2
	ref refs/heads/main
	old $(echo "$first" | normal)
	new $(git rev-parse HEAD | normal)
	received 2026-11-20T11:30:00Z
	pusher account ME
	result taken
	follows $(receipt 01 | sha256sum | cut -c1-64)
EOT
t 'ssh-keygen alone verifies the chain, as sx-hub(7) shows' '
	mkdir "$TMP/receipts"
	git -C ../hub.git archive refs/sx/receipts | tar -x -C "$TMP/receipts"
	cd "$TMP/receipts"
	echo "hub $(cat hub.pub)" >signers
	for n in 01 02; do ssh-keygen -Y verify -f signers -I hub -n sx-receipt-v1 -s 00/00/$n.sig <00/00/$n; done
	not ssh-keygen -Y verify -f signers -I hub -n sx-receipt-v1 -s 00/00/02.sig <00/00/01
	not ssh-keygen -Y verify -f signers -I hub -n git -s 00/00/02.sig <00/00/02'
printf 'publickey %s\n' "$(cat ../hub.git/hub/key.pub)" >"$TMP/auth"
print=$(ssh-keygen -lf ../hub.git/hub/key.pub | cut -d ' ' -f 2)
t 'the key that came in is named, when sshd tells it' '
	sx action add Paint --owner ben --due 2026-12-02
	SSH_USER_AUTH=$TMP/auth sx sync
	receipt 03 | grep -qx "pusher key $print"'
t 'a branch and a tag are taken, in one push' '
	git tag v1
	git push -q origin HEAD:refs/heads/side v1
	receipt 04 | grep -qx "ref refs/heads/side"
	receipt 05 | grep -qx "ref refs/tags/v1"'
t 'git finds nothing wrong in the hub' 'git -C ../hub.git fsck --strict 2>&1 | tee "$TMP/said"; [ ! -s "$TMP/said" ]'

# A repository that plants share already.
t 'a bare copy becomes a hub' '
	sx clone --bare . ../other.git
	sx init --bare --hub ../other.git | grep "a hub now"
	[ "$(git -C ../other.git rev-parse main)" = "$(git rev-parse HEAD)" ]
	sx -C ../other.git doctor'
t 'one with nothing in it does not' 'git init -q --bare ../empty.git; code=0; sx init --bare --hub ../empty.git || code=$?; [ $code = 5 ]; [ ! -e ../empty.git/refs/sx ]'
t 'one with a work tree does not' 'code=0; sx init --bare --hub . || code=$?; [ $code = 5 ]'
