/*
 * carry.h - an order of the core is carried out, and becomes an event.
 */
#ifndef LEADHAND_FLOOR_CARRY_H
#define LEADHAND_FLOOR_CARRY_H

#include "floor/keeper.h"

#include "core/plan.h"
#include "executor/executor.h"

struct carrier {
	struct keeper *keeper;		 /* borrowed */
	const struct executor *executor; /* borrowed */
	struct started {
		long long job;
		int pid;
	} *started; /* owned: runners this floor started; one may not have taken hold of its job yet */
	size_t started_count;
	struct late {
		long long job, attempt;
	} late; /* runner that holds a job which has to start anew, and was told to stop */
};

/* Whether some runner has this job, or is about to. */
bool carrier_lives(const struct carrier *carrier, long long job);
/* No runner has this job: that is written down, and the job begins anew or is given up. One that was only slow to
 * begin finds a word that stops it: nobody would read what it does. */
int carrier_lose(struct carrier *carrier, long long job, struct err *err) MUST_USE;
void carrier_release(struct carrier *carrier);

/* 0 where the order took effect or was turned into what stands in its way; ERR_CONFLICT where it has to be tried again
 * a little later (a late runner still holds the job); other failures are the store's. */
int carry_out(struct carrier *carrier, const struct order *order, struct err *err) MUST_USE;

#endif
