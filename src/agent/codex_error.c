/* codex_error.c - see codex_error.h. */
#include "agent/codex_error.h"

#include "base/text.h"

#include <string.h>

enum { TEXT_BYTES = 500 };

/* CodexErrorInfo of the app-server's schema (codex 0.169.0). */
static enum agent_error named(const char *info)
{
	static const struct {
		const char *name;
		enum agent_error error;
	} known[] = {
		{ "usageLimitExceeded", AGENT_ERROR_rate_limit },
		{ "sessionBudgetExceeded", AGENT_ERROR_budget },
		{ "serverOverloaded", AGENT_ERROR_overloaded },
		{ "unauthorized", AGENT_ERROR_authentication },
		{ "badRequest", AGENT_ERROR_bad_request },
		{ "contextWindowExceeded", AGENT_ERROR_bad_request },
		{ "internalServerError", AGENT_ERROR_server_error },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].name, info))
			return known[i].error;
	return AGENT_ERROR_unknown;
}

/* What has no better name is told by its HTTP status, as in {"httpConnectionFailed":{"httpStatusCode":429}}. */
static enum agent_error wrapped(json_t *info)
{
	void *at = json_object_iter(info);
	enum agent_error error = at ? named(json_object_iter_key(at)) : AGENT_ERROR_unknown;
	long long status = at ? json_number(json_object_iter_value(at), "httpStatusCode") : 0;

	if (status)
		return agent_error_of_status(status);
	if (error == AGENT_ERROR_unknown && at && text_starts(json_object_iter_key(at), "responseStreamDisconnected"))
		return AGENT_ERROR_cut;
	if (error == AGENT_ERROR_unknown && at && text_starts(json_object_iter_key(at), "httpConnectionFailed"))
		return AGENT_ERROR_unreachable;
	return error;
}

static enum agent_error by_words(const char *words)
{
	static const struct {
		const char *words;
		enum agent_error error;
	} known[] = {
		{ "429 Too Many Requests", AGENT_ERROR_rate_limit },
		{ "You've hit your usage limit", AGENT_ERROR_rate_limit },
		{ "401 Unauthorized", AGENT_ERROR_authentication },
		{ "403 Forbidden", AGENT_ERROR_authentication },
		{ "Missing environment variable", AGENT_ERROR_authentication },
		{ "invalid_request_error", AGENT_ERROR_bad_request },
		{ "experiencing high demand", AGENT_ERROR_overloaded },
		{ "stream disconnected", AGENT_ERROR_cut },
		{ "idle timeout waiting", AGENT_ERROR_silent },
		{ "error sending request", AGENT_ERROR_unreachable },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strstr(words, known[i].words))
			return known[i].error;
	return AGENT_ERROR_unknown;
}

enum agent_error codex_error_of(const json_t *error)
{
	json_t *info = json_object_get(error, "codexErrorInfo");
	enum agent_error found = AGENT_ERROR_unknown;

	if (!error || json_is_null(error))
		return AGENT_ERROR_none;
	if (json_is_string(info))
		found = named(json_string_value(info));
	else if (json_is_object(info))
		found = wrapped(info);
	return found == AGENT_ERROR_unknown ? by_words(json_text_or(error, "message", "")) : found;
}

/* A provider's refusal is wrapped as JSON into a string. */
char *codex_error_text(const json_t *error)
{
	const char *text = json_text_or(error, "message", "");
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *inner = 0;

	if (*text == '{' && !json_parse(text, strlen(text), &inner, &err))
		text = json_text_or(json_object_get(inner, "error"), "message", text);
	return text_clean(text, strlen(text), TEXT_BYTES);
}

void codex_error_retry(enum agent_error error, const char *words, struct agent_queue *queue)
{
	static const char before[] = "Reconnecting... ";
	const char *at = strstr(words, before);
	struct agent_event *event = agent_queue_add(queue, AGENT_retrying, words);

	event->error = error;
	for (at = at ? at + strlen(before) : ""; *at >= '0' && *at <= '9' && event->number < 1000; at++)
		event->number = 10 * event->number + (*at - '0');
}
