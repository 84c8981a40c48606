#!/bin/sh
# Government goals with leaders and quarterly targets: performance-gov.sh DATA REPOSITORY
# DATA holds goals.json and target_q1_q2.json of Performance.gov.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"

begin "${1-}" "${2-}" goals.json target_q1_q2.json
DATA=$(cd "$DATA" && pwd)
# The federal fiscal year begins in October.
if ! grep -q '^fiscal_start: 10' "$REPO/.sx/config.yaml" 2>/dev/null; then
	echo 'fiscal_start: 10' >>"$REPO/.sx/config.yaml"
	run sx -C "$REPO" commit -m "the federal fiscal year begins in October"
fi
person pgov-desk "Performance desk"
run sx -C "$REPO" import --map "$here/pgov-goals.yaml" "$DATA/goals.json" -m "${REASON:-goals as published}"
run sx -C "$REPO" import --map "$here/pgov-targets.yaml" "$DATA/target_q1_q2.json" -m "${REASON:-targets as published}"
run sx -C "$REPO" import --map "$here/pgov-readings.yaml" "$DATA/target_q1_q2.json" -m "${REASON:-quarters as published}"
