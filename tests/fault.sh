# Killed at any moment, a full disk, a failing disk, many writers at once: the repository is the old one or the new one,
# and no acknowledged change is lost. SX_LONG=1 tries every call that changes the disk; else every few.
. "${SX_SOURCE:-.}/tests/lib.sh"
shim=$TMP/fault.so
gcc -shared -fPIC -w -o "$shim" "$SX_SOURCE/tests/fault_shim.c" -ldl || exit 99
step=${SX_LONG:+1}

fresh base || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null
a=$(real ACT-1)
export a
git gc -q
sx verify # so that what comes of each fault is all that is judged (X32)
cd .. || exit 99

faulty() { # what, at which call, command...: $out has what it said
	FAULT=$1 FAULT_AT=$2
	export FAULT FAULT_AT
	shift 2
	code=0
	(cd work && LD_PRELOAD=$shim FAULT_COUNT=$TMP/count FAULT_NOW=$(date -u -d "$FAKETIME" +%s) "$SX" "$@") >"$TMP/out" 2>"$TMP/err" </dev/null || code=$?
	unset FAULT FAULT_AT
	return $code
}
nothing() {
	[ -z "$1" ] || { echo "left: $1"; return 1; }
}
# The old repository or the new one: whole, clean, in order, and usable.
whole() { # commits before
	fsck=$(git -C work fsck --strict --no-dangling 2>&1) || { echo "fsck: $fsck"; return 1; }
	commits=$(git -C work rev-list --count HEAD)
	[ "$commits" = "$1" ] || [ "$commits" = $(($1 + 1)) ] || { echo "$commits commits"; return 1; }
	[ ! -s "$TMP/out" ] || [ "$commits" = $(($1 + 1)) ] || { echo "said it was done, but it was not:"; cat "$TMP/out"; return 1; }
	sx -C work overdue >/dev/null || { echo "cannot be read"; return 1; }
	nothing "$(git -C work status --porcelain)" || return 1
	sx -C work check && sx -C work verify || return 1
	sx -C work action note "$a" 'life goes on' >/dev/null || return 1
	nothing "$(git -C work status --porcelain)$(find work/.git -name '*.lock' -o -name index.sx -o -name journal)"
}
# Every step-th call of a command.
each() { # what happens, step, command...
	what=$1 stride=${step:-$2} at=1 old=0 new=0
	shift 2
	before=$(git -C base rev-list --count HEAD)
	while :; do
		rm -rf work || return
		cp -a base work || return
		code=0
		faulty "$what" $at "$@" || code=$?
		case $what-$code in
		kill-137) ;;
		*-0) ;;
		full-9 | broken-9) [ -s "$TMP/err" ] ;;
		*) echo "status $code at call $at:"; cat "$TMP/err"; return 1 ;;
		esac
		whole "$before" || { echo "at call $at of sx $*"; cat "$TMP/out" "$TMP/err"; return 1; }
		[ "$commits" = "$before" ] && old=$((old + 1)) || new=$((new + 1))
		[ "$what" != kill ] || [ $code != 0 ] || break
		[ "$what" = kill ] || [ "$(cat "$TMP/count")" -ge $at ] || break
		at=$((at + stride))
	done
	echo "$what: $at calls: $old old, $new new"
	[ $old -gt 0 ] && [ $new -gt 0 ]
}
t 'killed: a field changes' 'each kill 5 action set "$a" title=New'
t 'killed: a new record in a new folder' 'each kill 11 action add One --owner ben --due 2027-01-04'
t 'killed: a record goes' '
	(cd base && sx action add Gone --owner ben --due 2027-01-04)
	each kill 11 undo && (cd base && sx undo)'
t 'a full disk' 'each full 13 action set "$a" title=New'
t 'a failing disk' 'each broken 13 action set "$a" title=New'

t 'a disk that is really full' '
	mkdir -p small
	mount -t tmpfs -o size=3m tmpfs small 2>/dev/null || { mkdir -p "$TMP/none"; exit 0; } # needs root; the faults above do not
	trap "umount small" EXIT
	cp -a base/. small
	dd if=/dev/zero of=small/.git/filler bs=4k 2>/dev/null || :
	before=$(git -C small rev-parse HEAD)
	code=0; "$SX" -C small action set "$a" title=Full || code=$?
	[ $code = 9 ]
	[ "$(git -C small rev-parse HEAD)" = "$before" ]
	rm small/.git/filler
	sx -C small action set "$a" title=Room
	[ -z "$(git -C small status --porcelain)" ] && git -C small fsck --strict 2>&1'

t 'twenty writers at once: all land, in one line' '
	rm -rf work
	cp -a base work
	cd work
	before=$(git rev-list --count HEAD)
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		sx action add "Number $i" --owner ben --due 2026-12-04 >"$TMP/add.$i" 2>&1 &
	done
	wait
	cat "$TMP"/add.*
	[ "$(git rev-list --count HEAD)" = $((before + 20)) ]
	[ "$(git rev-list --min-parents=2 --count HEAD)" = 0 ]
	[ "$(git ls-files action | wc -l)" = 21 ] && [ -z "$(git status --porcelain)" ] && git fsck --strict 2>&1 && sx check'

t 'a writer that holds the lock is named' '
	cd base
	(flock 9; echo "process 4242 on press-pc, since 1795000000" >&9; sleep 13) 9>.git/sx/lock &
	sleep 0.3
	code=0; "$SX" action set "$a" title=Late 2>"$TMP/late" || code=$?
	cat "$TMP/late"
	[ $code = 6 ]
	grep -q "process 4242 on press-pc, since 2026-11-18T11:06:40Z" "$TMP/late"
	wait'
t 'git at work at the same time' '
	rm -rf work
	cp -a base work
	cd work
	: >.git/index.lock
	before=$(git rev-parse HEAD)
	code=0; sx action set "$a" title=Locked || code=$?
	[ $code = 6 ] && [ "$(git rev-parse HEAD)" = "$before" ] && rm .git/index.lock && [ -z "$(git status --porcelain)" ]'
t 'a lock that a killed sx left is taken away by reading' '
	rm -rf work
	cp -a base work
	cd work
	printf "sx\n" >.git/index.lock
	(flock 9; sleep 1) 9>.git/sx/lock &
	sleep 0.3
	sx overdue
	[ -e .git/index.lock ]
	wait
	sx overdue
	[ ! -e .git/index.lock ]
	: >.git/index.lock
	sx overdue && [ -e .git/index.lock ]'
t 'a repository that cannot be written' '
	priv=
	[ "$(id -u)" != 0 ] || { command -v setpriv >/dev/null && priv="setpriv --reuid=65534 --regid=65534 --clear-groups"; }
	rm -rf work
	cp -a base work
	chmod -R a-w,a+rX work
	chmod 755 "$TMP" "$TMP"/home.asha
	git config --global --add safe.directory "*"
	cd work
	$priv env LD_PRELOAD="$FAKELIB" "$SX" overdue
	code=0; $priv env LD_PRELOAD="$FAKELIB" "$SX" action set "$a" title=No || code=$?
	chmod -R u+w . && [ $code = 9 ] && [ -z "$(git status --porcelain)" ]'
