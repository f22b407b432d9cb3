/*
 * serve.h - `leadhand tools`: the tools of a session over standard input and output.
 *
 * One process for each client, which it outlives by nothing: the end of its input, SIGTERM and SIGINT end it at once.
 * Several calls may be open; each is a word at the door of the session's runner (LEADHAND_DOOR), and where there is no
 * door each says so. Nothing but the protocol is ever written to standard output.
 */
#ifndef LEADHAND_MCP_SERVE_H
#define LEADHAND_MCP_SERVE_H

#include "base/err.h"

/* A question waits for `patience_ms` at the most; 0: for as long as the client is known to. Returns when it is over. */
int mcp_serve(long long patience_ms, struct err *err) MUST_USE;

#endif
