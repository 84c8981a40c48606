#!/bin/sh
# Measures sx beside git and taskwarrior on a repository made for it, and prints the ratios: tests/bench/run.sh [RECORDS] [COMMITS].
# The repository stays in $SX_BENCH (a temporary folder, removed at the end, when that is not set).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${SX_BUILD:-$here/../../build-bench}
records=${1:-100000} commits=${2:-20000}
for program in git task python3 cc; do
	command -v $program >/dev/null || { echo "bench: $program is missing" >&2; exit 2; }
done
[ -d "$build" ] || meson setup --buildtype=release "$build" "$here/../.." >/dev/null
ninja -C "$build" sx >/dev/null
if [ -n "${SX_BENCH:-}" ]; then
	where=$SX_BENCH
	mkdir -p "$where"
else
	where=$(mktemp -d "${TMPDIR:-/tmp}/sx-bench.XXXXXX")
	trap 'rm -rf "$where"' EXIT
fi
[ -d "$where/plant-$records-$commits" ] || python3 "$here/make.py" "$records" "$commits" "$where/plant-$records-$commits"
python3 "$here/measure.py" "$(cd "$build" && pwd)/sx" "$where" "$records" "$commits"
