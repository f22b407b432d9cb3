"""What leadhand costs around a gate, and what its ledger saves."""
import json

from common import row, seconds
from place import Place

TASKS, MEETING = 10, 12
COMMANDS = {"true": "true", "sleep-0.2": "sleep 0.2"}
TASK = "---\ntitle: Change number {n}\naccept: [test -f file-{n}]\n---\nMake it.\n"
AGENT = "echo $LEADHAND_TASK >file-${LEADHAND_TASK#t}; git add -A; git commit -qm done"


def config(sessions, checks, review, gates):
    agents = {"maker": {"kind": "command", "run": ["/bin/sh", "-c", AGENT]}}
    keys = {"target": "main", "agent": "maker", "agents": agents, "gates": gates, "review": {"default": review},
            "limits": {"sessions": sessions, "checks": checks, "stagger": "0s", "load": 0, "memory": 0, "review_buffer": "0s"}}
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())


def work(sessions, checks, review, gates, count):
    """The ledger of so many tasks, when nothing can go on without the lead."""
    tasks = {f"t{n}": TASK.format(n=n) for n in range(1, count + 1)}
    with Place(config(sessions, checks, review, gates), tasks) as place:
        done = place.run("up", "--wait")
        ledger = json.loads(place.run("ledger", "--json").stdout)
        offered = {by["task"] for entry in ledger["executions"] for by in entry["of"] if by["what"] == "change"}
        if len(offered) != count:
            raise SystemExit(f"bench: {len(offered)} of {count} tasks were offered: {done.stderr}{place.run('status').stdout}")
    return ledger


def around_a_gate():
    gates = [{"name": name, "run": command} for name, command in COMMANDS.items()]
    ledger = work(1, 1, "each", gates, TASKS)["executions"]
    rows = []
    for name, command in COMMANDS.items():
        mine = [entry for entry in ledger if entry["gate"] == name and not entry["reused"]]
        ours = [entry["ended_ms"] - entry["started_ms"] for entry in mine]
        inside = sorted(entry["duration_ms"] for entry in mine)[len(mine) // 2]
        peer = [1000 * seconds(["sh", "-c", command]) for _ in mine]
        rows.append(row(f"around a gate, {name}", "ms", ours, peer,
                        f"the peer is the bare command; of ours the command took {inside} ms behind its walls"))
    return rows


def executions_saved():
    gates = [{"name": "one", "run": "test -d .git"}, {"name": "two", "run": "git diff --check HEAD~1 HEAD"}]
    rows = []
    for sessions in (1, 3):
        ledger = work(sessions, 2, "policy", gates, MEETING)
        asked = ledger["runs"] + ledger["reused"]
        rows.append(row(f"executions saved, {sessions} session{'s' if sessions > 1 else ''}", "% of all asked for",
                        [100 * ledger["reused"] / asked], None,
                        f"{ledger['runs']} of {asked} were run, {ledger['reused']} were known; {MEETING} tasks"))
    return rows


def gates(_runs):
    """What leadhand adds around a gate, and how many executions its ledger saves."""
    return around_a_gate() + executions_saved()
