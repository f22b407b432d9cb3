/*
 * codex_error.h - what stopped a turn of Codex.
 */
#ifndef LEADHAND_AGENT_CODEX_ERROR_H
#define LEADHAND_AGENT_CODEX_ERROR_H

#include "agent/error.h"
#include "base/json.h"

/*
 * Of an error of the app-server: its codexErrorInfo names it, or has the HTTP status; older versions say so in words
 * only. NULL is no error.
 */
enum agent_error codex_error_of(const json_t *error);

#endif
