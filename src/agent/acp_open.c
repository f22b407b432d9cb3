/* acp_open.c - see acp_open.h. */
#include "agent/acp_open.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

json_t *acp_open_initialize(const struct acp_quirk *quirk)
{
	json_t *able = json_pack("{s:{s:b,s:b},s:b,s:{s:{}},s:{s:{}}}", "fs", "readTextFile", 0, "writeTextFile", 0,
				 "terminal", 0, "elicitation", "form", "session", "notices");
	json_t *params = json_object(), *client = json_object();

	if (quirk->tells_children)
		json_object_set_new(able, "subagents", json_object());
	if (quirk->tells_failures)
		json_object_set_new(able, "_meta",
				    json_pack("{s:{s:{s:i,s:[s]}}}", "jetbrains", "air", "version", 1, "capabilities",
					      "sessionFailure"));
	json_put(client, "name", "leadhand");
	json_put(client, "title", "leadhand");
	json_put(client, "version", LEADHAND_VERSION);
	json_put_number(params, "protocolVersion", ACP_VERSION);
	json_object_set_new(params, "clientCapabilities", able);
	json_object_set_new(params, "clientInfo", client);
	return params;
}

static json_t *variables(const char *list)
{
	json_t *array = json_array();
	struct lines walk;

	LINES_EACH (walk, list ? list : "") {
		char *equals = strchr(walk.line, '=');
		json_t *one;

		if (!equals)
			continue;
		*equals = 0;
		one = json_object();
		json_put(one, "name", walk.line);
		json_put(one, "value", equals + 1);
		json_array_append_new(array, one);
	}
	return array;
}

/* The protocol wants all four, and an absolute command. */
static json_t *servers(const struct acp_wish *wish)
{
	_json_ json_t *words = json_from_lines(wish->tools ? wish->tools : "");
	json_t *server, *array = json_array();

	if (!json_array_size(words))
		return array;
	server = json_object();
	json_put(server, "name", "leadhand");
	json_put(server, "command", json_string_value(json_array_get(words, 0)));
	json_array_remove(words, 0);
	json_object_set(server, "args", words);
	json_object_set_new(server, "env", variables(wish->tools_env));
	json_array_append_new(array, server);
	return array;
}

json_t *acp_open_session(const struct acp_wish *wish, const char *session)
{
	_autofree_ char *git_dir = mem_printf("%s/.git", wish->workspace);
	json_t *params = json_object();

	if (session)
		json_put(params, "sessionId", session);
	json_put(params, "cwd", wish->workspace);
	json_object_set_new(params, "mcpServers", servers(wish));
	/* An agent that cannot commit has nothing to offer. */
	if (wish->quirk->closes_git && !wish->has_walls)
		json_object_set_new(params, "additionalDirectories", json_pack("[s]", git_dir));
	return params;
}

const char *acp_open_method(const json_t *initialized)
{
	const json_t *able = json_object_get(initialized, "agentCapabilities");

	/* Without a history that is told again. */
	if (json_is_object(json_object_get(json_object_get(able, "sessionCapabilities"), "resume")))
		return "session/resume";
	return json_bool(able, "loadSession") ? "session/load" : 0;
}

const char *acp_open_login(const json_t *initialized)
{
	const json_t *methods = json_object_get(initialized, "authMethods");

	for (size_t i = 0; i < json_array_size(methods); i++) {
		const json_t *method = json_array_get(methods, i);
		const char *id = json_text_or(method, "id", "");
		bool is_key = strstr(id, "api-key") || strstr(id, "api_key") || text_same(json_text(method, "type"), "env_var");

		if (*id && is_key && !text_same(json_text(method, "type"), "terminal"))
			return id;
	}
	return 0;
}

bool acp_open_steers(const json_t *initialized)
{
	return json_bool(json_object_get(json_object_get(initialized, "_meta"), "steering"), "supported");
}

/* The config option of a session for `what` (its id, or its category). */
static const json_t *option_for(const json_t *result, const char *what)
{
	const json_t *options = json_object_get(result, "configOptions");

	for (size_t i = 0; i < json_array_size(options); i++) {
		const json_t *one = json_array_get(options, i);

		if (text_same(json_text(one, "id"), what) || text_same(json_text(one, "category"), what))
			return one;
	}
	return 0;
}

static bool has_entry(const json_t *array, const char *key, const char *value)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (text_same(json_text(json_array_get(array, i), key), value))
			return true;
	return false;
}

static struct acp_choice choose(const char *method, const char *session, const char *key, const char *value)
{
	struct acp_choice choice = { method, json_object() };

	json_put(choice.params, "sessionId", session);
	json_put(choice.params, key, value);
	return choice;
}

static struct acp_choice choose_option(const json_t *option, const char *session, const char *value)
{
	struct acp_choice choice;

	if (!has_entry(json_object_get(option, "options"), "value", value) ||
	    text_same(json_text(option, "currentValue"), value))
		return (struct acp_choice){ 0 };
	choice = choose("session/set_config_option", session, "configId", json_text_or(option, "id", ""));
	json_put(choice.params, "value", value);
	return choice;
}

static struct acp_choice choose_mode(const char *session, const json_t *result, const char *mode)
{
	const json_t *modes = json_object_get(result, "modes");

	if (text_same(json_text(modes, "currentModeId"), mode))
		return (struct acp_choice){ 0 };
	if (has_entry(json_object_get(modes, "availableModes"), "id", mode))
		return choose("session/set_mode", session, "modeId", mode);
	return choose_option(option_for(result, "mode"), session, mode);
}

struct acp_choice acp_open_mode(const struct acp_wish *wish, const char *session, const json_t *result)
{
	const struct acp_quirk *quirk = wish->quirk;
	const char *list = !wish->may_all ? quirk->mode_ask : wish->has_walls ? quirk->mode_free : quirk->mode_own;
	const json_t *modes = json_object_get(result, "modes");
	struct lines walk;

	LINES_EACH (walk, list ? list : "") {
		struct acp_choice choice = choose_mode(session, result, walk.line);

		if (choice.method || text_same(json_text(modes, "currentModeId"), walk.line)) {
			lines_stop(&walk);
			return choice;
		}
	}
	return (struct acp_choice){ 0 };
}

struct acp_choice acp_open_model(const struct acp_wish *wish, const char *session, const json_t *result)
{
	const json_t *models = json_object_get(result, "models");

	if (text_is_empty(wish->model) || wish->quirk->model_option ||
	    text_same(json_text(models, "currentModelId"), wish->model))
		return (struct acp_choice){ 0 };
	if (has_entry(json_object_get(models, "availableModels"), "modelId", wish->model))
		return choose("session/set_model", session, "modelId", wish->model);
	return choose_option(option_for(result, "model"), session, wish->model);
}
