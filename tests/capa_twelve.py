"""A repository of twelve CAPAs at two plants and a hub's receipts of it, for the report: capa_twelve.py DIR.

Written with git alone, so that every moment is the one meant. What each CAPA is for stands beside it.
"""
import datetime
import hashlib
import subprocess
import sys

DIR = sys.argv[1]
ZONE = {"PUN": "+05:30", "GDN": "+01:00"}
SUMMER = ("2024-03-31", "2024-10-27")  # in Gdansk
HUB = "2024-03-01T00:00:00+00:00"


def moment(site, text):
    """A day is 10:00 at the plant; a whole moment is itself."""
    if "T" not in text:
        zone = ZONE[site]
        if site == "GDN" and SUMMER[0] <= text < SUMMER[1]:
            zone = "+02:00"
        text += "T10:00:00" + zone
    return datetime.datetime.fromisoformat(text)


def scalar(value):
    return value if isinstance(value, str) else "[" + ", ".join(value) + "]"


def yaml(record):
    out = ""
    for key, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            out += key + ":\n"
            for entry in value:
                lines = [f"{k}: {v}" for k, v in entry.items()]
                out += "  - " + "\n    ".join(lines) + "\n"
        elif isinstance(value, dict):
            out += key + ":\n" + "".join(f"  {k}: {v}\n" for k, v in value.items())
        else:
            out += f"{key}: {scalar(value)}\n"
    return out


RECORDS = []  # what each event wrote, by its order
EVENTS = []  # (when it counts, order, claimed, received or None, path, text)


def write(path, claimed, record, received=None, pushed=True):
    counts = received or claimed
    RECORDS.append(dict(record))
    EVENTS.append((counts, len(EVENTS), claimed, received if received else (claimed if pushed else None), path, yaml(record)))


def capa_id(n, begun):
    return f"CAPA-{begun[2:4]}{begun[5:7]}-AAAAA{n:02d}"


def capa(n, site, begun, due, steps, cause=(), window="60", branch=None, **fields):
    """steps: (state, when, changes...). It is made an hour before it is submitted, accepted an hour after."""
    cid = capa_id(n, begun)
    path = f"capa/{begun[:4]}/{begun[5:7]}/{cid}.yaml"
    record = {"title": f"Number {n}", "owner": "ann", "due": due, "first_due": due, "site": site, "origin": "other",
              "problem": "p", "effectiveness": {"metric": "m", "window": window}, "state": "draft", **fields}
    at, hour = moment(site, begun), datetime.timedelta(hours=1)
    write(path, at - hour, record)
    for i, state in enumerate(("submitted", "investigation")):
        record = {**record, "state": state}
        write(path, at + i * hour, record)
    for state, when, *changes in steps:
        record = {**record, "state": state}
        if state == "plan_review" and cause:
            record["causes"] = [{"id": f"c{i}", "text": "t", "kind": "root", "category": c} for i, c in enumerate(cause)]
        if state == "effectiveness_review":
            record["results"] = record.get("results", []) + [
                {"on": moment(site, when).date(), "by": "eve", "outcome": changes.pop(0)}]
        how = {}
        for change in changes:
            how.update({k: v for k, v in change.items() if k in ("received", "pushed")})
            record.update({k: v for k, v in change.items() if k not in ("received", "pushed")})
        if "received" in how:
            how["received"] = moment(site, how["received"])
        write(path, moment(site, when), record, **how)
    return cid


def cycle(proposed, approved, complete, released, judged=None, outcome="effective"):
    steps = [("plan_review", proposed), ("implementation", approved), ("impl_review", complete), ("monitoring", released)]
    return steps + ([("effectiveness_review", judged, outcome)] if judged else [])


def action(n, source, site, made, due, ends, **more):
    path = f"action/{made[:4]}/{made[5:7]}/ACT-{made[2:4]}{made[5:7]}-AAAAA{n:02d}.yaml"
    record = {"title": f"Action {n}", "owner": "ann", "due": due, "first_due": due, "source": source, "state": "open", **more}
    write(path, moment(site, made), record)
    for state, when in ends:
        record = {**record, "state": state}
        write(path, moment(site, when), record)


# Closed half a minute before the end of its due day in Pune.
c1 = capa(1, "PUN", "2024-01-10", "2024-06-30",
          cycle("2024-02-09", "2024-02-15", "2024-04-10", "2024-04-15", "2024-06-14") +
          [("closed", "2024-06-30T23:59:30+05:30")], ["method"], **{"class": "major"}, process="press", products=["P1"],
          notified="2024-01-08T08:00:00+05:30", discovered_on="2024-01-08", containment=[{"what": "sorted", "done_on": "2024-01-09"}], initiative="lean")
