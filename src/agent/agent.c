/* agent.c - see agent.h. */
#include "agent/agent.h"

#include "agent/acp.h"
#include "agent/claude.h"
#include "agent/codex.h"
#include "agent/command.h"
#include "base/text.h"
#include "spec/config.h"

const struct agent_kind *agent_kind_find(const char *name)
{
	static const struct agent_kind *const kinds[] = {
#define X(name) &agent_##name,
		DRIVEN_KINDS(X)
#undef X
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_same(kinds[i]->name, name))
			return kinds[i];
	return 0;
}
