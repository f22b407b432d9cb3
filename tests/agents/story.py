"""The stories that every real agent has to live through, the same for all: `tell(NAME)`, by test_NAME.py.

Agents differ in how they end when their provider fails, in what they count and in what they remember: that stands in
tables here, with the fact that it comes from, and nowhere else."""
import concurrent.futures
import json
import os
import sys
import time

from lab import Teller, claim, expect, play, script
from agents.real import lines_of, use

# How many at once, for they mostly wait; what is late, in seconds; and what is a silence.
USUAL = (4, 150, "12s")
# Who computes instead: a start and a turn of it are ten seconds of a processor.
BUSY = {"opencode": (2, 450, "45s")}

# Who speaks to the lead by leadhand's command, having no MCP.
BY_COMMAND = ["pi-acp"]
# Who tells less of tokens than what a turn used.
COUNTS_LESS = {"opencode": "of its last request only", "pi-acp": "nothing but the context in use"}
# Who counts what it asks for a title too.
COUNTS_TITLES = ["claude-agent-acp"]
# Who tells a cost: of one request, in millionths of a dollar, by the list that it has (opencode: by what real.py wrote).
PRICES = {"claude": 4240, "claude-agent-acp": 4240, "opencode": 3210}
# Who cannot go on with a conversation in the minute in which it began.
HASTELESS = {"gemini": "its session/load then overwrites the history that it is to read"}

FAULTS = {
    "400": "error 400", "401": "error 401", "429": "error 429 after 2", "500": "error 500", "529": "error 529",
    "silence": "hang 600 1", "cut": "cut 1",
}
# How it ends: the state or what the task waits for, and the words of core/retry.h that may end a turn of it; none
# where the agent gets over it by itself.
FAILED, LIMITED, DONE = "failed", "takes no more for", "review"
ENDINGS = {
    "400": (FAILED, ["bad_request"]), "401": (FAILED, ["authentication"]), "429": (LIMITED, ["rate_limit"]),
    "500": (LIMITED, ["server_error", "overloaded"]), "529": (LIMITED, ["overloaded", "server_error"]),
    "silence": (DONE, ["silent"]), "cut": (DONE, []),
}
OTHERWISE = {
    # Its stream ends, and with it the turn: "terminated".
    ("gemini", "cut"): (DONE, ["cut"]),
    # It has no status of its own for an overload: the connection failed.
    ("codex-acp", "529"): (LIMITED, ["unreachable", "overloaded"]),
    # It ends its turn as if all were well, and says nothing: no change is what can be seen, and a turn without any deed.
    ("pi-acp", "400"): (FAILED, ["unknown"]), ("pi-acp", "401"): (FAILED, ["unknown"]),
    # It passes on the provider's words, but not the status: what no provider says in known words may be tried again.
    ("opencode", "400"): (FAILED, ["unknown"]),
}
# Who tries again for longer than leadhand waits for a word: refused only once, it gets over it.
PATIENT = {"gemini": "3 minutes", "opencode": "a minute", "pi-acp": "15 s, and then ends its turn as if all were well"}
ONCE = {"429": "error 429 1 after 2", "500": "error 500 1", "529": "error 529 1"}


def late(name):
    return BUSY.get(name, USUAL)[1]


def fault_of(name, fault):
    return ONCE.get(fault, FAULTS[fault]) if name in PATIENT else FAULTS[fault]


def ending_of(name, fault):
    if name in PATIENT and fault in ONCE:
        return DONE, []
    return OTHERWISE.get((name, fault), ENDINGS[fault])


def says(name, word, what):
    """The step by which an agent asks or reports."""
    if name not in BY_COMMAND:
        return f"mcp {word} {json.dumps(what)}"
    text = what["text"]
    if word == "report":
        return f"sh {{{{leadhand report {what['outcome']} -m '{text}'}}}}"
    options = " ".join(f"--option '{option}'" for option in what["options"])
    return f"sh {{{{leadhand ask '{text}' {options} --default {what['default']} --blocking}}}}"


