#!/usr/bin/env python3
"""The lead goes on in codex's own screen, with the session's history, and gives it back."""
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, script, story, tell_stories  # noqa: E402
from agents.real import model_requests, use_codex  # noqa: E402
from sitting import Sitting  # noqa: E402

WORK = "sh {{echo step >> steps.txt; touch $LAB/marks/here; while [ ! -e $LAB/marks/go ]; do sleep 0.05; done}}"


def at_work(lab):
    lab.start_repository()
    log = use_codex(lab)
    lab.config()
    lab.task("long", body=script(WORK, "commit Steps", "say done"))
    lab.run("up")
    lab.until(lambda: lab.is_marked("here"), "codex is in the middle of its work", timeout=120)
    return log


def open_screen(lab):
    sitting = Sitting(lab, "attach", "long")
    # Its program may speak of a newer model first, and of what it can do.
    sitting.sees("Use existing model", "Conversation interrupted", timeout=120)
    lab.until(lambda: "Conversation interrupted" in sitting.words() or press(sitting, "2"), "the session's history is shown")
    return sitting


def press(sitting, key):
    """Once more, where the screen was not ready for it."""
    sitting.type(key)
    time.sleep(0.5)


def leave(sitting):
    """The first Ctrl-C may only clear what was typed or stop what runs."""
    while sitting.process.poll() is None:
        sitting.type("\x03")
        try:
            sitting.process.wait(0.5)
        except subprocess.TimeoutExpired:
            pass
    expect(sitting.process.returncode, 0, "status of attach")


@story
def the_lead_sees_the_sessions_history_in_codexs_own_screen_and_gives_it_back(lab):
    log = at_work(lab)
    thread = lab.select("select thread from session")[0]["thread"]
    sitting = open_screen(lab)
    claim("attached" in lab.row("long")["reason"], lab.row("long")["reason"])
    leave(sitting)
    claim("Its session goes on" in sitting.shown(), sitting.shown()[-2000:])
    lab.mark("go")
    lab.reach("long", "review", timeout="120s")
    expect(lab.select("select thread from session")[0]["thread"], thread, "the conversation")
    claim("The lead has worked in this session meanwhile" in json.dumps(model_requests(log)[-1]["body"]), "it is told")
    expect(len({r["session"] for r in model_requests(log)}), 1, "conversations")
    lab.land("long")
    lab.sound()


@story
def what_the_lead_and_codex_commit_on_its_screen_is_offered(lab):
    at_work(lab)
    sitting = open_screen(lab)
    sitting.type("SCRIPT: write lead.txt together; commit Together; sh touch $LAB/marks/committed; say bye")
    sitting.sees("say bye")
    # What comes in one burst is a paste to its program, a newline in it too.
    lab.until(lambda: lab.is_marked("committed") or press(sitting, "\r"), "codex commits what the lead asks for")
    leave(sitting)
    lab.reach("long", "review", timeout="120s")
    expect(lab.select("select count(*) as n from job where session > 0")[0]["n"], 1, "turns of the session")
    lab.land("long")
    expect(lab.file_at("lead.txt"), "together\n", "what landed")
    lab.sound()


if __name__ == "__main__":
    tell_stories()
