/*
 * prompts.h - what a session was told in a turn, to the byte; and what it would be told, where it has had none.
 */
#ifndef LEADHAND_API_PROMPTS_H
#define LEADHAND_API_PROMPTS_H

#include "api/view.h"

/* Which turn; 0: the last one of the task's session, or of that session. */
struct prompts_wish {
	long long session, turn;
};

/*
 * {"task","session","turn","attempt","why","sent":bool,"anew":bool,"at_ms","prompt","told":[{"kind","attempt","at_ms","anew",
 * "text"}]}, the caller's. sent: the agent's program was told exactly this, last; otherwise it would be. told: all that it
 * was told in that turn, oldest first; kind is prompt, or word for what was said in the middle of it.
 */
int prompts_read(const struct view *view, const char *task, const struct prompts_wish *wish, json_t **out,
		 struct err *err) MUST_USE;

#endif
