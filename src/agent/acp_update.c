/* acp_update.c - see acp_update.h. */
#include "agent/acp_update.h"

#include "agent/acp_error.h"
#include "agent/codex_error.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { MESSAGE_BYTES = 64 << 10, CHILD_COUNT = 64, ID_BYTES = 200 };

struct update {
	const json_t *update;
	const char *parent; /* the sub-agent whose session it came in, or NULL */
};

void acp_news_init(struct acp_news *news, const char *workspace, const struct acp_quirk *quirk,
		   struct agent_queue *queue)
{
	*news = (struct acp_news){ .workspace = workspace, .quirk = quirk, .queue = queue };
	news->words.text = (struct buf)BUF_INIT(MESSAGE_BYTES);
}

static struct acp_place place_of(const struct acp_news *news, const char *parent)
{
	return (struct acp_place){ .workspace = news->workspace,
				   .parent = parent,
				   .names_in_ids = news->quirk->names_in_ids,
				   .is_unwanted = news->is_unwanted,
				   .queue = news->queue };
}

void acp_news_flush(struct acp_news *news)
{
	struct agent_event *event;

	if (!news->words.text.len)
		return;
	event = agent_queue_add(news->queue, AGENT_message, buf_text(&news->words.text));
	event->parent = news->words.parent ? mem_dup(news->words.parent) : 0;
	buf_clear(&news->words.text);
	mem_replace(&news->words.id, 0);
	mem_replace(&news->words.parent, 0);
}

/* A try that failed is forgotten once the turn goes on. */
static void go_on(struct acp_news *news)
{
	news->error = AGENT_ERROR_none;
	mem_replace(&news->why, 0);
}

static void tell_retry(struct acp_news *news, enum agent_error error, const char *words)
{
	struct agent_event *event = agent_queue_add(news->queue, AGENT_retrying, words);

	event->error = error;
	event->number = acp_try_in(words);
}

/* What the program says itself, as if it were the model's words. */
static bool is_of_program(struct acp_news *news, const char *text, const char *id)
{
	if (news->quirk->retries_in_words && text_starts(text, "Retrying (attempt ")) {
		tell_retry(news, AGENT_ERROR_server_error, text);
		return true;
	}
	if (news->quirk->retries_in_words && text_starts(text, "Retry finished"))
		return true;
	if (news->quirk->aside && text_starts(text, news->quirk->aside)) {
		agent_queue_add(news->queue, AGENT_note, text);
		return true;
	}
	if (!news->quirk->marks_words || id)
		return false;
	news->error = acp_error_of_words(text);
	if (news->error == AGENT_ERROR_none)
		news->error = AGENT_ERROR_unknown;
	mem_replace(&news->why, acp_error_words(text));
	return true;
}

static void take_words(struct acp_news *news, const struct update *u)
{
	const char *text = json_text_or(json_object_get(u->update, "content"), "text", "");
	const char *id = json_text(u->update, "messageId");
	const char *parent = json_text(json_object_get(json_object_get(u->update, "_meta"), "claudeCode"), "parentToolUseId");

	if (!parent)
		parent = u->parent;
	if (!*text || is_of_program(news, text, id))
		return;
	if (!text_same(parent, news->words.parent) || !text_same(id, news->words.id))
		acp_news_flush(news);
	if (!news->words.text.len) {
		mem_replace(&news->words.id, id ? mem_dup(id) : 0);
		mem_replace(&news->words.parent, parent ? mem_dup(parent) : 0);
	}
	buf_add_text(&news->words.text, text);
	news->has_spoken = news->has_spoken || !parent;
	go_on(news);
}

static void take_call(struct acp_news *news, const struct update *u)
{
	struct acp_place place = place_of(news, u->parent);

	acp_news_flush(news);
	news->has_called = true;
	go_on(news);
	acp_call_take(&news->calls, u->update, &place);
}

struct acp_call *acp_news_call(struct acp_news *news, const char *session, const json_t *call)
{
	struct acp_place place = place_of(news, text_same(session, news->session) ? 0 : session);
	struct acp_call *found;

	acp_news_flush(news);
	news->has_called = true;
	found = acp_call_take(&news->calls, call, &place);
	if (found && !found->is_over)
		acp_call_begin(found, &place);
	return found;
}

static void take_plan(struct acp_news *news, const struct update *u)
{
	const json_t *entries = json_object_get(u->update, "entries");
	const char *now = 0;
	_autofree_ char *note = 0;
	size_t done = 0;

	for (size_t i = 0; i < json_array_size(entries); i++) {
		const json_t *entry = json_array_get(entries, i);
		const char *status = json_text_or(entry, "status", "");

		done += !strcmp(status, "completed");
		if (!now && !strcmp(status, "in_progress"))
			now = json_text(entry, "content");
	}
	note = mem_printf("plan: %zu of %zu done%s%.300s", done, json_array_size(entries), now ? ", now: " : "",
			  now ? now : "");
	if (text_same(note, news->plan))
		return;
	agent_queue_add(news->queue, AGENT_note, note);
	mem_replace(&news->plan, steal(&note));
}

static void take_usage(struct acp_news *news, const struct update *u)
{
	/* A sub-agent's window is not the agent's own. */
	if (u->parent)
		return;
	acp_meter_take_update(&news->meter, u->update, false);
	acp_meter_tell(&news->meter, news->queue);
}

