/* dice.c - see dice.h. */
#include "sim/dice.h"

#include <math.h>

#define GOLDEN 0x9e3779b97f4a7c15ULL

/* The finisher of splitmix64 (Steele, Lea and Flood 2014): every bit of what goes in counts. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

struct dice dice_of(uint64_t seed, int what, long long thing, long long time)
{
	uint64_t at = mix(seed + GOLDEN);

	at = mix(at + (uint64_t)what * GOLDEN);
	at = mix(at + (uint64_t)thing * GOLDEN);
	return (struct dice){mix(at + (uint64_t)time * GOLDEN)};
}

uint64_t dice_throw(struct dice *dice)
{
	dice->at += GOLDEN;
	return mix(dice->at);
}

double dice_uniform(struct dice *dice)
{
	return ((double)(dice_throw(dice) >> 12) + 0.5) / 4503599627370496.0;
}

double dice_exponential(struct dice *dice)
{
	return -log(dice_uniform(dice));
}

/* Box and Muller 1958. */
double dice_normal(struct dice *dice)
{
	double radius = sqrt(2 * dice_exponential(dice));

	return radius * cos(2 * 3.14159265358979323846 * dice_uniform(dice));
}

bool dice_chance(struct dice *dice, double chance)
{
	return dice_uniform(dice) < chance;
}
