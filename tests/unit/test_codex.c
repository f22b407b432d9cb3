/* What codex printed in real runs comes out as events, and what it prints to harm us does not. */
#include "agent/codex.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

struct talk {
	struct agent *agent;
	char *notes, *said; /* owned: lists of the notes, and of what was sent */
	struct agent_event end, usage, asked, reported;
	char *thread;
};

static void talk_listen(struct talk *talk)
{
	struct agent_event event;
	struct buf *send = agent_codex.send(talk->agent);

	while (agent_codex.next(talk->agent, &event)) {
		struct agent_event *keep = event.kind == AGENT_usage	? &talk->usage :
					   event.kind == AGENT_asked	? &talk->asked :
					   event.kind == AGENT_reported ? &talk->reported :
									  0;

		if (event.kind == AGENT_ended || event.kind == AGENT_failed)
			keep = &talk->end;
		_autofree_ char *note = agent_event_note(&event);

		if (note)
			lines_add(&talk->notes, note);
		if (event.kind == AGENT_thread)
			mem_replace(&talk->thread, mem_dup(event.text));
		if (keep) {
			agent_event_release(keep);
			*keep = event;
		} else {
			agent_event_release(&event);
		}
	}
	if (send->len)
		lines_add(&talk->said, buf_text(send));
	buf_release(send);
}

static void talk_start(struct talk *talk, const char *thread)
{
	const struct agent_turn turn = { .workspace = "/w/tree",
					 .thread = thread,
					 .model = "gpt-5.5",
					 .prompt = "do it",
					 .prompt_anew = "do it all" };

	*talk = (struct talk){ .agent = agent_codex.new(&turn), .end = { .kind = AGENT_note } };
	agent_codex.begin(talk->agent);
	talk_listen(talk);
}

static void talk_hear(struct talk *talk, const char *line)
{
	agent_codex.feed(talk->agent, line, strlen(line));
	talk_listen(talk);
}

static void talk_play(struct talk *talk, const char *name)
{
	_autofree_ char *path = mem_printf("%s/%s", TEST_DATA, name), *line = 0;
	FILE *file = fopen(path, "re");
	size_t room = 0;
	ssize_t len;

	while (file && (len = getline(&line, &room, file)) > 0) {
		line[len - 1] = 0;
		talk_hear(talk, line);
	}
	if (file)
		fclose(file);
}

static void talk_end(struct talk *talk)
{
	agent_codex.free(talk->agent);
	agent_event_release(&talk->end);
	agent_event_release(&talk->usage);
	agent_event_release(&talk->asked);
	agent_event_release(&talk->reported);
	free(talk->notes);
	free(talk->said);
	free(talk->thread);
}

static void a_turn_is_told_from_its_start_to_its_end(void)
{
	struct talk talk;

	talk_start(&talk, 0);
	CHECK(strstr(talk.said, "\"method\":\"initialize\"") != 0);
	talk_play(&talk, "codex-turn.jsonl");
	CHECK(strstr(talk.said, "\"method\":\"thread/start\"") != 0);
	CHECK(strstr(talk.said, "\"/w/tree/.git\"") != 0);
	CHECK(strstr(talk.said, "\"approvalPolicy\":\"never\"") != 0);
	CHECK(strstr(talk.said, "\"text\":\"do it\"") != 0);
	CHECK_STR(talk.thread, "01a2094f-60f5-7763-86a5-821792a4ebf7");
	CHECK(text_starts(talk.notes, "runs: printf %s 'hi"));
	CHECK(text_ends(talk.notes, "says: first"));
	CHECK_INT(talk.usage.input, 16066);
	CHECK_INT(talk.usage.output, 91);
	CHECK_INT(talk.end.kind, AGENT_ended);
	talk_end(&talk);
}

static void what_a_resumed_thread_had_used_is_not_counted_again(void)
{
	struct talk talk;

	talk_start(&talk, "01a2095a-7728-7562-9c2b-81ea3ee69a2e");
	talk_play(&talk, "codex-resumed.jsonl");
	CHECK(strstr(talk.said, "\"method\":\"thread/resume\"") != 0);
	CHECK_INT(talk.usage.input, 83841 - 74625);
	CHECK_INT(talk.usage.output, 465 - 423);
	CHECK_INT(talk.end.kind, AGENT_ended);
	talk_end(&talk);
}

