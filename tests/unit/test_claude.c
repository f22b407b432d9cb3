/* Claude Code is started, told and answered as its protocol wants, and what it prints to harm us does not. */
#include "agent/claude.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

#define INIT "{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"s1\",\"model\":\"m\"}"
#define RESULT(more) "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"num_turns\":1," \
		     "\"terminal_reason\":\"completed\"" more "}"
#define STATE(word) "{\"type\":\"system\",\"subtype\":\"session_state_changed\",\"state\":\"" word "\"}"
#define TASKS(list) "{\"type\":\"system\",\"subtype\":\"background_tasks_changed\",\"tasks\":[" list "]}"
#define SHELL "{\"task_id\":\"b1\",\"task_type\":\"local_bash\"}"
#define AGENT "{\"task_id\":\"a1\",\"task_type\":\"local_agent\"}"
#define USE(id, tool, input) "{\"type\":\"control_request\",\"request_id\":\"" id "\",\"request\":{\"subtype\":" \
			     "\"can_use_tool\",\"tool_name\":\"" tool "\",\"input\":" input "}}"
#define QUESTION(text) "{\"question\":\"" text "\",\"options\":[{\"label\":\"Blue\",\"description\":\"as the sky\"}," \
		       "{\"label\":\"Red\",\"description\":\"Red\"}]}"

struct talk {
	struct agent *agent;
	char *notes, *said; /* owned: lists of the notes, and of what was sent */
	struct agent_event end, usage, asked, permission, retry, agent_told; /* the last of each */
	int asks;
	char *thread;
};

static struct agent_event *place_of(struct talk *talk, enum agent_event_kind kind)
{
	switch (kind) {
	case AGENT_ended:
	case AGENT_failed: return &talk->end;
	case AGENT_usage: return &talk->usage;
	case AGENT_asked: return &talk->asked;
	case AGENT_permission: return &talk->permission;
	case AGENT_retrying: return &talk->retry;
	case AGENT_subagent: return &talk->agent_told;
	case AGENT_thread:
	case AGENT_began:
	case AGENT_note:
	case AGENT_message:
	case AGENT_tool:
	case AGENT_tool_ended:
	case AGENT_file:
	case AGENT_reported: break;
	}
	return 0;
}

static void talk_listen(struct talk *talk)
{
	struct agent_event event;
	struct buf *send = agent_claude.send(talk->agent);

	while (agent_claude.next(talk->agent, &event)) {
		struct agent_event *place = place_of(talk, event.kind);
		_autofree_ char *note = agent_event_note(&event);

		if (note)
			lines_add(&talk->notes, note);
		talk->asks += event.kind == AGENT_asked;
		if (event.kind == AGENT_thread)
			mem_replace(&talk->thread, mem_dup(event.text));
		if (place) {
			agent_event_release(place);
			*place = move(&event);
		}
		agent_event_release(&event);
	}
	if (send->len)
		lines_add(&talk->said, buf_text(send));
	buf_release(send);
}

static void talk_start(struct talk *talk, const char *thread, const char *permissions)
{
	const struct agent_turn turn = { .workspace = "/w/tree", .thread = thread, .prompt = "do\nit",
					 .prompt_anew = "do it all", .permissions = permissions };

	*talk = (struct talk){ .agent = agent_claude.new (&turn), .end = { .kind = AGENT_note } };
	agent_claude.begin(talk->agent);
	talk_listen(talk);
}

static void talk_hear(struct talk *talk, const char *line)
{
	agent_claude.feed(talk->agent, line, strlen(line));
	talk_listen(talk);
}

static void talk_end(struct talk *talk)
{
	agent_claude.free(talk->agent);
	agent_event_release(&talk->end);
	agent_event_release(&talk->usage);
	agent_event_release(&talk->asked);
	agent_event_release(&talk->permission);
	agent_event_release(&talk->retry);
	agent_event_release(&talk->agent_told);
	free(talk->notes);
	free(talk->said);
	free(talk->thread);
}

static bool has_pair(const char *list, const char *name, const char *value)
{
	_autofree_ char *pair = mem_printf("\n%s\n%s\n", name, value), *whole = mem_printf("\n%s\n", list);

	return strstr(whole, pair) != 0;
}

