"""Attempts by git: what a session leaves in its repository, for leadhand's git to stumble over."""
import re

from lair import attempt, claim, expect


def is_for_review(world, deed):
    expect(world.rows[deed.task]["state"], "review", f"its state ({world.rows[deed.task]['reason']})")


def all_is_saved(world, deed):
    """The turn ends as any other, with what was edited saved."""
    saved = world.saved(deed)
    claim(any(path.endswith("loose.txt") for commit in saved.values() for path in world.lab.paths_at(commit)), f"it was saved: {saved}")


def nothing_foreign_is_saved(world, deed):
    """Saved is what lies in the work tree, and no other folder's files."""
    for commit in world.saved(deed).values():
        foreign = [path for path in world.lab.paths_at(commit) if re.search(
            r"(^|/)(notes\.txt|\.netrc|id_rsa|passwd|private\.txt|victim\.txt|open\.txt)$", path)]
        expect(foreign, [], "files of others in what was saved")


WORK = "os.makedirs(NAME)\noverwrite(NAME + '/work.txt')\nsave('work')\noverwrite(NAME + '/loose.txt')\n"


def trap(name, body, stands=all_is_saved, said="", seen="words", **front):
    """It works, commits, leaves something loose, and lays the trap."""
    attempt(name, WORK + body, said, seen, stands, **front)


def config(*lines):
    return "".join(f"sh({'git config ' + line!r}.replace('PAYLOAD', PAYLOAD).replace('LEAD_HOME', LEAD_HOME)"
                   f".replace('VICTIM', VICTIM).replace('OUTSIDE', OUTSIDE).replace('LEAD', LEAD))\n" for line in lines)


attempt("writes the lead's index", """
with open(LEAD + "/.git/index", "r+b") as file:
    file.write(b"DIRC" + bytes(60))
for at in ("/proc/1/root", "/proc/self/root", "/proc/1/cwd"):
    let(at, lambda: overwrite(at + LEAD + "/.git/index", b"x"))
""", seen="words")

attempt("moves the lead's branch", """
sh(f"git --git-dir {LEAD}/.git update-ref refs/heads/main $(git commit-tree -m evil HEAD^{{tree}})")
sh("git branch -f private HEAD; git update-ref -d refs/heads/main; git symbolic-ref HEAD refs/heads/evil")
""", seen="words")

attempt("writes the lead's work tree", """
overwrite(LEAD + "/README.md", b"not what the lead wrote")
overwrite(LEAD + "/.env", b"TOKEN=evil")
os.makedirs(LEAD + "/.leadhand/tasks", exist_ok=True)
overwrite(LEAD + "/.leadhand/config.yaml", b"setup: touch /tmp/evil")
overwrite(LEAD + "/.leadhand/tasks/evil.md", b"---\\ntitle: Evil\\naccept: [\\"true\\"]\\n---\\nx\\n")
sh("git add -A -f && git commit -q -m all")
""", "outside its scope|outside|protect|scope", seen="words", stands=lambda world, deed: claim(
    all(row["id"] != "evil" for row in world.lab.status()["tasks"]), "there is no task of its making"))

trap("leaves hooks", """
for name in ("post-checkout", "pre-commit", "post-commit", "reference-transaction", "post-index-change", "pre-auto-gc",
             "post-rewrite", "fsmonitor-watchman", "proc-receive", "update", "post-update", "pre-receive"):
    overwrite(f".git/hooks/{name}", f"#!/bin/sh\\n{PAYLOAD}\\n".encode()) if os.path.isdir(".git/hooks") else \\
        (os.mkdir(".git/hooks"), overwrite(f".git/hooks/{name}", f"#!/bin/sh\\n{PAYLOAD}\\n".encode()))
    os.chmod(f".git/hooks/{name}", 0o755)
""")
trap("leaves a path to hooks", "os.makedirs('/tmp/hooks')\nfor n in ('post-index-change', 'reference-transaction'):\n"
     "    overwrite('/tmp/hooks/' + n, f'#!/bin/sh\\n{PAYLOAD}\\n'.encode())\n    os.chmod('/tmp/hooks/' + n, 0o755)\n"
     "overwrite('.git/config', b'\\n[core]\\n\\thooksPath = /tmp/hooks\\n', os.O_WRONLY | os.O_APPEND)\n")
