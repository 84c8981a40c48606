# The storm: five clones of one hub in random work, all of them sharing at random.
#
#	sh tests/storm.sh [--seeds N] [--seed S] [--ops M] [--jobs J] [--keep DIR] [--verbose]
#
# N storms from seed S on, M operations a clone; ten small ones by themselves, with SX_LONG=1 a hundred of a thousand
# operations a clone (hours; SX=build-gcc/sx is the build to do it with). The same seed is the same operations; ids, and what
# a race or a kill -9 hits, differ. --keep leaves the clones of a storm that failed, with the log of its commands, in DIR/SEED.
#
# storm.py does what people do: records of six kinds made and eight changed, fields of every merge rule, notes, steps, undo,
# readings, meetings opened on one day, attached files, edits by hand that are recorded or left lying, settings, ids drawn
# twice, conflicts settled. And it shares: syncs, two at once in a clone, all at once, killed, offline, from a file, beside
# plain git pull and push. The clocks of the clones are apart by up to a day. A command that exits with 0 must be seen in the
# files at once, and whenever a sync has ended, however, the files must be the branch's and edits by hand as they were.
#
# In the end, when all have synced until nothing is new, storm_claims.py asks git, never sx:
#
# - All clones and the hub have one tree; git fsck --strict, sx check and sx doctor are clean in each.
# - sx verify finds nothing wrong in the history: whatever people and plain git did, each commit is one that it would make.
# - Every commit that a command acknowledged is in the history.
# - Every value that a commit brought into a field, or chose by settling, is in the record's field, or in its conflicts, or
#   was taken away by another commit, none that the first had seen, in whose parent the field or the conflicts had it.
#   So merges take nothing away: only somebody who had the value before him does.
# - A value that a commit took away is there again only where another commit, none that the first had seen, has brought it, or
#   has turned down another value of the same field: then it waits. So merges bring nothing back.
# - Register numbers of each kind, site and year have no gap and no double, and no record has ever had two.
# - No record is there twice, and none holds git's marks.
#
# Then every conflict is settled, one after the other, and all of it holds again.
#
# Not claimed, as sx-merge(7) has it: of the marks of making of a record that two have made (a meeting) one stands; a record
# that one took back and another changed stays, with all it had; of what waits as a whole (groups, entries, maps, texts) all
# waits, with the parts that only one side had changed. Links to what somebody else has taken back, and circles of two that each
# made a half of, are found by sx check and taken out here, as people would do; the configuration, changed in the same lines, is
# brought together by hand, with git.
. "${SX_SOURCE:-.}/tests/lib.sh"
unset FAKETIME GIT_AUTHOR_DATE GIT_COMMITTER_DATE
export FROZEN
trap 'cd / && rm -rf "$TMP"' EXIT # the plan is the other program's
if [ $# = 0 ] && [ -n "${SX_LONG-}" ]; then
	set -- --seeds 100 --ops 1000 --jobs 2
elif [ $# = 0 ]; then
	set -- --seeds 10 --ops 12 --jobs 2
fi
TMPDIR=$TMP PYTHONDONTWRITEBYTECODE=1 python3 "$SX_SOURCE/tests/storm.py" "$@"
