/* What the client of the Agent Client Protocol says, answers and makes of what it hears. */
#include "agent/acp.h"
#include "agent/acp_error.h"
#include "base/json.h"
#include "base/text.h"
#include "tap.h"

struct talk {
	struct agent *agent;
	char *notes, *said, *thread, *tools, *files, *messages; /* owned */
	struct agent_event end, asked, usage, permission, ended_tool, retrying;
	int children;
};

static void keep(struct agent_event *slot, struct agent_event *event)
{
	agent_event_release(slot);
	*slot = *event;
	*event = (struct agent_event){ 0 };
}

static void hear(struct talk *talk, struct agent_event *event)
{
	_autofree_ char *note = agent_event_note(event);

	if (note)
		lines_add(&talk->notes, note);
	switch (event->kind) {
	case AGENT_thread: mem_replace(&talk->thread, mem_dup(event->text)); break;
	case AGENT_tool: lines_add(&talk->tools, event->name); break;
	case AGENT_file: lines_add(&talk->files, event->target); break;
	case AGENT_message: lines_add(&talk->messages, event->text); break;
	case AGENT_subagent: talk->children++; break;
	case AGENT_tool_ended: keep(&talk->ended_tool, event); break;
	case AGENT_permission: keep(&talk->permission, event); break;
	case AGENT_retrying: keep(&talk->retrying, event); break;
	case AGENT_usage: keep(&talk->usage, event); break;
	case AGENT_asked: keep(&talk->asked, event); break;
	case AGENT_ended:
	case AGENT_failed: keep(&talk->end, event); break;
	case AGENT_began:
	case AGENT_note:
	case AGENT_reported: break;
	}
}

static void talk_listen(struct talk *talk)
{
	struct agent_event event;
	struct buf *send = agent_acp.send(talk->agent);

	while (agent_acp.next(talk->agent, &event)) {
		hear(talk, &event);
		agent_event_release(&event);
	}
	if (send->len)
		lines_add(&talk->said, buf_text(send));
	buf_release(send);
}

static void talk_begin(struct talk *talk, const struct agent_turn *turn)
{
	*talk = (struct talk){ .agent = agent_acp.new(turn), .end = { .kind = AGENT_note } };
	agent_acp.begin(talk->agent);
	talk_listen(talk);
}

static void talk_hear(struct talk *talk, const char *line)
{
	agent_acp.feed(talk->agent, line, strlen(line));
	talk_listen(talk);
}

static void talk_update(struct talk *talk, const char *update)
{
	_autofree_ char *line = mem_printf("{\"method\":\"session/update\",\"params\":{\"sessionId\":\"s\",\"update\":%s}}",
					   update);

	talk_hear(talk, line);
}

static bool talk_says(const struct talk *talk, const char *words)
{
	return talk->said && strstr(talk->said, words);
}

static void talk_forget(struct talk *talk)
{
	mem_replace(&talk->said, 0);
}

static void talk_end(struct talk *talk)
{
	struct agent_event *events[] = { &talk->end, &talk->asked, &talk->usage, &talk->permission, &talk->ended_tool,
					 &talk->retrying };

	agent_acp.free(talk->agent);
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		agent_event_release(events[i]);
	free(talk->notes);
	free(talk->said);
	free(talk->thread);
	free(talk->tools);
	free(talk->files);
	free(talk->messages);
}

#define TURN_OF(program) .workspace = "/w/tree", .prompt = "do it", .prompt_anew = "do it all", .run = (program)
#define TURN TURN_OF("/x/my-agent")
#define START_WITH(able) "{\"id\":1,\"result\":{\"protocolVersion\":1,\"agentCapabilities\":" able "}}"

/* A turn whose prompt is said, with id 3. */
static void talk_start(struct talk *talk, const struct agent_turn *turn)
{
	talk_begin(talk, turn);
	talk_hear(talk, START_WITH("{}"));
	talk_hear(talk, "{\"id\":2,\"result\":{\"sessionId\":\"s\"}}");
	CHECK(talk_says(talk, "\"method\":\"session/prompt\""));
	talk_forget(talk);
}

static void talk_usual(struct talk *talk)
{
	talk_start(talk, &(struct agent_turn){ TURN });
}

static void it_greets_with_version_one_and_neither_files_nor_terminals(void)
{
	struct talk talk;

	talk_begin(&talk, &(struct agent_turn){ TURN });
	CHECK(talk_says(&talk, "\"method\":\"initialize\""));
	CHECK(talk_says(&talk, "\"protocolVersion\":1"));
	CHECK(talk_says(&talk, "\"fs\":{\"readTextFile\":false,\"writeTextFile\":false}"));
	CHECK(talk_says(&talk, "\"terminal\":false"));
	CHECK(talk_says(&talk, "\"jsonrpc\":\"2.0\""));
	CHECK(!talk_says(&talk, "sessionFailure"));
	talk_hear(&talk, "{\"id\":1,\"result\":{\"protocolVersion\":2}}");
	CHECK_INT(talk.end.kind, AGENT_failed);
	CHECK_INT(talk.end.error, AGENT_ERROR_bad_request);
	CHECK(strstr(talk.end.text, "version 2") != 0);
	talk_end(&talk);
}