static void behind_walls_it_is_free_and_without_it_is_asked(void)
{
	struct agent_turn turn = { .workspace = "/w", .prompt = "p", .has_walls = true, .is_root = true };
	struct agent *agent = agent_claude.new (&turn);
	_autofree_ char *free_words = agent_claude.argv(agent), *free_env = agent_claude.env(agent), *words = 0, *env = 0;

	agent_claude.free(agent);
	CHECK(text_starts(free_words, "claude\n-p\n"));
	CHECK(has_pair(free_words, "--permission-mode", "bypassPermissions"));
	CHECK(has_pair(free_words, "--permission-prompt-tool", "stdio"));
	CHECK(!lines_has(free_words, "--allowedTools"));
	CHECK(!lines_has(free_words, "--resume"));
	CHECK(lines_has(free_env, "IS_SANDBOX=1"));
	turn.permissions = "ask";
	turn.run = "/opt/claude\n--effort\nhigh";
	turn.model = "opus";
	turn.thread = "t1";
	agent = agent_claude.new (&turn);
	words = agent_claude.argv(agent);
	env = agent_claude.env(agent);
	agent_claude.free(agent);
	CHECK(text_starts(words, "/opt/claude\n--effort\nhigh\n-p\n"));
	CHECK(has_pair(words, "--permission-mode", "acceptEdits"));
	CHECK(lines_has(words, "Bash(git commit *)"));
	CHECK(has_pair(words, "--model", "opus"));
	CHECK(has_pair(words, "--resume", "t1"));
	CHECK(!lines_has(env, "IS_SANDBOX=1"));
	CHECK(lines_has(env, "CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS=1"));
}

static void nothing_of_the_repository_runs_unasked(void)
{
	const struct agent_turn turn = { .workspace = "/w", .prompt = "p" };
	struct agent *agent = agent_claude.new (&turn);
	_autofree_ char *words = agent_claude.argv(agent), *env = agent_claude.env(agent);

	agent_claude.free(agent);
	CHECK(has_pair(words, "--setting-sources", "user"));
	CHECK(lines_has(words, "--strict-mcp-config"));
	/* Its CLAUDE.md is read all the same. */
	CHECK(has_pair(words, "--add-dir", "."));
	CHECK(lines_has(env, "CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD=1"));
}

static void tools_and_hooks_are_given_on_the_command_line(void)
{
	const struct agent_turn turn = { .workspace = "/w", .prompt = "p", .tools = "/bin/leadhand\ntools",
					 .tools_env = "LEADHAND_DOOR=/d s\nX=a=b", .hook = "/it's here/leadhand\nhook" };
	struct agent *agent = agent_claude.new (&turn);
	_autofree_ char *words = agent_claude.argv(agent), *env = agent_claude.env(agent);

	agent_claude.free(agent);
	CHECK(has_pair(words, "--mcp-config",
		       "{\"mcpServers\":{\"leadhand\":{\"type\":\"stdio\",\"command\":\"/bin/leadhand\",\"args\":[\"tools\"],"
		       "\"env\":{\"LEADHAND_DOOR\":\"/d s\",\"X\":\"a=b\"}}}}"));
	CHECK(lines_has(words, "mcp__leadhand"));
	CHECK(strstr(words, "\"command\":\"'/it'\\\\''s here/leadhand' 'hook'\"") != 0);
	CHECK(strstr(words, "\"matcher\":\"Write|Edit|MultiEdit|NotebookEdit\"") != 0);
	CHECK(strstr(words, "\"Stop\":[") != 0);
	CHECK(strstr(env, "CLAUDE_CODE_STOP_HOOK_BLOCK_CAP=") != 0);
}

static void conventions_are_told_before_the_prompt(void)
{
	const struct agent_turn turn = { .workspace = "/w", .prompt = "do\nit", .instructions = "be\nkind" };
	struct agent *agent = agent_claude.new (&turn);
	const char *said, *second;

	agent_claude.begin(agent);
	said = buf_text(agent_claude.send(agent));
	CHECK(strstr(said, "\"subtype\":\"initialize\",\"appendSystemPrompt\":\"be\\nkind\"") != 0);
	second = strchr(said, '\n');
	CHECK(second && strstr(second, "\"text\":\"do\\nit\"") != 0);
	agent_claude.free(agent);
}

static void a_person_goes_on_with_the_conversation(void)
{
	struct agent_turn turn = { .workspace = "/w", .prompt = "", .model = "opus" };
	_autofree_ char *none = agent_claude.attach(&turn), *words = 0;

	turn.thread = "t1";
	words = agent_claude.attach(&turn);
	CHECK(!none);
	CHECK(has_pair(words, "claude\n--resume", "t1"));
	CHECK(!lines_has(words, "-p"));
	CHECK(has_pair(words, "--setting-sources", "user"));
}