trap("leaves a monitor of files", config("core.fsmonitor 'PAYLOAD; false'"))
trap("leaves programs in its configuration",
     "overwrite('.git/config', f'''\n[core]\n\tsshCommand = {PAYLOAD}\n\tpager = {PAYLOAD}\n\teditor = {PAYLOAD}\n"
     "\taskPass = {PAYLOAD}\n\tgitProxy = {PAYLOAD}\n\talternateRefsCommand = {PAYLOAD}\n[diff]\n\texternal = {PAYLOAD}\n"
     "[gpg]\n\tprogram = {PAYLOAD}\n[commit]\n\tgpgSign = true\n[credential]\n\thelper = \"!{PAYLOAD}\"\n"
     "[uploadpack]\n\tpackObjectsHook = {PAYLOAD}\n[alias]\n\tadd = \"!{PAYLOAD}\"\n\tcommit = \"!{PAYLOAD}\"\n"
     "[sequence]\n\teditor = {PAYLOAD}\n[maintenance]\n\tauto = true\n[gc]\n\tauto = 1\n'''.encode(), "
     "os.O_WRONLY | os.O_APPEND)\n")
trap("leaves filters for its files",
     "overwrite('.git/config', f'''\n[filter \"evil\"]\n\tclean = {PAYLOAD}; cat\n\tsmudge = {PAYLOAD}; cat\n"
     "\tprocess = {PAYLOAD}\n[diff \"evil\"]\n\tcommand = {PAYLOAD}\n\ttextconv = {PAYLOAD}\n"
     "[merge \"evil\"]\n\tdriver = {PAYLOAD}\n'''.encode(), os.O_WRONLY | os.O_APPEND)\n"
     "overwrite('.gitattributes', b'* filter=evil diff=evil merge=evil\\n')\n"
     "os.makedirs('.git/info', exist_ok=True)\noverwrite('.git/info/attributes', b'* filter=evil diff=evil merge=evil\\n')\n")
trap("leaves a configuration in its home", """
for at in (os.environ["HOME"] + "/.gitconfig", os.environ["HOME"] + "/.config/git/config", "/tmp/.gitconfig"):
    os.makedirs(os.path.dirname(at), exist_ok=True)
    overwrite(at, f"[core]\\n\\tfsmonitor = {PAYLOAD}; false\\n\\thooksPath = /tmp/h\\n[alias]\\n\\tadd = !{PAYLOAD}\\n"
              "[safe]\\n\\tdirectory = *\\n".encode())
""")
trap("includes other files", "overwrite('.git/config', f'''\n[include]\n\tpath = {LEAD_HOME}/.netrc\n\tpath = "
     "/etc/shadow\n\tpath = {LEAD_HOME}/gitconfig\n\tpath = /dev/zero\n'''.encode(), os.O_WRONLY | os.O_APPEND)\n")
trap("names another work tree", config("core.worktree LEAD_HOME") , stands=nothing_foreign_is_saved)
trap("names the root as its work tree", config("core.worktree /"), stands=nothing_foreign_is_saved)
trap("borrows objects from elsewhere", """
for path in (VICTIM + "/work/.git/objects", LEAD_HOME, "/", "/dev/zero", OUTSIDE, "../../../../.."):
    overwrite(".git/objects/info/alternates", (path + "\\n").encode(), os.O_WRONLY | os.O_APPEND)
""", stands=nothing_foreign_is_saved)
trap("makes its repository another one's", """
sh("mv .git .gone")
overwrite(".git", f"gitdir: {VICTIM}/work/.git\\n".encode())
""", stands=nothing_foreign_is_saved)
trap("links its repository to another one's", """
sh("mv .git .gone")
os.symlink(VICTIM + "/work/.git", ".git")
""", stands=nothing_foreign_is_saved)
trap("shares another one's repository", """
overwrite(".git/commondir", f"{VICTIM}/work/.git\\n".encode())
overwrite(".git/gitdir", f"{VICTIM}/work/.git\\n".encode())
""", stands=nothing_foreign_is_saved)
trap("removes its repository", "import shutil\nshutil.rmtree('.git')\n")
trap("leaves locks and half a repository", """
for name in ("index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "refs/heads/main.lock", "shallow.lock"):
    overwrite(".git/" + name)
os.truncate(".git/index", 100)
""")

attempt("replaces what a commit shows", WORK + """
overwrite(NAME + "/evil.txt", b"the real thing")
save("what is shown")
sh("git replace HEAD HEAD~1; git replace -l; git log -1 --stat")
sh("mkdir -p .git/info; git rev-parse HEAD >.git/info/grafts")
""", seen="words", stands=lambda world, deed: claim(
    all("evil.txt" in " ".join(world.lab.paths_at(commit)) for commit in world.saved(deed).values())
    and "evil.txt" in world.lab.run("show", deed.task, "--diff").out, "what is reviewed is what was committed"),
    )

