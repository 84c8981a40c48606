#!/usr/bin/env python3
# Makes the repository that is measured: N records with M commits of history, the same for the same numbers:
# make.py N M DIR [SEED SITE]; another seed makes the repository of another plant.
import datetime
import os
import random
import subprocess
import sys

WORDS = ("pump seal gasket bearing conveyor press furnace valve torque fixture gauge label batch sampling cleaning training "
         "calibration supplier packing audit coolant weld spindle filter sensor interlock checklist drawing tooling changeover").split()
VERBS = "Replace Check Review Update Train Calibrate Inspect Qualify Rework Document Measure Reduce Agree Order Repair".split()
FIRST = "asha ravi meena arjun lata vikram sunita john maria wei fatima pedro anna olga tom".split()
LAST = "rao iyer shah kulkarni patil nair mehta das gupta khan lopez novak tanaka berg cole".split()
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CLASSES = ["operational"] * 6 + ["strategic", "quality", "safety", "regulatory"]
END = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.timezone.utc)
ZONE = datetime.timedelta(hours=5, minutes=30)

SEED, SITE = sys.argv[4:6] or ("7", "PUN")
rnd = random.Random(int(SEED))


def stamp(when):
    return (when + ZONE).strftime("%Y-%m-%dT%H:%M:%S+05:30")


def sentence(n):
    return " ".join(rnd.choice(WORDS) for _ in range(n))


def write(fields):
    out = []
    for key, value in fields.items():
        if value is None:
            continue
        if isinstance(value, list):
            out.append(f"{key}:")
            for item in value:
                if isinstance(item, dict):
                    lead = "  - "
                    for k, v in item.items():
                        out.append(f"{lead}{k}: {v}")
                        lead = "    "
                else:
                    out.append(f"  - {item}")
        else:
            out.append(f"{key}: {value}")
    return "\n".join(out) + "\n"


