/* codex_item.c - see codex_item.h. */
#include "agent/codex_item.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { PATH_COUNT = 8 };

struct item_told {
	const json_t *item;
	const struct codex_place *place;
	struct agent_queue *queue;
};

static struct agent_event *add(const struct item_told *told, enum agent_event_kind kind)
{
	struct agent_event *event = agent_queue_add(told->queue, kind, 0);

	event->key = agent_cut(json_text(told->item, "id"));
	event->parent = agent_cut(told->place->parent);
	return event;
}

static struct agent_event *begin(const struct item_told *told, const char *name, enum agent_action action,
				 const char *target)
{
	struct agent_event *event = add(told, AGENT_tool);
	_autofree_ char *whole = mem_printf("%s\n%s", name, target ? target : "");

	event->name = agent_cut(name);
	event->action = action;
	event->target = agent_cut(target);
	event->digest = agent_digest(whole, strlen(whole));
	return event;
}

static void end(const struct item_told *told, const char *result)
{
	struct agent_event *event = add(told, AGENT_tool_ended);
	const char *status = json_text_or(told->item, "status", "completed");

	event->outcome = mem_dup(!strcmp(status, "declined") ? "denied" : !strcmp(status, "failed") ? "failed" : "ok");
	event->digest = agent_digest(result ? result : "", result ? strlen(result) : 0);
	event->text = agent_tail(result);
}

const char *codex_item_command(const json_t *item)
{
	const json_t *actions = json_object_get(item, "commandActions");
	const char *inner = json_text(json_array_get(actions, 0), "command");

	/* The whole is wrapped into a login shell; a single action is the command as it was
	 * meant. */
	return json_array_size(actions) == 1 && inner ? inner : json_text(item, "command");
}

static void tell_command(const struct item_told *told)
{
	begin(told, "exec_command", AGENT_ACTION_run, codex_item_command(told->item));
}

static void tell_command_end(const struct item_told *told)
{
	_autofree_ char *result = mem_printf("%lld %s", json_number(told->item, "exitCode"),
					     json_text_or(told->item, "aggregatedOutput", ""));

	/* What was declined printed nothing, and is told by its name. */
	end(told, text_same(json_text(told->item, "status"), "declined") ? codex_item_command(told->item) : result);
}

static void tell_edit(const struct item_told *told)
{
	const json_t *changes = json_object_get(told->item, "changes");
	size_t count = json_array_size(changes);
	_autofree_ char *all = json_line(changes), *more = 0;
	struct agent_event *event;

	begin(told, "apply_patch", AGENT_ACTION_edit, all);
	for (size_t i = 0; i < count && i < PATH_COUNT; i++) {
		const char *path = json_text_or(json_array_get(changes, i), "path", "");

		event = add(told, AGENT_file);
		event->target = agent_cut(agent_path_within(path, told->place->workspace));
	}
	if (count <= PATH_COUNT)
		return;
	more = mem_printf("edits: %zu more files", count - PATH_COUNT);
	agent_queue_add(told->queue, AGENT_note, more);
}

static void tell_edit_end(const struct item_told *told)
{
	end(told, json_text(told->item, "status"));
}

static void tell_message(const struct item_told *told)
{
	struct agent_event *event = agent_queue_add(told->queue, AGENT_message, json_text(told->item, "text"));

	event->parent = agent_cut(told->place->parent);
}

static void tell_call(const struct item_told *told)
{
	const char *server = json_text_or(told->item, "server", "");
	_autofree_ char *arguments = json_line(json_object_get(told->item, "arguments"));
	_autofree_ char *call = mem_printf("%.200s%s%.200s", server, *server ? "." : "",
					   json_text_or(told->item, "tool", ""));

	mem_replace(&begin(told, call, AGENT_ACTION_other, arguments)->target, 0);
}

static void tell_call_end(const struct item_told *told)
{
	_autofree_ char *result = json_line(json_object_get(told->item, "result"));

	end(told, result);
}

static void tell_subagent(const struct item_told *told, const char *id, const char *outcome)
{
	struct agent_event *event = agent_queue_add(told->queue, AGENT_subagent, json_text(told->item, "prompt"));

	event->key = agent_cut(id);
	event->outcome = mem_dup(outcome);
	event->parent = agent_cut(told->place->parent);
}

/* What became of each agent that the call was about, as far as it is over. */
static void tell_collab_end(const struct item_told *told)
{
	json_t *states = json_object_get(told->item, "agentsStates"), *state;
	const json_t *made = json_object_get(told->item, "receiverThreadIds");
	const char *id;

	tell_call_end(told);
	if (text_same(json_text(told->item, "tool"), "spawnAgent"))
		for (size_t i = 0; i < json_array_size(made); i++)
			tell_subagent(told, json_string_value(json_array_get(made, i)), "started");
	json_object_foreach(states, id, state) {
		const char *status = json_text_or(state, "status", "");

		if (!strcmp(status, "completed") || !strcmp(status, "shutdown"))
			tell_subagent(told, id, "completed");
		else if (!strcmp(status, "errored") || !strcmp(status, "interrupted"))
			tell_subagent(told, id, "failed");
	}
}

/* Newer versions tell of a sub-agent's life beside the calls. */
static void tell_activity(const struct item_told *told)
{
	const char *kind = json_text_or(told->item, "kind", ""), *id = json_text(told->item, "agentThreadId");

	if (!strcmp(kind, "started") || !strcmp(kind, "completed"))
		tell_subagent(told, id, kind);
	else if (!strcmp(kind, "interrupted"))
		tell_subagent(told, id, "failed");
}

static void tell_search(const struct item_told *told)
{
	begin(told, "web_search", AGENT_ACTION_search, json_text(told->item, "query"));
	end(told, 0);
}

static void tell_compaction(const struct item_told *told)
{
	agent_queue_add(told->queue, AGENT_note, "shortens what it remembers");
}

void codex_item_tell(const json_t *item, bool is_complete, const struct codex_place *place,
		     struct agent_queue *queue)
{
	static const struct {
		const char *type;
		void (*begun)(const struct item_told *told);
		void (*complete)(const struct item_told *told);
	} kinds[] = {
		{ "commandExecution", tell_command, tell_command_end },
		{ "fileChange", tell_edit, tell_edit_end },
		{ "mcpToolCall", tell_call, tell_call_end },
		{ "collabAgentToolCall", tell_call, tell_collab_end },
		{ "subAgentActivity", 0, tell_activity },
		{ "agentMessage", 0, tell_message },
		{ "webSearch", 0, tell_search },
		{ "contextCompaction", 0, tell_compaction },
	};
	const struct item_told told = { item, place, queue };
	const char *type = json_text_or(item, "type", "");

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		void (*tell)(const struct item_told *) = is_complete ? kinds[i].complete : kinds[i].begun;

		if (!strcmp(kinds[i].type, type) && tell)
			tell(&told);
	}
}
