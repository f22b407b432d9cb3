"""The client of the Agent Client Protocol against what others have made of it: the protocol's schema, its own example agent."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from agents import fake  # noqa: E402
from agents.real import find  # noqa: E402
from lab import claim, expect, story, tell_stories  # noqa: E402


def modules():
    """The folder of npm's packages that the example agent is one of."""
    return os.path.dirname(os.path.dirname(os.path.realpath(find("acp-example"))))


@story
def all_that_is_sent_is_as_the_schema_has_it(lab):
    packages = modules()
    fake.begin(lab, "login,modes,name=gemini-cli")
    fake.start(lab, *fake.TWICE, "noise", "always", "closed", "write extra.txt x", fake.COMMIT, "form Colour? blue green",
               "hold on", "say done")
    item = lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "question"], "a question")[0]
    lab.run("answer", item["id"], "--option", "1")
    lab.until(lambda: lab.is_marked("on.held"), "it is in mid-turn")
    lab.run("cancel", "work")
    lab.until(lambda: not lab.agents_running(), "it is gone")
    sent = {line.get("method") for line in fake.heard(lab)}
    expect(sent, {None, "initialize", "authenticate", "session/new", "session/set_mode", "session/prompt", "session/cancel"},
           "what was sent")
    done = subprocess.run(["node", os.path.join(HERE, "acp_schema.cjs"), packages,
                           os.path.join(packages, "@agentclientprotocol", "sdk", "schema", "schema.json"),
                           os.path.join(lab.marks, "heard.jsonl")], capture_output=True, text=True, check=False)
    expect(done.stderr, "", "the checker")
    lines = done.stdout.strip().split("\n")
    expect(lines[:-1], [], "what is not as the schema has it")
    claim(int(lines[-1].split()[0]) >= 10, lines)


@story
def the_protocols_example_agent_is_driven(lab):
    lab.start_repository()
    lab.agents["example"] = {"kind": "acp", "run": [os.path.realpath(find("acp-example"))]}
    lab.config(limits={"rounds": 1})
    lab.task("work")
    lab.run("up")
    ended = fake.end(lab, "done")
    expect(ended["text"], "", "how it ended")
    said = fake.notes(lab)
    claim(any("I'll help you with that" in note for note in said), said)
    claim("reads: /project/README.md" in said, said)
    claim(any(note.startswith("asks to be allowed: Modifying critical configuration file") for note in said), said)
    claim("edits: /home/user/project/config.json" in said, said)


if __name__ == "__main__":
    tell_stories()
