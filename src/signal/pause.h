/*
 * pause.h - calls that wait for something by doing the same again, and what of an output is no news.
 */
#ifndef LEADHAND_SIGNAL_PAUSE_H
#define LEADHAND_SIGNAL_PAUSE_H

#include "agent/event.h"

#include <stdbool.h>

/* Whether that call waits, or looks how far something is: repeated, it says nothing of a loop. */
bool call_waits(const struct agent_event *tool);
/* What an output says but for durations, clock times and addresses, which differ each time; the caller's. */
char *output_essence(const char *text);

#endif
