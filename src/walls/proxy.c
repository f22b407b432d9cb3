/* proxy.c - see proxy.h: the doors and the list of connections; one of these is in proxy_conn.c. */
#include "walls/proxy.h"

#include "base/mem.h"
#include "walls/proxy_conn.h"

#include <errno.h>

enum { NAP_MS = 100 };

struct door {
	struct wire *wire;
	struct proxy *proxy;	       /* borrowed */
	const struct forward *forward; /* borrowed */
	struct door *next;
};

/* A place for a connection in the list. */
struct seat {
	struct conn *conn; /* owned */
	struct proxy *proxy;
	struct seat *next, **at;
};

struct proxy {
	struct proxy_spec spec;
	struct door *doors; /* owned */
	struct seat *seats; /* owned */
	size_t n;
	struct timer *nap;
};

/* Where all seats are taken, who comes waits outside. */
static void mind_doors(struct proxy *proxy, bool is_open)
{
	is_open = is_open && proxy->n < PROXY_CONNECTIONS;
	for (struct door *door = proxy->doors; door; door = door->next)
		wire_want(door->wire, is_open, false);
}

static void nap_over(void *owner)
{
	mind_doors(owner, true);
}

static void seat_free(struct seat *seat)
{
	*seat->at = seat->next;
	if (seat->next)
		seat->next->at = seat->at;
	seat->proxy->n--;
	conn_free(seat->conn);
	free(seat);
}

static void conn_ended(void *owner, struct conn *conn)
{
	struct seat *seat = owner;
	struct proxy *proxy = seat->proxy;

	(void)conn;
	seat_free(seat);
	mind_doors(proxy, true);
}

static void door_rang(void *owner)
{
	struct door *door = owner;
	struct proxy *proxy = door->proxy;
	struct seat *seat;
	int fd = wire_accept(door->wire);

	if (fd < 0) {
		/* Without a free descriptor the caller stays, and so would the bell. */
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
			mind_doors(proxy, false);
			timer_set(proxy->nap, NAP_MS);
		}
		return;
	}
	seat = mem_new(1, sizeof *seat);
	*seat = (struct seat){ .proxy = proxy, .next = proxy->seats, .at = &proxy->seats };
	if (seat->next)
		seat->next->at = &seat->next;
	proxy->seats = seat;
	proxy->n++;
	seat->conn = conn_new(&proxy->spec, fd, door->forward, conn_ended, seat);
	mind_doors(proxy, true);
}

struct proxy *proxy_new(const struct proxy_spec *spec)
{
	struct proxy *proxy = mem_new(1, sizeof *proxy);

	proxy->spec = *spec;
	proxy->nap = timer_new(spec->loop, nap_over, proxy);
	return proxy;
}

void proxy_serve(struct proxy *proxy, int fd, const struct forward *forward)
{
	struct door *door = mem_new(1, sizeof *door);

	*door = (struct door){ .proxy = proxy, .forward = forward, .next = proxy->doors };
	door->wire = wire_new(proxy->spec.loop, fd, door_rang, door);
	proxy->doors = door;
	wire_want(door->wire, true, false);
}

void proxy_free(struct proxy *proxy)
{
	struct door *door;

	if (!proxy)
		return;
	while (proxy->seats)
		seat_free(proxy->seats);
	while ((door = proxy->doors)) {
		proxy->doors = door->next;
		wire_free(door->wire);
		free(door);
	}
	timer_free(proxy->nap);
	free(proxy);
}
