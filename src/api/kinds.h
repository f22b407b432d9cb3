/*
 * kinds.h - whether the workspaces that are configured fit what is to be done.
 */
#ifndef LEADHAND_API_KINDS_H
#define LEADHAND_API_KINDS_H

#include "api/view.h"
#include "spec/config.h"

/* One sentence for the lead, the caller's; NULL where the kind fits. `sessions` is how many may run, 0 as configured. */
char *kinds_advice(const struct view *view, const struct config *config, long long sessions);

#endif
