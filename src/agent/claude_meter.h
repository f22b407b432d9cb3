/*
 * claude_meter.h - what one process of Claude Code has used.
 *
 * Its totals count a whole conversation, over earlier processes too; each result also has what was
 * used since the result before it, which for the first one is since this process began. Between
 * results the messages are counted: what a turn that is cut off has used is known so far.
 */
#ifndef LEADHAND_AGENT_CLAUDE_METER_H
#define LEADHAND_AGENT_CLAUDE_METER_H

#include "base/json.h"

#include <stdbool.h>

enum { CLAUDE_METER_IDS = 16 };

struct claude_usage {
	long long input, cached, output, cost_microusd; /* input holds what was cached */
};

struct claude_meter {
	struct claude_usage exact, counted;	/* by results; by messages since the last of them */
	long long before_microusd;		/* the conversation's cost at the last result */
	bool knows_before;
	char *ids[CLAUDE_METER_IDS];		/* owned: of the messages last seen; a message comes in pieces */
	size_t id_at;
	long long context, window;		/* tokens; 0 where not known */
};

/* `is_resumed`: the conversation's totals are not all ours. */
void claude_meter_init(struct claude_meter *meter, bool is_resumed);
/* A message of the model; false where it is a further piece of one that is counted. */
bool claude_meter_message(struct claude_meter *meter, const json_t *message, bool is_sub_agent);
void claude_meter_result(struct claude_meter *meter, const json_t *result, const char *model);
/* What was used since this process began; never less than it was. */
struct claude_usage claude_meter_sum(const struct claude_meter *meter);
void claude_meter_release(struct claude_meter *meter);

#endif