# What happened, as it is written down.

def lines(lab, kind):
    return [line for of_job in lines_of(lab, kind) for line in of_job]


def errors(lab):
    return [line["error"] for line in lines(lab, "ended") if line.get("error")]


def paid(name, model):
    """The requests that were answered and that the agent counts: steps, and of some what they ask beside."""
    return [request for request in model.requests() if "usage" in request and
            (request["kind"] == "script" and request["step"] < request["of"] or
             request["kind"] == "side" and name in COUNTS_TITLES)]


def check_usage(lab, name, model, guessed=0):
    """`guessed`: what an agent may add for a stream that it did not hear to the end."""
    row, requests = lab.row("work"), paid(name, model)
    wanted = sum(request["usage"]["input"] + request["usage"]["output"] for request in requests)
    if name not in COUNTS_LESS:
        claim(wanted <= row["tokens"] <= wanted + guessed, f"the server counted {wanted} tokens, the task {row['tokens']}")
    if name in PRICES and not guessed:
        expect(round(row["cost_usd"] * 1e6), PRICES[name] * len(requests), "what it cost")


def of_each(told, kind, key):
    return [event.get(key, "") for event in told if event["event"] == kind]


def check_events(lab):
    """What was told of the two turns, in the words that are the same for all agents."""
    told = lab.json("log", "work", "--events")["entries"]
    expect(len(of_each(told, "began", "event")), 2, "turns that began")
    expect(len(of_each(told, "ended", "event")), 2, "turns that ended")
    expect(len(set(of_each(told, "thread", "gen_ai.conversation.id"))), 1, "the conversation")
    calls = of_each(told, "tool", "gen_ai.tool.call.id")
    expect(sorted(of_each(told, "tool_ended", "gen_ai.tool.call.id")), sorted(calls), "every call ended")
    expect((len(calls), set(of_each(told, "tool_ended", "leadhand.outcome"))), (5, {"ok"}), "the calls and how they ended")
    claim(any("git add" in target for target in of_each(told, "tool", "leadhand.target")), "what it ran")
    claim("note.txt" in of_each(told, "file", "leadhand.target"), "the file that it edited")
    said = "\n".join(of_each(told, "message", "leadhand.text"))
    claim("it is done" in said and "mended" in said, f"what it said: {said}")


def strays(lab):
    """What lives in the lab's folders or was started with a path of them, whatever its environment says."""
    known = [os.getpid(), *lab.floors(), *lab.runners(), *(server.pid for server in lab.servers)]
    found = []
    for pid in (int(entry) for entry in os.listdir("/proc") if entry.isdigit()):
        try:
            with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
                words = file.read()
            if pid not in known and lab.root in words + os.readlink(f"/proc/{pid}/cwd"):
                found.append(words.replace("\0", " "))
        except OSError:
            continue
    return found


def begin(lab, name, steps, walls=True, **config):
    lab.start_repository()
    model = use(lab, name)
    lab.config(**config)
    lab.task("work", body=script(*steps))
    if not walls:
        lab.hide("bwrap")
    lab.run("up", *([] if walls else ["--unsafe"]))
    return model


def nothing_runs(lab, what):
    lab.until(lambda: not lab.workers() and not strays(lab), f"{what}: nothing of it is left", timeout=30)


# The stories.

def next_minute(lab, name):
    if name in HASTELESS:
        minute = time.gmtime().tm_min
        lab.until(lambda: time.gmtime().tm_min != minute, "another minute", timeout=70)


HOLDS = "sh {{touch $LAB/marks/held; until [ -e $LAB/marks/go ]; do sleep 0.05; done}}"


