"""A newcomer's first minutes: each verb once, its JSON, its exit status, its one clear line."""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, one_line, program, story, tell_stories  # noqa: E402

WRITES_HELLO = """
echo hello >>hello.txt
save "say hello"
leadhand report done -m "wrote hello.txt" --decided "lower case" --assumed "English" --deviated "no tests"
"""
TEXT, NUMBER, FLAG = str, int, bool


def shape(value, wanted, where="json"):
    """What a script may rely on is there, and of its type; more may be there."""
    if isinstance(wanted, dict):
        claim(isinstance(value, dict), f"{where}: {value!r} is no object")
        for key, inner in wanted.items():
            claim(key in value, f"{where}: has no '{key}': {sorted(value)}")
            shape(value[key], inner, f"{where}.{key}")
    elif isinstance(wanted, list):
        claim(isinstance(value, list), f"{where}: {value!r} is no list")
        for item in value:
            shape(item, wanted[0], f"{where}[]")
    elif isinstance(wanted, tuple):
        claim(value in wanted, f"{where}: {value!r} is none of {wanted}")
    elif wanted is float:
        claim(isinstance(value, (int, float)) and not isinstance(value, bool), f"{where}: {value!r}")
    elif wanted is not None:
        claim(isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool)),
              f"{where}: {value!r} is no {wanted.__name__}")


STATES = ("draft", "ready", "waiting", "running", "asking", "gating", "review", "approved", "landing",
          "landed", "failed", "cancelled", "done")
STATUS = {"floor": {"running": FLAG, "pid": NUMBER},
          "tasks": [{"id": TEXT, "title": TEXT, "state": STATES, "reason": TEXT, "since_ms": NUMBER,
                     "agent": TEXT, "session": None, "round": NUMBER, "cost_usd": float,
                     "tokens": NUMBER, "change": None}],
          "inbox": NUMBER, "bottleneck": TEXT}
CHANGE = {"commit": TEXT, "tree": TEXT, "base": TEXT, "files": NUMBER, "insertions": NUMBER,
          "deletions": NUMBER}
INBOX = {"items": [{"id": TEXT, "kind": ("question", "review", "failure", "plan", "notice"), "task": None,
                    "title": None, "since_ms": NUMBER, "minutes": float, "blocks": [TEXT],
                    "risk": ("low", "medium", "high", None)}]}
CARD = {"id": TEXT, "state": STATES, "report": TEXT, "decisions": [TEXT], "assumptions": [TEXT],
        "evidence": [{"gate": TEXT, "tree": TEXT, "result": TEXT, "red_on_base": None,
                      "duration_ms": NUMBER, "tests": None, "executions": NUMBER, "reds": NUMBER,
                      "flaky": [], "quarantined": []}],
        "risk": {"level": ("low", "medium", "high"), "reasons": [TEXT]}, "rounds": list, "questions": list}
VERIFY = {"ok": FLAG, "commits": [{"commit": TEXT, "task": TEXT, "tree": TEXT, "approved_by": TEXT,
                                   "gates": list, "problem": None}]}


@story
def a_newcomer_gets_from_init_to_a_landed_change(lab):
    lab.start_repository({"Makefile": "all:\ntest:\n\ttrue\n", "src/main.c": "int x;\n"})
    lab.run("init")
    written = lab.read(".leadhand/config.yaml")
    claim("main" in written and "make test" in written, f"init saw nothing: {written}")
    expect(lab.refusal("init", status=5)["code"], "conflict", "a second init")
    expect(lab.read(".leadhand/config.yaml"), written, "init never overwrites")
    lab.run("lint")
    name = lab.run("add", "Say hello to the world").out.split()[-1]
    claim(os.path.exists(lab.path(".leadhand/tasks", name + ".md")), f"add made no file for '{name}'")
    unfit = lab.run("lint", name, status=3)
    claim(f".leadhand/tasks/{name}.md:" in unfit.out + unfit.err, f"lint names no place: {unfit}")
    expect(lab.state(name), "draft", "a template is no task yet")
    lab.agent("writer", WRITES_HELLO)
    lab.config(gates=[{"name": "test", "run": "make test"}])
    lab.task(name, accept=[{"run": "test -s hello.txt", "red": True}], body="Write hello.txt.")
    lab.run("lint")
    expect(lab.state(name), "ready", "a task that lint passes")
    lab.run("up")
    lab.reach(name, "review")
    items = lab.inbox()
    expect([(item["kind"], item["task"]) for item in items], [("review", name)], "the inbox")
    claim("wrote hello.txt" in lab.run("show", name).out, "the card tells the report")
    claim("+hello" in lab.run("show", name, "--diff").out, "the card shows the change")
    lab.run("next")
    lab.run("log", name)
    lab.run("approve", name, "-m", "nice")
    lab.reach(name, "landed")
    expect(lab.file_at("hello.txt"), "hello\n", "what landed")
    expect(lab.read("hello.txt"), "hello\n", "the lead's checkout went along")
    expect(lab.inbox(), [], "nothing needs the lead any more")
    message = lab.git("log", "-1", "--format=%B")
    for trailer in (f"Leadhand-Task: {name}", "Leadhand-Agent: writer",
                    "Approved-by: Lena Lead <lena@example.org>"):
        claim(trailer in message.split("\n"), f"no '{trailer}' in {message!r}")
    lab.sound()
    lab.run("gc")
    lab.run("down")
    expect(lab.status()["floor"]["running"], False, "down means down")
    lab.sound()