static void a_session_is_given_the_tools_with_all_that_the_protocol_wants(void)
{
	struct talk talk;

	talk_begin(&talk, &(struct agent_turn){ TURN, .tools = "/usr/bin/leadhand\ntools",
						.tools_env = "LEADHAND_DOOR=/run/door\nEMPTY=" });
	talk_hear(&talk, START_WITH("{}"));
	CHECK(talk_says(&talk, "\"method\":\"session/new\""));
	CHECK(talk_says(&talk, "\"cwd\":\"/w/tree\""));
	CHECK(talk_says(&talk, "{\"name\":\"leadhand\",\"command\":\"/usr/bin/leadhand\",\"args\":[\"tools\"],\"env\":"
			       "[{\"name\":\"LEADHAND_DOOR\",\"value\":\"/run/door\"},{\"name\":\"EMPTY\",\"value\":\"\"}]}"));
	talk_end(&talk);
	talk_begin(&talk, &(struct agent_turn){ TURN });
	talk_hear(&talk, START_WITH("{}"));
	CHECK(talk_says(&talk, "\"mcpServers\":[]"));
	talk_end(&talk);
}

static void pieces_of_a_message_are_told_as_one(void)
{
	struct talk talk;

	talk_usual(&talk);
	talk_update(&talk, "{\"sessionUpdate\":\"agent_message_chunk\",\"messageId\":\"1\",\"content\":{\"text\":\"Hel\"}}");
	talk_update(&talk, "{\"sessionUpdate\":\"agent_message_chunk\",\"messageId\":\"1\",\"content\":{\"text\":\"lo\"}}");
	CHECK(!talk.messages);
	talk_update(&talk, "{\"sessionUpdate\":\"agent_message_chunk\",\"messageId\":\"2\",\"content\":{\"text\":\"there\"}}");
	CHECK_STR(talk.messages, "Hello");
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"end_turn\"}}");
	CHECK_STR(talk.messages, "Hello\nthere");
	CHECK_INT(talk.end.kind, AGENT_ended);
	talk_end(&talk);
}

static void a_call_is_put_together_from_its_pieces(void)
{
	struct talk talk;

	talk_usual(&talk);
	talk_update(&talk, "{\"sessionUpdate\":\"tool_call\",\"toolCallId\":\"c\",\"title\":\"write\",\"kind\":\"edit\","
			   "\"status\":\"pending\",\"rawInput\":{}}");
	CHECK(!talk.tools);
	talk_update(&talk, "{\"sessionUpdate\":\"tool_call_update\",\"toolCallId\":\"c\",\"rawInput\":{\"filePath\":"
			   "\"/w/tree/a.txt\"},\"content\":[{\"type\":\"diff\",\"path\":\"/w/tree/a.txt\",\"newText\":\"x\"}]}");
	CHECK_STR(talk.tools, "write");
	CHECK(!talk.files);
	talk_update(&talk, "{\"sessionUpdate\":\"tool_call_update\",\"toolCallId\":\"c\",\"status\":\"completed\"}");
	CHECK_STR(talk.files, "a.txt");
	CHECK_STR(talk.ended_tool.outcome, "ok");
	talk_update(&talk, "{\"sessionUpdate\":\"tool_call_update\",\"toolCallId\":\"c\",\"status\":\"completed\"}");
	CHECK_STR(talk.tools, "write");
	talk_end(&talk);
}

#define PERMISSION "\"method\":\"session/request_permission\",\"params\":{\"sessionId\":\"s\",\"toolCall\":" \
	"{\"toolCallId\":\"c\",\"title\":\"rm -r x\",\"kind\":\"execute\"},\"options\":[{\"optionId\":\"forever\"," \
	"\"kind\":\"allow_always\"},{\"optionId\":\"proceed_once\",\"kind\":\"allow_once\"},{\"optionId\":\"cancel\"," \
	"\"kind\":\"reject_once\"}]}}"

