/* claude_close.c - see claude_close.h. */
#include "agent/claude_close.h"

#include "agent/claude_ask.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { TASK_COUNT = 256, ID_BYTES = 200 };

static const char stop_prefix[] = "stop-";

static void forget_tasks(struct claude_close *close)
{
	for (size_t i = 0; i < close->count; i++)
		free(close->tasks[i].id);
	free(close->tasks);
	close->tasks = 0;
	close->count = 0;
}

void claude_close_release(struct claude_close *close)
{
	forget_tasks(close);
	*close = (struct claude_close){ 0 };
}

void claude_close_begun(struct claude_close *close)
{
	close->has_result = close->is_idle = close->comes_back = false;
}

static bool has_agents(const struct claude_close *close)
{
	for (size_t i = 0; i < close->count; i++)
		if (close->tasks[i].is_agent)
			return true;
	return false;
}

/* While a sub-agent works the commands may be its own. */
static void stop_rest(struct claude_close *close, struct agent_queue *queue, struct buf *send)
{
	if (!close->has_result || has_agents(close))
		return;
	for (size_t i = 0; i < close->count; i++) {
		struct claude_task *task = &close->tasks[i];
		_autofree_ char *id = mem_printf("%s%s", stop_prefix, task->id);

		if (task->is_asked)
			continue;
		task->is_asked = true;
		claude_ask_request(send, id, json_pack("{s:s,s:s}", "subtype", "stop_task", "task_id", task->id));
		agent_queue_add(queue, AGENT_note, "ended its turn with a command still running, which is stopped");
	}
}

void claude_close_result(struct claude_close *close, struct agent_queue *queue, struct buf *send)
{
	close->has_result = true;
	stop_rest(close, queue, send);
}

static struct claude_task *find(struct claude_close *close, const char *id)
{
	for (size_t i = 0; i < close->count; i++)
		if (!strcmp(close->tasks[i].id, id))
			return &close->tasks[i];
	return 0;
}

static bool is_agents(const char *type)
{
	return strstr(type, "agent") || strstr(type, "workflow") || strstr(type, "teammate");
}

void claude_close_tasks(struct claude_close *close, const json_t *event, struct agent_queue *queue, struct buf *send)
{
	const json_t *array = json_object_get(event, "tasks");
	size_t count = json_array_size(array) < TASK_COUNT ? json_array_size(array) : TASK_COUNT, kept = 0;
	struct claude_task *tasks = mem_new(count + 1, sizeof *tasks);

	for (size_t i = 0; i < count; i++) {
		const json_t *task = json_array_get(array, i);
		const char *id = json_text(task, "task_id");
		const struct claude_task *known;

		if (text_is_empty(id) || strlen(id) > ID_BYTES)
			continue;
		known = find(close, id);
		tasks[kept++] = (struct claude_task){ .id = mem_dup(id),
						      .is_agent = is_agents(json_text_or(task, "task_type", "")),
						      .is_asked = known && known->is_asked,
						      .is_answered = known && known->is_answered };
	}
	forget_tasks(close);
	close->tasks = tasks;
	close->count = kept;
	stop_rest(close, queue, send);
}

/* Told before it leaves the list. What was stopped on our word is not told to the model. */
void claude_close_task_ended(struct claude_close *close, const json_t *event)
{
	if (close->has_result && !text_same(json_text(event, "status"), "stopped") &&
	    find(close, json_text_or(event, "task_id", "")))
		close->comes_back = true;
}

void claude_close_state(struct claude_close *close, const char *state)
{
	close->tells_state = true;
	close->is_idle = text_same(state, "idle");
	close->comes_back &= !close->is_idle;
}

void claude_close_answered(struct claude_close *close, const char *id)
{
	struct claude_task *task = id && text_starts(id, stop_prefix) ? find(close, id + strlen(stop_prefix)) : 0;

	if (task)
		task->is_answered = true;
}

bool claude_close_is_over(const struct claude_close *close)
{
	for (size_t i = 0; i < close->count; i++)
		if (close->tasks[i].is_agent || !close->tasks[i].is_answered)
			return false;
	return close->has_result && !close->comes_back && (close->is_idle || !close->tells_state);
}
