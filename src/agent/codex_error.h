/*
 * codex_error.h - what stopped a turn of Codex.
 */
#ifndef LEADHAND_AGENT_CODEX_ERROR_H
#define LEADHAND_AGENT_CODEX_ERROR_H

#include "agent/event.h"
#include "base/json.h"

/*
 * Of an error of the app-server: its codexErrorInfo names it, or has the HTTP status; older versions say so in words
 * only. NULL is no error.
 */
enum agent_error codex_error_of(const json_t *error);
/* Its words, cleaned; those of the provider where they are wrapped. The caller's. */
char *codex_error_text(const json_t *error);
/* Tell that it tries again; its words say which time ("Reconnecting... 2/5"). */
void codex_error_retry(enum agent_error error, const char *words, struct agent_queue *queue);

#endif
