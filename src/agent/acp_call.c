/* acp_call.c - see acp_call.h. */
#include "agent/acp_call.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum {
	CALL_COUNT = 128,
	VALUE_BYTES = 128 << 10, /* of one that is kept until its call is over */
	ID_BYTES = 200,
	PRINTED_BYTES = 64 << 10,
	FILE_COUNT = 8,
	PIECE_COUNT = 64,
};

static void drop_values(struct acp_call *call)
{
	json_t **slots[] = { &call->input, &call->content, &call->locations, &call->output };

	for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
		json_decref(*slots[i]);
		*slots[i] = 0;
	}
	buf_release(&call->printed);
}

static void call_release(struct acp_call *call)
{
	free(call->id);
	free(call->name);
	free(call->title);
	free(call->kind);
	free(call->parent);
	drop_values(call);
	*call = (struct acp_call){ 0 };
}

void acp_calls_release(struct acp_calls *calls)
{
	for (size_t i = 0; i < calls->count; i++)
		call_release(&calls->calls[i]);
	free(calls->calls);
	*calls = (struct acp_calls){ 0 };
}

static const json_t *claude_meta(const json_t *piece)
{
	return json_object_get(json_object_get(piece, "_meta"), "claudeCode");
}

/* The protocol has a title for people, and only lately a name. */
static char *name_of(const json_t *piece, const struct acp_place *place)
{
	const char *title = json_text_or(piece, "title", ""), *id = json_text_or(piece, "toolCallId", "");
	const char *end = strstr(id, "__"), *name = json_text(piece, "name");

	if (text_is_empty(name))
		name = json_text(claude_meta(piece), "toolName");
	if (!text_is_empty(name))
		return agent_cut(name);
	if (place->names_in_ids && end && end > id)
		return mem_dup_part(id, (size_t)(end - id));
	if (*title && !strpbrk(title, " /\n") && strlen(title) < ID_BYTES)
		return mem_dup(title);
	return mem_dup_part(json_text_or(piece, "kind", "tool"), strnlen(json_text_or(piece, "kind", "tool"), ID_BYTES));
}

static struct acp_call *find(struct acp_calls *calls, const json_t *piece, const struct acp_place *place)
{
	const char *id = json_text_or(piece, "toolCallId", "");
	struct acp_call *call;

	if (!*id || strlen(id) > ID_BYTES)
		return 0;
	for (size_t i = 0; i < calls->count; i++)
		if (!strcmp(calls->calls[i].id, id))
			return &calls->calls[i];
	if (calls->count == CALL_COUNT) {
		call_release(&calls->calls[0]);
		memmove(calls->calls, calls->calls + 1, --calls->count * sizeof *calls->calls);
	}
	calls->calls = mem_grow(calls->calls, calls->count + 1, sizeof *calls->calls);
	call = &calls->calls[calls->count++];
	*call = (struct acp_call){ .id = mem_dup(id),
				   .name = name_of(piece, place),
				   .parent = agent_cut(place->parent),
				   .printed = BUF_INIT(PRINTED_BYTES) };
	return call;
}

static void keep_text(char **slot, const json_t *piece, const char *key)
{
	const char *text = json_text(piece, key);

	if (!text_is_empty(text))
		mem_replace(slot, agent_cut(text));
}

static bool is_nothing(const json_t *value)
{
	return !value || json_is_null(value) || (json_is_object(value) && !json_object_size(value)) ||
	       (json_is_array(value) && !json_array_size(value));
}

/* Of whole files in a list of diffs, only which they are. */
static json_t *paths_of(const json_t *value)
{
	json_t *array = json_array();

	for (size_t i = 0; i < json_array_size(value) && i < PIECE_COUNT; i++) {
		const json_t *one = json_array_get(value, i);
		_autofree_ char *path = agent_cut(json_text(one, "path"));
		json_t *diff = json_object();

		json_put(diff, "type", "diff");
		json_put(diff, "path", path);
		json_array_append_new(array, diff);
	}
	return array;
}

/* What is too large to be kept for each of many calls is told by less. */
static void keep_value(json_t **slot, const json_t *piece, const char *key)
{
	json_t *value = json_object_get(piece, key);
	bool is_small;

	if (is_nothing(value))
		return;
	is_small = json_dumpb(value, 0, 0, JSON_COMPACT | JSON_ENCODE_ANY) <= VALUE_BYTES;
	json_decref(*slot);
	*slot = is_small ? json_incref(value) : paths_of(value);
}

