#!/bin/sh
# What a pipeline does with a plant's repository: pipeline.sh [FOLDER]
# Stops when a record is wrong; leaves the status report and what is overdue in FOLDER (default: public).
set -eu
out=${1:-public}
mkdir -p "$out"
sx check
sx report status >"$out/status.txt"
sx overdue --csv >"$out/overdue.csv"
echo "$(($(wc -l <"$out/overdue.csv") - 1)) overdue; see $out/status.txt"
