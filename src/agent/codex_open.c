/* codex_open.c - see codex_open.h. */
#include "agent/codex_open.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum {
	ARGV_BYTES = 64 << 10,
	HOOK_SECONDS = 10,
	TOOL_SECONDS = 3600, /* of one call: a question may wait for a person */
};

void codex_setup_init(struct codex_setup *setup, const struct agent_turn *turn)
{
	*setup = (struct codex_setup){
		.run = text_dup(turn->run), .model = text_dup(turn->model),
		.workspace = mem_dup(turn->workspace), .tools = text_dup(turn->tools),
		.tools_env = text_dup(turn->tools_env), .hook = text_dup(turn->hook),
		.instructions = text_dup(turn->instructions), .permissions = text_dup(turn->permissions),
		.has_walls = turn->has_walls,
	};
}

void codex_setup_release(struct codex_setup *setup)
{
	free(setup->run);
	free(setup->model);
	free(setup->workspace);
	free(setup->tools);
	free(setup->tools_env);
	free(setup->hook);
	free(setup->instructions);
	free(setup->permissions);
	*setup = (struct codex_setup){ 0 };
}

/* The words as a shell's line, since that is what codex runs a hook by; the caller's. */
static char *shell_line(const char *words)
{
	struct buf line = BUF_INIT(ARGV_BYTES);
	struct lines walk;

	LINES_EACH(walk, words) {
		buf_add_text(&line, line.len ? " '" : "'");
		for (const char *c = walk.line; *c; c++)
			buf_printf(&line, *c == '\'' ? "'\\''" : "%c", *c);
		buf_add_text(&line, "'");
	}
	return buf_take(&line);
}

/* A JSON string is a TOML string too. */
static void add_hooks(struct buf *argv, const char *hook)
{
	static const struct {
		const char *event, *matcher;
	} hooks[] = {
		{ "PostToolUse", "apply_patch|Edit|Write" }, { "Stop", 0 }, { "PreCompact", 0 },
	};
	_autofree_ char *line = shell_line(hook), *quoted = 0;
	_json_ json_t *value = json_string(line);

	quoted = value ? json_dumps(value, JSON_ENCODE_ANY) : 0;
	for (size_t i = 0; quoted && i < sizeof hooks / sizeof *hooks; i++) {
		buf_printf(argv, "-c\nhooks.%s=[{", hooks[i].event);
		if (hooks[i].matcher)
			buf_printf(argv, "matcher=\"%s\",", hooks[i].matcher);
		buf_printf(argv, "hooks=[{type=\"command\",command=%s,timeout=%d}]}]\n", quoted, HOOK_SECONDS);
	}
}

char *codex_open_argv(const struct codex_setup *setup)
{
	struct buf argv = BUF_INIT(ARGV_BYTES);

	/* Plugins look up the network at every start; without the bound an unreachable provider
	 * is waited for without an end; an update is not ours to offer. A login shell would set
	 * PATH anew by /etc/profile, and the lead's words would not be found on it. */
	buf_printf(&argv,
		   "%s\n-c\nfeatures.plugins=false\n"
		   "-c\nfeatures.unbounded_connection_retries=false\n"
		   "-c\ncheck_for_update_on_startup=false\n"
		   "-c\nallow_login_shell=false\n",
		   setup->run ? setup->run : "codex");
	if (setup->hook)
		add_hooks(&argv, setup->hook);
	buf_add_text(&argv, "app-server");
	return buf_take(&argv);
}

static json_t *tools_server(const struct codex_setup *setup)
{
	json_t *server = json_object(), *env = json_object();
	_json_ json_t *words = json_from_lines(setup->tools);
	struct lines walk;

	json_object_set(server, "command", json_array_get(words, 0));
	json_array_remove(words, 0);
	json_object_set(server, "args", words);
	LINES_EACH(walk, setup->tools_env) {
		const char *equals = strchr(walk.line, '=');
		_autofree_ char *name = equals ? mem_dup_part(walk.line, (size_t)(equals - walk.line)) : 0;

		if (name)
			json_put(env, name, equals + 1);
	}
	json_object_set_new(server, "env", env);
	json_object_set_new(server, "required", json_false());
	json_put_number(server, "tool_timeout_sec", TOOL_SECONDS);
	json_put(server, "default_tools_approval_mode", "approve");
	return server;
}

