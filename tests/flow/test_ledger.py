"""The ledger: every execution of every check, and what is not run twice."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

LEARNS = 'if [ "$turn" = 1 ]; then echo wrong >answer.txt; else echo right >answer.txt; fi\nsave "turn $turn"\n'
RIGHT = {"name": "right", "run": 'echo x >>"$LAB/marks/ran"; wc -l <"$LAB/marks/ran"; ! grep wrong answer.txt'}
# It says in a mark that it ran: what the ledger tells is held against that.
COUNTED = {"name": "counted", "run": 'echo "$WAY" >>"$LAB/marks/ran"; cat same.txt',
           "when": ["*.txt"], "timeout": "2m"}


def rows(lab, *words):
    return lab.json("ledger", *words)["executions"]


def told(entries):
    return [(entry["gate"], entry["result"], entry["reused"], [f"{by['what']} of {by['task']}" for by in entry["of"]])
            for entry in entries]


@story
def every_execution_stands_in_it_with_what_it_printed(lab):
    start = lab.start_repository({"answer.txt": "none\n"})
    expect(rows(lab), [], "before anything ran")
    claim("No check was run." in lab.run("ledger").out, "and so in words")
    lab.agent("learner", LEARNS)
    lab.config(gates=[RIGHT], limits={"reruns": 1})
    lab.task("learn", accept=["test -f answer.txt"])
    lab.run("up")
    lab.reach("learn", "review")
    ledger = rows(lab, "right")
    expect(sorted(told(ledger)), [("right", "green", False, ["base of learn"]), ("right", "green", False, ["change of learn"]),
                                  ("right", "red", False, ["change of learn"]),
                                  ("right", "red", False, ["change of learn"])], "of the gate")
    expect([entry["again"] for entry in ledger if entry["result"] == "red"], [0, 1], "red, and red once more")
    red = next(entry for entry in ledger if entry["result"] == "red")
    expect((red["command"], red["exit"], red["late"], red["attempt"]), (RIGHT["run"], 1, False, 1), "the red one")
    claim(red["started_ms"] <= red["ended_ms"] and red["duration_ms"] >= 0, red)
    base = next(entry for entry in ledger if entry["of"][0]["what"] == "base")
    expect(base["tree"], lab.tree(start), "the base's tree")
    expect({entry["gate"] for entry in rows(lab, "learn")}, {"right", "accept-1"}, "of the task")
    expect([entry["result"] for entry in rows(lab, red["tree"][:7]) if entry["gate"] == "right"], ["red"] * 2, "of a tree")
    outputs = [entry["output"] for entry in lab.json("ledger", "right", "--output")["executions"]]
    expect(outputs, ["1\nwrong\n", "2\n", "3\nwrong\n", "4\n"], "each has its own output")
    text = lab.run("ledger", "--output").out
    for words in ("change of learn", "base of learn", "exit 1", "wrong", red["tree"][:12]):
        claim(words in text, f"{words!r} is not in {text}")
    lab.refusal("ledger", "nothing", status=4)
    lab.sound()


@story
def a_landing_on_the_tree_that_was_reviewed_runs_nothing_again(lab):
    lab.start_repository({"same.txt": "none\n"})
    lab.agent("same", 'echo x >same.txt\nsave x\n')
    lab.config(gates=[COUNTED], sandbox={"write": [lab.marks], "env": ["LAB", "WAY"]})
    lab.task("one")
    lab.run("up")
    lab.reach("one", "review")
    expect(len(lab.marks_of("ran")), 1, "executions before the verdict")
    # Whoever takes over afterwards knows as much.
    lab.run("down", "--now")
    lab.run("approve", "one")
    lab.run("up")
    lab.reach("one", "landed")
    expect(len(lab.marks_of("ran")), 1, "executions until it landed")
    answer = lab.json("ledger")
    expect(told(entry for entry in answer["executions"] if entry["gate"] == "counted"),
           [("counted", "green", False, ["change of one", "landing of one"]), ("counted", "green", True, ["landing of one"])],
           "what the ledger tells")
    expect((answer["runs"], answer["reused"]), (2, 2), "the gate and the acceptance")
    expect(lab.json("verify")["ok"], True, "verify")


@story
def two_tasks_that_meet_in_one_tree_share_its_results_until_the_environment_changes(lab):
    lab.start_repository({"same.txt": "none\n"})
    lab.agent("same", 'echo x >same.txt\nsave "$LEADHAND_TASK"\n')
    lab.env["WAY"] = "left"
    settings = {"gates": [COUNTED], "sandbox": {"write": [lab.marks], "env": ["LAB", "WAY"]}}
    lab.config(**settings)
    lab.task("one")
    lab.run("up")
    lab.reach("one", "review")
    lab.task("two")
    lab.run("up")
    lab.reach("two", "review")
    expect(lab.marks_of("ran"), ["left"], "once for both")
    expect(told(rows(lab, "two"))[-1][1:], ("green", True, ["change of two"]), "the second one's")
    # The same tree beside another variable, and then under another limit, is another question.
    lab.run("down", "--now")
    lab.env["WAY"] = "right"
    lab.task("three")
    lab.run("up")
    lab.reach("three", "review")
    expect(lab.marks_of("ran"), ["left", "right"], "another value of a variable")
    lab.config(**settings, limits={"session_processes": 1500})
    lab.task("four")
    lab.run("up")
    lab.reach("four", "review")
    expect(len(lab.marks_of("ran")), 3, "another limit")
    lab.config(**settings)
    lab.task("five")
    lab.run("up")
    lab.reach("five", "review")
    expect(len(lab.marks_of("ran")), 3, "what was known before is known again")
    # What was green elsewhere is proven once more before it lands here.
    lab.run("approve", "one")
    lab.reach("one", "landed")
    expect(lab.json("verify")["ok"], True, "verify")
    lab.sound()


@story
def a_carried_file_is_part_of_what_a_gate_sees(lab):
    lab.start_repository({"same.txt": "none\n", ".gitignore": "/local.cfg\n"})
    lab.write("local.cfg", "a\n")
    lab.agent("same", 'echo x >same.txt\nsave "$LEADHAND_TASK"\n')
    lab.config(gates=[{"name": "counted", "run": 'cat local.cfg >>"$LAB/marks/ran"'}], carry=["local.cfg"])
    for number, name in enumerate(("one", "two", "three")):
        if number == 2:
            lab.write("local.cfg", "b\n")
        lab.task(name)
        lab.run("up")
        lab.reach(name, "review")
    expect(lab.marks_of("ran"), ["a", "b"], "once for each content")


tell_stories()
