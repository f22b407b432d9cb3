/* policy.c - see policy.h. */
#include "walls/policy.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

struct entry {
	struct host host;
	int port; /* 0: the two of the web */
	bool is_below; /* *.HOST */
};

struct policy {
	struct entry *entries; /* owned */
	size_t n;
	struct forward forwards[POLICY_FORWARDS];
	size_t forwards_n;
};

static const struct address loopback_v4 = { .bytes = { 127, 0, 0, 1 } };
static const struct address loopback_v6 = { .is_v6 = true, .bytes = { [15] = 1 } };

static bool has_address(const struct forward *forward, const struct address *address)
{
	for (size_t i = 0; i < forward->n; i++)
		if (address_same(&forward->list[i], address))
			return true;
	return false;
}

static int add_forward(struct policy *policy, int port, const struct address *address, struct err *err)
{
	struct forward *at = policy->forwards, *end = at + policy->forwards_n;

	while (at < end && at->port != port)
		at++;
	if (at == end && policy->forwards_n == POLICY_FORWARDS)
		return err_set(err, ERR_USAGE, "more than %d ports of the loopback are allowed", POLICY_FORWARDS);
	if (at == end) {
		policy->forwards_n++;
		at->port = port;
	}
	if (has_address(at, address))
		return 0;
	if (at->n == sizeof at->list / sizeof *at->list)
		return err_set(err, ERR_USAGE, "port %d of the loopback is allowed at three addresses", port);
	at->list[at->n++] = *address;
	return 0;
}

/* A session has one loopback, so an allowed one of the machine can only be a port of it. */
static int add_loopback(struct policy *policy, const struct entry *entry, struct err *err)
{
	if (entry->host.is_address && address_is_loopback(&entry->host.address)) {
		if (!entry->port)
			return err_set(err, ERR_USAGE, "a loopback address is allowed by port: '%s:8080'",
				       entry->host.address.is_v6 ? "[::1]" : entry->host.name);
		return add_forward(policy, entry->port, &entry->host.address, err);
	}
	if (entry->is_below || !entry->port || strcmp(entry->host.name, "localhost"))
		return 0;
	if (add_forward(policy, entry->port, &loopback_v4, err))
		return err->code;
	return add_forward(policy, entry->port, &loopback_v6, err);
}

static int parse_entry(const char *line, struct entry *out, struct err *err)
{
	const char *rest = line;

	*out = (struct entry){ .is_below = text_starts(line, "*.") };
	if (!strcmp(line, "*"))
		return err_set(err, ERR_USAGE, "it would allow every host: name those that are needed");
	if (strstr(line, "://") || strchr(line, '/'))
		return err_set(err, ERR_USAGE,
			       "it is an address of a page: only its host is wanted, as in 'example.org'");
	if (out->is_below)
		rest += 2;
	if (strchr(rest, '*'))
		return err_set(err, ERR_USAGE, "a '*' stands only in front, as in '*.example.org'");
	if (host_parse_port(rest, strlen(rest), &out->host, &out->port, err))
		return err->code;
	if (out->is_below && out->host.is_address)
		return err_set(err, ERR_USAGE, "there is nothing below an address");
	return 0;
}

static int add_entry(struct policy *policy, const char *line, struct err *err)
{
	struct entry entry;

	if (policy->n == POLICY_MAX)
		return err_set(err, ERR_USAGE, "network.allow has more than %d entries", POLICY_MAX);
	if (parse_entry(line, &entry, err) || add_loopback(policy, &entry, err)) {
		_autofree_ char *clean = text_clean(line, strlen(line), 80);

		return err_wrap(err, "'%s' cannot stand in network.allow", clean);
	}
	policy->entries = mem_grow(policy->entries, policy->n + 1, sizeof *policy->entries);
	policy->entries[policy->n++] = entry;
	return 0;
}

int policy_new(const char *allow, struct policy **out, struct err *err)
{
	struct policy *policy = mem_new(1, sizeof *policy);
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, allow) {
		code = add_entry(policy, walk.line, err);
		if (code)
			break;
	}
	lines_stop(&walk);
	if (code) {
		policy_free(policy);
		return code;
	}
	*out = policy;
	return 0;
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	free(policy->entries);
	free(policy);
}

bool policy_is_empty(const struct policy *policy)
{
	return !policy->n;
}

static bool port_fits(const struct entry *entry, int port)
{
	return entry->port ? port == entry->port : port == 443 || port == 80;
}

static bool name_fits(const struct entry *entry, const char *name)
{
	size_t len = strlen(name), below = strlen(entry->host.name);

	if (!entry->is_below)
		return !strcmp(name, entry->host.name);
	return len > below + 1 && name[len - below - 1] == '.' && text_ends(name, entry->host.name);
}

static bool is_listed(const struct policy *policy, const struct address *address, int port)
{
	for (size_t i = 0; i < policy->n; i++) {
		const struct entry *entry = &policy->entries[i];

		if (entry->host.is_address && address_same(&entry->host.address, address) &&
		    port_fits(entry, port))
			return true;
	}
	for (size_t i = 0; i < policy->forwards_n; i++)
		if (policy->forwards[i].port == port && has_address(&policy->forwards[i], address))
			return true;
	return false;
}

bool policy_allows(const struct policy *policy, const struct host *host, int port)
{
	if (host->is_address)
		return is_listed(policy, &host->address, port);
	for (size_t i = 0; i < policy->n; i++) {
		const struct entry *entry = &policy->entries[i];

		if (!entry->host.is_address && name_fits(entry, host->name) && port_fits(entry, port))
			return true;
	}
	return false;
}

bool policy_allows_address(const struct policy *policy, const struct address *address, bool is_own, int port)
{
	return (address_is_public(address) && !is_own) || is_listed(policy, address, port);
}

const struct forward *policy_forwards(const struct policy *policy, size_t *n)
{
	*n = policy->forwards_n;
	return policy->forwards;
}
