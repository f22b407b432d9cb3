#!/usr/bin/env python3
"""An agent that plays a part: it speaks codex's app-server protocol (as recorded) and does what its task's text says.

A line `DO: STEP; STEP` of the prompt is the part. A step is one of
  run COMMAND            runs it, and tells the call and its result
  same N COMMAND         tells N calls of a command with one result, and runs nothing
  loop COMMAND           the same until it is told something, or stopped
  stubborn COMMAND       the same until it is stopped
  edit PATH              tells an edit
  say WORDS
  silent                 nothing, until it is stopped
  crash                  ends in the middle
  refuse KIND            the provider fails the turn: unauthorized, serverOverloaded, ...
and `once STEP` is done in the task's first start only, `later STEP` in all others.
"""
import json
import os
import select
import subprocess
import sys

MARKS = os.path.join(os.environ["LAB"], "marks")
PACE = 0.02


class Part:
    def __init__(self):
        self.thread, self.turn = "01a2-" + os.environ.get("LEADHAND_SESSION", "0"), None
        self.stopped, self.told, self.count, self.buffer = False, [], 0, b""

    def tell(self, method, **params):
        print(json.dumps({"method": method, "params": {"threadId": self.thread, "turnId": self.turn, **params}}), flush=True)

    def end(self, status, error=None):
        self.tell("turn/completed", turn={"id": self.turn, "status": status, "error": error})
        self.turn = None

    def item(self, kind, result=None, status="completed", code=0, **fields):
        self.count += 1
        item = {"type": kind, "id": f"i{os.getpid()}-{self.count}", **fields}
        self.tell("item/started", item=dict(item))
        if kind == "commandExecution":
            item.update(status=status, exitCode=code, aggregatedOutput=result)
        self.tell("item/completed", item={**item, "status": status})

    # What comes in.

    def lines(self, patience):
        """What was said meanwhile; with None it waits for something."""
        ready, _, _ = select.select([0], [], [], patience)
        if not ready:
            return []
        data = os.read(0, 65536)
        if not data:
            sys.exit(0)
        *whole, self.buffer = (self.buffer + data).split(b"\n")
        return [json.loads(line) for line in whole if line.strip()]

    def hear(self, patience=0.0):
        started = None
        for message in self.lines(patience):
            method, number, params = message.get("method"), message.get("id"), message.get("params") or {}
            result = {}
            if method in ("thread/start", "thread/resume"):
                result = {"thread": {"id": self.thread}}
            elif method == "turn/start":
                started, self.turn = params["input"][0]["text"], f"t{os.getpid()}"
                result = {"turn": {"id": self.turn}}
            elif method == "turn/steer":
                self.told.append(params["input"][0]["text"])
            elif method == "turn/interrupt":
                self.stopped = True
            if number is not None and method:
                print(json.dumps({"id": number, "result": result}), flush=True)
        return started

    def goes_on(self):
        self.hear(PACE)
        return not self.stopped

    # What it does.

    def do_run(self, words):
        done = subprocess.run(["sh", "-c", words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        self.item("commandExecution", command=words, commandActions=[], result=done.stdout,
                  status="failed" if done.returncode else "completed", code=done.returncode)

    def claim(self, words):
        self.item("commandExecution", command=words, commandActions=[], result="3 failed", status="failed", code=1)

    def do_same(self, words):
        times, _, command = words.partition(" ")
        for _ in range(int(times)):
            self.claim(command)

    def do_loop(self, words):
        while not self.told and self.goes_on():
            self.claim(words)
        with open(os.path.join(MARKS, "told"), "a", encoding="utf-8") as file:
            file.write("".join(text + "\n" for text in self.told))

    def do_stubborn(self, words):
        while self.goes_on():
            self.claim(words)

    def do_edit(self, words):
        self.item("fileChange", changes=[{"path": words, "kind": "update", "diff": ""}])

    def do_say(self, words):
        self.tell("item/completed", item={"type": "agentMessage", "id": "m", "text": words})

    def do_silent(self, _):
        while not self.stopped:
            self.hear(None)

    def do_crash(self, _):
        print("out of luck", file=sys.stderr)
        os._exit(9)

    def do_refuse(self, words):
        error = {"message": f"unexpected status: {words}", "codexErrorInfo": words}
        self.tell("error", error=error, willRetry=False)
        self.end("failed", error)
        self.stopped = True

    def play(self, prompt, start):
        self.tell("turn/started", turn={"id": self.turn})
        for step in remembered(prompt).split("; "):
            verb, _, words = step.strip().partition(" ")
            if verb in ("once", "later"):
                if (verb == "once") != (start == 1):
                    continue
                verb, _, words = words.partition(" ")
            self.hear()
            if self.stopped:
                break
            getattr(self, "do_" + verb)(words)
        if self.turn:
            self.end("interrupted" if self.stopped else "completed")
        self.stopped = False


def remembered(prompt):
    """The part, which only the first prompt of a conversation tells."""
    path = os.path.join(MARKS, "part." + os.environ["LEADHAND_TASK"])
    steps = [line[4:] for line in prompt.split("\n") if line.startswith("DO: ")]
    with open(path, "a+", encoding="utf-8") as file:
        file.write(steps[0] if steps and not file.tell() else "")
        file.seek(0)
        return file.read() or "say nothing to do"


def starts():
    """Which start of this task it is."""
    path = os.path.join(MARKS, "starts." + os.environ["LEADHAND_TASK"])
    with open(path, "a+", encoding="utf-8") as file:
        file.write("start\n")
        file.seek(0)
        return len(file.readlines())


def main():
    part, start = Part(), starts()
    while True:
        prompt = part.hear(None)
        if prompt is not None:
            part.play(prompt, start)


main()
