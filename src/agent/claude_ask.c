/* claude_ask.c - see claude_ask.h. */
#include "agent/claude_ask.h"

#include "agent/claude_tool.h"
#include "agent/wire.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { WAITING_COUNT = 64, QUESTION_COUNT = 8, OPTION_COUNT = 9, TARGET_BYTES = 1000 };

static const char refused[] = "leadhand: not allowed here, and nobody will allow it. Go on without it, or say in your "
			      "report what could not be done and why.";

void claude_ask_request(struct buf *send, const char *id, json_t *request)
{
	wire_send(send, json_pack("{s:s,s:s,s:o}", "type", "control_request", "request_id", id, "request", request));
}

static void reply(struct buf *send, const char *id, json_t *response)
{
	wire_send(send, json_pack("{s:s,s:{s:s,s:s,s:o}}", "type", "control_response", "response", "subtype", "success",
				   "request_id", id, "response", response));
}

static void reply_allow(struct buf *send, const char *id, json_t *input)
{
	reply(send, id, json_pack("{s:s,s:O}", "behavior", "allow", "updatedInput", input));
}

static void reply_refuse(struct buf *send, const char *id)
{
	reply(send, id, json_pack("{s:s,s:s}", "behavior", "deny", "message", refused));
}

static void ask_release(struct claude_ask *ask)
{
	free(ask->id);
	json_decref(ask->input);
	free(ask->key);
	free(ask->question);
	free(ask->options);
	free(ask->answer);
	*ask = (struct claude_ask){ 0 };
}

void claude_asks_release(struct claude_asks *asks)
{
	for (size_t i = 0; i < asks->count; i++)
		ask_release(&asks->waiting[i]);
	free(asks->waiting);
	*asks = (struct claude_asks){ 0 };
}

static void wait_for(struct claude_asks *asks, const char *id, json_t *input, const char *question,
		     const struct agent_event *event)
{
	asks->waiting = mem_grow(asks->waiting, asks->count + 1, sizeof *asks->waiting);
	asks->waiting[asks->count++] = (struct claude_ask){
		.id = mem_dup(id),
		.input = json_incref(input),
		.key = mem_dup(event->key),
		.question = question ? mem_dup(question) : 0,
		.options = mem_dup(event->options ? event->options : ""),
	};
}

/* What an option means is said beside it, and the option itself stays the word that goes back. */
static json_t *question_object(const json_t *question)
{
	const json_t *options = json_object_get(question, "options");
	struct buf text = BUF_INIT(4000);
	json_t *object = json_object(), *labels = json_array();

	buf_add_text(&text, json_text_or(question, "question", ""));
	for (size_t i = 0; i < json_array_size(options) && i < OPTION_COUNT; i++) {
		const json_t *option = json_array_get(options, i);
		const char *label = json_text_or(option, "label", ""), *meaning = json_text_or(option, "description", "");

		json_array_append_new(labels, json_string(label));
		if (*meaning && !text_same(meaning, label))
			buf_printf(&text, "\n%s: %s", label, meaning);
	}
	json_put(object, "text", buf_text(&text));
	json_object_set_new(object, "options", labels);
	json_object_set_new(object, "blocking", json_true());
	buf_release(&text);
	return object;
}

static void take_questions(struct claude_asks *asks, const char *id, json_t *input, struct agent_queue *queue,
			   struct buf *send)
{
	const json_t *questions = json_object_get(input, "questions");
	bool is_asked = false;

	for (size_t i = 0; i < json_array_size(questions) && i < QUESTION_COUNT && asks->count < WAITING_COUNT; i++) {
		const json_t *question = json_array_get(questions, i);
		_json_ json_t *object = question_object(question);
		_cleanup_(agent_event_release) struct agent_event event = { 0 };
		_cleanup_(err_release) struct err why = ERR_INIT;

		if (agent_read_question(object, &event, &why) < 0)
			continue;
		wait_for(asks, id, input, json_text_or(question, "question", ""), &event);
		*agent_queue_add(queue, AGENT_asked, 0) = move(&event);
		is_asked = true;
	}
	if (!is_asked)
		reply_refuse(send, id);
}

