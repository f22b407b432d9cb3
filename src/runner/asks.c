/* asks.c - see asks.h. */
#include "runner/asks.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/proposing.h"
#include "runner/shelf.h"
#include "runner/waits.h"

#include <string.h>

/* An agent in a loop must not fill the lead's inbox, or our memory. */
enum { QUESTION_COUNT = 64, ASKED_LINES = 1000, REPORT_COUNT = 16, PROPOSAL_COUNT = 5, LINE_BYTES = 256 << 10 };

struct asks {
	struct asks_spec spec;
	char *top, *task;    /* owned */
	struct door *door;   /* owned */
	struct waits *waits; /* owned */
	json_t *answers;     /* owned: key to text */
	json_t *told;	     /* owned: the keys that this attempt wrote down: true where it waits, null where it left */
	json_t *proposed;    /* owned: the keys of what the session proposed, in older turns too */
	size_t proposals_most;
	size_t report_count, asked_count;
};

static void answer_call(struct door_call *call, const char *word, const char *text)
{
	_json_ json_t *answer = json_object();
	_autofree_ char *line = 0;

	json_put(answer, word, text);
	line = json_line(answer);
	door_answer(call, line);
}

/* No answer is one too: it says what to do without. */
static void answer_left(struct door_call *call, const struct wait *wait)
{
	_json_ json_t *answer = json_object();
	_autofree_ char *number = mem_printf("%lld", wait->choice), *option = agent_answer_of(wait->options, number), *line = 0;

	json_object_set_new(answer, "left", json_true());
	json_put(answer, "default", wait->choice ? option : 0);
	line = json_line(answer);
	door_answer(call, line);
}

static void asks_given(void *owner, const struct wait *wait, const char *text)
{
	struct asks *asks = owner;

	if (wait->call && text)
		answer_call(wait->call, "answer", text);
	else if (wait->call)
		answer_left(wait->call, wait);
	else if (text)
		asks->spec.answered(asks->spec.owner, wait->key, text);
}

static void asks_left(void *owner, const char *key)
{
	struct asks *asks = owner;
	json_t *line = json_object();

	json_object_set_new(asks->told, key, json_null());
	json_put(line, "key", key);
	journal_add(asks->spec.journal, "left", line);
}

static void asks_changed(void *owner)
{
	struct asks *asks = owner;

	asks->spec.changed(asks->spec.owner);
}

static void write_question(struct asks *asks, const struct agent_event *event)
{
	const json_t *told = json_object_get(asks->told, event->key);
	json_t *line;

	/* Asked in passing it has its default, and nobody would answer who waits for it now. */
	if (told && !json_is_null(told) && (json_is_true(told) || !event->blocking))
		return;
	asks->asked_count++;
	json_object_set_new(asks->told, event->key, json_boolean(event->blocking));
	line = json_object();
	json_put(line, "key", event->key);
	json_put(line, "text", event->text);
	json_object_set_new(line, "options", json_from_lines(event->options));
	json_put_number(line, "default", event->choice);
	json_object_set_new(line, "blocking", json_boolean(event->blocking));
	journal_add(asks->spec.journal, "asked", line);
}

/* What was left is asked again by whoever is patient, and again at once by a loop: each time is two lines for the floor. */
static bool has_room(const struct asks *asks, const json_t *told)
{
	if (told && !json_is_null(told))
		return true;
	return asks->asked_count < ASKED_LINES && (told || json_object_size(asks->told) < QUESTION_COUNT);
}

static void hear_question(struct asks *asks, const struct agent_event *event, long long wait_ms, struct door_call *call)
{
	const char *known = json_text(asks->answers, event->key);
	const json_t *told = json_object_get(asks->told, event->key);
	struct wait wait = { event->key, event->options, event->choice, wait_ms, call };
	_autofree_ char *number = mem_printf("%lld", event->choice), *text = 0;

	/* Of what was left open the floor has to hear that it is known by now. */
	if (known ? json_is_null(told) : has_room(asks, told))
		write_question(asks, event);
	else if (!known)
		known = "too many questions: decide yourself and say so in the report";
	if (!known && event->blocking) {
		waits_add(asks->waits, &wait);
		return;
	}
	text = agent_answer_of(event->options, known ? known : number);
	asks_given(asks, &wait, text);
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
	json_object_set_new(line, "ran", json_from_lines(event->ran));
	json_object_set_new(line, "passed", json_from_lines(event->passed));
	json_object_set_new(line, "untouched", json_from_lines(event->untouched));
	journal_add(asks->spec.journal, "reported", line);
	if (asks->spec.reported)
		asks->spec.reported(asks->spec.owner, event->outcome);
}

