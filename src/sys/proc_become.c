/* proc_become.c - our own process as another program, or as a trial; see proc.h. */
#include "sys/proc.h"

#include "base/mem.h"
#include "sys/proc_spawn.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
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

__attribute__((noreturn)) static void be_guest(const struct proc_guest *guest)
{
	struct err err = ERR_INIT;
	int code = guest->prepare ? guest->prepare(guest->owner, &err) : 0;

	if (!code)
		code = proc_become(guest->argv, guest->env, &err);

	dprintf(STDERR_FILENO, "leadhand: %s\n", err.text);
	_exit(code == ERR_MISSING ? PROC_MISSING : PROC_CANNOT);
}

int proc_host(const struct proc_guest *guest, int *status, struct err *err)
{
	pid_t pid = fork(), gone;
	int raw;

	if (!pid)
		be_guest(guest);
	if (pid < 0)
		return err_set(err, ERR_SYSTEM, "cannot start '%s': %s", guest->argv[0], strerror(errno));
	for (;;) {
		gone = waitpid(-1, &raw, 0);
		if (gone < 0 && errno != EINTR)
			return err_set(err, ERR_SYSTEM, "'%s' is lost: %s", guest->argv[0], strerror(errno));
		if (gone == pid)
			break;
	}
	*status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
	return 0;
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
