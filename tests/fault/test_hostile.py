#!/usr/bin/env python3
"""Agents that lay traps: for git, for the lead's repository and disk, and for what guards a change."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import PATIENCE, claim, expect, program, story, tell_stories  # noqa: E402


def begin(lab, body, front=None, **config):
    lab.start_repository({"README.md": "a project\n", "src/a.c": "a\n"})
    lab.agent("worker", body)
    lab.config(**config)
    lab.task("work", **(front or {}))


def refs_of(lab):
    lines = lab.git("for-each-ref", "--format=%(refname) %(objectname)").split("\n")
    return [line for line in lines if not line.startswith("refs/leadhand/")]


def end_of(lab, timeout="30s"):
    """The state in which the task needs the lead, which it has to reach soon."""
    lab.until(lambda: lab.state("work") in ("review", "failed"), "the task needs the lead", timeout=int(timeout[:-1]))
    return lab.state("work")


@story
def a_symbolic_ref_in_the_workspace_does_not_move_the_leads_branch(lab):
    begin(lab, """
echo "$turn" >work.txt; save x
rm -rf .git/refs/remotes/origin/main
mkdir -p .git/refs/remotes/origin
echo 'ref: refs/evil/main' >.git/refs/remotes/origin/main
ln -sfn "$LAB/repo/.git/refs/heads" .git/refs/evil
""")
    lab.run("up")
    lab.reach("work", "review")
    tip = lab.commit("mine", {"mine.txt": "mine\n"})
    lab.run("reject", "work", "-m", "again")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "another turn")
    lab.reach("work", "review")
    expect(lab.git("rev-parse", "main"), tip, "the lead's branch")
    lab.sound()


@story
def a_workspace_cannot_become_a_link_to_the_leads_checkout(lab):
    begin(lab, """
