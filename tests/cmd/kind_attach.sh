# sx KIND attach
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
printf 'a photo' >"$TMP/Photo 1.JPG"
sha=$(printf 'a photo' | sha256sum | cut -c1-64)
export sha

expect 'sx person attach ben "$TMP/Photo 1.JPG" -m "his certificate"' <<-EOT
	ben: attached Photo 1.JPG
EOT
t 'kept by its digest' 'git show "HEAD:evidence/$(echo "$sha" | cut -c1-2)/$sha.jpg" | cmp - "$TMP/Photo 1.JPG"'
expect 'sed -n "/^evidence/,\$p" person/ben.yaml | sed "s/$sha/SHA/"' <<-EOT
	evidence:
	  - sha256: SHA
	    name: Photo 1.JPG
	    bytes: 7
	    at: 2026-11-20T09:00:00+00:00
	    by: asha
	    text: his certificate
EOT
before=$(git rev-parse HEAD)
expect 'sx person attach ben "$TMP/Photo 1.JPG"' <<-EOT
	Photo 1.JPG is attached already
	ben: nothing to change
EOT
mkfifo "$TMP/pipe"
expect 'sx person attach ben "$TMP"/pipe 2>&1 | sed "s|$TMP|TMP|"' <<-EOT
	sx: 'TMP/pipe' is no file
EOT
expect_code 3 sx person attach ben "$TMP"
expect_code 4 sx person attach ben "$TMP/nosuch"
expect_code 2 sx person attach ben
truncate -s 26214401 "$TMP/big.bin"
expect 'sx person attach ben "$TMP/big.bin" 2>&1 | sed "s|$TMP|TMP|"' <<-EOT
	sx: 'TMP/big.bin' is larger than 25 MiB
	  keep large files elsewhere and attach a smaller one, or note where it is
EOT
expect_code 5 sx person attach ben "$TMP/big.bin"
t 'nothing was written by those' '[ "$(git rev-parse HEAD)" = "$before" ] && [ -z "$(git status --porcelain)" ]'
t 'the same file on another record is kept once' 'sx person attach chitra "$TMP/Photo 1.JPG" && [ "$(git ls-files evidence | wc -l)" = 1 ]'
t 'a name cannot lead elsewhere' 'cp "$TMP/Photo 1.JPG" "$TMP/x...." && sx person attach asha "$TMP/x...." "$TMP/../$(basename "$TMP")/Photo 1.JPG" && [ -z "$(git status --porcelain)" ] && git ls-files evidence | grep -q "\.bin$"'
t 'all agrees' 'sx check && git fsck --no-progress --strict'
