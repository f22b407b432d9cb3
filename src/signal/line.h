/*
 * line.h - one event of an agent as a line of the job's events.jsonl (doc/jobs.md).
 *
 * Names are those of OpenTelemetry's semantic conventions for generative AI (gen_ai.*, error.type) where they have
 * one, and leadhand.* otherwise. Texts are cleaned and cut; of a tool's arguments there is its target and nothing else.
 */
#ifndef LEADHAND_SIGNAL_LINE_H
#define LEADHAND_SIGNAL_LINE_H

#include "agent/event.h"
#include "base/json.h"

/* What holds for the whole turn; all borrowed, any may be NULL. */
struct line_context {
	const char *agent, *provider, *model, *conversation;
};

/* The first line of an attempt; the caller's. */
json_t *line_opened(const struct line_context *context);
/* The line of an event; the caller's. */
json_t *line_of(const struct agent_event *event, const struct line_context *context);

#endif
