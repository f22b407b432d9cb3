/*
 * proxy.h - serves what comes in at the doors of a session's network, from the machine's.
 *
 * One connection is either an HTTP proxy's (CONNECT, or one plain request) or a plain forward of a port. The
 * host is decided by name and only then resolved, here, so that a refused name tells nobody anything; the
 * connection goes to an address that was checked: no name is resolved twice. What a tunnel carries is not looked
 * at. Each connection holds at most a piece in each direction and reads no more while the other side takes
 * nothing; at the limit of connections new ones wait.
 */
#ifndef LEADHAND_WALLS_PROXY_H
#define LEADHAND_WALLS_PROXY_H

#include "sys/loop.h"
#include "walls/policy.h"
#include "walls/tally.h"

enum { PROXY_CONNECTIONS = 256 };

struct proxy_spec {
	struct loop *loop;	     /* borrowed, as is all of it */
	const struct policy *policy;
	struct tally *tally;
	long long head_ms, idle_ms;  /* how long a head may take, and silence both ways */
};

struct proxy;
struct proxy *proxy_new(const struct proxy_spec *spec);
/* Serve a listening descriptor, which is the proxy's from now on: as a forward, or as an HTTP proxy where
 * `forward` is NULL. */
void proxy_serve(struct proxy *proxy, int fd, const struct forward *forward);
void proxy_free(struct proxy *proxy); /* cuts what is open */

#endif
