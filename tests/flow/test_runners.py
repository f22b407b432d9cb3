"""Gates of real test runners: a red one names the tests that failed, to the agent and to the lead, and one that ran
nothing is not green, whatever it exits with."""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import Skip, claim, expect, story, tell_stories  # noqa: E402

# The first turn breaks the price, the second one mends it; a new file each time, so that something is there to land.
BREAKS = """
if [ "$turn" = 1 ]; then sed -i s/10/9/ price.txt; else sed -i s/9/10/ price.txt; echo kept >kept.txt; fi
save "turn $turn"
"""

RUNNERS = {
    "pytest": {
        "files": {"test_price.py": "def price():\n    return int(open('price.txt').read())\n\n"
                                   "def test_full_price():\n    assert price() == 10, 'the price is wrong'\n\n"
                                   "def test_is_there():\n    assert price() > 0\n"},
        "run": "/usr/bin/python3 -m pytest -q -p no:cacheprovider --junitxml=out/junit.xml", "report": "out/*.xml",
        "needs": ["/usr/bin/python3", "-c", "import pytest"],
        "name": "test_price test_full_price", "why": "the price is wrong"},
    "node": {
        "files": {"price.test.mjs": "import test from 'node:test';\nimport assert from 'node:assert';\nimport fs from 'node:fs';\n"
                                    "const price = () => Number(fs.readFileSync('price.txt', 'utf8'));\n"
                                    "test('full price', () => assert.strictEqual(price(), 10, 'the price is wrong'));\n"
                                    "test('is there', () => assert.ok(price() > 0));\n"},
        "run": "node --test --test-reporter=tap", "report": "stdout", "needs": ["node", "--version"],
        "name": "full price", "why": "the price is wrong"},
    "ctest": {
        "files": {"CMakeLists.txt": "cmake_minimum_required(VERSION 3.20)\nproject(price NONE)\nenable_testing()\n"
                                    "add_test(NAME full_price COMMAND sh ${CMAKE_SOURCE_DIR}/full.sh)\n"
                                    "add_test(NAME is_there COMMAND test -s ${CMAKE_SOURCE_DIR}/price.txt)\n",
                  "full.sh": 'cd "$(dirname "$0")"; grep -qx 10 price.txt || { echo the price is wrong; exit 1; }\n'},
        "run": "cmake -S . -B out >/dev/null && ctest --test-dir out --output-junit junit.xml", "report": "out/junit.xml",
        "needs": ["ctest", "--version"], "name": "full_price", "why": "the price is wrong"},
    "prove": {
        "files": {"t/price.t": "use Test::More tests => 2;\nopen my $f, '<', 'price.txt'; my $price = <$f> + 0;\n"
                               "subtest till => sub { is($price, 10, 'full price') or diag('the price is wrong') };\n"
                               "ok($price > 0, 'is there');\n"},
        "run": "prove -v --merge t", "report": "stdout", "needs": ["prove", "--version"],
        "name": "till > full price", "why": "the price is wrong"},
}


def runs(argv):
    return bool(shutil.which(argv[0])) and not subprocess.run(argv, capture_output=True, check=False).returncode


def a_red_suite_names_its_tests(lab, runner):
    lab.start_repository({"price.txt": "10\n", ".gitignore": "/out/\n", **runner["files"]})
    lab.agent("clerk", BREAKS)
    lab.config(gates=[{"name": "suite", "run": runner["run"], "report": runner["report"]}])
    lab.task("price")
    lab.run("up")
    lab.reach("price", "review")
    second = lab.prompts()[1]
    claim("1 of 2 tests failed" in second and f"{runner['name']}\n" in second and runner["why"] in second,
          f"the agent is told which test failed, and why: {second}")
    evidence = {line["gate"]: line for line in lab.json("show", "price")["evidence"]}["suite"]
    expect(evidence["result"], "green", "after its second turn")
    expect(evidence["tests"], {"passed": 2, "failed": 0, "skipped": 0, "failing": []}, "what the report counts")
    claim("2 passed" in lab.run("show", "price").out, "the card says how many tests ran")
    red, = lab.select("select is_counted, passed, failed, failing, reason, exit_status from run where failed > 0")
    claim(red.pop("exit_status") != 0, "the runner exits with something else than 0")
    # Older nodes put the file before the name.
    claim(red.pop("failing").endswith(runner["name"]), "the ledger names the test")
    expect(red, {"is_counted": 1, "passed": 1, "failed": 1, "reason": ""}, "the ledger's line of the red tree")
    lab.land("price")


