"""What stats and crew say is what happened."""
import math
import os
import sqlite3
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

WRITES = 'echo "turn $turn" >>"$LEADHAND_TASK.txt"; save "turn $turn"'
ASKS = 'leadhand ask "Which colour?" --option blue --option green --blocking >"$LEADHAND_TASK.txt"; save "asked"'


def mean_minutes(spread):
    """As sim tells it: "const:5s", or "lognorm:30m,0.8" with its median and sigma."""
    time, _, sigma = spread.split(":")[1].partition(",")
    return float(time[:-1]) / {"s": 60, "m": 1}[time[-1]] * math.exp(float(sigma or 0) ** 2 / 2)


def of(lines, key, name):
    return {line[key]: line for line in lines}.get(name, {})


@story
def stats_tell_what_happened_to_three_tasks(lab):
    lab.start_repository()
    lab.agent("writer", WRITES)
    lab.agent("asker", ASKS)
    lab.config(gates=[{"name": "test", "run": "true"}])
    lab.task("one", **{"class": "bug"})
    lab.task("two")
    lab.task("three", agent="asker", needs=["one"])
    lab.run("up")
    lab.reach("two", "review")
    lab.run("show", "two")
    lab.run("reject", "two", "-m", "more")
    lab.until(lambda: len(lab.marks_of("turns")) >= 3, "the second turn")
    lab.reach("two", "review")
    lab.run("show", "two")
    lab.land("two", "one")
    question = lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "question"], "a question")[0]
    lab.run("answer", question["id"], "--option", "2")
    lab.land("three")

    stats = lab.json("stats")
    expect(stats["tasks"], 3, "tasks")
    expect(stats["landed"]["count"], 3, "landed")
    expect((stats["review"]["approved"], stats["review"]["rejected"]), (3, 1), "verdicts")
    # One of them was approved unseen.
    expect(stats["review"]["count"], 2, "reviews from a look to a verdict")
    stops = stats["interruptions"]
    expect((stops["questions"], stops["reviews"], stops["failures"]), (1, 4, 0), "what came to the lead")
    claim(abs(stops["per_landed"] - 5 / 3) < 1e-9, stops)
    expect(stats["questions"], {"asked": 1, "answered_before": 0}, "questions")
    expect(stats["rework"]["turns"], 4, "turns")
    expect([(why["why"], why["count"]) for why in stats["rework"]["whys"]], [("rejected", 1)], "why turns came again")
    expect(stats["bottleneck"], "none", "nothing is left")
    expect(stats["failures"], [], "failures")
    time = stats["time"]
    claim(of(time, "what", "dependency")["waiting"], "one waited for another")
    expect(of(time, "what", "running")["count"], 5, "four turns, one of them in two parts")
    expect(of(time, "what", "review")["count"], 4, "reviews")
    claim(abs(sum(part["share"] for part in time) - 1) < 1e-9, "the shares are all of it")
    events = lab.select("select min(at_ms) as first, max(at_ms) as last from event")[0]
    claim(all(part["total_ms"] <= 3 * (events["last"] - events["first"]) for part in time), time)

    expect(lab.json("stats", "bug")["tasks"], 1, "of one class")
    expect(lab.json("stats", "task")["landed"]["count"], 2, "of the usual class")
    expect(lab.json("stats", "--days", "1")["landed"]["count"], 3, "today")
    claim("'bgu' was set going yet; there are: bug task" in lab.refusal("stats", "bgu", status=4)["text"], "a class that is none")
    lab.refusal("stats", "--days", "0", status=2)
    told = lab.run("stats").out
    claim("3 tasks, 3 landed" in told and "waits: dependency" in told and "rejected 1" in told, told)

    crew = lab.json("crew")
    expect((crew["enough"], crew["reviews"], crew["needed"]), (False, 2, 5), "too few reviews to tell")
    expect((crew["work"]["from"], crew["work"]["minutes"], crew["human"]["minutes"]), ("default", 30, 5), "defaults")
    claim("Not enough data yet: 2 of at least 5 finished reviews" in lab.run("crew").out, "it says so")
    lab.sound()


@story
def with_enough_reviews_crew_goes_by_what_was_measured(lab):
    lab.start_repository()
    lab.agent("writer", WRITES)
    lab.config()
    for name in "abcde":
        lab.task(name, scope=[f"{name}.txt"])
    lab.run("up")
    for name in "abcde":
        lab.reach(name, "review")
        lab.run("show", name)
        lab.until(lambda name=name: lab.select("select is_shown from review where is_shown = 1 and task = "
                                               "(select id from task where name = ?)", name), "it was seen")
        lab.run("approve", name)
        lab.reach(name, "landed")
    crew = lab.json("crew")
    claim(crew["enough"] and crew["reviews"] >= 5, crew)
    expect((crew["work"]["from"], crew["human"]["from"]), ("history", "history"), "measured")
    claim(0 < crew["work"]["minutes"] < 2 and crew["human"]["minutes"] < 2, crew)
    low, value, high = (crew["human"][key] for key in ("low", "minutes", "high"))
    claim(low <= value <= high, crew["human"])
    worth = crew["recommended"]
    claim(1 <= worth["low"] <= worth["sessions"] <= worth["high"] <= 50, worth)
    expect(crew["law"]["known"], False, "five landings are no curve")
    claim("measured" in lab.run("crew").out, "it says so")
    expect(crew["allowed"], lab.select("select sessions from factory")[0]["sessions"], "as many as may run")
    invented = lab.json("sim", "--from-history", "--policy", "fixed:2", "--days", "1", "--runs", "2")
    for figure in ("work", "human"):
        told, meant = crew[figure]["minutes"], mean_minutes(invented[figure])
        claim(abs(told - meant) <= 0.05 * told + 0.001, f"{figure}: crew takes {told} min, sim {invented[figure]}")


