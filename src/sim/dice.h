/*
 * dice.h - chance that can be repeated: the same seed, the same throws, on every machine.
 *
 * Every question has dice of its own, named by what is asked. So two policies that are tried
 * on the same seed meet the same agents and the same lead, whatever each does in between, and
 * what differs is the policy's doing.
 */
#ifndef LEADHAND_SIM_DICE_H
#define LEADHAND_SIM_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t at;
};

/* The dice for the question `what` about a thing and its so-many-th time. */
struct dice dice_of(uint64_t seed, int what, long long thing, long long time);
uint64_t dice_throw(struct dice *dice);
/* More than 0 and less than 1, all alike. */
double dice_uniform(struct dice *dice);
/* Of mean 1. */
double dice_exponential(struct dice *dice);
/* Of mean 0 and deviation 1. */
double dice_normal(struct dice *dice);
bool dice_chance(struct dice *dice, double chance);

#endif
