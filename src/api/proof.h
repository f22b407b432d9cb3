/*
 * proof.h - whether a commit on the target branch is what was approved and gated.
 *
 * From the store and from git, each asked for itself: a commit that only says of itself
 * that it was approved proves nothing.
 */
#ifndef LEADHAND_API_PROOF_H
#define LEADHAND_API_PROOF_H

#include "api/trace.h"
#include "api/view.h"

/* {"commit","task","tree","approved_by","gates":[...],"problem":null}; the caller's. The view
 * is whole. */
json_t *proof_of(const struct view *view, const struct trace *trace);
/* The landing that made this commit, or NULL. */
const struct landing *proof_landing(const struct state *state, const char *commit);

#endif
