/*
 * shell.h - the floor in the fault world: what src/floor does, in its order of effect and
 * event.
 *
 * Between any two effects the power may go (the fuse). Then all that it knew is gone, and the
 * next one begins with what was committed. Every function that can die says whether it lives.
 */
#ifndef LEADHAND_SHELL_H
#define LEADHAND_SHELL_H

#include "outer.h"

#include "base/err.h"

/* Begin with what the store has. */
void shell_start(struct outer *outer);
void shell_die(struct outer *outer);
/* An effect is about to happen; false where the power goes before it. */
bool shell_lives(struct outer *outer, const char *before);

/* Take one event, which is released, and commit it; *refused: step() would not have it. */
bool shell_take(struct outer *outer, struct event *event, bool *refused);
/* carry.c's part: carry one order out. *again: it has to be tried a little later. */
bool shell_carry(struct outer *outer, const struct order *order, bool *again);
/* shell_carry.c: who has that attempt is not wanted any more; false where the floor died of it. */
bool shell_tell_stop(struct outer *outer, const struct job *job);

/* Carry out what is due, at most so many orders. */
bool shell_work(struct outer *outer, int most);
/* Read the journals of these jobs (all that run where `job` is 0). */
bool shell_read(struct outer *outer, long long job);
/* Look for runners that are gone, at the configuration, and at the target. */
bool shell_sweep(struct outer *outer);
bool shell_look_at_tip(struct outer *outer);
/* What a commit of that session holds is described by what is there, not by who tells of it. */
void shell_describe(struct outer *outer, long long session, struct event *event);
/* Something outside needs the lead, or no longer does. */
#define NOTICE_TEXT "the configuration is broken"
bool shell_notice(struct outer *outer, bool is_open);

/* shell_store.c: step an event within a transaction, and end the transaction. */
int store_step(struct outer *outer, struct event *event);
bool store_commit(struct outer *outer);
size_t *offset_of(struct outer *outer, long long job);

/* promises.c: what the commit that just happened says is compared with what is so. */
#define DAY_MS 86400000LL

void promises_check(struct outer *outer);
void promises_check_fact(struct outer *outer, const struct fact *fact);
/* The target moves from `tip` to `commit`. */
void promises_check_move(struct outer *outer, int tip, int commit);
/* The floor has nothing to do any more. */
void promises_check_rest(struct outer *outer);
/* The lead looks at the inbox. */
struct desk;
void promises_check_desk(struct outer *outer, const struct desk *desk);

#endif
