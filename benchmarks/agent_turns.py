"""The real programs of agents under leadhand beside the same programs alone, with one model server that plays a script to
both; and what is made of their words beside a parser of JSON.

A session of leadhand's is one of the real floor and the real runner. When something in it happened is read from what they
write anyway: the lines of the journal, and files that are made once. tests/agents holds the settings of the programs and
the way in which each is driven alone."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import time

from common import BUILD, HELPERS, PROGRAM, TOP, cpu_seconds, not_here, private_mib, row

sys.path.insert(0, str(TOP / "tests"))
os.environ.setdefault("LEADHAND_TEST_BIN", str(PROGRAM))
os.environ.setdefault("LEADHAND_TEST_BUILD", str(BUILD))
from agents.bare import turn  # noqa: E402
from agents.real import find, use  # noqa: E402
from lab import Failure, Lab, script  # noqa: E402

NAMES = os.environ.get("BENCH_AGENTS", "claude codex gemini codex-acp").split()
PATIENCE, REST_SECONDS = 150, 1.0
# How each says its conversation's id, which is the first that it says of one.
FIRST_WORDS = ('"session_id"', '"thread_id"', '"sessionId"')
SERVER = {"command": str(PROGRAM), "args": ["tools"], "env": {}}


def steps(note):
    return script(f"write {note}.txt a few words", f"commit Write {note}", "say it is done")


def missing(name):
    """Why a program cannot be measured here, or None."""
    try:
        find(name)
    except Failure as why:
        return str(why)
    return None


@contextlib.contextmanager
def labs():
    """One in which leadhand leads, and one in which the programs are alone."""
    before = signal.signal(signal.SIGTERM, lambda *_: exit(143))
    lead, alone = Lab(), Lab()
    try:
        for lab in (lead, alone):
            lab.start_repository()
        # Gemini CLI hides the lead's settings from the commands that it runs.
        alone.git("config", "user.name", "An Agent")
        alone.git("config", "user.email", "agent@example.org")
        yield lead, alone
        lead.down()
    finally:
        for lab in (lead, alone):
            lab.close()
            lab.remove()
        signal.signal(signal.SIGTERM, before)


def settle(lead, alone, names):
    """The same settings for both, and what a new home holds of them."""
    for name in names:
        alone.model = use(lead, name)
        use(alone, name)
    lead.config(limits={"sessions": 1})
    shutil.copytree(alone.home, os.path.join(alone.root, "settings"))


def renew_home(alone):
    shutil.rmtree(alone.home)
    shutil.copytree(os.path.join(alone.root, "settings"), alone.home)


def turn_alone(alone, name, note):
    """Milliseconds from the start of the program to its first words and to its end."""
    first = []

    def heard(line):
        if not first and any(words in line for words in FIRST_WORDS):
            first.append(time.perf_counter())

    start = time.perf_counter()
    turn(alone, name, steps(note), heard, SERVER)
    end = time.perf_counter()
    alone.until(lambda: not alone.processes(), f"nothing of {name} is left")
    if not first or not alone.file_at(f"{note}.txt"):
        raise SystemExit(f"bench: {name} alone did not do its three steps")
    return {"first": 1000 * (first[0] - start), "whole": 1000 * (end - start)}


def job_of(lab, task):
    for folder in pathlib.Path(lab.path(".git/leadhand/jobs")).iterdir():
        job = json.loads((folder / "job.json").read_text())
        if job.get("task") == task:
            return folder, job
    raise SystemExit(f"bench: no turn of {task} has begun")


def journal(folder):
    with (folder / "out.jsonl").open() as file:
        return [json.loads(line) for line in file]


def said_at(lines, kind):
    found = [line["at_ms"] for line in lines if line["kind"] == kind]
    if not found:
        raise SystemExit(f"bench: the journal of a turn has no '{kind}': {lines[-3:]}")
    return found[0]


def made_at(path):
    return pathlib.Path(path).stat().st_mtime_ns / 1e6


def moments(lab, task):
    """When each part of a turn was done, in milliseconds since 1970: the order to the runner, the runner's start, the
    workspace, the agent's home, its walls, its first words and its last, its end, what it did fetched and saved. The last
    place that walls prepare is the way to the repository."""
    folder, job = job_of(lab, task)
    lines, room = journal(folder), pathlib.Path(job["workspace"]).parent
    way = room / "box-agent/tmp" / pathlib.Path(lab.root).name
    return {"order": made_at(folder / "job.json"), "runner": said_at(lines, "started"),
            "workspace": made_at(job["agent_home"] + ".lock"), "home": made_at(room / "box-agent/void"),
            "walls": made_at(way if way.exists() else room / "box-agent/lead"), "first": said_at(lines, "thread"),
            "last": [line["at_ms"] for line in lines if line["kind"] in ("note", "usage")][-1],
            "end": made_at(job["workspace"] + ".vault/HEAD"), "saved": said_at(lines, "ended")}


def set_going(lab, name, task, body):
    lab.task(task, agent=name, body=body)
    lab.run("up", task)


def is_over(lab, task):
    lab.run("cancel", task)
    lab.until(lambda: not lab.runners(), "no runner is left")


def turn_led(lead, name, note):
    """Milliseconds of each part of a session's first turn."""
    set_going(lead, name, note, steps(note))
    lead.reach(note, "review", timeout=f"{PATIENCE}s")
    at = moments(lead, note)
    is_over(lead, note)
    order = list(at)
    took = {after: at[after] - at[before] for before, after in zip(order, order[1:])}
    return {**took, "before": at["walls"] - at["order"], "first": at["first"] - at["order"],
            "whole": at["saved"] - at["order"]}


