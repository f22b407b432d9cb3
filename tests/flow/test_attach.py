#!/usr/bin/env python3
"""The lead takes a session over and gives it back."""
import os
import signal
import sys
import termios

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, program, story, tell_stories  # noqa: E402
from sitting import Sitting  # noqa: E402

# The first turn is in the middle of something, with an edit that is not committed; the later ones commit.
WORKS = 'echo "turn $turn" >>work.txt\nif [ "$turn" = 1 ]; then hold look; fi\nsave work\n'
# What the lead goes on with: it says where it stands, and does what is typed.
STAND_IN = """#!/bin/bash
trap 'echo interrupted' INT
trap 'echo resized $(stty size)' WINCH
echo "here $PWD $LEADHAND_TASK $LEADHAND_SESSION size $(stty size)"
while :; do
    read -r line || continue
    [ "$line" = leave ] && exit 0
    eval "$line"
    echo "did $line"
done
"""


def begin(lab, body=WORKS, **config):
    lab.start_repository()
    lab.agent("worker", body)
    path = os.path.join(lab.root, "agents", "screen")
    with open(path, "w", encoding="utf-8") as file:
        file.write(STAND_IN)
    os.chmod(path, 0o755)
    lab.config(sandbox={"read": [os.path.join(lab.root, "agents")]}, **config)
    lab.task("work")
    lab.run("up")
    return path


def at_work(lab):
    path = begin(lab)
    lab.until(lambda: lab.is_marked("look.held"), "the agent is at work")
    return path


def sit(lab, path, *options):
    sitting = Sitting(lab, "attach", *options, "work", path)
    sitting.sees("here ")
    return sitting


def nobody_is_left(lab):
    lab.until(lambda: not lab.agents_running(), "nothing of the session runs")


@story
def the_lead_takes_a_turn_over_and_what_they_commit_is_offered(lab):
    path = at_work(lab)
    sitting = sit(lab, path)
    claim(f"here {lab.repo} work 1 size 30 100" in sitting.shown(), "where it stands: " + sitting.shown())
    expect(len(lab.runners()), 0, "runners beside it")
    row = lab.row("work")
    expect(row["state"], "waiting", "its state")
    claim("attached: Lena Lead <lena@example.org>" in row["reason"], row["reason"])
    claim("attached" in lab.run("status").out, "and so it is shown")
    sitting.type("\x03")
    sitting.sees("interrupted")
    sitting.resize(40, 120)
    sitting.type("cat work.txt; echo by-me >lead.txt; git add -A; git commit -qm by-me\n")
    sitting.sees("did cat work.txt")
    sitting.sees("resized 40 120")
    claim("turn 1" in sitting.shown(), "what the agent had written")
    sitting.type("leadhand ask 'Which way?' --blocking\n")
    sitting.sees("the lead is in this session")
    sitting.type("leave\n")
    expect(sitting.left(), 0, "its status")
    claim("is offered as its change" in sitting.shown(), sitting.shown())
    expect(termios.tcgetattr(sitting.slave), sitting.modes, "the terminal is as it was")
    lab.reach("work", "review")
    expect(len(lab.marks_of("turns")), 1, "turns of the agent")
    lab.land("work")
    expect((lab.file_at("lead.txt"), lab.file_at("work.txt")), ("by-me\n", "turn 1\n"), "what landed")
    claim("takes the session over" in lab.run("log", "work").out, "the log tells of it")
    lab.sound()


@story
def a_lead_who_commits_nothing_gives_the_turn_back(lab):
    path = at_work(lab)
    sitting = sit(lab, path)
    sitting.type("echo hint >hint.txt\n")
    sitting.sees("did echo hint")
    sitting.type("leave\n")
    expect(sitting.left(), 0, "its status")
    claim("Its session goes on" in sitting.shown(), sitting.shown())
    lab.reach("work", "review")
    claim("The lead has worked in this session meanwhile" in lab.prompts()[-1], "the session is told")
    expect(len(lab.marks_of("turns")), 2, "starts of the agent")
    lab.land("work")
    expect(lab.file_at("hint.txt"), "hint\n", "what the lead left is in the session's own commit")
    lab.sound()


