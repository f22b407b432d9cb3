/*
 * signals.h - what is seen of a session that nobody watches, and from which figures on.
 *
 * A signal is a word with its evidence. Those of what an agent does while it works are found by the runner
 * (src/signal/), which reads its thresholds here; those of how a turn ended are raised by the core. Each is counted
 * once for what happened once; what is open is shown where the session is.
 */
#ifndef LEADHAND_CORE_SIGNALS_H
#define LEADHAND_CORE_SIGNALS_H

#include "core/model.h"

#define SIGNAL_WORDS(X)                                                              \
	/* while it works, by the runner */                                          \
	X(silent)	/* no event for longer than its history explains */          \
	X(looping)	/* the same with the same result, or edits that mend nothing */ \
	X(overrun)	/* it reported done and goes on */                           \
	X(permission)	/* it waits to be allowed something */                       \
	/* by how its turn ended */                                                  \
	X(early)	/* it says done, and gates are red or have nothing to run on */ \
	X(rate_limited) X(out_of_budget) X(locked_out) X(blocked) X(failed) X(finished)
enum signal_word {
#define X(name) SIGNAL_##name,
	SIGNAL_WORDS(X)
#undef X
	SIGNAL_WORD_COUNT
};
extern const char *const signal_words[]; /* end with NULL */

/*
 * The table of thresholds. "Measured" is what /real programs/ did in recorded runs; policies.md 1.4 says that no
 * published figure exists for loops, and why the answers to them are one nudge and then the end of the turn only.
 */
/* Silence: the mean of a turn's longest quiet time and four standard deviations; one in 16 turns at the very most lies
 * beyond (Chebyshev), one in 30,000 where they are normal. Of fewer turns than 8 a deviation says little. */
#define SIGNAL_QUIET_DEVIATIONS 4
#define SIGNAL_QUIET_TURNS 8
#define SIGNAL_QUIET_LEAST_MS 60000LL	   /* thinking without a word took up to 41 s, measured */
#define SIGNAL_QUIET_USUAL_MS (5 * 60000LL) /* of a kind that does not say: codex's own patience with a stream */
#define SIGNAL_QUIET_MARGIN 2		   /* a kind's own figure is the longest that was seen, not that there is */
#define SIGNAL_QUIET_BELIEVED_MS 3600000LL /* longer than that was a machine that slept */
/* While a tool runs: a build or a test suite may print nothing; this many times the patience, and at least that long
 * (the usual time limit of a gate is 10 min). */
#define SIGNAL_TOOL_PATIENCE 3
#define SIGNAL_TOOL_LEAST_MS (20 * 60000LL)
/* Loops: the same call with the same result so often in a row without a change between (Who&When: at 3 a rule of
 * repetition alone fires on 48 of 58 runs; here the result has to be the same too). */
#define SIGNAL_SAME_CALLS 5
/* Edits to one file while what fails stays as it was (the example hook of policies.md 1.4 takes 5). */
#define SIGNAL_SAME_EDITS 6
/* Within so many calls after the nudge it has to show whether it helped; half of 12 interventions did (1.4). */
#define SIGNAL_AFTER_NUDGE 5
/* After its report of done: to commit, to look once more (1.5: green >= m turns ago and still going). */
#define SIGNAL_CALLS_AFTER_DONE 12
#define SIGNAL_MS_AFTER_DONE (5 * 60000LL)

/* How many of one job can stand in the state: an agent must not fill the lead's disk by them. */
#define SIGNAL_COUNT_MOST 50

/* Whether a nudge helped, as far as that is known. */
enum { SIGNAL_HELPED_unknown, SIGNAL_HELPED_yes, SIGNAL_HELPED_no };

/* Raise it for this job: a new record, or the open one of that word with newer evidence. Borrowed; NULL where there
 * are more than can be of use. */
struct signal *signal_raise(struct state *state, struct job *job, enum signal_word word, const char *text,
			    long long at_ms);
/* The same for what is over as it happens. */
void signal_note(struct state *state, struct job *job, enum signal_word word, const char *text, long long at_ms);
/* The open one of that word, or NULL. */
struct signal *signal_open(const struct state *state, const struct job *job, const char *word);
void signal_close(struct signal *signal);
/* Another attempt: what the last one waited for is over; a loop stands until it is known to have ended. */
void signals_begin_anew(struct state *state, const struct job *job);
/* Whether it does not pass by itself: silence that came back, a loop that the nudge did not end. */
bool signal_needs_lead(const struct signal *signal);
/* The newest that is open of a session, or NULL. */
const struct signal *signal_of_session(const struct state *state, long long session);

/* A turn of this agent had at most so long a quiet time. */
void habit_quiet(struct state *state, const char *agent, long long quiet_ms);
/* When this agent is silent by its history, at most `most_ms`; 0 where there is too little of it. */
long long habit_silence_ms(const struct state *state, const char *agent, long long most_ms);

#endif