static void a_lost_conversation_is_begun_anew_in_a_second_process(void)
{
	struct talk talk;

	talk_start(&talk, "gone", 0);
	CHECK(strstr(talk.said, "\"text\":\"do\\nit\"") != 0);
	CHECK_STR(agent_claude.told(talk.agent), "do\nit");
	CHECK(!agent_claude.restart(talk.agent));
	talk_hear(&talk, "{\"type\":\"result\",\"subtype\":\"error_during_execution\",\"is_error\":true,\"session_id\":\"gone\","
			 "\"errors\":[\"No conversation found with session ID: gone\"]}");
	CHECK_INT(talk.end.kind, AGENT_note);
	CHECK(agent_claude.restart(talk.agent));
	{
		_autofree_ char *words = agent_claude.argv(talk.agent);

		CHECK(!lines_has(words, "--resume"));
	}
	mem_replace(&talk.said, 0);
	agent_claude.begin(talk.agent);
	talk_hear(&talk, INIT);
	CHECK(strstr(talk.said, "\"text\":\"do it all\"") != 0);
	CHECK_STR(agent_claude.told(talk.agent), "do it all");
	CHECK(text_starts(talk.notes, "begins a new conversation"));
	talk_hear(&talk, RESULT(""));
	CHECK_STR(talk.thread, "s1");
	CHECK_INT(talk.end.kind, AGENT_ended);
	CHECK(!agent_claude.restart(talk.agent));
	talk_end(&talk);
}

static void its_questions_are_asked_one_by_one_and_answered_together(void)
{
	struct talk talk;
	_autofree_ char *first = 0;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	talk_hear(&talk, USE("r1", "AskUserQuestion", "{\"questions\":[" QUESTION("Which?") "]}"));
	CHECK_INT(talk.asks, 1);
	CHECK_STR(talk.asked.text, "Which?\nBlue: as the sky");
	CHECK_STR(talk.asked.options, "Blue\nRed");
	CHECK(talk.asked.blocking);
	agent_claude.answer(talk.agent, talk.asked.key, "2");
	talk_listen(&talk);
	CHECK(strstr(talk.said, "\"behavior\":\"allow\"") != 0);
	CHECK(strstr(talk.said, "\"answers\":{\"Which?\":\"Red\"}") != 0);
	mem_replace(&talk.said, 0);
	talk_hear(&talk, USE("r2", "AskUserQuestion", "{\"questions\":[" QUESTION("A?") "," QUESTION("B?") "]}"));
	CHECK_INT(talk.asks, 3);
	agent_claude.answer(talk.agent, talk.asked.key, "none of these");
	talk_listen(&talk);
	CHECK(!talk.said);
	first = text_hash("A?\nBlue: as the sky\nBlue\nRed", strlen("A?\nBlue: as the sky\nBlue\nRed"));
	agent_claude.answer(talk.agent, first, "1");
	talk_listen(&talk);
	CHECK(talk.said && strstr(talk.said, "\"answers\":{\"A?\":\"Blue\",\"B?\":\"none of these\"}") != 0);
	mem_replace(&talk.said, 0);
	talk_hear(&talk, USE("r3", "AskUserQuestion", "{\"questions\":[{}]}"));
	CHECK(talk.said && strstr(talk.said, "\"behavior\":\"deny\"") != 0);
	talk_end(&talk);
}

static void permissions_are_given_by_policy(void)
{
	struct talk talk;
	_autofree_ char *key = 0;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, USE("p1", "Bash", "{\"command\":\"touch x\"}"));
	CHECK(strstr(talk.said, "\"request_id\":\"p1\",\"response\":{\"behavior\":\"allow\",\"updatedInput\":{\"command\":"
				"\"touch x\"}}") != 0);
	talk_end(&talk);
	talk_start(&talk, 0, "refuse");
	talk_hear(&talk, USE("p1", "Bash", "{\"command\":\"touch x\"}"));
	CHECK(strstr(talk.said, "\"behavior\":\"deny\",\"message\":\"leadhand: not allowed here") != 0);
	CHECK(!talk.permission.key);
	talk_end(&talk);
	talk_start(&talk, 0, "ask");
	mem_replace(&talk.said, 0);
	talk_hear(&talk, USE("p1", "Bash", "{\"command\":\"touch x\",\"description\":\"d\"}"));
	CHECK_STR(talk.permission.text, "Bash: touch x");
	CHECK_STR(talk.permission.target, "touch x");
	CHECK_INT(talk.permission.action, AGENT_ACTION_run);
	CHECK(!talk.said);
	agent_claude.answer(talk.agent, talk.permission.key, "refuse");
	talk_listen(&talk);
	CHECK(talk.said && strstr(talk.said, "\"behavior\":\"deny\"") != 0);
	key = mem_dup(talk.permission.key);
	mem_replace(&talk.said, 0);
	talk_hear(&talk, USE("p2", "Bash", "{\"description\":\"d\",\"command\":\"touch x\"}"));
	CHECK_STR(talk.permission.key, key);
	agent_claude.answer(talk.agent, key, "allow");
	talk_listen(&talk);
	CHECK(talk.said && strstr(talk.said, "\"request_id\":\"p2\",\"response\":{\"behavior\":\"allow\"") != 0);
	talk_end(&talk);
}

