/* proc_spawn.c - see proc_spawn.h. Between fork and exec only what is safe there. */
#include "sys/proc_spawn.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child says before its program runs. */
struct news {
	enum { NEWS_PID, NEWS_DIR, NEWS_EXEC, NEWS_NET, NEWS_GROUP } kind;
	int number; /* the pid, or errno */
};

static bool same_name(const char *a, const char *b)
{
	size_t len = strcspn(a, "=");

	return len == strcspn(b, "=") && !strncmp(a, b, len);
}

/* Ours (unless bare), less what the list names, and what it sets. The array is the caller's, the strings are not. */
static char **environment_of(const char *const *changes, bool is_bare)
{
	size_t ours = 0, more = 0, n = 0;
	char **env;

	while (!is_bare && environ && environ[ours])
		ours++;
	while (changes && changes[more])
		more++;
	env = mem_new(ours + more + 1, sizeof *env);
	for (size_t i = 0; i < ours; i++) {
		size_t k = 0;

		while (k < more && !same_name(environ[i], changes[k]))
			k++;
		if (k == more)
			env[n++] = environ[i];
	}
	for (size_t k = 0; k < more; k++)
		if (strchr(changes[k], '='))
			env[n++] = (char *)(uintptr_t)changes[k];
	return env;
}

static bool is_program(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

char *proc_search(const char *path, const char *name)
{
	while (path && *path) {
		size_t len = strcspn(path, ":");
		_autofree_ char *full = mem_printf("%.*s/%s", (int)len, path, name);

		if (*path == '/' && is_program(full))
			return steal(&full);
		path += len + (path[len] == ':');
	}
	return 0;
}

char *proc_program(const char *name, const char *const *env)
{
	if (strchr(name, '/'))
		return mem_dup(name);
	for (; env && *env; env++)
		if (text_starts(*env, "PATH="))
			return proc_search(*env + 5, name);
	return proc_search("/usr/local/bin:/usr/bin:/bin", name);
}

static void say(int fd, int kind, int number)
{
	struct news news = { kind, number };

	(void)!write(fd, &news, sizeof news);
}

/* Handlers of ours must not run in the child: it shares our descriptors, a self-pipe among them. */
void proc_reset_signals(void)
{
	struct sigaction fresh = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		sigaction(i, &fresh, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, 0);
}

static void place_descriptors(const int fds[3])
{
	int high[3];

	/* First out of the way: one of them may itself be 0, 1 or 2. */
	for (int i = 0; i < 3; i++)
		high[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 3);
	for (int i = 0; i < 3; i++)
		dup2(high[i], i);
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
}

/* Last of all: in another network, or out of memory's reach, nothing of ours has anything left to do. */
static void take_extra(const struct proc_extra *extra, int news, bool shares_keys)
{
	/* What is typed is meant for the program inside: those that hold its walls must not die of it. */
	static const int ignored[] = { SIGTERM, SIGINT, SIGQUIT, SIGHUP };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	for (int i = 0; i < extra->group_count; i++) {
		if (write(extra->groups[i], "0", 1) != 1) {
			say(news, NEWS_GROUP, errno);
			_exit(127);
		}
	}
	if (extra->net >= 0 && setns(extra->net, CLONE_NEWNET)) {
		say(news, NEWS_NET, errno);
		_exit(127);
	}
	for (int i = 0; i < extra->keep_count; i++)
		fcntl(extra->keep[i], F_SETFD, 0);
	for (int i = 0; extra->ignores_term && i < (shares_keys ? 4 : 1); i++)
		sigaction(ignored[i], &ignore, 0);
}

struct launch {
	const struct proc_spawn *spawn;
	char *program; /* owned */
	char **env;    /* owned */
	int news;      /* where the child writes */
	int parent;
};

__attribute__((noreturn)) static void child_main(const struct launch *launch)
{
	const struct proc_spawn *spawn = launch->spawn;
	char *const *argv = (char *const *)(uintptr_t)spawn->argv;
	int news = launch->news;

	if (spawn->is_detached) {
		int pid = fork();

		if (pid < 0)
			say(news, NEWS_EXEC, errno);
		if (pid)
			_exit(0);
		setsid();
		say(news, NEWS_PID, (int)getpid());
	} else if (!spawn->is_in_our_group) {
		setpgid(0, 0);
	}
	if (!spawn->is_detached && !spawn->may_outlive_us) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != launch->parent)
			_exit(127);
	}
	if (news < 3)
		news = fcntl(news, F_DUPFD_CLOEXEC, 3);
	place_descriptors(spawn->fds);
	if (spawn->dir && chdir(spawn->dir)) {
		say(news, NEWS_DIR, errno);
		_exit(127);
	}
	proc_reset_signals();
	if (spawn->extra)
		take_extra(spawn->extra, news, spawn->is_in_our_group);
	execve(launch->program, argv, launch->env);
	say(news, NEWS_EXEC, errno);
	_exit(127);
}