echo x >x.txt; save x; w=$PWD; cd ..
if mv "$w" "$w.moved" 2>/dev/null || rmdir "$w" 2>/dev/null || ln -sfT "$LAB/home" "$w" 2>/dev/null; then mark moved; fi
""")
    before = refs_of(lab)
    lab.write("secret.txt", "mine\n")
    locks = [lab.write(".git/mine.lock", ""), lab.path(".git/leadhand/floor.lock")]
    lab.run("up")
    expect(end_of(lab), "review", "the task")
    claim(not lab.is_marked("moved"), "the workspace stays where it is")
    expect([path for path in locks if not os.path.exists(path)], [], "the lead's locks that are gone")
    expect(refs_of(lab), before, "the lead's refs")
    for ref in lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand").split():
        claim("secret.txt" not in lab.paths_at(ref), f"the lead's files are taken for the agent's: {ref}")
    expect(lab.git("status", "--porcelain"), "?? secret.txt", "the lead's checkout")
    lab.sound()


TRAPS = {
    "ignored": "mkfifo .gitignore src/.gitattributes",
    "nested": "git init -q sub; rm sub/.git/HEAD; mkfifo sub/.git/HEAD",
    "endless": "git init -q sub; ln -sf /dev/zero sub/.git/HEAD; ln -s /dev/zero .git/refs/heads/endless",
}


def a_fifo_where_git_reads(lab, trap):
    begin(lab, f"echo x >work.txt; save x; echo loose >loose.txt; {TRAPS[trap]}")
    lab.run("up")
    expect(end_of(lab), "review", "the task")
    saved = lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/checkpoint").split()
    claim(any("loose.txt" in lab.paths_at(ref) for ref in saved), "what it did not commit is saved")
    lab.land("work")
    lab.sound()


@story
def a_fifo_for_a_list_of_ignored_files_holds_nobody(lab):
    a_fifo_where_git_reads(lab, "ignored")


@story
def a_fifo_in_a_repository_below_holds_nobody(lab):
    a_fifo_where_git_reads(lab, "nested")


@story
def a_link_to_an_endless_device_feeds_nobody(lab):
    a_fifo_where_git_reads(lab, "endless")


@story
def a_fifo_for_a_head_ends_the_turn_and_keeps_the_work(lab):
    begin(lab, "echo x >work.txt; save x; rm -f .git/HEAD; mkfifo .git/HEAD")
    lab.run("up")
    expect(end_of(lab), "failed", "the task")
    saved = lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/checkpoint").split()
    claim(any("work.txt" in lab.paths_at(ref) for ref in saved), "its work is saved")
    lab.sound()


@story
def who_removes_its_repository_loses_no_file(lab):
    begin(lab, "echo x >work.txt; rm -rf .git", limits={"rounds": 0})
    lab.run("up")
    expect(end_of(lab), "failed", "the task")
    saved = lab.json("checkpoints", "work")["checkpoints"]
    expect([entry["name"] for entry in saved], ["1.1"], "its work is saved")
    claim("work.txt" in lab.paths_at(saved[0]["commit"]), "with the file")
    lab.sound()


ODD = ("secrets/é.txt", 'secrets/q"x', "secrets/tab\tx", "secrets/new\nline", "secrets/\x1b]0;x\x07")


@story
def a_name_that_git_quotes_passes_no_guard(lab):
    begin(lab, "python3 - <<'E'\nimport os\nos.mkdir('secrets')\n"
          f"for name in {ODD!r}: open(name, 'w').close()\nopen('src/é.c', 'w').close()\nE\nsave x",
          front={"scope": ["**", "secrets/**"]},
          gates=[{"name": "guard", "run": "! test -e secrets", "when": ["secrets/**"]}],
          protect=["secrets/**"], limits={"rounds": 0})
    lab.run("up")
    lab.until(lambda: lab.state("work") == "failed", "the gate for these paths is red")
    card = lab.json("show", "work")
    expect([e["result"] for e in card["evidence"] if e["gate"] == "guard"], ["red"], "the gate was asked")
    claim("\x1b" not in lab.run("show", "work", "--diff").out, "no escape reaches the terminal")


@story
def a_name_beyond_ascii_lies_in_its_scope(lab):
    begin(lab, "echo x >src/é.c; echo x >'src/q\"x'; save x", front={"scope": ["src/**"]})
    lab.run("up")
    lab.reach("work", "review")
    risk = lab.json("show", "work")["risk"]
    claim("scope" not in json.dumps(risk), f"it is in its scope: {risk}")
    lab.land("work")
    lab.sound()


@story
def what_lies_in_forbidden_places_is_named_whatever_its_name(lab):
    begin(lab, "mkdir secrets; echo x >'secrets/é'; save x", front={"scope": ["**"], "forbid": ["secrets/**"]})
    lab.run("up")
    lab.reach("work", "review")
    risk = lab.json("show", "work")["risk"]
    claim("secrets/é" in json.dumps(risk, ensure_ascii=False), f"it is shown: {risk}")


@story
def a_file_too_large_to_read_does_not_keep_the_others_from_being_saved(lab):
    begin(lab, "echo x >work.txt; save x; echo loose >loose.txt; truncate -s 1T vast", limits={"session_disk": 0})
    lab.run("up")
    expect(end_of(lab), "review", "the task")
    saved = lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/checkpoint").split()
    claim(any("loose.txt" in lab.paths_at(ref) for ref in saved), "what it did not commit is saved")


@story
def a_change_of_what_steers_leadhand_is_shown_first(lab):
    begin(lab, "mkdir -p .leadhand/tasks; echo x >.leadhand/tasks/more.md; git add -f .leadhand; git commit -qm x",
          front={"scope": [".leadhand/tasks/*.md"]})
    lab.run("up")
    lab.reach("work", "review")
    risk = lab.json("show", "work")["risk"]
    claim(risk["level"] == "high" and ".leadhand/tasks/more.md" in json.dumps(risk), f"it is protected: {risk}")


@story
def a_flood_of_lines_does_not_fill_the_disk(lab):
    begin(lab, "seq 1 200000; seq 1 200000 >&2; echo x >x.txt; save x")
    lab.run("up")
    lab.reach("work", "review", timeout="60s")
    size = os.path.getsize(lab.path(".git/leadhand/jobs/1/out.jsonl"))
    claim(size < 1 << 20, f"the journal has {size} bytes")
    claim(b"200000" in open(lab.path(".git/leadhand/jobs/1/raw.log"), "rb").read(), "the log has its end")


@story
def a_journal_that_was_emptied_is_read_from_its_start(lab):
    begin(lab, """
