/*
 * carry.h - what the rules order is done, and what agents and gates do then.
 */
#ifndef LEADHAND_SIM_CARRY_H
#define LEADHAND_SIM_CARRY_H

#include "sim/stage.h"

/* Carry out every order that is due now. */
void carry_all(struct stage *stage);
/* A timer of an agent's or a gate's. */
void carry_timer(struct stage *stage, const struct timer *timer);

#endif
