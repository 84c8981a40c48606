# A sync that is killed at any call that changes a disk, here or at the hub, or meets a full or a failing disk, or loses its
# network at any step: the clone is the old one or the new one, the next sync completes, and nothing is lost.
# SX_LONG=1 tries every call; else every few.
. "${SX_SOURCE:-.}/tests/lib.sh"
shim=$TMP/fault.so
gcc -shared -fPIC -w -o "$shim" "$SX_SOURCE/tests/fault_shim.c" -ldl || exit 99
step=${SX_LONG:+1}

# pune has a merge, a new record, a number and a file to come; the hub waits with its half.
fresh base || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null
a=$(real ACT-1)
A=action/2026/11/$a.yaml
export a A
cd .. && git clone -q --bare base hub.0 && git clone -q --bare hub.0 hub.git || exit 99
sx clone hub.git gdansk >/dev/null && sx clone hub.git pune.0 >/dev/null || exit 99
(
	cd gdansk || exit 99
	as ben sx action note "$a" theirs && as ben sx action add Theirs --owner ben --due 2026-12-05 && as ben sx sync
	cd ../pune.0 || exit 99
	sx action note "$a" ours && sx action add Ours --owner ben --due 2026-12-06 && sx capa add 'Leak' --owner ben --due 2026-12-04
) >/dev/null 2>&1 || exit 99
mv hub.git hub.1

: >"$TMP/sums"

start() {
	rm -rf hub.git pune
	cp -a hub.1 hub.git && cp -a pune.0 pune
}
faulty() { # what, at which call, in which process, command...
	FAULT=$1 FAULT_AT=$2 FAULT_IN=$3
	export FAULT FAULT_AT FAULT_IN
	shift 3
	code=0
	(cd pune && PATH=$TMP/plain:$PATH LD_PRELOAD=$shim FAULT_COUNT=$TMP/count FAULT_NOW=$(date -u -d "$FAKETIME" +%s) "$SX" "$@") >"$TMP/out" 2>"$TMP/err" </dev/null || code=$?
	unset FAULT FAULT_AT FAULT_IN
	return $code
}
wrong() { echo "$*"; return 1; }
# Old or new, whole and clean, before anything mends it but reading.
whole() {
	sx -C pune status >"$TMP/status" || wrong "cannot be read" || return 1
	git -C pune fsck --strict --no-dangling >"$TMP/fsck" 2>&1 || { cat "$TMP/fsck"; return 1; }
	git -C hub.git fsck --strict --no-dangling >"$TMP/fsck" 2>&1 || { cat "$TMP/fsck"; return 1; }
	[ -z "$(git -C pune status --porcelain)" ] || { git -C pune status --porcelain; return 1; }
	sx -C pune check >"$TMP/check" || { cat "$TMP/check"; return 1; }
	if [ "$(git -C pune rev-parse HEAD)" = "$(git -C pune.0 rev-parse HEAD)" ]; then old=$((old + 1)); else new=$((new + 1)); fi
	not grep -rqx 'number: .*' pune/capa || git -C hub.git grep -q '^number: ' main -- capa || wrong "a number that the hub has not"
}
# The next one completes.
completes() {
	find hub.git -name '*.lock' -delete # whoever looks after a hub has to
	(cd pune && sx sync) >"$TMP/next" 2>&1 || { cat "$TMP/next"; return 1; }
	[ "$(git -C pune rev-parse HEAD)" = "$(git -C hub.git rev-parse main)" ] || wrong "not as the hub" || return 1
	[ "$(grep -c 'text: ours' "pune/$A")$(grep -c 'text: theirs' "pune/$A")" = 11 ] || wrong "a note is lost" || return 1
	[ "$(find pune/action -name '*.yaml' | wc -l)" = 3 ] || wrong "a record is lost" || return 1
	[ "$(grep -rh '^number:' pune/capa)" = "number: CAPA-2026-001" ] || wrong "its number" || return 1
	left=$(find pune/.git -name '*.lock' ! -name maintenance.lock -o -name journal -o -name index.sx)
	[ -z "$left" ] || wrong "left behind: $left" || return 1
	sx -C pune check && [ -z "$(git -C pune status --porcelain)" ] && git -C pune fsck --strict --no-dangling 2>&1
}
each() { # what, where, step
	at=1 old=0 new=0
	while :; do
		start
		: >"$TMP/count"
		faulty "$1" $at "$2" sync || :
		case $1-$code in *-0 | kill-137 | *-8 | *-9) ;; *) wrong "status $code at call $at"; cat "$TMP/err"; return 1 ;; esac
		{ whole && completes; } >"$TMP/found" || { cat "$TMP/found"; echo "at call $at in $2, status $code"; cat "$TMP/out" "$TMP/err"; return 1; }
		[ $code != 0 ] || [ "$(cat "$TMP/count")0" -ge "${at}0" ] || break
		at=$((at + ${step:-$3}))
		[ $at -lt 2000 ] || break
	done
	echo "# $1 in $2: up to call $at: $old old, $new new" >>"$TMP/sums"
}
t 'killed: sx' 'each kill "/sx sync" 7; [ $old -gt 0 ] && [ $new -gt 0 ]'
t 'killed: git while it fetches' 'each kill "git -c transfer.fsckObjects=true -c advice.pushUpdateRejected=false fetch" 5; [ $old -gt 0 ]'
t 'killed: the objects that come in' 'each kill index-pack 3; [ $old -gt 0 ]'
t 'killed: the objects that go out' 'each kill unpack-objects 29'
t 'killed: git while it pushes' 'each kill "git -c transfer.fsckObjects=true -c advice.pushUpdateRejected=false push" 3'
t 'killed: the hub' 'each kill receive-pack 3'
t 'a full disk: sx' 'each full "/sx sync" 11'
t 'a failing disk: sx' 'each broken "/sx sync" 13'
t 'a full disk: git' 'each full " fetch " 9'
t 'a full disk: the hub' 'each full receive-pack 5'

cat "$TMP/sums"

# The network goes before each thing that git is asked to do.
t 'no network at each step' '
	mkdir -p plain
	real=$(command -v git)
	printf "#!/bin/sh\nn=\$(cat %s/n); n=\$((n + 1)); echo \$n >%s/n\n[ \$n -lt \"\$GONE\" ] || { echo \"fatal: unable to access: Could not resolve host\" >&2; exit 128; }\nexec %s \"\$@\"\n" "$TMP" "$TMP" "$real" >plain/git
	chmod +x plain/git
	for GONE in 1 2 3; do
		start
		echo 0 >n
		export GONE
		old=0 new=0 code=0
		(cd pune && PATH=$TMP/plain:$PATH env $FROZEN "$SX" sync) >"$TMP/out" 2>&1 || code=$?
		cat "$TMP/out"
		[ $code = $((GONE < 3 ? 8 : 0)) ]
		whole
		completes
	done
	rm -r plain'
t 'killed while nobody else is there: five times, and then through' '
	start
	for at in 20 35 50 65 80; do faulty kill $at "/sx sync" sync || :; done
	old=0 new=0
	whole
	completes'