@story
def what_is_to_follow_can_be_said(lab):
    path = at_work(lab)
    claim("resume, review or pause" in lab.refusal("attach", "--then", "sleep", "work", "true", status=2)["text"], "a mistake")
    lab.run("attach", "--then", "pause", "work", "sh", "-c", "echo x >x.txt; git add -A; git commit -qm x")
    expect((lab.row("work")["state"], lab.row("work")["reason"]), ("waiting", "paused"), "paused")
    lab.run("resume", "work")
    lab.reach("work", "review")
    first = lab.row("work")["change"]["commit"]
    said = lab.json("attach", "work", "true")
    expect((said["then"], lab.row("work")["change"]["commit"]), ("nothing", first), "a look changes nothing")
    expect(lab.state("work"), "review", "its state")
    said = lab.json("attach", "work", "sh", "-c", "echo y >y.txt; git add -A; git commit -qm y")
    expect(said["then"], "review", "another change")
    lab.reach("work", "review")
    claim(lab.row("work")["change"]["commit"] != first, "is what is judged now")
    lab.run("attach", "--then", "resume", "-m", "now the tests", "work", "true")
    lab.reach("work", "review")
    claim("The lead worked in this session" in lab.prompts()[-1] and "now the tests" in lab.prompts()[-1], lab.prompts()[-1])
    lab.run("show", "work")
    lab.land("work")
    expect(lab.file_at("y.txt"), "y\n", "what landed")
    claim("is over (landed)" in lab.refusal("attach", "work", "true", status=3)["text"], "nothing to take over any more")
    lab.sound()


@story
def what_failed_can_be_taken_over_and_offered(lab):
    begin(lab, body="exit 1", limits={"rounds": 0})
    lab.reach("work", "failed")
    lab.run("attach", "work", "sh", "-c", "echo mine >mine.txt; git add -A; git commit -qm mine")
    lab.land("work")
    expect(lab.file_at("mine.txt"), "mine\n", "what landed")
    lab.sound()


@story
def what_cannot_be_attached_to_is_refused_in_one_line(lab):
    lab.start_repository()
    lab.agent("worker", WORKS)
    lab.config()
    lab.task("work", priority=1)
    lab.task("later", priority=2)
    lab.run("up", "--sessions", "1")
    lab.until(lambda: lab.is_marked("look.held"), "the agent is at work")
    sitting = Sitting(lab, "attach", "work")
    expect(sitting.left(), 3, "status of what has no interactive program")
    claim("agent 'worker' has no interactive program" in sitting.shown() and "leadhand enter work" in sitting.shown(),
          sitting.shown())
    claim("attach needs a terminal" in lab.refusal("attach", "work", status=2)["text"], "no terminal")
    claim("no session yet" in lab.refusal("attach", "later", "true", status=4)["text"], "no session")
    claim("there is no 'wrok'" in lab.refusal("attach", "wrok", "true", status=4)["text"], "a mistyped name")
    expect(lab.state("work"), "running", "nobody's turn was ended for it")
    lab.mark("look")
    lab.reach("work", "review")
    lab.reach("later", "review")


@story
def only_one_lead_is_in_a_session(lab):
    path = at_work(lab)
    sitting = sit(lab, path)
    text = lab.refusal("attach", "work", "true", status=5)["text"]
    claim("attached already: Lena Lead <lena@example.org>, since " in text, text)
    sitting.type("leave\n")
    expect(sitting.left(), 0, "the first one's status")
    lab.reach("work", "review")


