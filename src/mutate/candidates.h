/* candidates.h - the mutants that changed lines have room for, and those of them that a draw takes. */
#ifndef LEADHAND_MUTATE_CANDIDATES_H
#define LEADHAND_MUTATE_CANDIDATES_H

#include "mutate/changed.h"

/* Reads the sources, and fills found->mutants and what was looked at. */
int candidates_find(struct sources *sources, const struct orders *orders, struct examination *found, struct err *err) MUST_USE;

#endif
