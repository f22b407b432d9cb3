"""What a session stands on is made once, ahead of it, and goes away again."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

# It counts its runs, and leaves something that only it could have made.
SETUP = 'echo run >>"$LAB/marks/setups"; mkdir -p deps; cat package.json >deps/built; pwd >deps/where'
WORKS = """
cat deps/built >"$LAB/marks/built-$LEADHAND_TASK"
pwd >"$LAB/marks/pwd-$LEADHAND_TASK"
[ ! -e "$LAB/marks/wait-$LEADHAND_TASK" ] || hold "go-$LEADHAND_TASK"
cat deps/built >"$LAB/marks/after-$LEADHAND_TASK"
echo "$LEADHAND_TASK $turn" >"$LEADHAND_TASK.txt"
save "$LEADHAND_TASK"
"""
FILES = {"README.md": "a project\n", "package.json": "one\n", ".gitignore": "deps/\n"}


def begin(lab, *tasks, setup=SETUP, files=None, gates=(("built", "cmp deps/built package.json"),), **keys):
    lab.start_repository({**FILES, **(files or {})})
    lab.agent("worker", WORKS)
    lab.config(setup=setup, gates=[{"name": name, "run": run} for name, run in gates], **keys)
    for name in tasks:
        lab.task(name, scope=[name + ".txt"])


def setups(lab):
    return len(lab.marks_of("setups"))


def journal(lab, *parts):
    path = lab.path(".git", "leadhand", *parts, "out.jsonl")
    return open(path, encoding="utf-8").read() if os.path.exists(path) else ""


def is_prepared(lab):
    """The base of where the target stands now is there, and nobody is at it any more."""
    tip, base = lab.git("rev-parse", "main"), os.path.join(cache(lab), "bases", "tip.base")
    if not os.path.exists(base) or f"commit {tip}\n" not in open(base, encoding="utf-8").read():
        return False
    return not [argv for _, argv, _ in lab.processes() if argv[1:2] == ["prepare"]]


def cache(lab):
    (name,) = os.listdir(os.path.join(lab.cache, "leadhand"))
    return os.path.join(lab.cache, "leadhand", name)


def ready(lab):
    lab.until(lambda: os.path.isdir(os.path.join(lab.cache, "leadhand")) and is_prepared(lab), "the base is ready")


def jobs_of(lab, task):
    """The journals of a task's turns, oldest first."""
    rows = lab.select("select job.id from job join session on session.id = job.session"
                      " join task on task.id = session.task where task.name = ? order by job.id", task)
    return [journal(lab, "jobs", str(row["id"])) for row in rows]


def all_journals(lab):
    jobs = lab.path(".git", "leadhand", "jobs")
    return "".join(journal(lab, "jobs", job) for job in sorted(os.listdir(jobs), key=int))


@story
def setup_runs_once_for_three_sessions_and_their_checks(lab):
    begin(lab, "a", "b", "c", limits={"sessions": 3})
    lab.run("up")
    for name in "abc":
        lab.reach(name, "review")
        expect(lab.marks_of("built-" + name), ["one"], "what setup made is there")
        expect(lab.marks_of("pwd-" + name), [lab.repo], "at the lead's own path")
    expect(setups(lab), 1, "runs of setup")
    lab.land("a", "b", "c")
    ready(lab)
    expect(setups(lab), 1, "nothing that it was made of has changed")
    lab.sound()


@story
def the_base_is_there_before_the_first_session(lab):
    begin(lab)
    lab.run("up")
    ready(lab)
    expect(setups(lab), 1, "made while nobody waits")
    lab.task("a")
    lab.run("up")
    lab.reach("a", "review")
    expect(setups(lab), 1, "runs of setup")
    claim("runs setup" not in all_journals(lab), "no job had to run setup")


