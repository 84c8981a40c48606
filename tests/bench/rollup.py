#!/usr/bin/env python3
# Reads over many repositories and of one with as many records, by turns: medians and their ratio, index warm.
import os
import statistics
import subprocess
import sys
import time

sx, where, plants, records = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
RUNS = int(os.environ.get("SX_BENCH_RUNS", "7"))
WITH = os.environ.get("SX_BENCH_WITH", "").split()
os.environ.update(LC_ALL="C.UTF-8", TZ="UTC", GIT_CONFIG_NOSYSTEM="1", HOME=f"{where}/home")
os.makedirs(f"{where}/home", exist_ok=True)


def run(args, cwd):
    """Seconds and peak memory (MiB)."""
    begin = time.perf_counter()
    child = subprocess.Popen(WITH + [sx] + args, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"bench: {args}: status {status}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


print(f"{plants} repositories of {records} records and one of {plants * records}, {os.cpu_count()} processors, medians of {RUNS} runs by turns")
print(f"{'what':44} {'many':>11} {'one':>11} {'ratio':>7} {'limit':>6} {'MiB':>9}")
for what, end in (("bare", ".git"), ("work trees", "")):
    one = f"{where}/one-{plants}-{records}{end}"
    many = [word for i in range(plants) for word in ("--with", f"plant-{records}-{i + 1}{end}")]
    for command in (["overdue"], ["list", "owner:asha.rao due<today"], ["list", "action", "class:safety", "--sort", "-due"],
                    ["today", "--all"], ["report", "status"], ["grep", "seal.*gasket", "--ids"]):
        run(command + many, where)
        run(command, one)
        a, b = [], []
        for _ in range(RUNS):
            a.append(run(command + many, where))
            b.append(run(command, one))
        x, y = statistics.median(t for t, _ in a), statistics.median(t for t, _ in b)
        print(f"{' '.join(command) + ', ' + what:44} {x * 1000:8.1f} ms {y * 1000:8.1f} ms {x / y:7.2f} {2:6} "
              f"{max(m for _, m in a):4.0f}/{max(m for _, m in b):<4.0f}{'' if x / y <= 2 else '  OVER'}", flush=True)
    seconds = statistics.median(run(["rollup"] + many, where)[0] for _ in range(RUNS))
    print(f"{'rollup, ' + what:44} {seconds * 1000:8.1f} ms", flush=True)
