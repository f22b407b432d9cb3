"""What surrounds a session of the real codex: hooks that tell it early, permissions, conventions, a home of its own."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, script, story, tell_stories  # noqa: E402
from agents.real import model_requests, notes_of, said_to_model, use_codex  # noqa: E402


@story
def codex_hears_of_an_edit_out_of_scope_and_of_uncommitted_work_in_the_same_turn(lab):
    lab.start_repository({"README.md": "a project\n"})
    log = use_codex(lab)
    lab.config()
    lab.task("hooked", scope=["src/**"], body=script(
        "patch src/a.txt one", "patch doc/b.txt two", "say done", "sh rm -r doc", "commit Add a", "say really done"))
    lab.run("up")
    lab.reach("hooked", "review", timeout="120s")
    said = said_to_model(log)
    claim(any("'doc/b.txt' is outside of this task's scope (src/**)" in text for text in said), "the edit was told")
    claim(not any("'src/a.txt' is outside" in text for text in said), "and no other")
    claim(any("2 files are not committed: " in text for text in said), "uncommitted work was told")
    expect(len(lab.prompts()), 1, "all in one turn")
    claim(any("is told: 'doc/b.txt' is outside" in text for text in notes_of(lab)), "the lead can read it too")
    lab.land("hooked")
    expect(lab.file_at("src/a.txt"), "one\n", "what landed")
    claim("doc/b.txt" not in lab.paths_at(), "the stray file is gone")
    claim(not os.path.exists(os.path.join(lab.home, ".codex", "hooks.json")), "no hook in the lead's own settings")
    lab.sound()


@story
def codex_does_what_the_lead_allows_and_not_what_the_lead_refuses(lab):
    lab.start_repository({"README.md": "a project\n"})
    log = use_codex(lab)
    lab.agents["codex"]["permissions"] = "ask"
    lab.config()
    lab.task("careful", body=script("sh {{touch refused.txt}}", "sh {{touch allowed.txt}}", "commit Allow", "say done"))
    lab.run("up")
    answered = []
    while lab.state("careful") != "review":
        lab.until(lambda: lab.state("careful") in ("asking", "review"), "codex asks, or is done", timeout=120)
        for item in [i for i in lab.inbox() if i["kind"] == "question" and i["id"] not in answered]:
            claim(item["text"].startswith("may it do this: "), f"the question: {item['text']}")
            lab.refusal("answer", item["id"], "sure, but careful", status=2)
            lab.run("answer", item["id"], "No" if "refused" in item["text"] else "yes")
            answered.append(item["id"])
    claim("was refused: touch refused.txt" in notes_of(lab), "the lead can read what was refused")
    claim(len(answered) >= 2, "it asked for each")
    claim(any("rejected" in text or "declined" in text for text in said_to_model(log)), "the model heard the refusal")
    lab.land("careful")
    claim("allowed.txt" in lab.paths_at() and "refused.txt" not in lab.paths_at(), "only what was allowed was done")
    lab.sound()


@story
def the_leads_login_can_be_read_by_codex_and_not_written(lab):
    lab.start_repository({"README.md": "a project\n"})
    log = use_codex(lab)
    login = os.path.join(lab.home, ".codex", "auth.json")
    with open(login, "w", encoding="utf-8") as file:
        file.write('{"OPENAI_API_KEY":"sk-lead"}')
    lab.config()
    lab.task("thief", body=script(
        "sh {{grep -c sk-lead $CODEX_HOME/auth.json > $LAB/marks/read; (echo mine > $CODEX_HOME/auth.json) 2>/dev/null || "
        "touch $LAB/marks/refused; rm -f $CODEX_HOME/auth.json || touch $LAB/marks/kept}}",
        "patch a.txt one", "commit Add a", "say done"))
    lab.run("up")
    lab.reach("thief", "review", timeout="120s")
    expect(lab.marks_of("read"), ["1"], "the login was there")
    claim(lab.is_marked("refused") and lab.is_marked("kept"), "writing and removing were refused")
    with open(login, encoding="utf-8") as file:
        expect(file.read(), '{"OPENAI_API_KEY":"sk-lead"}', "the lead's login")
    lab.land("thief")
    for commit in lab.git("for-each-ref", "--format=%(objectname)", "refs/leadhand").split():
        claim("auth.json" not in lab.git("ls-tree", "-r", "--name-only", commit), "no checkpoint holds it")
    claim(len(model_requests(log)) > 0, "codex was at work")


def skill(name, marker):
    return f"---\nname: {name}\ndescription: {marker}\n---\nThe body of {name}.\n"


@story
def conventions_and_skills_reach_codex_without_a_file_in_the_leads_tree(lab):
    lab.start_repository({
        "AGENTS.md": "MARKER-A1\n",
        ".claude/skills/brew/SKILL.md": skill("brew", "MARKER-CLAUDE-SKILL"),
        ".agents/skills/both/SKILL.md": skill("both", "MARKER-AGENTS-SKILL"),
        ".claude/skills/both/SKILL.md": skill("both", "MARKER-HIDDEN"),
    })
    lab.write(".leadhand/skills/own/SKILL.md", skill("own", "MARKER-LEAD-SKILL"))
    os.symlink("/etc/passwd", lab.path(".leadhand/skills/own/passwd"))
    log = use_codex(lab)
    lab.config()
    lab.task("read", body=script("patch a.txt one", "commit Add a", "say done"))
    lab.run("up")
    lab.reach("read", "review", timeout="120s")
    said = said_to_model(log)[0]
    for marker in ("A1", "CLAUDE-SKILL", "AGENTS-SKILL", "LEAD-SKILL"):
        claim(f"MARKER-{marker}" in said, f"{marker} was told")
    claim("MARKER-HIDDEN" not in said, "what codex reads by itself hides the other of its name")
    home = next(os.path.join(folder, "agent") for folder, names, _ in os.walk(lab.cache) if "agent" in names)
    claim(not os.path.lexists(os.path.join(home, "skills", "own", "passwd")), "no link is followed")
    expect(lab.git("status", "--porcelain"), "", "the lead's tree")
    lab.land("read")
    lab.sound()


@story
def codex_reads_claude_md_where_there_is_no_agents_md(lab):
    lab.start_repository({"CLAUDE.md": "MARKER-CLAUDE\n"})
    log = use_codex(lab)
    lab.config()
    lab.task("read", body=script("patch a.txt one", "commit Add a", "say done"))
    lab.run("up")
    lab.reach("read", "review", timeout="120s")
    claim("MARKER-CLAUDE" in said_to_model(log)[0], "it was told")
    lab.land("read")


@story
def a_command_is_told_where_conventions_and_skills_are(lab):
    lab.start_repository({"AGENTS.md": "be kind\n", ".claude/skills/brew/SKILL.md": skill("brew", "MARKER")})
    lab.agent("reader", "cat > \"$LAB/marks/prompt\"\n"
              "cat /home/agent/.agents/skills/brew/SKILL.md > \"$LAB/marks/skill\"\necho x > x.txt\nsave x")
    lab.config()
    lab.task("read")
    lab.run("up")
    lab.reach("read", "review")
    prompt = "\n".join(lab.marks_of("prompt"))
    claim("Read before you begin: `AGENTS.md`" in prompt, "the instructions are named")
    claim("`/home/agent/.agents/skills/brew/SKILL.md`" in prompt, "the skill is named")
    claim("description: MARKER" in lab.marks_of("skill"), "and is there")
    lab.land("read")


tell_stories()
