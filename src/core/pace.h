/*
 * pace.h - how fast the work goes, as measured: a class of tasks, or all of them.
 *
 * A cycle is what happens between two looks of the lead: a session works, gates judge,
 * until there is a change to review or the session fails. The lead's time is from the
 * look at a review, or the verdict before it, to the verdict: two are not read at once. Where little was measured yet, published
 * figures stand in, and give way as data come.
 */
#ifndef LEADHAND_CORE_PACE_H
#define LEADHAND_CORE_PACE_H

#include "core/model.h"

/* Stand-ins: 30 min alone and 5 min to get into a review, 400 changed lines an hour, at most 60-90 min at a time
 * (SmartBear/Cisco 2006); 7 of 10 changes of agents are merged (arXiv 2602.19441: 71.5 %). */
#define PACE_WORK_MS (30 * 60000LL)
#define PACE_SETUP_MS (5 * 60000LL)
#define PACE_LINE_MS 9000LL
#define PACE_LINES 60LL
#define PACE_GREEN_PERCENT 70LL
/* A guess, and not measured: to see why something failed and say what now; to answer. */
#define PACE_FAILURE_MS (4 * 60000LL)
#define PACE_QUESTION_MS (1 * 60000LL)
/* A look that took longer than this was left alone meanwhile, and says nothing of the lead's pace. */
#define PACE_LONGEST_MS (90 * 60000LL)
/* So many measured ones weigh as much as the stand-in. */
#define PACE_WEIGHT 4

/* What was measured, and nothing else: 0 where nothing was. */
struct pace {
	long long cycles, reviews;	     /* how many are behind the figures */
	double work_ms, work_deviation_ms;   /* of a cycle: mean, standard deviation */
	double human_ms, human_deviation_ms; /* of a review */
	double green;			     /* the share of cycles that ended in a change to review */
	double lines;			     /* changed, of an offered change */
};
/* Of the class; NULL: of all. */
struct pace pace_of(const struct state *state, const char *class);

/* The lead's time for a review of so many changed lines of that class, and of one whose size is not known yet. */
long long pace_review_ms(const struct state *state, const char *class, long long lines);
long long pace_expected_ms(const struct state *state, const char *class);
/* The chance, in percent, that a session of that class comes to a review. */
long long pace_green_percent(const struct state *state, const char *class);
/* How long a cycle of any class takes without the lead, and the lead's time for it. */
long long pace_work_ms(const struct state *state);
long long pace_human_ms(const struct state *state);

/*
 * Measure. A session is on its own from now; its turn was over, less what it waited for the lead; gates judged since
 * then; it came to a review, or failed; the lead judged. Only what was worked counts, not pauses, limits or nights.
 */
void pace_begin(struct session *session);
void pace_turn(const struct state *state, struct session *session, struct job *job, long long at_ms);
void pace_gates(struct session *session, long long since_ms, long long at_ms);
void pace_cycle(struct state *state, struct session *session, bool is_green);
/* Claims that its report makes, and one that the records refute. */
void pace_claim(struct state *state, const struct session *session, long long made, bool is_untrue);
void pace_verdict(struct state *state, struct review *review, long long at_ms);
/* Whether a look at the review now is where its reading begins: a glance of long ago is not. */
bool pace_begins_reading(const struct review *review, long long at_ms);

#endif
