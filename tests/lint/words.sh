# No file speaks of one developer's machine: absolute paths of homes and workplaces, package mirrors.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

words() {
	git grep -nIE '(^|[[:space:]"=:(`])/(work|home|root|Users|mnt)/[A-Za-z.]|/tmp/[a-z_]+_jobs|https?://[a-z.]*(debian|ubuntu)\.(org|com|net)' -- \
		. ':!tests/lint/words.sh' ':!LICENSE' | cut -d: -f1,3-
}
clean words words
