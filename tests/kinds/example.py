#!/usr/bin/env python3
"""Example records of every kind, made from schema/ alone, and their judgement by an independent validator.

example.py write SCHEMA_DIR REPO          one full record of each kind, valid, linked to each other
example.py spoil SCHEMA_DIR REPO          the same with every field made wrong; prints "path field" lines
example.py validate SCHEMA.json DATA.json the fields that the JSON Schema refuses, one a line; * for the whole
"""
import glob
import hashlib
import json
import os
import sys

import jsonschema
import yaml

CONTENT = b'example\n'
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def read(path):
    with open(path, encoding='utf-8') as f:
        return yaml.load(f, yaml.BaseLoader)  # every scalar is text, as for sx


def kinds(schema):
    common = read(os.path.join(schema, 'common.yaml'))['fields']
    signed = read(os.path.join(schema, 'signed.yaml'))['fields']
    for path in sorted(glob.glob(os.path.join(schema, 'kinds', '*.yaml'))):
        kind = read(path)
        kind['fields'] = {**kind['fields'], **common}
        if any('sign' in verb for verb in kind.get('workflow', {}).get('verbs', {}).values()):
            kind['fields'].update(signed)
        yield kind


def example_id(kind):
    if 'id_from' in kind:
        return '-'.join(str(value(kind['fields'][name], {})) for name in kind['id_from'])
    return kind['prefix'] + '-2611-0000001' if 'prefix' in kind else 'example'


def example_path(kind):
    path = kind['path'].replace('{id}', example_id(kind))
    for name in kind.get('id_from', []):
        path = path.replace('{%s}' % name, str(value(kind['fields'][name], {})))
    return path.replace('{year}', '2026').replace('{month}', '11')


def scalar(field, ids):
    type_ = field['type']
    if type_ == 'ref':
        return ids.get(field['to'][0], 'example')
    if type_ == 'enum':
        return field['values'][0]
    if type_ in ('integer', 'days', 'number'):
        low = float(field.get('min', 0))
        high = float(field.get('max', max(low, 7)))
        middle = (low + high) / 2
        return int(middle) if type_ != 'number' else middle + 0.5 if middle + 0.5 <= high else middle
    if 'pattern' in field:
        return {'[a-z]{2,3}(-[A-Z]{2})?': 'hi', '([01][0-9]|2[0-3]):[0-5][0-9]': '09:30',
                r'[+-][0-9]+(\.[0-9]+)?%?': '+5%', '[0-9a-f]{64}': DIGEST, '[0-9a-f]{40,64}': DIGEST[:40], '[0-9a-f]{40}': DIGEST[:40],
                'SHA256:[A-Za-z0-9+/]{43}': 'SHA256:' + 43 * 'a',
                '(key SHA256:[A-Za-z0-9+/]{43}|(user|account) [^ ]+)': 'account ben',
                '[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}': 'ssh-ed25519 AAAA'}[field['pattern']]
    return {'line': 'One line: "quoted" # no comment', 'text': 'Two\nlines\n', 'slug': 'example', 'email': 'example@plant.example',
            'day': '2026-11-20', 'event': '2026-11-20T09:00:00+05:30', 'period': '2026-10', 'money': '120000.00 INR', 'bool': True,
            'site': 'PUN', 'sha256': DIGEST, 'zone': 'Asia/Kolkata'}[type_]


def value(field, ids):
    one = example(field['fields'], ids) if field['type'] == 'map' else scalar(field, ids)
    return [one] if field.get('list') == 'true' else one


def example(fields, ids):
    return {name: value(field, ids) for name, field in fields.items() if field['type'] != 'count'}


def unlink(kind, record):
    """One alone of its kind has none to point to but itself, which is wrong."""
    for name, field in kind['fields'].items():
        if field['type'] == 'ref' and field['to'][0] == kind['kind'] and field.get('required') != 'true':
            del record[name]


def rise(kind, record):
    """Numbers that must rise where the record is what it is; days are all the same, which may be."""
    for rule in kind.get('ordered', []):
        if all(record[name] in values for name, values in rule.get('when', {}).items()):
            for at, name in enumerate(rule['rise'].split()[::2]):
                if kind['fields'][name]['type'] == 'number':
                    record[name] += at


def spoiled(field):
    """Something no field of this type takes."""
    if field.get('list') == 'true' or field['type'] == 'map':
        return 'not this'
    return {'wrong': 'shape'}


def put(repo, path, record):
    full = os.path.join(repo, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, 'w', encoding='utf-8') as f:
        # JSON strings are YAML's double-quoted ones; numbers and booleans are the same in both
        f.write(''.join('%s: %s\n' % (name, json.dumps(v, ensure_ascii=False)) for name, v in record.items()))


def write(schema, repo, spoil):
    ids = {kind['kind']: example_id(kind) for kind in kinds(schema)}
    for kind in kinds(schema):
        record = example(kind['fields'], ids)
        rise(kind, record)
        if not spoil:
            unlink(kind, record)
        if kind.get('register') == 'true':
            record['number'] = kind['prefix'] + '-PUN-2026-001'
        elif not spoil:
            del record['number']
        if spoil:
            record = {name: spoiled(kind['fields'][name]) for name in record}
            for name in record:
                print(example_path(kind), name)
        put(repo, example_path(kind), record)
    evidence = os.path.join(repo, 'evidence', DIGEST[:2])
    os.makedirs(evidence, exist_ok=True)
    with open(os.path.join(evidence, DIGEST + '.txt'), 'wb') as f:
        f.write(CONTENT)


def validate(schema, data):
    with open(schema, encoding='utf-8') as f:
        schema = json.load(f)
    with open(data, encoding='utf-8') as f:
        data = json.load(f) if data.endswith('.json') else yaml.safe_load(f)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    for error in validator.iter_errors(data):
        print(error.absolute_path[0] if error.absolute_path else '*', error.message if '-v' in sys.argv else '', sep=' ' if '-v' in sys.argv else '')


if __name__ == '__main__':
    command, first, second = sys.argv[1:4]
    if command == 'validate':
        validate(first, second)
    else:
        write(first, second, command == 'spoil')
