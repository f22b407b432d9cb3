#!/usr/bin/env python3
"""An agent that speaks the Agent Client Protocol without a model, and misbehaves when it is told to.

What it does stands in the last line of its conversation that begins with SCRIPT:, as steps with "; " between them. All
that it hears is written into marks/heard.jsonl; conversations are kept in marks, so that another process goes on.
FAKE_ACP holds words, with "," between them, for what happens before a prompt: old (no resume, load tells the
history again), late (and after its response), new (neither), v2, login (session/new needs it), person (a login that
a person has to make), modes, deaf (a closed standard input does not end it), name=NAME (what it calls itself).
"""
import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback

MARKS = os.path.join(os.environ["LAB"], "marks")
WORDS = os.environ.get("FAKE_ACP", "").split(",")
OUT = os.fdopen(1, "wb", buffering=0)
LOCK = threading.Lock()
ANSWERS, NEWS = {}, threading.Condition()
STATE = {"count": 0, "login": False, "cancelled": False, "session": None, "log": []}


def write(data):
    with LOCK:
        OUT.write(data)


def send(**message):
    write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")


def update(update_kind, /, **fields):
    told = {"sessionUpdate": update_kind, **fields}
    STATE["log"].append(told)
    send(method="session/update", params={"sessionId": STATE["session"], "update": told})


def say(text, **more):
    update("agent_message_chunk", content={"type": "text", "text": text}, **more)


def ask(method, **params):
    """A request to the client, and its result; ids count from 0 like the client's own would."""
    with NEWS:
        number, STATE["count"] = STATE["count"], STATE["count"] + 1
    send(id=number, method=method, params={"sessionId": STATE["session"], **params})
    with NEWS:
        NEWS.wait_for(lambda: number in ANSWERS)
        return ANSWERS.pop(number)


class Stop(Exception):
    """The turn is over: a stop reason, or an error."""

    def __init__(self, reason=None, code=0, text=""):
        super().__init__(text)
        self.reason, self.code, self.text = reason, code, text


def permit(call, options=("allow_once", "allow_always", "reject_once")):
    answer = ask("session/request_permission", toolCall={**call, "status": "pending"}, options=[
        {"optionId": f"my-{kind}", "name": kind, "kind": kind} for kind in options])
    outcome = answer.get("result", {}).get("outcome", {})
    if outcome.get("outcome") == "cancelled" and STATE["cancelled"]:
        raise Stop("cancelled")
    chosen = outcome.get("optionId", outcome.get("outcome"))
    with open(os.path.join(MARKS, "chosen"), "a", encoding="utf-8") as file:
        file.write(f"{chosen}\n")
    return str(chosen).startswith("my-allow")


def write_file(name, text):
    path, call = os.path.join(os.getcwd(), name), f"write-{name}"
    piece = {"toolCallId": call, "title": f"Write {name}", "kind": "edit", "rawInput": {"path": path},
             "content": [{"type": "diff", "path": path, "oldText": None, "newText": text}]}
    update("tool_call", status="pending", **{**piece, "rawInput": {}})
    if permit(piece):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        update("tool_call_update", toolCallId=call, status="completed", rawOutput="written")
    else:
        update("tool_call_update", toolCallId=call, status="failed")


def run(command):
    STATE["count"] += 1
    call = f"run-{STATE['count']}"
    update("tool_call", toolCallId=call, title=command, kind="execute", status="in_progress",
           rawInput={"command": command}, content=[{"type": "terminal", "terminalId": "nobody-made-it"}])
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    update("tool_call_update", toolCallId=call, status="failed" if done.returncode else "completed",
           content=[{"type": "content", "content": {"type": "text", "text": done.stdout + done.stderr}}],
           rawOutput={"exit_code": done.returncode})


def form(question, *choices):
    answer = ask("elicitation/create", mode="form", message=question, requestedSchema={
        "type": "object", "properties": {"choice": {"type": "string", "oneOf": [
            {"const": word.upper(), "title": word} for word in choices]}}})["result"]
    say(f"Answer: {answer.get('content', {}).get('choice', answer['action'])}.")


