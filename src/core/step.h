/*
 * step.h - an event takes effect.
 *
 * Pure: the same events in the same order give the same state, whenever and
 * wherever. An event that cannot be (a late line, a verdict on a tree that is gone)
 * is refused with a sentence and changes nothing.
 */
#ifndef LEADHAND_CORE_STEP_H
#define LEADHAND_CORE_STEP_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

/* 0, or ERR_MISSING (no such thing), ERR_REFUSED (not allowed where it stands), ERR_CONFLICT (somebody was
 * first: another tree, another attempt); then the state is as it was. */
int step(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