if [ "$turn" = 1 ]; then
    for i in 1 2 3 4 5 6 7 8 9; do echo "a note of some length, the number $i, so that the journal is long"; done
    if ( : >"${LEADHAND_JOB#*=}/out.jsonl" ) 2>/dev/null; then mark reached; fi
    hold go
    leadhand ask "Which one?" --option a --option b --blocking
fi
echo x >x.txt; save x
""")
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    lab.until(lambda: lab.select("select 1 from journal where job = 1 and offset > 800"), "the notes are read")
    claim(not lab.is_marked("reached"), "an agent does not reach the journal")
    with open(lab.path(".git/leadhand/jobs/1/out.jsonl"), "w", encoding="utf-8"):
        pass
    lab.mark("go")
    question = lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "question"], "the question")[0]
    lab.run("answer", question["id"], "1")
    lab.land("work")
    expect(len(lab.marks_of("turns")), 1, "turns")
    lab.sound()


@story
def a_user_who_has_no_watches_left_waits_a_little_longer(lab):
    begin(lab, 'leadhand ask "Which one?" --option a --option b --blocking; echo x >x.txt; save x')
    few = ["unshare", "-Ur", "sh", "-c", 'echo 0 >/proc/sys/user/max_inotify_instances && exec "$@"', "few"]
    up = subprocess.run([*few, program(), "up"], cwd=lab.repo, env=lab.env, capture_output=True, text=True,
                        stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False)
    expect((up.returncode, up.stderr), (0, ""), "up")
    question = lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "question"], "the question")[0]
    lab.run("answer", question["id"], "1")
    lab.land("work")
    lab.sound()


@story
def a_link_that_an_agent_leaves_for_its_settings_brings_it_none_of_the_leads_files(lab):
    begin(lab, """
settings=$CODEX_HOME/config.toml
if [ "$turn" = 1 ]; then rm -f "$settings"; ln -s "$LAB/home/key" "$settings"; exit 1; fi
cp "$settings" "$LAB/marks/seen"; exit 1
""")
    lab.agents["worker"]["kind"] = "codex"
    lab.config()
    with open(os.path.join(lab.home, "key"), "w", encoding="utf-8") as file:
        file.write("SECRET\n")
    lab.run("up")
    lab.until(lambda: lab.is_marked("seen"), "the next turn")
    lab.until(lambda: lab.marks_of("seen"), "what it found")
    claim("SECRET" not in lab.marks_of("seen"), f"it found the lead's file: {lab.marks_of('seen')}")


NAMING = """
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message.get("method") == "session/prompt":
        sys.exit(1)
    result = {"protocolVersion": 1, "sessionId": "--config=notify=x", "agentCapabilities": {"loadSession": True}}
    if "id" in message:
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
"""


@story
def a_conversation_with_the_name_of_an_option_is_none_to_go_on_with(lab):
    begin(lab, f"exec python3 -c '{NAMING}'")
    lab.agents["worker"]["kind"] = "acp"
    lab.config()
    lab.run("up")
    lab.until(lambda: len(lab.marks_of("turns")) >= 2, "another turn")
    claim("--config" not in json.dumps(lab.select("select * from session")), "its name is kept nowhere")


ASKING = """
import json, os, socket
for i in range(1500):
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(os.environ["LEADHAND_DOOR"])
        word = {"word": "ask", "text": f"which {i % 9}?", "options": ["a", "b"], "blocking": True, "wait_ms": 1}
        door.sendall(json.dumps(word).encode() + b"\\n")
        said = door.recv(9999)
open(os.environ["LAB"] + "/marks/said", "wb").write(said)
"""


@story
def who_asks_and_leaves_again_and_again_is_told_to_decide(lab):
    begin(lab, f"python3 - <<'E'\n{ASKING}E\necho x >x.txt; save x")
    lab.run("up")
    lab.until(lambda: lab.is_marked("said"), "it has asked 1500 times")
    claim("decide yourself" in "".join(lab.marks_of("said")), f"it is told so: {lab.marks_of('said')}")
    with open(lab.path(".git/leadhand/jobs/1/out.jsonl"), encoding="utf-8") as file:
        lines = sum(json.loads(line)["kind"] in ("asked", "left") for line in file)
    claim(lines <= 2000, f"the journal has {lines} lines of that")


tell_stories()
