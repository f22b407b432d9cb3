/* asks.c - see asks.h. */
#include "runner/asks.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

/* An agent in a loop must not fill the lead's inbox, or our memory. */
enum { QUESTION_COUNT = 64, REPORT_COUNT = 16, LINE_BYTES = 256 << 10 };

struct asks {
	struct asks_spec spec;
	struct door *door; /* owned */
	json_t *answers;   /* owned: key to text */
	json_t *told;	   /* owned: the keys that this attempt wrote down: true where it waits */
	size_t report_count;
	struct waiting {
		char *key, *options;	/* owned */
		struct door_call *call; /* NULL: the agent's own protocol */
	} * waiting;			/* owned */
	size_t count;
};

static void answer_call(struct door_call *call, const char *word, const char *text)
{
	_json_ json_t *answer = json_object();
	_autofree_ char *line = 0;

	json_put(answer, word, text);
	line = json_line(answer);
	door_answer(call, line);
}

static void give(struct asks *asks, struct door_call *call, const char *key, const char *text)
{
	if (call)
		answer_call(call, "answer", text);
	else
		asks->spec.answered(asks->spec.owner, key, text);
}

static void write_question(struct asks *asks, const struct agent_event *event)
{
	const json_t *told = json_object_get(asks->told, event->key);
	json_t *line;

	/* Asked in passing it has its default, and nobody would answer who waits for it now. */
	if (told && (json_is_true(told) || !event->blocking))
		return;
	json_object_set_new(asks->told, event->key, json_boolean(event->blocking));
	line = json_object();
	json_put(line, "key", event->key);
	json_put(line, "text", event->text);
	json_object_set_new(line, "options", json_from_lines(event->options));
	json_put_number(line, "default", event->choice);
	json_object_set_new(line, "blocking", json_boolean(event->blocking));
	journal_add(asks->spec.journal, "asked", line);
}

static void hear_question(struct asks *asks, const struct agent_event *event,
			  struct door_call *call)
{
	const char *known = json_text(asks->answers, event->key);
	_autofree_ char *number = mem_printf("%lld", event->choice), *text = 0;

	if (!known && (json_object_get(asks->told, event->key) ||
		       json_object_size(asks->told) < QUESTION_COUNT))
		write_question(asks, event);
	else if (!known)
		known = "too many questions: decide yourself and say so in the report";
	if (known || !event->blocking) {
		text = agent_answer_of(event->options, known ? known : number);
		give(asks, call, event->key, text);
		return;
	}
	asks->waiting = mem_grow(asks->waiting, asks->count + 1, sizeof *asks->waiting);
	asks->waiting[asks->count++] =
		(struct waiting){ mem_dup(event->key), mem_dup(event->options), call };
	asks->spec.changed(asks->spec.owner);
}

static void hear_report(struct asks *asks, const struct agent_event *event)
{
	json_t *line;

	if (++asks->report_count > REPORT_COUNT)
		return;
	line = json_object();
	json_put(line, "outcome", event->outcome);
	json_put(line, "text", event->text);
	json_object_set_new(line, "decided", json_from_lines(event->decided));
	json_object_set_new(line, "assumed", json_from_lines(event->assumed));
	json_object_set_new(line, "deviated", json_from_lines(event->deviated));
	journal_add(asks->spec.journal, "reported", line);
}

static void hear_reserve(struct asks *asks, const json_t *word, struct door_call *call)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *answer = 0;
	_autofree_ char *line = 0;

	if (asks->spec.reserve(asks->spec.owner, word, &answer, &err)) {
		answer_call(call, "error", err.text);
		return;
	}
	line = json_line(answer);
	door_answer(call, line);
}

static void hear_hook(struct asks *asks, const json_t *word, struct door_call *call)
{
	_json_ json_t *answer = 0;
	_autofree_ char *line = 0;

	asks->spec.hook(asks->spec.owner, word, &answer);
	line = json_line(answer);
	door_answer(call, line);
}

static void asks_said(void *owner, struct door_call *call, const char *text, size_t len)
{
	struct asks *asks = owner;
	_cleanup_(agent_event_release) struct agent_event event = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *line = 0;
	const char *word;
	int failed = json_parse(text, len, &line, &err);

	word = json_text_or(line, "word", "");
	if (!failed && !strcmp(word, "hook") && asks->spec.hook) {
		hear_hook(asks, line, call);
		return;
	}
	if (!failed && !strcmp(word, "ask"))
		failed = agent_read_question(line, &event, &err);
	else if (!failed && !strcmp(word, "report"))
		failed = agent_read_report(line, &event, &err);
	else if (!failed && (strcmp(word, "reserve") || !asks->spec.reserve))
		failed = err_set(&err, ERR_USAGE, "the word is ask, report or reserve");
	if (failed) {
		answer_call(call, "error", err.text);
	} else if (!strcmp(word, "reserve")) {
		hear_reserve(asks, line, call);
	} else if (event.kind == AGENT_asked) {
		hear_question(asks, &event, call);
	} else {
		hear_report(asks, &event);
		door_answer(call, "{\"ok\":true}");
	}
}

void asks_hear(struct asks *asks, const struct agent_event *event)
{
	if (event->kind == AGENT_asked)
		hear_question(asks, event, 0);
	else
		hear_report(asks, event);
}

void asks_answer(struct asks *asks, const char *key, const char *text)
{
	size_t kept = 0, before = asks->count;

	json_put(asks->answers, key, text);
	for (size_t i = 0; i < before; i++) {
		struct waiting one = move(&asks->waiting[i]);
		_autofree_ char *words = agent_answer_of(one.options, text);

		if (strcmp(one.key, key) != 0) {
			asks->waiting[kept++] = one;
			continue;
		}
		give(asks, one.call, key, words);
		free(one.key);
		free(one.options);
	}
	asks->count = kept;
	if (kept != before)
		asks->spec.changed(asks->spec.owner);
}

bool asks_is_waiting(const struct asks *asks)
{
	return asks->count > 0;
}

int asks_new(const struct asks_spec *spec, struct asks **out, struct err *err)
{
	struct asks *asks = mem_new(1, sizeof *asks);
	int failed;

	asks->spec = *spec;
	asks->spec.door = 0; /* borrowed for this call only */
	asks->answers = json_object();
	asks->told = json_object();
	failed =
		door_new(spec->loop, spec->door, LINE_BYTES, asks_said, asks, &asks->door, err);
	if (failed) {
		asks_free(asks);
		return failed;
	}
	*out = asks;
	return 0;
}

void asks_free(struct asks *asks)
{
	if (!asks)
		return;
	for (size_t i = 0; i < asks->count; i++) {
		if (asks->waiting[i].call)
			answer_call(asks->waiting[i].call, "error", "the turn is over");
		free(asks->waiting[i].key);
		free(asks->waiting[i].options);
	}
	free(asks->waiting);
	door_free(asks->door);
	json_decref(asks->answers);
	json_decref(asks->told);
	free(asks);
}
