/* claude.c - see claude.h. */
#include "agent/claude.h"

#include "agent/claude_ask.h"
#include "agent/claude_close.h"
#include "agent/claude_error.h"
#include "agent/claude_event.h"
#include "agent/claude_meter.h"
#include "agent/claude_words.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SEND_BYTES = 32U << 20, TEXT_BYTES = 500, MOST_WAIT_S = 8 * 86400 };

struct agent {
	struct agent_turn turn; /* what it points to is borrowed */
	const char *prompt;	/* borrowed */
	char *thread, *model;	/* owned; NULL until known */
	char *word, *words;	/* owned: the last error's, and what was said with it; NULL where there was none */
	char *end_text;		/* owned */
	struct claude_end end;	/* of the last result */
	long long seen_s, lifts_s; /* by the program's own clock; 0 where not told */
	bool has_begun;		/* a turn runs, or ran */
	bool is_over;		/* ended or failed was told */
	bool is_lost;		/* the program does not know the conversation */
	bool is_unwanted;	/* interrupted */
	bool has_told;		/* the prompt */
	struct claude_asks asks;
	struct claude_close close;
	struct claude_meter meter;
	struct claude_view view;
	struct agent_queue queue;
	struct buf send;
};

static struct agent *claude_new(const struct agent_turn *turn)
{
	struct agent *agent = mem_new(1, sizeof *agent);

	agent->turn = *turn;
	agent->prompt = turn->prompt;
	agent->thread = text_dup(turn->thread);
	agent->asks = (struct claude_asks){ .policy = turn->permissions, .workspace = turn->workspace };
	agent->view.workspace = turn->workspace;
	agent->send = (struct buf)BUF_INIT(SEND_BYTES);
	claude_meter_init(&agent->meter, agent->thread != 0);
	return agent;
}

static char *claude_argv(struct agent *agent)
{
	return claude_words_argv(&agent->turn, agent->thread);
}

static char *claude_env(struct agent *agent)
{
	return claude_words_env(&agent->turn);
}

static void claude_begin(struct agent *agent)
{
	json_t *request;

	/* An argument of its program has one line; a request may have many. */
	if (!text_is_empty(agent->turn.instructions)) {
		request = json_pack("{s:s}", "subtype", "initialize");
		json_put(request, "appendSystemPrompt", agent->turn.instructions);
		claude_ask_request(&agent->send, "initialize", request);
	}
	claude_words_say(&agent->send, agent->prompt);
	agent->has_told = true;
}

static const char *claude_told(const struct agent *agent)
{
	return agent->has_told ? agent->prompt : 0;
}

static void tell_end(struct agent *agent)
{
	struct agent_event *event;
	bool lifts = agent->end.error == AGENT_ERROR_rate_limit && agent->seen_s > 0 && agent->lifts_s > agent->seen_s;

	agent->is_over = true;
	if (agent->end.is_fine) {
		agent_queue_add(&agent->queue, AGENT_ended, 0);
		return;
	}
	event = agent_queue_add(&agent->queue, AGENT_failed, 0);
	event->error = agent->end.error;
	event->text = mem_printf("%s%s%s", agent->end.what, text_is_empty(agent->end_text) ? "" : ": ",
				 agent->end_text ? agent->end_text : "");
	if (lifts && agent->lifts_s - agent->seen_s < MOST_WAIT_S)
		event->wait_ms = 1000 * (agent->lifts_s - agent->seen_s);
}

static void fail(struct agent *agent, enum agent_error error, const char *what, const char *why)
{
	agent->end = (struct claude_end){ false, error, what };
	mem_replace(&agent->end_text, text_is_empty(why) ? 0 : text_clean(why, strlen(why), TEXT_BYTES));
	tell_end(agent);
}

static void tell_usage(struct agent *agent)
{
	const struct claude_usage sum = claude_meter_sum(&agent->meter);
	struct agent_event *event = agent_queue_add(&agent->queue, AGENT_usage, 0);

	event->input = sum.input;
	event->cached = sum.cached;
	event->output = sum.output;
	event->cost_microusd = sum.cost_microusd;
	event->context = agent->meter.context;
	event->window = agent->meter.window;
}

