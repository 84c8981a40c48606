#!/bin/sh
# Measures sx sync beside git pull and git push of the same change: tests/bench/sync.sh [RECORDS] [COMMITS] [CHANGED].
# The repository stays in $SX_BENCH (a temporary folder, removed at the end, when that is not set).
set -eu
records=${1:-100000} commits=${2:-20000} changed=${3:-1000}
set -- git python3
# shellcheck source=tests/bench/begin.sh
. "$(dirname "$0")/begin.sh"
[ -d "$where/plant-$records-$commits" ] || python3 "$here/make.py" "$records" "$commits" "$where/plant-$records-$commits"
python3 "$here/sync.py" "$sx" "$where" "$records" "$commits" "$changed"
