/*
 * retry.h - what a failed turn leads to, by the word of its error.
 *
 * The one list of these words: OpenTelemetry's `error.type` where it has one, otherwise the providers' own; agents
 * tell them (agent/error.h). Never: somebody has to mend it, so the task fails at once, and no round is used up.
 * Later: it lifts by itself, and the turn is put off. Again: the same turn goes on where it was, a few times, after a
 * pause that grows. A failure without a word is a round's.
 */
#ifndef LEADHAND_CORE_RETRY_H
#define LEADHAND_CORE_RETRY_H

#include "core/failure_codes.h"

/* word, what a retry can do, as which failure it ends, what it is for the lead, how it is mended */
#define RETRY_WORDS(X)                                                                                    \
	X(authentication, never, login_lost, "the provider does not accept the login",             \
	  "log in again, then 'leadhand resume'")                                                         \
	X(bad_request, never, refused, "the provider refuses the request",                    \
	  "see 'leadhand log %s', mend the task or the agent's settings, then 'leadhand retry %s'")       \
	X(refusal, never, refused, "the model refuses",                                       \
	  "say in the task why it is wanted, then 'leadhand retry %s'")                                   \
	X(budget, never, agent_limit, "a limit of the program's own was reached",                   \
	  "raise the agent's own limit, then 'leadhand retry %s'")                                        \
	X(no_program, never, machine, "its program is not there",                               \
	  "install it, or say where it is: agents: {NAME: {run: [/its/path]}}, then 'leadhand retry %s'") \
	X(rate_limit, later, provider, "the provider takes no more for now", "")                 \
	X(overloaded, later, provider, "the provider is overloaded", "")                         \
	X(server_error, later, provider, "the provider fails", "")                               \
	X(unreachable, later, provider, "the provider cannot be reached", "")                    \
	X(cut, again, provider, "the provider's answer broke off", "")                           \
	X(crashed, again, broken_off, "the program ended in the middle of the turn", "")           \
	X(silent, again, stall, "nothing was heard of it", "")                                \
	X(looping, again, loop, "it does the same over and over", "")                       \
	X(unknown, again, broken_off, "", "")

enum retry { RETRY_none, RETRY_never, RETRY_later, RETRY_again };

/* None for "", NULL and words that are not known. */
enum retry retry_of(const char *error);
/* As which failure it ends, and what the lead can do about it, the caller's; "" for nothing. */
enum failure_code retry_failure(const char *error);
char *retry_mend(const char *error, const char *task);

/* How often the same turn goes on after errors that say "again". */
#define RETRY_TIMES 3
/* Before the Nth of them: 2, 6, 18 s. A program that fails at once is not helped by haste, and one that was cut off
 * by a provider for longer says so (Symphony, policies.md 5.1: from 10 s, doubled; a person waits for these). */
long long retry_pause_ms(long long times);
#define RETRY_PAUSE_MOST_MS 60000LL
/* From 0 to `most_ms`, another one for each job and time, the same in every replay: so that those who were refused
 * together do not come back together. */
long long retry_jitter_ms(long long job, long long times, long long most_ms);

#endif