static void answer_json(struct door_call *call, json_t *answer)
{
	_autofree_ char *line = json_line(answer);

	door_answer(call, line);
	json_decref(answer);
}

static int word_ask(struct asks *asks, const json_t *word, struct door_call *call, struct err *err)
{
	_cleanup_(agent_event_release) struct agent_event event = { 0 };

	if (agent_read_question(word, &event, err))
		return err->code;
	hear_question(asks, &event, json_number(word, "wait_ms"), call);
	return 0;
}

static int word_leave(struct asks *asks, const json_t *word, struct door_call *call, struct err *err)
{
	_cleanup_(agent_event_release) struct agent_event event = { 0 };

	if (agent_read_question(word, &event, err))
		return err->code;
	waits_leave(asks->waits, event.key);
	door_answer(call, "{\"ok\":true}");
	return 0;
}

/* Who says so cheats less than who is made to bring something. */
static const char *thanks_for(const char *outcome)
{
	if (text_same(outcome, "impossible"))
		return "Thank you: to say that it cannot be done, and why, is a good result, and no failure of yours.";
	if (text_same(outcome, "blocked"))
		return "Thank you: to say what is missing is better than to guess.";
	return 0;
}

static int word_report(struct asks *asks, const json_t *word, struct door_call *call, struct err *err)
{
	_cleanup_(agent_event_release) struct agent_event event = { 0 };
	json_t *answer;

	if (agent_read_report(word, &event, err))
		return err->code;
	hear_report(asks, &event);
	answer = json_pack("{s:b}", "ok", 1);
	if (thanks_for(event.outcome))
		json_put(answer, "thanks", thanks_for(event.outcome));
	answer_json(call, answer);
	return 0;
}

static int word_reserve(struct asks *asks, const json_t *word, struct door_call *call, struct err *err)
{
	json_t *answer = 0;

	if (!asks->spec.reserve)
		return err_set(err, ERR_REFUSED, "nothing can be reserved here");
	if (asks->spec.reserve(asks->spec.owner, word, &answer, err))
		return err->code;
	answer_json(call, answer);
	return 0;
}

static int word_decisions(struct asks *asks, const json_t *word, struct door_call *call, struct err *err)
{
	_autofree_ char *words = json_lines(json_object_get(word, "words"));

	(void)err;
	answer_json(call, shelf_decisions(asks->top, words));
	return 0;
}

static int word_skill(struct asks *asks, const json_t *word, struct door_call *call, struct err *err)
{
	const char *name = json_text_or(word, "name", "");
	json_t *answer = 0;

	if (!*name)
		answer = shelf_skills(asks->top);
	else if (shelf_skill(asks->top, name, &answer, err))
		return err->code;
	answer_json(call, answer);
	return 0;
}

static int word_delegate(struct asks *asks, const json_t *word, struct door_call *call, struct err *err)
{
	json_t *line = 0, *answer;
	const char *key;

	if (proposing_read(word, asks->task, &line, err))
		return err->code;
	key = json_text_or(line, "key", "");
	answer = json_object();
	json_put(answer, "name", json_text(line, "name"));
	if (!json_object_get(asks->proposed, key) && json_object_size(asks->proposed) >= asks->proposals_most) {
		json_decref(line);
		json_decref(answer);
		return err_set(err, ERR_REFUSED, "that is enough: this session has proposed %zu tasks already",
			       json_object_size(asks->proposed));
	}
	if (json_object_get(asks->proposed, key)) {
		json_decref(line);
	} else {
		json_object_set_new(asks->proposed, key, json_true());
		journal_add(asks->spec.journal, "proposed", line);
	}
	answer_json(call, answer);
	return 0;
}

