"""Trouble of the machine and of people: each has one clear line and the right status, and nothing is lost."""
import json
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import PATIENCE, claim, expect, one_line, program, story, tell_stories  # noqa: E402

# A sanitizer keeps what was freed for a while.
MEMORY_KIB = (64 if os.environ.get("LEADHAND_TEST_SANITIZE", "none") == "none" else 512) << 10
WRITES = 'echo "$LEADHAND_TASK" >"$LEADHAND_TASK.txt"; save "$LEADHAND_TASK"'


def begin(lab, body=WRITES, names=("work",), **config):
    lab.start_repository()
    lab.agent("worker", body)
    lab.config(**config)
    for name in names:
        lab.task(name)


def notices(lab, word):
    return [item for item in lab.inbox() if item["kind"] == "notice" and word in item["text"]]


@story
def a_full_disk_stops_the_floor_with_one_line_and_nothing_is_lost(lab):
    begin(lab, 'hold go; echo x >x.txt; save x')
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    floor = lab.floors()[0]
    tracer = subprocess.Popen(
        ["strace", "-f", "-q", "-o", "/dev/null", "-e", "trace=pwrite64,fdatasync,fsync",
         "-e", "inject=pwrite64,fdatasync,fsync:error=ENOSPC", "-p", str(floor)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with open(f"/proc/{floor}/status", encoding="ascii") as file:
        claim("TracerPid:\t" in file.read(), "the floor can be looked at")
    lab.until(lambda: tracer.poll() is not None or traced(floor), "strace has the floor")
    lab.mark("go")
    lab.until(lambda: not lab.is_alive(floor), "the floor has ended")
    tracer.communicate(timeout=PATIENCE)
    log = lab.read(".git/leadhand/floor.log").strip().split("\n")
    claim("full" in log[-1] or "no space" in log[-1].lower(), f"the log's last line says why: {log[-1]!r}")
    words = lab.status()["floor"]
    expect(words["running"], False, "status")
    claim("full" in words.get("last_words", ""), f"status says why: {words}")
    lab.until(lambda: not lab.runners(), "the runner has ended its turn meanwhile")
    lab.run("up")
    lab.land("work")
    expect(len(lab.marks_of("turns")), 1, "the turn was not repeated")
    lab.sound()


def traced(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return "TracerPid:\t0\n" not in file.read()


@story
def a_verb_on_a_full_disk_says_so_and_changes_nothing(lab):
    begin(lab)
    lab.run("up")
    lab.reach("work", "review")
    lab.run("down")
    argv = ["strace", "-f", "-q", "-o", "/dev/null", "-e", "trace=pwrite64,fdatasync,fsync",
            "-e", "inject=pwrite64,fdatasync,fsync:error=ENOSPC", program(), "approve", "work"]
    done = subprocess.run(argv, cwd=lab.repo, env=lab.env, capture_output=True, text=True, timeout=PATIENCE,
                          stdin=subprocess.DEVNULL)
    expect(done.returncode, 8, f"status of {done}")
    one_line(done.stderr, "approve on a full disk")
    claim("full" in done.stderr or "space" in done.stderr, done.stderr)
    expect(lab.state("work"), "review", "nothing was approved")
    lab.run("up")
    lab.land("work")
    lab.sound()


@story
def a_runner_on_a_full_disk_writes_its_line_when_there_is_room_again(lab):
    begin(lab, 'hold go; echo x >x.txt; save x')
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    runner = lab.runners()[0]
    tracer = subprocess.Popen(
        ["strace", "-q", "-o", "/dev/null", "-e", "trace=write", "-e", "inject=write:error=ENOSPC:when=1..3",
         "-P", lab.path(".git/leadhand/jobs/1/out.jsonl"), "-p", str(runner)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lab.until(lambda: tracer.poll() is not None or traced(runner), "strace has the runner")
    lab.mark("go")
    lab.land("work")
    tracer.communicate(timeout=PATIENCE)
    expect(len(lab.marks_of("turns")), 1, "the turn was not repeated")
    lab.sound()


@story
def a_repository_that_cannot_be_written_is_one_line(lab):
    begin(lab)
    lab.run("up")
    lab.land("work")
    lab.task("more")
    lab.run("down")
    inside = f'mount --bind "{lab.repo}" "{lab.repo}" && mount -o remount,ro,bind "{lab.repo}" && cd "{lab.repo}" && '

    def read_only(*words):
        done = subprocess.run(["unshare", "-rm", "sh", "-c", inside + 'exec "$@"', "sh", program(), *words],
                              env=lab.env, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
        return done

    for words in (("up",), ("add", "Another"), ("cancel", "more")):
        done = read_only(*words)
        expect(done.returncode, 8, f"{words}: {done.stdout}{done.stderr}")
        one_line(done.stderr, " ".join(words))
        claim("read-only" in done.stderr.lower() or "readonly" in done.stderr.lower(), done.stderr)
    for words in (("status", "--json"), ("inbox", "--json"), ("show", "work", "--json")):
        done = read_only(*words)
        expect(done.returncode, 0, f"reading needs no writing: {words}: {done.stdout}{done.stderr}")
    rows = {row["id"]: row["state"] for row in json.loads(read_only("status", "--json").stdout)["tasks"]}
    expect(rows, {"work": "landed", "more": "ready"}, "what status shows")
    lab.sound()


@story
def a_broken_configuration_at_the_start_is_a_line_with_its_place(lab):
    begin(lab)
    lab.write(".leadhand/config.yaml", "gates:\n  - {name: x, run: [}\n")
    error = lab.refusal("up", status=2)
    claim(".leadhand/config.yaml:" in error["text"], error)
    lab.write(".leadhand/config.yaml", "limts: {sessions: 2}\n")
    error = lab.refusal("up", status=2)
    claim("config.yaml:1:1:" in error["text"] and "limits" in error["text"], error)
    expect(lab.floors(), [], "no floor was started")
    lab.run("status")
    lab.config()
    lab.run("up")
    lab.land("work")


@story
def a_configuration_that_breaks_while_the_floor_runs_leaves_the_last_good_one_in_force(lab):
    begin(lab, names=("work",), gates=[{"name": "present", "run": "test -e work.txt || test -e later.txt"}])
    lab.run("up")
    lab.reach("work", "review")
    lab.write(".leadhand/config.yaml", "gates: no\n")
    lab.until(lambda: notices(lab, "config.yaml"), "a line in the inbox")
    expect(len(notices(lab, "config.yaml")), 1, "once")
    claim("config.yaml:1:" in notices(lab, "config.yaml")[0]["text"], "with its place")
    lab.land("work")
    lab.sound()
    expect("present" in [g["gate"] if isinstance(g, dict) else g for g in lab.json("verify")["commits"][0]["gates"]],
           True, "its gates were asked")
    lab.config(gates=[{"name": "present", "run": "true"}])
    lab.until(lambda: not notices(lab, "config.yaml"), "the line is gone when it is mended")
    lab.task("later")
    lab.run("up")
    lab.land("later")


@story
def a_task_file_that_is_a_folder_is_named_and_the_others_go_on(lab):
    begin(lab)
    os.makedirs(lab.path(".leadhand/tasks/folder.md"))
    os.symlink("/nowhere", lab.path(".leadhand/tasks/link.md"))
    os.mkfifo(lab.path(".leadhand/tasks/pipe.md"))
    lab.write(".leadhand/tasks/huge.md", b"---\ntitle: x\n---\n" + b"x" * 100_000)
    lab.write(".leadhand/tasks/latin.md", b"---\ntitle: caf\xe9\naccept: [\"true\"]\n---\nx\n")
    lab.run("status")
    lab.run("lint", status=3)
    lab.run("up")
    lab.land("work")
    said = " ".join(item["text"] for item in lab.inbox()) + " ".join(
        f"{row['id']} {row['state']}" for row in lab.status()["tasks"])
    for name in ("folder.md", "pipe", "huge", "latin", "link"):
        claim(name in said, f"'{name}' is named: {said}")


@story
def a_gate_that_prints_a_gigabyte_on_one_line_costs_the_runner_no_memory(lab):
    begin(lab, gates=[{"name": "loud", "run": "head -c 1000000000 /dev/zero | tr '\\0' x; "
                       "echo tail; : >\"$LAB/marks/printed\"; until [ -e \"$LAB/marks/go\" ]; do sleep 0.02; done; "
                       "! test -e work.txt"}], limits={"rounds": 0})
    lab.run("up")
    lab.until(lambda: lab.is_marked("printed"), "it is printed", timeout=120)
    peaks = []
    for pid in lab.runners():
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            peaks += [int(line.split()[1]) for line in file if line.startswith("VmHWM:")]
    claim(peaks and max(peaks) < MEMORY_KIB, f"the runner's peak is {peaks} KiB")
    lab.mark("go")
    lab.reach("work", "failed", timeout="120s")
    evidence = [e for e in lab.json("show", "work")["evidence"] if e["gate"] == "loud"][0]
    claim(evidence["output"].endswith("tail\n") and len(evidence["output"]) <= 16 << 10,
          f"the end of it is kept: {len(evidence['output'])} bytes")
    sizes = [os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(lab.path(".git/leadhand"))
             for name in names]
    claim(max(sizes) < 8 << 20, f"no file has grown: {max(sizes)}")


@story
def an_agent_that_prints_a_gigabyte_on_one_line_costs_the_runner_little_memory(lab):
    begin(lab, "head -c 1000000000 /dev/zero | tr '\\0' x; echo; hold go; echo x >x.txt; save x")
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "it is printed", timeout=120)
    with open(f"/proc/{lab.runners()[0]}/status", encoding="ascii") as file:
        peak = [int(line.split()[1]) for line in file if line.startswith("VmHWM:")][0]
    claim(peak < MEMORY_KIB, f"the runner's peak is {peak} KiB")
    lab.mark("go")
    lab.land("work")


IGNORES = """
trap '' TERM INT HUP
echo before >work.txt
mark deaf
while :; do sleep 1; done
"""


@story
def an_agent_that_ignores_sigterm_is_ended_by_cancel(lab):
    begin(lab, IGNORES)
    lab.run("up")
    lab.until(lambda: lab.is_marked("deaf"), "it does not listen")
    lab.run("cancel", "work")
    lab.until(lambda: not lab.workers() and not lab.runners(), "it is gone", timeout=20)
    expect(lab.state("work"), "cancelled", "the task")
    lab.sound()


@story
def an_agent_that_ignores_sigterm_is_ended_by_down_now(lab):
    begin(lab, IGNORES)
    lab.run("up")
    lab.until(lambda: lab.is_marked("deaf"), "it does not listen")
    lab.run("down", "--now", timeout=30)
    lab.until(lambda: not lab.processes(), "nothing runs any more", timeout=5)
    refs = lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/checkpoint").split()
    claim(any("work.txt" in lab.paths_at(ref) for ref in refs), "its edit is saved")
    lab.sound()


@story
def an_agent_that_forks_away_and_holds_the_pipe_does_not_hold_the_turn(lab):
    begin(lab, """
setsid sh -c 'trap "" TERM HUP; while :; do sleep 1; done' &
sh -c '(sleep 1000 &) ; exit 0'
echo x >x.txt
save x
""")
    lab.run("up")
    lab.reach("work", "review", timeout="30s")
    lab.until(lambda: not lab.workers(), "nothing that it forked is left", timeout=5)
    lab.land("work")


@story
def a_gate_that_forks_away_leaves_nothing_behind(lab):
    begin(lab, gates=[{"name": "forks", "run": "setsid sleep 1000 & (setsid sleep 1000 &) ; true"}])
    lab.run("up")
    lab.reach("work", "review", timeout="30s")
    lab.until(lambda: not lab.workers(), "nothing that it forked is left", timeout=5)
    lab.land("work")


@story
def a_repository_without_commits_says_what_is_missing(lab):
    lab.git("init", "-q")
    lab.write(".git/info/exclude", "/.leadhand/\n")
    lab.agent("worker", WRITES)
    lab.config()
    lab.task("work")
    lab.run("status")
    error = lab.refusal("up", status=4)
    claim("commit" in error["text"], error)
    lab.commit("begin", {"README.md": "now\n"})
    lab.run("up")
    lab.land("work")
    lab.sound()


@story
def a_target_that_somebody_moved_forward_is_merged_onto(lab):
    begin(lab)
    lab.run("up")
    lab.reach("work", "review")
    lab.commit("mine", {"mine.txt": "mine\n"})
    lab.land("work")
    expect((lab.file_at("mine.txt"), lab.file_at("work.txt")), ("mine\n", "work\n"), "both")
    lab.sound()


@story
def a_target_that_somebody_reset_back_is_landed_on_where_it_stands(lab):
    begin(lab, names=("work", "second"))
    first = lab.git("rev-parse", "main")
    lab.run("up")
    lab.land("work")
    lab.reach("second", "review")
    lab.git("reset", "-q", "--hard", first)
    lab.run("approve", "second")
    lab.reach("second", "landed")
    expect(lab.paths_at(), ["README.md", "second.txt"], "what the lead took away stays away")
    expect(lab.git("rev-list", "--count", "main"), "2", "one commit on what the lead chose")
    lab.git("fsck", "--strict", "--no-dangling")
    lab.run("verify")


@story
def a_checkout_with_an_edit_in_the_way_is_held_until_the_lead_has_cleaned_it(lab):
    lab.start_repository({"work.txt": "old\n", "ignored.log": "x\n"})
    lab.agent("worker", 'echo new >work.txt; save x')
    lab.config()
    lab.task("work")
    lab.run("up")
    lab.reach("work", "review")
    before = lab.git("rev-parse", "main")
    lab.write("work.txt", "mine\n")
    lab.run("approve", "work")
    lab.until(lambda: notices(lab, "work.txt"), "a line in the inbox")
    expect(len(notices(lab, "work.txt")), 1, "once")
    expect((lab.read("work.txt"), lab.git("rev-parse", "main")), ("mine\n", before), "nothing was touched")
    claim("held" in lab.row("work")["reason"], lab.row("work")["reason"])
    lab.git("checkout", "-q", "--", "work.txt")
    lab.reach("work", "landed")
    expect((lab.read("work.txt"), lab.inbox()), ("new\n", []), "it landed after that")
    lab.sound()


@story
def untracked_and_ignored_files_in_the_way_are_never_overwritten(lab):
    lab.start_repository({".gitignore": "*.log\n"})
    lab.agent("worker", 'echo theirs >new.txt; echo theirs >"build.log"; git add -f new.txt build.log; git commit -q -m x')
    lab.config()
    lab.task("work")
    lab.run("up")
    lab.reach("work", "review")
    for name in ("new.txt", "build.log"):
        lab.write(name, "mine\n")
        if name == "new.txt":
            lab.run("approve", "work")
        lab.until(lambda: notices(lab, name), f"a line in the inbox about {name}")  # pylint: disable=cell-var-from-loop
        expect((lab.read(name), lab.git("rev-list", "--count", "main")), ("mine\n", "1"), "nothing was touched")
        if name == "new.txt":
            lab.write("build.log", "mine\n")
        os.unlink(lab.path(name))
    lab.reach("work", "landed")
    expect((lab.read("new.txt"), lab.read("build.log")), ("theirs\n", "theirs\n"), "it landed after that")
    lab.sound()


@story
def a_checkout_in_the_middle_of_a_merge_is_left_alone(lab):
    begin(lab)
    lab.git("branch", "side")
    lab.commit("one", {"README.md": "one\n"})
    lab.git("checkout", "-q", "side")
    lab.commit("two", {"README.md": "two\n"})
    lab.git("checkout", "-q", "main")
    lab.run("up")
    lab.reach("work", "review")
    lab.git("merge", "side", fails=True)
    before = lab.git("status", "--porcelain")
    lab.run("approve", "work")
    lab.until(lambda: notices(lab, "merge"), "a line in the inbox")
    expect(lab.git("status", "--porcelain"), before, "the merge")
    lab.git("merge", "--abort")
    lab.reach("work", "landed")
    lab.sound()


@story
def an_approval_is_void_when_the_tree_changes(lab):
    begin(lab, 'echo "turn $turn" >>work.txt; save x')
    lab.run("up")
    lab.reach("work", "review")
    old = lab.json("show", "work")["review"]["tree"]
    lab.run("reject", "work", "-m", "again")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "another turn")
    lab.reach("work", "review")
    new = lab.json("show", "work")["review"]["tree"]
    claim(old != new, "it is another tree")
    lab.refusal("approve", "work", "--tree", old, status=5)
    expect(lab.state("work"), "review", "nothing was approved")
    lab.land("work")
    approved = lab.select("select body from event where kind = 'approved'")
    expect([json.loads(row["body"])["tree"] for row in approved], [new], "the approval names the tree")
    lab.sound()


@story
def a_store_that_is_no_store_is_named_and_not_overwritten(lab):
    begin(lab)
    lab.run("up")
    lab.land("work")
    lab.run("down")
    for name in ("floor.db-wal", "floor.db-shm"):
        if os.path.exists(lab.path(".git/leadhand", name)):
            os.unlink(lab.path(".git/leadhand", name))
    shutil.copy(lab.path(".git/leadhand/floor.db"), os.path.join(lab.root, "good.db"))
    lab.write(".git/leadhand/floor.db", b"this is not a database, and it is long enough to be looked at\n" * 100)
    bad = lab.read(".git/leadhand/floor.db")
    for words in (("status",), ("up",), ("fsck",)):
        error = lab.refusal(*words, status=9)
        expect(error["code"], "corrupt", " ".join(words))
    expect(lab.read(".git/leadhand/floor.db"), bad, "nothing was overwritten")
    shutil.copy(os.path.join(lab.root, "good.db"), lab.path(".git/leadhand/floor.db"))
    lab.sound()


@story
def a_scratch_folder_that_was_deleted_costs_nothing_that_was_offered(lab):
    begin(lab, 'echo "turn $turn" >>"$LEADHAND_TASK.txt"; save x', names=("work", "second"))
    lab.run("up")
    lab.reach("work", "review")
    lab.reach("second", "review")
    lab.run("down")
    shutil.rmtree(os.path.join(lab.cache, "leadhand"))
    lab.run("approve", "work")
    lab.run("reject", "second", "-m", "again")
    lab.run("up")
    lab.reach("work", "landed")
    lab.reach("second", "review")
    lab.land("second")
    expect(lab.git("show", "main:second.txt"), "turn 1\nturn 2", "its work of both turns")
    lab.sound()


@story
def sigterm_to_the_floor_is_down_now(lab):
    begin(lab, 'hold go; echo x >x.txt; save x')
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    lab.kill(lab.floors(), signal.SIGTERM)
    lab.until(lambda: not lab.processes(), "all is gone", timeout=20)
    lab.sound()
    lab.mark("go")
    lab.run("up")
    lab.land("work")


tell_stories()
