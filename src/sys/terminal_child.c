/* terminal_child.c - see proc_terminal.h. */
#include "sys/proc_terminal.h"

#include "base/mem.h"
#include "sys/loop.h"
#include "sys/proc_spawn.h"

#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* What a program that was killed on a terminal leaves switched on: another screen, no cursor, marked pastes, the mouse. */
#define TIDY "\033[?1049l\033[?25h\033[?2004l\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[<u\033[0m\r\n"

struct terminal_child {
	struct fd_watch *end;
	struct termios modes;
	bool has_modes, was_killed;
	int pid, fd;
	void (*exited)(void *owner, int status);
	void *owner;
};

static void end_ready(void *owner)
{
	struct terminal_child *child = owner;
	int status;

	if (!proc_reap(child->pid, false, &status))
		return;
	fd_watch_free(child->end);
	child->end = 0;
	child->was_killed = status > 128;
	child->exited(child->owner, status);
}

int terminal_child_new(struct loop *loop, const struct terminal_spec *spec, struct terminal_child **out,
		       struct err *err)
{
	const struct proc_spawn spawn = { .argv = spec->argv, .env = spec->env, .dir = spec->dir, .extra = spec->extra,
					  .fds = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO }, .is_in_our_group = true };
	struct terminal_child *child = mem_new(1, sizeof *child);

	*child = (struct terminal_child){ .fd = -1, .exited = spec->exited, .owner = spec->owner };
	child->has_modes = isatty(STDIN_FILENO) && !tcgetattr(STDIN_FILENO, &child->modes);
	/* Not only as long as it runs: who presses a key once more must not end what is done after it. */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	if (!proc_spawn(&spawn, &child->pid, err))
		child->fd = proc_watch_end(child->pid);
	if (child->fd < 0) {
		terminal_child_free(child);
		return err->code ? err->code : err_set(err, ERR_SYSTEM, "cannot watch '%s': no pidfd", spec->argv[0]);
	}
	child->end = fd_watch_new(loop, child->fd, end_ready, child);
	*out = child;
	return 0;
}

static void tidy(const struct terminal_child *child)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;

	if (!child->has_modes)
		return;
	/* It may have put its own group before the terminal. */
	sigaction(SIGTTOU, &ignore, &old);
	tcsetpgrp(STDIN_FILENO, getpgrp());
	tcsetattr(STDIN_FILENO, TCSADRAIN, &child->modes);
	if (child->was_killed && isatty(STDOUT_FILENO))
		(void)!write(STDOUT_FILENO, TIDY, strlen(TIDY));
	sigaction(SIGTTOU, &old, 0);
}

void terminal_child_free(struct terminal_child *child)
{
	if (!child)
		return;
	tidy(child);
	fd_watch_free(child->end);
	mem_closep(&child->fd);
	free(child);
}