/* The same wish has the same key in every attempt, as a question has. */
static void take_permission(struct claude_asks *asks, const char *id, const json_t *request, struct agent_queue *queue)
{
	const char *name = json_text_or(request, "tool_name", "");
	json_t *input = json_object_get(request, "input");
	_autofree_ char *target = claude_tool_target(input, asks->workspace);
	struct agent_event *event = agent_queue_add(queue, AGENT_permission, 0);

	event->key = claude_tool_digest(name, input);
	event->name = mem_dup_part(name, strnlen(name, TARGET_BYTES));
	event->action = agent_action_of(name);
	event->text = target ? mem_printf("%s: %s", event->name, target) : mem_dup(event->name);
	event->target = steal(&target);
	wait_for(asks, id, input, 0, event);
}

static void take_use(struct claude_asks *asks, const char *id, const json_t *request, struct agent_queue *queue,
		     struct buf *send)
{
	json_t *input = json_object_get(request, "input");
	bool is_allowed = text_is_empty(asks->policy) || text_same(asks->policy, "allow");

	if (!json_is_object(input))
		reply_refuse(send, id);
	else if (text_same(json_text(request, "tool_name"), "AskUserQuestion"))
		take_questions(asks, id, input, queue, send);
	else if (is_allowed)
		reply_allow(send, id, input);
	else if (text_same(asks->policy, "ask") && asks->count < WAITING_COUNT)
		take_permission(asks, id, request, queue);
	else
		reply_refuse(send, id);
}

void claude_ask_take(struct claude_asks *asks, const json_t *message, struct agent_queue *queue, struct buf *send)
{
	const json_t *request = json_object_get(message, "request");
	const char *id = json_text(message, "request_id"), *what = json_text_or(request, "subtype", "");

	if (text_is_empty(id) || !agent_is_id(json_object_get(message, "request_id")))
		return;
	if (!strcmp(what, "can_use_tool"))
		take_use(asks, id, request, queue, send);
	else if (!strcmp(what, "elicitation"))
		reply(send, id, json_pack("{s:s}", "action", "decline"));
	else
		wire_send(send, json_pack("{s:s,s:{s:s,s:s,s:s}}", "type", "control_response", "response", "subtype",
					   "error", "request_id", id, "error", "not supported here"));
}

/* All questions of one request are answered together. */
static bool is_answered(const struct claude_asks *asks, const char *id)
{
	for (size_t i = 0; i < asks->count; i++)
		if (!strcmp(asks->waiting[i].id, id) && !asks->waiting[i].answer)
			return false;
	return true;
}

static void reply_waiting(struct claude_asks *asks, const char *id, struct buf *send)
{
	_json_ json_t *input = 0;
	json_t *answers = json_object();
	bool is_refused = false;
	size_t kept = 0;

	for (size_t i = 0; i < asks->count; i++) {
		struct claude_ask *ask = &asks->waiting[i];

		if (strcmp(ask->id, id) != 0) {
			asks->waiting[kept++] = move(ask);
			continue;
		}
		if (!input)
			input = json_copy(ask->input);
		if (ask->question)
			json_put(answers, ask->question, ask->answer);
		else
			is_refused = !text_same(ask->answer, "allow");
		ask_release(ask);
	}
	asks->count = kept;
	if (json_object_size(answers))
		json_object_set(input, "answers", answers);
	json_decref(answers);
	if (is_refused)
		reply_refuse(send, id);
	else
		reply_allow(send, id, input);
}

void claude_ask_answer(struct claude_asks *asks, const char *key, const char *text, struct buf *send)
{
	for (size_t i = 0; i < asks->count; i++) {
		struct claude_ask *ask = &asks->waiting[i];

		if (!strcmp(ask->key, key) && !ask->answer)
			ask->answer = ask->question ? agent_answer_of(ask->options, text) : mem_dup(text);
	}
	for (size_t i = 0; i < asks->count;) {
		_autofree_ char *id = mem_dup(asks->waiting[i].id);

		if (is_answered(asks, id)) {
			reply_waiting(asks, id, send);
			i = 0;
		} else {
			i++;
		}
	}
}

void claude_ask_cancel(struct claude_asks *asks, const char *id)
{
	size_t kept = 0;

	for (size_t i = 0; i < asks->count; i++) {
		if (text_same(asks->waiting[i].id, id))
			ask_release(&asks->waiting[i]);
		else
			asks->waiting[kept++] = move(&asks->waiting[i]);
	}
	asks->count = kept;
}
