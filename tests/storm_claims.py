"""What must be true of a repository after a storm: see storm.sh. Reads git and the files only, never asks sx."""
import collections
import json
import os
import re
import subprocess

import yaml

LOADER = type('Loader', (yaml.CBaseLoader,), {})
MARKS = re.compile(r'^(<<<<<<< |=======$|>>>>>>> )', re.M)
NUMBER = re.compile(r'(?P<register>[A-Z]+(-[A-Z]+)?-\d{4})-(?P<count>\d{3,})$')


def git(where, *words, **more):
    return subprocess.run(['git', '-C', where, *words], check=True, capture_output=True, text=True, **more).stdout


class Schema:
    """How the fields of each kind are merged, as far as it says what one change is."""

    def __init__(self, folder):
        self.kinds = {}
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                kind = yaml.load(file, LOADER)
            self.kinds[kind['kind']] = kind

    def field(self, kind, name):
        return self.kinds.get(kind, {}).get('fields', {}).get(name, {})

    def key(self, kind, name):
        return {'notes': None, 'evidence': 'file'}.get(name, self.field(kind, name).get('key'))


class Record:
    """One text of a record as the set of what it says. `says` is what stands in the fields, `waits` what is in conflicts."""

    def __init__(self, schema, path, text):
        self.path, self.kind, self.text = path, path.split('/')[0], text
        self.data = yaml.load(text, LOADER) if text else None
        self.says, self.waits, self.who = set(), set(), path
        if not self.data:
            return
        if re.search(r'/\d{4}/\d\d/', path):  # a random id: it may get another one, what was made when stays
            self.who = f"{self.kind} of {self.data.get('created')} by {self.data.get('created_by')}"
        for name, value in self.data.items():
            if name != 'conflicts':
                self.says |= set(self.atoms(schema, name, value))
        for line in re.findall(r'^# .*', text, re.M):
            self.says.add(('#', line))
        for one in self.data.get('conflicts') or []:
            self.waits |= set(self.waiting(schema, one))

    def atoms(self, schema, name, value):
        field = schema.field(self.kind, name)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            key = schema.key(self.kind, name)
            for entry in value:
                if not key:
                    yield name, json.dumps(entry, sort_keys=True)
                    continue
                for part, what in entry.items():
                    yield name, entry.get(key), part, json.dumps(what)
        elif isinstance(value, list):
            for item in value:
                yield name, item
        elif isinstance(value, dict):
            for part, what in value.items():
                yield name, part, json.dumps(what)
        elif field.get('type') == 'text':
            for line in value.split('\n'):
                if line:
                    yield name, line
        else:
            yield name, value

    def waiting(self, schema, one):
        name, value = one['field'], one.get('value')
        if value is None:
            return
        field = schema.field(self.kind, name)
        if one.get('entry') is not None:
            whole = yaml.load(value, LOADER)
            for part, what in whole.items() if isinstance(whole, dict) else ():
                yield name, one['entry'], part, json.dumps(what)
            return
        if field.get('group') or field.get('list') or field.get('type') == 'map':
            try:
                whole = yaml.load(value, LOADER)
            except yaml.YAMLError:
                whole = value
            if field.get('group') and isinstance(whole, dict):
                for part, what in whole.items():
                    yield from self.atoms(schema, part, what)
                return
            value = whole if isinstance(whole, (dict, list)) else value
        yield from self.atoms(schema, name, value)