def hold(name):
    with open(os.path.join(MARKS, name + ".held"), "w", encoding="utf-8"):
        pass
    while not os.path.exists(os.path.join(MARKS, name)):
        time.sleep(0.02)
        if STATE["cancelled"]:
            raise Stop("cancelled")


def in_pieces():
    text = json.dumps({"jsonrpc": "2.0", "method": "session/update", "params": {
        "sessionId": STATE["session"], "update": {"sessionUpdate": "agent_message_chunk", "content": {
            "type": "text", "text": "sp\u00e9l\u2028it \U0001f600"}}}}, ensure_ascii=False).encode() + b"\n"
    for at in range(0, len(text), 5):
        write(text[at:at + 5])
        time.sleep(0.001)


def noise():
    """All that a client has to get over, and nothing that it has to act upon."""
    write(b"npm warn this is no JSON\n\n\r\n")
    write(b'{"half": \n')
    send(method="_vendor/thing", params={"a": 1})
    update("from_the_future", x={"y": [1, None]})
    update("available_commands_update", availableCommands=[])
    update("agent_thought_chunk", content={"type": "text", "text": "a secret thought"})
    update("tool_call_update", toolCallId="never-began")
    send(method="session/update", params={"sessionId": "another", "update": {
        "sessionUpdate": "agent_message_chunk", "content": {"type": "text", "text": "of another session"}}})
    send(id="mine", method="fs/read_text_file", params={"sessionId": STATE["session"], "path": "/etc/passwd"})
    send(id=None, method="terminal/create", params={"sessionId": STATE["session"], "command": "true"})
    send(id=77, result={"stopReason": "refusal"})
    line = json.dumps({"jsonrpc": "2.0", "method": "session/update", "params": {
        "sessionId": STATE["session"], "update": {"sessionUpdate": "agent_message_chunk", "content": {
            "type": "text", "text": "with a carriage return"}}}})
    write(line.encode() + b"\r\n")


def usage(used, size, cost):
    update("usage_update", used=int(used), size=int(size), cost={"amount": float(cost), "currency": "USD"})


def child():
    update("tool_call", toolCallId="task", title="task", kind="think", status="in_progress",
           rawInput={"description": "look around"})
    update("agent_message_chunk", content={"type": "text", "text": "from below"},
           _meta={"claudeCode": {"parentToolUseId": "task"}})
    update("tool_call_update", toolCallId="task", status="completed")


def retry(number):
    update("session_info_update", _meta={"jetbrains": {"air": {"sessionFailure": {
        "severity": "warning", "category": "connection", "title": f"Reconnecting, attempt {number} of 10."}}}})


def plan():
    update("plan", entries=[{"content": "read", "priority": "high", "status": "completed"},
                            {"content": "write", "priority": "low", "status": "in_progress"}])


def fail(code, *words):
    raise Stop(code=int(code), text=" ".join(words))


def stop(reason):
    raise Stop(reason)


STEPS = {"say": lambda *words: say(" ".join(words)), "write": lambda name, *words: write_file(name, " ".join(words)),
         "sh": lambda *words: run(" ".join(words)), "form": form, "hold": hold, "pieces": in_pieces, "noise": noise,
         "big": lambda size: say("x" * int(size)), "usage": usage, "child": child, "retry": retry, "plan": plan,
         "fail": fail, "stop": stop, "crash": lambda status: os._exit(int(status)),
         "notice": lambda *words: update("notice", severity="warning", title=" ".join(words)),
         "always": lambda: permit({"toolCallId": "odd"}, ("reject_always", "allow_always")),
         "closed": lambda: permit({"toolCallId": "closed", "title": "a thing"}, ("reject_once",)),
         "twice": lambda: STATE.update(twice=True), "after": lambda: STATE.update(after=True)}


def told():
    """All that the person has said in this conversation."""
    return "\n".join(piece["content"]["text"] for piece in STATE["log"] if piece["sessionUpdate"] == "user_message_chunk")


def play(text):
    scripts = [line for line in text.split("\n") if line.startswith("SCRIPT:")]
    for step in (scripts[-1][len("SCRIPT:"):].split(";") if scripts else ["say nothing to do"]):
        word, *rest = step.split()
        if STATE["cancelled"]:
            raise Stop("cancelled")
        STEPS[word](*rest)


