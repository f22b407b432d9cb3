/*
 * signal_words.h - the words of all signals, and the table of thresholds: from which figures on something is one.
 */
#ifndef LEADHAND_CORE_SIGNAL_WORDS_H
#define LEADHAND_CORE_SIGNAL_WORDS_H

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

/* The table of thresholds. For loops no published one exists; of 12 interventions of one study half helped, which is
 * why the answer is one nudge, measured, and then the end of the turn. */

/* Silence: the mean of a turn's longest quiet time and four standard deviations; one in 16 turns at the very most lies
 * beyond (Chebyshev), one in 30,000 where they are normal. Of fewer turns than 8 a deviation says little. */
#define SIGNAL_QUIET_DEVIATIONS 4
#define SIGNAL_QUIET_TURNS 8
/* Real programs were seen to get over an outage of their provider after up to 209 s without an event: a turn is ended
 * after twice this at the earliest. */
#define SIGNAL_QUIET_LEAST_MS 120000LL
/* A kind's own figure (codex waits 300 s for its stream) and a quarter more. */
#define SIGNAL_QUIET_MARGIN 4
/* Longer than that was no agent that thought. */
#define SIGNAL_QUIET_BELIEVED_MS 3600000LL
/* While a tool runs, which may be a build that prints nothing: so many times the patience, and at least twice the time
 * that a gate has where nothing else is said. */
#define SIGNAL_TOOL_PATIENCE 3
#define SIGNAL_TOOL_LEAST_MS (20 * 60000LL)
/* Loops: the same call with the same result so often without anything new between. At 3, by repetition alone, a rule
 * fired on 48 of 58 runs (Who&When); here the result has to be the same too. */
#define SIGNAL_SAME_CALLS 5
/* Edits to one file while what fails stays as it was (a published hook takes 5 edits, whatever fails). */
#define SIGNAL_SAME_EDITS 6
/* Within so many calls after the nudge it has to show whether it helped. */
#define SIGNAL_AFTER_NUDGE 5
/* After its report of done: to commit, to look once more. Ours: published is only that such agents go on. */
#define SIGNAL_CALLS_AFTER_DONE 12
#define SIGNAL_MS_AFTER_DONE (5 * 60000LL)

#endif
