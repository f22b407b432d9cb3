/* inside.c - see inside.h. */
#include "walls/inside.h"

#include "base/mem.h"
#include "sys/proc.h"
#include "walls/filter.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

char *inside_word(const struct inside *inside)
{
	return mem_printf("%lld,%lld,%lld,%lld,%d,%d", inside->memory_bytes, inside->processes, inside->file_bytes,
			  inside->files, inside->tells_writes, inside->talk);
}

static int read_word(const char *word, struct inside *inside, struct err *err)
{
	int end = 0;

	if (sscanf(word, "%lld,%lld,%lld,%lld,%d,%d%n", &inside->memory_bytes, &inside->processes, &inside->file_bytes,
		   &inside->files, &inside->tells_writes, &inside->talk, &end) != 6 || word[end])
		return err_set(err, ERR_USAGE, "'%s' does not say how to be inside", word);
	return 0;
}

static int limit(int what, long long most, const char *name, struct err *err)
{
	struct rlimit old, fresh;

	if (!most || getrlimit((__rlimit_resource_t)what, &old))
		return 0;
	/* Never above what we were given. */
	fresh.rlim_max = old.rlim_max < (rlim_t)most ? old.rlim_max : (rlim_t)most;
	fresh.rlim_cur = fresh.rlim_max;
	if (setrlimit((__rlimit_resource_t)what, &fresh))
		return err_set(err, ERR_SYSTEM, "cannot limit %s: %s", name, strerror(errno));
	return 0;
}

/* In the program alone: the first process may need more than it. */
static int set_limits(void *owner, struct err *err)
{
	const struct inside *inside = owner;
	const struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &none))
		return err_set(err, ERR_SYSTEM, "cannot forbid core dumps: %s", strerror(errno));
	if (limit(RLIMIT_DATA, inside->memory_bytes, "memory", err) ||
	    limit(RLIMIT_NPROC, inside->processes, "processes", err) ||
	    limit(RLIMIT_FSIZE, inside->file_bytes, "the size of files", err) ||
	    limit(RLIMIT_NOFILE, inside->files, "open files", err))
		return err->code;
	return 0;
}

static int close_doors(struct err *err)
{
	/* Not in ours: keys are not behind any namespace. Where the kernel has none, there is nothing to hide. */
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, 0) < 0 && errno != ENOSYS && errno != EPERM)
		return err_set(err, ERR_SYSTEM, "cannot make a keyring: %s", strerror(errno));
	/* Nobody inside may look into the first process, or steer it. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return err_set(err, ERR_SYSTEM, "cannot close ourselves: %s", strerror(errno));
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return err_set(err, ERR_SYSTEM, "cannot give up new powers: %s", strerror(errno));
	return 0;
}

/* The other end is told apart from us by nothing but this socket, so it is closed at once. */
static int hand_out(int socket, int fd, struct err *err)
{
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof fd)] = { 0 };
	char byte = 0;
	struct iovec text = { &byte, 1 };
	struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room };
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(head), &fd, sizeof fd);
	if (sendmsg(socket, &message, MSG_NOSIGNAL) != 1)
		return err_set(err, ERR_SYSTEM, "cannot tell the runner of the filter: %s", strerror(errno));
	return 0;
}

static int set_filter(const struct inside *inside, struct err *err)
{
	_autoclose_ int talk = inside->talk, notify = -1;

	if (filter_load(talk < 0 ? HEARD_never : inside->tells_writes ? HEARD_all : HEARD_refused, &notify, err))
		return err->code;
	return notify < 0 ? 0 : hand_out(talk, notify, err);
}

int inside_run(const char *word, const char *const *argv, int *status, struct err *err)
{
	struct inside inside = { .talk = -1 };
	const struct proc_guest guest = { argv, (const char *const *)environ, set_limits, &inside };

	*status = PROC_CANNOT;
	if (read_word(word, &inside, err) || close_doors(err) || set_filter(&inside, err))
		return err->code;
	return proc_host(&guest, status, err);
}
