"""What is ambiguous is refused before an agent sees it, by what the repository and the other tasks are."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

FILES = {"Makefile": "test: build\n\ttrue\nbuild:\n\ttrue\n", "package.json": '{"scripts": {"lint": "eslint ."}}\n',
         "src/search/rank.py": "def rank_results(query):\n    return []\n", "src/cart.py": "x = 1\n",
         "tests/run.sh": "exit 0\n", "tests/test_rank.py": "pass\n"}
FIT = {"scope": ["src/search/**"], "stop": ["new dependency"], "accept": ["make test"]}
# Of SARIF 2.1.0, of each kind of object that lint writes: what has to be there, what else may, and what is below it.
SARIF = {
    "log": ({"version", "runs"}, {"$schema"}, {"runs": "run"}),
    "run": ({"tool"}, {"results", "columnKind", "originalUriBaseIds"}, {"tool": "tool", "results": "result"}),
    "tool": ({"driver"}, set(), {"driver": "driver"}),
    "driver": ({"name"}, {"version", "rules"}, {"rules": "rule"}),
    "rule": ({"id"}, {"shortDescription", "fullDescription", "help", "defaultConfiguration"},
             {"shortDescription": "text", "fullDescription": "text", "help": "text", "defaultConfiguration": "setting"}),
    "setting": (set(), {"level"}, {}),
    "text": ({"text"}, set(), {}),
    "result": ({"message"}, {"ruleId", "ruleIndex", "level", "locations", "fixes"},
               {"message": "text", "locations": "location", "fixes": "fix"}),
    "location": (set(), {"physicalLocation"}, {"physicalLocation": "physical"}),
    "physical": ({"artifactLocation"}, {"region"}, {"artifactLocation": "artifact", "region": "region"}),
    "artifact": ({"uri"}, {"uriBaseId"}, {}),
    "region": (set(), {"startLine", "startColumn", "byteOffset", "byteLength"}, {}),
    "fix": ({"artifactChanges"}, {"description"}, {"artifactChanges": "change", "description": "text"}),
    "change": ({"artifactLocation", "replacements"}, set(), {"artifactLocation": "artifact", "replacements": "replacement"}),
    "replacement": ({"deletedRegion"}, {"insertedContent"}, {"deletedRegion": "region", "insertedContent": "text"}),
}


def begin(lab, **config):
    lab.start_repository(FILES)
    lab.agent("worker", "leadhand report done -m done")
    lab.config(**config)


def rules(lab, name, severity="error"):
    task = lab.json("lint", name, status=None)["tasks"][0]
    return sorted({found["rule"] for found in task["findings"] if found["severity"] == severity})


@story
def what_the_repository_does_not_have_is_refused(lab):
    begin(lab)
    lab.write("tests/loose.sh", "exit 0\n")
    for name, accept in (("target", "make tset"), ("script", "npm run lnit"), ("program", "no-such-program-here"),
                         ("file", "sh tests/rnu.sh"), ("loose", "sh tests/loose.sh"), ("masked", "make test | tail -3")):
        lab.task(name, **{**FIT, "accept": [accept]})
        expect(rules(lab, name), ["accept-masked" if name == "masked" else "accept-unfound"], accept)
        answer = lab.run("lint", name, status=3)
        claim(f".leadhand/tasks/{name}.md:3:10: accept-" in answer.out, answer)
    lab.commit("tests/loose.sh is there", {"tests/loose.sh": "exit 0\n"})
    expect(rules(lab, "loose"), [], "what was committed")
    lab.task("fit", **{**FIT, "scope": ["src/cart.py"]})
    answer = lab.run("lint", "fit")
    expect(answer.out, "The task is fit to run.\n", "one with nothing to say of it")


@story
def warnings_are_shown_and_refuse_nothing(lab):
    begin(lab)
    lab.task("work", accept=["make test"], body="See src/search/rnak.py, where `rank_resluts()` is to be made faster.")
    answer = lab.run("lint", "work")
    for rule in ("stop-missing", "scope-everything", "path-unknown", "words-unmeasured"):
        claim(f": {rule}: " in answer.out and "(warning)" in answer.out, answer)
    expect(lab.json("lint", "work")["tasks"][0]["fit"], True, "fit")
    said = lab.json("up", "work")
    expect([(one["id"], one["fit"]) for one in said["warned"]], [("work", True)], "up tells of warnings")
    expect(said["unfit"], [], "and calls it all the same")


@story
def a_task_that_is_saved_is_read_again(lab):
    begin(lab)
    lab.task("work", **{**FIT, "accept": ["make tset"]})
    lab.run("up", "work", status=3)
    expect(lab.state("work"), "draft", "with a target that there is not")
    claim("make" in lab.row("work")["reason"] or "tset" in lab.row("work")["reason"], lab.row("work"))
    lab.task("work", **FIT)
    lab.until(lambda: lab.state("work") != "draft", "mended and saved")
    lab.task("ring", **{**FIT, "needs": ["other"]})
    lab.task("other", **{**FIT, "needs": ["ring"]})
    lab.until(lambda: {lab.state("ring"), lab.state("other")} == {"draft"}, "neither of two that need each other is fit")
    expect((rules(lab, "ring"), rules(lab, "other")), (["needs-circle"], ["needs-circle"]), "said of both")
    lab.run("down", "--now")


@story
def what_is_certain_is_mended_and_the_rest_is_left(lab):
    begin(lab)
    lab.task("one", **FIT)
    lab.write(".leadhand/tasks/two.md", "---\ntitle: Zwei \u00c4pfel\nscope: [src/serach/**]   # \u00fc\nneeds: [oen]\n"
              "acceptance:\n  - make test || true\nstop: [x]\n---\nSee src/search/rnak.py.\n")
    before = lab.read(".leadhand/tasks/two.md")
    lab.run("lint", "two", status=3)
    expect(lab.read(".leadhand/tasks/two.md"), before, "without --fix nothing is written")
    lab.run("lint", "two", "--fix", status=None)
    answer = lab.run("lint", "two", "--fix")
    claim("-  - make test || true" in answer.out and "+  - make test" in answer.out, answer)
    expect(lab.read(".leadhand/tasks/two.md"), "---\ntitle: Zwei \u00c4pfel\nscope: [src/search/**]   # \u00fc\nneeds: [one]\n"
           "accept:\n  - make test\nstop: [x]\n---\nSee src/search/rank.py.\n", "mended")
    again = lab.json("lint", "two", "--fix")["tasks"][0]
    expect((again["mended"], again["fit"]), ([], True), "nothing more to mend")


def sarif_problems(kind, thing, path):
    needed, allowed, below = SARIF[kind]
    keys = set(thing)
    found = [f"{path}: no {key}" for key in needed - keys] + [f"{path}: {key}?" for key in keys - needed - allowed]
    for key, inner in below.items():
        things = thing.get(key, [])
        for number, one in enumerate(things if isinstance(things, list) else [things]):
            found += sarif_problems(inner, one, f"{path}.{key}[{number}]")
    return found


@story
def sarif_says_the_same(lab):
    begin(lab)
    lab.task("odd", **{**FIT, "accept": ["make test || true"]}, body="Make it somehow \u00e4\u00e4 faster.")
    log = json.loads(lab.run("lint", "--sarif", status=3).out)
    expect(sarif_problems("log", log, "log"), [], "the shape")
    expect(log["version"], "2.1.0", "the version")
    run = log["runs"][0]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    told = lab.json("lint", status=3)["tasks"][0]["findings"]
    expect([(r["ruleId"], r["level"], r["message"]["text"]) for r in run["results"]],
           [(f["rule"], f["severity"], f["text"]) for f in told], "the findings")
    for result in run["results"]:
        expect(names[result["ruleIndex"]], result["ruleId"], "the index")
        region = result["locations"][0]["physicalLocation"]["region"]
        claim(region["startLine"] >= 1 and region["startColumn"] >= 1, region)
    fixes = [r["fixes"][0]["artifactChanges"][0] for r in run["results"] if "fixes" in r]
    replacement = fixes[0]["replacements"][0]
    text = lab.read(fixes[0]["artifactLocation"]["uri"]).encode()
    at = replacement["deletedRegion"]["byteOffset"]
    expect(text[at:at + replacement["deletedRegion"]["byteLength"]], b" || true", "what is to go")


@story
def every_rule_is_explained(lab):
    begin(lab)
    listed = [line.split()[0] for line in lab.run("help", "lint").out.split("Rules (")[1].splitlines()[1:] if line.strip()]
    claim(len(listed) > 40 and "accept-masked" in listed, listed)
    for rule in listed:
        claim(lab.run("help", "lint", rule).out.startswith(rule + " ("), rule)
    claim("accept-own" in lab.refusal("help", "lint", "accept-onw", status=2)["text"], "the rule that was meant")
    lab.refusal("help", "up", "accept-own", status=2)


tell_stories()
