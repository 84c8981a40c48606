# Attacks on who recorded a commit: signatures that are forged, somebody else's, of unknown or revoked keys, or lost on the way.
. "${SX_SOURCE:-.}/tests/lib.sh"
for who in asha ben chitra; do
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$TMP/$who" || exit 99
	as "$who" git config --global gpg.format ssh
	as "$who" git config --global user.signingkey "$TMP/$who"
done
print() { ssh-keygen -l -f "$TMP/$1.pub" | cut -d ' ' -f 2 | tr + .; } # a regular expression
unset SSH_AUTH_SOCK DISPLAY
head() { git rev-parse HEAD; }
again() { git reset -q --hard "$1" && git clean -qfd; }
found() { # REGEX: verify ends with 7 and says so
	code=0
	sx verify >"$TMP/said" 2>&1 || code=$?
	cat "$TMP/said"
	[ $code = 7 ] && grep -qE "$1" "$TMP/said"
}
commit() { # the commit object on standard input becomes HEAD
	git update-ref refs/heads/main "$(git hash-object -t commit -w --stdin)"
}

# X12: nobody has entered a key.
fresh plant && git config commit.gpgsign true || exit 99
t 'X12: a signature by a key that nobody has entered is no good one' '
	sx action add "Replace seal" --owner ben --due 2026-12-04
	git cat-file commit HEAD | grep -q "^gpgsig -----BEGIN SSH"
	found "^$(git rev-parse --short=10 HEAD): signature: it is signed with the key $(print asha), which is none of asha.s; "
	found "signature: "'
t 'X12: not even where git itself would take it, nor where ssh-keygen is missing' '
	echo "asha@plant.example $(cat "$TMP/asha.pub")" >"$TMP/allowed"
	git -c gpg.ssh.allowedSignersFile="$TMP/allowed" verify-commit HEAD
	found "signature: "
	mkdir "$TMP/few"; for p in git sh; do ln -s "$(command -v $p)" "$TMP/few"; done
	code=0; PATH=$TMP/few "$TMP/bin/sx" verify || code=$?
	[ $code = 8 ]'
t 'when the key is entered, what was signed before is good' '
	sx person key asha "$TMP/asha.pub" -m "seen"
	sx verify && sx verify --full'
for who in ben chitra; do sx person key $who "$TMP/$who.pub" -m seen >/dev/null; done
START=$(head)

# X10: a header is no signature.
t 'X10: a commit that was changed after it was signed' '
	echo "language: en" >>person/asha.yaml
	sx commit -m "one language"
	git cat-file commit HEAD | sed "s/one language/two languages/" | commit
	found "signature: its signature is not made by the key $(print asha) that it names over what it says"'
t 'X10: it is found as well by who was told to ignore that children end' '
	rm -f .git/sx/verified
	code=0; env --ignore-signal=CHLD $FROZEN "$SX" verify --full || code=$?; [ $code = 7 ]'
t 'a signature that ssh-keygen was killed over is neither good nor bad' '
	mkdir "$TMP/dead"; printf "#!/bin/sh\nkill -9 \$\$\n" >"$TMP/dead/ssh-keygen"; chmod +x "$TMP/dead/ssh-keygen"
	git reset -q --hard "$START"
	echo "language: en" >>person/asha.yaml
	sx commit -m "one language"
	code=0; PATH=$TMP/dead:$PATH "$TMP/bin/sx" verify --full >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 8 ] && grep -q "ssh-keygen.*ended before" "$TMP/said" && sx verify'
again "$START"
t 'X10: words where a signature should be' '
	echo "language: en" >>person/asha.yaml
	sx commit -m "one language"
	git cat-file commit HEAD | sed "/^ /d; s/^gpgsig .*/gpgsig good/" | commit
	found "signature: what it is signed with is no signature"'
again "$START"
t 'X10: two signatures, the good one among them' '
	echo "language: en" >>person/asha.yaml
	sx commit -m "one language"
	git cat-file commit HEAD | sed "s/^committer .*/&\ngpgsig good/" | commit
	found "signature: what it is signed with is no signature"'
again "$START"
t 'X23: what is signed for another purpose is no signature of a commit' '
	echo "language: en" >>person/asha.yaml
	git -c commit.gpgsign=false commit -qam "one language"
	git cat-file commit HEAD >"$TMP/text"
	rm -f "$TMP/text.sig"; ssh-keygen -q -Y sign -n file -f "$TMP/asha" "$TMP/text"
	sed "s/^/ /; 1s/^ /gpgsig /" "$TMP/text.sig" >"$TMP/lines"
	sed "/^committer /r $TMP/lines" "$TMP/text" | commit
	found "signature: its signature is not made by the key"
	rm "$TMP/text.sig"; ssh-keygen -q -Y sign -n git -f "$TMP/asha" "$TMP/text"
	sed "s/^/ /; 1s/^ /gpgsig /" "$TMP/text.sig" >"$TMP/lines"
	sed "/^committer /r $TMP/lines" "$TMP/text" | commit
	sx verify'
