/*
 * proposal.h - a task that a session thought of, until the lead takes it or leaves it.
 *
 * Its file is kept under the state, named by its hash; what the core knows is the name and the hash. Taken, it
 * becomes a task file like any other, which starts nothing by itself. No file of the lead's is ever overwritten.
 */
#ifndef LEADHAND_FLOOR_PROPOSAL_H
#define LEADHAND_FLOOR_PROPOSAL_H

#include "floor/place.h"

#include "core/event.h"
#include "core/model.h"

#include <jansson.h>

/* Keep the file that a journal's line {"kind":"proposed","name","title","text":THE FILE} brings; *event gets its hash. */
int proposal_read(const struct place *place, const json_t *line, struct event *event, struct err *err) MUST_USE;
/* The proposed file, the caller's; ERR_MISSING where it is gone. */
int proposal_text(const struct place *place, const struct question *question, char **text, struct err *err) MUST_USE;
/* Make a task of it, under its name or the next one that is free; again is the same as once. The sentence on failure is
 * for the lead. */
int proposal_adopt(const struct place *place, const struct question *question, struct err *err) MUST_USE;

#endif
