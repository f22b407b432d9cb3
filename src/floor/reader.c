/* reader.c - see reader.h. */
#include "floor/reader.h"

#include "floor/change.h"
#include "floor/claiming.h"
#include "floor/proposal.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "sys/clock.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PIECE_BYTES (256U << 10)
#define TEXT_BYTES 8000

/* What a session's many notes come to in one reading: the last one, and how many. */
struct notes {
	long long lines, at_ms;
	char *text; /* owned */
};

static char *bounded(const json_t *line, const char *key)
{
	const char *text = json_text(line, key);

	return text_is_empty(text) ? 0 : text_clean_block(text, strlen(text), TEXT_BYTES);
}

static char *bounded_lines(const json_t *line, const char *key)
{
	_autofree_ char *list = json_lines(json_object_get(line, key));

	return text_is_empty(list) ? 0 : text_clean_block(list, strlen(list), TEXT_BYTES);
}

static const struct {
	const char *word;
	enum event_kind kind;
} kinds[] = {
	{ "thread", EVENT_thread },	    { "usage", EVENT_usage },
	{ "asked", EVENT_asked },	    { "reported", EVENT_reported },
	{ "checkpoint", EVENT_checkpointed }, { "left", EVENT_left },
	{ "proposed", EVENT_proposed }, { "signal", EVENT_signalled },
};

static bool kind_of(const char *word, const struct job *job, enum event_kind *kind)
{
	if (text_same(word, "ended")) {
		*kind = job->session ? EVENT_turn_ended : EVENT_check_ended;
		return true;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_same(kinds[i].word, word)) {
			*kind = kinds[i].kind;
			return true;
		}
	return false;
}

static void fill_event(const json_t *line, struct event *event)
{
	event->text = bounded(line, "text");
	event->word = bounded(line, "outcome");
	event->commit = bounded(line, "commit");
	event->tree = bounded(line, "tree");
	event->key = bounded(line, "key");
	event->options = bounded_lines(line, "options");
	event->decided = bounded_lines(line, "decided");
	event->assumed = bounded_lines(line, "assumed");
	event->deviated = bounded_lines(line, "deviated");
	event->ran = bounded_lines(line, "ran");
	event->passed_gates = bounded_lines(line, "passed");
	event->untouched = bounded_lines(line, "untouched");
	event->choice = json_number(line, "default");
	event->is_blocking = json_bool(line, "blocking");
	event->input = json_number(line, "input");
	event->cached = json_number(line, "cached");
	event->output = json_number(line, "output");
	event->cost_microusd = json_number(line, "cost_microusd");
	event->loose = json_number(line, "loose");
	event->exit_status = json_number(line, "exit");
	event->is_late = json_bool(line, "is_late");
	event->duration_ms = json_number(line, "duration_ms");
	event->number = json_number(line, "lifts_ms");
	event->error = bounded(line, "error");
	event->cause = bounded(line, "cause");
	event->quiet_ms = json_number(line, "quiet_ms");
}

static void fill_signal(const json_t *line, struct event *event)
{
	mem_replace(&event->word, bounded(line, "word"));
	mem_replace(&event->key, bounded(line, "state"));
	event->number = json_number(line, "since_ms");
}

static void fill_tests(const json_t *line, struct event *event)
{
	const json_t *tests = json_object_get(line, "tests");

	if (!json_is_object(tests))
		return;
	event->is_counted = true;
	event->passed = json_number(tests, "passed");
	event->failed = json_number(tests, "failed");
	event->skipped = json_number(tests, "skipped");
	event->list = bounded_lines(tests, "failing");
	event->passed_again = bounded_lines(tests, "passed_again");
}

static void fill_coverage(const json_t *line, struct event *event)
{
	const json_t *coverage = json_object_get(line, "coverage");

	event->is_covered = json_bool(coverage, "known");
	event->lines_executed = json_number(coverage, "executed");
	event->lines_missed = json_number(coverage, "missed");
	event->uncovered = bounded_lines(coverage, "uncovered");
	event->uncovered_why = bounded(coverage, "problem");
}

/* In a check's end `output` is the gate's words; in a usage line it is a number. */
static int keep_output(struct keeper *keeper, const struct job *job, const json_t *line, struct err *err)
{
	const char *output = json_text(line, "output");
	_autofree_ char *tail = 0;

	if (!job->run || !output)
		return 0;
	tail = text_tail(output, strlen(output), 16384);
	return store_set_output(keeper->store, &(struct store_execution){ job->run, job->record.id, job->attempt }, tail, err);
}

static int take_line(struct keeper *keeper, struct job *job, const json_t *line, struct err *err)
{
	_cleanup_(err_release) struct err refused = ERR_INIT;
	struct event event = { .job = job->record.id, .attempt = json_number(line, "attempt") };
	enum event_kind kind;
	int code = 0;

	if (!kind_of(json_text_or(line, "kind", ""), job, &kind))
		return 0;
	/* It would be refused; but before that it costs git's time, and a check's output is kept beside it. */
	if (event.attempt != job->attempt || job->life != JOB_running)
		return 0;
	event.kind = kind;
	fill_event(line, &event);
	if (kind == EVENT_signalled)
		fill_signal(line, &event);
	if (kind == EVENT_proposed)
		code = proposal_read(keeper->place, line, &event, err);
	if (!code && kind == EVENT_turn_ended) {
		change_describe(keeper, job, &event);
		code = claiming_take(keeper, job, &event, err);
	}
	if (kind == EVENT_check_ended) {
		fill_tests(line, &event);
		fill_coverage(line, &event);
	}
	if (!code && kind == EVENT_check_ended)
		code = keep_output(keeper, job, line, err);
	if (!code && keeper_take(keeper, &event, &refused) && keeper->is_broken)
		code = err_set(err, refused.code, "%s", refused.text);
	event_release(&event);
	return code;
}

