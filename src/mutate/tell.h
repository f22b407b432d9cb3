/* tell.h - found as TAP 14 on standard output: a test a mutant, red where nobody noticed it and more are asked for. */
#ifndef LEADHAND_MUTATE_TELL_H
#define LEADHAND_MUTATE_TELL_H

#include "mutate/examine.h"

/* What it says of them; the caller's. *is_fine is whether enough of the mutants were noticed, and all could be. */
char *tell(const struct orders *orders, const struct examination *found, bool *is_fine);

#endif
