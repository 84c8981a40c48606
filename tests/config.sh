# Git's configuration is read where git reads it: GIT_CONFIG_GLOBAL, GIT_CONFIG_SYSTEM, GIT_CONFIG_NOSYSTEM
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99
who() { sx action add Seal --owner asha --due +1w >/dev/null 2>&1 && git log -1 --format=%ae; }
printf '[user]\n\tname = Ben\n\temail = ben@plant.example\n' >"$TMP/ben"
printf '[user]\n\tname = Chitra\n\temail = chitra@plant.example\n' >"$TMP/chitra"
: >"$TMP/empty"
t 'the usual file' '[ "$(who)" = asha@plant.example ]'
t 'GIT_CONFIG_GLOBAL instead of it' '[ "$(GIT_CONFIG_GLOBAL=$TMP/ben who)" = ben@plant.example ]'
t 'and instead of the one of XDG' '
	mkdir -p "$TMP/xdg/git"
	cp "$TMP/chitra" "$TMP/xdg/git/config"
	export XDG_CONFIG_HOME="$TMP/xdg" HOME="$TMP"
	[ "$(who)" = chitra@plant.example ] && [ "$(GIT_CONFIG_GLOBAL=$TMP/ben who)" = ben@plant.example ]'
t 'GIT_CONFIG_SYSTEM below it' '
	unset GIT_CONFIG_NOSYSTEM; export GIT_CONFIG_SYSTEM="$TMP/chitra"
	[ "$(GIT_CONFIG_GLOBAL=$TMP/ben who)" = ben@plant.example ] && [ "$(GIT_CONFIG_GLOBAL=$TMP/empty who)" = chitra@plant.example ]'
t 'the repository above both' '
	git config user.email asha@plant.example && [ "$(GIT_CONFIG_GLOBAL=$TMP/ben who)" = asha@plant.example ]; git config --unset user.email'
for file in "$TMP/none" /dev/null "$TMP/empty" ''; do
	t "nobody in '$file'" 'code=0; GIT_CONFIG_GLOBAL='"'$file'"' sx action add x --owner asha --due +1w || code=$?; [ $code = 5 ]'
done
t 'init, outside a repository' 'cd "$TMP" && GIT_CONFIG_GLOBAL=$TMP/ben sx init new && GIT_CONFIG_GLOBAL=$TMP/ben git -C new log -1 --format=%ae | grep -qx ben@plant.example'
