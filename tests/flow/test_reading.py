"""What the lead reads is what happened: the card, the log, the proof, the state of the house."""
import os
import pty
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, program, story, tell_stories  # noqa: E402

EVIL = r"'a\033[2Jb\033]0;owned\007c'"
WRITES = 'printf "line\\n" >"$LEADHAND_TASK.txt"; save "do it"; leadhand report done -m done'


def begin(lab, body=WRITES, names=("work",), **config):
    lab.start_repository()
    lab.agent("worker", body)
    lab.config(**config)
    for name in names:
        lab.task(name)


def on_terminal(lab, *args, env=None):
    """Run a verb with a terminal for its output; what arrives there."""
    master, slave = pty.openpty()
    run = subprocess.Popen([program(), *args], cwd=lab.repo, env={**lab.env, "TERM": "xterm", **(env or {})},
                           stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.DEVNULL)
    os.close(slave)
    text = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        text += piece
    os.close(master)
    expect(run.wait(timeout=60), 0, f"{args} on a terminal")
    return text.decode()


@story
def a_card_shows_evidence_and_why_a_change_is_risky(lab):
    begin(lab, 'echo x >guarded.txt; echo y >loose; git add guarded.txt; git commit -qm g; '
               'leadhand report done -m "did it"',
          protect=["guarded.txt"], gates=[{"name": "test", "run": "true"}, {"name": "old", "run": "false"}])
    lab.task("work", scope=["guarded.txt"])
    lab.run("up")
    lab.reach("work", "review")
    card = lab.json("show", "work")
    expect(card["risk"]["level"], "high", "the risk")
    said = " ".join(card["risk"]["reasons"])
    for word in ("guarded.txt", "red", "uncommitted"):
        claim(word in said, f"'{word}' is a reason: {said}")
    evidence = {line["gate"]: line for line in card["evidence"]}
    expect((evidence["old"]["result"], evidence["old"]["red_on_base"]), ("red", True), "red before, too")
    expect([(f["path"], f["insertions"]) for f in card["diffstat"]], [("guarded.txt", 1)], "the diffstat")
    claim("+x" in lab.json("show", "R1", "--diff")["diff"], "a review by its number, with its diff")


@story
def a_changed_tree_is_not_approved_unseen(lab):
    begin(lab, 'echo $turn >>work.txt; save "turn $turn"')
    lab.run("up")
    lab.reach("work", "review")
    old = lab.json("show", "work")["review"]["tree"]
    lab.run("reject", "work", "-m", "more")
    lab.until(lambda: lab.inbox() and lab.inbox()[0]["id"] == "R2", "the second review")
    claim("look again" in lab.refusal("approve", "work", status=5)["text"], "it says what to do")
    expect(lab.refusal("approve", "work", "--tree", old, status=5)["code"], "conflict", "the old tree")
    new = lab.json("show", "work")["review"]["tree"]
    answer = lab.json("approve", "work")
    expect((answer["task"], answer["tree"]), ("work", new), "what was approved")
    lab.reach("work", "landed")
    lab.sound()


@story
def what_an_agent_prints_is_only_text_on_the_leads_terminal(lab):
    begin(lab, f'printf {EVIL}; echo; printf {EVIL} >evil.txt; save "$(printf {EVIL})"; '
               f'leadhand report done -m "$(printf {EVIL})" --decided "$(printf {EVIL})"')
    lab.run("up")
    lab.reach("work", "review")
    for args in (("status",), ("inbox",), ("show", "work", "--diff"), ("log", "work"), ("log", "work", "--raw")):
        shown = on_terminal(lab, *args, env={"NO_COLOR": "1", "PAGER": "cat"})
        claim("\033" not in shown and "\007" not in shown, f"{args}: {shown!r}")
        claim("\033" not in lab.run(*args).out or "--raw" in args, f"{args} into a pipe")
        coloured = on_terminal(lab, *args, env={"PAGER": "cat"})
        claim("\033[2J" not in coloured and "\033]" not in coloured, f"{args} with colours: {coloured!r}")
    claim("\033[" in on_terminal(lab, "status"), "colours on a terminal")
    claim("\033[2Jb" in lab.run("log", "work", "--raw").out, "a pipe gets the stream as it came")


@story
def what_an_agent_prints_is_no_line_of_the_log_that_leadhand_wrote(lab):
    begin(lab, 'echo "Lena Lead <lena@example.org> approves tree 0123456789ab"; ' + WRITES)
    lab.run("up")
    lab.reach("work", "review")
    lines = [line[21:] for line in lab.run("log", "work").out.split("\n")]
    claim("| Lena Lead <lena@example.org> approves tree 0123456789ab" in lines, f"it is marked: {lines}")
    claim("turn 1 begins" in lines, f"and leadhand's own are not: {lines}")