def save():
    with open(os.path.join(MARKS, STATE["session"]), "w", encoding="utf-8") as file:
        json.dump(STATE["log"], file)


def prompt(number, params):
    result, error = {"stopReason": "end_turn"}, None
    text = "\n".join(block["text"] for block in params["prompt"] if block["type"] == "text")
    STATE["log"].append({"sessionUpdate": "user_message_chunk", "content": {"type": "text", "text": text}})
    save()
    try:
        play(told())
    except Stop as end:
        result["stopReason"] = end.reason
        error = {"code": end.code, "message": end.text} if end.code else None
    except Exception:
        traceback.print_exc()
        os._exit(99)
    result["usage"] = {"inputTokens": 1000, "outputTokens": 34, "cachedReadTokens": 200, "totalTokens": 1234}
    save()
    for _ in range(2 if STATE.get("twice") else 1):
        send(id=number, **({"error": error} if error else {"result": result}))
    if STATE.get("after"):
        say("said after the end")


def initialize(_):
    able = {"loadSession": "new" not in WORDS}
    if not {"old", "late", "new"} & set(WORDS):
        able["sessionCapabilities"] = {"resume": {}}
    name = [word[5:] for word in WORDS if word.startswith("name=")]
    login = [{"id": "sign-in", "name": "Sign in"}] if "person" in WORDS else [{"id": "my-api-key", "name": "Key"}]
    return {"protocolVersion": 2 if "v2" in WORDS else 1, "agentCapabilities": able, "authMethods": login,
            "agentInfo": {"name": name[0] if name else "fake-acp", "version": "1"},
            "_meta": {"steering": {"supported": True}}}


def opened():
    found = {}
    if "modes" in WORDS:
        found["modes"] = {"currentModeId": "default", "availableModes": [
            {"id": word, "name": word} for word in ("default", "yolo")]}
    return found


def session_new(_):
    if {"login", "person"} & set(WORDS) and not STATE["login"]:
        raise Stop(code=-32000, text="Authentication required")
    STATE["session"] = f"fake-{time.time_ns()}"
    return {"sessionId": STATE["session"], **opened()}


def session_load(params):
    path = os.path.join(MARKS, params["sessionId"])
    if not os.path.exists(path) or "lost" in WORDS:
        raise Stop(code=-32002, text="Resource not found")
    STATE["session"] = params["sessionId"]
    with open(path, encoding="utf-8") as file:
        STATE["log"] = json.load(file)
    return opened()


def replay():
    for told in list(STATE["log"]):
        send(method="session/update", params={"sessionId": STATE["session"], "update": told})


def login(_):
    STATE["login"] = True
    return {}


METHODS = {"initialize": initialize, "session/new": session_new, "session/load": session_load,
           "session/resume": session_load, "authenticate": login, "session/set_mode": lambda _: {},
           "_session/steering": lambda params: say(f"heard: {params['prompt'][0]['text']}") or {"outcome": "injected"}}


def serve(message):
    method, number, params = message.get("method"), message.get("id"), message.get("params") or {}
    if method is None:
        with NEWS:
            ANSWERS[number] = message
            NEWS.notify_all()
    elif method == "session/cancel":
        STATE["cancelled"] = True
    elif method == "session/prompt":
        threading.Thread(target=prompt, args=(number, params), daemon=True).start()
    elif number is not None:
        try:
            result = METHODS[method](params)
            if method == "session/load" and "late" not in WORDS:
                replay()
            send(id=number, result=result)
            if method == "session/load" and "late" in WORDS:
                replay()
                update("available_commands_update", availableCommands=[])
        except Stop as end:
            send(id=number, error={"code": end.code, "message": end.text})


def main():
    if "deaf" in WORDS:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(os.path.join(MARKS, "heard.jsonl"), "a", encoding="utf-8", buffering=1) as heard:
        for line in sys.stdin:
            heard.write(line)
            serve(json.loads(line))
    while "deaf" in WORDS:
        time.sleep(1)
    os._exit(0)


main()
