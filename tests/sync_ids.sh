# What sync makes sure of between plants: register numbers without gaps and without doubles, ids that were drawn twice,
# histories that have crossed.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh base || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-12-04 >/dev/null
a=$(real ACT-1)
A=action/2026/11/$a.yaml
export a A
cd .. || exit 99
no() { if "$@"; then return 1; fi; }
both() {
	rm -rf hub.git pune gdansk
	git clone -q --bare base hub.git && sx clone hub.git pune >/dev/null && as ben sx clone hub.git gdansk >/dev/null
}
same() {
	for clone; do
		[ "$(git -C "$clone" rev-parse HEAD)" = "$(git -C hub.git rev-parse main)" ] && [ -z "$(git -C "$clone" status --porcelain)" ] &&
			git -C "$clone" fsck --strict --no-dangling 2>&1 && sx -C "$clone" check || return 1
	done
}
numbers() { grep -rh '^number:' "$1/capa" | sort | sed 's/number: //' | xargs; }
capa() { sx capa add "$1" --owner ben --due 2026-12-04 2>&1; }

both
t 'a number comes with the first push' '
	(cd pune && capa "Leak at press 4" && [ -z "$(numbers .)" ] && sx sync >"$TMP/said"; cat "$TMP/said"; grep -qx "numbered: 1 record" "$TMP/said")
	[ "$(numbers pune)" = CAPA-2026-001 ]
	same pune'
t 'two plants at once: each its own' '
	(cd pune && capa Two && capa Three)
	(cd gdansk && as ben capa Four)
	printf "#!/bin/sh\nunset GIT_DIR GIT_WORK_TREE; rm -f .git/hooks/pre-push; cd ../gdansk && HOME=$(home ben) sx sync\n" >pune/.git/hooks/pre-push
	chmod +x pune/.git/hooks/pre-push
	(cd pune && sx sync)
	(cd gdansk && as ben sx sync)
	same pune gdansk
	[ "$(numbers pune)" = "CAPA-2026-001 CAPA-2026-002 CAPA-2026-003 CAPA-2026-004" ]
	[ "$(grep -rlx "number: CAPA-2026-002" pune/capa | xargs grep -h ^title:)" = "title: Four" ]'
t 'none without a push that was taken' '
	printf "#!/bin/sh\nexit 1\n" >hub.git/hooks/pre-receive
	chmod +x hub.git/hooks/pre-receive
	(cd gdansk && as ben capa Five && code=0 && { as ben sx sync --json >"$TMP/json" || code=$?; } && [ $code = 8 ])
	grep -q "\"numbers\":\[\]" "$TMP/json"
	[ -z "$(numbers gdansk | grep 005)" ]
	mv hub.git away.git
	(cd gdansk && code=0 && { as ben sx sync || code=$?; } && [ $code = 8 ])
	mv away.git hub.git
	rm hub.git/hooks/pre-receive
	(cd gdansk && as ben sx sync)
	numbers gdansk | grep -w CAPA-2026-005
	same gdansk'
t 'a dry run tells them, and gives none' '
	cd gdansk
	as ben capa Six
	as ben sx sync -n >"$TMP/said"
	grep -qx "would be numbered: 1 record" "$TMP/said"
	[ -z "$(numbers . | grep 006)" ]'

both
t 'an id drawn twice: both stay' '
	(cd pune && sx action add "Ours first" --owner ben --due 2026-12-06)
	x=$(cd pune && git diff --name-only HEAD~1) id=$(basename "$x" .yaml)
	mkdir -p "gdansk/$(dirname "$x")"
	sed "s/Ours first/Theirs/; s/2026-12-06/2026-12-07/; s/^created_by: .*/created_by: ben/; s/T09:00:00/T09:00:01/" "pune/$x" >"gdansk/$x"
	(cd gdansk && clock 2026-11-20T09:00:01Z && git add . && as ben git commit -qm theirs && as ben sx sync)
	(cd pune && sx action add "Needs it" --owner ben --due 2026-12-08 --needs "$id" && sx sync >"$TMP/said"; cat "$TMP/said")
	grep -q "action $id was drawn twice; ours is ACT-2611-" "$TMP/said"
	new=$(sed -n "s/.*ours is \(.*\) from now on/\1/p" "$TMP/said")
	same pune
	grep -q "title: Theirs" "pune/$x"
	grep -q "title: Ours first" "pune/action/2026/11/$new.yaml"
	grep -rq -e "- $new" pune/action
	(cd gdansk && as ben sx sync)
	same gdansk'

