"""The lab: a scratch repository with a home and a cache of its own, and the real program in it.

Every story gets a fresh lab. Whatever it starts carries LAB=ROOT in its environment, is taken
down with it by process id, and has to be gone by then on its own. Nothing here sleeps for a
while and hopes: a condition is polled until it holds, or the story fails and tells what it saw.

LEADHAND_TEST_BIN names the program, LAB_KEEP=1 keeps the scratch folder of a story that failed.
LAB_USER=UID, as root, makes all of it that ordinary user's: stories, program, git and agents.
A file of stories is run with parts of their names as arguments, or with none for all.
"""
import array
import concurrent.futures
import fcntl
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
PATIENCE = 60


def skip_all(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def become(user):
    """Another user from here on, by starting anew: what changes its user in its life is nobody's to look into."""
    del os.environ["LAB_USER"]
    if os.getuid():
        skip_all("the other tests run as an ordinary user already")
    os.execvp("setpriv", ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups",
                          sys.executable, *sys.argv])


class Failure(Exception):
    """The program did not do what the story says."""


class Skip(Failure):
    """The story cannot be told here, for a reason that tests/skips.allow knows."""


def expect(actual, wanted, what):
    if actual != wanted:
        raise Failure(f"{what}: expected {wanted!r}, got {actual!r}")


def claim(holds, what):
    if not holds:
        raise Failure(what)


def one_line(text, what):
    """What a person is told is one clear line."""
    claim(text.strip() and "\n" not in text.strip(), f"{what}: not one line: {text!r}")


def program():
    found = os.environ.get("LEADHAND_TEST_BIN")
    if not found:
        raise Failure("LEADHAND_TEST_BIN does not name the program to test")
    return found


class Answer:
    def __init__(self, argv, status, out, err):
        self.argv, self.status, self.out, self.err = argv, status, out, err

    def __str__(self):
        return f"{' '.join(self.argv)}: status {self.status}\n{self.out}{self.err}"


def spread(folder):
    """Have the folders in this one placed far from one another. ext4 does not use an inode again for seconds, and
    makes each new file look through all of its group that were just removed: ten times the time of everything, where
    hundreds of labs come and go side by side. TOPDIR is the flag that `chattr +T` sets; others do without."""
    get_flags, set_flags, topdir = 0x80086601, 0x40086602, 0x00020000
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        flags = array.array("l", [0])
        fcntl.ioctl(fd, get_flags, flags)
        if not flags[0] & topdir:
            flags[0] |= topdir
            fcntl.ioctl(fd, set_flags, flags)
    except OSError:
        pass
    finally:
        os.close(fd)


def labs():
    """Where this user's labs are made."""
    folder = os.path.join(tempfile.gettempdir(), f"lh-labs-{os.getuid()}")
    os.makedirs(folder, mode=0o755, exist_ok=True)
    spread(folder)
    return folder


