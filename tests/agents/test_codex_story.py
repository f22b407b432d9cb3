"""The story that everything is for, with the real codex: tasks in, reviewed changes landed, nothing else touched."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, script, story, tell_stories  # noqa: E402
from agents.real import model_requests, use_codex  # noqa: E402

FILES = {
    "src/add.sh": "#!/bin/sh\nexpr $1 + $2\n",
    "src/double.sh": "#!/bin/sh\nexpr $1 + 2\n",
    "tests/add.sh": 'test "$(sh src/add.sh 2 3)" = 5\n',
    "README.md": "A calculator.\n",
    "notes.txt": "theirs\n",
}


def snapshot(lab):
    """All of the lead's own that leadhand must leave alone, byte for byte."""
    found = {}
    for path in (".git/config", ".git/info/exclude", "notes.txt", "untracked.bin", "README.md",
                 ".git/HEAD", ".git/refs/heads/other", ".git/refs/stash"):
        with open(lab.path(path), "rb") as file:
            found[path] = file.read()
    hooks = lab.path(".git/hooks")
    for name in sorted(os.listdir(hooks)):
        with open(os.path.join(hooks, name), "rb") as file:
            found["hook " + name] = (file.read(), os.stat(file.name).st_mode)
    found["staged"] = lab.git("diff", "--cached")
    found["edited"] = lab.git("diff")
    found["status"] = lab.git("status", "--porcelain")
    found["refs"] = [line for line in lab.git("for-each-ref").split("\n")
                     if "refs/leadhand/" not in line and "refs/heads/main" not in line]
    return found


def prepare(lab):
    lab.start_repository(FILES)
    lab.git("branch", "other")
    lab.write("README.md", "stashed\n")
    lab.git("stash", "-q")
    lab.write(".git/hooks/post-commit", '#!/bin/sh\ntouch "$LAB/marks/hook"\n', mode=0o755)
    lab.write("notes.txt", "mine\n")
    lab.write("untracked.bin", bytes(range(256)))
    lab.write("README.md", "A calculator of mine.\n")
    lab.git("add", "README.md")
    log = use_codex(lab)
    lab.config(gates=[{"name": "tests", "run": "for t in tests/*.sh; do sh $t || { echo $t is red; exit 1; }; done"}],
               limits={"sessions": 3})
    return log


@story
def three_codex_tasks_are_gated_reviewed_approved_and_landed(lab):
    log = prepare(lab)
    lab.task("simple", body=script(
        "patch doc/usage.md How to add: sh src/add.sh 2 3", "commit Say how to add",
        'mcp report {"outcome":"done","text":"wrote doc/usage.md","decided":["one example"]}', "say done"))
    lab.task("second-try", accept=["sh tests/double.sh"], body=script(
        "sh {{printf 'test \"$(sh src/double.sh 5)\" = 10\\n' > tests/double.sh}}", "commit Test doubling",
        "say it is done", "edit src/double.sh {{expr $1 + 2}} {{expr $1 + $1}}", "commit Double by adding", "say mended"))
    lab.task("proven", accept=[{"run": "test \"$(sh src/negate.sh 4)\" = -4", "red": True}], **{"class": "feature"},
             body=script("patch src/negate.sh expr 0 - $1", "commit Negate", "say done"))
    before, index = snapshot(lab), lab.git("ls-files", "--stage", "README.md", "notes.txt")
    lab.run("up")
    for name in ("simple", "second-try", "proven"):
        lab.reach(name, "review", timeout="120s")
    expect(len({row["session"] for row in lab.status()["tasks"]}), 3, "a session each")
    expect(sorted(item["task"] for item in lab.inbox()), ["proven", "second-try", "simple"], "the inbox")
    card = lab.json("show", "second-try")
    expect([r["why"] for r in card["rounds"]], ["first", "gate_red"], "its turns")
    card = lab.json("show", "proven")
    expect([e["red_on_base"] for e in card["evidence"] if e["gate"] == "accept-1"], [True], "seen red on the base")
    card = lab.json("show", "simple", "--diff")
    expect((card["report"], card["decisions"]), ("wrote doc/usage.md", ["one example"]), "the report by codex's own tool")
    claim("How to add" in card["diff"], "the diff is on the card")
    for name in ("simple", "second-try", "proven"):
        lab.run("approve", name)
    for name in ("simple", "second-try", "proven"):
        lab.reach(name, "landed", timeout="120s")
    check_target(lab)
    expect(snapshot(lab), before, "what is the lead's own")
    expect(lab.git("ls-files", "--stage", "README.md", "notes.txt"), index, "the lead's index entries")
    claim(not lab.is_marked("hook"), "no hook of the lead's ran")
    check_tokens(lab)
    check_threads(lab, log)
    lab.sound()
    expect([c["task"] for c in lab.json("verify")["commits"] if c["problem"]], [], "verify, commit by commit")
    lab.run("down")
    lab.sound()


