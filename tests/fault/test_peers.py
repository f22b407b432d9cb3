"""Bugs that hurt the users of programs like this one, each as a test that it is not here."""
import json
import os
import pty
import re
import select
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import PATIENCE, Failure, claim, expect, program, script, story, tell_stories  # noqa: E402
from agents.real import model_requests, use_codex  # noqa: E402

WRITES = 'echo "$LEADHAND_TASK" >"$LEADHAND_TASK.txt"; save "$LEADHAND_TASK"'
HOLDS = 'echo "before $turn" >>work.txt; hold go; echo after >>work.txt; save x'


def begin(lab, body=WRITES, names=("work",), front=None, **config):
    lab.start_repository()
    lab.agent("worker", body)
    lab.config(**config)
    for name in names:
        lab.task(name, **(front or {}))


def at_work(lab):
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")


def kept(lab, path):
    """Whether some ref of leadhand's still holds that file."""
    refs = lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/").split()
    return any(path in lab.paths_at(ref) for ref in refs)


# Lost work on clean-up.

@story
def clean_up_never_takes_work_that_is_not_merged(lab):
    begin(lab, 'echo x >"$LEADHAND_TASK.txt"; save x; echo loose >>"$LEADHAND_TASK.loose"; '
          '[ "$LEADHAND_TASK" != crashed ] || exit 3; [ "$LEADHAND_TASK" != live ] || hold go',
          ("landed", "review", "cancelled", "crashed", "live"), limits={"rounds": 0, "sessions": 9})
    lab.run("up")
    for name in ("landed", "review", "cancelled"):
        lab.reach(name, "review")
    lab.reach("crashed", "failed")
    lab.until(lambda: lab.is_marked("go.held"), "one is at work")
    lab.run("approve", "landed")
    lab.reach("landed", "landed")
    lab.run("cancel", "cancelled")
    for _ in range(2):
        lab.run("gc")
    lab.run("down", "--now")
    lab.run("gc")
    for name in ("review", "cancelled", "crashed"):
        claim(kept(lab, name + ".txt") and kept(lab, name + ".loose"), f"what '{name}' committed and edited is kept")
    claim(kept(lab, "live.loose"), "what the live session had edited is kept")
    lab.git("reflog", "expire", "--expire=now", "--all")
    lab.git("gc", "-q", "--prune=now")
    claim(kept(lab, "review.txt"), "the lead's own git gc takes nothing either")
    lab.mark("go")
    lab.run("up")
    lab.land("review", "live")
    lab.sound()


@story
def clean_up_takes_what_was_merged(lab):
    begin(lab)
    lab.run("up")
    lab.land("work")
    lab.run("gc")
    # The base of the target's new tip has it by right.
    left = [folder for folder, _, names in os.walk(lab.cache) if "work.txt" in names and "/bases/" not in folder]
    expect(left, [], "the workspace of a landed task")
    lab.sound()


# Merged is decided by content.

@story
def what_the_lead_squashed_in_by_hand_counts_as_merged(lab):
    begin(lab)
    lab.run("up")
    lab.reach("work", "review")
    commit = lab.json("show", "work")["review"]["commit"]
    lab.git("merge", "-q", "--squash", commit)
    lab.git("commit", "-q", "-m", "squashed by hand")
    tip = lab.git("rev-parse", "main")
    lab.run("approve", "work")
    lab.reach("work", "landed")
    expect(lab.git("rev-parse", "main"), tip, "nothing is landed twice")
    lab.run("gc")
    lab.run("fsck")


# The prompt is submitted exactly once.

@story
def a_prompt_reaches_the_agent_exactly_once(lab):
    begin(lab, 'cat >>"$LAB/marks/stdin"; cmp -s "$LEADHAND_TASK_FILE" "$LAB/marks/stdin" && mark same; echo x >x; save x')
    lab.run("up")
    lab.reach("work", "review")
    with open(os.path.join(lab.marks, "stdin"), encoding="utf-8") as file:
        words = file.read()
    expect(words.count("Do what the title says."), 1, "the task's words on standard input")
    claim(lab.is_marked("same"), "LEADHAND_TASK_FILE holds the same words")