static void a_request_that_was_taken_back_is_not_answered(void)
{
	struct talk talk;

	talk_start(&talk, 0, "ask");
	mem_replace(&talk.said, 0);
	talk_hear(&talk, USE("p1", "Bash", "{\"command\":\"x\"}"));
	talk_hear(&talk, "{\"type\":\"control_cancel_request\",\"request_id\":\"p1\"}");
	agent_claude.answer(talk.agent, talk.permission.key, "allow");
	talk_hear(&talk, "{\"type\":\"control_request\",\"request_id\":\"n1\",\"request\":{\"subtype\":\"new\"}}");
	CHECK(!strstr(talk.said, "p1"));
	CHECK(strstr(talk.said, "\"subtype\":\"error\",\"request_id\":\"n1\"") != 0);
	talk_end(&talk);
}

static void a_command_left_running_is_stopped_before_the_turn_is_over(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	talk_hear(&talk, TASKS(SHELL));
	CHECK(!strstr(talk.said, "stop_task"));
	talk_hear(&talk, RESULT(""));
	CHECK(strstr(talk.said, "\"request\":{\"subtype\":\"stop_task\",\"task_id\":\"b1\"}") != 0);
	CHECK(strstr(talk.notes, "a command still running") != 0);
	talk_hear(&talk, STATE("idle"));
	CHECK_INT(talk.end.kind, AGENT_note);
	talk_hear(&talk, "{\"type\":\"system\",\"subtype\":\"task_notification\",\"task_id\":\"b1\",\"status\":\"stopped\"}");
	talk_hear(&talk, TASKS(""));
	CHECK_INT(talk.end.kind, AGENT_ended);
	talk_end(&talk);
}

static void a_command_that_will_not_stop_does_not_hold_the_turn(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	talk_hear(&talk, TASKS(SHELL));
	talk_hear(&talk, RESULT(""));
	talk_hear(&talk, "{\"type\":\"control_response\",\"response\":{\"subtype\":\"error\",\"request_id\":\"stop-b1\"}}");
	CHECK_INT(talk.end.kind, AGENT_ended);
	talk_end(&talk);
}

static void a_sub_agent_in_the_background_is_waited_for(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, STATE("running"));
	talk_hear(&talk, INIT);
	talk_hear(&talk, "{\"type\":\"system\",\"subtype\":\"task_started\",\"task_id\":\"a1\",\"tool_use_id\":\"c1\","
			 "\"task_type\":\"local_agent\",\"description\":\"look\"}");
	CHECK_STR(talk.agent_told.outcome, "started");
	CHECK_STR(talk.agent_told.key, "c1");
	talk_hear(&talk, TASKS(AGENT "," SHELL));
	talk_hear(&talk, RESULT(""));
	/* The command may be the sub-agent's. */
	CHECK(!strstr(talk.said, "stop_task"));
	talk_hear(&talk, "{\"type\":\"system\",\"subtype\":\"task_notification\",\"task_id\":\"a1\",\"status\":\"completed\"}");
	CHECK_STR(talk.agent_told.outcome, "completed");
	talk_hear(&talk, TASKS(""));
	CHECK_INT(talk.end.kind, AGENT_note);
	talk_hear(&talk, INIT);
	talk_hear(&talk, RESULT(""));
	CHECK_INT(talk.end.kind, AGENT_note);
	talk_hear(&talk, STATE("idle"));
	CHECK_INT(talk.end.kind, AGENT_ended);
	talk_end(&talk);
}

