"""The story that everything is for, with the real Claude Code: tasks in, reviewed changes landed, what it used counted."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, script, story, tell_stories  # noqa: E402
from agents.real import USAGE, lines_of, model_requests, notes_of, use_claude  # noqa: E402

FILES = {
    "src/add.sh": "#!/bin/sh\nexpr $1 + $2\n",
    "src/double.sh": "#!/bin/sh\nexpr $1 + 2\n",
    "tests/add.sh": 'test "$(sh src/add.sh 2 3)" = 5\n',
    "README.md": "A calculator.\n",
}
GATE = {"name": "tests", "run": "for t in tests/*.sh; do sh $t || { echo $t is red; exit 1; }; done"}


def words_of(log, task):
    """All that was said to the model in the requests of a task, in their order."""
    return [json.dumps(r["body"]) for r in model_requests(log) if f"Task `{task}`." in json.dumps(r["body"])]


@story
def three_claude_tasks_are_gated_reviewed_approved_and_landed(lab):
    lab.start_repository(FILES)
    log = use_claude(lab)
    lab.config(gates=[GATE], limits={"sessions": 3})
    lab.task("simple", body=script("write doc/usage.md How to add: sh src/add.sh 2 3", "commit Say how to add", "say done"))
    lab.task("second-try", accept=["sh tests/double.sh"], body=script(
        "sh {{printf 'test \"$(sh src/double.sh 5)\" = 10\\n' > tests/double.sh}}", "commit Test doubling",
        "say it is done", "edit src/double.sh {{expr $1 + 2}} {{expr $1 + $1}}", "commit Double by adding", "say mended"))
    lab.task("proven", accept=[{"run": "test \"$(sh src/negate.sh 4)\" = -4", "red": True}], **{"class": "feature"},
             body=script("write src/negate.sh expr 0 - $1", "commit Negate", "say done"))
    lab.run("up")
    for name in ("simple", "second-try", "proven"):
        lab.reach(name, "review", timeout="180s")
    expect([r["why"] for r in lab.json("show", "second-try")["rounds"]], ["first", "gate_red"], "its turns")
    for name in ("simple", "second-try", "proven"):
        lab.run("approve", name)
    for name in ("simple", "second-try", "proven"):
        lab.reach(name, "landed", timeout="120s")
    expect(lab.file_at("src/negate.sh"), "expr 0 - $1\n", "the feature")
    claim("expr $1 + $1" in lab.file_at("src/double.sh"), "the mended one")
    claim("How to add" in lab.file_at("doc/usage.md"), "the simple one")
    check_conversations(lab, log)
    check_tokens(lab, log)
    claim("edits: doc/usage.md" in notes_of(lab), "the lead reads what was edited")
    lab.sound()
    lab.run("down")


def check_conversations(lab, log):
    sessions = {}
    for request in model_requests(log):
        for name in ("simple", "second-try", "proven"):
            if f"Task `{name}`." in json.dumps(request["body"]):
                sessions.setdefault(name, set()).add(request["session"])
    expect({name: len(found) for name, found in sessions.items()}, {"simple": 1, "second-try": 1, "proven": 1},
           "conversations a task")
    expect(len(set.union(*sessions.values())), 3, "and no two tasks shared one")
    claim("tests/double.sh is red" in words_of(log, "second-try")[-1], "the second try heard what the gate said")
    recorded = [row["thread"] for row in lab.select("select thread from session order by id")]
    expect(sorted(recorded), sorted(next(iter(found)) for found in sessions.values()), "the recorded threads")


def check_tokens(lab, log):
    """Each request costs USAGE: also the second process of a conversation counts its own requests only."""
    for row in lab.status()["tasks"]:
        asked = len(words_of(log, row["id"]))
        expect(row["tokens"], asked * (USAGE[0] + USAGE[1]), f"tokens of {row['id']}, {asked} requests")
        claim(row["cost_usd"] > 0, f"the cost of {row['id']}")


@story
def claude_asks_the_lead_and_goes_on_with_the_answer(lab):
    lab.start_repository(FILES)
    log = use_claude(lab)
    lab.config()
    ask = {"questions": [{"question": "Which base?", "header": "Base", "multiSelect": False, "options": [
        {"label": "ten", "description": "as people count"}, {"label": "two", "description": "as machines do"}]}]}
    lab.task("ask", body=script("tool AskUserQuestion " + json.dumps(ask), "write base.txt done", "commit Choose", "say done"))
    lab.run("up")
    lab.reach("ask", "asking", timeout="120s")
    item = [i for i in lab.inbox() if i["kind"] == "question"][0]
    claim(item["text"].startswith("Which base?"), "the question")
    claim("as machines do" in item["text"], "what its options mean")
    lab.run("answer", item["id"], "--option", "2")
    lab.reach("ask", "review", timeout="120s")
    claim("Which base?\\\\\\\"=\\\\\\\"two" in json.dumps(words_of(log, "ask")[-1]), "the model heard the answer")
    lab.land("ask")
    lab.sound()


@story
def what_claude_did_before_down_now_is_there_when_it_goes_on(lab):
    lab.start_repository(FILES)
    log = use_claude(lab)
    lab.config()
    lab.task("long", body=script(
        "sh {{echo step >> steps.txt; while [ ! -e $LAB/marks/go ]; do sleep 0.05; done}}",
        "commit Steps", "say done"))
    lab.run("up")
    lab.until(lambda: list(find(lab.cache, "steps.txt")), "claude has made its first step", timeout=120)
    lab.run("down", "--now")
    lab.until(lambda: not lab.processes(), "nothing runs any more")
    lab.mark("go")
    lab.run("up")
    lab.reach("long", "review", timeout="120s")
    lab.land("long")
    expect(lab.file_at("steps.txt"), "step\nstep\n", "both attempts wrote into the same workspace")
    expect(len({r["session"] for r in model_requests(log)}), 1, "one conversation")
    claim(any("interrupted" in text for text in words_of(log, "long")), "it was told that it was interrupted")
    lab.sound()


@story
def a_conversation_that_claude_has_lost_is_begun_anew_with_the_whole_task(lab):
    lab.start_repository(FILES)
    log = use_claude(lab)
    lab.config(gates=[GATE])
    lab.task("lost", body=script(
        "sh {{printf 'test -e mended\\n' > tests/mended.sh; touch $LAB/marks/wrote; "
        "while [ ! -e $LAB/marks/go ]; do sleep 0.05; done}}", "write mended yes", "commit Mend", "say done"))
    lab.run("up")
    lab.until(lambda: lab.is_marked("wrote"), "its first step is made", timeout=120)
    lab.run("down", "--now")
    lab.until(lambda: not lab.processes(), "nothing runs any more")
    for path in find_conversations(lab.cache):
        os.unlink(path)
    lab.mark("go")
    lab.run("up")
    lab.reach("lost", "review", timeout="120s")
    expect(len({r["session"] for r in model_requests(log)}), 2, "a second conversation")
    claim(any("begins a new conversation" in note for note in notes_of(lab)), "the lead is told")
    claim("Task `lost`." in words_of(log, "lost")[-1], "with the whole task")
    lab.sound()


@story
def a_refused_login_fails_at_once_and_an_overload_is_put_off(lab):
    lab.start_repository(FILES)
    use_claude(lab)
    lab.config()
    lab.task("locked", body=script("error 401", "say never"))
    lab.run("up")
    lab.until(lambda: any(lines_of(lab, "ended")), "its turn ends", timeout=120)
    ended = lines_of(lab, "ended")[0][0]
    expect((ended["outcome"], ended["error"]), ("failed", "authentication"), "how it ended")
    claim(any("tries again" in note for note in notes_of(lab)), "the lead is told of its tries")


def find(top, name):
    for folder, _, names in os.walk(top):
        if name in names:
            yield os.path.join(folder, name)


def find_conversations(top):
    for folder, _, names in os.walk(top):
        if "/projects/" in folder:
            yield from (os.path.join(folder, name) for name in names if name.endswith(".jsonl"))


tell_stories()
