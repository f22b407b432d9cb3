/*
 * quiet.h - an agent from which nothing is heard.
 *
 * Time in which it waits for somebody (a question, a permission) is not its own. While a tool runs it has more of it:
 * a build may print nothing. The patience comes from the agent's own history, or from its kind.
 */
#ifndef LEADHAND_SIGNAL_QUIET_H
#define LEADHAND_SIGNAL_QUIET_H

#include "agent/event.h"
#include "signal/sign.h"

struct quiet_spec {
	long long history_ms; /* when it is silent by its history; 0: not known */
	long long kind_ms;    /* how long its kind may be quiet (agent.h); 0: not known */
	long long most_ms;    /* whatever these say */
};

struct quiet {
	struct quiet_spec spec;
	long long since_ms;   /* the last event; 0 while it waits for somebody */
	long long longest_ms; /* between two events, no tool running */
	char *tools;	      /* owned: keys of those that run, a list */
	bool is_told;
};

void quiet_begin(struct quiet *quiet, const struct quiet_spec *spec, long long now_ms);
void quiet_hear(struct quiet *quiet, const struct agent_event *event, long long now_ms, struct signs *signs);
/* It waits for somebody, or does so no more. */
void quiet_hold(struct quiet *quiet, bool waits, long long now_ms);
/* First it is told, and after twice the time the turn is to end; never where nothing is known of it. */
void quiet_look(struct quiet *quiet, long long now_ms, struct signs *signs);
/* When to look again; 0 for never. */
long long quiet_due_ms(const struct quiet *quiet);
/* The longest that it was quiet by itself, for its history. */
long long quiet_longest_ms(const struct quiet *quiet);
void quiet_release(struct quiet *quiet);

#endif
