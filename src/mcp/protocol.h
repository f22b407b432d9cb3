/*
 * protocol.h - the Model Context Protocol, a line at a time: one comes in, what to do comes out.
 *
 * Both eras at once. Legacy (2024-11-05 to 2025-11-25): `initialize` first, which says who the client is. Modern
 * (2026-07-28): every request says by itself, in _meta, which version it speaks, and `server/discover` tells what there
 * is. Pure: what a tool does, and when, is the caller's business (serve.h).
 */
#ifndef LEADHAND_MCP_PROTOCOL_H
#define LEADHAND_MCP_PROTOCOL_H

#include "mcp/tools.h"

#include <stdbool.h>
#include <stddef.h>

enum { MCP_CLIENT_BYTES = 64 };

/* What is known of the client; zeroed is nothing. */
struct mcp {
	bool is_open; /* it has said `initialize` */
	char client[MCP_CLIENT_BYTES + 1];
};

enum mcp_deed {
	MCP_nothing,
	MCP_say,    /* reply */
	MCP_call,   /* id, tool, arguments, token, is_modern */
	MCP_cancel, /* id: of the call that nobody waits for any more */
};

struct mcp_step {
	enum mcp_deed deed;
	json_t *reply, *id, *arguments, *token; /* owned; token NULL where no progress is wanted */
	const struct mcp_tool *tool;		/* borrowed from the table */
	bool is_modern;
};

/* Any bytes that were a line; *step holds nothing before, and has to be released. */
void mcp_take(struct mcp *mcp, const char *line, size_t len, struct mcp_step *step);
void mcp_step_release(struct mcp_step *step);
/* The reply to a call: its text, or why it was refused. The caller's. */
json_t *mcp_result(const json_t *id, bool is_modern, const char *text, bool is_error);
/* A sign of life while a call waits; the caller's. */
json_t *mcp_progress(const json_t *token, long long seconds);
/* How long a call may take before that client gives up on it, less what it takes to say so. */
long long mcp_patience_ms(const struct mcp *mcp);

#endif
