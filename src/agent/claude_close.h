/*
 * claude_close.h - when a turn of Claude Code is over.
 *
 * A result is not the end while something runs in the background: the program comes back by itself
 * when that is done, with a turn and a result of its own. Sub-agents are waited for; a command that
 * was left running is asked to end, for it may never do so.
 */
#ifndef LEADHAND_AGENT_CLAUDE_CLOSE_H
#define LEADHAND_AGENT_CLAUDE_CLOSE_H

#include "agent/agent.h"

struct claude_close {
	bool has_result;   /* of the turn that runs */
	bool tells_state;  /* the program says whether it is idle */
	bool is_idle;
	bool comes_back;   /* something in the background ended by itself: a turn follows */
	struct claude_task {
		char *id;  /* owned */
		bool is_agent;
		bool is_asked, is_answered; /* to stop */
	} * tasks;	   /* owned: what runs in the background */
	size_t count;
};

void claude_close_begun(struct claude_close *close);
/* Each of these may ask for tasks to be stopped, in `send`, and says so in `queue`. */
void claude_close_result(struct claude_close *close, struct agent_queue *queue, struct buf *send);
void claude_close_tasks(struct claude_close *close, const json_t *event, struct agent_queue *queue, struct buf *send);
void claude_close_task_ended(struct claude_close *close, const json_t *event);
void claude_close_state(struct claude_close *close, const char *state);
/* A request of ours was answered. */
void claude_close_answered(struct claude_close *close, const char *id);
bool claude_close_is_over(const struct claude_close *close);
void claude_close_release(struct claude_close *close);

#endif
