/*
 * Every recording of a real ACP agent, turn by turn, comes out of the decoder as it ended and with what was in it;
 * cut anywhere it does no harm. expected.txt is the table: a line a turn.
 */
#include "agent/acp.h"
#include "base/json.h"
#include "base/text.h"
#include "tap.h"

#include <stdlib.h>

struct line {
	char dir;      /* '>', '<', 'x' for the exit */
	json_t *msg;   /* owned */
};

struct recording {
	char *name, *agent; /* owned */
	struct line *lines; /* owned */
	size_t count;
};

/* One turn of a recording, played to an agent of ours. */
struct play {
	const struct recording *recording;
	struct agent *agent;
	const json_t *initialized;
	json_t *opening;     /* the response that opened the session; borrowed, NULL where it is not in the recording */
	size_t opened_at;    /* the line of its request */
	const char *session;
	long long prompt_id; /* of ours; 0 while it is not said */
	bool is_anew;
	long long counts[AGENT_failed + 1], input, cached, output, cost, context, window;
	long long ok, failed, denied, cancelled, children, own_words;
	char *end; /* owned */
};

static const char *run_of(const char *agent)
{
	static const char *const runs[][2] = {
		{ "claude", "/n/claude-agent-acp/dist/index.js" }, { "claude-new", "/n/claude-agent-acp/dist/index.js" },
		{ "codex", "/n/@agentclientprotocol/codex-acp/dist/index.js" },
		{ "codex-zed", "/n/@zed-industries/codex-acp-linux-x64/bin/codex-acp" }, { "fake", "/n/fake" },
		{ "gemini", "/n/gemini" }, { "opencode", "/n/opencode" }, { "pi-acp", "/n/pi-acp/dist/index.js" },
	};

	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		if (!strcmp(runs[i][0], agent))
			return runs[i][1];
	return "/n/agent";
}

static void count_event(struct play *play, const struct agent_event *event)
{
	play->counts[event->kind]++;
	if (event->kind == AGENT_tool_ended) {
		play->ok += text_same(event->outcome, "ok");
		play->failed += text_same(event->outcome, "failed");
		play->denied += text_same(event->outcome, "denied");
		play->cancelled += text_same(event->outcome, "cancelled");
	}
	if (event->kind == AGENT_subagent && text_same(event->outcome, "started"))
		play->children++;
	if (event->kind == AGENT_message && !event->parent)
		play->own_words++;
	if (event->kind == AGENT_usage) {
		play->input = event->input;
		play->cached = event->cached;
		play->output = event->output;
		play->cost = event->cost_microusd;
		play->context = event->context;
		play->window = event->window;
	}
	if ((event->kind == AGENT_ended || event->kind == AGENT_failed) && !play->end)
		play->end = event->kind == AGENT_ended
				    ? mem_dup("ended")
				    : mem_printf("failed %s", event->error ? agent_error_word(event->error) : "-");
	if (event->kind == AGENT_asked)
		agent_acp.answer(play->agent, event->key, "1");
}

static void feed(struct play *play, const json_t *message)
{
	_autofree_ char *line = json_line(message);

	agent_acp.feed(play->agent, line, strlen(line));
}

static void respond(struct play *play, const json_t *id, const char *key, const json_t *value)
{
	_json_ json_t *message = json_object();

	json_object_set_new(message, "id", json_deep_copy(id));
	json_object_set_new(message, key, value ? json_deep_copy(value) : json_object());
	feed(play, message);
}

/* What stood between the request that opened the session and its response, with the response. */
static void serve_opening(struct play *play, const json_t *id)
{
	json_t *error = json_object_get(play->opening, "error");
	_json_ json_t *result = json_deep_copy(json_object_get(play->opening, "result"));

	for (size_t i = play->opened_at + 1; play->opening && i < play->recording->count; i++) {
		const struct line *line = &play->recording->lines[i];

		if (line->dir == '<' && line->msg == play->opening)
			break;
		if (line->dir == '<' && json_text(line->msg, "method"))
			feed(play, line->msg);
	}
	if (error) {
		respond(play, id, "error", error);
		return;
	}
	if (!json_is_object(result)) {
		json_decref(result);
		result = json_object();
	}
	if (!json_text(result, "sessionId"))
		json_put(result, "sessionId", play->session);
	respond(play, id, "result", result);
}

