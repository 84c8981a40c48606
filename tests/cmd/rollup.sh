# sx rollup: what is known of several repositories, what is missing, what is the same twice, and the copies it keeps
. "${SX_SOURCE:-.}/tests/lib.sh"

plant() { # folder site late open: a plant with so many actions late and open
	sx init --person asha "$1" --site "$2" --name "Plant $2" --zone UTC >/dev/null 2>&1 || return
	n=0
	while [ $n -lt "$3" ]; do
		n=$((n + 1))
		sx -C "$1" action add "Late $n" --owner asha --due 2026-11-0$n >/dev/null 2>&1 || return
	done
	while [ $n -lt "$4" ]; do
		n=$((n + 1))
		sx -C "$1" action add "Open $n" --owner asha --due 2027-01-0$n --class safety >/dev/null 2>&1 || return
	done
}
clock 2026-11-15T09:00:00Z
plant goa GOA 1 2
clock 2026-11-20T06:00:00Z
plant pune PUN 3 5
cd "$TMP" || exit 99

# Nobody to ask; then by folder, with the sums and how old they are.
expect 'sx rollup' <<-EOT
	sx: there is no repository to ask
	  name some with --with, list them by 'git config --global sx-repository.NAME.path DIR', or make one with 'sx init'
	[status 4]
EOT
clock 2026-11-20T09:00:00Z
expect 'sx rollup --with goa --with pune' <<-EOT
	REPOSITORY  SITE  RECORDS  OPEN  OVERDUE  KPIS FRESH  CHANGED  FETCHED  STATE
	goa         GOA         3     3        1  0/0         5 days            ok
	pune        PUN         6     6        3  0/0         3 hours           ok
	all                     9     9        4  0/0

	2 repositories, last changed 3 hours to 5 days ago (goa)
EOT
expect 'cd pune && sx rollup --by class --with ../goa' <<-EOT
	class        RECORDS  OPEN  OVERDUE
	operational        4     4        4
	safety             3     3        0
	(none)             2     2        0
	all                9     9        4

	2 repositories, last changed 3 hours to 5 days ago (goa)
EOT
expect 'sx rollup --by site --with goa --with pune --csv | tr -d "\\r"' <<-EOT
	site,records,open,overdue
	GOA,3,3,1
	PUN,6,6,3
EOT
expect 'sx rollup --by repository --with goa --with pune | head -n 3; sx rollup --by nothing --with goa --with pune' <<-EOT
	repository  RECORDS  OPEN  OVERDUE
	goa               3     3        1
	pune              6     6        3
	sx: no kind has a field 'nothing'
	  did you mean 'if_nothing'?
	[status 2]
EOT
expect 'sx rollup --with goa --with pune --today 2026-11-02 --csv | cut -d, -f 1,5 | tr -d "\\r"' <<-EOT
	repository,overdue
	goa,1
	pune,1
EOT

# A missing one is missing: no zeros, not in the sum, told by the status; a damaged one says why.
expect 'sx rollup --with goa --with ./lost' <<-EOT
	REPOSITORY  SITE  RECORDS  OPEN  OVERDUE  KPIS FRESH  CHANGED  FETCHED  STATE
	goa         GOA         3     3        1  0/0         5 days            ok
	lost                                                                    missing
	1 of 2                  3     3        1  0/0

	1 of 2 repositories, last changed 5 days ago
	  lost is missing: '$TMP/lost' is in no repository
	[status 4]
