/* proc_become.c - our own process as another program, or as a trial; see proc.h. */
#include "sys/proc.h"

#include "base/mem.h"
#include "sys/proc_spawn.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

int proc_become(const char *const *argv, const char *const *env, struct err *err)
{
	_autofree_ char *program = proc_program(argv[0], env);

	if (!program)
		return err_set(err, ERR_MISSING, "there is no program '%s' on PATH", argv[0]);
	proc_reset_signals();
	execve(program, (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)env);
	return err_set(err, errno == ENOENT ? ERR_MISSING : ERR_SYSTEM, "cannot run '%s': %s", argv[0],
		       errno == ENOENT ? "there is no such program" : strerror(errno));
}

bool proc_try(int (*deed)(void *owner), void *owner)
{
	int status = 1;
	pid_t pid = fork();

	if (!pid)
		_exit(deed(owner) ? 1 : 0);
	if (pid > 0)
		proc_reap((int)pid, true, &status);
	return pid > 0 && !status;
}
