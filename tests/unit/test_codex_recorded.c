/* Every turn of codex's app-server that was recorded ends as it ended, wherever its stream is cut. */
#include "agent/codex.h"
#include "base/mem.h"
#include "base/text.h"
#include "recording.h"
#include "tap.h"

#include <stdlib.h>

struct told {
	int begun, ends, tools, open_tools, messages, permissions;
	enum agent_event_kind end;
	long long context, window;
};

static void load(const char *name, struct recording *recording)
{
	_autofree_ char *path = mem_printf("%s/%s", TEST_DATA, name);

	recording_load(path, recording);
}

static struct agent *begin(void)
{
	const struct agent_turn turn = { .workspace = "/w/tree", .model = "gpt-5.5", .prompt = "do it", .permissions = "ask" };
	struct agent *agent = agent_codex.new(&turn);

	agent_codex.begin(agent);
	return agent;
}

static void listen(struct agent *agent, struct told *told)
{
	struct agent_event event;

	while (agent_codex.next(agent, &event)) {
		told->begun += event.kind == AGENT_began;
		told->tools += event.kind == AGENT_tool;
		told->open_tools += (event.kind == AGENT_tool) - (event.kind == AGENT_tool_ended);
		told->messages += event.kind == AGENT_message;
		told->permissions += event.kind == AGENT_permission;
		if (event.kind == AGENT_ended || event.kind == AGENT_failed) {
			told->ends++;
			told->end = event.kind;
		}
		if (event.kind == AGENT_usage && event.window) {
			told->context = event.context;
			told->window = event.window;
		}
		if (event.kind == AGENT_asked || event.kind == AGENT_permission)
			agent_codex.answer(agent, event.key, "1");
		agent_event_release(&event);
	}
	buf_release(agent_codex.send(agent));
}

static struct told play(const struct recording *recording, size_t count, bool is_torn)
{
	struct agent *agent = begin();
	struct told told = { 0 };

	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(recording->lines[i]);

		/* What breaks off anywhere in a line says nothing, and takes nothing away. */
		for (size_t part = 0; is_torn && part < len; part++)
			agent_codex.feed(agent, recording->lines[i], part);
		agent_codex.feed(agent, recording->lines[i], len);
		listen(agent, &told);
	}
	agent_codex.exited(agent, 1, "gone");
	listen(agent, &told);
	agent_codex.free(agent);
	return told;
}

static const struct recorded {
	const char *name;
	enum agent_event_kind end;
	int tools, permissions;
} recordings[] = {
	{ "codex-recorded-01.jsonl", AGENT_ended, 1, 0 },  { "codex-recorded-02.jsonl", AGENT_ended, 1, 1 },
	{ "codex-recorded-03.jsonl", AGENT_ended, 1, 1 },  { "codex-recorded-04.jsonl", AGENT_failed, 1, 1 },
	{ "codex-recorded-05.jsonl", AGENT_ended, 0, 0 },  { "codex-recorded-06.jsonl", AGENT_failed, 1, 0 },
	{ "codex-recorded-07.jsonl", AGENT_ended, 1, 0 },  { "codex-recorded-08.jsonl", AGENT_failed, 0, 0 },
	{ "codex-recorded-09.jsonl", AGENT_ended, 1, 0 },  { "codex-recorded-10.jsonl", AGENT_ended, 0, 0 },
	{ "codex-recorded-11.jsonl", AGENT_ended, 1, 1 },  { "codex-recorded-12.jsonl", AGENT_ended, 1, 1 },
	{ "codex-recorded-13.jsonl", AGENT_ended, 0, 0 },  { "codex-recorded-14.jsonl", AGENT_ended, 2, 0 },
	{ "codex-recorded-15.jsonl", AGENT_ended, 2, 0 },
};

enum { RECORDINGS = sizeof recordings / sizeof *recordings };

static void each_recorded_turn_ends_as_it_ended(void)
{
	for (size_t i = 0; i < RECORDINGS; i++) {
		struct recording recording;
		struct told told;

		load(recordings[i].name, &recording);
		told = play(&recording, recording.count, true);
		printf("# %s\n", recordings[i].name);
		CHECK_INT(told.begun, 1);
		CHECK_INT(told.ends, 1);
		CHECK_INT(told.end, recordings[i].end);
		CHECK_INT(told.tools, recordings[i].tools);
		CHECK(told.end == AGENT_failed || (!told.open_tools && told.messages > 0));
		CHECK_INT(told.permissions, recordings[i].permissions);
		recording_release(&recording);
	}
}

static void a_turn_that_is_cut_after_any_line_ends_once_and_as_failed(void)
{
	for (size_t i = 0; i < RECORDINGS; i++) {
		struct recording recording;
		int wrong = 0;

		load(recordings[i].name, &recording);
		for (size_t count = 0; count + 1 < recording.count; count++) {
			struct told told = play(&recording, count, false);

			wrong += told.ends != 1 || told.end != AGENT_failed;
		}
		CHECK_INT(wrong, 0);
		recording_release(&recording);
	}
}

static void the_fill_of_the_window_is_told(void)
{
	struct recording recording;
	struct told told;

	load("codex-recorded-01.jsonl", &recording);
	told = play(&recording, recording.count, false);
	CHECK(told.context > 0);
	CHECK(told.window > told.context);
	recording_release(&recording);
}

int main(void)
{
	each_recorded_turn_ends_as_it_ended();
	a_turn_that_is_cut_after_any_line_ends_once_and_as_failed();
	the_fill_of_the_window_is_told();
	return tap_done();
}
