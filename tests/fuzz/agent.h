/*
 * agent.h - an agent's turn of any bytes: lines until there are no more, everything asked is answered, and in the end it
 * is started once more, steered, interrupted and gone.
 */
#ifndef LEADHAND_FUZZ_AGENT_H
#define LEADHAND_FUZZ_AGENT_H

#include "agent/agent.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void fuzz_take(const struct agent_kind *kind, struct agent *agent)
{
	struct agent_event event;

	while (kind->next(agent, &event)) {
		if (event.key && (event.kind == AGENT_asked || event.kind == AGENT_permission))
			kind->answer(agent, event.key, event.kind == AGENT_asked ? "1" : "allow");
		agent_event_release(&event);
	}
	buf_release(kind->send(agent));
}

static int fuzz_turn(const struct agent_kind *kind, const struct agent_turn *turn, const char *rest, size_t len)
{
	struct agent *agent = kind->new (turn);
	const char *end = rest + len;

	kind->begin(agent);
	fuzz_take(kind, agent);
	while (rest < end) {
		const char *stop = memchr(rest, '\n', (size_t)(end - rest));
		size_t piece = (size_t)((stop ? stop : end) - rest);

		kind->feed(agent, rest, piece);
		fuzz_take(kind, agent);
		rest += piece + 1;
	}
	if (kind->restart && kind->restart(agent))
		kind->begin(agent);
	if (kind->steer)
		kind->steer(agent, "a word");
	if (kind->interrupt)
		kind->interrupt(agent);
	kind->exited(agent, 1, "");
	fuzz_take(kind, agent);
	kind->free(agent);
	return 0;
}

#endif
