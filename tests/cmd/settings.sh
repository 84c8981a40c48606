# sx settings: what is asked for, proposals, signatures, and the commit. What does not pass is in tests/attack_settings.sh.
. "${SX_SOURCE:-.}/tests/lib.sh"
for who in asha ben chitra; do
	ssh-keygen -q -t ed25519 -a 1 -N secret -C '' -f "$TMP/$who" || exit 99
	as "$who" git config --global sx.signingkey "$TMP/$who"
done
printf '#!/bin/sh\necho secret\n' >"$TMP/ask" && chmod +x "$TMP/ask"
export SSH_ASKPASS="$TMP/ask" SSH_ASKPASS_REQUIRE=force
unset SSH_AUTH_SOCK DISPLAY
fresh || exit 99
digests() { sed -E 's/\b[0-9a-f]{64}\b/DIGEST/g; s/\b[0-9a-f]{8}\b/DIGEST/g'; }
ALSO=digests
expect 'sx settings' <<-EOT
	settings DIGEST change without an agreement: settings_agreed asks for none
	0 could agree
EOT
sx settings --json >"$TMP/json"
t 'the digest is that of the files, by other programs' '
	sum=$(printf ".sx/config.yaml\\0%s\\n" "$(sha256sum <.sx/config.yaml | cut -d" " -f1)" | sha256sum | cut -d" " -f1)
	[ "$(git ls-files .sx)" = .sx/config.yaml ]
	jq -e --arg sum "$sum" ".data == {digest: \$sum, asked: 0, could: [], agreed: []}" "$TMP/json"'
echo 'access_review: 300' >>.sx/config.yaml
expect 'sx settings propose -m "a review" ../new' <<-EOT
	sx: nobody is asked to agree with other settings here (P05)
	  record the edits with 'sx commit'; settings_agreed in .sx/config.yaml would ask for agreements
	[status 5]
EOT
prepare() {
	printf 'repository: plant\nsignatures: [capa]\n' >>.sx/config.yaml && sx commit -m 'steps are signed' &&
		sx person key asha "$TMP/asha.pub" -m 'my own' && key_of ben && key_of chitra ben &&
		echo 'settings_agreed: 2' >>.sx/config.yaml && sx commit -m 'two agree'
}
prepare >"$TMP/log" 2>&1 || { cat "$TMP/log"; exit 99; }
expect 'sx settings' <<-EOT
	settings DIGEST change when 2 people agree
	3 could agree: asha, ben, chitra
EOT
t 'sx doctor tells how many could agree, when none may be missing, and when too few could' '
	sx doctor | grep -qx "fine  agreement *2 people agree with other settings, and 3 could"
	at=$(git rev-parse HEAD); sx person key chitra "$TMP/chitra.pub" --revoke -m lost
	sx doctor | grep -q "^note  agreement *2 people agree with other settings, and 2 could"
	sx person leave ben -m "has gone"
	code=0; sx doctor >"$TMP/said" || code=$?
	[ $code = 1 ]; grep -q "^mend  agreement *2 people agree with other settings, and 1 could" "$TMP/said"
	git reset -q --hard "$at"'
expect 'sx settings propose -m "a review" ../new' <<-EOT
	sx: nothing below .sx/ is edited
	  edit the files of the work tree first, then propose what they have become
	[status 4]
EOT
sed -i 's/^access_review:.*/access_review: 200/' .sx/config.yaml
mkdir .sx/templates && printf '# A template.\ntemplate: review\n\ntitle: "Review"\n' >.sx/templates/review.yaml
for wrong in 'propose ../new' 'propose -m why' 'agree' 'apply one two' 'forget it' '--at HEAD agree ../new' 'propose -m "" ../new'; do
	expect_code 2 eval sx settings "$wrong"
done
expect_code 4 sx settings agree ../absent
expect_code 3 sx settings propose -m 'two
lines' ../new
expect 'sx commit -m review' <<-EOT
	sx: settings change by agreement of 2 people here (settings_agreed) (P05, .sx/config.yaml)
	  have it agreed with: 'sx settings propose -m REASON FILE' makes a proposal of the edits; undoing it needs one, too
	[status 5]
