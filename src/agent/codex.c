/* codex.c - see codex.h. */
#include "agent/codex.h"

#include "agent/codex_ask.h"
#include "agent/codex_error.h"
#include "agent/codex_item.h"
#include "agent/codex_meter.h"
#include "agent/codex_permit.h"
#include "agent/wire.h"
#include "base/text.h"

#include <string.h>

/* The numbers of our own requests: each is made once. */
enum {
	REQUEST_initialize = 1,
	REQUEST_resume,
	REQUEST_start,
	REQUEST_turn,
	REQUEST_interrupt,
	REQUEST_steer,
	REQUEST_hooks,
};

enum { SEND_BYTES = 32U << 20 };

struct agent {
	struct codex_setup setup;
	json_t *trust;		     /* owned: of our hooks; NULL until known */
	char *prompt, *prompt_anew; /* owned; prompt_anew may be NULL */
	char *thread, *turn;  /* owned; NULL until known */
	char *last_error;     /* owned; what stood in the last error, or NULL */
	int awaited;	      /* the request whose response is due; 0 for none */
	bool is_over;	      /* ended or failed was told */
	bool has_run;	      /* some command was let run by its sandbox */
	enum agent_error error; /* of the last error */
	bool has_told;	      /* the prompt */
	bool is_unwanted;     /* interrupted, maybe before the turn had a name */
	struct agent_queue queue;
	struct codex_asks asks;
	struct codex_permits permits;
	struct codex_meter meter;
	struct buf send;
};

static struct agent *codex_new(const struct agent_turn *turn)
{
	struct agent *agent = mem_new(1, sizeof *agent);

	codex_setup_init(&agent->setup, turn);
	agent->prompt = mem_dup(turn->prompt);
	agent->prompt_anew = text_dup(turn->prompt_anew);
	agent->thread = text_dup(turn->thread);
	agent->send = (struct buf)BUF_INIT(SEND_BYTES);
	return agent;
}

static char *codex_argv(struct agent *agent)
{
	return codex_open_argv(&agent->setup);
}

static void request(struct agent *agent, int number, const char *method, json_t *params)
{
	wire_send(&agent->send, wire_request(number, method, params));
	if (number != REQUEST_interrupt && number != REQUEST_steer)
		agent->awaited = number;
}

static void fail_by(struct agent *agent, enum agent_error error, const char *what, const char *why)
{
	_autofree_ char *text =
		mem_printf("%s%s%s", what, text_is_empty(why) ? "" : ": ", why ? why : "");

	if (agent->is_over)
		return;
	agent->is_over = true;
	agent_queue_add(&agent->queue, AGENT_failed, text)->error = error;
}

static void fail(struct agent *agent, const char *what, const char *why)
{
	fail_by(agent, AGENT_ERROR_none, what, why);
}

static void codex_begin(struct agent *agent)
{
	json_t *client = json_object(), *able = json_object(), *params = json_object();

	json_put(client, "name", "leadhand");
	json_put(client, "title", "leadhand");
	json_put(client, "version", LEADHAND_VERSION);
	/* The tools of codex_ask.h are behind this word. */
	json_object_set_new(able, "experimentalApi", json_true());
	json_object_set_new(params, "clientInfo", client);
	json_object_set_new(params, "capabilities", able);
	request(agent, REQUEST_initialize, "initialize", params);
}

/* Start a thread, or resume the one we have. */
static void open_thread(struct agent *agent)
{
	json_t *params = codex_open_params(&agent->setup, agent->trust);

	if (agent->thread) {
		json_put(params, "threadId", agent->thread);
		json_object_set_new(params, "excludeTurns", json_true());
		request(agent, REQUEST_resume, "thread/resume", params);
		return;
	}
	/* Behind its sandbox no command reaches the door, and a server that it starts does. */
	if (!agent->setup.tools)
		json_object_set_new(params, "dynamicTools", codex_ask_tools());
	request(agent, REQUEST_start, "thread/start", params);
}

static void list_hooks(struct agent *agent)
{
	request(agent, REQUEST_hooks, "hooks/list", json_pack("{s:[s]}", "cwds", agent->setup.workspace));
}

static json_t *input_of(const char *text)
{
	json_t *input = json_object();

	json_put(input, "type", "text");
	json_put(input, "text", text);
	return json_pack("[o]", input);
}

