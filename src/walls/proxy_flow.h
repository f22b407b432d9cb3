/*
 * proxy_flow.h - bytes from one wire to another, with back-pressure and an end that is passed on.
 */
#ifndef LEADHAND_WALLS_PROXY_FLOW_H
#define LEADHAND_WALLS_PROXY_FLOW_H

#include "base/buf.h"
#include "sys/wire.h"

#include <stdbool.h>

enum { FLOW_PIECE = 65536 };

struct flow {
	struct buf waiting; /* read and not yet taken; nothing more is read meanwhile */
	long long left;	    /* what still belongs to it, -1 for all; what follows is dropped */
	bool is_over;	    /* nothing more comes */
	bool is_shut;	    /* and the other side was told */
	/* Where it is set, what was read goes through it into `waiting`; once more with nothing at the end. It
	 * may hold back at most a piece. */
	void (*through)(void *owner, const char *data, size_t len, struct buf *out);
	void *owner;
};
#define FLOW_INIT { .waiting = BUF_INIT(2 * FLOW_PIECE), .left = -1 }

enum flow_end { FLOW_FINE, FLOW_FROM_BROKE, FLOW_TO_BROKE };
/* Move what can be moved now, at most a piece; *moved grows by it. */
enum flow_end flow_move(struct flow *flow, const struct wire *from, const struct wire *to, long long *moved);
/* There is nobody to take it any more. */
void flow_give_up(struct flow *flow);
bool flow_wants_read(const struct flow *flow);
bool flow_wants_write(const struct flow *flow);

#endif
