# Another reader of YAML, of the older version 1.1, takes what sx writes as it is meant.
SX_SOURCE=$(cd "${SX_SOURCE:-.}" && pwd)
files=$(mktemp -d "${TMPDIR:-/tmp}/sx-yaml.XXXXXX") || exit 99
trap 'rm -rf "$files"' EXIT
trap 'exit 130' INT TERM
"${SX_BUILD:-$SX_SOURCE/build}/yaml-strings" "$files/yaml" "$files/json" || exit 99
python3 "$SX_SOURCE/tests/yaml/python.py" "$files/yaml" "$files/json"
