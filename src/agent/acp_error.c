/* acp_error.c - see acp_error.h. */
#include "agent/acp_error.h"

#include "agent/codex_error.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { TEXT_BYTES = 500, AUTHENTICATION_REQUIRED = -32000, INVALID_PARAMS = -32602 };

struct named {
	const char *name;
	enum agent_error error;
};

static enum agent_error find(const struct named *known, size_t count, const char *name)
{
	for (size_t i = 0; name && i < count; i++)
		if (!strcmp(known[i].name, name))
			return known[i].error;
	return AGENT_ERROR_none;
}
#define FIND(known, name) find(known, sizeof(known) / sizeof *(known), name)

enum agent_error acp_error_of_words(const char *words)
{
	/* As claude-agent-acp 0.101.0, codex-acp 0.16.0 and 2.6.0, gemini 0.61.0, opencode 1.18.33 and pi-acp 0.0.34 say it. */
	static const struct named known[] = {
		{ "429 Too Many Requests", AGENT_ERROR_rate_limit },
		{ "error 429", AGENT_ERROR_rate_limit },
		{ "rate limit", AGENT_ERROR_rate_limit },
		{ "RESOURCE_EXHAUSTED", AGENT_ERROR_rate_limit },
		{ "usage limit", AGENT_ERROR_rate_limit },
		{ "quota", AGENT_ERROR_rate_limit },
		{ "401 Unauthorized", AGENT_ERROR_authentication },
		{ "403 Forbidden", AGENT_ERROR_authentication },
		{ "error 401", AGENT_ERROR_authentication },
		{ "UNAUTHENTICATED", AGENT_ERROR_authentication },
		{ "API key is missing", AGENT_ERROR_authentication },
		{ "Incorrect API key", AGENT_ERROR_authentication },
		{ "invalid x-api-key", AGENT_ERROR_authentication },
		{ "API key not valid", AGENT_ERROR_authentication },
		{ "Please set an Auth method", AGENT_ERROR_authentication },
		{ "Authentication required", AGENT_ERROR_authentication },
		{ "Missing environment variable", AGENT_ERROR_authentication },
		{ "error 400", AGENT_ERROR_bad_request },
		{ "API Error: 400", AGENT_ERROR_bad_request },
		{ "invalid_request_error", AGENT_ERROR_bad_request },
		{ "INVALID_ARGUMENT", AGENT_ERROR_bad_request },
		{ "error 529", AGENT_ERROR_overloaded },
		{ "Overloaded", AGENT_ERROR_overloaded },
		{ "experiencing high demand", AGENT_ERROR_overloaded },
		{ "API Error: 5", AGENT_ERROR_server_error },
		{ "error 5", AGENT_ERROR_server_error },
		{ "error sending request", AGENT_ERROR_unreachable },
		{ "stream disconnected", AGENT_ERROR_cut },
		{ "Connection reset", AGENT_ERROR_cut },
		{ "terminated", AGENT_ERROR_cut },
		{ "max_output_tokens", AGENT_ERROR_cut },
		{ "Connection refused", AGENT_ERROR_unreachable },
		{ "ECONNREFUSED", AGENT_ERROR_unreachable },
		{ "Unable to connect", AGENT_ERROR_unreachable },
		{ "fetch failed", AGENT_ERROR_unreachable },
		{ "waiting for network", AGENT_ERROR_unreachable },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcasestr(words, known[i].name))
			return known[i].error;
	return AGENT_ERROR_none;
}

char *acp_error_words(const char *text)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *inner = 0;

	if (*text == '{' && !json_parse(text, strlen(text), &inner, &err))
		text = json_text_or(json_object_get(inner, "error"), "message", text);
	return text_clean(text, strlen(text), TEXT_BYTES);
}

