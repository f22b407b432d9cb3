#!/usr/bin/env python3
"""An agent that speaks codex's protocol, quick and without a model, and watches how it is treated.

It edits in steps, reports tokens after each, and keeps a record outside of the workspace of
what it has done. Into marks/violations it writes what must never be: another agent at the same
task, an edit that is gone, a conversation that it does not know. LAB_AGENT_FAULT=N makes the
N-th step of all talkers of the lab the last thing that this process does.
"""
import fcntl
import json
import os
import signal
import subprocess
import sys

MARKS = os.path.join(os.environ["LAB"], "marks")
TASK = os.environ["LEADHAND_TASK"]
STEP_TOKENS = (1000, 100)


def record(name, text):
    with open(os.path.join(MARKS, name), "ab", buffering=0) as file:
        file.write((text + "\n").encode())


def records(name):
    path = os.path.join(MARKS, name)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


def send(**message):
    print(json.dumps(message), flush=True)


def notify(method, **params):
    send(method=method, params={"threadId": THREAD, **params})


def use_tokens(turn):
    """The thread's total goes on from where it stood, whoever speaks for it now."""
    record(f"usage-{THREAD}", turn)
    total = len(records(f"usage-{THREAD}"))
    numbers = [{"inputTokens": n * STEP_TOKENS[0], "cachedInputTokens": 0, "outputTokens": n * STEP_TOKENS[1]}
               for n in (total, 1)]
    notify("thread/tokenUsage/updated", turnId=turn, tokenUsage={"total": numbers[0], "last": numbers[1]})


def fault():
    """Every step passes here, and one of them is the last."""
    with open(os.path.join(MARKS, "steps"), "ab", buffering=0) as file:
        file.write(b".")
        number = file.tell()
    if number == int(os.environ.get("LAB_AGENT_FAULT", "0")):
        os.kill(os.getpid(), signal.SIGKILL)


def git(*args):
    return subprocess.run(["git", *args], check=True, capture_output=True, text=True).stdout


def lines_of(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


def edit(path, line):
    if line in lines_of(path):
        return
    with open(path, "a", encoding="utf-8") as file:
        file.write(line + "\n")


def step(path, line, turn):
    fault()
    edit(path, line)
    record(f"done-{TASK}", f"{path}\t{line}")
    use_tokens(turn)
    fault()


def look_for_what_was_done(is_red):
    for done in records(f"done-{TASK}"):
        path, line = done.split("\t")
        if line not in lines_of(path) and not (is_red and line == "draft"):
            record("violations", f"{TASK}: its edit '{line}' is gone")


def commit(message):
    git("add", "-A")
    if git("diff", "--cached", "--name-only"):
        git("commit", "-q", "-m", message)


def work(prompt, turn):
    path = TASK + ".txt"
    is_red = "A check is red" in prompt
    look_for_what_was_done(is_red)
    if is_red:
        kept = [line for line in lines_of(path) if line != "draft"]
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in kept))
        os.rename(path + ".new", path)
        step(path, "final", turn)
        commit("final")
    else:
        step(path, "one", turn)
        step(path, "two", turn)
        edit(path, "draft")
        commit("draft")
    fault()


def main():
    global THREAD
    turns = 0
    for line in sys.stdin:
        message = json.loads(line)
        method, params, number = message.get("method"), message.get("params", {}), message.get("id")
        if method == "initialize":
            send(id=number, result={"userAgent": "talker"})
        elif method == "hooks/list":
            send(id=number, result={"data": [{"cwd": params["cwds"][0], "hooks": []}]})
        elif method in ("thread/start", "thread/resume"):
            THREAD = params.get("threadId") or f"thread-of-{TASK}-{os.getpid()}"
            if method == "thread/start":
                record(f"threads-{TASK}", THREAD)
            elif THREAD not in records(f"threads-{TASK}"):
                record("violations", f"{TASK}: resumes '{THREAD}', which is not its own")
            send(id=number, result={"thread": {"id": THREAD}})
        elif method == "turn/start":
            turns += 1
            turn = f"{THREAD}-{os.getpid()}-{turns}"
            words = params["input"][0]["text"]
            record(f"prompts-{TASK}", json.dumps(words))
            send(id=number, result={"turn": {"id": turn}})
            notify("turn/started", turn={"id": turn})
            work(words, turn)
            notify("turn/completed", turn={"id": turn, "status": "completed"})


THREAD = ""
with open(os.path.join(MARKS, TASK + ".lock"), "ab") as lock:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        record("violations", f"{TASK}: two at once")
    record("turns", f"start {TASK} {os.getpid()}")
    main()
