/*
 * proxy_conn.c - see proxy_conn.h. Its stages in their order; each function that may end the connection is
 * the last that its caller calls, for after ended() there is none.
 */
#include "walls/proxy_conn.h"

#include "base/mem.h"
#include "sys/clock.h"
#include "walls/proxy_flow.h"
#include "walls/reply.h"
#include "walls/request.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum {
	LOOKUP_MS = 30000,
	DIAL_MS = 20000,
	DIAL_NEXT_MS = 5000, /* where there is another address to try */
	LINGER_MS = 5000,
};

enum stage { STAGE_HEAD, STAGE_LOOKUP, STAGE_DIAL, STAGE_CARRY, STAGE_LINGER };

struct conn {
	const struct proxy_spec *spec;	/* borrowed */
	void (*ended)(void *owner, struct conn *conn);
	void *owner;
	enum stage stage;
	struct wire *near, *far;	/* the session's side, the world's */
	struct timer *timer;
	const struct forward *forward;	/* borrowed; NULL for a proxy's */
	struct buf heard;
	struct request request;
	char *target;			/* owned: "host:port" */
	struct lookup *lookup;
	struct address list[LOOKUP_MAX]; /* checked */
	size_t n, at;
	struct flow out, in;
	struct reply reply;		/* of a plain request */
	long long moved_ms;
};

/* Let the last words arrive: a socket closed over unread bytes takes back what was sent. */
static void linger(struct conn *conn)
{
	conn->stage = STAGE_LINGER;
	shutdown(wire_fd(conn->near), SHUT_WR);
	wire_want(conn->near, true, false);
	timer_set(conn->timer, LINGER_MS);
}

