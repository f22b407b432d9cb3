"""Many sessions in one checkout: nobody's edit is lost, and nobody's is in another's commit.

LEADHAND_TEST_LONG=1 makes it minutes and thousands of commits.
"""
import os
import random
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

LONG = bool(os.environ.get("LEADHAND_TEST_LONG"))
WORKERS, FIGHTERS = 16, 4
STEPS = 200 if LONG else 8
KILLS = 24 if LONG else 8

# A line a commit, each with its author's name. What a killed turn left is committed first.
WORKER = r"""
n=${LEADHAND_TASK#t}
git add -A src/$n
git diff --cached --quiet || git commit -q -m "left by turn $((turn - 1))"
i=$(cat src/$n/*.txt | wc -l)
while [ $i -lt %d ]; do
    i=$((i + 1))
    echo "$LEADHAND_TASK line $i" >>src/$n/$((i %% 3)).txt
    git add src/$n/$((i %% 3)).txt
    git commit -q -m "$LEADHAND_TASK step $i"
    [ $((i %% 10)) != 0 ] || git status --short >/dev/null
done
"""

# All of them want the same file, one after the other.
FIGHTER = r"""
i=0
git restore fight.txt 2>/dev/null || true
while [ $i -lt %d ]; do
    i=$((i + 1))
    until leadhand reserve fight.txt >/dev/null 2>&1; do sleep 0.2; done
    echo "$LEADHAND_TASK line $turn.$i" >>fight.txt
    git add fight.txt
    git commit -q -m "$LEADHAND_TASK step $i"
    leadhand reserve --release fight.txt >/dev/null
done
"""


def shared(lab):
    for folder, names, _ in os.walk(lab.cache):
        if "shared" in names:
            return os.path.join(folder, "shared")
    return None


def checkout_git(lab, *args):
    done = subprocess.run(["git", *args], cwd=os.path.join(shared(lab), "work"), env=lab.env, capture_output=True,
                          check=True)
    return done.stdout.decode()


def commits(lab):
    """(session, {path: (added lines, dropped lines)}) of each commit of a session's on the shared branch."""
    text = checkout_git(lab, "log", "--first-parent", "--no-merges", "--reverse", "-p", "-U0", "--no-renames",
                        "--format=%x01%(trailers:key=Leadhand-Session,valueonly,separator=%x2C)")
    for part in text.split("\1")[1:]:
        session, _, diff = part.partition("\n")
        changes, path = {}, None
        for line in diff.split("\n"):
            if line.startswith("diff --git "):
                path = line.rpartition(" b/")[2]
                changes[path] = ([], [])
            elif line.startswith(("+", "-")) and not line.startswith(("+++", "---")):
                changes[path][line[0] == "-"].append(line[1:])
        yield session, changes


def reservations(lab):
    with open(os.path.join(shared(lab), "table", "reservations"), encoding="utf-8") as file:
        rows = [line.split(" ", 2) for line in file.read().split("\n")[:-1]]
    return [(int(until), int(session), pattern) for until, session, pattern in rows]


def task_of(lab):
    """Which task a session works on."""
    return {str(row["id"]): row["name"] for row in
            lab.select("SELECT s.id, t.name FROM session s JOIN task t ON s.task = t.id")}


def every_commit_is_its_authors_alone(lab, names):
    count = 0
    for session, changes in commits(lab):
        if not session:
            continue
        count += 1
        name = names[session]
        for path, (added, dropped) in changes.items():
            expect(dropped, [], f"what a commit of {name} took out of {path}")
            claim(all(line.startswith(name + " line ") for line in added), f"{name} committed in {path}: {added}")
            claim(path.startswith(f"src/{name[1:]}/") or path == "fight.txt", f"{name} touched {path}")
    return count


