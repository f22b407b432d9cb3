/* logbook.c - see logbook.h. */
#include "api/logbook.h"

#include "api/row.h"
#include "api/story.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <fcntl.h>
#include <string.h>

/* Of a journal that is longer, the end is told. */
enum { PIECE_BYTES = 8 << 20, TEXT_BYTES = 4000 };

static void add(struct logbook *logbook, long long at_ms, const char *kind, const char *text)
{
	_autofree_ char *clean = text_clean_block(text, strlen(text), TEXT_BYTES);
	json_t *line = json_object();

	json_put_number(line, "at_ms", at_ms);
	json_put(line, "kind", kind);
	json_put(line, "text", clean);
	logbook->entries =
		mem_grow(logbook->entries, logbook->count + 1, sizeof(*logbook->entries));
	logbook->entries[logbook->count] =
		(struct logbook_entry){ at_ms, (long long)logbook->count, line };
	logbook->count++;
}

static void add_event(void *owner, long long seq, const struct event *event)
{
	struct logbook *logbook = owner;
	_autofree_ char *text = story_of(logbook->view->state, event);

	logbook->seq = seq;
	if (text)
		add(logbook, event->at_ms, event_kinds[event->kind], text);
	if (!text_is_empty(event->tree) && !lines_has(logbook->trees, event->tree))
		lines_add(&logbook->trees, event->tree);
}

/* Gates that judge this task; a tree may be another task's too, and judged by its gates. */
static bool judges(const struct logbook *logbook, long long gate)
{
	const struct state *state = logbook->view->state;
	_autofree_ char *id = mem_printf("%lld", gate);

	if (lines_has(task_at(state, logbook->task)->accept, id))
		return true;
	EACH(session, session, state)
		if (session->task == logbook->task && lines_has(session->gates, id))
			return true;
	EACH(landing, landing, state)
		if (landing->task == logbook->task && lines_has(landing->gates, id))
			return true;
	return false;
}

static void add_run(struct logbook *logbook, const struct run *run)
{
	const struct gate *gate = gate_at(logbook->view->state, run->gate);
	_autofree_ char *id = mem_printf("%lld", run->record.id);
	_autofree_ char *age = duration_text(run->duration_ms), *text = 0;

	/* A verdict from before its time was asked for by another task. */
	if (lines_has(logbook->runs, id) || !judges(logbook, run->gate) ||
	    run->ended_ms < task_at(logbook->view->state, logbook->task)->called_ms)
		return;
	lines_add(&logbook->runs, id);
	text = mem_printf("gate '%s' is %s on tree %.12s, %s%s%s",
			  gate && gate->name ? gate->name : "?", run_states[run->life],
			  run->tree, age, text_is_empty(run->reason) ? "" : ": ",
			  run->reason ? run->reason : "");
	add(logbook, run->ended_ms, "gate", text);
}

/* What the gates said of trees that belong to this task. */
static void add_runs(struct logbook *logbook)
{
	EACH(run, run, logbook->view->state)
		if (run->life >= RUN_green && lines_has(logbook->trees, run->tree))
			add_run(logbook, run);
}

struct logbook_file *logbook_file_of(struct logbook *logbook, long long job)
{
	for (size_t i = 0; i < logbook->file_count; i++)
		if (logbook->files[i].job == job)
			return &logbook->files[i];
	logbook->files =
		mem_grow(logbook->files, logbook->file_count + 1, sizeof(*logbook->files));
	logbook->files[logbook->file_count] = (struct logbook_file){ job, 0 };
	return &logbook->files[logbook->file_count++];
}

static void add_note(struct logbook *logbook, const char *text, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *line = 0;

	if (!memmem(text, len, "\"note\"", strlen("\"note\"")) ||
	    json_parse(text, len, &line, &err))
		return;
	if (text_same(json_text(line, "kind"), "note"))
		add(logbook, json_number(line, "at_ms"), "note",
		    json_text_or(line, "text", ""));
}

/* The whole lines that a journal has beyond what was read. */
static void add_notes(struct logbook *logbook, long long job)
{
	_autofree_ char *folder = place_job(logbook->view->place, job);
	_autofree_ char *path = mem_printf("%s/out.jsonl", folder), *data = 0;
	_autoclose_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct logbook_file *file = logbook_file_of(logbook, job);
	long long size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	ssize_t got;
	char *at, *end;

	if (size <= file->offset)
		return;
	if (size - file->offset > PIECE_BYTES)
		file->offset = size - PIECE_BYTES;
	data = mem_new((size_t)(size - file->offset), 1);
	got = pread(fd, data, (size_t)(size - file->offset), file->offset);
	for (at = data; got > 0 && (end = memchr(at, '\n', (size_t)(data + got - at)));
	     at = end + 1)
		add_note(logbook, at, (size_t)(end - at));
	file->offset += at - data;
}

static int compare(const void *left, const void *right)
{
	const struct logbook_entry *a = left, *b = right;

	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void add_journals(struct logbook *logbook)
{
	const struct state *state = logbook->view->state;

	EACH(job, job, state)
		if (session_at(state, job->session) &&
		    session_at(state, job->session)->task == logbook->task)
			add_notes(logbook, job->record.id);
}

int logbook_take(struct logbook *logbook, json_t **entries, struct err *err)
{
	if (logbook->view->store && store_each_event(logbook->view->store, logbook->task,
						     logbook->seq, add_event, logbook, err))
		return err->code;
	add_runs(logbook);
	add_journals(logbook);
	if (logbook->count)
		qsort(logbook->entries, logbook->count, sizeof(*logbook->entries), compare);
	*entries = json_array();
	for (size_t i = 0; i < logbook->count; i++)
		json_array_append_new(*entries, logbook->entries[i].line);
	logbook->count = 0;
	return 0;
}

static void add_raw(struct logbook *logbook, const struct job *job, json_t *pieces)
{
	_autofree_ char *folder = place_job(logbook->view->place, job->record.id);
	_autofree_ char *path = mem_printf("%s/raw.log", folder);
	struct logbook_file *file = logbook_file_of(logbook, job->record.id);
	long long size, changed;
	json_t *piece;

	fs_stamp(path, &size, &changed);
	/* Its middle was cut out to keep it short: what stands there now was told before. */
	if (size < file->offset)
		file->offset = size;
	if (size == file->offset)
		return;
	piece = json_object();
	json_put(piece, "path", path);
	json_put_number(piece, "job", job->record.id);
	json_put_number(piece, "turn", job->turn);
	json_put_number(piece, "from", file->offset);
	json_put_number(piece, "to", size);
	json_array_append_new(pieces, piece);
	file->offset = size;
}

json_t *logbook_take_raw(struct logbook *logbook)
{
	const struct state *state = logbook->view->state;
	json_t *pieces = json_array();

	EACH(job, job, state)
		if (session_at(state, job->session) &&
		    session_at(state, job->session)->task == logbook->task)
			add_raw(logbook, job, pieces);
	return pieces;
}

void logbook_release(struct logbook *logbook)
{
	for (size_t i = 0; i < logbook->count; i++)
		json_decref(logbook->entries[i].line);
	free(logbook->entries);
	free(logbook->files);
	free(logbook->trees);
	free(logbook->runs);
	*logbook = (struct logbook){ 0 };
}