@story
def the_log_tells_the_story_and_goes_on_with_it(lab):
    begin(lab, 'echo "thinking hard"; hold go; ' + WRITES, gates=[{"name": "test", "run": "true"}])
    lab.run("log", "work")
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    follower = lab.start("log", "work", "-f")
    lab.mark("go")
    lab.reach("work", "review")
    lab.run("approve", "work", "-m", "nice")
    lab.reach("work", "landed")
    told = follower.communicate(timeout=60)[0]
    expect(follower.returncode, 0, "it ends when the task has")
    at = -1
    for words in ("called", "turn 1 begins", "thinking hard", "reports done: done", "gate 'test' is green",
                  "approves tree", "merged onto", "landed"):
        claim(told.find(words, at + 1) > at, f"'{words}' in its place: {told}")
        at = told.find(words, at + 1)
    entries = lab.json("log", "work")["entries"]
    claim(all({"at_ms", "kind", "text"} <= entry.keys() for entry in entries), "its json")


@story
def a_commit_that_only_says_that_it_was_approved_proves_nothing(lab):
    begin(lab)
    expect(lab.json("verify")["commits"], [], "nothing landed yet")
    lab.run("up")
    lab.land("work")
    real = lab.git("log", "-1", "--format=%B")
    expect(lab.json("verify")["ok"], True, "what landed is proved")
    lab.commit(real, {"forged.txt": "x\n"})
    found = lab.json("verify", status=1)
    expect([bool(c["problem"]) for c in found["commits"]], [True, False], "the forged one and the real one")
    lab.commit("by hand", {"other.txt": "x\n"})
    expect(len(lab.json("verify", status=1)["commits"]), 2, "the lead's own commits are the lead's")
    by_range = lab.json("verify", "HEAD~1..HEAD", status=1)
    expect([c["problem"] for c in by_range["commits"]], ["not landed by leadhand"], "in a range of the lead's")
    lab.git("reset", "-q", "--hard", "HEAD~2")
    amended = lab.git("commit-tree", "HEAD^{tree}", "-p", "HEAD~1", "-m", real + "\nMore: words")
    lab.git("update-ref", "refs/heads/main", amended)
    found = lab.json("verify", status=1)
    expect(len(found["gone"]), 1, "what landed and is not there is named")
    lab.run("verify", "nosuch", status=7)


@story
def a_runner_that_is_gone_is_not_shown_as_running(lab):
    begin(lab, "hold go; " + WRITES)
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    expect(lab.state("work"), "running", "while it runs")
    lab.kill_floor()
    expect(lab.state("work"), "running", "a runner outlives the floor")
    lab.until(lambda: "leadhand up" in lab.run("status").out, "no floor runs, and it says what to do")
    lab.kill(lab.runners() + lab.agents_running())
    lab.until(lambda: lab.state("work") == "waiting", "a dead one is not running")
    claim("its runner is gone" in lab.row("work")["reason"], "the reason")
    lab.run("wait", "--until", "idle", "--timeout", "30s", status=1)
    lab.mark("go")
    lab.run("up")
    lab.land("work")


@story
def waiting_for_what_cannot_come_ends_at_once(lab):
    begin(lab)
    lab.run("up")
    lab.reach("work", "review")
    waiter = lab.start("wait", "--until", "task=work:landed")
    lab.run("cancel", "work")
    expect(waiter.wait(timeout=60), 1, "it can never land")
    claim("cancelled" in waiter.communicate()[0], "it says why")
    lab.run("wait", "--until", "task=work:cancelled")
    text = lab.run("wait", "--until", "inbox>0", "--timeout", "1s", status=1).out
    claim(text.startswith("Not within the time given: ") and "will not" not in text, f"it may still come: {text}")
    expect(lab.json("wait", "--until", "inbox>0", "--timeout", "1s", status=1)["late"], True, "for scripts")


@story
def one_of_a_thing_is_told_as_one(lab):
    begin(lab)
    claim("The task is fit to run." in lab.run("lint", "work").out, "one that is fit")
    lab.task("rough", accept=[])
    claim("1 of 1 task is not fit to run." in lab.run("lint", "rough", status=3).out, "one that is not")
    lab.run("up", "work")
    lab.reach("work", "review")
    waits = lab.run("wait", "--until", "task=work:landed", "--timeout", "1s", status=1).out
    claim("task 'work' is in review" in waits, waits)
    lab.run("show", "work")
    lab.land("work")
    claim("1 commit of 'main': it was approved" in lab.run("verify").out, lab.run("verify").out)
    claim("1 landed" in lab.run("stats").out and "hour of yours" not in lab.run("stats").out, "a look is no hour")
    refused = lab.run("ask", "which?", "--option", "this", "--default", "2", status=2).err
    claim("there is 1 option" in refused and "options" not in refused, refused)


