"""An invented week is told in every form, needs no repository, and can be repeated."""
import os
import sys
import xml.dom.minidom

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

FIGURES = ["per_day", "per_hour", "per_lead_hour", "utilisation", "wait_minutes", "wait_median_minutes",
           "wait_p90_minutes", "interruptions", "switches", "conflicts", "rework", "cost_usd", "backlog",
           "backlog_minutes", "little"]
REPAIR = ("--model", "machine-repair", "--work", "exp:30m", "--human", "exp:5m")
SHORT = ("--days", "1", "--runs", "2")


@story
def machine_repair_is_told_with_its_half_widths(lab):
    lab.start_repository()
    told = lab.json("sim", *REPAIR, "--sessions", "4", "--seed", "3", "--runs", "30")
    expect((told["model"], told["sessions"], told["runs"], told["seed"]), ("machine-repair", 4, 30, 3), "what was tried")
    for figure in ("utilisation", "per_hour", "wait_minutes"):
        claim(told[figure]["half_width"] > 0, f"{figure} has a half-width")
    # 1 - 1 / sum of N! / (N - k)! (S / Z)^k is 0.5304.
    claim(abs(told["utilisation"]["value"] / 0.5304 - 1) < 0.05, f"utilisation {told['utilisation']}")
    expect(told["little"]["value"], 1.0, "L / (lambda W)")


@story
def an_open_line_is_known_to_two_percent_and_sooner_if_asked(lab):
    lab.start_repository()
    told = lab.json("sim", "--model", "open", "--human", "exp:2m")
    wait = told["wait_minutes"]
    # M/M/1 at 0.2: 0.25 reviews' worth.
    claim(wait["half_width"] <= 0.02 * wait["value"] and abs(wait["value"] / 0.5 - 1) < 0.04, f"the wait: {wait}")
    quick = lab.json("sim", "--model", "open", "--human", "exp:2m", "--runs", "20", "--tasks", "50")
    expect((quick["runs"], quick["tasks"]), (20, 50), "as many as were asked for")
    said = lab.run("help", "sim").out
    expect(said.count("fewer are quicker"), 2, "help says what shortens it")


@story
def the_same_seed_gives_the_same_answer_and_another_one_another(lab):
    lab.start_repository()
    week = ("sim", "--policy", "fixed:4", *SHORT)
    first, again = lab.run(*week, "--json").out, lab.run(*week, "--json", cwd="/").out
    expect(again, first, "the second answer, outside of any repository")
    claim(lab.run(*week, "--seed", "2", "--json").out != first, "another seed gives another answer")


@story
def policies_stand_side_by_side(lab):
    lab.start_repository()
    told = lab.json("sim", *SHORT, "--tasks", "60")
    expect([row["policy"] for row in told["policies"]], ["assistant", "free-for-all", "factory", "fixed:6"], "the rows")
    for row in told["policies"]:
        for figure in FIGURES:
            claim(set(row[figure]) == {"value", "half_width"}, f"{row['policy']} has {figure}")
        expect(row["little"]["value"], 1.0, f"L / (lambda W) of {row['policy']}")
    assistant, crowd = told["policies"][0], told["policies"][1]
    claim(assistant["per_day"]["value"] < crowd["per_day"]["value"], "more than one at a time lands more")
    claim(assistant["per_lead_hour"]["value"] < crowd["per_lead_hour"]["value"], "who watches has less of an hour")
    text = lab.run("sim", *SHORT, "--policy", "fixed:3").out
    claim("fixed:3" in text and "landed a day" in text, f"a table: {text}")


@story
def a_sweep_names_the_fewest_that_do_and_draws_it(lab):
    lab.start_repository()
    args = ("sim", "--sessions", "1..4", *SHORT, "--tasks", "60")
    told = lab.json(*args, "--svg", "curve.svg")
    expect([point["sessions"] for point in told["curve"]], [1, 2, 3, 4], "the curve")
    expect(told["best"], 4, "the best of so few")
    drawing = xml.dom.minidom.parse(lab.path("curve.svg")).documentElement
    expect(drawing.tagName, "svg", "the drawing")
    claim("land a day" in drawing.toxml() and "fewest that do" in drawing.toxml(), "its words")
    claim("4 sessions are the fewest" in lab.run(*args).out, "said in words too")


