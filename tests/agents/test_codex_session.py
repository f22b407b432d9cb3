"""What surrounds a session of the real codex: hooks that tell it early, permissions, conventions, a home of its own."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, model_requests, script, story, tell_stories, use_codex  # noqa: E402


def said_to_model(log):
    """All that stood in the requests, as text, in their order."""
    return [json.dumps(request["body"]) for request in model_requests(log)]


def notes_of(lab):
    found = []
    jobs = lab.path(".git", "leadhand", "jobs")
    for job in sorted(os.listdir(jobs), key=int):
        with open(os.path.join(jobs, job, "out.jsonl"), encoding="utf-8") as file:
            found += [line for line in map(json.loads, file) if line["kind"] == "note"]
    return [line["text"] for line in found]


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


tell_stories()