/* Told at the start of each turn, also of one that the program begins by itself. */
static void take_init(struct agent *agent, const json_t *line)
{
	const char *thread = json_text(line, "session_id"), *model = json_text(line, "model");

	if (!agent->has_begun || !text_same(agent->thread, thread)) {
		mem_replace(&agent->thread, text_dup(thread));
		if (agent->thread)
			agent_queue_add(&agent->queue, AGENT_thread, thread);
	}
	mem_replace(&agent->model, model ? mem_dup(model) : 0);
	if (!agent->has_begun)
		agent_queue_add(&agent->queue, AGENT_began, model);
	agent->has_begun = true;
	claude_close_begun(&agent->close);
}

static void take_system(struct agent *agent, const json_t *line)
{
	const char *subtype = json_text_or(line, "subtype", "");

	if (!strcmp(subtype, "init"))
		take_init(agent, line);
	else if (!strcmp(subtype, "session_state_changed"))
		claude_close_state(&agent->close, json_text(line, "state"));
	else if (!strcmp(subtype, "background_tasks_changed"))
		claude_close_tasks(&agent->close, line, &agent->queue, &agent->send);
	else if (!strcmp(subtype, "task_notification"))
		claude_close_task_ended(&agent->close, line);
	claude_event_system(&agent->view, line, &agent->queue);
}

/* The time that the program tells, for a wait that it tells as a date. */
static void look_at_clock(struct agent *agent, const json_t *line)
{
	struct tm at = { 0 };

	if (sscanf(json_text_or(line, "timestamp", ""), "%4d-%2d-%2dT%2d:%2d:%2d", &at.tm_year, &at.tm_mon, &at.tm_mday,
		   &at.tm_hour, &at.tm_min, &at.tm_sec) != 6)
		return;
	at.tm_year -= 1900;
	at.tm_mon--;
	agent->seen_s = timegm(&at);
}

static void take_limit(struct agent *agent, const json_t *line)
{
	const json_t *info = json_object_get(line, "rate_limit_info");

	if (text_same(json_text(info, "status"), "rejected"))
		agent->lifts_s = json_number(info, "resetsAt");
}

/* What the program says in the model's place is said of an error. */
static void take_synthetic(struct agent *agent, const json_t *line)
{
	const json_t *content = json_object_get(json_object_get(line, "message"), "content");
	const char *word = json_text(line, "error");

	if (!word)
		return;
	mem_replace(&agent->word, mem_dup(word));
	mem_replace(&agent->words, mem_dup(json_text_or(json_array_get(content, 0), "text", "")));
}

static void take_assistant(struct agent *agent, const json_t *line)
{
	const json_t *message = json_object_get(line, "message");
	bool is_sub_agent = json_text(line, "parent_tool_use_id") != 0;

	look_at_clock(agent, line);
	take_limit(agent, line);
	if (text_same(json_text(message, "model"), "<synthetic>")) {
		take_synthetic(agent, line);
		return;
	}
	if (!is_sub_agent) {
		mem_replace(&agent->word, 0);
		mem_replace(&agent->words, 0);
	}
	if (claude_meter_message(&agent->meter, message, is_sub_agent))
		tell_usage(agent);
	claude_event_message(&agent->view, line, &agent->queue);
}

static void take_user(struct agent *agent, const json_t *line)
{
	look_at_clock(agent, line);
	claude_event_results(&agent->view, line, &agent->queue);
}

static void take_result(struct agent *agent, const json_t *line)
{
	const char *first = json_string_value(json_array_get(json_object_get(line, "errors"), 0));
	const char *text = json_text(line, "result");

	if (!agent->has_begun && agent->thread && first && text_starts(first, "No conversation found")) {
		agent->is_lost = true;
		return;
	}
	claude_meter_result(&agent->meter, line, agent->model);
	tell_usage(agent);
	if (text_is_empty(text))
		text = first && *first != '[' ? first : agent->words;
	agent->end = claude_error_end(line, agent->word, text ? text : "");
	if (agent->is_unwanted)
		agent->end = (struct claude_end){ false, AGENT_ERROR_none, "the turn was interrupted" };
	mem_replace(&agent->end_text, 0);
	if (!agent->end.is_fine && !agent->is_unwanted && text)
		agent->end_text = text_clean(text, strlen(text), TEXT_BYTES);
	claude_close_result(&agent->close, &agent->queue, &agent->send);
}

static void take_request(struct agent *agent, const json_t *line)
{
	claude_ask_take(&agent->asks, line, &agent->queue, &agent->send);
}

static void take_cancel(struct agent *agent, const json_t *line)
{
	claude_ask_cancel(&agent->asks, json_text(line, "request_id"));
}

static void take_response(struct agent *agent, const json_t *line)
{
	claude_close_answered(&agent->close, json_text(json_object_get(line, "response"), "request_id"));
}