def told(name):
    def tell(lab):
        if not runs(RUNNERS[name]["needs"]):
            raise Skip(f"{name} is not installed ('tools/setup all' does it)")
        a_red_suite_names_its_tests(lab, RUNNERS[name])
    tell.__name__ = f"a_red_suite_of_{name}_names_its_tests_to_the_agent_and_the_lead"
    return tell


for runner_name in RUNNERS:
    story(told(runner_name))


@story
def a_test_of_pytest_is_run_again_by_the_name_that_its_report_gives_it(lab):
    suite = RUNNERS["pytest"]
    if not runs(suite["needs"]):
        raise Skip("pytest is not installed ('tools/setup all' does it)")
    lab.start_repository({"tests/test_till.py": "import os\n\nMARK = os.environ['LAB'] + '/marks/'\n\n\ndef test_adds():\n"
                          "    open(MARK + 'adds', 'a').write('x')\n\n\ndef test_opens():\n"
                          "    open(MARK + 'opens', 'a').write('x')\n"
                          "    assert not os.path.exists('writes.txt') or len(open(MARK + 'opens').read()) > 1, 'it is stuck'\n"})
    lab.agent("writer", 'echo 1 >writes.txt; save "it writes"')
    lab.config(gates=[{"name": "unit", "run": suite["run"], "report": suite["report"],
                       "again": f"sed 's#[.]#/#g; s# #.py::#' \"$LEADHAND_TESTS_FILE\" | xargs {suite['run']}"}], limits={"reruns": 1})
    lab.task("writes")
    lab.run("up")
    lab.reach("writes", "review")
    line = lab.json("show", "writes")["evidence"][0]
    expect((line["result"], line["flaky"], line["executions"], line["reds"]), ("green", ["tests.test_till test_opens"], 2, 1), "the evidence")
    expect((line["tests"]["passed"], line["tests"]["failed"]), (2, 0), "all of them have passed by now")
    count = {name: os.path.getsize(os.path.join(lab.marks, name)) for name in ("adds", "opens")}
    expect(count["opens"] - count["adds"], 1, f"what passed is not run again: {count}")
    tests = lab.json("flaky")["tests"]
    expect([(t["test"], t["runs"], t["failures"]) for t in tests], [("unit: tests.test_till test_opens", 2, 1)], "its history")
    lab.sound()


@story
def a_report_outweighs_the_exit_status_and_the_card_names_what_failed(lab):
    lab.start_repository({"price.txt": "10\n"})
    lab.agent("clerk", "echo 9 >price.txt; save cheaper")
    lab.config(gates=[{"name": "suite", "report": "stdout",
                       "run": "printf '1..2\\nok 1 - there\\n'; grep -qx 10 price.txt && echo 'ok 2 - full price' || "
                              "printf 'not ok 2 - full price\\n# the price is wrong\\n'"}], limits={"rounds": 0})
    lab.task("price")
    lab.run("up", "--wait", status=1)
    claim("'suite' is red" in lab.row("price")["reason"], lab.row("price")["reason"])
    evidence = lab.json("show", "price")["evidence"][0]
    expect(evidence["tests"], {"passed": 1, "failed": 1, "skipped": 0, "failing": ["full price"]}, "the counts")
    expect(evidence["reason"], "its report counts 1 failed test, and it exited with 0", "the reason")
    card = lab.run("show", "price").out
    claim("1 passed, 1 failed" in card and "full price" in card and "the price is wrong" in card, card)


