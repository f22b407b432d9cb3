"""What surrounds a session of the real Claude Code: hooks that tell it early, permissions, conventions, what it leaves running."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, script, story, tell_stories  # noqa: E402
from agents.real import USAGE, model_requests, notes_of, said_to_model, use_claude  # noqa: E402


@story
def claude_hears_of_an_edit_out_of_scope_and_of_uncommitted_work_in_the_same_turn(lab):
    lab.start_repository({"README.md": "a project\n"})
    log = use_claude(lab)
    lab.config()
    lab.task("hooked", scope=["src/**"], body=script(
        "write src/a.txt one", "write doc/b.txt two", "say done", "sh rm -r doc", "commit Add a", "say really done"))
    lab.run("up")
    lab.reach("hooked", "review", timeout="120s")
    said = said_to_model(log)
    claim(any("'doc/b.txt' is outside of this task's scope (src/**)" in text for text in said), "the edit was told")
    claim(not any("'src/a.txt' is outside" in text for text in said), "and no other")
    claim(any("2 files are not committed: " in text for text in said), "uncommitted work was told")
    expect(len(lab.prompts()), 1, "all in one turn")
    lab.land("hooked")
    expect(lab.file_at("src/a.txt"), "one\n", "what landed")
    with open(os.path.join(lab.home, ".claude", "settings.json"), encoding="utf-8") as file:
        expect(file.read(), "{}", "the lead's own settings")
    lab.sound()


@story
def claude_does_what_the_lead_allows_and_not_what_the_lead_refuses(lab):
    lab.start_repository({"README.md": "a project\n"})
    log = use_claude(lab, permissions="ask")
    lab.config()
    lab.task("careful", body=script("sh {{curl -s http://localhost:9/refused || touch refused.txt}}",
                                    "sh {{curl -s http://localhost:9/allowed || touch allowed.txt}}", "commit Allow", "say done"))
    lab.run("up")
    answered = []
    while lab.state("careful") != "review":
        lab.until(lambda: lab.state("careful") in ("asking", "review"), "claude asks, or is done", timeout=120)
        for item in [i for i in lab.inbox() if i["kind"] == "question" and i["id"] not in answered]:
            claim(item["text"].startswith("may it do this: "), f"the question: {item['text']}")
            lab.run("answer", item["id"], "--option", "2" if "refused" in item["text"] else "1")
            answered.append(item["id"])
    expect(len(answered), 2, "it asked for each, and not for the commit")
    claim(any("leadhand: not allowed here" in text for text in said_to_model(log)), "the model heard the refusal")
    lab.land("careful")
    claim("allowed.txt" in lab.paths_at() and "refused.txt" not in lab.paths_at(), "only what was allowed was done")
    lab.sound()


@story
def claude_is_refused_what_the_configuration_refuses_and_commits_all_the_same(lab):
    lab.start_repository({"README.md": "a project\n"})
    log = use_claude(lab, permissions="refuse")
    lab.config()
    lab.task("careful", body=script("sh {{curl -s http://localhost:9 || touch refused.txt}}", "write a.txt one",
                                    "commit Write", "say done"))
    lab.run("up")
    lab.reach("careful", "review", timeout="120s")
    claim(any("leadhand: not allowed here" in text for text in said_to_model(log)), "the model heard the refusal")
    claim(any(note.startswith("was refused: leadhand: not allowed") for note in notes_of(lab)), "and the lead of it")
    lab.land("careful")
    claim("a.txt" in lab.paths_at() and "refused.txt" not in lab.paths_at(), "only what was allowed was done")


@story
def without_walls_claude_works_and_nobody_is_asked(lab):
    lab.start_repository({"README.md": "a project\n"})
    log = use_claude(lab)
    lab.config()
    lab.hide("bwrap")
    lab.task("bare", body=script("sh {{curl -s http://localhost:9 || touch made.txt}}", "commit Make", "say done"))
    lab.run("up", "--unsafe")
    lab.reach("bare", "review", timeout="120s")
    expect(lab.inbox()[0]["kind"], "review", "what the lead is asked for")
    expect(len({r["session"] for r in model_requests(log)}), 1, "one conversation")
    lab.land("bare")
    claim("made.txt" in lab.paths_at(), "what it did")
    lab.sound()


def skill(name, marker):
    return f"---\nname: {name}\ndescription: {marker}\n---\nThe body of {name}.\n"


@story
def conventions_and_skills_reach_claude_and_nothing_of_the_repository_runs(lab):
    hook = {"hooks": {"SessionStart": [{"hooks": [{"type": "command", "command": "touch $LAB/marks/hook"}]}]}}
    server = {"mcpServers": {"theirs": {"type": "stdio", "command": "sh", "args": ["-c", "touch $LAB/marks/server"]}}}
    lab.start_repository({
        "CLAUDE.md": "MARKER-CLAUDE\n", "AGENTS.md": "MARKER-AGENTS\n", ".claude/rules/one.md": "MARKER-RULE\n",
        ".claude/settings.json": json.dumps(hook), ".mcp.json": json.dumps(server),
        ".claude/skills/brew/SKILL.md": skill("brew", "MARKER-CLAUDE-SKILL"),
        ".agents/skills/other/SKILL.md": skill("other", "MARKER-AGENTS-SKILL"),
    })
    lab.write(".leadhand/skills/own/SKILL.md", skill("own", "MARKER-LEAD-SKILL"))
    log = use_claude(lab)
    lab.config()
    lab.task("read", body=script("write a.txt one", "commit Add a", "say done"))
    lab.run("up")
    lab.reach("read", "review", timeout="120s")
    said = said_to_model(log)[0]
    for marker in ("CLAUDE", "AGENTS", "RULE", "CLAUDE-SKILL", "AGENTS-SKILL", "LEAD-SKILL"):
        claim(f"MARKER-{marker}" in said, f"{marker} was told")
    claim(not lab.is_marked("hook"), "no hook of the repository ran")
    claim(not lab.is_marked("server"), "no server of the repository was started")
    expect(lab.git("status", "--porcelain"), "", "the lead's tree")
    lab.land("read")
    lab.sound()


@story
def a_sub_agent_is_waited_for_and_a_command_left_running_is_stopped(lab):
    lab.start_repository({"README.md": "a project\n"})
    log = use_claude(lab)
    lab.config()
    lab.task("many", body=script(
        "agent {{SCRIPT: delay 1500; write sub.txt by another; say the sub-agent is done}}", "say waiting",
        "commit What the other wrote", "bg {{tail -f /dev/null}}", "say all done"))
    lab.run("up")
    lab.reach("many", "review", timeout="120s")
    expect(len(lab.prompts()), 1, "all in one turn")
    notes = notes_of(lab)
    expect([note for note in notes if "sub-agent" in note and not note.startswith("says")],
           ["starts a sub-agent: scripted helper"], "the lead reads of the sub-agent")
    claim(any("a command still running" in note for note in notes), "and of the command")
    asked = len([r for r in model_requests(log) if "Task `many`." in json.dumps(r["body"]) or "sub-agent is done" in json.dumps(r["body"])])
    claim(lab.row("many")["tokens"] >= asked * (USAGE[0] + USAGE[1]), "what the sub-agent used is counted too")
    lab.land("many")
    expect(lab.file_at("sub.txt"), "by another\n", "what the sub-agent wrote landed")
    lab.sound()


tell_stories()