static void serve(struct play *play, const char *text, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *said = 0;
	const char *method;

	if (json_parse(text, len, &said, &err) < 0)
		abort();
	method = json_text_or(said, "method", "");
	if (!strcmp(method, "initialize"))
		respond(play, json_object_get(said, "id"), "result", play->initialized);
	else if (!strcmp(method, "session/load") || !strcmp(method, "session/resume"))
		serve_opening(play, json_object_get(said, "id"));
	else if (!strcmp(method, "session/new") && json_object_get(play->opening, "error"))
		play->is_anew = true;
	else if (!strcmp(method, "session/new"))
		serve_opening(play, json_object_get(said, "id"));
	else if (!strcmp(method, "session/prompt"))
		play->prompt_id = json_number(said, "id");
	else if (json_object_get(said, "id") && *method)
		respond(play, json_object_get(said, "id"), "result", 0);
}

static void listen(struct play *play)
{
	struct buf *send = agent_acp.send(play->agent);
	struct agent_event event;

	for (;;) {
		bool has_event = agent_acp.next(play->agent, &event);

		if (has_event) {
			count_event(play, &event);
			agent_event_release(&event);
		} else if (send->len) {
			_autofree_ char *said = buf_take(send);
			struct lines walk;

			LINES_EACH (walk, said)
				serve(play, walk.line, strlen(walk.line));
		} else {
			return;
		}
	}
}

/* Of the agent, to the request of theirs at line `at`. */
static json_t *response_to(const struct recording *recording, size_t at)
{
	const json_t *id = json_object_get(recording->lines[at].msg, "id");

	for (size_t i = at + 1; i < recording->count; i++) {
		const struct line *line = &recording->lines[i];

		if (line->dir == '<' && !json_text(line->msg, "method") && json_equal(json_object_get(line->msg, "id"), id))
			return line->msg;
	}
	return 0;
}

static bool is_opening(const char *method)
{
	return !strcmp(method, "session/new") || !strcmp(method, "session/load") || !strcmp(method, "session/resume");
}

static void find_initialized(struct play *play, size_t before)
{
	for (size_t i = 0; i < before; i++) {
		const struct line *line = &play->recording->lines[i];
		const json_t *response;

		if (line->dir != '>' || !text_same(json_text(line->msg, "method"), "initialize"))
			continue;
		response = response_to(play->recording, i);
		if (json_object_get(response, "result"))
			play->initialized = json_object_get(response, "result");
	}
}

/* Find what opened the session of a prompt; true where it was an earlier one, gone on with. */
static bool find_opening(struct play *play, size_t before)
{
	bool goes_on = false;

	for (size_t i = 0; i < before; i++) {
		const struct line *line = &play->recording->lines[i];
		const char *method = json_text_or(line->msg, "method", "");
		json_t *response;
		const char *session;

		if (line->dir != '>' || !is_opening(method))
			continue;
		response = response_to(play->recording, i);
		session = json_text(json_object_get(line->msg, "params"), "sessionId");
		if (!session)
			session = json_text(json_object_get(response, "result"), "sessionId");
		if (!response || !text_same(session, play->session))
			continue;
		play->opening = response;
		play->opened_at = i;
		goes_on = strcmp(method, "session/new") != 0;
	}
	return goes_on;
}

static void start(struct play *play, const char *thread)
{
	const json_t *params = json_object_get(play->recording->lines[play->opened_at].msg, "params");
	const struct agent_turn turn = { .run = run_of(play->recording->agent),
					 .workspace = json_text_or(params, "cwd", "/w"),
					 .thread = thread,
					 .prompt = "do it",
					 .prompt_anew = "do it all",
					 .has_walls = true,
					 .permissions = strstr(play->recording->name, "reject") ? "refuse" : 0 };

	play->agent = agent_acp.new(&turn);
	agent_acp.begin(play->agent);
	listen(play);
}

static void hear(struct play *play, const struct line *line, const json_t *prompt_id)
{
	const char *method = json_text(line->msg, "method");
	_json_ json_t *id = json_integer(play->prompt_id);

	if (line->dir == 'x' && !play->end)
		agent_acp.exited(play->agent, 137, "");
	else if (line->dir == '<' && method)
		feed(play, line->msg);
	else if (line->dir == '<' && json_equal(json_object_get(line->msg, "id"), prompt_id)) {
		_json_ json_t *mine = json_deep_copy(line->msg);

		json_object_set(mine, "id", id);
		feed(play, mine);
	} else if (line->dir == '>' && text_same(method, "session/cancel") &&
		   text_same(json_text(json_object_get(line->msg, "params"), "sessionId"), play->session)) {
		agent_acp.interrupt(play->agent);
	}
	listen(play);
}

/* From the prompt at line `at` to its response, and what came late until the next prompt of that session. */
static void play_turn(struct play *play, size_t at, size_t limit)
{
	const json_t *prompt_id = json_object_get(play->recording->lines[at].msg, "id");

	for (size_t i = at + 1; i < play->recording->count && limit; i++, limit--) {
		const struct line *line = &play->recording->lines[i];
		bool is_next = line->dir == '>' && text_same(json_text(line->msg, "method"), "session/prompt");

		if (is_next && play->end)
			return;
		hear(play, line, prompt_id);
	}
}

