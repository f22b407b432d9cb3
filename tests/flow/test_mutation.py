"""The mutation gate: it changes the lines of C that a change brought, one at a time, and is red where the tests do not
notice; what it names is what the agent hears."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

MUTATE = os.environ["LEADHAND_TEST_MUTATE"]
PROJECT = {
    "price.h": "int price(int count);\nint discount(int total);\n",
    "price.c": '#include "price.h"\n\nint price(int count)\n{\n\treturn count * 10;\n}\n',
    "tests/test_price.c": '#include "../price.h"\nint main(void) { return price(2) != 20; }\n',
    "check.sh": "for t in tests/test_*.c; do cc -o out-test *.c $t && ./out-test || exit 1; done\n",
    ".gitignore": "/out*\n",
}
DISCOUNT = """#include "price.h"

#include <stdio.h>

int discount(int total)
{
	fprintf(stderr, "%d\\n", total);
	if (total > 100)
		return total - 10;
	return total;
}
"""
TEST = '#include "../price.h"\nint main(void) {{ return {}; }}\n'
WEAK = TEST.format("discount(50) > 50")
STRONG = TEST.format("discount(50) != 50 || discount(100) != 100 || discount(101) != 91 || discount(200) != 190")
# A green round of weak tests, then the strong ones.
WORKS = f"""
if [ "$turn" = 1 ]; then
cat >discount.c <<'END'
{DISCOUNT}END
cat >tests/test_discount.c <<'END'
{WEAK}END
else
cat >tests/test_discount.c <<'END'
{STRONG}END
fi
save "turn $turn"
"""


def gate(more=""):
    command = f"{MUTATE} --test 'sh check.sh' {more}"
    return {"name": "mutation", "run": command, "report": "stdout", "when": ["**/*.c", "**/*.h"], "again": command + ' --only "$LEADHAND_TESTS_FILE"'}


def begin(lab):
    lab.start_repository(PROJECT)
    lab.agent("clerk", WORKS)


def mutate(lab, *args, status=0, cwd=None):
    run = subprocess.run([MUTATE, *args], cwd=cwd or lab.repo, capture_output=True, text=True, timeout=120, check=False)
    expect(run.returncode, status, f"leadhand-mutate {args}: {run.stdout}{run.stderr}")
    return run.stdout + run.stderr


@story
def a_change_whose_tests_notice_nothing_goes_back_with_what_they_missed(lab):
    begin(lab)
    lab.config(gates=[{"name": "test", "run": "sh check.sh"}, gate()], limits={"reruns": 1},
               sandbox={"read": [os.path.dirname(MUTATE)]})
    lab.task("discount")
    lab.run("up")
    lab.reach("discount", "review")
    second = lab.prompts()[1]
    claim("discount.c:8: " in second and " became " in second and "the tests pass all the same: add one" in second,
          f"the agent is told what its tests miss: {second}")
    claim("price.c" not in second.replace("test_price.c", ""), "what the change did not touch is not mutated")
    claim("fprintf" not in second, "what only tells a person is not mutated")
    card = lab.json("show", "discount")
    evidence = {line["gate"]: line for line in card["evidence"]}
    expect(evidence["mutation"]["result"], "green", "with tests that notice")
    expect(evidence["mutation"]["tests"], {"passed": 2, "failed": 0, "skipped": 0, "failing": []}, "the tests as they are, and with mutants")
    base = [run for run in lab.select("select passed, failed from run where is_counted") if run["passed"] == 2 and not run["failed"]]
    expect(len(base), 2, "green on the base as well, where nothing changed, with as many tests")
    reds = lab.select("select failing, executions from run where failing like '%became%'")
    expect([red["executions"] for red in reds], [2], "the red one is run again, on the mutants that were named alone")
    expect((card["proof"]["word"], card["proof"]["cause"]), ("unproven", "it does not compile"),
           "it proves no more of new tests than they do themselves")
    expect(card["fewer_tests"], [], "other mutants are no fewer tests")
    lab.land("discount")


def changed(lab, test=WEAK):
    lab.start_repository(PROJECT)
    lab.commit("a discount", {"discount.c": DISCOUNT, "tests/test_discount.c": test})
    return "HEAD~1"


@story
def the_same_change_has_the_same_mutants_and_the_tree_stays_as_it_is(lab):
    base = changed(lab)
    first = mutate(lab, "--base", base, "--test", "sh check.sh", status=1)
    expect(mutate(lab, "--base", base, "--test", "sh check.sh", status=1), first, "the second time")
    expect(lab.git("status", "--short", "--ignored"), "", "the tree, with what is built")
    claim("not ok 2 - discount.c:8: " in first and "1..4\n" in first, first)
    lab.write("../only", [line for line in first.split("\n") if line.startswith("not ok 2")][0].split(" - ")[1] + "\n")
    again = mutate(lab, "--base", base, "--test", "sh check.sh", "--only", lab.path("../only"), status=1)
    claim("not ok 2 - discount.c:8: " in again and "1..2\n" in again, again)
    claim("# 0 changed lines" in mutate(lab, "--base", "HEAD", "--test", "sh check.sh"), "since itself nothing changed")
    lab.git("checkout", "-q", base)
    claim("# 0 changed lines" in mutate(lab, "--base", "main", "--test", "sh check.sh"), "what is older than the base has nothing new")


@story
def a_score_that_is_enough_is_green_and_still_names_who_survived(lab):
    base = changed(lab)
    told = mutate(lab, "--base", base, "--test", "sh check.sh", "--least", "0")
    claim("not ok" not in told and ": the tests pass all the same" in told and "at least 0 % asked" in told, told)


@story
def tests_that_do_not_see_the_file_or_fail_anyway_say_nothing(lab):
    base = changed(lab, STRONG)
    claim("not ok 2 - discount.c: an error in it is noticed" in mutate(lab, "--base", base, "--test", "true", status=1), "no build")
    claim("not ok 1 - the tests pass as they are" in mutate(lab, "--base", base, "--test", "false", status=1), "red anyway")
    claim("no time left" in mutate(lab, "--base", base, "--test", "sleep 9", "--budget", "1s", status=1), "it takes too long")


@story
def lines_that_no_test_runs_are_left_alone_where_a_tracefile_says_so(lab):
    base = changed(lab)
    lab.write("../lcov", "TN:\nSF:discount.c\nDA:8,1\nDA:9,0\nDA:10,1\nend_of_record\n")
    told = mutate(lab, "--base", base, "--test", "sh check.sh", "--coverage", lab.path("../lcov"), "--least", "0")
    claim("discount.c:8: " in told and "discount.c:9: " not in told, told)


@story
def what_it_cannot_do_it_says(lab):
    changed(lab)
    claim("--test" in mutate(lab, status=2), "what is missing")
    claim("'nowhere'" in mutate(lab, "--base", "nowhere", "--test", "true", status=4), "an unknown base")
    claim("1 to 1000" in mutate(lab, "--most", "0", status=2), "too few")


tell_stories()
