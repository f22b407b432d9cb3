/* acp.c - see acp.h. */
#include "agent/acp.h"

#include "agent/acp_ask.h"
#include "agent/acp_error.h"
#include "agent/acp_open.h"
#include "agent/acp_words.h"
#include "agent/wire.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { SEND_BYTES = 32U << 20, AUTHENTICATION_REQUIRED = -32000 };

/* What was requested last, and is not answered yet. */
enum step { STEP_none, STEP_initialize, STEP_login, STEP_new, STEP_go_on, STEP_mode, STEP_model, STEP_prompt };

struct agent {
	char *run, *model, *workspace, *prompt, *tools, *tools_env, *instructions; /* owned, as the texts below */
	char *prompt_anew, *session; /* NULL where there is none */
	const struct acp_quirk *quirk;
	json_t *initialized, *opened; /* owned: results; NULL until they came */
	enum acp_policy policy;
	enum step step;
	long long last_id, awaited_id;
	bool has_walls, has_tried_login, is_loading, is_over;
	bool has_told;	/* the prompt */
	bool has_ended; /* its turn has, and only sub-agents are still at work */
	struct agent_queue queue;
	struct acp_news news;
	struct acp_asks asks;
	struct buf send;
};

static enum acp_policy policy_of(const char *word)
{
	if (text_same(word, "ask"))
		return ACP_ask;
	return text_same(word, "refuse") ? ACP_refuse : ACP_allow;
}

static struct agent *acp_new(const struct agent_turn *turn)
{
	struct agent *agent = mem_new(1, sizeof *agent);

	agent->run = text_dup(turn->run);
	agent->model = text_dup(turn->model);
	agent->workspace = mem_dup(turn->workspace);
	agent->prompt = mem_dup(turn->prompt);
	agent->prompt_anew = text_dup(turn->prompt_anew);
	agent->session = text_dup(turn->thread);
	agent->tools = text_dup(turn->tools);
	agent->tools_env = text_dup(turn->tools_env);
	agent->instructions = text_dup(turn->instructions);
	agent->has_walls = turn->has_walls;
	agent->policy = policy_of(turn->permissions);
	agent->quirk = acp_quirk_of_command(agent->run);
	agent->send = (struct buf)BUF_INIT(SEND_BYTES);
	acp_news_init(&agent->news, agent->workspace, agent->quirk, &agent->queue);
	agent->news.is_old = true;
	agent->news.meter.cost_before = turn->cost_before;
	return agent;
}

static char *acp_argv(struct agent *agent)
{
	return acp_words_argv(agent->quirk, agent->run, agent->model, agent->session);
}

static char *acp_env(struct agent *agent)
{
	return text_dup(agent->quirk->variables);
}

static const struct agent_home *acp_home(const char *run)
{
	return acp_quirk_of_command(run)->home;
}

static struct acp_wish wish_of(const struct agent *agent)
{
	return (struct acp_wish){ .quirk = agent->quirk,
				  .workspace = agent->workspace,
				  .tools = agent->tools,
				  .tools_env = agent->tools_env,
				  .model = agent->model,
				  .has_walls = agent->has_walls,
				  .may_all = agent->policy == ACP_allow };
}

static void request(struct agent *agent, enum step step, const char *method, json_t *params)
{
	agent->step = step;
	agent->awaited_id = ++agent->last_id;
	wire_send_versioned(&agent->send, wire_request(agent->awaited_id, method, params));
}

static void fail_by(struct agent *agent, enum agent_error error, const char *what, const char *why)
{
	_autofree_ char *text = mem_printf("%s%s%s", what, text_is_empty(why) ? "" : ": ", why ? why : "");

	if (agent->is_over)
		return;
	agent->is_over = true;
	acp_news_end(&agent->news);
	agent_queue_add(&agent->queue, AGENT_failed, text)->error = error;
}

static void end_well(struct agent *agent)
{
	agent->is_over = true;
	acp_news_end(&agent->news);
	agent_queue_add(&agent->queue, AGENT_ended, 0);
}

static void acp_begin(struct agent *agent)
{
	request(agent, STEP_initialize, "initialize", acp_open_initialize(agent->quirk));
}

static void open_new(struct agent *agent)
{
	const struct acp_wish wish = wish_of(agent);

	agent->is_loading = false;
	request(agent, STEP_new, "session/new", acp_open_session(&wish, 0));
}

