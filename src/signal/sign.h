/*
 * sign.h - what the detectors say: a signal's word, its evidence, and what should come of it.
 *
 * A detector is fed with an agent's events and the time, both arguments, and has no I/O of its own; thresholds are
 * those of core/signal_words.h.
 */
#ifndef LEADHAND_SIGNAL_SIGN_H
#define LEADHAND_SIGNAL_SIGN_H

#include "core/signal_words.h"

#include <stdbool.h>
#include <stddef.h>

/* What is told of it, as in doc/jobs.md. */
#define SIGN_TURNS(X) X(raised) X(nudged) X(helped) X(unhelped) X(over)
enum sign_turn {
#define X(name) SIGN_##name,
	SIGN_TURNS(X)
#undef X
};
extern const char *const sign_turns[];

/* What should be done about it. */
enum sign_answer { SIGN_TELL, SIGN_NUDGE, SIGN_END };

struct sign {
	enum signal_word word;
	enum sign_turn turn;
	enum sign_answer answer;
	char *text;  /* owned: the evidence */
	char *nudge; /* owned: what the agent should hear; NULL but for a nudge, and the end of a loop */
	long long since_ms; /* for how long, before now */
};
void sign_release(struct sign *sign);

/* Signs that wait to be taken; zeroed is empty. */
struct signs {
	struct sign *signs; /* owned */
	size_t count, taken;
};
/* A new one; `text` becomes its own. Borrowed until the next call. */
struct sign *signs_add(struct signs *signs, enum signal_word word, enum sign_turn turn, char *text);
bool signs_next(struct signs *signs, struct sign *sign);
void signs_release(struct signs *signs);

/* "40 s", "4 min"; the caller's. */
char *sign_span(long long ms);

#endif
