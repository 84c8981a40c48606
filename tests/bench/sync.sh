#!/bin/sh
# Measures sx sync beside git pull and git push of the same change: tests/bench/sync.sh [RECORDS] [COMMITS] [CHANGED].
# The repository stays in $SX_BENCH (a temporary folder, removed at the end, when that is not set).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${SX_BUILD:-$here/../../build-bench}
records=${1:-100000} commits=${2:-20000} changed=${3:-1000}
for program in git python3; do
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
python3 "$here/sync.py" "$(cd "$build" && pwd)/sx" "$where" "$records" "$commits" "$changed"
