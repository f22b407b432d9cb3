/*
 * acp_error.h - what stopped a turn of an ACP agent.
 */
#ifndef LEADHAND_AGENT_ACP_ERROR_H
#define LEADHAND_AGENT_ACP_ERROR_H

#include "agent/error.h"
#include "base/json.h"

#include <stdbool.h>

/* Of a JSON-RPC error: by its data, its code (some have an HTTP status there) and its words. */
enum agent_error acp_error_of(const json_t *error);
/* The words of an error, cleaned; those of the provider where they are wrapped as JSON. The caller's. */
char *acp_error_words(const char *text);
/* The same of a JSON-RPC error, with what its data adds. The caller's. */
char *acp_error_text(const json_t *error);
/* Of the extension `sessionFailure`: by its category and its title. */
enum agent_error acp_error_of_failure(const json_t *failure);
/* Of text that tells of an error, as an agent's message may be; none where it is not sure to. */
enum agent_error acp_error_of_words(const char *words);
/* The extension's object in a `_meta`, or NULL. Borrowed. */
const json_t *acp_failure_in(const json_t *meta);
/* "try 3 of 10" in words of a retry; 0 where there is no number. */
long long acp_try_in(const char *words);

#endif
