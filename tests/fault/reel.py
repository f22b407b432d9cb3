"""One short story, played again and again with the power cut at another moment each time.

Two tasks: one by the talker, whose first change is red, one by a script that asks and reports.
However often things are killed, the end has to be the end of the story that nobody disturbed.
"""
import json
import os
import shutil
import signal
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lab import Failure, Lab, Teller, claim, expect, abreast, skip_all  # noqa: E402

# Every so many-th moment; 1 is each of them.
STRIDE = int(os.environ.get("LEADHAND_TEST_STRIDE", "1"))
TALKER = os.path.join(HERE, "talker.py")
SCRIBE = """
pass() {
    printf . >>"$LAB/marks/steps"
    [ "$(stat -c %s "$LAB/marks/steps")" != "${LAB_AGENT_FAULT:-0}" ] || kill -9 $$
}
did() { grep -qx "$1" scribe.txt 2>/dev/null || echo "$1" >>scribe.txt; echo "$1" >>"$LAB/marks/scribe-did"; }
while read -r line; do
    grep -qx "$line" scribe.txt || echo "scribe: its edit '$line' is gone" >>"$LAB/marks/violations"
done < <(cat "$LAB/marks/scribe-did" 2>/dev/null)
pass
did one
answer=$(leadhand ask "Which end?" --option short --option long --default 2)
pass
did "$answer"
git add -A
git diff --cached --quiet || git commit -q -m "write"
pass
leadhand report done -m "wrote the $answer end" --decided "to write"
pass
"""
# What happens as often however the floor is cut off. A job may be started again where its runner
# had not begun, and a merge may be made again.
COUNTED = ("task_fit", "task_called", "session_opened", "turn_ended", "check_ended", "reported", "asked",
           "usage", "thread", "approved", "landed", "shown")


def prepare(lab):
    lab.start_repository()
    # Where agents see nothing but the program that they are: with the folder in which it lies.
    talker = shutil.copy(TALKER, os.path.join(lab.root, "agents", "talker"))
    os.chmod(talker, 0o755)
    lab.agents["talker"] = {"kind": "codex", "run": [talker]}
    lab.agent("scribe", SCRIBE)
    lab.config(gates=[{"name": "final", "run": "! grep -qx draft *.txt || { echo 'there is a draft'; exit 1; }"}],
               limits={"rounds": 3, "checks": 4},
               sandbox={"env": ["LAB", "LAB_AGENT_FAULT"]})
    lab.task("talk")
    lab.task("scribe", agent="scribe")


def fault_of(lab, point, number, action="kill"):
    counter = os.path.join(lab.root, "passes")
    return {"LEADHAND_FAULT": f"{point}:{number}:{action}:{counter}"}


def passes(lab):
    counter = os.path.join(lab.root, "passes")
    return os.path.getsize(counter) if os.path.exists(counter) else 0


class Undisturbed(Exception):
    """At that moment there was nobody to kill: the rest of the story has been told."""


def drive(lab, env, patience=120):
    """Be the lead until both have landed: start what is not running, approve what is shown."""
    end = time.monotonic() + patience
    while True:
        if lab.is_undisturbed:
            raise Undisturbed
        status = json.loads(lab.run("status", "--json").out)
        states = {row["id"]: row["state"] for row in status["tasks"]}
        if all(state == "landed" for state in states.values()) and len(states) == 2:
            return
        claim("failed" not in states.values(), f"a task failed: {status['tasks']}")
        if time.monotonic() > end:
            raise Failure(f"the story does not end: {status}")
        called = [name for name, state in states.items() if state == "ready"]
        if not status["floor"]["running"] or called:
            lab.run("up", status=None, env=env)
        for name, state in states.items():
            if state == "review":
                lab.run("approve", name, status=None, env=env)
        time.sleep(0.05)


