"""What the lead says takes effect, once, and on exactly what was shown."""
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

WRITES = 'echo "turn $turn" >>work.txt; save "turn $turn"'
IN_STEPS = """
echo one >>steps.txt
hold middle
echo two >>steps.txt
save "both steps"
"""


def begin(lab, body=WRITES, **config):
    lab.start_repository()
    lab.agent("worker", body)
    lab.config(**config)
    lab.task("work")
    lab.run("up")


@story
def a_rejection_goes_back_to_the_same_session_with_the_leads_words(lab):
    begin(lab)
    lab.reach("work", "review")
    old = lab.json("show", "work")["review"]["tree"]
    lab.run("reject", "work", "-m", "more of it, please")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "a second turn")
    lab.reach("work", "review")
    expect(lab.row("work")["session"], 1, "the session")
    claim("more of it, please" in lab.prompts()[1], "the lead's words reach the agent")
    expect(lab.refusal("approve", "work", "--tree", old, status=5)["code"], "conflict", "the tree of before")
    claim("changed since you saw it" in lab.refusal("approve", "work", status=5)["text"], "unseen, it is not approved")
    lab.run("show", "work")
    lab.land("work")
    expect(lab.file_at("work.txt"), "turn 1\nturn 2\n", "what landed")
    lab.sound()


@story
def of_two_leads_who_approve_at_once_one_is_told_that_somebody_was_first(lab):
    begin(lab)
    lab.reach("work", "review")
    racers = [lab.start("approve", "work") for _ in range(2)]
    answers = [racer.communicate(timeout=60) for racer in racers]
    expect(sorted(racer.returncode for racer in racers), [0, 5], f"two approvals: {answers}")
    lab.reach("work", "landed")
    expect(lab.git("rev-list", "--count", "main"), "2", "it landed once")
    expect(len(lab.select("select * from event where kind = 'approved'")), 1, "one approval stands")


@story
def an_approval_and_a_rejection_at_once_do_not_both_count(lab):
    begin(lab)
    lab.reach("work", "review")
    racers = [lab.start("approve", "work"), lab.start("reject", "work", "-m", "no")]
    for racer in racers:
        racer.communicate(timeout=60)
    expect(sorted(racer.returncode for racer in racers), [0, 5], "an approval and a rejection")
    if racers[0].returncode == 0:
        lab.reach("work", "landed")
    else:
        lab.until(lambda: len(lab.marks_of("turns")) == 2, "the second turn")
        lab.land("work")
    lab.sound()


@story
def a_paused_task_stands_still_and_goes_on_where_it_was(lab):
    begin(lab, IN_STEPS)
    lab.until(lambda: lab.is_marked("middle.held"), "the agent is in the middle")
    lab.run("pause", "work")
    lab.until(lambda: not lab.agents_running(), "the agent has stopped")
    lab.until(lambda: lab.state("work") == "waiting", "it waits")
    claim("paused" in lab.row("work")["reason"], lab.row("work")["reason"])
    lab.wait("idle")
    lab.mark("middle")
    expect(len(lab.marks_of("turns")), 1, "nothing runs while it is paused")
    lab.run("resume", "work")
    lab.land("work")
    expect(lab.file_at("steps.txt"), "one\none\ntwo\n", "what it had edited before was still there")
    lab.sound()


@story
def a_cancelled_task_stops_and_its_work_is_kept(lab):
    begin(lab, IN_STEPS)
    lab.until(lambda: lab.is_marked("middle.held"), "the agent is in the middle")
    before = lab.git("rev-parse", "main")
    lab.run("cancel", "work", "-m", "not any more")
    expect(lab.state("work"), "cancelled", "at once")
    lab.until(lambda: not lab.workers() and not lab.runners(), "nothing of it runs")
    expect(lab.git("rev-parse", "main"), before, "the target")
    refs = lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/checkpoint").split()
    claim(any("steps.txt" in lab.paths_at(ref) for ref in refs), f"its work is kept: {refs}")
    lab.run("gc")
    refs = lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/checkpoint").split()
    claim(any("steps.txt" in lab.paths_at(ref) for ref in refs), "gc does not take unmerged work")
    lab.sound()
    lab.mark("middle")
    lab.run("retry", "work")
    lab.land("work")
    lab.sound()


