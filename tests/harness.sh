# The harness itself: the clock stands, ids and commits are normal, a wrong output and a wrong status are seen.
SX=$(command -v date) # any program that tells the time
. "${SX_SOURCE:-.}/tests/lib.sh"

t 'sx lives at the frozen time' '
	[ "$(sx -u +%FT%TZ)" = 2026-11-20T09:00:00Z ]
	clock 2027-01-02T03:04:05Z
	[ "$(sx -u +%FT%TZ)" = 2027-01-02T03:04:05Z ]'

git init -q "$TMP/r"
cd "$TMP/r" || exit 99
mkdir -p action/2026/11
commit() { : >"action/2026/11/$1.yaml" && git add . && git commit -q -m "$1"; }
commit ACT-2611-ZZZZZZZ
commit ACT-2611-7K3M9Q2
expect 'echo "ACT-2611-7K3M9Q2, then $(real ACT-1) in $(git rev-parse --short=10 HEAD) of 2026-11-20"' <<-EOT
	ACT-2611-0000002, then ACT-2611-0000001 in COMMIT-2 of 2026-11-20
EOT
expect 'echo out; echo err >&2; exit 3' <<-EOT
	out
	err
	[status 3]
EOT
expect_code 4 sh -c 'exit 4'
inside() { (INSIDE=1; "$@"); }
t 'steps that fail fail their test' '
	not inside expect "echo a" </dev/null
	not inside expect_code 1 true
	not inside expect_code 1 sh -c "kill -SEGV \$\$"
	t inner false | not grep -q "^ok"
	(INSIDE=; set +e; t inner "not true; true") | grep -q "^not ok"'
t 'not: a command that succeeds or crashes fails, one that fails does not' '
	not false
	not git rev-parse --verify -q nothing
	not not true
	not not not false
	not not sh -c "exit 99"
	not not sh -c "kill -SEGV \$\$"'
t 'each person has an e-mail' '[ "$(as ben git config user.email)" = ben@plant.example ] && [ "$(git config user.email)" = asha@plant.example ]'
t 'a known bug is no failure, until it is mended' '
	(INSIDE=; set +e; known_broken bug false) | grep -q "^not ok .* # TODO"
	(INSIDE=; set +e; known_broken bug true) | grep -q "^ok .* # TODO"'
