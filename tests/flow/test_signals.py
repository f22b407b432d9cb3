"""What is seen of sessions that nobody watches: silence, loops, ends too early or too late, and how failed turns go on."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import HERE, claim, expect, story, tell_stories  # noqa: E402

WRITES = "run echo done >$LEADHAND_TASK.txt; run git add -A; run git commit -qm work"


def begin(lab, limits=None, **config):
    lab.start_repository()
    path = os.path.join(lab.root, "agents", "actor")
    shutil.copyfile(os.path.join(HERE, "agents", "actor.py"), path)
    os.chmod(path, 0o755)
    lab.agents["actor"] = {"kind": "codex", "run": [path], "model": "gpt-5.5"}
    lab.config(limits=limits or {}, **config)


def part(lab, name, steps, **front):
    lab.task(name, body=f"Play a part.\n\nDO: {steps}\n", **front)


def signals(lab, name):
    return [(s["word"], s["nudges"], s["helped"]) for s in lab.json("show", name)["signals"]]


def words(lab, name):
    return [word for word, _, _ in signals(lab, name)]


def attempts(lab):
    return [row["attempt"] for row in lab.select("select attempt from job where session > 0 order by id")]


@story
def a_silent_agent_is_shown_ended_and_resumed(lab):
    begin(lab, limits={"silence": "1s"})
    part(lab, "quiet", f"once silent; {WRITES}")
    lab.run("up")
    lab.until(lambda: lab.row("quiet")["reason"].startswith("silent: for "), "the board says so")
    claim("its longest until now" in lab.row("quiet")["reason"], "against what")
    lab.reach("quiet", "review")
    expect(attempts(lab), [2], "one turn, begun again")
    expect(lab.row("quiet")["round"], 0, "rounds that it cost")
    expect(words(lab, "quiet"), ["silent", "finished"], "what was seen, each once")
    claim("were interrupted" in lab.prompts()[0], "the second attempt hears that it goes on")
    lab.land("quiet")
    lab.sound()


@story
def silence_that_comes_back_stands_in_the_inbox(lab):
    begin(lab, limits={"silence": "1s"})
    part(lab, "mute", "silent")
    lab.run("up")
    item = lab.until(lambda: [i for i in lab.inbox() if i["kind"] == "notice"], "the lead is told")[0]
    expect(item["task"], "mute", "of which task")
    claim(item["text"].startswith("for "), item["text"])
    lab.run("cancel", "mute")
    lab.until(lambda: not lab.inbox(), "and no longer than it lasts")
    lab.sound()


@story
def who_waits_for_the_lead_is_not_silent(lab):
    begin(lab, limits={"silence": "1s"})
    part(lab, "asks", f"run leadhand ask colour? --option red --option blue --blocking; {WRITES}")
    lab.run("up")
    lab.until(lambda: [i for i in lab.inbox() if i["kind"] == "question"], "it asks")
    began = lab.select("select since_ms from question")[0]["since_ms"]
    lab.until(lambda: lab.status()["now_ms"] - began > 3000 if "now_ms" in lab.status() else
              lab.json("inbox")["now_ms"] - began > 3000, "and waits for three times as long as it may be silent")
    expect(words(lab, "asks"), [], "nothing was seen")
    lab.run("answer", lab.inbox()[0]["id"], "red")
    lab.reach("asks", "review")
    expect(words(lab, "asks"), ["finished"], "nor after")


@story
def a_loop_gets_one_nudge_which_helps(lab):
    begin(lab)
    part(lab, "turns", f"loop make test; run true; run echo 1; run echo 2; run echo 3; run echo 4; {WRITES}")
    lab.run("up")
    lab.reach("turns", "review")
    expect(signals(lab, "turns"), [("looping", 1, "yes"), ("finished", 0, None)], "what was seen, and what the nudge did")
    expect(len(lab.marks_of("told")), 1, "one nudge")
    claim("you have run 'make test' 5 times with the same result" in lab.marks_of("told")[0], lab.marks_of("told")[0])
    expect(attempts(lab), [1], "the turn went on")
    counts = {c["word"]: c for c in lab.json("stats", "signals")["signals"]}
    expect((counts["looping"]["agent"], counts["looping"]["nudges"], counts["looping"]["helped"], counts["looping"]["unhelped"]),
           ("actor", 1, 1, 0), "counted")
    claim("looping" in lab.run("stats", "signals").out, "for a person too")
    claim("told so, and it helped" in lab.run("show", "turns").out, "on the card")


@story
def a_loop_that_goes_on_ends_the_turn_and_the_next_hears_why(lab):
    begin(lab)
    part(lab, "stubborn", f"once stubborn make test; {WRITES}")
    lab.run("up")
    lab.until(lambda: lab.inbox() and "run 'make test' 5 times" in lab.inbox()[0]["text"], "the lead is told")
    lab.reach("stubborn", "review")
    expect(signals(lab, "stubborn"), [("looping", 1, "no"), ("finished", 0, None)], "what was seen, and what the nudge did")
    expect(attempts(lab), [2], "the same turn, begun again")
    claim("The same, over and over" in lab.prompts()[0] and "run 'make test' 5 times" in lab.prompts()[0], lab.prompts()[0])
    expect([i["kind"] for i in lab.inbox()], ["review"], "settled with the turn")
    counts = {c["word"]: c for c in lab.json("stats", "signals")["signals"]}
    expect((counts["looping"]["nudges"], counts["looping"]["unhelped"]), (1, 1), "counted")


@story
def who_goes_on_after_the_report_is_ended_as_done(lab):
    begin(lab)
    calls = "; ".join(f"run echo {n}" for n in range(12))
    part(lab, "over", f"{WRITES}; run leadhand report done -m finished; {calls}; silent")
    lab.run("up")
    lab.reach("over", "review")
    expect(words(lab, "over"), ["overrun", "finished"], "what was seen")
    expect(attempts(lab), [1], "ended once")
    expect(lab.json("show", "over")["report"], "finished", "the report counts")
    lab.land("over")


@story
def who_says_done_with_red_gates_ended_too_early(lab):
    begin(lab, gates=[{"name": "tests", "run": "test ! -e early.txt || grep -q mended early.txt"}])
    part(lab, "early", "once run echo broken >early.txt; later run echo mended >early.txt; run git commit -qam more; run git add -A; "
                       "run git commit -qm more")
    part(lab, "idle", f"once say nothing to do; later {WRITES.split('; ', maxsplit=1)[0]}; later run git add -A; "
                      "later run git commit -qm work")
    lab.run("up")
    lab.reach("early", "review")
    lab.reach("idle", "review")
    expect(words(lab, "early"), ["finished", "early", "finished"], "what was seen")
    texts = [s["text"] for s in lab.json("show", "early")["signals"] if s["word"] == "early"]
    expect(texts, ["it says it is done, and gate 'tests' is red"], "the evidence")
    expect(words(lab, "idle"), ["early", "finished"], "and where no gate could run")


@story
def a_lost_login_holds_three_tasks_with_one_notice_until_the_lead_has_logged_in(lab):
    begin(lab, limits={"sessions": 3})
    for name in ("one", "two", "three"):
        part(lab, name, f"once refuse unauthorized; {WRITES}")
    lab.run("up")

    def all_hold():
        rows = {row["id"]: row for row in lab.status()["tasks"]}
        return sorted(row["state"] for row in rows.values()) == ["failed", "waiting", "waiting"] and rows
    rows = lab.until(all_hold, "one failed, and two wait")
    reasons = [row["reason"] for row in rows.values() if row["state"] == "waiting"]
    expect(set(reasons), {"login: 'openai' does not accept it: log in again, then 'leadhand resume'"}, "why they wait")
    notices = [i["text"] for i in lab.inbox() if i["kind"] == "notice"]
    expect(notices, ["agent 'actor' is logged out: 'openai' does not accept its login. Log in again, then 'leadhand resume'"],
           "one notice")
    lab.wait("idle")
    expect(lab.json("resume")["providers"], ["openai"], "what goes on")
    for name in ("one", "two", "three"):
        lab.reach(name, "review")
        expect(lab.row(name)["round"], 0, "rounds that it cost")
    expect([i["kind"] for i in lab.inbox()], ["review"] * 3, "the inbox")
    lab.refusal("resume", status=3)
    lab.sound()


@story
def a_program_that_crashes_goes_on_three_times_and_then_costs_a_round(lab):
    begin(lab, limits={"rounds": 0})
    part(lab, "crash", "crash")
    lab.run("up")
    lab.until(lambda: "the turn broke off (crashed): goes on in" in lab.row("crash")["reason"], "the board says so")
    lab.reach("crash", "failed", timeout="90s")
    expect(attempts(lab), [4], "three times again")
    claim("codex ended in the middle of the turn with status 9: out of luck" in lab.row("crash")["reason"],
          lab.row("crash")["reason"])
    expect(words(lab, "crash"), ["failed"], "counted once")


@story
def what_can_never_work_fails_at_once_and_says_what_to_do(lab):
    begin(lab)
    part(lab, "bad", "refuse badRequest")
    lab.run("up")
    lab.reach("bad", "failed")
    expect(attempts(lab), [1], "tried once")
    row = lab.row("bad")
    claim(row["reason"].startswith("specification: ") and "then 'leadhand retry bad'" in row["reason"], row["reason"])


@story
def all_that_an_agent_did_is_on_record(lab):
    begin(lab)
    part(lab, "work", f"run false; edit src/a.c; edit src/b.c; say hello; {WRITES}")
    lab.run("up")
    lab.reach("work", "review")
    events = lab.json("log", "work", "--events")["entries"]
    expect([e["event"] for e in events[:3]], ["opened", "thread", "began"], "how it begins")
    tools = [e for e in events if e["event"] == "tool"]
    expect({e["gen_ai.operation.name"] for e in tools}, {"execute_tool"}, "what others call it")
    expect(tools[0]["leadhand.target"], "false", "the target")
    expect([e["gen_ai.conversation.id"] for e in events if e["event"] == "thread"], ["01a2-1"], "the conversation")
    expect(events[-1]["event"], "ended", "how it ends")
    did = lab.json("show", "work")["did"]
    expect((did["outcomes"]["failed"], did["files"]), (1, ["src/a.c", "src/b.c"]), "what it did")
    claim("edited: src/a.c, src/b.c" in lab.run("show", "work").out, "for a person")
    claim("tool exec_command" in lab.run("log", "work", "--events").out, "as a log")
    lab.refusal("log", "work", "--events", "--raw", status=2)


@story
def how_quiet_an_agent_is_becomes_its_measure(lab):
    begin(lab)
    part(lab, "quiet", f"run true; {WRITES}")
    lab.run("up")
    lab.reach("quiet", "review")
    expect([(h["name"], h["quiets"]) for h in lab.select("select name, quiets from habit")], [("actor", 1)], "kept")
    job = json.loads(lab.read(".git/leadhand/jobs/1/job.json"))
    expect((job["silence_ms"], job["silence_most_ms"], job["agent"]["provider"]), (0, 600000, "openai"), "what its runner is told")


@story
def a_program_that_is_not_there_fails_its_task_at_once(lab):
    lab.start_repository()
    lab.agents["nothere"] = {"kind": "acp", "run": ["nothere", "--acp"]}
    lab.config()
    lab.task("a")
    lab.run("up")
    lab.reach("a", "failed")
    reason = lab.row("a")["reason"]
    claim("there is no program 'nothere' on PATH" in reason and "'leadhand retry a'" in reason, f"what it says: {reason}")
    expect(len(lab.prompts()), 1, "turns")


tell_stories()
