# A random id that is drawn twice never makes two records one.
. "${SX_SOURCE:-.}/tests/lib.sh"

# A source of chance that draws every id twice, the same ones in every run; an id is seven bytes.
cat >"$TMP/dull.c" <<'EOC'
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int
getentropy(void *at, size_t n)
{
	static unsigned calls;
	if (n != 7)
		return syscall(SYS_getrandom, at, n, 0) == (long)n ? 0 : -1;
	memset(at, 0, n);
	((unsigned char *)at)[6] = calls++ / 2;
	return 0;
}
EOC
gcc -shared -fPIC -o "$TMP/dull.so" "$TMP/dull.c" || exit 99
printf '#!/bin/sh\n%s exec "%s" "$@"\n' "LD_PRELOAD=$TMP/dull.so:$FAKELIB FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1" "$SX" >"$TMP/bin/dull"
chmod +x "$TMP/bin/dull"

fresh
t 'the source is dull' 'dull action add One --owner asha --due +1w && git ls-files action | grep -q "ACT-....-0000000\.yaml$"'
t 'add draws again' 'dull action add Two --owner asha --due +1w && test "$(git ls-files action | wc -l)" = 2'
t 'rows draw again' '{ echo title,owner,due; for i in 1 2; do echo "Row $i,asha,2026-12-01"; done; } >../rows.csv &&
	dull import action ../rows.csv && test "$(git ls-files action | wc -l)" = 4'
t 'and another file of rows too' 'sed s/Row/Line/ ../rows.csv >../lines.csv && dull import action ../lines.csv &&
	test "$(git ls-files action | wc -l)" = 6 && test "$(cat $(git ls-files action) | grep ^title | sort -u | wc -l)" = 6'
