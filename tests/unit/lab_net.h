/*
 * lab_net.h - a small world for the network of a session: a "machine" in a network namespace of its own. Its
 * loopback answers at the public network 93.184.216.0/24, of which 93.184.216.1 is its own address, and at the
 * private 10.1.2.3, with names for them, and a server at port 80 of all and 8080 of 127.0.0.1. Nothing of the
 * real network can be reached or is needed.
 */
#ifndef LEADHAND_LAB_NET_H
#define LEADHAND_LAB_NET_H

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "tap.h"
#include "walls/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char lab_hosts[] = "/tmp/leadhand-hosts-XXXXXX";

static inline void lab_must(bool holds, const char *what)
{
	if (holds)
		return;
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static inline void lab_put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	lab_must(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), path);
	close(fd);
}

/* An ordinary user has to have a user namespace first, as the runner of a job has. */
static inline void lab_become(bool is_ordinary)
{
	_autofree_ char *uids = 0, *gids = 0;

	if (is_ordinary && !geteuid()) {
		lab_must(!setgroups(0, 0) && !setresgid(1500, 1500, 1500), "setresgid");
		lab_must(!setresuid(1500, 1500, 1500), "setresuid");
		prctl(PR_SET_DUMPABLE, 1);
	}
	if (!geteuid())
		return;
	uids = mem_printf("%d %d 1", (int)geteuid(), (int)geteuid());
	gids = mem_printf("%d %d 1", (int)getegid(), (int)getegid());
	lab_must(!unshare(CLONE_NEWUSER), "unshare");
	lab_put("/proc/self/setgroups", "deny");
	lab_put("/proc/self/uid_map", uids);
	lab_put("/proc/self/gid_map", gids);
}

static inline void lab_address(const char *name, const char *address, int bits)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { 0 };
	struct sockaddr_in *at = (struct sockaddr_in *)&request.ifr_addr;

	snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
	if (address) {
		at->sin_family = AF_INET;
		inet_pton(AF_INET, address, &at->sin_addr);
		lab_must(!ioctl(fd, SIOCSIFADDR, &request), address);
		at->sin_addr.s_addr = htonl(0xffffffffU << (32 - bits));
		lab_must(!ioctl(fd, SIOCSIFNETMASK, &request), "netmask");
	} else {
		request.ifr_flags = IFF_UP;
		lab_must(!ioctl(fd, SIOCSIFFLAGS, &request), name);
	}
	close(fd);
}

static inline void lab_machine(void)
{
	static const char names[] = "127.0.0.1 localhost\n::1 localhost\n93.184.216.34 api.example both.example\n"
				    "10.1.2.3 inside.example\n10.1.2.3 both.example\n"
				    "169.254.169.254 metadata.example\n93.184.217.99 nobody.example\n"
				    "93.184.216.1 own.example\n";
	int fd = mkstemp(lab_hosts);

	lab_must(fd >= 0 && write(fd, names, sizeof names - 1) == sizeof names - 1, lab_hosts);
	fchmod(fd, 0644);
	close(fd);
	lab_must(!unshare(CLONE_NEWNS | CLONE_NEWNET), "unshare");
	lab_must(!mount("none", "/", 0, MS_REC | MS_PRIVATE, 0), "mount");
	lab_must(!mount(lab_hosts, "/etc/hosts", 0, MS_BIND, 0), "bind /etc/hosts");
	lab_address("lo", 0, 0);
	lab_address("lo:1", "93.184.216.1", 24);
	lab_address("lo:2", "10.1.2.3", 32);
}

static inline int lab_socket(const char *address, int port, bool to_listen)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	inet_pton(AF_INET, address, &at.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (to_listen ? !bind(fd, (struct sockaddr *)&at, sizeof at) && !listen(fd, 400)
		      : !connect(fd, (struct sockaddr *)&at, sizeof at))
		return fd;
	close(fd);
	return -1;
}