# Histories that cross: two plants merge the same two commits each, and go on from what they made.
both
t 'crossed' '
	(cd pune && sx action set "$a" title=Pune && sx action extend "$a" 2026-12-10 -m late && git push -q origin HEAD:pune)
	(cd gdansk && as ben sx action set "$a" title=Gdansk && as ben sx action note "$a" hello && git push -q origin HEAD:gdansk)
	for c in pune gdansk; do git -C $c fetch -q; done
	(cd pune && git update-ref refs/remotes/origin/main refs/remotes/origin/gdansk && sx sync --offline || [ $? = 1 ])
	(cd gdansk && git update-ref refs/remotes/origin/main refs/remotes/origin/pune && as ben sx sync --offline || [ $? = 1 ])
	cmp pune/$A gdansk/$A
	[ "$(git -C pune rev-parse HEAD^{tree})" = "$(git -C gdansk rev-parse HEAD^{tree})" ]
	[ "$(git -C pune rev-parse HEAD)" != "$(git -C gdansk rev-parse HEAD)" ]
	(cd pune && sx resolve "$a" title --value "Seal" -m "asked ben" && git push -q origin HEAD:main)
	(cd gdansk && as ben sx action note "$a" bye && git fetch -q && [ "$(git merge-base --all HEAD origin/main | wc -l)" = 2 ] && as ben sx sync)
	same gdansk
	grep -qx "title: Seal" gdansk/$A
	no grep conflicts: gdansk/$A
	[ "$(grep -c hello gdansk/$A)" = 1 ]
	grep -q bye gdansk/$A
	(cd pune && sx sync)
	same pune'
t 'crossed, and settled otherwise on both sides: that is one conflict' '
	both
	(cd pune && sx action set "$a" title=Pune && git push -q origin HEAD:pune)
	(cd gdansk && as ben sx action set "$a" title=Gdansk && git push -q origin HEAD:gdansk)
	for c in pune gdansk; do git -C $c fetch -q; done
	(cd pune && git update-ref refs/remotes/origin/main refs/remotes/origin/gdansk && sx sync --offline || [ $? = 1 ])
	(cd gdansk && git update-ref refs/remotes/origin/main refs/remotes/origin/pune && as ben sx sync --offline || [ $? = 1 ])
	(cd pune && sx resolve "$a" title --value One -m a && git push -q origin HEAD:main)
	(cd gdansk && as ben sx resolve "$a" title --value Two -m b && git fetch -q && code=0 && { as ben sx sync || code=$?; } && [ $code = 1 ])
	same gdansk
	[ "$(sx -C gdansk conflicts --csv | cut -d, -f6 | sort | tr -d "\r" | xargs)" = "One Two value" ]'

# An id that both clones have drawn for a record of their own; x is its file, id the id.
drawn() {
	both
	(cd pune && sx action add "Ours first" --owner ben --due 2026-12-06)
	x=$(cd pune && git diff --name-only HEAD~1) id=$(basename "$x" .yaml)
	mkdir -p "gdansk/$(dirname "$x")"
	sed "s/Ours first/Theirs/; s/^created_by: .*/created_by: ben/; s/T09:00:00/T09:00:01/" "pune/$x" >"gdansk/$x"
	(cd gdansk && clock 2026-11-20T09:00:01Z && git add . && as ben git commit -qm theirs && as ben sx action add "Needs theirs" --owner ben --due 2026-12-08 --needs "$id")
	(cd pune && sx action add "Needs ours" --owner ben --due 2026-12-08 --needs "$id")
}
id_of() { basename "$(grep -rlx "title: $2" "$1/action")" .yaml; } # fails to be one word when there are two
each_once() { # CLONE: both are there once, and what was linked is
	[ "$(grep -rx "title: Ours first" "$1/action" | wc -l)" = 1 ]
	[ "$(grep -rx "title: Theirs" "$1/action" | wc -l)" = 1 ]
	grep -qx -e "  - $(id_of "$1" "Ours first")" "$1/action/2026/11/$(id_of "$1" "Needs ours").yaml"
	grep -qx -e "  - $(id_of "$1" Theirs)" "$1/action/2026/11/$(id_of "$1" "Needs theirs").yaml"
}
t 'an id drawn twice, met in a file before the hub: the one that is shared already keeps its id' '
	drawn
	(cd pune && sx sync)
	(cd gdansk && as ben sx sync pune --to ../file)
	(cd pune && sx sync gdansk --from ../file >"$TMP/said"; cat "$TMP/said")
	new=$(id_of pune Theirs)
	grep -qx "action $id was drawn twice; theirs is $new from now on" "$TMP/said"
	[ "$(id_of pune "Ours first")" = "$id" ]
	each_once pune
	(cd gdansk && as ben sx sync >"$TMP/said"; cat "$TMP/said")
	grep -qx "action $id was drawn twice; ours is $new from now on" "$TMP/said"
	(cd pune && sx sync)
	(cd gdansk && as ben sx sync)
	same pune gdansk
	each_once pune
	[ "$(id_of pune "Ours first") $(id_of pune Theirs)" = "$id $new" ]
	(cd pune && sx verify)'
