/* acp_ask.c - see acp_ask.h. */
#include "agent/acp_ask.h"

#include "agent/wire.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { WAITING_COUNT = 64 };

static void ask_release(struct acp_ask *ask)
{
	json_decref(ask->id);
	json_decref(ask->choices);
	json_decref(ask->schema);
	free(ask->key);
	free(ask->options);
	free(ask->answer);
	free(ask->call);
	free(ask->field);
	free(ask->note);
	*ask = (struct acp_ask){ 0 };
}

void acp_asks_release(struct acp_asks *asks)
{
	for (size_t i = 0; i < asks->count; i++)
		ask_release(&asks->waiting[i]);
	free(asks->waiting);
	*asks = (struct acp_asks){ 0 };
}

static struct acp_ask *wait_for(struct acp_asks *asks, const json_t *id, const char *key, const char *options)
{
	asks->waiting = mem_grow(asks->waiting, asks->count + 1, sizeof *asks->waiting);
	asks->waiting[asks->count] = (struct acp_ask){
		.id = json_deep_copy(id),
		.key = mem_dup(key),
		.options = mem_dup(options),
	};
	return &asks->waiting[asks->count++];
}

static const char *option_of_kind(const json_t *options, const char *kind)
{
	for (size_t i = 0; i < json_array_size(options); i++)
		if (text_same(json_text(json_array_get(options, i), "kind"), kind))
			return json_text(json_array_get(options, i), "optionId");
	return 0;
}

/* "always" would outlast the turn, in files that are the lead's: once is enough. */
static void reply_permission(const json_t *id, const json_t *options, bool is_allowed, struct buf *send)
{
	const char *once = option_of_kind(options, is_allowed ? "allow_once" : "reject_once");
	const char *chosen = once ? once : option_of_kind(options, is_allowed ? "allow_always" : "reject_always");
	json_t *outcome = json_object(), *result = json_object();

	json_put(outcome, "outcome", chosen ? "selected" : "cancelled");
	if (chosen)
		json_put(outcome, "optionId", chosen);
	json_object_set_new(result, "outcome", outcome);
	wire_send_versioned(send, wire_result(id, result));
}

static void refuse_call(struct acp_asks *asks, struct acp_news *news, const char *call)
{
	asks->has_refused = true;
	for (size_t i = 0; call && i < news->calls.count; i++)
		if (!strcmp(news->calls.calls[i].id, call))
			news->calls.calls[i].is_refused = true;
}

/* The key is made of what is asked for, so that it is the same question in every attempt. */
static const char *tell_permission(const struct acp_call *call, const json_t *params, struct acp_news *news)
{
	struct agent_event *event = agent_queue_add(news->queue, AGENT_permission, 0);
	const char *title = json_text(json_object_get(params, "toolCall"), "title");
	const struct acp_place place = { .workspace = news->workspace };
	_autofree_ char *whole = 0, *digest = 0;

	if (call) {
		event->name = mem_dup(call->name);
		event->action = call->action;
		event->target = acp_call_target(call, &place);
		title = call->title ? call->title : call->name;
	}
	event->text = mem_dup(text_is_empty(title) ? "something it does not name" : title);
	whole = mem_printf("%s\n%s", event->text, event->target ? event->target : "");
	digest = agent_digest(whole, strlen(whole));
	event->key = mem_printf("p-%s", digest);
	return event->key;
}

/* Whoever hears of the permission asks the lead. */
static void wait_for_lead(struct acp_asks *asks, const json_t *message, const char *key, const struct acp_call *call)
{
	struct acp_ask *ask = wait_for(asks, json_object_get(message, "id"), key, AGENT_PERMISSION_OPTIONS);

	ask->choices = json_incref(json_object_get(json_object_get(message, "params"), "options"));
	ask->call = call ? mem_dup(call->id) : 0;
}

/* The name of a tool of our server's, and nothing behind it. */
static bool is_bare_name(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz_")];
}

static bool names_own_tool(const char *text, bool may_describe)
{
	static const char *const names[] = { "mcp.leadhand.", "mcp__leadhand__", "mcp_leadhand_", "leadhand_",
					     "Tool: leadhand/" };
	static const char behind[] = " (leadhand MCP Server)";
	_autofree_ char *before = 0;

	for (size_t i = 0; text && i < sizeof names / sizeof *names; i++)
		if (text_starts(text, names[i]))
			return is_bare_name(text + strlen(names[i]));
	if (!text || !may_describe || !text_ends(text, behind))
		return false;
	before = mem_dup_part(text, strlen(text) - strlen(behind));
	return is_bare_name(before);
}

