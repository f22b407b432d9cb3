/* Whatever claude prints, its decoder neither crashes nor grows without bound. */
#include "agent/claude.h"

#include "agent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct agent_turn turn = { .workspace = "/w/tree",
					 .prompt = "do it",
					 .hook = len && data[0] % 3 ? "leadhand\nhook" : 0,
					 .permissions = len && data[0] % 5 ? "ask" : 0,
					 .thread = len && data[0] % 2 ? "before" : 0 };

	return fuzz_turn(&agent_claude, &turn, (const char *)data, len);
}
