/* The record of what an agent did: bounded, whole lines, and its numbers outlive what is cut off. */
#include "runner/sent.h"
#include "runner/trail.h"

#include "base/text.h"
#include "scratch.h"
#include "signal/doings.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LINES = 12000 };

static json_t *call_of(int number)
{
	json_t *line = json_object();
	_autofree_ char *target = mem_printf("command %d %0900d", number, number);

	json_put(line, "event", "tool");
	json_put(line, "leadhand.target", target);
	return line;
}

static char *take(const char *name)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = at(name);
	char *text = 0;

	CHECK_INT(fs_read(path, 64 << 20, &text, 0, &err), 0);
	return text ? text : mem_dup("");
}

static long long count_in(const char *text, struct doings *doings, bool *is_first_summary)
{
	long long lines = 0;
	struct lines walk;

	LINES_EACH(walk, text) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		_json_ json_t *line = 0;

		CHECK_INT(json_parse(walk.line, strlen(walk.line), &line, &err), 0);
		if (!lines++)
			*is_first_summary = text_same(json_text(line, "event"), "summary");
		doings_take(doings, line);
	}
	return lines;
}

static void a_long_record_is_begun_anew_and_keeps_its_numbers(void)
{
	struct trail *trail = trail_open(scratch, 1);
	_autofree_ char *now = 0, *before = 0;
	struct doings doings = { 0 };
	bool has_summary = false;

	for (int i = 0; i < LINES; i++)
		trail_add(trail, call_of(i));
	trail_free(trail);
	now = take("events.jsonl");
	before = take("events.1.jsonl");
	CHECK(strlen(now) <= (4 << 20) + 2000);
	CHECK(strlen(before) <= (4 << 20) + 2000);
	CHECK(count_in(now, &doings, &has_summary) < LINES);
	CHECK(has_summary);
	CHECK_INT(doings.calls, LINES);
	CHECK(strstr(now, "command 11999 ") != 0);
	doings_release(&doings);
}

static void a_line_that_a_dead_runner_left_torn_is_closed(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = at("events.jsonl"), *text = 0;
	struct trail *trail;

	CHECK_INT(fs_write(path, "{\"event\":\"to", 12, &err), 0);
	trail = trail_open(scratch, 2);
	trail_add(trail, call_of(7));
	trail_free(trail);
	text = take("events.jsonl");
	CHECK(text_starts(text, "{\"event\":\"to\n{\"at_ms\":"));
	CHECK(strstr(text, "\"attempt\":2") != 0);
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static void on_a_full_disk_lines_are_missing_and_none_is_torn(void)
{
	_autofree_ char *path = at("events.jsonl"), *text = 0;
	struct doings doings = { 0 };
	struct trail *trail;
	bool has_summary;

	(void)!unlink(path);
	trail = trail_open(scratch, 1);
	trail_add(trail, call_of(1));
	limit_files(1500);
	trail_add(trail, call_of(2));
	limit_files(RLIM_INFINITY);
	trail_add(trail, call_of(3));
	trail_free(trail);
	text = take("events.jsonl");
	CHECK_INT(count_in(text, &doings, &has_summary), 2);
	CHECK(strstr(text, "command 3 ") != 0);
	doings_release(&doings);
}

static void where_nothing_can_be_written_the_turn_goes_on(void)
{
	struct trail *trail = trail_open("/nonexistent/place", 1);

	trail_add(trail, call_of(1));
	trail_free(trail);
}

static void what_an_agent_was_told_is_noted_once_and_to_the_byte(void)
{
	static const char first[] = "do\tit\n\"\\ \303\244\n", again[] = "do it all";
	struct sent sent = { .job_dir = scratch, .attempt = 3, .prompt = first, .anew = again };
	_autofree_ char *torn = at("sent.jsonl"), *text = 0;
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *lines = json_array();
	struct lines walk;

	CHECK_INT(fs_write(torn, "{\"kind\":\"pro", 12, &err), 0);
	sent_prompt(&sent, 0);
	sent_prompt(&sent, first);
	sent_prompt(&sent, first);
	sent_word(&sent, "mind the gap");
	sent_prompt(&sent, again);
	text = take("sent.jsonl");
	LINES_EACH(walk, text) {
		_cleanup_(err_release) struct err none = ERR_INIT;
		json_t *line = 0;

		if (!json_parse(walk.line, strlen(walk.line), &line, &none))
			json_array_append_new(lines, line);
	}
	CHECK_INT(json_array_size(lines), 3);
	CHECK_STR(json_text(json_array_get(lines, 0), "text"), first);
	CHECK(!json_bool(json_array_get(lines, 0), "anew"));
	CHECK_INT(json_number(json_array_get(lines, 0), "attempt"), 3);
	CHECK_STR(json_text(json_array_get(lines, 1), "kind"), "word");
	CHECK(json_bool(json_array_get(lines, 2), "anew"));
}

int main(void)
{
	signal(SIGXFSZ, SIG_IGN);
	scratch_make();
	a_long_record_is_begun_anew_and_keeps_its_numbers();
	a_line_that_a_dead_runner_left_torn_is_closed();
	on_a_full_disk_lines_are_missing_and_none_is_torn();
	where_nothing_can_be_written_the_turn_goes_on();
	what_an_agent_was_told_is_noted_once_and_to_the_byte();
	scratch_remove();
	return tap_done();
}
