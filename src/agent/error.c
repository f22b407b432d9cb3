/* error.c - see error.h. */
#include "agent/error.h"

#include "base/text.h"

#include <stddef.h>

static const struct {
	const char *word, *text;
} errors[] = {
	{ "", "" },
#define X(word, retry, failure, text, mend) { #word, text },
	RETRY_WORDS(X)
#undef X
};

const char *agent_error_word(enum agent_error error)
{
	return errors[error].word;
}

enum agent_error agent_error_of(const char *word)
{
	if (text_is_empty(word))
		return AGENT_ERROR_none;
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		if (text_same(errors[i].word, word))
			return (enum agent_error)i;
	return AGENT_ERROR_unknown;
}

const char *agent_error_text(enum agent_error error)
{
	return errors[error].text;
}

enum agent_error agent_error_of_status(long long status)
{
	switch (status) {
	case 401:
	case 403: return AGENT_ERROR_authentication;
	case 408: return AGENT_ERROR_unreachable;
	case 429: return AGENT_ERROR_rate_limit;
	case 503:
	case 529: return AGENT_ERROR_overloaded;
	default: break;
	}
	if (status >= 400 && status < 500)
		return AGENT_ERROR_bad_request;
	return status >= 500 && status < 600 ? AGENT_ERROR_server_error : AGENT_ERROR_unknown;
}
