"""Who judges a change: not the change. Protected files, the other copies, the proof of tests, what a diff gives away."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

# A runner of its own kind: each tests/*.sh is a test; what it says is an assertion or not.
RUN_ALL = 'set -e; for t in tests/*.sh; do echo "$t"; sh "$t"; done'
BASE = {"tool.sh": "echo 1\n", "tests/one.sh": 'test "$(sh tool.sh)" = 1 || { echo "AssertionError: not 1"; exit 1; }\n'}
GATE = {"name": "test", "run": RUN_ALL}


def turns(lab):
    return len(lab.marks_of("turns"))


@story
def a_test_that_was_there_before_is_not_the_agents_to_change(lab):
    lab.start_repository(BASE)
    lab.agent("cheat", """
case $turn in
1) echo 'echo 2' >tool.sh; echo 'exit 0' >tests/one.sh; save "make it green";;
2) git checkout "$LEADHAND_BASE" -- tests/one.sh; echo '# tidy' >>tool.sh; git checkout "$LEADHAND_BASE" -- tool.sh; echo '# tidy' >>tool.sh; save "as it was";;
esac
""")
    lab.config(gates=[GATE])
    lab.task("tidy")
    lab.run("up")
    lab.reach("tidy", "review")
    expect(turns(lab), 2, "it was sent back once")
    prompt = lab.prompts()[1]
    claim("tests/one.sh" in prompt and "git checkout" in prompt and "not yours to change" in prompt, prompt)
    card = lab.json("show", "tidy")
    expect(card["protected"], None, "nothing protected is left in it")
    expect([r["why"] for r in card["rounds"]], ["first", "protected"], "why it had its turns")
    expect(len([1 for line in lab.git("for-each-ref", "--format=%(refname)", "refs/leadhand/judged").split()]), 1, "the copy is kept")
    lab.land("tidy")
    lab.sound()


@story
def who_goes_on_changing_protected_files_comes_to_the_lead_as_a_failure(lab):
    lab.start_repository({**BASE, "Makefile": "all:\n\ttrue\n", "ci/check.sh": "sh tests/one.sh\n", "ci/all.py": "print(1)\n",
                          "src/verify.sh": "exit 1\n", "src/get.sh": "true\n", "src/real.sh": "true\n", "src/suite/a.sh": "true\n"})
    os.symlink("../src/real.sh", lab.path("ci/linked.sh"))
    os.symlink("linked.sh", lab.path("ci/again.sh"))
    os.symlink("suite", lab.path("src/tests"))
    lab.commit("other names", {})
    lab.agent("cheat", """
case $LEADHAND_TASK in
make) printf 'all:\\n\\ttrue # %s\\n' "$turn" >Makefile;;
script) echo "exit 0 # $turn" >ci/check.sh;;
site) echo "import os # $turn" >sitecustomize.py;;
runner) echo "print(2) # $turn" >ci/all.py;;
stand-in) echo "# $turn" >pytest.py;;
own) echo "exit 0 # $turn" >src/verify.sh;;
linked) echo "exit 0 # $turn" | tee src/real.sh >src/suite/a.sh;;
setup) echo "env | base64 # $turn" >src/get.sh;;
gone) echo "$turn" >x.txt; git rm -q tests/one.sh 2>/dev/null || true;;
esac
save "turn $turn"
""")
    lab.config(gates=[{"name": "check", "run": "sh ci/check.sh && sh ci/again.sh && python3 ci/all.py"}], setup="sh src/get.sh", limits={"rounds": 1, "sessions": 4})
    files = {"make": "Makefile", "script": "ci/check.sh", "site": "sitecustomize.py", "gone": "tests/one.sh", "runner": "ci/all.py",
             "stand-in": "pytest.py", "own": "src/verify.sh", "setup": "src/get.sh", "linked": "src/real.sh, src/suite/a.sh"}
    for name in files:
        lab.task(name, scope=["**"], accept=[{"run": "eval sh src/verify.sh", "red": True}] if name == "own" else ("true",))
    before = lab.git("rev-parse", "main")
    lab.run("up", "--wait", status=1, timeout=180)
    for name, path in files.items():
        reason = lab.row(name)["reason"]
        claim(path in reason and "protected" in reason, f"{name}: {reason}")
        claim(reason.startswith("specification:"), reason)
    expect(turns(lab), 2 * len(files), "a turn and a round each")
    expect(lab.git("rev-parse", "main"), before, "nothing landed")
    ran = lab.json("log", "make")
    claim("gate 'check'" not in json.dumps(ran), "no gate had to run for that")


@story
def what_the_scope_names_is_judged_by_both_copies_and_shown_first(lab):
    lab.start_repository(BASE)
    lab.agent("writer", """