@story
def what_has_ended_is_not_begun_by_its_name(lab):
    begin(lab)
    lab.task("other")
    lab.land("work")
    lab.run("cancel", "other")
    claim("has landed" in lab.refusal("up", "work", status=3)["text"], "landed")
    claim("'leadhand retry other'" in lab.refusal("up", "other", status=3)["text"], "cancelled")
    lab.run("up")
    expect(lab.state("other"), "cancelled", "without a name it is no mistake")
    lab.run("retry", "other")
    lab.run("up", "other")
    lab.land("other")


@story
def down_lets_the_turn_end_and_up_goes_on_from_there(lab):
    begin(lab, IN_STEPS)
    lab.until(lambda: lab.is_marked("middle.held"), "the agent is in the middle")
    going = lab.start("down")
    lab.until(lambda: lab.status()["floor"].get("mode") == "draining", "the floor is going down")
    claim(lab.agents_running(), "the turn goes on")
    lab.mark("middle")
    out, err = going.communicate(timeout=60)
    expect(going.returncode, 0, f"down: {out}{err}")
    lab.until(lambda: not lab.processes(), "nothing runs any more")
    expect(len(lab.marks_of("turns")), 1, "one turn")
    lab.run("up")
    lab.land("work")
    expect(lab.file_at("steps.txt"), "one\ntwo\n", "the turn was not repeated")
    lab.sound()


@story
def down_now_stops_the_turn_and_loses_nothing(lab):
    begin(lab, IN_STEPS)
    lab.until(lambda: lab.is_marked("middle.held"), "the agent is in the middle")
    lab.run("down", "--now")
    lab.until(lambda: not lab.processes(), "nothing runs any more")
    lab.sound()
    lab.mark("middle")
    lab.run("up")
    lab.land("work")
    expect(lab.file_at("steps.txt"), "one\none\ntwo\n", "what it had edited before was still there")
    claim("interrupted" in lab.prompts()[-1], "it is told that it was interrupted")
    lab.sound()


@story
def what_is_said_without_a_floor_counts_when_one_comes(lab):
    begin(lab)
    lab.reach("work", "review")
    lab.run("down")
    expect(lab.floors(), [], "no floor")
    lab.run("approve", "work")
    expect(lab.state("work"), "approved", "the approval stands")
    expect(lab.git("rev-list", "--count", "main"), "1", "nothing lands without a floor")
    expect(lab.refusal("approve", "work", status=5)["code"], "conflict", "a second one")
    lab.run("up")
    lab.reach("work", "landed")
    lab.sound()


@story
def no_more_sessions_run_than_the_limit_says(lab):
    lab.start_repository()
    lab.agent("worker", 'hold go; echo x >"$LEADHAND_TASK.txt"; save x')
    lab.config(limits={"sessions": 2})
    for name in ("a", "b", "c"):
        lab.task(name)
    lab.run("up")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "two sessions")
    lab.until(lambda: lab.state("c") == "waiting", "the third waits")
    claim("limit" in lab.row("c")["reason"], lab.row("c")["reason"])
    lab.mark("go")
    lab.land("a", "b", "c")
    lab.sound()


@story
def a_task_file_that_changed_while_it_ran_does_not_change_the_work(lab):
    begin(lab, 'hold go; echo x >x.txt; save x')
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    lab.task("work", body="Something else entirely.", accept=["false"])
    lab.run("up")
    lab.mark("go")
    lab.land("work")
    claim("Do what the title says." in lab.prompts()[0], "it was judged by what it was told")
    lab.sound()


@story
def a_rejected_session_goes_on_with_its_work_where_the_scratch_folder_was_deleted(lab):
    begin(lab, """
if [ "$turn" = 1 ]; then echo drop >drop.txt; save "drop"; git rm -q drop.txt; fi
echo "turn $turn" >>work.txt
save "turn $turn"
echo "loose $turn" >>loose.txt
""")
    lab.reach("work", "review")
    lab.run("down")
    lab.until(lambda: not lab.runners(), "nobody works there any more")
    shutil.rmtree(os.path.join(lab.cache, "leadhand"))
    lab.run("reject", "work", "-m", "more of it, please")
    lab.run("up")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "a second turn")
    lab.reach("work", "review")
    lab.run("show", "work")
    lab.land("work")
    expect(lab.file_at("work.txt"), "turn 1\nturn 2\n", "what landed")
    expect(lab.file_at("loose.txt"), "loose 1\n", "what was left uncommitted was there again")
    claim("drop.txt" not in lab.paths_at(), "what was removed stayed away")
    lab.sound()


tell_stories()