static void start_turn(struct agent *agent)
{
	json_t *params = json_object();

	json_put(params, "threadId", agent->thread);
	json_object_set_new(params, "input", input_of(agent->prompt));
	request(agent, REQUEST_turn, "turn/start", params);
	agent->has_told = true;
}

static const char *codex_told(const struct agent *agent)
{
	return agent->has_told ? agent->prompt : 0;
}

static void ask_to_stop(struct agent *agent)
{
	json_t *params;

	if (!agent->is_unwanted || !agent->turn || agent->is_over)
		return;
	params = json_object();
	json_put(params, "threadId", agent->thread);
	json_put(params, "turnId", agent->turn);
	request(agent, REQUEST_interrupt, "turn/interrupt", params);
}

static void name_turn(struct agent *agent, const char *id)
{
	if (agent->turn || text_is_empty(id))
		return;
	agent->turn = mem_dup(id);
	agent_queue_add(&agent->queue, AGENT_began, agent->setup.model);
	ask_to_stop(agent);
}

static void take_thread(struct agent *agent, const json_t *result)
{
	const char *id = json_text(json_object_get(result, "thread"), "id");

	if (text_is_empty(id)) {
		fail(agent, "codex opened no conversation", 0);
		return;
	}
	mem_replace(&agent->thread, mem_dup(id));
	agent_queue_add(&agent->queue, AGENT_thread, id);
	start_turn(agent);
}

/* A conversation that the program no longer knows must not keep the task from going on. */
static void begin_anew(struct agent *agent, const char *why)
{
	_autofree_ char *note = mem_printf("begins a new conversation: %s", why);

	agent_queue_add(&agent->queue, AGENT_note, note);
	mem_replace(&agent->thread, 0);
	if (agent->prompt_anew)
		mem_replace(&agent->prompt, steal(&agent->prompt_anew));
	open_thread(agent);
}

static void take_response(struct agent *agent, const json_t *message)
{
	const json_t *error = json_object_get(message, "error");
	const json_t *result = json_object_get(message, "result");
	_autofree_ char *why = codex_error_text(error);
	int number = agent->awaited;

	/* An interruption that came too late is answered too; and nothing is begun twice. */
	if (!number || json_number(message, "id") != number)
		return;
	agent->awaited = 0;
	switch (number) {
	case REQUEST_initialize:
		if (error) {
			fail(agent, "codex did not start", why);
			return;
		}
		wire_send(&agent->send, wire_notice("initialized", 0));
		if (agent->setup.hook)
			list_hooks(agent);
		else
			open_thread(agent);
		return;
	case REQUEST_hooks:
		agent->trust = codex_open_trust(&agent->setup, result);
		open_thread(agent);
		return;
	case REQUEST_resume:
		if (error)
			begin_anew(agent, why);
		else
			take_thread(agent, result);
		return;
	case REQUEST_start:
		if (error)
			fail(agent, "codex opened no conversation", why);
		else
			take_thread(agent, result);
		return;
	default:
		if (error)
			fail(agent, "codex began no turn", why);
		else
			name_turn(agent, json_text(json_object_get(result, "turn"), "id"));
	}
}

static void take_usage(struct agent *agent, const json_t *params)
{
	const char *thread = json_text_or(params, "threadId", "");
	/* A resumed thread first tells where its last turn left it. */
	bool is_old = text_same(thread, agent->thread) &&
		      (!agent->turn || !text_same(agent->turn, json_text(params, "turnId")));
	struct codex_usage sum;
	struct agent_event *event;

	codex_meter_take(&agent->meter, thread, json_object_get(params, "tokenUsage"), is_old);
	if (is_old)
		return;
	sum = codex_meter_sum(&agent->meter);
	event = agent_queue_add(&agent->queue, AGENT_usage, 0);
	event->input = sum.input;
	event->cached = sum.cached;
	event->output = sum.output;
	if (text_same(thread, agent->thread)) {
		const json_t *used = json_object_get(params, "tokenUsage");

		event->context = codex_meter_count(json_object_get(used, "last"), "totalTokens");
		event->window = codex_meter_count(used, "modelContextWindow");
	}
}

