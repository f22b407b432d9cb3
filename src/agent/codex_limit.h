/*
 * codex_limit.h - whether what stopped a turn of Codex lifts by itself.
 */
#ifndef LEADHAND_AGENT_CODEX_LIMIT_H
#define LEADHAND_AGENT_CODEX_LIMIT_H

#include "base/json.h"

/*
 * Of an error of the app-server: its codexErrorInfo says usageLimitExceeded or serverOverloaded, or names the HTTP
 * status 429, 503 or 529; older versions say so in words only. NULL is no error.
 */
bool codex_is_limited(const json_t *error);

#endif
