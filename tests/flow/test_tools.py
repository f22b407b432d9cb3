"""An agent's tools: what it says by them reaches the lead, and what the lead says reaches it, however late."""
import json
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, program, story, tell_stories  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
COLOUR = '{"text":"Which colour?","options":["blue","green"]}'
BLOCKING = '{"text":"Which colour?","options":["blue","green"],"default":1,"blocking":true}'
# An agent's last words before its turn ends go to the test, not into the change.
HEAD = 'tools() { /usr/bin/python3 "$LAB/marks/tools_client.py" "$@"; }\n' \
       'said() { tools "$@" >"$LAB/marks/said.$turn"; }\n'


def begin(lab, body, **task):
    lab.start_repository()
    shutil.copy(os.path.join(HERE, "tools_client.py"), lab.marks)
    os.chmod(os.path.join(lab.marks, "tools_client.py"), 0o644)
    lab.agent("talker", HEAD + body)
    lab.config()
    lab.task("paint", **task)
    lab.run("up")


def said(lab, turn=1):
    path = os.path.join(lab.marks, f"said.{turn}")
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def item(lab, kind):
    return lab.until(lambda: [one for one in lab.inbox() if one["kind"] == kind], f"a {kind} in the inbox")[0]


def questions(lab):
    return [(q["text"], q["state"], q["answer"]) for q in lab.json("show", "paint")["questions"]]


@story
def a_question_by_a_tool_is_answered_at_once_when_the_lead_is_there(lab):
    begin(lab, f"said ask '{COLOUR}'; cp \"$LAB/marks/said.1\" colour.txt; save colour")
    one = item(lab, "question")
    lab.until(lambda: lab.state("paint") == "asking", "the task asks")
    lab.run("answer", one["id"], "--option", "2")
    lab.land("paint")
    expect(said(lab), [{"error": False, "text": "The answer: green"}], "what the agent heard")
    expect(len(lab.marks_of("turns")), 1, "one turn")
    lab.sound()


@story
def who_gets_no_answer_is_parked_without_a_process_until_it_comes(lab):
    begin(lab, f"""
if [ $turn = 1 ]; then
	said --wait 1s ask '{COLOUR}'
else
	grep -A3 "The answer:" "$LEADHAND_TASK_FILE" >colour.txt
	save "the colour of the answer"
fi
""")
    one = item(lab, "question")
    lab.until(lambda: not lab.workers(), "no process is left")
    lab.wait("idle")
    expect(lab.state("paint"), "asking", "the task")
    claim(said(lab)[0]["text"].startswith("No answer yet. Commit what you have and end your turn"), said(lab))
    claim([i for i in lab.inbox() if i["id"] == one["id"]], "the question is still in the inbox")
    lab.run("answer", one["id"], "a shade of violet")
    lab.land("paint")
    claim("The answer: a shade of violet" in lab.file_at("colour.txt"), lab.file_at("colour.txt"))
    expect(len(lab.marks_of("turns")), 2, "the answer was the second turn")
    expect([r["why"] for r in lab.json("show", "paint")["rounds"]], ["first", "answered"], "its turns")
    expect(questions(lab), [("Which colour?", "delivered", "a shade of violet")], "the question")
    lab.sound()


@story
def a_parked_session_keeps_its_answer_over_a_restart_of_the_floor(lab):
    begin(lab, f"""
if [ $turn = 1 ]; then
	said --wait 1s ask '{COLOUR}'
else
	grep "The answer:" "$LEADHAND_TASK_FILE" >colour.txt
	save "the colour of the answer"
fi
""")
    one = item(lab, "question")
    lab.until(lambda: lab.state("paint") == "asking" and not lab.workers(), "the session is parked")
    lab.kill_floor()
    lab.run("answer", one["id"], "--option", "2")
    lab.run("up")
    lab.land("paint")
    expect(lab.file_at("colour.txt"), "The answer: green\n", "the answer")
    lab.sound()


WITH_DEFAULT = f"""
if [ $turn = 1 ]; then
	said --wait 1s ask '{BLOCKING}'
	echo blue >colour.txt
else
	sed -n 's/^The answer: //p' "$LEADHAND_TASK_FILE" >colour.txt
fi
save "a colour"
"""


@story
def another_answer_than_the_default_takes_a_change_back_from_review(lab):
    begin(lab, WITH_DEFAULT)
    lab.reach("paint", "review")
    claim(said(lab)[0]["text"].startswith("No answer yet: go on with the default 'blue'."), said(lab))
    lab.run("answer", item(lab, "question")["id"], "--option", "2")
    lab.until(lambda: len(lab.marks_of("turns")) == 2, "the session has the turn again")
    lab.reach("paint", "review")
    lab.land("paint")
    expect(lab.file_at("colour.txt"), "green\n", "what landed")
    expect(lab.json("show", "paint")["rounds"][-1]["why"], "answered", "why")
    lab.sound()


