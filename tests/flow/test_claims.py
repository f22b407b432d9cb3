"""What a session says of its work beside what the records say, and what is made of work that ends badly."""
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import HERE, claim, expect, story, tell_stories  # noqa: E402

TREE = {"answer.txt": "none\n", "tests/run.sh": "! grep -q wrong answer.txt || { echo 'it is wrong'; exit 1; }\n"}
GATE = {"name": "test", "run": "sh tests/run.sh"}


def verdicts(card):
    return {claim["kind"]: claim["verdict"] for claim in card["claims"]}


@story
def who_says_that_all_tests_pass_while_they_are_red_is_found_out(lab):
    lab.start_repository(TREE)
    lab.agent("liar", """
echo wrong >answer.txt
save "turn $turn"
leadhand report done -m "Wrote the answer. All tests pass."
""")
    lab.config(gates=[GATE], limits={"rounds": 0})
    lab.task("learn")
    lab.run("up", "--wait", status=1)
    card = lab.json("show", "learn")
    expect(verdicts(card), {"passed": "false"}, "the claim's verdict")
    claim("gate 'test' is red" in card["claims"][0]["evidence"], card["claims"][0])
    expect(card["risk"]["level"], "high", "the risk")
    expect(card["failure"]["code"], "false_report", "the code")
    expect((card["failure"]["sort"], card["failure"]["mast"], card["failure"]["mast_version"]), ("S7", "2.6", "v3"), "labels")
    claim(any("gate 'test' is red on tree" in line for line in card["failure"]["evidence"]), card["failure"])
    expect(lab.row("learn")["failure"]["code"], "false_report", "the board knows it as well")
    page = lab.run("show", "learn").out
    claim(page.index("not what the records say") < page.index("What the session reports"), f"first things first:\n{page}")
    figures = lab.json("stats", "failures")
    expect([(line["code"], line["count"], line["cumulated"]) for line in figures["codes"]], [("false_report", 1, 1.0)], "pareto")
    expect(figures["claims"], [{"class": "task", "claims": 1, "false": 1}], "counted against the class")
    lab.sound()


@story
def who_did_touch_the_tests_is_not_approved_by_a_policy(lab):
    lab.start_repository(TREE)
    lab.agent("toucher", """
echo right >answer.txt
echo "exit 0" >tests/run.sh
save "done"
leadhand report done -m "I did not touch the tests." --untouched 'tests/**' --untouched 'src/**' --ran 'make test'
""")
    # A gate's own script would be protected whatever the settings say.
    lab.config(gates=[{"name": "test", "run": "! grep -q wrong answer.txt"}], review={"default": "policy"}, protect=["none/**"])
    lab.task("learn")
    lab.run("up")
    lab.reach("learn", "review")
    card = lab.json("show", "learn")
    found = [(one["kind"], one["what"], one["verdict"]) for one in card["claims"]]
    expect(found, [("ran", "make test", "unproven"), ("untouched", "tests/**", "false"), ("untouched", "src/**", "true"),
                   ("untouched", "tests", "false")], "each against the records; of a command's runs there is none")
    expect(card["risk"]["level"], "high", "the risk")
    lab.run("reject", "learn", "--class", "bad-luck", "-m", "no", status=2)
    claim("did you mean 'overreach'?" in lab.run("reject", "learn", "--class", "overeach", "-m", "no", status=2).err, "near")
    lab.run("reject", "learn", "--class", "intent-misread", "-m", "leave the tests alone")
    failure = lab.json("show", "learn")["failures"][0]
    expect((failure["code"], failure["class"], failure["last"]), ("intent_misread", "specification", False), "as the lead says")
    lab.sound()


@story
def of_an_agent_whose_commands_are_on_record_it_is_known_what_it_ran(lab):
    lab.start_repository(TREE)
    path = os.path.join(lab.root, "agents", "actor")
    shutil.copyfile(os.path.join(HERE, "agents", "actor.py"), path)
    os.chmod(path, 0o755)
    lab.agents["actor"] = {"kind": "codex", "run": [path], "model": "gpt-5.5"}
    lab.config(gates=[GATE])
    lab.task("learn", body="Play a part.\n\nDO: run echo right >answer.txt; run git commit -qam work; run sh tests/run.sh; "
             "run leadhand report done -m Done. --ran 'sh tests/run.sh' --ran 'make check' --passed 'sh tests/run.sh'\n")
    lab.run("up")
    lab.reach("learn", "review")
    found = [(one["kind"], one["what"], one["verdict"]) for one in lab.json("show", "learn")["claims"]]
    expect(found, [("ran", "sh tests/run.sh", "true"), ("ran", "make check", "false"), ("passed", "sh tests/run.sh", "true")],
           "each beside the record")
    expect(lab.json("show", "learn")["risk"]["level"], "high", "the risk")


@story
def an_honest_report_is_borne_out(lab):
    lab.start_repository(TREE)
    lab.agent("honest", """
echo right >answer.txt
save "done"
leadhand report done -m "All tests pass, and I did not touch the tests." --passed test
""")
    lab.config(gates=[GATE], review={"default": "policy"})
    expect(lab.json("stats", "failures")["count"], 0, "before anything was done")
    claim("Nothing has ended badly yet" in lab.run("stats", "failures").out, "in words")
    lab.task("learn")
    lab.run("up", "--wait")
    expect(lab.state("learn"), "landed", "the policy lets it pass")
    card = lab.json("show", "learn")
    expect({one["verdict"] for one in card["claims"]}, {"true"}, "every claim")
    expect(len(card["claims"]), 3, "how many")
    expect(card["failure"], None, "nothing failed")
    lab.sound()


@story
def who_says_that_it_cannot_be_done_is_thanked(lab):
    lab.start_repository(TREE)
    lab.agent("honest", """
leadhand report impossible -m "There is no such answer." >"$LAB/marks/reply"
""")
    lab.config(gates=[GATE])
    lab.task("learn", **{"class": "riddle"})
    lab.run("up", "--wait", status=1)
    claim("Thank you" in "".join(lab.marks_of("reply")), "the agent hears it")
    failure = lab.row("learn")["failure"]
    expect((failure["code"], failure["class"]), ("impossible", "specification"), "it is the task's failure")
    claim("thanks to it" in failure["words"], failure["words"])
    claim("not run  accept-1" in lab.run("show", "learn").out, "no gate was asked")
    page = lab.run("stats", "failures").out
    claim("impossible" in page and "mend the task by what it reported" in page, page)
    expect(lab.json("stats", "failures", "--class", "task")["count"], 0, "of another class")
    expect(lab.json("stats", "failures", "--class", "riddle", "--agent", "honest")["count"], 1, "of this one")
    page = lab.run("stats", "failures", "--agent", "nobody").out
    claim("Nothing has ended badly of the agent 'nobody'." in page and "Claims" not in page, page)
    example = lab.json("stats", "failures")["codes"][0]["examples"][0]
    expect(example["task"], "learn", "an example")
    claim(example["evidence"], "with its evidence")


tell_stories()
