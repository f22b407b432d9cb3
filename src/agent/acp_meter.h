/*
 * acp_meter.h - what one turn of an ACP agent has used.
 *
 * Three places tell of it, and no agent uses all: `usage_update` (how full the window is, and a cost that counts the
 * whole conversation), the result's `usage` (of the turn, or of its last request only), and its `_meta.quota` (of the
 * turn, model by model, sub-agents included).
 */
#ifndef LEADHAND_AGENT_ACP_METER_H
#define LEADHAND_AGENT_ACP_METER_H

#include "agent/event.h"

struct acp_meter {
	long long input, cached, output, context, window;
	long long cost_microusd, cost_before; /* of the conversation; at the time of the prompt */
};

/* A `usage_update`. `is_old`: it came before the prompt, and tells what was. */
void acp_meter_take_update(struct acp_meter *meter, const json_t *update, bool is_old);
/* The conversation is a new one: it has cost nothing yet. */
void acp_meter_begin(struct acp_meter *meter);
/* The result of the prompt. */
void acp_meter_take_result(struct acp_meter *meter, const json_t *result);
void acp_meter_tell(const struct acp_meter *meter, struct agent_queue *queue);

#endif
