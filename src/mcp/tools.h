/*
 * tools.h - what an agent can ask for by name: the table of tools.
 *
 * Each becomes one word at the runner's door, and the door's reply becomes a text. None approves, lands or changes a
 * gate; none speaks to the floor. The commands of the same names say the same words. Pure.
 */
#ifndef LEADHAND_MCP_TOOLS_H
#define LEADHAND_MCP_TOOLS_H

#include "base/json.h"

struct mcp_tool {
	const char *name, *title, *description;
	const char *schema; /* of its arguments, JSON */
	bool is_idempotent;
	/* What to say at the door; adds to `word`, which holds "word" and the arguments. */
	void (*fill)(json_t *word, long long patience_ms);
	char *(*text)(const json_t *reply); /* the caller's */
};

/* Ends with a nameless one. */
extern const struct mcp_tool mcp_tools[];

/* NULL where there is none of that name. */
const struct mcp_tool *mcp_tool_find(const char *name);
/* As tools/list tells of them, always in the same order; the caller's. */
json_t *mcp_tools_json(void);
/* The door's word for a call with these arguments, the caller's; ERR_USAGE with a sentence that a model can act on. A
 * question waits for `patience_ms` at the most; 0: as long as it takes. */
int mcp_tool_word(const struct mcp_tool *tool, json_t *arguments, long long patience_ms, json_t **word,
		  struct err *err) MUST_USE;

#endif
