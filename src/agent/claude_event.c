/* claude_event.c - see claude_event.h. */
#include "agent/claude_event.h"

#include "agent/claude_error.h"
#include "agent/claude_tool.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { CALL_COUNT = 256 };

void claude_view_release(struct claude_view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		free(view->calls[i].id);
		free(view->calls[i].path);
	}
	free(view->calls);
	*view = (struct claude_view){ .workspace = view->workspace };
}

static void remember(struct claude_view *view, const char *id, const char *path, bool is_task)
{
	if (text_is_empty(id) || view->count == CALL_COUNT)
		return;
	view->calls = mem_grow(view->calls, view->count + 1, sizeof *view->calls);
	view->calls[view->count++] = (struct claude_call){ mem_dup(id), agent_cut(path), is_task };
}

/* What was remembered of it, the caller's; it is forgotten. */
static bool recall(struct claude_view *view, const char *id, bool is_task, char **path)
{
	for (size_t i = 0; i < view->count; i++) {
		struct claude_call *call = &view->calls[i];

		if (call->is_task != is_task || !text_same(call->id, id))
			continue;
		*path = steal(&call->path);
		free(call->id);
		*call = view->calls[--view->count];
		return true;
	}
	return false;
}

static struct agent_event *add(struct agent_queue *queue, enum agent_event_kind kind, const char *key,
			       const json_t *line)
{
	struct agent_event *event = agent_queue_add(queue, kind, 0);

	event->key = agent_cut(key);
	event->parent = agent_cut(json_text(line, "parent_tool_use_id"));
	return event;
}

static void tell_call(struct claude_view *view, const json_t *block, const json_t *line, struct agent_queue *queue)
{
	const char *id = json_text(block, "id"), *name = json_text_or(block, "name", "");
	const json_t *input = json_object_get(block, "input");
	const char *path = claude_tool_edits(name, input);
	struct agent_event *event = add(queue, AGENT_tool, id, line);

	event->name = agent_cut(name);
	event->action = agent_action_of(name);
	event->target = claude_tool_target(input, view->workspace);
	event->digest = claude_tool_digest(name, input);
	if (path)
		remember(view, id, path, false);
}

void claude_event_message(struct claude_view *view, const json_t *line, struct agent_queue *queue)
{
	const json_t *content = json_object_get(json_object_get(line, "message"), "content");

	for (size_t i = 0; i < json_array_size(content); i++) {
		const json_t *block = json_array_get(content, i);
		const char *type = json_text_or(block, "type", ""), *text = json_text(block, "text");

		if (!strcmp(type, "tool_use"))
			tell_call(view, block, line, queue);
		else if (!strcmp(type, "text") && !text_is_empty(text))
			add(queue, AGENT_message, 0, line)->text = mem_dup(text);
	}
}

/* The text of a result: a string, or blocks. The caller's. */
static char *result_text(const json_t *block)
{
	const json_t *content = json_object_get(block, "content");
	struct buf text = BUF_INIT(1U << 20);

	buf_add_text(&text, json_text_or(block, "content", ""));
	for (size_t i = 0; i < json_array_size(content); i++)
		buf_add_text(&text, json_text_or(json_array_get(content, i), "text", ""));
	return buf_take(&text);
}

static const json_t *meta_of(const json_t *line, const char *id)
{
	const json_t *all = json_object_get(line, "tool_result_meta");

	for (size_t i = 0; i < json_array_size(all); i++)
		if (text_same(json_text(json_array_get(all, i), "id"), id))
			return json_array_get(all, i);
	return 0;
}

static const char *outcome_of(const json_t *line, const json_t *block)
{
	const json_t *meta = meta_of(line, json_text(block, "tool_use_id"));
	const json_t *decision = json_object_get(meta, "permission_decision");

	if (text_same(json_text(decision, "decision"), "reject"))
		return "denied";
	if (json_object_get(meta, "non_execution_kind"))
		return "cancelled";
	return json_bool(block, "is_error") ? "failed" : "ok";
}

