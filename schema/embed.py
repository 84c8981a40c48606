#!/usr/bin/env python3
"""Write every data file under a folder as a C table: embed.py FOLDER OUT.c DEPFILE"""
import hashlib
import os
import sys

folder, out, depfile = sys.argv[1:]
paths = sorted(os.path.relpath(os.path.join(top, name), folder)
               for top, _, names in os.walk(folder) for name in names if name.endswith('.yaml'))
with open(out, 'w', encoding='ascii') as c:
    c.write('/* Made by schema/embed.py. */\n#include "data.h"\n\n')
    sums = []
    for i, path in enumerate(paths):
        with open(os.path.join(folder, path), 'rb') as f:
            data = f.read() + b'\0'
        sums.append(hashlib.sha256(data[:-1]).hexdigest())
        rows = [','.join(map(str, data[at:at + 32])) for at in range(0, len(data), 32)]
        c.write('static const unsigned char file_%d[] = {\n%s};\n' % (i, ',\n'.join(rows)))
    c.write('\nconst struct data_file data_files[] = {\n')
    for i, path in enumerate(paths):
        c.write('\t{"%s", (const char *)file_%d, sizeof(file_%d) - 1, "%s"},\n' % (path, i, i, sums[i]))
    c.write('\t{NULL, NULL, 0, NULL},\n};\n')
with open(depfile, 'w', encoding='utf-8') as d:
    # the folders too: their time changes when a file comes or goes
    watched = [top for top, _, _ in os.walk(folder)] + [os.path.join(folder, p) for p in paths]
    d.write('%s: %s\n' % (out, ' '.join(w.replace(' ', '\\ ') for w in watched)))
