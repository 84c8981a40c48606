# sx restore: a repository of a backup, compared here with git alone; what was tampered with is refused; and the test that is recorded.
. "${SX_SOURCE:-.}/tests/lib.sh"
sx init --bare --hub --person asha hub.git >/dev/null && sx clone hub.git plant >/dev/null && cd plant || exit 99
sx person add ben Ben --email ben@plant.example >/dev/null
sx action add 'Replace the seal' --owner ben --due +3d >/dev/null 2>&1
echo photo >photo.jpg && sx action attach "$(real ACT-1)" photo.jpg >/dev/null && rm photo.jpg
git tag -a v1 -m 'with a message'
sx sync >/dev/null && sx sync >/dev/null
sx backup ../kept >/dev/null && sx -C ../hub.git backup ../of-hub >/dev/null || exit 99
kept=$(git rev-parse HEAD)

expect 'sx restore ../kept ../again' <<-EOT
	../again: restored as it was at 2026-11-20T09:00:00+00:00: $(git for-each-ref | wc -l) refs, $(git rev-list --all --count) commits, 3 records, 1 file of evidence
	you are asha here
EOT
t 'head, refs, counts, digests and files are the same, and it is set up as a clone is' '
	[ "$(git -C ../again rev-parse HEAD)" = "$kept" ]
	[ "$(git -C ../again symbolic-ref HEAD)" = refs/heads/main ]
	refs() { git -C "$1" for-each-ref --format="%(objectname) %(refname) %(symref)"; }; [ "$(refs ../again)" = "$(refs .)" ]
	git -C ../again fsck --full --strict
	[ "$(git -C ../again rev-list --all --count)" = "$(git rev-list --all --count)" ]
	[ "$(git -C ../again rev-list --all --objects | sort)" = "$(git rev-list --all --objects | sort)" ]
	sums() { (cd "$1" && git ls-files | xargs sha256sum); }; [ "$(sums ../again)" = "$(sums .)" ]
	[ -z "$(git -C ../again status --porcelain)" ]
	[ "$(git -C ../again config merge.sx.driver)" = "$(git config merge.sx.driver)" ]
	sx -C ../again verify
	sx -C ../again check
	cd ../again && sx action add "And on it goes" --owner ben --due +3d'
t 'a hub, which goes on when it has its key again' '
	sx restore --bare ../of-hub ../hub2.git 2>"$TMP/said"
	grep -q "put hub/key and hub/key.pub" "$TMP/said"
	[ "$(git -C ../hub2.git for-each-ref)" = "$(git -C ../hub.git for-each-ref)" ]
	[ "$(git -C ../hub2.git rev-parse --is-bare-repository)" = true ]
	mkdir ../hub2.git/hub
	cp -p ../hub.git/hub/key ../hub.git/hub/key.pub ../hub2.git/hub
	sx init --bare --hub ../hub2.git
	git clone -q . ../other && cd ../other && git remote set-url origin ../hub2.git && git tag v2 && git push -q origin v2 && sx -C ../hub2.git doctor'
t 'into the folder that one is in' 'mkdir ../here && cd ../here && sx restore ../kept . && cd ../here && [ "$(git rev-parse HEAD)" = "$kept" ] && [ "$(git config pull.twohead)" = recursive ]'
t 'settings that do not read keep nobody from it' '
	git clone -q . ../broken
	cd ../broken
	echo "zone: [" >.sx/config.yaml
	git commit -qam broken
	sx backup ../of-broken
	sx --json backup ../of-broken.2
	code=0; sx restore ../of-broken ../broken.again >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; [ $code = 3 ] && grep -q "what was in the backup is there" "$TMP/said"
	[ "$(git -C ../broken.again rev-parse HEAD)" = "$(git rev-parse HEAD)" ] && git -C ../broken.again config merge.sx.driver'
t 'for programs' 'sx --json restore ../kept ../programs | jq -e --arg head "$kept" ".commit == \$head and .data.bare == false and .data.person == \"asha\" and (.data.path | test(\"/programs\$\"))"'
expect_code 2 sx restore ../kept
expect_code 2 sx restore ../kept a b
expect_code 2 sx restore --check ../kept ../x
expect_code 2 sx restore -m why ../kept ../x
expect_code 4 sx restore ../no-such ../x
expect_code 5 sx restore ../kept ../again

