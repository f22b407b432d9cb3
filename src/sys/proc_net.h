/*
 * proc_net.h - a network namespace made by a short-lived child, and the sockets that listen in it.
 *
 * A socket belongs for ever to the network that it was made in, so who holds these serves that network from
 * ours: no process stays there and nothing is bound into it from outside.
 */
#ifndef LEADHAND_SYS_PROC_NET_H
#define LEADHAND_SYS_PROC_NET_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { PROC_NET_DOORS = 128 };

/* To listen at 127.0.0.1, or at ::1, in the new network. */
struct proc_net_door {
	int port;
	bool is_v6;
	int fd; /* the caller's afterwards; -1 where this network has no v6 */
};

/* A network of its own with a loopback that is up and these doors (at most PROC_NET_DOORS); *space is its
 * namespace's descriptor, the caller's. Needs CAP_SYS_ADMIN in our own user namespace. On failure no
 * descriptor is left open. */
int proc_net_make(struct proc_net_door *doors, size_t n, int *space, struct err *err) MUST_USE;

#endif
