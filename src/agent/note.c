/* note.c - one line for the lead on what an agent does; see event.h. */
#include "agent/event.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

enum { TEXT_BYTES = 1000 };

static const char *const action_words[] = {
#define X(name) #name,
	AGENT_ACTIONS(X)
#undef X
};

const char *agent_action_word(enum agent_action action)
{
	return action_words[action];
}

/* As the programs call them that were seen at work; an MCP tool stands behind its server's name. */
enum agent_action agent_action_of(const char *name)
{
	static const struct {
		const char *name;
		enum agent_action action;
	} known[] = {
		{ "Read", AGENT_ACTION_read }, { "read_file", AGENT_ACTION_read }, { "read", AGENT_ACTION_read },
		{ "read_many_files", AGENT_ACTION_read }, { "Write", AGENT_ACTION_edit }, { "Edit", AGENT_ACTION_edit },
		{ "MultiEdit", AGENT_ACTION_edit }, { "NotebookEdit", AGENT_ACTION_edit },
		{ "write_file", AGENT_ACTION_edit }, { "replace", AGENT_ACTION_edit },
		{ "apply_patch", AGENT_ACTION_edit }, { "Bash", AGENT_ACTION_run }, { "shell", AGENT_ACTION_run },
		{ "exec_command", AGENT_ACTION_run }, { "run_shell_command", AGENT_ACTION_run },
		{ "Grep", AGENT_ACTION_search }, { "Glob", AGENT_ACTION_search }, { "ls", AGENT_ACTION_search },
		{ "list_directory", AGENT_ACTION_search }, { "search_file_content", AGENT_ACTION_search },
		{ "WebSearch", AGENT_ACTION_search }, { "google_web_search", AGENT_ACTION_search },
		{ "WebFetch", AGENT_ACTION_fetch }, { "web_fetch", AGENT_ACTION_fetch },
		{ "AskUserQuestion", AGENT_ACTION_ask }, { "Agent", AGENT_ACTION_delegate },
		{ "Task", AGENT_ACTION_delegate }, { "spawn_agent", AGENT_ACTION_delegate },
		{ "spawnAgent", AGENT_ACTION_delegate }, { "invoke_agent", AGENT_ACTION_delegate },
	};

	for (size_t i = 0; name && i < sizeof known / sizeof *known; i++)
		if (!strcasecmp(known[i].name, name))
			return known[i].action;
	return AGENT_ACTION_other;
}

char *agent_cut(const char *text)
{
	return text_is_empty(text) ? 0 : mem_dup_part(text, strnlen(text, AGENT_TEXT_BYTES));
}

char *agent_tail(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	return agent_cut(len > AGENT_TAIL_BYTES ? text + len - AGENT_TAIL_BYTES : text);
}

char *agent_digest(const char *data, size_t len)
{
	_autofree_ char *whole = text_hash(data, len);

	return mem_dup_part(whole, 16);
}

const char *agent_path_within(const char *path, const char *workspace)
{
	size_t top = strlen(workspace);

	return top && text_starts(path, workspace) && path[top] == '/' && path[top + 1] ? path + top + 1 : path;
}

static char *line_of(const char *verb, const char *text)
{
	return text_is_empty(text) ? 0 : mem_printf("%s: %.*s", verb, TEXT_BYTES, text);
}

/* An edit is told by the files that it touched. */
static char *tool_note(const struct agent_event *event)
{
	static const char *const verbs[] = {
		[AGENT_ACTION_read] = "reads",	   [AGENT_ACTION_run] = "runs",
		[AGENT_ACTION_search] = "searches", [AGENT_ACTION_fetch] = "fetches",
		[AGENT_ACTION_delegate] = "delegates",
	};
	bool has_verb = event->action < sizeof verbs / sizeof *verbs && verbs[event->action];

	if (event->action == AGENT_ACTION_edit || event->action == AGENT_ACTION_ask)
		return 0;
	if (has_verb && !text_is_empty(event->target))
		return line_of(verbs[event->action], event->target);
	return line_of("calls", event->name);
}

char *agent_event_note(const struct agent_event *event)
{
	switch (event->kind) {
	case AGENT_note: return text_is_empty(event->text) ? 0 : mem_printf("%.*s", TEXT_BYTES, event->text);
	case AGENT_message: return line_of("says", event->text);
	case AGENT_tool: return tool_note(event);
	case AGENT_tool_ended:
		return text_same(event->outcome, "denied") ? line_of("was refused", event->text ? event->text : event->name) : 0;
	case AGENT_file: return line_of("edits", event->target);
	case AGENT_permission: return line_of("asks to be allowed", event->text ? event->text : event->target);
	case AGENT_subagent:
		return text_same(event->outcome, "started") ? line_of("starts a sub-agent", event->text) : 0;
	case AGENT_retrying: return line_of("tries again", event->text);
	case AGENT_thread:
	case AGENT_began:
	case AGENT_usage:
	case AGENT_asked:
	case AGENT_reported:
	case AGENT_ended:
	case AGENT_failed: break;
	}
	return 0;
}
