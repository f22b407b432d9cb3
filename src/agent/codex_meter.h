/*
 * codex_meter.h - what one process of codex has used, from totals that count a whole
 * conversation.
 *
 * The program tells a thread's total since its birth, in an earlier process too;
 * sub-agents are threads of their own.
 */
#ifndef LEADHAND_AGENT_CODEX_METER_H
#define LEADHAND_AGENT_CODEX_METER_H

#include "base/json.h"

#include <stdbool.h>

struct codex_usage {
	long long input, cached, output;
};

struct codex_meter {
	struct codex_meter_thread {
		char *id; /* owned */
		struct codex_usage before, total;
	} * threads; /* owned */
	size_t count;
};

/* A count of tokens, 0 where none can be believed: sums of what a program lies must not run over. */
long long codex_meter_count(const json_t *object, const char *key);
/* Take a thread's tokenUsage object. `is_old`: it tells what was before our turn. */
void codex_meter_take(struct codex_meter *meter, const char *thread, const json_t *usage,
		      bool is_old);
/* What was used since this process began, over all threads. */
struct codex_usage codex_meter_sum(const struct codex_meter *meter);
void codex_meter_release(struct codex_meter *meter);

#endif