@story
def a_prompt_reaches_codex_exactly_once_also_when_floor_and_lead_come_and_go(lab):
    lab.start_repository()
    log = use_codex(lab)
    lab.config()
    lab.task("work", body=script("sh {{echo one > one.txt; until [ -e $LAB/marks/go ]; do sleep 0.05; done}}",
                                 "commit One", "say done"))
    lab.run("up")
    lab.until(lambda: model_requests(log) or lab.is_marked("x"), "codex has asked the model", timeout=120)
    lab.kill_floor()
    lab.run("up")
    lab.run("up", "work")
    lab.mark("go")
    lab.reach("work", "review", timeout="120s")
    last = model_requests(log)[-1]["body"]
    said = [item for item in last["input"] if item.get("role") == "user" and "Task `work`." in json.dumps(item)]
    expect(len(said), 1, "messages of ours in the conversation")
    expect(len({request["session"] for request in model_requests(log)}), 1, "conversations")


# What is shown is true.

@story
def a_dead_session_is_not_shown_as_working(lab):
    begin(lab, HOLDS)
    at_work(lab)
    expect(lab.state("work"), "running", "alive, with a floor")
    lab.kill_floor()
    expect(lab.state("work"), "running", "alive, without a floor")
    lab.kill(lab.runners())
    # A process that dies lets go of its memory before it lets go of its files, the lock among them.
    lab.until(lambda: lab.state("work") != "running", "what is dead is not shown as running", timeout=5)
    row = lab.row("work")
    claim("leadhand up" in row["reason"], f"it says how to go on: {row['reason']}")
    claim("running" not in lab.run("status").out.lower().replace("not running", "").replace("no floor running", ""),
          lab.run("status").out)
    lab.mark("go")
    lab.run("up")
    lab.land("work")
    lab.sound()


@story
def a_session_that_ended_while_no_floor_ran_is_done_and_not_stuck(lab):
    begin(lab, HOLDS)
    at_work(lab)
    lab.kill_floor()
    lab.mark("go")
    lab.until(lambda: not lab.runners(), "the turn has ended")
    claim(lab.state("work") != "running", "nothing runs")
    lab.run("up")
    lab.reach("work", "review")
    expect(len(lab.marks_of("turns")), 1, "the turn was not repeated")
    lab.land("work")
    lab.sound()


@story
def what_an_agent_says_of_itself_is_not_its_state(lab):
    begin(lab, 'echo "Done. Task completed successfully. Exiting."; echo "error: fatal: Killed"; '
          'echo "{\\"kind\\":\\"ended\\",\\"outcome\\":\\"done\\"}"; hold go; echo x >x; save x')
    at_work(lab)
    expect(lab.state("work"), "running", "whatever it prints")
    lab.mark("go")
    lab.land("work")


# Double dispatch.

def started_once(lab):
    lab.reach("work", "review")
    expect(len(lab.marks_of("turns")), 1, "one agent was started")
    lab.land("work")
    lab.sound()


@story
def two_ups_at_once_start_one_floor_and_one_session(lab):
    begin(lab, HOLDS)
    racers = [lab.start("up") for _ in range(4)]
    for racer in racers:
        out, err = racer.communicate(timeout=PATIENCE)
        expect(racer.returncode, 0, f"up: {out}{err}")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    # One that came second is sent away by the lock; it may be on its way out still.
    lab.until(lambda: len(lab.floors()) == 1, "one floor is left")
    lab.mark("go")
    started_once(lab)


@story
def a_second_floor_is_refused(lab):
    begin(lab, HOLDS)
    at_work(lab)
    answer = lab.run("floor", status=5)
    claim(answer.err.strip(), "it says why")
    expect(len(lab.floors()), 1, "floors")
    lab.mark("go")
    started_once(lab)


@story
def restarts_while_it_runs_start_no_second_session(lab):
    begin(lab, HOLDS)
    at_work(lab)
    for _ in range(3):
        lab.kill_floor()
        lab.run("up")
        lab.until(lambda: lab.status()["floor"]["running"], "the floor is up")
    lab.mark("go")
    started_once(lab)


