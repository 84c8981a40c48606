# The examples of every manual page, run on the example plant. An example is a line that begins with "$ ".
. "${SX_SOURCE:-.}/tests/lib.sh"

# What stands in examples is made up; here it is something that is there. The rest of the world is in $TMP.
sh "$SX_SOURCE/examples/plant/make.sh" "$TMP/plant" >/dev/null || exit 99
cd "$TMP/plant" || exit 99
printf '%s\n' '*.csv' '*.jpg' '*.md' '*.json' '*.html' '*.pdf' /tickets.yaml /late /moved /plant >>.git/info/exclude
action=$(sx action add 'Grease the guide of press 2' --owner plant.head --due 2026-12-01 --class safety | sed 's/:.*//')
other=$(sx action add 'Order grease' --owner plant.head --due 2026-12-04 | sed 's/:.*//')
capa=$(sx list capa --csv --columns id | tr -d '\r' | tail -n 1)
for kpi in oee-weld otif; do sx kpi add $kpi "$kpi" --owner plant.head --measured-in % --baseline 50 --target 90 --red 70; done >/dev/null
mkdir -p .sx/schema "$HOME/.config/fish/completions" "$TMP/own" "$TMP/stick"
sed -n '/^kind: visit/,/^\.Ed/p' "$SX_SOURCE/man/sx-schema.5" | sed '/^\.Ed/d; s|{year}/||' >.sx/schema/visit.yaml
sx commit -m 'visits' >/dev/null && sx visit add 'Die maker' --lead plant.head --date 2026-12-01 >/dev/null || exit 99
printf 'a certificate' >certificate.pdf
printf 'a photo' >photo.jpg
printf 'Summary,Who,Until\nPaint the fence,qa.eng,2026-12-01\n' >tickets.csv
printf '%s\n' 'kind: action' 'columns: {Until: {date: "%Y-%m-%d"}}' 'fields: {title: "{Summary}", owner: "{Who}", due: "{Until}"}' >tickets.yaml
printf '#!/bin/sh\ncat >/dev/null\n' >"$TMP/own/mail"
printf '#!/bin/sh\n[ "$1" != -w ] && cat >/dev/null\n' >"$TMP/own/man"
printf '#!/bin/sh\ncase $1 in *visit.yaml) sed -i "s/^fields:/&\\n  team: {type: line, required: true, help: who goes}/" "$1" ;; esac\n' >"$TMP/own/editor"
chmod +x "$TMP/own"/*
PATH=$TMP/own:$PATH EDITOR=$TMP/own/editor
export PATH EDITOR
git clone -q --bare . "$TMP/hub.git" && git remote add origin "$TMP/hub.git" && git clone -q . "$TMP/pune" &&
	sx init --site GOA --name Goa --person goa.head "$TMP/goa" >/dev/null && sx init --person other.head "$TMP/other" >/dev/null && git remote add gdansk "$TMP/pune" &&
	git bundle create -q "$TMP/stick/gdansk.bundle" main && mkdir "$TMP/backup" && sx backup "$TMP/backup/plants-2026-11-20" >/dev/null || exit 99
cat >"$TMP/known.sed" <<EOT
/^sx capa/s/7K3M/$capa/
s/CAPA-2611-7K3M9Q2/$capa/
s/CAPA-0012/$capa/
/^sx commit .*7K3M/s,^,sed -i 's;^title:.*;\& again;' action/*/*/$action.yaml; ,
/^sx commit .*\.sx/s,^,echo '# two holidays more' >>.sx/config.yaml; ,
s/7K3M/$action/
s/9QX2/$other/
s/new\.owner/it.eng/
s/owner:asha/owner:press.lead/
s/qa\.head/quality.head/
s/site:PUN/site:CHK/
s,^sx clone [^ ]* --site PUN,sx clone "$TMP/hub.git" "$TMP/clone" --site CHK,
s,/srv/plants/pune.git,"$TMP/hub.git",
s,/media/stick,"$TMP/stick",
s,/backup/plants-2026-11-20,"$TMP&",
s,^\(sx restore [^-]*-2026-11-20"\) plants,\1 "$TMP/plants",
s/record oee-press/record oee-weld/
s,^sx init plant,sx init "$TMP/new",
EOT

# Pages of which the examples need a world of keys, conflicts or servers; their own tests have it. Here their words and options count.
else_where=" sx-capa.7 sx-kind-sign.1 sx-person-key.1 sx-publish.1 sx-resolve.1 sx-settings.1 "
n=0
for file in "$SX_SOURCE"/man/*.[157]; do
	page=${file##*/}
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/{s/^\.Dl //;s/\\(aq/'"'"'/g;s/\\(dq/"/g;s/\\e/\\/g;s/^[a-z]*\$ //p;}' "$file" >"$TMP/examples"
	while read -r example; do
		n=$((n + 1))
		case $else_where in
		*" $page "*) run="$(printf %s "$example" | sed 's/ >.*//') -h" ;;
		*) run=$(printf '%s\n' "$example" | sed -f "$TMP/known.sed") ;;
		esac
		export run
		t "$page: $example" 'echo "$run"; [ -n "$run" ]; eval "$run"'
	done <"$TMP/examples"
done
t 'no example is passed over' 'for file in "$SX_SOURCE"/man/*.[157]; do not sh -c "sed -n \"/^.Sh EXAMPLES/,/^.Sh SEE/p\" $file | grep \"^.Dl sx\""; done'
t 'there are examples' '[ $n -gt 75 ]'
t 'all agrees' 'sx check && [ -z "$(git status --porcelain -uno)" ]'