EOT
expect 'sx rollup --json --with goa --with ./lost | python3 -c "
import json, sys
o = json.load(sys.stdin)
for r in o[\"data\"]: print(r[\"repository\"], r[\"state\"], r[\"records\"], r[\"overdue\"])
print([c[\"state\"] for c in o[\"coverage\"]], o[\"commit\"])"' <<-EOT
	goa ok 3 1
	lost missing None None
	['ok', 'missing'] None
EOT
expect 'sx rollup --with goa --at 2026-11-15 --with pune | sed 1d' <<-EOT
	goa         GOA         3     3        1  0/0         5 days            ok
	pune                                                                    missing
	1 of 2                  3     3        1  0/0

	1 of 2 repositories, as of 2026-11-15
	  pune is missing: the history has no commit that early
EOT
git clone -q --bare --no-hardlinks goa broken.git
find broken.git/objects -type f -exec chmod u+w {} + -exec sh -c 'printf x >"$1"' sh {} \;
t 'damaged is unreadable' 'code=0; sx rollup --with pune --with broken.git >out || code=$?; [ $code = 4 ] && grep -Eq "^broken .* unreadable$" out && grep -q "^1 of 2 repositories" out && grep -q "^  broken is unreadable: " out'
sx init --person asha odd >/dev/null
mkdir -p odd/.sx/schema
echo 'kind: [' >odd/.sx/schema/visit.yaml
t 'a schema that does not read is unreadable' 'code=0; sx rollup --with pune --with odd >out || code=$?; [ $code = 4 ] && grep -Eq "^odd .* unreadable$" out'
expect_code 2 sx rollup words
expect_code 2 sx rollup --stale -1
expect_code 4 sx rollup --with ./lost

# A folder named by mistake does not pass for a plant where nothing is late.
git init -q other && git -C other commit -q --allow-empty -m 'not ours'
git init -q unborn
expect 'sx overdue --with other --with unborn' <<-EOT
	nothing is overdue

	2 repositories, last changed a minute ago
	  other: there is no '.sx' in it: is it a repository of sx?
	  unborn: nothing is committed there yet
EOT

# The same repository twice counts once: the same folder, a clone, a clone that is ahead, two that have parted.
expect 'sx rollup --with goa --with goa/.git --with "$TMP/./goa/" | sed 1d | head -n 2' <<-EOT
	goa         GOA         3     3        1  0/0         5 days            ok
	all                     3     3        1  0/0
EOT
sx clone goa twin >/dev/null 2>&1
expect 'sx rollup --with goa --with twin | tail -n 2' <<-EOT
	1 repository, last changed 5 days ago
	  twin is not counted: it is the same repository as goa, which counts
EOT
sx -C twin action add 'Only here' --owner asha --due 2026-12-01 >/dev/null 2>&1
expect 'sx rollup --with goa --with twin | sed 1d | cut -c 1-40 | sed "s/ *\$//"; sx rollup --with goa --with twin >/dev/null' <<-EOT
	goa         GOA
	twin        GOA         4     4        1
	all                     4     4        1

	1 repository, last changed a minute ago
	  goa is not counted: it is the same rep
EOT
sx -C goa action add 'Only there' --owner asha --due 2026-12-01 >/dev/null 2>&1
expect 'sx rollup --with goa --with twin | tail -n 1' <<-EOT
	  twin is not counted: it is the same repository as goa, which counts; each has changes that the other lacks, and a sync of both would bring them in
EOT
t 'the walk to the first commit is kept' 'grep -qx "$(git -C twin rev-parse HEAD) $(git -C twin rev-list --max-parents=0 HEAD)" twin/.git/sx/root'
t 'and is nothing to trust' 'echo nonsense >twin/.git/sx/root; sx rollup --with goa --with twin | grep -q "twin is not counted"'

# The user's own configuration, never a repository's; names that cannot be names.
git config --global sx-repository.goa.path "$TMP/goa"
# shellcheck disable=SC2088
git config --global sx-repository.puna.path '~/no-such-place'
git -C goa config sx-repository.trap.path "$TMP/pune"
git config -f goa/.gitconfig sx-repository.trap.path "$TMP/pune"
expect 'sx -C goa rollup | cut -d" " -f 1 | sed "\$d"; sx overdue --with pun --columns id' <<-EOT
	REPOSITORY
	goa
	puna
	1

	1
	sx: 'pun' is neither a folder nor a repository of your git configuration
	  did you mean 'puna'?
	[status 2]
EOT
git config --global sx-repository.puna.path "$TMP/pune"
expect 'sx overdue --with all --columns title --sort site,due' <<-EOT
	SITE  TITLE
	GOA   Late 1
	PUN   Late 1
	PUN   Late 2
	PUN   Late 3

	DAYS LATE  1-7  8-30  31-60  61-90  >90  TOTAL  OLDEST
	overdue      0     4      0      0    0      4      19

	2 repositories, last changed a minute to 3 hours ago (puna)
EOT
for name in ../up 'a b' all -x .hid; do
	t "no name: $name" 'git config --global "sx-repository.$name.path" "$TMP/goa"
		code=0; sx rollup >out 2>&1 || code=$?
		git config --global --unset "sx-repository.$name.path"
		[ $code = 2 ] && grep -q "cannot be the name of a repository" out'
done

# An address is fetched when that is asked for, into the cache, and read without the network.
sx clone --bare pune hub.git >/dev/null 2>&1
git config --global --unset sx-repository.puna.path
git config --global sx-repository.puna.url "$TMP/hub.git"
expect 'sx overdue --with puna --columns title' <<-EOT
	sx: puna is missing: it was never fetched; 'sx rollup --fetch' makes the copy that is read
	[status 4]
EOT
expect 'sx overdue --with https://hub.example/x.git' <<-EOT
	sx: 'https://hub.example/x.git' is an address, and reading uses no network
	  git config --global sx-repository.NAME.url ADDRESS gives it a name; then 'sx rollup --fetch' copies it
	[status 2]
EOT
t 'it is copied' 'sx rollup --fetch >out; grep -Eq "^puna .* ok$" out && [ -d "$HOME/.cache/sx/repositories/puna.git" ] && [ "$(ls "$HOME/.cache/sx/repositories")" = puna.git ]'
copy=$HOME/.cache/sx/repositories/puna.git
sx -C pune action add 'New' --owner asha --due 2026-12-01 >/dev/null 2>&1
git -C pune push -q "$TMP/hub.git" main
t 'reading does not fetch' 'sx list action title:New --with puna --csv >out; [ "$(wc -l <out)" = 1 ]'
t 'fetching does' 'sx rollup --fetch --with puna >/dev/null; sx list action title:New --with puna --csv >out; [ "$(wc -l <out)" = 2 ]'
touch -d '2026-11-15T09:00:00Z' "$copy/sx/fetched"
expect 'sx rollup --with puna | sed -n 2p | tr -s " "; sx rollup --stale 5 --with puna | sed -n 2p | tr -s " "; sx overdue --with puna --columns title | tail -n 2' <<-EOT
	puna PUN 7 7 3 0/0 a minute 5 days stale
	puna PUN 7 7 3 0/0 a minute 5 days ok
	1 repository, last changed a minute ago
	  puna is stale: it was last fetched 5 days ago
EOT
t 'a hub that is gone is told, its copy is read, the status is 8' 'mv hub.git gone.git
	code=0; sx rollup --fetch >out 2>err || code=$?
	mv gone.git hub.git
	[ $code = 8 ] && grep -q "^puna: git could not fetch" err && grep -Eq "^puna .* stale$" out'
t 'a copy that cannot be made leaves nothing' 'git config --global sx-repository.far.url "$TMP/nowhere.git"
	code=0; sx rollup --fetch >out 2>err || code=$?
	git config --global --unset sx-repository.far.url
	[ $code = 8 ] && grep -Eq "^far .* missing$" out && [ "$(ls "$HOME/.cache/sx/repositories")" = puna.git ]'
t 'a rewritten hub is followed' 'git -C hub.git update-ref refs/heads/main main~1 && sx rollup --fetch --with puna >/dev/null && [ "$(git -C "$copy" rev-parse main)" = "$(git -C hub.git rev-parse main)" ]'

# Whoever writes, or is about one repository, refuses --with.
for command in 'sql select_1' status check undo conflicts doctor 'commit -m x' 'action add x' 'action done x' 'person show asha'; do
	# shellcheck disable=SC2086
	[ "$command" = 'person show asha' ] || expect_code 2 sx -C goa $command --with "$TMP/pune"
done
expect 'sx --with pune; sx version --with pune' <<-EOT
	sx: sx alone works in one repository
	  leave --with out; reads such as list, overdue, report and rollup take it
	sx: sx version works in one repository
	  leave --with out; reads such as list, overdue, report and rollup take it
	[status 2]
EOT
