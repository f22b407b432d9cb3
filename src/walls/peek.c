/* peek.c - see peek.h. */
#include "walls/peek.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

enum { PAGE = 4096, NAME_SERVER = 53 };

static ssize_t read_at(int pid, uint64_t address, void *to, size_t len)
{
	struct iovec here = { to, len }, there = { (void *)(uintptr_t)address, len };

	return process_vm_readv(pid, &here, 1, &there, 1, 0);
}

char *peek_string(int pid, uint64_t address)
{
	char text[PATH_MAX];
	size_t len = 0;

	/* By pages: the string may end just before one that is not there. */
	while (len < sizeof text) {
		size_t part = PAGE - (size_t)((address + len) % PAGE), left = sizeof text - len;
		ssize_t n = read_at(pid, address + len, text + len, part < left ? part : left);

		if (n <= 0)
			return 0;
		if (memchr(text + len, 0, (size_t)n))
			return mem_dup(text);
		len += (size_t)n;
	}
	return 0;
}

static char *peer_v4(const struct sockaddr_in *to)
{
	char text[INET_ADDRSTRLEN];
	unsigned port = ntohs(to->sin_port);
	bool is_own = ntohl(to->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET || !to->sin_addr.s_addr;

	if (is_own)
		return port == NAME_SERVER ? mem_dup("a name server (names are looked up by the proxy)") : 0;
	return mem_printf("%s:%u", inet_ntop(AF_INET, &to->sin_addr, text, sizeof text), port);
}

static char *peer_v6(const struct sockaddr_in6 *to)
{
	char text[INET6_ADDRSTRLEN];

	if (IN6_IS_ADDR_LOOPBACK(&to->sin6_addr) || IN6_IS_ADDR_UNSPECIFIED(&to->sin6_addr))
		return 0;
	return mem_printf("[%s]:%u", inet_ntop(AF_INET6, &to->sin6_addr, text, sizeof text), ntohs(to->sin6_port));
}

/* Every program that looks up a user or says something to the system's log knocks there. */
static const char *const asked_by_libc[] = { "/var/run/nscd/socket", "/run/nscd/socket", "/dev/log", 0 };

static char *peer_local(const struct sockaddr_un *to, size_t len, const struct view *view)
{
	size_t head = offsetof(struct sockaddr_un, sun_path), room = len > head ? len - head : 0;
	_autofree_ char *path = mem_dup_part(to->sun_path, strnlen(to->sun_path, room));

	if (room && !*to->sun_path)
		return mem_dup("an abstract socket");
	/* What its own programs made in its own folders is its own business. */
	if (*path != '/' || view_is_writable(view, path))
		return 0;
	for (const char *const *usual = asked_by_libc; *usual; usual++)
		if (!strcmp(path, *usual))
			return 0;
	return mem_printf("'%s'", path);
}

char *peek_peer(int pid, uint64_t address, uint64_t len, const struct view *view)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_un local;
	} to = { 0 };

	if (len < sizeof to.any.sa_family || len > sizeof to || read_at(pid, address, &to, (size_t)len) != (ssize_t)len)
		return 0;
	if (to.any.sa_family == AF_INET)
		return peer_v4(&to.v4);
	if (to.any.sa_family == AF_INET6)
		return peer_v6(&to.v6);
	return to.any.sa_family == AF_UNIX ? peer_local(&to.local, (size_t)len, view) : 0;
}
