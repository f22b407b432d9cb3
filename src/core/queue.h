/*
 * queue.h - approved changes on their way to the target, one at a time.
 *
 * A landing names the tip it was merged onto and the tree that results. It moves the
 * branch only when every required gate is green on exactly that tree and the tip is
 * still the one it was merged onto; otherwise it is merged again, held, or goes back.
 */
#ifndef LEADHAND_CORE_QUEUE_H
#define LEADHAND_CORE_QUEUE_H

#include "core/turn.h"

/* Look again at the landing that is being gated; any effect follows. */
void landing_judge(struct state *state, struct landing *landing, long long at_ms);
/* Send it back to its session, which then works against the tip it met: `why` is conflict or gate_red. */
void landing_return(struct state *state, struct landing *landing, const struct call *call,
		    const char *reason, long long at_ms);
/* Take it out of the line for good: the lead said something else. */
void landing_withdraw(struct landing *landing, long long at_ms);
/* Its task is paused: it steps out of the line, and is merged anew when it is back. */
void landing_put_back(struct state *state, struct landing *landing, long long at_ms);
/* Whether its tree is what may become the target: merged, and every gate green on exactly that tree. */
bool landing_may_move(const struct state *state, const struct landing *landing);
/* The landing that is being gated or moved, or NULL. */
struct landing *queue_front(const struct state *state);
void landing_done(struct state *state, struct landing *landing, long long at_ms);
/* The landing of a task that has not ended, or NULL. */
struct landing *task_landing(const struct state *state, const struct task *task);

enum landing_step { LANDING_STEP_none, LANDING_STEP_merge, LANDING_STEP_move };
/* Which landing should do what now. */
enum landing_step queue_next(const struct state *state, long long now_ms, struct landing **landing);

#endif
