/* proxy_flow.c - see proxy_flow.h. */
#include "walls/proxy_flow.h"

#include <errno.h>
#include <sys/socket.h>

/* What was taken of it, 0 where nothing can be now, -1 where nobody is there any more. */
static ssize_t put(const struct wire *to, const char *data, size_t len)
{
	ssize_t n;

	do
		n = send(wire_fd(to), data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	return n < 0 && errno == EAGAIN ? 0 : n;
}

static enum flow_end push(struct flow *flow, const struct wire *to, long long *moved)
{
	ssize_t n;

	if (!flow->waiting.len)
		return FLOW_FINE;
	n = put(to, flow->waiting.data, flow->waiting.len);
	if (n < 0)
		return FLOW_TO_BROKE;
	*moved += n;
	/* An idle connection holds no memory. */
	if ((size_t)n == flow->waiting.len)
		buf_release(&flow->waiting);
	else
		buf_skip(&flow->waiting, (size_t)n);
	return FLOW_FINE;
}

static enum flow_end pull(struct flow *flow, const struct wire *from, const struct wire *to, long long *moved)
{
	char piece[FLOW_PIECE];
	ssize_t n = recv(wire_fd(from), piece, sizeof piece, MSG_DONTWAIT), sent;

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? FLOW_FINE : FLOW_FROM_BROKE;
	flow->is_over = !n;
	if (flow->left >= 0 && n > flow->left)
		n = (ssize_t)flow->left;
	if (flow->left > 0)
		flow->left -= n;
	if (flow->through) {
		flow->through(flow->owner, piece, (size_t)n, &flow->waiting);
		return push(flow, to, moved);
	}
	if (!n)
		return FLOW_FINE;
	sent = put(to, piece, (size_t)n);
	if (sent < 0)
		return FLOW_TO_BROKE;
	*moved += n;
	buf_add(&flow->waiting, piece + sent, (size_t)(n - sent));
	return FLOW_FINE;
}

enum flow_end flow_move(struct flow *flow, const struct wire *from, const struct wire *to, long long *moved)
{
	enum flow_end end = push(flow, to, moved);

	if (!end && flow_wants_read(flow))
		end = pull(flow, from, to, moved);
	if (!end && flow->is_over && !flow->waiting.len && !flow->is_shut) {
		shutdown(wire_fd(to), SHUT_WR);
		flow->is_shut = true;
	}
	return end;
}

void flow_give_up(struct flow *flow)
{
	buf_release(&flow->waiting);
	flow->is_over = flow->is_shut = true;
}

bool flow_wants_read(const struct flow *flow)
{
	return !flow->is_over && !flow->waiting.len;
}

bool flow_wants_write(const struct flow *flow)
{
	return flow->waiting.len > 0;
}
