/*
 * error.h - why an agent's turn failed, and whether trying again can help.
 *
 * One word for each error, the same for all agents, and one of three answers: never (somebody has to
 * mend it), later (it lifts by itself), again (the same turn can go on where it was). Words are those of
 * OpenTelemetry's `error.type` where it has one, otherwise the providers' own.
 */
#ifndef LEADHAND_AGENT_ERROR_H
#define LEADHAND_AGENT_ERROR_H

/* word, what a retry can do, in words for the lead */
#define AGENT_ERRORS(X)                                                                             \
	X(none, again, "")                                                                          \
	X(authentication, never, "the provider does not accept the login")                          \
	X(bad_request, never, "the provider refuses the request")                                   \
	X(refusal, never, "the model refuses")                                                      \
	X(rate_limit, later, "the provider takes no more for now")                                  \
	X(overloaded, later, "the provider is overloaded")                                          \
	X(server_error, later, "the provider fails")                                                \
	X(unreachable, later, "the provider cannot be reached")                                     \
	X(cut, again, "the provider's answer broke off")                                            \
	X(crashed, again, "the program ended in the middle of the turn")                            \
	X(silent, again, "nothing was heard of it")                                                 \
	X(budget, never, "a limit of the program's own was reached")                                \
	X(no_program, never, "its program is not there")                                            \
	X(looping, again, "it does the same over and over")                                         \
	X(unknown, again, "")

enum agent_error {
#define X(word, retry, text) AGENT_ERROR_##word,
	AGENT_ERRORS(X)
#undef X
};

enum agent_retry { AGENT_RETRY_never, AGENT_RETRY_later, AGENT_RETRY_again };

/* The word as it stands in journals; "" for none. */
const char *agent_error_word(enum agent_error error);
/* The error of that word; unknown where there is none of it, none for "". */
enum agent_error agent_error_of(const char *word);
enum agent_retry agent_error_retry(enum agent_error error);
/* For the lead; "" where there is nothing to say. */
const char *agent_error_text(enum agent_error error);
/* What an HTTP status of a provider means (RFC 9110, 15; 529 is Anthropic's overload). 0 is no status. */
enum agent_error agent_error_of_status(long long status);

#endif
