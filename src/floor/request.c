/* request.c - see request.h. */
#include "floor/request.h"

#include "base/text.h"

#include <string.h>

enum { TEXT_BYTES = 8000 };

char *request_text(const json_t *request, const char *key)
{
	const char *text = json_text(request, key);

	return text_is_empty(text) ? 0 : text_clean_block(text, strlen(text), TEXT_BYTES);
}

int request_task(const json_t *request, struct state *state, struct task **task, struct err *err)
{
	const char *name = json_text_or(request, "task", "");

	*task = task_named(state, name);
	return *task ? 0 : err_set(err, ERR_MISSING, "there is no task '%s'", name);
}