@story
def a_drawing_that_cannot_be_written_is_refused_before_anything_is_reckoned(lab):
    lab.start_repository()
    # So many weeks take longer than a story may.
    long = ("sim", "--sessions", "1..100", "--runs", "100000", "--days", "366", "--svg")
    expect(lab.refusal(*long, "no/such/folder/x.svg", status=4)["code"], "missing", "no folder")
    expect(lab.refusal(*long, "/sys/x.svg", status=8)["code"], "system", "a folder that is closed to everybody")
    expect(lab.refusal(*long, ".", status=2)["code"], "usage", "a folder itself")
    expect(sorted(os.listdir(lab.repo)), [".git", "README.md"], "what is there")


@story
def a_day_of_the_leads_has_its_hours(lab):
    lab.start_repository()
    short = lab.json("sim", "--policy", "fixed:4", *SHORT, "--lead", "9-11")["policies"][0]
    long = lab.json("sim", "--policy", "fixed:4", *SHORT, "--lead", "always")["policies"][0]
    claim(short["per_day"]["value"] < long["per_day"]["value"], "two hours a day land less than all")
    claim(short["wait_p90_minutes"]["value"] > long["wait_p90_minutes"]["value"], "and let changes wait")


@story
def a_time_that_does_not_vary_is_written_plainly(lab):
    lab.start_repository()
    week = ("sim", "--policy", "fixed:4", *SHORT, "--json")
    plain = lab.run(*week, "--human", "5m", "--gate", "90s", "--work", "1h").out
    expect(plain, lab.run(*week, "--human", "const:5m", "--gate", "const:90s", "--work", "const:1h").out, "5m")


@story
def tasks_may_need_each_other_and_keep_to_their_part(lab):
    lab.start_repository()
    row = lab.json("sim", "--policy", "fixed:6", *SHORT, "--needs", "0.5", "--areas", "3")["policies"][0]
    claim(row["per_day"]["value"] > 0, "all the same something lands")
    expect(row["conflicts"]["value"], 0.0, "conflicts, where no two write to one part")


@story
def what_makes_no_sense_is_refused_in_a_line(lab):
    lab.start_repository()
    for args, word in ((("--work", "5"), "5m, exp:30m"), (("--human", "exp:0m"), "no length"),
                       (("--sessions", "1..1000"), "no wider than 200"), (("--sessions", "9..3"), "--sessions"), (("--sessions", "0"), "--sessions"),
                       (("--lead", "9"), "--lead"), (("--green", "1.5"), "--green"), (("--green", "0"), "--green"),
                       (("--policy", "all"), "free-for-all"), (("--model", "year"), "--model"),
                       (("--dollars", "much"), "--dollars"), (("--answer", "5"), "5m, exp:30m"),
                       (("--runs", "1"), "--runs"), (("--svg", "x.svg"), "--sessions 1..20"),
                       (("--model", "open", "--arrive", "exp:1m", "--human", "exp:2m"), "faster"),
                       (("--model", "open", "--policy", "factory"), "week"),
                       (("--model", "open", "--sessions", "3"), "--sessions"),
                       (("--policy", "fixed:4", "--sessions", "6"), "leave --policy out"),
                       (("--policy", "factory", "--sessions", "1..3"), "leave --policy out"),
                       (("--arrive", "const:5m"), "--arrive is for the model 'open'"),
                       (("--model", "machine-repair", "--lead", "9-17"), "--lead is for the model 'week'"),
                       (("--model", "machine-repair", "--days", "3"), "--days is for the model 'week'"),
                       (("--lines", "40", "--human", "5m"), "give one")):
        error = lab.refusal("sim", *args, status=2)
        expect(error["code"], "usage", f"{args}")
        claim(word in error["text"], f"{args} says '{word}': {error['text']}")


@story
def a_history_that_is_too_short_is_not_followed(lab):
    lab.start_repository()
    expect(lab.refusal("sim", "--from-history", status=4, cwd="/")["code"], "missing", "no repository")
    lab.agent("worker", 'printf "line\\n" >"$LEADHAND_TASK.txt"; save "do it"; leadhand report done -m done')
    lab.config(limits={"sessions": 6})
    claim("least that say anything" in lab.refusal("sim", "--from-history", status=3)["text"], "too little to say")
    names = [f"task-{n}" for n in range(5)]
    for name in names:
        lab.task(name)
    lab.run("up")
    for name in names:
        lab.reach(name, "review")
    told = lab.json("sim", "--from-history", "--policy", "fixed:2", *SHORT)
    claim(told["lines"] >= 1 and told["work"] != "exp:30m", f"as it was here: {told['work']}, {told['lines']} lines")


tell_stories()
