/*
 * request.h - the head of a request to an HTTP proxy (RFC 9112), read without mercy.
 *
 * Pure. Whatever two programs could read in two ways is refused: bare CR or LF, NUL, folded lines, a space
 * before a colon, more than one length, a length beside a transfer coding, codings other than chunked, several
 * Hosts, user names in the URI. What is told to the far side is written anew: its Host is the host of the URI,
 * what belongs to one hop only is gone, and the connection is for this one request.
 */
#ifndef LEADHAND_WALLS_REQUEST_H
#define LEADHAND_WALLS_REQUEST_H

#include "base/err.h"
#include "walls/host.h"

#include <stdbool.h>
#include <stddef.h>

enum { REQUEST_HEAD_MAX = 16384 };

struct request {
	bool is_connect;
	struct host host;
	int port;
	long long body;	 /* bytes that follow the head; -1 as long as they come (chunked, CONNECT) */
	char *head;	 /* owned: what the far side is told; NULL for CONNECT */
	size_t head_len;
};

/* Bytes of a head that is whole, its empty line included; 0 where more is needed. */
size_t request_head_len(const char *data, size_t len);
/* ERR_USAGE says what is wrong with it; then nothing is owned by out. */
int request_parse(const char *head, size_t len, struct request *out, struct err *err) MUST_USE;
void request_release(struct request *request);

#endif
