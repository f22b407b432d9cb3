/*
 * walling.h - whether sessions can be walled off here, tried, and what the lead said of doing without.
 */
#ifndef LEADHAND_API_WALLING_H
#define LEADHAND_API_WALLING_H

#include "api/call.h"
#include "walls/probe.h"

/* Try what this machine can do; the probe is the caller's to release. Leaves nothing behind. */
void walling_try(const struct place *place, struct probe *probe);
/* Before the floor starts: ERR_REFUSED where there are no walls and `is_unsafe` does not say that they are not needed,
 * which is remembered until an `up` takes it back. *weaker, the caller's, are lines of what holds less than it could. */
int walling_allow(const struct place *place, bool is_unsafe, char **weaker, struct err *err) MUST_USE;

#endif
