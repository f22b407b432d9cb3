#!/usr/bin/env python3
"""What the last `meson test` of a build directory came to: `tally.py BUILD NAME`.

Prints one line, and before it the name and the end of the output of every test that failed. A test that was
skipped has failed too, unless tests/skips.allow says, `test build reason`, why it may be. Adds "passed failed" to the
file that TALLY names. Status 1 if anything failed."""
import json
import os
import pathlib
import re
import sys

TAIL_LINES = 40
ALLOWED = pathlib.Path(__file__).parent.parent / "tests/skips.allow"


def allowed_skips(build):
    lines = ALLOWED.read_text().splitlines() if ALLOWED.exists() else []
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {row[0] for row in rows if row[1] == build}


class Tally:
    def __init__(self):
        self.passed = self.failed = 0
        self.skipped = []

    def take(self, test, allowed):
        output = test.get("stdout", "")
        name = test["name"].split(" / ")[-1].split(":")[-1].strip()
        good = len(re.findall(r"^ok\b(?!.*# *SKIP)", output, re.M))
        bad = len(re.findall(r"^not ok\b(?!.*# *(?:TODO|SKIP))", output, re.M))
        skips = [name + ": " + line.strip() for line in re.findall(r"^ok\b.*# *SKIP(.*)", output, re.M)]
        if test["result"] == "SKIP":
            skips = skips or [name]
        self.skipped += skips
        if skips and name not in allowed:
            bad += len(skips)
        fine = test["result"] in ("OK", "SKIP", "EXPECTEDFAIL")
        self.passed += good if good else int(fine and not skips)
        self.failed += bad if bad or fine else 1
        if bad or not fine:
            tell(test, output)


def tell(test, output):
    print(f"--- {test['name']}: {test['result'].lower()}, {test.get('duration', 0):.1f} s")
    for line in (output + test.get("stderr", "")).splitlines()[-TAIL_LINES:]:
        print("    " + line)


def main():
    build, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    tally, allowed = Tally(), allowed_skips(build.name)
    for line in (build / "meson-logs/testlog.json").read_text().splitlines():
        tally.take(json.loads(line), allowed)
    skipped = f", skipped: {'; '.join(tally.skipped)}" if tally.skipped else ""
    print(f"{name}: {tally.passed} passed, {tally.failed} failed{skipped}")
    if "TALLY" in os.environ:
        with open(os.environ["TALLY"], "a") as file:
            file.write(f"{tally.passed} {tally.failed}\n")
    return tally.failed != 0


sys.exit(main())
