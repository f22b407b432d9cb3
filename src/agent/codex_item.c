/* codex_item.c - see codex_item.h. */
#include "agent/codex_item.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

/* A note is cut to 200 bytes in the end: no need to carry a novel there. */
enum { PATH_COUNT = 8, TEXT_BYTES = 1000 };

struct item_note {
	const json_t *item;
	const char *workspace;
	struct agent_queue *queue;
};

static void note(const struct item_note *n, const char *verb, const char *text)
{
	_autofree_ char *line = 0;

	if (text_is_empty(text))
		return;
	line = mem_printf("%s: %.*s", verb, TEXT_BYTES, text);
	agent_queue_add(n->queue, AGENT_note, line);
}

static void note_command(const struct item_note *n)
{
	const json_t *actions = json_object_get(n->item, "commandActions");
	const char *inner = json_text(json_array_get(actions, 0), "command");

	/* The whole is wrapped into a login shell; a single action is the command as it was
	 * meant. */
	if (json_array_size(actions) != 1 || !inner)
		inner = json_text(n->item, "command");
	note(n, "runs", inner);
}

static void note_edit(const struct item_note *n)
{
	const json_t *changes = json_object_get(n->item, "changes");
	size_t top = strlen(n->workspace), count = json_array_size(changes);
	_autofree_ char *more = 0;

	for (size_t i = 0; i < count && i < PATH_COUNT; i++) {
		const char *path = json_text_or(json_array_get(changes, i), "path", "");

		if (text_starts(path, n->workspace) && path[top] == '/')
			path += top + 1;
		note(n, "edits", path);
	}
	if (count <= PATH_COUNT)
		return;
	more = mem_printf("%zu more files", count - PATH_COUNT);
	note(n, "edits", more);
}

static void note_message(const struct item_note *n)
{
	note(n, "says", json_text(n->item, "text"));
}

static void note_call(const struct item_note *n)
{
	const char *server = json_text_or(n->item, "server", "");
	_autofree_ char *call = mem_printf("%.200s%s%.200s", server, *server ? "." : "",
					   json_text_or(n->item, "tool", ""));

	note(n, "calls", call);
}

static void note_search(const struct item_note *n)
{
	note(n, "searches", json_text(n->item, "query"));
}

static void note_compaction(const struct item_note *n)
{
	agent_queue_add(n->queue, AGENT_note, "shortens what it remembers");
}

void codex_item_note(const json_t *item, bool is_complete, const char *workspace,
		     struct agent_queue *queue)
{
	static const struct {
		const char *type;
		bool is_complete; /* told when it ends, because only then it has its words */
		void (*tell)(const struct item_note *n);
	} kinds[] = {
		{"commandExecution", false, note_command},    {"fileChange", false, note_edit},
		{"agentMessage", true, note_message},	      {"mcpToolCall", false, note_call},
		{"collabAgentToolCall", false, note_call},    {"webSearch", true, note_search},
		{"contextCompaction", true, note_compaction},
	};
	const struct item_note n = { item, workspace, queue };
	const char *type = json_text_or(item, "type", "");

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].type, type) && kinds[i].is_complete == is_complete)
			kinds[i].tell(&n);
}
