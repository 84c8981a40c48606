# Modules stand on those below: a file in lib/ includes headers of its own module or of ones above it in lib/order.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

includes() {
	awk '
	# The module of a file: the longest name in lib/order that it is or begins with, NAME.c or NAME_PART.c.
	function module(file,  m) {
		sub(/.*\//, "", file); sub(/\.[ch]$/, "", file)
		for (m = file; !(m in rank) && m ~ /_/;) sub(/_[^_]*$/, "", m)
		return m in rank ? m : ""
	}
	FILENAME == "lib/order" { if (!/^#/ && NF) rank[$1] = ++n; next }
	FNR == 1 { me = module(FILENAME); if (me == "") print FILENAME ": is of no module in lib/order" }
	/^#include "/ { split($0, q, "\""); it = module(q[2])
		if (it == "") print FILENAME ": includes " q[2] ", which is of no module"
		else if (rank[it] > rank[me]) print FILENAME ": " me " may not include " q[2] }
	' lib/order "$@"
}
# Not banned.h, which the build includes.
# shellcheck disable=SC2046
clean order includes $(find lib -name '*.[ch]' ! -name banned.h)

absent() {
	grep -v '^#' lib/order | while read -r m; do
		[ -e "lib/$m.c" ] || echo "lib/$m.c"
		[ -e "lib/$m.h" ] || echo "lib/$m.h"
	done
}
clean order-files absent
