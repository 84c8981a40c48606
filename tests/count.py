#!/usr/bin/env python3
"""Sum the TAP tests in meson's logs: prints 'PASSED FAILED SKIPPED', and on standard error what failed."""
import json
import re
import sys

passed = failed = skipped = 0
for path in sys.argv[1:]:
    try:
        with open(path, encoding='utf-8', errors='replace') as f:
            runs = [json.loads(line) for line in f]
    except OSError:
        runs = []
    if not runs:
        print('no tests ran:', path, file=sys.stderr)
        failed += 1
    for run in runs:
        lines = (run.get('stdout') or '').splitlines()
        bad = 0
        for line in lines:
            test = re.match(r'(not )?ok\b([^#]*)(?:# *(SKIP|TODO))?', line)
            if not test:
                continue
            if test[3]:  # a bug known to be broken is no pass either; that it passes fails the file
                skipped += 1
            elif test[1]:
                bad += 1
            else:
                passed += 1
        if run['result'] not in ('OK', 'EXPECTEDFAIL', 'SKIP') and not bad:
            bad = 1  # it crashed, took too long, or left its plan
        failed += bad
        if bad:
            print('\n==== %s: %s, status %s' % (run['name'], run['result'], run.get('returncode')), file=sys.stderr)
            shown = [line for line in lines if not re.match(r'ok\b', line)][-120:]
            print('\n'.join(shown + (run.get('stderr') or '').splitlines()[-40:]), file=sys.stderr)
print(passed, failed, skipped)