static void an_unknown_thread_begins_anew_with_the_whole_prompt(void)
{
	struct talk talk;

	talk_start(&talk, "gone");
	talk_hear(&talk, "{\"id\":1,\"result\":{}}");
	talk_hear(&talk, "{\"id\":2,\"error\":{\"code\":-32600,\"message\":\"no rollout found\"}}");
	CHECK(strstr(talk.said, "\"method\":\"thread/start\"") != 0);
	CHECK(!agent_codex.told(talk.agent));
	talk_hear(&talk, "{\"id\":3,\"result\":{\"thread\":{\"id\":\"fresh\"}}}");
	CHECK(strstr(talk.said, "\"text\":\"do it all\"") != 0);
	CHECK_STR(agent_codex.told(talk.agent), "do it all");
	CHECK_STR(talk.thread, "fresh");
	talk_end(&talk);
}

static void a_provider_that_refuses_fails_the_turn_in_its_own_words(void)
{
	struct talk talk;

	talk_start(&talk, 0);
	talk_play(&talk, "codex-refused.jsonl");
	CHECK_INT(talk.end.kind, AGENT_failed);
	CHECK_STR(talk.end.text, "the turn failed: scripted 400");
	talk_end(&talk);
}

static void an_interruption_waits_until_the_turn_has_a_name(void)
{
	struct talk talk;

	talk_start(&talk, 0);
	agent_codex.interrupt(talk.agent);
	talk_listen(&talk);
	CHECK(!strstr(talk.said, "turn/interrupt"));
	talk_play(&talk, "codex-interrupted.jsonl");
	CHECK(strstr(talk.said, "\"turnId\":\"01a2094f-650d-71c1-9e2f-593fc52a9bb6\"") != 0);
	CHECK_INT(talk.end.kind, AGENT_failed);
	talk_end(&talk);
}

static void its_question_has_the_first_option_as_default(void)
{
	struct talk talk;

	talk_start(&talk, 0);
	talk_play(&talk, "codex-asks.jsonl");
	CHECK_STR(talk.asked.text, "Which colour?");
	CHECK_STR(talk.asked.options, "Blue (Recommended)\nRed");
	CHECK_INT(talk.asked.choice, 1);
	CHECK(!talk.asked.blocking);
	agent_codex.answer(talk.agent, talk.asked.key, "2");
	talk_listen(&talk);
	CHECK(strstr(talk.said, "{\"id\":3,\"result\":{\"answers\":{\"colour\":{\"answers\":[\"Red\"]}}}}") != 0);
	talk_end(&talk);
}

static void the_tools_ask_and_report(void)
{
	struct talk talk;

	talk_start(&talk, 0);
	talk_hear(&talk, "{\"id\":\"a\",\"method\":\"item/tool/call\",\"params\":{\"tool\":\"leadhand_ask\","
			 "\"arguments\":{\"text\":\"a or b?\",\"options\":[\"a\",\"b\"],\"blocking\":true}}}");
	CHECK(talk.asked.blocking);
	CHECK_INT(talk.asked.choice, 0);
	agent_codex.answer(talk.agent, talk.asked.key, "b");
	talk_listen(&talk);
	CHECK(strstr(talk.said, "{\"id\":\"a\",\"result\":{\"contentItems\":[{\"type\":\"inputText\","
				"\"text\":\"b\"}],\"success\":true}}") != 0);
	talk_hear(&talk, "{\"id\":7,\"method\":\"item/tool/call\",\"params\":{\"tool\":\"leadhand_report\","
			 "\"arguments\":{\"outcome\":\"done\",\"text\":\"it works\",\"decided\":[\"x\",\"y\"]}}}");
	CHECK_STR(talk.reported.outcome, "done");
	CHECK_STR(talk.reported.decided, "x\ny");
	talk_hear(&talk, "{\"id\":8,\"method\":\"item/tool/call\",\"params\":{\"tool\":\"leadhand_report\","
			 "\"arguments\":{\"outcome\":\"great\"}}}");
	CHECK(strstr(talk.said, "\"success\":false") != 0);
	talk_end(&talk);
}

