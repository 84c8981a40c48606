#!/bin/sh
# Measures sx beside git and taskwarrior on a repository made for it, and prints the ratios: tests/bench/run.sh [RECORDS] [COMMITS].
# The repository stays in $SX_BENCH (a temporary folder, removed at the end, when that is not set).
set -eu
records=${1:-100000} commits=${2:-20000}
set -- git task python3 cc
# shellcheck source=tests/bench/begin.sh
. "$(dirname "$0")/begin.sh"
[ -d "$where/plant-$records-$commits" ] || python3 "$here/make.py" "$records" "$commits" "$where/plant-$records-$commits"
python3 "$here/measure.py" "$sx" "$where" "$records" "$commits"
