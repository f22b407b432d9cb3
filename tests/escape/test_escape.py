#!/usr/bin/env python3
"""The escape suite: hostile scripts inside sessions, and whether the walls stand. See lair.py.

--user: as an ordinary user, when started by root. --plain: those on limits, with no control group.
--some: every third attempt, for when all of them run elsewhere too.
Other words: only attempts with one of them in their names. LAB_KEEP=1 keeps the floor.
"""
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.dirname(HERE))
import lair  # noqa: E402
import on_files  # noqa: E402,F401
import on_git  # noqa: E402,F401
import on_kernel  # noqa: E402,F401
import on_leadhand  # noqa: E402,F401
import on_limits  # noqa: E402,F401
import on_network  # noqa: E402,F401
from lab import skip_all  # noqa: E402

ORDINARY = 1500
LIMITS = {"session_memory": "400M", "session_processes": 100, "session_disk": "150M", "open_files": 500}


def place(uid):
    """A folder that is not below /tmp: inside, that is the session's own."""
    above = os.path.join(os.environ.get("LEADHAND_TEST_BUILD", "/var/lib"), "escape")
    os.makedirs(above, exist_ok=True)
    # Whoever made a folder in it has to be able to remove that again.
    if not os.getuid():
        os.chmod(above, 0o1777)
    made = tempfile.mkdtemp(prefix="run-", dir=above)
    os.chmod(made, 0o755)
    os.chown(made, uid, uid)
    return made


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    is_user = "--user" in sys.argv
    if is_user and os.getuid():
        skip_all("the suite runs as an ordinary user already")
    made = place(ORDINARY if is_user else os.getuid())
    if is_user:
        os.setgroups([])
        os.setgid(ORDINARY)
        os.setuid(ORDINARY)
    if "--plain" in sys.argv:
        os.environ["LEADHAND_CGROUP"] = "none"
    deeds = [deed for deed in lair.ATTEMPTS if (deed.group == "limits" or "--plain" not in sys.argv)
             and (not words or any(word in deed.name for word in words))]
    if "--some" in sys.argv:
        deeds = deeds[::3]
    status = lair.run_all(deeds, made, LIMITS)
    if not os.environ.get("LAB_KEEP"):
        os.rmdir(made)
    sys.exit(status)


main()
