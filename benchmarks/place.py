"""A scratch repository with a cache of its own, and the real program in it."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from common import HELPERS, PROGRAM

STORE_TASKS, STORE_EVENTS = 1000, 100000


class Place:
    """A scratch repository with a cache of its own."""

    def __init__(self, config, tasks=None):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="leadhand-bench-"))
        self.repo = self.root / "repo"
        self.env = dict(os.environ, XDG_CACHE_HOME=str(self.root / "cache"), HOME=str(self.root),
                        GIT_AUTHOR_NAME="bench", GIT_AUTHOR_EMAIL="bench@localhost",
                        GIT_COMMITTER_NAME="bench", GIT_COMMITTER_EMAIL="bench@localhost")
        self.repo.mkdir()
        self.git("init", "-q", "-b", "main")
        (self.repo / "file").write_text("content\n")
        (self.repo / ".gitignore").write_text("/.leadhand/\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "begin")
        (self.repo / ".leadhand/tasks").mkdir(parents=True)
        (self.repo / ".leadhand/config.yaml").write_text(config)
        for name, text in (tasks or {}).items():
            (self.repo / f".leadhand/tasks/{name}.md").write_text(text)
        self.state = self.repo / ".git/leadhand"
        self.db = self.state / "floor.db"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.run("down", "--now")
        deadline = time.monotonic() + 30
        while self.status()["floor"]["running"] and time.monotonic() < deadline:
            time.sleep(0.1)
        shutil.rmtree(self.root, ignore_errors=True)

    def git(self, *args):
        subprocess.run(["git", *args], cwd=self.repo, env=self.env, check=True, capture_output=True)

    def run(self, *args):
        return subprocess.run([PROGRAM, *args], cwd=self.repo, env=self.env, capture_output=True, text=True)

    def status(self):
        return json.loads(self.run("status", "--json").stdout)

    def fill(self, *live):
        self.state.mkdir()
        subprocess.run([HELPERS / "make_store", self.db, str(STORE_TASKS), str(STORE_EVENTS), *live], check=True,
                       capture_output=True)