again "$START"

# X11: somebody else's.
t 'X11: a key that is good, and another person'"'"'s' '
	echo "language: en" >>person/ben.yaml
	as ben git -c user.signingkey="$TMP/asha" commit -qam "as if by ben"
	found "signature: it is signed with the key $(print asha), which is none of ben.s"'
again "$START"

t 'X11: a key that enters itself for somebody who has another' '
	ssh-keygen -q -t ed25519 -N "" -C "" -f "$TMP/evil"
	code=0; as ben git config user.signingkey "$TMP/evil"; as ben sx person key ben "$TMP/evil.pub" -m "it is me" 2>"$TMP/said" || code=$?
	cat "$TMP/said"; git config --unset user.signingkey; [ $code = 5 ]
	git config commit.gpgsign false; as ben sx person key ben "$TMP/evil.pub" -m "it is me"; git config commit.gpgsign true
	as ben git -c user.signingkey="$TMP/evil" commit -q --amend --no-edit -S
	found "signature: it is signed with the key $(print evil), which is none of ben.s"'
again "$START"
t 'a key that was revoked counts no more; what it had signed before stays good' '
	echo "language: en" >>person/ben.yaml
	as ben git commit -qam "before"
	(clock 2026-11-20T10:00:00; sx person key ben "$TMP/ben.pub" --revoke -m "lost")
	(clock 2026-11-20T11:00:00; sx verify)
	clock 2026-11-20T11:00:00
	echo "phone: 7" >>person/ben.yaml
	as ben git commit -qam "after"
	found "signature: it is signed with the key $(print ben), which counted for ben no more when it was made"'
again "$START"
t 'X12: OpenPGP is told of, since nobody here can verify it' '
	git -c commit.gpgsign=false commit -q --allow-empty -m pgp
	git cat-file commit HEAD | sed "s/^committer .*/&\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n none\n -----END PGP SIGNATURE-----/" | commit
	sx verify 2>"$TMP/said"; cat "$TMP/said"
	grep -q "1 commit is signed with OpenPGP or X.509, which is not verified here" "$TMP/said"
	sx verify 2>"$TMP/said"; grep -q "1 commit is signed with OpenPGP" "$TMP/said"'
again "$START"

# X18: every commit is signed from here on.
sx person add Dora --slug dora --email dora@plant.example >/dev/null
t 'who has no key does not begin with it' '
	echo "signed_commits: true" >>.sx/config.yaml
	expect_code 5 as dora sx -C . commit -m "all is signed"
	git checkout -q .sx/config.yaml'
before=$(head)
t 'nor who has only one that is revoked' '
	sx person key chitra "$TMP/chitra.pub" --revoke -m lost
	echo "signed_commits: true" >>.sx/config.yaml
	git config commit.gpgsign false
	(clock 2026-11-20T18:00:00; as chitra sx commit -m "all is signed" >"$TMP/said" 2>&1) && code=0 || code=$?; cat "$TMP/said"
	git config commit.gpgsign true
	[ $code = 5 ] && grep -q "needs a key that counts" "$TMP/said"'
again "$before"
echo 'signed_commits: true' >>.sx/config.yaml && sx commit -m 'all is signed' >/dev/null || exit 99
git config --unset commit.gpgsign
t 'what the settings ask for is done, whatever git would do' '
	sx action add "Paint the gate" --owner ben --due 2026-12-05
	git cat-file commit HEAD | grep -q "^gpgsig -----BEGIN SSH"
	sx verify'
t 'and refused where it cannot be done' '
	before=$(head)
	git config gpg.format openpgp; expect_code 5 sx action add No --owner ben --due 2026-12-05; git config --unset gpg.format
	git config user.signingkey "$TMP/ben"; expect_code 5 sx action add No --owner ben --due 2026-12-05
	sx action add No --owner ben --due 2026-12-05 2>"$TMP/said" || grep -q "the key $(print ben), which git signs commits with, is none that is entered for you" "$TMP/said"
	git config --unset user.signingkey
	[ "$(head)" = "$before" ] && [ -z "$(git status --porcelain)" ]'
