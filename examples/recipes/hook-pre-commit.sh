#!/bin/sh
# For .git/hooks/pre-commit of a clone: `git commit` by hand is refused while a record is wrong.
# sx does not need it: its own commands, `sx commit` among them, check what they write. It looks at the work tree, so
# what is edited and not staged counts too.
sx check && exit 0
echo 'not committed: mend what sx check lists, or use sx commit' >&2
exit 1