static void tell_item(struct agent *agent, const json_t *params, bool is_complete)
{
	const char *thread = json_text(params, "threadId");
	const struct codex_place place = { agent->setup.workspace, text_same(thread, agent->thread) ? 0 : thread };

	codex_item_tell(json_object_get(params, "item"), is_complete, &place, &agent->queue);
}

static void take_item_start(struct agent *agent, const json_t *params)
{
	codex_permit_see(&agent->permits, json_object_get(params, "item"), agent->setup.workspace);
	tell_item(agent, params, false);
}

/*
 * Where the kernel gives no namespaces, every command fails before it begins, and the model
 * would go on guessing why until its budget is gone. A command that speaks of bwrap itself
 * proves nothing.
 */
static void look_at_sandbox(struct agent *agent, const json_t *item)
{
	const char *output = json_text_or(item, "aggregatedOutput", "");
	_autofree_ char *why = 0;

	if (!text_same(json_text(item, "type"), "commandExecution") || agent->has_run)
		return;
	if (!json_number(item, "exitCode") || !text_starts(output, "bwrap: ")) {
		agent->has_run = true;
		return;
	}
	if (strstr(json_text_or(item, "command", ""), "bwrap"))
		return;
	why = text_clean(output, strlen(output), 300);
	fail(agent, "codex's own sandbox does not work on this machine", why);
}

static void take_item_end(struct agent *agent, const json_t *params)
{
	agent->error = AGENT_ERROR_none;
	look_at_sandbox(agent, json_object_get(params, "item"));
	tell_item(agent, params, true);
}

static void take_error(struct agent *agent, const json_t *params)
{
	_autofree_ char *why = codex_error_text(json_object_get(params, "error"));

	agent->error = codex_error_of(json_object_get(params, "error"));
	if (json_bool(params, "willRetry"))
		codex_error_retry(agent->error, why, &agent->queue);
	else
		mem_replace(&agent->last_error, steal(&why));
}

/* The turn goes on without them, and nobody would know why it never asks. */
static void take_server(struct agent *agent, const json_t *params)
{
	_autofree_ char *text = 0;

	if (!text_same(json_text(params, "name"), "leadhand") || !text_same(json_text(params, "status"), "failed"))
		return;
	text = mem_printf("leadhand's tools did not start: %.300s", json_text_or(params, "error", ""));
	agent_queue_add(&agent->queue, AGENT_note, text);
}

static void take_turn_start(struct agent *agent, const json_t *params)
{
	name_turn(agent, json_text(json_object_get(params, "turn"), "id"));
}

/* What the turn itself says of its end is believed before what was said on the way. */
static enum agent_error turn_error(const struct agent *agent, const json_t *error)
{
	enum agent_error own = json_is_object(error) ? codex_error_of(error) : AGENT_ERROR_none;

	return own == AGENT_ERROR_none || own == AGENT_ERROR_unknown ? agent->error : own;
}

static void take_turn_end(struct agent *agent, const json_t *params)
{
	const json_t *turn = json_object_get(params, "turn");
	const char *status = json_text_or(turn, "status", "");
	_autofree_ char *why = codex_error_text(json_object_get(turn, "error"));

	/* Another turn's end is news of an earlier process. */
	if (!agent->turn || !text_same(agent->turn, json_text(turn, "id")))
		return;
	if (!strcmp(status, "completed")) {
		agent->is_over = true;
		agent_queue_add(&agent->queue, AGENT_ended, 0);
	} else if (!strcmp(status, "interrupted")) {
		fail(agent, "the turn was interrupted", why);
	} else {
		fail_by(agent, turn_error(agent, json_object_get(turn, "error")), "the turn failed",
			*why ? why : agent->last_error);
	}
}

static void take_notice(struct agent *agent, const char *method, const json_t *params)
{
	static const struct {
		const char *method;
		bool is_any_thread; /* a sub-agent's word counts too */
		void (*take)(struct agent *agent, const json_t *params);
	} notices[] = {
		{"thread/tokenUsage/updated", true, take_usage},
		{"item/started", true, take_item_start},
		{"item/completed", true, take_item_end},
		{"error", false, take_error},
		{"mcpServer/startupStatus/updated", false, take_server},
		{"turn/started", false, take_turn_start},
		{"turn/completed", false, take_turn_end},
	};
	bool is_ours = agent->thread && text_same(agent->thread, json_text(params, "threadId"));

	for (size_t i = 0; i < sizeof notices / sizeof *notices && !agent->is_over; i++)
		if (!strcmp(notices[i].method, method) && (is_ours || notices[i].is_any_thread))
			notices[i].take(agent, params);
}

