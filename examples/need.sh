#!/bin/sh
# Install what is missing of the named Debian packages: what building and running sx needs, and PACKAGE... besides
set -eu
export DEBIAN_FRONTEND=noninteractive
build='gcc libc6-dev meson ninja-build pkg-config python3 git tzdata
	libglib2.0-dev libgit2-dev libyaml-dev libpcre2-dev libsqlite3-dev libjansson-dev zlib1g-dev libpq-dev'
runs='openssh-client' # ssh-keygen signs

missing=
# shellcheck disable=SC2086
for package in $build $runs "$@"; do
	case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
	installed) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

echo "installing:$missing" >&2
root=
[ "$(id -u)" = 0 ] || root='sudo env DEBIAN_FRONTEND=noninteractive'
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A source that is down matters only when the packages cannot be had.
# shellcheck disable=SC2086
{
	$root apt-get -q update || :
	$root apt-get -q install -y --no-install-recommends $missing
} </dev/null >"$log" 2>&1 || {
	tail -n 20 "$log" >&2
	echo "cannot install:$missing" >&2
	exit 1
}