/* A conversation that the program no longer knows must not keep the task from going on. */
static void begin_anew(struct agent *agent, const char *why)
{
	_autofree_ char *note = mem_printf("begins a new conversation: %s", why);

	agent_queue_add(&agent->queue, AGENT_note, note);
	mem_replace(&agent->session, 0);
	agent->news.session = 0;
	if (agent->prompt_anew)
		mem_replace(&agent->prompt, steal(&agent->prompt_anew));
	open_new(agent);
}

static void open_session(struct agent *agent)
{
	const struct acp_wish wish = wish_of(agent);
	const char *method = acp_open_method(agent->initialized);

	if (!agent->session) {
		open_new(agent);
		return;
	}
	if (!method) {
		begin_anew(agent, "the program cannot go on with an earlier one");
		return;
	}
	agent->is_loading = text_same(method, "session/load");
	agent->news.session = agent->session;
	request(agent, STEP_go_on, method, acp_open_session(&wish, agent->session));
}

static void say_prompt(struct agent *agent)
{
	json_t *params = json_object(), *blocks = json_array();

	if (agent->instructions && !agent->is_loading)
		json_array_append_new(blocks, json_pack("{s:s,s:s}", "type", "text", "text", agent->instructions));
	json_array_append_new(blocks, json_pack("{s:s,s:s}", "type", "text", "text", agent->prompt));
	json_put(params, "sessionId", agent->session);
	json_object_set_new(params, "prompt", blocks);
	agent->news.is_old = agent->news.is_old && agent->is_loading && agent->quirk->replays_late;
	agent_queue_add(&agent->queue, AGENT_began,
			agent->model ? agent->model : json_text(json_object_get(agent->opened, "models"), "currentModelId"));
	request(agent, STEP_prompt, "session/prompt", params);
	agent->has_told = true;
}

static const char *acp_told(const struct agent *agent)
{
	return agent->has_told ? agent->prompt : 0;
}

static void choose_model(struct agent *agent)
{
	const struct acp_wish wish = wish_of(agent);
	struct acp_choice choice = acp_open_model(&wish, agent->session, agent->opened);

	if (choice.method)
		request(agent, STEP_model, choice.method, choice.params);
	else
		say_prompt(agent);
}

static void choose_mode(struct agent *agent)
{
	const struct acp_wish wish = wish_of(agent);
	struct acp_choice choice = acp_open_mode(&wish, agent->session, agent->opened);

	if (choice.method)
		request(agent, STEP_mode, choice.method, choice.params);
	else
		choose_model(agent);
}

/* A login that a person has to make is the lead's to make. */
static bool try_login(struct agent *agent, const json_t *error)
{
	const char *login = acp_open_login(agent->initialized);
	json_t *params;

	if (json_number(error, "code") != AUTHENTICATION_REQUIRED || !login || agent->has_tried_login)
		return false;
	agent->has_tried_login = true;
	params = json_object();
	json_put(params, "methodId", login);
	request(agent, STEP_login, "authenticate", params);
	return true;
}

static void take_initialized(struct agent *agent, const json_t *result)
{
	long long version = json_number(result, "protocolVersion");
	_autofree_ char *why = mem_printf("it speaks version %lld of the protocol, and not %d", version, ACP_VERSION);

	if (version != ACP_VERSION) {
		fail_by(agent, AGENT_ERROR_bad_request, "the agent did not start", why);
		return;
	}
	agent->initialized = json_deep_copy(result);
	agent->quirk = acp_quirk_of_name(json_text(json_object_get(result, "agentInfo"), "name"), agent->quirk);
	agent->news.quirk = agent->quirk;
	open_session(agent);
}

static void take_session(struct agent *agent, const json_t *result)
{
	const char *id = agent->step == STEP_new ? json_text(result, "sessionId") : agent->session;

	if (text_is_empty(id)) {
		fail_by(agent, AGENT_ERROR_unknown, "the agent opened no conversation", 0);
		return;
	}
	if (id != agent->session)
		mem_replace(&agent->session, mem_dup(id));
	agent->news.session = agent->session;
	if (agent->step == STEP_new)
		acp_meter_begin(&agent->news.meter);
	agent->opened = json_deep_copy(result);
	agent_queue_add(&agent->queue, AGENT_thread, agent->session);
	choose_mode(agent);
}

/* "end_turn" is said of turns that died, too. */
static void end_turn(struct agent *agent)
{
	if (agent->news.error != AGENT_ERROR_none)
		fail_by(agent, agent->news.error, "the turn failed", agent->news.why);
	else if (!agent->news.has_spoken && !agent->news.has_called && !agent->news.is_old)
		fail_by(agent, AGENT_ERROR_unknown, "the turn ended without a word and without a deed", 0);
	else
		end_well(agent);
}

