/* claude_error.c - see claude_error.h. */
#include "agent/claude_error.h"

#include "base/text.h"

#include <string.h>

/* The word of an assistant message's or an api_retry's `error` (2.1.330). */
static enum agent_error named(const char *word)
{
	static const struct {
		const char *word;
		enum agent_error error;
	} known[] = {
		{ "authentication_failed", AGENT_ERROR_authentication },
		{ "oauth_org_not_allowed", AGENT_ERROR_authentication },
		{ "billing_error", AGENT_ERROR_budget },
		{ "rate_limit", AGENT_ERROR_rate_limit },
		{ "overloaded", AGENT_ERROR_overloaded },
		{ "invalid_request", AGENT_ERROR_bad_request },
		{ "model_not_found", AGENT_ERROR_bad_request },
		{ "max_output_tokens", AGENT_ERROR_bad_request },
		{ "server_error", AGENT_ERROR_server_error },
	};

	for (size_t i = 0; word && i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].word, word))
			return known[i].error;
	return AGENT_ERROR_unknown;
}

enum agent_error claude_error_words(const char *words, enum agent_error otherwise)
{
	static const struct {
		const char *words;
		enum agent_error error;
	} known[] = {
		{ "Not logged in", AGENT_ERROR_authentication },
		{ "Invalid API key", AGENT_ERROR_authentication },
		{ "Please run /login", AGENT_ERROR_authentication },
		{ "OAuth token", AGENT_ERROR_authentication },
		{ "Credit balance is too low", AGENT_ERROR_budget },
		{ "hit your limit", AGENT_ERROR_rate_limit },
		{ "usage limit reached", AGENT_ERROR_rate_limit },
		{ "Prompt is too long", AGENT_ERROR_bad_request },
		{ "error: unknown option", AGENT_ERROR_bad_request },
		{ "error: option", AGENT_ERROR_bad_request },
		{ "cannot be used with root", AGENT_ERROR_bad_request },
		{ "ECONNRESET", AGENT_ERROR_cut },
		{ "Connection to the API was lost", AGENT_ERROR_cut },
		{ "ECONNREFUSED", AGENT_ERROR_unreachable },
		{ "ENOTFOUND", AGENT_ERROR_unreachable },
		{ "EAI_AGAIN", AGENT_ERROR_unreachable },
		{ "Unable to connect", AGENT_ERROR_unreachable },
		{ "Connection error", AGENT_ERROR_unreachable },
		{ "timed out", AGENT_ERROR_silent },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strstr(words, known[i].words))
			return known[i].error;
	return otherwise;
}

static enum agent_error provider_error(long long status, const char *word, const char *text)
{
	enum agent_error error = claude_error_words(text, AGENT_ERROR_unknown);

	if (error == AGENT_ERROR_unknown && status)
		error = agent_error_of_status(status);
	return error == AGENT_ERROR_unknown ? named(word) : error;
}

enum agent_error claude_error_retry(const json_t *event)
{
	long long status = json_number(event, "error_status");

	return provider_error(status, json_text(event, "error"), "");
}

/* Those of terminal_reason's values (2.1.330) with which a turn did not come to its end. */
static const struct claude_end *by_reason(const char *reason)
{
	static const struct {
		const char *reason;
		struct claude_end end;
	} known[] = {
		{ "aborted_streaming", { false, AGENT_ERROR_none, "the turn was interrupted" } },
		{ "aborted_tools", { false, AGENT_ERROR_none, "the turn was interrupted" } },
		{ "max_turns", { false, AGENT_ERROR_budget, "claude's own limit of turns was reached" } },
		{ "budget_exhausted", { false, AGENT_ERROR_budget, "claude's own budget is used up" } },
		{ "prompt_too_long", { false, AGENT_ERROR_bad_request, "the conversation is too long for the model" } },
		{ "blocking_limit", { false, AGENT_ERROR_bad_request, "the conversation is too long for the model" } },
		{ "rapid_refill_breaker", { false, AGENT_ERROR_bad_request, "the conversation fills its window at once" } },
		{ "image_error", { false, AGENT_ERROR_bad_request, "the provider refuses an image" } },
		{ "model_error", { false, AGENT_ERROR_server_error, "the model failed" } },
		{ "malformed_tool_use_exhausted", { false, AGENT_ERROR_unknown, "the model made no call that can be read" } },
		{ "structured_output_retry_exhausted", { false, AGENT_ERROR_unknown, "the model made no answer of the form" } },
		{ "turn_setup_failed", { false, AGENT_ERROR_unknown, "the turn could not be begun" } },
		{ "tool_deferred", { false, AGENT_ERROR_unknown, "a hook put off a call" } },
		{ "tool_deferred_unavailable", { false, AGENT_ERROR_unknown, "a hook put off a call" } },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].reason, reason))
			return &known[i].end;
	return 0;
}

struct claude_end claude_error_end(const json_t *result, const char *word, const char *text)
{
	const char *reason = json_text_or(result, "terminal_reason", "");
	const char *subtype = json_text_or(result, "subtype", "");
	const struct claude_end *known = by_reason(reason);

	if (known)
		return *known;
	if (json_bool(result, "is_error"))
		return (struct claude_end){ false, provider_error(json_number(result, "api_error_status"), word, text),
					    "the turn failed" };
	if (strcmp(subtype, "success") != 0)
		return (struct claude_end){ false, AGENT_ERROR_unknown, "the turn failed" };
	/* A prompt that a hook of the user's refused is no turn. */
	if (!*reason && !json_number(result, "num_turns"))
		return (struct claude_end){ false, AGENT_ERROR_unknown, "nothing was done" };
	return (struct claude_end){ .is_fine = true, .what = "" };
}