# A minute later, from a desk in Gdansk where it is still the due day: late in Pune. Its plan was sent back once.
capa(2, "PUN", "2024-01-15", "2024-06-30",
     [("plan_review", "2024-02-14"), ("investigation", "2024-02-16")] +
     cycle("2024-02-20", "2024-02-25", "2024-04-29", "2024-04-30", "2024-06-29") +
     [("closed", "2024-06-30T20:30:30+02:00")], ["man"], **{"class": "major"})
# Extended in time, then on time; judged ten days late.
capa(3, "PUN", "2023-12-01", "2024-05-31",
     cycle("2024-01-05", "2024-01-10", "2024-02-09", "2024-02-10", "2024-05-20") +
     [("effectiveness_review", "2024-05-20T12:00:00+05:30", "effective", {"due": "2024-07-31"}), ("closed", "2024-07-20")],
     ["machine"], window="90", **{"class": "minor"}, type="preventive")
# Extended five days late; closed in time by its own clock, but the hub had it five days after the due day.
c4 = capa(4, "GDN", "2024-01-22", "2024-04-30",
          cycle("2024-02-21", "2024-02-28", "2024-03-19", "2024-03-20") +
          [("monitoring", "2024-05-05", {"due": "2024-06-15"}), ("effectiveness_review", "2024-05-19", "effective"),
           ("closed", "2024-06-14", {"received": "2024-06-20"})], ["man", "method"], **{"class": "major"})
# Cancelled on the day after it was due.
capa(5, "PUN", "2024-02-01", "2024-03-15", [("cancelled", "2024-03-16")], **{"class": "critical"})
# Ineffective, then effective; closed late on its due day in Gdansk, when it is the next day in Pune. Amended once, after a signature.
c6 = capa(6, "GDN", "2024-01-17", "2024-09-30",
          cycle("2024-02-01", "2024-02-05", "2024-03-19", "2024-03-20", "2024-05-20", "ineffective") +
          [("investigation", "2024-05-22")] +
          [("plan_review", "2024-05-30", {"notes": [{"at": "2024-05-30T10:00:00+02:00", "by": "ann", "did": "amend"}]})] +
          cycle("", "2024-06-03", "2024-06-30", "2024-07-01", "2024-09-10")[1:] +
          [("closed", "2024-09-30T20:30:30+02:00")], ["machine"], **{"class": "major"}, process="weld", products=["P2"],
          signatures=[{"at": "2024-01-17T10:00:00+01:00", "by": "ann", "did": "submit"}], notified="2024-01-16T21:00:00+01:00", discovered_on="2024-01-12", containment=[{"what": "stopped", "done_on": "2024-01-15"}])
# Inconclusive, to be judged again in the next year, overdue. Three days before it is due its owner says something.
capa(7, "PUN", "2024-02-12", "2024-10-31",
     cycle("2024-03-04", "2024-03-08", "2024-05-02", "2024-05-03", "2024-08-01", "inconclusive") +
     [("monitoring", "2024-08-02", {"recheck_due": "2025-01-15"}), ("monitoring", "2024-10-28", {"notes": [{"at": "2024-10-28T10:00:00+05:30", "by": "ann"}]})],
     ["material"], window="90", **{"class": "minor"}, type="preventive")
# Comes back after 325 days: number 9 says so, in another product.
c8 = capa(8, "PUN", "2022-10-01", "2023-03-31",
          cycle("2022-10-20", "2022-10-25", "2022-11-09", "2022-11-10", "2023-01-09") + [("closed", "2023-03-01")],
          ["method"], **{"class": "major"}, process="paint", products=["P1"])
# Its last event has not reached the hub; it takes out what was said of containment in time, which so is not there.
c9 = capa(9, "PUN", "2024-01-20", "2025-02-28", [("plan_review", "2024-12-28", {"pushed": False, "containment": []})], ["method"],
          **{"class": "critical"}, containment=[{"what": "said", "done_on": "2024-01-20"}], notified="2024-01-20T08:30:00+05:30", process="paint", products=["P3"], recurrence_of=c8, objective="low-cost")
# Comes back, as number 11 says, after 374 days, too late to count; and as number 6, which is alike, within the year.
c10 = capa(10, "GDN", "2023-01-10", "2023-05-31",
           cycle("2023-01-20", "2023-01-25", "2023-02-09", "2023-02-10", "2023-04-11") + [("closed", "2023-05-02")],
           ["machine"], **{"class": "minor"}, process="weld", products=["P2"])
# Due on the last day of the period.
capa(11, "GDN", "2024-05-10", "2024-12-31", [], **{"class": "major"}, recurrence_of=c10, kpi="scrap")
# Due and closed on the leap day, before there was a hub.
capa(12, "PUN", "2024-01-05", "2024-02-29",
     cycle("2024-01-10", "2024-01-12", "2024-01-14", "2024-01-15", "2024-02-14") + [("closed", "2024-02-29T12:00:00+05:30")],
     ["environment"], window="30", **{"class": "minor"})

