/*
 * held_out.h - what a held-out gate runs lies where no agent can read it, and its own check alone is shown it.
 */
#ifndef LEADHAND_FLOOR_HELD_OUT_H
#define LEADHAND_FLOOR_HELD_OUT_H

#include "floor/keeper.h"

/*
 * What a check of such a command has to see beside its tree, for reading, as absolute paths, a list, the caller's: each
 * file or folder that the command names, seen from the lead's work tree, and that is not in git there. Of a file outside
 * of the work tree it is the whole folder, unless that is the lead's home or holds the work tree.
 */
char *held_out_shown(const struct place *place, const char *command);
/* Of such a list: what lies there, as one hash, and a cheap one that differs where something was written (contents.h). The
 * caller's. */
char *held_out_hash(const char *shown);
char *held_out_stamp(const char *shown);
/* The same list for all held-out gates of a configuration. */
char *held_out_all(const struct place *place, const struct config *config);
/* The commands of a gate, as held_out_shown() reads them; the caller's. */
char *held_out_commands(const char *run, const char *again);
/* A line in the inbox where the target itself holds a config.yaml with held-out gates: agents read it there. */
int held_out_look(struct keeper *keeper, struct err *err) MUST_USE;

#endif
