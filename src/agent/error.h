/*
 * error.h - why an agent's turn failed; the words, and whether trying again can help, are the core's (core/retry.h).
 */
#ifndef LEADHAND_AGENT_ERROR_H
#define LEADHAND_AGENT_ERROR_H

#include "core/retry.h"

enum agent_error {
	AGENT_ERROR_none,
#define X(word, retry, failure, text, mend) AGENT_ERROR_##word,
	RETRY_WORDS(X)
#undef X
};

/* The word as it stands in journals; "" for none. */
const char *agent_error_word(enum agent_error error);
/* The error of that word; unknown where there is none of it, none for "". */
enum agent_error agent_error_of(const char *word);
/* For the lead; "" where there is nothing to say. */
const char *agent_error_text(enum agent_error error);
/* What an HTTP status of a provider means (RFC 9110, 15; 529 is Anthropic's overload). 0 is no status. */
enum agent_error agent_error_of_status(long long status);

#endif
