/*
 * attach.h - the lead in a session: the agent's own interactive program, on the lead's terminal.
 *
 * It stands where the agent stood: the same workspace, home, network and login, behind the same walls, with the door
 * open. Whoever calls sees to it that no turn runs and none begins meanwhile.
 */
#ifndef LEADHAND_RUNNER_ATTACH_H
#define LEADHAND_RUNNER_ATTACH_H

#include "base/err.h"

#include <stdbool.h>

/* All borrowed. */
struct attach {
	const char *job_dir;	   /* of the session's newest turn */
	const char *thread;	   /* the conversation to go on with; NULL or "" where there is none */
	const char *const *argv;   /* another program instead, ends with NULL; NULL for the agent's own */
	const char *task;	   /* for what is said */
	bool has_walls;		   /* false: as the lead, without walls */
	bool (*is_wanted)(void *owner); /* asked every second: whether the session is still ours */
	void *owner;
};

struct attach_end {
	int status;	       /* of the program: exit status or 128 + signal */
	const char *cut;       /* why we ended it; NULL where it ended by itself */
	char *commit;	       /* owned: the HEAD that was left, in the lead's repository; NULL where it could not be read */
	char *checkpoint;      /* owned: all that was left, as a checkpoint; NULL where nothing could be saved */
	char *trouble;	       /* owned: what could not be saved, and why; NULL where nothing */
	long long loose;       /* paths that are not committed */
};

/* Whether there is something to attach to: ERR_REFUSED with what there is instead, ERR_MISSING without a workspace. */
int attach_check(const struct attach *attach, struct err *err) MUST_USE;
/* Run the program to its end, then save. A failure is that it could not be started. SIGHUP and SIGTERM end it. */
int attach_run(const struct attach *attach, struct attach_end *end, struct err *err) MUST_USE;
void attach_end_release(struct attach_end *end);

#endif
