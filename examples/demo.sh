#!/bin/sh
# The main job in a minute: build sx, make the example plant in a temporary folder, and work in it.
#
# It is 20 November 2026 in the plant; reads are asked for that day with --today.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8 PAGER=cat

log=$(mktemp)
plant=$(mktemp -d)
trap 'rm -rf "$log" "$plant"' EXIT
build() {
	again=
	[ ! -e build/build.ninja ] || again=--reconfigure
	# shellcheck disable=SC2086
	meson setup $again build -Dbuildtype=release && ninja -C build
}
if [ -z "${SX-}" ]; then # else sx is on PATH: a test runs this
	sh examples/need.sh
	build >"$log" 2>&1 </dev/null || {
		tail -n 30 "$log" >&2
		exit 1
	}
	PATH=$PWD/build:$PATH
fi
sh examples/plant/make.sh "$plant/plant"
cd "$plant/plant"

bold='' plain=''
[ ! -t 1 ] || bold=$(printf '\033[1m') plain=$(printf '\033[0m')
say() { printf '\n%s# %s%s\n' "$bold" "$*" "$plain"; }
show() { # a command as it is typed
	printf '\n%s$ %s%s\n' "$bold" "$1" "$plain"
	eval "$1"
}

say 'Sahyadri Pressings, a press and paint shop. You are Arjun, who heads Chakan. What is late?'
show 'sx overdue --today 2026-11-20'

say 'Work is promised by one person for one day.'
show "sx action add 'Grease the transfer of press 2' --owner maint.eng --due 2026-11-27 --kpi mtbf-press"
show "sx action extend PASZ 2026-12-04 -m 'The leak detector is lent out until Monday'"

say 'A KPI gets its reading; until now it was grey, since nothing is green by default.'
show "sx kpi record training-hours 2026-10 2.6 --source 'training register'"
show 'sx kpi show training-hours --today 2026-11-20'

say 'The monthly review: what was agreed before comes forward, with the KPIs off their target.'
show 'sx meeting open leadership --date 2026-11-20'
show "sx action add 'Name a trainer for each line' --owner press.lead --due 2026-12-11 --meeting leadership-2026-11-20"

say 'How the work stands, by owner.'
show 'sx report status --today 2026-11-20'

say 'Who promised what, moved it when, and why: the history is the audit trail.'
show 'sx log AJ49'

say 'It is all plain text in git.'
show 'git log --oneline -5'
show 'sx check'
