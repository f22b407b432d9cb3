"""What a red gate leads to: the same session again, as often as the rounds allow, then the lead."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

LEARNS = """
touch untracked-$turn
if [ "$turn" = 1 ]; then echo wrong >answer.txt; else echo right >answer.txt; fi
pwd >>"$LAB/marks/places"
ls untracked-* | wc -l >>"$LAB/marks/seen"
git add answer.txt
git commit -q -m "turn $turn"
"""
NEEDS_RIGHT = {"name": "right", "run": "cat answer.txt; grep -q right answer.txt || { echo 'it is not right'; exit 1; }"}


@story
def a_red_gate_goes_back_to_the_same_session_with_what_it_said(lab):
    lab.start_repository({"answer.txt": "none\n"})
    lab.agent("learner", LEARNS)
    lab.config(gates=[{"name": "right", "run": "! grep -q wrong answer.txt || { printf 'it is %s right\\n' not; exit 1; }"}])
    lab.task("learn")
    lab.run("up")
    lab.reach("learn", "review")
    row = lab.row("learn")
    expect(row["session"], 1, "one session")
    expect(len(set(lab.marks_of("places"))), 1, "one workspace")
    expect([int(n) for n in lab.marks_of("seen")], [1, 2], "what it left uncommitted is still there")
    first, second = lab.prompts()
    claim("it is not right" in second and "it is not right" not in first, f"what the gate said: {second}")
    claim("Do what the title says." in first, f"the task's own words: {first}")
    evidence = {line["gate"]: line["result"] for line in lab.json("show", "learn")["evidence"]}
    expect(evidence, {"right": "green", "accept-1": "green"}, "evidence is of the last tree")
    expect(len(lab.json("show", "learn")["rounds"]), 2, "the card tells of both turns")
    lab.land("learn")
    expect(lab.file_at("answer.txt"), "right\n", "what landed")
    lab.sound()


@story
def a_task_whose_rounds_are_used_up_goes_to_the_lead_and_can_be_tried_again(lab):
    lab.start_repository({"answer.txt": "right\n"})
    lab.agent("stubborn", """
if [ -e "$LAB/marks/enlightened" ]; then echo "right indeed" >answer.txt; else echo "wrong $turn" >answer.txt; fi
save "turn $turn"
""")
    lab.config(gates=[NEEDS_RIGHT], limits={"rounds": 2})
    lab.task("learn")
    before = lab.git("rev-parse", "main")
    lab.run("up", "--wait", status=1)
    row = lab.row("learn")
    expect(row["state"], "failed", "after its rounds")
    claim(row["reason"].startswith("verification:") and "right" in row["reason"], row["reason"])
    expect(len(lab.marks_of("turns")), 3, "the first turn and two rounds")
    expect([(item["kind"], item["task"]) for item in lab.inbox()], [("failure", "learn")], "the inbox")
    expect(lab.git("rev-parse", "main"), before, "the target")
    kept = [lab.file_at("answer.txt", ref) for ref in lab.git("for-each-ref", "--format=%(refname)",
                                                              "refs/leadhand/").split()]
    claim("wrong 3\n" in kept, f"its work is kept: {kept}")
    lab.mark("enlightened")
    lab.run("retry", "learn", "-m", "look at the sky")
    lab.reach("learn", "review")
    claim("look at the sky" in lab.prompts()[-1], "the lead's words reach it")
    lab.land("learn")
    expect(lab.file_at("answer.txt"), "right indeed\n", "what landed")
    lab.sound()


@story
def an_agent_that_crashes_gets_its_error_and_another_turn(lab):
    lab.start_repository()
    lab.agent("clumsy", """
echo "half" >half.txt
if [ "$turn" = 1 ]; then echo "I tripped over a wire" >&2; exit 3; fi
save "whole"
""")
    lab.config()
    lab.task("walk")
    lab.run("up")
    lab.reach("walk", "review")
    claim("I tripped over a wire" in lab.prompts()[1], "it learns what happened")
    lab.land("walk")


@story
def an_agent_that_always_crashes_is_the_environments_fault(lab):
    lab.start_repository()
    lab.agent("broken", "echo 'no key' >&2; exit 7")
    lab.config(limits={"rounds": 1})
    lab.task("walk")
    lab.run("up", "--wait", status=1)
    reason = lab.row("walk")["reason"]
    claim(reason.startswith("environment:") and "no key" in reason, reason)
    expect(len(lab.marks_of("turns")), 2, "one turn and one round")


@story
def a_program_that_is_not_there_is_named(lab):
    lab.start_repository()
    lab.agents["ghost"] = {"kind": "command", "run": ["/nowhere/ghost"]}
    lab.config(limits={"rounds": 0})
    lab.task("walk")
    lab.run("up", "--wait", status=1)
    reason = lab.row("walk")["reason"]
    claim(reason.startswith("environment:") and "/nowhere/ghost" in reason, reason)


@story
def a_turn_that_commits_nothing_is_asked_for_a_commit_or_a_reason(lab):
    lab.start_repository()
    lab.agent("shy", """
