"""What all measurements have in common: rows, and where the programs are."""
import os
import pathlib
import re
import statistics
import subprocess
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = TOP / os.environ.get("BENCH_BUILD", "build")
HELPERS = BUILD / "benchmarks"
PROGRAM = BUILD / "leadhand"


def quartiles(values):
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def row(name, unit, values, peer=None, note=""):
    """The peer's values are of the same unit; the ratio is ours to theirs."""
    low, middle, high = quartiles(values)
    theirs = statistics.median(peer) if peer else None
    return {"name": name, "value": middle, "unit": unit, "spread": [low, high], "peer": theirs,
            "ratio": middle / theirs if theirs else None, "n": len(values), "note": note}


def not_here(name, why):
    return {"name": name, "value": None, "unit": "-", "spread": [None, None], "peer": None, "ratio": None, "n": 0,
            "note": f"not here: {why}"}


def seconds(argv, cwd=None, env=None):
    start = time.perf_counter()
    subprocess.run(argv, cwd=cwd, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, close_fds=False)
    return time.perf_counter() - start


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def private_mib(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kb) for kb in re.findall(r"^Private_(?:Clean|Dirty): +(\d+) kB", text, re.M)) / 1024