static void whatever_still_asks_for_more_is_declined(void)
{
	struct talk talk;

	talk_start(&talk, 0);
	talk_hear(&talk, "{\"id\":0,\"method\":\"item/commandExecution/requestApproval\",\"params\":{}}");
	CHECK(strstr(talk.said, "{\"id\":0,\"result\":{\"decision\":\"decline\"}}") != 0);
	talk_hear(&talk, "{\"id\":5,\"method\":\"something/new\",\"params\":{}}");
	CHECK(strstr(talk.said, "-32601") != 0);
	talk_end(&talk);
}

static void a_sandbox_that_cannot_work_is_told_at_the_first_command(void)
{
	static const char *const lines[] = {
		"{\"id\":1,\"result\":{}}",
		"{\"id\":3,\"result\":{\"thread\":{\"id\":\"t\"}}}",
		"{\"method\":\"item/completed\",\"params\":{\"threadId\":\"t\",\"item\":{\"type\":"
		"\"commandExecution\",\"command\":\"ls\",\"exitCode\":1,\"aggregatedOutput\":"
		"\"bwrap: Creating new namespace failed\\n\"}}}",
	};
	struct talk talk;

	talk_start(&talk, 0);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		talk_hear(&talk, lines[i]);
	CHECK_INT(talk.end.kind, AGENT_failed);
	CHECK(strstr(talk.end.text, "sandbox does not work") != 0);
	talk_end(&talk);
}

static void a_crash_is_told_with_its_last_words(void)
{
	struct talk talk;

	talk_start(&talk, 0);
	agent_codex.exited(talk.agent, 137, "out of memory");
	talk_listen(&talk);
	CHECK_STR(talk.end.text, "codex ended in the middle of the turn with status 137: out of memory");
	talk_end(&talk);
}

static void figures_that_nobody_can_have_used_are_none(void)
{
	static const char *const absurd[] = { "9223372036854775807", "-9223372036854775808", "-1", "1e300", "\"7\"" };
	struct talk talk;

	talk_start(&talk, 0);
	for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
		_autofree_ char *line = mem_printf("{\"method\":\"thread/tokenUsage/updated\",\"params\":{\"threadId\":\"t\","
						   "\"turnId\":\"u\",\"tokenUsage\":{\"total\":{\"inputTokens\":%s},\"last\":"
						   "{\"inputTokens\":-5}}}}", absurd[i]);

		talk_hear(&talk, line);
		CHECK_INT(talk.usage.kind, AGENT_usage);
		CHECK_INT(talk.usage.input, 0);
	}
	talk_end(&talk);
}

static void rubbish_and_another_thread_change_nothing(void)
{
	static const char *const lines[] = {
		"", "{", "[]", "\xff\xfe", "{\"id\":1,\"id\":1}", "{\"method\":7}", "{\"id\":{},\"method\":\"x\"}",
		"{\"id\":1,\"result\":{\"thread\":{\"id\":\"early\"}}}", "{\"id\":99,\"error\":null}",
		"{\"method\":\"turn/completed\",\"params\":{\"threadId\":\"child\",\"turn\":{\"status\":\"failed\"}}}",
		"{\"method\":\"item/started\",\"params\":{\"item\":{\"type\":\"fileChange\",\"changes\":[1,{}]}}}",
		"{\"method\":\"thread/tokenUsage/updated\",\"params\":{\"tokenUsage\":{\"total\":7}}}",
	};
	struct talk talk;

	talk_start(&talk, 0);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		talk_hear(&talk, lines[i]);
	CHECK_INT(talk.end.kind, AGENT_note);
	CHECK(!talk.thread);
	talk_end(&talk);
}

int main(void)
{
	a_turn_is_told_from_its_start_to_its_end();
	what_a_resumed_thread_had_used_is_not_counted_again();
	an_unknown_thread_begins_anew_with_the_whole_prompt();
	a_provider_that_refuses_fails_the_turn_in_its_own_words();
	an_interruption_waits_until_the_turn_has_a_name();
	its_question_has_the_first_option_as_default();
	the_tools_ask_and_report();
	whatever_still_asks_for_more_is_declined();
	a_sandbox_that_cannot_work_is_told_at_the_first_command();
	a_crash_is_told_with_its_last_words();
	figures_that_nobody_can_have_used_are_none();
	rubbish_and_another_thread_change_nothing();
	return tap_done();
}
