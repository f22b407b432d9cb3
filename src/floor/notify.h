/*
 * notify.h - the lead is told that something waits, by the means that config.yaml names.
 *
 * When that is, the core says (core/ask.h); here it is only carried. `bell` belongs to
 * whoever waits at a terminal; the floor has none.
 */
#ifndef LEADHAND_FLOOR_NOTIFY_H
#define LEADHAND_FLOOR_NOTIFY_H

#include "floor/keeper.h"

/*
 * Start what tells: {run: [...]} gets the sentence as its last argument, desktop is notify-send, a webhook gets
 * {"text", "items", "repository"} by curl. What fails says so in the floor's log and stops nothing.
 */
void notify_lead(const struct keeper *keeper, long long items);

#endif
