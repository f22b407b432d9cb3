/*
 * measure_net.c - what the proxy of a session costs: `measure_net MEGABYTES TIMES`.
 *
 * A server on the machine's loopback; a client in a network that net_new() made, which reaches it by CONNECT, and
 * another, outside, that reaches it directly, by turns. How long it takes until a first byte has gone to the
 * server and come back, how long one goes to and fro on an open connection, and how fast many come in.
 */
#include "base/json.h"
#include "base/mem.h"
#include "sys/mounts.h"
#include "walls/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROXY_PORT = 3128, PIECE = 65536, BOUNCES = 20, MEGABYTE = 1000000 };

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1000.0 + (double)at.tv_nsec / 1e6;
}

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "measure_net: %s: %s\n", what, strerror(errno));
	exit(1);
}

static struct sockaddr_in here(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int open_server(int *port)
{
	struct sockaddr_in at = here(0);
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(fd >= 0 && !bind(fd, (struct sockaddr *)&at, len) && !listen(fd, 64) &&
	     !getsockname(fd, (struct sockaddr *)&at, &len), "no server");
	*port = ntohs(at.sin_port);
	return fd;
}

/* Each byte comes back; after 'm' as many megabytes as it is said to be, and the end. */
static void serve_one(int fd, long long megabytes)
{
	static char piece[PIECE];
	int on = 1;
	char byte;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	while (read(fd, &byte, 1) == 1 && byte != 'm')
		if (write(fd, &byte, 1) != 1)
			break;
	for (long long left = byte == 'm' ? megabytes * MEGABYTE : 0; left > 0;) {
		ssize_t sent = write(fd, piece, left < PIECE ? (size_t)left : PIECE);

		if (sent <= 0)
			break;
		left -= sent;
	}
	close(fd);
}

static int start_server(int listening, long long megabytes)
{
	int pid = fork();

	must(pid >= 0, "fork");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int fd = accept(listening, 0, 0);

		if (fd >= 0)
			serve_one(fd, megabytes);
	}
}

static int reach(int port, bool by_proxy)
{
	_autofree_ char *head = mem_printf("CONNECT 127.0.0.1:%d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", port, port);
	struct sockaddr_in at = here(by_proxy ? PROXY_PORT : port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	char answer[512] = "";
	size_t len = 0;

	must(fd >= 0 && !connect(fd, (struct sockaddr *)&at, sizeof at), "connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (!by_proxy)
		return fd;
	must(write(fd, head, strlen(head)) == (ssize_t)strlen(head), "CONNECT");
	while (len < sizeof answer - 1 && !strstr(answer, "\r\n\r\n"))
		must(read(fd, answer + len++, 1) == 1, "CONNECT");
	must(strstr(answer, " 200 "), answer);
	return fd;
}

static void bounce(int fd)
{
	char byte = 'b';

	must(write(fd, &byte, 1) == 1 && read(fd, &byte, 1) == 1 && byte == 'b', "bounce");
}

static void add(json_t *object, const char *key, double value)
{
	json_object_set_new(object, key, json_real(value));
}

static void measure_one(int port, long long megabytes, bool by_proxy)
{
	static char piece[PIECE];
	double began = now_ms(), reached, bounced;
	int fd = reach(port, by_proxy);
	long long came = 0;
	json_t *object = json_object();
	_autofree_ char *line = 0;
	ssize_t got;

	bounce(fd);
	reached = now_ms();
	for (int i = 0; i < BOUNCES; i++)
		bounce(fd);
	bounced = now_ms();
	must(write(fd, "m", 1) == 1, "write");
	while ((got = read(fd, piece, sizeof piece)) > 0)
		came += got;
	must(came == megabytes * MEGABYTE, "less came than was sent");
	add(object, "reach_ms", reached - began);
	add(object, "bounce_ms", (bounced - reached) / BOUNCES);
	add(object, "mb_per_s", (double)megabytes / (now_ms() - bounced) * 1000);
	json_object_set_new(object, "proxy", json_boolean(by_proxy));
	line = json_line(object);
	puts(line);
	fflush(stdout);
	json_decref(object);
	close(fd);
}

/* A client of each kind in turn: the one with the session's network before its eyes is a process of its own. */
static int start_client(const struct net *net, int port, long long megabytes, int times)
{
	int pid = fork();

	must(pid >= 0, "fork");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int i = 0; i < 2 * times; i++) {
		int one = fork(), status;

		must(one >= 0, "fork");
		if (!one) {
			must(i % 2 || !setns(net_namespace(net), CLONE_NEWNET), "setns");
			measure_one(port, megabytes, !(i % 2));
			_exit(0);
		}
		must(waitpid(one, &status, 0) == one && !status, "a client failed");
	}
	_exit(0);
}

struct client {
	struct loop *loop;
	int pid, status;
};

static void client_ended(void *owner, int number)
{
	struct client *client = owner;

	(void)number;
	/* net_new() has children of its own. */
	if (waitpid(client->pid, &client->status, WNOHANG) == client->pid)
		loop_stop(client->loop);
}

static int measure(int listening, int port, const char *const *words, struct err *err)
{
	struct client client = { .loop = loop_new() };
	_autofree_ char *allow = mem_printf("127.0.0.1:%d", port);
	struct signal_watch *end;
	struct net *net;
	int server = start_server(listening, atoll(words[0]));

	if (net_new(&(struct net_spec){ .loop = client.loop, .allow = allow }, &net, err))
		return err->code;
	end = signal_watch_new(client.loop, SIGCHLD, client_ended, &client);
	client.pid = start_client(net, port, atoll(words[0]), atoi(words[1]));
	loop_run(client.loop);
	signal_watch_free(end);
	net_free(net);
	loop_free(client.loop);
	kill(server, SIGKILL);
	return client.status ? err_set(err, ERR_CHILD, "the client failed") : 0;
}

int main(int argc, char **argv)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int port, listening;

	if (argc != 3)
		return 2;
	listening = open_server(&port);
	if (!mount_private(&err) && !measure(listening, port, (const char *const *)argv + 1, &err))
		return 0;
	fprintf(stderr, "measure_net: %s\n", err.text);
	return 1;
}
