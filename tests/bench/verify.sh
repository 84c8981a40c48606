#!/bin/sh
# Measures sx verify beside git fsck and git log --show-signature: tests/bench/verify.sh [COMMITS] [SIGNED].
# The repository stays in $SX_BENCH (a temporary folder, removed at the end, when that is not set).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${SX_BUILD:-$here/../../build-bench}
for program in git python3 ssh-keygen; do
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
python3 "$here/verify.py" "$(cd "$build" && pwd)/sx" "$where" "${1:-20000}" "${2:-200}"
