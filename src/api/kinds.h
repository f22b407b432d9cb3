/*
 * kinds.h - whether the workspaces that are configured fit what is to be done.
 */
#ifndef LEADHAND_API_KINDS_H
#define LEADHAND_API_KINDS_H

#include "api/view.h"
#include "spec/config.h"

/* One sentence for the lead, the caller's; NULL where the kind fits. `sessions` is how many may run, 0 as configured. */
char *kinds_advice(const struct view *view, const struct config *config, long long sessions);

/* ERR_REFUSED where a kind that config.yaml names cannot be had here; a configuration that cannot be read is
 * somebody else's to tell. */
int kinds_allow(const struct place *place, struct err *err) MUST_USE;

#endif
