"""What a session is told: by leadhand's words or the lead's own, and shown to the byte."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402

# It keeps what came on its standard input, a file a turn.
HEARS = """
cat >"$LAB/marks/heard.$turn"
if [ "$turn" = 1 ]; then echo wrong >answer.txt; else echo right >answer.txt; fi
save "turn $turn"
"""
HOSTILE = "Rank {{title}} first.\n```\n{{/whole}}{{#body}}\n````\n\u00e4\t`x`"


def heard(lab, turn):
    with open(os.path.join(lab.marks, f"heard.{turn}"), encoding="utf-8") as file:
        return file.read()


@story
def what_was_sent_is_shown_to_the_byte(lab):
    lab.start_repository({"answer.txt": "none\n"})
    lab.agent("hearer", HEARS)
    lab.config(gates=[{"name": "right", "run": "! grep -q wrong answer.txt || { echo '{{ ``` no'; exit 1; }"}])
    lab.task("learn", body=HOSTILE)
    before = lab.json("show", "learn", "--prompt")
    expect((before["sent"], before["turn"]), (False, 1), "nothing was sent yet")
    lab.run("up")
    lab.reach("learn", "review")
    base = lab.git("rev-parse", "main")
    claim(HOSTILE in heard(lab, 1) and base in heard(lab, 1), f"the task's own words: {heard(lab, 1)}")
    claim("\n````text\n" in heard(lab, 2) and "{{ ``` no" in heard(lab, 2), f"what was red: {heard(lab, 2)}")
    claim(heard(lab, 1).startswith(before["prompt"]), f"what was promised: {before['prompt']}")
    for turn in (1, 2):
        expect(lab.run("show", "learn", "--prompt", "--turn", str(turn)).out, heard(lab, turn), f"turn {turn}")
    expect(lab.run("show", "learn", "--prompt").out, heard(lab, 2), "the last one")
    shown = lab.json("show", "learn", "--prompt", "--turn", "2", "--session", "1")
    expect((shown["prompt"], shown["sent"], shown["anew"], shown["why"], shown["attempt"]),
           (heard(lab, 2), True, False, "gate_red", 1), "as JSON")
    lab.refusal("show", "learn", "--prompt", "--turn", "3", status=4)
    lab.refusal("show", "learn", "--prompt", "--session", "7", status=4)
    lab.refusal("show", "learn", "--turn", "1", status=2)


@story
def a_turn_that_was_cut_off_shows_what_its_last_attempt_was_told(lab):
    lab.start_repository()
    lab.agent("slow", 'cat >"$LAB/marks/heard.$turn"\n[ "$turn" = 2 ] || hold first\necho x >x\nsave x\n')
    lab.config()
    lab.task("learn")
    lab.run("up")
    lab.until(lambda: lab.is_marked("first.held"), "the agent works")
    lab.kill(lab.runners() + lab.workers())
    lab.reach("learn", "review")
    shown = lab.json("show", "learn", "--prompt")
    expect(shown["prompt"], heard(lab, 2), "of the second attempt")
    claim("You have begun this turn before" in shown["prompt"], shown["prompt"])
    expect([line["text"] for line in shown["told"]], [heard(lab, 1), heard(lab, 2)], "all that was told")


@story
def the_leads_own_words_are_said_and_a_broken_template_changes_nothing(lab):
    lab.start_repository()
    lab.agent("hearer", 'cat >"$LAB/marks/heard.$LEADHAND_TASK"\necho "$LEADHAND_TASK" >"$LEADHAND_TASK"\nsave x\n')
    lab.config()
    lab.run("init", "--prompt")
    lab.refusal("init", "--prompt", status=5)
    own = lab.read(".leadhand/prompt.md")
    claim("{{#accept}}" in own and "leadhand report impossible" in own, own)
    expect([check["state"] for check in lab.json("doctor", status=None)["checks"] if check["name"] == "prompt"], ["ok"], "doctor")
    lab.write(".leadhand/prompt.md", "Hello {{title}}: {{body}}\n{{#accept}}* {{command}}\n{{/accept}}")
    lab.task("one")
    lab.run("up")
    lab.reach("one", "review")
    expect(heard(lab, "one").split("\n## Conv")[0], "Hello The task one: Do what the title says.\n* `true`\n", "the lead's words")
    lab.write(".leadhand/prompt.md", "x\n {{titel}}\n")
    notice = lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "notice"], "a notice")
    expect(len(notice), 1, "one notice")
    claim(".leadhand/prompt.md:2:2: unknown name 'titel': did you mean 'title'?" in json.dumps(notice[0]), notice)
    lab.run("down", "--now")
    lab.task("two")
    looked = lab.run("show", "two", "--prompt")
    claim(looked.out.startswith("Hello The task two") and "prompt.md:2:2: unknown name 'titel'" in looked.err, looked)
    lab.write(".leadhand/prompt.md", "\n")
    looked = lab.run("show", "two", "--prompt")
    claim(looked.out.startswith("Hello The task two") and "prompt.md:1:1: it is empty" in looked.err, looked)
    lab.run("up")
    lab.reach("two", "review")
    claim(heard(lab, "two").startswith("Hello The task two"), f"the last good one, over a restart: {heard(lab, 'two')}")
    states = [check["state"] for check in lab.json("doctor", status=None)["checks"] if check["name"] == "prompt"]
    expect(states, ["problem"], "doctor on a broken one")
    lab.write(".leadhand/prompt.md", "{{body}}\n")
    lab.until(lambda: not [item for item in lab.inbox() if item["kind"] == "notice"], "the notice is settled")
    lacks = [check["text"] for check in lab.json("doctor", status=None)["checks"] if check["name"] == "prompt"]
    claim(any("acceptance" in text for text in lacks) and any("leadhand report" in text for text in lacks), lacks)
    os.unlink(lab.path(".leadhand/prompt.md"))
    lab.task("three")
    lab.run("up")
    lab.reach("three", "review")
    claim("## When to stop instead" in heard(lab, "three"), "leadhand's own again")


@story
def a_later_turn_is_told_what_was_before_and_a_first_one_what_applies(lab):
    lab.start_repository({"answer.txt": "none\n"})
    lab.agent("hearer", HEARS + 'echo "$turn" >>answer.txt\nsave more\n')
    lab.config(gates=[{"name": "right", "run": "! grep -q wrong answer.txt"}], limits={"reruns": 0})
    lab.write(".leadhand/decisions.md", "# Decisions\n\n## Which ranking comes first?\n\nThe exact one.\n")
    lab.write(".leadhand/skills/ranking/SKILL.md", "---\nname: ranking\ndescription: how ranking is done\n---\nSo.\n")
    lab.task("learn", body="Mend the ranking.", budget={"time": "90m", "tokens": "1M", "rounds": 3})
    lab.run("up")
    lab.reach("learn", "review")
    first = heard(lab, 1)
    for words in ("- Which ranking comes first? The exact one.\n", "- `ranking`: how ranking is done\n", "1000000 tokens", "of work",
                  "3 rounds of red checks"):
        claim(words in first, f"{words!r} is not in {first}")
    lab.run("reject", "learn", "-m", "shorter `please`")
    lab.reach("learn", "review")
    claim("## What happened before\n\n- Turn 2: red: 'right'\n" in heard(lab, 3), heard(lab, 3))
    claim("What happened before" not in heard(lab, 2), "nothing had happened before the second turn but its reason")


tell_stories()
