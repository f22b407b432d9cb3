/* The tools speak both eras of their protocol, and refuse in words that a model can act on. */
#include "base/mem.h"
#include "base/text.h"
#include "mcp/protocol.h"
#include "mcp/texts.h"
#include "sys/fs.h"
#include "tap.h"

#define META "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"," \
	     "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"opencode\"},\"io.modelcontextprotocol/clientCapabilities\":{}"

static void take(struct mcp *mcp, const char *line, struct mcp_step *step)
{
	mcp_step_release(step);
	mcp_take(mcp, line, strlen(line), step);
}

static const json_t *result(const struct mcp_step *step)
{
	return json_object_get(step->reply, "result");
}

static long long error(const struct mcp_step *step)
{
	return json_number(json_object_get(step->reply, "error"), "code");
}

static void a_recorded_client_is_served(const char *file, const char *version, const char *client, bool ends_cancelled)
{
	_cleanup_(mcp_step_release) struct mcp_step step = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/%s", TEST_DATA, file), *text = 0;
	struct mcp mcp = { 0 };
	struct lines walk;
	long long lists = 0, calls = 0;

	CHECK_INT(fs_read(path, 1 << 20, &text, 0, &err), 0);
	LINES_EACH(walk, text) {
		take(&mcp, walk.line, &step);
		CHECK(step.deed != MCP_say || result(&step));
		if (step.deed == MCP_say && strstr(walk.line, "\"initialize\""))
			CHECK_STR(json_text(result(&step), "protocolVersion"), version);
		lists += step.deed == MCP_say && json_object_get(result(&step), "tools");
		calls += step.deed == MCP_call;
		if (step.deed == MCP_call)
			CHECK(text_same(step.tool->name, "ask") && !step.is_modern && json_integer_value(step.id) == 2);
	}
	CHECK_INT(lists, 1);
	CHECK_INT(calls, 1);
	CHECK(text_starts(mcp.client, client));
	CHECK((step.deed == MCP_cancel && json_integer_value(step.id) == 2) == ends_cancelled);
}

static void each_legacy_version_is_spoken_and_an_unknown_one_gets_the_newest(void)
{
	static const char *const asked[] = { "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "1999-01-01", "2026-07-28" };

	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		_cleanup_(mcp_step_release) struct mcp_step step = { 0 };
		_autofree_ char *line = mem_printf("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"%s\"}}",
						   asked[i]);
		struct mcp mcp = { 0 };

		take(&mcp, line, &step);
		CHECK_STR(json_text(result(&step), "protocolVersion"), i < 4 ? asked[i] : "2025-11-25");
		CHECK_STR(json_text(step.reply, "id"), "a");
		CHECK(json_is_object(json_object_get(json_object_get(result(&step), "capabilities"), "tools")));
	}
}

static void what_legacy_clients_say_beside_their_calls_is_answered(void)
{
	static const struct {
		const char *line;
		long long error;
	} said[] = {
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", 0 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\"}}", 0 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", 0 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{\"progressToken\":0}}}", 0 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"debug\"}}", 0 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"loud\"}}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/list\"}", -32601 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"}", -32601 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"approve\"}}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{}}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ask\",\"arguments\":[]}}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", -32600 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", -32600 },
		{ "{\"id\":1,\"method\":\"ping\"}", -32600 },
		{ "{}", -32600 },
		{ "[]", -32700 },
		{ "{\"jsonrpc\":", -32700 },
	};
	_cleanup_(mcp_step_release) struct mcp_step step = { 0 };
	struct mcp mcp = { 0 };

	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		take(&mcp, said[i].line, &step);
		CHECK_INT(step.deed, MCP_say);
		CHECK_INT(error(&step), said[i].error);
		CHECK(said[i].error || json_is_object(result(&step)));
		CHECK(!json_object_get(result(&step), "resultType"));
	}
}

static void what_needs_no_answer_gets_none(void)
{
	static const char *const lines[] = {
		"", " \r", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
		"{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}",
		"{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":null}}",
		"{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}", "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":1}}",
		"{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"report\"}}",
	};
	_cleanup_(mcp_step_release) struct mcp_step step = { 0 };
	struct mcp mcp = { 0 };

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		take(&mcp, lines[i], &step);
		CHECK_INT(step.deed, MCP_nothing);
	}
}

