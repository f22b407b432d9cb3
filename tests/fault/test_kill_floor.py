"""kill -9 of the floor (and of whoever else writes the store) at every commit, and between the steps of a landing."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reel import Reel  # noqa: E402

ALL = ("tree", "commits", "counts", "tokens", "threads")


def killed_after_each_commit_of_the_store_the_story_ends_the_same(reel):
    return reel.cut_each("committed", ALL)


def killed_before_each_commit_of_the_store_the_story_ends_the_same(reel):
    return reel.cut_each("commit", ALL)


def killed_between_the_steps_of_each_landing_the_story_ends_the_same(reel):
    return reel.cut_each("land", ALL)


Reel([killed_after_each_commit_of_the_store_the_story_ends_the_same,
      killed_before_each_commit_of_the_store_the_story_ends_the_same,
      killed_between_the_steps_of_each_landing_the_story_ends_the_same])
