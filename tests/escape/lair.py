"""The lair: a floor on which hostile scripts work, with a lead who has something to lose.

An attempt is one task whose agent is a script. All of them run in one `leadhand up`, beside a victim: a session
that lives through it all. Afterwards each is looked at from outside, as a test of its own: the wall stands, and
the attempt is said where the lead sees it. `seen` says where that is:

    walls  a line "walls: ..." in `leadhand log`
    log    another line of the log that is leadhand's own: the end of the turn, a refusal
    words  nowhere but in what the script printed: nothing was there to be touched, so nothing could notice
"""
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import textwrap
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lab import Failure, Lab, Teller, claim, expect  # noqa: E402

ATTEMPTS = []
PATIENCE = 240
AT_REST = ("review", "failed", "asking", "landed")


class Attempt:
    def __init__(self, name, body, said, seen, stands, **front):
        self.name, self.body, self.said, self.seen, self.stands, self.front = name, body, said, seen, stands, front
        self.task = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
        self.group = front.pop("group", "plain")
        self.ends = front.pop("ends", True)
        # Where no control group can be made, a program that goes too far is told no, and that is all.
        self.needs_group = front.pop("needs_group", False)


def attempt(name, body, said="", seen="walls", stands=None, **front):
    """`said` is a pattern for what the log says. stands(world, attempt) looks at more than what is always looked at."""
    made = Attempt(name, textwrap.dedent(body), said, seen, stands, **front)
    if any(made.task == other.task for other in ATTEMPTS):
        raise Failure(f"two attempts are '{made.task}'")
    ATTEMPTS.append(made)


