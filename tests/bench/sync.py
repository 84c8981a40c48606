#!/usr/bin/env python3
# Measures `sx sync` beside `git pull --no-rebase` and `git push` of the same change: so many records changed on each side, one
# commit a record (as sx makes them) and all in one commit. sx sync writes durably before it says so; git is measured as it is
# set up by itself, and with core.fsync=all, which is as much.
import os
import random
import shutil
import statistics
import subprocess
import sys
import time

sx, where, records, commits, changed = (os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), *map(int, sys.argv[3:6]))
RUNS = int(os.environ.get("SX_BENCH_RUNS", "5"))
WITH = os.environ.get("SX_BENCH_WITH", "").split()
plant, work = f"{where}/plant-{records}-{commits}", f"{where}/sync"
env = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC", GIT_CONFIG_NOSYSTEM="1", GIT_TERMINAL_PROMPT="0", HOME=f"{work}/home",
           PATH=f"{os.path.dirname(sx)}:{os.environ['PATH']}")
WHO = "Asha Rao <asha.rao@plant.example>"


def run(args, cwd, **more):
    done = subprocess.run(args, cwd=cwd, env=env, stdin=None if more else subprocess.DEVNULL, capture_output=True, **more)
    if done.returncode:
        sys.exit(f"bench: {' '.join(args)}: status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def altered(text, line):
    """The record with one field more, as a person would put it in."""
    key = line.split(":")[0]
    kept = [other for other in text.split("\n") if not other.startswith(key + ":")]
    kept.insert(1, line)
    return "\n".join(kept)


def commit_changes(tree, files, line, each):
    """One commit a record, or one for all; made without a work tree, which follows at the end."""
    out, marked = [], 0
    begin = int(run(["git", "log", "-1", "--format=%ct"], tree)) - len(files)  # not of the future, which sync would remark on

    def begin_commit(subject):
        nonlocal marked
        marked += 1
        out.append(f"commit refs/heads/main\ncommitter {WHO} {begin + marked} +0530\ndata {len(subject)}\n{subject}\n")
        if marked == 1:
            out.append("from refs/heads/main^0\n")

    for i, path in enumerate(files):
        if each or not i:
            begin_commit(f"action {os.path.basename(path)[:-5]}: {line}\n" if each else f"{line}\n")
        with open(f"{tree}/{path}") as f:
            text = altered(f.read(), line)
        out.append(f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n")
    run(["git", "fast-import", "--quiet"], tree, input="".join(out).encode())
    run(["git", "reset", "-q", "--hard"], tree)


def clone(name):
    tree = f"{work}/{name}"
    run(["git", "clone", "-q", f"{work}/hub0.git", tree], work)
    for key, value in (("merge.sx.driver", "sx merge-driver %O %A %B %P"), ("merge.renames", "false"), ("pull.twohead", "recursive")):
        run(["git", "config", key, value], tree)
    return tree


def prepare(each):
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(f"{work}/home")
    with open(f"{work}/home/.gitconfig", "w") as f:
        f.write("[user]\n\tname = Asha Rao\n\temail = asha.rao@plant.example\n[gc]\n\tauto = 0\n[core]\n\tcommitGraph = true\n")
    run(["git", "clone", "-q", "--bare", plant, f"{work}/hub0.git"], work)
    zero = clone("zero")  # the plant was made without register numbers: they are given with the first change
    files = run(["git", "grep", "-lE", "^state: (open|active)$", "--", "action"], zero).decode().split()  # what has ended stays as it is
    commit_changes(zero, files[:1], "deliverable: with numbers", each)
    run([sx, "sync"], zero)
    ours, theirs = clone("one"), clone("two")
    random.Random(1).shuffle(files)
    commit_changes(theirs, files[:changed], "deliverable: from the other side", each)
    run(["git", "push", "-q"], theirs)
    commit_changes(ours, files[changed:2 * changed], "deliverable: from here", each)
    run([sx, "overdue"], ours)


def once(commands):
    """Seconds of it, from the same state each time."""
    for name, source in (("hub.git", "hub0.git"), ("w", "one")):
        shutil.rmtree(f"{work}/{name}", ignore_errors=True)
        run(["cp", "-a", source, name], work)
    tree = f"{work}/w"
    run(["git", "remote", "set-url", "origin", f"{work}/hub.git"], tree)
    run(["git", "update-index", "-q", "--refresh"], tree)
    run([sx, "overdue"], tree)
    os.sync()
    begin = time.perf_counter()
    for command in commands:
        run(WITH + command, tree)
    return time.perf_counter() - begin


print(f"{changed} records changed on each side of {records}, {os.cpu_count()} processors, medians of {RUNS} runs by turns", flush=True)
print(f"{'what':46} {'sx sync':>12} {'git':>12} {'ratio':>8} {'limit':>6}", flush=True)
ways = {"sx": [[sx, "sync"]], "git": [], "git, core.fsync=all": []}
for way, more in (("git", []), ("git, core.fsync=all", ["-c", "core.fsync=all"])):
    ways[way] = [["git", *more, "pull", "-q", "--no-rebase", "--no-edit"], ["git", *more, "push", "-q"]]
for each, what in ((True, "one commit a record"), (False, "all in one commit")):
    prepare(each)
    took = {way: [] for way in ways}
    for _ in range(RUNS):
        for way, commands in ways.items():
            took[way].append(once(commands))
    ours = statistics.median(took["sx"])
    for way in list(ways)[1:]:
        theirs = statistics.median(took[way])
        print(f"{what + ' / ' + way:46} {ours * 1000:9.1f} ms {theirs * 1000:9.1f} ms {ours / theirs:8.3f} {1.5:6}"
              f"{'' if ours / theirs <= 1.5 else '  OVER'}", flush=True)
shutil.rmtree(work, ignore_errors=True)