static void a_permission_is_answered_by_kind_with_the_agents_own_word(void)
{
	struct talk talk;

	talk_usual(&talk);
	talk_hear(&talk, "{\"id\":\"theirs\"," PERMISSION);
	CHECK(talk_says(&talk, "\"id\":\"theirs\",\"result\":{\"outcome\":{\"outcome\":\"selected\",\"optionId\":"
			       "\"proceed_once\"}}"));
	CHECK_STR(talk.permission.target, "rm -r x");
	CHECK_STR(talk.tools, "execute");
	talk_end(&talk);
	talk_start(&talk, &(struct agent_turn){ TURN, .permissions = "refuse" });
	talk_hear(&talk, "{\"id\":0," PERMISSION);
	CHECK(talk_says(&talk, "\"id\":0,\"result\":{\"outcome\":{\"outcome\":\"selected\",\"optionId\":\"cancel\"}}"));
	talk_update(&talk, "{\"sessionUpdate\":\"tool_call_update\",\"toolCallId\":\"c\",\"status\":\"failed\"}");
	CHECK_STR(talk.ended_tool.outcome, "denied");
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"cancelled\"}}");
	CHECK_INT(talk.end.kind, AGENT_ended);
	talk_end(&talk);
}

static void a_permission_of_policy_ask_is_the_leads(void)
{
	struct talk talk;

	talk_start(&talk, &(struct agent_turn){ TURN, .permissions = "ask" });
	talk_hear(&talk, "{\"id\":4," PERMISSION);
	CHECK(!talk.said);
	CHECK_STR(talk.permission.target, "rm -r x");
	agent_acp.answer(talk.agent, talk.permission.key, "allow");
	talk_listen(&talk);
	CHECK(talk_says(&talk, "\"id\":4,\"result\":{\"outcome\":{\"outcome\":\"selected\",\"optionId\":\"proceed_once\"}}"));
	talk_end(&talk);
}

static void our_own_tools_are_allowed_under_any_policy(void)
{
	struct talk talk;

	talk_start(&talk, &(struct agent_turn){ TURN, .permissions = "refuse" });
	talk_update(&talk, "{\"sessionUpdate\":\"tool_call\",\"toolCallId\":\"m\",\"title\":\"mcp.leadhand.ask\","
			   "\"status\":\"in_progress\"}");
	talk_hear(&talk, "{\"id\":9,\"method\":\"session/request_permission\",\"params\":{\"sessionId\":\"s\",\"toolCall\":"
			 "{\"toolCallId\":\"m\"},\"options\":[{\"optionId\":\"y\",\"kind\":\"allow_once\"}]}}");
	CHECK(talk_says(&talk, "\"id\":9,\"result\":{\"outcome\":{\"outcome\":\"selected\",\"optionId\":\"y\"}}"));
	talk_end(&talk);
}

static void a_title_in_the_models_words_is_no_tool_of_ours(void)
{
	static const char *const calls[] = {
		"\"title\":\"make (leadhand MCP Server)\",\"kind\":\"execute\"",
		"\"title\":\"rm -rf x (leadhand MCP Server)\"",
		"\"title\":\"leadhand_x;id>y\",\"kind\":\"other\"",
		"\"title\":\"mcp.leadhand.ask; id\"",
	};

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		_autofree_ char *message = mem_printf("{\"id\":9,\"method\":\"session/request_permission\",\"params\":"
						      "{\"sessionId\":\"s\",\"toolCall\":{\"toolCallId\":\"m\",%s},\"options\":["
						      "{\"optionId\":\"y\",\"kind\":\"allow_once\"},"
						      "{\"optionId\":\"n\",\"kind\":\"reject_once\"}]}}", calls[i]);
		struct talk talk;

		talk_start(&talk, &(struct agent_turn){ TURN, .permissions = "refuse" });
		talk_hear(&talk, message);
		CHECK(talk_says(&talk, "\"id\":9,\"result\":{\"outcome\":{\"outcome\":\"selected\",\"optionId\":\"n\"}}"));
		talk_end(&talk);
	}
}

static void a_request_whose_id_nobody_would_keep_is_not_heard(void)
{
	_autofree_ char *long_id = mem_new(1000, 1), *message = 0;
	struct talk talk;

	memset(long_id, 'x', 999);
	message = mem_printf("{\"id\":\"%s\"," PERMISSION, long_id);
	talk_start(&talk, &(struct agent_turn){ TURN, .permissions = "ask" });
	talk_hear(&talk, message);
	talk_hear(&talk, "{\"id\":{}," PERMISSION);
	CHECK(talk.permission.kind != AGENT_permission);
	talk_hear(&talk, "{\"id\":\"short\"," PERMISSION);
	CHECK_INT(talk.permission.kind, AGENT_permission);
	talk_end(&talk);
}

static void an_interruption_answers_what_is_open_and_waits_for_the_end(void)
{
	struct talk talk;

	talk_start(&talk, &(struct agent_turn){ TURN, .permissions = "ask" });
	talk_hear(&talk, "{\"id\":4," PERMISSION);
	agent_acp.interrupt(talk.agent);
	talk_listen(&talk);
	CHECK(talk_says(&talk, "\"method\":\"session/cancel\",\"params\":{\"sessionId\":\"s\"}"));
	CHECK(talk_says(&talk, "\"id\":4,\"result\":{\"outcome\":{\"outcome\":\"cancelled\"}}"));
	CHECK_INT(talk.end.kind, AGENT_note);
	talk_hear(&talk, "{\"id\":5," PERMISSION);
	CHECK(talk_says(&talk, "\"id\":5,\"result\":{\"outcome\":{\"outcome\":\"cancelled\"}}"));
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"cancelled\"}}");
	CHECK_STR(talk.end.text, "the turn was interrupted");
	CHECK_STR(talk.ended_tool.outcome, "cancelled");
	talk_end(&talk);
}

