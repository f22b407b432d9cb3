/*
 * failing.h - how work ended badly, and what reports claimed, as JSON.
 */
#ifndef LEADHAND_API_FAILING_H
#define LEADHAND_API_FAILING_H

#include "core/model.h"

#include <jansson.h>

struct failing_scope {
	const char *class, *agent; /* borrowed: of these only; NULL for all */
	long long since_ms;	   /* 0: ever */
};

/* {"code","class","sort","mast","mast_version","words","prevent","text","evidence","by","last","at_ms"} of one, the
 * caller's; null for NULL. */
json_t *failure_json(const struct failure *failure);
/* All bad ends of a task, oldest first: rejections too; the caller's. */
json_t *failures_json(const struct state *state, const struct task *task);
/* [{"kind","what","verdict","evidence","text","turn","current"}] of a session, oldest first; the caller's. */
json_t *claims_json(const struct state *state, const struct session *session);
/* The Pareto: {"count","taxonomy","codes":[{"code","count","share","cumulated",...}],"by_class","by_agent","claims"}; the
 * caller's. */
json_t *failing_json(const struct state *state, const struct failing_scope *scope);

#endif
