/*
 * box.h - walls around a program: it sees the system for reading, the folders it was given, and nothing of ours.
 *
 * A home, a /tmp, processes, a network, users and a host name of its own; no
 * powers, whoever we are. All that runs inside ends with the program that was
 * started. bwrap puts the walls up, `leadhand inside` (inside.h) closes the last door.
 */
#ifndef LEADHAND_WALLS_BOX_H
#define LEADHAND_WALLS_BOX_H

#include "base/err.h"
#include "sys/proc.h"

#include <stdbool.h>
#include <stddef.h>

struct loop;

struct box_bind {
	const char *from, *to; /* borrowed, absolute; to NULL: the same path inside */
	bool is_writable, is_optional;
};

struct box_limits {
	long long memory_bytes, processes, cpu_percent, file_bytes, files; /* 0: none; `files` are open ones */
};

/* All borrowed, and only until box_new() returns, but for `net`, `loop` and `owner`. */
struct box_spec {
	const char *room;  /* absolute, a folder of ours: its home and its /tmp (which is /var/tmp too) are room/home and
			      room/tmp, made where missing */
	const char *dir;   /* the working directory inside; NULL is its home */
	const struct box_bind *binds;
	size_t bind_count;
	const char *const *env; /* NAME=value, ends with NULL; all that there is inside, with PATH HOME USER LOGNAME SHELL
				   TMPDIR LANG TERM where they are missing; may be NULL */
	const char *path;	/* a folder inside that comes first on PATH; may be NULL */
	const char *read;	/* a list of lines: further folders to be seen, "~" understood; may be NULL */
	const char *write;	/* the same, to be written */
	const char *leadhand;	/* the program that has the verb `inside`; NULL: ours */
	int net;		/* a network namespace to join, or -1: a fresh one with nothing but a loopback */
	struct box_limits limits;
	const char *name; /* of its control group: letters, digits, '-'; NULL: no group, only limits of each process */
	/* Told of what was tried at the walls, one clean short line each, while the loop runs. Then what is started must
	 * run under that loop too (child_new): with proc_run() nobody would answer. NULL: nobody listens. */
	struct loop *loop;
	void (*tried)(void *owner, const char *what);
	void *owner;
	bool tells_writes; /* of attempts to write outside too: each file that is made or opened to be written takes
			      some 35 us more then (measured: of 10,000 small files by node a third on tmpfs, nothing
			      that could be told from noise on ext4) */
};

struct box;
/* ERR_MISSING where there is no bwrap or a folder to be seen is not there; ERR_SYSTEM. */
int box_new(const struct box_spec *spec, struct box **out, struct err *err) MUST_USE;
/* What was started inside must have ended. Its home and /tmp stay. */
void box_free(struct box *box);

/* How to start a program inside: hand argv, env and &extra to child_new() or proc_run(), with no folder. */
struct box_run {
	const char *const *argv, *const *env;
	struct proc_extra extra;
	/* Its own: */
	char **words;
	int *keep;
	int args;
	int talk;
};

/* Several may run, one after the other or at once. The run must stay until the program was started; argv is copied. */
int box_wrap(struct box *box, const char *const *argv, struct box_run *run, struct err *err) MUST_USE;
void box_run_release(struct box_run *run);

/* What ended it, if a limit did: "out of memory: more than 8 GiB", "too many processes: more than 1000"; the
 * caller's. NULL where none did, or where no control group could be made: then a program is only told no. */
char *box_verdict(const struct box *box);

#endif
