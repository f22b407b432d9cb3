/*
 * signals.h - what is seen of a session that nobody watches, and from which figures on.
 *
 * A signal is a word with its evidence. Those of what an agent does while it works are found by the runner
 * (src/signal/); those of how a turn ended are raised by the core. Each is counted
 * once for what happened once; what is open is shown where the session is.
 */
#ifndef LEADHAND_CORE_SIGNALS_H
#define LEADHAND_CORE_SIGNALS_H

#include "core/model.h"
#include "core/signal_words.h"

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