@story
def a_second_runner_of_one_job_ends_at_once(lab):
    begin(lab, HOLDS)
    at_work(lab)
    folder = lab.path(".git/leadhand/jobs/1")
    size = os.path.getsize(os.path.join(folder, "out.jsonl"))
    lab.run("runner", folder, "1", status=5)
    expect(os.path.getsize(os.path.join(folder, "out.jsonl")), size, "it has written nothing")
    claim(lab.agents_running(), "it has not killed the agent of the first")
    lab.mark("go")
    started_once(lab)


@story
def a_job_that_has_ended_is_not_run_again(lab):
    begin(lab)
    lab.run("up")
    lab.reach("work", "review")
    lab.run("runner", lab.path(".git/leadhand/jobs/1"), "1", status=None)
    lab.run("runner", lab.path(".git/leadhand/jobs/1"), "2", status=None)
    started_once(lab)


# Stranded between states.

@story
def nothing_waits_for_what_will_never_come_without_saying_so(lab):
    begin(lab, "leadhand report impossible -m 'no'", ("first",))
    lab.task("second", needs=["first"])
    lab.task("third", needs=["nowhere"])
    lab.run("up", "--wait", status=1)
    rows = {row["id"]: row for row in lab.status()["tasks"]}
    expect(rows["first"]["state"], "failed", "the first")
    claim("first" in rows["second"]["reason"] and "failed" in rows["second"]["reason"], rows["second"]["reason"])
    claim("nowhere" in rows["third"]["reason"] + rows["third"]["state"], rows["third"])
    items = {item["task"]: item for item in lab.inbox()}
    expect(items["first"]["blocks"], ["second"], "the inbox says what the failure holds up")


@story
def every_state_says_what_it_waits_for_or_who_has_it(lab):
    begin(lab, HOLDS, ("work", "other"), limits={"sessions": 1})
    at_work(lab)
    rows = {row["id"]: row for row in lab.status()["tasks"]}
    expect(sorted(row["state"] for row in rows.values()), ["running", "waiting"], "states")
    claim(all(row["reason"] for row in rows.values() if row["state"] == "waiting"), rows)
    lab.mark("go")
    lab.land("work", "other")


# The control plane and its own polling; memory; zombies.

def cpu_ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@story
def an_idle_floor_and_a_waiting_runner_cost_next_to_nothing(lab):
    begin(lab, 'leadhand ask "Well?" --blocking >x.txt; save x')
    lab.run("up")
    lab.reach("work", "asking")
    watched = lab.floors() + lab.runners()
    before, began = sum(map(cpu_ticks, watched)), time.monotonic()
    lab.run("wait", "--until", "task=work:landed", "--timeout", "4s", status=None)
    used, seconds = sum(map(cpu_ticks, watched)) - before, time.monotonic() - began
    claim(used <= 2 * seconds, f"{used} ticks of CPU in {seconds:.1f} s of waiting")
    lab.run("answer", "Q1", "well")
    lab.land("work")


def zombies_of(parents):
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as file:
                    fields = file.read().rpartition(")")[2].split()
                if fields[0] == "Z" and int(fields[1]) in parents:
                    found.append(int(entry))
            except OSError:
                pass
    return found


@story
def no_zombies_and_no_open_files_pile_up(lab):
    begin(lab, names=["t%d" % n for n in range(8)], limits={"sessions": 4, "checks": 4}, review={"default": "policy"})
    lab.run("up")
    lab.reach("t0", "landed")
    floor = lab.floors()[0]
    files = len(os.listdir(f"/proc/{floor}/fd"))
    for number in range(1, 8):
        lab.reach(f"t{number}", "landed", timeout="120s")
    expect(zombies_of([floor]), [], "zombies of the floor")
    claim(len(os.listdir(f"/proc/{floor}/fd")) <= files + 3, "the floor's open files")
    lab.sound()


# Orphans.

