/*
 * ask.h - when the lead may be interrupted, and what a question does meanwhile.
 *
 * Three classes. `now`: nothing can go on without it. `breakpoint`: it waits until the lead
 * is between two things, and for others of its kind. `digest`: it has a default and time,
 * or belongs to a task of low priority; three times a day is enough. Who looked at a review
 * and did not judge it is in the middle of it, for PACE_LONGEST_MS at the most. Nothing is told twice.
 */
#ifndef LEADHAND_CORE_ASK_H
#define LEADHAND_CORE_ASK_H

#include "core/model.h"

/* It takes 10 to 16 min to find back into what one was doing (Iqbal & Horvitz 2007): no two interruptions closer. */
#define ASK_BATCH_MS (10 * 60000LL)
/* Three digests a day raised attention and lowered stress (Fitz et al. 2019). */
#define ASK_DIGEST_MS (8 * 3600000LL)

/* A task of a higher number than this, the usual one, is less urgent. */
#define ASK_PRIORITY 5
/* Who answered where nobody did in time. */
#define ASK_NOBODY "default"

/* What the lead can do with a task that a session proposes; by itself it is left, for ever. */
#define ASK_TAKES_IT "take it"
#define ASK_PROPOSAL ASK_TAKES_IT "\nleave it"
#define ASK_LEAVES_IT 2
/* Of one session, whatever became of them: one that thinks of more has lost its own task out of sight. */
#define ASK_PROPOSALS_MOST 5

#define ASK_CLASSES(X) X(now) X(breakpoint) X(digest)
enum ask_class {
#define X(name) ASK_##name,
	ASK_CLASSES(X)
#undef X
	ASK_nothing
};
extern const char *const ask_classes[];

/* Whether nothing goes on and nothing will but by the lead's word: no process works, no gate, no landing. */
bool ask_all_stands(const struct state *state, long long now_ms);
enum ask_class ask_class_of_question(const struct question *question, bool all_stands,
				     long long now_ms);
/* Less urgent than usual: it does not interrupt. */
enum ask_class ask_class_of_review(const struct task *task, bool all_stands);
enum ask_class ask_class_of_other(bool all_stands);

/* Whether there is something to tell the lead now; the number of things that are told with it. 0: nothing. */
long long ask_tell(const struct state *state, long long now_ms);
/* When there will be; ms since 1970, 0 where only an event can tell. */
long long ask_wake(const struct state *state, long long now_ms);
/* All that needs the lead now was told. */
void ask_told(struct state *state, long long at_ms);

/* An open question whose default is to be taken now, or NULL; and the next moment at which there will be one. */
struct question *ask_due(const struct state *state, long long now_ms);
long long ask_next_due(const struct state *state);
/* The text of a question's default, the caller's; NULL where it has none. */
char *ask_default(const struct question *question);
/* Whether the answer is the option with that number, by its words or by the number itself. */
bool ask_chooses(const struct question *question, long long number);

#endif