static void a_modern_client_is_served_without_an_opening(void)
{
	_cleanup_(mcp_step_release) struct mcp_step step = { 0 };
	struct mcp mcp = { 0 };

	take(&mcp, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" META "}}}", &step);
	CHECK_STR(json_text(result(&step), "resultType"), "complete");
	CHECK_STR(json_string_value(json_array_get(json_object_get(result(&step), "supportedVersions"), 0)), "2026-07-28");
	CHECK(json_number(result(&step), "ttlMs") > 0);
	CHECK_STR(json_text(result(&step), "cacheScope"), "public");
	take(&mcp, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{" META "}}}", &step);
	CHECK_STR(json_text(result(&step), "resultType"), "complete");
	CHECK_STR(json_text(result(&step), "cacheScope"), "public");
	CHECK_INT((long long)json_array_size(json_object_get(result(&step), "tools")), 6);
	take(&mcp, "{\"jsonrpc\":\"2.0\",\"id\":\"c\",\"method\":\"tools/call\",\"params\":{\"name\":\"skill\"," META
		   ",\"progressToken\":\"t\"}}}", &step);
	CHECK_INT(step.deed, MCP_call);
	CHECK(step.is_modern && text_same(json_string_value(step.token), "t") && json_object_size(step.arguments) == 0);
	CHECK_INT(mcp_patience_ms(&mcp), 50000);
}

static void a_modern_request_says_all_of_itself_or_is_refused(void)
{
	static const struct {
		const char *line;
		long long error;
	} said[] = {
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{\"_meta\":{}}}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
		  "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
		  "\"io.modelcontextprotocol/protocolVersion\":5}}}", -32602 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
		  "\"io.modelcontextprotocol/protocolVersion\":\"2031-01-01\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}", -32022 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"debug\"," META "}}}", -32601 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\",\"params\":{" META "}}}", -32601 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"land\"," META "}}}", -32602 },
	};
	_cleanup_(mcp_step_release) struct mcp_step step = { 0 };
	const json_t *data;
	struct mcp mcp = { 0 };

	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		take(&mcp, said[i].line, &step);
		CHECK_INT(error(&step), said[i].error);
		data = json_object_get(json_object_get(step.reply, "error"), "data");
		if (said[i].error == -32022)
			CHECK(text_same(json_text(data, "requested"), "2031-01-01") &&
			      json_array_size(json_object_get(data, "supported")) == 5);
	}
}

static void a_client_of_a_long_name_takes_no_room_that_is_not_its_own(void)
{
	_autofree_ char *name = mem_new(1001, 1), *line = 0;
	struct mcp mcp = { 0 };
	_cleanup_(mcp_step_release) struct mcp_step step = { 0 };

	memset(name, 'x', 1000);
	line = mem_printf("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
			  "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"%s\"}}}", name);
	take(&mcp, line, &step);
	CHECK_INT(step.deed, MCP_say);
	CHECK_INT(strlen(mcp.client), MCP_CLIENT_BYTES);
}

static void every_client_is_answered_before_it_gives_up(void)
{
	static const struct {
		const char *client;
		long long gives_up_ms;
	} known[] = { { "opencode", 60000 }, { "codex-mcp-client", 300000 }, { "gemini-cli-mcp-client-leadhand", 600000 },
		      { "codex-zed", 120000 }, { "claude-code", 1800000 }, { "", 60000 }, { "somebody", 60000 } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct mcp mcp = { 0 };

		snprintf(mcp.client, sizeof mcp.client, "%s", known[i].client);
		CHECK(mcp_patience_ms(&mcp) <= known[i].gives_up_ms - 10000);
		CHECK(mcp_patience_ms(&mcp) >= 40000);
	}
}

static void no_tool_decides_anything_and_each_says_that_it_only_reads(void)
{
	static const char *const names[] = { "ask", "report", "decisions", "skill", "reserve", "delegate" };
	_json_ json_t *list = mcp_tools_json();

	CHECK_INT((long long)json_array_size(list), 6);
	for (size_t i = 0; i < 6; i++) {
		const json_t *tool = json_array_get(list, i), *schema = json_object_get(tool, "inputSchema");

		CHECK_STR(json_text(tool, "name"), names[i]);
		/* Without it codex asks a person who is not there; longer ones are cut by Claude Code. */
		CHECK(json_bool(json_object_get(tool, "annotations"), "readOnlyHint"));
		CHECK(strlen(json_text_or(tool, "description", "")) < 2000 && json_text(tool, "title"));
		CHECK_STR(json_text(schema, "type"), "object");
		CHECK(json_is_false(json_object_get(schema, "additionalProperties")));
		CHECK(!json_object_get(schema, "anyOf") && !json_object_get(schema, "oneOf"));
	}
}

static char *refused(const char *tool, const char *arguments)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *object = 0, *word = 0;

	CHECK_INT(json_parse(arguments, strlen(arguments), &object, &err), 0);
	CHECK_INT(mcp_tool_word(mcp_tool_find(tool), object, 0, &word, &err), ERR_USAGE);
	return mem_dup(err.text ? err.text : "");
}

