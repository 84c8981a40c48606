# sx KIND add
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99

expect 'sx action add Replace the seal --owner be --due +2w -m "it leaks"' <<-EOT
	due: 2026-12-04 (Fri, in 14 days)
	ACT-2611-0000001: added, Replace the seal
EOT
expect 'cat action/2026/11/$(real ACT-1).yaml' <<-EOT
	title: Replace the seal
	owner: ben
	due: 2026-12-04
	first_due: 2026-12-04
	priority: normal
	class: operational
	state: open
	created: 2026-11-20T09:00:00+00:00
	created_by: asha
EOT
expect 'git log -1 --format="%an%n%B"' <<-EOT
	asha
	action ACT-2611-0000001: added, Replace the seal

	it leaks

	Sx-Verb: action add
	Sx-Record: ACT-2611-0000001
	Sx-Actor: asha
	Sx-Version: 0.1.0

EOT
t 'everything agrees afterwards' '[ -z "$(git status --porcelain)" ] && git fsck --no-progress --strict && sx check'
expect 'sx person add ravi Ravi Patil --email ravi@plant.example; sx person add "Mina" --slug mina --email mina@plant.example; sx person list id:ravi or id:mina --columns id,name' <<-EOT
	ravi: added, Ravi Patil
	mina: added, Mina
	ID    NAME
	mina  Mina
	ravi  Ravi Patil
EOT
sx person add p7 'Anil Kumar' --email anil@plant.example >/dev/null
sx person add p8 'Sunil Kumar' --email sunil@plant.example >/dev/null
before=$(git rev-parse HEAD)
expect 'sx action add x --owner me --due tomorrow --dry-run | sed "s/ACT-2611-[0-9A-Z]*/ACT/"' <<-EOT
	due: 2026-11-21 (Sat, tomorrow)
	ACT: added, x (not written)
	title: x
	owner: asha
	due: 2026-11-21
	first_due: 2026-11-21
	priority: normal
	class: operational
	state: open
	created: 2026-11-20T09:00:00+00:00
	created_by: asha
EOT
expect 'sx action add Order grease' <<-EOT
	sx: a new action needs --owner, --due
	  'sx action add -h' says what each is
	[status 2]
EOT
expect 'sx action add x --owner nobody --due +1d' <<-EOT
	sx: owner: no person is called 'nobody'
	[status 4]
EOT
expect 'sx action add x --owner "anil kumar" --due +1d' <<-EOT
	sx: owner: no person is called 'anil kumar'
	  did you mean 'p7', Anil Kumar?
	[status 4]
EOT
t 'of several who have the name nobody is meant' '
	code=0; sx action add x --owner Kumar --due +1d 2>"$TMP/err" || code=$?
	[ $code = 4 ] && [ "$(cat "$TMP/err")" = "sx: owner: no person is called '"'Kumar'"'" ]'
expect 'sx action add "$(printf "a\377b")" --owner ben --due +1d' <<-EOT
	sx: title: the text is not UTF-8
	  set the terminal, or what made the text, to UTF-8
	[status 3]
EOT
expect 'sx action add x --owner ben --due someday' <<-EOT
	sx: due: 'someday' is not understood as a day
	  write 2026-11-30, today, tomorrow, fri, +3d, +2w, +1m, +5wd, 2026-W48 or eom
	[status 2]
EOT
expect 'sx action add x --owner ben --due 2026-12-01 --priority urgent' <<-EOT
	sx: priority: 'urgent' is none of: low, normal, high, critical
	[status 3]
EOT
expect 'sx unit add "Press shop"; sx objective add "Low cost"' <<-EOT
	sx: 'Press shop' cannot be the id of a unit
	  choose one of small letters, digits, '-' and '.', as in: sx unit add press-shop 'Press shop'
	sx: 'Low cost' cannot be the id of an objective
	  choose one of small letters, digits, '-' and '.', as in: sx objective add low-cost 'Low cost'
	[status 2]
EOT
expect 'sx person add ben Ben --email b2@plant.example' <<-EOT
	sx: there is a person 'ben' already
	[status 6]
EOT
expect 'sx person add ben2 Ben --email ben@plant.example' <<-EOT
	sx: email: ben has 'ben@plant.example' already
	  no two people may have the same email
	[status 3]
EOT
expect_code 2 sx action add x --owner ben --due 2026-12-01 --state closed
expect_code 2 sx action add x --slug y --owner ben --due 2026-12-01
t 'ids do not leave the repository' 'for id in ../x /etc/x . .. a/b "" .git; do expect_code 2 sx person add "$id" X --email x@plant.example; done'
expect_code 5 as nobody sx action add x --owner ben --due 2026-12-01
t 'nothing was written by those' '[ "$(git rev-parse HEAD)" = "$before" ] && [ -z "$(git status --porcelain)" ]'

# No title, on a terminal: the form in the editor. script(1) is the terminal.
cat >"$TMP/fill" <<'EOT'
#!/bin/sh
sed -E 's/^(# )?title:.*/title: From the form/; s/^(# )?owner:.*/owner: ben/; s/^(# )?due:.*/due: +1w/' "$1" >"$1.new" && cat "$1.new" >"$1"; rm -f "$1.new"
EOT
chmod +x "$TMP/fill"
t 'the form' 'EDITOR=$TMP/fill script -qec "sx action add --tags pump" /dev/null >"$TMP/typed" </dev/null
	sx list action --columns title,owner,due,tags | grep -q "^From the form  *ben  *2026-11-27  *pump"'
t 'an empty form adds nothing' 'before=$(git rev-parse HEAD); EDITOR=true script -qec "sx action add" /dev/null >"$TMP/typed" </dev/null; [ "$(git rev-parse HEAD)" = "$before" ]'

# what is wrong is named by its field, never by a place in a file that is not there
expect 'sx action add "" --owner ben --due 2026-12-01' <<-EOT
	sx: a new action needs --title
	  'sx action add -h' says what each is
	[status 2]
EOT
expect 'sx action add " " --owner ben --due 2026-12-01; sx action add "$(printf "\342\200\213\302\240")" --owner ben --due 2026-12-01' <<-EOT
	sx: title: it is empty
	sx: title: it is empty
	[status 3]
EOT
expect 'sx action add "$(printf "red \033[31m")" --owner ben --due 2026-12-01' <<-EOT
	sx: title: the character U+001B is not allowed, escaped or not
	  take it out
	[status 3]
EOT
expect 'sx action add "$(printf "two\nlines")" --owner ben --due 2026-12-01' <<-EOT
	sx: title: it has several lines and takes one
	[status 3]
EOT
t 'kinds that are edited and not recorded are spoken of when a record is refused' '
	mkdir -p .sx/schema
	printf "kind: action\nfields:\n  class: {values: [environment]}\n" >.sx/schema/action.yaml
	sx action add x --owner ben --due 2026-12-01 --class environment 2>&1 | grep -q "^.\.sx/schema. is edited"
	sx commit -m environment .sx && sx action add x --owner ben --due 2026-12-01 --class environment'
git checkout -q . && printf 'site: PUN\nsites:\n  - {code: PUN, name: Pune, zone: Asia/Kolkata}\n' >>.sx/config.yaml && sx commit -m sites .sx >/dev/null
expect 'sx action add x --owner ben --due 2026-12-01 --site PNU; git config sx.site XXX; sx action add x --owner ben --due 2026-12-01' <<-EOT
	sx: site: 'PNU' is none of the sites
	  add it under 'sites:' in .sx/config.yaml
	sx: site: 'XXX' is none of the sites
	  add it under 'sites:' in .sx/config.yaml
	[status 3]
EOT
