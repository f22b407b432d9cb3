"""The client of the Agent Client Protocol with an agent that plays every message kind, and every misbehaviour."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from agents.fake import COMMIT, TWICE, begin, end, heard, journal, notes, start  # noqa: E402
from lab import claim, expect, script, story, tell_stories  # noqa: E402


@story
def a_turn_writes_commits_and_lands(lab):
    begin(lab)
    start(lab, "plan", "say Working", "write new.txt right", COMMIT, "usage 1200 200000 0.02", "say Done")
    lab.land("work")
    expect(lab.file_at("new.txt"), "right\n", "the file")
    said = notes(lab)
    for words in ("plan: 1 of 2 done, now: write", "says: Working", "edits: new.txt", "says: Done"):
        claim(words in said, f"no note {words!r} in {said}")
    expect(lab.marks_of("chosen"), ["my-allow_once"], "the permission")
    usage = journal(lab, "usage")[-1]
    expect((usage["input"], usage["cached"], usage["output"], usage["cost_microusd"]), (1200, 200, 34, 20000), "used")
    lab.sound()


@story
def a_red_gate_goes_back_to_the_same_conversation(lab):
    begin(lab)
    start(lab, *TWICE, "say done")
    lab.land("work")
    threads = {line["text"] for line in journal(lab, "thread")}
    expect(len(threads), 1, "conversations")
    expect(len(heard(lab, "session/resume")), 1, "resumed")
    expect(len(heard(lab, "session/new")), 1, "opened")


def loaded(lab, words):
    begin(lab, words)
    start(lab, *TWICE, "say told once")
    lab.land("work")
    expect(len(heard(lab, "session/load")), 1, "loaded")
    expect(notes(lab).count("says: told once"), 2, "what the two turns said")


@story
def a_history_that_is_told_again_is_not_told_on(lab):
    loaded(lab, "old")


@story
def nor_is_one_that_comes_after_the_response(lab):
    loaded(lab, "late,name=gemini-cli")


@story
def a_conversation_that_is_lost_begins_anew(lab):
    begin(lab, "lost")
    start(lab, *TWICE, "say done")
    lab.land("work")
    claim(any("begins a new conversation" in note for note in notes(lab)), notes(lab))
    expect(len(heard(lab, "session/new")), 2, "opened")


@story
def noise_is_got_over(lab):
    begin(lab)
    start(lab, "noise", "pieces", "big 1000000", "notice mind the gap", "child", "always", "closed", "twice", "after",
          "write new.txt right", COMMIT, "say through")
    lab.land("work")
    said = notes(lab)
    claim(any("with a carriage return" in note for note in said), said)
    claim(any("spél" in note for note in said), said)
    claim("mind the gap" in said, said)
    claim("starts a sub-agent: look around" in said, said)
    claim(not any("secret" in note or "another session" in note or "after the end" in note for note in said), said)
    expect(lab.marks_of("chosen"), ["my-allow_always", "cancelled", "my-allow_once"], "what was chosen")
    answers = {str(line["id"]): line for line in heard(lab) if "method" not in line and "error" in line}
    expect(sorted(answers), ["None", "mine"], "requests that nobody serves")
    expect({line["error"]["code"] for line in answers.values()}, {-32601}, "their answer")


@story
def what_policy_refuses_is_refused(lab):
    begin(lab, permissions="refuse")
    start(lab, "write new.txt right", "sh echo other > other.txt", COMMIT, "say done")
    lab.land("work")
    expect(lab.marks_of("chosen"), ["my-reject_once"], "what was chosen")
    claim("new.txt" not in lab.paths_at(), lab.paths_at())


@story
def policy_ask_asks_the_lead(lab):
    begin(lab, permissions="ask")
    start(lab, "write new.txt right", COMMIT, "say done")
    item = lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "question"], "a question")[0]
    claim("new.txt" in item["text"], item)
    lab.run("answer", item["id"], "--option", "1")
    lab.land("work")
    expect(lab.marks_of("chosen"), ["my-allow_once"], "what was chosen")


@story
def a_form_reaches_the_lead_and_its_answer_the_agent(lab):
    begin(lab)
    start(lab, "form Colour? blue green", "write new.txt right", COMMIT)
    item = lab.until(lambda: [item for item in lab.inbox() if item["kind"] == "question"], "a question")[0]
    claim("Colour?" in item["text"], item)
    lab.run("answer", item["id"], "--option", "2")
    lab.land("work")
    claim("says: Answer: GREEN." in notes(lab), notes(lab))


@story
def a_login_that_needs_no_person_is_made(lab):
    begin(lab, "login")
    start(lab, "write new.txt right", COMMIT, "say done")
    lab.land("work")
    expect([line["params"] for line in heard(lab, "authenticate")], [{"methodId": "my-api-key"}], "the login")


@story
def one_that_a_person_has_to_make_fails_the_turn(lab):
    begin(lab, "person")
    start(lab, "say never")
    line = end(lab, "failed")
    expect(line["error"], "authentication", "its error")
    expect(heard(lab, "authenticate"), [], "logins")


@story
def another_version_of_the_protocol_is_told(lab):
    begin(lab, "v2")
    start(lab, "say never")
    line = end(lab, "failed")
    claim("version 2" in line["text"], line)
    expect(line["error"], "bad_request", "its error")


@story
def each_failure_has_its_class(lab):
    begin(lab, rounds=1)
    cases = {"refused": ("fail 401 no", "failed", "authentication"), "much": ("fail 429 slow down", "limited", "rate_limit"),
             "broken": ("fail 500 fetch failed", "limited", "unreachable"), "mute": ("plan", "failed", "unknown"),
             "safe": ("stop refusal", "failed", "refusal"), "died": ("crash 3", "failed", "crashed")}
    # A limit of one must not hold the others.
    for name in cases:
        lab.agents[name] = {**lab.agents["fake"], "provider": name}
    lab.config(sandbox={"env": ["LAB", "FAKE_ACP"]}, limits={"rounds": 1, "sessions": len(cases)})
    for name, (step, _, _) in cases.items():
        lab.task(name, body=script(step), agent=name)
    lab.run("up")
    wanted = sorted({(outcome, error) for _, outcome, error in cases.values()})

    def found():
        return sorted({(line["outcome"], line.get("error")) for line in journal(lab, "ended")
                       if line.get("outcome") in ("failed", "limited")})
    lab.until(lambda: found() == wanted, f"{wanted}")


@story
def a_stop_is_told_to_the_agent_and_it_ends(lab):
    begin(lab)
    start(lab, "write new.txt right", "hold never", "say never")
    lab.until(lambda: lab.is_marked("never.held"), "the agent is in mid-turn")
    lab.run("cancel", "work")
    lab.until(lambda: not lab.agents_running(), "the agent is gone")
    expect(len(heard(lab, "session/cancel")), 1, "cancelled")


@story
def one_that_will_not_go_is_ended(lab):
    begin(lab, "deaf")
    start(lab, "write new.txt right", COMMIT, "say done")
    lab.land("work")
    lab.until(lambda: not lab.agents_running(), "the agent is gone")


@story
def a_kill_in_mid_turn_goes_on_with_the_conversation(lab):
    begin(lab)
    start(lab, "write new.txt right", "hold on", COMMIT, "say done")
    lab.until(lambda: lab.is_marked("on.held"), "the agent is in mid-turn")
    session = journal(lab, "thread")[0]["text"]
    lab.kill([pid for pid, argv, _ in lab.processes() if any("fake-acp" in word for word in argv[:3])])
    lab.mark("on")
    lab.land("work")
    expect([line["params"]["sessionId"] for line in heard(lab, "session/resume")], [session], "resumed")


@story
def a_known_program_is_put_into_the_mode_that_its_row_names(lab):
    begin(lab, "modes,name=gemini-cli")
    start(lab, "write new.txt right", COMMIT, "say done")
    lab.land("work")
    expect([line["params"]["modeId"] for line in heard(lab, "session/set_mode")], ["yolo"], "the mode")


if __name__ == "__main__":
    tell_stories()
