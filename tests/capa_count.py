"""Figures of the twelve CAPAs of capa_twelve.py for 2024, worked out anew from what was written and when: "name k/n" lines.

Nothing is read from the repository, and days are found by the zones of the sites, not by the offsets of the moments.
"""
import datetime
import zoneinfo

import capa_twelve as twelve

ZONES = {"PUN": zoneinfo.ZoneInfo("Asia/Kolkata"), "GDN": zoneinfo.ZoneInfo("Europe/Warsaw")}
GIVEN_UP = ("rejected", "cancelled", "superseded")
BEGIN, END = datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)


def day(text):
    return datetime.date.fromisoformat(text)


def within(d):
    return d is not None and BEGIN <= d <= END


def histories(folder, site_of):
    """path -> [(day, record)], oldest first."""
    out = {}
    for counts, order, _, _, path, _ in sorted(twelve.EVENTS):
        if not path.startswith(folder):
            continue
        record = twelve.RECORDS[order]
        on = counts.astimezone(ZONES[site_of(record)]).date()
        if on <= END:
            out.setdefault(path, []).append((on, record))
    return out


class Capa:
    def __init__(self, path, history):
        self.id = path.split("/")[-1][:-5]
        self.history, self.last = history, history[-1][1]
        self.state = self.last["state"]
        self.submitted = next(d for d, r in history if r["state"] != "draft")
        ended = self.state == "closed" or self.state in GIVEN_UP
        self.ended = next(d for d, r in history if r["state"] == self.state) if ended else None
        self.due, self.due0 = day(self.last["due"]), day(self.last["first_due"])
        self.steps = [(d, r) for (d, r), (_, b) in zip(history[1:], history) if r["state"] != b["state"]]
        self.moved = any(r["due"] > b["due"] for (_, r), (_, b) in zip(history[1:], history))

    def reached(self, state):
        return [d for d, r in self.steps if r["state"] == state]


def main():
    capas = [Capa(p, h) for p, h in histories("capa/", lambda r: r["site"]).items()]
    sites = {c.id: c.last["site"] for c in capas}
    actions = [h[-1][1] for h in histories("action/", lambda r: sites[r["source"]]).values()]
    kept = [c for c in capas if c.state not in GIVEN_UP]
    closed = [c for c in capas if c.state == "closed" and within(c.ended)]
    ended = [c for c in capas if within(c.ended)]
    submitted = [c for c in capas if within(c.submitted)]
    judged = [r["results"][-1]["outcome"] for c in capas for d, r in c.steps if r["state"] == "effectiveness_review" and within(d)]
    opened = [c for c in capas if c.submitted <= END and (c.ended is None or c.ended >= BEGIN)]
    planned = [c for c in capas if c.reached("plan_review") and within(c.reached("plan_review")[0])]
    told = []
    for c in planned:
        means = [a.get("means") for a in actions if a["source"] == c.id and a["state"] != "cancelled"]
        told += [all(m == "training" for m in means)] if any(means) else []
    roots = [[x["category"] for x in c.last["causes"]] for c in planned if c.last.get("causes")]

    def tell(name, k, n):
        print(f"{name} {sum(map(bool, k))}/{len(n)}")
    for name, due in (("on_time_due", lambda c: c.due), ("on_time_due0", lambda c: c.due0)):
        of = [c for c in kept if within(due(c))]
        tell(name, [c.ended is not None and c.ended <= due(c) for c in of], of)
    tell("on_time_closed", [c.ended <= c.due for c in closed], closed)
    tell("effective", [o == "effective" for o in judged], judged)
    tell("extended", [c.moved for c in opened], opened)
    tell("human_error", [set(r) == {"man"} for r in roots], roots)
    tell("training_only", told, told)
    tell("preventive", [c.last.get("type") == "preventive" for c in submitted], submitted)
    tell("cancel_ratio", [c.state in GIVEN_UP for c in ended], ended)


main()
