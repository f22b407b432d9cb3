/* recordings.c - see recordings.h. */
#include "recordings.h"

#include "agent/acp.h"
#include "base/json.h"
#include "base/text.h"
#include "sys/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 16 << 20 };

/* A conversation between a client that was recorded and a program. */
struct talk {
	struct {
		bool is_ours;
		json_t *message; /* owned */
	} *items; /* owned */
	size_t count;
};

/* What such a conversation is while an agent of ours takes the client's part in it. */
struct part {
	const struct talk *talk;
	size_t initialize, opening, prompt; /* where the client asks for it */
	struct agent *agent;
	struct recording recording;
	long long prompt_id; /* ours; 0 while it is not said */
};

static _Noreturn void die(const char *what, const char *path)
{
	fprintf(stderr, "measure_decoders: %s '%s'\n", what, path);
	exit(1);
}

static char *read_file(const char *folder, const char *name)
{
	_autofree_ char *path = mem_printf("%s/%s", folder, name);
	_cleanup_(err_release) struct err err = ERR_INIT;
	char *text;

	if (fs_read(path, FILE_BYTES, &text, 0, &err))
		die("cannot read", path);
	return text;
}

static void add_line(struct recording *recording, char *text)
{
	recording->lines = mem_grow(recording->lines, recording->count + 1, sizeof *recording->lines);
	recording->lines[recording->count++] = (struct recorded_line){ text, strlen(text) };
}

static void add(struct recordings *recordings, const struct recording *recording)
{
	recordings->items = mem_grow(recordings->items, recordings->count + 1, sizeof *recordings->items);
	recordings->items[recordings->count++] = *recording;
	recordings->lines += recording->count;
	for (size_t i = 0; i < recording->count; i++)
		recordings->bytes += recording->lines[i].len;
}

static void recording_release(struct recording *recording)
{
	for (size_t i = 0; i < recording->count; i++)
		free(recording->lines[i].text);
	free(recording->lines);
	free(recording->run);
	*recording = (struct recording){ 0 };
}

void recordings_add(struct recordings *recordings, const char *folder, const char *prefix)
{
	_autofree_ char *names = fs_list(folder);
	size_t before = recordings->count;
	struct lines walk;

	LINES_EACH (walk, names) {
		_autofree_ char *text = 0;
		struct recording recording = { 0 };
		struct lines each;

		if (!text_starts(walk.line, prefix) || !text_ends(walk.line, ".jsonl"))
			continue;
		text = read_file(folder, walk.line);
		LINES_EACH (each, text)
			add_line(&recording, mem_dup(each.line));
		add(recordings, &recording);
	}
	if (recordings->count == before)
		die("there are no recordings in", folder);
}

/* What an agent of ours would read of this message, it reads, and is recorded anew. */
static void hear(struct part *part, const json_t *message)
{
	struct agent_event event;
	char *line = json_line(message);

	agent_acp.feed(part->agent, line, strlen(line));
	add_line(&part->recording, line);
	while (agent_acp.next(part->agent, &event))
		agent_event_release(&event);
}

static void respond(struct part *part, const json_t *id, const json_t *result)
{
	_json_ json_t *message = json_object();

	json_put(message, "jsonrpc", "2.0");
	json_object_set_new(message, "id", json_deep_copy(id));
	json_object_set_new(message, "result", result ? json_deep_copy(result) : json_object());
	hear(part, message);
}

static const char *method_of(const struct talk *talk, size_t i)
{
	return json_text_or(talk->items[i].message, "method", "");
}

static bool is_response_to(const struct talk *talk, size_t i, size_t request)
{
	const json_t *message = talk->items[i].message;

	return !talk->items[i].is_ours && !*method_of(talk, i) &&
	       json_equal(json_object_get(message, "id"), json_object_get(talk->items[request].message, "id"));
}