echo 'echo 2' >tool.sh
echo 'test "$(sh tool.sh)" = 2 || { echo "AssertionError: not 2"; exit 1; }' >tests/one.sh
save "two"
""")
    lab.config(gates=[GATE], review={"default": "policy"})
    # What git leaves where a floor loses its power while it makes a copy.
    lab.write(".git/leadhand/copies.index.lock", "")
    lab.task("two", scope=["tool.sh", "tests/*.sh"])
    lab.run("up")
    lab.reach("two", "review")
    card = lab.json("show", "two")
    expect(card["protected"]["paths"], ["tests/one.sh"], "what it touches")
    expect({v["gate"]: (v["with_change"], v["with_base"]) for v in card["protected"]["verdicts"]},
           {"test": ("green", "red"), "accept-1": ("green", "green")}, "both verdicts")
    expect(card["risk"]["level"], "high", "its risk")
    claim(any("base's copy" in reason for reason in card["risk"]["reasons"]), card["risk"])
    expect([f["rule"] for f in card["tampering"]], ["expectation_changed"], "what the diff gives away")
    expect(card["proof"]["word"], "proven", "the new test is red without the change")
    text = lab.run("show", "two").out
    order = [text.find(words) for words in ("It changes what judges it", "red with the base's", "Evidence")]
    claim(-1 not in order and order == sorted(order), f"it is shown first: {text}")
    judged = card["protected"]["judged"]
    expect(lab.git("show", f"{judged}:tests/one.sh"), BASE["tests/one.sh"].strip(), "the base's copy")
    expect(lab.git("show", f"{judged}:tool.sh"), "echo 2", "and the change's code")
    lab.land("two")
    lab.sound()


@story
def a_new_test_has_to_fail_without_the_change(lab):
    lab.start_repository(BASE)
    lab.agent("writer", """
case $LEADHAND_TASK in
proven) echo 'test "$(sh three.sh)" = 3 || { echo "AssertionError: not 3"; exit 1; }' >tests/three.sh; echo 'echo 3' >three.sh;;
vacuous) echo 'true' >tests/four.sh; echo 'echo 4' >four.sh;;
wrong) printf 'import five\\nassert five.five() == 5\\n' >five_test.py; echo 'python3 five_test.py' >tests/five.sh
       printf 'def five():\\n    return 5\\n' >five.py;;
esac
save "$LEADHAND_TASK"
""")
    lab.config(gates=[GATE], limits={"sessions": 3}, review={"default": "policy"})
    for name, scope in (("proven", "three"), ("vacuous", "four"), ("wrong", "five")):
        lab.task(name, scope=[f"{scope}*", f"tests/{scope}.sh"])
    lab.run("up")
    lab.reach("vacuous", "review")
    lab.reach("wrong", "review")
    lab.reach("proven", "landed")
    expect({item["task"]: item["risk"] for item in lab.inbox()}, {"vacuous": "high", "wrong": "high"}, "the inbox")
    card = lab.json("show", "vacuous")
    expect((card["proof"]["word"], card["proof"]["tests"], card["risk"]["level"]), ("vacuous", ["tests/four.sh"], "high"), "vacuous")
    claim("Its tests do not fail without it" in lab.run("show", "vacuous").out, "the card says so")
    card = lab.json("show", "wrong")
    expect((card["proof"]["word"], card["proof"]["cause"]), ("unproven", "what is imported, or a file, is missing"), "a missing import")
    expect(card["proof"]["gate"], "test", "which gate says so")
    lab.land("vacuous", "wrong")
    lab.sound()


@story
def an_acceptance_that_must_be_red_is_sent_back_once_where_its_tests_prove_nothing(lab):
    lab.start_repository(BASE)
    lab.agent("lazy", """
echo 'echo 6' >six.sh
case $turn in
1) echo 'true' >tests/six.sh;;
*) [ "$LEADHAND_TASK" = stubborn ] || echo 'test "$(sh six.sh)" = 6 || { echo "AssertionError: not 6"; exit 1; }' >tests/six.sh
   echo "# $turn" >>six.sh;;
