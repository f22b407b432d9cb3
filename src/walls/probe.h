/*
 * probe.h - what this machine can do for walls, tried and not guessed.
 */
#ifndef LEADHAND_WALLS_PROBE_H
#define LEADHAND_WALLS_PROBE_H

#include <stdbool.h>

enum probe_kind {
	PROBE_bwrap,	  /* the program is there, and puts up a box that works */
	PROBE_namespaces, /* a view of the file system of our own (sys/mounts.h) */
	PROBE_notify,	  /* what is tried inside can be told */
	PROBE_groups,	  /* limits for all processes of a box together */
	PROBE_KINDS,
};

struct probe_finding {
	bool is_fine;
	bool is_needed; /* without it there are no walls */
	char *what;	/* owned: what was found, "bubblewrap works" */
	char *weaker;	/* owned: what is weaker, and what mends it; NULL where it is fine */
};

struct probe {
	struct probe_finding findings[PROBE_KINDS];
};

/* Try all of it; `room` is a folder of ours for the box that is tried, `leadhand` as in struct box_spec. Takes
 * some tens of milliseconds. */
void probe_machine(struct probe *probe, const char *room, const char *leadhand);
/* The first needed thing that is missing: its `weaker`, borrowed; NULL where walls can be had. */
const char *probe_refusal(const struct probe *probe);
void probe_release(struct probe *probe);

#endif
