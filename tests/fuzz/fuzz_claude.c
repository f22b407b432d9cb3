/* Whatever claude prints, its decoder neither crashes nor grows without bound. */
#include "agent/claude.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void take_events(struct agent *agent)
{
	struct agent_event event;

	while (agent_claude.next(agent, &event)) {
		if (event.kind == AGENT_asked || (event.kind == AGENT_permission && event.key))
			agent_claude.answer(agent, event.key, "1");
		agent_event_release(&event);
	}
	buf_release(agent_claude.send(agent));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct agent_turn turn = { .workspace = "/w/tree",
					 .prompt = "do it",
					 .hook = len && data[0] % 3 ? "leadhand\nhook" : 0,
					 .permissions = len && data[0] % 5 ? "ask" : 0,
					 .thread = len && data[0] % 2 ? "before" : 0 };
	struct agent *agent = agent_claude.new (&turn);
	const char *rest = (const char *)data, *end = rest + len;

	agent_claude.begin(agent);
	take_events(agent);
	while (rest < end) {
		const char *stop = memchr(rest, '\n', (size_t)(end - rest));
		size_t piece = (size_t)((stop ? stop : end) - rest);

		agent_claude.feed(agent, rest, piece);
		take_events(agent);
		rest += piece + 1;
	}
	if (agent_claude.restart(agent))
		agent_claude.begin(agent);
	agent_claude.steer(agent, "a word");
	agent_claude.interrupt(agent);
	agent_claude.exited(agent, 1, "");
	take_events(agent);
	agent_claude.free(agent);
	return 0;
}