static void success_is_not_believed_by_its_name(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	talk_hear(&talk, "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"terminal_reason\":\"api_error\","
			 "\"api_error_status\":401,\"result\":\"API Error: 401 no\"}");
	CHECK_INT(talk.end.kind, AGENT_failed);
	CHECK_INT(talk.end.error, AGENT_ERROR_authentication);
	CHECK_STR(talk.end.text, "the turn failed: API Error: 401 no");
	talk_end(&talk);
}

static void what_was_interrupted_is_no_success(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	agent_claude.interrupt(talk.agent);
	talk_listen(&talk);
	CHECK(strstr(talk.said, "\"request\":{\"subtype\":\"interrupt\"}") != 0);
	talk_hear(&talk, RESULT(""));
	CHECK_INT(talk.end.kind, AGENT_failed);
	CHECK_STR(talk.end.text, "the turn was interrupted");
	talk_end(&talk);
	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	/* SIGINT from elsewhere. */
	agent_claude.exited(talk.agent, 0, "");
	talk_listen(&talk);
	CHECK_INT(talk.end.error, AGENT_ERROR_crashed);
	talk_end(&talk);
}

static void it_hears_a_word_in_the_middle_of_a_turn_only(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	CHECK(!agent_claude.steer(talk.agent, "early"));
	talk_hear(&talk, INIT);
	CHECK(agent_claude.steer(talk.agent, "mind the style"));
	talk_listen(&talk);
	CHECK(strstr(talk.said, "\"text\":\"mind the style\"") != 0);
	talk_hear(&talk, RESULT(""));
	CHECK(!agent_claude.steer(talk.agent, "late"));
	talk_end(&talk);
}

static void only_what_this_process_used_is_counted(void)
{
	struct talk talk;

	talk_start(&talk, "t1", 0);
	talk_hear(&talk, INIT);
	talk_hear(&talk, "{\"type\":\"assistant\",\"message\":{\"id\":\"m1\",\"model\":\"m\",\"content\":[],\"usage\":{"
			 "\"input_tokens\":80,\"cache_read_input_tokens\":15,\"cache_creation_input_tokens\":5}}}");
	CHECK_INT(talk.usage.input, 100);
	CHECK_INT(talk.usage.context, 100);
	talk_hear(&talk, RESULT(",\"total_cost_usd\":9.5,\"usage\":{\"input_tokens\":80},\"modelUsage\":{\"m\":{\"inputTokens\":"
				"9000,\"contextWindow\":200000}},\"model_usage_since_last_result\":{\"m\":{\"inputTokens\":80,"
				"\"cacheReadInputTokens\":15,\"cacheCreationInputTokens\":5,\"outputTokens\":7,\"costUSD\":0.25}}"));
	CHECK_INT(talk.usage.input, 100);
	CHECK_INT(talk.usage.cached, 15);
	CHECK_INT(talk.usage.output, 7);
	CHECK_INT(talk.usage.cost_microusd, 250000);
	CHECK_INT(talk.usage.window, 200000);
	talk_end(&talk);
}

static void an_older_version_counts_without_the_increment(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	talk_hear(&talk, TASKS(AGENT));
	talk_hear(&talk, RESULT(",\"total_cost_usd\":0.5,\"usage\":{\"input_tokens\":10,\"output_tokens\":1}"));
	talk_hear(&talk, INIT);
	talk_hear(&talk, RESULT(",\"total_cost_usd\":0.75,\"usage\":{\"input_tokens\":20,\"output_tokens\":2}"));
	CHECK_INT(talk.usage.input, 30);
	CHECK_INT(talk.usage.output, 3);
	CHECK_INT(talk.usage.cost_microusd, 750000);
	talk_end(&talk);
}

static void a_limit_tells_when_it_lifts(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	talk_hear(&talk, "{\"type\":\"system\",\"subtype\":\"api_retry\",\"attempt\":2,\"retry_delay_ms\":1100,"
			 "\"error_status\":429,\"error\":\"rate_limit\"}");
	CHECK_INT(talk.retry.error, AGENT_ERROR_rate_limit);
	CHECK_INT(talk.retry.wait_ms, 1100);
	talk_hear(&talk, "{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"rejected\",\"resetsAt\":1795453600}}");
	talk_hear(&talk, "{\"type\":\"assistant\",\"timestamp\":\"2026-11-23T17:05:40.123Z\",\"error\":\"rate_limit\","
			 "\"message\":{\"model\":\"<synthetic>\",\"content\":[{\"type\":\"text\",\"text\":\"You've hit your limit\"}]}}");
	talk_hear(&talk, "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"terminal_reason\":\"api_error\"}");
	CHECK_INT(talk.end.error, AGENT_ERROR_rate_limit);
	CHECK_INT(talk.end.wait_ms, 60000);
	CHECK_STR(talk.end.text, "the turn failed: You've hit your limit");
	talk_end(&talk);
}

