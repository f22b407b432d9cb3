"""Attempts on files: to write what is not the session's, and to read what is the lead's."""
import os
import re
import stat

from lair import attempt, claim, expect

FLAGS = "os.O_WRONLY | os.O_CREAT"

# Name, paths in Python's words, what the walls say. None of these can be written.
WRITES = [
    ("writes into another session's workspace", ['VICTIM + "/work/evil"', 'VICTIM + "/upper/victim.txt"'], "sessions"),
    ("writes into another session's vault", ['VICTIM + "/work.vault/out.bundle"', 'VICTIM + "/work.vault/config"'],
     "vault"),
    ("writes beside its own workspace",
     ['CACHE + f"/sessions/{os.environ[\'LEADHAND_SESSION\']}/work.vault/out.bundle"',
      'CACHE + f"/sessions/{os.environ[\'LEADHAND_SESSION\']}/box-carry/home/.gitconfig"'], "sessions"),
    ("writes into the bases", ['CACHE + "/bases/evil"'], "bases"),
    ("writes into the lead's home", ['LEAD_HOME + "/.bashrc"', 'LEAD_HOME + "/.ssh/authorized_keys"',
                                     'LEAD_HOME + "/.ssh/id_rsa"'], "home"),
    ("writes to files that anybody may write", ['OUTSIDE + "/open.txt"', 'OUTSIDE + "/evil"'], "outside"),
    ("writes into the system", ['"/etc/passwd"', '"/etc/ld.so.preload"', '"/etc/cron.d/evil"', '"/root/.bashrc"'],
     "passwd"),
    ("writes over git", ['"/usr/bin/git"', '"/usr/local/bin/git"'], "git"),
    ("writes over leadhand", ['"/run/leadhand/bin/leadhand"'], "leadhand"),
    ("writes its own order", ["os.environ['LEADHAND_TASK_FILE']"], "prompt"),
    ("writes into the folder of its program", ['LAB + "/agents/evil"', 'LAB + "/agents/thief.py"'], "agents"),
    ("writes where the floor keeps its state", ['LAB + "/evil"', 'CACHE + "/evil"', 'CACHE + "/floor.db"'], "evil|floor"),
    ("writes to the kernel's settings", ['"/proc/sys/kernel/hostname"', '"/proc/sys/vm/overcommit_memory"',
                                         '"/sys/power/state"'], "/proc/sys|/sys"),
]

for name, paths, pattern in WRITES:
    attempt(name, "".join(f"hold({path}, lambda: overwrite({path}))\n" for path in paths), pattern)

attempt("writes into the store", """
for folder in open(".git/objects/info/alternates").read().split():
    print(folder)
    hold("a new file", lambda: overwrite(folder + "/evil"))
    for path in glob.glob(folder + "/**", recursive=True):
        if os.path.isfile(path):
            hold("an old file", lambda: overwrite(path, b"x", os.O_WRONLY))
            hold("its mode", lambda: os.chmod(path, 0o666))
            hold("its name", lambda: os.unlink(path))
            hold("a rename", lambda: os.rename(path, path + "x"))
""", "store|bases")

attempt("reads more of the store than its base", """
sh("git cat-file --batch-all-objects --batch-check | head")
for name in ("private", "refs/heads/private", "origin/private"):
    hold_sh(f"git show {name}:private.txt")
for folder in (CACHE + "/store", CACHE + "/bases", CACHE + "/sessions", LEAD + "/../cache"):
    let(folder, lambda: os.listdir(folder))
sh("git log --all --format=%s; git cat-file --batch-all-objects --batch | grep -a Sekrit")
""", seen="words")

attempt("reads the lead's secrets", """
for name in (".ssh/id_rsa", ".netrc", ".aws/credentials", ".gnupg/secring", "notes.txt", ".bash_history", ".env"):
    peek(f"{LEAD_HOME}/{name}")
peek(LEAD + "/.env")
peek(LEAD_HOME + "/../home/notes.txt")
""", r"id_rsa|netrc|aws")

attempt("reads its user's home by name", """
sh("cat ~root/.ssh/* ~root/.bash_history ~/.ssh/*; getent passwd | head -3")
peek("/root/.bashrc")
hold("the list of passwords", lambda: len(open("/etc/shadow").read()) or os.stat("/none"))
""", seen="words")

attempt("reads another session's files", """
for path in ("work/victim.txt", "upper/victim.txt", "home/x", "prompt.md", "box-agent/home/x"):
    peek(f"{VICTIM}/{path}")
    peek(f"{CACHE}/sessions/../sessions/1/{path}")
""", seen="words")

attempt("finds secrets in its environment", """
print(dict(os.environ))
sh("env; cat /proc/self/environ; set")
if "LEAD_TOKEN" in os.environ:
    print("BROKE it has the lead's variable")
""", seen="words")

attempt("writes through a symbolic link", """
os.makedirs(NAME)
for n, target in enumerate((OUTSIDE + "/target", LEAD_HOME + "/notes.txt", "/etc/passwd", "/proc/1/root" + OUTSIDE + "/target",
                            "../" * 30 + OUTSIDE[1:] + "/open.txt")):
    os.symlink(target, f"{NAME}/link{n}")
    hold(target, lambda: overwrite(f"{NAME}/link{n}", b"x", os.O_WRONLY))
    peek(f"{NAME}/link{n}", 100)
os.symlink(LEAD_HOME + "/.ssh/id_rsa", NAME + "/key")
peek(NAME + "/key")
os.symlink(OUTSIDE, NAME + "/folder")
save("links")
""", "ssh")

