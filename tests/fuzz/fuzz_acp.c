/* Whatever an ACP agent prints, its decoder neither crashes nor grows without bound. */
#include "agent/acp.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void take_events(struct agent *agent)
{
	struct agent_event event;

	while (agent_acp.next(agent, &event)) {
		if (event.kind == AGENT_asked)
			agent_acp.answer(agent, event.key, "1");
		agent_event_release(&event);
	}
	buf_release(agent_acp.send(agent));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct agent_turn turn = { .workspace = "/w/tree",
					 .prompt = "do it",
					 .run = len && data[0] % 3 ? "codex-acp" : "gemini",
					 .permissions = len && data[0] % 5 ? "allow" : "ask",
					 .thread = len && data[0] % 2 ? "before" : 0 };
	struct agent *agent = agent_acp.new(&turn);
	const char *rest = (const char *)data, *end = rest + len;

	agent_acp.begin(agent);
	take_events(agent);
	while (rest < end) {
		const char *stop = memchr(rest, '\n', (size_t)(end - rest));
		size_t piece = (size_t)((stop ? stop : end) - rest);

		agent_acp.feed(agent, rest, piece);
		take_events(agent);
		rest += piece + 1;
	}
	agent_acp.interrupt(agent);
	agent_acp.exited(agent, 1, "");
	take_events(agent);
	agent_acp.free(agent);
	return 0;
}