/* The status line says it too: of a refused CONNECT many programs show nothing else. */
static void answer(struct conn *conn, int status, const char *line, const char *more)
{
	_autofree_ char *text = mem_printf("HTTP/1.1 %d %s\r\nContent-Type: text/plain; charset=utf-8\r\n"
					   "Content-Length: %zu\r\nConnection: close\r\n\r\nleadhand: %s\n%s",
					   status, line, strlen("leadhand: \n") + strlen(line) + strlen(more),
					   line, more);

	/* The first words on this connection, and few: the kernel has room for them. */
	(void)!send(wire_fd(conn->near), text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
	linger(conn);
}

static void refuse(struct conn *conn, const char *why)
{
	_autofree_ char *line = mem_printf("%s is refused: %s", conn->target, why);

	tally_refused(conn->spec->tally, conn->target, why);
	answer(conn, 403, line,
	       "This session reaches only the hosts that are listed in network.allow in .leadhand/config.yaml. "
	       "If the task\ncannot be done without this one, ask the lead for it; there is no other way out.\n");
}

/* So that half an answer does not look like a whole one: the session's side is reset, not closed. */
static void cut(struct conn *conn)
{
	struct linger hard = { .l_onoff = 1 };

	setsockopt(wire_fd(conn->near), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
	conn->ended(conn->owner, conn);
}

/* A forward has nobody who would understand an answer. */
static void fail(struct conn *conn, int status, const char *why)
{
	_autofree_ char *line = mem_printf("%s cannot be reached: %s", conn->target, why);

	tally_failed(conn->spec->tally, conn->target, why);
	if (conn->forward)
		cut(conn);
	else
		answer(conn, status, line, "");
}

static void refuse_head(struct conn *conn, int status, const char *why)
{
	_autofree_ char *line = mem_printf("this request is refused: %s", why);

	tally_refused(conn->spec->tally, "a request", why);
	answer(conn, status, line, "");
}

static void carry(struct conn *conn)
{
	enum flow_end out, in;
	long long moved = 0;

	out = flow_move(&conn->out, conn->near, conn->far, &moved);
	/* What the far side had said before it went is still to be read. */
	if (out == FLOW_TO_BROKE)
		flow_give_up(&conn->out);
	in = flow_move(&conn->in, conn->far, conn->near, &moved);
	if (conn->reply.is_told)
		conn->in.through = 0;
	if (moved)
		conn->moved_ms = clock_steady_ms();
	if (in == FLOW_FROM_BROKE) {
		cut(conn);
		return;
	}
	if (out == FLOW_FROM_BROKE || in || (conn->out.is_shut && conn->in.is_shut)) {
		conn->ended(conn->owner, conn);
		return;
	}
	if (conn->in.is_shut && conn->request.head) {
		linger(conn);
		return;
	}
	wire_want(conn->near, flow_wants_read(&conn->out), flow_wants_write(&conn->in));
	wire_want(conn->far, flow_wants_read(&conn->in), flow_wants_write(&conn->out));
}

static void begin_to_carry(struct conn *conn)
{
	struct request *request = &conn->request;
	size_t early = conn->heard.len;

	if (request->is_connect)
		buf_add_text(&conn->in.waiting, "HTTP/1.1 200 Connection established\r\n\r\n");
	if (request->head) {
		reply_init(&conn->reply);
		conn->in.through = reply_take;
		conn->in.owner = &conn->reply;
		buf_add(&conn->out.waiting, request->head, request->head_len);
		if (request->body >= 0 && early > (size_t)request->body)
			early = (size_t)request->body;
		conn->out.left = request->body < 0 ? -1 : request->body - (long long)early;
	}
	buf_add(&conn->out.waiting, conn->heard.data, early);
	buf_release(&conn->heard);
	conn->stage = STAGE_CARRY;
	conn->moved_ms = clock_steady_ms();
	timer_set(conn->timer, conn->spec->idle_ms);
	carry(conn);
}

static void far_ready(void *owner);

/* The next address in turn; `why` is what the one before said. */
static void dial(struct conn *conn, const char *why)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int port = conn->forward ? conn->forward->port : conn->request.port, fd;

	wire_free(conn->far);
	conn->far = 0;
	while (conn->at < conn->n) {
		if (wire_dial(&conn->list[conn->at++], port, &fd, &err)) {
			why = err.text;
			continue;
		}
		conn->stage = STAGE_DIAL;
		conn->far = wire_new(conn->spec->loop, fd, far_ready, conn);
		wire_want(conn->far, false, true);
		timer_set(conn->timer, conn->at < conn->n ? DIAL_NEXT_MS : DIAL_MS);
		return;
	}
	fail(conn, 502, why);
}

static void far_ready(void *owner)
{
	struct conn *conn = owner;
	int why;

	if (conn->stage != STAGE_DIAL) {
		carry(conn);
		return;
	}
	why = wire_dialled(conn->far);
	if (why) {
		dial(conn, strerror(why));
		return;
	}
	tally_reached(conn->spec->tally, conn->target);
	begin_to_carry(conn);
}

static void looked_up(void *owner, const struct address *list, size_t n)
{
	struct conn *conn = owner;

	for (size_t i = 0; i < n; i++) {
		bool is_own = address_is_own(&list[i]);

		if (policy_allows_address(conn->spec->policy, &list[i], is_own, conn->request.port))
			conn->list[conn->n++] = list[i];
	}
	lookup_free(conn->lookup);
	conn->lookup = 0;
	if (conn->n)
		dial(conn, "");
	else if (n)
		refuse(conn, "its name leads into a private network or to this machine");
	else
		fail(conn, 502, "no address is known for this name");
}

static void decide(struct conn *conn)
{
	const struct host *host = &conn->request.host;

	conn->target = host_text(host, conn->request.port);
	wire_want(conn->near, false, false);
	if (!policy_allows(conn->spec->policy, host, conn->request.port)) {
		refuse(conn, "not in network.allow");
		return;
	}
	if (host->is_address) {
		conn->list[conn->n++] = host->address;
		dial(conn, "");
		return;
	}
	conn->stage = STAGE_LOOKUP;
	timer_set(conn->timer, LOOKUP_MS);
	conn->lookup = lookup_new(conn->spec->loop, host->name, looked_up, conn);
}

static void hear(struct conn *conn)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	char piece[REQUEST_HEAD_MAX];
	size_t len;
	ssize_t n = recv(wire_fd(conn->near), piece, sizeof piece - conn->heard.len, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		conn->ended(conn->owner, conn);
		return;
	}
	buf_add(&conn->heard, piece, (size_t)n);
	len = request_head_len(conn->heard.data, conn->heard.len);
	if (!len && conn->heard.len == sizeof piece) {
		refuse_head(conn, 431, "its head is longer than 16 KiB");
	} else if (len && request_parse(conn->heard.data, len, &conn->request, &err)) {
		refuse_head(conn, 400, err.text);
	} else if (len) {
		buf_skip(&conn->heard, len);
		decide(conn);
	}
}

