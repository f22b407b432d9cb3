/*
 * halt.h - red on the base stops the line.
 *
 * While a gate that every change has to pass is red on the tip itself, no session opens: what it would bring could not
 * land, and its red would be looked at for nothing. Sessions under way go on. That the tip is red is known from the
 * ledger: a landing's gates, or those that a blame asked for there; nothing is run to find out. Only a gate that
 * stopped the line is asked for on each next tip, until it is green: one that cannot be run is not green, and whoever
 * mends the machine has it tried again. One notice stands as long as the line does.
 */
#ifndef LEADHAND_CORE_HALT_H
#define LEADHAND_CORE_HALT_H

#include "core/model.h"

/* Look again: the tip, the gates, a run on the tip or a quarantine has changed. */
void halt_look(struct state *state, long long at_ms);
/* Other gates are asked for now, with ids of their own: what stopped the line does so by its name. */
void halt_carry_over(struct state *state);
/* Whether a gate that stopped the line could not be run on the tip: it waits for somebody to have it tried again. */
bool halt_is_stuck(const struct state *state);
/* The machine may be mended: what stopped the line and could not be run is wanted again. */
void halt_try_again(struct state *state);
/* What is held for the tip alone is looked at again: it may be excused by now. */
void halt_wake(struct state *state, long long at_ms);
bool halt_is_on(const struct state *state);
/* What a task waits for while it is; the caller's. */
char *halt_reason(const struct state *state);

#endif
