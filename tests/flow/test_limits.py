"""What a session may use: where it runs out it is told as what it is, with control groups of the kernel and without."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, story, tell_stories  # noqa: E402

GREEDY = "python3 -c 'kept = bytearray(400 << 20); kept[::4096] = b\"x\" * len(kept[::4096])'"
MANY = "python3 -c 'import os, signal, sys\nfor n in range(300): os.fork() or signal.pause()'"


def reason_of(lab, body, limits, without_groups):
    if without_groups:
        lab.env["LEADHAND_CGROUP"] = "none"
    lab.start_repository()
    lab.agent("worker", body)
    lab.config(limits={"rounds": 0, **limits})
    lab.task("work")
    lab.run("up")
    lab.reach("work", "failed")
    return lab.row("work")["reason"]


def memory_runs_out(lab, without_groups):
    reason = reason_of(lab, GREEDY, {"session_memory": 200 << 20}, without_groups)
    claim("out of memory: more than 200 MiB" in reason or "MemoryError" in reason, reason)


def processes_run_out(lab, without_groups):
    reason = reason_of(lab, MANY, {"session_processes": 50}, without_groups)
    claim("too many processes: more than 50" in reason or "Resource temporarily unavailable" in reason, reason)


@story
def a_session_that_takes_more_memory_than_it_may_is_told_so(lab):
    memory_runs_out(lab, False)


@story
def a_session_that_starts_more_processes_than_it_may_is_told_so(lab):
    processes_run_out(lab, False)


@story
def a_change_that_takes_more_memory_in_a_gate_than_it_may_hears_of_it(lab):
    lab.start_repository()
    lab.agent("worker", "echo x >x.txt; save x")
    lab.config(limits={"rounds": 0, "session_memory": 200 << 20}, gates=[{"name": "greedy", "run": f"test ! -e x.txt || {GREEDY}"}])
    lab.task("work")
    lab.run("up", "--wait", status=1)
    evidence = {line["gate"]: line for line in lab.json("show", "work")["evidence"]}["greedy"]
    # Without control groups a program is refused the memory, and may say what it likes.
    if "MemoryError" not in evidence["output"]:
        claim("out of memory: more than 200 MiB" in evidence["output"], evidence["output"])
    claim(evidence["result"] == "red", evidence["result"])


def a_session_that_takes_more_memory_than_it_may_is_told_so_without_control_groups(lab):
    memory_runs_out(lab, True)


# An ordinary user has none to make. For root the kernel limits no processes but by a group.
if not os.getuid():
    story(a_session_that_takes_more_memory_than_it_may_is_told_so_without_control_groups)
tell_stories()