static void what_nobody_serves_is_refused_and_what_nobody_knows_is_passed_over(void)
{
	struct talk talk;

	talk_usual(&talk);
	talk_hear(&talk, "{\"id\":7,\"method\":\"fs/write_text_file\",\"params\":{\"path\":\"/etc/passwd\"}}");
	CHECK(talk_says(&talk, "\"id\":7,\"error\":{\"code\":-32601"));
	talk_hear(&talk, "{\"id\":null,\"method\":\"terminal/create\",\"params\":{}}");
	CHECK(talk_says(&talk, "\"id\":null,\"error\":{\"code\":-32601"));
	talk_forget(&talk);
	talk_hear(&talk, "{\"method\":\"_vendor/thing\"}");
	talk_update(&talk, "{\"sessionUpdate\":\"from_the_future\",\"x\":[1,null]}");
	CHECK(!talk.said);
	talk_end(&talk);
}

static const char form[] =
	"{\"id\":0,\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\",\"sessionId\":\"s\",\"message\":"
	"\"Tabs or spaces?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\",\"title\":"
	"\"Indent\",\"oneOf\":[{\"const\":\"S\",\"title\":\"Spaces\"},{\"const\":\"T\",\"title\":\"Tabs\"}]},"
	"\"q_custom\":{\"type\":\"string\",\"title\":\"Other\"}}}}}";

static void a_form_is_a_question_to_the_lead(void)
{
	struct talk talk;

	talk_usual(&talk);
	talk_hear(&talk, form);
	CHECK_STR(talk.asked.text, "Tabs or spaces?\nIndent");
	CHECK_STR(talk.asked.options, "Spaces\nTabs");
	CHECK_INT(talk.asked.choice, 1);
	agent_acp.answer(talk.agent, talk.asked.key, "2");
	talk_listen(&talk);
	CHECK(talk_says(&talk, "\"id\":0,\"result\":{\"action\":\"accept\",\"content\":{\"q\":\"T\"}}"));
	talk_hear(&talk, form);
	agent_acp.answer(talk.agent, talk.asked.key, "both");
	talk_listen(&talk);
	CHECK(talk_says(&talk, "\"content\":{\"q_custom\":\"both\"}"));
	talk_hear(&talk, "{\"id\":1,\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"url\":\"http://x\"}}");
	CHECK(talk_says(&talk, "\"id\":1,\"result\":{\"action\":\"decline\"}"));
	talk_end(&talk);
}

static void a_conversation_is_resumed_before_it_is_loaded(void)
{
	struct talk talk;
	const struct agent_turn turn = { TURN, .thread = "s" };

	talk_begin(&talk, &turn);
	talk_hear(&talk, START_WITH("{\"loadSession\":true,\"sessionCapabilities\":{\"resume\":{}}}"));
	CHECK(talk_says(&talk, "\"method\":\"session/resume\",\"params\":{\"sessionId\":\"s\",\"cwd\":\"/w/tree\","
			       "\"mcpServers\":[]}"));
	talk_end(&talk);
	talk_begin(&talk, &turn);
	talk_hear(&talk, START_WITH("{\"loadSession\":true,\"sessionCapabilities\":{\"resume\":null}}"));
	CHECK(talk_says(&talk, "\"method\":\"session/load\""));
	talk_update(&talk, "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"text\":\"old\"}}");
	talk_update(&talk, "{\"sessionUpdate\":\"usage_update\",\"used\":5,\"size\":9,\"cost\":{\"amount\":0.5}}");
	talk_hear(&talk, "{\"id\":2,\"result\":null}");
	talk_update(&talk, "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"text\":\"new\"}}");
	talk_update(&talk, "{\"sessionUpdate\":\"usage_update\",\"used\":6,\"size\":9,\"cost\":{\"amount\":0.75}}");
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"end_turn\"}}");
	CHECK_STR(talk.messages, "new");
	CHECK_INT(talk.usage.cost_microusd, 250000);
	CHECK_INT(talk.usage.context, 6);
	talk_end(&talk);
}