def nothing_is_lost(lab, name):
    number = name[1:]
    lines = [line for part in range(3) for line in
             lab.file_at(f"src/{number}/{part}.txt", "main").split("\n")[:-1]]
    wanted = [f"{name} line {i}" for part in range(3) for i in range(1, STEPS + 1) if i % 3 == part]
    expect(lines, wanted, f"what of {name} landed")


def start(lab, workers, fighters):
    files = {f"src/{n}/{part}.txt": "" for n in range(1, workers + 1) for part in range(3)}
    lab.start_repository({"README.md": "many at once\n", "fight.txt": "", **files})
    lab.agent("worker", WORKER % STEPS)
    lab.agent("fighter", FIGHTER % max(STEPS // 8, 3))
    lab.config(workspace="shared", limits={"sessions": workers + fighters, "checks": 2},
               review={"default": "each", "small": "policy"},
               gates=[{"name": "whole", "run": "test -z \"$(cat src/*/*.txt | grep -v ' line ')\""}])
    for n in range(1, workers + 1):
        lab.task(f"t{n}", **{"class": "small", "scope": [f"src/{n}/**"], "agent": "worker"})
    for n in range(1, fighters + 1):
        lab.task(f"f{n}", scope=[f"fight/{n}/**"], agent="fighter", body=f"Fight in a new fight/{n}.")


def kill_some(lab, dice, hurt):
    """One of what lives: an agent with all that it started, a runner, or the floor. Nobody's session twice."""
    what = dice.choice(["agent", "agent", "runner", "floor"])
    if what == "floor":
        lab.kill_floor()
        lab.run("up")
        return 1
    found = [(pid, argv, next((item for item in environ if item.startswith(b"LEADHAND_TASK=")), None))
             for pid, argv, environ in lab.processes()]
    if what == "runner":
        runners = [(pid, argv[2]) for pid, argv, _ in found if argv[1:2] == ["runner"] and argv[2] not in hurt]
        if runners:
            pid, job = dice.choice(runners)
            hurt.add(job)
            lab.kill(pid)
        return len(runners) > 0
    tasks = sorted({task for _, _, task in found if task and task.startswith(b"LEADHAND_TASK=t")} - hurt)
    if tasks:
        task = dice.choice(tasks)
        hurt.add(task)
        lab.kill([pid for pid, _, other in found if other == task])
    return len(tasks) > 0


@story
def twenty_sessions_commit_in_one_checkout_while_some_are_killed(lab):
    start(lab, WORKERS, FIGHTERS)
    dice, hurt, kills, began = random.Random(4), set(), 0, time.monotonic()
    lab.run("up")
    names = [f"t{n}" for n in range(1, WORKERS + 1)]
    lab.until(lambda: len(lab.marks_of("turns")) >= 5, "sessions work")
    while kills < KILLS and any(lab.state(name) == "running" for name in names):
        kills += kill_some(lab, dice, hurt)
        time.sleep(0.2)
    fighters = [f"f{n}" for n in range(1, FIGHTERS + 1)]

    def all_there():
        states = {row["id"]: row["state"] for row in lab.status()["tasks"]}
        claim("failed" not in states.values(), f"one failed: {states}")
        return all(states[name] == "landed" for name in names) and all(states[name] == "review" for name in fighters)

    lab.until(all_there, "all have landed", timeout=1800 if LONG else 240)
    seconds = time.monotonic() - began
    claim(kills >= KILLS // 2, f"only {kills} were killed")
    count = every_commit_is_its_authors_alone(lab, task_of(lab))
    claim(count >= WORKERS * STEPS // 2, f"only {count} commits")
    print(f"# {count} commits by {WORKERS + FIGHTERS} sessions in {seconds:.1f} s, {kills} kills", flush=True)
    for name in names:
        nothing_is_lost(lab, name)
    now = time.time() * 1000
    expect([pattern for until, _, pattern in reservations(lab) if until > now + 15 * 60000], [],
           "no reservation outlives its session for long")
    checkout_git(lab, "fsck", "--strict", "--no-dangling")
    lab.sound()


@story
def what_a_killed_session_held_is_free_by_time(lab):
    lab.start_repository({"README.md": "x\n"})
    lab.agent("holder", '[ $turn != 1 ] || { leadhand reserve --for 3s one.txt; mark taken; hold never; }')
    lab.agent("taker", r"""
until [ -e "$LAB/marks/taken" ]; do sleep 0.02; done
# Begun once more it may be free already.
[ $turn != 1 ] || { leadhand reserve one.txt 2>"$LAB/marks/said" && exit 1; mark asked; }
until leadhand reserve one.txt; do sleep 0.1; done
echo taken >one.txt
git add one.txt
git commit -q -m "take it"
""")
    lab.config(workspace="shared", limits={"sessions": 2})
    lab.task("holder", scope=["a/**"], agent="holder")
    lab.task("taker", scope=["b/**"], agent="taker")
    lab.run("up")
    lab.until(lambda: lab.is_marked("asked"), "the second was refused")
    runner = [pid for pid, argv, environ in lab.processes() if b"LEADHAND_TASK=holder" in environ]
    lab.kill_floor()
    lab.kill(lab.runners())
    lab.kill([pid for pid in runner if lab.is_alive(pid)])
    said = "\n".join(lab.marks_of("said"))
    claim(re.search(r"'one.txt' meets 'one.txt', which session \d+ holds for \d+ s more", said), said)
    lab.run("up")
    lab.reach("taker", "review")
    expect(lab.file_at("one.txt", "refs/leadhand/session/" + next(
        number for number, name in task_of(lab).items() if name == "taker")), "taken\n", "what it offers")
    lab.sound()


ROGUE = r"""
mkdir -p a && echo mine >a/mine.txt
git add a/mine.txt
git commit -q -m "mine" || true
if [ $turn = 1 ]; then
    until [ -e "$LAB/marks/theirs" ]; do sleep 0.02; done
    echo rogue >b/theirs.txt
    /usr/bin/git add b/theirs.txt
    /usr/bin/git commit -q -m "around the guard" && mark passed
    export GIT_INDEX_FILE="$LAB/marks/index"
    /usr/bin/git read-tree HEAD && /usr/bin/git add b/theirs.txt
    /usr/bin/git -c core.hooksPath=/dev/null -c user.name=x -c user.email=x@x \
        commit -q --trailer "Leadhand-Session: $LEADHAND_SESSION" -m "around the hooks too"
    unset GIT_INDEX_FILE
    cp "$LAB/marks/their-words" b/theirs.txt
fi
mark done
"""


@story
def what_was_committed_around_the_guard_does_not_count_and_is_said(lab):
    lab.start_repository({"README.md": "x\n", "b/theirs.txt": ""})
    lab.agent("rogue", ROGUE)
    lab.agent("honest", r"""
echo theirs >b/theirs.txt
cp b/theirs.txt "$LAB/marks/their-words"
git add b/theirs.txt
git commit -q -m "theirs"
mark theirs
until [ -e "$LAB/marks/done" ]; do sleep 0.02; done
""")
    lab.config(workspace="shared", limits={"sessions": 2})
    lab.task("rogue", scope=["a/**"], agent="rogue")
    lab.task("honest", scope=["b/**"], agent="honest")
    lab.run("up")
    lab.reach("honest", "review")
    lab.reach("rogue", "review")
    claim(not lab.is_marked("passed"), "the hook let it through")
    names = {name: number for number, name in task_of(lab).items()}
    expect(lab.git("diff", "--name-only", "main", f"refs/leadhand/session/{names['rogue']}"), "a/mine.txt",
           "what of the rogue counts")
    expect(lab.file_at("b/theirs.txt", f"refs/leadhand/session/{names['honest']}"), "theirs\n", "the other's")
    rounds = lab.json("show", "rogue")["rounds"]
    expect([r["why"] for r in rounds], ["first", "failed"], "its turns")
    claim(any(f"'b/theirs.txt', which session {names['honest']} holds" in text for text in lab.prompts()),
          "it is told what did not count")
    lab.land("honest", "rogue")
    expect(lab.file_at("b/theirs.txt"), "theirs\n", "what landed")
    lab.sound()


@story
def a_commit_of_the_leads_comes_into_the_checkout_and_no_edit_is_overwritten(lab):
    lab.start_repository({"README.md": "x\n", "a/x.txt": "one\n", "b/x.txt": "one\n"})
    lab.agent("worker", r"""
d=${LEADHAND_TASK%%-*}
cat other.txt 2>/dev/null >"$LAB/marks/saw.$LEADHAND_TASK" || true
echo "$LEADHAND_TASK" >>$d/x.txt
[ $LEADHAND_TASK != a-1 ] || hold go
git add $d
git commit -q -m "$LEADHAND_TASK"
""")
    lab.config(workspace="shared", limits={"sessions": 2}, review={"default": "policy"})
    lab.task("a-1", scope=["a/**"])
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the first has an edit that is not committed")
    lab.commit("by hand", {"a/x.txt": "zero\none\n", "other.txt": "new\n"})
    lab.task("b-1", scope=["b/**"])
    lab.run("up")
    lab.reach("b-1", "landed")
    work = os.path.join(shared(lab), "work")
    with open(os.path.join(work, "a", "x.txt"), encoding="utf-8") as file:
        expect(file.read(), "one\na-1\n", "the edit of the first")
    lab.mark("go")
    lab.reach("a-1", "landed")
    expect(lab.file_at("a/x.txt"), "zero\none\na-1\n", "both edits")
    lab.task("b-2", scope=["b/**"])
    lab.run("up")
    lab.reach("b-2", "landed")
    expect(lab.marks_of("saw.b-2"), ["new"], "the lead's file is there by now")
    expect(lab.file_at("b/x.txt"), "one\nb-1\nb-2\n", "one after the other")
    lab.sound()


@story
def a_session_whose_checkout_was_deleted_has_its_work_again(lab):
    lab.start_repository({"README.md": "x\n", "a/x.txt": "one\n"})
    lab.agent("worker", r"""
if [ $turn = 1 ]; then
    echo committed >>a/x.txt
    git add a/x.txt
    git commit -q -m "the first"
    echo loose >a/new.txt
    hold never
fi
cat a/x.txt a/new.txt >a/both.txt
git status --porcelain >"$LAB/marks/status"
git add a
git commit -q -m "the second"
""")
    lab.config(workspace="shared", review={"default": "policy"})
    lab.task("a", scope=["a/**"])
    lab.run("up")
    lab.until(lambda: lab.is_marked("never.held"), "it has edits of both kinds")
    lab.run("down", "--now")
    folder = shared(lab)
    shutil.rmtree(folder)
    shutil.rmtree(os.path.join(os.path.dirname(folder), "sessions"))
    lab.run("up")
    lab.reach("a", "landed")
    expect(lab.marks_of("status"), ["?? a/both.txt", "?? a/new.txt"], "what is committed, and what is not")
    expect(lab.file_at("a/both.txt"), "one\ncommitted\nloose\n", "all of it is there")
    lab.sound()


@story
def up_and_doctor_say_which_kind_fits(lab):
    lab.start_repository()
    lab.agent("idle", "true")
    lab.config(limits={"sessions": 1})
    for n in range(12):
        lab.task(f"t{n}", scope=[f"src/{n}/**"], budget={"lines": 40}, needs=["first"])
    lab.task("first", scope=["first"], budget={"lines": 40}, accept=["false"])
    said = lab.run("up", "t1", "--sessions", "12").out
    claim("'workspace: shared' would fit: 12 sessions on 13 small tasks that do not meet" in said, said)
    claim("advice" not in lab.json("up", "t1", "--sessions", "3"), "three do best apart")
    lab.run("down", "--now")
    lab.config(workspace="shared", limits={"sessions": 2})
    claim("'workspace: shared' does not fit: 2 sessions on 13 tasks" in lab.run("doctor", status=None).out, "doctor")


@story
def a_conflict_with_the_lead_is_solved_in_the_sessions_own_paths(lab):
    lab.start_repository({"README.md": "x\n", "a/x.txt": "one\n"})
    lab.agent("worker", r"""
if [ $turn = 1 ]; then
    echo mine >a/x.txt
    hold go
else
    { git show origin/main:a/x.txt; echo mine; } >a/x.txt
fi
git commit -q -m "turn $turn" a/x.txt
""")
    lab.config(workspace="shared", review={"default": "policy"})
    lab.task("a", scope=["a/**"])
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "it has edited the line")
    lab.commit("by hand", {"a/x.txt": "theirs\n"})
    lab.mark("go")
    lab.reach("a", "landed")
    expect(lab.file_at("a/x.txt"), "theirs\nmine\n", "both sides' words")
    claim("git show origin/main:PATH" in lab.prompts()[-1], "it is told how")
    lab.sound()


TRICKS = r"""
say() { "$@" >>"$LAB/marks/said" 2>&1 && echo "let through: $*" >>"$LAB/marks/through" || true; }
root=$PWD
say git reset --hard
say git -C a reset --hard
say env GIT_DIR="$root/.git" git reset --hard
say env GIT_DIR="$root/.git" GIT_WORK_TREE="$root" git checkout -- .
say env GIT_INDEX_FILE=/dev/null git reset --hard
say env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=alias.z GIT_CONFIG_VALUE_0="reset --hard" git z
say env -u LEADHAND_SWARM -u LEADHAND_SESSION git stash
(cd a; say git checkout ..)
(cd /; say git -C "$root" clean -fdx)
(cd /; say git --git-dir="$root/.git" --work-tree="$root" clean -fdx)
git init -q --bare "$LAB/marks/other.git"
say git --git-dir="$LAB/marks/other.git" --work-tree=. clean -fdx
say env GIT_DIR="$LAB/marks/other.git" git clean -fdx
say rm -rf .
say rm -rf "$root/b"
say rm -rf ../../sessions
(cd a; say rm -r ../b)
say mv b c
say mv a/x.txt b/x.txt
say git push --force origin main
say /usr/bin/git push "$LAB/repo" HEAD:refs/heads/pushed
say /usr/bin/git commit -a -m around
say /usr/bin/git update-ref refs/heads/main HEAD~1
say /usr/bin/git reset -q --soft HEAD~1
# What is not about the others is let through, and so is another repository.
git init -q /tmp/mine
(cd /tmp/mine; echo 1 >f; git add f; git config user.name x; git config user.email x@x; git commit -q -m one; git commit -q --amend -m two
 git reset -q --hard; git stash list; git checkout -q -b side; mkdir d; rm -rf d; git clean -fdxq)
echo more >>a/x.txt
git restore a/x.txt
mkdir a/build; rm -rf a/build
mv a/x.txt a/y.txt
git add -A
git commit -q -m "move it"
"""


@story
def the_guard_stands_before_the_real_git_by_whatever_way_it_is_asked(lab):
    lab.start_repository({"README.md": "x\n", "a/x.txt": "x\n", "b/x.txt": "x\n"})
    lab.commit("second", {"README.md": "y\n"})
    lab.agent("tricky", TRICKS)
    lab.agent("other", 'echo loose >>b/x.txt; echo new >b/new.txt; mark edited; '
                       'until [ -e "$LAB/marks/done" ]; do sleep 0.02; done; git add b; git commit -q -m mine')
    lab.config(workspace="shared", limits={"sessions": 2}, review={"default": "policy"})
    lab.task("other", scope=["b/**"], agent="other")
    lab.run("up")
    lab.until(lambda: lab.is_marked("edited"), "the other has edits")
    lab.task("tricky", scope=["a/**"], agent="tricky")
    lab.run("up")
    lab.reach("tricky", "landed")
    expect(lab.marks_of("through"), [], "what the guard let through")
    lab.mark("done")
    lab.reach("other", "landed")
    expect((lab.file_at("b/x.txt"), lab.file_at("b/new.txt")), ("x\nloose\n", "new\n"), "the other's edits")
    expect(sorted(lab.paths_at()), ["README.md", "a/y.txt", "b/new.txt", "b/x.txt"], "what landed")
    claim(lab.git("rev-parse", "--verify", "-q", "refs/heads/pushed", fails=True), "nothing was pushed")
    lab.sound()


@story
def what_a_cancelled_session_left_is_kept_and_not_in_the_next_ones_way(lab):
    lab.start_repository({"README.md": "x\n", "a/x.txt": "one\n"})
    lab.agent("first", 'echo committed >>a/x.txt; git commit -q -m "go" a/x.txt; echo loose >>a/x.txt; '
                       'echo new >a/new.txt; hold never')
    lab.agent("second", 'cat a/* >"$LAB/marks/saw"; echo two >>a/x.txt; git add -A; git commit -q -m "two"')
    lab.config(workspace="shared", limits={"sessions": 2}, review={"default": "policy"})
    lab.task("first", scope=["a/**"], agent="first")
    lab.run("up")
    lab.until(lambda: lab.is_marked("never.held"), "it has edits")
    lab.run("cancel", "first")
    lab.reach("first", "cancelled")
    lab.until(lambda: not lab.runners(), "its turn has ended")
    # As if the time of what it held were over.
    path = os.path.join(shared(lab), "table", "reservations")
    claim("a/**" in open(path, encoding="utf-8").read(), "with edits it holds on")
    os.unlink(path)
    lab.task("second", scope=["a/**"], agent="second")
    lab.run("up")
    lab.reach("second", "landed")
    expect(lab.marks_of("saw"), ["one"], "what the next one finds")
    expect(lab.file_at("a/x.txt"), "one\ntwo\n", "what landed")
    saved = "refs/leadhand/checkpoint/s1"
    expect((lab.file_at("a/x.txt", saved), lab.file_at("a/new.txt", saved)), ("one\ncommitted\nloose\n", "new\n"),
           "what is kept of the first")
    lab.sound()
    lab.run("down")
    lab.run("gc")
    expect(shared(lab), None, "nothing is left after gc")


@story
def what_is_reserved_later_is_taken_as_others_left_it(lab):
    lab.start_repository({"README.md": "x\n", "one.txt": "", "a/x.txt": ""})
    lab.agent("early", "leadhand reserve one.txt; echo early >one.txt; git add one.txt; git commit -q -m one; "
                       "leadhand reserve --release one.txt; mark free")
    lab.agent("late", 'git status >/dev/null; mark waits; until [ -e "$LAB/marks/free" ]; do sleep 0.02; done; '
                      'leadhand reserve "*.txt"; echo late >a/x.txt; git add a/x.txt; git commit -q -m a')
    lab.config(workspace="shared", limits={"sessions": 2})
    lab.task("late", scope=["a/**"], agent="late")
    lab.run("up")
    lab.until(lambda: lab.is_marked("waits"), "it has an index")
    lab.task("early", scope=["b/**"], agent="early")
    lab.run("up")
    lab.reach("late", "review")
    lab.reach("early", "review")
    expect(checkout_git(lab, "show", "HEAD:one.txt"), "early\n", "the other's commit stands")
    for session, changes in commits(lab):
        expect([dropped for _, dropped in changes.values() if dropped], [], f"what session {session} took out")


tell_stories()
