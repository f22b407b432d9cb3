/*
 * halt.h - red on the base stops the line.
 *
 * While a gate that every change has to pass is red on the tip itself, no session opens: what it would bring could not
 * land, and its red would be looked at for nothing. Sessions under way go on. That the tip is red is known from the
 * ledger: a landing's gates, or those that a blame asked for there; nothing is run to find out. Only a gate that
 * stopped the line is asked for on each next tip, until it is green. One notice stands as long as the line does.
 */
#ifndef LEADHAND_CORE_HALT_H
#define LEADHAND_CORE_HALT_H

#include "core/model.h"

/* Look again: the tip, the gates, a run on the tip or a quarantine has changed. */
void halt_look(struct state *state, long long at_ms);
bool halt_is_on(const struct state *state);
/* What a task waits for while it is; the caller's. */
char *halt_reason(const struct state *state);

#endif
