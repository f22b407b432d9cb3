"""From an approval to the target branch: what may land, and what happens to checkouts."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
# Two tasks that change the same line; who is told of the conflict merges and keeps both words.
EDITS = """
if git show-ref -q refs/remotes/origin/main && ! git merge-base --is-ancestor origin/main HEAD; then
    git merge -q origin/main || true
    printf 'left\\nright\\n' >shared.txt
    save "merge both"
else
    echo "$LEADHAND_TASK" >shared.txt
    save "$LEADHAND_TASK"
fi
"""


@story
def a_conflict_goes_back_to_the_session_with_the_tip_that_it_met(lab):
    lab.start_repository({"shared.txt": "none\n"})
    lab.agent("editor", EDITS)
    lab.config()
    lab.task("left")
    lab.task("right")
    lab.run("up")
    lab.reach("left", "review")
    lab.reach("right", "review")
    lab.run("approve", "left")
    lab.reach("left", "landed")
    lab.run("approve", "right")
    lab.until(lambda: len(lab.marks_of("turns")) == 3, "the second session has the turn again")
    claim("shared.txt" in lab.prompts()[-1], "it is told which paths are in conflict")
    lab.land("right")
    expect(lab.file_at("shared.txt"), "left\nright\n", "both sides' intent")
    expect(lab.row("right")["session"], 2, "its own session")
    expect(lab.git("rev-list", "--merges", "--count", "main"), "0", "one commit a task, no merges")
    lab.sound()


@story
def two_changes_that_are_red_only_together_do_not_both_land(lab):
    lab.start_repository()
    lab.agent("editor", 'if git merge -q origin/main 2>&1 && [ "$turn" != 1 ]; then rm "$LEADHAND_TASK.txt"; echo z >z.txt; '
              'else echo x >"$LEADHAND_TASK.txt"; fi; save "$LEADHAND_TASK"')
    lab.config(gates=[{"name": "either", "run": "! test -e a.txt || ! test -e b.txt"}])
    lab.task("a")
    lab.task("b")
    lab.run("up")
    lab.reach("a", "review")
    lab.reach("b", "review")
    lab.land("a")
    lab.run("approve", "b")
    lab.until(lambda: len(lab.marks_of("turns")) == 3, "the second goes back to its session")
    expect("b.txt" in lab.paths_at(), False, "what is red together is not on the target")
    lab.land("b")
    expect(("a.txt" in lab.paths_at(), "b.txt" in lab.paths_at(), "z.txt" in lab.paths_at()), (True, False, True),
           "what landed")
    lab.sound()


@story
def changes_that_do_not_meet_land_one_on_the_other(lab):
    lab.start_repository({"text.txt": LINES})
    lab.agent("editor", 'if [ "$LEADHAND_TASK" = top ]; then sed -i "1s/.*/ONE/" text.txt; else '
              'sed -i "7s/.*/SEVEN/" text.txt; fi; save "$LEADHAND_TASK"')
    lab.config(gates=[{"name": "length", "run": 'test "$(wc -l <text.txt)" = 7'}])
    lab.task("top")
    lab.task("bottom")
    lab.run("up")
    lab.land("top", "bottom")
    expect(lab.file_at("text.txt"), LINES.replace("one", "ONE").replace("seven", "SEVEN"), "both landed")
    expect(lab.git("rev-list", "--count", "main"), "3", "one commit each")
    lab.sound()


@story
def a_written_policy_approves_what_it_covers_and_nothing_else(lab):
    lab.start_repository({"tests/a.txt": "a\n"})
    lab.agent("writer", 'mkdir -p doc; echo x >"doc/$LEADHAND_TASK.txt"\n'
              '[ "$LEADHAND_TASK" != sneaky ] || echo b >tests/a.txt\n'
              '[ "$LEADHAND_TASK" != wide ] || echo b >elsewhere.txt\n'
              '[ "$LEADHAND_TASK" != long ] || seq 500 >doc/long.txt\nsave x')
    lab.config(review={"default": "each", "docs": "policy"}, protect=["tests/**"], limits={"sessions": 8})
    for name in ("plain", "long"):
        lab.task(name, **{"class": "docs"})
    lab.task("sneaky", scope=["doc/sneaky.txt", "tests/a.txt"], **{"class": "docs"})
    lab.task("wide", scope=["doc/wide.txt"], **{"class": "docs"})
    lab.task("code")
    lab.run("up")
    lab.reach("plain", "landed")
    claim("Approved-by: policy green-gates" in lab.git("log", "--format=%B", "main"), "the trailer names the policy")
    for name, risk in (("sneaky", "high"), ("wide", "high"), ("long", "medium"), ("code", "low")):
        lab.reach(name, "review")
        expect([item["risk"] for item in lab.inbox() if item["task"] == name], [risk], f"{name}: its risk")
    expect(lab.git("rev-list", "--count", "main"), "2", "only one landed")
    claim("tests/a.txt" in repr(lab.json("show", "sneaky")["risk"]), "what is protected is shown")
    claim("elsewhere.txt" in repr(lab.json("show", "wide")["risk"]), "what is outside its scope is shown")
    lab.sound()


@story
def what_is_red_on_the_base_too_is_not_the_changes_fault_and_lands_when_the_base_is_mended(lab):
    lab.start_repository({"broken.txt": "yes\n"})
    lab.agent("writer", "echo x >x.txt; save x")
    lab.config(gates=[{"name": "whole", "run": "grep -q no broken.txt"}])
    lab.task("write")
    lab.run("up")
    lab.reach("write", "review")
    expect(len(lab.marks_of("turns")), 1, "the session is not blamed")
    evidence = [line for line in lab.json("show", "write")["evidence"] if line["gate"] == "whole"]
    expect([(line["result"], line["red_on_base"]) for line in evidence], [("red", True)], "the card says so")
    lab.run("approve", "write")
    lab.until(lambda: [i for i in lab.inbox() if i["kind"] == "notice" and "whole" in i["text"]],
              "the lead is told why it cannot land")
    expect(lab.git("rev-list", "--count", "main"), "1", "nothing lands on red")
    lab.commit("mend", {"broken.txt": "no\n"})
    lab.reach("write", "landed")
    expect((lab.file_at("broken.txt"), lab.file_at("x.txt")), ("no\n", "x\n"), "both are there")
    expect(lab.inbox(), [], "the inbox is empty again")
    lab.sound()


@story
def a_checkout_of_the_target_goes_along_and_local_edits_stay(lab):
    lab.start_repository({"old.txt": "old\n", "gone.txt": "gone\n", "mine.txt": "theirs\n", "staged.txt": "no\n"})
    lab.agent("writer", "echo new >new.txt; echo changed >old.txt; git rm -q gone.txt; echo '#!/bin/sh' >run; "
              "chmod +x run; ln -s old.txt link; save x")
    lab.config()
    lab.task("write")
    lab.write("mine.txt", "mine\n")
    lab.write("untracked.txt", "untracked\n")
    lab.write("staged.txt", "staged\n")
    lab.git("add", "staged.txt")
    lab.run("up")
    lab.land("write")
    expect(lab.git("rev-parse", "HEAD"), lab.git("rev-parse", "main"), "HEAD")
    expect(lab.git("status", "--porcelain").split("\n"), [" M mine.txt", "M  staged.txt", "?? untracked.txt"],
           "the lead's own edits, and nothing else")
    expect((lab.read("old.txt"), lab.read("new.txt"), lab.read("mine.txt"), lab.read("untracked.txt"),
            os.path.exists(lab.path("gone.txt")), os.readlink(lab.path("link")), os.access(lab.path("run"), os.X_OK)),
           ("changed\n", "new\n", "mine\n", "untracked\n", False, "old.txt", True), "the files")
    lab.sound()


@story
def a_target_that_is_not_checked_out_moves_and_the_work_tree_does_not(lab):
    lab.start_repository()
    lab.git("checkout", "-q", "-b", "mine")
    lab.commit("mine", {"mine.txt": "mine\n"})
    lab.write("loose.txt", "loose\n")
    lab.agent("writer", "echo x >x.txt; save x")
    lab.config(target="main")
    lab.task("write")
    head, status = lab.git("rev-parse", "HEAD"), lab.git("status", "--porcelain")
    with open(lab.path(".git/index"), "rb") as file:
        index = file.read()
    lab.run("up")
    lab.land("write")
    expect((lab.git("rev-parse", "HEAD"), lab.git("symbolic-ref", "HEAD")), (head, "refs/heads/mine"), "HEAD")
    expect(lab.git("status", "--porcelain"), status, "the work tree")
    claim("mine.txt" not in lab.paths_at() and "x.txt" in lab.paths_at(), "the target")
    with open(lab.path(".git/index"), "rb") as file:
        claim(file.read() == index, "the index is the same to the byte")
    lab.sound()


@story
def a_bare_repository_can_be_a_floor(lab):
    lab.start_repository()
    bare = os.path.join(lab.root, "project.git")
    lab.git("clone", "-q", "--bare", lab.repo, bare)
    lab.agent("writer", "echo x >x.txt; save x")
    lab.config()
    lab.task("write")
    os.rename(lab.path(".leadhand"), os.path.join(bare, ".leadhand"))
    lab.repo = bare
    lab.run("up")
    lab.land("write")
    expect(lab.file_at("x.txt"), "x\n", "what landed")
    lab.sound()


@story
def a_linked_worktree_is_the_same_floor(lab):
    lab.start_repository()
    linked = os.path.join(lab.root, "linked")
    lab.git("worktree", "add", "-q", "-b", "side", linked)
    lab.agent("writer", "echo x >x.txt; save x")
    lab.config(target="side")
    lab.task("write")
    os.rename(lab.path(".leadhand"), os.path.join(linked, ".leadhand"))
    lab.run("up", cwd=linked)
    lab.run("wait", "--until", "task=write:review", cwd=linked)
    lab.run("approve", "write", cwd=linked)
    lab.run("wait", "--until", "task=write:landed", cwd=linked)
    expect(lab.git("rev-parse", "side"), lab.git("rev-parse", "HEAD", cwd=linked), "the linked checkout")
    claim(os.path.exists(os.path.join(linked, "x.txt")), "its files went along")
    expect(lab.git("status", "--porcelain", cwd=linked).replace("?? .leadhand/", ""), "", "and are clean")
    lab.run("down", cwd=linked)
    lab.run("fsck", cwd=linked)


@story
def what_a_task_needs_lands_first_and_is_there_for_it(lab):
    lab.start_repository()
    lab.agent("writer", '[ "$LEADHAND_TASK" = base ] || cat base.txt >>"$LAB/marks/found"\n'
              'echo x >"$LEADHAND_TASK.txt"; save x')
    lab.config()
    lab.task("base")
    lab.task("upper", needs=["base"])
    lab.run("up")
    lab.reach("base", "review")
    lab.wait("idle")
    expect(lab.state("upper"), "waiting", "before what it needs has landed")
    lab.land("base", "upper")
    expect(lab.marks_of("found"), ["x"], "the session begins at what landed")
    lab.sound()


@story
def two_tasks_that_write_in_one_place_run_one_after_the_other(lab):
    lab.start_repository()
    lab.agent("writer", 'hold "$LEADHAND_TASK"; mkdir -p src; echo x >"src/$LEADHAND_TASK.txt"; save x')
    lab.config(limits={"sessions": 5})
    lab.task("first", scope=["src/**"])
    lab.task("second", scope=["src/second.txt"])
    lab.task("other", scope=["doc/**"])
    lab.run("up")
    lab.until(lambda: lab.is_marked("first.held") and lab.is_marked("other.held"), "two of them run")
    expect(lab.state("second"), "waiting", "what overlaps")
    claim("scope" in lab.row("second")["reason"] and "first" in lab.row("second")["reason"], lab.row("second"))
    lab.mark("first")
    lab.mark("second")
    lab.land("first", "second")
    lab.run("cancel", "other")
    lab.sound()


@story
def no_hook_of_the_leads_runs_and_none_is_changed(lab):
    lab.start_repository()
    for hook in ("pre-commit", "post-commit", "reference-transaction", "post-checkout", "post-merge", "pre-push",
                 "commit-msg", "prepare-commit-msg", "post-rewrite", "post-index-change"):
        lab.write(f".git/hooks/{hook}", f'#!/bin/sh\necho {hook} >>"$LAB/marks/hooks"\n', mode=0o755)
    before = {name: lab.read(f".git/hooks/{name}") for name in os.listdir(lab.path(".git/hooks"))}
    lab.agent("writer", "echo x >x.txt; save x")
    lab.config()
    lab.task("write")
    config = lab.read(".git/config")
    lab.run("up")
    lab.land("write")
    expect(lab.marks_of("hooks"), [], "hooks that ran")
    expect({name: lab.read(f".git/hooks/{name}") for name in os.listdir(lab.path(".git/hooks"))}, before, "the hooks")
    expect(lab.read(".git/config"), config, "the config")


tell_stories()
