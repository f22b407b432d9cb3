"""The schedule follows the lead: work is held back, let go, parked and told of as config.yaml says."""
import os
import pty
import select
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import PATIENCE, claim, expect, program, story, tell_stories  # noqa: E402

WRITES = 'echo "$LEADHAND_TASK" >"$LEADHAND_TASK.txt"; save "$LEADHAND_TASK"'
ASKS = """
leadhand ask "Which colour?" --option blue --option green --default 2 --blocking >colour.txt
save "a colour"
"""


def begin(lab, body=WRITES, names=("a", "b", "c"), **config):
    lab.start_repository()
    lab.agent("worker", body)
    lab.config(**config)
    for name in names:
        lab.task(name)
    lab.run("up")


@story
def a_full_inbox_holds_the_next_task_back_and_an_approval_lets_it_go(lab):
    begin(lab, limits={"sessions": 1, "review_buffer": "10m"})
    lab.reach("a", "review")
    lab.reach("b", "review")
    lab.wait("idle")
    row = lab.row("c")
    expect(row["state"], "waiting", "the third")
    expect(row["reason"], "review buffer: 11 min of review wait for you, 0 min more are on their way, 10 min may wait",
           "what for")
    claim("review buffer" in lab.run("status").out, "the board says it")
    expect(len(lab.marks_of("turns")), 2, "sessions that were started")
    lab.run("approve", "a")
    lab.reach("c", "review")
    lab.land("b", "c")
    lab.sound()


@story
def the_rope_holds_over_a_restart(lab):
    begin(lab, limits={"sessions": 1, "review_buffer": "10m"})
    lab.reach("b", "review")
    lab.wait("idle")
    lab.kill_floor()
    lab.run("up")
    lab.wait("idle")
    expect(lab.state("c"), "waiting", "the third")
    lab.run("reject", "b", "-m", "once more")
    lab.until(lambda: len(lab.marks_of("turns")) >= 3, "the rejected one works again")
    expect([line.split()[1] for line in lab.marks_of("turns")][2], "b", "whose turn it was")
    lab.sound()


@story
def without_a_buffer_nothing_is_held_back(lab):
    begin(lab, limits={"sessions": 1, "review_buffer": "0s"})
    for name in "abc":
        lab.reach(name, "review")


@story
def a_provider_that_is_limited_parks_its_tasks_and_others_go_on(lab):
    lab.start_repository()
    lab.agent("limited", 'if [ "$turn" = 1 ]; then echo "slow down" >&2; echo "Retry-After: 5" >&2; exit 75; fi\n' + WRITES)
    lab.agent("other", WRITES)
    lab.agents["limited"]["provider"] = "openai"
    lab.config()
    lab.task("first", agent="limited")
    lab.run("up")
    lab.until(lambda: "rate limit: 'openai' takes no more" in lab.row("first")["reason"], "it is parked")
    lab.task("second", agent="other")
    lab.run("up")
    lab.reach("second", "review")
    lab.reach("first", "review")
    expect(lab.row("first")["round"], 0, "rounds that it cost")
    expect(lab.select("select count(*) as n from session")[0]["n"], 2, "sessions")
    lab.land("first", "second")
    lab.sound()


@story
def two_that_write_in_the_same_place_are_named_when_they_are_called(lab):
    lab.start_repository({"src/a.c": "a\n"})
    lab.agent("worker", WRITES)
    lab.config()
    lab.task("first", scope=["src/**", "first.txt"])
    lab.task("second", scope=["src/a.c", "second.txt"])
    lab.task("third", scope=["src/**", "third.txt"], needs=["first", "second"])
    said = lab.run("up").out
    claim("'second' writes where 'first' does" in said and "'third' writes" not in said, said)


@story
def a_question_that_nobody_answers_gets_its_default(lab):
    begin(lab, ASKS, names=("paint",), limits={"answer": "1s"})
    lab.land("paint")
    expect(lab.file_at("colour.txt"), "green\n", "what the agent got")
    expect(lab.json("show", "paint")["questions"][0]["answer"], "green", "the card keeps it")
    lab.sound()


@story
def a_question_says_until_when_it_waits(lab):
    begin(lab, ASKS, names=("paint",))
    item = lab.until(lab.inbox, "the question")[0]
    expect((item["when"], item["due_ms"] - item["since_ms"]), ("now", 4 * 3600 * 1000), "its moment")
    claim("its default in 4 h" in lab.run("inbox").out or "its default in 3 h" in lab.run("inbox").out,
          lab.run("inbox").out)
    lab.run("answer", item["id"], "1")
    lab.land("paint")


@story
def the_lead_is_told_once_by_a_program_of_his_own(lab):
    told = os.path.join(lab.root, "told")
    teller = os.path.join(lab.root, "teller")
    with open(teller, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nprintf "%s\\n" "$2" >>"{told}"\n')
    os.chmod(teller, 0o755)
    begin(lab, names=("a",), notify=[{"run": [teller, "word"]}])
    lab.reach("a", "review")
    lab.until(lambda: os.path.exists(told) and os.path.getsize(told), "the program was called")
    # Cut off before that is written down it would be told twice, rather than never.
    lab.until(lambda: lab.select("select 1 from event where kind = 'told'"), "that is written down")
    lab.kill_floor()
    lab.run("up")
    lab.land("a")
    with open(told, encoding="utf-8") as file:
        lines = file.read().split("\n")[:-1]
    expect(lines, [f"leadhand: 1 thing needs you in {lab.repo} ('leadhand inbox')"], "what it was told")


@story
def the_bell_rings_where_somebody_waits_at_a_terminal(lab):
    lab.start_repository()
    lab.agent("worker", 'hold go\n' + WRITES)
    lab.config(notify=["bell"])
    lab.task("a")
    lab.run("up")
    ours, theirs = pty.openpty()
    waits = subprocess.Popen([program(), "wait", "--until", "task=a:landed"], cwd=lab.repo, env={**lab.env, "TERM": "xterm"},
                             stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    lab.mark("go")
    heard = b""
    while b"\a" not in heard:
        claim(select.select([ours], [], [], PATIENCE)[0], f"no bell in {heard}")
        heard += os.read(ours, 4096)
    lab.land("a")
    waits.wait(timeout=PATIENCE)
    os.close(ours)


@story
def a_notifier_that_is_missing_stops_nothing(lab):
    begin(lab, names=("a",), notify=[{"run": ["no-such-program"]}])
    lab.reach("a", "review")
    lab.until(lambda: lab.select("select 1 from event where kind = 'told'"), "the floor tried")
    lab.land("a")
    with open(lab.path(".git/leadhand/floor.log"), encoding="utf-8") as file:
        claim("cannot notify: there is no program 'no-such-program' on PATH" in file.read(), "its log says why")


tell_stories()