static void a_turn_costs_what_its_conversation_did_not_cost_before(void)
{
	struct talk talk;

	talk_begin(&talk, &(struct agent_turn){ TURN, .thread = "s", .cost_before = 500000 });
	talk_hear(&talk, START_WITH("{\"sessionCapabilities\":{\"resume\":{}}}"));
	talk_hear(&talk, "{\"id\":2,\"result\":{}}");
	talk_update(&talk, "{\"sessionUpdate\":\"usage_update\",\"used\":6,\"size\":9,\"cost\":{\"amount\":0.75}}");
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"end_turn\"}}");
	CHECK_INT(talk.usage.cost_microusd, 250000);
	talk_end(&talk);
	/* What was spent on another conversation is no part of this one's. */
	talk_begin(&talk, &(struct agent_turn){ TURN, .thread = "gone", .cost_before = 500000 });
	talk_hear(&talk, START_WITH("{\"sessionCapabilities\":{\"resume\":{}}}"));
	talk_hear(&talk, "{\"id\":2,\"error\":{\"code\":-32002,\"message\":\"gone\"}}");
	talk_hear(&talk, "{\"id\":3,\"result\":{\"sessionId\":\"t\"}}");
	talk_hear(&talk, "{\"method\":\"session/update\",\"params\":{\"sessionId\":\"t\",\"update\":{\"sessionUpdate\":"
			 "\"usage_update\",\"used\":6,\"size\":9,\"cost\":{\"amount\":0.25}}}}");
	CHECK_INT(talk.usage.cost_microusd, 250000);
	talk_end(&talk);
}

static void a_lost_conversation_begins_anew_with_the_whole_prompt(void)
{
	struct talk talk;

	talk_begin(&talk, &(struct agent_turn){ TURN, .thread = "gone" });
	talk_hear(&talk, START_WITH("{\"loadSession\":true}"));
	talk_hear(&talk, "{\"id\":2,\"error\":{\"code\":-32002,\"message\":\"Resource not found\"}}");
	CHECK(talk_says(&talk, "\"method\":\"session/new\""));
	CHECK(strstr(talk.notes, "begins a new conversation: Resource not found") != 0);
	CHECK(!agent_acp.told(talk.agent));
	talk_hear(&talk, "{\"id\":3,\"result\":{\"sessionId\":\"fresh\"}}");
	CHECK(talk_says(&talk, "\"text\":\"do it all\""));
	CHECK_STR(agent_acp.told(talk.agent), "do it all");
	CHECK_STR(talk.thread, "fresh");
	talk_end(&talk);
}

static void a_login_is_tried_once_and_only_where_it_needs_no_person(void)
{
	struct talk talk;

	talk_begin(&talk, &(struct agent_turn){ TURN });
	talk_hear(&talk, "{\"id\":1,\"result\":{\"protocolVersion\":1,\"authMethods\":[{\"id\":\"tty-api-key\",\"type\":"
			 "\"terminal\"},{\"id\":\"oauth\"},{\"id\":\"api-key\"}]}}");
	talk_hear(&talk, "{\"id\":2,\"error\":{\"code\":-32000,\"message\":\"Authentication required\"}}");
	CHECK(talk_says(&talk, "\"method\":\"authenticate\",\"params\":{\"methodId\":\"api-key\"}"));
	talk_hear(&talk, "{\"id\":3,\"result\":{}}");
	talk_hear(&talk, "{\"id\":4,\"error\":{\"code\":-32000,\"message\":\"Authentication required\"}}");
	CHECK_INT(talk.end.error, AGENT_ERROR_authentication);
	talk_end(&talk);
	talk_begin(&talk, &(struct agent_turn){ TURN });
	talk_hear(&talk, "{\"id\":1,\"result\":{\"protocolVersion\":1,\"authMethods\":[{\"id\":\"oauth\"}]}}");
	talk_hear(&talk, "{\"id\":2,\"error\":{\"code\":-32000,\"message\":\"Authentication required\"}}");
	CHECK_INT(talk.end.error, AGENT_ERROR_authentication);
	talk_end(&talk);
}

static void a_known_program_is_put_into_a_known_mode(void)
{
	static const char modes[] =
		"{\"id\":2,\"result\":{\"sessionId\":\"s\",\"modes\":{\"currentModeId\":\"default\",\"availableModes\":"
		"[{\"id\":\"default\"},{\"id\":\"yolo\"}]}}}";
	struct talk talk;

	talk_begin(&talk, &(struct agent_turn){ TURN_OF("/usr/bin/gemini"), .has_walls = true });
	talk_hear(&talk, START_WITH("{}"));
	talk_hear(&talk, modes);
	CHECK(talk_says(&talk, "\"method\":\"session/set_mode\",\"params\":{\"sessionId\":\"s\",\"modeId\":\"yolo\"}"));
	talk_hear(&talk, "{\"id\":3,\"error\":{\"code\":-32602,\"message\":\"no such mode\"}}");
	CHECK(talk_says(&talk, "\"method\":\"session/prompt\""));
	talk_end(&talk);
	talk_begin(&talk, &(struct agent_turn){ TURN_OF("/usr/bin/gemini"), .permissions = "ask" });
	talk_hear(&talk, START_WITH("{}"));
	talk_hear(&talk, modes);
	CHECK(!talk_says(&talk, "set_mode"));
	CHECK(talk_says(&talk, "\"method\":\"session/prompt\""));
	talk_end(&talk);
	talk_begin(&talk, &(struct agent_turn){ TURN, .model = "big" });
	talk_hear(&talk, START_WITH("{}"));
	talk_hear(&talk, "{\"id\":2,\"result\":{\"sessionId\":\"s\",\"configOptions\":[{\"id\":\"m\",\"category\":\"model\","
			 "\"currentValue\":\"small\",\"options\":[{\"value\":\"small\"},{\"value\":\"big\"}]}]}}");
	CHECK(talk_says(&talk, "\"method\":\"session/set_config_option\",\"params\":{\"sessionId\":\"s\",\"configId\":\"m\","
			       "\"value\":\"big\"}"));
	talk_end(&talk);
}