echo "hello" >hello.txt
[ "$turn" = 1 ] || save "say it"
""")
    lab.config()
    lab.task("speak")
    lab.run("up")
    lab.reach("speak", "review")
    claim("commit" in lab.prompts()[1].lower(), "it is told what is missing")
    lab.land("speak")


@story
def blocked_or_impossible_is_a_result_and_costs_no_round(lab):
    lab.start_repository()
    lab.agent("honest", 'leadhand report "$LEADHAND_TASK" -m "there is no such river"')
    lab.config()
    lab.task("blocked")
    lab.task("impossible")
    lab.run("up", "--wait", status=1)
    for name in ("blocked", "impossible"):
        reason = lab.row(name)["reason"]
        claim(name in reason and "there is no such river" in reason, reason)
        claim(reason.startswith("specification:"), reason)
    expect(len(lab.marks_of("turns")), 2, "one turn each")


@story
def an_acceptance_that_is_green_on_the_base_proves_nothing_and_starts_nobody(lab):
    lab.start_repository()
    lab.agent("eager", "echo x >x.txt; save x")
    lab.config()
    lab.task("proof", accept=[{"run": "test -e README.md", "red": True}])
    lab.run("up", "--wait", status=1)
    reason = lab.row("proof")["reason"]
    claim(reason.startswith("specification:") and "base" in reason, reason)
    expect(lab.marks_of("turns"), [], "no agent was started")


@story
def a_held_out_gate_judges_and_is_never_shown(lab):
    lab.start_repository({"answer.txt": "none\n"})
    lab.agent("learner", LEARNS)
    lab.config(gates=[{"name": "secretname", "run": "! grep wrong answer.txt || { echo hiddenwords; exit 1; }",
                       "held_out": True}])
    lab.task("learn")
    lab.run("up")
    lab.reach("learn", "review")
    expect(len(lab.prompts()), 2, "it was red once")
    for prompt in lab.prompts():
        claim("hiddenwords" not in prompt and "secretname" not in prompt, prompt)
    lab.land("learn")


@story
def a_gate_that_hangs_is_red_at_its_time_limit(lab):
    lab.start_repository()
    lab.agent("writer", "echo x >x.txt; save x")
    lab.config(gates=[{"name": "slow", "run": "test ! -e x.txt || sleep 300", "timeout": "1s"}], limits={"rounds": 0})
    lab.task("patience")
    lab.run("up", "--wait", status=1)
    claim("slow" in lab.row("patience")["reason"], lab.row("patience")["reason"])
    lab.until(lambda: not lab.workers(), "nothing of the gate is left")


@story
def a_gate_runs_only_where_it_applies(lab):
    lab.start_repository()
    lab.agent("writer", "mkdir -p doc; echo x >doc/x.txt; save x")
    lab.config(gates=[{"name": "code", "run": "false", "when": ["src/**"]},
                      {"name": "words", "run": "true", "when": ["doc/**"]}])
    lab.task("write")
    lab.run("up")
    lab.reach("write", "review")
    expect(sorted(line["gate"] for line in lab.json("show", "write")["evidence"]), ["accept-1", "words"],
           "the gates that judged")
    lab.land("write")
    lab.sound()


@story
def setup_runs_before_agents_and_gates(lab):
    lab.start_repository({".gitignore": "/tools.txt\n"})
    lab.agent("writer", "cp tools.txt made.txt; save made")
    lab.config(setup="echo ready >tools.txt", gates=[{"name": "tools", "run": "grep -q ready tools.txt"}])
    lab.task("make")
    lab.run("up")
    lab.land("make")
    expect(lab.file_at("made.txt"), "ready\n", "what the agent found")


@story
def a_report_task_ends_in_a_document(lab):
    lab.start_repository()
    lab.agent("scholar", 'leadhand report done -m "There are three rivers."')
    lab.config()
    lab.task("rivers", kind="report")
    lab.run("up")
    lab.reach("rivers", "done")
    expect(lab.json("show", "rivers")["report"], "There are three rivers.", "the document")
    lab.sound()


tell_stories()
