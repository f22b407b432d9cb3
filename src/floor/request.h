/*
 * request.h - what the lead's words to the floor hold (apply.h).
 */
#ifndef LEADHAND_FLOOR_REQUEST_H
#define LEADHAND_FLOOR_REQUEST_H

#include "base/err.h"
#include "base/json.h"
#include "core/model.h"

/* The text of that key, cleaned and cut, the caller's; NULL where there is none. */
char *request_text(const json_t *request, const char *key);
/* The task that it names, borrowed; ERR_MISSING where there is none of that name. */
int request_task(const json_t *request, struct state *state, struct task **task, struct err *err) MUST_USE;

#endif