esac
save "turn $turn"
""")
    lab.config(gates=[GATE], limits={"sessions": 1})
    for name in ("mends", "stubborn"):
        lab.task(name, accept=[{"run": "test -e tests/six.sh && sh tests/six.sh", "red": True}])
    lab.run("up", "mends")
    lab.reach("mends", "review")
    expect([r["why"] for r in lab.json("show", "mends")["rounds"]], ["first", "unproven"], "it was sent back")
    claim("without the rest of your change" in lab.prompts()[1], lab.prompts()[1])
    expect(lab.json("show", "mends")["proof"]["word"], "proven", "then it is proven")
    lab.run("cancel", "mends")
    lab.run("up", "stubborn")
    lab.reach("stubborn", "review")
    card = lab.json("show", "stubborn")
    expect([r["why"] for r in card["rounds"]], ["first", "unproven"], "once, and then the lead has it")
    expect((card["proof"]["word"], card["risk"]["level"]), ("vacuous", "high"), "named on the card")


@story
def what_a_diff_gives_away_keeps_a_policy_from_approving(lab):
    lab.start_repository({**BASE, "tool.py": "x = 1\n"})
    lab.agent("writer", 'printf "x = 1  # noqa\\nimport os\\nif os.environ.get(\'PYTEST_CURRENT_TEST\'): x = 2\\n" >tool.py; save x')
    lab.config(gates=[GATE], review={"default": "policy"})
    lab.task("sly")
    lab.run("up")
    lab.reach("sly", "review")
    expect([(item["task"], item["risk"]) for item in lab.inbox()], [("sly", "high")], "the inbox says how risky it is")
    found = lab.json("show", "sly")["tampering"]
    expect([(f["rule"], f["file"], f["line"]) for f in found], [("silenced", "tool.py", 1), ("test_aware", "tool.py", 3)], "what is named")
    claim("tool.py:3: code behaves otherwise under test" in lab.run("show", "sly").out, "and shown with its place")


# Whatever an agent's box shows, read in search of a word; and every object that git knows there.
SEARCH = """
word=HIDDEN""_WORD
{ find / \\( -path /proc -o -path /sys -o -path /usr -o -path /dev -o -path "$LAB/marks" \\) -prune -o -type f -size -4096k -print0 |
    xargs -0 grep -l -a $word; } 2>/dev/null >>"$LAB/marks/found" || true
find / -name 'held-out*' -not -path '/proc/*' 2>/dev/null >>"$LAB/marks/found" || true
git cat-file --batch-all-objects --batch 2>/dev/null | grep -a $word >>"$LAB/marks/found" || true
env | grep $word >>"$LAB/marks/found" || true
for words in "log work --raw" "show work" status inbox decisions; do leadhand $words 2>&1 | grep -a $word >>"$LAB/marks/found" || true; done
: >"$LAB/marks/searched.$turn"
"""
HELD_OUT = '# HIDDEN_WORD\ngrep -qx {} answer.txt || {{ echo "HIDDEN_WORD: not right"; exit 1; }}\n'


@story
def a_held_out_gate_lies_where_no_agent_finds_it(lab):
    lab.start_repository({"answer.txt": "right\n"})
    lab.agent("seeker", 'if [ "$turn" = 1 ]; then echo wrong >answer.txt; else echo right >answer.txt; echo more >more.txt; fi\n'
              'save "turn $turn"\n' + SEARCH)
    private = os.path.join(lab.root, "private")
    os.makedirs(private)
    for name, text in (("words", "right\n"), ("held-out.sh", HELD_OUT.format('-f "$(dirname "$0")/words"'))):
        with open(os.path.join(private, name), "w", encoding="utf-8") as file:
            file.write(text)
    lab.write(".leadhand/own/held-out-too.sh", HELD_OUT.format("right"))
    lab.config(gates=[{"name": "far", "run": "sh ../private/held-out.sh", "held_out": True},
                      {"name": "near", "run": "sh .leadhand/own/held-out-too.sh", "held_out": True}])
    lab.task("work")
    lab.run("up")
    lab.reach("work", "review")
    claim(lab.is_marked("searched.1") and lab.is_marked("searched.2"), "it looked everywhere, before and after it was red")
    expect(lab.marks_of("found"), [], "what an agent found of the held-out gates")
    expect({line["gate"]: line["result"] for line in lab.json("show", "work")["evidence"]},
           {"far": "green", "near": "green", "accept-1": "green"}, "both judged")
    for prompt in lab.prompts():
        claim("HIDDEN_WORD" not in prompt and "held-out" not in prompt and "far" not in prompt.split(), prompt)
    expect([item["kind"] for item in lab.inbox()], ["review"], "nothing else to tell")
    lab.land("work")


@story
def the_card_says_how_much_of_the_change_its_tests_ran(lab):
    lab.start_repository(BASE)
    lab.agent("writer", "printf 'echo 1\\n# two\\necho 3 >/dev/null\\necho 4 >/dev/null\\n' >tool.sh; save more")
    trace = "SF:tool.sh\\nDA:1,1\\nDA:3,1\\nDA:4,0\\nend_of_record\\n"
    lab.config(gates=[{"name": "test", "run": f"{RUN_ALL}; mkdir -p out; printf '{trace}' >out/lcov.info", "coverage": "out/lcov.info"}])
    lab.task("more")
    lab.run("up")
    lab.reach("more", "review")
    coverage = {line["gate"]: line["coverage"] for line in lab.json("show", "more")["evidence"]}
    expect(coverage, {"test": {"known": True, "executed": 1, "missed": 1, "share": 0.5, "uncovered": ["tool.sh:4"], "problem": ""},
                      "accept-1": None}, "of the lines that it adds")
    text = lab.run("show", "more").out
    claim("'test' runs 1 of the 2 lines of code that it adds, not tool.sh:4" in text, text)
    lab.sound()


@story
def a_held_out_check_that_was_corrected_judges_anew(lab):
    lab.start_repository()
    lab.agent("writer", "echo x >x.txt; save x")
    path = os.path.join(lab.root, "private", "check.sh")
    os.makedirs(os.path.dirname(path))
    with open(path, "w", encoding="utf-8") as file:
        file.write("true\n")
    lab.config(gates=[{"name": "far", "run": "sh ../private/check.sh", "held_out": True}], limits={"rounds": 0, "reruns": 0})
    lab.task("work")
    lab.run("up")
    lab.reach("work", "review")
    with open(path, "w", encoding="utf-8") as file:
        file.write("test ! -e x.txt\n")
    lab.run("approve", "work")
    lab.reach("work", "failed")
    claim("gate 'far' is red" in lab.row("work")["reason"], lab.row("work")["reason"])


@story
def a_held_out_gate_in_a_committed_file_is_told_of(lab):
    lab.start_repository()
    lab.agent("writer", "echo x >x.txt; save x")
    lab.config(gates=[{"name": "far", "run": "true", "held_out": True}])
    lab.git("add", "-f", ".leadhand/config.yaml")
    lab.git("commit", "-q", "-m", "settings")
    lab.run("up")
    notice = lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "notice"], "a notice")[0]
    claim("held-out" in notice["text"] and "every agent can read" in notice["text"], notice)
    lab.git("rm", "-q", "--cached", ".leadhand/config.yaml")
    lab.git("commit", "-q", "-m", "not in git")
    lab.run("up")
    lab.until(lambda: not lab.inbox(), "it is settled")


@story
def a_verdict_is_taken_where_nothing_of_the_agents_is_left(lab):
    lab.start_repository({"answer.txt": "none\n"})
    lab.agent("haunter", """