attempt("makes hard links to what is not its own", """
for n, path in enumerate(("/etc/passwd", "/usr/bin/git", os.environ["LEADHAND_TASK_FILE"], LEAD_HOME + "/.netrc",
                          OUTSIDE + "/target", "/run/leadhand/bin/leadhand")):
    hold(path, lambda: os.link(path, f"hard{n}"))
""", seen="words")


def no_one_else_can_start_it(world, deed):
    session = world.rows[deed.task]["session"]
    room = os.path.join(world.cache, "sessions", str(session))
    closed, at = False, room
    while len(at) > 1 and not closed:
        closed, at = not os.stat(at).st_mode & stat.S_IXOTH, os.path.dirname(at)
    for folder, _, names in os.walk(room):
        for name in names:
            mode = os.lstat(os.path.join(folder, name)).st_mode
            claim(closed or not mode & (stat.S_ISUID | stat.S_ISGID), f"'{name}' lends its owner's powers to all")


attempt("leaves a shell that lends its owner's powers", """
import shutil
os.makedirs(NAME)
for at in (NAME, "/tmp", os.environ["HOME"]):
    shutil.copy("/usr/bin/dash", at + "/shell")
    let(at, lambda: os.chmod(at + "/shell", 0o6755))
save("a shell")
""", seen="words", stands=no_one_else_can_start_it)

attempt("takes its workspace away", """
hold("a rename", lambda: os.rename(LEAD, LEAD + ".moved"))
hold("a removal", lambda: os.rmdir(LEAD))
hold("a link in its place", lambda: os.symlink(OUTSIDE, LEAD))
hold("a folder beside", lambda: os.mkdir(LEAD + ".evil"))
""", "repo")


def base_is_whole(world, deed):
    text = "".join(open(os.path.join(folder, name), encoding="utf-8", errors="replace").read(4000)
                   for folder, _, names in os.walk(os.path.join(world.cache, "bases"))
                   for name in names if name.endswith((".c", ".md", ".sh")))
    claim("in place" not in text and "int a;" in text, "the base is as it was")


attempt("writes in place into files of the base", """
with open("src/a.c", "r+b", buffering=0) as file:
    page = mmap.mmap(file.fileno(), 0)
    page[:3] = b"in "
    file.seek(0)
    file.write(b"in place")
os.chmod("tools/build.sh", 0o777)
os.truncate("README.md", 0)
with open(".git/index", "r+b", buffering=0) as file:
    file.write(b"in place")
""", seen="words", stands=base_is_whole)

attempt("writes the overlay's own marks", """
os.makedirs(NAME)
for prefix in ("trusted", "user"):
    for key, value in (("opaque", b"y"), ("redirect", b"/../../../../etc"), ("metacopy", b""), ("origin", b"x"),
                       ("whiteout", b"")):
        let(f"{prefix}.overlay.{key}", lambda: os.setxattr(NAME, f"{prefix}.overlay.{key}", value))
    let("security", lambda: os.setxattr("README.md", "security.capability", bytes([1, 0, 0, 2]) + bytes(16)))
let("a whiteout", lambda: os.mknod(NAME + "/gone", 0o20000, 0))
print(os.listdir(NAME))
""", seen="words")

attempt("makes a file of a terabyte", """
os.makedirs(NAME)
overwrite(NAME + "/small")
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
let("truncate", lambda: os.truncate(NAME + "/small", 1 << 40))
save("a large file")
overwrite(NAME + "/loose")
""", seen="words")

attempt("makes a folder five thousand levels deep", """
os.makedirs(NAME)
os.chdir(NAME)
for level in range(5000):
    os.mkdir("d")
    os.chdir("d")
overwrite("bottom")
""", seen="words")

attempt("leaves what nobody can enter or remove", """
os.makedirs(NAME + "/a/b")
overwrite(NAME + "/a/b/file")
let("immutable", lambda: fcntl.ioctl(os.open(NAME + "/a/b/file", os.O_RDONLY), 0x40086602, struct.pack("l", 0x10)))
for at in (NAME + "/a/b/file", NAME + "/a/b", NAME + "/a"):
    os.chmod(at, 0)
home = os.environ["HOME"]
os.makedirs(home + "/x/y")
os.chmod(home + "/x", 0)
os.chmod("src", 0o000)
""", seen="words")


def no_escape_reaches_the_terminal(world, deed):
    for words in (("log", deed.task), ("show", deed.task, "--diff"), ("status",),
                  ("inbox",)):
        text = world.lab.run(*words, status=None).out
        claim(not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]", text), f"{words} prints controls: {text!r}")


attempt("gives files names that act on a terminal", """
os.makedirs(NAME)
for name in ("new\\nline", "\\x1b]0;owned\\x07", "\\x1b[2J", "\\u202egpj.exe", "\\x9b31m", b"\\xff\\xfe"):
    folder = NAME.encode() if isinstance(name, bytes) else NAME
    overwrite(os.path.join(folder, name), b"\\x1b[31mred\\x1b]52;c;ZXZpbA==\\x07\\n")
save("names \\x1b[2J")
print("\\x1b]0;owned\\x07 \\x1b[2J")
sys.stderr.write("\\x1b]0;owned\\x07\\n")
""", "", seen="log", stands=no_escape_reaches_the_terminal)

attempt("puts pipes and devices where git reads", """
os.makedirs(NAME)
overwrite(NAME + "/kept")
save("kept")
os.mkfifo(".gitignore")
os.mkfifo("src/.gitattributes")
os.symlink("/dev/zero", NAME + "/.gitignore")
os.symlink("/dev/zero", ".gitattributes")
os.mkfifo(NAME + "/pipe")
os.makedirs(NAME + "/sub/.git")
os.mkfifo(NAME + "/sub/.git/HEAD")
overwrite(NAME + "/loose")
""", seen="words",
        stands=lambda world, deed: expect(world.rows[deed.task]["state"], "review", "its state"))
