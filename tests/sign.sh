# Commits are signed where git would sign them, by the program git would run, or not made.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
git config commit.gpgsign true
head() { git rev-parse HEAD; }

cat >"$TMP/signer" <<'EOT'
#!/bin/sh
printf '%s\n' "$*" >"$SIGNED.args"
cat >"$SIGNED.text"
printf '%s\n' '-----BEGIN PGP SIGNATURE-----' '' 'not a real one' '-----END PGP SIGNATURE-----'
EOT
chmod +x "$TMP/signer"
export SIGNED="$TMP/signed"
t 'gpg.program signs what git would have signed' '
	git config gpg.program "$TMP/signer"
	sx action add One --owner ben --due 2026-12-04
	grep -qx -e "--status-fd=2 -bsau asha <asha@plant.example>" "$TMP/signed.args"
	git cat-file commit HEAD | grep -q "^gpgsig -----BEGIN PGP SIGNATURE-----"
	git cat-file commit HEAD | sed "/^gpgsig/,/END PGP/d" | cmp - "$TMP/signed.text"
	git fsck --strict 2>&1 && [ -z "$(git status --porcelain)" ]'
t 'user.signingkey names the key' '
	git config user.signingkey ABCD1234
	sx action add Two --owner ben --due 2026-12-04
	grep -qx -e "--status-fd=2 -bsau ABCD1234" "$TMP/signed.args"'
t 'hand edits and undo are signed too' '
	sed -i "s/^title:.*/title: Three/" action/2026/11/*.yaml
	sx commit -m x
	git cat-file commit HEAD | grep -q ^gpgsig
	sx undo && git cat-file commit HEAD | grep -q ^gpgsig'
t 'what cannot be signed is not recorded' '
	before=$(head)
	for program in /bin/false /nonexistent /bin/true; do
		git config gpg.program $program
		code=0; sx action add No --owner ben --due 2026-12-04 || code=$?
		[ $code = 8 ]
		[ "$(head)" = "$before" ]
		[ -z "$(git status --porcelain)" ]
	done
	git config gpg.format smoke; code=0; sx action add No --owner ben --due 2026-12-04 || code=$?; [ $code = 2 ]'
t 'without the setting nothing is signed' '
	git config commit.gpgsign false
	sx action add Plain --owner ben --due 2026-12-04
	git cat-file commit HEAD | not grep -q ^gpgsig; git config commit.gpgsign true'
if command -v ssh-keygen >/dev/null; then
	t 'ssh-keygen signs, and git verifies it' '
		ssh-keygen -q -t ed25519 -N "" -f "$TMP/key"
		echo "asha@plant.example $(cat "$TMP/key.pub")" >"$TMP/allowed"
		git config gpg.format ssh
		git config user.signingkey "$TMP/key"
		git config gpg.ssh.allowedSignersFile "$TMP/allowed"
		sx action add Four --owner ben --due 2026-12-04
		git verify-commit HEAD 2>&1 | grep -q "Good \"git\" signature for asha@plant.example"'
fi
