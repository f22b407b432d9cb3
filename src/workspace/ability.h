/*
 * ability.h - what works where workspaces are made: tried once and written down; for choose.c alone.
 */
#ifndef LEADHAND_WORKSPACE_ABILITY_H
#define LEADHAND_WORKSPACE_ABILITY_H

#include "workspace/choose.h"

/* Whether a kind can be had in wish->folder, 0 where it can; the error says why not. */
int ability_check(const struct workspace_wish *wish, enum workspace_kind kind, struct err *err) MUST_USE;

#endif
