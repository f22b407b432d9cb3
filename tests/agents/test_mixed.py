"""Ten sessions of different agents at once in one repository. With LAB_AGENTS=more of all agents that there are."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, script, story, tell_stories  # noqa: E402
from agents.real import use  # noqa: E402
from agents.story import next_minute  # noqa: E402

SETS = {"usual": ["claude", "codex", "gemini", "codex-acp"],
        "more": ["claude", "codex", "gemini", "codex-acp", "opencode", "claude-agent-acp", "pi-acp"]}
SESSIONS = 10
LATE = "300s"


@story
def ten_sessions_of_mixed_agents_end_right_for_all(lab):
    names = SETS[os.environ.get("LAB_AGENTS", "usual")]
    lab.start_repository()
    for name in names:
        use(lab, name)
    lab.config(limits={"sessions": SESSIONS},
               gates=[{"name": "words", "run": "! grep -l first note-*.txt 2>/dev/null || { echo a note is not its last; exit 1; }"}])
    tasks = {f"task-{number}": names[number % len(names)] for number in range(SESSIONS)}
    for task, name in tasks.items():
        note = f"note-{task}.txt"
        # Each is at work until all are, so that ten really run at once: the model lets it wait, for an agent (codex) waits
        # 10 s for a command and then goes on.
        lab.task(task, agent=name, scope=[note], body=script(
            f"write {note} first words", f"sh {{{{touch $LAB/marks/{task}}}}}", f"until {lab.marks}/go",
            f"commit Note {task}", "say it is done", f"edit {note} {{{{first words}}}} {{{{last words}}}}",
            f"commit Mend {task}", "say mended"))
    lab.run("up")
    lab.until(lambda: all(lab.is_marked(task) for task in tasks), "ten are at work at once", timeout=240)
    expect(len(lab.runners()), SESSIONS, "runners")
    for name in names:
        next_minute(lab, name)
    lab.mark("go")
    for task in tasks:
        lab.reach(task, "review", timeout=LATE)
        card = lab.json("show", task)
        expect([r["why"] for r in card["rounds"]], ["first", "gate_red"], f"the turns of {task}, by {tasks[task]}")
        lab.run("approve", task)
    for task in tasks:
        lab.reach(task, "landed", timeout=LATE)
        expect(lab.file_at(f"note-{task}.txt"), "last words\n", f"what {task} landed")
    authors = lab.git("log", f"-{SESSIONS}", "--format=%(trailers:key=Leadhand-Agent,valueonly,separator=%x20)").split("\n")
    expect(sorted(authors), sorted(tasks.values()), "whose work landed")
    sessions = [row["session"] for row in lab.status()["tasks"]]
    expect(len(set(sessions)), SESSIONS, "a session each")
    claim(not lab.workers(), "nothing of them is left")
    lab.sound()


tell_stories()
