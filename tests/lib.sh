# The end-to-end test harness: a fixed world, exact output, TAP. Sourced, in the source's root: . "${SX_SOURCE:-.}/tests/lib.sh"
#
#	expect 'sx overdue' <<-EOT	a test: stdout and stderr are exactly this; a status other than 0 is
#	...				one more line, "[status 5]". Tabs in front of the text are cut off.
#	EOT
#	expect_code 5 sx action done X	a test: the exit status is exactly 5 (a crash is never taken for a refusal)
#	t 'name' 'commands'		a test: every command succeeds; in a subshell, so cd and variables stay inside.
#					expect and expect_code in there are steps of it.
#	not cmd ...			in there: the command fails, and does not crash. "! cmd" is no step: set -e passes it over.
#	known_broken 'name' 'commands'	the same for a bug found and not mended yet; fails on the day it passes
#	clean NAME cmd ...		a lint: no faults but the known ones, and none of those mended
#	skip 'name' 'why'		for what the machine cannot do, never for what is missing on Debian 12
#
#	fresh [DIR]			a new repository of asha's, with active people ben and chitra, entered (cd)
#	as ben sx action done X		another identity: NAME@plant.example
#	key_of ben chitra		asha enters the key $TMP/ben.pub, which ben proves to have; she and each of the others vouch for it
#	clock 2026-11-21T09:00:00	what time it is from here on
#	$(real ACT-1)			the id of the first ACT made
#
# Ids are random, so output is compared with the n-th id of a prefix, in order of its making (git's history), written
# ACT-2611-000000n, and the n-th commit COMMIT-n. keep_ids: ids that the current repository has now stay as they are.
# Sort lists by something else than the id. The clock stands still at 2026-11-20T09:00:00Z for sx (and what it starts)
# and in git's commit dates, by libfaketime: not its MT variant, which hangs with ASan; no faked file times, which git's
# and sx's stat caches need true; no faked monotonic clock, which waiting needs; preloaded by the sx on PATH only,
# before ASan, hence verify_asan_link_order=0. Other programs see the real time.
set -u
SX_SOURCE=$(cd "${SX_SOURCE:-.}" && pwd) SX_DATA=${SX_DATA:-$SX_SOURCE/../shared/data}
SX=${SX:-$SX_SOURCE/build/sx}
export SX SX_SOURCE SX_DATA
TMP=$(mktemp -d "${TMPDIR:-/tmp}/sx-test.XXXXXX") || exit 99
TMP=$(cd "$TMP" && pwd -P)
TESTS=0 INSIDE=
finish() { # the plan only after an orderly end
	code=$?
	cd / && chmod -R u+w "$TMP" 2>/dev/null
	rm -rf "$TMP"
	[ $code = 0 ] && echo "1..$TESTS"
	exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM
unset EDITOR VISUAL PAGER NO_COLOR CLICOLOR_FORCE COLUMNS GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG GIT_EDITOR XDG_CONFIG_HOME SX_PAGER
export LC_ALL=C.UTF-8 TZ=UTC TERM=dumb GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_CEILING_DIRECTORIES="$TMP" TMP
export ASAN_OPTIONS=exitcode=99:verify_asan_link_order=0 UBSAN_OPTIONS=halt_on_error=1:exitcode=98:print_stacktrace=1
export G_DEBUG=fatal-warnings
umask 022

clock() {
	FAKETIME=$(printf %s "$1" | tr T ' ' | tr -d Z) GIT_AUTHOR_DATE=${1%Z}Z GIT_COMMITTER_DATE=${1%Z}Z
	export FAKETIME GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}
clock 2026-11-20T09:00:00Z
for FAKELIB in /usr/lib/*/faketime/libfaketime.so.1; do :; done
[ -e "$FAKELIB" ] || { echo "Bail out! libfaketime is missing"; exit 99; }
mkdir "$TMP/bin"
FROZEN="FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 LD_PRELOAD=$FAKELIB" # a program with it in its environment has the tests' clock
printf '#!/bin/sh\n%s exec "%s" "$@"\n' "$FROZEN" "$SX" >"$TMP/bin/sx"
chmod +x "$TMP/bin/sx"
PATH=$TMP/bin:$PATH

home() { # the folder of a person's settings
	mkdir -p "$TMP/home.$1"
	[ -f "$TMP/home.$1/.gitconfig" ] || printf '[%s]\n\t%s\n' user "name = $1" user "email = $1@plant.example" \
		init 'defaultBranch = main' gc 'auto = 0' >"$TMP/home.$1/.gitconfig"
	echo "$TMP/home.$1"
}
as() { # in a subshell: sx may also be a function
	(HOME=$(home "$1") && export HOME && shift && "$@")
}
HOME=$(home asha)
export HOME
cd "$TMP" || exit 99

fresh() {
	sx init --person asha "${1:-plant}" >/dev/null && cd "${1:-plant}" &&
		sx person add ben Ben --email ben@plant.example >/dev/null &&
		sx person add chitra Chitra --email chitra@plant.example >/dev/null
}

key_of() {
	owner=$1
	as "$owner" sx person key "$owner" "$TMP/$owner.pub" --prove >"$TMP/proof" || return
	shift
	for other; do
		as "$other" sx person key "$owner" "$TMP/$owner.pub" --vouch >"$TMP/voucher.$other" || return
		set -- "$@" --vouched "$TMP/voucher.$other"
		shift
	done
	sx person key "$owner" "$TMP/$owner.pub" --proof "$TMP/proof" "$@" -m 'seen with the identity card'
}

# Random ids and commits as their place in the making. $TMP/ids has "real shown" lines.
: >"$TMP/ids"
learn_ids() { # $1: keep
	git log --all --reverse --topo-order --diff-filter=A --name-only --format= 2>/dev/null |
		sed -n 's|.*/\([A-Z][A-Z]*-[0-9]\{4\}-[0-9A-Z]\{7\}\)\.yaml$|\1|p' | awk -v keep="${1-}" -v file="$TMP/ids" '
		BEGIN { while ((getline line <file) > 0) { split(line, q); known[q[1]] = 1; sub(/-.*/, "", q[1]); n[q[1]]++ } }
		!($0 in known) { split($0, p, "-"); known[$0] = 1
			printf "%s %s\n", $0, keep ? $0 : sprintf("%s-%s-%07d", p[1], p[2], ++n[p[1]]) >>file }'
}
keep_ids() { learn_ids keep; }
real() {
	learn_ids
	awk -v p="${1%-*}" -v n="${1##*-}" 'index($1, p "-") == 1 && ++i == n { print $1; exit }' "$TMP/ids"
}
normal() { # a filter
	learn_ids
	{ cat "$TMP/ids"; git log --all --reverse --topo-order --format='%H COMMIT' 2>/dev/null; } >"$TMP/known"
	awk -v file="$TMP/known" '
	BEGIN { while ((getline line <file) > 0) { split(line, q)
		if (q[2] == "COMMIT") commit[++commits] = q[1]; else shown[q[1]] = q[2] } }
	function word(w,  i) {
		if (w in shown) return shown[w]
		if (w ~ /^[0-9a-f]+$/ && length(w) >= 7 && length(w) <= 40)
			for (i = 1; i <= commits; i++) if (index(commit[i], w) == 1) return "COMMIT-" i
		return w
	}
	{ out = ""
		while (match($0, /[A-Z]+-[0-9][0-9][0-9][0-9]-[0-9A-Z]+|[0-9a-zA-Z]+/)) {
			out = out substr($0, 1, RSTART - 1) word(substr($0, RSTART, RLENGTH)); $0 = substr($0, RSTART + RLENGTH) }
		print out $0 }'
}

