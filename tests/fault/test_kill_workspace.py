#!/usr/bin/env python3
"""kill -9 of anything at any moment while workspaces are made, used and removed, and a cache that is gone.

Each agent writes numbered lines into three files of its workspace: one that it commits now and then, one that it
never commits, one that git ignores. It tells $LAB/marks of a line when the line stands in all three, and of one that
it does not find again.
"""
import os
import random
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import Failure, claim, expect, story, tell_stories  # noqa: E402

SEED = int(os.environ.get("LEADHAND_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 31)
CUTS = int(os.environ.get("LEADHAND_TEST_CUTS", "12"))
HAS_FAULTS = os.environ.get("LEADHAND_TEST_FAULTS") == "true"
STRIDE = int(os.environ.get("LEADHAND_TEST_STRIDE", "1"))
TASKS = ("ash", "birch", "cedar")
LINES = 20
FILES = 300
FILLED = {f"src/part-{n % 20}/file-{n}.txt": f"the file {n}\n" for n in range(FILES)}
FILLED[".gitignore"] = "*.ignored\n/built\n"

WRITES = """
mine="work/$LEADHAND_TASK"; told="$LAB/marks/$LEADHAND_TASK.lines"
files="$mine/committed $mine/loose $mine/kept.ignored"
missing() { echo "$LEADHAND_TASK, turn $turn: $1" >>"$LAB/marks/violations"; }
mkdir -p "$mine"; touch $files "$told"
[ -e built/done ] || missing "what setup made is gone"
[ "$(find src -type f | wc -l)" = %d ] || missing "files of the base are gone"
while read -r line; do
    for file in $files; do
        case $file in *.ignored) [ ! -e "$LAB/marks/cache-is-gone" ] || continue ;; esac
        grep -qx "$line" "$file" || missing "no line $line in $file"
    done
done <"$told"
rm -f .git/index.lock .git/HEAD.lock .git/refs/heads/main.lock
n=$(wc -l <"$told")
while [ "$n" -lt %d ]; do
    [ "$LEADHAND_TASK" != cedar ] || [ "$n" -lt 10 ] || until [ -e "$LAB/marks/enough" ]; do sleep 0.05; done
    n=$((n + 1))
    for file in $files; do grep -qx "$n" "$file" || echo "$n" >>"$file"; done
    echo "$n" >>"$told"
    [ $((n %% 5)) != 0 ] || { git add "$mine/committed"; git diff --cached --quiet || git commit -q -m "line $n"; }
    git status --porcelain >/dev/null
done
git add "$mine"; git diff --cached --quiet || git commit -q -m "all lines"
leadhand report done -m "wrote $n lines"
""" % (FILES, LINES)
GATES = [{"name": "built", "run": "test -e built/done && test $(ls src | wc -l) = 20"},
         {"name": "lines", "run": f"for f in work/*/committed; do test $(sort -u $f | wc -l) = {LINES} || exit 1; done"}]


def prepare(lab):
    lab.start_repository(FILLED)
    lab.agent("writer", WRITES)
    lab.config(setup="mkdir -p built; ls src | wc -l >built/count; touch built/done", gates=GATES,
               limits={"sessions": 3, "checks": 2, "rounds": 20, "checkpoint": "1s"})
    for name in TASKS:
        lab.task(name, scope=[f"work/{name}/**"], body=f"Make a new folder work/{name}.")


# What there is of a lab's on the machine, whoever it belongs to.


def text_of(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def status_of(pid):
    fields = text_of(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return (fields[0].decode(), int(fields[1])) if fields else ("X", 0)


def folder_of(pid):
    try:
        return os.readlink(f"/proc/{pid}/cwd").encode()
    except OSError:
        return b""


def traces(lab):
    """{pid: argv} of whatever lives and has anything to do with the lab: by its environment, its words, its folder, the
    mounts that it sees, or by who started it."""
    root, found, parents, argvs = lab.root.encode(), set(), {}, {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        life, parent = status_of(entry)
        if life in "ZX":
            continue
        pid = int(entry)
        parents[pid] = parent
        argvs[pid] = text_of(f"/proc/{pid}/cmdline").decode("utf-8", "replace").split("\0")[:-1]
        if any(root in text for text in (text_of(f"/proc/{pid}/environ"), " ".join(argvs[pid]).encode(),
                                         folder_of(pid), text_of(f"/proc/{pid}/mountinfo"))):
            found.add(pid)
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found - {os.getpid()}
        grown = bool(more)
        found |= more
    return {pid: argvs[pid] for pid in found}


def has_word(argv, *words):
    return any(os.path.basename(part) in words for part in argv[:8])


VICTIMS = {
    "all of it": lambda argv: True,
    "the floor": lambda argv: argv[1:2] == ["floor"],
    "the runners": lambda argv: argv[1:2] == ["runner"],
    "the floor and the runners": lambda argv: argv[1:2] in (["floor"], ["runner"]),
    "the walls": lambda argv: has_word(argv[:1], "bwrap"),
    "git": lambda argv: has_word(argv[:1], "git"),
    "what carries work home": lambda argv: has_word(argv, "carry"),
    "the agents": lambda argv: has_word(argv, "writer"),
}


def cut(lab, rule):
    """kill -9 of all that the rule names."""
    victims = [pid for pid, argv in traces(lab).items() if VICTIMS[rule](argv)]
    lab.kill(victims)
    lab.until(lambda: not any(status_of(pid)[0] not in "ZX" for pid in victims), f"{rule}: killed is gone")
    return len(victims)


def lead(lab, env=None):
    """Be the lead for a moment: start what does not run, approve what is shown. True when all has landed."""
    status = lab.status()
    states = {row["id"]: row["state"] for row in status["tasks"]}
    for row in status["tasks"]:
        if row["state"] == "failed":
            claim("vanished again and again" in row["reason"], f"a task failed: {row}")
            lab.run("retry", row["id"], status=None, env=env)
    if all(state == "landed" for state in states.values()) and len(states) == len(TASKS):
        return True
    if not status["floor"]["running"] or "ready" in states.values():
        lab.run("up", status=None, env=env)
    for name, state in states.items():
        if state == "review":
            lab.run("approve", name, status=None, env=env)
    return False


def lead_to_the_end(lab, env=None, patience=120):
    """From now on the last of the tasks may come to its end too."""
    lab.mark("enough")
    end = time.monotonic() + patience
    while not lead(lab, env):
        if time.monotonic() > end:
            raise Failure(f"the story does not end: {lab.status()}")
        time.sleep(0.05)


def check_what_landed(lab):
    expect(lab.violations(), "", "what must never be")
    for name in TASKS:
        for file in ("committed", "loose"):
            expect(sorted({int(n) for n in lab.file_at(f"work/{name}/{file}").split()}), list(range(1, LINES + 1)),
                   f"the lines of {name} in {file}")
    lab.sound()


def groups_of(lab):
    """Control groups of this lab's jobs; a job's is named by the hash of its folder."""
    names = []
    for job in os.listdir(lab.path(".git", "leadhand", "jobs")):
        value = 0xcbf29ce484222325
        for byte in os.path.realpath(lab.path(".git", "leadhand", "jobs", job)).encode():
            value = (value ^ byte) * 0x100000001b3 % (1 << 64)
        names.append(f"leadhand-{value:016x}"[:len("leadhand-") + 12])
    return [os.path.join(folder, name) for folder, inner, _ in os.walk("/sys/fs/cgroup") for name in inner
            if name.startswith(tuple(names))]


def loops_of(lab):
    names = [name for name in os.listdir("/sys/block") if name.startswith("loop")]
    return [name for name in names if lab.root.encode() in text_of(f"/sys/block/{name}/loop/backing_file")]


def bases_of(folder):
    """Names of all but the newest base and those that it lies on."""
    records = {name: os.path.join(folder, name, "ready") for name in os.listdir(folder)
               if os.path.isdir(os.path.join(folder, name))}
    newest = max((name for name in records if os.path.exists(records[name])),
                 key=lambda name: os.stat(records[name]).st_mtime_ns, default=None)
    lines = text_of(records[newest]).decode().split("\n") if newest else []
    return set(records) - {line.split(" ")[1] for line in lines if line.startswith("layer ")} - {newest}


def check_that_nothing_is_left(lab):
    if lab.run("down", "--now", status=None).status:
        lab.until(lambda: not lab.floors(), "the floor that was cut off has ended")
    lab.until(lambda: not traces(lab), "no process is left: " + repr(traces(lab)))
    lab.run("gc")
    claim(lab.root not in text_of("/proc/mounts").decode(), "no mount is left")
    expect(loops_of(lab), [], "loop devices")
    expect(groups_of(lab), [], "control groups")
    rooms = os.path.join(lab.cache, "leadhand")
    (room,) = os.listdir(rooms)
    left = [os.path.join(folder, name) for kind in ("sessions", "checks")
            for folder in [os.path.join(rooms, room, kind)] if os.path.isdir(folder) for name in os.listdir(folder)]
    expect(left, [], "workspaces")
    folders = {name for name in os.listdir(os.path.join(rooms, room)) if os.path.isdir(os.path.join(rooms, room, name))}
    claim(folders <= {"store", "bases", "sessions", "checks", "kinds"}, f"nothing else is there: {folders}")
    expect(bases_of(os.path.join(rooms, room, "bases")), set(), "bases that the newest does not lie on")
    store = os.path.join(rooms, room, "store")
    expect([name for name in os.listdir(store) if name.startswith("new-")], [], "half-made pieces")


@story
def whatever_is_killed_at_any_moment_no_line_is_lost_and_nothing_is_left(lab):
    dice, done = random.Random(SEED), []
    print(f"# seed {SEED}", flush=True)
    prepare(lab)
    while len(done) < CUTS:
        until = time.monotonic() + dice.uniform(0.05, 0.8)
        lab.until(lambda: lead(lab) or time.monotonic() > until, "a moment to cut")
        alive = traces(lab).values()
        rules = [rule for rule, is_victim in VICTIMS.items() if any(is_victim(argv) for argv in alive)]
        if rules:
            rule = dice.choice(rules)
            done.append(f"{rule} ({cut(lab, rule)})")
    print(f"# killed: {', '.join(done)}", flush=True)
    expect(len(done), CUTS, "cuts")
    lead_to_the_end(lab)
    check_what_landed(lab)
    check_that_nothing_is_left(lab)


@story
def all_of_it_killed_at_once_again_and_again_loses_no_line_and_leaves_nothing(lab):
    dice, cuts = random.Random(SEED + 1), 0
    print(f"# seed {SEED}", flush=True)
    prepare(lab)
    while cuts < CUTS and not lead(lab):
        before = len(lab.marks_of("turns"))
        until = time.monotonic() + dice.uniform(0.2, 3)
        lab.until(lambda: lead(lab) or len(lab.marks_of("turns")) > before or time.monotonic() > until, "something runs")
        cuts += bool(cut(lab, "all of it"))
    lead_to_the_end(lab)
    check_what_landed(lab)
    check_that_nothing_is_left(lab)


@story
def a_cache_that_is_gone_between_two_turns_costs_what_git_ignores_and_no_more(lab):
    prepare(lab)
    lab.run("up", "ash")
    lab.reach("ash", "review")
    lab.run("down", "--now")
    lab.until(lambda: not traces(lab), "nothing runs")
    lab.remove(os.path.join(lab.cache, "leadhand"))
    lab.mark("cache-is-gone")
    lab.run("up", status=None)
    lab.run("reject", "ash", "-m", "look again")
    lab.until(lambda: len([t for t in lab.marks_of("turns") if t.startswith("start ash ")]) == 2, "its next turn")
    lead_to_the_end(lab)
    check_what_landed(lab)
    check_that_nothing_is_left(lab)


POINTS = ("pieces.fetched", "base.filled", "base.setup", "workspace.named", "workspace.made", "workspace.ready",
          "workspace.removing", "carry.ordered", "carry.fetched", "carry.saved")


def cut_at(lab, point, number):
    """Play the story with one kill at that pass; how often the point was passed."""
    counter = os.path.join(lab.root, "passes")
    prepare(lab)
    lead_to_the_end(lab, {"LEADHAND_FAULT": f"{point}:{number}:kill:{counter}"})
    check_what_landed(lab)
    check_that_nothing_is_left(lab)
    return os.path.getsize(counter) if os.path.exists(counter) else 0


def tell_of_point(point):
    def tell(lab):
        most = cut_at(lab, point, 1)
        claim(most, f"nothing passes '{point}'")
        print(f"# {point}: passed {most} times", flush=True)
    tell.__name__ = f"killed_at_{point.replace('.', '_')}_no_line_is_lost_and_nothing_is_left"
    return tell


if HAS_FAULTS:
    for at in POINTS[::STRIDE]:
        story(tell_of_point(at))
tell_stories()
