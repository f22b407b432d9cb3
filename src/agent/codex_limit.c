/* codex_limit.c - see codex_limit.h. */
#include "agent/codex_limit.h"

#include "base/text.h"

#include <string.h>

static bool is_status_limited(long long status)
{
	return status == 429 || status == 503 || status == 529;
}

bool codex_is_limited(const json_t *error)
{
	json_t *info = json_object_get(error, "codexErrorInfo");
	const char *words = json_text_or(error, "message", "");

	if (json_is_string(info))
		return text_same(json_string_value(info), "usageLimitExceeded") ||
		       text_same(json_string_value(info), "serverOverloaded");
	for (void *at = json_object_iter(info); at; at = json_object_iter_next(info, at))
		if (is_status_limited(json_number(json_object_iter_value(at), "httpStatusCode")))
			return true;
	return strstr(words, "429 Too Many Requests") || text_starts(words, "You've hit your usage limit");
}
