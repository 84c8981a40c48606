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

# R13: who pushes, where it is another than who made the commit.
cd ../a || exit 99
for who in asha ben; do ssh-keygen -q -t ed25519 -N '' -C '' -f "$TMP/$who" || exit 99; done
login() { echo "key $(ssh-keygen -lf "$TMP/$1.pub" | cut -d ' ' -f 2)"; }
by() { printf 'publickey %s\n' "$(cat "$TMP/$1.pub")" >"$TMP/auth"; shift; SSH_USER_AUTH=$TMP/auth "$@"; }
refused() { before=$(git -C ../hub.git rev-parse main); not "$@" >"$TMP/said" 2>&1; cat "$TMP/said"; grep -q "relayed: $why" "$TMP/said"; [ "$(git -C ../hub.git rev-parse main)" = "$before" ]; }
sx person enrol asha --logins "$(login asha)" -m 'seen at the gate' >/dev/null
sx person enrol ben --logins "$(login ben)" --logins 'account zorro' -m 'seen at the gate' >/dev/null
t 'a commit that another person pushes is taken and flagged' '
	by asha sx sync; as ben sx issue add "Of ben" --owner ben --due +3d; by asha sx sync
	sx issue add "Of asha" --owner ben --due +3d; as ben sx issue add "Of both" --owner ben --due +3d; by ben sx sync
	sx -C ../hub.git --json audit >"$TMP/all"
	flags() { jq -r ".data[] | select(.field == \"title\") | [.by, .relayed_by // \"-\", .new] | join(\" \")" "$@"; }
	flags "$TMP/all" | head -n 3 >"$TMP/got"; printf "%s\n" "ben - Of both" "asha ben Of asha" "ben asha Of ben" | diff - "$TMP/got"
	[ "$(sx -C ../hub.git --json audit --relayed --sort relayed_by | flags)" = "$(printf "%s\n" "ben asha Of ben" "asha ben Of asha")" ]
	sx -C ../hub.git audit --field title -n 2 | grep -qE "^asha via ben +- .* Of asha "; sx -C ../hub.git audit --field title -n 1 | grep -qE "^ben +- "
	expect_code 2 sx audit sample --random 1 --relayed && expect_code 2 sx audit refused --relayed'
t 'nobody is known by what two people have; and what is refused later was settled before the push' '
	both() { sx person enrol asha --logins "$(login asha)" --logins "$(login ben)" -m mistaken; }
	as ben sx issue add "Of two" --owner ben --due +3d; both; by asha sx sync
	as ben sx issue add "Of two again" --owner ben --due +3d; by ben sx sync
	sx -C ../hub.git --json audit --field title -n 2 | jq -e --arg ben "$(login ben)" "[.data[] | [.pusher == \$ben, .relayed_by]] == [[true, null], [false, \"asha\"]]"
	sx person enrol asha --logins "$(login asha)" -m corrected
	printf "relays: refuse\n" >>.sx/config.yaml; sx commit -m "each pushes his own"
	not git push -q origin main 2>"$TMP/said"; cat "$TMP/said"; grep -q "nobody would be known as .account " "$TMP/said"
	sx -C ../hub.git audit refused -n 1 --csv | grep -q "relayed: with"; by ben sx sync'
t 'refused: of another, and by who is not known or not known yet' '
	sx issue add "Asha alone" --owner ben --due +3d
	why="it is by .asha@plant.example. and pushed by ben"; refused by ben git push origin main
	why="nobody is known as .account "; refused git push origin main
	sx person enrol ben --logins "$(login ben)" --logins "account $(id -un)" -m "his machine"; refused git push origin main'
t 'his own is taken, with what he merged of others' '
	by asha sx sync; sx clone ../hub.git ../of-ben >/dev/null
	sx issue add "More of asha" --owner ben --due +3d; by asha sx sync
	cd ../of-ben; as ben sx issue add "Ben alone" --owner ben --due +3d; export HOME="$(home ben)"; by ben sx sync
	[ "$(git log -1 --format="%ce %P" | wc -w)" = 3 ]
	[ "$(git -C ../hub.git rev-parse main)" = "$(git rev-parse HEAD)" ]
	git tag v2 HEAD~1; git push -q origin v2'
