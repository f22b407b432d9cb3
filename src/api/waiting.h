/*
 * waiting.h - wait until something is true of a floor, told by the store.
 */
#ifndef LEADHAND_API_WAITING_H
#define LEADHAND_API_WAITING_H

#include "api/call.h"
#include "api/view.h"

enum condition_kind { CONDITION_idle, CONDITION_task, CONDITION_inbox };
struct condition {
	enum condition_kind kind;
	char *task, *state;  /* owned: task=ID:STATE */
	long long more_than; /* inbox>N */
};

/* "idle", "task=ID:STATE", "inbox>N"; ERR_USAGE for anything else. */
int condition_parse(const char *text, struct condition *condition, struct err *err) MUST_USE;
void condition_release(struct condition *condition);

enum waited {
	WAITED_met,
	WAITED_not_yet,
	WAITED_never, /* it cannot come true without something new */
};
/* Whether it is true of this view, which is whole; otherwise *why says in words what is in the
 * way, the caller's. */
enum waited condition_look(const struct condition *condition, const struct view *view,
			   char **why);

/*
 * Wait, at most timeout_ms (0: without end). *waited tells whether it came true; WAITED_not_yet is that the time
 * is over. Where it did not, or never can, *why says so. A floor that is gone while work remains makes "idle" impossible.
 */
int wait_for(const struct call *call, const struct condition *condition, long long timeout_ms,
	     enum waited *waited, char **why, struct err *err) MUST_USE;

#endif
