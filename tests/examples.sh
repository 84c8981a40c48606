# The examples of the manual pages, run on the example plant.
. "${SX_SOURCE:-.}/tests/lib.sh"

sh "$SX_SOURCE/examples/plant/make.sh" "$TMP/plant" >/dev/null || exit 99
cd "$TMP/plant" || exit 99
mkdir -p "$HOME/.config/fish/completions"
printf 'a certificate' >certificate.pdf
echo certificate.pdf >>.git/info/exclude
EDITOR=true
export EDITOR
for page in sx sx-completion sx-date sx-help sx-kind-add sx-kind-attach sx-kind-edit sx-kind-note sx-kind-set sx-list sx-show sx-sql \
	sx-today sx-version; do
	sed -n 's/^\.Dl \$ //p' "$SX_SOURCE/man/$page.1" >"$TMP/examples"
	t "$page has examples" '[ -s "$TMP/examples" ]'
	while read -r example; do
		t "$page: $example" "$example"
	done <"$TMP/examples"
done
t 'all agrees' 'sx check && [ -z "$(git status --porcelain)" ]'