static void who_has_a_sandbox_of_its_own_may_commit_in_it(void)
{
	for (int has_walls = 0; has_walls < 2; has_walls++) {
		struct talk talk;

		talk_begin(&talk, &(struct agent_turn){ TURN_OF("/x/codex-acp"), .has_walls = has_walls });
		talk_hear(&talk, START_WITH("{}"));
		CHECK(talk_says(&talk, "\"additionalDirectories\":[\"/w/tree/.git\"]") == !has_walls);
		talk_end(&talk);
	}
}

static void a_known_program_is_started_as_it_needs_it(void)
{
	static const struct {
		const char *run, *argv, *attach;
	} known[] = {
		{ "gemini", "gemini\n--acp\n-m\nbig", "gemini\n--resume\nt\n--yolo" },
		{ "/x/gemini\n--acp", "/x/gemini\n--acp\n-m\nbig", "/x/gemini\n--resume\nt\n--yolo" },
		{ "opencode", "opencode\nacp", "opencode\n--session\nt" },
		{ "node\n/n/codex-acp/dist/index.js", "node\n/n/codex-acp/dist/index.js",
		  "codex\nresume\nt\n--dangerously-bypass-approvals-and-sandbox" },
		{ "claude-agent-acp", "claude-agent-acp", "claude\n--resume\nt" },
		{ "pi-acp", "pi-acp", "pi\n--session\nt" },
		{ "/x/my-agent\n--flag", "/x/my-agent\n--flag", 0 },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const struct agent_turn turn = { .run = known[i].run, .workspace = "/w", .prompt = "p", .model = "big",
						 .has_walls = true };
		struct agent_turn later = turn;
		struct agent *agent = agent_acp.new(&turn);
		_autofree_ char *argv = agent_acp.argv(agent), *attach = 0;

		later.thread = "t";
		attach = agent_acp.attach(&later);

		CHECK_STR(argv, known[i].argv);
		CHECK(text_same(attach, known[i].attach));
		agent_acp.free(agent);
	}
	CHECK_STR(agent_acp.home("codex-acp")->variable, "CODEX_HOME");
	CHECK_STR(agent_acp.home("/x/gemini")->folder, ".gemini");
	CHECK(!agent_acp.home("/x/my-agent"));
}

static void gemini_goes_on_with_a_history_that_no_minute_names(void)
{
	struct agent_turn turn = { .run = "/x/gemini", .workspace = "/w", .prompt = "p", .thread = "12ab-c" };
	struct agent *agent = agent_acp.new(&turn);
	_autofree_ char *argv = agent_acp.argv(agent), *hostile = 0;

	CHECK(text_starts(argv, "/bin/sh\n-c\nid="));
	CHECK(text_ends(argv, "\nsh\n12ab-c\n/x/gemini\n--acp"));
	agent_acp.free(agent);
	turn.thread = "../../x";
	agent = agent_acp.new(&turn);
	hostile = agent_acp.argv(agent);
	CHECK_STR(hostile, "/x/gemini\n--acp");
	agent_acp.free(agent);
}

static void a_turn_that_ends_well_without_word_or_deed_has_failed(void)
{
	struct talk talk;

	talk_usual(&talk);
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"end_turn\"}}");
	CHECK_INT(talk.end.kind, AGENT_failed);
	CHECK_INT(talk.end.error, AGENT_ERROR_unknown);
	talk_end(&talk);
	talk_usual(&talk);
	talk_update(&talk, "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"text\":\"half\"}}");
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"end_turn\",\"_meta\":{\"jetbrains\":{\"air\":{\"sessionFailure\":"
			 "{\"severity\":\"error\",\"category\":\"limit\",\"title\":\"no more today\"}}}}}}");
	CHECK_INT(talk.end.error, AGENT_ERROR_rate_limit);
	CHECK_STR(talk.end.text, "the turn failed: no more today");
	talk_end(&talk);
}

