/*
 * guard.h - who hears of what is tried at the walls, and answers.
 *
 * One guard for each program that was started inside. It answers every call at
 * once and reads nothing but paths.
 */
#ifndef LEADHAND_WALLS_GUARD_H
#define LEADHAND_WALLS_GUARD_H

#include "sys/loop.h"
#include "walls/gossip.h"
#include "walls/view.h"

struct guard;
/* `talk` is our end of the socket on which the filter's descriptor will come; becomes ours. The view and the
 * gossip are borrowed. */
struct guard *guard_new(struct loop *loop, int talk, const struct view *view, struct gossip *gossip);
void guard_free(struct guard *guard);

#endif