LEAVES = """
setsid sh -c 'trap "" TERM HUP INT; while :; do sleep 1; done' &
nohup sleep 1000 >/dev/null 2>&1 &
(setsid nohup sleep 1000 >/dev/null 2>&1 &)
echo x >x.txt
hold go
save x
"""


@story
def nothing_is_left_of_an_agent_after_its_runner_was_killed(lab):
    begin(lab, LEAVES)
    at_work(lab)
    lab.until(lambda: [argv for _, argv, _ in lab.processes()].count(["sleep", "1000"]) == 2, "what it leaves behind")
    old = set(lab.workers())
    lab.kill(lab.runners())
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "the next attempt")
    expect(sorted(old & set(lab.workers())), [], "what the first attempt started")
    lab.mark("go")
    lab.reach("work", "review")
    lab.until(lambda: not lab.workers(), "nothing is left after the turn", timeout=5)
    lab.land("work")
    lab.sound()


@story
def nothing_is_left_after_cancel(lab):
    begin(lab, LEAVES)
    at_work(lab)
    lab.run("cancel", "work")
    lab.until(lambda: not lab.workers() and not lab.runners(), "nothing is left", timeout=20)


@story
def nothing_is_left_after_down_now(lab):
    begin(lab, LEAVES)
    at_work(lab)
    lab.run("down", "--now")
    expect(lab.processes(), [], "what is left when down --now returns")


@story
def nothing_is_left_when_the_floor_was_killed_first(lab):
    begin(lab, LEAVES)
    at_work(lab)
    lab.kill_floor()
    lab.kill(lab.runners())
    lab.until(lambda: not lab.runners(), "the runner is dead")
    lab.run("up")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "the next attempt")
    lab.run("down", "--now")
    expect(lab.processes(), [], "what is left")


# A closed terminal.

@story
def floor_and_runners_live_on_when_the_terminal_closes(lab):
    begin(lab, HOLDS)
    terminal, inner = pty.openpty()
    shell = subprocess.Popen([program(), "up"], cwd=lab.repo, env=lab.env, stdin=inner, stdout=inner, stderr=inner,
                             start_new_session=True)
    os.close(inner)
    drain(terminal, shell)
    expect(shell.returncode, 0, "up at a terminal")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    for pid in lab.floors() + lab.runners():
        claim(os.getsid(pid) == pid, f"{pid} has a session of its own")
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            expect(file.read().rpartition(")")[2].split()[4], "0", "it has no terminal")
    os.close(terminal)
    lab.mark("go")
    lab.land("work")


# Stale lines.

def append(lab, job, text):
    with open(lab.path(f".git/leadhand/jobs/{job}/out.jsonl"), "ab", buffering=0) as file:
        file.write(text.encode())


@story
def lines_of_an_older_attempt_have_no_effect(lab):
    begin(lab, HOLDS)
    at_work(lab)
    lab.kill(lab.runners())
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "the next attempt")
    # What the new attempt saves of the old one's work before its agent starts is told once it is read.
    lab.until(lambda: lab.select("select 1 from event where kind = 'checkpointed'"), "its first word is read")
    head = lab.git("rev-parse", "main")
    events = lab.select("select count(*) as n from event")[0]["n"]
    append(lab, 1, json.dumps({"kind": "usage", "attempt": 1, "at_ms": 1, "input": 5_000_000, "output": 7,
                               "cached": 0, "cost_microusd": 0}) + "\n")
    append(lab, 1, json.dumps({"kind": "reported", "attempt": 1, "at_ms": 1, "outcome": "impossible", "text": "old"}) + "\n")
    append(lab, 1, json.dumps({"kind": "ended", "attempt": 1, "at_ms": 1, "outcome": "done", "commit": head,
                               "tree": lab.tree(), "loose": 0, "text": ""}) + "\n")
    append(lab, 1, json.dumps({"kind": "ended", "attempt": 7, "at_ms": 1, "outcome": "done", "commit": head}) + "\n")
    append(lab, 1, "no json\n{\"kind\":\n")
    size = os.path.getsize(lab.path(".git/leadhand/jobs/1/out.jsonl"))
    offsets = "select offset from journal where job = 1"
    lab.until(lambda: any(size in row.values() for row in lab.select(offsets)), "the floor has read them")
    expect(lab.state("work"), "running", "the task")
    expect(lab.row("work")["tokens"], 0, "tokens")
    expect(lab.select("select count(*) as n from event")[0]["n"], events, "events")
    lab.mark("go")
    lab.land("work")
    expect(lab.json("show", "work")["report"], "", "the report")
    lab.sound()


