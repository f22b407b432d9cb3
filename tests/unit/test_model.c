/* A record is found by what it is called, however many there are, and a difference is named. */
#include "base/mem.h"
#include "base/text.h"
#include "core/model.h"
#include "tap.h"

#define MANY 1000

static void every_name_is_found_among_many(void)
{
	struct state *state = state_new();
	long long wrong = 0;

	CHECK(!task_named(state, "t1"));
	for (int i = 1; i <= MANY; i++) {
		_autofree_ char *name = mem_printf("t%d", i);
		struct task *task;
		struct run *run;

		wrong += task_named(state, name) != 0 || run_of(state, i % 7, name) != 0;
		task = task_add(state);
		run = run_add(state);
		record_set(task, &task->name, name);
		run->gate = i % 7;
		record_set(run, &run->tree, name);
	}
	for (int i = 1; i <= MANY; i++) {
		_autofree_ char *name = mem_printf("t%d", i);

		wrong += task_named(state, name) != task_at(state, i);
		wrong += run_of(state, i % 7, name) != run_at(state, i);
		wrong += run_of(state, (i + 1) % 7, name) != 0;
	}
	CHECK_INT(wrong, 0);
	CHECK(!gate_keyed(state, "t1"));
	CHECK(!task_named(state, ""));
	state_free(state);
}

/* As a store fills them in: the record first, what is in it later. */
static void jobs_that_live_are_walked_in_their_order(void)
{
	struct state *state = state_new();
	long long seen = 0, last = 0, wrong = 0;

	for (int i = 1; i <= MANY; i++) {
		struct job *job = job_add(state);

		job->life = i % 10 ? JOB_ended : i % 20 ? JOB_wanted : JOB_running;
	}
	EACH_LIVE(job, job, state) {
		wrong += job->record.id <= last || job->record.id % 10 != 0;
		last = job->record.id;
		seen++;
	}
	CHECK_INT(seen, MANY / 10);
	CHECK_INT(wrong, 0);
	CHECK(state->lives[RECORD_job].count < MANY / 2);
	state_free(state);
}

static void a_backlog_that_has_landed_is_not_walked_for_ever(void)
{
	struct state *state = state_new();
	long long seen = 0;

	for (int i = 1; i <= MANY; i++)
		task_add(state);
	for (int i = 1; i <= MANY; i++)
		task_at(state, i)->life = i % 100 ? TASK_landed : TASK_waiting;
	/* None is added any more: events alone have to clear it away. */
	for (int i = 0; i <= MANY; i++)
		lives_tend(state->lives, state);
	CHECK_INT((long long)state->lives[RECORD_task].count, MANY / 100);
	EACH_LIVE(task, task, state)
		seen += task->life == TASK_waiting;
	CHECK_INT(seen, MANY / 100);
	state_free(state);
}

static void a_difference_is_named(void)
{
	struct state *a = state_new(), *b = state_new();
	_autofree_ char *none = 0, *count = 0, *where = 0;
	struct task *task = task_add(a);

	CHECK(!state_same(a, b, &count));
	CHECK_STR(count, "1 and 0 records of 'task'");
	task_add(b);
	CHECK(state_same(a, b, &none));
	record_set(task, &task->title, "x");
	CHECK(!state_same(a, b, &where));
	CHECK_STR(where, "task 1 differs in 'title': 'x' (0) and '' (0)");
	state_free(a);
	state_free(b);
}

static void a_word_that_is_not_in_its_list_is_refused(void)
{
	struct state *state = state_new();
	struct task *task = task_add(state);
	const struct record_shape *shape = &record_shapes[RECORD_task];

	for (size_t f = 0; f < shape->field_count; f++)
		if (shape->fields[f].type == FIELD_word) {
			CHECK(field_set_text(&shape->fields[f], task, "review"));
			CHECK_INT(task->life, TASK_review);
			CHECK(!field_set_text(&shape->fields[f], task, "reviewed"));
			CHECK_STR(field_text(&shape->fields[f], task), "review");
		}
	state_free(state);
}

int main(void)
{
	every_name_is_found_among_many();
	jobs_that_live_are_walked_in_their_order();
	a_backlog_that_has_landed_is_not_walked_for_ever();
	a_difference_is_named();
	a_word_that_is_not_in_its_list_is_refused();
	return tap_done();
}
