/* protocol.c - see protocol.h. */
#include "mcp/protocol.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define META "io.modelcontextprotocol/"
#define MODERN "2026-07-28"

enum {
	NO_JSON = -32700,
	NO_REQUEST = -32600,
	NO_METHOD = -32601,
	NO_PARAMS = -32602,
	NO_VERSION = -32022,
	TEXT_BYTES = 200,
};

/* The newest first: it is what a client is offered that asks for none of them. */
static const char *const legacy[] = { "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05" };

static const char instructions[] =
	"You work on one task in a session of leadhand, for a lead who is a person. `ask` the lead what only they can decide, after a "
	"look at `decisions`; `report` at the end how it went (blocked or impossible, with the reason, is a good result too). `skill` "
	"says how things are done here. `delegate` proposes what is not your task. `reserve` is for a checkout that is shared.";

/*
 * Measured: opencode gives up after 60 s, codex after 300 s, codex within other programs after 120 s; Claude Code waited
 * as long as was tried, and gives up on a silent server after 30 min; gemini after 600 s. Who is not known may be the
 * shortest of all. Whoever gives up earlier says so (notifications/cancelled), and the question is left open all the same.
 */
static const struct {
	const char *client; /* how its name begins */
	long long patience_ms;
} clients[] = {
	{ "claude-code", 1500000 }, { "gemini-cli", 590000 }, { "codex-mcp-client", 290000 }, { "codex-zed", 110000 },
	{ "opencode", 50000 },
};

long long mcp_patience_ms(const struct mcp *mcp)
{
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
		if (text_starts(mcp->client, clients[i].client))
			return clients[i].patience_ms;
	return 50000;
}

static json_t *message_of(const json_t *id)
{
	json_t *message = json_object();

	json_put(message, "jsonrpc", "2.0");
	json_object_set_new(message, "id", id ? json_deep_copy(id) : json_null());
	return message;
}

static json_t *error_of(const json_t *id, int code, const char *text, json_t *data)
{
	json_t *message = message_of(id), *error = json_object();

	json_put_number(error, "code", code);
	json_put(error, "message", text);
	if (data)
		json_object_set_new(error, "data", data);
	json_object_set_new(message, "error", error);
	return message;
}

/* Takes the reference of the result. */
static json_t *result_of(const json_t *id, bool is_modern, json_t *result)
{
	json_t *message = message_of(id);

	if (is_modern)
		json_put(result, "resultType", "complete");
	json_object_set_new(message, "result", result);
	return message;
}

json_t *mcp_result(const json_t *id, bool is_modern, const char *text, bool is_error)
{
	json_t *result = json_object(), *content = json_array(), *part = json_object();

	json_put(part, "type", "text");
	json_put(part, "text", text);
	json_array_append_new(content, part);
	json_object_set_new(result, "content", content);
	json_object_set_new(result, "isError", json_boolean(is_error));
	return result_of(id, is_modern, result);
}

json_t *mcp_progress(const json_t *token, long long seconds)
{
	json_t *message = json_object(), *params = json_object();

	json_put(message, "jsonrpc", "2.0");
	json_put(message, "method", "notifications/progress");
	json_object_set_new(params, "progressToken", json_deep_copy(token));
	json_put_number(params, "progress", seconds);
	json_put(params, "message", "waiting for the lead");
	json_object_set_new(message, "params", params);
	return message;
}

static json_t *versions(void)
{
	json_t *list = json_array();

	json_array_append_new(list, json_string(MODERN));
	for (size_t i = 0; i < sizeof legacy / sizeof *legacy; i++)
		json_array_append_new(list, json_string(legacy[i]));
	return list;
}

static json_t *server_info(void)
{
	json_t *info = json_object();

	json_put(info, "name", "leadhand");
	json_put(info, "title", "leadhand");
	json_put(info, "version", LEADHAND_VERSION);
	return info;
}

static void know_client(struct mcp *mcp, const json_t *info)
{
	const char *name = json_text_or(info, "name", "");
	_autofree_ char *clean = text_clean(name, strlen(name), MCP_CLIENT_BYTES);

	/* Where it was cut, its dots come on top. */
	snprintf(mcp->client, sizeof mcp->client, "%s", clean);
}

/* One request and where it comes from. */
struct request {
	struct mcp *mcp;
	const json_t *id, *params; /* borrowed */
	bool is_modern;
};

static json_t *on_initialize(const struct request *request)
{
	const char *wanted = json_text(request->params, "protocolVersion"), *version = legacy[0];
	json_t *result;

	if (!wanted)
		return error_of(request->id, NO_PARAMS, "initialize needs a protocolVersion", 0);
	for (size_t i = 0; i < sizeof legacy / sizeof *legacy; i++)
		if (!strcmp(legacy[i], wanted))
			version = legacy[i];
	request->mcp->is_open = true;
	know_client(request->mcp, json_object_get(request->params, "clientInfo"));
	result = json_pack("{s:s, s:{s:{s:b}, s:{}}, s:o, s:s}", "protocolVersion", version, "capabilities", "tools",
			   "listChanged", 0, "logging", "serverInfo", server_info(), "instructions", instructions);
	return result_of(request->id, false, result);
}

static json_t *on_discover(const struct request *request)
{
	json_t *result = json_pack("{s:o, s:{s:{}}, s:s, s:i, s:s, s:{s:o}}", "supportedVersions", versions(), "capabilities",
				   "tools", "instructions", instructions, "ttlMs", 3600000, "cacheScope", "public", "_meta",
				   META "serverInfo", server_info());

	return result_of(request->id, true, result);
}