static void stop_cancelled(struct agent *agent)
{
	if (agent->news.is_unwanted) {
		fail_by(agent, AGENT_ERROR_none, "the turn was interrupted", 0);
	} else if (agent->asks.has_refused) {
		agent_queue_add(&agent->queue, AGENT_note, "ended its turn because something was refused");
		end_well(agent);
	} else {
		fail_by(agent, AGENT_ERROR_unknown, "the agent gave up the turn", agent->news.why);
	}
}

static void take_stop(struct agent *agent, const char *reason)
{
	if (!strcmp(reason, "cancelled"))
		stop_cancelled(agent);
	else if (!strcmp(reason, "refusal"))
		fail_by(agent, AGENT_ERROR_refusal, "the model refuses", 0);
	else if (!strcmp(reason, "max_tokens"))
		fail_by(agent, AGENT_ERROR_cut, "the answer broke off: it reached the most tokens of one", 0);
	else if (!strcmp(reason, "max_turn_requests"))
		fail_by(agent, AGENT_ERROR_budget, "the turn reached the most requests of one", 0);
	else
		end_turn(agent);
}

static void take_end(struct agent *agent, const json_t *result)
{
	const char *reason = json_text_or(result, "stopReason", "end_turn");
	const json_t *failure = acp_failure_in(json_object_get(result, "_meta"));
	_autofree_ char *why = acp_error_words(json_text_or(failure, "title", ""));

	acp_meter_take_result(&agent->news.meter, result);
	acp_meter_tell(&agent->news.meter, &agent->queue);
	if (text_same(json_text(failure, "severity"), "error"))
		fail_by(agent, acp_error_of_failure(failure), "the turn failed", why);
	else if (agent->news.children && *agent->news.children && !agent->news.is_unwanted && !strcmp(reason, "end_turn"))
		agent->has_ended = true;
	else
		take_stop(agent, reason);
}

static void take_refusal(struct agent *agent, const json_t *error)
{
	static const char *const what[] = {
		[STEP_initialize] = "the agent did not start",	 [STEP_login] = "the agent is not logged in",
		[STEP_new] = "the agent opened no conversation", [STEP_prompt] = "the turn failed",
	};
	_autofree_ char *why = acp_error_text(error), *note = 0;

	if ((agent->step == STEP_new || agent->step == STEP_go_on) && try_login(agent, error))
		return;
	switch (agent->step) {
	case STEP_go_on: begin_anew(agent, why); return;
	case STEP_mode:
	case STEP_model:
		note = mem_printf("keeps its %s: %s", agent->step == STEP_mode ? "mode" : "model", why);
		agent_queue_add(&agent->queue, AGENT_note, note);
		if (agent->step == STEP_mode)
			choose_model(agent);
		else
			say_prompt(agent);
		return;
	case STEP_login: fail_by(agent, AGENT_ERROR_authentication, what[agent->step], why); return;
	case STEP_none:
	case STEP_initialize:
	case STEP_new:
	case STEP_prompt: fail_by(agent, acp_error_of(error), what[agent->step], why); return;
	}
}

static void take_response(struct agent *agent, const json_t *message)
{
	const json_t *error = json_object_get(message, "error"), *result = json_object_get(message, "result");

	/* Whatever else is answered, or again, changes nothing. */
	if (agent->step == STEP_none || json_number(message, "id") != agent->awaited_id)
		return;
	agent->awaited_id = 0;
	if (error) {
		take_refusal(agent, error);
		return;
	}
	switch (agent->step) {
	case STEP_initialize: take_initialized(agent, result); return;
	case STEP_login: open_session(agent); return;
	case STEP_new:
	case STEP_go_on: take_session(agent, result); return;
	case STEP_mode: choose_model(agent); return;
	case STEP_model: say_prompt(agent); return;
	case STEP_prompt: take_end(agent, result); return;
	case STEP_none: return;
	}
}

static void take_request(struct agent *agent, const char *method, const json_t *message)
{
	enum acp_policy policy = agent->policy;

	if (!strcmp(method, "session/request_permission")) {
		agent->news.is_old = false;
		acp_ask_permission(&agent->asks, message, policy, &agent->news, &agent->send);
	} else if (!strcmp(method, "elicitation/create")) {
		acp_ask_form(&agent->asks, message, &agent->news, &agent->send);
	} else {
		wire_send_versioned(&agent->send, wire_unknown(json_object_get(message, "id")));
	}
	if (agent->news.is_unwanted)
		acp_asks_cancel(&agent->asks, 0, &agent->send);
}