@story
def a_suite_that_ran_nothing_is_not_green(lab):
    empties = [
        ("node", ["node", "--version"], "mkdir -p none && cd none && node --test --test-reporter=tap", "'1..0'"),
        ("ctest", ["ctest", "--version"], "cmake -S . -B out >/dev/null && ctest --test-dir out", "No tests were found!!!"),
        ("meson", ["meson", "--version"], "meson setup out >/dev/null && meson test -C out", "No tests defined."),
        ("prove", ["prove", "--version"], "mkdir -p none && prove none", "Tests=0"),
        ("unittest", ["/usr/bin/python3", "--version"], "/usr/bin/python3 -m unittest", "Ran 0 tests"),
        ("pytest", ["/usr/bin/python3", "-c", "import pytest"], "/usr/bin/python3 -m pytest -p no:cacheprovider || true", "collected 0 items"),
    ]
    there = [(name, run, why) for name, needs, run, why in empties if runs(needs)]
    lab.start_repository({"README.md": "a project\n", "meson.build": "project('price')\n",
                          "CMakeLists.txt": "cmake_minimum_required(VERSION 3.20)\nproject(price NONE)\nenable_testing()\n"})
    lab.agent("writer", "echo x >x.txt; save x")
    # Red on the base as well, which excuses the change: the verdicts are what counts here.
    lab.config(gates=[{"name": name, "run": f"test ! -e x.txt || {{ {run}; }}"} for name, run, _ in there], limits={"rounds": 0})
    lab.task("write")
    lab.run("up", "--wait", status=1)
    card = lab.json("show", "write")
    evidence = {line["gate"]: line for line in card["evidence"]}
    claim(any("exit 0, no test ran" in line for line in card["failure"]["evidence"]), f"the failure says why: {card['failure']}")
    for name, _, why in there:
        expect(evidence[name]["result"], "red", name)
        claim("no test ran" in evidence[name]["reason"] and why in evidence[name]["reason"], f"{name}: {evidence[name]['reason']}")


@story
def only_a_report_that_this_run_wrote_in_the_tree_is_evidence(lab):
    one = "<testsuite><testcase name='a'/></testsuite>"
    lab.write("outside.xml", one)
    lab.start_repository({"one.xml": one})
    lab.agent("writer", "cp one.xml old.xml; save 'a report, and no run'")
    gates = {
        "old": ("true", "'old.xml' is older than this run"),
        "missing": ("true", "there is no 'missing.xml'"),
        "linked": (f"ln -s {lab.path('outside.xml')} linked.xml", "there is no 'linked.xml'"),
        "torn": ("head -c 30 one.xml >torn.xml", "cannot be read whole"),
        "other": ("echo all fine >other.xml", "nothing is known of its tests"),
        "skipped": ("echo \"<testsuite><testcase name='a'><skipped/></testcase></testsuite>\" >skipped.xml", "no test ran: 1 skipped"),
    }
    lab.config(limits={"rounds": 0}, gates=[
        {"name": name, "report": name + ".xml", "run": f"if test -e old.xml || test {name} = old; then {run}; else cp one.xml {name}.xml; fi"}
        for name, (run, _) in gates.items()] + [{"name": "fine", "report": "out/**/*.xml", "run": "mkdir -p out/a && cp one.xml out/a/"}])
    lab.task("write")
    lab.run("up", "--wait", status=1)
    evidence = {line["gate"]: line for line in lab.json("show", "write")["evidence"]}
    card = lab.run("show", "write").out
    for name, (_, why) in gates.items():
        expect(evidence[name]["result"], "red", name)
        claim(why in evidence[name]["reason"] and why in card, f"{name}: {evidence[name]['reason']}")
    expect(evidence["fine"]["result"], "green", "a report that was written")


@story
def of_a_held_out_suite_an_agent_hears_that_it_is_red_and_no_name(lab):
    lab.start_repository({"price.txt": "10\n"})
    lab.agent("clerk", BREAKS)
    lab.config(gates=[{"name": "secret", "report": "stdout", "held_out": True,
                       "run": "echo 1..1; grep -qx 10 price.txt && echo 'ok 1 - hidden price' || "
                              "printf 'not ok 1 - hidden price\\n# hidden words\\n'"}])
    lab.task("price")
    lab.run("up")
    lab.reach("price", "review")
    claim("A check that is not shown to you is red." in lab.prompts()[1], lab.prompts()[1])
    for prompt in lab.prompts():
        claim("hidden" not in prompt and "secret" not in prompt, prompt)


tell_stories()