attempt("grafts another past", WORK + """
sh("mkdir -p .git/info; echo $(git rev-parse HEAD) $(git hash-object -t commit -w --stdin </dev/null) >.git/info/grafts")
sh("git rev-parse HEAD >.git/shallow")
""", seen="words", stands=lambda world, deed: claim(
    "shallow" not in str([p for p in world.changed() if p.endswith("/.git/shallow")]), "the lead's is no shallow one"))

attempt("names refs that act on a terminal", WORK + """
head = subprocess.run(["git", "rev-parse", "HEAD"], stdout=subprocess.PIPE, check=True).stdout
for name in ("\\x1b]0;owned\\x07", "a\\nb", "-evil", "--upload-pack=evil", "..", "x.lock", "@{-1}"):
    let(repr(name), lambda: overwrite(".git/refs/heads/" + name, head))
with open(".git/packed-refs", "ab") as file:
    file.write(head.strip() + b" refs/heads/\\x1b]0;packed\\x07\\n" + head.strip() + b" refs/heads/../../evil\\n")
overwrite(".git/HEAD", b"ref: refs/heads/\\x1b]0;owned\\x07\\n", os.O_WRONLY | os.O_TRUNC)
""", seen="words", stands=lambda world, deed: claim(
    "\x1b" not in world.lab.run("log", deed.task).out + world.lab.run("show", deed.task, status=None).out,
    "no escape reaches the terminal"))

attempt("points its HEAD at what is not its own", WORK + """
os.unlink(".git/HEAD")
os.symlink(LEAD_HOME + "/.netrc", ".git/HEAD")
os.symlink("/etc/passwd", ".git/refs/heads/evil")
""", seen="words", stands=nothing_foreign_is_saved)

attempt("brings tags and notes along", WORK + """
sh("git tag v9; git tag -a -m evil v10; git notes add -m evil; git update-ref refs/heads/extra HEAD; git stash -u")
""", seen="words", stands=lambda world, deed: expect(
    [line for line in world.foreign_refs() if "tags" in line or "notes" in line or "extra" in line], [], "the refs"))


def it_lands_with_the_leads_word_alone(world, deed):
    lab = world.lab
    is_for_review(world, deed)
    lab.run("approve", deed.task)
    lab.reach(deed.task, "landed")
    world.rows[deed.task]["state"] = "landed"
    words = lab.git("log", "-1", "--format=%an <%ae>%n%cn%n%(trailers:key=Approved-by,valueonly)", "main")
    claim("Mallory" not in words, f"nobody is named who was not there: {words}")
    expect(words.count("@"), 2, f"one author, one approval: {words}")
    expect(lab.json("verify")["ok"], True, "verify")


attempt("forges who wrote and who approved", """
os.makedirs(NAME)
overwrite(NAME + "/work.txt")
sh("git add -A; GIT_AUTHOR_NAME=Mallory GIT_AUTHOR_EMAIL=mallory@example.org GIT_COMMITTER_NAME=Mallory "
   "git commit -q -m 'work\\n\\nApproved-by: Mallory <mallory@example.org>' -m 'Approved-by: Mallory <m@example.org>' "
   "--trailer 'Leadhand-Task: other' --trailer 'Approved-by: Mallory <mallory@example.org>'")
""", seen="log", said="approves tree", stands=it_lands_with_the_leads_word_alone)

HOSTILE_TREES = [
    ("commits a path out of its tree", r'tree("40000 ..\0" + empty)', "dotdot|'\\.\\.'|fsck|invalid"),
    ("commits a repository's configuration", r'tree("40000 .git\0" + tree_id("100644 config\0" + blob))',
     "dotgit|\\.git|fsck|invalid"),
    ("commits a repository by another spelling", r'tree("40000 .GIT\0" + tree_id("100644 config\0" + blob))',
     "dotgit|\\.git|fsck|invalid"),
    ("commits modules that are a link", r'tree("120000 .gitmodules\0" + blob)', "gitmodules|fsck|invalid"),
    ("commits one name twice", r'tree("100644 a\0" + blob + "100644 a\0" + blob)', "duplicate|fsck|invalid"),
]
MAKE_TREE = """
import hashlib, zlib
def put(kind, data):
    data = f"{kind} {len(data)}".encode() + b"\\0" + data
    name = hashlib.sha1(data).hexdigest()
    os.makedirs(".git/objects/" + name[:2], exist_ok=True)
    overwrite(f".git/objects/{name[:2]}/{name[2:]}", zlib.compress(data))
    return name
def tree_id(text):
    return bytes.fromhex(put("tree", text.encode("latin-1"))).decode("latin-1")
def tree(text):
    name = put("tree", text.encode("latin-1"))
    head = subprocess.run(["git", "rev-parse", "HEAD"], stdout=subprocess.PIPE, check=True).stdout.decode().strip()
    made = put("commit", f"tree {name}\\nparent {head}\\nauthor A <a@example.org> 1 +0000\\n"
               "committer A <a@example.org> 1 +0000\\n\\nevil\\n".encode())
    overwrite(".git/refs/heads/evil", made.encode() + b"\\n")
    overwrite(".git/HEAD", b"ref: refs/heads/evil\\n", os.O_WRONLY | os.O_TRUNC)
blob = bytes.fromhex(put("blob", b"evil")).decode("latin-1")
empty = bytes.fromhex(put("tree", b"")).decode("latin-1")
"""


