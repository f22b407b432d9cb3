"""A task goes back to a moment of before, and nothing that was written is lost on the way."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

# It notes what it finds, commits a line, and leaves a file uncommitted; the fourth one waits where it is told to.
WRITES = """
cat work.txt loose.txt >"$LAB/marks/found-$turn" 2>/dev/null || :
git log --format=%s >"$LAB/marks/log-$turn"
git status --porcelain >"$LAB/marks/status-$turn"
echo "turn $turn" >>work.txt
git add work.txt
git commit -q -m "turn $turn"
echo "loose $turn" >loose.txt
[ ! -e "$LAB/marks/wait-$turn" ] || hold "go-$turn"
rm loose.txt
git status --porcelain >/dev/null
echo "loose $turn" >loose.txt
"""
DAY = 24 * 3600


def begin(lab, body=WRITES, **config):
    lab.start_repository()
    lab.agent("worker", body)
    lab.config(**config)
    lab.task("work")
    lab.run("up")


def three_turns(lab):
    begin(lab)
    for turn in (1, 2):
        lab.reach("work", "review")
        lab.run("reject", "work", "-m", f"more than turn {turn}")
        lab.until(lambda wanted=turn + 1: len(lab.marks_of("turns")) == wanted, "the next turn")
    lab.reach("work", "review")


def names(lab, *args):
    return [entry["name"] for entry in lab.json("checkpoints", "work", *args)["checkpoints"]]


def events(lab, kind):
    return len(lab.select("select * from event where kind = ?", kind))


@story
def the_list_says_when_and_for_what_each_was_taken(lab):
    three_turns(lab)
    found = lab.json("checkpoints", "work")["checkpoints"]
    expect([entry["name"] for entry in found], ["1.3", "1.2", "1.1"], "newest first")
    expect([entry["turn"] for entry in found], [3, 2, 1], "their turns")
    expect([entry["why"] for entry in found], ["rejected", "rejected", "first"], "what the turns were for")
    expect({entry["kind"] for entry in found}, {"ended"}, "what they were taken for")
    expect((found[0]["files"], found[0]["insertions"], found[0]["deletions"]), (2, 2, 1), "what differs")
    expect(found[0]["committed"], False, "a file was left uncommitted")
    expect(lab.git("show", found[1]["commit"] + ":work.txt"), "turn 1\nturn 2", "the files of then")
    text = lab.run("checkpoints", "work").out
    claim("1.2" in text and "turn 2 (rejected)" in text and "uncommitted" in text, text)
    expect(names(lab, "--session", "1"), ["1.3", "1.2", "1.1"], "of that session")
    claim("no session 7" in lab.refusal("checkpoints", "work", "--session", "7", status=4)["text"], "no other")


@story
def a_task_goes_back_to_the_middle_and_lands_from_there(lab):
    three_turns(lab)
    said = lab.run("restore", "work", "1.2", "-m", "the third turn was a wrong way").out
    claim("'work' goes back to 1.2" in said, said)
    lab.until(lambda: len(lab.marks_of("turns")) == 4, "the new session's turn")
    lab.reach("work", "review")
    expect(lab.marks_of("found-4"), ["turn 1", "turn 2", "loose 2"], "it sees exactly the files of then")
    expect(lab.marks_of("log-4"), ["turn 2", "turn 1", "begin"], "and the commits of then")
    expect(lab.marks_of("status-4"), ["?? loose.txt"], "and what was not committed then is not now")
    prompt = lab.prompts()[-1]
    claim("Back to an earlier moment" in prompt and "the third turn was a wrong way" in prompt, prompt)
    claim("Do what the title says." in prompt, "the new session is told the whole task")
    row = lab.row("work")
    expect((row["session"], row["round"]), (2, 0), "another session, from round 0")
    expect(names(lab), ["2.1", "1.3", "1.2", "1.1"], "what was left is kept")
    lab.run("gc")
    claim("1.3" in names(lab), "and gc keeps it as long as the task goes on")
    lab.land("work")
    expect(lab.file_at("work.txt"), "turn 1\nturn 2\nturn 4\n", "what landed")
    claim("new task" in lab.refusal("restore", "work", "1.3", status=3)["text"], "it has landed")
    lab.sound()


@story
def what_an_agent_writes_is_saved_while_it_works(lab):
    begin(lab, 'echo first >work.txt; hold one; echo second >work.txt; hold two; save done', limits={"checkpoint": "1s"})

    def saved(text):
        return [e["name"] for e in lab.json("checkpoints", "work")["checkpoints"]
                if "work.txt" in lab.paths_at(e["commit"]) and lab.file_at("work.txt", e["commit"]) == text]

    lab.until(lambda: lab.is_marked("one.held"), "it writes")
    lab.until(lambda: saved("first\n"), "the first is saved in mid-turn")
    lab.mark("one")
    lab.until(lambda: saved("second\n"), "and so is the second")
    lab.kill(lab.runners() + lab.agents_running())
    lab.until(lambda: not lab.agents_running() or len(lab.marks_of("turns")) == 2, "the turn was cut off")
    lab.mark("two")
    lab.reach("work", "review")
    claim(saved("second\n"), "what was saved stays")
    claim("walls:" not in lab.run("log", "work").out, "nobody tried anything at the walls")
    lab.sound()


@story
def what_cannot_be_gone_back_to_is_refused_in_one_line(lab):
    three_turns(lab)
    lab.task("other")
    lab.run("up", "other")
    lab.reach("other", "review")
    near = lab.refusal("restore", "work", "1.9", status=4)["text"]
    claim("'1.3' is near" in near and "leadhand checkpoints work" in near, near)
    claim("is of task 'other'" in lab.refusal("restore", "work", "2.1", status=3)["text"], "by its number")
    commit = lab.json("checkpoints", "other")["checkpoints"][0]["commit"]
    claim("is of task 'other'" in lab.refusal("restore", "work", commit[:12], status=3)["text"], "by its commit")
    lab.refusal("restore", "work", "x\x1b[2J", status=4)
    lab.refusal("restore", "nobody", "1.1", status=4)
    claim("a session may not" in lab.run("restore", "work", "1.1", env={"LEADHAND_SESSION": "1"}, status=3).err, "a session")
    expect(lab.state("work"), "review", "it stands where it stood")
    by_commit = lab.json("checkpoints", "work")["checkpoints"][2]["commit"]
    expect(lab.json("restore", "work", by_commit[:10])["checkpoint"], "1.1", "its commit's beginning names it too")
    lab.until(lambda: lab.is_marked("log-4") or lab.is_marked("log-5"), "it goes on from there")


@story
def a_turn_that_runs_is_stopped_first_and_its_work_is_kept(lab):
    lab.mark("wait-2")
    begin(lab)
    lab.reach("work", "review")
    lab.run("reject", "work", "-m", "more")
    lab.until(lambda: lab.is_marked("go-2.held"), "the second turn is in the middle")
    lab.run("restore", "work", "1.1")
    lab.until(lambda: len(lab.marks_of("turns")) == 3, "another session")
    lab.reach("work", "review")
    expect(lab.marks_of("found-3"), ["turn 1", "loose 1"], "the files of then")
    newest = [entry for entry in lab.json("checkpoints", "work", "--session", "1")["checkpoints"]][0]
    expect(lab.git("show", newest["commit"] + ":work.txt"), "turn 1\nturn 2", "what the stopped turn did is kept")
    lab.run("restore", "work", newest["name"])
    lab.until(lambda: len(lab.marks_of("turns")) == 4, "and can be gone back to")
    lab.reach("work", "review")
    expect(lab.marks_of("found-4"), ["turn 1", "turn 2", "loose 2"], "as it was left")
    lab.land("work")
    lab.sound()


@story
def without_a_floor_it_is_written_down_and_carried_out_by_the_next(lab):
    three_turns(lab)
    lab.down()
    said = lab.run("restore", "work", "1.1").out
    claim("The floor is not running" in said, said)
    expect(lab.state("work"), "waiting", "it waits for a floor")
    lab.git("gc", "-q", "--prune=now")
    lab.run("gc")
    lab.sound()
    lab.run("up")
    lab.until(lambda: len(lab.marks_of("turns")) == 4, "the new session")
    lab.reach("work", "review")
    expect(lab.marks_of("found-4"), ["turn 1", "loose 1"], "the files of then")
    lab.land("work")
    expect(lab.file_at("work.txt"), "turn 1\nturn 4\n", "what landed")
    lab.sound()


@story
def a_cancelled_or_failed_task_goes_back_too(lab):
    three_turns(lab)
    lab.run("cancel", "work")
    lab.until(lambda: not lab.workers() and not lab.runners(), "nothing is at work")
    lab.run("gc")
    expect(names(lab), ["1.3", "1.2", "1.1"], "gc keeps the work of what was cancelled")
    lab.run("restore", "work", "1.2")
    lab.until(lambda: len(lab.marks_of("turns")) == 4, "the new session")
    lab.reach("work", "review")
    expect(lab.marks_of("found-4"), ["turn 1", "turn 2", "loose 2"], "the files of then")
    lab.land("work")
    lab.sound()


@story
def killed_around_it_the_new_session_begins_there_all_the_same(lab):
    lab.mark("wait-4")
    three_turns(lab)
    lab.run("restore", "work", "1.2")
    lab.kill_floor()
    lab.kill(lab.runners())
    lab.run("up")
    lab.until(lambda: lab.is_marked("go-4.held"), "the new session is in the middle")
    lab.kill_floor()
    lab.kill(lab.runners() + lab.agents_running())
    lab.until(lambda: not lab.workers(), "all of it is gone")
    lab.run("up")
    lab.until(lambda: len(lab.marks_of("turns")) == 5, "the turn goes on")
    lab.reach("work", "review")
    expect(lab.marks_of("found-4"), ["turn 1", "turn 2", "loose 2"], "the files of then")
    expect(lab.marks_of("found-5"), ["turn 1", "turn 2", "turn 4", "loose 4"], "and what it did since, not the past again")
    lab.land("work")
    lab.sound()


@story
def what_a_killed_turn_wrote_is_told_of_and_saved(lab):
    lab.mark("wait-1")
    begin(lab)
    lab.until(lambda: lab.is_marked("go-1.held"), "the turn is in the middle")
    lab.kill_floor()
    lab.kill(lab.runners() + lab.agents_running())
    lab.until(lambda: not lab.workers() and not lab.is_held(1), "all of it is gone")
    lab.run("cancel", "work")
    expect(names(lab), [], "no checkpoint has it")
    told = lab.run("fsck").out
    claim("'leadhand salvage work'" in told, told)
    claim("leadhand salvage" in lab.run("doctor", status=None).out, "doctor tells it too")
    said = lab.run("salvage", "work").out
    claim("saved as 1.1" in said and "leadhand restore work 1.1" in said, said)
    expect(lab.git("show", "refs/leadhand/checkpoint/s1:work.txt"), "turn 1", "the edit")
    claim("salvage" not in lab.run("fsck").out, "nothing more to tell")
    claim("nothing that 1.1 does not have" in lab.run("salvage").out, "a second time there is nothing new")
    lab.run("gc")
    expect(names(lab), ["1.1"], "it is kept")
    lab.run("up")
    lab.run("restore", "work", "1.1")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "the new session")
    lab.reach("work", "review")
    expect(lab.marks_of("found-2"), ["turn 1", "loose 1"], "what was saved is there")
    lab.land("work")
    lab.sound()


@story
def what_runs_is_not_salvaged_from_under_its_agent(lab):
    lab.mark("wait-1")
    begin(lab)
    lab.until(lambda: lab.is_marked("go-1.held"), "the turn is in the middle")
    left = lab.json("salvage")["left"]
    expect([entry["session"] for entry in left], [1], "it is left alone")
    expect(lab.json("fsck")["unsaved"], [], "and is no trouble")
    lab.mark("go-1")
    lab.land("work")


def age(lab, ref, days):
    """Make the chain anew as if it had been saved so long ago."""
    base = lab.git("rev-parse", "main")
    chain = lab.git("rev-list", "--first-parent", "--reverse", ref, "^" + base).split()
    parent, renamed = base, {}
    for commit in chain:
        then = int(lab.git("show", "-s", "--format=%ct", commit)) - days * DAY
        done = subprocess.run(["git", "commit-tree", "-m", "Checkpoint", "-p", parent, commit + "^{tree}"],
                              cwd=lab.repo, capture_output=True, check=True, text=True,
                              env={**lab.env, "GIT_COMMITTER_DATE": f"@{then} +0000", "GIT_AUTHOR_DATE": f"@{then} +0000"})
        parent = renamed[commit] = done.stdout.strip()
    lab.git("update-ref", ref, parent)
    return renamed


@story
def gc_thins_out_what_nobody_goes_on_with_and_says_so_first(lab):
    three_turns(lab)
    lab.run("cancel", "work")
    lab.until(lambda: not lab.workers() and not lab.runners(), "nothing is at work")
    lab.run("gc")
    lab.down()
    import sqlite3  # pylint: disable=import-outside-toplevel
    ref = "refs/leadhand/checkpoint/s1"
    files = lab.git("show", ref + ":work.txt")
    age(lab, ref, 40)
    with sqlite3.connect(lab.database()) as store:
        store.execute("update task set since_ms = since_ms - ?", (40 * DAY * 1000,))
    before = lab.git("rev-parse", ref)
    planned = [entry["path"] for entry in lab.json("gc", "--dry-run")["removed"] if entry["what"] == "checkpoint"]
    expect(planned, ["1.1", "1.2"], "what would go")
    expect(lab.git("rev-parse", ref), before, "a dry run changes nothing")
    lab.run("gc")
    expect(names(lab), ["1.3"], "the last one is kept, by its name")
    expect(lab.git("show", ref + ":work.txt"), files, "with its files")
    lab.run("gc")
    expect(names(lab), ["1.3"], "and stays")
    lab.run("restore", "work", "1.3")
    lab.run("up")
    lab.until(lambda: len(lab.marks_of("turns")) == 4, "the new session")
    lab.reach("work", "review")
    expect(lab.marks_of("found-4"), ["turn 1", "turn 2", "turn 3", "loose 3"], "its files")
    lab.land("work")


tell_stories()
