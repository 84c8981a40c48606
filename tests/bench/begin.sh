# What the benchmarks of this folder begin with. The arguments are the programs that they need: set -- git python3
# Then $here is this folder, $sx an optimized build (of $SX_BUILD, else made), and $where a folder for repositories: $SX_BENCH,
# or a temporary one that is removed at the end.
here=$(cd "$(dirname "$0")" && pwd)
build=${SX_BUILD:-$here/../../build-bench}
for program in "$@"; do
	command -v "$program" >/dev/null || { echo "bench: $program is missing" >&2; exit 2; }
done
[ -d "$build" ] || meson setup --buildtype=release "$build" "$here/../.." >/dev/null
ninja -C "$build" sx >/dev/null
sx=$(cd "$build" && pwd)/sx
if [ -n "${SX_BENCH:-}" ]; then
	where=$SX_BENCH
	mkdir -p "$where"
else
	where=$(mktemp -d "${TMPDIR:-/tmp}/sx-bench.XXXXXX")
	trap 'rm -rf "$where"' EXIT
fi
