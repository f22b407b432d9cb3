/* proc_terminal.c - see terminal.h. */
#include "sys/proc_terminal.h"

#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE_LEAST = 20, SIZE_MOST = 1000 };

bool terminal_is(int fd)
{
	return isatty(fd);
}

static int given(const char *name, int otherwise)
{
	const char *text = getenv(name);
	long long number = 0;

	if (!text || !text_to_number(text, &number) || number < SIZE_LEAST ||
	    number > SIZE_MOST)
		return otherwise;
	return (int)number;
}

void terminal_size(int *columns, int *rows)
{
	struct winsize size = { 0 };
	bool is_known = !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col >= SIZE_LEAST;

	*columns = given("COLUMNS", is_known ? size.ws_col : 80);
	*rows = given("LINES", is_known && size.ws_row ? size.ws_row : 24);
}

static int spawn(const char *const *argv, const int *ends, pid_t *pid)
{
	char *const *vector = (char *const *)(uintptr_t)argv;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t plain;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	sigemptyset(&plain);
	sigaddset(&plain, SIGINT);
	sigaddset(&plain, SIGQUIT);
	sigaddset(&plain, SIGPIPE);
	posix_spawnattr_setsigdefault(&attributes, &plain);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	if (ends[0] >= 0)
		posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
	failed = posix_spawnp(pid, argv[0], &actions, &attributes, vector, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

static void feed(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len && ((n = write(fd, data, len)) > 0 || errno == EINTR))
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
}

static int wait_for(pid_t pid)
{
	int raw = 0;

	while (waitpid(pid, &raw, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
}

int terminal_run(const char *const *argv, const char *input, size_t len, int *status,
		 struct err *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old[3];
	static const int signals[3] = { SIGINT, SIGQUIT, SIGPIPE };
	int ends[2] = { -1, -1 }, failed;
	pid_t pid = 0;

	if (input && pipe2(ends, O_CLOEXEC))
		return err_set(err, ERR_SYSTEM, "cannot make a pipe: %s", strerror(errno));
	for (int i = 0; i < 3; i++)
		sigaction(signals[i], &ignore, &old[i]);
	failed = spawn(argv, ends, &pid);
	if (ends[0] >= 0)
		close(ends[0]);
	if (!failed && input)
		feed(ends[1], input, len);
	if (ends[1] >= 0)
		close(ends[1]);
	if (!failed)
		*status = wait_for(pid);
	for (int i = 0; i < 3; i++)
		sigaction(signals[i], &old[i], 0);
	if (failed)
		return err_set(err, failed == ENOENT ? ERR_MISSING : ERR_SYSTEM,
			       "cannot run '%s': %s", argv[0], strerror(failed));
	return 0;
}
