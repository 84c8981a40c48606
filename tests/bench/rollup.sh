#!/bin/sh
# Measures reads over many repositories beside the same reads of one that holds as many records: tests/bench/rollup.sh [PLANTS] [RECORDS],
# 50 plants of 20000 records by default, so one of a million, which takes some minutes and 10 GB to make. It stays in $SX_BENCH
# (a temporary folder, removed at the end, when that is not set).
set -eu
plants=${1:-50} records=${2:-20000}
set -- git python3 cc
# shellcheck source=tests/bench/begin.sh
. "$(dirname "$0")/begin.sh"
make() { # records folder seed site; few commits, as each writes folders of many records anew, and these reads look at none
	[ -d "$2.git" ] && return
	rm -rf "$2"
	python3 "$here/make.py" "$1" 200 "$2" "$3" "$4"
	git clone -q --bare "$2" "$2.git"
}
i=0
while [ $i -lt "$plants" ]; do
	i=$((i + 1))
	make "$records" "$where/plant-$records-$i" $((i + 100)) "$(printf 'P%02d' $i)"
done
make $((plants * records)) "$where/one-$plants-$records" 7 ONE
python3 "$here/rollup.py" "$sx" "$where" "$plants" "$records"
