/* claude_words.c - see claude_words.h. */
#include "agent/claude_words.h"

#include "agent/wire.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { HOOK_SECONDS = 60, BLOCK_COUNT = 1000 };

bool claude_words_is_free(const struct agent_turn *turn)
{
	return turn->has_walls && (text_is_empty(turn->permissions) || text_same(turn->permissions, "allow"));
}

static void add_two(char **words, const char *name, const char *value)
{
	lines_add(words, name);
	lines_add(words, value);
}

static char *start_of(const struct agent_turn *turn)
{
	return mem_dup(text_is_empty(turn->run) ? "claude" : turn->run);
}

/* Both as nobody but the session is meant to have them. */
static void add_sources(char **words)
{
	add_two(words, "--setting-sources", "user");
	lines_add(words, "--strict-mcp-config");
	add_two(words, "--add-dir", ".");
}

static json_t *pairs(const char *list)
{
	json_t *object = json_object();
	struct lines walk;

	LINES_EACH(walk, list) {
		char *mark = strchr(walk.line, '=');

		if (!mark)
			continue;
		*mark = 0;
		json_put(object, walk.line, mark + 1);
	}
	return object;
}

static void add_tools(char **words, const struct agent_turn *turn)
{
	_json_ json_t *config = 0, *argv = 0;
	_autofree_ char *text = 0;
	json_t *server;

	if (text_is_empty(turn->tools))
		return;
	argv = json_from_lines(turn->tools);
	server = json_object();
	json_put(server, "type", "stdio");
	json_put(server, "command", json_string_value(json_array_get(argv, 0)));
	json_array_remove(argv, 0);
	json_object_set(server, "args", argv);
	json_object_set_new(server, "env", pairs(turn->tools_env ? turn->tools_env : ""));
	config = json_pack("{s:{s:o}}", "mcpServers", "leadhand", server);
	text = json_line(config);
	add_two(words, "--mcp-config", text);
}

/* A hook is a line for a shell. */
static char *shell_words(const char *argv)
{
	struct buf line = BUF_INIT(64U << 10);
	struct lines walk;

	LINES_EACH(walk, argv) {
		buf_add_text(&line, line.len ? " '" : "'");
		for (const char *at = walk.line; *at; at++)
			buf_add_text(&line, *at == '\'' ? "'\\''" : (const char[]){ *at, 0 });
		buf_add_text(&line, "'");
	}
	return buf_take(&line);
}

/* Those that can be answered. What others would tell, of sub-agents and its memory, stands in its stream. */
static void add_hooks(char **words, const struct agent_turn *turn)
{
	static const struct {
		const char *event, *matcher;
	} heard[] = { { "PostToolUse", "Write|Edit|MultiEdit|NotebookEdit" }, { "Stop", 0 } };
	_json_ json_t *settings = 0;
	_autofree_ char *command = 0, *text = 0;
	json_t *hooks;

	if (text_is_empty(turn->hook))
		return;
	command = shell_words(turn->hook);
	hooks = json_object();
	for (size_t i = 0; i < sizeof heard / sizeof *heard; i++) {
		json_t *hook = json_pack("{s:s,s:i}", "type", "command", "timeout", HOOK_SECONDS);
		json_t *group = json_pack("{s:[o]}", "hooks", hook);

		json_put(hook, "command", command);
		if (heard[i].matcher)
			json_put(group, "matcher", heard[i].matcher);
		json_object_set_new(hooks, heard[i].event, json_pack("[o]", group));
	}
	settings = json_pack("{s:o}", "hooks", hooks);
	text = json_line(settings);
	add_two(words, "--settings", text);
}

/*
 * Behind walls nothing is asked. Without them it edits in its folder and commits, and the answer to all
 * else is the policy's: one that cannot commit has nothing to offer.
 */
static void add_permissions(char **words, const struct agent_turn *turn)
{
	bool is_free = claude_words_is_free(turn);

	add_two(words, "--permission-mode", is_free ? "bypassPermissions" : "acceptEdits");
	add_two(words, "--permission-prompt-tool", "stdio");
	if (is_free)
		return;
	lines_add(words, "--allowedTools");
	lines_add(words, "Bash(git add *)");
	lines_add(words, "Bash(git commit *)");
	lines_add(words, "Bash(git status *)");
	lines_add(words, "Bash(git diff *)");
	lines_add(words, "Bash(git log *)");
	lines_add(words, "Bash(leadhand *)");
	if (!text_is_empty(turn->tools))
		lines_add(words, "mcp__leadhand");
}

char *claude_words_argv(const struct agent_turn *turn, const char *thread)
{
	char *words = start_of(turn);

	lines_add(&words, "-p");
	add_two(&words, "--input-format", "stream-json");
	add_two(&words, "--output-format", "stream-json");
	lines_add(&words, "--verbose");
	add_permissions(&words, turn);
	/* What would move it out of its workspace, or wake it when its turn is long over. */
	add_two(&words, "--disallowedTools", "EnterWorktree,ExitWorktree,CronCreate,CronDelete,CronList,ScheduleWakeup");
	add_sources(&words);
	add_tools(&words, turn);
	add_hooks(&words, turn);
	if (!text_is_empty(turn->model))
		add_two(&words, "--model", turn->model);
	if (!text_is_empty(thread))
		add_two(&words, "--resume", thread);
	return words;
}

char *claude_words_notes(const char *workspace)
{
	/* Its login is the lead's, and what it may do in there is for our walls to say. */
	_json_ json_t *notes = json_pack("{s:b,s:{s:{s:b}}}", "hasCompletedOnboarding", 1, "projects", workspace,
					 "hasTrustDialogAccepted", 1);

	return json_line(notes);
}

char *claude_words_attach(const struct agent_turn *turn)
{
	char *words;

	if (text_is_empty(turn->thread))
		return 0;
	words = start_of(turn);
	add_two(&words, "--resume", turn->thread);
	/* A person is there to be asked. */
	add_two(&words, "--permission-mode", "acceptEdits");
	add_sources(&words);
	if (!text_is_empty(turn->model))
		add_two(&words, "--model", turn->model);
	return words;
}

char *claude_words_env(const struct agent_turn *turn)
{
	/* It tries again for three minutes by itself where it is left to: ours to decide, with all sessions in view. */
	static const char *const always[] = {
		"CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS=1", "CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD=1",
		"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1", "DISABLE_AUTOUPDATER=1", "DISABLE_TELEMETRY=1",
		"DISABLE_ERROR_REPORTING=1", "CLAUDE_CODE_MAX_RETRIES=4",
	};
	char *list = 0;

	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		lines_add(&list, always[i]);
	if (!text_is_empty(turn->hook)) {
		/* It overrules a Stop hook after eight times: how often is ours to say. */
		_autofree_ char *cap = mem_printf("CLAUDE_CODE_STOP_HOOK_BLOCK_CAP=%d", BLOCK_COUNT);

		lines_add(&list, cap);
	}
	/* As root it refuses to skip permissions unless it is told that it is walled in. */
	if (turn->is_root && claude_words_is_free(turn))
		lines_add(&list, "IS_SANDBOX=1");
	return list;
}

void claude_words_say(struct buf *send, const char *text)
{
	json_t *block = json_pack("{s:s}", "type", "text");
	json_t *line = json_pack("{s:s,s:{s:s,s:[o]},s:n,s:s}", "type", "user", "message", "role", "user", "content",
					block, "parent_tool_use_id", "session_id", "");

	json_put(block, "text", text);
	wire_send(send, line);
}
