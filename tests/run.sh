#!/bin/sh
# Build and run the whole suite: run.sh [--long]
#
# Three builds, none with a warning: gcc with address and undefined-behaviour sanitizers, which runs every test; gcc
# optimized, as it is installed, which runs the unit tests again; clang, which is only compiled. What is missing of
# Debian's packages is installed first. --long adds the soaks. The last line is the sum of all tests in the files.
set -u
exec </dev/null
cd "$(dirname "$0")/.." || exit 99
export LC_ALL=C.UTF-8
[ "${1-}" != --long ] || export SX_LONG=1

sum() { # the last word
	echo "$1 passed, $2 failed, $3 skipped"
	[ "$2" = 0 ]
	exit
}
stop() {
	echo "$*" >&2
	sum 0 1 0
}

sh examples/need.sh clang clang-format libfaketime postgresql mandoc shellcheck jq sqlite3 zsh fish less procps python3-yaml python3-jsonschema || stop 'packages are missing'
for tool in gcc clang meson ninja mandoc shellcheck clang-format; do
	command -v $tool >/dev/null || stop "$tool is not on PATH"
done

build() { # folder, compiler, options of meson...
	folder=$1 compiler=$2
	shift 2
	echo "building with $compiler: $*" | sed 's/ -D/ /g'
	mkdir -p "$folder"
	log=$folder/build.log
	again=
	[ ! -e "$folder/build.ninja" ] || again=--reconfigure # meson does not see new files by itself
	# shellcheck disable=SC2086
	CC=$compiler meson setup $again "$folder" -Dwerror=true "$@" >"$log" 2>&1 || {
		tail -n 20 "$log"
		stop "meson cannot configure $folder"
	}
	ninja -C "$folder" >"$log" 2>&1 || {
		grep -E -A 12 '^FAILED|error:' "$log" | head -n 80
		stop "$folder does not build"
	}
}
build build-asan gcc -Db_sanitize=address,undefined -Doptimization=1 -Ddebug=true
build build-gcc gcc -Dbuildtype=release
build build-clang clang -Dbuildtype=debug

suite() { # folder, options of meson test...
	meson test --no-rebuild ${SX_LONG:+-t 100} -C "$@" 2>/dev/null | grep -E '^ *[0-9]+/[0-9]+ .*[0-9]s'
}
suite build-asan
suite build-gcc --suite unit

# shellcheck disable=SC2046
sum $(python3 tests/count.py build-asan/meson-logs/testlog.json build-gcc/meson-logs/testlog.json)
