"""What sx writes, read by PyYAML (YAML 1.1): the same texts, and no text taken for something else than what its schema says."""
import json
import re
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as f:
    text = f.read()
with open(sys.argv[2], encoding="utf-8") as f:
    meant = json.load(f)

number_or_day = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?|\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?")


def result(n, name, faults):
    print(f"{'not ' if faults else ''}ok {n} - {name}")
    for fault in faults[:10]:
        print(f"#   {fault}")


plain = yaml.load(text, Loader=yaml.BaseLoader)
result(1, "every text reads back", [f"{k}: {v!r} is {plain.get(k)!r}" for k, v in meant.items() if plain.get(k) != v])
typed = yaml.safe_load(text)
result(2, "only plain numbers and days have a type",
       [f"{k}: {v!r} is {typed[k]!r}" for k, v in meant.items() if typed[k] != v and not number_or_day.fullmatch(v)])
print("1..2")
