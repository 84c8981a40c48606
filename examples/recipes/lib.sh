# shellcheck shell=sh
# What the recipes share. Sourced by them, POSIX sh.

die() {
	echo "${0##*/}: $1" >&2
	exit 1
}

# Prints a command, then runs it.
run() {
	echo "\$ $*"
	"$@"
}

# The arguments of every recipe: the folder of the data, the folder of the repository.
begin() { # $1: the folder's argument, $2: the repository's, $3...: files the data must have
	[ -n "$1" ] || die "say the folder of the data and the folder of the repository"
	[ -n "$2" ] || die "say the folder of the data and the folder of the repository"
	DATA=$1 REPO=$2
	shift 2
	command -v sx >/dev/null || die "there is no sx on the PATH"
	for file; do
		[ -f "$DATA/$file" ] || die "there is no '$file' in '$DATA'; is this the folder the source published?"
		[ -s "$DATA/$file" ] || die "'$DATA/$file' is empty"
	done
	[ -d "$REPO" ] || run sx init "$REPO"
}

# The people a source does not have, but whose desk the work is on.
person() { # id, name
	sx -C "$REPO" person show "$1" >/dev/null 2>&1 ||
		run sx -C "$REPO" person add "$2" --slug "$1" --email "$1@desk.example"
}
