/*
 * walls.h - what config.yaml says of the place that a session works in: what it sees, how much it may use.
 *
 * The keys `sandbox`, `carry`, `network`, the long form of `setup`, and the limits of
 * one session. Names of folders and variables only: no secret's value is ever written here.
 */
#ifndef LEADHAND_SPEC_WALLS_H
#define LEADHAND_SPEC_WALLS_H

#include "spec/keys.h"

struct config_walls {
	char *read, *write;  /* owned: lists of folders, absolute or with "~/" in front */
	char *env, *secrets; /* owned: lists of names of variables that are passed on; secrets are never shown */
	char *path;	     /* owned, or NULL: where the workspace is seen inside; default: at the lead's own path */
	char *carry;	     /* owned: list of paths in the lead's work tree that git does not have */
	char *setup_when;    /* owned, or NULL: list of patterns after whose change `setup` runs again */
	char *network;	     /* owned: list of HOST, HOST:PORT, *.HOST, ADDRESS:PORT beyond what the agent's kind needs */
	/* Of one session, or one check; 0: no limit. cpu_percent: 100 is one processor. */
	long long memory_bytes, processes, cpu_percent, disk_bytes, files;
	long long checkpoint_ms; /* 0: only at the ends of turns */
};

/* Defaults: memory 8G, processes 2000, disk 20G, open files 4096, checkpoint 10m; no lists. */
void walls_init(struct config_walls *walls);
void walls_release(struct config_walls *walls);

/* Their slot is the struct config_walls. */
KEY_READER(walls_read_sandbox);
KEY_READER(walls_read_network);
/* A path of the project's own: relative, below the top, not git's. */
int walls_check_inside(const char *text, struct err *err);

#endif
