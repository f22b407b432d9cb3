/* words.c - see words.h. */
#include "runner/words.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/loop.h"

#include <stdlib.h>
#include <string.h>

/* A report is answered by a runner that only writes it down; a question by a person. */
enum { REPORT_MS = 30000, HOOK_MS = 3000 };

static int say(const json_t *object, long long timeout_ms, json_t **answer, struct err *err)
{
	const char *door = getenv("LEADHAND_DOOR"), *error;
	_autofree_ char *line = json_line(object), *reply = 0;
	int failed;

	if (text_is_empty(door))
		return err_set(
			err, ERR_USAGE,
			"LEADHAND_DOOR is not set: this is a word for an agent in a session");
	failed = door_say(door, line, timeout_ms, &reply, err);
	if (failed)
		return err_wrap(
			err, "the runner of this session does not hear (where the program's own sandbox keeps commands from "
			     "it, use leadhand's tools)");
	failed = json_parse(reply, strlen(reply), answer, err);
	if (failed)
		return err_wrap(err, "the runner's answer makes no sense");
	error = json_text(*answer, "error");
	return error ? err_set(err, ERR_REFUSED, "%s", error) : 0;
}

int words_ask(const struct words_question *question, json_t **reply, struct err *err)
{
	_json_ json_t *object = json_object();

	json_put(object, "word", "ask");
	json_put(object, "text", question->text);
	json_object_set_new(object, "options", json_from_lines(question->options));
	json_put_number(object, "default", question->choice);
	json_object_set_new(object, "blocking", json_boolean(question->is_blocking));
	json_put_number(object, "wait_ms", question->wait_ms);
	return say(object, 0, reply, err);
}

int words_report(const struct words_report *report, char **thanks, struct err *err)
{
	_json_ json_t *object = json_object(), *reply = 0;
	int code;

	json_put(object, "word", "report");
	json_put(object, "outcome", report->outcome);
	json_put(object, "text", report->text);
	json_object_set_new(object, "decided", json_from_lines(report->decided));
	json_object_set_new(object, "assumed", json_from_lines(report->assumed));
	json_object_set_new(object, "deviated", json_from_lines(report->deviated));
	json_object_set_new(object, "ran", json_from_lines(report->ran));
	json_object_set_new(object, "passed", json_from_lines(report->passed));
	json_object_set_new(object, "untouched", json_from_lines(report->untouched));
	code = say(object, REPORT_MS, &reply, err);
	*thanks = code ? 0 : text_dup(json_text(reply, "thanks"));
	return code;
}

int words_reserve(const char *paths, long long for_ms, bool is_release, json_t **answer, struct err *err)
{
	_json_ json_t *object = json_object();

	json_put(object, "word", "reserve");
	json_object_set_new(object, "paths", json_from_lines(paths));
	json_put_number(object, "for_ms", for_ms);
	json_object_set_new(object, "release", json_boolean(is_release));
	return say(object, REPORT_MS, answer, err);
}

int words_hook(const json_t *word, char **told, struct err *err)
{
	_json_ json_t *reply = 0;
	const char *say_this;
	int failed = say(word, HOOK_MS, &reply, err);

	if (failed)
		return failed;
	say_this = json_text(reply, "say");
	*told = text_dup(say_this);
	return 0;
}

int words_door(const json_t *word, json_t **reply, struct err *err)
{
	return say(word, REPORT_MS, reply, err);
}