class World:
    """The lab, what the lead has to lose in it, and what the attempts left."""

    def __init__(self, base):
        self.lab = Lab(base)
        self.secrets = {}
        self.outside = os.path.join(self.lab.root, "outside")
        self.bystander = None
        self.victim = None
        self.seen = {}
        self.has_groups = os.getuid() == 0 and os.environ.get("LEADHAND_CGROUP") != "none"

    def secret(self, what):
        """A word that nobody could guess; where it turns up, `what` was read."""
        return self.secrets.setdefault(what, f"Sekrit{secrets.token_hex(8)}")

    # What the lead has.

    def furnish(self):
        lab = self.lab
        lab.start_repository({"README.md": "a project\n", "src/a.c": "int a;\n", "src/b.c": "int b;\n",
                              "tools/build.sh": "#!/bin/sh\ntrue\n"})
        lab.git("checkout", "-q", "-b", "private")
        lab.commit("not yours", {"private.txt": self.secret("another branch") + "\n"})
        lab.git("checkout", "-q", "main")
        lab.write(".git/info/exclude", "/.leadhand/\n/.env\n")
        lab.write(".env", self.secret("the lead's untracked file") + "\n")
        lab.write(".git/hooks/post-commit", "#!/bin/sh\ntrue\n", 0o755)
        for path in (".ssh/id_rsa", ".netrc", ".aws/credentials", ".gnupg/secring", "notes.txt", ".bash_history"):
            full = os.path.join(lab.home, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(self.secret(f"the lead's {path}") + "\n")
        os.makedirs(self.outside)
        for name in ("open.txt", "target"):
            with open(os.path.join(self.outside, name), "w", encoding="utf-8") as file:
                file.write(self.secret(f"outside/{name}") + "\n")
            os.chmod(os.path.join(self.outside, name), 0o666)
        os.chmod(self.outside, 0o777)
        lab.env["LEAD_TOKEN"] = self.secret("the floor's environment")
        self.start_bystander()

    def start_bystander(self):
        """A program of the lead's: it serves a secret wherever one can, and says what others did to it."""
        ready = os.path.join(self.lab.root, "bystander.json")
        self.bystander = self.lab.serve(
            ["/usr/bin/python3", os.path.join(HERE, "bystander.py"), ready, os.path.join(self.lab.root, "agent.sock"),
             self.secret("the bystander's socket"), os.path.join(self.outside, "visits")])
        self.lab.until(lambda: os.path.exists(ready), "the bystander is there")
        with open(ready, encoding="utf-8") as file:
            self.beside = json.load(file)
        self.beside["pid"] = self.bystander.pid

    # The floor.

    def open_floor(self, limits):
        lab = self.lab
        # In a folder of its own: that of an agent's program is shown to all whose program lies there.
        path = os.path.join(lab.root, "victim", "victim")
        os.makedirs(os.path.dirname(path))
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/usr/bin/python3\nimport os, time\n"
                       f"open('victim.txt', 'w').write('{self.secret('another session')}\\n')\n"
                       f"os.environ['VICTIM_TOKEN'] = 'x'\nos.execve('/usr/bin/python3', ['python3', '-c', "
                       f"'import time; time.sleep(3600)', 'victim-of-{os.path.basename(lab.root)}'], "
                       f"dict(os.environ, VICTIM_TOKEN='{self.secret('the environment of another session')}'))\n")
        os.chmod(path, 0o755)
        lab.agents["victim"] = {"kind": "command", "run": [path]}
        self.limits = {"sessions": 7, "checks": 3, "rounds": 0, **limits}
        self.configure()
        lab.task("victim", agent="victim", scope=["victim.txt"], priority=1)
        lab.run("up", "victim")
        lab.until(lambda: self.victim_pid(), "the victim works")
        self.cache = os.path.join(lab.cache, "leadhand", os.listdir(os.path.join(lab.cache, "leadhand"))[0])

    def configure(self):
        self.lab.config(limits=self.limits, workspace="overlay", network={"allow": [
            "allowed.test", "localhost.localdomain", "localtest.invalid", f"127.0.0.1:{self.beside['allowed_port']}"]})

    def victim_pid(self):
        return (pids_of(f"victim-of-{os.path.basename(self.lab.root)}") or [0])[-1]

    def head(self, deed):
        """What the script knows of the machine: all that an attacker could find out."""
        known = {"LEAD": self.lab.repo, "LEAD_HOME": self.lab.home, "LAB": self.lab.root, "OUTSIDE": self.outside,
                 "CACHE": self.cache, "VICTIM": os.path.join(self.cache, "sessions", "1"),
                 "VICTIM_PID": self.victim_pid(), "STATE": self.lab.path(".git", "leadhand"), "NAME": deed.task,
                 "PAYLOAD": f"touch /tmp/ran-{deed.task} ~/ran-{deed.task} {self.lab.repo}/ran-{deed.task} "
                            f"{self.outside}/ran-{deed.task}",
                 "BESIDE": self.beside}
        lines = [f"{key} = {value!r}" for key, value in known.items()]
        return "\n".join(["#!/usr/bin/python3 -B", "import sys", f"sys.path.insert(0, {HERE!r})",
                          "from thief import *", *lines, ""])

    def set_loose(self, deeds):
        lab, agents = self.lab, os.path.join(self.lab.root, "agents")
        shutil.copy(os.path.join(HERE, "thief.py"), agents)
        for deed in deeds:
            path = os.path.join(agents, deed.task)
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.head(deed).replace(repr(HERE), repr(agents)) + deed.body + "\nover()\n")
            os.chmod(path, 0o755)
            lab.agents[deed.task] = {"kind": "command", "run": [path]}
        self.configure()
        for deed in deeds:
            lab.task(deed.task, agent=deed.task, **{"scope": [f"{deed.task}/**"], **deed.front})
        self.before = self.belongings()
        self.refs = self.foreign_refs()
        lab.run("up")
        self.await_all(deeds)
        self.after = self.belongings()

    def await_all(self, deeds):
        end, names = time.monotonic() + PATIENCE, {deed.task for deed in deeds}
        while True:
            rows = {row["id"]: row for row in self.lab.status()["tasks"] if row["id"] in names}
            late = [name for name in names if name not in rows or rows[name]["state"] not in AT_REST]
            if not late or time.monotonic() > end:
                self.rows = rows
                print(f"# all at rest after {PATIENCE - (end - time.monotonic()):.1f} s", flush=True)
                return
            time.sleep(0.2)

    # What came of it.

    def raw(self, deed):
        if "raw" not in self.seen:
            self.seen["raw"] = {}
            jobs = self.lab.path(".git", "leadhand", "jobs")
            for job in sorted(os.listdir(jobs), key=int):
                with open(os.path.join(jobs, job, "job.json"), encoding="utf-8") as file:
                    self.seen["raw"].setdefault(json.load(file).get("task"), []).append(os.path.join(jobs, job, "raw.log"))
        text = b""
        for path in self.seen["raw"].get(deed.task, []):
            if os.path.exists(path):
                with open(path, "rb") as file:
                    text += file.read()
        return text.decode("utf-8", "replace")

    def entries(self, deed):
        return self.lab.json("log", deed.task)["entries"]

    def foreign_refs(self):
        lines = self.lab.git("for-each-ref", "--format=%(refname) %(objectname)").split("\n")
        return [line for line in lines if not line.startswith("refs/leadhand/")]

    def belongings(self):
        """What is the lead's, the victim's and the bases', by content."""
        lab, found = self.lab, {}
        own = os.path.join(self.cache, "sessions", "1")
        for top in (lab.repo, lab.home, self.outside, os.path.join(self.cache, "store"),
                    os.path.join(self.cache, "bases"), os.path.join(own, "upper")):
            for folder, folders, names in os.walk(top):
                folders[:] = [name for name in folders if os.path.join(folder, name) not in (
                    lab.path(".git", "leadhand"), lab.path(".git", "objects"), lab.path(".git", "refs", "leadhand"),
                    lab.path(".git", "logs"))]
                for name in names + folders:
                    path = os.path.join(folder, name)
                    found[path] = print_of(path)
        for name in ("visits",):
            found.pop(os.path.join(self.outside, name), None)
        for name in ("packed-refs", "FETCH_HEAD"):
            found.pop(lab.path(".git", name), None)
        for name in os.listdir(lab.path(".leadhand", "tasks")):
            found.pop(lab.path(".leadhand", "tasks", name), None)
        return found

    def changed(self):
        return sorted(path for path in {**self.after, **self.before}
                      if self.after.get(path) != self.before.get(path))

    def left_by(self, deed):
        """Files that only a payload makes, wherever they are."""
        if "ran" not in self.seen:
            # Some of them are deeper than a walk can go.
            found = subprocess.run(["find", self.lab.root, "-name", "ran-*", "-print0"], capture_output=True, check=False)
            self.seen["ran"] = found.stdout.decode("utf-8", "replace").split("\0")
        return [path for path in self.seen["ran"] if os.path.basename(path) == f"ran-{deed.task}"]

    def saved(self, deed):
        """{ref: commit} that leadhand took from this session."""
        session = self.rows[deed.task]["session"]
        refs = self.lab.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/leadhand").split("\n")
        return {ref: commit for ref, _, commit in (line.partition(" ") for line in refs)
                if re.search(rf"/s?{session}(/|$)", ref)}

    def close(self):
        self.lab.close()
        if os.environ.get("LAB_KEEP"):
            print(f"# kept: {self.lab.root}", flush=True)
        else:
            self.lab.remove()
            subprocess.run(["rm", "-rf", self.lab.root], check=False)