/* The doors to the lead stay open, whatever is asked for otherwise: as the programs call a tool of our server. But a title may
 * be a command and its description, in the model's own words. */
static bool is_own_tool(const struct acp_call *call)
{
	bool may_describe = call && (text_is_empty(call->kind) || text_same(call->kind, "other"));

	return call && (names_own_tool(call->name, false) || names_own_tool(call->title, may_describe));
}

void acp_ask_permission(struct acp_asks *asks, const json_t *message, enum acp_policy policy, struct acp_news *news,
			struct buf *send)
{
	const json_t *params = json_object_get(message, "params"), *options = json_object_get(params, "options");
	const struct acp_call *call = acp_news_call(news, json_text(params, "sessionId"),
						    json_object_get(params, "toolCall"));
	const char *key;

	if (is_own_tool(call)) {
		reply_permission(json_object_get(message, "id"), options, true, send);
		return;
	}
	key = tell_permission(call, params, news);
	if (policy == ACP_ask && asks->count < WAITING_COUNT) {
		wait_for_lead(asks, message, key, call);
		return;
	}
	if (policy != ACP_allow)
		refuse_call(asks, news, call ? call->id : 0);
	reply_permission(json_object_get(message, "id"), options, policy == ACP_allow, send);
}

/* What can be chosen in a field: its titles; a list of words, a list of titled constants, or yes and no. */
static char *choices_of(const json_t *schema)
{
	const json_t *words = json_object_get(schema, "enum"), *titled = json_object_get(schema, "oneOf");
	char *list = mem_dup("");

	if (text_same(json_text(schema, "type"), "boolean")) {
		lines_add(&list, "yes");
		lines_add(&list, "no");
	}
	for (size_t i = 0; i < json_array_size(words); i++)
		if (json_is_string(json_array_get(words, i)))
			lines_add(&list, json_string_value(json_array_get(words, i)));
	for (size_t i = 0; i < json_array_size(titled); i++) {
		const json_t *one = json_array_get(titled, i);

		lines_add(&list, json_text_or(one, "title", json_text_or(one, "const", "?")));
	}
	return list;
}

/* A field of free text that goes with one of choices: "question_0_custom", "indent_note". */
static bool is_note_of(const char *name, const char *field)
{
	return text_starts(name, field) && name[strlen(field)] == '_';
}

static const char *note_of(json_t *fields, const char *field)
{
	const char *name;
	json_t *schema;

	json_object_foreach (fields, name, schema)
		if (is_note_of(name, field) && text_same(json_text(schema, "type"), "string"))
			return name;
	return 0;
}

static bool is_note(json_t *fields, const char *name)
{
	const char *other;
	json_t *schema;

	json_object_foreach (fields, other, schema)
		if (is_note_of(name, other))
			return true;
	return false;
}

struct form {
	const json_t *message, *params;
	json_t *fields;
};

static bool ask_field(struct acp_asks *asks, const struct form *form, const char *name, struct acp_news *news)
{
	json_t *schema = json_object_get(form->fields, name);
	const char *title = json_text_or(schema, "title", json_text_or(schema, "description", name));
	const char *whole = json_text_or(form->params, "message", "");
	_autofree_ char *text = mem_printf("%.1000s%s%.300s", whole, *whole ? "\n" : "", title);
	_autofree_ char *choices = choices_of(schema);
	const char *note = note_of(form->fields, name);
	_json_ json_t *object = json_object();
	_cleanup_(agent_event_release) struct agent_event event = { 0 };
	_cleanup_(err_release) struct err why = ERR_INIT;
	struct acp_ask *ask;

	json_put(object, "text", text);
	json_object_set_new(object, "options", json_from_lines(choices));
	json_put_number(object, "default", *choices ? 1 : 0);
	json_object_set_new(object, "blocking", json_true());
	if (asks->count >= WAITING_COUNT || agent_read_question(object, &event, &why) < 0)
		return false;
	ask = wait_for(asks, json_object_get(form->message, "id"), event.key, event.options);
	ask->field = mem_dup(name);
	ask->note = note ? mem_dup(note) : 0;
	ask->schema = json_incref(schema);
	agent_queue_move(news->queue, &event);
	return true;
}

static void reply_action(const json_t *id, const char *action, json_t *content, struct buf *send)
{
	json_t *result = json_object();

	json_put(result, "action", action);
	if (content)
		json_object_set_new(result, "content", content);
	wire_send_versioned(send, wire_result(id, result));
}

