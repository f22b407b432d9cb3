"""kill -9 of a runner around each line that it writes, at every commit of the floor, and with the real codex."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reel import Reel  # noqa: E402
from lab import claim, expect, play, script  # noqa: E402
from agents.real import model_requests, use_codex  # noqa: E402

ALL = ("tree", "commits")


def killed_after_each_line_that_it_writes_the_story_ends_the_same(reel):
    return reel.cut_each("lined", ALL)


def killed_before_each_line_that_it_writes_the_story_ends_the_same(reel):
    return reel.cut_each("line", ALL)


def killed_at_each_commit_of_the_floor_the_story_ends_the_same(reel):
    return reel.cut_each("committed", ALL, victims=lambda lab: lab.runners())


def codex_goes_on(lab):
    lab.start_repository()
    log = use_codex(lab)
    lab.config()
    lab.task("steps", body=script(
        "sh {{echo one >> steps.txt}}", "sh {{until [ -e $LAB/marks/go ]; do sleep 0.05; done; echo two >> steps.txt}}",
        "commit Steps", "say done"))
    lab.run("up")
    lab.until(lambda: "one\n" in [text(lab)], "codex has made a step", timeout=120)
    lab.kill(lab.runners())
    lab.until(lambda: len(lab.select("select * from event where kind = 'job_lost'")) == 1,
              "the floor has seen it")
    lab.mark("go")
    lab.reach("steps", "review", timeout="120s")
    expect(lab.select("select attempt from job where session > 0")[0]["attempt"], 2, "attempts")
    expect(len({r["session"] for r in model_requests(log)}), 1, "one conversation")
    claim(any("interrupted" in json.dumps(r["body"]) for r in model_requests(log)), "it is told")
    lab.land("steps")
    expect(lab.file_at("steps.txt")[:4], "one\n", "its former edit is there")
    lab.sound()


def text(lab):
    for folder, _, names in os.walk(lab.cache):
        if "steps.txt" in names:
            with open(os.path.join(folder, "steps.txt"), encoding="utf-8") as file:
                return file.read()
    return None


def the_real_codex_goes_on_in_its_conversation_and_its_workspace(_):
    return play(codex_goes_on)


Reel([the_real_codex_goes_on_in_its_conversation_and_its_workspace,
      killed_after_each_line_that_it_writes_the_story_ends_the_same,
      killed_before_each_line_that_it_writes_the_story_ends_the_same,
      killed_at_each_commit_of_the_floor_the_story_ends_the_same])
