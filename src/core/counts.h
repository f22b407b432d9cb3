/*
 * counts.h - what runs counted of their tests, beside each other. Knows records alone.
 */
#ifndef LEADHAND_CORE_COUNTS_H
#define LEADHAND_CORE_COUNTS_H

#include "core/model.h"

/* Green, and of the tests that its gate counted on the base none is left: nothing ran, whatever it exits with. It is
 * judged as red. False for NULL. */
bool run_counts_none_now(const struct state *state, const struct run *run, const char *base_tree);

#endif
