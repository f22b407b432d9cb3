/*
 * take_journal.c - how fast runners' lines become state: `take_journal REPOSITORY JOBS LINES note|usage`.
 *
 * Writes JOBS journals of LINES lines each, as runners do, and has the floor's reader take them:
 * read, decoded, stepped and committed. Prints how long that took.
 */
#include "base/mem.h"
#include "floor/keeper.h"
#include "floor/reader.h"
#include "base/text.h"
#include "core/turn.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <stdio.h>

#define S(text) ((char *)(text))

static void die(const struct err *err)
{
	fprintf(stderr, "take_journal: %s\n", err->text ? err->text : "?");
	abort();
}

static void take(struct keeper *keeper, struct event event)
{
	struct err err = ERR_INIT;

	if (keeper_take(keeper, &event, &err))
		die(&err);
}

#define HAPPENS(keeper, ...) take(keeper, (struct event){ .kind = __VA_ARGS__ })

static long long open_job(struct keeper *keeper, long long number)
{
	_autofree_ char *name = mem_printf("task-%lld", number);
	const struct task *task;
	long long job;

	HAPPENS(keeper, EVENT_task_fit, .name = name, .title = name, .agent = S("codex"), .hash = name, .rounds = 2);
	task = task_named(keeper->state, name);
	HAPPENS(keeper, EVENT_task_called, .task = task->record.id);
	HAPPENS(keeper, EVENT_session_opened, .task = task->record.id, .commit = S("c0"), .tree = S("t0"));
	job = session_job(keeper->state, task_session(keeper->state, task))->record.id;
	HAPPENS(keeper, EVENT_job_started, .job = job);
	return job;
}

static void write_journal(const struct place *place, long long job, long long lines, bool is_note)
{
	_autofree_ char *folder = place_job(place, job), *path = mem_printf("%s/out.jsonl", folder);
	struct err err = ERR_INIT;
	FILE *file;

	if (fs_make_dirs(folder, &err))
		die(&err);
	file = fopen(path, "we");
	if (!file)
		abort();
	for (long long i = 0; i < lines; i++)
		if (is_note)
			fprintf(file, "{\"kind\":\"note\",\"text\":\"reads src/base/text.c and thinks about line %lld\","
				"\"attempt\":1,\"at_ms\":%lld}\n", i, 1750000000000 + i);
		else
			fprintf(file, "{\"kind\":\"usage\",\"input\":%lld,\"cached\":%lld,\"output\":%lld,"
				"\"cost_microusd\":%lld,\"attempt\":1,\"at_ms\":%lld}\n",
				8029 + i, 4000 + i, 50 + i, 900 + i, 1750000000000 + i);
	fclose(file);
}

static void begin_project(struct keeper *keeper, long long jobs)
{
	HAPPENS(keeper, EVENT_configured, .name = S("main"), .sessions = jobs, .checks = 2, .rounds = 2);
	HAPPENS(keeper, EVENT_tip, .commit = S("c0"), .tree = S("t0"));
}

int main(int argc, char **argv)
{
	long long jobs = 0, lines = 0, began_ms, took_ms;
	_autofree_ long long *ids = 0;
	struct err err = ERR_INIT;
	struct keeper keeper;
	struct place place;
	bool more = true;

	if (argc < 5 || !text_to_number(argv[2], &jobs) || !text_to_number(argv[3], &lines))
		return 2;
	if (place_find(argv[1], &place, &err) || keeper_open(&keeper, &place, &err))
		die(&err);
	begin_project(&keeper, jobs);
	ids = mem_new((size_t)jobs, sizeof *ids);
	for (long long i = 0; i < jobs; i++) {
		ids[i] = open_job(&keeper, i);
		write_journal(&place, ids[i], lines, text_same(argv[4], "note"));
	}
	began_ms = clock_steady_ms();
	while (more)
		if (reader_take(&keeper, ids, jobs, &more, &err))
			die(&err);
	/* What is less than half a piece is said to be all: the rest is in the next one. */
	if (reader_take(&keeper, ids, jobs, &more, &err))
		die(&err);
	took_ms = clock_steady_ms() - began_ms;
	printf("{\"lines\": %lld, \"ms\": %lld}\n", jobs * lines, took_ms);
	keeper_close(&keeper);
	place_release(&place);
	return 0;
}
