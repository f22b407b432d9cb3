/*
 * keeper.h - the one who may write: the floor's lock, the store, the state in memory.
 *
 * An event is taken whole or not at all: written, stepped, committed. When the store
 * fails (a full disk), what was in memory is thrown away and read again, so the two never differ.
 */
#ifndef LEADHAND_FLOOR_KEEPER_H
#define LEADHAND_FLOOR_KEEPER_H

#include "floor/place.h"

#include "core/event.h"
#include "core/model.h"
#include "spec/config.h"
#include "store/store.h"

struct keeper {
	const struct place *place; /* borrowed */
	struct store *store;	   /* owned */
	struct state *state;	   /* owned; never NULL after keeper_open() */
	struct config config;	   /* owned: the last good one */
	char *environment, *environment_stamp; /* owned: of config (environment.h); NULL before it was read */
	char *shown;	    /* owned: what checks of its held-out gates see beside the tree (held_out.h) */
	char *prompt_stamp; /* owned: of the lead's template when it was looked at; NULL before */
	int lock;
	bool is_batch;	/* between keeper_begin and keeper_end */
	bool is_broken; /* the store failed: nothing more can be taken */
};

/* ERR_CONFLICT where another floor has the lock. Reads the configuration; a bad one is a failure only where
 * there is no earlier one to go by. */
int keeper_open(struct keeper *keeper, const struct place *place, struct err *err) MUST_USE;
void keeper_close(struct keeper *keeper);
/* Take one event. A refusal (see step.h) changes nothing; a failure of the store sets is_broken. The time is
 * filled in where it is 0. */
int keeper_take(struct keeper *keeper, struct event *event, struct err *err) MUST_USE;
/* The same of one that is the caller's: it is released, whatever comes of it. */
int keeper_take_ours(struct keeper *keeper, struct event *event, struct err *err) MUST_USE;
/* Many events in one transaction; a refused one among them is left out by its taker. */
int keeper_begin(struct keeper *keeper, struct err *err) MUST_USE;
int keeper_end(struct keeper *keeper, struct err *err) MUST_USE;
/* The store failed in the middle of a batch: what it did not take is forgotten, here too. Returns err's code. */
int keeper_fail(struct keeper *keeper, struct err *err);
/* A line in the inbox under `key`, or (text NULL) its end. */
int keeper_notice(struct keeper *keeper, const char *key, const char *text, struct err *err) MUST_USE;

#endif
