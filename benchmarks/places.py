"""Workspaces beside git worktrees, made ready, looked at, moved under and removed; and the proxy of a session.

A workspace is made by benchmarks/measure_place.c, which does what a runner does up to the first program inside the
walls. As root all of it is measured as an ordinary user too."""
import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time

from common import HELPERS, not_here, row

FILES, PER_FOLDER = int(os.environ.get("BENCH_FILES", "50000")), 20
SESSIONS, STANDING, WORKTREES, CHANGED = int(os.environ.get("BENCH_PLACES", "100")), 50, 2, 100
DEPENDENCIES = 2000
SETUP = (f"sleep 3; mkdir -p node_modules && cd node_modules && for i in $(seq {DEPENDENCIES}); do "
         "echo \"module.exports = $i; // a dependency\" > m$i.js; done")
ORDINARY = ["setpriv", "--reuid=1500", "--regid=1500", "--clear-groups"]
STATUS = "TIMEFORMAT=%R; time git status --porcelain"


def cache_folder():
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")


@contextlib.contextmanager
def scratch():
    """A folder on the file system of the cache, and where that may be one that any user can reach; always removed."""
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    shared = pathlib.Path("/var/tmp")
    above = shared if shared.exists() and shared.stat().st_dev == cache.stat().st_dev else cache
    before = signal.signal(signal.SIGTERM, lambda *_: exit(143))
    root = pathlib.Path(tempfile.mkdtemp(prefix="leadhand-bench-", dir=above))
    root.chmod(0o755)
    try:
        yield root
    finally:
        impatient = signal.signal(signal.SIGINT, signal.SIG_IGN)
        # The kernel closes its own folders in an overlay's; an ordinary user has to open them first.
        subprocess.run(["chmod", "-R", "u+rwX", root], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(root, ignore_errors=True)
        signal.signal(signal.SIGINT, impatient)
        signal.signal(signal.SIGTERM, before)


def generate(git_dir, run):
    """A history of two commits: a tree of FILES files, 20 in a folder, some kilobytes each, and 100 of them changed."""
    dice = random.Random(1)
    words = " ".join(dice.choices([f"word{n}" for n in range(997)], k=20000))

    def blob(path, salt):
        begin = dice.randrange(len(words) - 8000)
        text = f"{words[begin:begin + dice.randrange(200, 7800)]}\n{path} {salt}\n"
        return f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"

    def commit(mark, message, paths):
        yield (f"commit refs/heads/{mark}\ncommitter bench <bench@localhost> 1750000000 +0000\n"
               f"data {len(message)}\n{message}\n")
        if mark == "moved":
            yield "from refs/heads/main\n"
        yield from (blob(path, mark) for path in paths)

    paths = [f"part{n // 1000}/piece{n // PER_FOLDER}/file{n}.txt" for n in range(FILES)]
    changed = paths[::max(FILES // CHANGED, 1)][:CHANGED]
    run("git", "init", "-q", "--bare", "-b", "main", git_dir)
    with subprocess.Popen(run.argv("git", "-C", git_dir, "fast-import", "--quiet"), stdin=subprocess.PIPE,
                          env=run.env, text=True) as importer:
        importer.stdin.write("blob\nmark :1\ndata 14\nnode_modules/\n\n")
        for piece in commit("main", "begin", paths):
            importer.stdin.write(piece)
        importer.stdin.write("M 100644 :1 .gitignore\n")
        for piece in commit("moved", "change", changed):
            importer.stdin.write(piece)
    return changed


def change_clone(git_dir, run):
    """On a clone of somebody's: a commit upon its tip in which 100 files hold nothing but their old id."""
    listed = run("git", "-C", git_dir, "ls-tree", "-r", "-z", "main").split("\0")
    plain = [entry.split("\t")[1] for entry in listed if entry.startswith("100644 ")]
    plain = [path for path in plain if re.fullmatch(r"[\w./+-]+", path)]
    changed = plain[::max(len(plain) // CHANGED, 1)][:CHANGED]
    text = "commit refs/heads/moved\ncommitter b <b@localhost> 1750000000 +0000\ndata 0\nfrom refs/heads/main\n"
    for path in changed:
        content = run("git", "-C", git_dir, "rev-parse", f"main:{path}").strip()
        text += f"M 100644 inline {path}\ndata {len(content) + 1}\n{content}\n\n"
    run("git", "-C", git_dir, "fast-import", "--quiet", input=text)
    return changed


class Run:
    """Programs as one user, with nothing of ours but the PATH."""

    def __init__(self, root, prefix):
        self.prefix = prefix
        self.env = {"PATH": os.environ["PATH"], "HOME": str(root), "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
                    "GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@localhost",
                    "GIT_COMMITTER_NAME": "bench", "GIT_COMMITTER_EMAIL": "bench@localhost"}

    def argv(self, *args):
        return [*self.prefix, *map(str, args)]

    def __call__(self, *args, **how):
        done = subprocess.run(self.argv(*args), env=self.env, capture_output=True, text=True, check=False, **how)
        if done.returncode:
            raise SystemExit(f"bench: {' '.join(map(str, args))[:200]}: {done.stderr}")
        return done.stdout

    def timed(self, *args, **how):
        start = time.perf_counter()
        self(*args, **how)
        return time.perf_counter() - start


class Session:
    """A workspace, its walls up and `true` run inside: how long that took from the start of the process."""

    def __init__(self, place, commit):
        place.made += 1
        self.place, self.number = place, place.made
        self.room = place.root / f"cache/sessions/{self.number}"
        folder = place.root / f"jobs/{self.number}"
        place.run("mkdir", "-p", folder)
        job = {"mark": f"LEADHAND_JOB=bench:{self.number}", "git_dir": str(place.git_dir), "kind": "turn",
               "store": str(place.root / "cache/store"), "bases": str(place.root / "cache/bases"),
               "target": "main", "top": str(place.root / "top"), "workspace": str(self.room / "work"), "base": commit,
               "setup": SETUP, "task": "bench", "session": self.number, "prompt": "prompt.md", "time_ms": 600000,
               "agent": {"name": "bench", "kind": "command", "run": ["true"]},
               "walls": {"kind": "overlay", "inside": str(place.root / "top")}}
        place.run("sh", "-c", f"echo Measure. > {folder}/prompt.md; cat > {folder}/job.json", input=json.dumps(job))
        start = time.perf_counter()
        self.process = subprocess.Popen(place.run.argv(place.program, folder), env=place.run.env, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        told = self.hear()
        self.ready_ms = 1000 * (time.perf_counter() - start)
        self.workspace_ms = told["workspace_ms"]
        if told["status"] or not told["overlay"]:
            raise SystemExit(f"bench: session {self.number} is not ready: {told}")

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"bench: session {self.number} ended")
        return json.loads(line)

    def order(self, words):
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        return self.hear()

    def inside(self, command):
        told = self.order(f"inside {command}")
        if told["status"]:
            raise SystemExit(f"bench: '{command}' inside: {told['said']}")
        return told["said"]

    def disk_mib(self):
        return disk_mib(self.room)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Place:
    """A repository, the peer's worktrees and our sessions, of one user."""

    def __init__(self, root, prefix):
        self.root, self.made, self.sessions = root, 0, []
        self.run = Run(root, prefix)
        self.git_dir, self.program = root / "lead.git", root / "measure_place"
        shutil.copy(HELPERS / "measure_place", self.program)
        self.run("mkdir", "-p", root / "top", root / "jobs", root / "cache/sessions", root / "worktrees")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for session in self.sessions:
            session.process.kill()
            session.process.wait()

    def session(self, commit):
        self.sessions.append(Session(self, commit))
        return self.sessions[-1]

    def worktree(self, number):
        """The peer: a worktree and its setup, in seconds."""
        path = self.root / f"worktrees/{number}"
        took = self.run.timed("git", "-C", self.git_dir, "worktree", "add", "-q", "--detach", path, "main")
        return took + self.run.timed("sh", "-c", SETUP, cwd=path)


def disk_mib(folder):
    """Of the kernel's own folder in it, which is empty, an ordinary user sees only that it is there."""
    return int(subprocess.run(["du", "-sk", folder], capture_output=True, text=True, check=False).stdout.split()[0]) / 1024


def status_ms(text):
    """What bash's `time` said, after nothing from git."""
    found = re.fullmatch(r"\s*(\d+)\.(\d{3})\s*", text)
    if not found:
        raise SystemExit(f"bench: git status of a fresh one said: {text}")
    return 1000 * int(found[1]) + int(found[2])


def make_ready(place, commit):
    """The first builds the base; the worktrees are made between the later ones."""
    trees = [place.worktree(1)]
    first = place.session(commit)
    later = []
    for number in range(2, SESSIONS + 1):
        if number <= WORKTREES:
            trees.append(place.worktree(number))
        later.append(place.session(commit))
    return trees, first, later


def rows_of_making(place, trees, first, later, size, label):
    peer = statistics.median(trees)
    alone = [s.workspace_ms / 1000 for s in later]
    ready = [s.ready_ms / 1000 for s in later]
    total = [first.ready_ms / 1000]
    for each in ready:
        total.append(total[-1] + each)
    rows = [row(f"{label}, the first", "s", total[:1], trees, f"{size:,} files; it builds the base, with its setup")]
    rows += [row(f"{label}, each later, ready", "s", ready, trees,
                 f"mounted, walls up, `true` has run inside: {peer / statistics.median(ready):,.0f} times as fast"),
             row(f"{label}, each later, alone", "s", alone, trees,
                 f"the workspace without walls: {peer / statistics.median(alone):,.0f} times as fast")]
    for count in (10, SESSIONS):
        rows.append(row(f"{label}, {count} ready", "s", [total[count - 1]], [count * peer],
                        f"the base with them; the peer is {len(trees)} worktrees, extrapolated"))
    disk, worktree = [s.disk_mib() for s in later], disk_mib(place.root / "worktrees/1")
    return rows + [row(f"{label}, disk of each later", "MiB", disk, [worktree], "all of its folder, its home and /tmp too")]


def rows_of_status(place, later, label):
    mine, theirs = [[], []], [[], []]
    for number, session in enumerate(later[-5:]):
        for turn in range(2):
            mine[turn].append(status_ms(session.inside(STATUS)))
            if number < WORKTREES:
                done = subprocess.run(place.run.argv("bash", "-c", STATUS), env=place.run.env, capture_output=True,
                                      text=True, cwd=place.root / f"worktrees/{number + 1}", check=True)
                theirs[turn].append(status_ms(done.stdout + done.stderr))
    session = later[-1]
    session.inside("echo more >> .gitignore; git commit -qam more")
    return [row(f"{label}, git status, first", "ms", mine[0], theirs[0]),
            row(f"{label}, git status, second", "ms", mine[1], theirs[1]),
            row(f"{label}, disk after a commit", "MiB", [session.disk_mib()], None,
                "git writes its index anew, as long as there are files")]


def seen(session, changed):
    """What a session sees of the files that change, and of where it stands."""
    names = " ".join(changed)
    return session.inside(f"git rev-parse HEAD origin/main; git log --all --oneline; sha1sum {names}")


def rows_of_moving(place, trees, standing, moved, changed, label):
    before = [seen(session, changed) for session in standing]
    first = place.session(moved)
    again = place.session(moved)
    after = [seen(session, changed) for session in standing]
    if before != after or len(set(before)) > 1:
        raise SystemExit("bench: a session saw the base move under it")
    for session in standing[:5]:
        status_ms(session.inside(STATUS))
    for session in (first, again):
        status_ms(session.inside(STATUS))
        if seen(session, changed) == before[0]:
            raise SystemExit("bench: a session on the moved base sees the old files")
    checkout = place.run.timed("git", "-C", place.root / "worktrees/1", "checkout", "-q", "--detach", "moved")
    return [row(f"{label}, the base moved", "s", [first.ready_ms / 1000], trees,
                f"by a commit of {len(changed)} files under {len(standing)} sessions, which saw no change, to the first one "
                f"ready on it; the peer is a worktree and its setup (`git checkout` in one: {checkout:.1f} s)"),
            row(f"{label}, the next on it", "s", [again.ready_ms / 1000], trees, "ready, as above")]


def rows_of_boxes(session, label):
    told = session.order("compare 25")
    return [row(f"{label}, a program inside", "ms", told["inside_ms"], told["outside_ms"],
                "`true` from its start to its end; the peer is the same outside, fork and exec")]


def rows_of_removing(place, label):
    mine, theirs = [], []
    for session in place.sessions:
        mine.append(session.order("remove")["ms"] / 1000)
        session.end()
    for number in range(1, WORKTREES + 1):
        path = place.root / f"worktrees/{number}"
        theirs.append(place.run.timed("git", "-C", place.git_dir, "worktree", "remove", "--force", path))
    left = list((place.root / "cache/sessions").iterdir())
    if left:
        raise SystemExit(f"bench: removal left {left[0]}")
    return [row(f"{label}, removal", "s", mine, theirs, "nothing of it is left; the peer is git worktree remove --force")]


def measure(place, changed, label):
    def commit(name):
        return place.run("git", "-C", place.git_dir, "rev-parse", f"{name}^0").strip()

    size = place.run("git", "-C", place.git_dir, "ls-tree", "-r", "--name-only", "main").count("\n")
    trees, first, later = make_ready(place, commit("main"))
    rows = rows_of_making(place, trees, first, later, size, label)
    rows += rows_of_status(place, later, label)
    rows += rows_of_moving(place, trees, later[:STANDING], commit("moved"), changed, label)
    rows += rows_of_boxes(first, label)
    return rows + rows_of_removing(place, label)


def of_user(root, name, prefix, fill, label):
    """All of it, in a folder of that user."""
    home = root / name
    home.mkdir()
    if prefix:
        os.chown(home, 1500, 1500)
    with Place(home, prefix) as place:
        rows = measure(place, fill(place.git_dir, place.run), label)
    shutil.rmtree(home, ignore_errors=True)
    return rows


def find_clone(root):
    """How to fill a repository with a real large tree, or None and what is missing."""
    given = os.environ.get("LEADHAND_BENCH_CLONE")
    archives = sorted(pathlib.Path("/usr/src").glob("linux-source-*.tar.xz"))

    def from_clone(git_dir, run):
        run("git", "clone", "-q", "--bare", "--shared", given, git_dir)
        run("git", "-C", git_dir, "update-ref", "refs/heads/main", "HEAD")
        return change_clone(git_dir, run)

    def from_archive(git_dir, run):
        tree = root / "archive"
        tree.mkdir()
        run("tar", "-xf", archives[-1], "-C", tree)
        run("git", "init", "-q", "--bare", "-b", "main", git_dir)
        run("git", f"--git-dir={git_dir}", f"--work-tree={tree}", "add", "-A", "-f", cwd=tree)
        run("git", f"--git-dir={git_dir}", "commit", "-q", "-m", "begin")
        shutil.rmtree(tree)
        return change_clone(git_dir, run)

    return from_clone if given else from_archive if archives else None


def places(_runs):
    """Workspaces over a tree of 50,000 files, and over a real one, beside git worktree add; some minutes."""
    is_root = os.geteuid() == 0
    with scratch() as root:
        rows = of_user(root, "own", [], generate, "place" if not is_root else "place, root")
        if is_root and root.parent != pathlib.Path("/var/tmp"):
            rows.append(not_here("place, user", "the cache is on another file system than /var/tmp"))
        elif is_root:
            rows += of_user(root, "ordinary", ORDINARY, generate, "place, user")
        fill = find_clone(root)
        if fill:
            rows += of_user(root, "clone", [], fill, "place, clone")
        else:
            rows.append(not_here("place, clone", "name one by LEADHAND_BENCH_CLONE, or install linux-source"))
    return rows


def proxy(_runs):
    """What goes through a session's proxy, beside the same connection without one."""
    rows = []
    for label, prefix in (("proxy", []), ("proxy, user", ORDINARY))[:2 if os.geteuid() == 0 else 1]:
        with scratch() as root:
            program = root / "measure_net"
            shutil.copy(HELPERS / "measure_net", program)
            done = subprocess.run([*prefix, program, "500", "9"], check=True, capture_output=True, text=True)
        told = [json.loads(line) for line in done.stdout.splitlines()]
        for key, unit, note in (("reach_ms", "ms", "from nothing to the first byte back, by CONNECT"),
                                ("bounce_ms", "ms", "a byte to and fro on an open connection"),
                                ("mb_per_s", "MB/s", "500 MB from the server, read in pieces of 64 KiB")):
            mine, theirs = ([t[key] for t in told if t["proxy"] == side] for side in (True, False))
            what = {"reach_ms": "reach", "bounce_ms": "to and fro", "mb_per_s": "throughput"}[key]
            rows.append(row(f"{label}, {what}", unit, mine, theirs, note))
    return rows