@story
def only_a_changed_manifest_makes_setup_run_again(lab):
    begin(lab, "old", "new")
    lab.mark("wait-old")
    lab.run("up", "old")
    lab.until(lambda: lab.is_marked("go-old.held"), "a session stands on the old base")
    lab.commit("words", {"README.md": "other words\n"})
    ready(lab)
    expect(setups(lab), 1, "a README needs no setup")
    lab.commit("more", {"package.json": "two\n"})
    ready(lab)
    expect(setups(lab), 2, "a manifest does")
    lab.run("up", "new")
    lab.reach("new", "review")
    expect(lab.marks_of("built-new"), ["two"], "a new session finds the new one")
    claim("runs setup" not in "".join(jobs_of(lab, "new")), "and did not wait for it")
    lab.mark("go-old")
    lab.reach("old", "review")
    expect(lab.marks_of("after-old"), ["one"], "the old one was not disturbed")
    expect(setups(lab), 2, "runs of setup")
    lab.land("new", "old")
    lab.sound()


@story
def what_lands_is_prepared_for_the_next_one(lab):
    begin(lab, "a", "b")
    lab.run("up", "a")
    lab.land("a")
    ready(lab)
    lab.run("up", "b")
    lab.land("b")
    claim("b.txt" in lab.paths_at() and "a.txt" in lab.paths_at(), "both landed")
    expect(setups(lab), 1, "runs of setup")
    claim("runs setup" not in "".join(jobs_of(lab, "b")), "no waiting")


@story
def a_setup_that_fails_is_told_once_and_not_tried_in_a_loop(lab):
    begin(lab, setup='echo run >>"$LAB/marks/setups"; echo "no such registry" >&2; exit 3')
    lab.run("up")
    items = lab.until(lab.inbox, "the lead is told")
    text = items[0]["text"]
    claim("setup exited with status 3" in text and "no such registry" in text, text)
    sweeps = lab.select("select count(*) as n from event")[0]["n"]
    lab.run("up")
    lab.commit("elsewhere", {"README.md": "moved\n"})
    lab.until(lambda: setups(lab) == 2, "a new tip is tried again")
    expect([item["kind"] for item in lab.inbox()], ["notice"], "told once")
    claim(lab.select("select count(*) as n from event")[0]["n"] >= sweeps, "the floor goes on")
    expect(len(lab.select("select * from event where kind = 'noticed'")), 1, "one notice")
    lab.config(setup=SETUP, gates=[])
    lab.until(lambda: not lab.inbox(), "mended, and the notice is gone")
    lab.task("a")
    lab.run("up")
    lab.reach("a", "review")


@story
def what_is_carried_is_there_and_never_comes_back(lab):
    begin(lab, "a", files={".gitignore": "deps/\n.env.local\n"}, carry=[".env.local", "notes/local.txt"],
          gates=[("carried", "grep -q secret .env.local && grep -q mine notes/local.txt"),
                 ("clean", 'test -z "$(git status --porcelain)"')])
    lab.write(".env.local", "secret\n")
    lab.write("notes/local.txt", "mine\n")
    lab.agent("worker", 'git status --porcelain >"$LAB/marks/status"; cat .env.local notes/local.txt '
                        '>"$LAB/marks/carried"\n' + WORKS)
    lab.run("up")
    lab.reach("a", "review")
    expect(lab.marks_of("carried"), ["secret", "mine"], "in the session")
    expect(lab.marks_of("status"), [], "git does not see it")
    saved = lab.json("checkpoints", "a")["checkpoints"][0]["commit"]
    for name in (saved, "refs/leadhand/session/1"):
        claim(not {".env.local", "notes/local.txt"} & set(lab.paths_at(name)), f"not in {name}")
    lab.land("a")
    claim(not {".env.local", "notes/local.txt"} & set(lab.paths_at()), "nor on the target")


@story
def a_secret_reaches_setup_and_agent_and_neither_a_gate_nor_a_file(lab):
    lab.env.update(A_TOKEN="hush-7261", OTHER_TOKEN="never-named")
    lab.secrets.append("A_TOKEN")
    begin(lab, "a", setup='mkdir -p deps; cat package.json >deps/built; echo "$A_TOKEN" >"$LAB/marks/setup-has"',
          gates=[("without", 'test -z "$A_TOKEN$OTHER_TOKEN"')])
    lab.agent("worker", 'echo "$A_TOKEN" >"$LAB/marks/agent-has"; env >"$LAB/marks/env"\n' + WORKS)
    lab.run("up")
    lab.reach("a", "review")
    expect(lab.marks_of("setup-has"), ["hush-7261"], "setup")
    expect(lab.marks_of("agent-has"), ["hush-7261"], "the agent")
    claim("never-named" not in "".join(lab.marks_of("env")), "what is not named is not handed on")
    for folder, _, names in [*os.walk(lab.path(".git", "leadhand")), *os.walk(lab.cache)]:
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    claim(b"hush-7261" not in file.read(), f"its value stands in {path}")


