/*
 * proc_spawn.h - the one place that makes processes; for sys/ alone.
 *
 * The child gets exactly the descriptors 0, 1 and 2, no handler and no blocked
 * signal of ours, and usually a process group of its own. That its program could not be
 * executed is known before proc_spawn() returns.
 */
#ifndef LEADHAND_SYS_PROC_SPAWN_H
#define LEADHAND_SYS_PROC_SPAWN_H

#include "base/err.h"

#include <stdbool.h>

struct proc_extra;
struct proc_spawn {
	const char *const *argv; /* borrowed; argv[0] is looked up on the PATH that the child will have */
	const char *const *env;	 /* borrowed; as struct proc's env */
	const char *dir;	 /* borrowed; NULL is ours */
	int fds[3];		 /* borrowed: what becomes 0, 1 and 2 */
	bool may_outlive_us;	 /* otherwise the kernel kills it when we die */
	bool is_in_our_group;	 /* otherwise it has a process group of its own */
	bool is_detached;	 /* a session of its own, and nobody's child that we would have to wait for */
	const struct proc_extra *extra; /* borrowed; NULL for nothing special */
};

int proc_spawn(const struct proc_spawn *spawn, int *pid, struct err *err) MUST_USE;
/* A descriptor that becomes readable when our child `pid` ends; the caller's, -1 where the kernel has none. */
int proc_watch_end(int pid);
/* Reap our child where it has ended: true, and *status its exit status or 128 + signal. */
bool proc_reap(int pid, bool wait, int *status);
/* The absolute path of a program in a list of folders, the caller's, or NULL; relative ones are left out. */
char *proc_search(const char *path, const char *name);
/* The program that argv[0] means with that environment, the caller's; NULL where there is none. */
char *proc_program(const char *name, const char *const *env);
/* Every signal at its default and none blocked, as a new program expects it. */
void proc_reset_signals(void);
/* A pipe that no child inherits. */
int proc_pipe(int ends[2], struct err *err) MUST_USE;

#endif
