/* line.c - see line.h. */
#include "signal/line.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { TEXT_BYTES = 2000, NAME_BYTES = 200, TARGET_BYTES = 1000 };

static void put(json_t *line, const char *key, const char *text, size_t limit_bytes)
{
	_autofree_ char *clean = 0;

	if (text_is_empty(text))
		return;
	clean = text_clean(text, strlen(text), limit_bytes);
	json_put(line, key, clean);
}

static void put_number(json_t *line, const char *key, long long number)
{
	if (number)
		json_put_number(line, key, number);
}

static void put_context(json_t *line, const struct line_context *context)
{
	put(line, "gen_ai.agent.name", context->agent, NAME_BYTES);
	put(line, "gen_ai.provider.name", context->provider, NAME_BYTES);
	put(line, "gen_ai.request.model", context->model, NAME_BYTES);
	put(line, "gen_ai.conversation.id", context->conversation, NAME_BYTES);
}

static void put_tool(json_t *line, const struct agent_event *event)
{
	put(line, "gen_ai.tool.name", event->name, NAME_BYTES);
	put(line, "gen_ai.tool.call.id", event->key, NAME_BYTES);
	put(line, "leadhand.target", event->target, TARGET_BYTES);
	put(line, "leadhand.outcome", event->outcome, NAME_BYTES);
	put(line, "leadhand.digest", event->digest, NAME_BYTES);
	if (event->kind == AGENT_tool || event->kind == AGENT_permission)
		json_put(line, "leadhand.action", agent_action_word(event->action));
}

static void put_usage(json_t *line, const struct agent_event *event)
{
	json_put_number(line, "gen_ai.usage.input_tokens", event->input);
	json_put_number(line, "gen_ai.usage.output_tokens", event->output);
	put_number(line, "gen_ai.usage.cache_read.input_tokens", event->cached);
	put_number(line, "leadhand.cost_microusd", event->cost_microusd);
	put_number(line, "leadhand.context_tokens", event->context);
	put_number(line, "leadhand.context_window", event->window);
}

static void put_more(json_t *line, const struct agent_event *event)
{
	put(line, "leadhand.text", event->text, TEXT_BYTES);
	put(line, "error.type", agent_error_word(event->error), NAME_BYTES);
	put_number(line, "leadhand.wait_ms", event->wait_ms);
	put_number(line, "leadhand.number", event->number);
}

static const struct {
	const char *word, *operation;
	bool has_context;
	void (*put)(json_t *line, const struct agent_event *event);
} kinds[] = {
	[AGENT_thread] = { "thread", "invoke_agent", true, 0 },
	[AGENT_began] = { "began", "invoke_agent", true, 0 },
	[AGENT_note] = { "note", 0, false, put_more },
	[AGENT_message] = { "message", "chat", false, put_more },
	[AGENT_tool] = { "tool", "execute_tool", false, put_tool },
	[AGENT_tool_ended] = { "tool_ended", "execute_tool", false, put_tool },
	[AGENT_file] = { "file", "execute_tool", false, put_tool },
	[AGENT_permission] = { "permission", "execute_tool", false, put_tool },
	[AGENT_subagent] = { "subagent", "invoke_agent", false, put_more },
	[AGENT_retrying] = { "retrying", "chat", false, put_more },
	[AGENT_usage] = { "usage", "chat", true, put_usage },
	[AGENT_asked] = { "asked", 0, false, put_more },
	[AGENT_reported] = { "reported", 0, false, put_more },
	[AGENT_ended] = { "ended", "invoke_agent", true, 0 },
	[AGENT_failed] = { "failed", "invoke_agent", true, put_more },
};

static json_t *begin(const char *word, const char *operation)
{
	json_t *line = json_object();

	json_put(line, "event", word);
	if (operation)
		json_put(line, "gen_ai.operation.name", operation);
	return line;
}

json_t *line_opened(const struct line_context *context)
{
	json_t *line = begin("opened", "invoke_agent");

	put_context(line, context);
	return line;
}

json_t *line_of(const struct agent_event *event, const struct line_context *context)
{
	json_t *line = begin(kinds[event->kind].word, kinds[event->kind].operation);

	if (kinds[event->kind].has_context)
		put_context(line, context);
	if (kinds[event->kind].put)
		kinds[event->kind].put(line, event);
	if (event->kind == AGENT_subagent) {
		put(line, "leadhand.subagent", event->key, NAME_BYTES);
		put(line, "leadhand.outcome", event->outcome, NAME_BYTES);
	}
	if (event->kind == AGENT_reported)
		put(line, "leadhand.outcome", event->outcome, NAME_BYTES);
	put(line, "leadhand.parent", event->parent, NAME_BYTES);
	return line;
}