t 'X11: nor does a key enter itself for somebody who has none, where commits are to be signed' '
	before=$(head); as dora git config --global gpg.format ssh; as dora git config --global user.signingkey "$TMP/evil"
	expect_code 5 as dora sx person key dora "$TMP/evil.pub" -m "it is me"
	sx person key dora "$TMP/evil.pub" -m "it is me"
	git cat-file commit HEAD | sed "/^gpgsig/,/END SSH/d; s/asha@plant/dora@plant/; s/Sx-Actor: asha/Sx-Actor: dora/" >"$TMP/text"
	rm -f "$TMP/text.sig"; ssh-keygen -q -Y sign -n git -f "$TMP/evil" "$TMP/text"
	sed "s/^/ /; 1s/^ /gpgsig /" "$TMP/text.sig" >"$TMP/lines"
	sed "/^committer /r $TMP/lines" "$TMP/text" | commit
	found "signature: it is signed with the key $(print evil), which is none of dora.s"
	git reset -q --hard "$before"'
git clone -q --bare . ../forge.git && git remote add origin ../forge.git && git fetch -q && git branch -q -u origin/main || exit 99
sx clone --bare . ../hub.git >/dev/null 2>&1 && sx init --bare --hub ../hub.git >/dev/null 2>&1 || exit 99
SIGNED=$(head)
t 'X18: a branch that is squashed by a forge has lost its signatures: verify, hub and the next clones refuse it' '
	git switch -qc side
	sx action add One --owner ben --due 2026-12-05
	sx action add Two --owner ben --due 2026-12-06
	sx verify
	git switch -q main
	git merge -q --squash side
	git commit -qm "One and two (#1)"
	git branch -qD side
	found "signature: it is not signed, and all commits are here"
	not git push -q ../hub.git HEAD:main 2>"$TMP/refused"; cat "$TMP/refused"
	grep -q "signature: it is not signed" "$TMP/refused"
	git push -q origin HEAD:main
	git reset -q --hard "$SIGNED"
	git update-ref refs/remotes/origin/main "$SIGNED"
	code=0; sx sync >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 7 ]
	[ "$(head)" = "$SIGNED" ]
	code=0; sx clone ../forge.git ../late >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 7 ] && grep -q "it is not signed" "$TMP/said" && [ -e ../late/.sx/config.yaml ]'
git -C ../forge.git update-ref refs/heads/main "$SIGNED"
again "$SIGNED"
t 'X18: a rebase without a key, and a merge that git made unsigned' '
	sx action add Mine --owner ben --due 2026-12-05
	git -c user.signingkey= commit -q --amend --no-gpg-sign --no-edit
	found "signature: it is not signed"
	git reset -q --hard "$SIGNED"
	git switch -qc side "$START"
	sx action add Side --owner ben --due 2026-12-05
	git switch -q main
	git merge -q --no-edit side
	git branch -qD side
	found "^$(git rev-parse --short=10 HEAD): signature: it is not signed"
	git reset -q --hard HEAD~1'
again "$SIGNED"
t 'work begun before the setting comes in by a sync that signs the merge' '
	sx clone ../forge.git ../old
	cd ../old
	git reset -q --hard "$START"
	as ben sx action add Offline --owner ben --due 2026-12-05
	git cat-file commit HEAD | not grep -q "^gpgsig"
	as ben sx sync
	git cat-file commit HEAD | grep -q "^gpgsig"
	[ "$(git rev-list --min-parents=2 --count "$SIGNED..HEAD")" = 1 ]
	sx verify && cd ../plant && sx sync && sx verify'
t 'X18: an unsigned commit from before the setting does not enter the key that signs the merge, whichever side it is' '
	git switch -qc side "$START"
	sx person key asha "$TMP/evil.pub" -m forged
	side=$(head)
	git cat-file commit HEAD | not grep -q "^gpgsig"
	git switch -q main
	git branch -qD side
	for order in "$SIGNED $side" "$side $SIGNED"; do
		git reset -q --hard "${order% *}"
		git -c user.signingkey="$TMP/evil" merge -q --no-edit -S "${order#* }"
		found "^$(git rev-parse --short=10 HEAD): signature: it is signed with the key $(print evil), which is none of asha.s"
		not git push -q ../hub.git HEAD:main 2>"$TMP/refused"; cat "$TMP/refused"
		grep -q "signature: .*which is none of asha.s" "$TMP/refused"
	done
	code=0; sx clone . ../forged >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 7 ]
	grep -q "which is none of asha.s" "$TMP/said"
	git reset -q --hard "$side"
	code=0; (git config user.signingkey "$TMP/evil"; sx sync >"$TMP/said" 2>&1) || code=$?; cat "$TMP/said"
	git config --unset user.signingkey; [ $code = 5 ] && [ "$(head)" = "$side" ]'
again "$SIGNED"
t 'a key that was entered by a signed commit may sign the merge that brings it to work begun since the setting' '
	sx person key ben "$TMP/evil.pub" -m second
	key=$(head)
	git reset -q --hard "$SIGNED"
	as ben sx action add Elsewhere --owner ben --due 2026-12-05
	as ben git -c user.signingkey="$TMP/evil" merge -q --no-edit -S "$key" && sx verify'