char *acp_error_text(const json_t *error)
{
	const json_t *data = json_object_get(error, "data");
	const char *more = json_is_string(data) ? json_string_value(data) : json_text(data, "details");
	_autofree_ char *text = acp_error_words(json_text_or(error, "message", "")), *whole = 0;

	if (text_is_empty(more))
		more = json_text(data, "message");
	if (text_is_empty(more))
		return steal(&text);
	whole = mem_printf("%s: %.*s", text, TEXT_BYTES, more);
	return text_clean(whole, strlen(whole), TEXT_BYTES);
}

static enum agent_error of_data(const json_t *data)
{
	static const struct named kinds[] = { /* `errorKind` of claude-agent-acp */
		{ "authentication_failed", AGENT_ERROR_authentication },
		{ "oauth_org_not_allowed", AGENT_ERROR_authentication },
		{ "billing_error", AGENT_ERROR_authentication },
		{ "rate_limit", AGENT_ERROR_rate_limit },
		{ "overloaded", AGENT_ERROR_overloaded },
		{ "invalid_request", AGENT_ERROR_bad_request },
		{ "model_not_found", AGENT_ERROR_bad_request },
		{ "max_output_tokens", AGENT_ERROR_cut },
	};
	static const struct named codex[] = { /* `codex_error_info` of codex-acp 0.16.0 */
		{ "usage_limit_exceeded", AGENT_ERROR_rate_limit },
		{ "server_overloaded", AGENT_ERROR_overloaded },
		{ "unauthorized", AGENT_ERROR_authentication },
		{ "bad_request", AGENT_ERROR_bad_request },
		{ "context_window_exceeded", AGENT_ERROR_bad_request },
	};
	enum agent_error found = FIND(kinds, json_text(data, "errorKind"));

	return found != AGENT_ERROR_none ? found : FIND(codex, json_text(data, "codex_error_info"));
}

enum agent_error acp_error_of(const json_t *error)
{
	const json_t *data = json_object_get(error, "data");
	_autofree_ char *text = acp_error_text(error);
	long long code = json_number(error, "code");
	enum agent_error found = of_data(data), said = acp_error_of_words(text);

	if (found != AGENT_ERROR_none)
		return found;
	if (code == AUTHENTICATION_REQUIRED)
		return AGENT_ERROR_authentication;
	/* gemini says 500 where nothing was heard of the provider at all. */
	if (code == 500 && (said == AGENT_ERROR_unreachable || said == AGENT_ERROR_cut))
		return said;
	if (code >= 400 && code < 600)
		return agent_error_of_status(code);
	if (said != AGENT_ERROR_none)
		return said;
	if (text_same(json_text(data, "errorKind"), "server_error") || json_text(data, "codex_error_info"))
		return AGENT_ERROR_server_error;
	return code == INVALID_PARAMS ? AGENT_ERROR_bad_request : AGENT_ERROR_unknown;
}

enum agent_error acp_error_of_failure(const json_t *failure)
{
	static const struct named categories[] = {
		{ "limit", AGENT_ERROR_rate_limit },	  { "connection", AGENT_ERROR_unreachable },
		{ "authentication", AGENT_ERROR_authentication }, { "auth", AGENT_ERROR_authentication },
		{ "request", AGENT_ERROR_bad_request },	  { "service", AGENT_ERROR_server_error },
	};
	enum agent_error said = acp_error_of_words(json_text_or(failure, "title", ""));

	if (said != AGENT_ERROR_none)
		return said;
	said = FIND(categories, json_text(failure, "category"));
	return said == AGENT_ERROR_none ? AGENT_ERROR_unknown : said;
}

const json_t *acp_failure_in(const json_t *meta)
{
	const json_t *air = json_object_get(json_object_get(meta, "jetbrains"), "air");
	const json_t *failure = json_object_get(air, "sessionFailure");

	return json_is_object(failure) ? failure : 0;
}

long long acp_try_in(const char *words)
{
	const char *at = strstr(words, "attempt ");
	long long number = 0;

	at = at ? at + strlen("attempt ") : strstr(words, "... ");
	if (!at)
		return 0;
	at += strspn(at, ". ");
	for (int digits = 0; isdigit((unsigned char)*at) && digits < 9; digits++)
		number = 10 * number + (*at++ - '0');
	return number;
}