static void keep_meta(struct acp_call *call, const json_t *piece)
{
	const json_t *meta = json_object_get(piece, "_meta"), *claude = claude_meta(piece);
	const json_t *ended = json_object_get(meta, "terminal_exit");

	keep_text(&call->parent, claude, "parentToolUseId");
	if (!text_is_empty(json_text(claude, "nonExecutionKind")))
		call->is_refused = true;
	buf_add_text(&call->printed, json_text_or(json_object_get(meta, "terminal_output_delta"), "data", ""));
	if (!call->printed.len)
		buf_add_text(&call->printed, json_text_or(json_object_get(meta, "terminal_output"), "data", ""));
	if (ended)
		call->exit_code = json_number(ended, "exit_code");
}

/* The kind is the protocol's own word, where it has one; the name tells more where that is vague. */
static enum agent_action action_of(const struct acp_call *call)
{
	static const struct {
		const char *kind;
		enum agent_action action;
	} known[] = {
		{ "read", AGENT_ACTION_read },	   { "edit", AGENT_ACTION_edit },   { "delete", AGENT_ACTION_edit },
		{ "move", AGENT_ACTION_edit },	   { "execute", AGENT_ACTION_run }, { "search", AGENT_ACTION_search },
		{ "fetch", AGENT_ACTION_fetch },
	};

	for (size_t i = 0; call->kind && i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].kind, call->kind))
			return known[i].action;
	return agent_action_of(call->name);
}

static void keep(struct acp_call *call, const json_t *piece)
{
	keep_text(&call->title, piece, "title");
	keep_text(&call->kind, piece, "kind");
	keep_value(&call->input, piece, "rawInput");
	keep_value(&call->content, piece, "content");
	keep_value(&call->locations, piece, "locations");
	keep_value(&call->output, piece, "rawOutput");
	keep_meta(call, piece);
	call->action = action_of(call);
}

static const char *first_text(const json_t *object, const char *const *keys)
{
	for (; *keys; keys++)
		if (!text_is_empty(json_text(object, *keys)))
			return json_text(object, *keys);
	return 0;
}

static const char *command_of(const struct acp_call *call)
{
	static const char *const keys[] = { "command", "cmd", 0 };
	const json_t *words = json_object_get(call->input, "command");

	/* An argument vector of a shell, whose last word is the command as it was meant. */
	if (json_is_array(words) && json_array_size(words))
		return json_string_value(json_array_get(words, json_array_size(words) - 1));
	return first_text(call->input, keys);
}

static const char *path_of(const struct acp_call *call)
{
	static const char *const keys[] = { "file_path", "filePath", "filepath", "path", "abs_path", 0 };
	const char *path = json_text(json_array_get(call->locations, 0), "path");

	return text_is_empty(path) ? first_text(call->input, keys) : path;
}

char *acp_call_target(const struct acp_call *call, const struct acp_place *place)
{
	static const char *const queries[] = { "pattern", "query", "url", 0 };
	static const char *const tasks[] = { "description", "prompt", 0 };
	const char *found = 0;

	switch (call->action) {
	case AGENT_ACTION_run: found = command_of(call); break;
	case AGENT_ACTION_read:
	case AGENT_ACTION_edit: found = path_of(call); break;
	case AGENT_ACTION_search:
	case AGENT_ACTION_fetch: found = first_text(call->input, queries); break;
	case AGENT_ACTION_delegate: found = first_text(call->input, tasks); break;
	case AGENT_ACTION_ask:
	case AGENT_ACTION_other: return 0;
	}
	return agent_cut(agent_path_within(found ? found : call->title ? call->title : "", place->workspace));
}

static struct agent_event *add(const struct acp_call *call, const struct acp_place *place, enum agent_event_kind kind)
{
	struct agent_event *event = agent_queue_add(place->queue, kind, 0);

	event->key = mem_dup(call->id);
	event->parent = agent_cut(call->parent);
	return event;
}

static char *digest_of_arguments(const struct acp_call *call)
{
	_autofree_ char *input = call->input ? json_line(call->input) : 0;
	_autofree_ char *content = call->input || !call->content ? 0 : json_line(call->content);
	_autofree_ char *whole = mem_printf("%s\n%s\n%s", call->name, input ? input : call->title ? call->title : "",
					    content ? content : "");

	return agent_digest(whole, strlen(whole));
}