class Objects:
    """The blobs of a repository, each parsed once."""

    def __init__(self, where, schema):
        self.schema, self.seen = schema, {}
        self.git = subprocess.Popen(['git', '-C', where, 'cat-file', '--batch'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def blob(self, oid):
        self.git.stdin.write(oid.encode() + b'\n')
        self.git.stdin.flush()
        size = int(self.git.stdout.readline().split()[2])
        return self.git.stdout.read(size + 1)[:-1].decode()

    def record(self, path, oid):
        if set(oid) == {'0'}:
            return Record(self.schema, path, '')
        if (path, oid) not in self.seen:
            self.seen[path, oid] = Record(self.schema, path, self.blob(oid))
        return self.seen[path, oid]

    def close(self):
        self.git.stdin.close()
        self.git.stdout.close()
        self.git.wait()


Commit = collections.namedtuple('Commit', 'oid parents subject changes')


def history(where, rev):
    """Every commit, oldest first, with what each that is no merge did to records: (path, blob before, blob after)."""
    out, now = [], None
    for line in git(where, 'log', '--reverse', '--topo-order', '--raw', '--no-abbrev', '--no-renames', '--root',
                    '--format=C %H|%P|%s', rev).split('\n'):
        if line.startswith('C '):
            oid, parents, subject = line[2:].split('|', 2)
            now = Commit(oid, parents.split(), subject, [])
            out.append(now)
        elif line.startswith(':'):
            _, _, before, after, rest = line.split(' ', 4)
            path = rest.split('\t', 1)[1]
            if path.endswith('.yaml') and not path.startswith('.'):
                now.changes.append((path, before, after))
    return out


class Judge:
    """Every change that was made by somebody, and what became of it."""

    def __init__(self, where, rev, schema):
        self.where, self.objects = where, Objects(where, schema)
        self.commits = history(where, rev)
        self.place = {c.oid: n for n, c in enumerate(self.commits)}
        self.before = []  # for each commit, a bit for each of its ancestors
        for c in self.commits:
            bits = 0
            for p in c.parents:
                bits |= self.before[self.place[p]] | 1 << self.place[p]
            self.before.append(bits)
        self.final = collections.defaultdict(list)
        for line in git(where, 'ls-tree', '-r', rev).split('\n'):
            if line.endswith('.yaml') and '\t.' not in line:
                path = line.split('\t', 1)[1]
                record = self.objects.record(path, line.split()[2])
                self.final[record.who].append(record)
        self.made, self.took = collections.defaultdict(list), collections.defaultdict(list)
        self.removed = collections.defaultdict(set)  # a record that is taken back here and changed there stays
        for n, c in enumerate(self.commits):
            if len(c.parents) < 2:
                self.look(n, c.changes)

    def look(self, n, changes):
        """What commit n added to the fields or settled, and what is in neither fields nor conflicts any more. A new id is no change."""
        old, new, held = (collections.defaultdict(set) for _ in range(3))
        for path, before, after in changes:
            was, now = self.objects.record(path, before), self.objects.record(path, after)
            old[was.who] |= was.says - was.waits
            held[was.who] |= was.says | was.waits
            if now.data:
                new[now.who] |= now.says - (now.waits & was.says)
                held[now.who, 'now'] |= now.says | now.waits
        for who in list(old):
            if (who, 'now') not in held:
                self.removed[n].add(who)
            for atom in held[who] - held.get((who, 'now'), set()):
                self.took[who, atom].append(n)
        for who in list(new):
            for atom in new[who] - old[who]:
                self.made[who, atom].append(n)

    def claims(self):
        """The faults, and how often each way for a change to be kept was the one."""
        faults, ways = [], collections.Counter()
        for (who, atom), commits in sorted(self.made.items(), key=str):
            now = self.final.get(who, [])
            for n in commits:
                if any(atom in r.says for r in now):
                    ways['in the record'] += 1
                elif any(atom in r.waits for r in now):
                    ways['in conflicts'] += 1
                elif any(self.before[d] >> n & 1 for d in self.took[who, atom]):
                    ways['changed later'] += 1
                elif any(d != n and not self.before[n] >> d & 1 for d in self.took[who, atom]):
                    ways['the same value, seen and changed elsewhere'] += 1
                elif not self.of_making(now, atom):
                    faults.append(f'lost: {atom} of {who}, made by {self.commits[n].oid[:10]} {self.commits[n].subject}')
        for (who, atom), commits in sorted(self.took.items(), key=str):
            now = [r for r in self.final.get(who, []) if atom in r.says]
            for n in commits if now and atom[0] != '#' else ():
                again = any(not self.before[n] >> d & 1 and d != n for d in self.made[who, atom]) or \
                    any(atom in r.waits for r in now) and self.otherwise(who, atom, n)
                if not again and who not in self.removed[n] and not any(self.is_part(r, atom) and atom in r.waits for r in now):
                    faults.append(f'came back: {atom} of {who}, removed by {self.commits[n].oid[:10]} {self.commits[n].subject}')
        return faults + self.single() + self.numbers() + self.texts(), ways

    def otherwise(self, who, atom, n):
        """Has somebody settled the same field otherwise, not knowing of commit n? Then all that either has left waits."""
        return any(not (self.before[n] >> d & 1 or self.before[d] >> n & 1 or d == n)
                   for (whose, other), commits in self.took.items() if whose == who and other[0] == atom[0] and other != atom for d in commits)

    def is_part(self, r, atom):
        """Of what waits as a whole: the part that only one side changed is there once more in the whole of the other."""
        field = self.objects.schema.field(r.kind, atom[0])
        return len(atom) > 2 or field.get('group') or field.get('type') == 'text'

    @staticmethod
    def of_making(now, atom):
        """The marks of the making of a record that two made: one stands, as sx-merge(7) says."""
        return atom[0] in ('created', 'created_by', 'first_due') and any(atom[0] in r.data for r in now)

    def single(self):
        return [f'twice: {who} is {[r.path for r in records]}' for who, records in self.final.items() if len(records) > 1]

    def texts(self):
        return [f'{r.path} holds marks' for records in self.final.values() for r in records if MARKS.search(r.text)]

    def numbers(self):
        """Register numbers: each once, none missing, none ever changed, and every record has one."""
        faults, registers = [], collections.defaultdict(dict)
        for who, records in self.final.items():
            for r in records:
                registered = self.objects.schema.kinds.get(r.kind, {}).get('register') == 'true'
                number = r.data.get('number')
                if not number:
                    if registered and not any(atom[0] == 'site' for atom in r.waits):
                        faults.append(f'{r.path} has no number')
                    continue
                m = NUMBER.match(number)
                if not registered or not m or int(m['count']) in registers[m['register']]:
                    faults.append(f'{r.path} has the wrong number {number}')
                if m:
                    registers[m['register']][int(m['count'])] = r.path
        for name, counts in registers.items():
            if sorted(counts) != list(range(1, len(counts) + 1)):
                faults.append(f'{name} has gaps: {sorted(counts)}')
        numbers = collections.defaultdict(set)
        for (_, r) in self.objects.seen.items():
            if r.data and r.data.get('number'):
                numbers[r.who].add(r.data['number'])
        for line in git(self.where, 'log', '--raw', '-m', '--no-abbrev', '--no-renames', '--format=', self.commits[-1].oid).split('\n'):
            m = re.match(r':\S+ \S+ \w+ (\w+) \S+\t((capa|commitment|decision|finding|risk)/.*)', line)
            r = self.objects.record(m[2], m[1]) if m else None
            if r and r.data and r.data.get('number'):
                numbers[r.who].add(r.data['number'])
        return faults + [f'{who} had several numbers: {n}' for who, n in numbers.items() if len(n) > 1]

    def has(self, oid):
        return oid in self.place

    def close(self):
        self.objects.close()
