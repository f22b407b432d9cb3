#!/usr/bin/env python3
"""Measure leadhand beside its peers, in the same run and interleaved. BENCH_BUILD names another build than build/.

A row is a name, a median with its quartiles, the peer's median, the ratio of the two and the number of runs. Nothing
but sim-month is simulated: stores are made by the code that makes the real ones, floors and runners are the real
program. --write with some names keeps the page's rows of the others."""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from agent_turns import agents
from common import BUILD, HELPERS, PROGRAM, TOP, cpu_seconds, private_mib, quartiles, row, seconds
from gates import gates
from lint import lint_1000
from place import Place
from places import places, proxy

FLEET = int(os.environ.get("BENCH_FLEET", "200"))
PATIENCE = 600


def status_1000(runs):
    """A board of 1,000 tasks out of 100,000 events."""
    query = ("SELECT t.name, t.life, t.since_ms, t.agent, t.title, t.reason, s.round, s.\"commit\", s.insertions"
             " FROM task t LEFT JOIN session s ON s.id = t.session ORDER BY t.since_ms")
    as_json_query = query.replace(" FROM", ", t.priority, s.turns, s.input, s.output, s.cost_microusd, s.tree, s.base, s.files,"
                                  " s.deletions, s.loose FROM", 1)
    plain, as_json, peer, json_peer = [], [], [], []
    with Place("target: main\n") as place:
        place.fill("live")
        for _ in range(runs):
            plain.append(1000 * seconds([PROGRAM, "status"], place.repo, place.env))
            peer.append(1000 * seconds(["sqlite3", "-readonly", place.db, query]))
            as_json.append(1000 * seconds([PROGRAM, "status", "--json"], place.repo, place.env))
            json_peer.append(1000 * seconds(["sqlite3", "-readonly", "-json", place.db, as_json_query]))
    return [row("status-1000", "ms", plain, peer, "the peer is sqlite3 answering one query for all 1,000 tasks"),
            row("status-1000 --json", "ms", as_json, json_peer, "the peer is sqlite3 -json with all fields of all tasks")]


JOURNALS, JOURNAL_LINES = 20, 10000


def take_journal(kind):
    with Place("target: main\n") as place:
        done = subprocess.run([HELPERS / "take_journal", place.repo, str(JOURNALS), str(JOURNAL_LINES), kind],
                              env=place.env, check=True, capture_output=True, text=True)
        answer = json.loads(done.stdout)
    return 1000 * answer["lines"] / max(answer["ms"], 1)


def insert_rows(folder):
    """sqlite3 and as many rows as the reader's events, a transaction a thousand."""
    script = folder / "rows.sql"
    with script.open("w") as file:
        file.write("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;\n"
                   "CREATE TABLE event(seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,"
                   " task INTEGER NOT NULL, job INTEGER NOT NULL, body TEXT NOT NULL) STRICT;\n")
        for i in range(JOURNALS * JOURNAL_LINES):
            if i % 1000 == 0:
                file.write("COMMIT; BEGIN;\n" if i else "BEGIN;\n")
            file.write(f"INSERT INTO event VALUES(NULL, {1750000000000 + i}, 'usage', 0, {i % JOURNALS + 1},"
                       f" '{{\"attempt\":1,\"input\":{8029 + i},\"cached\":{4000 + i},\"output\":{50 + i},"
                       f"\"cost_microusd\":{900 + i}}}');\n")
        file.write("COMMIT;\n")
    with script.open() as file:
        start = time.perf_counter()
        subprocess.run(["sqlite3", folder / "rows.db"], stdin=file, stdout=subprocess.DEVNULL, check=True)
        took = time.perf_counter() - start
    return JOURNALS * JOURNAL_LINES / took


