"""kill -9 of an agent at each of its steps, at every commit of the floor, and of the real codex."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reel import Reel, in_pairs, tell_once  # noqa: E402
from lab import claim, expect, play, script  # noqa: E402
from agents.real import model_requests, use_codex  # noqa: E402

SAME = ("tree", "commits")


def killed_at_each_of_its_steps_the_story_ends_the_same(reel):
    def once(number):
        lab_steps = {"LAB_AGENT_FAULT": str(number)}
        end, _, failure = tell_once(lambda lab: lab_steps)
        return failure or reel.difference(end, SAME)

    steps = []

    def count(lab, is_over):
        is_over.wait()
        steps.append(os.path.getsize(os.path.join(lab.marks, "steps")))

    _, _, failure = tell_once(lambda lab: {}, count)
    if failure or not steps[0]:
        return f"no steps: {failure}"
    numbers = list(range(1, steps[0] + 1))
    wrong = [(number, bad) for number, bad in zip(numbers, in_pairs(once, numbers)) if bad]
    print(f"# steps: {len(numbers)} moments, {len(wrong)} ended otherwise", flush=True)
    return "\n".join(f"step {number}: {bad}" for number, bad in wrong[:3]) or None


def killed_at_each_commit_of_the_floor_the_story_ends_the_same(reel):
    return reel.cut_each("committed", SAME, victims=lambda lab: lab.agents_running())


def codex_is_killed(lab):
    lab.start_repository()
    log = use_codex(lab)
    lab.config()
    lab.task("steps", body=script(
        "sh {{echo one >> steps.txt}}", "sh {{until [ -e $LAB/marks/go ]; do sleep 0.05; done; echo two >> steps.txt}}",
        "commit Steps", "say done"))
    lab.run("up")
    lab.until(lambda: text(lab) == "one\n", "codex has made a step", timeout=120)
    lab.kill([pid for pid, argv, _ in lab.processes() if "app-server" in argv])
    lab.mark("go")
    lab.reach("steps", "review", timeout="120s")
    rounds = lab.json("show", "steps")["rounds"]
    expect([r["why"] for r in rounds], ["first", "failed"], "its turns")
    expect(len({r["session"] for r in model_requests(log)}), 1, "one conversation")
    claim(any("broke off" in json.dumps(r["body"]) for r in model_requests(log)), "it is told")
    lab.land("steps")
    expect(lab.file_at("steps.txt")[:4], "one\n", "its former edit is there")
    lab.sound()


def text(lab):
    for folder, _, names in os.walk(lab.cache):
        if "steps.txt" in names:
            with open(os.path.join(folder, "steps.txt"), encoding="utf-8") as file:
                return file.read()
    return None


def the_real_codex_gets_another_turn_in_its_conversation_and_its_workspace(_):
    return play(codex_is_killed)


Reel([the_real_codex_gets_another_turn_in_its_conversation_and_its_workspace,
      killed_at_each_of_its_steps_the_story_ends_the_same,
      killed_at_each_commit_of_the_floor_the_story_ends_the_same])
