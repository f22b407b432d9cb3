"""One tree, two outcomes: a red gate is run again before anybody is blamed, and red on the base stops the line."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

WRITER = 'echo "$LEADHAND_TASK $turn" >"$LEADHAND_TASK.txt"; save "turn $turn"'
# On the change alone: it is red as often as there are words in the mark "reds", and says what it was told.
COUNTED = """
[ -e writes.txt ] || exit 0
echo "run ${LEADHAND_SEED:-none} ${LEADHAND_TESTS_FILE:+file}" >>"$LAB/marks/runs"
test -r "$LEADHAND_TESTS_FILE" && ! test -s "$LEADHAND_TESTS_FILE" || exit 0
n=$(wc -l <"$LAB/marks/runs")
[ "$n" -gt "$(cat "$LAB/marks/reds")" ] || { echo "it is red for the $n. time"; exit 1; }
"""


def count_reds(lab, reds):
    lab.write(os.path.join(lab.marks, "reds"), f"{reds}\n")


def evidence_of(lab, task, gate):
    return next(line for line in lab.json("show", task)["evidence"] if line["gate"] == gate)


@story
def a_gate_that_is_red_once_sends_nobody_back_and_is_named(lab):
    lab.start_repository()
    lab.agent("writer", WRITER)
    lab.config(gates=[{"name": "moody", "run": COUNTED}], limits={"reruns": 5})
    count_reds(lab, 1)
    lab.task("writes")
    lab.run("up")
    lab.reach("writes", "review")
    expect(len(lab.marks_of("turns")), 1, "the agent had one turn")
    line = evidence_of(lab, "writes", "moody")
    expect((line["result"], line["flaky"], line["executions"], line["reds"]), ("green", ["moody"], 2, 1), "the evidence")
    claim("red and green on this tree" in lab.run("show", "writes").out, "the card says so")
    tests = lab.json("flaky")["tests"]
    expect([(t["test"], t["runs"], t["failures"], t["quarantined_until_ms"]) for t in tests], [("moody", 2, 1, None)],
           "its history")
    claim(tests[0]["rate_low"] < tests[0]["rate"] < tests[0]["rate_high"], f"a rate with an interval: {tests}")
    claim("moody" in lab.run("flaky").out and "1 of 2" in lab.run("flaky").out, lab.run("flaky").out)
    lab.land("writes")
    lab.sound()


@story
def a_gate_that_is_always_red_goes_back_after_as_many_reruns_as_the_lead_allows(lab):
    lab.start_repository()
    lab.agent("writer", WRITER)
    lab.config(gates=[{"name": "moody", "run": COUNTED}], limits={"reruns": 2, "rounds": 1})
    count_reds(lab, 99)
    lab.task("writes")
    lab.run("up", "--wait", status=1)
    claim(lab.row("writes")["reason"].startswith("verification: "), lab.row("writes")["reason"])
    runs = lab.marks_of("runs")[:3]
    claim("red each of 3 times" in lab.prompts()[1] and "it is red for the 3. time" in lab.prompts()[1], lab.prompts()[1])
    expect([run.split()[2:] for run in runs], [["file"]] * 3, "nothing tells a rerun from the first run")
    seeds = [run.split()[1] for run in runs]
    claim("none" not in seeds and len(set(seeds)) == 3, f"each run has a seed of its own: {seeds}")
    line = evidence_of(lab, "writes", "moody")
    expect((line["result"], line["flaky"], line["executions"], line["reds"]), ("red", [], 3, 3), "the evidence")
    expect(lab.json("flaky")["tests"], [], "what is red for good is not flaky")
    lab.sound()


# Two of three tests fail where writes.txt is; alone they print what the mark "alone" says.
SUITE = """
[ -e writes.txt ] || { printf '1..3\\nok 1 - one\\nok 2 - two\\nok 3 - three\\n'; exit 0; }
printf '1..3\\nok 1 - one\\nnot ok 2 - two\\nnot ok 3 - three\\n'
exit 1
"""
ALONE = """
tr '\\n' ' ' <"$LEADHAND_TESTS_FILE" >>"$LAB/marks/asked"
cat "$LAB/marks/alone"
"""


def alone(lab, words):
    lab.start_repository()
    lab.agent("writer", WRITER)
    lab.config(gates=[{"name": "suite", "run": SUITE, "again": ALONE, "report": "stdout"}], limits={"reruns": 1, "rounds": 0})
    lab.write(os.path.join(lab.marks, "alone"), words)
    lab.task("writes")


@story
def tests_that_pass_by_themselves_are_flaky_where_the_report_names_them(lab):
    alone(lab, "1..2\nok 1 - two\nok 2 - three\n")
    lab.run("up")
    lab.reach("writes", "review")
    line = evidence_of(lab, "writes", "suite")
    expect((line["result"], line["flaky"], line["executions"], line["reds"]), ("green", ["two", "three"], 2, 1), "the evidence")
    claim("two three" in open(os.path.join(lab.marks, "asked"), encoding="utf-8").read(), "it was asked for those")
    reasons = lab.json("show", "writes")["risk"]["reasons"]
    claim(any("red and green" in reason for reason in reasons), "the risk names them")
    claim(not any("may say less" in reason for reason in reasons), f"and says nothing of its tests: {reasons}")
    lab.sound()


@story
def a_rerun_that_runs_less_than_failed_makes_nothing_green(lab):
    alone(lab, "1..1\nok 1 - two\n")
    lab.run("up", "--wait", status=1)
    line = evidence_of(lab, "writes", "suite")
    expect((line["result"], line["flaky"], line["executions"]), ("red", [], 2), "the evidence")
    lab.sound()


@story
def red_on_the_base_stops_the_line_with_one_notice_for_three_sessions(lab):
    lab.start_repository({"broken.txt": "yes\n"})
    lab.agent("writer", WRITER)
    lab.config(gates=[{"name": "whole", "run": "grep -q no broken.txt"}], limits={"sessions": 3, "reruns": 1})
    for name in ("one", "two", "three"):
        lab.task(name)
    lab.run("up")
    for name in ("one", "two", "three"):
        lab.reach(name, "review")
    expect(len(lab.marks_of("turns")), 3, "nobody is sent back")
    lab.task("four")
    lab.run("up", "four")
    expect((lab.row("four")["state"], lab.row("four")["reason"]), ("waiting", "base red: gate 'whole'"), "no session opens")
    lab.run("approve", "one")
    lab.until(lambda: lab.row("one")["reason"].startswith("held: "), "it cannot land")
    notices = [item["text"] for item in lab.inbox() if item["kind"] == "notice"]
    expect(notices, ["gate 'whole' is red on 'main' itself: no session opens until it is green there"], "one notice")
    lab.commit("mend", {"broken.txt": "no\n"})
    lab.reach("four", "review")
    lab.reach("one", "landed")
    expect([item for item in lab.inbox() if item["kind"] == "notice"], [], "it is settled")
    lab.sound()


@story
def only_the_lead_puts_a_test_in_quarantine(lab):
    lab.start_repository()
    lab.agent("writer", WRITER + """
