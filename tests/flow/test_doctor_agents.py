#!/usr/bin/env python3
"""`leadhand doctor --agents` proves each agent by one turn, and leaves nothing of it."""
import glob
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402


def checks(lab, *args, status=0):
    found = lab.json("doctor", "--agents", *args, status=status)["checks"]
    return {check["name"]: check for check in found if check["name"].startswith("agent ")}


def leaves_nothing(lab, before):
    expect(lab.git("for-each-ref"), before, "the refs")
    expect(glob.glob(os.path.join(lab.cache, "leadhand", "*", "doctor*")), [], "folders of the trial")
    claim(not os.path.exists(lab.path(".git", "leadhand", "floor.db"))
          or not lab.select("select * from event where kind = 'job_started'"), "nothing of it is in the store")
    claim(not lab.processes(), "nobody is left")


@story
def each_agent_does_one_turn_and_leaves_nothing(lab):
    lab.start_repository()
    lab.agent("fine", 'grep -q "Change nothing" "$LEADHAND_TASK_FILE"; pwd >>"$LAB/marks/where"; echo ok\n')
    lab.agent("broken", "echo the model is unknown >&2; exit 1\n")
    lab.agent("silent", "sleep 1000\n")
    lab.config()
    before = lab.git("for-each-ref")
    found = checks(lab, "--timeout", "2s", status=1)
    expect({name: check["state"] for name, check in found.items() if "fine" in name or "broken" in name or "silent" in name},
           {"agent fine": "ok", "agent broken": "problem", "agent silent": "problem"}, "the verdicts")
    claim("done in" in found["agent fine"]["text"], found["agent fine"]["text"])
    claim("the model is unknown" in found["agent broken"]["text"], found["agent broken"]["text"])
    claim("silent: nothing was heard of it" in found["agent silent"]["text"], found["agent silent"]["text"])
    expect(found["agent silent"]["trial"]["error"], "silent", "its class")
    expect(lab.marks_of("where"), [lab.repo], "where it worked")
    leaves_nothing(lab, before)
    text = lab.run("doctor", "--agents", "--timeout", "2s", status=1).out
    claim("mend: run its program by hand" in text, text)
    leaves_nothing(lab, before)


@story
def without_the_word_no_agent_is_started(lab):
    lab.start_repository()
    lab.agent("fine", 'mark started\n')
    lab.config()
    lab.run("doctor", status=None)
    claim(not lab.is_marked("started"), "nobody's money is spent unasked")


@story
def a_program_that_is_there_is_not_to_be_installed(lab):
    lab.start_repository()
    for name, does in {"slow": "exec sleep 100", "odd": "exit 3"}.items():
        lab.agents[name] = {"kind": "acp", "run": [lab.write(f"{name}.sh", f"#!/bin/sh\n{does}\n", 0o755)]}
    lab.config()
    found = {check["name"]: check for check in lab.json("doctor", status=None)["checks"]}
    expect(found["agent slow"]["state"], "info", "one that says no version in time")
    expect(found["agent odd"]["state"], "problem", "one that fails")
    claim("install" not in found["agent odd"]["mend"], found["agent odd"]["mend"])


@story
def what_the_walls_refused_is_named_with_how_to_open_them(lab):
    lab.start_repository()
    lab.agent("fetcher", 'curl -sS -m 5 https://models.example.org/v1 || exit 3\n')
    lab.config()
    found = checks(lab, status=1)["agent fetcher"]
    claim("network: {allow: [models.example.org]}" in found["mend"], f"{found}")
    expect(found["trial"]["refused"], ["models.example.org"], "what was refused")


@story
def a_trial_beside_a_floor_that_works_disturbs_nobody(lab):
    lab.start_repository()
    lab.agent("worker", 'if [ "$LEADHAND_TASK" = work ]; then hold look; echo x >x.txt; save x; fi\n')
    lab.config()
    lab.task("work")
    lab.run("up")
    lab.until(lambda: lab.is_marked("look.held"), "the agent is at work")
    expect(checks(lab, status=None)["agent worker"]["state"], "ok", "the verdict")
    lab.mark("look")
    lab.land("work")
    lab.sound()


tell_stories()
