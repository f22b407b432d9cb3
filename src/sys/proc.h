/*
 * proc.h - other programs, run to their end, from argument vectors only.
 *
 * For what is short and waited for (git, a probe). What lives long runs under
 * the loop (sys/loop.h). A child gets exactly the descriptors 0, 1 and 2, its
 * signals at their defaults, and dies with us.
 */
#ifndef LEADHAND_SYS_PROC_H
#define LEADHAND_SYS_PROC_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* What a child gets beside its three descriptors; for the few that start inside walls. All borrowed. */
struct proc_extra {
	bool is_bare;	     /* env is all of its environment: nothing of ours is handed on */
	bool ignores_term;   /* SIGTERM (on a terminal of ours, what is typed too) is ignored, until a program inside takes it up again */
	int net;	     /* a network namespace to enter first; -1: ours */
	const int *keep;     /* descriptors that stay open at their numbers, each above 2 */
	const int *groups;   /* cgroup.procs of each control group to join, open for writing */
	int keep_count, group_count;
};

struct proc {
	const char *const *argv; /* borrowed, ends with NULL; argv[0] is looked up on PATH */
	const char *const *env;	 /* borrowed "NAME=value" added to ours, ends with NULL; "NAME" alone unsets; may be NULL */
	const char *dir;	 /* borrowed; NULL is ours */
	const char *input;	 /* borrowed; NULL is /dev/null */
	size_t limit_bytes;	 /* of each output, kept from the start; 0 is 1 MiB */
	long long timeout_ms;	 /* 0 is none; then the whole process group is killed */
	size_t input_len;	 /* where input holds NULs; 0 is strlen(input) */
	const int *input_file;	 /* borrowed, instead of input: an open file, read from where it stands; may be NULL */
	bool may_outlive_us;	 /* for what must not be cut in the middle: it runs on when we die */
	const struct proc_extra *extra; /* borrowed; NULL for nothing special */
};

struct proc_result {
	char *out, *err; /* owned, never NULL after proc_run returned 0 */
	size_t out_len, err_len;
	int status;	 /* exit status, or 128 + signal */
	bool is_late;	 /* killed by the timeout */
};

/* Run and wait. 0 whenever the program ran, whatever its status; ERR_MISSING where there is no such
 * program, ERR_SYSTEM where it could not start. */
int proc_run(const struct proc *proc, struct proc_result *result, struct err *err) MUST_USE;
void proc_result_release(struct proc_result *result);

/* Start a program that outlives us, in a session of its own: stdin from /dev/null, output appended to
 * log_path, every other descriptor closed. *pid is known, never waited for by the caller. */
int proc_start_detached(const char *const *argv, const char *dir, const char *log_path, int *pid,
			struct err *err) MUST_USE;
/* Become another program: our process, descriptors and limits; its signals at their defaults. `env` is all of
 * its environment, and argv[0] is looked up on the PATH in it. Returns only on failure: ERR_MISSING where there
 * is no such program, ERR_SYSTEM. */
int proc_become(const char *const *argv, const char *const *env, struct err *err) MUST_USE;
/* All borrowed. `prepare` is called in the child, where what it limits is the program alone; may be NULL. */
struct proc_guest {
	const char *const *argv, *const *env;
	int (*prepare)(void *owner, struct err *err);
	void *owner;
};

/* For the first process of a namespace: run a program as a child, reap whatever is left to us meanwhile, and return
 * once that program has ended; *status is its exit status or 128 + signal, as a shell has it, also where it could not
 * be started (then it was said on standard error). */
enum { PROC_CANNOT = 126, PROC_MISSING = 127 };
int proc_host(const struct proc_guest *guest, int *status, struct err *err) MUST_USE;
/* Whether a deed works (returns 0), done in a forked child that is gone afterwards with all that it changed. */
bool proc_try(int (*deed)(void *owner), void *owner);
/* The absolute path of a program on PATH, the caller's; NULL where there is none. */
char *proc_find(const char *name);
/* The absolute path of the running program, the caller's. */
char *proc_self(void);
bool proc_is_alive(int pid); /* a zombie is not */
/* Send SIGKILL to every process whose environment holds exactly `mark` ("LEADHAND_JOB=..."), but not to
 * ourselves, until none is left (or 10 s are over: what hangs in the kernel cannot be killed); returns how
 * many there were. For what a killed runner left behind. */
int proc_kill_marked(const char *mark);
/* From now on orphaned descendants become our children: none can leave by forking twice. */
void proc_adopt_orphans(void);
/* Send a signal to every descendant of ours that is there now. */
void proc_signal_descendants(int number);
/* Kill every descendant of ours that is left (we are their subreaper), until none is or 10 s are over;
 * returns how many. None is reaped here: who started a child still learns its status. */
int proc_kill_descendants(void);

#endif