action(1, c1, "PUN", "2024-02-16", "2024-03-31", [("done", "2024-03-31"), ("closed", "2024-04-03")], means="training")
action(2, c6, "GDN", "2024-02-06", "2024-04-01", [("closed", "2024-04-05")], means="equipment")
action(3, c4, "GDN", "2024-02-29", "2024-04-15", [("cancelled", "2024-03-18")], means="training")
action(4, c9, "PUN", "2024-12-01", "2025-01-31", [])


def gamed():
    """On a branch, the day before the period ends: number 7 extended, 9 cancelled, 11 superseded."""
    last = {path: text for _, _, _, _, path, text in sorted(EVENTS)}
    for path, text in last.items():
        for end, old, new in (("07.yaml", "due: 2024-10-31", "due: 2025-03-31"), ("09.yaml", "state: plan_review", "state: cancelled"),
                              ("11.yaml", "state: investigation", "state: superseded")):
            if path.startswith("capa/") and path.endswith("A" + end):
                yield path, text.replace("\n" + old, "\n" + new, 1)


def git(*args, **more):
    return subprocess.run(["git", "-C", DIR, *args], check=True, capture_output=True, text=True, **more).stdout


def commit(ref, mark, when, files, parent=None):
    stamp = f"Ann <ann@plant.example> {int(when.timestamp())} {when.strftime('%z')}"
    out = f"commit {ref}\nmark :{mark}\nauthor {stamp}\ncommitter {stamp}\ndata 2\nx\n"
    out += f"from {parent}\n" if parent else ""
    for path, text in files:
        data = text.encode()
        out += f"M 100644 inline {path}\ndata {len(data)}\n{text}\n"
    return out + "\n"


def receipts(oids, events):
    """One receipt for the hub's beginning, one for each commit after it, one refusal."""
    zeros, follows, number, out = "0" * 40, "0" * 64, 0, [("hub.pub", "ssh-ed25519 AAAA hub\n")]
    def add(old, new, when, result):
        nonlocal follows, number
        number += 1
        stamp = when.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = (f"receipt 1\nrepository {oids[0]}\nnumber {number}\nref refs/heads/main\nold {old}\nnew {new}\n"
                f"received {stamp}\npusher key SHA256:x\nresult {result}\nfollows {follows}\n")
        follows = hashlib.sha256(text.encode()).hexdigest()
        path = f"{number // 10000:02d}/{number // 100 % 100:02d}/{number % 100:02d}"
        out.extend([(path, text), (path + ".sig", "x")])
    hub = datetime.datetime.fromisoformat(HUB)
    old = zeros
    for oid, event in zip(oids[1:], events):
        if event[0] < hub:
            old = oid
            continue
        if number == 0:
            add(zeros, old, hub, "begun")
            add(old, zeros, hub + datetime.timedelta(hours=1), "refused T06: not approved")
        if event[3]:
            add(old, oid, event[3] + datetime.timedelta(seconds=20), "taken")
            old = oid
    return out


def main():
    first = datetime.datetime.fromisoformat("2022-09-01T00:00:00+00:00")
    schema = "kind: capa\nfields:\n  notified: {type: event, help: when we were told}\n" \
             "workflow:\n  clocks:\n    - {name: contained, hours: 48, from: [notified], met: [containment]}\n"
    config = "site: PUN\nzone: Asia/Kolkata\nsites:\n  - {code: PUN, name: Pune, zone: Asia/Kolkata}\n" \
             "  - {code: GDN, name: Gdansk, zone: Europe/Warsaw}\n"
    start = [(".sx/config.yaml", config), (".sx/schema/capa.yaml", schema), ("person/ann.yaml", "name: Ann\nemail: ann@plant.example\n"),
             ("initiative/lean.yaml", "title: Lean\nowner: ann\n"), ("initiative/bold.yaml", "title: Bold\nowner: ann\n")]
    events = sorted(EVENTS)
    subprocess.run(["git", "init", "-q", "-b", "main", DIR], check=True)
    stream = commit("refs/heads/main", 1, first, start)
    for mark, (_, _, claimed, _, path, text) in enumerate(events, 2):
        stream += commit("refs/heads/main", mark, claimed, [(path, text)])
    last = datetime.datetime.fromisoformat("2024-12-30T10:00:00+05:30")
    stream += commit("refs/heads/gamed", len(events) + 2, last, list(gamed()), f":{len(events) + 1}")
    git("fast-import", "--quiet", input=stream)
    oids = git("rev-list", "--reverse", "--topo-order", "main").split()
    git("fast-import", "--quiet", input=commit("refs/sx/receipts", 1, first, receipts(oids, events)))
    git("reset", "-q", "--hard")


if __name__ == "__main__":
    main()
