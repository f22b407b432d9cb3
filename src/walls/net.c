/* net.c - see net.h. */
#include "walls/net.h"

#include "base/mem.h"
#include "sys/proc_net.h"
#include "walls/policy.h"
#include "walls/proxy.h"
#include "walls/tally.h"

#include <unistd.h>

enum { PROXY_PORT = 3128, HEAD_MS = 30000, IDLE_MS = 15 * 60000, MAX_ENV = 8 };

struct net {
	int space;
	struct policy *policy;
	struct tally *tally;
	struct proxy *proxy; /* NULL where none stands */
	char *env[MAX_ENV + 1]; /* owned */
};

/* Programs disagree on the case, and Node listens only when it is told to. */
static void fill_env(struct net *net, int port)
{
	static const char *const names[] = { "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy" };
	size_t n = 0;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		net->env[n++] = mem_printf("%s=http://127.0.0.1:%d", names[i], port);
	net->env[n++] = mem_dup("NO_PROXY=localhost,127.0.0.1,::1");
	net->env[n++] = mem_dup("no_proxy=localhost,127.0.0.1,::1");
	net->env[n++] = mem_dup("NODE_USE_ENV_PROXY=1");
}

/* The usual port of a proxy, or the next one that is not wanted for something else. */
static int free_port(const struct forward *forwards, size_t n)
{
	int port = PROXY_PORT;

	for (size_t i = 0; i < n; i++) {
		if (forwards[i].port != port)
			continue;
		port++;
		i = (size_t)-1;
	}
	return port;
}

static int open_doors(struct net *net, const struct net_spec *spec, struct err *err)
{
	struct proc_net_door doors[2 * (POLICY_FORWARDS + 1)];
	size_t forwards_n, n = 0;
	const struct forward *forwards = policy_forwards(net->policy, &forwards_n);
	int port = free_port(forwards, forwards_n);

	if (policy_is_empty(net->policy) && !spec->says_no)
		return proc_net_make(doors, 0, &net->space, err);
	/* The proxy's two come first, then two for each forward. */
	for (size_t i = 0; i <= forwards_n; i++) {
		int at = i ? forwards[i - 1].port : port;

		doors[n++] = (struct proc_net_door){ .port = at };
		doors[n++] = (struct proc_net_door){ .port = at, .is_v6 = true };
	}
	if (proc_net_make(doors, n, &net->space, err))
		return err->code;
	net->proxy = proxy_new(&(struct proxy_spec){ .loop = spec->loop, .policy = net->policy,
						     .tally = net->tally,
						     .head_ms = spec->head_ms ? spec->head_ms : HEAD_MS,
						     .idle_ms = spec->idle_ms ? spec->idle_ms : IDLE_MS });
	for (size_t i = 0; i < n; i++)
		if (doors[i].fd >= 0)
			proxy_serve(net->proxy, doors[i].fd, i < 2 ? 0 : &forwards[i / 2 - 1]);
	fill_env(net, port);
	return 0;
}

int net_new(const struct net_spec *spec, struct net **out, struct err *err)
{
	struct net *net = mem_new(1, sizeof *net);

	net->space = -1;
	net->tally = tally_new(spec->told, spec->owner);
	if (policy_new(spec->allow, &net->policy, err) || open_doors(net, spec, err)) {
		net_free(net);
		return err->code;
	}
	*out = net;
	return 0;
}

int net_namespace(const struct net *net)
{
	return net->space;
}

const char *const *net_env(const struct net *net)
{
	return (const char *const *)net->env;
}

void net_free(struct net *net)
{
	if (!net)
		return;
	proxy_free(net->proxy);
	tally_free(net->tally);
	policy_free(net->policy);
	if (net->space >= 0)
		close(net->space);
	for (size_t i = 0; net->env[i]; i++)
		free(net->env[i]);
	free(net);
}