again "$SIGNED"
upon() { # WHAT: ben, with git, upon an old commit, signed with a key that is his only elsewhere
	git reset -q --hard "$SIGNED" || return
	echo "language: $1" >>person/ben.yaml || return
	as ben git -c user.signingkey="$TMP/evil" commit -qaS -m "$1" || return
	side=$(head) || return
	found "signature: it is signed with the key $(print evil), which is none of ben.s"
	git push -qf origin HEAD:main && git update-ref refs/remotes/origin/main "$SIGNED"
}
t 'one may sign what was begun before it was entered: what a sync takes so, verify of the whole and a new clone take as well' '
	sx person key ben "$TMP/evil.pub" -m second
	key=$(head)
	upon en
	git reset -q --hard "$key"
	sx sync
	[ "$(git rev-list --min-parents=2 --count "$SIGNED..HEAD")" = 1 ]
	sx verify --full && rm -rf ../late && sx clone ../forge.git ../late && sx -C ../late verify'
again "$SIGNED"
t 'X18: but not where it was entered unsigned, before the setting: neither a sync nor verify takes it' '
	git switch -qc early "$START"
	sx person key ben "$TMP/evil.pub" -m forged
	early=$(head)
	git switch -q main
	upon de
	git reset -q --hard "$early"
	code=0; sx sync >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 7 ]
	grep -q "which is none of ben.s" "$TMP/said"
	[ "$(head)" = "$early" ]
	git reset -q --hard "$side"
	git merge -q --no-edit -S early
	found "signature: it is signed with the key $(print evil), which is none of ben.s"
	git branch -qD early'
git -C ../forge.git update-ref refs/heads/main "$SIGNED"; git update-ref refs/remotes/origin/main "$SIGNED"
again "$SIGNED"

# X08: by a hub's receipts.
cd "$TMP" && sx clone hub.git home >/dev/null 2>&1 && sx clone hub.git away >/dev/null 2>&1 || exit 99
past() { # past the hook that would refuse it
	mv "$TMP/hub.git/hooks/pre-receive" "$TMP/kept"
	git push -q "$@"
	mv "$TMP/kept" "$TMP/hub.git/hooks/pre-receive"
}
t 'X08: a commit that a revoked key signed, dated back upon an old one, is found by its receipt' '
	cd away
	clock 2026-11-20T09:30:00
	as ben sx action add "From before" --owner ben --due 2026-12-20
	cd ../home
	clock 2026-11-20T12:00:00
	sx person key ben "$TMP/ben.pub" --revoke -m "has left"
	sx sync
	cd ../away
	clock 2026-11-20T13:00:00
	git fetch -q origin
	sx verify
	not git push -q origin HEAD:refs/heads/ben 2>"$TMP/refused"; cat "$TMP/refused"
	grep -q "signature: .* which counted for ben no more when it was received" "$TMP/refused"
	git -c commit.gpgsign=true merge -q --no-edit origin/main
	past origin HEAD:main
	cd ../home && sx sync >"$TMP/said" 2>&1 || [ $? = 7 ]; cat "$TMP/said"
	grep -q "which counted for ben no more when it was received" "$TMP/said"
	code=0; sx clone ../hub.git ../third >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 7 ] && cd ../third && found "signature: .* which counted for ben no more when it was received"'
t 'X08: and so is one of who was no active person any more' '
	cd "$TMP"
	rm -rf home away
	sx clone --bare plant second.git
	sx init --bare --hub second.git
	for to in home away; do sx clone second.git $to; done
	cd away
	clock 2026-11-20T13:30:00
	as chitra sx action add "From before" --owner ben --due 2026-12-20
	cd ../home
	clock 2026-11-20T14:00:00
	sx person leave chitra -m "has left"
	sx sync
	clock 2026-11-20T15:00:00
	cd ../away
	git fetch -q origin
	not git push -q origin HEAD:refs/heads/chitra 2>"$TMP/refused"; cat "$TMP/refused"
	grep -q "identity: it is by .chitra@plant.example., who was no active person when it came in" "$TMP/refused"
	git -c commit.gpgsign=true merge -q --no-edit origin/main
	mv ../second.git/hooks/pre-receive ../kept; git push -q origin HEAD:main; mv ../kept ../second.git/hooks/pre-receive
	cd ../home && sx sync >"$TMP/said" 2>&1 || [ $? = 7 ]; cat "$TMP/said"
	grep -q "who was no active person when it came in, at 2026-11-20T15:00:00+00:00" "$TMP/said"
	code=0; sx clone ../second.git ../fourth || code=$?
	[ $code = 7 ] && cd ../fourth && found "identity: it is by .chitra@plant.example., who was no active person when it came in"'
