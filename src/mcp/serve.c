/* serve.c - see serve.h. */
#include "mcp/serve.h"

#include "base/text.h"
#include "mcp/protocol.h"
#include "runner/feed.h"
#include "sys/clock.h"
#include "sys/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	LINE_BYTES = 4 << 20,
	CALL_COUNT = 64,
	PROGRESS_MS = 15000, /* well within the time after which any client takes a silent server for dead */
};

struct server {
	struct loop *loop;
	struct mcp mcp;
	struct feed input;
	struct fd_watch *watch;
	struct signal_watch *term, *interrupt;
	struct open_call *calls; /* owned, a list */
	size_t call_count;
	long long patience_ms;
	bool is_gone; /* nobody reads what we say */
};

/* A call that the runner has not answered yet. */
struct open_call {
	struct server *server;
	struct mcp_step step; /* owned */
	json_t *word;	      /* owned: what was said at the door */
	struct door_talk *talk;
	struct timer *progress; /* NULL where none is wanted */
	long long began_ms;
	struct open_call *next;
};

/* The client may have made its end non-blocking, and ours with it. */
static void say(struct server *server, const json_t *message)
{
	_autofree_ char *line = json_line(message), *whole = mem_printf("%s\n", line);
	size_t at = 0, len = strlen(whole);

	while (at < len && !server->is_gone) {
		ssize_t n = write(1, whole + at, len - at);

		if (n > 0)
			at += (size_t)n;
		else if (n < 0 && errno == EAGAIN)
			poll(&(struct pollfd){ .fd = 1, .events = POLLOUT }, 1, -1);
		else if (n == 0 || errno != EINTR)
			server->is_gone = true;
	}
	if (server->is_gone)
		loop_stop(server->loop);
}

static void say_result(struct server *server, const struct mcp_step *step, const char *text, bool is_error)
{
	_json_ json_t *message = mcp_result(step->id, step->is_modern, text, is_error);

	say(server, message);
}

static void call_free(struct open_call *call)
{
	struct open_call **at = &call->server->calls;

	while (*at != call)
		at = &(*at)->next;
	*at = call->next;
	call->server->call_count--;
	door_talk_free(call->talk);
	timer_free(call->progress);
	mcp_step_release(&call->step);
	json_decref(call->word);
	free(call);
}

static void call_heard(void *owner, const char *line)
{
	struct open_call *call = owner;
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *reply = 0;
	_autofree_ char *text = 0;
	const char *error;

	if (!line || json_parse(line, strlen(line), &reply, &err)) {
		say_result(call->server, &call->step, "the session is over: nobody hears this any more", true);
	} else if ((error = json_text(reply, "error"))) {
		say_result(call->server, &call->step, error, true);
	} else {
		text = call->step.tool->text(reply);
		say_result(call->server, &call->step, text, false);
	}
	call_free(call);
}

static void call_tells(void *owner)
{
	struct open_call *call = owner;
	_json_ json_t *message = mcp_progress(call->step.token, (clock_steady_ms() - call->began_ms) / 1000);

	timer_set(call->progress, PROGRESS_MS);
	say(call->server, message);
}

static int talk_of(struct server *server, const json_t *word, void (*heard)(void *owner, const char *answer), void *owner,
		   struct door_talk **talk, struct err *err)
{
	const char *door = getenv("LEADHAND_DOOR");
	_autofree_ char *line = json_line(word);

	if (text_is_empty(door))
		return err_set(err, ERR_USAGE, "LEADHAND_DOOR is not set: these tools are for an agent in a session of leadhand");
	if (door_talk_new(server->loop, door, line, heard, owner, talk, err))
		return err_wrap(err, "the runner of this session does not hear");
	return 0;
}

static int call_begin(struct open_call *call, struct err *err)
{
	struct server *server = call->server;
	long long patience_ms = server->patience_ms ? server->patience_ms : mcp_patience_ms(&server->mcp);

	if (server->call_count > CALL_COUNT)
		return err_set(err, ERR_REFUSED, "too many calls at once: wait for the answer to one of them");
	if (mcp_tool_word(call->step.tool, call->step.arguments, patience_ms, &call->word, err) ||
	    talk_of(server, call->word, call_heard, call, &call->talk, err))
		return err->code;
	if (call->step.token) {
		call->progress = timer_new(server->loop, call_tells, call);
		timer_set(call->progress, PROGRESS_MS);
	}
	return 0;
}

static void begin(struct server *server, struct mcp_step *step)
{
	struct open_call *call = mem_new(1, sizeof *call);
	_cleanup_(err_release) struct err err = ERR_INIT;

	*call = (struct open_call){ .server = server, .step = move(step), .began_ms = clock_steady_ms(), .next = server->calls };
	server->calls = call;
	server->call_count++;
	if (!call_begin(call, &err))
		return;
	say_result(server, &call->step, err.text, true);
	call_free(call);
}

/* Heard by the runner is enough: nobody waits for what it says. */
static void leave_heard(void *owner, const char *line)
{
	(void)line;
	call_free(owner);
}

/* Nobody waits for the answer any more, but it is wanted all the same: the question is left open. */
static void leave(struct open_call *call)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	door_talk_free(call->talk);
	timer_free(call->progress);
	call->talk = 0;
	call->progress = 0;
	json_put(call->word, "word", "leave");
	if (talk_of(call->server, call->word, leave_heard, call, &call->talk, &err))
		call_free(call);
}

static void cancel(struct server *server, const json_t *id)
{
	for (struct open_call *call = server->calls; call; call = call->next) {
		if (!call->step.id || !json_equal(call->step.id, id))
			continue;
		/* Its id is free again. */
		json_decref(call->step.id);
		call->step.id = 0;
		if (text_same(call->step.tool->name, "ask"))
			leave(call);
		else
			call_free(call);
		return;
	}
}

static void take_line(void *owner, const char *line, size_t len)
{
	struct server *server = owner;
	_cleanup_(mcp_step_release) struct mcp_step step = { 0 };

	mcp_take(&server->mcp, line, len, &step);
	switch (step.deed) {
	case MCP_nothing: return;
	case MCP_say: say(server, step.reply); return;
	case MCP_call: begin(server, &step); return;
	case MCP_cancel: cancel(server, step.id); return;
	}
}

static void take_input(void *owner)
{
	struct server *server = owner;
	char piece[65536];
	ssize_t n = read(0, piece, sizeof piece);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		feed_add(&server->input, piece, (size_t)n);
	else
		loop_stop(server->loop);
}

static void take_signal(void *owner, int number)
{
	struct server *server = owner;

	(void)number;
	loop_stop(server->loop);
}

int mcp_serve(long long patience_ms, struct err *err)
{
	struct server server = { .loop = loop_new(), .patience_ms = patience_ms };

	(void)err;
	feed_init(&server.input, LINE_BYTES, take_line, &server);
	server.watch = fd_watch_new(server.loop, 0, take_input, &server);
	server.term = signal_watch_new(server.loop, SIGTERM, take_signal, &server);
	server.interrupt = signal_watch_new(server.loop, SIGINT, take_signal, &server);
	loop_run(server.loop);
	while (server.calls)
		call_free(server.calls);
	fd_watch_free(server.watch);
	signal_watch_free(server.term);
	signal_watch_free(server.interrupt);
	feed_release(&server.input);
	loop_free(server.loop);
	return 0;
}
