/* verb_session.c - words for an agent in its session, and what leadhand starts of itself. */
#include "api/verbs.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "floor/floor.h"
#include "runner/runner.h"
#include "runner/words.h"
#include "workspace/carry.h"

#include <string.h>

/* Said before anybody is asked: an agent that waits for an answer to half a question waits for ever. */
static int check_question(const struct call *call, const struct words_question *question, struct err *err)
{
	const json_t *given = json_object_get(call->options, "option"), *option;
	long long count = (long long)lines_count(question->options);
	size_t i;

	if (text_is_empty(question->text))
		return err_set(err, ERR_USAGE, "ask what? the question is empty");
	json_array_foreach(given, i, option)
		if (text_is_empty(json_string_value(option)))
			return err_set(err, ERR_USAGE, "--option: option %zu is empty", i + 1);
	if (call_has(call, "default") && (question->choice < 1 || question->choice > count))
		return err_set(err, ERR_USAGE, "--default %lld: there %s %lld option%s, counted from 1", question->choice,
			       count == 1 ? "is" : "are", count, text_plural(count));
	return 0;
}

int verb_ask(struct call *call, json_t **out, struct err *err)
{
	_autofree_ char *options = json_lines(json_object_get(call->options, "option"));
	const struct words_question question = {
		.text = call_word(call, 0),
		.options = options,
		.choice = call_number(call, "default", 0),
		.is_blocking = call_has(call, "blocking"),
		.wait_ms = call_number(call, "wait", 0),
	};

	if (check_question(call, &question, err) || words_ask(&question, out, err))
		return err->code;
	call->status = json_bool(*out, "left");
	return 0;
}

int verb_report(struct call *call, json_t **out, struct err *err)
{
	static const char *const outcomes[] = { "done", "blocked", "impossible", 0 };
	_autofree_ char *decided = json_lines(json_object_get(call->options, "decided"));
	_autofree_ char *assumed = json_lines(json_object_get(call->options, "assumed"));
	_autofree_ char *deviated = json_lines(json_object_get(call->options, "deviated"));
	_autofree_ char *ran = json_lines(json_object_get(call->options, "ran"));
	_autofree_ char *passed = json_lines(json_object_get(call->options, "passed"));
	_autofree_ char *untouched = json_lines(json_object_get(call->options, "untouched"));
	const char *text = call_text(call, "message");
	const struct words_report report = { call_word(call, 0), text ? text : "", decided,
					     assumed, deviated, ran, passed, untouched };
	_autofree_ char *thanks = 0;
	bool is_known = false;

	for (const char *const *outcome = outcomes; *outcome; outcome++)
		is_known |= text_same(*outcome, report.outcome);
	if (!is_known)
		return err_set(err, ERR_USAGE,
			       "'%s' is no outcome: done, blocked or impossible",
			       report.outcome);
	if (words_report(&report, &thanks, err))
		return err->code;
	*out = json_object();
	json_put(*out, "thanks", thanks);
	json_put(*out, "outcome", report.outcome);
	return 0;
}

int verb_reserve(struct call *call, json_t **out, struct err *err)
{
	_autofree_ char *paths = json_lines(call->words);
	bool is_list = call_has(call, "list");

	if (is_list && (call_has(call, "release") || !text_is_empty(paths)))
		return err_set(err, ERR_USAGE, "--list only says who holds what: leave the rest out");
	return words_reserve(paths, call_number(call, "for", 0), call_has(call, "release"), out, err);
}

int verb_floor(struct call *call, json_t **out, struct err *err)
{
	(void)out;
	return floor_run(&call->place, err);
}

int verb_runner(struct call *call, json_t **out, struct err *err)
{
	long long attempt = 0;

	(void)out;
	if (!text_to_number(call_word(call, 1), &attempt) || !attempt)
		return err_set(err, ERR_USAGE, "'%s' is no number of an attempt",
			       call_word(call, 1));
	return runner_run(call_word(call, 0), attempt, err);
}

int verb_prepare(struct call *call, json_t **out, struct err *err)
{
	(void)out;
	return runner_run(call_word(call, 0), 1, err);
}

int verb_carry(struct call *call, json_t **out, struct err *err)
{
	_autofree_ char *answer = 0;
	size_t len;

	if (carry_inside(call_word(call, 0), &answer, err))
		return err->code;
	len = strlen(answer);
	return json_parse(answer, len, out, err);
}
