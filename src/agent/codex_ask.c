/* codex_ask.c - see codex_ask.h. */
#include "agent/codex_ask.h"

#include "agent/wire.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { WAITING_COUNT = 64 };

static const char tools[] =
	"[{\"type\":\"function\",\"name\":\"leadhand_ask\",\"description\":"
	"\"Ask the lead what only a person can decide. Give options and the default you will "
	"go "
	"on with. With a default it answers at once and the lead may overrule it later; with "
	"blocking it waits for the lead. Use this instead of the command leadhand ask.\","
	"\"inputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
	"\"text\":{\"type\":\"string\"},"
	"\"options\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	"\"default\":{\"type\":\"integer\",\"description\":\"number of the option, from 1\"},"
	"\"blocking\":{\"type\":\"boolean\"}},\"required\":[\"text\"]}},"
	"{\"type\":\"function\",\"name\":\"leadhand_report\",\"description\":"
	"\"Say how the task ended: done, blocked or impossible, with decisions taken, "
	"assumptions "
	"made and deviations from the task. Use this instead of the command leadhand report.\","
	"\"inputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
	"\"outcome\":{\"type\":\"string\",\"enum\":[\"done\",\"blocked\",\"impossible\"]},"
	"\"text\":{\"type\":\"string\"},"
	"\"decided\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	"\"assumed\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	"\"deviated\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	"\"ran\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	"\"passed\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	"\"untouched\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},"
	"\"required\":[\"outcome\",\"text\"]}}]";

json_t *codex_ask_tools(void)
{
	json_t *array = json_loads(tools, 0, 0);

	if (!array)
		abort();
	return array;
}

static void reply_call(struct buf *send, const json_t *id, const char *text, bool is_fine)
{
	json_t *item = json_object(), *result = json_object();

	json_put(item, "type", "inputText");
	json_put(item, "text", text);
	json_object_set_new(result, "contentItems", json_pack("[o]", item));
	json_object_set_new(result, "success", json_boolean(is_fine));
	wire_send(send, wire_result(id, result));
}

static void ask_release(struct codex_ask *ask)
{
	json_decref(ask->id);
	free(ask->key);
	free(ask->question);
	free(ask->options);
	free(ask->answer);
	*ask = (struct codex_ask){ 0 };
}

void codex_asks_release(struct codex_asks *asks)
{
	for (size_t i = 0; i < asks->count; i++)
		ask_release(&asks->waiting[i]);
	free(asks->waiting);
	*asks = (struct codex_asks){ 0 };
}

static void wait_for(struct codex_asks *asks, const json_t *id, const char *question,
		     const struct agent_event *event)
{
	asks->waiting = mem_grow(asks->waiting, asks->count + 1, sizeof *asks->waiting);
	asks->waiting[asks->count++] = (struct codex_ask){
		.id = json_deep_copy(id),
		.key = mem_dup(event->key),
		.question = question ? mem_dup(question) : 0,
		.options = mem_dup(event->options),
	};
}

/* The question as agent_read_question() wants it; with options the first is the default. */
static json_t *question_object(const json_t *question, bool is_blocking)
{
	json_t *object = json_object(), *labels = json_array();
	const json_t *options = json_object_get(question, "options");

	for (size_t i = 0; i < json_array_size(options); i++)
		json_array_append_new(
			labels,
			json_string(json_text_or(json_array_get(options, i), "label", "")));
	json_put(object, "text", json_text(question, "question"));
	json_put_number(object, "default", json_array_size(labels) > 0);
	json_object_set_new(object, "blocking", json_boolean(is_blocking));
	json_object_set_new(object, "options", labels);
	return object;
}

void codex_ask_input(struct codex_asks *asks, const json_t *message, struct agent_queue *queue,
		     struct buf *send)
{
	const json_t *id = json_object_get(message, "id");
	const json_t *params = json_object_get(message, "params");
	const json_t *questions = json_object_get(params, "questions");
	bool is_asked = false;

	for (size_t i = 0; i < json_array_size(questions) && asks->count < WAITING_COUNT; i++) {
		const json_t *question = json_array_get(questions, i);
		_json_ json_t *object =
			question_object(question, json_bool(params, "isBlocking"));
		_cleanup_(agent_event_release) struct agent_event event = { 0 };
		_cleanup_(err_release) struct err why = ERR_INIT;

		if (agent_read_question(object, &event, &why) < 0)
			continue;
		wait_for(asks, id, json_text_or(question, "id", ""), &event);
		agent_queue_move(queue, &event);
		is_asked = true;
	}
	if (!is_asked)
		wire_send(send, wire_result(id, json_pack("{s:{}}", "answers")));
}

void codex_ask_call(struct codex_asks *asks, const json_t *message, struct agent_queue *queue,
		    struct buf *send)
{
	const json_t *id = json_object_get(message, "id");
	const json_t *params = json_object_get(message, "params");
	const json_t *arguments = json_object_get(params, "arguments");
	const char *tool = json_text_or(params, "tool", "");
	_cleanup_(agent_event_release) struct agent_event event = { 0 };
	_cleanup_(err_release) struct err why = ERR_INIT;
	bool is_question = !strcmp(tool, "leadhand_ask");
	int failed;

	if (!is_question && strcmp(tool, "leadhand_report") != 0)
		failed = err_set(&why, ERR_MISSING, "there is no such tool");
	else if (asks->count >= WAITING_COUNT)
		failed = err_set(&why, ERR_REFUSED, "too many questions are waiting");
	else
		failed = is_question ? agent_read_question(arguments, &event, &why)
				     : agent_read_report(arguments, &event, &why);
	if (failed) {
		reply_call(send, id, why.text, false);
		return;
	}
	if (is_question)
		wait_for(asks, id, 0, &event);
	else
		reply_call(send, id, "noted", true);
	agent_queue_move(queue, &event);
}

/* All questions of one request are answered together. */
static bool is_answered(const struct codex_asks *asks, const json_t *id)
{
	for (size_t i = 0; i < asks->count; i++)
		if (json_equal(asks->waiting[i].id, id) && !asks->waiting[i].answer)
			return false;
	return true;
}

static void reply_request(struct codex_asks *asks, const json_t *id, struct buf *send)
{
	json_t *answers = json_object();
	size_t kept = 0;

	for (size_t i = 0; i < asks->count; i++) {
		struct codex_ask *ask = &asks->waiting[i];

		if (!json_equal(ask->id, id)) {
			asks->waiting[kept++] = move(ask);
			continue;
		}
		if (ask->question)
			json_object_set_new(answers, ask->question,
					    json_pack("{s:[s]}", "answers", ask->answer));
		else
			reply_call(send, id, ask->answer, true);
		ask_release(ask);
	}
	asks->count = kept;
	if (json_object_size(answers))
		wire_send(send, wire_result(id, json_pack("{s:o}", "answers", answers)));
	else
		json_decref(answers);
}

void codex_ask_answer(struct codex_asks *asks, const char *key, const char *text,
		      struct buf *send)
{
	for (size_t i = 0; i < asks->count; i++) {
		struct codex_ask *ask = &asks->waiting[i];

		if (!strcmp(ask->key, key) && !ask->answer)
			ask->answer = agent_answer_of(ask->options, text);
	}
	for (size_t i = 0; i < asks->count;) {
		_json_ json_t *id = json_incref(asks->waiting[i].id);

		if (is_answered(asks, id)) {
			reply_request(asks, id, send);
			i = 0;
		} else {
			i++;
		}
	}
}
