#!/bin/sh
# For hooks/pre-receive of the shared bare repository: a push whose records are wrong is refused.
# What is pushed is unpacked beside the repository and checked there; that takes a moment on a large one. It holds the
# records of a push together; how each came about is in its commits.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" GIT_CONFIG_NOSYSTEM=1
while read -r old new ref; do
	case $ref in refs/heads/*) ;; *) continue ;; esac
	case $new in *[!0]*) ;; *) continue ;; esac
	rm -rf "$work/tree"
	mkdir "$work/tree"
	git archive "$new" | tar -x -C "$work/tree"
	( # git's own variables name the repository that is pushed to
		# shellcheck disable=SC2046
		unset $(git rev-parse --local-env-vars)
		unset GIT_QUARANTINE_PATH
		cd "$work/tree"
		git init -q
		git add -A
		git -c user.name=hook -c user.email=hook@localhost commit -qm "$ref"
		sx check
	) || {
		echo "$ref is refused: mend what is listed, and push again (was $old)"
		exit 1
	}
done