static json_t *on_list(const struct request *request)
{
	json_t *result = json_object();

	json_object_set_new(result, "tools", mcp_tools_json());
	if (request->is_modern) {
		json_put_number(result, "ttlMs", 3600000);
		json_put(result, "cacheScope", "public");
	}
	return result_of(request->id, request->is_modern, result);
}

static json_t *on_ping(const struct request *request)
{
	return result_of(request->id, false, json_object());
}

/* Nothing is ever logged; but who asks for less of it is not told that this is wrong. */
static json_t *on_level(const struct request *request)
{
	static const char *const levels[] = { "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency" };
	const char *level = json_text_or(request->params, "level", "");

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (!strcmp(levels[i], level))
			return result_of(request->id, false, json_object());
	return error_of(request->id, NO_PARAMS, "there is no such level", 0);
}

static const struct {
	const char *method;
	json_t *(*reply)(const struct request *request);
	bool is_legacy, is_modern;
} methods[] = {
	{ "initialize", on_initialize, true, false }, { "server/discover", on_discover, false, true },
	{ "tools/list", on_list, true, true },	      { "ping", on_ping, true, false },
	{ "logging/setLevel", on_level, true, false },
};

static void say(struct mcp_step *step, json_t *reply)
{
	step->deed = MCP_say;
	step->reply = reply;
}

static void take_call(const struct request *request, struct mcp_step *step)
{
	const char *name = json_text(request->params, "name");
	const json_t *arguments = json_object_get(request->params, "arguments"),
		     *token = json_object_get(json_object_get(request->params, "_meta"), "progressToken");

	step->tool = mcp_tool_find(name ? name : "");
	if (!step->tool) {
		_autofree_ char *shown = text_clean(name ? name : "", name ? strlen(name) : 0, TEXT_BYTES),
				*text = mem_printf("there is no tool '%s'", shown);

		say(step, error_of(request->id, NO_PARAMS, text, 0));
		return;
	}
	if (arguments && !json_is_object(arguments)) {
		say(step, error_of(request->id, NO_PARAMS, "arguments have to be an object", 0));
		return;
	}
	step->deed = MCP_call;
	step->id = json_deep_copy(request->id);
	step->arguments = arguments ? json_deep_copy(arguments) : json_object();
	step->token = json_is_string(token) || json_is_integer(token) ? json_deep_copy(token) : 0;
	step->is_modern = request->is_modern;
}

/* Why a request of the modern kind cannot be served, or NULL. */
static json_t *modern_trouble(const struct request *request, const json_t *meta)
{
	const json_t *version = json_object_get(meta, META "protocolVersion");
	json_t *data;

	if (!json_is_string(version))
		return error_of(request->id, NO_PARAMS, "_meta has no " META "protocolVersion, and nobody said initialize", 0);
	if (strcmp(json_string_value(version), MODERN) != 0) {
		data = json_object();
		json_object_set_new(data, "supported", versions());
		json_object_set_new(data, "requested", json_deep_copy(version));
		return error_of(request->id, NO_VERSION, "this protocol version is not spoken here", data);
	}
	if (!json_is_object(json_object_get(meta, META "clientCapabilities")))
		return error_of(request->id, NO_PARAMS, "_meta has no " META "clientCapabilities", 0);
	return 0;
}

static void take_request(struct request *request, const char *method, struct mcp_step *step)
{
	const json_t *meta = json_object_get(request->params, "_meta");
	bool is_free = !strcmp(method, "initialize") || !strcmp(method, "ping");

	request->is_modern = json_object_get(meta, META "protocolVersion") || !(request->mcp->is_open || is_free);
	if (request->is_modern) {
		json_t *trouble = modern_trouble(request, meta);

		if (trouble) {
			say(step, trouble);
			return;
		}
		know_client(request->mcp, json_object_get(meta, META "clientInfo"));
	}
	if (!strcmp(method, "tools/call")) {
		take_call(request, step);
		return;
	}
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (!strcmp(methods[i].method, method) && (request->is_modern ? methods[i].is_modern : methods[i].is_legacy)) {
			say(step, methods[i].reply(request));
			return;
		}
	say(step, error_of(request->id, NO_METHOD, "there is no such method here", 0));
}

static void take_notice(const char *method, const json_t *params, struct mcp_step *step)
{
	const json_t *id = json_object_get(params, "requestId");

	if (strcmp(method, "notifications/cancelled") != 0 || !(json_is_string(id) || json_is_integer(id)))
		return;
	step->deed = MCP_cancel;
	step->id = json_deep_copy(id);
}

void mcp_take(struct mcp *mcp, const char *line, size_t len, struct mcp_step *step)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *message = 0;
	struct request request = { .mcp = mcp };
	const json_t *params;
	const char *method;

	while (len && strchr(" \t\r", line[len - 1]))
		len--;
	if (!len)
		return;
	if (json_parse(line, len, &message, &err)) {
		say(step, error_of(0, NO_JSON, err.text, 0));
		return;
	}
	request.id = json_object_get(message, "id");
	method = json_text(message, "method");
	params = json_object_get(message, "params");
	request.params = json_is_object(params) ? params : 0;
	/* Whatever we might have asked for: we never do. */
	if (!method && (json_object_get(message, "result") || json_object_get(message, "error")))
		return;
	if (!method || !text_same(json_text(message, "jsonrpc"), "2.0") ||
	    (request.id && !json_is_string(request.id) && !json_is_integer(request.id)))
		say(step, error_of(0, NO_REQUEST, "no request of JSON-RPC 2.0, with a text or a whole number as its id", 0));
	else if (request.id)
		take_request(&request, method, step);
	else
		take_notice(method, request.params, step);
}

void mcp_step_release(struct mcp_step *step)
{
	json_decref(step->reply);
	json_decref(step->id);
	json_decref(step->arguments);
	json_decref(step->token);
	*step = (struct mcp_step){ 0 };
}
