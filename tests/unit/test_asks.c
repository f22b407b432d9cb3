/* A question is written down once for each way it is asked; who waits has one that is answered. */
#include "runner/asks.h"
#include "runner/waits.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "tap.h"

static char folder[] = "/tmp/leadhand-asks-XXXXXX";

static void answered(void *owner, const char *key, const char *text)
{
	char **last = owner;

	mem_replace(last, mem_printf("%s: %s", key, text));
}

static void changed(void *owner)
{
	(void)owner;
}

static void ask(struct asks *asks, bool is_blocking)
{
	const struct agent_event event = { .kind = AGENT_asked,
					   .key = (char *)"k",
					   .text = (char *)"which one?",
					   .options = (char *)"red\nblue\n",
					   .choice = 1,
					   .blocking = is_blocking };

	asks_hear(asks, &event);
}

static size_t lines_written(void)
{
	_autofree_ char *path = mem_printf("%s/out.jsonl", folder), *text = 0;
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK_INT(fs_read(path, 1 << 20, &text, 0, &err), 0);
	return lines_count(text);
}

static void who_waits_is_not_left_with_a_question_that_has_its_default(void)
{
	_autofree_ char *door = mem_printf("%s/door", folder), *last = 0;
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct loop *loop = loop_new();
	struct journal *journal = 0;
	struct asks *asks = 0;
	struct asks_spec spec = { .loop = loop, .door = door, .answered = answered,
				  .changed = changed, .owner = &last };

	CHECK_INT(journal_open(folder, 1, &journal, &err), 0);
	spec.journal = journal;
	CHECK_INT(asks_new(&spec, &asks, &err), 0);
	ask(asks, false);
	ask(asks, false);
	CHECK_STR(last, "k: red");
	CHECK_INT((long long)lines_written(), 1);
	ask(asks, true);
	CHECK(asks_is_waiting(asks));
	CHECK_INT((long long)lines_written(), 2);
	ask(asks, true);
	CHECK_INT((long long)lines_written(), 2);
	asks_answer(asks, "k", "blue");
	CHECK(!asks_is_waiting(asks));
	CHECK_STR(last, "k: blue");
	asks_free(asks);
	journal_close(journal);
	loop_free(loop);
}

static void told(void *owner, const struct wait *wait, const char *text)
{
	char **last = owner;

	mem_replace(last, mem_printf("%s%s %s", *last ? *last : "", wait->key, text ? text : "-"));
}

static void left(void *owner, const char *key)
{
	char **last = owner;

	mem_replace(last, mem_printf("%s(%s left) ", *last ? *last : "", key));
}

static void stop(void *owner)
{
	loop_stop(owner);
}

static void who_can_wait_only_so_long_is_let_go_when_that_is_over(void)
{
	_autofree_ char *last = 0;
	struct loop *loop = loop_new();
	struct waits_spec spec = { loop, told, left, changed, &last };
	struct waits *waits = waits_new(&spec);
	struct wait short_one = { "k", "red\nblue", 1, 1, 0 }, long_one = { "n", "red\nblue", 0, 0, 0 };
	struct timer *end = timer_new(loop, stop, loop);

	waits_add(waits, &long_one);
	waits_add(waits, &short_one);
	timer_set(end, 100);
	loop_run(loop);
	CHECK_STR(last, "(k left) k -");
	CHECK(waits_is_any(waits));
	waits_answer(waits, "k", "2");
	CHECK_STR(last, "(k left) k -");
	mem_replace(&last, 0);
	waits_answer(waits, "n", "2");
	CHECK_STR(last, "n blue");
	CHECK(!waits_is_any(waits));
	/* Two who wait for the same are let go together. */
	mem_replace(&last, 0);
	struct wait at_the_door = long_one;

	at_the_door.call = (struct door_call *)(void *)folder;
	waits_add(waits, &long_one);
	waits_add(waits, &at_the_door);
	/* By its own protocol it is answered once. */
	waits_add(waits, &long_one);
	waits_leave(waits, "n");
	CHECK_STR(last, "(n left) n -n -");
	mem_replace(&last, 0);
	waits_leave(waits, "n");
	CHECK(!last);
	timer_free(end);
	waits_free(waits, 0);
	loop_free(loop);
}

int main(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK(mkdtemp(folder) != 0);
	who_waits_is_not_left_with_a_question_that_has_its_default();
	who_can_wait_only_so_long_is_let_go_when_that_is_over();
	CHECK_INT(fs_remove_tree(folder, &err), 0);
	return tap_done();
}
