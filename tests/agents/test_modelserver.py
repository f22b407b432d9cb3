"""The model server and the settings of each agent: every bare program plays one turn of the same script by its own tools,
and tells of the tokens that the server counted. With LAB_AGENTS=more those of ./check --all."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, script, story, tell_stories  # noqa: E402
from agents.bare import begin, toy_log, turn  # noqa: E402
from agents.real import USAGE  # noqa: E402

SETS = {"usual": ["claude", "codex", "gemini", "codex-acp"], "more": ["opencode", "claude-agent-acp", "pi-acp"]}
TELLS_TOKENS = {
    "claude": r'"usage":\{"input_tokens":4000,"cache_creation_input_tokens":0,"cache_read_input_tokens":1000,"output_tokens":250',
    "codex": r'"input_tokens":5000,"cached_input_tokens":1000.*"output_tokens":250',
    "gemini": r'"input_tokens": 5000, "output_tokens": 250',
    "codex-acp": r'"inputTokens": 4000, "cachedReadTokens": 1000.*"outputTokens": 250',
    "opencode": r'"inputTokens": 800, "outputTokens": 50',  # of the last request only
    "claude-agent-acp": r'"inputTokens": 4000, "outputTokens": 250, "cachedReadTokens": 1000',
    "pi-acp": r'"used": 1050',  # no tokens of the turn, only the context
}
HAS_NO_MCP = ["pi-acp"]


def plays_a_turn(lab, name):
    model = begin(lab, name)
    said = turn(lab, name, script("write note.txt first words", "edit note.txt {{first words}} {{last words}}",
                                  'mcp ask {"text":"which?"}', "commit Note it", "say all is done"))
    expect(lab.file_at("note.txt"), "last words\n", "what was written, edited and committed")
    expect(lab.git("log", "-1", "--format=%s"), "Note it", "the commit")
    claim("all is done" in said, f"its last words: {said[-500:]}")
    claim(re.search(TELLS_TOKENS[name], said), f"the tokens of five requests of {USAGE}: {said[-1500:]}")
    steps = [request["step"] for request in model.requests() if request["kind"] == "script"]
    expect([step for step in steps if step < 5], [0, 1, 2, 3, 4], "the steps that were played, some ask once more at the end")
    if name not in HAS_NO_MCP:
        with open(toy_log(lab), encoding="utf-8") as file:
            expect(file.read(), '{"text": "which?"}\n', "what the MCP server was asked")


def tell(name):
    def one(lab):
        plays_a_turn(lab, name)
    one.__name__ = f"{name} plays a turn of the script"
    story(one)


for each in SETS[os.environ.get("LAB_AGENTS", "usual")]:
    tell(each)
tell_stories()
