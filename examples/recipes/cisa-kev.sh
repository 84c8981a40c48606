#!/bin/sh
# Known exploited vulnerabilities as actions with due days: cisa-kev.sh DATA REPOSITORY
# DATA holds known_exploited_vulnerabilities.csv of github.com/cisagov/kev-data.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"

file=known_exploited_vulnerabilities.csv
begin "${1-}" "${2-}" "$file"
person kev-desk "Vulnerability desk"
run sx -C "$REPO" import --map "$here/cisa-kev.yaml" "$(cd "$DATA" && pwd)/$file" -m "${REASON:-the catalogue as published}"