def tokens_by_journal(lab):
    """What the runners wrote down: of each attempt its last word counts."""
    total = [0, 0]
    jobs = lab.path(".git", "leadhand", "jobs")
    for job in os.listdir(jobs):
        last = {}
        with open(os.path.join(jobs, job, "out.jsonl"), encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    said = json.loads(line)
                except ValueError:
                    continue
                if said.get("kind") == "usage":
                    last[said["attempt"]] = said
        for said in last.values():
            total[0] += said["input"]
            total[1] += said["output"]
    return tuple(total)


def tokens_by_store(lab):
    rows = lab.select("select sum(input) as input, sum(output) as output from session")
    return rows[0]["input"], rows[0]["output"]


def counts(lab):
    found = {kind: 0 for kind in COUNTED}
    for row in lab.select("select kind, count(*) as n from event group by kind"):
        if row["kind"] in found:
            found[row["kind"]] = row["n"]
    return found


def end_of(lab):
    """What has to be the same at the end of every telling; what must not be is a failure here."""
    # The moment may have been the floor's last word itself.
    if lab.run("down", "--now", status=None).status:
        lab.until(lambda: not lab.floors(), "the floor that was cut off has ended")
    lab.until(lambda: not lab.processes(), "nothing is left running")
    lab.run("fsck")
    expect(lab.json("verify")["ok"], True, "verify")
    expect(lab.violations(), "", "what must never be")
    commits = []
    for commit in lab.git("rev-list", "main").split():
        commits.append((lab.git("log", "-1", "--format=%(trailers:key=Leadhand-Task,valueonly)", commit).strip(),
                        lab.git("diff-tree", "--root", "-r", "--no-commit-id", "--raw", commit)))
    expect(tokens_by_store(lab), tokens_by_journal(lab), "tokens in the store and in the journals")
    starts = lab.select("select sum(attempt) as n from job where session > 0")[0]["n"]
    claim(len(lab.marks_of("turns")) <= starts, f"agents were started {len(lab.marks_of('turns'))} times "
          f"for {starts} attempts")
    expect(lab.git("status", "--porcelain"), "", "the checkout")
    return {"tree": lab.tree(), "commits": sorted(commits), "counts": counts(lab),
            "tokens": tokens_by_store(lab), "threads": len(lab.marks_of("threads-talk"))}


def tell_once(env_of, beside=None):
    """Play the story with this environment: its end, the passes, and what went wrong. An end of None without a
    reason is that of a story with nobody to kill. beside(lab, is_over) runs in a thread of its own meanwhile."""
    lab, end, failure = Lab(), None, None
    lab.is_undisturbed = False
    is_over = threading.Event()
    helper = threading.Thread(target=beside, args=(lab, is_over)) if beside else None
    try:
        prepare(lab)
        if helper:
            helper.start()
        drive(lab, env_of(lab))
        end = end_of(lab)
    except Undisturbed:
        pass
    except Exception as bad:  # pylint: disable=broad-except
        failure = f"{type(bad).__name__}: {bad}\n{lab.tell()}"
    number = passes(lab)
    is_over.set()
    if helper and helper.ident:
        helper.join()
    lab.close()
    if failure and os.environ.get("LAB_KEEP"):
        failure += f"\nkept: {lab.root}"
    else:
        lab.remove()
    return end, number, failure


def standing_still(lab):
    found = []
    for pid, _, _ in lab.processes():
        try:
            with open(f"/proc/{pid}/stat", "rb") as file:
                if file.read().rpartition(b")")[2].split()[0] == b"T":
                    found.append(pid)
        except OSError:
            pass
    return found


def kill_at_stop(lab, is_over, number, victims):
    """Wait until somebody stands still at that pass, kill the victims, and let it go on."""
    while not is_over.wait(0.02):
        still = standing_still(lab) if passes(lab) >= number else []
        if still:
            found = victims(lab)
            lab.kill(found)
            lab.kill(still, signal.SIGCONT)
            lab.is_undisturbed = not found
            return


class Reel:
    """Plays the story once for each moment and says a line for each way of disturbing it."""

    def __init__(self, ways):
        if os.environ.get("LEADHAND_TEST_FAULTS") != "true":
            skip_all("built without fault points (meson setup -Dfaults=true)")
        self.teller, self.undisturbed = Teller(), 0
        print(f"1..{len(ways) + 1}", flush=True)
        began = time.monotonic()
        self.reference, _, failure = tell_once(lambda lab: {})
        self.teller.say("the_story_that_nobody_disturbs_ends", failure, time.monotonic() - began)
        for way in ways if self.reference else ():
            began = time.monotonic()
            failure = way(self)
            self.teller.say(way.__name__, failure, time.monotonic() - began)
        sys.exit(1 if self.teller.failed or not self.reference else 0)

    def number_of_passes(self, point):
        _, number, failure = tell_once(lambda lab: fault_of(lab, point, 0))
        claim(not failure and number, f"nothing passes '{point}': {failure}")
        return number

    def cut_each(self, point, same, victims=None):
        """Cut at each pass of this point; `same` names what has to be as in the undisturbed story. With `victims`
        the one who passes only stands still while those are killed, and goes on."""
        most = self.number_of_passes(point)
        # At many a moment there is nobody to kill.
        numbers = list(range(1, most + 1, max(1, STRIDE // 4) if victims else STRIDE))
        action = "stop" if victims else "kill"

        def once(number):
            end, _, failure = tell_once(lambda lab: fault_of(lab, point, number, action),
                                        victims and (lambda lab, is_over: kill_at_stop(lab, is_over, number, victims)))
            return failure or self.difference(end, same)

        self.undisturbed = 0
        wrong = [(number, bad) for number, bad in zip(numbers, abreast(once, numbers)) if bad]
        print(f"# {point}: {len(numbers)} of {most} moments, at {self.undisturbed} of them nobody to kill, {len(wrong)} ended otherwise",
              flush=True)
        claim(self.undisturbed < len(numbers), "there is somebody to kill")
        return "\n".join(f"{point} {number} of {most}: {bad}" for number, bad in wrong[:3]) or None

    def difference(self, end, same):
        if not end:
            self.undisturbed += 1
            return None
        for key in same:
            if end[key] != self.reference[key]:
                return f"{key}: {self.reference[key]} without the fault, {end[key]} with it"
        return None
