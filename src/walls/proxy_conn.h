/*
 * proxy_conn.h - one connection from inside: heard, decided, connected, carried to its end.
 */
#ifndef LEADHAND_WALLS_PROXY_CONN_H
#define LEADHAND_WALLS_PROXY_CONN_H

#include "walls/proxy.h"

struct conn;
/* Takes over fd. ended() is called once, from the loop, and is to free it. */
struct conn *conn_new(const struct proxy_spec *spec, int fd, const struct forward *forward,
		      void (*ended)(void *owner, struct conn *conn), void *owner);
void conn_free(struct conn *conn);

#endif
