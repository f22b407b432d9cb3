/*
 * tally.h - what one run shows: counts, and areas over time.
 *
 * Every figure is a quotient of two sums, so that runs can be put together: the sums of all
 * runs are added before they are divided.
 */
#ifndef LEADHAND_SIM_TALLY_H
#define LEADHAND_SIM_TALLY_H

#include <stddef.h>

#define FIGURES(X)                                                                 \
	X(per_day) X(per_hour) /* landed, by the clock on the wall */              \
	X(per_lead_hour)       /* landed, for an hour that the lead was busy */    \
	X(utilisation)	       /* of the hours that the lead was there */          \
	X(wait_minutes)	       /* from the inbox to the lead's first look */       \
	X(wait_median_minutes) X(wait_p90_minutes)                                 \
	X(interruptions)       /* for each that landed, as the next five are */    \
	X(switches)            /* from one task to another */                      \
	X(conflicts)                                                               \
	X(rework)	       /* turns after the first */                         \
	X(cost_usd)                                                                \
	X(backlog)             /* reviews that wait or are looked at, on average */ \
	X(backlog_minutes)     /* what they will take */                           \
	X(little)	       /* L / (lambda W) of the inbox: 1, or the books are wrong */
enum figure_name {
#define X(name) FIGURE_##name,
	FIGURES(X)
#undef X
	FIGURE_COUNT
};
extern const char *const figure_names[]; /* end with NULL */

struct tally {
	/* as it stands */
	long long items, reviews; /* in the inbox: all, and reviews alone */
	double review_ms;	  /* what those reviews will take */
	long long busy, present;  /* leads */
	/* over time, in milliseconds */
	double time, present_time, busy_time, item_time, review_time, review_ms_time;
	double sojourn; /* of the items, each by itself: until the lead's last word */
	double agent;
	/* Drawn, less what was to be expected: turns, or times between arrivals; reviews. */
	double work_luck, human_luck;
	/* since the beginning */
	long long landed, interruptions, switches, conflicts, rework;
	double *waits; /* owned, milliseconds */
	size_t wait_count, wait_room;
};

/* So much time goes by while all stands as it is. */
void tally_pass(struct tally *tally, double ms);
void tally_wait(struct tally *tally, double ms);
/* Begin to measure now: what stands stays, what was counted is forgotten. */
void tally_begin(struct tally *tally);
void tally_release(struct tally *tally);

struct sums {
	double over[FIGURE_COUNT], under[FIGURE_COUNT];
	double luck[2]; /* of what comes, and of the lead */
};
struct sums tally_sums(struct tally *tally, double dollars_an_hour);

#endif