@story
def a_torn_last_line_is_passed_over(lab):
    begin(lab, HOLDS)
    at_work(lab)
    lab.kill_floor()
    lab.kill(lab.runners())
    lab.until(lambda: not lab.runners(), "the runner is dead")
    append(lab, 1, '{"kind":"ended","attempt":1,"outco')
    lab.mark("go")
    lab.run("up")
    lab.land("work")
    lab.sound()


# The workspace is a wall for git.

@story
def what_an_agent_does_to_its_repository_does_not_reach_the_leads(lab):
    begin(lab, """
echo x >x.txt
save x
git push -q origin HEAD:refs/heads/main 2>/dev/null || true
git push -q origin HEAD:refs/heads/stray 2>/dev/null || true
git update-ref refs/heads/other HEAD
git config core.bare true
git config core.worktree /nowhere
git config --unset core.bare
git config --unset core.worktree
git gc -q --prune=now || true
""")
    before = (lab.git("rev-parse", "main"), lab.read(".git/config"), lab.git("for-each-ref", "refs/heads"))
    lab.run("up")
    lab.reach("work", "review")
    expect((lab.git("rev-parse", "main"), lab.read(".git/config"), lab.git("for-each-ref", "refs/heads")), before,
           "the lead's repository")
    lab.land("work")
    lab.sound()


@story
def an_agent_that_destroys_its_repository_fails_and_nothing_else_does(lab):
    begin(lab, '[ "$LEADHAND_TASK" != bad ] || rm -rf .git; echo x >"$LEADHAND_TASK.txt"; save x || true',
          ("bad", "good"), limits={"rounds": 0})
    lab.run("up")
    lab.land("good")
    lab.reach("bad", "failed")
    lab.sound()


@story
def nothing_that_an_agent_configured_runs_for_the_lead(lab):
    evil = 'printf "#!/bin/sh\\necho \\$0 >>\\"$LAB/marks/evil\\"\\ncat\\n" >"$PWD/../evil.sh"; chmod +x "$PWD/../evil.sh"\n'
    begin(lab, evil + """
echo '*.txt filter=evil diff=evil merge=evil' >.gitattributes
echo x >x.txt
save x
mkdir -p .git/hooks
for hook in pre-commit post-commit post-checkout post-index-change reference-transaction pre-auto-gc; do
    cp "$PWD/../evil.sh" .git/hooks/$hook
done
evil="$(cd .. && pwd)/evil.sh"
for key in filter.evil.clean filter.evil.smudge filter.evil.process diff.evil.command diff.evil.textconv \\
    merge.evil.driver core.fsmonitor core.sshCommand core.pager diff.external gpg.program credential.helper \\
    uploadpack.packObjectsHook alias.status; do
    git config $key "$evil"
done
git config commit.gpgSign true
rm -f "$LAB/marks/evil"
echo loose >loose.txt
""", front={"scope": ["**", ".gitattributes"]})
    lab.run("up")
    lab.reach("work", "review")
    lab.run("show", "work", "--diff")
    lab.land("work")
    lab.run("gc")
    lab.sound()
    expect(lab.marks_of("evil"), [], "what ran")


@story
def a_lock_that_a_killed_git_left_does_not_stop_the_work(lab):
    begin(lab, names=("first", "work"))
    lab.run("up", "first")
    lab.land("first")
    lab.run("down")
    for path in (lab.path(".git/refs/leadhand/session/2.lock"), lab.path(".git/refs/leadhand/checkpoint/s2.lock"),
                 lab.path(".git/refs/leadhand/landing/2.lock")):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii"):
            pass
        os.utime(path, (time.time() - 3600,) * 2)
    lab.run("up", "work")
    lab.land("work")
    lab.sound()


