"""`leadhand hook`, as an agent's program runs it: it hands on what leadhand says, and never stands in the way."""
import json
import os
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, program, story, tell_stories  # noqa: E402


class Door:
    """A runner's door that keeps what it hears and answers the same to all; None: never."""

    def __init__(self, lab, answer):
        self.path = os.path.join(lab.root, "door.sock")
        self.heard, self.answer, self.open = [], answer, []
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(self.path)
        self.socket.listen()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            self.heard.append(json.loads(caller.makefile().readline()))
            self.open.append(caller)
            if self.answer is not None:
                caller.sendall(json.dumps(self.answer).encode() + b"\n")
                caller.close()


def hook(lab, text, door=None):
    env = {**lab.env, **({"LEADHAND_DOOR": door} if door else {})}
    return subprocess.run([program(), "hook"], input=text, cwd=lab.repo, env=env, text=True, capture_output=True, timeout=30)


def edit(path):
    return json.dumps({"hook_event_name": "PostToolUse", "tool_name": "Write", "cwd": "/w", "tool_input": {"file_path": path}})


@story
def what_leadhand_says_goes_to_standard_error_with_the_status_that_the_programs_know(lab):
    lab.start_repository()
    door = Door(lab, {"say": "undo that"})
    done = hook(lab, edit("src/a.c"), door.path)
    expect((done.returncode, done.stdout, done.stderr), (2, "", "undo that\n"), "the hook")
    expect((door.heard[0]["event"], door.heard[0]["paths"]), ("PostToolUse", ["/w/src/a.c"]), "the word")


@story
def at_the_end_of_a_turn_it_says_what_is_not_committed(lab):
    lab.start_repository({"README.md": "a project\n", ".gitignore": "out/\n"})
    door = Door(lab, {"say": ""})
    for path in ("README.md", "fresh.txt", "out/made.o"):
        lab.write(path, "changed\n")
    lab.git("config", "core.fsmonitor", "touch ran; false")
    done = hook(lab, json.dumps({"hook_event_name": "Stop", "cwd": lab.repo}), door.path)
    expect((done.returncode, done.stderr), (0, ""), "nothing to say")
    expect((sorted(door.heard[0]["loose"]), door.heard[0]["loose_count"]), (["README.md", "fresh.txt"], 2), "what is loose")
    claim(not os.path.exists(lab.path("ran")), "nothing that the repository names was run")


@story
def whatever_is_wrong_it_ends_quietly_and_soon(lab):
    lab.start_repository()
    silent = Door(lab, None)
    for name, text, door in (
            ("no door", edit("a"), None), ("a door that is gone", edit("a"), "/nowhere/door.sock"),
            ("no JSON", "{" * 100000, silent.path), ("nothing", "", silent.path), ("a list", "[1]", silent.path),
            ("another event", '{"hook_event_name":"SessionStart"}', silent.path),
            ("too much", '{"hook_event_name":"Stop","x":"' + "a" * (9 << 20) + '"}', silent.path),
            ("a runner that does not answer", edit("a"), silent.path)):
        began = time.monotonic()
        done = hook(lab, text, door)
        expect((done.returncode, done.stdout, done.stderr), (0, "", ""), name)
        claim(time.monotonic() - began < 8, f"{name}: it took too long")


tell_stories()