static void take_notice(struct agent *agent, const char *method, const json_t *params)
{
	if (!strcmp(method, "session/update"))
		acp_news_take(&agent->news, params);
	else if (!strcmp(method, "$/cancel_request"))
		acp_asks_cancel(&agent->asks, json_object_get(params, "requestId"), &agent->send);
	if (agent->has_ended && text_is_empty(agent->news.children))
		take_stop(agent, "end_turn");
}

static void acp_feed(struct agent *agent, const char *line, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *message = 0;
	const char *method;

	/* What is no JSON is noise of something that the program started. */
	if (agent->is_over || json_parse(line, len, &message, &err) < 0)
		return;
	method = json_text(message, "method");
	if (!method)
		take_response(agent, message);
	else if (agent_is_id(json_object_get(message, "id")))
		take_request(agent, method, message);
	else if (!json_object_get(message, "id"))
		take_notice(agent, method, json_object_get(message, "params"));
}

static void acp_answer(struct agent *agent, const char *key, const char *text)
{
	acp_ask_answer(&agent->asks, key, text, &agent->news, &agent->send);
}

static bool acp_steer(struct agent *agent, const char *text)
{
	json_t *params;

	if (agent->step != STEP_prompt || !agent->awaited_id || agent->news.is_unwanted || !acp_open_steers(agent->initialized))
		return false;
	params = json_object();
	json_put(params, "sessionId", agent->session);
	json_object_set_new(params, "prompt", json_pack("[{s:s,s:s}]", "type", "text", "text", text));
	wire_send_versioned(&agent->send, wire_request(++agent->last_id, "_session/steering", params));
	return true;
}

static void acp_exited(struct agent *agent, int status, const char *last_words)
{
	_autofree_ char *what = mem_printf("the agent ended in the middle of the turn with status %d", status);
	enum agent_error said = acp_error_of_words(last_words);

	/* Before the turn began it may have said what it lacks. */
	if (agent->step == STEP_prompt || said != AGENT_ERROR_authentication)
		said = AGENT_ERROR_crashed;
	fail_by(agent, said, what, *last_words ? last_words : agent->news.why);
}

static void acp_interrupt(struct agent *agent)
{
	json_t *params;

	agent->news.is_unwanted = true;
	if (agent->is_over)
		return;
	if (agent->step != STEP_prompt || agent->has_ended) {
		fail_by(agent, AGENT_ERROR_none, "the turn was interrupted", 0);
		return;
	}
	params = json_object();
	json_put(params, "sessionId", agent->session);
	wire_send_versioned(&agent->send, wire_notice("session/cancel", params));
	acp_asks_cancel(&agent->asks, 0, &agent->send);
}

static struct agent_able acp_able(const struct agent *agent)
{
	const struct acp_quirk *quirk = agent->quirk;

	return (struct agent_able){ .steer = acp_open_steers(agent->initialized),
				    .resume = !agent->initialized || acp_open_method(agent->initialized),
				    .tools = !quirk->ignores_tools,
				    .tokens = true,
				    .cost = true,
				    .context = true,
				    .permission = true,
				    .quiet_ms = quirk->quiet_ms };
}

static bool acp_next(struct agent *agent, struct agent_event *event)
{
	return agent_queue_next(&agent->queue, event);
}

static struct buf *acp_send(struct agent *agent)
{
	return &agent->send;
}

static void acp_free(struct agent *agent)
{
	if (!agent)
		return;
	agent_queue_release(&agent->queue);
	acp_asks_release(&agent->asks);
	acp_news_release(&agent->news);
	buf_release(&agent->send);
	json_decref(agent->initialized);
	json_decref(agent->opened);
	free(agent->run);
	free(agent->model);
	free(agent->workspace);
	free(agent->prompt);
	free(agent->prompt_anew);
	free(agent->session);
	free(agent->tools);
	free(agent->tools_env);
	free(agent->instructions);
	free(agent);
}

const struct agent_kind agent_acp = {
	.name = "acp",
	.home = acp_home,
	.new = acp_new,
	.argv = acp_argv,
	.env = acp_env,
	.able = acp_able,
	.feed = acp_feed,
	.begin = acp_begin,
	.answer = acp_answer,
	.steer = acp_steer,
	.exited = acp_exited,
	.interrupt = acp_interrupt,
	.next = acp_next,
	.send = acp_send,
	.told = acp_told,
	.free = acp_free,
	.attach = acp_words_attach,
};