static void bad_arguments_are_refused_in_a_sentence(void)
{
	static const char *const bad[][3] = {
		{ "ask", "{}", "the argument 'text' is missing" },
		{ "ask", "{\"text\":5}", "'text' has to be a text" },
		{ "ask", "{\"text\":\"x\",\"options\":\"a\"}", "'options' has to be a list of texts" },
		{ "ask", "{\"text\":\"x\",\"options\":[\"a\",\"\"]}", "'options': entry 2 has to be a text that is not empty" },
		{ "ask", "{\"text\":\"x\",\"default\":0}", "'default' has to be 1 or more" },
		{ "ask", "{\"text\":\"x\",\"blocking\":\"yes\"}", "'blocking' has to be true or false" },
		{ "ask", "{\"text\":\"x\",\"wait_ms\":1}", "there is no argument 'wait_ms'; there are: text, options, default, blocking" },
		{ "report", "{\"outcome\":\"great\",\"text\":\"x\"}", "'outcome' has to be one of: done, blocked, impossible" },
		{ "skill", "{\"word\":\"ask\"}", "there is no argument 'word'; there are: name" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		_autofree_ char *said = refused(bad[i][0], bad[i][1]);

		CHECK_STR(said, bad[i][2]);
	}
}

static char *word_of(const char *tool, const char *arguments, long long patience_ms)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *object = 0, *word = 0;

	CHECK_INT(json_parse(arguments, strlen(arguments), &object, &err), 0);
	CHECK_INT(mcp_tool_word(mcp_tool_find(tool), object, patience_ms, &word, &err), 0);
	return json_line(word);
}

static void a_call_is_a_word_at_the_door(void)
{
	static const char *const words[][3] = {
		{ "ask", "{\"text\":\"x\",\"default\":1,\"options\":[\"a\"]}",
		  "{\"text\":\"x\",\"default\":1,\"options\":[\"a\"],\"word\":\"ask\",\"wait_ms\":7000}" },
		{ "report", "{\"outcome\":\"impossible\",\"text\":\"x\"}", "{\"outcome\":\"impossible\",\"text\":\"x\",\"word\":\"report\"}" },
		{ "reserve", "{\"paths\":[\"a\"],\"minutes\":2}", "{\"paths\":[\"a\"],\"word\":\"reserve\",\"for_ms\":120000}" },
		{ "decisions", "{\"about\":\" the  colour\\n\"}", "{\"word\":\"decisions\",\"words\":[\"the\",\"colour\"]}" },
		{ "decisions", "{}", "{\"word\":\"decisions\",\"words\":[]}" },
		{ "skill", "{}", "{\"word\":\"skill\"}" },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		_autofree_ char *said = word_of(words[i][0], words[i][1], 7000);

		CHECK_STR(said, words[i][2]);
	}
}

static void no_answer_yet_says_what_to_do(void)
{
	static const char *const replies[][2] = {
		{ "{\"answer\":\"blue\"}", "The answer: blue" },
		{ "{\"left\":true,\"default\":\"blue\"}", "No answer yet: go on with the default 'blue'." },
		{ "{\"left\":true,\"default\":null}", "No answer yet. Commit what you have and end your turn now" },
	};

	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		_json_ json_t *reply = 0;
		_autofree_ char *text = 0;

		CHECK_INT(json_parse(replies[i][0], strlen(replies[i][0]), &reply, &err), 0);
		text = text_of_ask(reply);
		CHECK(text_starts(text, replies[i][1]));
	}
}

int main(void)
{
	a_recorded_client_is_served("mcp-claude.jsonl", "2025-11-25", "claude-code", false);
	a_recorded_client_is_served("mcp-codex.jsonl", "2025-06-18", "codex-mcp-client", false);
	a_recorded_client_is_served("mcp-codex-gives-up.jsonl", "2025-06-18", "codex-mcp-client", true);
	each_legacy_version_is_spoken_and_an_unknown_one_gets_the_newest();
	what_legacy_clients_say_beside_their_calls_is_answered();
	what_needs_no_answer_gets_none();
	a_modern_client_is_served_without_an_opening();
	a_modern_request_says_all_of_itself_or_is_refused();
	a_client_of_a_long_name_takes_no_room_that_is_not_its_own();
	every_client_is_answered_before_it_gives_up();
	no_tool_decides_anything_and_each_says_that_it_only_reads();
	bad_arguments_are_refused_in_a_sentence();
	a_call_is_a_word_at_the_door();
	no_answer_yet_says_what_to_do();
	return tap_done();
}
