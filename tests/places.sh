# Where sx finds itself: no commits, no branch, a merge in progress, git at work, no permission, no room, no identity,
# no terminal, no reader. Each gets a sentence and its exit status; the repository stays whole.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null 2>&1
keep_ids
a=$(real ACT-1)
file=action/2026/11/$a.yaml
export a file
sound() {
	git fsck --strict --no-dangling 2>&1 | grep . && return 1
	[ -z "$(git status --porcelain)" ] || { git status --porcelain; return 1; }
	[ "$(sx check)" = 'nothing is wrong' ]
}
unmoved() { # a command that must not record anything: status, command...
	before=$(git rev-parse HEAD)
	expect_code "$@"
	[ "$(git rev-parse HEAD)" = "$before" ] || { echo "HEAD has moved"; return 1; }
}

# No repository, no commits.
mkdir "$TMP/nowhere"
expect 'sx -C "$TMP/nowhere" list action 2>&1 | sed "s|$TMP|TMP|"' <<-'EOT'
	sx: 'TMP/nowhere' is in no repository
	  make one with 'sx init', copy one with 'sx clone', or name one with -C
EOT
git init -q "$TMP/empty"
git init -q --bare "$TMP/empty.git"
for command in 'list action' overdue today status log 'report status' 'export action' ''; do
	# shellcheck disable=SC2086
	expect_code 0 sx -C "$TMP/empty" $command
	# shellcheck disable=SC2086
	expect_code 0 sx --git-dir "$TMP/empty.git" $command
done
expect_code 1 sx -C "$TMP/empty" grep x
expect_code 4 sx -C "$TMP/empty" show x
expect_code 5 sx -C "$TMP/empty" action add T --owner asha --due 2026-12-04
expect_code 5 sx init "$TMP/empty"
echo 'gitdir: /nowhere' >"$TMP/nowhere/.git"
expect_code 4 sx -C "$TMP/nowhere" list action

# States of git.
t 'a detached HEAD: reading works, writing is refused' '
	git checkout -q --detach
	expect_code 0 sx list action
	unmoved 5 sx action note "$a" hello
	unmoved 5 sx undo
	git checkout -q main
	sound'
t 'a merge in progress: reading works, writing waits' '
	git config --remove-section merge.sx
	git checkout -q -b side
	sx person set ben --job welder
	git checkout -q main
	sx person set ben --job fitter
	echo "*.yaml merge=text" >.git/info/attributes # as where the driver is not set up
	git -c merge.conflictStyle=merge merge -q side && exit 1
	expect_code 0 sx list action
	[ "$(sx check)" = "person/ben.yaml:3:1: conflict: an unfinished merge left its marks here; choose one side between the marks and remove them" ]
	unmoved 6 sx action note "$a" hello
	unmoved 6 sx commit -m merged
	git merge --abort
	git branch -q -D side
	rm .git/info/attributes
	sound'
for lock in index HEAD refs/heads/main packed-refs; do
	export lock
	t "git at work: $lock.lock" '
		: >".git/$lock.lock"
		expect_code 0 sx list action
		code=0
		before=$(git rev-parse HEAD)
		sx action note "$a" hello || code=$?
		rm -f ".git/$lock.lock"
		[ $code = 6 ] && [ "$(git rev-parse HEAD)" = "$before" ] || [ $code = 0 ]
		sound'
done
t 'a damaged object: said, with status 9' '
	cp -R . "$TMP/hurt"
	cd "$TMP/hurt"
	commit=$(git rev-parse HEAD)
	object=.git/objects/$(echo "$commit" | sed "s|^..|&/|")
	chmod u+w "$object"
	echo broken >"$object"
	expect_code 9 sx list action
	expect_code 9 sx action note "$a" hello'
t 'an index of sx that is damaged is made anew' '
	echo broken >.git/sx/index.db
	echo broken >.git/sx/history.db
	[ "$(sx list action --csv | wc -l)" = 2 ]
	sx log >/dev/null
	sound'

