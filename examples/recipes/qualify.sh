#!/bin/sh
# Is sx installed and does it work on this machine as 21 CFR 11 needs it? Which programs these are, and for each control an
# attempt that must end as it should: a report to date, sign and keep with your validation.
#
#	sh qualify.sh [SX] >report	ends with 0 when everything holds
#
# It works in a folder of its own, which it removes, and needs git, ssh-keygen and what every Debian has.
set -u
sx=$(command -v "${1:-sx}") || { echo "qualify.sh: there is no ${1:-sx}" >&2; exit 2; }
work=$(mktemp -d) && work=$(cd "$work" && pwd -P) || exit 2
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home" && ln -s "$sx" "$work/bin/sx"
export PATH="$work/bin:$PATH" HOME="$work/home" LC_ALL=C.UTF-8 TZ=UTC GIT_CONFIG_NOSYSTEM=1 SSH_ASKPASS="$work/home/ask" SSH_ASKPASS_REQUIRE=force
unset SSH_AUTH_SOCK XDG_CONFIG_HOME GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM
failed=0
tell() { # WORD REQUIREMENT TITLE
	printf '%s  %-14s  %s\n' "$1" "$2" "$3"
	[ "$1" = PASS ] || { failed=1; sed 's/^/        /' "$work/said"; }
}
holds() { # REQUIREMENT TITLE STATUS COMMANDS: they end with this status; each on a copy of its own
	rm -rf "$work/copy" && cp -R "$work/pune" "$work/copy"
	code=0
	(cd "$work/copy" && eval "$4") >"$work/said" 2>&1 </dev/null || code=$?
	if [ $code = "$3" ]; then tell PASS "$1" "$2"; else tell FAIL "$1" "$2 (ended with $code)"; fi
}

echo "Qualification of sx, $(date -u +%Y-%m-%dT%H:%M:%SZ), $(uname -srm)"
sx version && git --version && sha256sum "$(readlink -f "$sx")"
ldd "$sx" 2>/dev/null | sed -n 's/.*=> \(.*\) (.*/\1/p' | while read -r library; do readlink -f "$library"; done

echo 'Installation and set-up: a hub and a clone with the profile pharma, and a key with a passphrase'
prepare() {
	printf '#!/bin/sh\necho "a passphrase"\n' >"$HOME/ask" && chmod +x "$HOME/ask" &&
		ssh-keygen -q -t ed25519 -N 'a passphrase' -f "$HOME/key" && ssh-keygen -q -t ed25519 -N '' -f "$HOME/open" &&
		printf '[user]\n\tname = Asha Rao\n\temail = asha@plant.example\n[init]\n\tdefaultBranch = main\n[sx]\n\tsigningkey = %s\n' \
			"$HOME/key" >"$HOME/.gitconfig" &&
		cd "$work" && sx init --bare --hub hub --profile pharma --site PUN --person asha && sx clone hub pune --site PUN && cd pune &&
		sx person key asha "$HOME/key.pub" -m 'my own' && sx person add ben Ben --email ben@plant.example &&
		sx finding add 'Seal leaks' --type deviation --owner ben --due +30d &&
		sx capa add 'Seal leaks' --origin deviation --owner ben --due +90d --problem 'Line 2 leaks' --lots L1 --no-containment 'none left' \
			--severity 5 --occurrence 3 --detection 3 && sx sync
}
if (prepare) >"$work/said" 2>&1 </dev/null; then
	tell PASS '11.10(a)' 'it is set up'
else
	tell FAIL '11.10(a)' 'it is set up'
	exit 1
fi
cd "$work/pune" || exit 2
capa=$(sx list capa --all --columns id --csv | sed -n '2s/[^A-Z0-9-]//gp')
file=$(git ls-files 'capa/*.yaml')
export capa file

echo 'Operation'
holds '11.10(a)' 'the history is right as it stands' 0 'sx verify'
holds '11.10(a)' 'a record changed past sx is found' 7 'sed -i "s/^state: .*/state: closed/" "$file" && git commit -qam x && sx verify'
holds '11.10(a)' 'a changed byte of what is stored is found' 7 '
	object=$(git rev-parse "HEAD:$file" | sed "s|^..|.git/objects/&/|") && chmod u+w "$object" && printf x | dd of="$object" bs=1 seek=30 conv=notrunc && sx verify'
