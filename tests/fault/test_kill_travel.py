"""The way back to a checkpoint, cut off at each commit of the floor and at each line of a runner."""
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.dirname(HERE))
from reel import STRIDE, fault_of, passes  # noqa: E402
from lab import Failure, Lab, Teller, claim, expect, abreast, skip_all  # noqa: E402

# The session that goes back notes what it finds when it is first started there; the third start at the latest is its.
WRITES = """
[ "$LEADHAND_SESSION" != 2 ] || [ -e "$LAB/marks/found" ] || cat work.txt loose.txt >"$LAB/marks/found"
grep -qx "session $LEADHAND_SESSION turn $turn" work.txt 2>/dev/null || echo "session $LEADHAND_SESSION turn $turn" >>work.txt
git add work.txt
git diff --cached --quiet || git commit -q -m "turn $turn"
echo "loose $turn" >loose.txt
"""


def prepare(lab):
    lab.start_repository()
    lab.agent("worker", WRITES)
    lab.config()
    lab.task("work")
    lab.run("up")
    lab.reach("work", "review")
    lab.run("reject", "work", "-m", "more")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "the second turn")
    lab.reach("work", "review")
    lab.down()


def restored(lab):
    return lab.select("select * from event where kind = 'restored'")


def go_back(lab, env):
    """Say it until it was written down, and see to a floor until the new session offers something."""
    end = time.monotonic() + 60
    while not restored(lab):
        lab.run("restore", "work", "1.1", status=None, env=env)
        claim(time.monotonic() < end, "it is written down in the end")
    while True:
        if not lab.floors():
            lab.run("up", status=None, env=env)
        row = lab.row("work")
        if row["state"] == "review" and row["session"] == 2:
            return
        claim(row["state"] != "failed", f"it failed: {row}")
        claim(time.monotonic() < end, f"it does not end: {row}")
        time.sleep(0.05)


def tell(point, number):
    lab, failure = Lab(), None
    try:
        prepare(lab)
        go_back(lab, fault_of(lab, point, number))
        expect(lab.marks_of("found"), ["session 1 turn 1", "loose 1"], "the files of then")
        expect(len(restored(lab)), 1, "it was said once")
        expect(lab.row("work")["round"], 0, "the round")
        names = [entry["name"] for entry in lab.json("checkpoints", "work", "--session", "1")["checkpoints"]]
        expect(names, ["1.2", "1.1"], "what was left is kept")
        lab.sound()
        lab.run("down", "--now", status=None)
        lab.until(lambda: not lab.processes(), "nothing is left running")
    except Failure as bad:
        failure = f"{point} {number}: {bad}\n{lab.tell()}"
    seen = passes(lab)
    lab.close()
    lab.remove()
    return failure, seen


def main():
    points = ("commit", "committed", "line", "lined")
    if os.environ.get("LEADHAND_TEST_FAULTS") != "true":
        skip_all("built without fault points (meson setup -Dfaults=true)")
    teller = Teller()
    print(f"1..{len(points)}", flush=True)
    for point in points:
        began = time.monotonic()
        failure, most = tell(point, 0)
        for found, _ in abreast(lambda number, at=point: tell(at, number), range(1, most + 1, STRIDE)):
            failure = failure or found
        teller.say(f"cut off at each of {most} passes of '{point}' the new session begins where it should", failure,
                   time.monotonic() - began)
    sys.exit(1 if teller.failed else 0)


main()
