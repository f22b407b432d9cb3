/*
 * claude_event.h - what the lines of Claude Code say that it is doing, as events.
 */
#ifndef LEADHAND_AGENT_CLAUDE_EVENT_H
#define LEADHAND_AGENT_CLAUDE_EVENT_H

#include "agent/agent.h"

/* What a later line refers to by its id. */
struct claude_view {
	const char *workspace; /* borrowed */
	struct claude_call {
		char *id, *path; /* owned: a call that edits a file, a sub-agent's task (path is the call that began it) */
		bool is_task;
	} * calls;		 /* owned */
	size_t count;
};

/* What the model says and does. */
void claude_event_message(struct claude_view *view, const json_t *event, struct agent_queue *queue);
/* What its calls came to. */
void claude_event_results(struct claude_view *view, const json_t *event, struct agent_queue *queue);
/* What the program itself tells; unknown subtypes tell nothing. */
void claude_event_system(struct claude_view *view, const json_t *event, struct agent_queue *queue);
void claude_view_release(struct claude_view *view);

#endif