/*
 * What is to be asked for has to be asked: codex lets known harmless commands run all the same. Told never to ask, it
 * refuses what looks dangerous (`rm -f`), without a word; behind walls that may be done, so it asks and is allowed.
 */
static const char *approval_policy(const struct codex_setup *setup)
{
	bool is_free = !setup->permissions || text_same(setup->permissions, "allow");

	return !is_free ? "untrusted" : setup->has_walls ? "on-request" : "never";
}

json_t *codex_open_params(const struct codex_setup *setup, const json_t *trust)
{
	json_t *params = json_object(), *config = json_object();
	_autofree_ char *git_dir = mem_printf("%s/.git", setup->workspace);

	/* Its sandbox keeps .git closed, and an agent that cannot commit has nothing to offer.
	 */
	json_object_set_new(config, "sandbox_workspace_write.writable_roots", json_pack("[s]", git_dir));
	json_object_set_new(config, "sandbox_workspace_write.network_access", json_false());
	if (setup->tools)
		json_object_set_new(config, "mcp_servers.leadhand", tools_server(setup));
	if (json_object_size(trust))
		json_object_set_new(config, "hooks.state", json_deep_copy(trust));
	json_put(params, "cwd", setup->workspace);
	json_put(params, "approvalPolicy", approval_policy(setup));
	/* Behind ours a second one has nothing to add, and no namespaces to make it of. */
	json_put(params, "sandbox", setup->has_walls ? "danger-full-access" : "workspace-write");
	json_object_set_new(params, "config", config);
	if (setup->model)
		json_put(params, "model", setup->model);
	if (setup->instructions)
		json_put(params, "developerInstructions", setup->instructions);
	return params;
}

json_t *codex_open_trust(const struct codex_setup *setup, const json_t *result)
{
	const json_t *data = json_object_get(result, "data"), *hooks;
	_autofree_ char *line = setup->hook ? shell_line(setup->hook) : 0;
	json_t *trust = json_object();

	hooks = json_object_get(json_array_get(data, 0), "hooks");
	for (size_t i = 0; i < json_array_size(hooks); i++) {
		const json_t *hook = json_array_get(hooks, i);
		const char *key = json_text(hook, "key"), *hash = json_text(hook, "currentHash");

		if (key && hash && text_same(json_text(hook, "source"), "sessionFlags") &&
		    text_same(json_text(hook, "command"), line))
			json_object_set_new(trust, key, json_pack("{s:s}", "trusted_hash", hash));
	}
	return trust;
}

char *codex_open_attach(const struct agent_turn *turn)
{
	bool has_model = !text_is_empty(turn->model);

	if (text_is_empty(turn->thread))
		return 0;
	/* Behind ours its own sandbox has no namespaces to be made of. */
	return mem_printf("%s\nresume\n%s\n-c\nfeatures.plugins=false\n-c\ncheck_for_update_on_startup=false"
			  "\n-c\nallow_login_shell=false%s%s%s",
			  text_is_empty(turn->run) ? "codex" : turn->run, turn->thread,
			  turn->has_walls ? "\n--dangerously-bypass-approvals-and-sandbox" : "", has_model ? "\n-m\n" : "",
			  has_model ? turn->model : "");
}

const struct agent_home *codex_open_home(const char *run)
{
	static const char *const logins[] = { "auth.json", 0 }, *const settings[] = { "config.toml", "AGENTS.md", 0 };
	static const struct agent_home home = { "CODEX_HOME", ".codex", logins, settings };

	(void)run;
	return &home;
}