static void take_notice(struct acp_news *news, const struct update *u)
{
	agent_queue_add(news->queue, AGENT_note, json_text(u->update, "title"));
}

static void take_failure(struct acp_news *news, const json_t *failure)
{
	const char *title = json_text_or(failure, "title", "");
	enum agent_error error = acp_error_of_failure(failure);

	if (!text_same(json_text(failure, "severity"), "error")) {
		/* A warning of anything else than the provider is no retry. */
		if (error == AGENT_ERROR_unknown)
			agent_queue_add(news->queue, AGENT_note, title);
		else
			tell_retry(news, error, title);
		return;
	}
	news->error = error;
	mem_replace(&news->why, acp_error_words(title));
}

/* Where codex-acp may not declare `sessionFailure`, it tells what its app-server said. */
static void take_codex_error(struct acp_news *news, const json_t *error)
{
	const char *message = json_text_or(error, "message", "");
	enum agent_error found = codex_error_of(error);

	if (json_bool(error, "willRetry")) {
		tell_retry(news, found, message);
		return;
	}
	news->error = found;
	mem_replace(&news->why, acp_error_words(message));
}

static void take_info(struct acp_news *news, const struct update *u)
{
	const json_t *meta = json_object_get(u->update, "_meta"), *failure = acp_failure_in(meta);
	const json_t *error = json_object_get(json_object_get(meta, "codex"), "error");

	if (failure)
		take_failure(news, failure);
	else if (json_is_object(error))
		take_codex_error(news, error);
}

static void drop_child(struct acp_news *news, const char *id)
{
	char *left = mem_dup("");
	struct lines walk;

	LINES_EACH (walk, news->children ? news->children : "")
		if (strcmp(walk.line, id) != 0)
			lines_add(&left, walk.line);
	mem_replace(&news->children, left);
}

static void take_child(struct acp_news *news, const struct update *u)
{
	const char *id = json_text_or(u->update, "sessionId", ""), *about = json_text(u->update, "title");
	const json_t *state = json_object_get(u->update, "state");
	const char *word = json_text_or(state, "state", "");
	struct agent_event *event;
	bool is_known = news->children && lines_has(news->children, id);

	if (text_is_empty(about))
		about = json_text(u->update, "description");
	if (!*id || strlen(id) > ID_BYTES || strchr(id, '\n'))
		return;
	if (!is_known && (about || !strcmp(word, "running")) && lines_count(news->children ? news->children : "") < CHILD_COUNT) {
		lines_add(&news->children, id);
		event = agent_queue_add(news->queue, AGENT_subagent, about);
		event->key = mem_dup(id);
		event->outcome = mem_dup("started");
	}
	if (!is_known || strcmp(word, "idle"))
		return;
	drop_child(news, id);
	event = agent_queue_add(news->queue, AGENT_subagent, 0);
	event->key = mem_dup(id);
	event->outcome = mem_dup(text_same(json_text(state, "stopReason"), "end_turn") ? "completed" : "failed");
}

/* The session is ours, or that of one of our sub-agents: then *parent is its id. */
static bool is_ours(const struct acp_news *news, const char *session, const char **parent)
{
	size_t len = news->session ? strlen(news->session) : 0;

	*parent = 0;
	if (!len || !session)
		return false;
	if (!strcmp(session, news->session))
		return true;
	*parent = session;
	return (text_starts(session, news->session) && text_starts(session + len, ":subagent:")) ||
	       (news->children && lines_has(news->children, session));
}

/* Of what was before the turn only the cost counts, to be taken off. */
static void take_old(struct acp_news *news, const struct update *u, const char *kind)
{
	if (!strcmp(kind, "usage_update") && !u->parent)
		acp_meter_take_update(&news->meter, u->update, true);
}

/* Its commands are told when the history is; and a call of the past would have come with its end. */
static bool ends_history(const struct acp_news *news, const struct update *u, const char *kind)
{
	if (!news->quirk->replays_late)
		return false;
	return !strcmp(kind, "available_commands_update") ||
	       (!strcmp(kind, "tool_call") && text_same(json_text(u->update, "status"), "in_progress"));
}

void acp_news_take(struct acp_news *news, const json_t *params)
{
	static const struct {
		const char *kind;
		void (*take)(struct acp_news *news, const struct update *u);
	} kinds[] = {
		{ "agent_message_chunk", take_words }, { "tool_call", take_call },
		{ "tool_call_update", take_call },     { "plan", take_plan },
		{ "usage_update", take_usage },	       { "notice", take_notice },
		{ "session_info_update", take_info },  { "subagent_update", take_child },
	};
	struct update u = { json_object_get(params, "update"), 0 };
	const char *kind = json_text_or(u.update, "sessionUpdate", "");

	if (!is_ours(news, json_text(params, "sessionId"), &u.parent))
		return;
	if (news->is_old && ends_history(news, &u, kind))
		news->is_old = false;
	if (news->is_old) {
		take_old(news, &u, kind);
		return;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].kind, kind))
			kinds[i].take(news, &u);
}

void acp_news_end(struct acp_news *news)
{
	struct acp_place place = place_of(news, 0);

	acp_news_flush(news);
	acp_calls_cancel(&news->calls, &place);
}

void acp_news_release(struct acp_news *news)
{
	acp_calls_release(&news->calls);
	buf_release(&news->words.text);
	free(news->words.id);
	free(news->words.parent);
	free(news->children);
	free(news->plan);
	free(news->why);
}
