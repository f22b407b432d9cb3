/* dice.h - chance that can be repeated: the same seed, the same throws, on every machine. */
#ifndef LEADHAND_DICE_H
#define LEADHAND_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t at; /* never 0 */
};

static inline struct dice dice_of(uint64_t seed)
{
	return (struct dice){ (seed + 1) * 0x9e3779b97f4a7c15ULL | 1 };
}

/* xorshift64*. */
static inline uint64_t dice_throw(struct dice *dice)
{
	dice->at ^= dice->at >> 12;
	dice->at ^= dice->at << 25;
	dice->at ^= dice->at >> 27;
	return (dice->at * 0x2545f4914f6cdd1dULL) >> 16;
}

/* From 0 to sides - 1. */
static inline long long dice_of_sides(struct dice *dice, long long sides)
{
	return sides > 0 ? (long long)(dice_throw(dice) % (uint64_t)sides) : 0;
}

static inline bool dice_percent(struct dice *dice, long long percent)
{
	return dice_of_sides(dice, 100) < percent;
}

#define DICE_PICK(dice, list) \
	((list)[dice_of_sides((dice), (long long)(sizeof(list) / sizeof *(list)))])

#endif
