# sx init: a new repository, complete or not at all.
. "${SX_SOURCE:-.}/tests/lib.sh"

expect 'sx init plant --site PUN --name Pune --zone Asia/Kolkata --person asha.rao' <<-EOT
	plant: a new repository
	you are asha.rao here
EOT
cd plant || exit 99
expect 'git log --format=%an%n%ae%n%B; git ls-files; git config sx.site' <<-EOT
	asha
	asha@plant.example
	repository begun by asha

	Sx-Verb: init
	Sx-Record: asha.rao
	Sx-Actor: asha.rao
	Sx-Version: 0.1.0

	.gitattributes
	.sx/config.yaml
	person/asha.rao.yaml
	PUN
EOT
expect 'cat .sx/config.yaml person/asha.rao.yaml; head -n 1 .gitattributes' <<-EOT
	# The settings that all clones of this repository share; sx-schema(5) has them all.
	site: PUN
	zone: Asia/Kolkata
	sites:
	  - code: PUN
	    name: Pune
	    zone: Asia/Kolkata
	name: asha
	email: asha@plant.example
	site: PUN
	state: active
	*.yaml merge=sx diff=sx text eol=lf
EOT
t 'all is clean' '[ -z "$(git status --porcelain)" ] && git fsck --strict 2>&1 && sx check && sx doctor >/dev/null'

cd .. || exit 99
expect 'sx init plant' <<-EOT
	sx: there is an sx repository in 'plant' already
	  name another folder, as in: sx init plant
	[status 5]
EOT
git init -q code
expect 'sx init code' <<-EOT
	sx: there is a git repository in 'code' already
	  name another folder, as in: sx init plant
	[status 5]
EOT
t 'a bare one' '
	sx init --bare hub
	[ "$(git -C hub rev-parse --is-bare-repository)" = true ]
	[ "$(git -C hub ls-tree -r --name-only HEAD | wc -l)" = 3 ]
	[ "$(sx -C hub person list --columns id --csv | tr -d "\r" | tail -n 1)" = asha ]
	not sx init --bare hub'
t 'files that are there stay' '
	mkdir full
	echo mine >full/notes.txt
	sx init full
	[ "$(git -C full status --porcelain)" = "?? notes.txt" ]'
t 'where one stands' 'mkdir here && cd here && sx init && [ -d .git ]'
t 'the name and the e-mail may be any' '
	git config --global user.name "O'\''Brien: #1 \"x\""
	git config --global user.email "Odd.Name+tag@plant.example"
	code=0
	sx init odd || code=$?
	[ $code = 2 ] && [ ! -e odd ]
	sx init odd --person obrien && sx -C odd check && git -C odd fsck
	git config --global user.name asha && git config --global user.email asha@plant.example'
expect 'sx init nowhere --person ../asha; ls -d nowhere 2>/dev/null' <<-EOT
	sx: '../asha' cannot be the id of a person
	  choose one of small letters, digits, '.' and '-' with --person, as in --person asha.rao
	[status 2]
EOT
t 'a zone or a code that is none makes nothing' '
	for wrong in "--zone Mars/Olympus" "--site a/b" "--site PUN --zone x"; do
		code=0
		sx init nowhere $wrong || code=$?
		[ $code = 3 ]
		[ ! -e nowhere ]
	done'
t 'an identity is asked for first' '
	mkdir "$TMP/home.nobody"
	code=0
	HOME=$TMP/home.nobody sx init nowhere || code=$?
	[ $code = 5 ] && [ ! -e nowhere ]'
t 'a folder that cannot be written' '
	: >file
	code=0
	sx init file/below || code=$?
	[ $code = 9 ]'
expect 'sx init --json jay | sed -E "s|$PWD|HERE|; s|\"[0-9a-f]{40}\"|COMMIT|"' <<-EOT
	{"sx":1,"command":"init","commit":COMMIT,"today":"2026-11-20","data":{"path":"HERE/jay","bare":false,"person":"asha","site":null}}
EOT
