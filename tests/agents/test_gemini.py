"""The stories of story.py, lived through by the real gemini."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from agents.story import tell  # noqa: E402

tell("gemini")
