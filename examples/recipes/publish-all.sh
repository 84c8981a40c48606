#!/bin/sh
# Brings a PostgreSQL database up to date with every repository of a folder: publish-all.sh FOLDER DATABASE
# One that fails does not keep the others from it; the status is then that of the last that failed.
set -u
if [ $# != 2 ] || [ ! -d "$1" ]; then
	echo 'publish-all.sh: say the folder of the repositories and the database, as in postgresql://HOST/NAME' >&2
	exit 2
fi
status=0
for repository in "$1"/*.git "$1"/*/.git; do
	[ -e "$repository" ] || continue
	sx --git-dir "$repository" publish "$2" || {
		status=$?
		echo "publish-all.sh: $repository is not published" >&2
	}
done
exit $status