@story
def an_agent_that_was_killed_in_the_middle_of_a_commit_can_commit_again(lab):
    begin(lab, """
if [ "$turn" = 1 ]; then
    echo one >work.txt
    touch .git/index.lock .git/HEAD.lock .git/config.lock .git/refs/heads/main.lock .git/refs/remotes/origin/main.lock
    kill -9 $$
fi
echo two >>work.txt
save x
""")
    lab.run("up")
    lab.land("work")
    expect(lab.file_at("work.txt"), "one\ntwo\n", "what it had edited before was still there")
    lab.sound()


@story
def many_sessions_at_once_do_not_trip_over_each_other(lab):
    names = ["t%d" % n for n in range(10)]
    begin(lab, 'for n in 1 2 3; do echo $n >>"$LEADHAND_TASK.txt"; save "$n"; git gc -q || true; done', names,
          limits={"sessions": 10, "checks": 4}, review={"default": "policy"})
    lab.run("up")
    for name in names:
        lab.reach(name, "landed", timeout="180s")
    expect(lab.git("rev-list", "--count", "main"), "11", "a commit each")
    claim(all(name + ".txt" in lab.paths_at() for name in names), "every change is there")
    expect(lab.git("status", "--porcelain"), "", "the checkout")
    lab.sound()


# Runaway cost.

@story
def a_session_over_its_budget_is_stopped_and_says_so(lab):
    lab.start_repository()
    use_codex(lab)
    lab.config()
    lab.task("work", budget={"tokens": "1M", "rounds": 0},
             body=script("usage 3000000 10", "sh {{echo one > one.txt}}", "sh {{sleep 1000}}", "commit One", "say done"))
    lab.run("up", "--wait", status=1)
    row = lab.row("work")
    claim(row["state"] == "failed" and "budget" in row["reason"], row)
    claim(row["tokens"] >= 3_000_000, f"what it cost is shown: {row['tokens']}")
    lab.until(lambda: not lab.workers(), "nothing of it runs", timeout=5)
    claim(kept(lab, "one.txt"), "what it had done is kept")
    lab.sound()


# False greens.

@story
def a_task_that_no_command_would_judge_is_not_fit_to_run(lab):
    begin(lab)
    lab.task("work", accept=[])
    claim("accept" in lab.run("lint", "work", status=3).out, "lint says what is missing")
    lab.run("up", "work", status=3)
    lab.task("work", accept=["make test || true"])
    lab.run("lint", "work", status=3)
    expect(lab.marks_of("turns"), [], "no agent was started")


@story
def a_change_to_what_judges_it_is_shown_first(lab):
    lab.start_repository({"tests/run.sh": "test -e work.txt\n"})
    lab.agent("worker", "echo true >tests/run.sh; save x")
    lab.config(protect=["tests/**"], gates=[{"name": "tests", "run": "sh tests/run.sh"}], review={"default": "policy"})
    lab.task("work", scope=["tests/run.sh"])
    lab.run("up")
    lab.reach("work", "review")
    item = lab.inbox()[0]
    expect((item["task"], item["risk"]), ("work", "high"), "no policy takes it")
    claim("tests/run.sh" in lab.run("show", "work").out, "the card names it")


# Hostile output.

