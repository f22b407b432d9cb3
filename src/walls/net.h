/*
 * net.h - a network of its own for a session: a loopback, and on it the doors that the policy opens.
 *
 * There is no interface but lo in it, no route, no name server: what a program cannot ask of the proxy by name
 * it cannot reach. So programs inside need the proxy variables of net_env(); what ignores them, and plain
 * DNS, does not work. Allowed ports of the machine's loopback stand at the same port inside and need no
 * variables. Nothing of ours runs inside: the doors are sockets that we hold and serve from our loop. Once a
 * name was looked up the process has threads (libuv's), so unshare(CLONE_NEWUSER) has to come before.
 */
#ifndef LEADHAND_WALLS_NET_H
#define LEADHAND_WALLS_NET_H

#include "base/err.h"
#include "sys/loop.h"

#include <stdbool.h>

struct net_spec {
	struct loop *loop; /* borrowed */
	const char *allow; /* borrowed: a list of lines, see walls/policy.h */
	/* Every refusal and failure, and each host that was reached, once, as a clean short line; sums when the
	 * net is freed. May be NULL. */
	void (*told)(void *owner, const char *what);
	void *owner;
	bool says_no;	   /* the proxy stands also where nothing is allowed, so that programs hear why */
	long long head_ms; /* 0 is 30 s: how long a request may take to be said */
	long long idle_ms; /* 0 is 15 min: silence in both directions of a connection */
};

struct net;
/* Needs CAP_SYS_ADMIN in our user namespace. ERR_USAGE names the entry of `allow` that is none. */
int net_new(const struct net_spec *spec, struct net **out, struct err *err) MUST_USE;
/* The namespace's descriptor, borrowed: a process enters it with setns() before it runs its program. */
int net_namespace(const struct net *net);
/* "NAME=value" for the programs inside, borrowed, ends with NULL; empty where there is no proxy. */
const char *const *net_env(const struct net *net);
void net_free(struct net *net); /* cuts what is open; who is inside stays there, with nobody to serve him */

#endif