void acp_ask_form(struct acp_asks *asks, const json_t *message, struct acp_news *news, struct buf *send)
{
	struct form form = { message, json_object_get(message, "params"), 0 };
	const char *name;
	bool is_asked = false;
	json_t *schema;

	acp_news_flush(news);
	news->has_called = true;
	if (text_same(json_text(form.params, "mode"), "form"))
		form.fields = json_object_get(json_object_get(form.params, "requestedSchema"), "properties");
	json_object_foreach (form.fields, name, schema)
		if (!is_note(form.fields, name))
			is_asked = ask_field(asks, &form, name, news) || is_asked;
	if (!is_asked)
		reply_action(json_object_get(message, "id"), "decline", 0, send);
}

/* The constant behind a title. Borrowed; NULL where the words are none of the choices. */
static const char *constant_of(const json_t *schema, const char *words)
{
	const json_t *titled = json_object_get(schema, "oneOf"), *plain = json_object_get(schema, "enum");

	for (size_t i = 0; i < json_array_size(titled); i++) {
		const json_t *one = json_array_get(titled, i);
		const char *constant = json_text(one, "const");

		if (constant && (text_same(json_text_or(one, "title", constant), words) || text_same(constant, words)))
			return constant;
	}
	for (size_t i = 0; i < json_array_size(plain); i++)
		if (text_same(json_string_value(json_array_get(plain, i)), words))
			return words;
	return json_array_size(titled) || json_array_size(plain) ? 0 : words;
}

static void put_answer(json_t *content, const struct acp_ask *ask)
{
	const char *type = json_text_or(ask->schema, "type", "string");
	const char *constant = constant_of(ask->schema, ask->answer);
	long long number;

	if (!strcmp(type, "boolean"))
		json_object_set_new(content, ask->field, json_boolean(text_same(ask->answer, "yes")));
	else if ((!strcmp(type, "integer") || !strcmp(type, "number")) && text_to_number(ask->answer, &number))
		json_put_number(content, ask->field, number);
	else if (!strcmp(type, "array"))
		json_object_set_new(content, ask->field, json_pack("[s]", ask->answer));
	else if (constant)
		json_put(content, ask->field, constant);
	else if (ask->note)
		json_put(content, ask->note, ask->answer);
	else
		json_put(content, ask->field, ask->answer);
}

static bool is_answered(const struct acp_asks *asks, const json_t *id)
{
	for (size_t i = 0; i < asks->count; i++)
		if (json_equal(asks->waiting[i].id, id) && !asks->waiting[i].answer)
			return false;
	return true;
}

/* All fields of one form are answered together. */
static void reply(struct acp_asks *asks, const json_t *id, struct acp_news *news, struct buf *send)
{
	json_t *content = json_object();
	size_t kept = 0;

	for (size_t i = 0; i < asks->count; i++) {
		struct acp_ask *ask = &asks->waiting[i];
		bool is_allowed = text_same(ask->answer, "allow");

		if (!json_equal(ask->id, id)) {
			asks->waiting[kept++] = move(ask);
			continue;
		}
		if (ask->field)
			put_answer(content, ask);
		else
			reply_permission(id, ask->choices, is_allowed, send);
		if (!ask->field && !is_allowed)
			refuse_call(asks, news, ask->call);
		ask_release(ask);
	}
	asks->count = kept;
	if (json_object_size(content))
		reply_action(id, "accept", content, send);
	else
		json_decref(content);
}

void acp_ask_answer(struct acp_asks *asks, const char *key, const char *text, struct acp_news *news, struct buf *send)
{
	for (size_t i = 0; i < asks->count; i++) {
		struct acp_ask *ask = &asks->waiting[i];

		if (!strcmp(ask->key, key) && !ask->answer)
			ask->answer = agent_answer_of(ask->options, text);
	}
	for (size_t i = 0; i < asks->count;) {
		_json_ json_t *id = json_incref(asks->waiting[i].id);

		if (is_answered(asks, id)) {
			reply(asks, id, news, send);
			i = 0;
		} else {
			i++;
		}
	}
}

void acp_asks_cancel(struct acp_asks *asks, const json_t *id, struct buf *send)
{
	_json_ json_t *last = 0;
	size_t kept = 0;

	for (size_t i = 0; i < asks->count; i++) {
		struct acp_ask *ask = &asks->waiting[i];

		if (id && !json_equal(ask->id, id)) {
			asks->waiting[kept++] = move(ask);
			continue;
		}
		if (!ask->field)
			wire_send_versioned(send, wire_result(ask->id, json_pack("{s:{s:s}}", "outcome", "outcome", "cancelled")));
		else if (!last || !json_equal(last, ask->id))
			reply_action(ask->id, "cancel", 0, send);
		json_decref(last);
		last = json_incref(ask->id);
		ask_release(ask);
	}
	asks->count = kept;
}
