/*
 * lead.h - a lead who takes the inbox from the top.
 *
 * Nothing that was begun is laid down, not even at the end of the day. What comes up
 * meanwhile is an interruption, except where it is kept for the next breakpoint.
 */
#ifndef LEADHAND_SIM_LEAD_H
#define LEADHAND_SIM_LEAD_H

#include "sim/stage.h"

/* Every lead who is there and free takes the first item that nobody has in hand. */
void lead_look(struct stage *stage);
/* The timer of a lead: the last word on what was in hand. */
void lead_done(struct stage *stage, long long lead);
/* Count what is still in the inbox into how long items stay, at the end of a run. */
void lead_close(struct stage *stage);

#endif
