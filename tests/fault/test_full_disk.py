"""A disk that is really full: the repository lies on a small file system that is filled to the last byte.

The file system is a tmpfs in a user and mount namespace of this test's own, so that it needs no rights.
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, one_line, story, tell_stories  # noqa: E402

if not os.environ.get("LAB_ON_SMALL_DISK"):
    os.environ["LAB_ON_SMALL_DISK"] = "1"
    os.execvp("unshare", ["unshare", "-rm", sys.executable, *sys.argv])

HOLDS = 'echo before >work.txt; hold go; echo after >>work.txt; save x'


def begin(lab, body):
    os.rmdir(lab.repo)
    os.mkdir(lab.repo)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", lab.repo], check=True)
    lab.start_repository()
    lab.agent("worker", body)
    lab.config()
    lab.task("work")


def fill(lab):
    """Not one byte is left, and not one file."""
    with open(lab.path("filler"), "wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass


def make_room(lab):
    os.unlink(lab.path("filler"))


@story
def a_floor_on_a_full_disk_ends_with_one_line_and_nothing_is_lost(lab):
    begin(lab, HOLDS)
    lab.run("up")
    lab.until(lambda: lab.is_marked("go.held"), "the agent is at work")
    floor = lab.floors()[0]
    fill(lab)
    lab.mark("go")
    refused = lab.run("pause", "work", status=8)
    one_line(refused.err, "a word on a full disk")
    claim("full" in refused.err, refused.err)
    lab.until(lambda: not lab.is_alive(floor), "the floor has ended")
    claim(lab.runners(), "the runner waits for room for its lines")
    row = lab.row("work")
    claim(row["state"] in ("running", "waiting"), f"status can be read: {row}")
    make_room(lab)
    lab.until(lambda: not lab.runners(), "the runner has written its last line")
    lab.run("up")
    lab.land("work")
    expect(len(lab.marks_of("turns")), 1, "the turn was not repeated")
    expect(lab.file_at("work.txt"), "before\nafter\n", "its work")
    os.path.exists(lab.path("filler")) and make_room(lab)
    lab.sound()


@story
def what_the_lead_says_on_a_full_disk_is_refused_in_one_line_and_changes_nothing(lab):
    begin(lab, "echo x >work.txt; save x")
    lab.run("up")
    lab.reach("work", "review")
    lab.run("down")
    fill(lab)
    for words in (("approve", "work"), ("reject", "work", "-m", "no"), ("cancel", "work"), ("up",), ("add", "More")):
        answer = lab.run(*words, status=8)
        one_line(answer.err, " ".join(words))
        claim("full" in answer.err or "No space" in answer.err, answer.err)
    make_room(lab)
    expect(lab.state("work"), "review", "nothing has changed")
    lab.run("up")
    lab.land("work")
    lab.sound()


@story
def a_landing_for_which_there_is_no_room_is_made_when_there_is_and_overwrites_nothing(lab):
    begin(lab, "head -c 3000000 /dev/urandom >work.bin; save x")
    lab.run("up")
    lab.reach("work", "review")
    before = lab.git("rev-parse", "main")
    with open(lab.path("filler"), "wb") as file:
        room = os.statvfs(lab.repo)
        file.write(b"x" * max(0, room.f_bavail * room.f_frsize - 1_500_000))
    lab.run("approve", "work")
    # What git left of its attempt may leave room for the line that says why, or none for the floor itself.
    lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "notice"] or not lab.floors(),
              "the landing is held, or the floor has ended")
    expect(lab.git("rev-parse", "main"), before, "the target")
    make_room(lab)
    lab.run("up")
    if os.path.exists(lab.path("work.bin")) and os.path.getsize(lab.path("work.bin")) < 3_000_000:
        # The half that git could write is not told from a file of the lead's: it is named, and left to the lead.
        lab.until(lambda: [i for i in lab.inbox() if i["kind"] == "notice" and "work.bin" in i["text"]], "it is named")
        os.unlink(lab.path("work.bin"))
    lab.reach("work", "landed")
    expect(os.path.getsize(lab.path("work.bin")), 3_000_000, "the checkout")
    expect(lab.git("status", "--porcelain"), "", "and nothing else")
    lab.sound()


tell_stories()