leadhand flaky --quarantine moody --until 3 >"$LAB/marks/said" 2>&1 && echo "an agent did it" >>"$LAB/marks/violations"
true""")
    lab.config(gates=[{"name": "moody", "run": COUNTED}], limits={"reruns": 0, "rounds": 0})
    count_reds(lab, 99)
    lab.task("writes")
    lab.refusal("flaky", "--quarantine", "moody", status=2)
    lab.refusal("flaky", "--quarantine", "moody", "--until", "91", status=2)
    lab.run("up", "--wait", status=1)
    expect(lab.row("writes")["state"], "failed", "it is red")
    said = lab.json("flaky", "--quarantine", "moody: nobody", "--until", "3")
    claim("no run was seen to fail it" in said["warning"], f"a name that nobody knows: {said}")
    said = lab.json("flaky", "--quarantine", "moody", "--until", "3d", "--owner", "ada")
    expect((said["test"], said["owner"], said.get("warning")), ("moody", "ada", None), "the lead said so")
    lab.run("retry", "writes")
    lab.reach("writes", "review")
    line = evidence_of(lab, "writes", "moody")
    expect((line["result"], line["quarantined"]), ("green", ["moody"]), "the evidence")
    claim("in quarantine" in lab.run("show", "writes").out, "the card says so")
    test = next(t for t in lab.json("flaky")["tests"] if t["test"] == "moody")
    claim(test["owner"] == "ada" and test["quarantined_until_ms"] and not test["expired"], f"{test}")
    lab.run("flaky", "--release", "moody")
    expect([t["quarantined_until_ms"] for t in lab.json("flaky")["tests"] if t["test"] == "moody"], [None], "it counts again")
    lab.refusal("flaky", "--release", "moody", status=3)
    lab.sound()


tell_stories()