static inline void lab_send(int fd, const char *text)
{
	(void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* What follows the head, to its end by length, by chunks or by the close of the other side; how many bytes. */
static inline long long lab_drain(FILE *in, long long length, bool is_chunked)
{
	char piece[65536];
	long long total = 0;

	while (is_chunked && fgets(piece, sizeof piece, in)) {
		long long left = strtoll(piece, 0, 16);

		if (!left)
			break;
		total += lab_drain(in, left, false);
		(void)!fgets(piece, sizeof piece, in);
	}
	while (!is_chunked && (length < 0 || total < length)) {
		size_t most = length < 0 || length - total > (long long)sizeof piece ? sizeof piece
										      : (size_t)(length - total);
		size_t n = fread(piece, 1, most, in);

		if (!n)
			break;
		total += (long long)n;
	}
	return total;
}

/* GET /big is 100 MB; GET /keep never closes; COUNT tells how much came until the end of file; what else is asked
 * comes back as it was asked, with how much followed. */
static inline void lab_answer(int fd)
{
	static char zeros[1 << 20];
	struct buf head = BUF_INIT(1 << 20);
	char line[4096];
	FILE *in = fdopen(fd, "r");
	long long length = 0;
	bool is_chunked = false;

	while (fgets(line, sizeof line, in) && *line != '\r') {
		buf_add_text(&head, line);
		if (text_starts(line, "COUNT"))
			break;
		if (text_starts(line, "Content-Length:"))
			length = strtoll(line + 15, 0, 10);
		if (text_starts(line, "Transfer-Encoding:"))
			is_chunked = true;
		if (text_starts(line, "Expect:"))
			lab_send(fd, "HTTP/1.1 100 Continue\r\n\r\n");
	}
	if (text_starts(buf_text(&head), "COUNT")) {
		_autofree_ char *said = mem_printf("%lld\n", lab_drain(in, -1, false));

		lab_send(fd, said);
	} else if (text_starts(buf_text(&head), "GET /big")) {
		lab_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n");
		for (int i = 0; i < 100; i++)
			(void)!send(fd, zeros, sizeof zeros, MSG_NOSIGNAL);
	} else if (text_starts(buf_text(&head), "GET /keep")) {
		lab_send(fd, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
		lab_send(fd, "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: 9\r\n"
			     "Content-Length: 5\r\n\r\nkept\n");
		lab_drain(in, -1, false);
	} else {
		_autofree_ char *tail = mem_printf("body: %lld\n", lab_drain(in, length, is_chunked));
		_autofree_ char *said = mem_printf("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s%s",
						   head.len + strlen(tail), buf_text(&head), tail);

		lab_send(fd, said);
	}
	buf_release(&head);
	fclose(in);
}

/* A process that serves until the test ends. */
static inline void lab_serve(const char *address, int port)
{
	int door = lab_socket(address, port, true), fd;
	pid_t pid;

	lab_must(door >= 0, "listen");
	fflush(stdout);
	pid = fork();
	if (pid) {
		close(door);
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	while ((fd = accept(door, 0, 0)) >= 0) {
		if (!fork()) {
			lab_answer(fd);
			_exit(0);
		}
		close(fd);
	}
	_exit(0);
}

/* What was told of a net, as a list of lines. */
static inline void lab_told(void *owner, const char *what)
{
	lines_add(owner, what);
}

static inline struct net *lab_net_with(struct loop *loop, const char *allow, char **told,
				       const struct net_spec *with)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct net_spec spec = with ? *with : (struct net_spec){ 0 };
	struct net *net = 0;

	spec.loop = loop;
	spec.allow = allow;
	spec.told = told ? lab_told : 0;
	spec.owner = told;
	if (net_new(&spec, &net, &err)) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return net;
}

static inline struct net *lab_net(struct loop *loop, const char *allow, char **told)
{
	return lab_net_with(loop, allow, told, 0);
}

/* A process inside, which says something; what it said. The loop runs meanwhile. */
struct lab_guest {
	struct loop *loop;
	struct fd_watch *watch;
	struct buf said;
	int fd;
};

static inline void lab_hear(void *owner)
{
	struct lab_guest *guest = owner;
	char piece[65536];
	ssize_t n = read(guest->fd, piece, sizeof piece);

	if (n > 0)
		buf_add(&guest->said, piece, (size_t)n);
	else if (n == 0 || errno != EAGAIN)
		loop_stop(guest->loop);
}

static inline char *lab_inside(struct loop *loop, const struct net *net, void (*act)(const void *),
			       const void *what)
{
	struct lab_guest guest = { .loop = loop, .said = BUF_INIT(1 << 20) };
	int ends[2];
	pid_t pid;

	lab_must(!pipe2(ends, O_CLOEXEC), "pipe");
	fflush(stdout);
	pid = fork();
	if (!pid) {
		dup2(ends[1], 1);
		dup2(ends[1], 2);
		close(ends[1]);
		lab_must(!setns(net_namespace(net), CLONE_NEWNET), "setns");
		for (const char *const *env = net_env(net); *env; env++)
			putenv((char *)(uintptr_t)*env);
		act(what);
		fflush(stdout);
		_exit(0);
	}
	close(ends[1]);
	guest.fd = ends[0];
	guest.watch = fd_watch_new(loop, ends[0], lab_hear, &guest);
	loop_run(loop);
	fd_watch_free(guest.watch);
	close(ends[0]);
	/* One that closed its output may stay for more. */
	waitpid(pid, 0, WNOHANG);
	return buf_take(&guest.said);
}

static inline void lab_shell(const void *line)
{
	execlp("sh", "sh", "-c", (const char *)line, (char *)0);
}

/* Run a line of shell inside; in it $C is a curl that says little. */
static inline char *lab_sh(struct loop *loop, const struct net *net, const char *line)
{
	_autofree_ char *whole = mem_printf("C='curl -s -m 20'; %s", line);

	return lab_inside(loop, net, lab_shell, whole);
}

static inline void lab_check(char *said, const char *want, bool is_whole, const char *file, int line)
{
	bool holds = is_whole ? !strcmp(said, want) : strstr(said, want) != 0;
	_autofree_ char *name = text_clean(want, strlen(want), 100);

	tap_check(holds, name, file, line);
	if (!holds)
		printf("# got '%s'\n", said);
	free(said);
}

/* What a line of shell says inside: exactly, or somewhere in it. */
#define SAYS(net, line, want) lab_check(lab_sh(loop, net, line), want, true, __FILE__, __LINE__)
#define MENTIONS(net, line, want) lab_check(lab_sh(loop, net, line), want, false, __FILE__, __LINE__)
#define GUEST(net, act, what, want) lab_check(lab_inside(loop, net, act, what), want, true, __FILE__, __LINE__)

#endif