def check_target(lab):
    expect(lab.git("rev-list", "--count", "main"), "4", "a commit each on the target")
    expect(lab.file_at("src/negate.sh"), "expr 0 - $1\n", "the feature")
    claim("expr $1 + $1" in lab.file_at("src/double.sh"), "the mended one")
    claim("How to add" in lab.file_at("doc/usage.md"), "the simple one")
    for name in ("src/negate.sh", "src/double.sh", "doc/usage.md"):
        expect(lab.read(name), lab.file_at(name), f"the checkout has '{name}'")
    tasks = []
    for commit in lab.git("rev-list", "main", "-3").split():
        trailers = dict(line.split(": ", 1) for line in
                        lab.git("log", "-1", "--format=%(trailers:only,unfold)", commit).split("\n"))
        tasks.append(trailers.pop("Leadhand-Task"))
        expect(trailers, {"Leadhand-Agent": "codex", "Approved-by": "Lena Lead <lena@example.org>"}, "the trailers")
        expect(lab.git("log", "-1", "--format=%cn <%ce>", commit), "Lena Lead <lena@example.org>", "the committer")
        claim("codex" in lab.git("log", "-1", "--format=%an", commit), "the author is the agent")
    expect(sorted(tasks), ["proven", "second-try", "simple"], "the tasks in the trailers")


def check_tokens(lab):
    for row in lab.status()["tasks"]:
        claim(row["tokens"] > 0, f"tokens of {row['id']}")


def check_threads(lab, log):
    """Each session was one conversation: the second turn's requests hold the first turn's words."""
    threads = {}
    for request in model_requests(log):
        said = json.dumps(request["body"])
        for name in ("simple", "second-try", "proven"):
            if f"Task `{name}`." in said:
                threads.setdefault(name, set()).add(request["session"])
                last = (name, request, said)
                if name == "second-try":
                    final = last
    expect({name: len(found) for name, found in threads.items()}, {"simple": 1, "second-try": 1, "proven": 1},
           "conversations a task")
    expect(len(set.union(*threads.values())), 3, "and no two tasks shared one")
    claim("tests/double.sh is red" in final[2] and "SCRIPT: sh" in final[2],
          "the last request of the second try holds the task and what the gate said")
    recorded = [row["thread"] for row in lab.select("select thread from session order by id")]
    expect(sorted(recorded), sorted(next(iter(found)) for found in threads.values()), "the recorded threads")


@story
def codex_asks_the_lead_and_goes_on_with_the_answer(lab):
    lab.start_repository(FILES)
    log = use_codex(lab)
    lab.config()
    ask = {"text": "Which base?", "options": ["ten", "two"], "default": 1, "blocking": True}
    lab.task("ask", body=script("mcp ask " + json.dumps(ask), "write base.txt done", "commit Choose", "say done"))
    lab.run("up")
    lab.reach("ask", "asking", timeout="120s")
    item = [i for i in lab.inbox() if i["kind"] == "question"][0]
    expect(item["text"], "Which base?", "the question")
    lab.run("answer", item["id"], "--option", "2")
    lab.reach("ask", "review", timeout="120s")
    claim(any('two' in json.dumps(r["body"]["input"][-1]) for r in model_requests(log)), "the model heard the answer")
    lab.land("ask")
    lab.sound()


@story
def what_codex_did_before_down_now_is_there_when_it_goes_on(lab):
    lab.start_repository(FILES)
    log = use_codex(lab)
    lab.config()
    lab.task("long", body=script(
        "sh {{echo step >> steps.txt; while [ ! -e $LAB/marks/go ]; do sleep 0.05; done}}",
        "commit Steps", "say done"))
    lab.run("up")
    path = lambda: [p for p in find(lab.cache, "steps.txt")]  # noqa: E731
    lab.until(path, "codex has made its first step", timeout=120)
    lab.run("down", "--now")
    lab.until(lambda: not lab.processes(), "nothing runs any more")
    expect(len(path()), 1, "the edit is still in the workspace")
    lab.mark("go")
    lab.run("up")
    lab.reach("long", "review", timeout="120s")
    lab.land("long")
    expect(lab.file_at("steps.txt"), "step\nstep\n", "both attempts wrote into the same workspace")
    said = [json.dumps(r["body"]) for r in model_requests(log)]
    expect(len({r["session"] for r in model_requests(log)}), 1, "one conversation")
    claim(any("interrupted" in text for text in said), "it was told that it was interrupted")
    lab.sound()


def find(top, name):
    for folder, _, names in os.walk(top):
        if name in names:
            yield os.path.join(folder, name)


tell_stories()
