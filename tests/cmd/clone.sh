# sx clone: the git program copies, sx sets up.
. "${SX_SOURCE:-.}/tests/lib.sh"

sx init plants --site PUN --name Pune --zone Asia/Kolkata >/dev/null
(
	cd plants || exit 99
	cat >>.sx/config.yaml <<-EOT
		  - code: GDN
		    name: Gdansk
		    zone: Europe/Warsaw
	EOT
	sx commit -m 'a second plant' >/dev/null
	sx person add Ben --slug ben --email ben@plant.example >/dev/null
)
git clone -q --bare plants hub.git
expect 'sx clone hub.git gdansk --site GDN; git -C gdansk config sx.site; git -C gdansk remote' <<-EOT
	gdansk: a copy of hub.git
	you are asha here
	GDN
	origin
EOT
t 'its records carry the plant' '
	cd gdansk
	sx action add "Check the crane" --owner ben --due 2026-12-01
	grep -qx "site: GDN" action/2026/11/*.yaml && [ -z "$(git status --porcelain)" ]'
expect 'as ben sx clone "$TMP/hub.git/"; ls hub' <<-EOT
	hub: a copy of $TMP/hub.git/
	you are ben here
	person
EOT
expect 'as eve sx clone hub.git for-eve 2>&1 | head -n 2' <<-EOT
	nobody here has the e-mail 'eve@plant.example', so it is not known who you are; ask someone who is known to run: sx person add YOUR-ID --email eve@plant.example; or set git's user.email to the address you are known by
	for-eve: a copy of hub.git
EOT
expect 'sx clone hub.git other --site GDM' <<-EOT
	the copy is there, and belongs to no plant yet: 'git config sx.site CODE' in it says which
	sx: the repository has no site 'GDM'
	  did you mean 'GDN'? .sx/config.yaml lists them
	[status 4]
EOT
expect_code 8 sx clone nothing-here away
expect_code 8 sx clone hub.git gdansk
expect_code 8 sx clone --site PUN -- --upload-pack=touch away
t 'no clone is left of a failure' '[ ! -e away ]'
expect_code 2 sx clone
expect_code 2 sx clone a b c
t 'a bare one' 'sx clone --bare hub.git mirror.git && [ "$(git -C mirror.git rev-parse --is-bare-repository)" = true ]'
expect 'sx clone --json hub.git jay | sed -E "s|$PWD|HERE|; s|\"[0-9a-f]{40}\"|COMMIT|"' <<-EOT
	{"sx":1,"command":"clone","commit":COMMIT,"today":"2026-11-20","data":{"path":"HERE/jay","bare":false,"person":"asha","site":"PUN"}}
EOT