def journal_to_store(runs):
    """Lines of runners' journals that are read, decoded, stepped and committed."""
    notes, events, peer = [], [], []
    for _ in range(max(runs // 3, 5)):
        notes.append(take_journal("note"))
        events.append(take_journal("usage"))
        with tempfile.TemporaryDirectory(prefix="leadhand-bench-") as folder:
            peer.append(insert_rows(pathlib.Path(folder)))
    return [row("journal-to-store, events", "lines/s", events, peer,
                "the peer is sqlite3 inserting as many rows, 1,000 a transaction"),
            row("journal-to-store, notes", "lines/s", notes, None,
                "only the last note of a reading is kept, so no peer does the same")]


TASK = "---\ntitle: Talk number {n}\nagent: chatter\naccept: [test -f file]\n---\nTalk.\n"


def talkers(count, rate, session_seconds):
    config = ("target: main\nagent: chatter\nagents:\n  chatter: {kind: command, run: ["
              f"{json.dumps(str(HELPERS / 'chatter'))}, \"{rate}\", \"{session_seconds}\"]}}\n"
              f"limits: {{sessions: {count}, time: 1h}}\n")
    return Place(config, {f"talk-{n:03}": TASK.format(n=n) for n in range(1, count + 1)})


def wait_for(holds, what):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: waited {PATIENCE} s in vain until {what}")
        time.sleep(0.5)


def talking(place):
    with sqlite3.connect(f"file:{place.db}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM note WHERE lines > 5").fetchone()[0]


def board_delays(place, session, duration):
    """Milliseconds from the moment a line was said until a reader of the store sees it."""
    db = sqlite3.connect(f"file:{place.db}?mode=ro", uri=True, isolation_level=None)
    last, delays, end = None, [], time.monotonic() + duration
    while time.monotonic() < end:
        found = db.execute("SELECT text FROM note WHERE session = ?", (session,)).fetchone()
        now_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        if found and found[0] != last:
            said = re.search(r"said at (\d+) us", found[0])
            if said and last is not None:
                delays.append((now_us - int(said[1])) / 1000)
            last = found[0]
        time.sleep(0.001)
    db.close()
    return delays


def runners(place):
    jobs = str(place.state / "jobs")
    for entry in pathlib.Path("/proc").iterdir():
        try:
            argv = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
        except OSError:
            continue
        if len(argv) > 2 and argv[1] == b"runner" and argv[2].decode().startswith(jobs):
            yield int(entry.name)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def delay_rows(name, delays):
    low, middle, high = quartiles(delays)
    return [{"name": f"line-to-board, {name}", "value": middle, "unit": "ms", "spread": [low, high], "peer": None,
             "ratio": None, "n": len(delays), "note": f"99 of 100 within {percentile(delays, 0.99):.1f} ms"}]


def line_to_board(_runs):
    """One session that says three lines a second, and nothing else going on."""
    with talkers(1, 3, 600) as place:
        place.run("up")
        wait_for(lambda: talking(place) == 1, "the session talks")
        return delay_rows("idle", board_delays(place, 1, 40))


def fleet_200(_runs):
    """200 sessions that say ten lines a second each."""
    with talkers(FLEET, 10, 1800) as place:
        start = time.monotonic()
        place.run("up")
        wait_for(lambda: talking(place) == FLEET, f"{FLEET} sessions talk")
        began = time.monotonic() - start
        time.sleep(5)
        floor = place.status()["floor"]["pid"]
        shares = []
        for _ in range(5):
            before, at = cpu_seconds(floor), time.monotonic()
            time.sleep(5)
            shares.append(100 * (cpu_seconds(floor) - before) / (time.monotonic() - at))
        memory = [private_mib(pid) for pid in runners(place)]
        rows = [row("fleet-200, floor's CPU", "% of a core", shares, None, f"five windows of 5 s; {10 * FLEET:,} lines a second"),
                row("fleet-200, floor's memory", "MiB private", [private_mib(floor)]),
                row("fleet-200, a runner's memory", "MiB private", memory),
                row("fleet-200, from up to all at work", "s", [began])]
        return rows + delay_rows(f"fleet of {FLEET}", board_delays(place, FLEET // 2, 20))


def crash_start(runs):
    """kill -9 of a floor with 1,000 tasks; until the next one runs and answers."""
    ours, peer = [], []
    with Place("target: main\n") as place:
        place.fill()
        place.run("up")
        for _ in range(runs):
            pid = place.status()["floor"]["pid"]
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda: not pathlib.Path(f"/proc/{pid}").exists(), "the floor is gone")
            peer.append(1000 * seconds(["sqlite3", place.db, "SELECT count(*) FROM event"]))
            start = time.perf_counter()
            up = place.run("up")
            if up.returncode or not place.status()["floor"]["running"]:
                raise SystemExit(f"bench: the floor did not come back: {up.stderr}")
            ours.append(1000 * (time.perf_counter() - start))
    return [row("crash-start", "ms", ours, peer, "the peer is sqlite3 opening the same store and counting its events")]


CORE_SIZES, CORE_RUNS = (10, 1000, 10000), 7


def core_speed(_runs):
    """The rules alone: events and plans a second, with 10, 1,000 and 10,000 tasks that have landed, or that wait."""
    what = {"step": "events/s", "plan_next": "calls/s", "plan_wake": "calls/s"}
    found = {}
    for _ in range(CORE_RUNS):
        for kind in ("ended", "waiting"):
            for size in CORE_SIZES:
                done = subprocess.run([HELPERS / "measure_core", str(size), kind], check=True, capture_output=True, text=True)
                for name, value in json.loads(done.stdout).items():
                    found.setdefault((name, kind, size), []).append(value)
    return [row(f"{name}, {size:,} {kind}", unit, found[name, kind, size],
                found[name, kind, CORE_SIZES[0]] if size != CORE_SIZES[0] else None,
                "" if size == CORE_SIZES[0] else f"the peer is the same with {CORE_SIZES[0]} tasks")
            for name, unit in what.items() for kind in ("ended", "waiting") for size in CORE_SIZES]


SIM_DAYS, SIM_RUNS = 30, 2


def sim_month(_runs):
    """A simulated month of ten thousand sessions and more, twice, by the factory's rules and with 20 sessions always."""
    rows = []
    for policy in ("factory", "fixed:20"):
        took, landed = [], 0
        for _ in range(CORE_RUNS):
            start = time.perf_counter()
            done = subprocess.run([PROGRAM, "sim", "--policy", policy, "--days", str(SIM_DAYS), "--runs", str(SIM_RUNS),
                                   "--lead", "always", "--human", "exp:2m", "--tasks", "100000", "--seed", "1", "--json"],
                                  check=True, capture_output=True, text=True)
            took.append((time.perf_counter() - start) / SIM_RUNS)
            landed = SIM_DAYS * json.loads(done.stdout)["policies"][0]["per_day"]["value"]
        if landed < 10000:
            raise SystemExit(f"bench: in the month of {policy} only {landed:.0f} sessions landed")
        rows += [row(f"sim-month, {policy}", "s", took, None, f"{landed:,.0f} sessions that landed in the month"),
                 row(f"sim-month, {policy}, sessions", "sessions/s", [landed / each for each in took])]
    return rows


def reckon_1000(_runs):
    """What was, of 1,000 tasks and 100,000 events: stats and crew read all of it."""
    query = "SELECT kind, count(*), min(at_ms), max(at_ms) FROM event GROUP BY kind"
    verbs, peer = {"status": [], "stats": [], "crew": []}, []
    with Place("target: main\n") as place:
        place.fill("live")
        for _ in range(CORE_RUNS):
            peer.append(1000 * seconds(["sqlite3", "-readonly", place.db, query]))
            for verb, took in verbs.items():
                took.append(1000 * seconds([PROGRAM, verb], place.repo, place.env))
    note = "the peer is sqlite3 answering one query over all events"
    return [row(f"reckon-1000, {verb}", "ms", verbs[verb], peer, note) for verb in ("stats", "crew")] + [
        row("reckon-1000, status", "ms", verbs["status"], peer, "beside them, with the same peer; it reads no event")]


BENCHMARKS = {"status-1000": status_1000, "journal-to-store": journal_to_store, "line-to-board": line_to_board,
              "crash-start": crash_start, "fleet-200": fleet_200, "core": core_speed, "sim-month": sim_month,
              "reckon-1000": reckon_1000, "lint-1000": lint_1000, "gates": gates, "places": places, "proxy": proxy,
              "agents": agents}


def number(value):
    if value is None:
        return "-"
    if 0 < abs(value) < 0.1:
        return f"{value:.2g}" if abs(value) >= 0.0001 else f"{value:.5f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(rows, kept=()):
    head = ["what", "median", "quartiles", "unit", "peer", "ratio", "n", "note"]
    cells = [[r["name"], number(r["value"]), " to ".join(number(v) for v in r["spread"]), r["unit"], number(r["peer"]),
              number(r["ratio"]), str(r["n"]), r["note"]] for r in rows]
    lines = ["| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head)] + cells]
    return "\n".join([*lines[:2], *kept, *lines[2:]])


def machine():
    memory = int(re.search(r"MemTotal: +(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) / 1024 / 1024
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    peer = subprocess.run(["sqlite3", "-version"], capture_output=True, text=True).stdout.split()[0]
    kernel = ".".join(re.split(r"[.-]", os.uname().release)[:2])
    return (f"{os.cpu_count()} cores{f' ({model[1]})' if model else ''}, {memory:.0f} GiB of memory, Linux {kernel}, "
            f"sqlite3 {peer}, built with -O2")


WORDS = """# Benchmarks

`./bench` makes these numbers anew on your machine; `./bench --write` writes this page. Medians, with the quartiles
beside them; the peer ran in the same run, turn by turn with leadhand.

{table}

{measured}

## How

- **status-1000**: `leadhand status` as a process, from start to exit, in a repository whose store holds 1,000 tasks
  and 100,000 events. The store was made by the code that makes every store: each event went through `step` and
  was appended and saved (`benchmarks/make_store.c`).
- **journal-to-store**: 20 journals of 10,000 lines each, as runners write them, taken by the floor's own reader
  (`benchmarks/take_journal.c`). Events change the state and are kept for ever; of notes only the last of a reading is.
- **line-to-board**: an agent prints a line that says when it was printed; a reader of the store sees it. Through the
  runner, its journal, the floor and a commit. The reader looks every millisecond. Of many lines that are read at one
  time only the newest shows; a busy floor pauses for up to half a second between two readings.
- **fleet-200**: a floor with 200 live sessions, each a runner and an agent that prints ten lines a second. CPU is the
  floor's user and system time, memory is Private_Clean and Private_Dirty of smaps_rollup.
- **crash-start**: `kill -9` of a floor with 1,000 tasks in its store, then `leadhand up` (which returns when the new
  floor has answered) and `leadhand status` saying that it runs.
- **step, plan_next, plan_wake**: the rules alone, in memory (`benchmarks/measure_core.c`). A state with so many tasks
  that were there from the beginning and have landed (ended), or that were called and wait (waiting); beside them five
  are at work, each with the life of a real one (turns, usage, two gates on the change and on the merge, a look, an
  approval), and the next is let in when one lands. After each event `plan_next` is asked until nothing is due, then
  `plan_wake`, as the floor does. Scopes, needs and the review buffer are in use. Every run is made three times alike
  and of each call the shortest time counts; a reading of the clock is taken off. The peer is the same with 10 tasks:
  beside what has ended the ratio should stay at 1, while tasks that wait have to be compared when one is let in. Above
  1 is faster. At 1,024 tasks with four checks each the indexes of names and of the ledger double, once, in a single
  event: that falls into the rows of 1,000 ended and halves their `step`; with 900 or 1,200 tasks it is as with 10,000.
- **sim-month**: `leadhand sim --days 30 --lead always --human exp:2m --tasks 100000 --runs 2`, the time by 2. The same
  rules, with a virtual clock; turns of half an hour. Counted are the sessions that landed, not those that were at work.
- **reckon-1000**: `leadhand stats` and `leadhand crew` as processes in the repository of status-1000.
- **gates**: a real floor with one session and one check at a time; each of ten tasks changes a file and has the gates
  `true` and `sleep 0.2` (`benchmarks/gates.py`). *Around a gate*: by the ledger, from the moment that the floor starts the
  check until its end has taken effect: the runner, a fresh workspace of the tree over the base, the walls, the gate, its
  journal and the commit. The peer is `sh -c` of the same command, alone, in the same run. *Executions saved*: twelve tasks,
  approved by policy, each with two gates and an acceptance; of all results that were asked for (by offers, bases and
  landings) the share that the ledger already had. With one session the target stands still while a change is judged, and
  its landing asks for nothing new; with three it nearly always has moved.
- **lint-1000**: `leadhand lint` as a process over 1,000 tasks in a repository of 5,000 files: each has a scope, two
  acceptances and a symbol that is looked for in the files, a third of them a need. *One of them*: nearly all of it is
  looking at the repository.
- **place**: a workspace and its walls, made by the runner's own code (`benchmarks/measure_place.c`), as root and as an
  ordinary user, on a generated tree of 50,000 files (20 in a folder, 4 KB on average) and, where LEADHAND_BENCH_CLONE
  names one or Debian's linux-source is installed, on a real one. `setup` sleeps for 3 s and writes 2,000 files. The
  peer is `git worktree add` and the same setup in it, on the same file system, in the same run; of 10 and 100 of them
  two are made, and the rest is reckoned. The first workspace builds the base with its setup, the later ones stand on
  it. *Ready*: from the start of the process until `true` has run to its end inside, with the mount, the network and the
  walls up, through the box that an agent gets; *alone*: from the process's first line until the workspace is mounted
  and complete, without walls. Workspaces are made one after the other and all stay. *git status* is timed by bash
  inside the walls and in the worktree. *The base moved*: the target has a commit of 100 files more while 50 sessions are
  mounted on the old base, until the first session is ready on the new one, which is a layer over the old; before and
  after, each of the 50 says its HEAD, its history and what is in the 100 files, and that must be the same, as
  `git status` must stay empty. *Removal* ends with nothing of it left, mounted or on the disk. The disk is what `du`
  says of its folder. Ratios below 1 are faster than the peer.
- **agents**: the real programs that `tools/agents` installs, or those in LEADHAND_TEST_AGENTS, and one scripted model
  server on this machine for all (`benchmarks/agent_turns.py`; the settings are those of tests/agents/real.py). By
  turns a session of the real floor and runner, and the program alone as tests/agents/bare.py drives it (`claude -p`,
  `codex exec`, a small client of ACP), in a plain repository, with `leadhand tools` as its MCP server too. All times
  begin when the floor has written its order, or with the start of the program. *Before it starts*: until the last
  mount point of its box is made, after which the program starts: *runner* is the process of that name, *workspace* and
  *home* are what a new session gets, *walls* the box. The moments are those of files, to 4 ms. *First event*: until
  the conversation's id is known. *Three steps*: a file is written, committed, and the turn ended; under leadhand until
  the work is saved in the lead's repository, alone until the program has ended (one that speaks ACP is killed;
  leadhand lets it go by itself for a second). Each session's home is new, so alone it is measured in a new one and in
  one that it knows. Hooks, skills and instructions are leadhand's alone. *Runner at rest*: Private_Clean and
  Private_Dirty of smaps_rollup, of the runner and of the programs in its session, while the model says nothing and all
  of them together use less than 20 ms of the processor in a second; `leadhand inside` and `leadhand tools` are counted
  apart.
- **decode**: the recordings of tests/unit/data, whole turns, through the decoders (`benchmarks/measure_decoders.c`): lines
  in, events out, answers thrown away. mcp is the server's side of its protocol, its replies made and not written. By
  turns with jansson, which parses the same lines, keeps nothing, and looks for no double keys. A second is one of the
  processor's. Above 1 is faster.
- **proxy**: a network as each session has it, its proxy, and a server on the machine's loopback, reached by CONNECT
  from inside and directly from outside by turns (`benchmarks/measure_net.c`).
"""


def page(rows, names, load):
    """Where only some were measured, the rows of the others stay, and the lines that say when those were."""
    path = TOP / "doc/benchmarks.md"
    old = path.read_text().splitlines() if names else []
    only = f": {', '.join(names)} alone" if names else ""
    fresh = {r["name"] for r in rows} | {"what", "---"}
    kept = [line for line in old if line.startswith("| ") and line[2:].split(" | ")[0] not in fresh]
    lines = [line for line in old if line.startswith("Measured on ") and not (only and line.endswith(f"{only}."))]
    lines.append(f"Measured on {machine()}, on {time.strftime('%-d %B %Y')}; the load average was {load}{only}.")
    path.write_text(WORDS.format(table=table(rows, kept), measured="\n\n".join(lines)))


def main():
    parser = argparse.ArgumentParser(prog="./bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="rows as JSON on standard output")
    parser.add_argument("--write", action="store_true", help="write doc/benchmarks.md")
    parser.add_argument("--runs", type=int, default=21, help="interleaved runs a row, 21")
    options = parser.parse_args()
    for name in options.names:
        if name not in BENCHMARKS:
            parser.error(f"there is no '{name}': {', '.join(BENCHMARKS)}")
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", BUILD, TOP], check=True, stdout=subprocess.DEVNULL)
    if "BENCH_BUILD" not in os.environ:
        subprocess.run(["meson", "compile", "-C", BUILD], check=True, stdout=subprocess.DEVNULL)
    rows, began = [], os.getloadavg()[0]
    for name in options.names or BENCHMARKS:
        if not options.json:
            print(f"{name}: {BENCHMARKS[name].__doc__}", file=sys.stderr)
        rows += BENCHMARKS[name](options.runs)
    if options.write:
        load = f"{began:.1f} when it began and {os.getloadavg()[0]:.1f} when it ended"
        page(rows, options.names, load)
    print(json.dumps({"machine": machine(), "rows": rows}) if options.json else table(rows))


main()