t 'an id drawn twice, and each takes in the file of the other: who pushes first has it, and nothing is there twice' '
	drawn
	(cd gdansk && as ben sx sync pune --to ../of-gdansk)
	(cd pune && sx sync gdansk --to ../of-pune)
	(cd pune && sx sync gdansk --from ../of-gdansk)
	(cd gdansk && as ben sx sync pune --from ../of-pune)
	each_once pune
	each_once gdansk
	(cd pune && sx sync)
	kept=$(id_of pune Theirs) new=$(id_of pune "Ours first")
	[ "$kept" = "$id" ]
	(cd gdansk && as ben sx action note "$id" "said in between" && { as ben sx sync || [ $? = 1 ]; })
	(cd pune && sx sync)
	same pune gdansk
	each_once pune
	[ "$(id_of pune Theirs) $(id_of pune "Ours first")" = "$kept $new" ]
	grep -q "said in between" "pune/action/2026/11/$new.yaml"
	(cd pune && sx verify)'
t 'an id drawn twice, and theirs cannot be moved by who is not known there' '
	drawn
	(cd pune && sx sync && sx person add dora Dora --email dora@plant.example && sx sync)
	(cd gdansk && as ben sx sync pune --to ../file)
	before=$(git -C pune rev-parse HEAD)
	(cd pune && code=0 && { as dora sx sync gdansk --from ../file 2>"$TMP/said" || code=$?; } && cat "$TMP/said" && [ $code = 5 ])
	grep -q "nobody else has seen" "$TMP/said"
	[ "$(git -C pune rev-parse HEAD)" = "$before" ]'
t 'an id drawn twice beside settings that do not go together: sync leaves only the settings to git' '
	drawn
	(cd pune && printf "holidays:\n  - 2026-12-25\n" >>.sx/config.yaml && sx commit -m pune && sx sync)
	(cd gdansk && printf "holidays:\n  - 2026-12-26\n" >>.sx/config.yaml && as ben sx commit -m gdansk)
	(cd gdansk && code=0 && { as ben sx sync 2>"$TMP/said" || code=$?; } && cat "$TMP/said" && [ $code = 6 ])
	new=$(id_of gdansk Theirs)
	[ "$new" != "$id" ]
	grep -q "action $id was drawn twice, and ours is $new from now on; .*config.yaml" "$TMP/said"
	[ -z "$(git -C gdansk status --porcelain)" ]
	(cd gdansk && as ben sx action add "In between" --owner ben --due 2026-12-08)
	(cd gdansk && no as ben git pull -q --no-rebase)
	[ "$(git -C gdansk diff --name-only --diff-filter=U)" = .sx/config.yaml ]
	(cd gdansk && sed -i "/^[<=>|]\{7\}/d" .sx/config.yaml && as ben git commit -qam settled && as ben sx sync)
	(cd pune && sx sync)
	same pune gdansk
	each_once pune
	[ "$(id_of pune "Ours first") $(id_of pune Theirs)" = "$id $new" ]
	(cd pune && sx verify)'
t 'an id drawn twice, and settled on both sides before plain git brings the two together: neither was there before' '
	for first in pune gdansk; do
		drawn
		(cd pune && sx sync)
		(cd gdansk && as ben sx sync pune --to ../file)
		(cd pune && sx sync gdansk --from ../file)
		(cd gdansk && as ben sx sync)
		(cd pune && sx action set "$id" "title=Ours again")
		if [ $first = gdansk ]; then
			(cd pune && git push -q origin HEAD:pune)
			(cd gdansk && as ben git pull -q --no-rebase --no-edit origin pune && as ben sx sync)
		else
			(cd pune && git pull -q --no-rebase --no-edit && [ "$(git merge-base --all HEAD^1 HEAD^2 | wc -l)" = 2 ] && sx sync)
		fi
		(cd $first && sx verify && [ "$(id_of . "Ours again")" = "$id" ] && sx conflicts)
	done'