@story
def the_default_as_an_answer_leaves_the_change_where_it_is(lab):
    begin(lab, WITH_DEFAULT)
    lab.reach("paint", "review")
    lab.run("answer", item(lab, "question")["id"], "blue")
    expect(lab.state("paint"), "review", "the task")
    lab.land("paint")
    expect(len(lab.marks_of("turns")), 1, "no other turn")
    expect(questions(lab), [("Which colour?", "delivered", "blue")], "the question")
    lab.sound()


@story
def who_approves_the_change_has_answered_with_its_default(lab):
    begin(lab, WITH_DEFAULT)
    lab.reach("paint", "review")
    item(lab, "question")
    lab.land("paint")
    expect(questions(lab), [("Which colour?", "defaulted", None)], "the question")
    expect(lab.inbox(), [], "the inbox")
    lab.sound()


@story
def an_answer_that_comes_while_the_turn_still_runs_is_the_next_turn(lab):
    begin(lab, WITH_DEFAULT.replace("	echo blue", "	hold go\n	echo blue"))
    lab.until(lambda: lab.is_marked("go.held"), "the agent goes on without an answer")
    expect(lab.state("paint"), "running", "the task")
    lab.run("answer", item(lab, "question")["id"], "green")
    lab.mark("go")
    lab.land("paint")
    expect(lab.file_at("colour.txt"), "green\n", "what landed")
    expect(len(lab.marks_of("turns")), 2, "two turns")
    lab.sound()


@story
def a_client_that_gives_up_leaves_its_question_open(lab):
    begin(lab, f"""
if [ $turn = 1 ]; then
	said cancel ask '{COLOUR}' report '{{"outcome":"blocked","text":"no answer"}}'
else
	echo done >colour.txt
	save "a colour"
fi
""")
    one = item(lab, "question")
    lab.until(lambda: lab.state("paint") == "asking" and not lab.workers(), "the session is parked")
    lab.run("answer", one["id"], "green")
    lab.land("paint")
    lab.sound()


@story
def decisions_skills_reports_and_refusals(lab):
    begin(lab, """
hold go
said decisions '{"about":"colour"}' decisions '{"about":"nothing of it"}' skill '{}' skill '{"name":"release"}' \\
	skill '{"name":"../../x"}' reserve '{"paths":["src/x.c"]}' ask '{"question":"?"}' land '{}' \\
	report '{"outcome":"done","text":"all is well","decided":["blue"]}'
leadhand decisions colour >decisions.txt
leadhand skill >skills.txt
leadhand skill release >>skills.txt
leadhand skill nothing 2>>skills.txt || echo "status $?" >>skills.txt
save "what was read"
""")
    lab.until(lambda: lab.is_marked("go.held"), "the agent waits")
    lab.write(".leadhand/decisions.md", "# Decisions\n\n## Which colour?\n\nBlue.\n\n## Tabs?\n\nYes.\n")
    lab.write(".leadhand/skills/release/SKILL.md", "---\nname: release\ndescription: how we release\n---\nTag it.\n")
    lab.write(".leadhand/skills/release/tag.sh", "git tag\n")
    lab.mark("go")
    lab.land("paint")
    heard = said(lab)
    expect([one.get("error", one.get("code")) for one in heard],
           [False, False, False, False, True, True, True, -32602, False], "errors")
    texts = [one.get("text", one.get("message")) for one in heard]
    expect(texts[0], "1 of 2 decisions, the newest first:\n\n## Which colour?\n\nBlue.\n", "decisions")
    expect(texts[1], "0 of 2 decisions.\n", "no decisions")
    expect(texts[2], "- release: how we release\n", "skills")
    expect(texts[3], "Tag it.\n\n\nFiles in .leadhand/skills/release of the project: SKILL.md tag.sh\n", "a skill")
    claim("there is no skill" in texts[4] and "there are: release" in texts[4], texts[4])
    expect(texts[5], "this session has a workspace of its own: there is nobody to keep out", "reserve")
    claim("there is no argument 'question'" in texts[6], texts[6])
    card = lab.json("show", "paint")
    expect((card["outcome"], card["report"], card["decisions"]), ("done", "all is well", ["blue"]), "the report")
    expect(lab.file_at("decisions.txt"), texts[0], "the command says the same")
    lines = lab.file_at("skills.txt").split("\n")
    claim(lines[0] == "- release: how we release" and lines[1] == "Tag it." and "status 3" in lines, lines)
    lab.sound()


DELEGATES = """
said delegate '{"title":"Mend the parser","body":"It breaks.","accept":["true"],"scope":["src/**"],"needs":["paint"]}' \\
	delegate '{"title":"No way to tell","body":"x","accept":["it should work well for all of us"]}'
leadhand delegate "Write it down" -m "Nobody knows." --accept true
echo x >f.txt; save "f"
"""