def programs(lab, *names, says="1.0"):
    """A PATH that has git, a shell, bubblewrap and programs of these names, and nothing else."""
    folder = os.path.join(lab.root, "-".join(("bin",) + names))
    os.makedirs(folder)
    for name in ("sh", "bash", "git", "grep", "sed", "env", "bwrap"):
        os.symlink(shutil.which(name), os.path.join(folder, name))
    for name in names:
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\necho {name} {says}\n")
        os.chmod(os.path.join(folder, name), 0o755)
    return {"PATH": folder}


@story
def init_takes_only_an_agent_that_can_be_driven(lab):
    lab.start_repository()
    for names, agent in ((("claude", "codex"), "codex"), (("claude", "gemini"), "claude"), (("gemini",), "gemini"),
                         (("opencode",), "opencode"), ((), None)):
        answer = lab.json("init", env=programs(lab, *names))
        expect(answer["agent"], agent, f"of {names}")
        os.unlink(lab.path(".leadhand/config.yaml"))
    text = lab.run("init", env=programs(lab, "grok")).out
    claim("install codex" in text, text)


def commands_of_the_readme():
    """What its first five minutes say to type, as a script."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "README.md"), encoding="utf-8") as file:
        part = file.read().split("\n## The first five minutes\n")[1].split("\n## ")[0]
    script = ["set -eu"]
    for kind, block in re.findall(r"^```(sh|console)\n(.*?)^```", part, re.M | re.S):
        script += [block] if kind == "sh" else re.findall(r"^\$ (.*<<'END'\n[\s\S]*?^END|.*)$", block, re.M)
    return "\n".join(script)


@story
def the_first_five_minutes_of_the_readme_can_be_repeated(lab):
    lab.repo = os.path.join(lab.home, "player")
    path = [os.path.dirname(program())] + [folder for folder in lab.env["PATH"].split(":")
                                           if not os.path.exists(os.path.join(folder, "codex"))]
    done = subprocess.run(["bash", "-c", commands_of_the_readme()], cwd=lab.home, text=True, capture_output=True,
                          env={**lab.env, "PATH": ":".join(path)}, stdin=subprocess.DEVNULL, timeout=120)
    expect(done.returncode, 0, f"{done.stdout}{done.stderr}")
    claim("agents    none found" in done.stdout and "red on the base, as it has to be" in done.stdout, done.stdout)
    claim("Leadhand-Task: clamp-seeks" in lab.git("log", "-1"), "it landed")
    lab.sound()


@story
def every_reading_verb_has_the_json_of_the_contract(lab):
    lab.start_repository()
    lab.agent("writer", WRITES_HELLO)
    lab.config(gates=[{"name": "build", "run": "true"}])
    lab.task("hello", accept=[{"run": "test -s hello.txt", "red": True}, "true"])
    lab.task("vague", accept=[])
    lab.task("later", needs=["hello"])
    shape(lab.json("status"), STATUS)
    lab.run("up", "hello", "later")
    lab.reach("hello", "review")
    status = lab.json("status")
    shape(status, STATUS)
    rows = {row["id"]: row for row in status["tasks"]}
    shape(rows["hello"]["change"], CHANGE)
    expect([rows[name]["state"] for name in ("hello", "vague", "later")], ["review", "draft", "waiting"],
           "states")
    claim("hello" in rows["later"]["reason"], f"what it waits for: {rows['later']['reason']!r}")
    expect(status["inbox"], 1, "status counts the inbox")
    inbox = lab.json("inbox")
    shape(inbox, INBOX)
    expect(inbox["items"][0]["blocks"], ["later"], "what the review holds up")
    expect(inbox["items"][0]["risk"], "low", "a small change inside its scope")
    card = lab.json("show", "hello")
    shape(card, CARD)
    expect((card["report"], card["decisions"], card["assumptions"], card["deviations"]),
           ("wrote hello.txt", ["lower case"], ["English"], ["no tests"]), "the report")
    expect(sorted((line["gate"], line["result"]) for line in card["evidence"]),
           [("accept-1", "green"), ("accept-2", "green"), ("build", "green")], "the evidence")
    expect([line["red_on_base"] for line in card["evidence"] if line["gate"] == "accept-1"], [True],
           "the acceptance was seen red on the base")
    shape(lab.json("show", inbox["items"][0]["id"]), CARD)
    shape(lab.json("next"), CARD)
    lab.json("approve", "hello")
    lab.reach("hello", "landed")
    verify = lab.json("verify")
    shape(verify, VERIFY)
    expect([(c["task"], c["approved_by"], c["problem"]) for c in verify["commits"]],
           [("hello", "Lena Lead <lena@example.org>", None)], "verify")
    expect(verify["commits"][0]["tree"], lab.tree(), "verify names the tree")
    for verb in ("fsck", "doctor", "version"):
        claim(isinstance(lab.json(verb, status=None), dict), f"{verb} --json")
    lint = lab.json("lint", status=3)
    claim("vague" in repr(lint), f"lint --json names the task: {lint}")
    lab.land("later")


@story
def an_exit_status_says_which_kind_of_no_it_is(lab):
    lab.start_repository()
    lab.agent("writer", WRITES_HELLO)
    lab.config()
    lab.task("hello")
    expect(lab.refusal("stauts", status=2)["code"], "usage", "a verb that does not exist")
    claim("status" in lab.run("stauts", status=2).err, "the verb that was meant is named")
    expect(lab.refusal("status", "--bogus", status=2)["code"], "usage", "an option that does not exist")
    expect(lab.refusal("show", status=2)["code"], "usage", "a word is missing")
    expect(lab.refusal("status", "extra", status=2)["code"], "usage", "a word too much")
    expect(lab.refusal("show", "helo", status=4)["code"], "missing", "no such task")
    expect(lab.refusal("up", "helo", status=4)["code"], "missing", "no such task to start")
    expect(lab.refusal("approve", "nosuch", status=4)["code"], "missing", "no such task to approve")
    expect(lab.refusal("answer", "Q9", "yes", status=4)["code"], "missing", "no such question")
    expect(lab.refusal("status", status=4, cwd=lab.home)["code"], "missing", "no repository")
    lab.run("wait", "--until", "task=hello:landed", "--timeout", "1s", status=1)
    lab.refusal("wait", "--until", "moon=full", status=2)
    lab.run("up")
    lab.reach("hello", "review")
    session = {"LEADHAND_SESSION": "1"}
    for words in (("approve", "hello"), ("reject", "hello", "-m", "no"), ("cancel", "hello"), ("down",)):
        expect(lab.refusal(*words, status=3, env=session)["code"], "refused", "a session is not the lead")
    lab.refusal("reject", "hello", status=2)
    lab.run("approve", "hello")
    lab.reach("hello", "landed")
    expect(lab.refusal("approve", "hello", status=5)["code"], "conflict", "approved already")
    lab.refusal("cancel", "hello", status=3)


@story
def up_with_wait_returns_when_the_lead_is_needed(lab):
    lab.start_repository()
    lab.agent("writer", WRITES_HELLO)
    lab.agent("quitter", "leadhand report impossible -m 'the sea is too wide'")
    lab.config(limits={"rounds": 0})
    lab.task("hello")
    lab.run("up", "--wait")
    expect(lab.state("hello"), "review", "after up --wait")
    lab.task("bridge", agent="quitter")
    answer = lab.run("up", "--wait", status=1)
    expect(lab.state("bridge"), "failed", "after up --wait with status 1")
    claim("bridge" in answer.out + answer.err, f"it says what failed: {answer}")


@story
def reading_needs_no_floor_and_no_configuration(lab):
    lab.start_repository()
    expect(lab.json("status")["tasks"], [], "an empty repository")
    claim("No floor runs" in lab.run("status").out, "the board says that no floor runs")
    expect(lab.inbox(), [], "an empty inbox")
    lab.run("verify")
    lab.run("fsck")
    lab.run("gc")
    lab.run("down")
    expect(lab.floors(), [], "none of these starts a floor")
    claim(not lab.git("status", "--porcelain"), "nothing was written into the work tree")
    lab.run("--version")
    lab.run("--help")
    for verb in ("init", "doctor", "add", "lint", "up", "down", "status", "inbox", "next", "show", "answer",
                 "approve", "reject", "pause", "resume", "cancel", "retry", "log", "wait", "verify", "fsck",
                 "gc"):
        claim(verb in lab.run("help").out, f"help lists {verb}")
        one_line(lab.run("help", verb).out.split("\n")[0], verb)


@story
def a_task_can_come_from_a_file_or_from_standard_input(lab):
    lab.start_repository()
    lab.agent("writer", WRITES_HELLO)
    lab.config()
    text = "---\ntitle: Say hello\naccept: [\"test -s hello.txt\"]\n---\nWrite hello.txt.\n"
    with open(os.path.join(lab.root, "hello.md"), "w", encoding="utf-8") as file:
        file.write(text)
    first = lab.run("add", "--from", os.path.join(lab.root, "hello.md")).out.split()[-1]
    second = lab.run("add", "--from", "-", stdin=text.replace("hello\n", "hello twice\n")).out.split()[-1]
    claim(first != second, "a second task never overwrites the first")
    expect(lab.read(f".leadhand/tasks/{first}.md"), text, "the file's own words")
    lab.run("lint", first, second)
    lab.run("add", "--from", os.path.join(lab.root, "nothing.md"), status=4)


@story
def the_repository_can_be_named_from_anywhere(lab):
    lab.start_repository()
    lab.agent("writer", WRITES_HELLO)
    lab.config()
    lab.task("hello")
    os.makedirs(lab.path("deep/er"))
    lab.run("up", "--repo", lab.repo, cwd=lab.home)
    lab.run("wait", "--repo", lab.repo, "--until", "task=hello:review", cwd=lab.home)
    expect(lab.json("status", cwd=lab.path("deep/er"))["tasks"][0]["state"], "review", "from a folder below")
    lab.run("approve", "hello", cwd=lab.path("deep/er"))
    lab.reach("hello", "landed")


@story
def a_broken_configuration_is_on_the_board_with_a_floor_and_without(lab):
    lab.start_repository()
    lab.agent("writer", WRITES_HELLO)
    lab.config()
    lab.task("hello")
    lab.run("up")
    lab.reach("hello", "review")
    good = lab.read(".leadhand/config.yaml")
    lab.write(".leadhand/config.yaml", "gates: nonsense\n")
    claim("config.yaml:1:" in lab.status()["problem"], "for scripts")
    text = lab.run("status").out
    claim("config.yaml:1:" in text and "last good configuration" in text, f"with a floor: {text}")
    lab.run("down")
    text = lab.run("status").out
    claim("config.yaml:1:" in text and "last good" not in text, f"without one: {text}")
    lab.write(".leadhand/config.yaml", good)
    claim("problem" not in lab.status(), "mended")


@story
def a_task_file_that_was_thrown_away_does_not_keep_the_others_from_starting(lab):
    lab.start_repository()
    lab.agent("writer", WRITES_HELLO)
    lab.config()
    lab.write(".leadhand/tasks/unfit.md", "---\ntitle: Unfit\n---\n")
    lab.run("up")
    os.unlink(lab.path(".leadhand/tasks/unfit.md"))
    lab.task("hello")
    up = lab.json("up", "--wait")
    expect(up["called"], ["hello"], "what was called")
    expect(up["unfit"], [], "what is unfit")
    claim(up["idle"], "it waited")
    claim("leadhand cancel unfit" in lab.row("unfit")["reason"], "the row of what was thrown away names the mend")
    lab.refusal("up", "unfit", status=4)
    lab.land("hello")
    text = lab.run("status").out
    claim("Nothing needs you." in text and "piles up" not in text, f"nobody can mend it: {text}")
    lab.run("cancel", "unfit")
    expect(lab.row("unfit")["state"], "cancelled", "it is off the board")


@story
def a_draft_is_said_to_be_the_leads(lab):
    lab.start_repository()
    lab.config()
    lab.run("add", "Something")
    text = lab.run("status").out
    claim("leadhand lint" in text and "Nothing needs you" not in text, f"the lead is needed: {text}")
    expect(lab.status()["bottleneck"], "specification", "for scripts")


tell_stories()
