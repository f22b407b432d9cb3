/*
 * turn_watch.h - an eye on the agent while it works.
 *
 * Every event goes into the record (trail.h) and to the detectors (signal/vigil.h). What they see is told in the
 * journal; a loop is answered by one nudge, and what cannot go on ends the turn.
 */
#ifndef LEADHAND_RUNNER_TURN_WATCH_H
#define LEADHAND_RUNNER_TURN_WATCH_H

#include "agent/error.h"
#include "agent/event.h"
#include "runner/attempt.h"

struct turn_watch_spec {
	struct attempt *attempt; /* borrowed */
	long long quiet_ms;	 /* how long the agent's kind may be quiet; 0: not known */
	bool can_steer;
	/* Say something to the agent in the middle of its turn; false where it does not hear it. */
	bool (*steer)(void *owner, const char *text);
	/* The turn is to end now. */
	void (*end)(void *owner, const char *outcome, enum agent_error error, const char *text);
	void *owner;
};

struct turn_watch;
struct turn_watch *turn_watch_new(const struct turn_watch_spec *spec);
void turn_watch_hear(struct turn_watch *watch, const struct agent_event *event);
/* It reported, by whatever door. */
void turn_watch_reported(struct turn_watch *watch, const char *outcome);
/* It waits for the lead, or does so no more. */
void turn_watch_hold(struct turn_watch *watch, bool waits);
/* The longest time without an event, for its history. */
long long turn_watch_quiet_ms(const struct turn_watch *watch);
void turn_watch_free(struct turn_watch *watch);

#endif