@story
def a_floor_that_is_killed_while_it_prepares_is_followed_by_one_that_goes_on(lab):
    begin(lab, "a", setup='echo run >>"$LAB/marks/setups"; until [ -e "$LAB/marks/go" ]; do sleep 0.02; done; '
                          'mkdir -p deps; cat package.json >deps/built')
    lab.run("up")
    lab.until(lambda: setups(lab) == 1, "setup runs")
    lab.kill_floor()
    lab.until(lambda: not [argv for _, argv, _ in lab.processes() if argv[1:2] == ["prepare"]], "its child dies with it")
    lab.mark("go")
    lab.run("up")
    lab.reach("a", "review")
    ready(lab)
    bases = os.listdir(os.path.join(cache(lab), "bases"))
    claim(not [name for name in bases if name.startswith("new-")], f"nothing half-made is left: {bases}")


@story
def down_ends_what_is_prepared(lab):
    begin(lab, setup='echo run >>"$LAB/marks/setups"; sleep 600')
    lab.run("up")
    lab.until(lambda: setups(lab) == 1, "setup runs")
    lab.run("down")
    lab.until(lambda: not lab.processes(), "nothing is left")


def fake_path(lab, bwrap=None):
    """A PATH without bubblewrap, or with one of these words."""
    folder = os.path.join(lab.root, "bin")
    os.makedirs(folder)
    for place in lab.env["PATH"].split(":"):
        for name in os.listdir(place) if os.path.isdir(place) else ():
            link = os.path.join(folder, name)
            if name != "bwrap" and not os.path.lexists(link):
                os.symlink(os.path.join(place, name), link)
    if bwrap:
        with open(os.path.join(folder, "bwrap"), "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{bwrap}\n")
        os.chmod(os.path.join(folder, "bwrap"), 0o755)
    lab.env["PATH"] = folder


def find(checks, name):
    return next(check for check in checks if check["name"] == name)


@story
def where_walls_are_missing_up_refuses_unless_it_is_told_to_do_without(lab):
    begin(lab, "a")
    whole = lab.env["PATH"]
    expect(find(lab.json("doctor")["checks"], "walls")["state"], "ok", "doctor")
    fake_path(lab)
    error = lab.refusal("up", status=3)
    claim("'bwrap'" in error["text"] and "install bubblewrap" in error["text"] and "--unsafe" in error["text"], error)
    expect(lab.floors(), [], "nothing was started")
    check = find(lab.json("doctor", status=1)["checks"], "walls")
    expect(check["state"], "problem", "doctor")
    claim("--unsafe" in check["mend"], check)
    out = lab.run("up", "--unsafe").out
    claim("sessions run without walls" in out, out)
    out = lab.run("status").out
    claim("Sessions run without walls" in out and "bwrap" in out, out)
    lab.reach("a", "review")
    expect(setups(lab), 1, "bases are made all the same")
    claim("runs without walls" in lab.run("log", "a").out, "each job says so")
    lab.run("down")
    lab.env["PATH"] = whole
    lab.task("b")
    lab.run("up", "--unsafe")
    lab.reach("b", "review")
    claim("runs without walls" not in "".join(jobs_of(lab, "b")), "what is there is used")
    expect(lab.marks_of("pwd-b"), [lab.repo], "walls, and the lead's own path")
    lab.run("up")
    claim("without walls" not in lab.run("status").out, "taken back")
    lab.land("a", "b")


@story
def a_bubblewrap_that_fails_is_as_good_as_none(lab):
    begin(lab, "a")
    fake_path(lab, "echo 'bwrap: No permissions to create new namespace' >&2; exit 1")
    error = lab.refusal("up", status=3)
    claim("No permissions to create new namespace" in error["text"] and "user namespaces" in error["text"], error)


def rooms(lab):
    return sorted(os.listdir(cache(lab)))


def bases(lab):
    """The folders of bases, less the files beside them."""
    folder = os.path.join(cache(lab), "bases")
    return [name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name))]


