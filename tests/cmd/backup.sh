# sx backup: all that a repository has in one folder, counted here with git alone. Restoring it is in restore.sh.
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
sx action add 'Replace the seal' --owner ben --due +3d >/dev/null 2>&1
echo photo >photo.jpg && sx action attach "$(real ACT-1)" photo.jpg >/dev/null && rm photo.jpg
git tag v1 && git tag -a v2 -m 'with a message' && git branch side HEAD~2 && git update-ref refs/sx/kept HEAD~1
hex() { sha256sum "$1" | cut -c1-64; }

expect 'sx backup ../kept | sed -E "s/[0-9a-f]{64}/DIGEST/"' <<-EOT
	../kept: a backup of 5 refs, 5 commits, 4 records, 1 file of evidence
	head $(git rev-parse HEAD | normal)
	SHA-256 of the bundle DIGEST
EOT
says() { sed -n "s/^ *$1: '\{0,1\}\([^']*\)'\{0,1\}$/\1/p" "$2/manifest.yaml"; }
t 'the manifest is as git and sha256sum count' '
	[ "$(says bundle ../kept)" = "$(hex ../kept/repository.bundle)" ]
	[ "$(says bytes ../kept)" = "$(stat -c %s ../kept/repository.bundle)" ]
	[ "$(says head ../kept)" = "$(git rev-parse HEAD)" ]
	[ "$(says branch ../kept)" = refs/heads/main ]
	[ "$(says commits ../kept)" = "$(git rev-list --all --count)" ]
	[ "$(says objects ../kept)" = "$(git rev-list --all --objects | cut -c1-40 | sort -u | wc -l)" ]
	[ "$(says action ../kept)" = "$(git ls-files action | wc -l)" ]
	[ "$(says person ../kept)" = "$(git ls-files person | wc -l)" ]
	[ "$(says evidence ../kept)" = "$(git ls-files evidence | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-64)" ]
	paste -d" " - - <<-EOT | tee "$TMP/refs"
		$(sed -n "s/^ *-\{0,1\} *\(ref\|is\): //p" ../kept/manifest.yaml)
	EOT
	git for-each-ref --format="%(refname) %(objectname)" | LC_ALL=C sort | diff - "$TMP/refs"'
t 'git takes the bundle, which needs nothing else' 'git bundle verify -q ../kept/repository.bundle && git init -q ../empty && git -C ../empty bundle verify ../kept/repository.bundle'
t 'its README restores it without sx, to the letter' '
	sed -n "s/^	//p" ../kept/README | grep -v "^sx " >"$TMP/steps"; cat "$TMP/steps"
	(cd ../kept && sh -e "$TMP/steps")
	[ "$(git -C ../restored for-each-ref)" = "$(git for-each-ref)" ]
	[ "$(git -C ../restored rev-parse HEAD)" = "$(git rev-parse HEAD)" ]
	[ -z "$(git -C ../restored status --porcelain)" ] && sx -C ../restored verify'
t 'for programs' 'sx --json backup ../programs | jq -e --arg head "$(git rev-parse HEAD)" --arg sum "$(hex ../kept/repository.bundle)" "
	.commit == \$head and .data.head == \$head and .data.refs == 5 and .data.commits == 5 and .data.records == 4 and .data.files == 1 and (.data.bundle | length) == 64"'
t 'of a bare repository, and without a branch' '
	git clone -q --mirror . ../mirror.git
	sx -C ../mirror.git backup ../of-bare
	[ "$(says refs/sx/kept ../of-bare)" = "" ]
	grep -q "ref: refs/sx/kept" ../of-bare/manifest.yaml
	git checkout -q --detach HEAD~1
	sx backup ../detached
	git checkout -q main
	[ "$(says head ../detached)" = "$(git rev-parse HEAD~1)" ]
	[ -z "$(says branch ../detached)" ]
	sed -n "s/^	//p" ../detached/README | grep -v "^sx " | sed "s|\.\./restored|../of-detached|" >"$TMP/steps"; (cd ../detached && sh -e "$TMP/steps")
	[ "$(git -C ../of-detached rev-parse HEAD)" = "$(git rev-parse HEAD~1)" ]'

# Nothing half, and nothing overwritten.
expect 'sx backup ../kept' <<-EOT
	sx: there is something in '../kept' already
	  name a folder that is new or empty
	[status 5]
EOT
t 'into a folder that is empty' 'mkdir ../void && sx backup ../void && [ -s ../void/manifest.yaml ]'
for words in '' 'a b'; do
	# shellcheck disable=SC2086
	expect_code 2 sx backup $words
done
expect_code 2 sx backup --at HEAD~1 ../old
expect_code 9 sx backup ../no/such/folder/kept
leaves_nothing() { [ ! -e ../half ] && [ -z "$(find .. -maxdepth 1 -name '*.partial')" ]; }
t 'a full disk leaves nothing' '
	head -c 200000 /dev/urandom >big
	sx action attach "$(real ACT-1)" big
	rm big
	code=0; (ulimit -f 100; sx backup ../half) || code=$?; [ $code = 9 ] && leaves_nothing'
t 'killed, it leaves no backup' '
	mkdir "$TMP/deadly"
	printf "#!/bin/sh\ncase \"\$*\" in *rev-list*) kill -9 \$PPID; exit ;; esac\nexec %s \"\$@\"\n" "$(command -v git)" >"$TMP/deadly/git"
	chmod +x "$TMP/deadly/git"
	code=0; PATH=$TMP/deadly:$PATH sx backup ../half || code=$?; [ $code = 137 ] && [ ! -e ../half ]
	[ -z "$(find ../.half* -name manifest.yaml)" ] && rm -r ../.half*; sx backup ../half && rm -r ../half'
t 'of a shallow clone it is refused' 'git clone -q --depth 1 "file://$PWD" ../shallow && code=0; sx -C ../shallow backup ../half || code=$?; [ $code = 7 ] && leaves_nothing'
t 'of nothing, too' 'git init -q ../nothing && code=0; sx -C ../nothing backup ../half || code=$?; [ $code = 4 ] && leaves_nothing'