static void tell_result(struct claude_view *view, const json_t *line, const json_t *block, struct agent_queue *queue)
{
	const char *id = json_text(block, "tool_use_id");
	_autofree_ char *text = result_text(block), *path = 0;
	struct agent_event *event = add(queue, AGENT_tool_ended, id, line);

	event->outcome = mem_dup(outcome_of(line, block));
	event->digest = agent_digest(text, strlen(text));
	event->text = agent_tail(text);
	if (!recall(view, id, false, &path) || !path || strcmp(event->outcome, "ok") != 0)
		return;
	add(queue, AGENT_file, id, line)->target = mem_dup(agent_path_within(path, view->workspace));
}

void claude_event_results(struct claude_view *view, const json_t *line, struct agent_queue *queue)
{
	const json_t *content = json_object_get(json_object_get(line, "message"), "content");

	for (size_t i = 0; i < json_array_size(content); i++) {
		const json_t *block = json_array_get(content, i);

		if (text_same(json_text(block, "type"), "tool_result"))
			tell_result(view, line, block, queue);
	}
}

static void tell_servers(struct claude_view *view, const json_t *line, struct agent_queue *queue)
{
	const json_t *servers = json_object_get(line, "mcp_servers");

	(void)view;
	for (size_t i = 0; i < json_array_size(servers); i++) {
		const json_t *server = json_array_get(servers, i);
		_autofree_ char *note = mem_printf("cannot reach the tools of '%s'", json_text_or(server, "name", ""));

		if (text_same(json_text(server, "status"), "failed"))
			agent_queue_add(queue, AGENT_note, note);
	}
}

static void tell_retry(struct claude_view *view, const json_t *line, struct agent_queue *queue)
{
	long long status = json_number(line, "error_status");
	struct agent_event *event = agent_queue_add(queue, AGENT_retrying, 0);

	(void)view;
	event->error = claude_error_retry(line);
	event->wait_ms = json_number(line, "retry_delay_ms");
	event->number = json_number(line, "attempt");
	event->text = status ? mem_printf("the provider answered with status %lld", status)
			     : mem_dup("the provider's answer broke off, or none came");
}

static void tell_task_start(struct claude_view *view, const json_t *line, struct agent_queue *queue)
{
	const char *call = json_text(line, "tool_use_id"), *id = json_text(line, "task_id");
	struct agent_event *event;

	if (!text_same(json_text(line, "task_type"), "local_agent"))
		return;
	call = call ? call : id;
	event = add(queue, AGENT_subagent, call, line);
	event->outcome = mem_dup("started");
	event->text = agent_cut(json_text(line, "description"));
	remember(view, id, call, true);
}

static void tell_task_end(struct claude_view *view, const json_t *line, struct agent_queue *queue)
{
	_autofree_ char *call = 0;
	struct agent_event *event;

	if (!recall(view, json_text(line, "task_id"), true, &call))
		return;
	event = add(queue, AGENT_subagent, call, line);
	event->outcome = mem_dup(text_same(json_text(line, "status"), "completed") ? "completed" : "failed");
	event->text = agent_cut(json_text(line, "summary"));
}

static void tell_compaction(struct claude_view *view, const json_t *line, struct agent_queue *queue)
{
	(void)view, (void)line;
	agent_queue_add(queue, AGENT_note, "shortens what it remembers");
}

static void tell_information(struct claude_view *view, const json_t *line, struct agent_queue *queue)
{
	const char *text = json_text(line, "content");

	(void)view;
	if (!text_is_empty(text))
		agent_queue_add(queue, AGENT_note, text);
}

void claude_event_system(struct claude_view *view, const json_t *line, struct agent_queue *queue)
{
	static const struct {
		const char *subtype;
		void (*tell)(struct claude_view *view, const json_t *line, struct agent_queue *queue);
	} known[] = {
		{ "init", tell_servers },	       { "api_retry", tell_retry },
		{ "task_started", tell_task_start },   { "task_notification", tell_task_end },
		{ "compact_boundary", tell_compaction }, { "informational", tell_information },
	};
	const char *subtype = json_text_or(line, "subtype", "");

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].subtype, subtype))
			known[i].tell(view, line, queue);
}
