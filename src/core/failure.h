/*
 * failure.h - how work ends badly: one table of codes, and what each of them is.
 *
 * The class says what has to change so that the next one does not fail the same way (MAST's categories, and the
 * environment). Within it the code is the finest that facts can tell: what developers complain of in real sessions has its
 * class S1 to S7 (arXiv 2605.29442), and the nearest of MAST's fourteen modes stands beside it with the version of that
 * taxonomy, whose numbers have drifted. "" where neither has a place for it.
 */
#ifndef LEADHAND_CORE_FAILURE_H
#define LEADHAND_CORE_FAILURE_H

#include "core/claims.h"

#define BLAME_SPECIFICATION "specification"
#define BLAME_COORDINATION "coordination"
#define BLAME_VERIFICATION "verification"
#define BLAME_ENVIRONMENT "environment"

/* Cemri et al., arXiv 2503.13657, third version. */
#define FAILURE_MAST_VERSION "v3"

/* The code as core keeps it, or -1 for a word that is none; '-' and '_' are the same. */
int failure_code_of(const char *word);
/* Of a code, from the table; constants. */
const char *failure_blame(enum failure_code code);
const char *failure_sort(enum failure_code code);    /* S1 to S7, or "" */
const char *failure_mast(enum failure_code code);    /* such as 3.1, or "" */
const char *failure_words(enum failure_code code);   /* what happened, in words */
const char *failure_prevent(enum failure_code code); /* what would prevent the next one */
/* Whether a lead may call a rejected change that: what only leadhand can know is not theirs to say. */
bool failure_is_said(enum failure_code code);
/* All that a lead may say, as a line for users; the caller's. */
char *failure_sayings(void);

/*
 * Put it on record, with the evidence that the state holds: gates, signals, claims, paths, the turn. `is_last`: its task
 * failed by it; otherwise it was sent back. Borrowed.
 */
struct failure *failure_put(struct state *state, const struct task *task, enum failure_code code, const char *text,
			    long long at_ms);
/* What a change that the gates let pass was rejected for, where the lead does not say it: by facts, else rejected. */
enum failure_code failure_of_rejection(const struct state *state, const struct session *session);
/* What a red gate comes to once there are no rounds left: a change that is not good, or one that was said to be. */
enum failure_code failure_of_red(const struct state *state, const struct session *session);

#endif
