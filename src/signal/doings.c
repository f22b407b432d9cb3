/* doings.c - see doings.h. */
#include "signal/doings.h"

#include "base/mem.h"
#include "base/text.h"

#include <stddef.h>

static const char *const outcomes[] = {
#define X(name) #name,
	DOINGS_OUTCOMES(X)
#undef X
};

static const struct {
	const char *key;
	size_t offset;
} numbers[] = {
#define NUMBER(name) { #name, offsetof(struct doings, name) },
	NUMBER(calls) NUMBER(file_count) NUMBER(messages) NUMBER(subagents) NUMBER(retries) NUMBER(permissions)
	NUMBER(signals) NUMBER(nudges) NUMBER(context) NUMBER(window)
#undef NUMBER
};

static long long *number_at(struct doings *doings, size_t i)
{
	return (long long *)(void *)((char *)doings + numbers[i].offset);
}

static void touch(struct doings *doings, const char *path)
{
	if (lines_has(doings->files, path))
		return;
	doings->file_count++;
	if (lines_count(doings->files) < DOINGS_FILES)
		lines_add(&doings->files, path);
}

static void begin_from(struct doings *doings, const json_t *line)
{
	const json_t *by_outcome = json_object_get(line, "leadhand.outcomes");

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		_autofree_ char *key = mem_printf("leadhand.%s", numbers[i].key);

		*number_at(doings, i) = json_number(line, key);
	}
	for (size_t i = 0; i < DOINGS_OUTCOME_COUNT; i++)
		doings->outcomes[i] = json_number(by_outcome, outcomes[i]);
	mem_replace(&doings->files, json_lines(json_object_get(line, "leadhand.files")));
}

static void take_end(struct doings *doings, const json_t *line)
{
	const char *outcome = json_text(line, "leadhand.outcome");

	for (size_t i = 0; i < DOINGS_OUTCOME_COUNT; i++)
		doings->outcomes[i] += text_same(outcomes[i], outcome);
}

static void take_usage(struct doings *doings, const json_t *line)
{
	if (json_number(line, "leadhand.context_tokens"))
		doings->context = json_number(line, "leadhand.context_tokens");
	if (json_number(line, "leadhand.context_window"))
		doings->window = json_number(line, "leadhand.context_window");
}

void doings_take(struct doings *doings, const json_t *line)
{
	const char *event = json_text_or(line, "event", "");

	doings->calls += text_same(event, "tool");
	doings->messages += text_same(event, "message");
	doings->retries += text_same(event, "retrying");
	doings->permissions += text_same(event, "permission");
	doings->subagents += text_same(event, "subagent") && text_same(json_text(line, "leadhand.outcome"), "started");
	if (text_same(event, "summary"))
		begin_from(doings, line);
	else if (text_same(event, "tool_ended"))
		take_end(doings, line);
	else if (text_same(event, "file"))
		touch(doings, json_text_or(line, "leadhand.target", ""));
	else if (text_same(event, "usage"))
		take_usage(doings, line);
	else if (text_same(event, "signal")) {
		doings->signals += text_same(json_text(line, "leadhand.state"), "raised");
		doings->nudges += text_same(json_text(line, "leadhand.state"), "nudged");
	}
}

json_t *doings_line(const struct doings *doings)
{
	json_t *line = json_object(), *by_outcome = json_object();

	json_put(line, "event", "summary");
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		_autofree_ char *key = mem_printf("leadhand.%s", numbers[i].key);

		json_put_number(line, key, *(const long long *)(const void *)((const char *)doings + numbers[i].offset));
	}
	for (size_t i = 0; i < DOINGS_OUTCOME_COUNT; i++)
		json_put_number(by_outcome, outcomes[i], doings->outcomes[i]);
	json_object_set_new(line, "leadhand.outcomes", by_outcome);
	json_object_set_new(line, "leadhand.files", json_from_lines(doings->files ? doings->files : ""));
	return line;
}

void doings_release(struct doings *doings)
{
	free(doings->files);
	doings->files = 0;
}
