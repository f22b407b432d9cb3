"""The agents' programs without leadhand: one turn of each, driven in the plainest way that it has.

`turn(lab, NAME, WORDS)` runs it in the lab's repository and gives back what it said, as text; `heard` is called with
each line as it comes, `server` is the MCP server that it is shown. By hand, in a scratch repository:
`python3 tests/agents/bare.py NAME 'SCRIPT: write a.txt hi; commit a; say done'`."""
import json
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import Failure, Lab, claim  # noqa: E402
from agents.real import AGENTS, command_of, use  # noqa: E402

LATE = 90
TOY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "toy_mcp.py")


def toy_log(lab):
    return os.path.join(lab.root, "toy.jsonl")


def begin(lab, name):
    """A repository with who commits in its own config: Gemini CLI hides the lead's from the commands that it runs."""
    lab.start_repository()
    lab.git("config", "user.name", "An Agent")
    lab.git("config", "user.email", "agent@example.org")
    return use(lab, name)


def toy_server(lab):
    return {"command": sys.executable, "args": [TOY], "env": {"TOY_LOG": toy_log(lab)}}


class Child:
    """A program whose lines are heard as they come, and that is ended where it takes too long."""

    def __init__(self, lab, argv, env, heard, stdin):
        self.process = subprocess.Popen(argv, cwd=lab.repo, env={**lab.env, **env}, text=True, stdin=stdin,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.heard, self.complaints = heard, []
        threading.Thread(target=lambda: self.complaints.extend(self.process.stderr), daemon=True).start()
        self.watchdog = threading.Timer(LATE, self.process.kill)
        self.watchdog.start()

    def lines(self):
        for line in self.process.stdout:
            self.heard(line)
            yield line

    def complaint(self):
        return "".join(self.complaints)[-2000:]

    def close(self):
        self.watchdog.cancel()
        self.process.kill()
        self.process.wait()


def run(lab, argv, env, heard):
    child = Child(lab, argv, env, heard, subprocess.DEVNULL)
    try:
        said = "".join(child.lines())
        if child.process.wait():
            raise Failure(f"{argv[0]} ended with {child.process.returncode}: {said[-2000:]}{child.complaint()}")
        return said
    finally:
        child.close()


def claude(lab, words, heard, server):
    shown = {"mcpServers": {"leadhand": {"type": "stdio", **server}}}
    return run(lab, [*command_of("claude"), "-p", words, "--output-format", "stream-json", "--verbose",
                     "--dangerously-skip-permissions", "--strict-mcp-config", "--mcp-config", json.dumps(shown)],
               {"IS_SANDBOX": "1"}, heard)


def codex(lab, words, heard, server):
    variables = ", ".join(f"{key} = {json.dumps(value)}" for key, value in server["env"].items())
    settings = [f"mcp_servers.leadhand.{key}={json.dumps(value)}"
                for key, value in {**server, "required": True}.items() if key != "env"]
    settings.append(f"mcp_servers.leadhand.env={{{variables}}}")
    return run(lab, [*command_of("codex"), "exec", "--json", "--dangerously-bypass-approvals-and-sandbox",
                     *[word for setting in settings for word in ("-c", setting)], words], {}, heard)


class Acp(Child):
    """A client that says yes to everything and keeps what it is told."""

    def __init__(self, lab, argv, heard):
        super().__init__(lab, argv, {}, heard, subprocess.PIPE)
        self.messages, self.number = [], 0

    def send(self, **message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def allow(self, message):
        options = message["params"]["options"]
        wanted = [option for option in options if option["kind"] == "allow_once"] or options
        self.send(id=message["id"], result={"outcome": {"outcome": "selected", "optionId": wanted[0]["optionId"]}})

    def ask(self, method, **params):
        self.number += 1
        self.send(id=self.number, method=method, params=params)
        for line in self.lines():
            message = json.loads(line)
            self.messages.append(message)
            if "method" not in message and message["id"] == self.number:
                claim("error" not in message, f"{method}: {message} {self.complaint()}")
                return message["result"]
            if message.get("method") == "session/request_permission":
                self.allow(message)
            elif "method" in message and "id" in message:
                self.send(id=message["id"], error={"code": -32601, "message": "no such method"})
        raise Failure(f"the agent went away at {method}: {self.complaint()}")


# The mode in which an agent lets nothing be asked, where the usual one would be in the way of a commit.
MODES = {"codex-acp": "agent-full-access", "claude-agent-acp": "acceptEdits"}


def acp(lab, name, words, heard, server):
    shown = {"name": "leadhand", **server, "env": [{"name": key, "value": value} for key, value in server["env"].items()]}
    client = Acp(lab, command_of(name), heard)
    try:
        client.ask("initialize", protocolVersion=1,
                   clientCapabilities={"fs": {"readTextFile": False, "writeTextFile": False}, "terminal": False})
        session = client.ask("session/new", cwd=lab.repo, mcpServers=[shown])["sessionId"]
        if name in MODES:
            client.ask("session/set_mode", sessionId=session, modeId=MODES[name])
        client.ask("session/prompt", sessionId=session, prompt=[{"type": "text", "text": words}])
    finally:
        client.close()
    return "\n".join(json.dumps(message) for message in client.messages)


def turn(lab, name, words, heard=lambda line: None, server=None):
    kind, shown = AGENTS[name][0], server or toy_server(lab)
    if kind == "acp":
        return acp(lab, name, words, heard, shown)
    return {"claude": claude, "codex": codex}[kind](lab, words, heard, shown)


if __name__ == "__main__":
    scratch = Lab()
    begin(scratch, sys.argv[1])
    print(turn(scratch, sys.argv[1], sys.argv[2]))
    print(scratch.git("log", "--stat", "--oneline"))
    for request in scratch.model.requests():
        print(request["n"], request["protocol"], request["kind"], request["status"], request.get("reply"), request.get("usage"))
    scratch.close()
    scratch.remove()