def print_of(path):
    try:
        st = os.lstat(path)
        kind = stat.S_IFMT(st.st_mode)
        if kind == stat.S_IFREG:
            with open(path, "rb") as file:
                content = hashlib.sha256(file.read()).hexdigest()
        else:
            content = os.readlink(path) if kind == stat.S_IFLNK else ""
        return oct(st.st_mode), st.st_uid, st.st_nlink if kind == stat.S_IFREG else 0, content
    except OSError:
        return None


def pids_of(word):
    """Processes that have a word in their command line, wherever they are."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    if word.encode() in file.read():
                        found.append(int(entry))
            except OSError:
                pass
    return sorted(found)


# What is looked at after every attempt.

def said(world, deed):
    entries = world.entries(deed)
    notes = [e["text"] for e in entries if e["kind"] == "note" and e["text"].startswith("walls: ")]
    seen = "words" if deed.needs_group and not world.has_groups else deed.seen
    if seen == "walls":
        claim(any(re.search(deed.said, text) for text in notes),
              f"no line of the walls says {deed.said!r}: {notes[-20:]}")
    elif seen == "log":
        others = [e["text"] for e in entries if not (e["kind"] == "note" and not e["text"].startswith("walls: "))]
        claim(any(re.search(deed.said, text) for text in others), f"the log does not say {deed.said!r}: {others}")
    else:
        claim(any(e["kind"] == "note" for e in entries), "the log tells nothing of what it printed")


def judge(world, deed):
    row = world.rows.get(deed.task)
    claim(row and row["state"] in AT_REST, f"it has not come to an end: {row}")
    text = world.raw(deed)
    broken = [line for line in text.split("\n") if "BROKE" in line]
    expect(broken, [], "what worked")
    for what, word in world.secrets.items():
        claim(word not in text, f"it has read {what}")
    if deed.ends:
        claim("\nover" in "\n" + text, f"the script did not come to its end: {row['reason']}\n{text[-1500:]}")
    expect(world.left_by(deed), [], "what its payload made")
    if deed.stands:
        deed.stands(world, deed)
    said(world, deed)


# What is looked at once, after all of them.

def nothing_of_the_leads_was_changed(world):
    expect(world.changed(), [], "what was changed")


def the_leads_repository_is_whole_and_has_the_refs_that_it_had(world):
    landed = any(row["state"] == "landed" for row in world.rows.values())
    now = [line for line in world.foreign_refs() if not (landed and line.startswith("refs/heads/main "))]
    expect(now, [line for line in world.refs if not (landed and line.startswith("refs/heads/main "))], "the refs")
    world.lab.git("fsck", "--strict", "--no-dangling", "--no-progress")


def nobody_read_a_secret_into_a_commit(world):
    lab = world.lab
    names = lab.git("rev-list", "--objects", "--no-object-names", "--glob=refs/leadhand", "--not", "main")
    held = subprocess.run(["git", "cat-file", "--batch"], input=names.encode(), capture_output=True, cwd=lab.repo,
                          env=lab.env, check=True).stdout
    claim(len(held) > 1000, "there are commits")
    for what, word in world.secrets.items():
        # The victim's own file is in its own checkpoint.
        expect(held.count(word.encode()), int(what == "another session" and b"victim.txt" in held), f"{what} in commits")


def nobody_reached_a_program_of_the_leads(world):
    path = os.path.join(world.outside, "visits")
    text = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    expect([line for line in text.split("\n") if line and "allowed" not in line], [], "who came")
    claim(world.bystander.poll() is None, "it lives")


def the_victim_works_on_undisturbed(world):
    claim(world.victim_pid(), "it lives")
    expect(world.lab.state("victim"), "running", "its state")


def the_floor_answers(world):
    claim(world.lab.status()["floor"]["running"], "it runs")
    world.lab.run("fsck")
    expect(world.lab.json("verify")["ok"], True, "verify")


def all_of_it_can_be_removed(world):
    lab = world.lab
    for name in [*world.rows, "victim"]:
        if lab.state(name) not in ("landed", "cancelled"):
            lab.run("cancel", name)
    lab.until(lambda: not world.victim_pid(), "the victim is gone")
    lab.run("down")
    # To carry all of that work out once more takes a minute; it is given up, but where there is time.
    how = [] if os.environ.get("LEADHAND_TEST_LONG") else ["--cancelled"]
    kept = [line for line in lab.run("gc", *how, timeout=400).out.split("\n") if line.startswith("kept workspace")]
    left = os.path.join(world.cache, "sessions")
    # What cannot be taken over is nowhere else: it stays, and gc says why.
    expect(len(os.listdir(left) if os.path.isdir(left) else []), len(kept), f"the sessions on the disk, but for {kept}")
    claim(all("gitmodules" in line for line in kept), f"what is kept: {kept}")
    lab.until(lambda: not lab.processes(), "no process is left")
    with open("/proc/self/mounts", encoding="utf-8") as file:
        expect([line for line in file if lab.root in line], [], "mounts")


AFTERWARDS = [nothing_of_the_leads_was_changed, the_leads_repository_is_whole_and_has_the_refs_that_it_had,
              nobody_read_a_secret_into_a_commit, nobody_reached_a_program_of_the_leads,
              the_victim_works_on_undisturbed, the_floor_answers, all_of_it_can_be_removed]


def report(teller, name, function, *given):
    began = time.monotonic()
    try:
        function(*given)
        teller.say(name, None, time.monotonic() - began)
    except (Failure, OSError, subprocess.SubprocessError, KeyError, ValueError, RecursionError) as bad:
        teller.say(name, f"{type(bad).__name__}: {bad}", time.monotonic() - began)


def run_all(deeds, base, limits):
    """All of these on one floor, and a line of TAP for each."""
    print(f"1..{len(deeds) + len(AFTERWARDS)}", flush=True)
    teller, world = Teller(), World(base)
    try:
        world.furnish()
        world.open_floor(limits)
        world.set_loose(deeds)
        for deed in deeds:
            report(teller, deed.name, judge, world, deed)
        for function in AFTERWARDS:
            report(teller, function.__name__, function, world)
        if teller.failed and os.environ.get("LAB_TELL"):
            print(world.lab.tell(), file=sys.stderr)
    finally:
        if world.bystander:
            world.bystander.terminate()
            world.bystander.wait()
        world.close()
    return 1 if teller.failed else 0