static void each_reason_to_stop_has_its_error(void)
{
	static const struct {
		const char *reason;
		enum agent_error error;
	} known[] = {
		{ "refusal", AGENT_ERROR_refusal }, { "max_tokens", AGENT_ERROR_cut },
		{ "max_turn_requests", AGENT_ERROR_budget }, { "cancelled", AGENT_ERROR_unknown },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		_autofree_ char *line = mem_printf("{\"id\":3,\"result\":{\"stopReason\":\"%s\"}}", known[i].reason);
		struct talk talk;

		talk_usual(&talk);
		talk_hear(&talk, line);
		CHECK_INT(talk.end.kind, AGENT_failed);
		CHECK_INT(talk.end.error, known[i].error);
		talk_end(&talk);
	}
}

static void an_error_has_the_class_of_its_code_its_data_or_its_words(void)
{
	static const struct {
		const char *error;
		enum agent_error wanted;
	} known[] = {
		{ "{\"code\":401,\"message\":\"x\"}", AGENT_ERROR_authentication },
		{ "{\"code\":429,\"message\":\"x\"}", AGENT_ERROR_rate_limit },
		{ "{\"code\":500,\"message\":\"fetch failed\"}", AGENT_ERROR_unreachable },
		{ "{\"code\":503,\"message\":\"x\"}", AGENT_ERROR_overloaded },
		{ "{\"code\":-32000,\"message\":\"x\"}", AGENT_ERROR_authentication },
		{ "{\"code\":-32602,\"message\":\"x\"}", AGENT_ERROR_bad_request },
		{ "{\"code\":-32603,\"message\":\"x\",\"data\":{\"errorKind\":\"overloaded\"}}", AGENT_ERROR_overloaded },
		{ "{\"code\":-32603,\"message\":\"x\",\"data\":{\"errorKind\":\"server_error\"}}", AGENT_ERROR_server_error },
		{ "{\"code\":-32603,\"message\":\"Connection reset by server\"}", AGENT_ERROR_cut },
		{ "{\"code\":-32603,\"message\":\"Internal error: Incorrect API key provided: sk\"}", AGENT_ERROR_authentication },
		{ "{\"code\":-32603,\"message\":\"Internal error: invalid x-api-key\"}", AGENT_ERROR_authentication },
		{ "{\"code\":-32603,\"message\":\"x\"}", AGENT_ERROR_unknown },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		_json_ json_t *error = json_loads(known[i].error, 0, 0);

		CHECK_INT(acp_error_of(error), known[i].wanted);
	}
}

static void a_retry_is_told_with_its_number(void)
{
	struct talk talk;

	talk_usual(&talk);
	talk_update(&talk, "{\"sessionUpdate\":\"session_info_update\",\"_meta\":{\"jetbrains\":{\"air\":{\"sessionFailure\":"
			   "{\"severity\":\"warning\",\"category\":\"connection\",\"title\":\"Reconnecting to Claude, attempt 3 "
			   "of 10.\"}}}}}");
	CHECK_INT(talk.retrying.number, 3);
	CHECK_INT(talk.retrying.error, AGENT_ERROR_unreachable);
	CHECK_INT(talk.end.kind, AGENT_note);
	talk_end(&talk);
}

static void a_word_in_mid_turn_goes_where_the_program_takes_one(void)
{
	struct talk talk;

	talk_usual(&talk);
	CHECK(!agent_acp.steer(talk.agent, "look again"));
	talk_end(&talk);
	talk_begin(&talk, &(struct agent_turn){ TURN });
	talk_hear(&talk, "{\"id\":1,\"result\":{\"protocolVersion\":1,\"_meta\":{\"steering\":{\"supported\":true}}}}");
	CHECK(!agent_acp.steer(talk.agent, "too early"));
	talk_hear(&talk, "{\"id\":2,\"result\":{\"sessionId\":\"s\"}}");
	CHECK(agent_acp.steer(talk.agent, "look again"));
	talk_listen(&talk);
	CHECK(talk_says(&talk, "\"method\":\"_session/steering\""));
	talk_hear(&talk, "{\"id\":4,\"result\":{\"outcome\":\"injected\"}}");
	CHECK_INT(talk.end.kind, AGENT_note);
	talk_end(&talk);
}

static void the_turn_lasts_until_its_sub_agents_are_done(void)
{
	struct talk talk;

	talk_usual(&talk);
	talk_update(&talk, "{\"sessionUpdate\":\"subagent_update\",\"sessionId\":\"s:subagent:1\",\"state\":{\"state\":\"running\"}}");
	talk_update(&talk, "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"text\":\"done\"}}");
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"end_turn\"}}");
	CHECK_INT(talk.end.kind, AGENT_note);
	talk_update(&talk, "{\"sessionUpdate\":\"subagent_update\",\"sessionId\":\"s:subagent:1\",\"state\":{\"state\":\"idle\","
			   "\"stopReason\":\"end_turn\"}}");
	CHECK_INT(talk.end.kind, AGENT_ended);
	CHECK_INT(talk.children, 2);
	talk_end(&talk);
}

