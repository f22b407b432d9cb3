/* A journal's lines are whole, whatever dies or fills up, and its words are heard once. */
#include "runner/journal.h"
#include "base/text.h"
#include "runner/feed.h"
#include "sys/fs.h"
#include "tap.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char folder[] = "/tmp/leadhand-journal-XXXXXX";

static char *in_folder(const char *name)
{
	return mem_printf("%s/%s", folder, name);
}

static void put(const char *name, const char *text)
{
	_autofree_ char *path = in_folder(name);
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK_INT(fs_write(path, text, strlen(text), &err), 0);
}

static char *take(const char *name)
{
	_autofree_ char *path = in_folder(name);
	_cleanup_(err_release) struct err err = ERR_INIT;
	char *text = 0;

	CHECK_INT(fs_read(path, 1 << 20, &text, 0, &err), 0);
	return text ? text : mem_dup("");
}

static struct journal *reopen(const char *text)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct journal *journal = 0;

	put("out.jsonl", text);
	CHECK_INT(journal_open(folder, 2, &journal, &err), 0);
	return journal;
}

static void a_torn_line_is_closed_before_the_first_new_one(void)
{
	struct journal *journal = reopen("{\"kind\":\"note\"}\n{\"kind\":\"en");
	_autofree_ char *text = 0;

	CHECK(!journal_is_ended(journal));
	journal_add(journal, "started", json_object());
	journal_close(journal);
	text = take("out.jsonl");
	CHECK(text_starts(text, "{\"kind\":\"note\"}\n{\"kind\":\"en\n{"));
	CHECK(strstr(text, "\"kind\":\"started\"") != 0);
	CHECK(strstr(text, "\"attempt\":2") != 0);
	CHECK(text_ends(text, "}\n"));
}

static void an_end_and_the_last_thread_are_remembered(void)
{
	struct journal *journal = reopen("{\"kind\":\"thread\",\"text\":\"a\",\"attempt\":1}\n"
					 "{\"kind\":\"thread\",\"text\":\"b\",\"attempt\":1}\n"
					 "{\"kind\":\"ended\",\"attempt\":1}\n");

	CHECK(journal_is_ended(journal));
	CHECK_STR(journal_thread(journal), "b");
	journal_close(journal);
}

static void an_end_of_an_older_attempt_is_told_again(void)
{
	struct journal *journal = reopen("{\"kind\":\"ended\",\"outcome\":\"done\",\"commit\":\"c\",\"attempt\":1}\n");
	_autofree_ char *text = 0;

	CHECK(journal_is_ended(journal));
	journal_close(journal);
	text = take("out.jsonl");
	CHECK(strstr(text, "\"attempt\":2") != 0);
	CHECK(strstr(strchr(text, '\n'), "\"outcome\":\"done\"") != 0);
}

static void work_that_was_stopped_goes_on(void)
{
	struct journal *journal = reopen("{\"kind\":\"ended\",\"outcome\":\"stopped\",\"attempt\":1}\n");

	CHECK(!journal_is_ended(journal));
	journal_close(journal);
}

static void a_second_runner_is_sent_away(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct journal *journal = reopen(""), *second = 0;
	_autofree_ char *path = in_folder("out.jsonl");

	CHECK_INT(journal_open(folder, 3, &second, &err), ERR_CONFLICT);
	CHECK(fs_is_locked(path));
	journal_close(journal);
	CHECK(!fs_is_locked(path));
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	/* Where the tests themselves are limited they cannot have more than that. */
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static void a_full_disk_tears_no_line(void)
{
	struct journal *journal = reopen("");
	_autofree_ char *before = 0, *text = 0;
	struct lines walk;
	size_t n = 0;

	limit_files(40);
	for (int i = 0; i < 3; i++)
		journal_add(journal, "reported", json_object());
	before = take("out.jsonl");
	CHECK_INT((long long)strlen(before), 40);
	limit_files(RLIM_INFINITY);
	journal_add(journal, "ended", json_object());
	journal_close(journal);
	text = take("out.jsonl");
	LINES_EACH(walk, text) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		_json_ json_t *line = 0;

		CHECK_INT(json_parse(walk.line, strlen(walk.line), &line, &err), 0);
		n++;
	}
	CHECK_INT((long long)n, 4);
}

static void hear(void *owner, const json_t *line)
{
	lines_add(owner, json_text_or(line, "text", "?"));
}

static void words_are_heard_once_and_only_when_whole(void)
{
	_autofree_ char *path = in_folder("in.jsonl"), *heard = 0;
	struct inbox inbox = { path, 0 };

	put("in.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b");
	inbox_take(&inbox, hear, &heard);
	CHECK_STR(heard, "a");
	put("in.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\nrubbish\n{\"text\":\"c\"}\n");
	inbox_take(&inbox, hear, &heard);
	inbox_take(&inbox, hear, &heard);
	CHECK_STR(heard, "a\nb\nc");
}

static void gather(void *owner, const char *line, size_t len)
{
	_autofree_ char *text = mem_dup_part(line, len);

	lines_add(owner, text);
}

static void a_line_that_is_too_long_is_dropped_whole(void)
{
	_autofree_ char *lines = 0;
	struct feed feed;

	feed_init(&feed, 8, gather, &lines);
	feed_add(&feed, "one\ntw", 6);
	feed_add(&feed, "o\n12345", 7);
	feed_add(&feed, "6789\nthree\nfo", 13);
	feed_end(&feed);
	CHECK_STR(lines, "one\ntwo\nthree\nfo");
	CHECK_INT(feed.dropped, 1);
	feed_release(&feed);
}

static void the_end_of_one_stream_drops_nothing_of_the_next(void)
{
	_autofree_ char *lines = 0;
	struct feed feed;

	feed_init(&feed, 8, gather, &lines);
	feed_add(&feed, "123456789", 9);
	feed_end(&feed);
	feed_add(&feed, "one\n", 4);
	CHECK_STR(lines, "one");
	feed_release(&feed);
}

int main(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	signal(SIGXFSZ, SIG_IGN);
	CHECK(mkdtemp(folder) != 0);
	a_torn_line_is_closed_before_the_first_new_one();
	an_end_and_the_last_thread_are_remembered();
	an_end_of_an_older_attempt_is_told_again();
	work_that_was_stopped_goes_on();
	a_second_runner_is_sent_away();
	a_full_disk_tears_no_line();
	words_are_heard_once_and_only_when_whole();
	a_line_that_is_too_long_is_dropped_whole();
	the_end_of_one_stream_drops_nothing_of_the_next();
	CHECK_INT(fs_remove_tree(folder, &err), 0);
	return tap_done();
}
