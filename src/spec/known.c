/* known.c - see known.h. */
#include "spec/known.h"

#include "base/text.h"

#include <string.h>

#define ANTHROPIC "api.anthropic.com\nplatform.claude.com\nconsole.anthropic.com"
#define OPENAI "api.openai.com\nchatgpt.com\nauth.openai.com"
#define GOOGLE "generativelanguage.googleapis.com\ncloudcode-pa.googleapis.com\noauth2.googleapis.com"

enum { WORDS_LOOKED_AT = 3 }; /* "node --flag /x/codex-acp/index.js" */

static const struct known_agent programs[] = {
	{ "claude", "claude", "", "anthropic", ANTHROPIC },
	{ "codex", "codex", "", "openai", OPENAI },
	{ "gemini", "acp", "gemini", "google", GOOGLE },
	/* Which provider is in its own settings: that one is named under `network`. */
	{ "opencode", "acp", "opencode", 0, "models.dev\nopencode.ai" },
	{ "claude-agent-acp", "acp", "claude-agent-acp", "anthropic", ANTHROPIC },
	{ "codex-acp", "acp", "codex-acp", "openai", OPENAI },
	{ "pi-acp", "acp", "pi-acp", 0, "" },
};

const struct known_agent *known_agent_at(size_t index)
{
	return index < sizeof programs / sizeof *programs ? &programs[index] : 0;
}

const struct known_agent *known_agent_named(const char *name)
{
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (!strcmp(programs[i].name, name))
			return &programs[i];
	return 0;
}

/* Whether the name stands between slashes in the word, maybe with an ending like ".js". */
static bool is_in_path(const char *word, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = word; (at = strstr(at, name)); at++)
		if ((at == word || at[-1] == '/') && (!at[len] || at[len] == '/' || at[len] == '.'))
			return true;
	return false;
}

bool known_runs(const char *run, const char *name)
{
	int left = WORDS_LOOKED_AT;
	bool found = false;
	struct lines walk;

	LINES_EACH (walk, run)
		found = found || (left-- > 0 && is_in_path(walk.line, name));
	return found;
}

const struct known_agent *known_agent_of(const struct config_agent *agent)
{
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		/* A kind of one program is told by itself; a protocol of many by what it runs. */
		if (strcmp(programs[i].kind, agent->kind))
			continue;
		if (!*programs[i].run || known_runs(agent->run, programs[i].name))
			return &programs[i];
	}
	return 0;
}

const char *config_provider(const struct config_agent *agent)
{
	const struct known_agent *known = known_agent_of(agent);

	if (agent->provider)
		return agent->provider;
	return known && known->provider ? known->provider : agent->name;
}
