"""The agents' programs without leadhand: one turn of each, driven in the plainest way that it has.

`turn(lab, NAME, WORDS)` runs it in the lab's repository and gives back what it said, as text; by hand, in a scratch
repository: `python3 tests/agents/bare.py NAME 'SCRIPT: write a.txt hi; commit a; say done'`."""
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


def run(lab, argv, env):
    done = subprocess.run(argv, cwd=lab.repo, env={**lab.env, **env}, text=True, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=LATE)
    if done.returncode:
        raise Failure(f"{argv[0]} ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def claude(lab, words):
    toy = {"mcpServers": {"leadhand": {"type": "stdio", "command": sys.executable, "args": [TOY],
                                       "env": {"TOY_LOG": toy_log(lab)}}}}
    return run(lab, [*command_of("claude"), "-p", words, "--output-format", "stream-json", "--verbose",
                     "--dangerously-skip-permissions", "--strict-mcp-config", "--mcp-config", json.dumps(toy)],
               {"IS_SANDBOX": "1"})


def codex(lab, words):
    toy = {"command": sys.executable, "args": [TOY], "required": True}
    settings = [f"mcp_servers.leadhand.{key}={json.dumps(value)}" for key, value in toy.items()]
    settings.append(f'mcp_servers.leadhand.env={{TOY_LOG="{toy_log(lab)}"}}')
    return run(lab, [*command_of("codex"), "exec", "--json", "--dangerously-bypass-approvals-and-sandbox",
                     *[word for setting in settings for word in ("-c", setting)], words], {})


class Acp:
    """A client that says yes to everything and keeps what it is told."""

    def __init__(self, lab, argv):
        self.child = subprocess.Popen(argv, cwd=lab.repo, env=lab.env, text=True, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.heard, self.number = [], 0
        self.complaints = []
        threading.Thread(target=lambda: self.complaints.extend(self.child.stderr), daemon=True).start()
        self.watchdog = threading.Timer(LATE, self.child.kill)
        self.watchdog.start()

    def send(self, **message):
        self.child.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.child.stdin.flush()

    def allow(self, message):
        options = message["params"]["options"]
        wanted = [option for option in options if option["kind"] == "allow_once"] or options
        self.send(id=message["id"], result={"outcome": {"outcome": "selected", "optionId": wanted[0]["optionId"]}})

    def ask(self, method, **params):
        self.number += 1
        self.send(id=self.number, method=method, params=params)
        for line in self.child.stdout:
            message = json.loads(line)
            self.heard.append(message)
            if "method" not in message and message["id"] == self.number:
                claim("error" not in message, f"{method}: {message} {''.join(self.complaints)[-2000:]}")
                return message["result"]
            if message.get("method") == "session/request_permission":
                self.allow(message)
            elif "method" in message and "id" in message:
                self.send(id=message["id"], error={"code": -32601, "message": "no such method"})
        raise Failure(f"the agent went away at {method}: {''.join(self.complaints)[-2000:]}")

    def close(self):
        self.watchdog.cancel()
        self.child.kill()
        self.child.wait()


# The mode in which an agent lets nothing be asked, where the usual one would be in the way of a commit.
MODES = {"codex-acp": "agent-full-access", "claude-agent-acp": "acceptEdits"}


def acp(lab, name, words):
    toy = {"name": "leadhand", "command": sys.executable, "args": [TOY],
           "env": [{"name": "TOY_LOG", "value": toy_log(lab)}]}
    client = Acp(lab, command_of(name))
    try:
        client.ask("initialize", protocolVersion=1,
                   clientCapabilities={"fs": {"readTextFile": False, "writeTextFile": False}, "terminal": False})
        session = client.ask("session/new", cwd=lab.repo, mcpServers=[toy])["sessionId"]
        if name in MODES:
            client.ask("session/set_mode", sessionId=session, modeId=MODES[name])
        client.ask("session/prompt", sessionId=session, prompt=[{"type": "text", "text": words}])
    finally:
        client.close()
    return "\n".join(json.dumps(message) for message in client.heard)


def turn(lab, name, words):
    kind = AGENTS[name][0]
    return acp(lab, name, words) if kind == "acp" else {"claude": claude, "codex": codex}[kind](lab, words)


if __name__ == "__main__":
    scratch = Lab()
    begin(scratch, sys.argv[1])
    print(turn(scratch, sys.argv[1], sys.argv[2]))
    print(scratch.git("log", "--stat", "--oneline"))
    for request in scratch.model.requests():
        print(request["n"], request["protocol"], request["kind"], request["status"], request.get("reply"), request.get("usage"))
    scratch.close()
    scratch.remove()