/* Until the program runs (its end of the pipe closes by that) or the child has given up. */
static int hear(int fd, const struct proc_spawn *spawn, int *pid, struct err *err)
{
	struct news news;
	ssize_t n;

	for (;;) {
		n = read(fd, &news, sizeof news);
		if (n < 0 && errno == EINTR)
			continue;
		if (n != sizeof news)
			return 0;
		if (news.kind == NEWS_DIR)
			return err_set(err, ERR_SYSTEM, "cannot run '%s' in '%s': %s", spawn->argv[0],
				       spawn->dir, strerror(news.number));
		if (news.kind == NEWS_NET)
			return err_set(err, ERR_SYSTEM, "cannot enter the network made for '%s': %s",
				       spawn->argv[0], strerror(news.number));
		if (news.kind == NEWS_GROUP)
			return err_set(err, ERR_SYSTEM, "cannot put '%s' into its control group: %s",
				       spawn->argv[0], strerror(news.number));
		if (news.kind == NEWS_EXEC)
			return err_set(err, news.number == ENOENT ? ERR_MISSING : ERR_SYSTEM,
				       "cannot run '%s': %s", spawn->argv[0], strerror(news.number));
		*pid = news.number;
	}
}

/* With every signal blocked, so that none is delivered to the child while it still has our handlers. */
static int fork_quietly(const struct launch *launch)
{
	sigset_t all, old;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	pid = fork();
	if (!pid)
		child_main(launch);
	sigprocmask(SIG_SETMASK, &old, 0);
	return pid;
}

static int launch_it(struct launch *launch, int *pid, struct err *err)
{
	const struct proc_spawn *spawn = launch->spawn;
	int news[2], child, status, made;

	if (proc_pipe(news, err))
		return err->code;
	launch->news = news[1];
	launch->parent = (int)getpid();
	made = child = fork_quietly(launch);
	close(news[1]);
	if (child < 0)
		err_set(err, ERR_SYSTEM, "cannot start '%s': %s", spawn->argv[0], strerror(errno));
	else if (hear(news[0], spawn, &made, err) || spawn->is_detached)
		proc_reap(child, true, &status);
	close(news[0]);
	if (err->code)
		return err->code;
	*pid = made;
	return 0;
}

int proc_spawn(const struct proc_spawn *spawn, int *pid, struct err *err)
{
	struct err failed = ERR_INIT;
	struct launch launch = { .spawn = spawn };

	launch.env = environment_of(spawn->env, spawn->extra && spawn->extra->is_bare);
	launch.program = proc_program(spawn->argv[0], (const char *const *)launch.env);
	if (!launch.program)
		err_set(&failed, ERR_MISSING, "there is no program '%s' on PATH", spawn->argv[0]);
	else
		(void)!launch_it(&launch, pid, &failed);
	free(launch.program);
	free(launch.env);
	if (!failed.code)
		return 0;
	err_release(err);
	*err = failed;
	return err->code;
}

int proc_watch_end(int pid)
{
	return pidfd_open(pid, 0);
}

bool proc_reap(int pid, bool wait, int *status)
{
	int raw = 0;
	pid_t got;

	do
		got = waitpid(pid, &raw, wait ? 0 : WNOHANG);
	while (got < 0 && errno == EINTR);
	if (!got)
		return false;
	/* A child that somebody else reaped is gone too, only its status is not known. */
	*status = got < 0 ? 255 : WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
	return true;
}

int proc_pipe(int ends[2], struct err *err)
{
	if (pipe2(ends, O_CLOEXEC))
		return err_set(err, ERR_SYSTEM, "cannot make a pipe: %s", strerror(errno));
	return 0;
}
