#!/bin/sh
# Mails each owner what of theirs is overdue: overdue-mail.sh [-n] REPOSITORY
#
# For cron or a systemd timer. -n prints the mails instead. Mail goes through the machine's own sendmail (or the
# program that $SENDMAIL names, with its arguments), from whoever it says; an owner with nothing late gets none.
set -eu
dry=
[ "${1-}" != -n ] || { dry=1; shift; }
[ -n "${1-}" ] || { echo "overdue-mail.sh: say the repository" >&2; exit 2; }
cd "$1"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The ids of people and their addresses, which the schema has checked: neither has a blank or a comma in it.
sx list person --columns id,email --csv | tr -d '\r' | sed 1d >"$work/people"
while IFS=, read -r id address; do
	sx overdue "owner:$id" >"$work/late" </dev/null
	[ -s "$work/late" ] || continue
	grep -q '[0-9]' "$work/late" || continue
	{
		echo "To: $address"
		echo "Subject: Overdue on $(date +%Y-%m-%d)"
		echo 'MIME-Version: 1.0'
		echo 'Content-Type: text/plain; charset=utf-8'
		echo 'Content-Transfer-Encoding: 8bit'
		echo
		cat "$work/late"
	} >"$work/mail"
	if [ -n "$dry" ]; then
		cat "$work/mail"
		echo
	else
		# shellcheck disable=SC2086
		${SENDMAIL:-/usr/sbin/sendmail -t -oi} <"$work/mail"
	fi
done <"$work/people"
