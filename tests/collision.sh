# One random id drawn at two plants: both records are kept, and what each plant meant by the id stays what it meant.
. "${SX_SOURCE:-.}/tests/lib.sh"

fresh base || exit 99
cd .. && git clone -q --bare base hub.git || exit 99
as asha sx clone hub.git pune >/dev/null && as ben sx clone hub.git gdansk >/dev/null || exit 99
pune() { (cd "$TMP/pune" && sx "$@"); }
gdansk() { (cd "$TMP/gdansk" && as ben sx "$@"); }
add() { "$1" action add "$2" --owner "$3" --due 2026-12-04 >/dev/null 2>&1; }
# In with what the forged ids below are: history that no command would have made is told, with status 1.
told() { code=0; "$@" || code=$?; [ $code = 1 ]; }
id_of() { git -C "$1" grep -l "^title: $2\$" main -- action | sed 's|.*/||; s|\.yaml||'; }
# Gdansk drew what Pune drew: its last commits, not shared yet, as if it had.
draw_again() { # title at gdansk, title at pune
	old=$(id_of gdansk "$1") new=$(id_of pune "$2")
	(cd gdansk && git mv "action/2026/11/$old.yaml" "action/2026/11/$new.yaml" &&
		{ git grep -l "$old" -- action meeting || :; } | xargs -r sed -i "s/$old/$new/" &&
		as ben git commit -qam "the id is drawn")
}
agree() {
	[ "$(git -C pune rev-parse HEAD)" = "$(git -C hub.git rev-parse main)" ] &&
		[ "$(git -C gdansk rev-parse HEAD)" = "$(git -C hub.git rev-parse main)" ] && pune check && gdansk check &&
		[ -z "$(git -C gdansk status --porcelain)" ] && git -C hub.git fsck --strict --no-dangling
}

add pune 'Replace seal' asha
add gdansk 'Paint door' ben
add gdansk 'Order paint' ben
door=$(id_of gdansk 'Paint door')
gdansk action set "$(id_of gdansk 'Order paint')" --needs "$door" >/dev/null
gdansk action note "$(id_of gdansk 'Order paint')" -m "blue, as $door says" >/dev/null
head -c 40 /dev/urandom >photo.jpg
gdansk action attach "$door" "$TMP/photo.jpg" >/dev/null
draw_again 'Paint door' 'Replace seal'
shared=$(id_of pune 'Replace seal')
export shared
t 'both sides have it, each its own' '[ "$(id_of gdansk "Paint door")" = "$shared" ] && gdansk check'
pune sync >/dev/null
t 'the second to share says what it is called now' '
	gdansk sync >"$TMP/said"
	new=$(id_of gdansk "Paint door")
	[ "$new" != "$shared" ]
	grep "$shared" "$TMP/said" | grep "$new"
	told pune sync; agree'
t 'both records are kept' '
	pune show -b "$shared" | grep "Replace seal"
	pune show "$(id_of pune "Paint door")" | grep "rename $shared"
	[ "$(git -C pune grep -l "^title: " main -- action | wc -l)" = 3 ]'
t 'what linked to it follows, its words too' '
	new=$(id_of pune "Paint door")
	pune show "$(id_of pune "Order paint")" >"$TMP/said"
	grep "needs  *$new, Paint door" "$TMP/said"
	grep "blue, as $new says" "$TMP/said"'
t 'evidence stays' 'pune show "$(id_of pune "Paint door")" | grep photo.jpg'
t 'a search for the old id finds it' 'pune grep "$shared" | grep "$(id_of pune "Paint door")"'
t 'its log begins with the new id' 'gdansk log "$(id_of gdansk "Paint door")" | grep "another record had been given the same id"'
t 'what was published was not rewritten' 'gdansk log "$shared" | grep "asha  action add"'
t 'and nothing is left to do' 'gdansk sync; pune sync; agree; [ "$(git -C hub.git rev-parse main)" = "$(git -C pune rev-parse main)" ]'

# Two at once, one pointing to the other, while a published record gets a link to it.
for one in A B; do add pune "Pune $one" asha; add gdansk "Gdansk $one" ben; done
gdansk action set "$(id_of gdansk 'Gdansk A')" --needs "$(id_of gdansk 'Gdansk B')" >/dev/null
gdansk action set "$(id_of gdansk 'Order paint')" --needs "$(id_of gdansk 'Gdansk A')" >/dev/null
pune action set "$(id_of pune 'Pune B')" --needs "$(id_of pune 'Pune A')" >/dev/null
draw_again 'Gdansk A' 'Pune A'
draw_again 'Gdansk B' 'Pune B'
pune sync >/dev/null
t 'several at once' '
	gdansk sync; told pune sync; agree
	pune --json show "$(id_of pune "Gdansk A")" | grep "\"needs\":\\[\"$(id_of pune "Gdansk B")\"\\]"
	pune --json show "$(id_of pune "Pune B")" | grep "\"needs\":\\[\"$(id_of pune "Pune A")\"\\]"
	pune --json show "$(id_of pune "Order paint")" | grep "\"needs\":\\[[^]]*\"$(id_of pune "Gdansk A")\""'
# The same record by two ways is one record.
add pune 'Weld frame' asha
t 'a record that came by two ways' '
	git -C pune bundle create -q "$TMP/bundle" main
	git -C gdansk fetch -q "$TMP/bundle" main
	as ben git -C gdansk cherry-pick FETCH_HEAD
	gdansk action note "$(id_of gdansk "Weld frame")" -m "taken over"
	pune sync; gdansk sync; told pune sync; agree
	[ "$(git -C pune grep -l "^title: Weld frame" main | wc -l)" = 1 ]
	pune show "$(id_of pune "Weld frame")" | grep "taken over"'
