/* Every recorded stream of Claude Code tells what happened in it, and ends once wherever it is cut. */
#include "agent/claude.h"
#include "base/mem.h"
#include "base/text.h"
#include "recording.h"
#include "tap.h"

#include <dirent.h>
#include <stdlib.h>

struct told {
	int ends, tools, failed, denied, files, says, asks, permissions, agents, retries;
	struct agent_event usage, end;
};

/* What is told of each: for streams of many turns, of each turn. */
static const struct recorded {
	const char *name, *told;
} recordings[] = {
#include "data/claude/told.inc"
};

enum { RECORDINGS = sizeof recordings / sizeof *recordings };

static void load(const char *name, struct recording *recording)
{
	_autofree_ char *path = mem_printf("%s/claude/%s.jsonl", TEST_DATA, name);

	recording_load(path, recording);
}

static struct agent *begin(const char *thread)
{
	const struct agent_turn turn = { .workspace = "/scratch/w", .prompt = "do it", .thread = thread,
					 .permissions = "ask", .prompt_anew = "do it all" };
	struct agent *agent = agent_claude.new (&turn);

	agent_claude.begin(agent);
	return agent;
}

static void keep(struct agent_event *place, struct agent_event *event)
{
	agent_event_release(place);
	*place = move(event);
}

static void note(struct told *told, const struct agent_event *event)
{
	told->tools += event->kind == AGENT_tool;
	told->failed += event->kind == AGENT_tool_ended && text_same(event->outcome, "failed");
	told->denied += event->kind == AGENT_tool_ended && text_same(event->outcome, "denied");
	told->files += event->kind == AGENT_file;
	told->says += event->kind == AGENT_message;
	told->asks += event->kind == AGENT_asked;
	told->permissions += event->kind == AGENT_permission;
	told->agents += event->kind == AGENT_subagent && text_same(event->outcome, "started");
	told->retries += event->kind == AGENT_retrying;
}

static void listen(struct agent *agent, struct told *told)
{
	struct agent_event event;

	while (agent_claude.next(agent, &event)) {
		note(told, &event);
		if (event.kind == AGENT_asked)
			agent_claude.answer(agent, event.key, "1");
		if (event.kind == AGENT_permission)
			agent_claude.answer(agent, event.key, "allow");
		if (event.kind == AGENT_ended || event.kind == AGENT_failed) {
			told->ends++;
			keep(&told->end, &event);
		} else if (event.kind == AGENT_usage) {
			keep(&told->usage, &event);
		}
		agent_event_release(&event);
	}
	buf_release(agent_claude.send(agent));
}

static void forget(struct told *told)
{
	agent_event_release(&told->usage);
	agent_event_release(&told->end);
	*told = (struct told){ 0 };
}

static void add(struct buf *line, const char *name, long long number)
{
	if (number)
		buf_printf(line, " %s %lld", name, number);
}

static void write_turn(struct buf *line, const struct told *told)
{
	if (line->len)
		buf_add_text(line, " | ");
	if (told->ends != 1)
		buf_printf(line, "%d ends", told->ends);
	else
		buf_add_text(line, told->end.kind == AGENT_ended ? "ended" : "failed");
	if (told->end.error)
		buf_printf(line, " %s", agent_error_word(told->end.error));
	add(line, "tools", told->tools);
	add(line, "failed", told->failed);
	add(line, "denied", told->denied);
	add(line, "files", told->files);
	add(line, "says", told->says);
	add(line, "asks", told->asks);
	add(line, "permissions", told->permissions);
	add(line, "agents", told->agents);
	add(line, "retries", told->retries);
	add(line, "in", told->usage.input);
	add(line, "out", told->usage.output);
	add(line, "microusd", told->usage.cost_microusd);
}

/* All turns of a recording in words, the caller's; before each line comes what it is when it breaks off within its first
 * `torn` bytes. Each turn is heard by an agent of its own, as in life. */
static char *play(const struct recording *recording, size_t torn)
{
	struct buf line = BUF_INIT(10000);
	struct agent *agent = begin("before");
	struct told told = { 0 };

	for (size_t i = 0; i < recording->count; i++) {
		const char *text = recording->lines[i];

		if (told.ends && strstr(text, "\"subtype\":\"init\"")) {
			write_turn(&line, &told);
			forget(&told);
			agent_claude.free(agent);
			agent = begin("before");
		}
		for (size_t part = 0; part < torn && part < strlen(text); part++)
			agent_claude.feed(agent, text, part);
		agent_claude.feed(agent, text, strlen(text));
		listen(agent, &told);
	}
	if (agent_claude.restart(agent))
		buf_add_text(&line, "again");
	agent_claude.exited(agent, 0, "");
	listen(agent, &told);
	write_turn(&line, &told);
	forget(&told);
	agent_claude.free(agent);
	return buf_take(&line);
}

static void each_recording_tells_what_happened_in_it(void)
{
	for (size_t i = 0; i < RECORDINGS; i++) {
		struct recording recording;
		_autofree_ char *told = 0;

		load(recordings[i].name, &recording);
		told = play(&recording, 0);
		printf("# %s\n", recordings[i].name);
		CHECK_STR(told, recordings[i].told);
		recording_release(&recording);
	}
}

static void no_recording_is_left_out(void)
{
	DIR *dir = opendir(TEST_DATA "/claude");
	struct dirent *entry;
	int found = 0;

	while (dir && (entry = readdir(dir)))
		found += text_ends(entry->d_name, ".jsonl");
	if (dir)
		closedir(dir);
	CHECK_INT(found, RECORDINGS);
}

static int ends_of(const struct recording *recording, size_t count)
{
	struct agent *agent = begin(0);
	struct told told = { 0 };
	int ends;

	for (size_t i = 0; i < count; i++) {
		agent_claude.feed(agent, recording->lines[i], strlen(recording->lines[i]));
		listen(agent, &told);
	}
	agent_claude.exited(agent, 143, "gone");
	listen(agent, &told);
	ends = told.ends;
	forget(&told);
	agent_claude.free(agent);
	return ends;
}

static void a_stream_that_is_cut_after_any_line_ends_once(void)
{
	int wrong = 0;

	for (size_t i = 0; i < RECORDINGS; i++) {
		struct recording recording;

		load(recordings[i].name, &recording);
		for (size_t count = 0; count < recording.count; count++)
			wrong += ends_of(&recording, count) != 1;
		recording_release(&recording);
	}
	CHECK_INT(wrong, 0);
}

static void a_line_that_is_cut_at_any_byte_says_nothing_and_takes_nothing_away(void)
{
	for (size_t i = 0; i < RECORDINGS; i++) {
		struct recording recording;
		_autofree_ char *told = 0;

		load(recordings[i].name, &recording);
		told = play(&recording, i % 40 ? 100 : 100000);
		CHECK_STR(told, recordings[i].told);
		recording_release(&recording);
	}
}

int main(void)
{
	each_recording_tells_what_happened_in_it();
	no_recording_is_left_out();
	a_stream_that_is_cut_after_any_line_ends_once();
	a_line_that_is_cut_at_any_byte_says_nothing_and_takes_nothing_away();
	return tap_done();
}