def writes_is_refused_by_a_gate_mends_it_and_lands(lab, name):
    gate = {"name": "words",
            "run": "[ ! -e note.txt ] || grep -q last note.txt || { echo the note lacks its last words; exit 1; }"}
    steps = ["write note.txt first words", HOLDS, "commit Note it", "say it is done",
             "edit note.txt {{first words}} {{last words}}", "commit Mend it", "say mended"]
    model = begin(lab, name, steps, gates=[gate])
    lab.until(lambda: lab.is_marked("held"), "it is at work", timeout=late(name))
    next_minute(lab, name)
    lab.mark("go")
    lab.reach("work", "review", timeout=late(name))
    card = lab.json("show", "work")
    expect([r["why"] for r in card["rounds"]], ["first", "gate_red"], "its turns")
    played = [request for request in model.requests() if request["kind"] == "script"]
    expect([request["step"] for request in played], list(range(len(steps))), "what the model was asked: each step once")
    last = json.dumps(played[-1]["body"])
    claim("lacks its last words" in last and "SCRIPT: write" in last, "one conversation: the task and what the gate said")
    check_usage(lab, name, model)
    check_events(lab)
    claim(any("git add" in line["text"] for line in lines(lab, "note")), "the log tells what it ran")
    nothing_runs(lab, "between turns")
    lab.land("work")
    expect(lab.file_at("note.txt"), "last words\n", "what landed")
    lab.sound()


def asks_and_goes_on_with_the_answer(lab, name):
    ask = {"text": "Which base?", "options": ["ten", "two"], "default": 1, "blocking": True}
    model = begin(lab, name, [says(name, "ask", ask), "write base.txt done", "commit Choose", "say done"])
    lab.until(lambda: lab.state("work") not in ("ready", "waiting", "running"), "it asks or ends", timeout=late(name))
    lab.reach("work", "asking", timeout="1s")
    item = [i for i in lab.inbox() if i["kind"] == "question"][0]
    expect(item["text"], "Which base?", "the question")
    lab.run("answer", item["id"], "--option", "2")
    lab.reach("work", "review", timeout=late(name))
    after = [json.dumps(r["body"]) for r in model.requests() if r["kind"] == "script" and r["step"] == 1]
    claim(after and "two" in after[0], "the model heard the answer")
    lab.land("work")


def says_that_it_is_impossible(lab, name):
    report = {"outcome": "impossible", "text": "there is no such thing"}
    begin(lab, name, [says(name, "report", report), "say I give up"])
    lab.reach("work", "failed", timeout=late(name))
    reason = lab.row("work")["reason"]
    claim("impossible" in reason and "no such thing" in reason, f"why: {reason}")
    nothing_runs(lab, "when it gave up")


def finds_the_leads_words_in_its_shell(lab, name):
    """A login shell would not: the system's /etc/profile sets a PATH of its own."""
    begin(lab, name, ["sh {{leadhand report done -m by-command}}", "write note.txt a note", "commit Note it", "say done"])
    lab.reach("work", "review", timeout=late(name))
    expect(lab.json("show", "work")["report"], "by-command", "what the command reported")


def is_cancelled_in_mid_turn(lab, name):
    begin(lab, name, ["write note.txt half", HOLDS, "commit Never", "say done"])
    lab.until(lambda: lab.is_marked("held"), "it is at work", timeout=late(name))
    lab.run("cancel", "work")
    lab.reach("work", "cancelled", timeout=late(name))
    nothing_runs(lab, "when it was cancelled")
    lab.sound()


# Its output is nobody's: opencode waits for a command until nothing holds that any more.
LEAVES = "sh {{setsid -f sleep 999 > /dev/null 2>&1 < /dev/null}}"


def works_without_walls_and_leaves_nothing(lab, name):
    begin(lab, name, ["write note.txt a note", LEAVES, "commit Note it", "say done"], walls=False)
    lab.reach("work", "review", timeout=late(name))
    lab.land("work")
    expect(lab.file_at("note.txt"), "a note\n", "what landed")
    claim("runs without walls" in lab.run("log", "work").out, "there were none")


def is_cancelled_without_walls(lab, name):
    begin(lab, name, [LEAVES, HOLDS, "commit Never", "say done"], walls=False)
    lab.until(lambda: lab.is_marked("held"), "it is at work", timeout=late(name))
    lab.run("cancel", "work")
    lab.reach("work", "cancelled", timeout=late(name))