# What was tampered with, and what is no backup: refused, and nothing is left. resealed: with the sum of the bundle made anew.
reseal() { sed -i "s/^bundle: .*/bundle: $(sha256sum "$1/repository.bundle" | cut -c1-64)/; s/^bytes: .*/bytes: $(stat -c %s "$1/repository.bundle")/" "$1/manifest.yaml"; }
spoiled() { rm -rf ../bad && cp -r ../kept ../bad && cd ../bad && eval "$1" && cd - >/dev/null; }
refused() { # SHELL REGEX
	spoiled "$1"
	code=0; sx restore ../bad ../left >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = "${3:-7}" ] && grep -qE "$2" "$TMP/said" && [ ! -e ../left ] && [ -z "$(find .. -maxdepth 1 -name '*.partial')" ]
}
# shellcheck disable=SC2059 # the format is the byte
flip() { byte=$(od -An -tu1 -j "$2" -N1 "$1" | tr -d ' '); printf "\\$(printf %o $(((byte + 1) % 256)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }
t 'a byte of the bundle, wherever it is' '
	for at in 3 30 $(($(stat -c %s ../kept/repository.bundle) / 2)) $(($(stat -c %s ../kept/repository.bundle) - 1)); do
		refused "flip repository.bundle $at" "is not restored: its bundle"
		refused "flip repository.bundle $at; reseal ." "is not restored: (its bundle|its manifest|git could not)"
	done'
t 'a byte of the manifest, in each of its lines but who made it' '
	grep -nE "^ *(- )?[a-z_]+: [^ ]" ../kept/manifest.yaml | grep -vE ":(sx|made):" | cut -d: -f1 >"$TMP/lines"; [ "$(wc -l <"$TMP/lines")" -gt 12 ]
	while read -r line; do
		refused "sed -i \"${line}s/[0-9A-Za-z]\(.\{0,1\}\)\$/%\1/\" manifest.yaml" "is not restored: (its|it has)" </dev/null || { sed -n "${line}p" ../bad/manifest.yaml; return 1; }
	done <"$TMP/lines"'
t 'counts and digests that say something else' '
	refused "sed -i \"s/^  person: .*/  person: 7/\" manifest.yaml" "it has 3 records"
	refused "sed -i \"s/^commits: .*/commits: 9/\" manifest.yaml" "it has $(git rev-list --all --count) commits, and its manifest says 9"
	refused "sed -i \"s/^evidence: ./evidence: \$(grep -q \"^evidence: 0\" manifest.yaml && echo 1 || echo 0)/\" manifest.yaml" "its evidence"
	refused "sed -i \"s/^objects: .*/objects: 1/\" manifest.yaml" "other objects"'
t 'one that was cut off' 'refused "truncate -s -30 repository.bundle" "bytes, and its manifest says"; refused "truncate -s -30 repository.bundle; reseal ." "git could not"; refused ": >repository.bundle; reseal ." "does not read"'
t 'the bundle of another repository' 'fresh ../foreign && sx backup ../of-foreign && refused "cp ../of-foreign/repository.bundle .; reseal ." "other refs"'
t 'a bundle that goes on from something' 'refused "git -C ../plant bundle create -q \"\$PWD/repository.bundle\" --all ^HEAD~1; reseal ." "goes on from commits"'
t 'refs that lead out of the repository' '
	for ref in refs/heads/../../hooks/x refs/../config refs/heads/x.lock refs/heads//x HEAD ../x "refs/heads/a b"; do
		refused "sed -i \"s|ref: refs/tags/v1|ref: \\\"$ref\\\"|\" manifest.yaml" "a ref that git would not have"
		refused "sed -i \"s| refs/tags/v1\\\$| $ref|\" repository.bundle; reseal ." "(a ref that git would not have|other refs|twice)"
	done'
t 'symbolic refs that lead elsewhere' '
	for to in refs/heads/none HEAD ../x refs/tags/v1 refs/remotes/origin/HEAD; do refused "sed -i \"s|to: .*|to: $to|\" manifest.yaml" "(its manifest has|a ref that git would not have)"; done'
t 'a full disk, and a signal, leave no repository' '
	code=0; (ulimit -f 4; sx restore ../kept ../left) || code=$?; [ $code != 0 ] && [ $code -lt 98 ] && [ ! -e ../left ] && [ -z "$(find .. -maxdepth 1 -name "*.partial")" ]
	mkdir "$TMP/deadly"
	printf "#!/bin/sh\ncase \"\$*\" in *fsck*) kill -9 \$PPID; exit ;; esac\nexec %s \"\$@\"\n" "$(command -v git)" >"$TMP/deadly/git"
	chmod +x "$TMP/deadly/git"
	code=0; PATH=$TMP/deadly:$PATH sx restore ../kept ../left || code=$?; [ $code = 137 ] && [ ! -e ../left ] && rm -r ../.left.*.partial && sx restore ../kept ../left && rm -r ../left'
t 'what is no file' 'refused "rm repository.bundle; mkfifo repository.bundle" "it is no file" 4; refused "rm manifest.yaml; ln -s /dev/zero manifest.yaml" "it is no file" 4; refused "rm manifest.yaml" "cannot be read" 4; refused "head -c 3000000 /dev/zero >manifest.yaml" "does not read"'
t 'a history that no command made stays, to be looked at, with status 7' '
	git clone -q . ../evil
	cd ../evil
	sed -i "s/^name: .*/name: Eve/" person/ben.yaml
	git -c user.email=eve@elsewhere.example commit -qam "by nobody"
	sx backup ../of-evil
	code=0; sx restore ../of-evil ../of-evil.again >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"; [ $code = 7 ] && grep -q "not to be relied on" "$TMP/said" && [ -e ../of-evil.again/.git ]'

# The test.
expect 'sx restore --check ../kept -m quarterly' <<-EOT
	RST-2611-0000001: passed
EOT
last() { sx --json restoretest list --sort id | jq -r --arg id "$(git log -1 --format=%B | sed -n 's/^Sx-Record: //p')" ".data[] | select(.id == \$id) | $1"; }
t 'its record says what was tested' '
	[ "$(last .result)" = passed ]
	[ "$(last .backup_digest)" = "$(sha256sum ../kept/repository.bundle | cut -c1-64)" ]
	[ "$(last .head)" = "$kept" ]
	[ "$(last .commit_count)" = "$(git bundle list-heads ../kept/repository.bundle | cut -d" " -f1 | xargs git rev-list --count)" ]
	[ "$(last .record_count)" = 3 ]
	[ "$(last .file_count)" = 1 ]
	[ "$(last .created_by)" = asha ] && git log -1 --format=%B | grep -qx quarterly && sx verify && sx check'
t 'and is not changed' 'expect_code 5 sx restoretest set "$(last .id)" --result failed'
t 'what is older passes, too, and so does what the hub has' 'sx restore --check ../kept && sx restore --check ../of-hub'
failed() { # BACKUP REGEX: status 7, and a record that says why
	before=$(git rev-list --count HEAD) code=0; sx restore --check "$1" >"$TMP/said" 2>&1 || code=$?; cat "$TMP/said"
	[ $code = 7 ] && [ "$(git rev-list --count HEAD)" = $((before + 1)) ] && [ "$(last .result)" = failed ] && last .failed_because | grep -qE "$2"
}
t 'a byte' 'middle=$(($(stat -c %s ../kept/repository.bundle) / 2)); spoiled "flip repository.bundle $middle"; failed ../bad "another SHA-256"; spoiled "flip repository.bundle $middle; reseal ."; failed ../bad "git could not"; spoiled "echo x >>manifest.yaml"; failed ../bad "manifest does not read"'
t 'another repository' 'failed ../of-foreign "no commit that is known here"'
t 'a history that no command made' 'git fetch -q ../evil main && failed ../of-evil "no part of the history here"'
t 'one that lacks the receipts, though it is whole by its own word' '
	git clone -q --mirror ../hub.git ../bare.git
	git -C ../bare.git for-each-ref --format="delete %(refname)" refs/sx | git -C ../bare.git update-ref --stdin
	clock 2026-11-21T09:00:00Z; sx -C ../bare.git backup ../without; failed ../without "has not the receipts"'
t 'nothing is left of tests' '[ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name "sx-restore.*" -newer ../without -user "$(id -u)")" ]'
t 'nothing is recorded where nothing was tested, in a hub, and by nobody' '
	before=$(git rev-list --count HEAD)
	expect_code 4 sx restore --check ../no-such; expect_code 5 sx -C ../hub.git restore --check ../kept; expect_code 5 as eve sx restore --check ../kept
	expect_code 2 sx restore --check --today 2026-12-01 ../kept; [ "$(git rev-list --count HEAD)" = "$before" ]'
t 'the settings say when the next is due, counted from the last that passed' '
	sx check
	printf "restore_test: 30\n" >>.sx/config.yaml
	sx commit -m "each month"
	sx --today 2026-12-20 check && code=0; sx --today 2026-12-21 check >"$TMP/said" || code=$?; cat "$TMP/said"
	[ $code = 1 ]
	[ "$(wc -l <"$TMP/said")" -le 2 ]
	grep -q "restore-test: .* was to be shown by 2026-12-20" "$TMP/said"
	clock 2026-12-25T09:00:00Z; sx backup ../december && sx restore --check ../december && sx check && sx --today 2027-01-24 check && expect_code 1 sx --today 2027-01-25 check'