class Plant:
    def __init__(self, records, commits):
        self.commits = commits
        self.begin = END - datetime.timedelta(days=730)
        self.files = {}
        self.live = []
        self.people = self.make_people(max(12, records // 400))
        self.units = self.make_units(max(4, records // 2000))
        self.objectives = self.make_objectives(max(6, records // 1000))
        self.kpis = self.make_kpis(max(6, records // 250))
        self.readings()
        self.meetings = self.make_meetings(max(4, records // 200))
        self.rest = records - len(self.files)

    def make_people(self, n):
        ids = []
        for i in range(n):
            slug = f"{FIRST[i % 15]}.{LAST[i // 15 % 15]}" + (f"{i // 225}" if i >= 225 else "")
            ids.append(slug)
            self.files[f"person/{slug}.yaml"] = write({
                "name": slug.replace(".", " ").title(), "email": f"{slug}@plant.example", "job": rnd.choice(["operator", "engineer", "manager"]),
                "manager": ids[i // 6] if i else None, "site": SITE, "state": "active"})
        return ids

    def make_units(self, n):
        ids = [f"unit-{i}" for i in range(n)]
        for i, slug in enumerate(ids):
            self.files[f"unit/{slug}.yaml"] = write({
                "name": sentence(2).title(), "type": "plant" if i < 2 else "team", "parent": ids[i // 5] if i else None,
                "head": rnd.choice(self.people), "site": SITE, "state": "active"})
        return ids

    def make_objectives(self, n):
        ids = [f"objective-{i}" for i in range(n)]
        for i, slug in enumerate(ids):
            self.files[f"objective/{slug}.yaml"] = write({
                "title": f"Better {sentence(3)}", "perspective": rnd.choice(["financial", "customer", "internal", "learning"]),
                "owner": rnd.choice(self.people), "parent": ids[i // 5] if i else None, "due": "2027-03-31", "state": "active"})
        return ids

    def make_kpis(self, n):
        ids = [f"kpi-{i}" for i in range(n)]
        for slug in ids:
            self.files[f"kpi/{slug}.yaml"] = write({
                "title": f"{sentence(2)} rate", "owner": rnd.choice(self.people), "direction": "up", "measured_in": '"%"',
                "baseline": "70", "target": "90", "red": "75", "frequency": "month", "objective": rnd.choice(self.objectives)})
        return ids

    def readings(self):
        for kpi in self.kpis:
            for year in (2025, 2026):
                items = []
                for month in range(1, 13):
                    at = datetime.datetime(year, month, 28, tzinfo=datetime.timezone.utc)
                    if at < END:
                        items.append({"period": f"{year}-{month:02}", "value": f"{rnd.uniform(60, 99):.1f}", "at": f'"{stamp(at)}"',
                                      "by": rnd.choice(self.people), "source": "shift report"})
                self.files[f"reading/{kpi}/{year}.yaml"] = write({"kpi": kpi, "year": year, "readings": items})

    def make_meetings(self, n):
        ids = []
        for i in range(n):
            series, week = f"series-{i % 40}", i // 40
            date = (END - datetime.timedelta(days=7 * week + i % 7)).date()
            ids.append(f"{series}-{date}")
            self.files[f"meeting/{series}/{date}.yaml"] = write({
                "title": f"{sentence(1).title()} review", "series": series, "date": date, "chair": rnd.choice(self.people),
                "attendees": rnd.sample(self.people, 4), "kpis": rnd.sample(self.kpis, 3), "state": "closed" if week else "open",
                "closed_on": date if week else None})
        return ids

    def id(self, prefix, when):
        return f"{prefix}-{when:%y%m}-" + "".join(rnd.choice(CROCKFORD) for _ in range(7))

    def note(self, when, did, text):
        return {"at": f'"{stamp(when)}"', "by": rnd.choice(self.people), "did": did, "text": text}

    def new(self, when):
        """One more record that happens; its path and text."""
        local = when + ZONE
        due = (local + datetime.timedelta(days=rnd.randint(5, 200))).date()
        kind = rnd.choices(["action", "capa", "finding", "decision", "issue"], [80, 6, 6, 4, 4])[0]
        prefix = {"action": "ACT", "capa": "CAPA", "finding": "FND", "decision": "DEC", "issue": "ISS"}[kind]
        ident = self.id(prefix, local)
        path = f"{kind}/{local:%Y}/{local:%m}/{ident}.yaml"
        by = rnd.choice(self.people)
        f = {"title": f"{rnd.choice(VERBS)} {sentence(4)}"}
        if kind == "action":
            f.update(deliverable=sentence(5), owner=rnd.choice(self.people), due=due, first_due=due,
                     priority=rnd.choice(["low", "normal", "normal", "high", "critical"]), **{"class": rnd.choice(CLASSES)}, state="open",
                     unit=rnd.choice(self.units), site=SITE, objective=rnd.choice(self.objectives), kpi=rnd.choice(self.kpis),
                     meeting=rnd.choice(self.meetings), tags=rnd.sample(WORDS, 2))
        elif kind == "capa":
            f.update(type="corrective", owner=rnd.choice(self.people), initiator=by, due=due, first_due=due, unit=rnd.choice(self.units),
                     site=SITE, problem=sentence(25))
        elif kind == "finding":
            f.update(type="deviation", **{"class": "minor"}, owner=rnd.choice(self.people), due=due, first_due=due, description=sentence(20),
                     unit=rnd.choice(self.units), site=SITE, state="open")
        elif kind == "decision":
            f.update(date=local.date(), by=by, meeting=rnd.choice(self.meetings), rationale=sentence(15), state="made")
        else:
            f.update(owner=rnd.choice(self.people), due=due, state="open")
        if kind not in ("capa",):
            f.update(created=f'"{stamp(when)}"', created_by=by)
        f["notes"] = [self.note(when, "add", sentence(6))] if rnd.random() < 0.3 else None
        if kind == "action":
            age = (END - when).days
            if rnd.random() < min(0.99, age / 150):
                done = (local + datetime.timedelta(days=rnd.randint(3, max(4, min(age, 150))))).date()
                f.update(state="closed", done_on=done, done_by=f["owner"], closed_on=done, outcome=sentence(6))
                f["notes"] = (f["notes"] or []) + [self.note(when, "done", sentence(5))]
            else:
                self.live.append((path, f))
        elif rnd.random() < min(0.99, (END - when).days / 150):
            done = (local + datetime.timedelta(days=rnd.randint(3, 60))).date()
            f.update(state={"capa": "closed", "finding": "closed", "decision": "implemented", "issue": "resolved"}[kind], closed_on=done)
        return path, kind, ident, f

    def change(self, when):
        """One step of an open action: what it becomes, the subject and the reason."""
        path, f = rnd.choice(self.live)
        ident = os.path.basename(path)[:-5]
        step = rnd.choice(["progress", "extend", "note"])
        notes = f["notes"] = f["notes"] or []
        if step == "extend":
            old = f["due"]
            f["due"] = f["due"] + datetime.timedelta(days=14)
            subject = f"action {ident}: due {old} -> {f['due']}"
        elif step == "progress":
            f["state"] = "active"
            f["progress"] = rnd.randint(1, 99)
            subject = f"action {ident}: progress {f['progress']}"
        else:
            subject = f"action {ident}: note"
        notes.append(self.note(when, step, sentence(7)))
        if len(notes) > 12:
            del notes[1]
        return path, f, subject, f"action {step}", ident


def main():
    records, commits, where = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    subprocess.run(["git", "init", "-q", "-b", "main", where], check=True)
    config = {"user.name": "Asha Rao", "user.email": "asha.rao@plant.example"}
    for key, value in config.items():
        subprocess.run(["git", "-C", where, "config", key, value], check=True)
    plant = Plant(records, commits)
    pipe = subprocess.Popen(["git", "-C", where, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    out = pipe.stdin

    def data(text):
        raw = text.encode()
        out.write(b"data %d\n%s\n" % (len(raw), raw))

    def commit(when, who, message, files):
        mark = f"{who.replace('.', ' ').title()} <{who}@plant.example> {int(when.timestamp())} +0530"
        out.write(f"commit refs/heads/main\nauthor {mark}\ncommitter {mark}\n".encode())
        data(message)
        for path, text in files:
            out.write(f"M 100644 inline {path}\n".encode())
            data(text)

    config = f"sites:\n  - code: {SITE}\n    name: Plant {SITE}\n    zone: Asia/Kolkata\nsite: {SITE}\n"
    attributes = "*.yaml merge=sx diff=sx text eol=lf\n"
    first = [(".sx/config.yaml", config), (".gitattributes", attributes)] + list(plant.files.items())
    # Most records come from what was there before; the others are made one a commit.
    one_by_one = min(plant.rest, commits // 4)
    for _ in range(plant.rest - one_by_one):
        path, _, _, f = plant.new(plant.begin + rnd.random() * (END - plant.begin))
        first.append((path, write(f)))
    commit(plant.begin, plant.people[0], "import: what was there before\n", first)
    step = (END - plant.begin) / max(1, commits)
    made = 0
    for i in range(1, commits):
        when = plant.begin + i * step
        who = rnd.choice(plant.people)
        if made < one_by_one and (not plant.live or i * one_by_one >= made * commits):
            path, kind, ident, f = plant.new(when)
            made += 1
            commit(when, who, f"{kind} {ident}: add\n\nSx-Verb: {kind} add\nSx-Record: {ident}\n", [(path, write(f))])
        else:
            path, f, subject, verb, ident = plant.change(when)
            commit(when, who, f"{subject}\n\n{sentence(8)}\n\nSx-Verb: {verb}\nSx-Record: {ident}\n", [(path, write(f))])
    out.close()
    if pipe.wait():
        sys.exit("git fast-import failed")
    subprocess.run(["git", "-C", where, "repack", "-adq"], check=True)
    subprocess.run(["git", "-C", where, "commit-graph", "write", "--reachable"], check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["git", "-C", where, "reset", "-q", "--hard"], check=True)


os.environ["LC_ALL"] = "C"
main()