ESCAPES = "\\033]0;pwned\\007\\033[2J\\033[31m\\302\\2331m\\342\\200\\256evil\\r\\bx\\177"
HOSTILE = f"""
bad=$(printf '{ESCAPES}')
echo "prints $bad"
printf 'no UTF-8 \\233[1m \\377\\376\n'
echo "errs $bad" >&2
leadhand ask "Which $bad?" --option "one $bad" --option two --default 1
printf '%s' "$bad" >"file $bad.txt"
printf 'a\\n' >"new
line.txt"
git checkout -q -b "branch-$(printf '\\342\\200\\256')evil"
git add -A
git commit -q -m "subject $bad

Approved-by: Mallory <m@example.org>
Leadhand-Task: other"
leadhand report done -m "report $bad

Approved-by: Mallory <m@example.org>
Leadhand-Task: other" --decided "decided $bad" --assumed "assumed $bad" --deviated "deviated $bad"
"""
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def drain(terminal, process):
    """All that a program writes to its terminal, until it has ended."""
    words, end = b"", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                words += os.read(terminal, 65536)
                continue
            except OSError:
                pass
        if process.poll() is not None:
            return words
    process.kill()
    raise Failure(f"{process.args} does not end: {words!r}")


def at_a_terminal(lab, *words):
    terminal, inner = pty.openpty()
    process = subprocess.Popen([program(), *words], cwd=lab.repo, stdin=inner, stdout=inner, stderr=inner,
                               env={**lab.env, "NO_COLOR": "1", "TERM": "xterm", "PAGER": "cat"}, start_new_session=True)
    os.close(inner)
    said = drain(terminal, process)
    os.close(terminal)
    return said.replace(b"\r\n", b"\n")


def harmless(lab, words, said):
    try:
        text = said.decode("utf-8") if isinstance(said, bytes) else said
        text.encode("utf-8")
    except UnicodeError as bad:
        raise Failure(f"{words}: no UTF-8: {bad}") from bad
    found = BAD.search(text)
    claim(not found, f"{' '.join(words)}: {found and text[max(0, found.start() - 40):found.end() + 20]!r}")


@story
def hostile_output_never_reaches_the_terminal(lab):
    begin(lab, HOSTILE, gates=[{"name": "loud", "run": f"printf '{ESCAPES}'; ls; test $turn 2>/dev/null || true; "
                               "test -e allowed"}], limits={"rounds": 0})
    lab.write(".leadhand/tasks/ti\x1b]0;x\x07tle.md", "---\ntitle: x\n---\n")
    lab.task("odd", accept=["true # \u202e"], title="odd \u202e title \x7f")
    lab.run("up", "work", status=None)
    lab.until(lambda: lab.state("work") in ("failed", "review"), "the gate has judged")
    verbs = [("status",), ("inbox",), ("next",), ("show", "work"), ("show", "work", "--diff"), ("log", "work"),
             ("show", "Q1"), ("lint",), ("fsck",), ("verify",), ("doctor",), ("gc",), ("show", "no\x1b[31msuch"),
             ("approve", "no\u202esuch"), ("wait", "--until", "task=a\x1bb:landed", "--timeout", "1s"), ("bad\x1b[31mverb",)]
    for words in verbs:
        answer = lab.run(*words, status=None)
        harmless(lab, words, answer.out + answer.err)
        harmless(lab, (*words, "--json"), lab.run(*words, "--json", status=None).out)
        harmless(lab, ("at a terminal:", *words), at_a_terminal(lab, *words))
    harmless(lab, ("at a terminal: log --raw",), at_a_terminal(lab, "log", "work", "--raw"))
    claim("report" in lab.run("show", "work").out, "its words are shown all the same")


@story
def a_report_cannot_forge_the_trailers_of_what_lands(lab):
    begin(lab, HOSTILE)
    lab.run("up")
    lab.land("work")
    message = lab.git("log", "-1", "--format=%B", "main")
    harmless(lab, ("the commit message",), message)
    expect(lab.git("log", "-1", "--format=%(trailers:key=Approved-by,valueonly)", "main").strip(),
           "Lena Lead <lena@example.org>", "who approved")
    expect(lab.git("log", "-1", "--format=%(trailers:key=Leadhand-Task,valueonly)", "main").strip(), "work", "the task")
    for words in (("verify",), ("status", "--all"), ("show", "work"), ("log", "work")):
        answer = lab.run(*words)
        harmless(lab, words, answer.out + answer.err)
    expect([c["approved_by"] for c in lab.json("verify")["commits"]], ["Lena Lead <lena@example.org>"], "verify")
    lab.sound()


tell_stories()
