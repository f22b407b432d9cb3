/* tell.h - found as TAP 14: one test for the tests as they are, and one for all mutants, or one for each that survived. */
#ifndef LEADHAND_MUTATE_TELL_H
#define LEADHAND_MUTATE_TELL_H

#include "mutate/examine.h"

/* What it says of them; the caller's. *is_fine is whether enough of the mutants were noticed, and all could be. */
char *tell(const struct orders *orders, const struct examination *found, bool *is_fine);

#endif
