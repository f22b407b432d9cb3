/*
 * did.h - what a task's agents did, from the records of their turns (events.jsonl), and what was seen of them.
 */
#ifndef LEADHAND_API_DID_H
#define LEADHAND_API_DID_H

#include "api/logbook.h"

/* Every line that is new, of all turns: as in doc/jobs.md, and "job" and "turn"; the caller's. */
json_t *did_take_events(struct logbook *logbook);
/* {"calls","outcomes","files","file_count","context","window","subagents","retries",...} of one session; the
 * caller's; null where there is no record. */
json_t *did_json(const struct view *view, const struct session *session);
/* The signals of a task: [{"word","text","since_ms","open","nudges","helped"}]; the caller's. */
json_t *did_signals(const struct view *view, const struct task *task);
/* The same of all, counted by agent and word: [{"agent","word","count","nudges","helped","unhelped"}]; the caller's. */
json_t *did_signal_counts(const struct state *state);

#endif