static void claude_feed(struct agent *agent, const char *line, size_t len)
{
	static const struct {
		const char *type;
		void (*take)(struct agent *agent, const json_t *line);
	} known[] = {
		{ "system", take_system },	      { "assistant", take_assistant },
		{ "user", take_user },		      { "result", take_result },
		{ "control_request", take_request },  { "control_cancel_request", take_cancel },
		{ "control_response", take_response }, { "rate_limit_event", take_limit },
	};
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *parsed = 0;
	const char *type;

	if (agent->is_over || json_parse_lax(line, len, &parsed, &err) < 0)
		return;
	type = json_text_or(parsed, "type", "");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].type, type))
			known[i].take(agent, parsed);
	if (claude_close_is_over(&agent->close))
		tell_end(agent);
}

static void claude_answer(struct agent *agent, const char *key, const char *text)
{
	claude_ask_answer(&agent->asks, key, text, &agent->send);
}

static bool claude_steer(struct agent *agent, const char *text)
{
	if (!agent->has_begun || agent->is_over || agent->close.has_result)
		return false;
	claude_words_say(&agent->send, text);
	return true;
}

static void claude_interrupt(struct agent *agent)
{
	agent->is_unwanted = true;
	if (!agent->is_over)
		claude_ask_request(&agent->send, "interrupt", json_pack("{s:s}", "subtype", "interrupt"));
}

static bool claude_restart(struct agent *agent)
{
	if (!agent->is_lost || agent->is_unwanted)
		return false;
	agent->is_lost = false;
	agent->has_told = false;
	mem_replace(&agent->thread, 0);
	if (!text_is_empty(agent->turn.prompt_anew))
		agent->prompt = agent->turn.prompt_anew;
	claude_meter_release(&agent->meter);
	claude_meter_init(&agent->meter, false);
	agent_queue_add(&agent->queue, AGENT_note, "begins a new conversation: claude knows no more of the old one");
	return true;
}

/* SIGINT has it end with status 0, as a turn that is done has: only its result says that it is. */
static void claude_exited(struct agent *agent, int status, const char *last_words)
{
	_autofree_ char *what = mem_printf("claude ended in the middle of the turn with status %d", status);
	const char *why = *last_words ? last_words : agent->words;

	if (agent->is_over)
		return;
	if (agent->close.has_result)
		tell_end(agent);
	else if (agent->is_unwanted)
		fail(agent, AGENT_ERROR_none, "the turn was interrupted", 0);
	else
		fail(agent, claude_error_words(why ? why : "", AGENT_ERROR_crashed), what, why);
}

static const struct agent_home *claude_home(const char *run)
{
	static const char *const logins[] = { ".credentials.json", 0 }, *const settings[] = { "settings.json", 0 };
	static const struct agent_home home = {
		"CLAUDE_CONFIG_DIR", ".claude", logins, settings, ".claude.json", claude_words_notes,
	};

	(void)run;
	return &home;
}

static struct agent_able claude_able(const struct agent *agent)
{
	(void)agent;
	/* A stream that stands still was given up after 300 s and tried once more as long, without an event. */
	return (struct agent_able){ .steer = true, .resume = true, .tools = true, .tokens = true, .cost = true,
				    .context = true, .permission = true, .quiet_ms = 620000 };
}

static bool claude_next(struct agent *agent, struct agent_event *event)
{
	return agent_queue_next(&agent->queue, event);
}

static struct buf *claude_send(struct agent *agent)
{
	return &agent->send;
}

static void claude_free(struct agent *agent)
{
	if (!agent)
		return;
	claude_asks_release(&agent->asks);
	claude_close_release(&agent->close);
	claude_meter_release(&agent->meter);
	claude_view_release(&agent->view);
	agent_queue_release(&agent->queue);
	buf_release(&agent->send);
	free(agent->thread);
	free(agent->model);
	free(agent->word);
	free(agent->words);
	free(agent->end_text);
	free(agent);
}

const struct agent_kind agent_claude = {
	.name = "claude",
	.home = claude_home,
	.new = claude_new,
	.argv = claude_argv,
	.env = claude_env,
	.able = claude_able,
	.feed = claude_feed,
	.begin = claude_begin,
	.answer = claude_answer,
	.steer = claude_steer,
	.restart = claude_restart,
	.exited = claude_exited,
	.interrupt = claude_interrupt,
	.next = claude_next,
	.send = claude_send,
	.told = claude_told,
	.free = claude_free,
	.attach = claude_words_attach,
};