# No permission. root may do everything, so then somebody else tries.
cp -R . "$TMP/ro"
cp "$SX" "$TMP/sx-copy"
chmod 755 "$TMP"
nobody() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$HOME" "$@"
	else
		"$@"
	fi
}
[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$TMP/ro"
t 'a repository that is read-only' '
	cd "$TMP/ro"
	chmod -R a-w .
	for command in "list action" overdue check status log "show ben" "report status" "grep seal"; do
		expect_code 0 nobody "$TMP/sx-copy" $command
	done
	nobody "$TMP/sx-copy" action note "$a" hello 2>"$TMP/err" && exit 1
	grep -q "it is read-only for you" "$TMP/err"
	expect_code 9 nobody "$TMP/sx-copy" undo
	chmod -R u+w .
	rm -f .git/sx/*.db
	chmod -R a-w .
	[ "$(nobody "$TMP/sx-copy" list action --csv | wc -l)" = 2 ]'
chmod -R u+w "$TMP/ro"
t 'a repository of somebody else is one, and is said to be' '
	[ "$(id -u)" = 0 ] || exit 0
	mkdir "$TMP/elsewhere"
	chmod 755 "$TMP/elsewhere"
	for config in "[user]" "[safe]\ndirectory = /nowhere"; do
		printf "%b\n" "$config" >"$TMP/elsewhere/.gitconfig"
		code=0; HOME=$TMP/elsewhere "$SX" -C "$TMP/ro" overdue 2>"$TMP/err" || code=$?
		cat "$TMP/err"
		[ $code = 5 ]
		grep -q "is another user.s" "$TMP/err"
		grep -q "safe.directory" "$TMP/err"
		code=0; HOME=$TMP/elsewhere "$SX" --git-dir "$TMP/ro/.git" overdue 2>"$TMP/err" || code=$?
		[ $code = 5 ]
		grep -q "is another user.s" "$TMP/err"
	done
	printf "[safe]\ndirectory = *\n" >"$TMP/elsewhere/.gitconfig"
	HOME=$TMP/elsewhere "$SX" -C "$TMP/ro" overdue
	code=0; HOME=$TMP/elsewhere "$SX" -C "$TMP/elsewhere" overdue 2>"$TMP/err" || code=$?
	[ $code = 4 ] && grep -q "is in no repository" "$TMP/err"'
t 'a record that may not be read' '
	cd "$TMP/ro"
	chmod 000 person/ben.yaml
	nobody "$TMP/sx-copy" check >"$TMP/out" && exit 1
	grep -q "^person/ben.yaml: unread: .*Permission denied" "$TMP/out"
	[ "$(wc -l <"$TMP/out")" = 1 ]
	nobody "$TMP/sx-copy" list person 2>&1 | grep -q "left out"'
chmod 644 "$TMP/ro/person/ben.yaml"
t 'a folder that may not be read is not an empty one' '
	cd "$TMP/ro"
	chmod 000 action
	for command in "list action" overdue check status; do
		expect_code 9 nobody "$TMP/sx-copy" $command
	done'
chmod 755 "$TMP/ro/action"
t 'objects that may not be read' '
	cd "$TMP/ro"
	chmod 000 .git/objects
	expect_code 9 nobody "$TMP/sx-copy" list action'
chmod 755 "$TMP/ro/.git/objects"

# No room: the largest file may be so many blocks, from none to enough.
for blocks in 0 1 2 4 8 16; do
	export blocks
	t "no room beyond $blocks blocks" '
		before=$(git rev-list --count HEAD) code=0
		(ulimit -f "$blocks" && trap "" XFSZ && sx action note "$a" "room $blocks" 2>"$TMP/err") || code=$?
		after=$(git rev-list --count HEAD)
		[ "$code $((after - before))" = "0 1" ] || [ "$code $((after - before))" = "9 0" ]
		sx list action
		[ -z "$(find .git -name "*.lock")" ]
		sound'
done
t 'standard output that is full, closed or not read' '
	expect_code 9 sh -c "sx list action >/dev/full"
	expect_code 9 sh -c "sx list action --json >/dev/full"
	expect_code 9 sh -c "\"\$SX\" list action >&-" # not below libfaketime, which then opens a file of its own there
	expect_code 0 sh -c "sx list action 2>&- </dev/null"
	for command in log "list action" "export action" "help list" check; do
		sx $command 2>"$TMP/err" | true
		[ ! -s "$TMP/err" ] || { cat "$TMP/err"; exit 1; }
	done
	sound'

# No identity, no terminal.
t 'nobody: reading works, writing says what to do' '
	export HOME=/nonexistent
	for command in "list action" today status log check ""; do
		expect_code 0 sx $command
	done
	unmoved 5 sx action note "$a" hello'
expect 'HOME=/nonexistent sx action note "$a" hello' <<-'EOT'
	sx: git does not know your e-mail
	  run: git config --global user.email you@example.com
	[status 5]
EOT
expect 'as stranger sx action note "$a" hello' <<-'EOT'
	sx: nobody here has the e-mail 'stranger@plant.example', so it is not known who you are
	  ask someone who is known to run: sx person add YOUR-ID --email stranger@plant.example; or set git's user.email to the address you are known by
	[status 5]
EOT
expect 'git init -q ../nothing && cd ../nothing && sx action add X --owner me --due +1w' <<-'EOT'
	sx: there are no records here, and nobody who may add one
	  'sx init FOLDER' makes a repository for records
	[status 5]
EOT
t 'no terminal: nothing waits for an answer' '
	unmoved 2 timeout 20 setsid sx action add
	unmoved 8 timeout 20 setsid sx action edit "$a"
	unmoved 8 timeout 20 env EDITOR=false sx action edit "$a"
	unmoved 8 timeout 20 env EDITOR=/nonexistent/editor sx action edit "$a"
	env -u TERM sx list action
	sound'

# A machine that gives no more threads.
printf '#include <errno.h>\nint pthread_create(void) { return EAGAIN; }\n' >"$TMP/single.c"
gcc -shared -fPIC -o "$TMP/single.so" "$TMP/single.c" || exit 99
t 'where no thread can be had' '
	mkdir "$TMP/own" # git needs some
	printf "#!/bin/sh\nunset LD_PRELOAD\nexec %s \"\$@\"\n" "$(command -v git)" >"$TMP/own/git"
	chmod +x "$TMP/own/git"
	single() { env PATH="$TMP/own:$PATH" FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 LD_PRELOAD="$TMP/single.so:$FAKELIB" "$SX" "$@"; }
	git clone -q --bare . "$TMP/shared.git"
	git clone -q "$TMP/shared.git" "$TMP/one"
	cd "$TMP/one"
	for n in $(seq 1200); do echo "Bolt $n,ben,2026-12-24"; done | sed "1i title,owner,due" >"$TMP/many.csv"
	single import action "$TMP/many.csv" -m "from the list"
	rm -r .git/sx
	[ "$(single list action title~Bolt --csv | grep -c Bolt)" = 1200 ]
	single sync
	single status
	single verify --full
	sound'