static void a_second_answer_and_another_session_change_nothing(void)
{
	struct talk talk;

	talk_usual(&talk);
	talk_hear(&talk, "{\"id\":2,\"result\":{\"sessionId\":\"other\"}}");
	talk_hear(&talk, "{\"method\":\"session/update\",\"params\":{\"sessionId\":\"other\",\"update\":{\"sessionUpdate\":"
			 "\"agent_message_chunk\",\"content\":{\"text\":\"not ours\"}}}}");
	CHECK_STR(talk.thread, "s");
	talk_update(&talk, "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"text\":\"ours\"}}");
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"end_turn\"}}");
	talk_hear(&talk, "{\"id\":3,\"result\":{\"stopReason\":\"refusal\"}}");
	CHECK_INT(talk.end.kind, AGENT_ended);
	CHECK_STR(talk.messages, "ours");
	talk_end(&talk);
}

static void a_crash_is_told_with_its_last_words(void)
{
	struct talk talk;

	talk_usual(&talk);
	agent_acp.exited(talk.agent, 137, "out of memory");
	talk_listen(&talk);
	CHECK_STR(talk.end.text, "the agent ended in the middle of the turn with status 137: out of memory");
	CHECK_INT(talk.end.error, AGENT_ERROR_crashed);
	talk_end(&talk);
	talk_begin(&talk, &(struct agent_turn){ TURN });
	agent_acp.exited(talk.agent, 41, "Please set an Auth method in your settings.json");
	talk_listen(&talk);
	CHECK_INT(talk.end.error, AGENT_ERROR_authentication);
	talk_end(&talk);
}

static void rubbish_changes_nothing(void)
{
	static const char *const lines[] = {
		"", "{", "[]", "7", "npm warn", "\xff\xfe", "{\"id\":1,\"id\":1}", "{\"method\":7}", "{\"method\":\"session/update\"}",
		"{\"id\":{},\"method\":\"session/request_permission\"}", "{\"id\":[],\"method\":\"elicitation/create\",\"params\":7}",
		"{\"id\":1.5,\"result\":{}}", "{\"id\":\"3\",\"result\":{\"stopReason\":\"end_turn\"}}", "{\"error\":{}}",
		"{\"method\":\"$/cancel_request\"}",
	};
	struct talk talk;

	talk_usual(&talk);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		talk_hear(&talk, lines[i]);
	talk_update(&talk, "{\"sessionUpdate\":\"tool_call\",\"toolCallId\":7,\"content\":{},\"locations\":[1]}");
	talk_update(&talk, "{\"sessionUpdate\":\"plan\",\"entries\":7}");
	talk_update(&talk, "{\"sessionUpdate\":\"usage_update\",\"used\":-5,\"size\":1e300,\"cost\":{\"amount\":1e300}}");
	CHECK_INT(talk.end.kind, AGENT_note);
	CHECK_INT(talk.usage.context, 0);
	CHECK_INT(talk.usage.cost_microusd, 0);
	talk_end(&talk);
}

int main(void)
{
	it_greets_with_version_one_and_neither_files_nor_terminals();
	a_session_is_given_the_tools_with_all_that_the_protocol_wants();
	pieces_of_a_message_are_told_as_one();
	a_call_is_put_together_from_its_pieces();
	a_permission_is_answered_by_kind_with_the_agents_own_word();
	a_permission_of_policy_ask_is_the_leads();
	our_own_tools_are_allowed_under_any_policy();
	a_title_in_the_models_words_is_no_tool_of_ours();
	a_request_whose_id_nobody_would_keep_is_not_heard();
	an_interruption_answers_what_is_open_and_waits_for_the_end();
	what_nobody_serves_is_refused_and_what_nobody_knows_is_passed_over();
	a_form_is_a_question_to_the_lead();
	a_conversation_is_resumed_before_it_is_loaded();
	a_turn_costs_what_its_conversation_did_not_cost_before();
	a_lost_conversation_begins_anew_with_the_whole_prompt();
	a_login_is_tried_once_and_only_where_it_needs_no_person();
	a_known_program_is_put_into_a_known_mode();
	who_has_a_sandbox_of_its_own_may_commit_in_it();
	a_known_program_is_started_as_it_needs_it();
	gemini_goes_on_with_a_history_that_no_minute_names();
	a_turn_that_ends_well_without_word_or_deed_has_failed();
	each_reason_to_stop_has_its_error();
	an_error_has_the_class_of_its_code_its_data_or_its_words();
	a_retry_is_told_with_its_number();
	a_word_in_mid_turn_goes_where_the_program_takes_one();
	the_turn_lasts_until_its_sub_agents_are_done();
	a_second_answer_and_another_session_change_nothing();
	a_crash_is_told_with_its_last_words();
	rubbish_changes_nothing();
	return tap_done();
}
