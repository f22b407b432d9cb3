/*
 * executions.h - the ledger, told from the events: every execution of every check, and every result that was used again.
 *
 * Nothing of it comes from an agent: a check's end is what its runner saw.
 */
#ifndef LEADHAND_API_EXECUTIONS_H
#define LEADHAND_API_EXECUTIONS_H

#include "api/view.h"

/*
 * {"executions":[...],"runs":N,"reused":N,"spent_ms","saved_ms"}, oldest first, the caller's. An entry is
 *
 *	{"gate","command","held_out","run","tree","commit","of":[{"task","what"}],"reused":false,
 *	 "job","attempt","again","started_ms","ended_ms","result","exit","late","duration_ms","tests":{...}|null,"reason"}
 *
 * what: change, base, landing or tip (of the target; for no task, "", where a red one stopped the line); again: how often the
 * gate came to a verdict on that tree before; result: green, red, broken, stopped or lost. One that was used
 * again has no job; its other figures are those of the execution that it goes back to. `word` (NULL: all) is a task, a
 * gate, or the beginning of a tree or commit: ERR_MISSING where there is nothing of that.
 */
int executions_read(const struct view *view, const char *word, bool with_output, json_t **out, struct err *err) MUST_USE;

#endif
