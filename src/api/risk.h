/*
 * risk.h - how carefully a change wants to be read, and why.
 *
 * From facts alone: what it touched, how large it is, what was red, what was claimed. high: it may have
 * changed its own judges, wrote where it was not asked to, or says what the records refute.
 */
#ifndef LEADHAND_API_RISK_H
#define LEADHAND_API_RISK_H

#include "core/model.h"

struct risk {
	const char *level; /* low, medium, high */
	char *reasons;	   /* owned: a list, "" where low */
};

/* review may be NULL: then nothing is known of what is red on the base. */
struct risk risk_of(const struct state *state, const struct task *task, const struct session *session,
		    const struct review *review);
void risk_release(struct risk *risk);

#endif