def killed(lab, name, victims):
    """Two steps, killed in the second: it goes on with the same turn, and with what it knew."""
    model = begin(lab, name, ["write one.txt one", HOLDS, "write two.txt two", "commit Both", "say done"])
    lab.until(lambda: lab.is_marked("held"), "it is at work", timeout=late(name))
    next_minute(lab, name)
    before = model.begun()
    lab.kill(victims(lab))
    lab.mark("go")
    lab.reach("work", "review", timeout=late(name))
    asked = json.dumps(min((request for request in model.requests() if request["n"] > before),
                           key=lambda request: request["n"])["body"])
    claim("_s0_" in asked, "one conversation: it goes on after the first step's call")
    claim("interrupted" in asked, "it is told")
    lab.land("work")
    expect([lab.file_at("one.txt"), lab.file_at("two.txt")], ["one\n", "two\n"], "the work of before and after")
    lab.sound()


def is_killed_and_goes_on(lab, name):
    killed(lab, name, lambda lab: lab.agents_running())


def loses_its_runner_and_goes_on(lab, name):
    killed(lab, name, lambda lab: lab.runners())


def is_refused(lab, name, fault):
    state, words = ending_of(name, fault)
    # What nobody knows is tried four times in each round: one is enough of who is slow.
    limits = {"silence": BUSY.get(name, USUAL)[2]} if fault == "silence" else {"rounds": 0} if name in BUSY else {}
    model = begin(lab, name, ["write note.txt a note", fault_of(name, fault), "commit Note it", "say done"], limits=limits)
    if state == LIMITED:
        lab.until(lambda: LIMITED in lab.row("work")["reason"], "the task waits for its provider", timeout=late(name))
        nothing_runs(lab, "while it waits")
        lab.run("cancel", "work")
    else:
        lab.reach("work", state, timeout=late(name))
    found = errors(lab)
    claim(bool(found) == bool(words) and set(found) <= set(words), f"the errors are of {words}: {found}")
    if state == FAILED:
        claim(lab.row("work")["reason"], "it says why")
        if found and found[0] in ("bad_request", "authentication"):
            expect(len(found), 1, "turns that were tried")
    elif state == DONE:
        lab.land("work")
        expect(lab.file_at("note.txt"), "a note\n", "what landed")
        if not found:
            check_usage(lab, name, model, guessed=10 if fault == "cut" else 0)


STORIES = [writes_is_refused_by_a_gate_mends_it_and_lands, asks_and_goes_on_with_the_answer, says_that_it_is_impossible,
           finds_the_leads_words_in_its_shell, is_cancelled_in_mid_turn, is_killed_and_goes_on, loses_its_runner_and_goes_on,
           works_without_walls_and_leaves_nothing, is_cancelled_without_walls]


def cases():
    for story in STORIES:
        yield story.__name__, story, ()
    for fault in FAULTS:
        words = {"silence": "falls silent", "cut": "cuts the stream"}.get(fault, f"says {fault}")
        yield f"its provider {words}", is_refused, (fault,)


def live_through(lab, story, name, *given):
    story(lab, name, *given)
    nothing_runs(lab, "in the end")


def tell(name):
    """All stories of this agent, or those whose names hold one of the arguments; several at once."""
    wanted = [case for case in cases()
              if not sys.argv[1:] or any(word in case[0].replace(" ", "_") for word in sys.argv[1:])]
    teller = Teller()
    print(f"1..{len(wanted)}", flush=True)

    def one(case):
        began = time.monotonic()
        failure = play(live_through, case[1], name, *case[2])
        teller.say(f"{name}: {case[0]}", failure, time.monotonic() - began)

    with concurrent.futures.ThreadPoolExecutor(BUSY.get(name, USUAL)[0]) as pool:
        list(pool.map(one, wanted))
    sys.exit(1 if teller.failed else 0)