static void take_request(struct agent *agent, const char *method, const json_t *message)
{
	const json_t *id = json_object_get(message, "id");

	if (!strcmp(method, "item/tool/requestUserInput")) {
		codex_ask_input(&agent->asks, message, &agent->queue, &agent->send);
	} else if (!strcmp(method, "item/tool/call")) {
		codex_ask_call(&agent->asks, message, &agent->queue, &agent->send);
	} else if (codex_permit_is(method)) {
		codex_permit_take(&agent->permits, &agent->setup, message, &agent->queue, &agent->send);
	} else if (!strcmp(method, "mcpServer/elicitation/request")) {
		wire_send(&agent->send, wire_result(id, json_pack("{s:s}", "action", "decline")));
	} else {
		wire_send(&agent->send, wire_unknown(id));
	}
}

static void codex_feed(struct agent *agent, const char *line, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *message = 0;
	const char *method;

	/* Half its traffic is pieces of a text that comes whole later. */
	if (memmem(line, len < 60 ? len : 60, "/delta\"", 7) ||
	    json_parse(line, len, &message, &err) < 0)
		return;
	method = json_text(message, "method");
	if (!method)
		take_response(agent, message);
	else if (agent_is_id(json_object_get(message, "id")))
		take_request(agent, method, message);
	else if (!json_object_get(message, "id"))
		take_notice(agent, method, json_object_get(message, "params"));
}

static void codex_answer(struct agent *agent, const char *key, const char *text)
{
	codex_permit_answer(&agent->permits, key, text, &agent->send);
	codex_ask_answer(&agent->asks, key, text, &agent->send);
}

static void codex_exited(struct agent *agent, int status, const char *last_words)
{
	_autofree_ char *what =
		mem_printf("codex ended in the middle of the turn with status %d", status);

	fail_by(agent, AGENT_ERROR_crashed, what, *last_words ? last_words : agent->last_error);
}

static void codex_interrupt(struct agent *agent)
{
	agent->is_unwanted = true;
	ask_to_stop(agent);
}

static bool codex_steer(struct agent *agent, const char *text)
{
	json_t *params;

	if (!agent->turn || agent->is_over || agent->is_unwanted)
		return false;
	params = json_object();
	json_put(params, "threadId", agent->thread);
	json_put(params, "expectedTurnId", agent->turn);
	json_object_set_new(params, "input", input_of(text));
	request(agent, REQUEST_steer, "turn/steer", params);
	return true;
}

static struct agent_able codex_able(const struct agent *agent)
{
	(void)agent;
	/* Its stream may stand still for 300 s before it tries again. */
	return (struct agent_able){ .steer = true, .resume = true, .tools = true, .tokens = true, .context = true,
				    .permission = true, .quiet_ms = 330000 };
}

static bool codex_next(struct agent *agent, struct agent_event *event)
{
	return agent_queue_next(&agent->queue, event);
}

static struct buf *codex_send(struct agent *agent)
{
	return &agent->send;
}

static void codex_free(struct agent *agent)
{
	if (!agent)
		return;
	agent_queue_release(&agent->queue);
	codex_asks_release(&agent->asks);
	codex_permits_release(&agent->permits);
	codex_setup_release(&agent->setup);
	json_decref(agent->trust);
	codex_meter_release(&agent->meter);
	buf_release(&agent->send);
	free(agent->prompt);
	free(agent->prompt_anew);
	free(agent->thread);
	free(agent->turn);
	free(agent->last_error);
	free(agent);
}

const struct agent_kind agent_codex = {
	.name = "codex",
	.new = codex_new,
	.home = codex_open_home,
	.argv = codex_argv,
	.able = codex_able,
	.feed = codex_feed,
	.begin = codex_begin,
	.answer = codex_answer,
	.steer = codex_steer,
	.exited = codex_exited,
	.interrupt = codex_interrupt,
	.next = codex_next,
	.send = codex_send,
	.told = codex_told,
	.free = codex_free,
	.attach = codex_open_attach,
};
