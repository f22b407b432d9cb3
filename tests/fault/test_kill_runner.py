"""kill -9 of a runner around each line that it writes, at every commit of the floor."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reel import Reel  # noqa: E402

ALL = ("tree", "commits")


def killed_after_each_line_that_it_writes_the_story_ends_the_same(reel):
    return reel.cut_each("lined", ALL)


def killed_before_each_line_that_it_writes_the_story_ends_the_same(reel):
    return reel.cut_each("line", ALL)


def killed_at_each_commit_of_the_floor_the_story_ends_the_same(reel):
    return reel.cut_each("committed", ALL, victims=lambda lab: lab.runners())


Reel([killed_after_each_line_that_it_writes_the_story_ends_the_same,
      killed_before_each_line_that_it_writes_the_story_ends_the_same,
      killed_at_each_commit_of_the_floor_the_story_ends_the_same])