/* Gemini tells its history once it has answered: by then our prompt is on its way. */
static void play_late_history(struct play *play, size_t at)
{
	bool has_opened = false;

	for (size_t i = play->opened_at + 1; i < at; i++) {
		const struct line *line = &play->recording->lines[i];

		if (line->msg == play->opening)
			has_opened = true;
		else if (has_opened && line->dir == '<' && json_text(line->msg, "method"))
			feed(play, line->msg);
	}
	listen(play);
}

static char *summary(const struct play *play)
{
	char *text = mem_printf("%s", play->end ? play->end : play->is_anew ? "anew" : "open");
	const struct {
		const char *name;
		long long count;
	} counts[] = {
		{ "says", play->own_words },	    { "tools", play->counts[AGENT_tool] },
		{ "ok", play->ok },		    { "failed", play->failed },
		{ "denied", play->denied },	    { "cancelled", play->cancelled },
		{ "files", play->counts[AGENT_file] }, { "permissions", play->counts[AGENT_permission] },
		{ "children", play->children },	    { "retries", play->counts[AGENT_retrying] },
		{ "notes", play->counts[AGENT_note] }, { "asked", play->counts[AGENT_asked] },
		{ "in", play->input },		    { "cached", play->cached },
		{ "out", play->output },	    { "cost", play->cost },
		{ "context", play->context },	    { "window", play->window },
	};

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		if (counts[i].count)
			mem_replace(&text, mem_printf("%s, %s %lld", text, counts[i].name, counts[i].count));
	return text;
}

static void play_release(struct play *play)
{
	agent_acp.free(play->agent);
	free(play->end);
}

/* The turn that the prompt at line `at` began. */
static void play_prompt(const struct recording *recording, size_t at, size_t limit, struct play *play)
{
	bool goes_on;

	*play = (struct play){ .recording = recording };
	play->session = json_text(json_object_get(recording->lines[at].msg, "params"), "sessionId");
	find_initialized(play, at);
	goes_on = find_opening(play, at);
	start(play, goes_on ? play->session : 0);
	if (goes_on && play->prompt_id)
		play_late_history(play, at);
	if (play->prompt_id)
		play_turn(play, at, limit);
}

/* A conversation that could not be gone on with. */
static bool play_lost(const struct recording *recording, size_t at, struct play *play)
{
	const char *method = json_text_or(recording->lines[at].msg, "method", "");

	*play = (struct play){ .recording = recording };
	if (!is_opening(method) || !strcmp(method, "session/new"))
		return false;
	play->opening = response_to(recording, at);
	play->opened_at = at;
	play->session = json_text(json_object_get(recording->lines[at].msg, "params"), "sessionId");
	if (!json_object_get(play->opening, "error"))
		return false;
	find_initialized(play, at);
	start(play, play->session);
	return true;
}

static void add_line(struct recording *recording, json_t *object)
{
	const char *dir = json_text_or(object, "dir", "?");
	json_t *msg = json_object_get(object, "msg");

	if (!json_is_object(msg))
		return;
	recording->lines = mem_grow(recording->lines, recording->count + 1, sizeof *recording->lines);
	recording->lines[recording->count++] =
		(struct line){ !strcmp(dir, "exit") ? 'x' : *dir, json_incref(msg) };
}

static void recording_release(struct recording *recording)
{
	for (size_t i = 0; i < recording->count; i++)
		json_decref(recording->lines[i].msg);
	free(recording->lines);
	free(recording->name);
	free(recording->agent);
	*recording = (struct recording){ 0 };
}

struct want {
	struct buf got;	      /* the table as it came out */
	size_t recordings, turns;
};

static void tell(struct want *want, const struct recording *recording, struct play *play)
{
	_autofree_ char *text = summary(play);

	buf_printf(&want->got, "%s: %s\n", recording->name, text);
	want->turns++;
	play_release(play);
}

static void play_all(struct want *want, const struct recording *recording)
{
	struct play play;

	if (!recording->name)
		return;
	want->recordings++;
	for (size_t i = 0; i < recording->count; i++) {
		const struct line *line = &recording->lines[i];

		if (line->dir != '>')
			continue;
		if (play_lost(recording, i, &play))
			tell(want, recording, &play);
		if (!text_same(json_text(line->msg, "method"), "session/prompt"))
			continue;
		play_prompt(recording, i, recording->count, &play);
		tell(want, recording, &play);
	}
}

