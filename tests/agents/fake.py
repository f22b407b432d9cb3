"""fake_acp.py as the only agent of a lab, and what was heard and written down of it."""
import json
import os
import shutil

from lab import script

HERE = os.path.dirname(os.path.abspath(__file__))
COMMIT = "sh git add -A && git commit -q -m work"
# Red after the first turn, green after the second.
TWICE = ("sh test -e new.txt && echo right > new.txt || echo wrong > new.txt", COMMIT)
RIGHT = {"name": "right", "run": "[ ! -e new.txt ] || grep -q right new.txt"}


def begin(lab, words="", rounds=2, run=None, **agent):
    """A lab whose only agent is the fake one, with these words for what happens before a prompt."""
    lab.start_repository()
    fake = shutil.copy(os.path.join(HERE, "fake_acp.py"), os.path.join(lab.root, "agents", "fake-acp"))
    os.chmod(fake, 0o755)
    lab.env["FAKE_ACP"] = words
    lab.agents["fake"] = {"kind": "acp", "run": run or [fake], **agent}
    lab.config(sandbox={"env": ["LAB", "FAKE_ACP"]}, limits={"rounds": rounds}, gates=[RIGHT])


def start(lab, *steps, name="work", **task):
    lab.task(name, body=script(*steps), **task)
    lab.run("up")


def journal(lab, kind):
    """The lines of that kind of all jobs, in their order."""
    jobs, found = lab.path(".git", "leadhand", "jobs"), []
    for job in sorted(os.listdir(jobs), key=int):
        path = os.path.join(jobs, job, "out.jsonl")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                found += [line for line in map(json.loads, file) if line["kind"] == kind]
    return found


def notes(lab):
    return [line["text"] for line in journal(lab, "note")]


def heard(lab, method=None):
    lines = [json.loads(line) for line in lab.marks_of("heard.jsonl")]
    return [line for line in lines if line.get("method") == method] if method else lines


def end(lab, outcome):
    """Wait until a turn of the agent is over, and give its line."""
    ends = lab.until(lambda: [line for line in journal(lab, "ended") if line.get("outcome") == outcome],
                     f"a turn that is {outcome}")
    return ends[0]