EOT
expect 'sx settings propose -m "a review" ../new' <<-EOT
	asha: you agree that the settings become DIGEST: a review
	.sx/config.yaml: changed
	@@ -1,6 +1,6 @@
	 # The settings that all clones of this repository share; sx-schema(5) has them all.
	 zone: UTC
	-access_review: 300
	+access_review: 200
	 repository: plant
	 signatures: [capa]
	 settings_agreed: 2
	.sx/templates/review.yaml: added
	@@ -0,0 +1,4 @@
	+# A template.
	+template: review
	+
	+title: "Review"
	proposed DIGEST: 1 of 2 have signed
EOT
t 'nothing is recorded, and no proposal is written over' '
	[ "$(git log -1 --format=%s)" = ".sx/config.yaml: changed" ]
	expect_code 6 sx settings propose -m "another" ../new'
git stash -qu
expect 'as ben sx settings agree ../new --json | jq -c "[.command, .commit, .data.by, .data.path, .data.reason]"' <<-EOT
	ben: you agree that the settings become DIGEST: a review
	["settings","COMMIT-8",["asha","ben"],null,"a review"]
EOT
expect_code 5 as chitra sx settings apply ../new
git stash pop -q
echo '# more' >>.sx/templates/review.yaml
expect 'sx settings apply ../new' <<-EOT
	sx: '.sx/templates/review.yaml' has been edited by hand, otherwise than it was proposed (.sx/templates/review.yaml)
	  propose that as well, or put the file back; 'sx status' shows what is edited
	[status 6]
EOT
sed -i '/^# more/d' .sx/templates/review.yaml
expect 'sx settings apply -n ../new; sx settings apply ../new; git status --porcelain; git log -1 --format=%B | grep -v Sx-Version; git show --name-only --format=' <<-EOT
	settings would be DIGEST: a review
	settings are DIGEST: a review
	settings: a review

	Sx-Verb: settings
	Sx-Count: 3
	Sx-Actor: asha

	.sx/agreed/DIGEST.yaml
	.sx/config.yaml
	.sx/templates/review.yaml
EOT
expect 'sx settings; sx check; sx verify' <<-EOT
	settings DIGEST change when 2 people agree
	3 could agree: asha, ben, chitra
	2026-11-20  DIGEST  asha, ben: a review
	nothing is wrong
	9 commits verified, 0 violations
EOT
t 'as data' 'sx settings --json | jq -e "(.data.agreed | length == 1) and (.data.agreed[0] | .by == [\"asha\", \"ben\"] and .at == \"2026-11-20T09:00:00+00:00\")
	and .data.asked == 2 and .data.agreed[0].after == .data.digest"
	sx settings --json --at HEAD~1 | jq -e ".data.asked == 2 and .data.agreed == []"'
t 'as a table' '[ "$(sx settings --csv | tr -d "\r")" = "at,after,by,reason
2026-11-20T09:00:00+00:00,$(sx settings --json | jq -r .data.digest),asha ben,a review" ]'
t 'a file that goes' 'git rm -q .sx/templates/review.yaml; sx settings propose -m none ../gone; as chitra sx settings agree ../gone; sx settings apply ../gone
	[ ! -e .sx/templates ]; sx verify; [ -z "$(git status --porcelain)" ]'
t 'what a proposal cannot carry is told when it is made' '
	printf "a: \\"\\\\r\\"\\r\\n" >.sx/notes.txt; expect_code 3 sx settings propose -m notes ../notes; rm .sx/notes.txt'
t 'who may not, or with no key of his, is told before he is asked for a passphrase' '
	sed -i "s/^access_review:.*/access_review: 100/" .sx/config.yaml
	sx person add dan Dan --email dan@plant.example
	as dan git config --global sx.signingkey "$TMP/ben"
	expect_code 5 as dan sx settings propose -m mine ../mine
	as asha git config --global sx.signingkey "$TMP/ben"; export SSH_ASKPASS=/bin/false
	expect_code 5 sx settings propose -m mine ../mine'