@story
def a_proposed_task_is_taken_or_left_by_the_lead_alone(lab):
    begin(lab, DELEGATES)
    lab.land("paint")
    expect(said(lab)[0]["text"].split(":")[0], "Proposed to the lead as the task 'mend-the-parser'. Do not begin it and do not "
           "wait for it", "what the agent heard")
    claim(said(lab)[1]["error"] and "no task can be made of that" in said(lab)[1]["text"], said(lab))
    plans = [one for one in lab.inbox() if one["kind"] == "plan"]
    expect([one["text"] for one in plans], ["proposes a task 'mend-the-parser': Mend the parser",
                                            "proposes a task 'write-it-down': Write it down"], "the inbox")
    expect([row["id"] for row in lab.status()["tasks"]], ["paint"], "nothing was begun")
    claim("title: Mend the parser" in lab.run("show", plans[0]["id"]).out, "it can be read before it is taken")
    lab.write(".leadhand/tasks/mend-the-parser.md", "mine\n")
    lab.run("answer", plans[0]["id"], "take it")
    lab.run("answer", plans[1]["id"], "--option", "2")
    lab.until(lambda: lab.state("mend-the-parser-2") == "ready", "it is an ordinary task, fit to run")
    expect(lab.read(".leadhand/tasks/mend-the-parser.md"), "mine\n", "the lead's file")
    claim("# proposed by a session of the task paint" in lab.read(".leadhand/tasks/mend-the-parser-2.md"), "its origin")
    claim(not os.path.exists(lab.path(".leadhand/tasks/write-it-down.md")), "what was left is not made")
    expect([one for one in lab.inbox() if one["kind"] == "plan"], [], "the inbox")
    lab.sound()


SIX_IN_TWO_TURNS = """
for n in 1 2 3 $((turn + 3)) $((turn + 4)); do leadhand delegate "Mend part $n" -m "It breaks." --accept true || echo refused; done \\
	>"$LAB/marks/said.$turn" 2>&1
[ $turn = 1 ] || { echo x >f.txt; save "f"; }
"""


@story
def a_session_hears_when_it_has_proposed_enough_whatever_the_turn(lab):
    begin(lab, SIX_IN_TWO_TURNS)
    lab.land("paint")
    first, second = ("\n".join(lab.marks_of(f"said.{turn}")) for turn in (1, 2))
    claim("refused" not in first, first)
    expect(second.count("refused"), 1, "only the sixth is refused")
    claim("this session has proposed 5 tasks already" in second, second)
    expect(len([one for one in lab.inbox() if one["kind"] == "plan"]), 5, "the lead was told of the five")
    lab.sound()


@story
def the_command_waits_only_as_long_as_it_is_told(lab):
    begin(lab, """
if [ $turn = 1 ]; then
	status=0
	leadhand ask "Which colour?" --option blue --option green --blocking --wait 1s >"$LAB/marks/said" || status=$?
	echo "status $status" >>"$LAB/marks/said"
else
	echo x >f.txt; save "f"
fi
""")
    one = item(lab, "question")
    lab.until(lambda: lab.state("paint") == "asking" and not lab.workers(), "the session is parked")
    lines = lab.marks_of("said")
    claim(lines[0].startswith("No answer yet. Commit") and lines[-1] == "status 1", lines)
    lab.run("answer", one["id"], "green")
    lab.land("paint")
    lab.sound()


def serve(lab, **how):
    return subprocess.Popen([program(), "tools"], env={**lab.env, **how}, text=True, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@story
def outside_of_a_session_each_call_says_so_and_the_list_is_there(lab):
    lab.start_repository()
    server = serve(lab)
    out, err = server.communicate(
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}\n'
        '{"jsonrpc":"2.0","id":2,"method":"tools/list"}\n'
        '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"skill"}}\n', timeout=30)
    answers = [json.loads(line) for line in out.splitlines()]
    expect((server.returncode, err), (0, ""), "its end")
    expect([tool["name"] for tool in answers[1]["result"]["tools"]],
           ["ask", "report", "decisions", "skill", "reserve", "delegate"], "the tools")
    claim(answers[2]["result"]["isError"] and "LEADHAND_DOOR" in answers[2]["result"]["content"][0]["text"], answers[2])


@story
def a_server_goes_when_it_is_told_to_and_when_nobody_listens(lab):
    lab.start_repository()
    for number in (signal.SIGTERM, signal.SIGINT):
        server = serve(lab)
        server.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        server.stdin.flush()
        expect(json.loads(server.stdout.readline())["result"], {}, "it is there")
        server.send_signal(number)
        expect(server.wait(timeout=10), 0, f"its end by {number.name}")
        server.communicate()
    server = serve(lab)
    server.stdout.close()
    server.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
    server.stdin.flush()
    expect(server.wait(timeout=10), 0, "its end when nobody reads")
    server.stdin.close()
    server.stderr.close()


tell_stories()
