"""The tools against the protocol's own programs: the inspector, and what of the conformance tool applies to them.

The conformance tool speaks HTTP only, so tools_bridge.py stands between."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from agents.real import find  # noqa: E402
from lab import claim, expect, program, story, tell_stories  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = ["ask", "report", "decisions", "skill", "reserve", "delegate"]
# What asks for tools, resources and prompts of fixed names, or for what a server may leave out, does not apply.
SCENARIOS = ["server-initialize", "ping", "tools-list", "logging-set-level"]


def begin(lab):
    """A session that waits; where its runner's door is."""
    lab.start_repository()
    lab.write(".leadhand/skills/release/SKILL.md", "---\ndescription: how we release\n---\nTag it.\n")
    lab.agent("sleeper", 'echo "$LEADHAND_DOOR" >"$LAB/marks/door"; hold go; echo x >f.txt; save "f"')
    lab.config()
    lab.task("wait")
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the session waits")
    doors = [os.path.join(folder, name) for folder, _, names in os.walk(lab.root) for name in names if name == "door.sock"]
    expect(len(doors), 1, "doors")
    return doors[0]


def end(lab):
    lab.mark("go")
    lab.reach("wait", "review")
    lab.sound()


def inspect(lab, door, *words, status=0):
    # The inspector hands its own environment on only where it is told to.
    run = subprocess.run([find("mcp-inspector"), "--cli", "-e", f"LEADHAND_DOOR={door}", program(), "tools", *words],
                         env=lab.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         timeout=60)
    claim((run.returncode == 0) == (status == 0), f"{words}: status {run.returncode}: {run.stdout} {run.stderr}")
    return json.loads(run.stdout) if status == 0 else run.stdout + run.stderr


def call(lab, door, name, *arguments):
    words = [word for argument in arguments for word in ("--tool-arg", argument)]
    answer = inspect(lab, door, "--method", "tools/call", "--tool-name", name, *words)
    return answer.get("isError", False), answer["content"][0]["text"]


@story
def the_inspector_lists_and_calls_them(lab):
    door = begin(lab)
    expect([tool["name"] for tool in inspect(lab, door, "--method", "tools/list")["tools"]], TOOLS, "the tools")
    expect(call(lab, door, "skill"), (False, "- release: how we release\n"), "skills")
    expect(call(lab, door, "skill", "name=release")[1].split("\n")[0], "Tag it.", "a skill")
    expect(call(lab, door, "ask", "text=Which?", 'options=["a","b"]', "default=2"), (False, "The answer: b"), "a question")
    is_error, text = call(lab, door, "report", "outcome=splendid", "text=x")
    claim(is_error and "done, blocked, impossible" in text, text)
    expect(call(lab, door, "report", "outcome=done", "text=all is well")[0], False, "a report")
    claim("there is no tool 'land'" in inspect(lab, door, "--method", "tools/call", "--tool-name", "land", status=1),
          "no tool of that name")
    end(lab)
    card = lab.json("show", "wait")
    expect(([(q["text"], q["state"]) for q in card["questions"]], card["report"]), ([("Which?", "defaulted")], "all is well"),
           "what reached the lead")


def conforms(lab):
    door = begin(lab)
    port = os.path.join(lab.root, "bridge.port")
    lab.serve([sys.executable, os.path.join(HERE, "tools_bridge.py"), port, "env", f"LEADHAND_DOOR={door}", program(), "tools"])
    lab.until(lambda: os.path.exists(port) and os.path.getsize(port), "the bridge says its port")
    with open(port, encoding="ascii") as file:
        url = f"http://127.0.0.1:{int(file.read())}/mcp"
    for name in SCENARIOS:
        run = subprocess.run([find("mcp-conformance"), "server", "--url", url, "--scenario", name], env=lab.env, cwd=lab.root,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        claim(run.returncode == 0, f"{name}: status {run.returncode}: {run.stdout[-3000:]}")
        claim("passed" in run.stdout.lower(), f"{name}: {run.stdout[-3000:]}")
    end(lab)


if os.environ.get("LAB_AGENTS") == "more":
    story(conforms)

tell_stories()
