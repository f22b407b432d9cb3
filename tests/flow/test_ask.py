"""Questions: they reach the lead once, and their answers reach the session once."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

BLOCKS = """
leadhand ask "Which colour?" --option blue --option green --default 1 --blocking >colour.txt
save "take a colour"
"""
DOES_NOT_BLOCK = """
leadhand ask "Which colour?" --option blue --option green --default 2 >colour.txt
save "take a colour"
"""


def begin(lab, body):
    lab.start_repository()
    lab.agent("asker", body)
    lab.config()
    lab.task("paint")
    lab.run("up")


def question(lab):
    return lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "question"], "a question")[0]


@story
def a_question_that_blocks_waits_for_the_lead(lab):
    begin(lab, BLOCKS)
    item = question(lab)
    expect((item["task"], item["text"]), ("paint", "Which colour?"), "the question")
    lab.until(lambda: lab.state("paint") == "asking", "the task asks")
    lab.wait("idle")
    claim("green" in lab.run("show", item["id"]).out, "its options are shown")
    lab.run("answer", item["id"], "--option", "2")
    lab.land("paint")
    expect(lab.file_at("colour.txt"), "green\n", "the answer that the agent got")
    expect(lab.json("show", "paint")["questions"][0]["answer"], "green", "the card keeps it")
    claim(not [item for item in lab.inbox() if item["kind"] == "question"], "it has left the inbox")
    lab.sound()


@story
def an_answer_can_be_any_words(lab):
    begin(lab, BLOCKS)
    lab.run("answer", question(lab)["id"], "a shade of violet; \"not\" red")
    lab.land("paint")
    expect(lab.file_at("colour.txt"), "a shade of violet; \"not\" red\n", "the agent got these words")


@story
def an_answer_that_is_kept_is_written_down(lab):
    begin(lab, BLOCKS)
    lab.run("answer", question(lab)["id"], "--option", "1", "--keep")
    lab.land("paint")
    kept = lab.read(".leadhand/decisions.md")
    claim("Which colour?" in kept and "blue" in kept, kept)


@story
def a_question_that_does_not_block_takes_its_default(lab):
    begin(lab, DOES_NOT_BLOCK)
    lab.land("paint")
    expect(lab.file_at("colour.txt"), "green\n", "the default")
    asked = lab.json("show", "paint")["questions"]
    expect([(q["text"], q["state"]) for q in asked], [("Which colour?", "defaulted")], "for the record")


@story
def of_two_answers_the_first_counts(lab):
    begin(lab, BLOCKS)
    item = question(lab)
    racers = [lab.start("answer", item["id"], word) for word in ("red", "black")]
    for racer in racers:
        racer.communicate(timeout=60)
    expect(sorted(racer.returncode for racer in racers), [0, 5], "two answers")
    lab.land("paint")
    expect(lab.file_at("colour.txt"), ("red\n", "black\n")[racers[0].returncode != 0], "the first one")


@story
def a_wrong_option_is_refused_and_nothing_is_answered(lab):
    begin(lab, BLOCKS)
    item = question(lab)
    lab.refusal("answer", item["id"], "--option", "3", status=2)
    lab.refusal("answer", item["id"], status=2)
    lab.run("answer", item["id"], "--option", "2")
    lab.land("paint")


@story
def half_a_question_is_refused_and_nobody_is_asked(lab):
    begin(lab, """
try() { status=0; leadhand ask "$@" 2>>said.txt || status=$?; echo $status >>statuses.txt; }
try "Which?" --option a --default 0
try "Which?" --option a --default 2
try "Which?" --default 1
try "Which?" --option a --option "" --default 1
try ""
save "what was said"
""")
    lab.land("paint")
    expect(lab.file_at("statuses.txt"), "2\n" * 5, "wrong usage")
    said = lab.file_at("said.txt").split("\n")
    expect(len(said), 6, f"a line each: {said}")
    claim("counted from 1" in said[0] and "option 2 is empty" in said[3], said)
    expect(lab.json("show", "paint")["questions"], [], "nobody was asked")


@story
def an_answer_given_while_no_floor_runs_is_delivered_by_the_next_one(lab):
    begin(lab, BLOCKS)
    item = question(lab)
    lab.kill_floor()
    claim(lab.agents_running(), "the session outlives the floor")
    lab.run("answer", item["id"], "--option", "2")
    lab.run("up")
    lab.land("paint")
    expect(lab.file_at("colour.txt"), "green\n", "the answer")
    expect(len(lab.marks_of("turns")), 1, "in the same turn")
    lab.sound()


@story
def a_question_of_a_session_that_is_gone_leaves_the_inbox(lab):
    begin(lab, BLOCKS)
    item = question(lab)
    lab.run("cancel", "paint")
    lab.until(lambda: not [i for i in lab.inbox() if i["kind"] == "question"], "the inbox is empty")
    lab.until(lambda: not lab.workers(), "nobody waits for an answer any more")
    expect(lab.refusal("answer", item["id"], "blue", status=5)["code"], "conflict", "an answer that comes too late")
    lab.sound()


@story
def a_question_that_was_answered_is_not_asked_again_after_down_now(lab):
    begin(lab, BLOCKS.replace('save "take', 'hold go; save "take'))
    lab.run("answer", question(lab)["id"], "--option", "2")
    lab.until(lambda: lab.is_marked("go.held"), "the agent has its answer")
    lab.run("down", "--now")
    lab.mark("go")
    lab.run("up")
    lab.reach("paint", "review")
    expect(len(lab.marks_of("turns")), 2, "two attempts")
    expect(len(lab.json("show", "paint")["questions"]), 1, "one question")
    lab.land("paint")
    expect(lab.file_at("colour.txt"), "green\n", "the answer")


@story
def ask_and_report_outside_of_a_session_say_so(lab):
    lab.start_repository()
    expect(lab.refusal("ask", "Anybody?", status=2)["code"], "usage", "ask")
    expect(lab.refusal("report", "done", "-m", "x", status=2)["code"], "usage", "report")


tell_stories()
