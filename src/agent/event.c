/* event.c - see event.h. */
#include "agent/event.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum {
	QUESTION_BYTES = 4000,
	OPTION_COUNT = 9,
	REPORT_BYTES = 8000,
	ENTRY_COUNT = 50,
	PERMISSION_BYTES = 1000,
	PERMISSION_KEY_BYTES = 200,
	ID_BYTES = 200,
};

void agent_event_release(struct agent_event *event)
{
	free(event->text);
	free(event->key);
	free(event->options);
	free(event->outcome);
	free(event->decided);
	free(event->assumed);
	free(event->deviated);
	free(event->ran);
	free(event->passed);
	free(event->untouched);
	free(event->name);
	free(event->target);
	free(event->digest);
	free(event->parent);
	*event = (struct agent_event){ 0 };
}

struct agent_event *agent_queue_add(struct agent_queue *queue, enum agent_event_kind kind,
				    const char *text)
{
	struct agent_event *event;

	queue->events = mem_grow(queue->events, queue->count + 1, sizeof *queue->events);
	event = &queue->events[queue->count++];
	*event = (struct agent_event){ .kind = kind, .text = text ? mem_dup(text) : 0 };
	return event;
}

void agent_queue_move(struct agent_queue *queue, struct agent_event *event)
{
	struct agent_event *place = agent_queue_add(queue, event->kind, 0);

	*place = move(event);
}

bool agent_queue_next(struct agent_queue *queue, struct agent_event *event)
{
	if (queue->taken == queue->count) {
		agent_queue_release(queue);
		return false;
	}
	*event = move(&queue->events[queue->taken]);
	queue->taken++;
	return true;
}

void agent_queue_release(struct agent_queue *queue)
{
	for (size_t i = queue->taken; i < queue->count; i++)
		agent_event_release(&queue->events[i]);
	free(queue->events);
	*queue = (struct agent_queue){ 0 };
}

static char *clean_block(const json_t *object, const char *key, size_t limit_bytes)
{
	const char *text = json_text_or(object, key, "");

	return text_clean_block(text, strlen(text), limit_bytes);
}

int agent_read_question(const json_t *object, struct agent_event *event, struct err *err)
{
	_cleanup_(agent_event_release) struct agent_event read = { .kind = AGENT_asked };
	const json_t *options = json_object_get(object, "options");
	_autofree_ char *whole = 0;

	if (json_array_size(options) > OPTION_COUNT)
		return err_set(err, ERR_USAGE, "a question has at most %d options",
			       OPTION_COUNT);
	read.text = clean_block(object, "text", QUESTION_BYTES);
	read.options = json_lines(options);
	read.choice = json_number(object, "default");
	if (text_is_empty(read.text))
		return err_set(err, ERR_USAGE, "a question needs a text");
	/* An option that cleaning left empty would shift the numbers of those after it. */
	if (lines_count(read.options) != json_array_size(options))
		return err_set(err, ERR_USAGE, "an option is empty or no text");
	if (read.choice < 0 || read.choice > (long long)lines_count(read.options))
		return err_set(err, ERR_USAGE, "there is no option %lld to be the default",
			       read.choice);
	read.blocking = json_bool(object, "blocking") || !read.choice;
	whole = mem_printf("%s\n%s", read.text, read.options);
	read.key = text_hash(whole, strlen(whole));
	*event = move(&read);
	return 0;
}

/* A list of short texts; what is beyond the count is dropped. */
static char *clean_list(const json_t *object, const char *key)
{
	const json_t *array = json_object_get(object, key);
	_json_ json_t *some = json_array();

	for (size_t i = 0; i < json_array_size(array) && i < ENTRY_COUNT; i++)
		json_array_append(some, json_array_get(array, i));
	return json_lines(some);
}

int agent_read_report(const json_t *object, struct agent_event *event, struct err *err)
{
	static const char *const outcomes[] = { "done", "blocked", "impossible" };
	const char *outcome = json_text_or(object, "outcome", "");

	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
		if (strcmp(outcomes[i], outcome) != 0)
			continue;
		*event = (struct agent_event){
			.kind = AGENT_reported,
			.outcome = mem_dup(outcome),
			.text = clean_block(object, "text", REPORT_BYTES),
			.decided = clean_list(object, "decided"),
			.assumed = clean_list(object, "assumed"),
			.deviated = clean_list(object, "deviated"),
			.ran = clean_list(object, "ran"),
			.passed = clean_list(object, "passed"),
			.untouched = clean_list(object, "untouched"),
		};
		return 0;
	}
	return err_set(err, ERR_USAGE, "an outcome is done, blocked or impossible");
}

char *agent_answer_of(const char *options, const char *answer)
{
	long long number, n = 0;
	struct lines walk;

	if (lines_has(options, answer) || !text_to_number(answer, &number))
		return mem_dup(answer);
	LINES_EACH (walk, options) {
		if (++n == number) {
			char *option = steal(&walk.line);

			lines_stop(&walk);
			return option;
		}
	}
	return mem_dup(answer);
}

bool agent_is_id(const json_t *id)
{
	return json_is_null(id) || json_is_integer(id) || (json_is_string(id) && json_string_length(id) <= ID_BYTES);
}

void agent_permission_question(const struct agent_event *asked, struct agent_event *question)
{
	const char *what = !text_is_empty(asked->target) ? asked->target : asked->text;
	const char *shown = text_is_empty(what) ? asked->name : what, *key = asked->key ? asked->key : "";
	_autofree_ char *clean = text_clean(shown ? shown : "", shown ? strlen(shown) : 0, PERMISSION_BYTES);

	*question = (struct agent_event){
		.kind = AGENT_asked,
		.key = text_clean(key, strlen(key), PERMISSION_KEY_BYTES),
		.text = mem_printf("may it %s: %s", asked->action == AGENT_ACTION_edit ? "edit this" : "do this", clean),
		.options = mem_dup(AGENT_PERMISSION_OPTIONS),
		.blocking = true,
	};
}
