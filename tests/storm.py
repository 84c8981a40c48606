"""The storm: clones of one hub in random work, all of them sharing at random. Called by storm.sh, which says what must hold.

storm.py [--seeds N] [--seed S] [--ops M] [--clones C] [--jobs J] [--keep DIR] [--verbose]
prints TAP, a test for each seed. The same seed is the same operations; ids, and what a race or a kill hits, may differ.
"""
import argparse
import collections
import concurrent.futures
import ctypes
import datetime
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import yaml

import storm_claims as claims

START = datetime.datetime(2026, 12, 27, 6, 0, 0)  # a year ends in a long storm
SITES = ['PUN', 'GDN', 'TUL']
TIDY = 400  # operations from one time that git tidies up to the next
SOURCE = os.environ.get('SX_SOURCE', '.')
FROZEN = dict(word.split('=', 1) for word in os.environ.get('FROZEN', '').split())  # as the sx on PATH has it
ADDED = ['action', 'action', 'action', 'capa', 'finding', 'risk', 'issue', 'decision']
VERBS = {
    'action': ['start', 'progress', 'block', 'unblock', 'done', 'verify', 'return', 'cancel', 'extend', 'reassign'],
    'capa': ['submit', 'accept', 'extend', 'reassign', 'void', 'cancel', 'reject'],
    'finding': ['answer', 'return', 'close', 'extend', 'reassign'], 'risk': ['review', 'occur', 'close', 'reassign'],
    'issue': ['park', 'resume', 'resolve', 'extend', 'reassign'], 'decision': ['implement', 'withdraw', 'postpone'],
    'kpi': ['retarget', 'reassign'], 'objective': ['approve', 'extend', 'reassign'], 'meeting': ['close']}
HOT = {  # what people change most, so that they meet
    'action': ['title', 'priority', 'class', 'tags', 'contributors', 'outcome', 'progress', 'deliverable', 'needs'],
    'capa': ['title', 'problem', 'severity', 'occurrence', 'detection', 'class', 'class_why', 'reportable', 'equipment', 'lots', 'team', 'site'],
    'finding': ['title', 'description', 'class', 'lots', 'response', 'site'], 'risk': ['title', 'likelihood', 'impact', 'plan', 'tags'],
    'issue': ['title', 'description', 'priority', 'tags'], 'decision': ['title', 'rationale', 'consulted', 'options'],
    'kpi': ['title', 'red', 'target', 'formula', 'guardrail', 'tags'], 'objective': ['title', 'rationale', 'contributors', 'weight'],
    'meeting': ['place', 'chair', 'attendees', 'summary', 'time']}
REFUSED = {3, 4, 5, 6}  # what a command may answer to a person; all others are faults


class Fault(Exception):
    pass


class Clone:
    def __init__(self, storm, n):
        self.n, self.person, self.site = n, f'p{n}', SITES[n % len(SITES)]
        self.dir, self.home = f'{storm.dir}/clone{n}', f'{storm.dir}/home{n}'
        self.away, self.edited, self.born, self.listed = 0, {}, {}, (None, [])
        # Their clocks disagree by hours; the last digit of a second is the clone's, so no two records are made at once.
        self.skew = [0, 0, -2, 9, -12][n % 5]
        os.makedirs(self.home)
        with open(f'{self.home}/.gitconfig', 'w', encoding='utf-8') as file:
            file.write(f'[user]\nname = P{n}\nemail = p{n}@plant.example\n[init]\ndefaultBranch = main\n[gc]\nauto = 0\n')

    def head(self):
        try:
            with open(f'{self.dir}/.git/refs/heads/main', encoding='utf-8') as file:
                return file.read().strip()
        except FileNotFoundError:
            return claims.git(self.dir, 'rev-parse', 'main').strip()

    def read(self, path):
        with open(f'{self.dir}/{path}', encoding='utf-8') as file:
            return file.read()

    def records(self, kinds):
        """Paths, what was made first in front: in the same order whatever the ids are. Read anew when something may be another."""
        state = (self.head(), *self.edited)
        if self.listed[0] != state:
            self.listed = (state, sorted(self.found()))
        return [path for _, _, path in self.listed[1] if path.split('/', 1)[0] in kinds]

    def found(self):
        for at, folders, files in os.walk(self.dir):
            if at == self.dir:
                folders[:] = [name for name in folders if name[0] != '.' and name != 'evidence']
            for path in (os.path.relpath(f'{at}/{name}', self.dir) for name in files if at != self.dir and name.endswith('.yaml')):
                if path not in self.born:
                    m = re.search(r'^created: (.*)$', self.read(path), re.M)
                    self.born[path] = datetime_key(m[1] if m else '')
                yield self.born[path], path if re.match('(kpi|objective|meeting|person)/', path) else '', path


