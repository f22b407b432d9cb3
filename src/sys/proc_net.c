/* proc_net.c - see proc_net.h. The child makes system calls and nothing else: we may have threads. */
#include "sys/proc_net.h"

#include "base/mem.h"
#include "sys/proc_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_WAITING = 128 };

/* What the child says: how it went, and which of the doors came along. */
struct news {
	const char *step; /* a constant of the program, which is at the same place in both */
	int number;	  /* errno, or 0 */
	bool is_made[PROC_NET_DOORS];
};

struct parcel {
	struct news news;
	struct iovec part;
	struct msghdr message;
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(int) * (PROC_NET_DOORS + 1))];
};

static struct parcel *wrap(struct parcel *parcel)
{
	parcel->part = (struct iovec){ &parcel->news, sizeof parcel->news };
	parcel->message = (struct msghdr){ .msg_iov = &parcel->part, .msg_iovlen = 1,
					   .msg_control = parcel->room, .msg_controllen = sizeof parcel->room };
	return parcel;
}

static bool raise_loopback(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	_autoclose_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd >= 0 && !ioctl(fd, SIOCSIFFLAGS, &lo);
}

static int listen_at(int port, bool is_v6)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port),
				   .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int family = is_v6 ? AF_INET6 : AF_INET, on = 1;
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if ((is_v6 ? bind(fd, (struct sockaddr *)&v6, sizeof v6) : bind(fd, (struct sockaddr *)&v4, sizeof v4)) ||
	    listen(fd, MAX_WAITING)) {
		int why = errno;

		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

/* The namespace first, then each door in its order, into fds; how many, or -1 with news->step. */
static int furnish(const struct proc_net_door *doors, size_t n, int *fds, struct news *news)
{
	int count = 1;

	news->step = "cannot make a network namespace";
	if (unshare(CLONE_NEWNET))
		return -1;
	fds[0] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (fds[0] < 0)
		return -1;
	news->step = "cannot bring up the loopback of a network namespace";
	if (!raise_loopback())
		return -1;
	news->step = "cannot listen in a network namespace";
	for (size_t i = 0; i < n; i++) {
		int fd = listen_at(doors[i].port, doors[i].is_v6);

		if (fd < 0 && !doors[i].is_v6)
			return -1;
		news->is_made[i] = fd >= 0;
		if (fd >= 0)
			fds[count++] = fd;
	}
	return count;
}

__attribute__((noreturn)) static void child_main(const struct proc_net_door *doors, size_t n, int to)
{
	int fds[PROC_NET_DOORS + 1], count;
	struct parcel parcel = { 0 };
	struct cmsghdr *head;

	count = furnish(doors, n, fds, &parcel.news);
	wrap(&parcel);
	if (count < 0) {
		parcel.news.number = errno;
		parcel.message.msg_control = 0;
		parcel.message.msg_controllen = 0;
	} else {
		parcel.message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
		head = CMSG_FIRSTHDR(&parcel.message);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
		memcpy(CMSG_DATA(head), fds, sizeof(int) * (size_t)count);
	}
	_exit(sendmsg(to, &parcel.message, MSG_NOSIGNAL) < 0);
}

/* The descriptors of a message, all ours now; how many. */
static size_t unpack(struct msghdr *message, int *fds)
{
	const struct cmsghdr *head = CMSG_FIRSTHDR(message);
	size_t n;

	if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
		return 0;
	n = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(fds, CMSG_DATA(head), n * sizeof(int));
	return n;
}

static int hear(int from, struct proc_net_door *doors, size_t n, int *space, struct err *err)
{
	struct parcel parcel = { 0 };
	int fds[PROC_NET_DOORS + 1];
	size_t count, at = 1;
	ssize_t got;

	wrap(&parcel);
	do
		got = recvmsg(from, &parcel.message, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	count = got < 0 ? 0 : unpack(&parcel.message, fds);
	if (got == sizeof parcel.news && parcel.news.number)
		return err_set(err, ERR_SYSTEM, "%s: %s", parcel.news.step, strerror(parcel.news.number));
	if (!count || (parcel.message.msg_flags & MSG_CTRUNC)) {
		while (count)
			close(fds[--count]);
		return err_set(err, ERR_SYSTEM, "cannot take over the sockets of a network namespace: %s",
			       got < 0 ? strerror(errno) : got ? "too many open files" : "its maker died");
	}
	for (size_t i = 0; i < n; i++)
		doors[i].fd = parcel.news.is_made[i] ? fds[at++] : -1;
	*space = fds[0];
	return 0;
}

int proc_net_make(struct proc_net_door *doors, size_t n, int *space, struct err *err)
{
	int ends[2], pid, status, code = 0;
	sigset_t all, old;

	if (n > PROC_NET_DOORS)
		return err_set(err, ERR_USAGE, "%zu doors are more than a network may have", n);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return err_set(err, ERR_SYSTEM, "cannot make a socket pair: %s", strerror(errno));
	/* No handler of ours may run in the child: it shares our descriptors, a self-pipe among them. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	pid = fork();
	if (!pid)
		child_main(doors, n, ends[1]);
	sigprocmask(SIG_SETMASK, &old, 0);
	close(ends[1]);
	if (pid < 0)
		code = err_set(err, ERR_SYSTEM, "cannot fork: %s", strerror(errno));
	else
		code = hear(ends[0], doors, n, space, err);
	close(ends[0]);
	if (pid > 0)
		proc_reap(pid, true, &status);
	return code;
}
