/*
 * policy.h - which hosts a session may reach: network.allow of config.yaml.
 *
 * Pure. Deny is the default. An entry is HOST, HOST:PORT, *.HOST, *.HOST:PORT (names below HOST, not itself),
 * ADDRESS or ADDRESS:PORT; without a port it stands for 443 and 80. A name is decided as a name, and what it
 * resolves to as an address: only the public internet, or an address that is listed as one. localhost:PORT is
 * the address 127.0.0.1:PORT (or ::1); a loopback address always says its port.
 */
#ifndef LEADHAND_WALLS_POLICY_H
#define LEADHAND_WALLS_POLICY_H

#include "base/err.h"
#include "walls/host.h"

#include <stdbool.h>
#include <stddef.h>

enum { POLICY_MAX = 1000, POLICY_FORWARDS = 60 };

/* A port of the machine's own loopback that a session sees at the same port of its own. */
struct forward {
	int port;
	struct address list[2]; /* where it leads, tried in this order */
	size_t n;
};

struct policy;
/* From a list of lines; "" and NULL allow nothing. ERR_USAGE names the entry that is none. */
int policy_new(const char *allow, struct policy **out, struct err *err) MUST_USE;
void policy_free(struct policy *policy);
bool policy_is_empty(const struct policy *policy);
/* Whether what was asked for may be asked for: by its name, or by its address. */
bool policy_allows(const struct policy *policy, const struct host *host, int port);
/* Whether an allowed name that resolved to it may be followed there; one of the machine's own addresses is
 * none of the internet, however public. */
bool policy_allows_address(const struct policy *policy, const struct address *address, bool is_own, int port);
/* Borrowed; one for each port. */
const struct forward *policy_forwards(const struct policy *policy, size_t *n);

#endif
