/* A program that tells what it has used with every word fills no journal, and its last figures are known. */
#include "runner/spent.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "tap.h"

static char folder[] = "/tmp/leadhand-spent-XXXXXX";

static char *written(void)
{
	_autofree_ char *path = mem_printf("%s/out.jsonl", folder);
	_cleanup_(err_release) struct err err = ERR_INIT;
	char *text = 0;

	CHECK_INT(fs_read(path, 1 << 20, &text, 0, &err), 0);
	return text;
}

static void stop(void *owner)
{
	loop_stop(owner);
}

static void a_flood_is_told_in_a_few_lines_and_the_last_of_it_is_one(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct loop *loop = loop_new();
	struct journal *journal = 0;
	struct spent *spent;

	CHECK_INT(journal_open(folder, 1, &journal, &err), 0);
	spent = spent_new(loop, journal);
	for (long long i = 1; i <= 1000; i++)
		spent_hear(spent, &(struct agent_event){ .kind = AGENT_usage, .input = i });
	_autofree_ char *first = written();

	CHECK_INT((long long)lines_count(first), 1);
	CHECK(strstr(first, "\"input\":1,") != 0);
	spent_free(spent);
	_autofree_ char *all = written();

	CHECK_INT((long long)lines_count(all), 2);
	CHECK(strstr(all, "\"input\":1000,") != 0);
	journal_close(journal);
	loop_free(loop);
}

static void what_waits_is_told_after_a_moment(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct loop *loop = loop_new();
	struct timer *end = timer_new(loop, stop, loop);
	struct journal *journal = 0;
	struct spent *spent;

	CHECK_INT(journal_open(folder, 2, &journal, &err), 0);
	spent = spent_new(loop, journal);
	spent_hear(spent, &(struct agent_event){ .kind = AGENT_usage, .output = 7 });
	spent_hear(spent, &(struct agent_event){ .kind = AGENT_usage, .output = 8 });
	spent_hear(spent, &(struct agent_event){ .kind = AGENT_usage, .output = 8 });
	timer_set(end, 1200);
	loop_run(loop);
	_autofree_ char *all = written();

	CHECK(strstr(all, "\"output\":8,") != 0);
	CHECK_INT((long long)lines_count(all), 4);
	spent_free(spent);
	_autofree_ char *after = written();

	CHECK_STR(after, all);
	timer_free(end);
	journal_close(journal);
	loop_free(loop);
}

int main(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK(mkdtemp(folder) != 0);
	a_flood_is_told_in_a_few_lines_and_the_last_of_it_is_one();
	what_waits_is_told_after_a_moment();
	CHECK_INT(fs_remove_tree(folder, &err), 0);
	return tap_done();
}
