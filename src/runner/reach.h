/*
 * reach.h - how far what a gate wrote is looked for.
 */
#ifndef LEADHAND_RUNNER_REACH_H
#define LEADHAND_RUNNER_REACH_H

#include "sys/fs_below.h"

enum { REACH_FILES = 2000, REACH_LOOKS = 100000 };

/* fs_below_stamps() within these bounds; the caller's. */
char *reach_stamps(const char *top, const char *pattern, enum below_cut *cut);
/* Whether all places of the tree at `top` where such a report may lie are looked at; `report` as config.yaml has it. */
bool reach_is_whole(const char *top, const char *report);

#endif
