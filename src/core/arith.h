/*
 * arith.h - the three functions that sums alone do not give: root, exponential, logarithm.
 *
 * The core links no libm, so these are small and of its own, and give the same on every
 * machine. Good to about 14 digits; what makes no sense gives 0 instead of a NaN.
 */
#ifndef LEADHAND_CORE_ARITH_H
#define LEADHAND_CORE_ARITH_H

/* The square root; 0 for what is not positive. */
double arith_root(double value);
/* e to the power of `value`; 0 below -700, and no more than e^700. */
double arith_exp(double value);
/* The natural logarithm; 0 for what is not positive. */
double arith_log(double value);

#endif
