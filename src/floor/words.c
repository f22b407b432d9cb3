/* words.c - see words.h. */
#include "floor/words.h"

#include "floor/apply.h"

#include "base/json.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/loop.h"
#include "sys/proc.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ANSWER_MS 60000
#define START_MS 15000

static int code_of(const char *word)
{
#define X(name, status, text)                                                      \
	if (text_same(word, text))                                                 \
		return name;
	ERR_LIST(X)
#undef X
	return ERR_SYSTEM;
}

static int read_answer(const char *line, json_t **answer, struct err *err)
{
	json_t *object = 0, *error;
	int code = json_parse(line, strlen(line), &object, err);

	if (code)
		return err_wrap(err, "the floor answered in a strange way");
	error = json_object_get(object, "error");
	if (!error) {
		*answer = object;
		return 0;
	}
	code = err_set(err, code_of(json_text(error, "code")), "%s", json_text_or(error, "text", "refused"));
	json_decref(object);
	return code;
}

/* The word takes effect here, by the floor's own code. *is_taken: somebody else has the lock. */
static int say_here(const struct place *place, const json_t *request, json_t **answer, bool *is_taken,
		    struct err *err)
{
	struct keeper keeper;
	int code = keeper_open(&keeper, place, err);

	*is_taken = code == ERR_CONFLICT;
	if (code)
		return code;
	/* Verdicts need no configuration; what does need it reads it itself. */
	code = apply_word(&keeper, request, answer, err);
	keeper_close(&keeper);
	return code;
}

int words_say(const struct place *place, const json_t *request, json_t **answer, struct err *err)
{
	static const struct timespec moment = { 0, 20000000 };
	_autofree_ char *line = json_line(request), *text = 0;
	long long until = clock_steady_ms() + START_MS;
	bool is_taken = true;
	int code;

	if (getenv("LEADHAND_SESSION"))
		return err_set(err, ERR_REFUSED, "a session does not speak for the lead: 'leadhand ask' puts a question, 'leadhand report' ends the work");
	for (;;) {
		code = door_say(place->socket, line, ANSWER_MS, &text, err);
		if (!code)
			return read_answer(text, answer, err);
		if (code != ERR_MISSING)
			return code;
		err_release(err);
		code = say_here(place, request, answer, &is_taken, err);
		if (!is_taken || clock_steady_ms() >= until)
			return code;
		/* A floor that is starting or going, or another lead's word: it has its socket, or is gone, in a moment. */
		err_release(err);
		nanosleep(&moment, 0);
	}
}

int floor_pid(const struct place *place)
{
	_autofree_ char *text = 0, *path = mem_printf("%s/floor.pid", place->state);
	_cleanup_(err_release) struct err err = ERR_INIT;
	long long pid = 0;

	if (!fs_is_locked(place->lock) || fs_read(path, 32, &text, 0, &err))
		return 0;
	return text_to_number(text, &pid) ? (int)pid : 0;
}

static bool is_up(const struct place *place)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;

	return !door_say(place->socket, "{\"word\":\"hello\"}", 2000, &text, &err);
}

static char *last_words(const struct place *place)
{
	size_t len;
	_autofree_ char *tail = fs_read_tail(place->log, 600, &len);
	char *end = tail + len, *line;

	while (end > tail && end[-1] == '\n')
		*--end = 0;
	line = strrchr(tail, '\n');
	line = line ? line + 1 : tail;
	return text_clean(line, strlen(line), 500);
}

int floor_start(const struct place *place, struct err *err)
{
	_autofree_ char *self = proc_self(), *words = 0;
	long long until = clock_steady_ms() + START_MS;
	int pid = 0, code = 0;

	if (is_up(place))
		return 0;
	code = fs_make_dirs(place->state, err);
	if (!code)
		code = proc_start_detached((const char *const[]){ self, "floor", "--repo", place->top, 0 }, place->top,
					   place->log, &pid, err);
	if (code)
		return err_wrap(err, "cannot start the floor");
	while (clock_steady_ms() < until) {
		static const struct timespec moment = { 0, 10000000 };

		if (is_up(place))
			return 0;
		if (!proc_is_alive(pid) && !fs_is_locked(place->lock))
			break;
		nanosleep(&moment, 0);
	}
	words = last_words(place);
	return err_set(err, ERR_SYSTEM, "the floor did not start: %s", *words ? words : "it left no word");
}
