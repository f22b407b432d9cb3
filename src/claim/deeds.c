/* deeds.c - see deeds.h. */
#include "claim/deeds.h"

#include "base/text.h"
#include "claim/command.h"

#include <string.h>

enum { DEEDS_MOST = 2000 };

bool deeds_wants(const char *line, size_t len)
{
	static const char *const events[] = { "\"event\":\"tool", "\"event\":\"file\"", "\"event\":\"summary\"",
					      "\"event\":\"subagent\"" };

	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (memmem(line, len, events[i], strlen(events[i])))
			return true;
	return false;
}

/* The report itself says what was run, and is no run of it. */
static char *without_report(const char *command)
{
	const char *report = strstr(command, "leadhand report");

	if (!report)
		report = strstr(command, "lh report");
	return report ? mem_dup_part(command, (size_t)(report - command)) : mem_dup(command);
}

static void add(struct deeds *deeds, const char *target, const char *key)
{
	char *command = without_report(target);

	if (!command[strspn(command, " ")]) {
		free(command);
		return;
	}
	deeds->list = mem_grow(deeds->list, deeds->count + 1, sizeof *deeds->list);
	deeds->list[deeds->count++] = (struct deed){ .command = command, .key = mem_dup(key), .at = deeds->lines };
}

static void begin(struct deeds *deeds, const json_t *line)
{
	const char *action = json_text_or(line, "leadhand.action", ""), *target = json_text(line, "leadhand.target");

	if (text_same(action, "edit")) {
		deeds->edited_at = deeds->lines;
		return;
	}
	if (!text_same(action, "run"))
		return;
	/* What was run and is not said may have been anything. */
	if (deeds->count == DEEDS_MOST || text_is_empty(target) || text_ends(target, "...")) {
		deeds->is_partial = true;
		return;
	}
	add(deeds, target, json_text_or(line, "gen_ai.tool.call.id", ""));
}

static void end(struct deeds *deeds, const json_t *line)
{
	const char *key = json_text_or(line, "gen_ai.tool.call.id", ""), *outcome = json_text(line, "leadhand.outcome");

	for (size_t i = deeds->count; *key && i-- > 0;) {
		struct deed *deed = &deeds->list[i];

		if (!text_same(deed->key, key))
			continue;
		deed->outcome = text_same(outcome, "ok") ? DEED_ok : text_same(outcome, "failed") ? DEED_failed : DEED_unknown;
		return;
	}
}

void deeds_take(struct deeds *deeds, const json_t *line)
{
	const char *event = json_text_or(line, "event", "");

	deeds->lines++;
	if (text_same(event, "tool"))
		begin(deeds, line);
	else if (text_same(event, "tool_ended"))
		end(deeds, line);
	else if (text_same(event, "file"))
		deeds->edited_at = deeds->lines;
	else if (text_same(event, "summary") || text_same(event, "subagent"))
		deeds->is_partial = true;
}

void deeds_read(struct deeds *deeds, const char *text, size_t len)
{
	const char *at = text, *end;

	for (; (end = memchr(at, '\n', (size_t)(text + len - at))); at = end + 1) {
		_cleanup_(err_release) struct err bad = ERR_INIT;
		_json_ json_t *line = 0;

		if (!deeds_wants(at, (size_t)(end - at)))
			continue;
		if (json_parse(at, (size_t)(end - at), &line, &bad))
			deeds->is_partial = true;
		else
			deeds_take(deeds, line);
	}
	/* A line that has no end was torn. */
	deeds->is_partial |= at != text + len;
}

const struct deed *deeds_last(const struct deeds *deeds, const char *command)
{
	for (size_t i = deeds->count; i-- > 0;) {
		const struct deed *deed = &deeds->list[i];

		/* To say or write it is not to run it. */
		if (command_is_look(deed->command) && !(command && command_is_look(command)))
			continue;
		if (command ? command_holds(deed->command, command) : command_is_test(deed->command))
			return deed;
	}
	return 0;
}

void deeds_release(struct deeds *deeds)
{
	for (size_t i = 0; i < deeds->count; i++) {
		free(deeds->list[i].command);
		free(deeds->list[i].key);
	}
	free(deeds->list);
	*deeds = (struct deeds){ 0 };
}
