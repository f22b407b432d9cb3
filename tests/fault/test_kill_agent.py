"""kill -9 of an agent at each of its steps, and at every commit of the floor."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reel import Reel, abreast, tell_once  # noqa: E402

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
    wrong = [(number, bad) for number, bad in zip(numbers, abreast(once, numbers)) if bad]
    print(f"# steps: {len(numbers)} moments, {len(wrong)} ended otherwise", flush=True)
    return "\n".join(f"step {number}: {bad}" for number, bad in wrong[:3]) or None


def agents_to_come(lab):
    """The agents that run, or will while somebody runs who could start one."""
    found = lab.agents_running()
    while not found and lab.runners():
        time.sleep(0.005)
        found = lab.agents_running()
    return found


def killed_at_each_commit_of_the_floor_the_story_ends_the_same(reel):
    return reel.cut_each("committed", SAME, victims=agents_to_come)


Reel([killed_at_each_of_its_steps_the_story_ends_the_same,
      killed_at_each_commit_of_the_floor_the_story_ends_the_same])
