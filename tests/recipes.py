"""Counts what the recipes should have made of a folder of published data, without sx: recipes.py WHAT DATA [DAY]."""
import csv
import datetime
import json
import re
import sys


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def later(text, workdays):
    day = datetime.date.fromisoformat(text)
    while workdays:
        day += datetime.timedelta(days=1)
        workdays -= day.weekday() < 5
    return day.isoformat()


def cisa_kev(data):
    rows = table(data + "/known_exploited_vulnerabilities.csv")
    return {
        "overdue": sum(row["dueDate"] < DAY for row in rows),
        "actions": len(rows),
        "critical": sum(row["knownRansomwareCampaignUse"] == "Known" for row in rows),
        "latest": max(row["dueDate"] for row in rows),
    }


def fda_compliance(data):
    actions = table(data + "/fda_compliance_actions.csv")
    forms = table(data + "/fda_483s.csv")
    due = [later(row["Action Taken Date"], 15) for row in actions]
    due += [later(row["Record Date"] or row["Date Posted"], 15) for row in forms]
    sites = {row["FEI Number"] for row in actions + forms if row["FEI Number"].isdigit()}
    return {
        "overdue": sum(day < DAY for day in due),
        "findings": len(actions) + len(forms),
        "units": len(sites) + 1,
        "unknown": sum(not row["FEI Number"].isdigit() for row in forms),
        "critical": sum(row["Action Type"] != "Warning Letter" for row in actions),
        "india": sum(row["Country/Area"] == "India" for row in actions),
    }


def performance_gov(data):
    with open(data + "/goals.json", encoding="utf-8") as file:
        goals = [goal for goal in json.load(file) if goal.get("goal_id")]
    with open(data + "/target_q1_q2.json", encoding="utf-8") as file:
        targets = json.load(file)
    named = [re.match(r"(.+?)-[A-Za-z]+-rec", part) for goal in goals for part in goal["leaders4"].split(",")]
    leaders = {match[1] for match in named if match}
    kpis = {(row["related_goal_id"], row["indicator"].strip(), row["target"].strip(), row["value_target"]) for row in targets}
    values = sorted(
        "%s %s" % ({"1": "FY2021-22-Q1", "2": "FY2021-22-Q2"}[row["fiscal_qtr"]], float(row["value_current"]))
        for row in targets if row["value_current"])
    return {
        "objectives": len(goals),
        "without": sum(not goal["leaders4"] or goal["leaders4"][0] == "#" for goal in goals),
        "leaders": len(leaders),
        "agencies": len({goal["organization_abbreviation"] for goal in goals}),
        "kpis": len(kpis),
        "values": values,
        "due": sum(goal["date_end_fy"] == "2023" for goal in goals),
    }


WHOLE = { # what stands for the whole of an indicator
    "12-2-1": {"Series": "Material footprint", "Material category": ""},
    "13-2-2": {"Gas": "Net CO2 emissions (emissions minus removals)"},
    "4-1-2": {"Series": "Upper secondary education", "Sex": ""},
    "5-5-1": {"Series": "House of Commons"},
    "7-2-1": {"Renewable and waste source": ""},
    "9-b-1": {"Manufacturing industry": "Chemicals and chemical products"},
}


def uk_sdg(data):
    values = {}
    names = "12-2-1 13-2-2 16-6-1 17-1-2 17-4-1 4-1-2 5-5-1 6-4-2 7-2-1 8-1-1 8-2-1 9-b-1".split()
    for name in names:
        for row in table("%s/data/indicator_%s.csv" % (data, name)):
            if row["Value"] and all(row[column] == value for column, value in WHOLE.get(name, {}).items()):
                values["sdg-%s %s" % (name, row["Year"][:4])] = float(row["Value"])
    return {"kpis": len(names), "values": sorted("%s %s" % pair for pair in values.items())}


DAY = sys.argv[3] if len(sys.argv) > 3 else ""
for what, count in globals()[sys.argv[1].replace("-", "_")](sys.argv[2]).items():
    for item in count if isinstance(count, list) else [count]:
        print(what, item)
