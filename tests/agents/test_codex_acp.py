"""The stories of story.py, lived through by the real codex-acp."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from agents.story import tell  # noqa: E402

tell("codex-acp")
