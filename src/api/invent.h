/*
 * invent.h - from the options of `sim` to what is to be tried.
 */
#ifndef LEADHAND_API_INVENT_H
#define LEADHAND_API_INVENT_H

#include "api/call.h"
#include "sim/scene.h"

enum { POLICIES_MOST = 4 };

struct invention {
	struct scene scene;
	struct policy policies[POLICIES_MOST]; /* side by side */
	size_t policy_count;
	long long from, to; /* sessions to sweep; 0 where nothing is swept */
	long long runs;	    /* 0: as many as it takes */
	uint64_t seed;
};

/* ERR_USAGE names the option, and what it should be. */
int invent(struct call *call, struct invention *out, struct err *err) MUST_USE;

#endif
