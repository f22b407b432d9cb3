/*
 * acp_wire.h - lines of JSON-RPC 2.0 as they are sent to an agent.
 *
 * Both sides number their requests, and each keeps its own count: an id that is answered is echoed as it came.
 */
#ifndef LEADHAND_AGENT_ACP_WIRE_H
#define LEADHAND_AGENT_ACP_WIRE_H

#include "base/buf.h"
#include "base/json.h"

/* These take the reference to `params` and `result`. */
void acp_send_request(struct buf *send, long long id, const char *method, json_t *params);
void acp_send_notice(struct buf *send, const char *method, json_t *params);
void acp_send_result(struct buf *send, const json_t *id, json_t *result);
/* "method not found": what the protocol has for a request that nobody here serves. */
void acp_send_unknown(struct buf *send, const json_t *id);

#endif
