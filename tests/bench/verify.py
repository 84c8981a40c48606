#!/usr/bin/env python3
# Measures `sx verify`, in full and when one commit is new, beside `git fsck` and `git log --show-signature` of the same
# repository. git checks signatures only where there are some: so many of the last commits are signed, with an SSH key.
import os
import statistics
import subprocess
import sys
import time

sx, where, commits, signed = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
RUNS = int(os.environ.get("SX_BENCH_RUNS", "3"))
plant = f"{where}/verify-{commits}-{signed}"
env = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC", GIT_CONFIG_NOSYSTEM="1", HOME=f"{where}/home")
START = 1750000000  # a June


def run(*args, allowed=(0,), **more):
    done = subprocess.run(args, cwd=plant, env=env, capture_output=True, check=False, **more)
    if done.returncode not in allowed:
        sys.exit(f"bench: {' '.join(args)}: status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def at(n):
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(START + n * 60))


def action(n, made, priority):
    return (f"title: Replace seal {n}\nowner: asha\ndue: 2026-12-04\nfirst_due: 2026-12-04\npriority: {priority}\n"
            f"created: {made}\ncreated_by: asha\n")


def public_key():
    """Asha's, made when it is not there yet."""
    key = f"{where}/home/key"
    if not os.path.exists(key):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    with open(f"{key}.pub", encoding="utf-8") as public:
        return public.read().strip()


def stream():
    """One action more every fourth commit; the others change the priority of one."""
    made = []
    yes = ["low", "normal", "high"]
    for n in range(commits):
        files = []
        if n == 0:
            files = [(".sx/config.yaml", "zone: UTC\n"), (".gitattributes", "*.yaml merge=sx diff=sx text eol=lf\n"),
                     ("person/asha.yaml", "name: Asha\nemail: asha@plant.example\n"
                      f"keys:\n  - key: {public_key()}\n    from: {at(0)}\n    by: asha\n")]
        elif n % 4 == 1:
            made.append(at(n))
        if n:
            which = len(made) - 1 if n % 4 == 1 else n * 7919 % len(made)
            text = action(which, made[which], yes[n % 3])
            digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
            tail = "".join(digits[which >> shift & 31] for shift in (30, 25, 20, 15, 10, 5, 0))
            files = [(f"action/2025/06/ACT-2506-{tail}.yaml", text)]
        message = f"change {n}\n\nSx-Verb: action set\nSx-Actor: asha\nSx-Version: 0\n"
        yield f"commit refs/heads/main\ncommitter Asha <asha@plant.example> {START + n * 60} +0000\ndata {len(message)}\n{message}\n"
        for path, text in files:
            yield f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"


def sign():
    key = f"{where}/home/key"
    with open(f"{where}/home/allowed", "w", encoding="utf-8") as out:
        out.write(f"asha@plant.example {public_key()}\n")
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", f"{key}.pub"), ("gpg.ssh.allowedSignersFile", f"{where}/home/allowed"),
                        ("user.name", "Asha"), ("user.email", "asha@plant.example")):
        run("git", "config", name, value)
    head = run("git", "rev-parse", "main").decode().strip()
    for n in range(signed):
        when = f"{START + (commits + n) * 60} +0000"
        env.update(GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)
        head = run("git", "commit-tree", "-S", "-p", head, "-m", f"signed {n}", "main^{tree}").decode().strip()
    run("git", "update-ref", "refs/heads/main", head)
    run("git", "gc", "-q")


def measure(what, *args, before=None):
    times = []
    for _ in range(RUNS):
        if before:
            before()
        begin = time.monotonic()
        run(*args)
        times.append(time.monotonic() - begin)
    print(f"{what:44} {statistics.median(times):8.3f} s  (least {min(times):.3f})")
    return statistics.median(times)


def back():
    """As it was when all but the last commit had been verified."""
    with open(f"{plant}/sx/verified", "w", encoding="utf-8") as file:
        file.write(kept)


os.makedirs(f"{where}/home", exist_ok=True)
if not os.path.isdir(plant):
    os.makedirs(plant)
    run("git", "init", "-q", "--bare", "--initial-branch=main")
    run("git", "fast-import", "--quiet", input="".join(stream()).encode())
    sign()
full = measure("sx verify --full", sx, "verify", "--full")
head = run("git", "rev-parse", "main").decode().strip()
run("git", "update-ref", "refs/heads/main", f"{head}~1")
run(sx, "verify", "--full")
kept = open(f"{plant}/sx/verified", encoding="utf-8").read()  # what is in it is sealed: nobody writes it but sx
run("git", "update-ref", "refs/heads/main", head)
one = measure("sx verify, one commit new", sx, "verify", before=back)
back()
if not run(sx, "verify").startswith(b"1 commit "):
    sys.exit("bench: more than one commit was verified")
fsck = measure("git fsck --full", "git", "fsck", "--full", "--no-progress")
shown = measure("git log --show-signature", "git", "log", "--show-signature")
print(f"{commits} commits and {signed} signed ones; full: {full / fsck:.2f} of git fsck, {full / shown:.2f} of git log; "
      f"one: {one / fsck:.3f} and {one / shown:.3f}")
