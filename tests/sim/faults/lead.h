/*
 * lead.h - a person: looks now, or later, or never; judges twice; changes files.
 */
#ifndef LEADHAND_LEAD_H
#define LEADHAND_LEAD_H

#include "outer.h"

/* By the move's chance. */
void lead_act(struct outer *outer);
/* Judge, answer or mend what stands in the inbox; false where the floor died of it. */
bool lead_judge(struct outer *outer, const struct card *card, bool approves);
bool lead_answer(struct outer *outer, const struct card *card);
/* Back to one of its checkpoints: a session of its own begins there. */
bool lead_goes_back(struct outer *outer, long long task);
/* Whoever was logged out is so no more. */
bool lead_logs_in(struct outer *outer);
/* Before a word about this task: it may have landed without a word of it. */
bool lead_settles(struct outer *outer, long long task);
bool lead_says(struct outer *outer, enum event_kind kind, long long task);
/* The floor opens, reads all files, and every task that can be called is called. */
bool lead_opens(struct outer *outer);
void spec_write(struct outer *outer, int file);

#endif