static int word_hook(struct asks *asks, const json_t *word, struct door_call *call, struct err *err)
{
	json_t *answer = 0;

	if (!asks->spec.hook)
		return err_set(err, ERR_REFUSED, "nobody hears hooks here");
	asks->spec.hook(asks->spec.owner, word, &answer);
	answer_json(call, answer);
	return 0;
}

static const struct {
	const char *word;
	int (*hear)(struct asks *asks, const json_t *word, struct door_call *call, struct err *err);
} words[] = {
	{ "ask", word_ask },	     { "leave", word_leave },	      { "report", word_report }, { "reserve", word_reserve },
	{ "skill", word_skill },     { "decisions", word_decisions }, { "delegate", word_delegate },
	{ "hook", word_hook },
};

static int hear_word(struct asks *asks, const json_t *line, struct door_call *call, struct err *err)
{
	const char *word = json_text_or(line, "word", "");

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(words[i].word, word))
			return words[i].hear(asks, line, call, err);
	return err_set(err, ERR_USAGE, "the word is ask, report, decisions, skill, reserve or delegate");
}

static void asks_said(void *owner, struct door_call *call, const char *text, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *line = 0;

	if (json_parse(text, len, &line, &err) || hear_word(owner, line, call, &err))
		answer_call(call, "error", err.text);
}

static void hear_permission(struct asks *asks, const struct agent_event *event)
{
	_cleanup_(agent_event_release) struct agent_event question = { 0 };

	if (!text_same(asks->spec.permissions, "ask") || text_is_empty(event->key))
		return;
	agent_permission_question(event, &question);
	hear_question(asks, &question, 0, 0);
}

void asks_hear(struct asks *asks, const struct agent_event *event)
{
	if (event->kind == AGENT_asked)
		hear_question(asks, event, 0, 0);
	else if (event->kind == AGENT_permission)
		hear_permission(asks, event);
	else
		hear_report(asks, event);
}

void asks_answer(struct asks *asks, const char *key, const char *text)
{
	json_put(asks->answers, key, text);
	waits_answer(asks->waits, key, text);
}

bool asks_is_waiting(const struct asks *asks)
{
	return waits_is_any(asks->waits);
}

static void know_proposals(struct asks *asks, const json_t *proposals)
{
	const json_t *keys = json_object_get(proposals, "keys"), *key;
	long long most = json_number(proposals, "most");
	size_t i;

	asks->proposals_most = most > 0 ? (size_t)most : PROPOSAL_COUNT;
	asks->proposed = json_object();
	json_array_foreach(keys, i, key)
		if (json_is_string(key))
			json_object_set_new(asks->proposed, json_string_value(key), json_true());
}

int asks_new(const struct asks_spec *spec, struct asks **out, struct err *err)
{
	struct asks *asks = mem_new(1, sizeof *asks);
	const struct waits_spec waits = { spec->loop, asks_given, asks_left, asks_changed, asks };
	int failed;

	asks->spec = *spec;
	/* Borrowed for this call only. */
	asks->spec.door = asks->spec.top = asks->spec.task = 0;
	asks->top = mem_dup(spec->top ? spec->top : "/nowhere");
	asks->task = mem_dup(spec->task ? spec->task : "");
	asks->answers = json_object();
	asks->told = json_object();
	know_proposals(asks, spec->proposals);
	asks->spec.proposals = 0;
	asks->waits = waits_new(&waits);
	failed =
		door_new(spec->loop, spec->door, LINE_BYTES, asks_said, asks, &asks->door, err);
	if (failed) {
		asks_free(asks);
		return failed;
	}
	*out = asks;
	return 0;
}

static void is_over(void *owner, const struct wait *wait)
{
	(void)owner;
	if (wait->call)
		answer_call(wait->call, "error", "the turn is over");
}

void asks_free(struct asks *asks)
{
	if (!asks)
		return;
	waits_free(asks->waits, is_over);
	door_free(asks->door);
	json_decref(asks->answers);
	json_decref(asks->told);
	json_decref(asks->proposed);
	free(asks->top);
	free(asks->task);
	free(asks);
}
