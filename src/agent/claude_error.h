/*
 * claude_error.h - what stopped a turn of Claude Code.
 */
#ifndef LEADHAND_AGENT_CLAUDE_ERROR_H
#define LEADHAND_AGENT_CLAUDE_ERROR_H

#include "agent/error.h"
#include "base/json.h"

/* How a turn ended by its result line. */
struct claude_end {
	bool is_fine;
	enum agent_error error;
	const char *what; /* static: the failure in our words, "" where the program's own have to do */
};

/*
 * `subtype` "success" says little: is_error, terminal_reason and api_error_status tell more. `word` is the `error`
 * of its last message, or NULL; `text` what it said.
 */
struct claude_end claude_error_end(const json_t *result, const char *word, const char *text);
/* Of an api_retry event. */
enum agent_error claude_error_retry(const json_t *event);
/* By what it printed; `otherwise` where the words tell nothing. */
enum agent_error claude_error_words(const char *words, enum agent_error otherwise);

#endif
