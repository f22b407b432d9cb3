/* claude_tool.c - see claude_tool.h. */
#include "agent/claude_tool.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { TARGET_BYTES = 4000 };

const char *claude_tool_edits(const char *name, const json_t *input)
{
	const char *path = json_text(input, "file_path");

	if (agent_action_of(name) != AGENT_ACTION_edit)
		return 0;
	return path ? path : json_text(input, "notebook_path");
}

char *claude_tool_target(const json_t *input, const char *workspace)
{
	/* In this order: a search has a path too, but is about its pattern. */
	static const char *const keys[] = { "command", "pattern",     "query", "url",
					    "file_path", "notebook_path", "path",  "description", "skill" };
	const char *found = 0;

	for (size_t i = 0; i < sizeof keys / sizeof *keys && text_is_empty(found); i++)
		found = json_text(input, keys[i]);
	if (text_is_empty(found))
		return 0;
	found = agent_path_within(found, workspace);
	return mem_dup_part(found, strnlen(found, TARGET_BYTES));
}

char *claude_tool_digest(const char *name, const json_t *input)
{
	/* Keys in their order: the model need not write them in the same one twice. */
	_autofree_ char *arguments = json_dumps(input, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	_autofree_ char *whole = mem_printf("%s\n%s", name, arguments ? arguments : "");

	return agent_digest(whole, strlen(whole));
}