@story
def gc_leaves_nothing_but_the_newest_base(lab):
    begin(lab, "a", "b", "c")
    lab.run("up")
    for name in "abc":
        lab.land(name)
    lab.commit("more", {"package.json": "two\n"})
    ready(lab)
    lab.run("down")
    path = lab.run("open", "a", status=None)
    expect(path.status, 0, str(path))
    expect(len([argv for _, argv, _ in lab.processes() if argv[1:2] == ["hold"]]), 1, "it is kept in sight")
    os.makedirs(os.path.join(cache(lab), "checks", "999", "work"))
    os.makedirs(os.path.join(cache(lab), "bases", "new-cutoff", "tree"))
    os.makedirs(os.path.join(cache(lab), "probe-4194303"))
    before = rooms(lab)
    said = lab.json("gc", "--dry-run")
    expect(rooms(lab), before, "--dry-run removes nothing")
    gone = lab.json("gc")
    expect(sorted(entry["path"] for entry in said["removed"]), sorted(entry["path"] for entry in gone["removed"]
           if entry["what"] not in ("control groups", "processes")), "and says what goes")
    kinds = {entry["what"] for entry in gone["removed"]}
    claim({"workspace", "check", "opening", "base", "scratch"} <= kinds, kinds)
    expect([name for name in rooms(lab) if not name.startswith("kinds")], ["bases", "store"], "what is left")
    lab.until(lambda: not lab.processes(), "who kept it in sight is gone")
    tip = lab.git("rev-parse", "main")
    for name in bases(lab):
        record = open(os.path.join(cache(lab), "bases", name, "ready"), encoding="utf-8").read()
        claim(f"commit {tip}\n" in record or any(name in open(os.path.join(cache(lab), "bases", other, "ready"),
              encoding="utf-8").read() for other in bases(lab) if other != name), "needed by nobody: " + name)
    expect(lab.json("gc")["removed"], [], "and nothing more")
    lab.sound()


@story
def gc_keeps_what_a_session_that_goes_on_stands_on(lab):
    begin(lab, "old", "a")
    lab.mark("wait-old")
    lab.run("up", "old")
    lab.until(lambda: lab.is_marked("go-old.held"), "a session is in the middle")
    lab.commit("more", {"package.json": "two\n"})
    ready(lab)
    lab.run("gc")
    lab.mark("go-old")
    lab.reach("old", "review")
    expect(lab.marks_of("after-old"), ["one"], "its files")
    lab.run("gc")
    lab.sound()
    lab.run("reject", "old", "-m", "again")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "another turn")
    lab.reach("old", "review")
    lab.land("old")


@story
def after_everything_was_killed_gc_leaves_no_trace_and_the_work(lab):
    begin(lab, "a")
    lab.mark("wait-a")
    lab.agent("worker", 'echo precious >precious.txt\n' + WORKS)
    lab.run("up")
    lab.until(lambda: lab.is_marked("go-a.held"), "a session is in the middle")
    lab.run("open", "a")
    lab.kill([pid for pid, _, _ in lab.processes()])
    # One that is dying has no environment any more, and its files still.
    lab.until(lambda: not lab.processes() and not lab.is_held("1"), "all is dead")
    lab.run("cancel", "a")
    said = lab.run("gc").out
    expect([name for name in rooms(lab) if name not in ("bases", "store", "kinds", "kinds.lock")], [], f"what is left: {said}")
    saved = lab.json("checkpoints", "a")["checkpoints"][0]["commit"]
    expect(lab.file_at("precious.txt", saved), "precious\n", "the work")
    lab.sound()


@story
def fsck_tells_of_a_base_that_is_gone_and_of_a_room_that_nobody_knows(lab):
    begin(lab, "a")
    lab.run("up")
    lab.reach("a", "review")
    lab.run("down")
    lab.run("fsck")
    os.makedirs(os.path.join(cache(lab), "sessions", "77"))
    for name in bases(lab):
        os.rename(os.path.join(cache(lab), "bases", name), os.path.join(lab.root, name))
    found = lab.json("fsck", status=9)["findings"]
    expect(sorted(entry["what"] for entry in found), ["base", "room"], "findings")
    claim(any("session 1 ('a')" in entry["text"] for entry in found), found)


tell_stories()
