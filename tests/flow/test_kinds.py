"""The other kinds of workspaces, each by its name: a task from up to landed, the lead's repository as it was, nothing left."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

# It tells what it sees, tries what it must not do, and does its work: one file in its scope, one left uncommitted.
WORKS = """
find . -path ./.git -prune -o -type f -print | sort >"$LAB/marks/files"
git log -1 --format='%s' >"$LAB/marks/log"
cat built >"$LAB/marks/built" 2>&1 || :
git update-ref refs/heads/main HEAD~0 2>>"$LAB/marks/refused" || echo main >>"$LAB/marks/held"
git branch mine 2>>"$LAB/marks/refused" || echo branch >>"$LAB/marks/held"
(echo x >"$(git rev-parse --git-common-dir)/hooks/post-commit") 2>>"$LAB/marks/refused" || echo hooks >>"$LAB/marks/held"
git config some.key evil 2>>"$LAB/marks/refused" || echo config >>"$LAB/marks/held"
mkdir -p src/in
echo done >src/in/new
save work
git log -1 --format='%an' >"$LAB/marks/author"
"""
FILES = {"README.md": "a project\n", "src/in/f": "f\n", "src/out/g": "g\n", "big/h": "h\n"}
WHOLE = "./README.md\n./big/h\n./built\n./src/in/f\n./src/out/g\n"


def text(lab, name):
    return "".join(line + "\n" for line in lab.marks_of(name))


def refs(lab):
    return lab.git("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes", "refs/tags", "refs/stash")


def land_one(lab, kind, **config):
    lab.start_repository({**FILES, ".gitignore": "built\n"})
    lab.write(".git/hooks/post-commit", "#!/bin/sh\n", 0o644)
    before = (refs(lab), lab.read(".git/config"), lab.read(".git/hooks/post-commit"))
    lab.agent("worker", WORKS)
    # A gate sees the whole tree, whatever the session has.
    lab.config(workspace=kind, setup="echo built >built",
               gates=[{"name": "whole", "run": "test -f big/h -a -f src/in/new"}], **config)
    lab.task("work", scope=["src/in/**"])
    lab.run("up")
    lab.land("work")
    expect(lab.file_at("src/in/new"), "done\n", "what landed")
    expect(text(lab, "built"), "built\n", "setup has run")
    expect(text(lab, "author"), "worker\n", "who committed")
    lab.sound()
    return before


def leave(lab, before):
    lab.run("gc")
    expect(lab.git("worktree", "list").count("\n"), 0, "worktrees")
    lab.git("reset", "-q", "--hard")
    expect((refs(lab), lab.read(".git/config"), lab.read(".git/hooks/post-commit")), before,
           "the lead's branches, settings and hooks")
    expect(lab.git("status", "--porcelain"), "", "the lead's work tree")
    left = [name for top, _, names in os.walk(lab.cache) if "/sessions/" in top + "/" for name in names]
    expect(left, [], "what is left of the session")
    lab.sound()


@story
def a_clone_has_all_and_leaves_nothing(lab):
    before = land_one(lab, "clone")
    expect(text(lab, "files"), "./.gitignore\n" + WHOLE, "what it saw")
    expect(lab.marks_of("held"), [], "its repository is its own")
    leave(lab, before)


@story
def a_sparse_one_has_its_scope_and_its_gate_has_all(lab):
    before = land_one(lab, "sparse")
    expect(text(lab, "files"), "./.gitignore\n./README.md\n./built\n./src/in/f\n", "what it saw")
    expect(lab.paths_at(), [".gitignore", "README.md", "big/h", "src/in/f", "src/in/new", "src/out/g"], "nothing got lost")
    leave(lab, before)


@story
def a_worktree_is_the_leads_and_moves_nothing_but_its_own_branch(lab):
    before = land_one(lab, "worktree")
    expect(text(lab, "files"), "./.gitignore\n" + WHOLE, "what it saw")
    expect(lab.marks_of("held"), ["main", "branch", "hooks", "config"], "what the walls held")
    claim("leadhand/s1/work" in refs(lab), "its branch stands until it is cleared away")
    leave(lab, before)


@story
def a_worktree_survives_its_runner_and_its_folder(lab):
    lab.start_repository(FILES)
    lab.agent("worker", 'if [ "$turn" = 1 ]; then echo one >src/in/one; save one; echo two >src/in/two; hold first; fi; '
              'git log --format=%s >"$LAB/marks/log"; ls src/in >"$LAB/marks/files"; save two')
    lab.config(workspace="worktree")
    lab.task("work")
    lab.run("up")
    lab.until(lambda: lab.is_marked("first.held"), "it works")
    lab.kill(lab.runners())
    lab.land("work")
    expect(lab.marks_of("log"), ["one", "begin"], "its commits")
    expect(lab.marks_of("files"), ["f", "one", "two"], "its files")
    lab.sound()
    lab.run("gc")
    expect(lab.git("worktree", "list").count("\n"), 0, "worktrees")
    expect(refs(lab), "refs/heads/main", "branches")


@story
def a_kind_that_cannot_be_had_is_refused_by_its_name(lab):
    lab.start_repository(FILES)
    lab.agent("worker", "save nothing")
    lab.config(workspace="snapshot")
    checks = {row["name"]: row for row in lab.json("doctor", status=None)["checks"]}
    if checks["workspace"]["state"] == "ok":
        return
    claim(checks["workspace"]["text"].startswith("'workspace: snapshot' cannot be had: "), checks["workspace"]["text"])
    lab.task("work")
    claim("'workspace: snapshot' cannot be had" in lab.run("up", status=3).err, "the lead is told why")


@story
def doctor_says_what_no_session_could_begin_with(lab):
    lab.start_repository(FILES)
    lab.agent("worker", "save nothing")
    lab.config(carry=["README.md", ".env.local"], sandbox={"read": ["/nowhere/at/all"], "secrets": ["NO_SUCH_SECRET"]})
    rows = [row for row in lab.json("doctor", status=None)["checks"] if row["name"] in ("carry", "sandbox", "secrets")]
    expect([(row["state"], row["text"].split(":")[0]) for row in rows],
           [("problem", "there is no '.env.local'"), ("problem", "there is no '/nowhere/at/all'"),
            ("info", "'NO_SUCH_SECRET' is not set here")], "what doctor says")


@story
def doctor_says_which_kind_and_why(lab):
    lab.start_repository(FILES)
    lab.agent("worker", "save nothing")

    def said(kind):
        lab.config(workspace=kind)
        return next(row for row in lab.json("doctor", status=None)["checks"] if row["name"] == "workspace")

    expect(said("clone")["text"], "clone: a full checkout with a repository of its own", "clone")
    expect(said("worktree")["state"], "info", "one that is weaker")
    claim("read all your branches" in said("worktree")["text"], "in what")
    claim(said("auto")["text"].startswith("overlay: "), said("auto"))


if __name__ == "__main__":
    tell_stories()
