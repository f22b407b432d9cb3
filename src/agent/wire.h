/*
 * wire.h - what is said to an agent's program: one JSON object a line on its standard input.
 *
 * Claude Code has messages of its own, the others speak JSON-RPC 2.0; codex leaves its "jsonrpc" member out. Both sides
 * number their requests, and each keeps its own count: an id that is answered is echoed as it came.
 */
#ifndef LEADHAND_AGENT_WIRE_H
#define LEADHAND_AGENT_WIRE_H

#include "base/buf.h"
#include "base/json.h"

/* Messages of JSON-RPC without a version, the caller's; these take the reference to `params` and `result`. */
json_t *wire_request(long long id, const char *method, json_t *params);
json_t *wire_notice(const char *method, json_t *params);
json_t *wire_result(const json_t *id, json_t *result);
/* "method not found": what the protocol has for a request that nobody here serves. */
json_t *wire_unknown(const json_t *id);

/* Write a message as it is; takes the reference. */
void wire_send(struct buf *send, json_t *message);
/* The same, as one of JSON-RPC 2.0. */
void wire_send_versioned(struct buf *send, json_t *message);

#endif
