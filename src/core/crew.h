/*
 * crew.h - how many sessions are worth running for one lead.
 *
 * A session works for a while by itself and then needs the lead; where the lead is busy
 * with another one it waits. That is the machine-repair model (finite source, one
 * repairer): work_ms is the mean time of a cycle without the lead, human_ms what a cycle
 * takes of the lead, both exponential. Negative or senseless times count as 0, a number
 * of sessions beyond CREW_MOST as CREW_MOST.
 */
#ifndef LEADHAND_CORE_CREW_H
#define LEADHAND_CORE_CREW_H

enum {
	CREW_MOST = 1000,     /* sessions that the model is asked about */
	CREW_WORTH_MOST = 50, /* sessions that may be worth running */
};

/* The chance that a change has to be redone because of one other that landed meanwhile: of
 * 16 concurrent changes one meets a real conflict with 40 %, 1 - (1 - c)^16 = 0.4. */
#define CREW_CONFLICT 0.031

struct repair {
	double busy;	 /* share of the time in which the lead is needed, 0 to 1 */
	double per_hour; /* cycles that the lead finishes */
	double wait_ms;	 /* of a session, until the lead turns to it */
	double waiting;	 /* sessions that wait so, on the average */
};

/*
 * The machine-repair model for so many sessions. By mean value analysis, one session more
 * at a time, so that nothing runs over: R(n) = S (1 + Q(n - 1)), X(n) = n / (Z + R(n)),
 * Q(n) = X(n) R(n). The same as P0 = 1 / sum N!/(N-k)! (S/Z)^k.
 */
struct repair crew_repair(double work_ms, double human_ms, long long sessions);
/* (Z + S) / S: from so many sessions on, more of them mostly lengthen the queue. 0 where the
 * lead is not needed. */
double crew_knee(double work_ms, double human_ms);

struct crew_load {
	double work_ms, human_ms;
	double conflict; /* see CREW_CONFLICT; 0 where changes never meet */
};

/*
 * Changes that land an hour. A change that meets k landings between its base and its own
 * has to be redone with the chance p = 1 - (1 - conflict)^k, which costs another cycle of
 * its session and of the lead; so of X cycles X (1 - p) land, and by Little's law a change
 * meets k = (N - 1) (1 - p) of the others. p is the fixed point of the two.
 */
double crew_landed(const struct crew_load *load, long long sessions);
/* The smallest number of sessions that lands within 1 % of what the best number in
 * 1..most does; most is at most CREW_WORTH_MOST. Cheap: it stops where the curve falls. */
long long crew_worth(const struct crew_load *load, long long most);

#endif