static void a_limit_of_a_clock_that_cannot_be_right_says_nothing(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	talk_hear(&talk, "{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"rejected\","
			 "\"resetsAt\":9223372036854775807}}");
	talk_hear(&talk, "{\"type\":\"assistant\",\"timestamp\":\"0001-01-01T00:00:00Z\",\"error\":\"rate_limit\","
			 "\"message\":{\"model\":\"<synthetic>\",\"content\":[]}}");
	talk_hear(&talk, "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"terminal_reason\":\"api_error\"}");
	CHECK_INT(talk.end.error, AGENT_ERROR_rate_limit);
	CHECK_INT(talk.end.wait_ms, 0);
	talk_end(&talk);
}

static void half_a_character_in_its_last_words_does_not_hide_the_end(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	talk_hear(&talk, INIT);
	talk_hear(&talk, RESULT(",\"result\":\"cut \\ud83d and \\u0000\""));
	CHECK_INT(talk.end.kind, AGENT_ended);
	talk_end(&talk);
}

static void what_will_never_start_is_not_tried_again(void)
{
	struct talk talk;

	talk_start(&talk, 0, 0);
	agent_claude.exited(talk.agent, 1, "error: unknown option '--wrong'");
	talk_listen(&talk);
	CHECK_STR(agent_error_word(talk.end.error), "bad_request");
	CHECK_STR(talk.end.text, "claude ended in the middle of the turn with status 1: error: unknown option '--wrong'");
	talk_end(&talk);
}

static void rubbish_changes_nothing(void)
{
	static const char *const lines[] = {
		"", "{", "[]", "\xff\xfe", "{\"type\":7}", "{\"type\":\"assistant\"}", "{\"type\":\"user\",\"message\":[]}",
		"{\"type\":\"assistant\",\"message\":{\"id\":\"x\",\"content\":[1,{},{\"type\":\"tool_use\"}],\"usage\":{"
		"\"input_tokens\":-5}}}",
		"{\"type\":\"user\",\"message\":{\"content\":[{\"type\":\"tool_result\",\"content\":[1]}]}}",
		"{\"type\":\"control_request\"}", "{\"type\":\"control_request\",\"request_id\":\"\"}",
		"{\"type\":\"control_response\",\"response\":{\"request_id\":\"stop-\"}}",
		"{\"type\":\"system\",\"subtype\":\"background_tasks_changed\",\"tasks\":[1,{},{\"task_id\":7}]}",
		"{\"type\":\"system\",\"subtype\":\"task_notification\"}", STATE("idle"),
	};
	struct talk talk;

	talk_start(&talk, 0, 0);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		talk_hear(&talk, lines[i]);
	CHECK_INT(talk.end.kind, AGENT_note);
	CHECK(!talk.thread);
	CHECK_INT(talk.usage.input, 0);
	talk_end(&talk);
}

int main(void)
{
	behind_walls_it_is_free_and_without_it_is_asked();
	nothing_of_the_repository_runs_unasked();
	tools_and_hooks_are_given_on_the_command_line();
	conventions_are_told_before_the_prompt();
	a_person_goes_on_with_the_conversation();
	a_lost_conversation_is_begun_anew_in_a_second_process();
	its_questions_are_asked_one_by_one_and_answered_together();
	permissions_are_given_by_policy();
	a_request_that_was_taken_back_is_not_answered();
	a_command_left_running_is_stopped_before_the_turn_is_over();
	a_command_that_will_not_stop_does_not_hold_the_turn();
	a_sub_agent_in_the_background_is_waited_for();
	success_is_not_believed_by_its_name();
	what_was_interrupted_is_no_success();
	it_hears_a_word_in_the_middle_of_a_turn_only();
	only_what_this_process_used_is_counted();
	an_older_version_counts_without_the_increment();
	a_limit_tells_when_it_lifts();
	a_limit_of_a_clock_that_cannot_be_right_says_nothing();
	half_a_character_in_its_last_words_does_not_hide_the_end();
	what_will_never_start_is_not_tried_again();
	rubbish_changes_nothing();
	return tap_done();
}