@story
def what_if_is_answered_by_the_model(lab):
    lab.start_repository()
    crew = lab.json("crew", "--work", "60m", "--human", "20m")
    expect((crew["knee"], crew["work"]["from"], crew["human"]["from"]), (4, "option", "option"), "the knee")
    expect([row["sessions"] for row in crew["table"]], list(range(1, 51)), "the table")
    row = crew["table"][3]
    expect((round(row["lead_busy"], 2), round(row["reviews_per_hour"], 1), round(row["wait_minutes"])),
           (0.79, 2.4, 21), "four sessions")
    expect(lab.refusal("crew", "--work", "0", "--human", "0", status=2)["code"], "usage", "no time at all")
    expect(lab.json("crew", "--human", "0")["knee"], 0, "a lead who is not needed")
    lab.refusal("crew", "--work", "soon", status=2)
    claim("write 30s, 30m" in lab.refusal("crew", "--work", "30", status=2)["text"], "minutes or seconds?")


@story
def numbers_are_told_as_a_person_says_them(lab):
    lab.start_repository()
    far = lab.run("crew", "--work", "8h", "--human", "1s").out
    claim("From 28801 sessions on (the knee)" in far, far)
    alone = lab.run("crew", "--work", "0", "--human", "5m", "--svg", "one.svg").out
    claim("1 session is worth running" in alone and "From 1 session on" in alone, alone)
    claim("1 is worth running" in lab.read("one.svg"), "in the drawing too")


@story
def crew_says_how_many_may_run_and_what_changes_that(lab):
    lab.start_repository()
    asked = ("crew", "--work", "60m", "--human", "10m")
    lab.config(limits={"sessions": 6})
    expect((lab.json(*asked)["allowed"], lab.json(*asked)["recommended"]["sessions"]), (6, 10), "without a floor")
    told = lab.run(*asked).out
    claim("6 may run at one time: limits: {sessions: 10} in config.yaml" in told and "'leadhand up --sessions 10'" in told, told)
    lab.agent("worker", "hold go")
    lab.config(limits={"sessions": 6})
    lab.task("a")
    lab.run("up", "--sessions", "4")
    expect((lab.json(*asked)["allowed"], lab.json(*asked)["configured"]), (4, 6), "as the floor was told")
    claim("4 may run at one time (config.yaml: 6): " in lab.run(*asked).out, lab.run(*asked).out)
    lab.run("down", "--now")
    lab.config(limits={"sessions": 10})
    claim("Just as many may run at one time." in lab.run(*asked).out, lab.run(*asked).out)


@story
def an_empty_repository_has_no_figures_yet(lab):
    lab.start_repository()
    claim("Nothing yet" in lab.run("stats").out, "stats")
    claim("Nothing yet" in lab.run("stats", "bug").out, "stats of a class")
    expect(lab.json("stats")["tasks"], 0, "no tasks")
    claim("Not enough data yet: 0 of at least 5" in lab.run("crew").out, "crew")
    claim("Not enough data yet" in lab.run("crew", "--work", "1h").out, "one of two is given")
    claim("Not enough data yet" not in lab.run("crew", "--work", "1h", "--human", "10m").out, "nothing has to be measured")
    lab.config()
    lab.task("draft", accept=[])
    claim("Nothing yet" in lab.run("stats").out, "a task that nobody called has no past")


@story
def a_past_that_cannot_have_been_is_refused(lab):
    lab.start_repository()
    lab.agent("writer", WRITES)
    lab.config()
    lab.task("one")
    lab.run("up")
    lab.land("one")
    lab.run("down")
    store = sqlite3.connect(lab.path(".git", "leadhand", "floor.db"))
    store.execute("""update event set body = replace(body, '"landing":1', '"landing":7') where kind = 'landed'""")
    store.commit()
    store.close()
    for verb in ("stats", "crew"):
        claim("cannot have happened" in lab.refusal(verb, status=9)["text"], verb)


@story
def the_curve_is_written_to_a_file_and_to_nothing_else(lab):
    lab.start_repository()
    os.makedirs(lab.path("folder"))
    os.symlink("elsewhere.svg", lab.path("link.svg"))
    expect(lab.json("crew", "--svg", "curve.svg")["svg"], "curve.svg", "where it is")
    claim(xml.parse(lab.path("curve.svg")).getroot().tag.endswith("svg"), "it is a document")
    claim("curve.svg" in lab.run("crew", "--svg", "curve.svg").out, "written again, and told")
    claim("is a folder" in lab.refusal("crew", "--svg", "folder", status=2)["text"], "a folder")
    claim("no plain file" in lab.refusal("crew", "--svg", "link.svg", status=2)["text"], "a link")
    claim("missing/x.svg" in lab.refusal("crew", "--svg", "missing/x.svg", status=4)["text"], "no such folder")
    claim("/sys/x.svg" in lab.refusal("crew", "--svg", "/sys/x.svg", status=8)["text"], "a closed folder")
    expect(sorted(os.listdir(lab.repo)), sorted([".git", "README.md", "curve.svg", "folder", "link.svg"]), "what is there")


tell_stories()
