#!/usr/bin/env python3
"""The lead goes into a session's workspace: a shell behind its walls, a path for an editor."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

WORKS = 'echo mine >work.txt; save "work"; echo loose >loose.txt\n'


def begin(lab, body=WORKS, **config):
    lab.start_repository()
    lab.write("../home/.ssh/id_rsa", "the lead's key\n")
    lab.agent("worker", body)
    lab.config(**config)
    lab.task("work")
    lab.run("up")


@story
def a_shell_between_turns_stands_where_the_session_stood_behind_its_walls(lab):
    begin(lab)
    lab.reach("work", "review")
    said = lab.run("enter", "work", "sh", "-c", "pwd; cat work.txt loose.txt; git log -1 --format=%s; git status --short").out
    expect(said.split("\n")[:-1], [lab.repo, "mine", "loose", "work", "?? loose.txt"], "what it finds")
    key = os.path.join(lab.home, ".ssh", "id_rsa")
    inside = lab.run("enter", "work", "sh", "-c", f"cat '{key}'; touch '{lab.home}/x'; echo by-me >lead.txt; exit 3", status=3)
    claim("the lead's key" not in inside.out + inside.err, "the home is not seen")
    claim(not os.path.exists(os.path.join(lab.home, "x")), "nor written")
    claim(not os.path.exists(lab.path("lead.txt")), "what is written there is not in the lead's own checkout")
    expect(lab.run("enter", "work", "--no-sandbox", "cat", "lead.txt", key).out, "by-me\nthe lead's key\n", "without walls")
    lab.run("reject", "work", "-m", "again")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "the session goes on")
    lab.reach("work", "review")
    saved = lab.json("checkpoints", "work")["checkpoints"][0]["commit"]
    expect(lab.file_at("lead.txt", saved), "by-me\n", "what the lead wrote there is saved with the rest")
    lab.sound()


@story
def a_shell_beside_a_working_agent_sees_what_it_writes_and_is_seen(lab):
    begin(lab, 'echo one >work.txt; hold look; cp lead.txt "$LAB/marks/seen"; save done')
    lab.until(lambda: lab.is_marked("look.held"), "the agent is at work")
    expect(lab.run("enter", "work", "sh", "-c", "cat work.txt; echo two >lead.txt").out, "one\n", "what it wrote")
    lab.mark("look")
    lab.reach("work", "review")
    expect(lab.marks_of("seen"), ["two"], "what the lead wrote beside it")
    lab.sound()


@story
def an_editor_finds_what_open_says_until_it_is_closed(lab):
    begin(lab)
    lab.reach("work", "review")
    place = lab.run("open", "work").out.strip()
    expect(lab.run("open", "work").out.strip(), place, "asked again")
    with open(os.path.join(place, "work.txt"), "w", encoding="utf-8") as file:
        file.write("edited\n")
    expect(lab.run("enter", "work", "cat", "work.txt").out, "edited\n", "both see the same")
    lab.run("open", "work", "--close")
    claim(not os.path.exists(place), "the path is gone")
    expect(lab.run("enter", "work", "cat", "work.txt").out, "edited\n", "the edit is not")


@story
def where_nobody_has_worked_there_is_nothing_to_enter(lab):
    lab.start_repository()
    lab.agent("worker", WORKS)
    lab.config()
    lab.task("work")
    for verb in ("enter", "open"):
        claim("work" in lab.run(verb, "work", status=4).err, verb)
    lab.run("up")
    lab.reach("work", "review")
    claim("there is no 'wrok'" in lab.run("enter", "wrok", status=4).err, "a mistyped name")


tell_stories()