void acp_call_begin(struct acp_call *call, const struct acp_place *place)
{
	struct agent_event *event;

	if (call->is_told)
		return;
	call->is_told = true;
	event = add(call, place, AGENT_tool);
	event->name = agent_cut(call->name);
	event->action = call->action;
	event->target = acp_call_target(call, place);
	event->digest = digest_of_arguments(call);
	if (call->action != AGENT_ACTION_delegate)
		return;
	event = add(call, place, AGENT_subagent);
	event->outcome = mem_dup("started");
	event->text = acp_call_target(call, place);
}

static void add_file(const struct acp_call *call, const struct acp_place *place, const char *path, char **told)
{
	const char *within = agent_path_within(path, place->workspace);

	if (!*within || lines_has(*told, within) || lines_count(*told) >= FILE_COUNT)
		return;
	lines_add(told, within);
	add(call, place, AGENT_file)->target = agent_cut(within);
}

static void tell_files(const struct acp_call *call, const struct acp_place *place)
{
	_autofree_ char *told = mem_dup("");

	for (size_t i = 0; i < json_array_size(call->content); i++) {
		const json_t *one = json_array_get(call->content, i);

		if (text_same(json_text(one, "type"), "diff"))
			add_file(call, place, json_text_or(one, "path", ""), &told);
	}
	for (size_t i = 0; call->action == AGENT_ACTION_edit && i < json_array_size(call->locations); i++)
		add_file(call, place, json_text_or(json_array_get(call->locations, i), "path", ""), &told);
	if (call->action == AGENT_ACTION_edit && !*told && path_of(call))
		add_file(call, place, path_of(call), &told);
}

static void add_contents(struct buf *text, const json_t *content)
{
	for (size_t i = 0; i < json_array_size(content) && i < PIECE_COUNT; i++)
		buf_add_text(text, json_text_or(json_object_get(json_array_get(content, i), "content"), "text", ""));
}

/* What it printed, or what it says of itself; the same for the same result. */
static char *result_of(const struct acp_call *call)
{
	static const char *const keys[] = { "output", "error", "formatted_output", 0 };
	_cleanup_(buf_release) struct buf text = BUF_INIT(PRINTED_BYTES);
	_autofree_ char *line = 0;
	const char *said;

	buf_add_text(&text, buf_text(&call->printed));
	if (!text.len)
		add_contents(&text, call->content);
	if (!text.len && call->output) {
		said = json_is_string(call->output) ? json_string_value(call->output) : first_text(call->output, keys);
		line = said ? 0 : json_line(call->output);
		buf_add_text(&text, said ? said : line);
	}
	return buf_take(&text);
}

static const char *outcome_of(const struct acp_call *call, const char *status, const struct acp_place *place)
{
	bool has_failed = !strcmp(status, "failed") || call->exit_code || json_number(call->output, "exit_code") ||
			  json_number(json_object_get(call->output, "metadata"), "exit");

	if (place->is_unwanted && has_failed)
		return "cancelled";
	if (call->is_refused)
		return "denied";
	return has_failed ? "failed" : "ok";
}

static void tell_end(struct acp_call *call, const struct acp_place *place, const char *outcome)
{
	_autofree_ char *result = result_of(call), *whole = mem_printf("%s\n%s", outcome, result);
	struct agent_event *event;

	call->is_over = true;
	if (!strcmp(outcome, "ok"))
		tell_files(call, place);
	event = add(call, place, AGENT_tool_ended);
	event->name = agent_cut(call->name);
	event->outcome = mem_dup(outcome);
	event->digest = agent_digest(whole, strlen(whole));
	event->text = agent_tail(result);
	drop_values(call);
	if (call->action != AGENT_ACTION_delegate)
		return;
	event = add(call, place, AGENT_subagent);
	event->outcome = mem_dup(!strcmp(outcome, "ok") ? "completed" : "failed");
}

struct acp_call *acp_call_take(struct acp_calls *calls, const json_t *piece, const struct acp_place *place)
{
	const char *status = json_text_or(piece, "status", "");
	struct acp_call *call = find(calls, piece, place);
	bool ends = !strcmp(status, "completed") || !strcmp(status, "failed");

	if (!call || call->is_over)
		return call;
	keep(call, piece);
	/* While it is pending, its arguments may still be half. */
	if (strcmp(status, "pending") && (call->input || *status))
		acp_call_begin(call, place);
	if (ends)
		tell_end(call, place, outcome_of(call, status, place));
	return call;
}

void acp_calls_cancel(struct acp_calls *calls, const struct acp_place *place)
{
	for (size_t i = 0; i < calls->count; i++)
		if (calls->calls[i].is_told && !calls->calls[i].is_over)
			tell_end(&calls->calls[i], place, calls->calls[i].is_refused ? "denied" : "cancelled");
}
