#!/bin/sh
# Indicators of the Sustainable Development Goals as KPIs with their readings: uk-sdg.sh DATA REPOSITORY
# DATA holds data/indicator_*.csv and meta/*.md of github.com/ONSdigital/sdg-data.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"

begin "${1-}" "${2-}" data/indicator_8-1-1.csv meta/8-1-1.md
DATA=$(cd "$DATA" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
person sdg-desk "Indicators desk"

# A description is Markdown with a YAML head of hundreds of lines, most of them HTML, and not all of it plain YAML.
# What is wanted of it are one-line values and folded ones (">-"): these are read, and no more is claimed.
keys='indicator_number indicator_available national_indicator_description computation_units graph_title reporting_status source_organisation_1'
heads() {
	awk -v keys="$keys" '
	function flush(  i, line) {
		if (!name) return
		for (i = 1; i <= n; i++) line = line (i > 1 ? "\t" : "") ((key[i] in value) ? "\"" value[key[i]] "\"" : "")
		print line
		split("", value)
	}
	BEGIN { n = split(keys, key, " "); for (i = 1; i <= n; i++) { wanted[key[i]] = 1; printf "%s%s", (i > 1 ? "\t" : ""), key[i] } print "" }
	FNR == 1 { flush(); name = FILENAME; inside = 0; now = "" }
	{ sub(/\r$/, "") }
	/^---$/ { inside++; next }
	inside != 1 { next }
	/^[a-z_0-9]+:/ {
		now = $0; sub(/:.*/, "", now)
		text = $0; sub(/^[^:]*: */, "", text); sub(/^[>|][-+]?$/, "", text)
		gsub(/^["\047]|["\047] *$/, "", text); gsub(/"/, "\"\"", text); gsub(/\t/, " ", text); gsub(/<[^>]*>/, "", text)
		if (now in wanted) value[now] = text; else now = ""
		next
	}
	now && /^ +[^ ]/ { sub(/^ +/, ""); gsub(/"/, "\"\""); gsub(/\t/, " "); gsub(/<[^>]*>/, ""); value[now] = value[now] (value[now] ? " " : "") $0 }
	END { flush() }' "$DATA"/meta/*.md
}
heads >"$work/kpis.csv"
echo "the heads of $(($(wc -l <"$work/kpis.csv") - 1)) descriptions are read"
run sx -C "$REPO" import --map "$here/uk-sdg-kpis.yaml" "$work/kpis.csv" -m "${REASON:-descriptions as published}"

# The headline series of each indicator: the rows that stand for the whole, chosen by the columns that part it.
# A column and what it must be ("" is empty); where nothing stands for the whole, the one part chosen is said.
mapping() { # indicator; conditions on standard input: column|value
	cat <<-EOT
	kind: reading
	format: csv
	repeat: last
	skip:
	  - {column: Value, empty: true, why: rows without a value}
	EOT
	while IFS='|' read -r column value; do
		[ -n "$column" ] || continue
		if [ -n "$value" ]; then
			echo "  - {column: \"$column\", not: [\"$value\"], why: \"other than $column '$value'\"}"
		else
			echo "  - {column: \"$column\", empty: false, why: \"parts by $column\"}"
		fi
	done
	# "2010/11" is the school year that begins in 2010; "1974a" and "1974b" are two elections of a year, and the later one counts.
	cat <<-EOT
	columns:
	  year: {from: "{Year}", take: "^[0-9]{4}(?=(/[0-9]{2}|[ab])?\$)"}
	  Value: {number: true}
	fields:
	  kpi: sdg-$1
	  year: "{year}"
	  readings.period: "{year}"
	  readings.value: "{Value}"
	  readings.source: Office for National Statistics
	EOT
}
series() { # indicator
	mapping "$1" >"$work/$1.yaml"
	[ -f "$DATA/data/indicator_$1.csv" ] || die "there is no 'indicator_$1.csv' in '$DATA/data'"
	run sx -C "$REPO" import --map "$work/$1.yaml" "$DATA/data/indicator_$1.csv" -m "${REASON:-series as published}"
}
series 12-2-1 <<EOT
Series|Material footprint
Material category|
EOT
series 13-2-2 <<EOT
Gas|Net CO2 emissions (emissions minus removals)
EOT
series 16-6-1 </dev/null
series 17-1-2 </dev/null
series 17-4-1 </dev/null
series 4-1-2 <<EOT
Series|Upper secondary education
Sex|
EOT
series 5-5-1 <<EOT
Series|House of Commons
EOT
series 6-4-2 </dev/null
series 7-2-1 <<EOT
Renewable and waste source|
EOT
series 8-1-1 </dev/null
series 8-2-1 </dev/null
series 9-b-1 <<EOT
Manufacturing industry|Chemicals and chemical products
EOT