class Lab:
    def __init__(self, base=None):
        self.root = tempfile.mkdtemp(prefix="lab-", dir=base or labs())
        self.repo = os.path.join(self.root, "repo")
        self.home = os.path.join(self.root, "home")
        self.cache = os.path.join(self.root, "cache")
        self.marks = os.path.join(self.root, "marks")
        self.agents = {}
        self.secrets, self.hosts, self.passes = [], [], []
        self.servers = []
        for folder in ("repo", "home", "cache", "marks", "tmp", "agents"):
            os.makedirs(os.path.join(self.root, folder))
        self.env = {
            "PATH": os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin"),
            "HOME": self.home, "XDG_CACHE_HOME": self.cache, "TMPDIR": os.path.join(self.root, "tmp"),
            "GIT_CONFIG_GLOBAL": os.path.join(self.home, "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8", "TZ": "UTC", "LAB": self.root,
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        with open(self.env["GIT_CONFIG_GLOBAL"], "w", encoding="utf-8") as file:
            file.write("[user]\n\tname = Lena Lead\n\temail = lena@example.org\n"
                       "[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n")

    # The repository.

    def path(self, *parts):
        return os.path.join(self.repo, *parts)

    def write(self, path, text, mode=None):
        path = self.path(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        if mode is not None:
            os.chmod(path, mode)
        return path

    def read(self, path):
        with open(self.path(path), "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")

    def git(self, *args, cwd=None, fails=False):
        done = subprocess.run(["git", *args], cwd=cwd or self.repo, env=self.env, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        if done.returncode and not fails:
            raise Failure(f"git {' '.join(args)}: {done.stderr.strip()} {done.stdout.strip()}")
        return done.returncode if fails else done.stdout.strip("\n")

    def commit(self, message, files=None, cwd=None):
        for path, text in (files or {}).items():
            self.write(path, text)
        self.git("add", "-A", "--", *(files or {"."}), cwd=cwd)
        self.git("commit", "-q", "--allow-empty", "-m", message, cwd=cwd)
        return self.git("rev-parse", "HEAD", cwd=cwd)

    def start_repository(self, files=None):
        """A repository on main with one commit, in which `.leadhand/` is the lead's own business."""
        self.git("init", "-q")
        self.write(".git/info/exclude", "/.leadhand/\n")
        return self.commit("begin", files or {"README.md": "a project\n"})

    def tree(self, name="main"):
        return self.git("rev-parse", name + "^{tree}")

    def file_at(self, path, name="main"):
        return subprocess.run(["git", "show", f"{name}:{path}"], cwd=self.repo, env=self.env,
                              capture_output=True, check=True).stdout.decode()

    def paths_at(self, name="main"):
        return self.git("ls-tree", "-r", "--name-only", name).split("\n")

    # What the lead writes.

    def agent(self, name, body, kind="command"):
        """A command agent: a script of these words. It keeps a lock as long as it lives, and says
        so where another one has the same task's. It has `turn`, the number of its starts; `hold
        NAME`, which waits for a mark; `save MESSAGE`, which commits all."""
        head = (
            "#!/bin/bash\nset -eu\n"
            'exec 9>>"$LAB/marks/$LEADHAND_TASK.lock"\n'
            'flock -n 9 || echo "two at once: $LEADHAND_TASK" >>"$LAB/marks/violations"\n'
            'echo "start $LEADHAND_TASK $$" >>"$LAB/marks/turns"\n'
            'mark() { : >"$LAB/marks/$1"; }\n'
            'hold() { mark "$1.held"; until [ -e "$LAB/marks/$1" ]; do sleep 0.02; done; }\n'
            'save() { git add -A; git commit -q -m "$1"; }\n'
            'turn=$(grep -c "^start $LEADHAND_TASK " "$LAB/marks/turns")\n')
        path = os.path.join(self.root, "agents", name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(head + body + "\n")
        os.chmod(path, 0o755)
        self.agents[name] = {"kind": kind, "run": [path]}
        return path

    def config(self, **keys):
        """config.yaml of these keys, with all agents that are known so far; the first is the usual one."""
        # A story about the lead's pace, the machine, the moment between two starts or a gate's second thoughts says so
        # itself.
        keys["limits"] = {"stagger": "0s", "load": 0, "memory": 0, "review_buffer": "0s", "reruns": 0,
                          **keys.get("limits", {})}
        # The marks are how a story and its agents hear of one another, through the walls.
        keys["sandbox"] = {"write": [self.marks], "env": ["LAB", *self.passes], "secrets": self.secrets, **keys.get("sandbox", {})}
        if self.hosts:
            keys.setdefault("network", {"allow": self.hosts})
        if self.agents:
            keys.setdefault("agents", self.agents)
            keys.setdefault("agent", next(iter(self.agents)))
        text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())
        self.write(".leadhand/config.yaml", text)

    def task(self, name, accept=("true",), body="Do what the title says.", **front):
        front = {"title": f"The task {name}", "accept": list(accept), **front}
        text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        self.write(f".leadhand/tasks/{name}.md", f"---\n{text}---\n{body}\n")

    def hide(self, program):
        """A PATH that has all but this program."""
        folder = os.path.join(self.root, "no-" + program)
        os.makedirs(folder)
        for place in self.env["PATH"].split(":"):
            for name in os.listdir(place) if os.path.isdir(place) else []:
                link = os.path.join(folder, name)
                if name != program and not os.path.lexists(link):
                    os.symlink(os.path.join(place, name), link)
        self.env["PATH"] = folder

    # The program.

    def start(self, *args, env=None, cwd=None, **how):
        argv = [program(), *args]
        return subprocess.Popen(argv, cwd=cwd or self.repo, env={**self.env, **(env or {})}, text=True,
                                errors="surrogateescape", stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)

    def run(self, *args, status=0, env=None, cwd=None, stdin=None, timeout=PATIENCE):
        """Run a verb; a status of None takes any."""
        argv = [program(), *args]
        try:
            done = subprocess.run(argv, cwd=cwd or self.repo, env={**self.env, **(env or {})}, text=True,
                                  errors="surrogateescape", input=stdin if stdin is not None else "",
                                  capture_output=True, timeout=timeout)
        except subprocess.TimeoutExpired as late:
            raise Failure(f"{' '.join(argv)}: not done after {timeout} s") from late
        answer = Answer(argv, done.returncode, done.stdout, done.stderr)
        if status is not None and answer.status != status:
            raise Failure(f"expected status {status}: {answer}")
        return answer

    def json(self, *args, status=0, **how):
        answer = self.run(*args, "--json", status=status, **how)
        try:
            return json.loads(answer.out)
        except ValueError as bad:
            raise Failure(f"no JSON: {answer}") from bad

    def refusal(self, *args, status, **how):
        """The sentence with which a verb says no, which both faces have to say alike."""
        error = self.json(*args, status=status, **how)["error"]
        answer = self.run(*args, status=status, **how)
        one_line(answer.err, " ".join(args))
        expect(answer.out, "", f"{' '.join(args)}: standard output of a failure")
        claim(error["text"] in answer.err, f"{args}: {answer.err!r} does not say {error['text']!r}")
        return error

    def status(self):
        return self.json("status")

    def row(self, name):
        for row in self.status()["tasks"]:
            if row["id"] == name:
                return row
        raise Failure(f"status has no task '{name}'")

    def state(self, name):
        return self.row(name)["state"]

    def inbox(self):
        return self.json("inbox")["items"]

    def until(self, holds, what, timeout=PATIENCE):
        """Poll until holds() is true, and give that back."""
        end = time.monotonic() + timeout
        while True:
            found = holds()
            if found:
                return found
            if time.monotonic() > end:
                raise Failure(f"waited {timeout} s in vain: {what}")
            time.sleep(0.02)

    def wait(self, condition, timeout="60s", status=0):
        return self.run("wait", "--until", condition, "--timeout", timeout, status=status,
                        timeout=PATIENCE + 120)

    def reach(self, name, state, timeout="60s"):
        seconds = int(str(timeout).rstrip("s"))
        answer = self.run("wait", "--until", f"task={name}:{state}", "--timeout", f"{seconds}s", status=None,
                          timeout=PATIENCE + seconds)
        if answer.status:
            raise Failure(f"'{name}' did not reach {state}: {self.row(name)}\n{answer}")

    def land(self, *names):
        """Wait for each one's review, approve it, and wait until all have landed."""
        for name in names:
            self.reach(name, "review")
            self.run("approve", name)
        for name in names:
            self.reach(name, "landed")

    # What runs.

    def processes(self):
        """(pid, argv, environment) of everything that this lab started and that lives."""
        mark, found = f"LAB={self.root}".encode(), []
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) == os.getpid():
                continue
            try:
                with open(f"/proc/{entry}/environ", "rb") as file:
                    environ = file.read().split(b"\0")
                if mark not in environ:
                    continue
                with open(f"/proc/{entry}/stat", "rb") as file:
                    if file.read().rpartition(b")")[2].split()[0] in (b"Z", b"X"):
                        continue
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    argv = file.read().decode("utf-8", "replace").split("\0")[:-1]
            except OSError:
                continue
            found.append((int(entry), argv, environ))
        return found

    def is_held(self, job):
        """Whether somebody, be it in the middle of dying, holds a job's journal."""
        place = f":{os.stat(self.path('.git', 'leadhand', 'jobs', str(job), 'out.jsonl')).st_ino} "
        with open("/proc/locks", encoding="ascii") as file:
            return any(place in line for line in file)

    def floors(self):
        return [pid for pid, argv, _ in self.processes() if argv[1:2] == ["floor"]]

    def runners(self):
        return [pid for pid, argv, _ in self.processes() if argv[1:2] == ["runner"]]

    def workers(self):
        """What runs for a job: agents, gates, and all that they started."""
        return [pid for pid, argv, environ in self.processes()
                if argv[1:2] != ["runner"] and any(item.startswith(b"LEADHAND_JOB=") for item in environ)]

    def agents_running(self):
        return [pid for pid, _, environ in self.processes()
                if any(item.startswith(b"LEADHAND_SESSION=") for item in environ)]

    def kill(self, pids, number=signal.SIGKILL):
        """All of them at one moment: none lives to see that another is gone, whatever their numbers' order is."""
        pids = pids if isinstance(pids, (list, tuple)) else [pids]
        for one in [signal.SIGSTOP, number] if len(pids) > 1 and number == signal.SIGKILL else [number]:
            for pid in pids:
                try:
                    os.kill(pid, one)
                except ProcessLookupError:
                    pass

    def is_alive(self, pid):
        return any(pid == other for other, _, _ in self.processes())

    def kill_floor(self):
        floors = self.floors()
        self.kill(floors)
        self.until(lambda: not self.floors(), "the killed floor is gone")
        return floors

    def serve(self, argv, **how):
        """A helper program of the test's own (a model server); ended with the lab."""
        server = subprocess.Popen(argv, env={**self.env, "LAB": "server"}, stdin=subprocess.DEVNULL, **how)
        self.servers.append(server)
        return server

    # What was written down.

    def database(self):
        return os.path.join(self.git("rev-parse", "--path-format=absolute", "--git-common-dir"),
                            "leadhand", "floor.db")

    def select(self, query, *values):
        path = self.path(".git", "leadhand", "floor.db")
        if not os.path.exists(path):
            path = self.database()
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]
        finally:
            connection.close()

    def violations(self):
        path = os.path.join(self.marks, "violations")
        return open(path, encoding="utf-8").read() if os.path.exists(path) else ""

    def marks_of(self, name):
        path = os.path.join(self.marks, name)
        return open(path, encoding="utf-8").read().split("\n")[:-1] if os.path.exists(path) else []

    def mark(self, name):
        """Let agents that wait for this file go on."""
        with open(os.path.join(self.marks, name), "w", encoding="utf-8"):
            pass

    def is_marked(self, name):
        return os.path.exists(os.path.join(self.marks, name))

    def prompts(self):
        """What the sessions were told, in the order of their turns."""
        jobs, found = self.path(".git", "leadhand", "jobs"), []
        for job in sorted(os.listdir(jobs), key=int):
            path = os.path.join(jobs, job, "prompt.md")
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    found.append(file.read())
        return found

    # The end.

    def sound(self):
        """What has to hold at every moment at which nothing is in the middle of something."""
        self.run("fsck")
        expect(self.json("verify")["ok"], True, "verify")
        self.git("fsck", "--strict", "--no-dangling")
        expect(self.violations(), "", "one task, two sessions")

    def down(self):
        self.run("down", "--now")
        self.until(lambda: not self.processes(),
                   "nothing is left after down --now: " + repr([argv for _, argv, _ in self.processes()]))

    def close(self):
        for _ in range(500):
            left = [pid for pid, _, _ in self.processes()]
            if not left:
                break
            self.kill(left)
            time.sleep(0.02)
        for server in self.servers:
            server.kill()
            server.wait()

    def remove(self, path=None):
        """Also what an overlay left that nobody may look into."""
        subprocess.run(["chmod", "-R", "u+rwx", path or self.root], stderr=subprocess.DEVNULL, check=False)
        subprocess.run(["rm", "-rf", path or self.root], check=False)

    def tell(self):
        """The last words of everything, for who has to find out what went wrong."""
        words = []
        state = self.path(".git", "leadhand")
        for folder, _, names in sorted(os.walk(state)):
            for name in sorted(names):
                if not name.endswith((".log", ".jsonl")):
                    continue
                with open(os.path.join(folder, name), "rb") as file:
                    text = file.read()[-1500:].decode("utf-8", "replace")
                if text.strip():
                    words.append(f"== {os.path.relpath(os.path.join(folder, name), state)}\n{text}")
        try:
            words.append("== status\n" + self.run("status", status=None).out)
            words.append("== inbox\n" + self.run("inbox", status=None).out)
            words.append("== runs\n" + "\n".join(f"{pid} {argv}" for pid, argv, _ in self.processes()))
        except (Failure, OSError) as bad:
            words.append(str(bad))
        return "\n".join(words)[-20000:]


if os.environ.get("LAB_USER"):
    become(os.environ["LAB_USER"])

STORIES = []


def story(function):
    """A function that takes a fresh lab. Its name is the sentence that it proves."""
    STORIES.append(function)
    return function


class Teller:
    def __init__(self):
        self.lock, self.count, self.failed = threading.Lock(), 0, 0

    def say(self, name, failure=None, seconds=0.0):
        with self.lock:
            self.count += 1
            if isinstance(failure, Skip):
                print(f"ok {self.count} - {name.replace('_', ' ')} # SKIP {failure}", flush=True)
                return
            self.failed += bool(failure)
            print(f"{'not ok' if failure else 'ok'} {self.count} - {name.replace('_', ' ')}"
                  f" # {seconds:.1f} s", flush=True)
            for line in (failure or "").split("\n"):
                if line:
                    print("# " + line.encode("ascii", "backslashreplace").decode(), flush=True)


def play(function, *given):
    """Run one story in a lab of its own; what went wrong, why it cannot be told here (a Skip), or None."""
    lab, failure = Lab(), None
    try:
        function(lab, *given)
        lab.down()
    except Skip as reason:
        failure = reason
    except Exception as bad:  # pylint: disable=broad-except
        words = str(bad) if isinstance(bad, Failure) else traceback.format_exc()
        at = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(bad.__traceback__)]
        failure = f"{' < '.join(reversed(at))}\n{words}\n{lab.tell()}"
    lab.close()
    if isinstance(failure, str) and os.environ.get("LAB_KEEP"):
        failure += f"\nkept: {lab.root}"
    else:
        lab.remove()
    return failure


def tell_stories():
    """Run this file's stories and print TAP. The exit status says whether all are true."""
    wanted = [f for f in STORIES if not sys.argv[1:] or any(word in f.__name__ for word in sys.argv[1:])]
    teller = Teller()
    print(f"1..{len(wanted)}", flush=True)
    for function in wanted:
        began = time.monotonic()
        failure = play(function)
        teller.say(function.__name__, failure, time.monotonic() - began)
    sys.exit(1 if teller.failed else 0)


def abreast(function, cases):
    """Call function(case) for each, several at a time, since they mostly wait; what they returned, in order."""
    with concurrent.futures.ThreadPoolExecutor(2 + len(os.sched_getaffinity(0))) as pool:
        return list(pool.map(function, cases))


def script(*steps):
    """A task's words that make the scripted model do these steps."""
    return "What to do is scripted.\n\nSCRIPT: " + "; ".join(steps)