echo wrong >answer.txt
mkdir -p .git/hooks
printf '#!/bin/sh\\ntouch "$LAB/marks/hook-ran"\\n' >.git/hooks/post-checkout; chmod +x .git/hooks/post-checkout
git config core.hooksPath .git/hooks
git config core.fsmonitor 'touch "$LAB/marks/hook-ran"; false'
echo 'export LD_PRELOAD=/tmp/evil.so PYTHONPATH=/tmp GIT_DIR=/tmp' >"$HOME/.profile"; cp "$HOME/.profile" "$HOME/.bashrc"
git add answer.txt; git commit -q -m wrong
rm -f "$LAB/marks/hook-ran"
where=$PWD
( setsid sh -c "trap '' TERM HUP; while :; do echo right >'$where/answer.txt'; echo right >/tmp/answer.txt; touch '$LAB/marks/haunts'; sleep 0.05; done" >/dev/null 2>&1 & )
until [ -e "$LAB/marks/haunts" ]; do sleep 0.02; done
""")
    lab.config(gates=[{"name": "clean", "run": """
rm -f "$LAB/marks/haunts"
env | grep -E '^(LD_|PYTHON|GIT_|NODE_OPTIONS|BASH_ENV)' && exit 1
git checkout -q -f HEAD && git status >/dev/null || exit 1
test ! -e /tmp/answer.txt || exit 1
date -s '2001-01-01' 2>/dev/null && exit 1
python3 - <<'E' || exit 1
import socket, time
try:
    time.clock_settime(time.CLOCK_REALTIME, 1)
except OSError:
    pass
else:
    raise SystemExit("the clock was set")
for family, address in ((socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_INET, ("127.0.0.1", 80))):
    s = socket.socket(family); s.settimeout(1)
    try:
        s.connect(address)
    except OSError:
        continue
    raise SystemExit("there is a network")
E
ps ax -o comm= | grep -v -E 'bwrap|leadhand|sh|ps|grep' && exit 1
test "$(cat answer.txt)" = wrong
"""}])
    lab.task("haunt")
    lab.run("up")
    lab.reach("haunt", "review")
    claim(not lab.is_marked("haunts"), "what it left behind was ended before the gate began")
    claim(not lab.is_marked("hook-ran"), "no hook of its ran")
    expect([(line["gate"], line["result"]) for line in lab.json("show", "haunt")["evidence"]],
           [("clean", "green"), ("accept-1", "green")], "what the gate saw")


tell_stories()