static void note(struct notes *notes, const json_t *line)
{
	const char *text = json_text_or(line, "text", "");

	notes->lines++;
	notes->at_ms = json_number(line, "at_ms");
	mem_replace(&notes->text, text_clean(text, strlen(text), 200));
}

/*
 * Notes are most of what is written and change nothing but the board: only the last one of a
 * reading is worth decoding.
 */
static bool is_note(const char *line, size_t len)
{
	static const char mark[] = "\"kind\":\"note\"";

	return memmem(line, len < 64 ? len : 64, mark, sizeof mark - 1) != 0;
}

static int take_piece(struct keeper *keeper, struct job *job, const char *data, size_t len,
		      struct notes *notes, struct err *err)
{
	const char *last_note = 0;
	size_t last_len = 0;
	int code = 0;

	for (const char *at = data, *end; at < data + len && !code; at = end + 1) {
		_cleanup_(err_release) struct err bad = ERR_INIT;
		_json_ json_t *line = 0;

		end = memchr(at, '\n', len - (size_t)(at - data));
		if (is_note(at, (size_t)(end - at))) {
			last_note = at;
			last_len = (size_t)(end - at);
			notes->lines++;
		} else if (!json_parse(at, (size_t)(end - at), &line, &bad)) {
			code = take_line(keeper, job, line, err);
		}
	}
	if (last_note && !code) {
		_cleanup_(err_release) struct err bad = ERR_INIT;
		_json_ json_t *line = 0;

		notes->lines--;
		if (!json_parse(last_note, last_len, &line, &bad) && json_number(line, "attempt") == job->attempt)
			note(notes, line);
	}
	return code;
}

/* The whole lines from `offset`, at most a piece; a line longer than a piece is nothing a runner writes. */
static size_t read_piece(int fd, long long offset, char *data)
{
	ssize_t got = fd < 0 ? -1 : pread(fd, data, PIECE_BYTES, offset);
	const char *end = got > 0 ? memrchr(data, '\n', (size_t)got) : 0;

	if (end)
		return (size_t)(end - data) + 1;
	return got == PIECE_BYTES ? PIECE_BYTES : 0;
}

/*
 * A file that ends before what was read of it was emptied or made anew, and is read from its start: skipped, a
 * question would wait for ever. Where a power cut took the end, lines are read twice, but by then no runner lives:
 * a question is known by its key, and all else that is told is the latest of its kind.
 */
static long long place_to_read(int fd, long long offset)
{
	long long size = fd < 0 ? offset : lseek(fd, 0, SEEK_END);

	/* One that cannot be opened now (too many files are) is as long as it was. */
	return size >= 0 && size < offset ? 0 : offset;
}

static int take_job(struct keeper *keeper, struct job *job, char *data, bool *more, struct err *err)
{
	_autofree_ char *folder = place_job(keeper->place, job->record.id);
	_autofree_ char *path = mem_printf("%s/out.jsonl", folder);
	_autoclose_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	long long known = store_offset(keeper->store, job->record.id), offset = place_to_read(fd, known);
	size_t len = read_piece(fd, offset, data);
	struct notes notes = { 0 };
	int code = 0;

	if (!len)
		return offset == known ? 0 : store_set_offset(keeper->store, job->record.id, offset, err);
	*more |= len > PIECE_BYTES / 2;
	if (data[len - 1] == '\n')
		code = take_piece(keeper, job, data, len, &notes, err);
	if (!code && notes.text && job->session)
		code = store_note(keeper->store, job->session, notes.at_ms, notes.text, notes.lines, err);
	free(notes.text);
	return code ? code : store_set_offset(keeper->store, job->record.id, offset + (long long)len, err);
}

bool reader_is_cut(struct keeper *keeper, long long job)
{
	_autofree_ char *folder = place_job(keeper->place, job);
	_autofree_ char *path = mem_printf("%s/out.jsonl", folder);
	_autoclose_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	long long known = store_offset(keeper->store, job);

	return place_to_read(fd, known) != known;
}

int reader_take(struct keeper *keeper, const long long *jobs, long long count, bool *more, struct err *err)
{
	_autofree_ char *data = mem_new(PIECE_BYTES, 1);
	int code = keeper_begin(keeper, err);

	*more = false;
	for (long long i = 0; i < count && !code; i++) {
		struct job *job = job_at(keeper->state, jobs[i]);

		if (job)
			code = take_job(keeper, job, data, more, err);
	}
	if (code)
		return keeper->is_broken ? code : keeper_fail(keeper, err);
	return keeper_end(keeper, err);
}
