/* Whatever an ACP agent prints, its decoder neither crashes nor grows without bound. */
#include "agent/acp.h"

#include "agent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct agent_turn turn = { .workspace = "/w/tree",
					 .prompt = "do it",
					 .run = len && data[0] % 3 ? "codex-acp" : "gemini",
					 .permissions = len && data[0] % 5 ? "allow" : "ask",
					 .thread = len && data[0] % 2 ? "before" : 0 };

	return fuzz_turn(&agent_acp, &turn, (const char *)data, len);
}