t 'another id drawn twice comes in before the settings are brought together: each is moved in a commit of its own' '
	drawn
	(cd pune && printf "holidays:\n  - 2026-12-25\n" >>.sx/config.yaml && sx commit -m pune && sx sync)
	(cd gdansk && printf "holidays:\n  - 2026-12-26\n" >>.sx/config.yaml && as ben sx commit -m gdansk)
	(cd pune && sx risk add "Our risk" --owner ben --review +9d)
	y=$(cd pune && git diff --name-only HEAD~1) risk=$(basename "$y" .yaml)
	mkdir -p "gdansk/$(dirname "$y")"
	sed "s/Our risk/Their risk/; s/^created_by: .*/created_by: ben/; s/T09:00:00/T09:00:01/" "pune/$y" >"gdansk/$y"
	(cd gdansk && as ben sx commit -m theirs)
	(cd gdansk && code=0 && { as ben sx sync || code=$?; } && [ $code = 6 ])
	(cd pune && sx sync)
	(cd gdansk && code=0 && { as ben sx sync 2>"$TMP/said" || code=$?; } && cat "$TMP/said" && [ $code = 6 ])
	grep -q "risk $risk was drawn twice" "$TMP/said"
	(cd gdansk && no as ben git pull -q --no-rebase)
	(cd gdansk && sed -i "/^[<=>|]\{7\}/d" .sx/config.yaml && as ben git commit -qam settled && as ben sx sync)
	(cd pune && sx sync)
	same pune gdansk
	each_once pune
	[ "$(grep -rlx -e "title: Our risk" -e "title: Their risk" pune/risk | wc -l)" = 2 ]
	(cd pune && sx verify)'
t 'an id drawn twice, moved before the settings are brought together: what was shared since is no reason to doubt it' '
	drawn
	as ben sx clone hub.git chennai
	(cd chennai && printf "holidays:\n  - 2026-12-25\n" >>.sx/config.yaml && as ben sx commit -m chennai)
	(cd pune && printf "holidays:\n  - 2026-12-26\n" >>.sx/config.yaml && sx commit -m pune && sx sync)
	(cd gdansk && as ben sx sync chennai --to ../file)
	(cd chennai && as ben sx sync gdansk --from ../file && code=0 && { as ben sx sync || code=$?; } && [ $code = 6 ])
	[ "$(git -C chennai show --format= --name-only HEAD | wc -l)" = 3 ]
	(cd gdansk && as ben sx sync)
	settle() { no as ben git pull -q --no-rebase && sed -i "/^[<=>|]\{7\}/d" .sx/config.yaml && as ben git commit -qam settled; }
	cp -a chennai forged
	(cd forged && sed -i "s/Needs theirs/Needs more/" $(git show --format= --name-only --diff-filter=M HEAD) && as ben git commit -qa --amend -C HEAD && settle)
	(cd forged && code=0 && { as ben sx verify >"$TMP/said" || code=$?; } && cat "$TMP/said" && [ $code = 7 ])
	grep -q "kept: .* it is not what a new id makes of it" "$TMP/said"
	(cd chennai && settle && as ben sx verify && as ben sx sync)
	(cd pune && sx sync)
	(cd gdansk && as ben sx sync)
	same pune gdansk chennai
	each_once chennai'
# gdansk: what happens to its record after it was met elsewhere, and what is then to be read of it under the id NEW
changed() { as ben sx undo && as ben sx action start "$id" && as ben sx action note "$id" "said in between"; }
as_changed() { # CLONE NEW
	[ "$(id_of "$1" "Ours first") $(id_of "$1" Theirs)" = "$id $2" ]
	grep -q "said in between" "$1/action/2026/11/$2.yaml"
	no grep -q "said too soon" "$1/action/2026/11/$2.yaml"
	grep -qx "state: active" "$1/action/2026/11/$2.yaml"
	grep -qx "state: open" "$1/action/2026/11/$id.yaml"
	(cd "$1" && sx verify && sx conflicts)
}
t 'an id drawn twice, and moved where it was not made: plain git does not make one record of the two' '
	drawn
	(cd pune && sx sync)
	(cd gdansk && as ben sx action note "$id" "said too soon" && as ben sx sync pune --to ../file)
	(cd pune && sx sync gdansk --from ../file && sx sync)
	new=$(id_of pune Theirs)
	(cd gdansk && changed)
	before=$(git -C gdansk rev-parse HEAD)
	(cd gdansk && no as ben git pull -q --no-rebase --no-edit 2>"$TMP/said"; cat "$TMP/said")
	grep "the two sides have another record each with this id" "$TMP/said"
	(cd gdansk && git merge --abort && [ "$(git rev-parse HEAD)" = "$before" ] && as ben sx sync)
	(cd pune && sx sync)
	same pune gdansk
	each_once pune
	as_changed pune "$new"'
t 'an id drawn twice, and moved on both sides: what was before is found under the old id' '
	for way in "sx sync" "git pull -q --no-rebase --no-edit"; do
		drawn
		(cd pune && sx sync && sx sync gdansk --to ../file)
		(cd gdansk && as ben sx action note "$id" "said too soon" && as ben sx sync pune --to ../other)
		(cd pune && sx sync gdansk --from ../other && sx sync)
		new=$(id_of pune Theirs)
		(cd gdansk && changed && as ben sx sync pune --from ../file)
		[ "$(id_of gdansk Theirs)" = "$new" ]
		(cd gdansk && as ben $way && as ben sx sync)
		(cd pune && sx sync)
		same pune gdansk
		each_once pune
		as_changed pune "$new"
	done'
