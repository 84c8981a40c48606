#!/usr/bin/env python3
# Measures each row of the design's table, ours and theirs by turns, and prints the medians and their ratio.
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

sx, where, records, commits = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
plant = f"{where}/plant-{records}-{commits}"
work = f"{where}/run"
RUNS = int(os.environ.get("SX_BENCH_RUNS", "7"))
ONLY = os.environ.get("SX_BENCH_ONLY", "")
# Put in front of everything measured, on both sides: "chrt -f 50" on a machine that others use, too.
WITH = os.environ.get("SX_BENCH_WITH", "").split()

os.environ.update(LC_ALL="C.UTF-8", TZ="UTC", GIT_CONFIG_NOSYSTEM="1", GIT_TERMINAL_PROMPT="0", HOME=f"{work}/home")
for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "XDG_CONFIG_HOME"):
    os.environ.pop(name, None)


def run(args, cwd, stdin=None):
    """Seconds and peak memory (MiB) of a program that must succeed."""
    args = WITH + (args if isinstance(args, list) else ["sh", "-c", args])
    begin = time.perf_counter()
    child = subprocess.Popen(args, cwd=cwd, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"bench: {args}: status {child.returncode}: {said.decode(errors='replace')}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def by_turns(ours, theirs, runs=RUNS):
    """Medians of both, in seconds; each is called with the number of the run and gives seconds."""
    a, b = [], []
    for i in range(runs):
        a.append(ours(i))
        b.append(theirs(i))
    return statistics.median(a), statistics.median(b)


rows = []


def row(what, ours, theirs, limit, runs=RUNS):
    if ONLY and ONLY not in what:
        return
    a, b = by_turns(ours, theirs, runs)
    rows.append((what, f"{a * 1000:.1f} ms", f"{b * 1000:.1f} ms", a / b, limit))
    print(f"{what:46} {rows[-1][1]:>12} {rows[-1][2]:>12} {a / b:8.3f} {limit:6}{'' if a / b <= limit else '  OVER'}", flush=True)


def memory(what, mib, limit):
    print(f"{what:46} {mib:8.1f} MiB {'':12} {'':8} {limit:6}{'' if mib <= limit else '  OVER'}", flush=True)


def git(cwd, *args):
    return subprocess.run(["git", *args], cwd=cwd, check=True, capture_output=True, text=True).stdout


old = f"{work}.old"  # what an earlier run has left: removed at the end, see imports()


def prepare():
    shutil.rmtree(old, ignore_errors=True)
    if os.path.exists(work):
        os.rename(work, old)
    os.makedirs(f"{work}/home")
    with open(f"{work}/home/.gitconfig", "w") as f:
        f.write("[user]\n\tname = Asha Rao\n\temail = asha.rao@plant.example\n[gc]\n\tauto = 0\n")
    git(work, "clone", "-q", plant, "plant")
    git(work, "clone", "-q", "--bare", plant, "bare")
    with open(f"{work}/init.c", "w") as f:
        f.write("#include <git2.h>\nint main(void)\n{\n\treturn git_libgit2_init() < 0;\n}\n")
    subprocess.run("cc -O2 -o init init.c $(pkg-config --cflags --libs libgit2)", cwd=work, shell=True, check=True)


def tasks():
    """As many tasks for taskwarrior, with the same due days."""
    out = subprocess.run([sx, "--git-dir", f"{work}/bare", "sql", "--json", "select title, due, open from record"], check=True,
                         capture_output=True, text=True).stdout
    with open(f"{work}/tasks.json", "w") as f:
        for i, r in enumerate(json.loads(out)["data"]):
            # All are pending, as completed ones are put away where `task overdue` does not look; those that are not
            # open here are due much later.
            day = r["due"].replace("-", "") if r["open"] and r["due"] else "20270101"
            task = {"uuid": f"{i:08x}-0000-4000-8000-000000000000", "description": r["title"] or "none", "entry": "20241120T000000Z",
                    "status": "pending", "due": day + "T000000Z"}
            f.write(json.dumps(task) + "\n")
    os.makedirs(f"{work}/task")
    with open(f"{work}/taskrc", "w") as f:
        f.write(f"data.location={work}/task\nconfirmation=off\nverbose=nothing\nhooks=off\n")
    os.environ["TASKRC"] = f"{work}/taskrc"
    run(["task", "rc.gc=on", "import", f"{work}/tasks.json"], work)


def reads():
    tree, bare = f"{work}/plant", f"{work}/bare"

    def first(i):
        shutil.rmtree(f"{tree}/.git/sx", ignore_errors=True)
        seconds, mib = run([sx, "overdue"], tree)
        peaks.append(mib)
        return seconds

    peaks = []
    row("first read after clone / git grep -c . HEAD", first, lambda i: run(["git", "grep", "-c", ".", "HEAD"], tree)[0], 1.0, 5)
    run([sx, "overdue"], tree)
    run([sx, "overdue"], bare)
    run(["git", "status"], tree)
    row("overdue, work tree / git status", lambda i: run([sx, "overdue"], tree)[0], lambda i: run(["git", "status"], tree)[0], 0.5)
    row("overdue, bare / git_libgit2_init", lambda i: run([sx, "overdue"], bare)[0], lambda i: run([f"{work}/init"], bare)[0], 3)
    if not ONLY or "task" in ONLY:
        tasks()
        row("overdue, work tree / task overdue", lambda i: run([sx, "overdue"], tree)[0], lambda i: run(["task", "overdue"], work)[0], 0.1)
    path = git(tree, "log", "-200", "--format=", "--name-only", "--", "action").split()[-1]
    ident = os.path.basename(path)[:-5]
    if not ONLY or "log" in ONLY:
        seconds = run([sx, "log", ident], tree)[0]
        print(f"{'(history read once)':46} {seconds * 1000:9.1f} ms", flush=True)
    row("log ID / git log -p -- FILE", lambda i: run([sx, "log", ident], tree)[0],
        lambda i: run(["git", "log", "-p", "--", path], tree)[0], 0.1)
    for pattern in ("seal.*gasket", "Replace (pump|valve)"):
        row(f"grep {pattern} / git grep -P", lambda i: run([sx, "grep", pattern], tree)[0],
            lambda i: run(["git", "grep", "-P", pattern], tree)[0], 0.3)
    memory("memory: overdue, warm", run([sx, "overdue"], tree)[1], 64)
    if peaks:
        memory("memory: index built", max(peaks), 512)


def writes():
    tree = f"{work}/plant"
    text = git(tree, "show", "HEAD:" + git(tree, "ls-files", "action").split()[0])

    def add(i):
        return run([sx, "action", "add", f"Replace seal {i}", "--owner", "asha.rao", "--due", "+2w"], tree)[0]

    def commit(i):
        path = f"action/2026/11/ACT-2611-BENCH{i:02}.yaml"
        begin = time.perf_counter()
        with open(f"{tree}/{path}", "w") as f:
            f.write(text)
        run(["git", "add", path], tree)
        run(["git", "commit", "-qm", "add one", "--", path], tree)
        return time.perf_counter() - begin

    os.makedirs(f"{tree}/action/2026/11", exist_ok=True)
    row("action add / git add + git commit", add, commit, 0.7)


def imports():
    owners = [f"p{i}" for i in range(50)]

    # Each in a folder of its own, removed at the end: ext4 is slow to make files where as many went in the last minutes.
    def fresh(name):
        subprocess.run([sx, "init", "--person", "asha.rao", name], cwd=work, check=True, stdout=subprocess.DEVNULL)
        for owner in owners:
            with open(f"{work}/{name}/person/{owner}.yaml", "w") as f:
                f.write(f"name: {owner.upper()}\nemail: {owner}@plant.example\nstate: active\n")
        git(f"{work}/{name}", "add", "-A")
        git(f"{work}/{name}", "commit", "-qm", "people")
        os.sync()  # what the one before has left to the disk is not paid for by the next

    with open(f"{work}/rows.csv", "w") as f:
        f.write("title,deliverable,owner,due,priority,class\n")
        for i in range(records):
            f.write(f"Replace seal number {i},no leak at pump {i % 977},{owners[i % 50]},2026-{i % 12 + 1:02}-{i % 28 + 1:02},"
                    f"{['low', 'normal', 'high'][i % 3]},{['operational', 'quality', 'safety'][i % 7 % 3]}\n")
    fresh("imported")
    run([sx, "import", "action", f"{work}/rows.csv"], f"{work}/imported")
    subprocess.run(f"git archive HEAD action | tar xf - -C {work} && tar cf {work}/rows.tar -C {work} action", cwd=f"{work}/imported",
                   shell=True, check=True)

    def ours(i):
        fresh(f"ours{i}")
        return run([sx, "import", "action", f"{work}/rows.csv"], f"{work}/ours{i}")[0]

    def theirs(i):
        fresh(f"theirs{i}")
        return run(f"tar xf {work}/rows.tar && git add -A && git commit -qm import", f"{work}/theirs{i}")[0]

    row(f"import of {records} rows / files + git add + commit", ours, theirs, 1.0, 3)


prepare()
print(f"{records} records, {commits} commits, {os.cpu_count()} processors, medians of {RUNS} runs by turns")
print(f"{'what':46} {'sx':>12} {'beside':>12} {'ratio':>8} {'limit':>6}")
reads()
if not ONLY or "add" in ONLY:
    writes()
if not ONLY or "import" in ONLY:
    imports()
shutil.rmtree(old, ignore_errors=True)