holds '11.10(b)' 'the record can be read without sx, and exported' 0 'grep -q "Line 2 leaks" "$file" && sx export capa --csv | grep -q "Line 2 leaks"'
holds '11.10(c)' 'a record is not removed' 5 'git rm -q "$file" && sx commit -m x'
holds '11.10(d)' 'who is no person here changes nothing' 5 'git config user.email eve@elsewhere.example && sx finding add x --type deviation --owner ben --due +9d'
holds '11.10(e)' 'the trail has who, old, new and why' 0 '
	sx capa set "$capa" --lots L2 && sx audit "$capa" --field lots --csv | grep -q "^asha,.*,lots,L1,," && sx audit "$capa" --field lots --csv | grep -q "^asha,.*,lots,,L2,"'
holds '11.10(e)' 'a step that needs a reason asks for it' 5 'sx capa void "$capa"'
holds '11.10(e)' 'one act is one commit' 0 'n=$(git rev-list --count HEAD) && sx capa note "$capa" a && sx capa note "$capa" b && [ "$(git rev-list --count HEAD)" = $((n + 2)) ]'
holds '11.10(f)' 'no step is taken out of order' 5 'sx capa close "$capa"'
holds '11.10(g)' 'nobody gives himself a role' 5 'sx person grant asha --roles admin,key-admin,qa -m x'
holds '11.10(k)' 'settings change by whom they name' 5 'sx person grant ben --roles qa -m x && git config user.email ben@plant.example && sed -i "s/^access_review:.*/access_review: 999/" .sx/config.yaml && sx commit -m x'
holds '11.10(k)' 'settings do not change by one of the two who have to agree' 5 '
	(sx person grant ben --roles admin -m x && ssh-keygen -q -t ed25519 -N "a passphrase" -f ../ben && sx person key ben ../ben.pub --prove >../proof &&
		sx person key ben ../ben.pub --proof ../proof -m x && echo "settings_agreed: 2" >>.sx/config.yaml && sx commit -m x &&
		sed -i "s/^access_review:.*/access_review: 999/" .sx/config.yaml && sx settings propose -m x ../proposal) || exit 1
	sx settings apply ../proposal'
holds '11.50' 'a signature shows name, time and meaning' 0 'sx capa submit "$capa" && sx show "$capa" | grep -q "$(date -u +%Y)-.*Asha Rao (asha, initiator): authorship of .submit"'
holds '11.70' 'what was signed and changed since is unsigned' 0 'sx capa submit "$capa" && sed -i "s/Line 2/Line 3/" "$file" && git commit -qam x && sx show "$capa" | grep -q UNSIGNED'
holds '11.100(a)' 'no two people have one e-mail' 3 'sx person add ben2 Ben --email ben@plant.example'
holds '11.200(a)(1)' 'a key without a passphrase does not sign' 5 'git config sx.signingkey "$HOME/open" && sx capa submit "$capa"'
holds '11.300(a)' 'no key is entered without proof of having it' 5 'sx person key ben "$HOME/open.pub" -m x'
holds '11.10(d)' 'the hub takes no change past sx' 1 'sed -i "s/^state: .*/state: closed/" "$file" && git commit -qam x && git push -q origin HEAD'
holds '11.300(d)' 'and tells of the attempt' 1 'sx -C "$work/hub" audit refused --exit-code'
holds '11.10(c)' 'a copy of the hub has all of it' 0 '
	git clone -q --mirror "$work/hub" "$work/backup" && [ "$(git -C "$work/backup" for-each-ref)" = "$(git -C "$work/hub" for-each-ref)" ] && sx -C "$work/backup" verify'
holds 'Annex 11, 7.2' 'a backup is restored, and that is recorded' 0 '
	sx -C "$work/hub" backup "$work/kept" && sx restore --check "$work/kept" -m qualification && sx verify && [ "$(sx list restoretest --csv | grep -c passed)" = 1 ]'
holds 'Annex 11, 7.2' 'a backup with a changed byte is refused' 7 '
	printf x | dd of="$work/kept/repository.bundle" bs=1 seek=2000 conv=notrunc && sx restore "$work/kept" "$work/restored"'
if [ $failed = 0 ]; then echo 'Everything holds.'; else echo 'Not everything holds.'; fi
exit $failed