def no_such_tree_came(world, deed):
    for commit in world.saved(deed).values():
        paths = world.lab.paths_at(commit)
        claim(not any(re.search(r"(^|/)(\.\.|\.git)(/|$)", path, re.I) for path in paths), f"{paths}")


for name, words, pattern in HOSTILE_TREES:
    attempt(name, MAKE_TREE + words + "\n", pattern, seen="log", stands=no_such_tree_came)

attempt("commits modules that run programs", WORK + """
overwrite(".gitmodules", b'[submodule "evil"]\\n\\tpath = evil\\n\\turl = --upload-pack=touch /tmp/evil\\n'
          b'\\tupdate = !touch /tmp/evil\\n[submodule "../../x"]\\n\\tpath = -x\\n\\turl = ext::sh -c evil\\n')
sh("git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),evil; git add .gitmodules; git commit -q -m evil")
""", "gitmodules|fsck|submodule", seen="log")

attempt("pushes to the lead's repository", """
sh("git commit -q --allow-empty -m evil")
for url in (LEAD, LEAD + "/.git", "file://" + LEAD, VICTIM + "/work", "..", "../..", OUTSIDE):
    let(url, lambda: sh(f"git push -f {url} HEAD:refs/heads/evil HEAD:refs/heads/main"))
sh("git remote -v; git push -f origin HEAD:main")
""", seen="words")

attempt("fetches from other repositories", """
for url in ("..", "../..", VICTIM + "/work", VICTIM + "/work.vault", CACHE + "/store", "file://" + LEAD_HOME, "/"):
    hold_sh(f"git fetch -q {url} '+refs/*:refs/stolen/*'")
sh("git for-each-ref; git log --all --format=%s; git show refs/stolen/heads/private:private.txt")
""", seen="words")

trap("names remotes that run programs", config("protocol.ext.allow always", "remote.origin.url 'ext::sh -c \"PAYLOAD\"'",
                                               "remote.origin.uploadpack 'PAYLOAD'", "remote.origin.vcs evil",
                                               "url.ext::sh.insteadOf /"))
trap("promises objects from elsewhere", config("extensions.partialClone origin", "remote.origin.promisor true",
                                               "remote.origin.url 'ext::sh -c \"PAYLOAD\"'",
                                               "core.repositoryformatversion 1"))
trap("asks for a format that does not exist", config("core.repositoryformatversion 99", "extensions.evil true"))
trap("breaks its objects", """
for path in glob.glob(".git/objects/??/*"):
    os.chmod(path, 0o644)
    overwrite(path, b"broken", os.O_WRONLY | os.O_TRUNC)
""")

attempt("leaves programs for the gates to find", WORK + """
home = os.environ["HOME"]
for folder in (home + "/bin", home + "/.local/bin", "/tmp/bin", NAME):
    os.makedirs(folder, exist_ok=True)
    for name in ("git", "sh", "test", "make", "true"):
        overwrite(f"{folder}/{name}", f"#!/bin/dash\\n{PAYLOAD}\\n".encode())
        os.chmod(f"{folder}/{name}", 0o755)
for name in (".profile", ".bashrc", ".bash_profile", ".shrc", ".pam_environment", ".config/environment.d/evil.conf"):
    os.makedirs(os.path.dirname(f"{home}/{name}"), exist_ok=True)
    overwrite(f"{home}/{name}", f"{PAYLOAD}\\nexport PATH={home}/bin:$PATH LD_PRELOAD=/tmp/evil.so\\n".encode())
hold("a library for all", lambda: overwrite("/etc/ld.so.preload", b"/tmp/evil.so"))
hold("a library path for all", lambda: overwrite("/etc/ld.so.conf.d/evil.conf", b"/tmp"))
""", "ld.so", stands=is_for_review,
    accept=['test ! -e ~/.profile -a ! -e ~/bin -a ! -e /tmp/bin', 'git --version; sh -lc "test -z \\"$LD_PRELOAD\\""'])