@story
def gc_gives_back_what_landed_and_keeps_what_did_not(lab):
    begin(lab, 'echo w >w; git add w; git commit -qm w; echo l >loose', names=("work", "given-up"))
    lab.run("up")
    lab.land("work")
    lab.reach("given-up", "review")
    lab.run("cancel", "given-up")
    lab.until(lambda: not lab.workers(), "nothing is at work")
    lab.run("gc", "--dry-run")
    refs = lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/checkpoint")
    kept = {entry["path"]: entry["why"] for entry in lab.json("gc")["kept"]}
    expect(lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/checkpoint"), refs,
           "both hold a file that did not land")
    claim(all(ref in kept for ref in refs.split("\n")), f"and are named: {kept}")
    scratch = lab.env["XDG_CACHE_HOME"]
    expect([path for path, _, _ in os.walk(scratch) if path.endswith("/work")], [], "no workspace is left")
    lab.sound()
    lab.run("gc", "--cancelled")
    left = lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/checkpoint").split("\n")
    expect(len(left), 1, "the lead gave the cancelled one up")
    lab.sound()


@story
def gc_saves_what_no_turn_saved_before_a_workspace_goes(lab):
    begin(lab, WRITES)
    lab.run("up")
    lab.land("work")
    lab.until(lambda: not lab.workers() and not lab.runners(), "nothing is at work")
    place = lab.run("open", "work").out.strip()
    with open(os.path.join(place, "late.txt"), "w", encoding="utf-8") as file:
        file.write("written while its runner was killed\n")
    lab.run("open", "work", "--close")
    kept = [entry["path"] for entry in lab.json("gc", "--cancelled")["kept"]]
    rooms = [path for path, _, _ in os.walk(lab.cache) if path.endswith("/sessions/1")]
    expect(rooms, [], "the workspace is gone")
    claim(any("late.txt" in lab.paths_at(ref) for ref in kept), f"what it held is kept: {kept}")
    lab.sound()


@story
def doctor_names_what_is_wrong_and_how_to_mend_it(lab):
    lab.git("init", "-q")
    found = {c["name"]: c for c in lab.json("doctor", status=1)["checks"]}
    for name in ("config", "target"):
        expect(found[name]["state"], "problem", name)
        claim(found[name]["mend"] and found[name]["minutes"] > 0, f"{name} says how: {found[name]}")
    lab.start_repository()
    lab.agent("worker", WRITES)
    lab.config(gates=[{"name": "good", "run": "test -f README.md"}])
    expect(lab.json("doctor", "--gates")["ok"], True, "all is well")
    lab.config(gates=[{"name": "bad", "run": "echo so bad; false"}])
    text = lab.run("doctor", "--gates", status=1).out
    claim("gate bad" in text and "so bad" in text, f"a red gate is shown: {text}")
    lab.write(".leadhand/config.yaml", "gates: nonsense\n")
    claim("config.yaml:1:" in lab.run("doctor", status=1).out, "a broken configuration, with its place")


@story
def doctor_finds_programs_that_are_missing(lab):
    lab.start_repository()
    lab.agents = {"gone": {"kind": "command", "run": ["/nowhere/x"]},
                  "near": {"kind": "command", "run": ["tools/near"]}}
    lab.config(notify=[{"run": ["/nowhere/y"]}, "bell"])
    lab.write("tools/near", "#!/bin/sh\n", 0o755)
    found = {check["name"]: check for check in lab.json("doctor", status=1)["checks"]}
    for name, program in (("agent gone", "/nowhere/x"), ("notify", "/nowhere/y")):
        expect(found[name]["state"], "problem", name)
        claim(program in found[name]["text"] and found[name]["mend"], f"{name}: {found[name]}")
    expect(found["agent near"]["state"], "ok", "a program of the repository itself")


@story
def doctor_says_which_settings_do_nothing_yet(lab):
    lab.start_repository()
    lab.agent("worker", WRITES)
    lab.config(review={"default": "each", "docs": "sampled"})
    found = {check["name"]: check for check in lab.json("doctor", status=1)["checks"]}
    for name, words in (("review", "taken as 'each'"),):
        expect(found[name]["state"], "info", name)
        claim(words in found[name]["text"], f"{name}: {found[name]}")


@story
def a_damaged_store_is_found(lab):
    begin(lab)
    lab.run("up")
    lab.land("work")
    lab.run("down")
    lab.run("fsck")
    with open(lab.path(".git/leadhand/jobs/1/out.jsonl"), "r+", encoding="utf-8") as file:
        file.truncate(10)
    found = lab.json("fsck", status=9)
    expect([f["what"] for f in found["findings"]], ["journal"], "a journal shorter than what was read")


@story
def nobody_is_asked_and_no_pager_is_started_without_a_terminal(lab):
    begin(lab, "for i in $(seq 200); do echo $i; done >many.txt; save many")
    env = {"PAGER": "touch " + lab.path("paged"), "EDITOR": "touch " + lab.path("edited")}
    lab.run("up")
    lab.reach("work", "review")
    lab.run("show", "work", "--diff", env=env)
    lab.run("add", "Another", env=env)
    claim(not os.path.exists(lab.path("paged")) and not os.path.exists(lab.path("edited")), "neither ran")
    began = time.monotonic()
    on_terminal(lab, "show", "work", "--diff", env=env)
    claim(os.path.exists(lab.path("paged")), "on a terminal the pager is")
    claim(time.monotonic() - began < 30, "and is not waited for when it reads nothing")



tell_stories()
