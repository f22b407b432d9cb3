/*
 * reply.h - the answer to the one plain request of a connection, told as the last one.
 *
 * The far side was asked to close and may not: who is told that the connection stays would send a next request
 * into it and wait for ever. So the head says "Connection: close" and nothing of other connections; interim
 * heads (1xx) pass, and so does whatever is no head as we know them, byte by byte. Pure.
 */
#ifndef LEADHAND_WALLS_REPLY_H
#define LEADHAND_WALLS_REPLY_H

#include "base/buf.h"

struct reply {
	struct buf head; /* what has come of it */
	bool is_told;	 /* all that follows passes as it is */
};

void reply_init(struct reply *reply);
/* What came, len 0 for the end; what is to be told of it is added to out: at most REQUEST_HEAD_MAX and a
 * line more than came now. A flow's `through`. */
void reply_take(void *reply, const char *data, size_t len, struct buf *out);
void reply_release(struct reply *reply);

#endif
