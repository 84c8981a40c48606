#!/bin/sh
# Measures sx verify beside git fsck and git log --show-signature: tests/bench/verify.sh [COMMITS] [SIGNED].
# The repository stays in $SX_BENCH (a temporary folder, removed at the end, when that is not set).
set -eu
commits=${1:-20000} signed=${2:-200}
set -- git python3 ssh-keygen
# shellcheck source=tests/bench/begin.sh
. "$(dirname "$0")/begin.sh"
python3 "$here/verify.py" "$sx" "$where" "$commits" "$signed"
