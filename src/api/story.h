/*
 * story.h - an event as a person would tell it.
 */
#ifndef LEADHAND_API_STORY_H
#define LEADHAND_API_STORY_H

#include "core/event.h"
#include "core/model.h"

/* One sentence without a full stop, or NULL for what is of no interest (counters, ids); the
 * caller's. What it quotes is as it came: hostile. */
char *story_of(const struct state *state, const struct event *event);

#endif