def datetime_key(text):
    return datetime.datetime.fromisoformat(text).timestamp() if text else 0


def name_of(path):
    kind, rest = path.split('/', 1)
    rest = rest[:-5]
    return rest.split('/')[-1] if kind != 'meeting' else rest.replace('/', '-')


def parsed(text):
    return yaml.load(text, claims.LOADER)


class Storm:
    def __init__(self, seed, options, schema):
        self.seed, self.options, self.schema = seed, options, schema
        self.dir = tempfile.mkdtemp(prefix=f'storm-{seed}.')
        self.log = open(f'{self.dir}/log', 'w', encoding='utf-8')
        self.step, self.acknowledged, self.answers = 0, [], collections.Counter()
        self.r = random.Random(f'{seed}')
        self.clones = [Clone(self, n) for n in range(options.clones)]

    # --- running things

    def say(self, text):
        self.log.write(text + '\n')
        self.log.flush()
        if self.options.verbose:
            print('# ' + text.replace('\n', '\n# '), flush=True)

    def env(self, c):
        now = START + datetime.timedelta(seconds=self.step * 140 + c.n, hours=c.skew)
        return dict(os.environ, HOME=c.home, FAKETIME=now.strftime('%Y-%m-%d %H:%M:%S'), TZ='UTC',
                    GIT_AUTHOR_DATE=now.strftime('%Y-%m-%dT%H:%M:%SZ'), GIT_COMMITTER_DATE=now.strftime('%Y-%m-%dT%H:%M:%SZ'))

    def start(self, c, *words, cwd=None):
        self.say(f'{self.step} {c.person}$ ' + ' '.join(repr(w) if ' ' in w or '\n' in w else w for w in words))
        env = self.env(c)
        if words[0] == 'sx':
            words, env = (os.environ['SX'], *words[1:]), dict(env, **FROZEN)
        return subprocess.Popen(words, cwd=cwd or c.dir, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, start_new_session=True)

    def end(self, c, p, allowed, what):
        out, errors = p.communicate()
        self.say(f'  [{p.returncode}] {out.rstrip()} {errors.rstrip()}')
        if p.returncode not in allowed and 'is already' not in errors:  # which is no change to make
            raise Fault(f'{what} ended with {p.returncode} in {c.dir}: {errors}')
        self.answers[f'{what} {p.returncode}'] += 1
        return p.returncode, out, errors

    def run(self, c, *words, allowed=(0,), what=None, cwd=None):
        return self.end(c, self.start(c, *words, cwd=cwd), allowed, what or ' '.join(words[:3]))

    def sx(self, c, what, *words, cwd=None):
        """A command of a person; what it acknowledged is noted, and None given when it refused."""
        code, out, _ = self.run(c, 'sx', '--json', *words, allowed={0} | REFUSED, what=what, cwd=cwd)
        if code:
            return None
        self.acknowledged.append((c.n, c.head(), ' '.join(words)))
        return json.loads(out)['data']

    # --- before

    def begin(self):
        c, base = self.clones[0], f'{self.dir}/base'
        self.run(c, 'sx', 'init', '--person', 'p0', base, cwd=self.dir)
        with open(f'{base}/.sx/config.yaml', 'a', encoding='utf-8') as file:
            file.write('sites:\n  - {code: PUN, name: Pune, zone: Asia/Kolkata}\n  - {code: GDN, name: Gdansk, zone: Europe/Warsaw}\n'
                       '  - {code: TUL, name: Tulsa, zone: America/Chicago}\nholidays:\n  - 2026-01-01\nfilters:\n  mine: "is:mine"\n')
        self.run(c, 'sx', 'commit', '-m', 'three plants', cwd=base)
        for words in [['person', 'add', f'p{n}', f'P{n}', '--email', f'p{n}@plant.example'] for n in range(1, len(self.clones))] + [
                ['objective', 'add', 'cost', 'Low cost', '--owner', 'p0'], ['kpi', 'add', 'oee', 'OEE', '--owner', 'p0', '--target', '80', '--red', '60'],
                ['kpi', 'add', 'otif', 'OTIF', '--owner', 'p1', '--target', '95', '--red', '90'],
                ['action', 'add', 'Replace the seal', '--owner', 'p1', '--due', '+2w'], ['action', 'add', 'Paint the door', '--owner', 'p2', '--due', '+2w', '--class', 'safety'],
                ['capa', 'add', 'Leak at press 4', '--owner', 'p2', '--due', '+4w', '--problem', 'It leaks.\nAt night.\nSince May.'],
                ['finding', 'add', 'No label', '--type', 'deviation', '--owner', 'p3', '--due', '+3w']]:
            self.step += 1
            self.run(c, 'sx', *words, cwd=base)
        self.run(c, 'git', 'clone', '-q', '--bare', base, f'{self.dir}/hub.git', cwd=self.dir)
        for c in self.clones:
            self.run(c, 'sx', 'clone', '--site', c.site, f'{self.dir}/hub.git', c.dir, cwd=self.dir)

    # --- what people do; each takes a clone and the dice of its own

    def word(self, r, more=''):
        return f'{r.choice(["seal", "pump", "door", "label", "press"])} {self.step}{more}'

    def pick(self, c, r, kinds=None):
        paths = [p for p in c.records(kinds or HOT) if p not in c.edited]
        few = paths[:7] + paths[-5:]
        return r.choice(few if r.random() < .7 else paths) if paths else None

    def value(self, c, r, path, name):
        """A new value of a field, as options."""
        kind, data = path.split('/')[0], parsed(c.read(path))
        field = self.schema.field(kind, name)
        old, people = data.get(name), r.sample([k.person for k in self.clones], 2)
        if name == 'time':
            return [f'{r.randrange(24):02}:{r.randrange(60):02}']
        if name in ('red', 'target', 'weight'):
            return [f'{ {"red": 0, "target": 70, "weight": 1}[name] + self.step % 5000 / 1000}']
        if field.get('type') == 'ref':
            if 'person' not in field['to']:
                people = [name_of(p) for p in c.records(field['to'])][-4:]
            old = old if isinstance(old, list) else []
            return sorted((set(old) ^ {r.choice(people)}) if field.get('list') and people else people[:1])
        if field.get('type') == 'enum':
            return [r.choice(field['values'])]
        if field.get('type') == 'integer':
            return [str(r.randint(int(field.get('min', 0)), int(field.get('max', 9))))]
        if field.get('type') == 'site':
            return [r.choice(SITES)]
        if field.get('list'):
            old = old or []
            gone = r.choice(old) if old and r.random() < .4 else None
            return [o for o in old if o != gone] + [self.word(r).replace(' ', '-')] * (r.random() < .8)
        if field.get('type') == 'text':
            lines = (old or '').split('\n')
            at = r.randrange(len(lines) + 1)
            lines[at:at + r.choice([0, 0, 1])] = [self.word(r)] * r.choice([1, 1, 2])
            return ['\n'.join(dict.fromkeys(line for line in lines if line))]
        return [] if r.random() < .1 and name != 'title' else [self.word(r)]

    def do_add(self, c, r):
        kind = r.choice(ADDED)
        words = [kind, 'add', f'{self.word(r)}']
        if kind in ('action', 'capa', 'finding', 'issue'):
            words += ['--owner', f'p{r.randrange(len(self.clones))}', '--due', f'+{r.randrange(1, 90)}d']
        words += {'finding': ['--type', 'deviation'], 'risk': ['--owner', c.person, '--review', '+30d'], 'decision': ['--by', c.person],
                  'action': ['--class', r.choice(['operational', 'safety'])], 'capa': ['--origin', 'incident', '--problem', 'It.\nIs.\nBad.']}.get(kind, [])
        data = self.sx(c, 'add', *words)
        if data and data['title'] not in c.read(data['path']):
            raise Fault(f'{data["id"]} was acknowledged and is not there')

    def do_set(self, c, r):
        path = self.pick(c, r)
        words, wanted = [], {}
        for name in r.sample(HOT[path.split('/')[0]], r.choice([1, 1, 1, 2])):
            wanted[name] = self.value(c, r, path, name)
            words += [f'{name}={v}' for v in wanted[name]] or [f'{name}=']
        if self.sx(c, 'set', path.split('/')[0], 'set', name_of(path), *words):
            data = parsed(c.read(path))
            for name, values in wanted.items():
                now = data.get(name) or []
                if [v.strip() for v in (now if isinstance(now, list) else [now])] != values:
                    raise Fault(f'{path}: {name} is {now} and was set to {values}')

    def do_note(self, c, r):
        path, text = self.pick(c, r), self.word(r, ' noted')
        if self.sx(c, 'note', path.split('/')[0], 'note', name_of(path), text) and text not in c.read(path):
            raise Fault(f'{path}: the note {text} is lost at once')

    def do_verb(self, c, r):
        path = self.pick(c, r, VERBS)
        kind = path.split('/')[0]
        verb = r.choice(VERBS[kind])
        words = [kind, verb, name_of(path)]
        words += {'extend': [f'+{r.randrange(1, 200)}d'], 'postpone': [f'+{r.randrange(1, 200)}d'], 'progress': [str(r.randrange(100))],
                  'reassign': [f'p{r.randrange(len(self.clones))}'], 'review': ['--review', f'+{r.randrange(9, 99)}d'],
                  'answer': ['--response', self.word(r)], 'resolve': ['--answer', self.word(r)], 'block': ['--waiting-for', self.word(r)],
                  'retarget': ['--target', f'{70 + self.step % 5000 / 1000}']}.get(verb, [])
        self.sx(c, 'verb', *words, '-m', self.word(r))

    def do_undo(self, c, r):
        self.sx(c, 'undo', 'undo', '-m', self.word(r))

    def do_reading(self, c, r):
        kpi, period, value = r.choice(['oee', 'otif']), f'2026-{r.randint(6, 12):02}', f'{r.randint(50, 99)}.{self.step:05}'
        if self.sx(c, 'reading', 'kpi', 'record', kpi, period, value, '-m', self.word(r)) and value not in c.read(f'reading/{kpi}/2026.yaml'):
            raise Fault(f'the reading {value} is lost at once')

    def do_meeting(self, c, r):
        day = (START + datetime.timedelta(days=self.step // 500)).strftime('%Y-%m-%d')
        self.sx(c, 'meeting', 'meeting', 'open', r.choice(['weekly', 'leadership']), '--date', day, '--chair', c.person)

    def do_attach(self, c, r):
        name = f'{self.dir}/proof-{r.randrange(9)}.txt' if r.random() < .3 else f'{self.dir}/proof-{self.step}.txt'
        with open(name, 'w', encoding='utf-8') as file:
            file.write(f'what {name[-9:]} shows\n')
        path = self.pick(c, r)
        self.sx(c, 'attach', path.split('/')[0], 'attach', name_of(path), name)

    def do_edit(self, c, r):
        """By hand: an entry of a keyed list, a part of one, a title with a comment above."""
        path = self.pick(c, r, ['capa', 'action', 'finding'])
        text = c.read(path)
        if path.startswith('capa/') and r.random() < .7:
            name = r.choice(['containment', 'causes'])
            entry = {'containment': f'  - what: c{self.step}\n', 'causes': f'  - id: c{self.step}\n    text: {self.word(r)}\n    kind: root\n'}[name]
            part = re.search(r'^    (done_on|text): .*\n', text, re.M) if r.random() < .3 else None
            if part:
                new = '2026-12-%02d' % (self.step % 28 + 1) if part[1] == 'done_on' else self.word(r)
                text = text.replace(part[0], f'    {part[1]}: {new}\n', 1)
            elif f'\n{name}:\n' in text:
                text = text.replace(f'\n{name}:\n', f'\n{name}:\n{entry}', 1)
            else:
                text += f'{name}:\n{entry}'
        else:
            above = f'# {self.word(r)}\n' if r.random() < .4 else ''
            text = re.sub(r'^title: .*$', f'{above}title: {self.word(r)}', text, count=1, flags=re.M)
        with open(f'{c.dir}/{path}', 'w', encoding='utf-8') as file:
            file.write(text)
        c.edited[path] = text
        if r.random() < .8:
            self.record_edits(c)

    def record_edits(self, c):
        """What was edited by hand, recorded; what is refused is given up, as a person would after reading why."""
        if not c.edited:
            return
        for path, text in c.edited.items():
            if c.read(path) != text:
                raise Fault(f'{path}: an edit that was not recorded was overwritten')
        if self.sx(c, 'commit', 'commit', '-m', f'by hand {self.step}') is None:
            self.run(c, 'git', 'checkout', '-q', '--', *c.edited)
        c.edited = {}

    def do_config(self, c, r):
        self.record_edits(c)
        text = c.read('.sx/config.yaml')
        if r.random() < .5:
            text = text.replace('holidays:\n', f'holidays:\n  - 2027-{self.step % 12 + 1:02}-{self.step % 28 + 1:02}\n', 1)
        else:
            text += f'  f{self.step}: "tags:t{self.step}"\n'
        with open(f'{c.dir}/.sx/config.yaml', 'w', encoding='utf-8') as file:
            file.write(text)
        c.edited['.sx/config.yaml'] = text
        self.record_edits(c)

    def do_collide(self, c, r):
        """The same random id drawn in two clones that have not met since; each refers to its own."""
        other = r.choice([k for k in self.clones if k != c])
        self.record_edits(other)
        kind = r.choice(['action', 'risk'])
        words = {'action': ['--owner', c.person, '--due', '+9d'], 'risk': ['--owner', c.person, '--review', '+9d']}[kind]
        data = self.sx(c, 'add', kind, 'add', self.word(r), *words)
        if not data:
            return
        path = data['path']
        self.step += 1
        text = re.sub(r'^title: .*', f'title: {self.word(r)}', c.read(path), flags=re.M)
        text = re.sub(r'^created_by: .*', f'created_by: {other.person}', text, flags=re.M)
        text = re.sub(r'^created: .*', f'created: {self.env(other)["FAKETIME"].replace(" ", "T")}+00:00', text, flags=re.M)
        os.makedirs(os.path.dirname(f'{other.dir}/{path}'), exist_ok=True)
        with open(f'{other.dir}/{path}', 'w', encoding='utf-8') as file:
            file.write(text)
        other.edited[path] = text
        self.record_edits(other)
        for k in (c, other):
            if os.path.exists(f'{k.dir}/{path}'):
                self.sx(k, 'add', 'action', 'add', self.word(r), '--owner', k.person, '--due', '+9d',
                        *(['--needs', data['id']] if kind == 'action' else ['--source', data['id']]))

    def do_resolve(self, c, r):
        code, out, _ = self.run(c, 'sx', '--json', 'conflicts', allowed={0, 1}, what='conflicts')
        rows = sorted(json.loads(out)['data'], key=lambda row: (row['field'], str(row['entry']), str(row['value'])))
        if code:
            row = r.choice(rows)
            same = [x for x in rows if (x['id'], x['field'], x['entry']) == (row['id'], row['field'], row['entry'])]
            self.settle(c, same, r.choice(same))

    def settle(self, c, rows, row):
        """By the words a person would take: whose value, or which."""
        who = ['--by', row['by']] if row['by'] and [x['by'] for x in rows].count(row['by']) == 1 else ['--value', row['value'] or '']
        return self.sx(c, 'resolve', 'resolve', row['id'], row['field'], *([row['entry']] if row['entry'] else []), *who, '-m', f'agreed {self.step}')

    # --- sharing

    def sync(self, c, *words, allowed=(0, 1)):
        """A sync, and what must be so whenever one has ended: the files are the branch's, and edits are as they were."""
        before = c.head()
        code, out, errors = self.run(c, 'sx', 'sync', *words, allowed=set(allowed) | {6} | ({8} if c.away else set()), what='sync')
        if code == 6:
            self.in_the_way(c, errors)
        self.settled(c, before)
        return code

    def settled(self, c, before):
        c.born = {}
        if c.head() != before and subprocess.run(['git', '-C', c.dir, 'merge-base', '--is-ancestor', before, 'HEAD'], check=False).returncode:
            raise Fault(f'clone {c.n} lost {before}')
        status = claims.git(c.dir, 'status', '--porcelain')
        if sorted(line[3:] for line in status.splitlines()) != sorted(c.edited):
            raise Fault(f'clone {c.n} is between two states:\n{status}')
        for path, text in c.edited.items():
            if c.read(path) != text:
                raise Fault(f'{path}: an edit that was not recorded was overwritten')

    def in_the_way(self, c, errors):
        """Exit 6: hand edits are recorded first; the configuration changed in the same lines is a person's work, with git."""
        if c.edited:
            self.record_edits(c)
        elif '.sx/config.yaml' in errors:
            self.pull(c)
        else:
            raise Fault(f'sync is in the way of itself: {errors}')

    def pull(self, c):
        if c.away:
            return
        self.record_edits(c)
        before = c.head()
        code, _, errors = self.run(c, 'git', 'pull', '-q', '--no-rebase', '--no-edit', allowed={0, 1}, what='git pull')
        lines = claims.git(c.dir, 'status', '--porcelain').splitlines() if code else []
        apart = any(line[:2] in ('AA', 'UU') and '/' in line and line[3:4] != '.' for line in lines)
        if apart and 'another record each with this id' in errors:  # which is for sx sync
            self.run(c, 'git', 'merge', '--abort')
            self.sync(c)
        elif code:
            for line in lines:
                if line[:2] in ('UU', 'AA') and line[3:].startswith('.sx/'):
                    text = re.sub(r'^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|).*\n', '', c.read(line[3:]), flags=re.M)
                    with open(f'{c.dir}/{line[3:]}', 'w', encoding='utf-8') as file:
                        file.write(text)
                elif line[:2] not in ('UD', 'DU'):
                    if 'U' in line[:2] or line[:2] in ('AA', 'DD'):
                        raise Fault(f'git pull leaves {line}')
                    continue
                self.run(c, 'git', 'add', line[3:], what='git add')
            self.run(c, 'git', 'commit', '-q', '--no-edit', what='git commit')
        self.settled(c, before)

    def do_sync(self, c, r):
        self.sync(c)

    def do_twice(self, c, r):
        """Two at once in one clone."""
        before = c.head()
        both = [self.start(c, 'sx', 'sync') for _ in range(2)]
        codes = [self.end(c, p, {0, 1, 6, 8}, 'sync twice')[0] for p in both]
        self.settled(c, before)
        if 8 in codes and not c.away:
            self.say('  one of two gave up')

    def do_all(self, c, r):
        """Everybody at once."""
        heads = [k.head() for k in self.clones]
        running = [(k, self.start(k, 'sx', 'sync')) for k in self.clones]
        for (k, p), head in zip(running, heads):
            code, _, errors = self.end(k, p, {0, 1, 6, 8}, 'sync all')
            if code == 6:
                self.in_the_way(k, errors)
            self.settled(k, head)

    def do_kill(self, c, r):
        before, after = c.head(), r.choice([.001, .02, .1, .3]) * r.random()
        p = self.start(c, 'sx', r.choice(['sync', 'sync', 'sync', 'undo', 'check']))
        time.sleep(after)
        if r.random() < .5:
            os.killpg(p.pid, signal.SIGKILL)
        else:
            p.kill()
        self.end(c, p, {0, 1, 3, 4, 5, 6, 8, -9}, 'killed')
        while True:  # what it started may go on for a while
            try:
                if os.waitpid(-p.pid, 0)[0] == 0:
                    break
            except ChildProcessError:
                break
        for name in (f'/dev/shm/faketime_shm_{p.pid}', f'/dev/shm/sem.faketime_sem_{p.pid}'):  # which the clock's library left
            if os.path.exists(name):
                os.unlink(name)
        self.run(c, 'sx', 'status', what='status')  # any command finishes what a killed one left
        self.settled(c, before)

    def do_away(self, c, r):
        """Offline for a while: the hub is not where it was."""
        if not c.away:
            self.run(c, 'git', 'remote', 'set-url', 'origin', f'{self.dir}/nowhere.git')
        c.away = max(c.away, r.randint(2, 15))

    def back(self, c):
        self.run(c, 'git', 'remote', 'set-url', 'origin', f'{self.dir}/hub.git')
        c.away = 0

    def do_pull(self, c, r):
        self.pull(c)

    def do_push(self, c, r):
        self.run(c, 'git', 'push', '-q', 'origin', 'main', allowed={0, 1, 128}, what='git push')

    def do_stick(self, c, r):
        """From one clone to another in a file, past the hub."""
        other, name = r.choice([k for k in self.clones if k != c]), f'{self.dir}/stick-{self.step}'
        self.record_edits(other)
        self.run(c, 'sx', 'sync', f'clone{other.n}', '--to', name, allowed={0, 4}, what='sync --to')
        if os.path.exists(name):
            self.sync(other, f'clone{c.n}', '--from', name)

    def do_dry(self, c, r):
        head, refs = c.head(), claims.git(c.dir, 'for-each-ref', 'refs/heads')
        self.run(c, 'sx', 'sync', '--dry-run', allowed={0, 1, 6, 8}, what='sync -n')
        if c.head() != head or claims.git(c.dir, 'for-each-ref', 'refs/heads') != refs:
            raise Fault('a dry run has changed a branch')

    WEIGHTS = {'add': 12, 'set': 30, 'note': 8, 'verb': 18, 'undo': 4, 'reading': 6, 'meeting': 3, 'attach': 3, 'edit': 8, 'config': 1,
               'collide': 1.5, 'resolve': 8, 'sync': 14, 'twice': 1.5, 'all': 1, 'kill': 4, 'away': 1, 'pull': 3, 'push': 2, 'stick': 1, 'dry': 1}

    def rage(self):
        order = [c for c in self.clones for _ in range(self.options.ops)]
        self.r.shuffle(order)
        for c in order:
            self.step += 1
            r = random.Random(f'{self.seed} {self.step}')  # dice of its own, so that a lost race shifts nothing behind it
            c.away = c.away - 1 if c.away > 1 else (self.back(c) or 0 if c.away else 0)
            what = r.choices(list(self.WEIGHTS), self.WEIGHTS.values())[0]
            if c.edited and what not in ('edit', 'sync', 'kill', 'dry', 'set', 'note', 'verb', 'away', 'push'):
                self.record_edits(c)
            self.say(f'-- {self.step} {what}')
            getattr(self, 'do_' + what)(c, r)
            if self.step % TIDY == 0:
                self.tidy()

    def tidy(self):
        """What git does by itself now and then, here when nothing else runs: loose objects and refs are packed."""
        for where in [k.dir for k in self.clones] + [f'{self.dir}/hub.git']:
            claims.git(where, 'gc', '-q')

    # --- after

    def calm(self):
        for c in self.clones:
            if c.away:
                self.back(c)
            self.record_edits(c)
        for _ in range(6):
            for c in self.clones:
                self.step += 1
                self.sync(c)
            if len({c.head() for c in self.clones} | {self.hub()}) == 1:
                return
        raise Fault('the clones do not come to the same end')

    def hub(self):
        return claims.git(f'{self.dir}/hub.git', 'rev-parse', 'main').strip()

    def mend(self):
        """Links to what another clone took back, and two that lead back, are nobody's fault alone; a person takes them out, one by one."""
        c = self.clones[0]
        for _ in range(50):
            code, out, _ = self.run(c, 'sx', '--json', 'check', allowed={0, 1}, what='check')
            if not code:
                return
            row = json.loads(out)['data'][0]
            if row['rule'] not in ('link', 'link-circle'):
                raise Fault(f'sx check: {row}')
            text, at = c.read(row['file']).split('\n'), int(row['line']) - 1
            entry = text.pop(at)
            if entry.startswith(' ') and not text[at].startswith(' ') and text[at - 1].endswith(':'):  # the only one of its list
                del text[at - 1]
            with open(f'{c.dir}/{row["file"]}', 'w', encoding='utf-8') as file:
                file.write('\n'.join(text))
            c.edited[row['file']] = '\n'.join(text)
            self.record_edits(c)

    def judge(self):
        faults = []
        hub = f'{self.dir}/hub.git'
        if len({claims.git(c.dir, 'rev-parse', 'HEAD^{tree}') for c in self.clones} | {claims.git(hub, 'rev-parse', 'main^{tree}')}) != 1:
            faults.append('the trees differ')
        for where in [c.dir for c in self.clones] + [hub]:
            p = subprocess.run(['git', '-C', where, 'fsck', '--strict', '--no-dangling'], capture_output=True, text=True, check=False)
            if p.returncode or p.stdout.strip():
                faults.append(f'git fsck in {where}: {p.stdout} {p.stderr}')
        for c in self.clones:
            self.run(c, 'sx', 'check', what='check')
            self.run(c, 'sx', 'doctor', what='doctor')
        self.run(self.clones[0], 'sx', '--git-dir', hub, 'check', what='check')
        self.run(self.clones[3], 'sx', '--git-dir', hub, 'verify', what='verify')  # whose clock is ahead: nothing is of the future
        judge = claims.Judge(hub, 'main', self.schema)
        faults += [f'acknowledged and gone: {words} of clone {n}, {oid}' for n, oid, words in self.acknowledged if not judge.has(oid)]
        more, ways = judge.claims()
        judge.close()
        return faults + more, ways, len(judge.commits)

    def settle_all(self):
        """Every conflict can be settled, and then nothing waits anywhere."""
        c, left = self.clones[0], 1
        for _ in range(200):
            self.step += 1
            left, out, _ = self.run(c, 'sx', '--json', 'conflicts', allowed={0, 1}, what='conflicts')
            rows = json.loads(out)['data']
            if not left:
                break
            same = [x for x in rows if (x['id'], x['field'], x['entry']) == (rows[0]['id'], rows[0]['field'], rows[0]['entry'])]
            if self.settle(c, same, same[0]) is None:
                raise Fault(f'cannot be settled: {same}')
        if left:
            raise Fault('conflicts do not end')

    def blow(self):
        began = time.time()
        faults, ways, commits = [], {}, 0
        try:
            self.begin()
            self.rage()
            self.calm()
            self.mend()
            self.calm()
            faults, ways, commits = self.judge()
            if not faults:
                self.settle_all()
                self.calm()
                faults, _, _ = self.judge()
        except Fault as fault:
            faults.append(f'at operation {self.step}: {fault}')
        self.log.close()
        return faults, f'{commits} commits, {len(self.acknowledged)} acknowledged; ' + ', '.join(f'{n} {w}' for w, n in ways.items()) + \
            f'; {time.time() - began:.0f} s', self.answers


def one(seed, options):
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # children of what is killed become ours, to be waited for
    storm = Storm(seed, options, claims.Schema(f'{SOURCE}/schema/kinds'))
    try:
        faults, line, answers = storm.blow()
    except Exception as e:  # pylint: disable=broad-except
        import traceback
        faults, line, answers = [f'at operation {storm.step}: {traceback.format_exc()[-1500:]}'], repr(e), storm.answers
    if faults and options.keep:
        shutil.copytree(storm.dir, f'{options.keep}/{seed}', symlinks=True, dirs_exist_ok=True)
    shutil.rmtree(storm.dir, ignore_errors=True)
    return faults, line, answers


def main():
    parser = argparse.ArgumentParser()
    for name, value in {'seeds': 1, 'seed': 1, 'ops': 60, 'clones': 5, 'jobs': 1}.items():
        parser.add_argument('--' + name, type=int, default=value)
    parser.add_argument('--keep')
    parser.add_argument('--verbose', action='store_true')
    options = parser.parse_args()
    total, failed = collections.Counter(), 0
    seeds = range(options.seed, options.seed + options.seeds)
    with concurrent.futures.ProcessPoolExecutor(options.jobs, max_tasks_per_child=None) as pool:
        for n, (seed, (faults, line, answers)) in enumerate(zip(seeds, pool.map(one, seeds, [options] * len(seeds))), 1):
            print(f'{"not " * bool(faults)}ok {n} - seed {seed}, {options.ops} operations a clone: {line}')
            for fault in faults[:40]:
                print('# ' + fault.replace('\n', '\n# '))
            sys.stdout.flush()
            failed += bool(faults)
            total += answers
    print(f'1..{options.seeds}')
    for what, count in sorted(total.items()):
        print(f'# {count} {what}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