static void near_ready(void *owner)
{
	struct conn *conn = owner;
	char dropped[FLOW_PIECE];
	ssize_t n;

	if (conn->stage == STAGE_HEAD) {
		hear(conn);
	} else if (conn->stage == STAGE_CARRY) {
		carry(conn);
	} else if (conn->stage == STAGE_LINGER) {
		n = recv(wire_fd(conn->near), dropped, sizeof dropped, MSG_DONTWAIT);
		if (!n || (n < 0 && errno != EAGAIN && errno != EINTR))
			conn->ended(conn->owner, conn);
	}
}

static void late(void *owner)
{
	struct conn *conn = owner;
	long long idle_ms = conn->spec->idle_ms - (clock_steady_ms() - conn->moved_ms);

	switch (conn->stage) {
	case STAGE_HEAD:
		refuse_head(conn, 408, "its head did not come in time");
		break;
	case STAGE_LOOKUP:
		lookup_free(conn->lookup);
		conn->lookup = 0;
		fail(conn, 504, "nobody answers for its name");
		break;
	case STAGE_DIAL:
		dial(conn, "it does not answer");
		break;
	case STAGE_CARRY:
		if (idle_ms > 0)
			timer_set(conn->timer, idle_ms);
		else
			conn->ended(conn->owner, conn);
		break;
	case STAGE_LINGER:
		conn->ended(conn->owner, conn);
	}
}

struct conn *conn_new(const struct proxy_spec *spec, int fd, const struct forward *forward,
		      void (*ended)(void *owner, struct conn *conn), void *owner)
{
	struct conn *conn = mem_new(1, sizeof *conn);

	*conn = (struct conn){ .spec = spec, .ended = ended, .owner = owner, .forward = forward,
			       .heard = BUF_INIT(REQUEST_HEAD_MAX), .out = FLOW_INIT, .in = FLOW_INIT };
	conn->near = wire_new(spec->loop, fd, near_ready, conn);
	conn->timer = timer_new(spec->loop, late, conn);
	if (!forward) {
		timer_set(conn->timer, spec->head_ms);
		wire_want(conn->near, true, false);
		return conn;
	}
	conn->target = mem_printf("localhost:%d", forward->port);
	conn->n = forward->n;
	memcpy(conn->list, forward->list, forward->n * sizeof *forward->list);
	/* From the loop, so that nobody hears of an end before he has the connection. */
	conn->stage = STAGE_DIAL;
	timer_set(conn->timer, 0);
	return conn;
}

void conn_free(struct conn *conn)
{
	if (!conn)
		return;
	wire_free(conn->near);
	wire_free(conn->far);
	timer_free(conn->timer);
	lookup_free(conn->lookup);
	request_release(&conn->request);
	reply_release(&conn->reply);
	buf_release(&conn->heard);
	buf_release(&conn->out.waiting);
	buf_release(&conn->in.waiting);
	free(conn->target);
	free(conn);
}