@story
def a_killed_attach_loses_nothing_and_leaves_nobody(lab):
    path = at_work(lab)
    for how in ("kill", "hang up"):
        sitting = sit(lab, path)
        sitting.type(f"echo '{how}' >>kept.txt; (trap '' TERM HUP; sleep 1000) &\n")
        sitting.sees("did echo")
        lab.run("pause", "work")
        if how == "kill":
            os.kill(sitting.process.pid, signal.SIGKILL)
        else:
            sitting.hang_up()
        sitting.left()
        nobody_is_left(lab)
        lab.until(lambda: lab.row("work")["reason"] == "paused", "the session is taken back")
    expect(lab.run("enter", "work", "cat", "kept.txt").out, "kill\nhang up\n", "what was written")
    lab.run("resume", "work")
    lab.land("work")
    expect(lab.file_at("kept.txt"), "kill\nhang up\n", "is in what landed")
    lab.sound()


@story
def the_floor_may_come_and_go_while_somebody_is_attached(lab):
    path = at_work(lab)
    sitting = sit(lab, path)
    lab.kill_floor()
    sitting.type("echo one >one.txt\n")
    sitting.sees("did echo one")
    lab.run("up")
    claim("attached" in lab.row("work")["reason"], "held still")
    lab.kill_floor()
    sitting.type("git add -A; git commit -qm one; leave\n")
    sitting.type("leave\n")
    expect(sitting.left(), 0, "left without a floor")
    lab.run("up")
    lab.land("work")
    expect(lab.file_at("one.txt"), "one\n", "what landed")
    lab.sound()


@story
def a_killed_runner_keeps_nobody_out(lab):
    path = at_work(lab)
    lab.kill(lab.runners())
    sitting = sit(lab, path)
    sitting.type("cat work.txt\n")
    sitting.sees("turn 1")
    sitting.type("leave\n")
    expect(sitting.left(), 0, "its status")
    lab.mark("look")
    lab.land("work")
    lab.sound()


@story
def a_task_that_is_cancelled_while_somebody_is_attached_ends_for_them(lab):
    path = at_work(lab)
    sitting = sit(lab, path)
    sitting.type("echo kept >kept.txt; git add -A; git commit -qm kept\n")
    sitting.sees("did echo kept")
    lab.run("cancel", "work", "-m", "not needed")
    expect(sitting.left(), 0, "its status")
    claim("was taken from you" in sitting.shown(), sitting.shown())
    nobody_is_left(lab)
    expect(lab.state("work"), "cancelled", "its state")
    lab.sound()


@story
def the_shell_that_it_was_begun_from_can_stop_it_and_go_on(lab):
    path = at_work(lab)
    shell = Sitting(lab, argv=["bash", "--norc", "--noprofile", "-i"])
    shell.type(f"{program()} attach work {path}\n")
    shell.sees("here ")
    shell.type("\x1a")
    shell.sees("Stopped")
    claim("attached" in lab.row("work")["reason"], "it is the lead's still")
    shell.type("fg\n")
    shell.type("echo on >>on.txt\n")
    shell.sees("did echo on")
    shell.type("leave\n")
    shell.sees("is given back")
    shell.type("exit\n")
    shell.left()
    lab.land("work")
    expect(lab.file_at("on.txt"), "on\n", "what landed")


@story
def an_agents_own_program_does_not_run_as_the_lead_with_what_a_session_left_it(lab):
    at_work(lab)
    Sitting(lab, "attach", "--no-sandbox", "work").sees("would run as you")
    expect(lab.state("work"), "running", "the session goes on")


@story
def without_walls_the_lead_stands_there_as_themselves(lab):
    at_work(lab)
    lab.write("../home/secret", "mine\n")
    said = lab.json("attach", "--no-sandbox", "work", "sh", "-c",
                    f"cat {lab.home}/secret >seen.txt; git add -A; git commit -qm seen; echo $LEADHAND_TASK >>seen.txt")
    expect((said["then"], said["loose"]), ("review", 1), "what came of it")
    lab.land("work")
    expect(lab.file_at("seen.txt"), "mine\n", "what landed")


tell_stories()
