# The YAML reader against the YAML test suite: each case is read with the suite's events, or refused with a place.
# A few cases of our own, which must all be read, are there where SX_DATA has no copy of the suite.
SX_SOURCE=$(cd "${SX_SOURCE:-.}" && pwd) SX_DATA=${SX_DATA:-$SX_SOURCE/../shared/data}
suite=$SX_DATA/yaml-test-suite/data-branch.tar.gz
cases=$(mktemp -d "${TMPDIR:-/tmp}/sx-yaml.XXXXXX") || exit 99
trap 'rm -rf "$cases"' EXIT
trap 'exit 130' INT TERM
[ ! -e "$suite" ] || tar -xzf "$suite" -C "$cases" || exit 99
"${SX_BUILD:-$SX_SOURCE/build}/yaml-suite" "$cases" -a "$SX_SOURCE/tests/yaml/cases"