result() { # status name directive; $TMP/why says why not
	[ -n "$INSIDE" ] && { [ "$1" = 0 ] || cat "$TMP/why"; return "$1"; }
	TESTS=$((TESTS + 1))
	[ "$1" = 0 ] && printf 'ok %s - %s\n' "$TESTS" "$2${3-}" && return
	printf 'not ok %s - %s\n' "$TESTS" "$2${3-}"
	sed 's/^/# /' "$TMP/why"
}
not() {
	if "$@"; then return 1; else case $? in 98 | 99 | 129 | 13? | 14?) return 1 ;; esac fi
}
title() { printf %s "$*" | tr '\n\t#' '  _'; }
expect() {
	cat >"$TMP/wanted"
	code=0
	(eval "$1") >"$TMP/raw" 2>&1 </dev/null || code=$?
	{ normal <"$TMP/raw" | ${ALSO:-cat}; [ "$code" = 0 ] || echo "[status $code]"; } >"$TMP/got"
	same=0
	diff -u --label expected --label "$1" "$TMP/wanted" "$TMP/got" >"$TMP/why" || same=$?
	result $same "$(title "$1")"
}
expect_code() {
	want=$1 code=0
	shift
	("$@") >"$TMP/raw" 2>&1 </dev/null || code=$?
	{ echo "status $code, not $want, of: $*"; cat "$TMP/raw"; } >"$TMP/why"
	result $((code != want)) "status $want: $(title "$@")"
}
t() {
	(INSIDE=1; set -e; eval "$2") >"$TMP/log" 2>&1 </dev/null
	code=$?
	{ echo "status $code of:"; printf '%s\n' "$2"; cat "$TMP/log"; } >"$TMP/why"
	result "$code" "$1" "${3-}"
}
known_broken() { t "$1" "$2" ' # TODO known to be broken'; }
clean() { # a lint: what a command prints, sorted, is exactly tests/lint/$1.known (nothing, when there is no such file)
	name=$1 known=$SX_SOURCE/tests/lint/$1.known
	shift
	[ -e "$known" ] || known=/dev/null
	"$@" 2>&1 </dev/null | LC_ALL=C sort -u | diff -u --label known --label found "$known" - >"$TMP/why"
	result $? "$name"
}
skip() { : >"$TMP/why"; result 0 "$1" " # SKIP $2"; }
