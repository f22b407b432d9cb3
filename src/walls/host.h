/*
 * host.h - what somebody wrote for a host, in one spelling, and which addresses are of the public internet.
 *
 * Pure, and made for hostile spellings: 0x7f.1, 2130706433, 127.1 and [::ffff:127.0.0.1] are all the address
 * 127.0.0.1 here, as they are for the programs that would connect to them.
 */
#ifndef LEADHAND_WALLS_HOST_H
#define LEADHAND_WALLS_HOST_H

#include "base/err.h"
#include "sys/wire.h"

#include <stdbool.h>
#include <stddef.h>

enum { HOST_MAX = 253 };

struct host {
	char name[HOST_MAX + 1]; /* lower case, no last dot; of an address its usual spelling, without brackets */
	bool is_address;
	struct address address;
};

/* A name or an address (v6 in brackets). ERR_USAGE for what is neither. */
int host_parse(const char *text, size_t len, struct host *out, struct err *err) MUST_USE;
/* HOST or HOST:PORT; *port is 0 where none stands there. */
int host_parse_port(const char *text, size_t len, struct host *out, int *port, struct err *err) MUST_USE;
/* "name:443", "[::1]:443"; the caller's. */
char *host_text(const struct host *host, int port);

/* Not private, loopback, link-local (the metadata of clouds), shared, multicast, reserved or a way round to one
 * of these (NAT64, 6to4, Teredo): RFC 6890 and the registries that follow it. */
bool address_is_public(const struct address *address);
bool address_is_loopback(const struct address *address);

#endif