def middle(turns, part):
    return f"{statistics.median(each[part] for each in turns):,.0f}"


def rows_of_turns(name, led, new, used):
    def values(turns, part):
        return [each[part] for each in turns]

    parts = ", ".join(f"{part} {middle(led, part)}" for part in ("runner", "workspace", "home", "walls"))
    alone = "the peer is the program alone in a home that it knows, {} ms in one that is as new as a session's"
    return [row(f"agents, {name}, before it starts", "ms", values(led, "before"), None, f"of it {parts}"),
            row(f"agents, {name}, first event", "ms", values(led, "first"), values(used, "first"),
                alone.format(middle(new, "first"))),
            row(f"agents, {name}, three steps", "ms", values(led, "whole"), values(used, "whole"),
                f"{alone.format(middle(new, 'whole'))}; after its last words "
                f"{middle(led, 'end')} ms until the program has gone, {middle(led, 'saved')} ms to save what was done")]


def measure_turns(lead, alone, names, runs):
    """The first round is none: it makes the base, and fills the kernel's caches."""
    found = {name: ([], [], []) for name in names}
    for number in range(runs + 1):
        for name in names:
            renew_home(alone)
            each = (turn_led(lead, name, f"{name}-{number}"), turn_alone(alone, name, f"new-{name}-{number}"),
                    turn_alone(alone, name, f"used-{name}-{number}"))
            for turns, one in zip(found[name], each):
                if number:
                    turns.append(one)
    return found


def children():
    """Who is whose, of all processes."""
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split() if entry.name.isdigit() else []
        except OSError:
            continue
        if fields and fields[0] not in "ZX":
            found.setdefault(int(fields[1]), []).append(int(entry.name))
    return found


def below(pid):
    whose, found = children(), [pid]
    for each in found:
        found += whose.get(each, [])
    return found[1:]


def is_ours(pid):
    try:
        return os.path.samestat(os.stat(f"/proc/{pid}/exe"), os.stat(PROGRAM))
    except OSError:
        return False


def rests(pid):
    """Whether all of a session spent next to nothing of a while."""
    def spent():
        return sum(cpu_seconds(each) for each in [pid, *below(pid)])

    before = spent()
    time.sleep(REST_SECONDS)
    return abs(spent() - before) <= 0.02


def at_rest(lead, name, task):
    """A session whose model says nothing, after it has used a tool."""
    set_going(lead, name, task, script(f"sh touch $LAB/marks/{task}", "hang 600", "say done"))
    lead.until(lambda: lead.is_marked(task), f"{name} is at work", timeout=PATIENCE)
    folder, _ = job_of(lead, task)
    runner = [line["pid"] for line in journal(folder) if line["kind"] == "started"][0]
    lead.until(lambda: rests(runner), f"{name} is at rest", timeout=PATIENCE)
    ours = [pid for pid in below(runner) if is_ours(pid)]
    theirs = [pid for pid in below(runner) if pid not in ours]
    found = {"runner": private_mib(runner), "helpers": sum(map(private_mib, ours)), "ours": len(ours),
             "agent": sum(map(private_mib, theirs)), "theirs": len(theirs)}
    is_over(lead, task)
    return found


def rows_of_rest(lead, name, runs):
    found = [at_rest(lead, name, f"rest-{name}-{number}") for number in range(runs)]
    helpers = statistics.median(each["helpers"] for each in found)
    note = (f"the peer is the agent beside it, {found[-1]['theirs']} processes; the {found[-1]['ours']} of leadhand's in its "
            f"box have {helpers:.1f} MiB together")
    return [row(f"agents, {name}, runner at rest", "MiB private", [each["runner"] for each in found],
                [each["agent"] for each in found], note)]


def rows_of_decoders(runs):
    done = subprocess.run([HELPERS / "measure_decoders", TOP / "tests/unit/data", str(runs)], check=True,
                          capture_output=True, text=True)
    rounds, rows = {}, []
    for line in done.stdout.splitlines():
        told = json.loads(line)
        rounds.setdefault(told["name"], []).append(told)
    for name, told in rounds.items():
        of = f"{told[0]['bytes'] / 1e6:.2g} MB in {told[0]['lines']} lines of {told[0]['recordings']} recordings"
        rows += [row(f"decode, {name}", "MB/s", [t["mb_per_s"] for t in told], [t["peer_mb_per_s"] for t in told],
                     f"{of}; the peer is jansson parsing the same lines and nothing else"),
                 row(f"decode, {name}, events", "events/s", [t["events_per_s"] for t in told], None,
                     f"{told[0]['events']} events of them")]
    return rows


def agents(runs):
    """Real agents under leadhand and alone, and the decoders of what they say; ten minutes."""
    if "LEADHAND_TEST_AGENTS" not in os.environ:
        subprocess.run([TOP / "tools/agents", BUILD / "agents"], stdout=sys.stderr, check=False)
    why = {name: missing(name) for name in NAMES}
    names = [name for name in NAMES if not why[name]]
    rows = [not_here(f"agents, {name}", reason) for name, reason in why.items() if reason]
    if names:
        with labs() as (lead, alone):
            settle(lead, alone, names)
            turns = measure_turns(lead, alone, names, max(runs // 3, 1))
            for name in names:
                rows += rows_of_turns(name, *turns[name]) + rows_of_rest(lead, name, max(runs // 7, 1))
    return rows + rows_of_decoders(runs)