/* What the program said from the request on until its response; gives that back. */
static const json_t *hear_until(struct part *part, size_t request)
{
	const struct talk *talk = part->talk;

	for (size_t i = request + 1; i < talk->count; i++) {
		if (is_response_to(talk, i, request))
			return json_object_get(talk->items[i].message, "result");
		if (!talk->items[i].is_ours && *method_of(talk, i))
			hear(part, talk->items[i].message);
	}
	return 0;
}

static void serve(struct part *part, const char *line)
{
	_json_ json_t *said = json_loads(line, 0, 0);
	const char *method = json_text_or(said, "method", "");
	const json_t *id = json_object_get(said, "id");

	if (!strcmp(method, "initialize"))
		respond(part, id, hear_until(part, part->initialize));
	else if (!strcmp(method, "session/new"))
		respond(part, id, hear_until(part, part->opening));
	else if (!strcmp(method, "session/prompt"))
		part->prompt_id = json_integer_value(id);
	else if (*method && id)
		respond(part, id, 0);
}

static void play(struct part *part)
{
	const struct agent_turn turn = { .run = part->recording.run, .workspace = "/w", .prompt = "do it", .has_walls = true };
	_json_ json_t *id = 0;
	struct buf *send;

	part->agent = agent_acp.new(&turn);
	agent_acp.begin(part->agent);
	send = agent_acp.send(part->agent);
	while (!part->prompt_id && send->len) {
		_autofree_ char *said = buf_take(send);
		struct lines walk;

		LINES_EACH (walk, said)
			serve(part, walk.line);
	}
	if (part->prompt_id) {
		id = json_integer(part->prompt_id);
		respond(part, id, hear_until(part, part->prompt));
	}
	agent_acp.free(part->agent);
}

static size_t find(const struct talk *talk, const char *method)
{
	size_t i = 0;

	while (i < talk->count && !(talk->items[i].is_ours && !strcmp(method_of(talk, i), method)))
		i++;
	return i;
}

/* Only where all of a turn is there, from the first word on. */
static void add_talk(struct recordings *recordings, struct talk *talk, const char *run)
{
	struct part part = { .talk = talk, .initialize = find(talk, "initialize"), .opening = find(talk, "session/new"),
			     .prompt = find(talk, "session/prompt") };

	if (part.initialize < part.opening && part.opening < part.prompt && part.prompt < talk->count) {
		part.recording.run = mem_dup(run);
		play(&part);
	}
	if (part.prompt_id)
		add(recordings, &part.recording);
	else
		recording_release(&part.recording);
	for (size_t i = 0; i < talk->count; i++)
		json_decref(talk->items[i].message);
	free(talk->items);
	*talk = (struct talk){ 0 };
}

static void add_message(struct talk *talk, const json_t *object)
{
	json_t *message = json_object_get(object, "msg");

	if (!json_is_object(message))
		return;
	talk->items = mem_grow(talk->items, talk->count + 1, sizeof *talk->items);
	talk->items[talk->count].is_ours = text_same(json_text(object, "dir"), ">");
	talk->items[talk->count++].message = json_incref(message);
}

/* A file holds many, each begun by its name. The file's own name is the program's. */
void recordings_add_acp(struct recordings *recordings, const char *folder)
{
	_autofree_ char *names = fs_list(folder);
	struct lines walk;

	LINES_EACH (walk, names) {
		_autofree_ char *text = 0, *run = 0;
		struct talk talk = { 0 };
		struct lines each;

		if (!text_ends(walk.line, ".jsonl"))
			continue;
		text = read_file(folder, walk.line);
		run = mem_dup_part(walk.line, strlen(walk.line) - strlen(".jsonl"));
		LINES_EACH (each, text) {
			_json_ json_t *object = json_loads(each.line, 0, 0);

			if (json_text(object, "recording"))
				add_talk(recordings, &talk, run);
			else
				add_message(&talk, object);
		}
		add_talk(recordings, &talk, run);
	}
	if (!recordings->count)
		die("there are no recordings in", folder);
}

void recordings_release(struct recordings *recordings)
{
	for (size_t i = 0; i < recordings->count; i++)
		recording_release(&recordings->items[i]);
	free(recordings->items);
	*recordings = (struct recordings){ 0 };
}