/* Call `use` with each recording of an agent's file. */
static void each_recording(const char *agent, void (*use)(void *owner, const struct recording *recording), void *owner)
{
	_autofree_ char *path = mem_printf("%s/acp/%s.jsonl", TEST_DATA, agent), *text = 0;
	_cleanup_(recording_release) struct recording recording = { 0 };
	FILE *file = fopen(path, "re");
	size_t room = 0;
	ssize_t len;

	CHECK(file != 0);
	while (file && (len = getline(&text, &room, file)) > 0) {
		_json_ json_t *object = json_loadb(text, (size_t)len, 0, 0);

		if (json_text(object, "recording")) {
			if (recording.name)
				use(owner, &recording);
			recording_release(&recording);
			recording.name = mem_dup(json_text(object, "recording"));
			recording.agent = mem_dup(agent);
		} else {
			add_line(&recording, object);
		}
	}
	if (recording.name)
		use(owner, &recording);
	if (file)
		fclose(file);
}

static const char *const agents[] = { "claude", "claude-new", "codex", "codex-zed", "fake",
				      "gemini", "opencode",   "pi-acp", "sdk" };

static void take_all(void *owner, const struct recording *recording)
{
	play_all(owner, recording);
}

static void compare(const char *got)
{
	_autofree_ char *line = 0;
	FILE *file = fopen(TEST_DATA "/acp/expected.txt", "re");
	size_t room = 0;
	struct lines walk;
	ssize_t len = 0;

	CHECK(file != 0);
	if (!file)
		return;
	LINES_EACH (walk, got) {
		len = getline(&line, &room, file);
		if (len > 0)
			line[len - 1] = 0;
		CHECK_STR(walk.line, len > 0 ? line : "");
	}
	CHECK(getline(&line, &room, file) < 0);
	fclose(file);
}

static void every_recording_ends_and_counts_as_the_table_has_it(void)
{
	struct want want = { .got = BUF_INIT(1U << 20) };

	for (size_t i = 0; i < sizeof agents / sizeof *agents; i++)
		each_recording(agents[i], take_all, &want);
	if (getenv("LEADHAND_TEST_TABLE"))
		fputs(buf_text(&want.got), stderr);
	CHECK_INT((long long)want.recordings, 260);
	compare(buf_text(&want.got));
	buf_release(&want.got);
}

/* A turn whose program dies after any number of its lines is over once, and has crashed. */
static void cut_lines(void *owner, const struct recording *recording)
{
	long long *wrong = owner;

	if (!text_ends(recording->name, "-turn"))
		return;
	for (size_t at = 0; at < recording->count; at++) {
		if (recording->lines[at].dir != '>' ||
		    !text_same(json_text(recording->lines[at].msg, "method"), "session/prompt"))
			continue;
		for (size_t limit = 1; limit < recording->count - at; limit++) {
			struct play play;

			play_prompt(recording, at, limit, &play);
			agent_acp.exited(play.agent, 137, "");
			listen(&play);
			*wrong += play.counts[AGENT_ended] + play.counts[AGENT_failed] != 1;
			*wrong += play.counts[AGENT_tool] != play.counts[AGENT_tool_ended];
			play_release(&play);
		}
		return;
	}
}

static void a_program_that_dies_after_any_line_ends_the_turn_once(void)
{
	long long wrong = 0;

	for (size_t i = 0; i < sizeof agents / sizeof *agents; i++)
		each_recording(agents[i], cut_lines, &wrong);
	CHECK_INT(wrong, 0);
}

/* Each line of a turn, cut after every byte: no JSON, so nothing happens. */
static void cut_bytes(void *owner, const struct recording *recording)
{
	long long *wrong = owner;
	struct play play = { .recording = recording, .session = "s" };

	if (!text_ends(recording->name, "-turn"))
		return;
	find_initialized(&play, recording->count);
	start(&play, 0);
	for (size_t i = 0; i < recording->count; i++) {
		_autofree_ char *line = json_line(recording->lines[i].msg);

		for (size_t len = 0; len < strlen(line); len++)
			agent_acp.feed(play.agent, line, len);
	}
	listen(&play);
	*wrong += play.counts[AGENT_message] + play.counts[AGENT_tool] + (play.end != 0);
	play_release(&play);
}

static void a_line_that_is_cut_at_any_byte_says_nothing(void)
{
	long long wrong = 0;

	for (size_t i = 0; i < sizeof agents / sizeof *agents; i++)
		each_recording(agents[i], cut_bytes, &wrong);
	CHECK_INT(wrong, 0);
}

int main(void)
{
	every_recording_ends_and_counts_as_the_table_has_it();
	a_program_that_dies_after_any_line_ends_the_turn_once();
	a_line_that_is_cut_at_any_byte_says_nothing();
	return tap_done();
}
