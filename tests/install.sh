# What `meson install` puts where: the program, its pages, the completion scripts.
. "${SX_SOURCE:-.}/tests/lib.sh"

t 'meson installs' 'meson install -C "$SX_BUILD" --no-rebuild --destdir "$TMP/dest"'
prefix=$(find "$TMP/dest" -type d -name bin -prune)
prefix=${prefix%/bin}
t 'the program runs from there' '"$prefix/bin/sx" version | grep -q "^sx "'
cd "$prefix/share" || exit 99
t 'every page of the source is there' '
	for page in "$SX_SOURCE"/man/*.[1-7]; do cmp "$page" "man/man${page##*.}/${page##*/}"; done'
t 'every kind has its page' '
	for kind in $(ls "$SX_SOURCE/schema/kinds" | sed "s/.yaml//"); do grep -q "^.Nm sx-$kind" "man/man5/sx-$kind.5"; done'
t 'man finds and formats a page' 'mandoc -Tmarkdown man/man5/sx-action.5 | grep -q "extend"'
t 'completion scripts stand where the shells look' '
	bash -n bash-completion/completions/sx.bash
	grep -q "^#compdef sx" zsh/site-functions/_sx
	grep -q "complete.* sx" fish/vendor_completions.d/sx.fish'
t 'recipes stand where their crontab says' '[ -x sx/recipes/overdue-mail.sh ] && [ -x sx/recipes/publish-all.sh ]'
t 'nothing else is installed' '
	[ "$(find "$TMP/dest" -type f ! -path "*/man/*" ! -path "*/share/sx/recipes/*" | wc -l)" = 4 ]'
