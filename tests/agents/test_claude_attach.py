#!/usr/bin/env python3
"""The lead goes on in Claude Code's own screen: it is the session's, and asks nothing that the lead has answered long ago."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, script, story, tell_stories  # noqa: E402
from agents.real import use_claude  # noqa: E402
from sitting import Sitting  # noqa: E402


def press(sitting, key):
    """Once more, where the screen was not ready for it."""
    sitting.type(key)
    time.sleep(0.5)


@story
def the_first_screen_is_the_sessions_history(lab):
    lab.start_repository()
    use_claude(lab)
    lab.config()
    lab.task("shown", body=script("write a.txt one", "commit Add a", "say the work is behind me"))
    lab.run("up")
    lab.reach("shown", "review", timeout="120s")
    sitting = Sitting(lab, "attach", "shown")
    # A key that it finds in its environment it asks about itself: of that nothing is written down here.
    sitting.sees("Do you want to use this API key", timeout=120)
    press(sitting, "1")
    lab.until(lambda: "the work is behind me" in sitting.words() or press(sitting, "\r"), "its history is shown", timeout=120)
    claim("trust this folder" not in sitting.words() and "Welcome" not in sitting.words(), "and nothing before it")
    lab.until(lambda: sitting.process.poll() is not None or press(sitting, "\x03"), "it is left", timeout=60)
    expect(sitting.process.returncode, 0, "status of attach")
    expect(lab.state("shown"), "review", "it is as it was")
    lab.sound()


if __name__ == "__main__":
    tell_stories()
