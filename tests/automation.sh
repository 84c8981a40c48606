# The recipes for cron, timers, hooks and pipelines, as far as they run on one machine.
. "${SX_SOURCE:-.}/tests/lib.sh"
recipes=$SX_SOURCE/examples/recipes
fresh || exit 99
cd "$TMP/plant" || exit 99
sx action add 'Replace the seal' --owner ben --due 2026-11-13 >/dev/null
sx action add 'Order grease' --owner asha --due 2026-11-20 >/dev/null
cat >"$TMP/bin/sendmail" <<'EOF'
#!/bin/sh
cat >>"$TMP/sent"
echo "-- $*" >>"$TMP/sent"
EOF
# The day in the subject is the machine's; that is what a mail says.
cat >"$TMP/bin/date" <<'EOF'
#!/bin/sh
echo 2026-11-20
EOF
chmod +x "$TMP/bin/sendmail" "$TMP/bin/date"

mail='To: ben@plant.example
Subject: Overdue on 2026-11-20
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
'
expect 'SENDMAIL="$TMP/bin/sendmail -t" sh "$recipes/overdue-mail.sh" .; cat "$TMP/sent"' <<-EOT
	$mail
	$(sx overdue owner:ben | normal)
	-- -t
EOT
t 'one mail to who is late, none to others' '[ "$(grep -c ^To: "$TMP/sent")" = 1 ]'
expect 'sh "$recipes/overdue-mail.sh" -n .' <<-EOT
	$mail
	$(sx overdue owner:ben | normal)

EOT
expect_code 2 sh "$recipes/overdue-mail.sh"

# --- hooks ---
cp "$recipes/hook-pre-commit.sh" .git/hooks/pre-commit
file=$(git ls-files action | head -1)
t 'a wrong record is not committed by git' '
	sed -i "s/^owner: .*/owner: nobody/" "$file"; git add -A
	not git commit -qm wrong 2>"$TMP/said"; cat "$TMP/said"; grep -q "not committed" "$TMP/said"
	git checkout -q HEAD -- "$file"'
t 'a right one is' '
	sed -i "s/^title: .*/title: Replace both seals/" "$file"; git commit -qam right; rm .git/hooks/pre-commit'

git clone -q --bare . ../hub.git
cp "$recipes/hook-pre-receive.sh" ../hub.git/hooks/pre-receive
git remote add hub ../hub.git
t 'a right push is taken' 'sx action add "Paint" --owner ben --due 2026-12-01 && git push -q hub main 2>&1'
before=$(git -C ../hub.git rev-parse main)
t 'a wrong one is refused, and says why' '
	sed -i "s/^owner: .*/owner: nobody/" "$file"; git commit -qam wrong
	not git push -q hub main >"$TMP/said" 2>&1; cat "$TMP/said"
	grep -q "there is no person .nobody." "$TMP/said"
	grep -q "refs/heads/main is refused" "$TMP/said"
	[ "$(git -C ../hub.git rev-parse main)" = "$before" ]
	git reset -q --hard hub/main 2>/dev/null || git reset -q --hard "$before"'
t 'a branch can be removed, a tag pushed' 'git push -q hub main:refs/heads/side && git push -q hub :side && git tag v1 && git push -q hub v1'

# --- pipeline ---
t 'a pipeline leaves its reports' '
	sh "$recipes/pipeline.sh" ../public >"$TMP/said"; cat "$TMP/said"; grep -q "^1 overdue" "$TMP/said"
	[ -s ../public/status.txt ] && [ "$(wc -l <../public/overdue.csv)" = 2 ]'
t 'and stops when a record is wrong' '
	echo "nonsense: 1" >>"$file"; not sh "$recipes/pipeline.sh" ../public2; [ ! -e ../public2/status.txt ]; git checkout -q "$file"'
for file in "$recipes"/*.yml; do
	t "$(basename "$file") is YAML, and runs what is there" "
		python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' '$file' && grep -q recipes/pipeline.sh '$file'"
done

if command -v systemd-analyze >/dev/null; then
	for unit in sx-overdue-mail sx-publish; do
		t "$unit.timer is one systemd understands" "
			sed \"s,/usr/local/share/sx/recipes,$recipes,; /^User=/d\" \"$recipes/$unit.service\" >\"$TMP/$unit.service\"
			cp \"$recipes/$unit.timer\" \"$TMP\"
			systemd-analyze verify --man=no \"$TMP/$unit.timer\" \"$TMP/$unit.service\" >\"$TMP/said\" 2>&1; cat \"$TMP/said\"
			not grep $unit \"$TMP/said\"
			systemd-analyze calendar \"\$(sed -n 's/^OnCalendar=//p' \"$TMP/$unit.timer\")\""
	done
fi
