/*
 * wire.h - sockets under the loop: one that is waited for both ways, names looked up, connections begun.
 *
 * Nothing here blocks. Bytes are read and written by who owns the wire, with recv() and send() on wire_fd(),
 * so that its back-pressure is its own business.
 */
#ifndef LEADHAND_SYS_WIRE_H
#define LEADHAND_SYS_WIRE_H

#include "base/err.h"
#include "sys/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An IPv4 or IPv6 address, in network order. A v4 address in v6 clothes (::ffff:1.2.3.4) is kept as the v4
 * address that the kernel would talk to; unused bytes are zero. */
struct address {
	bool is_v6;
	uint8_t bytes[16];
};
struct address address_v4(const uint8_t bytes[4]);
struct address address_v6(const uint8_t bytes[16]);
bool address_same(const struct address *a, const struct address *b);
/* Whether an interface of this machine has it now; true where the kernel does not tell. */
bool address_is_own(const struct address *address);

/* A socket in the loop; it takes over fd and makes it non-blocking. Nothing is waited for before wire_want(). */
struct wire;
struct wire *wire_new(struct loop *loop, int fd, void (*ready)(void *owner), void *owner);
int wire_fd(const struct wire *wire);
/* What to be told of from now on; a broken wire is told of once, and its next recv() or send() says why. */
void wire_want(struct wire *wire, bool to_read, bool to_write);
void wire_free(struct wire *wire); /* closes fd */

/* A connection begun: the wire is writable once it stands or has failed (wire_dialled). */
int wire_dial(const struct address *address, int port, int *fd, struct err *err) MUST_USE;
/* Whether it stands: 0, or the errno of why not. */
int wire_dialled(const struct wire *wire);
/* Take one caller from a listening wire, the caller's, non-blocking; -1 with errno. */
int wire_accept(const struct wire *wire);

/* A name to its addresses, by the machine's own rules, in a thread of libuv's. Calls found() once, with none
 * where the name is not known; free it in or after that, or before to call it off. */
enum { LOOKUP_MAX = 16 };
struct lookup;
struct lookup *lookup_new(struct loop *loop, const char *name,
			  void (*found)(void *owner, const struct address *list, size_t n), void *owner);
void lookup_free(struct lookup *lookup);

#endif
