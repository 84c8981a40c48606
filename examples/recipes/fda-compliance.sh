#!/bin/sh
# FDA enforcement actions and Form 483s as findings by site: fda-compliance.sh DATA REPOSITORY
# DATA holds fda_compliance_actions.csv and fda_483s.csv, exports of the FDA Data Dashboard.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"

begin "${1-}" "${2-}" fda_compliance_actions.csv fda_483s.csv
DATA=$(cd "$DATA" && pwd)
person fda-desk "Inspections desk"
sx -C "$REPO" unit show fei-unknown >/dev/null 2>&1 ||
	run sx -C "$REPO" unit add "Sites without an FEI number" --slug fei-unknown --type partner
run sx -C "$REPO" import --map "$here/fda-actions.yaml" "$DATA/fda_compliance_actions.csv" -m "${REASON:-enforcement actions as published}"
run sx -C "$REPO" import --map "$here/fda-483s.yaml" "$DATA/fda_483s.csv" -m "${REASON:-Form 483s as published}"
