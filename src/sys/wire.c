/* wire.c - see wire.h. */
#include "sys/wire.h"

#include "base/mem.h"
#include "sys/loop_uv.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct address address_v4(const uint8_t bytes[4])
{
	struct address made = { 0 };

	memcpy(made.bytes, bytes, 4);
	return made;
}

struct address address_v6(const uint8_t bytes[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct address made = { .is_v6 = true };

	if (!memcmp(bytes, mapped, sizeof mapped))
		return address_v4(bytes + sizeof mapped);
	memcpy(made.bytes, bytes, sizeof made.bytes);
	return made;
}

bool address_same(const struct address *a, const struct address *b)
{
	return a->is_v6 == b->is_v6 && !memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

static bool address_of(const struct sockaddr *name, struct address *out)
{
	if (name->sa_family == AF_INET)
		*out = address_v4((const uint8_t *)&((const struct sockaddr_in *)(const void *)name)->sin_addr);
	else if (name->sa_family == AF_INET6)
		*out = address_v6((const uint8_t *)&((const struct sockaddr_in6 *)(const void *)name)->sin6_addr);
	return name->sa_family == AF_INET || name->sa_family == AF_INET6;
}

bool address_is_own(const struct address *address)
{
	struct ifaddrs *list, *at;
	struct address one;

	if (getifaddrs(&list))
		return true;
	for (at = list; at; at = at->ifa_next)
		if (at->ifa_addr && address_of(at->ifa_addr, &one) && address_same(&one, address))
			break;
	freeifaddrs(list);
	return at;
}

struct wire {
	uv_poll_t uv;
	int fd;
	int events; /* what libuv waits for now */
	void (*ready)(void *owner);
	void *owner;
};

static void wire_rang(uv_poll_t *uv, int status, int events)
{
	struct wire *wire = uv->data;

	(void)events;
	/* libuv has let go of a broken one. */
	if (status < 0)
		wire->events = 0;
	wire->ready(wire->owner);
}

struct wire *wire_new(struct loop *loop, int fd, void (*ready)(void *owner), void *owner)
{
	struct wire *wire = mem_new(1, sizeof *wire);

	*wire = (struct wire){ .fd = fd, .ready = ready, .owner = owner };
	uv_poll_init(loop_uv(loop), &wire->uv, fd);
	wire->uv.data = wire;
	return wire;
}

int wire_fd(const struct wire *wire)
{
	return wire->fd;
}

void wire_want(struct wire *wire, bool to_read, bool to_write)
{
	int events = (to_read ? UV_READABLE : 0) | (to_write ? UV_WRITABLE : 0);

	if (events == wire->events)
		return;
	wire->events = events;
	if (events)
		uv_poll_start(&wire->uv, events, wire_rang);
	else
		uv_poll_stop(&wire->uv);
}

static void wire_closed(uv_handle_t *uv)
{
	free(uv->data);
}

void wire_free(struct wire *wire)
{
	if (!wire)
		return;
	uv_close((uv_handle_t *)&wire->uv, wire_closed);
	close(wire->fd);
}

/* Small messages both ways (a handshake) must not wait for each other. */
static void set_quick(int fd)
{
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static socklen_t fill(struct sockaddr_storage *out, const struct address *address, int port)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

	memset(out, 0, sizeof *out);
	if (address->is_v6) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		memcpy(&v6->sin6_addr, address->bytes, 16);
		return sizeof *v6;
	}
	v4->sin_family = AF_INET;
	v4->sin_port = htons((uint16_t)port);
	memcpy(&v4->sin_addr, address->bytes, 4);
	return sizeof *v4;
}

int wire_dial(const struct address *address, int port, int *out, struct err *err)
{
	struct sockaddr_storage name;
	socklen_t len = fill(&name, address, port);
	_autoclose_ int fd = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot make a socket: %s", strerror(errno));
	set_quick(fd);
	if (connect(fd, (struct sockaddr *)&name, len) && errno != EINPROGRESS)
		return err_set(err, ERR_SYSTEM, "cannot connect: %s", strerror(errno));
	*out = fd;
	fd = -1;
	return 0;
}

int wire_dialled(const struct wire *wire)
{
	int why = 0;
	socklen_t len = sizeof why;

	if (getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &why, &len))
		return errno;
	return why;
}

int wire_accept(const struct wire *wire)
{
	int fd = accept4(wire->fd, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd >= 0)
		set_quick(fd);
	return fd;
}

struct lookup {
	uv_getaddrinfo_t uv;
	void (*found)(void *owner, const struct address *list, size_t n);
	void *owner;
	bool is_freed, is_over;
};

static size_t gather(const struct addrinfo *info, struct address *list)
{
	size_t n = 0;

	for (; info && n < LOOKUP_MAX; info = info->ai_next) {
		const struct sockaddr_in6 *v6 = (const void *)info->ai_addr;

		/* An address that needs an interface to be told with it is of no network but this one. */
		if (info->ai_family == AF_INET6 && v6->sin6_scope_id)
			continue;
		n += address_of(info->ai_addr, &list[n]);
	}
	return n;
}

static void lookup_ended(uv_getaddrinfo_t *uv, int status, struct addrinfo *info)
{
	struct lookup *lookup = uv->data;
	struct address list[LOOKUP_MAX];
	size_t n = status ? 0 : gather(info, list);

	uv_freeaddrinfo(info);
	lookup->is_over = true;
	if (lookup->is_freed)
		free(lookup);
	else
		lookup->found(lookup->owner, list, n);
}

struct lookup *lookup_new(struct loop *loop, const char *name,
			  void (*found)(void *owner, const struct address *list, size_t n), void *owner)
{
	static const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
					       .ai_flags = AI_ADDRCONFIG };
	struct lookup *lookup = mem_new(1, sizeof *lookup);

	lookup->uv.data = lookup;
	lookup->found = found;
	lookup->owner = owner;
	/* It fails at once only for want of memory or for a name that is too long; callers give neither. */
	if (uv_getaddrinfo(loop_uv(loop), &lookup->uv, lookup_ended, name, 0, &hints))
		abort();
	return lookup;
}

void lookup_free(struct lookup *lookup)
{
	if (!lookup)
		return;
	if (lookup->is_over) {
		free(lookup);
		return;
	}
	lookup->is_freed = true;
	uv_cancel((uv_req_t *)&lookup->uv);
}
