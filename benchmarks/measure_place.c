/*
 * measure_place.c - a session of a runner's without its agent, under orders: `measure_place JOB_DIR`.
 *
 * Does what `leadhand runner` does up to the moment when a program runs inside the walls, which is `true` here, and
 * says how long that took, as a line of JSON. Then it takes orders, a line each, and answers each with one:
 * `inside COMMAND` runs a shell inside, `compare TIMES` starts `true` inside and outside by turns, `remove`
 * takes the workspace away. At the end of its orders it goes, and its mounts with it.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "runner/stage.h"
#include "sys/fs.h"
#include "walls/inside.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_SAID = 1 << 20, MAX_ORDER = 1 << 16 };

static const char *const nothing_to_do[] = { "true", 0 };

struct measured {
	struct job job;
	struct journal *journal;
	struct attempt attempt;
	struct door *door;
	struct child *child;
	struct buf said; /* by the program that runs */
	int status;
};

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1000.0 + (double)at.tv_nsec / 1e6;
}

static void heard(void *owner, int fd, const char *data, size_t len)
{
	struct measured *measured = owner;

	(void)fd;
	buf_add(&measured->said, data, len);
}

static void ended(void *owner, int status)
{
	struct measured *measured = owner;

	measured->status = status;
	loop_stop(measured->attempt.loop);
}

static void asked(void *owner, struct door_call *call, const char *line, size_t len)
{
	(void)owner, (void)line, (void)len;
	door_answer(call, "{\"ok\":true}");
}

/* A program from its start to its end. */
static int run(struct measured *measured, const struct child_spec *spec, struct err *err)
{
	buf_clear(&measured->said);
	if (child_new(measured->attempt.loop, spec, &measured->child, err))
		return err->code;
	child_close_input(measured->child);
	loop_run(measured->attempt.loop);
	child_free(measured->child);
	measured->child = 0;
	return 0;
}

static int run_inside(struct measured *measured, const char *const *argv, struct err *err)
{
	_autofree_ char *door = mem_printf("%s/door.sock", measured->job.room);
	_cleanup_(cell_run_release) struct cell_run cell = { 0 };
	struct child_spec spec = { .output = heard, .exited = ended, .owner = measured };

	if (cell_wrap(measured->attempt.cell, CELL_agent, argv, door, &cell, err))
		return err->code;
	spec.argv = cell.argv;
	spec.env = cell.env;
	spec.dir = cell.dir;
	spec.extra = cell.extra;
	return run(measured, &spec, err);
}

static int run_outside(struct measured *measured, struct err *err)
{
	const struct child_spec spec = { .argv = nothing_to_do, .output = heard, .exited = ended, .owner = measured };

	return run(measured, &spec, err);
}

static void say(json_t *object)
{
	_autofree_ char *line = json_line(object);

	puts(line);
	fflush(stdout);
	json_decref(object);
}

static int order_inside(struct measured *measured, const char *command, struct err *err)
{
	const char *const argv[] = { "/bin/bash", "-c", command, 0 };
	json_t *answer = json_object();

	if (run_inside(measured, argv, err))
		return json_decref(answer), err->code;
	json_put_number(answer, "status", measured->status);
	json_put(answer, "said", buf_text(&measured->said));
	say(answer);
	return 0;
}

static int order_compare(struct measured *measured, const char *times, struct err *err)
{
	json_t *answer = json_object(), *inside = json_array(), *outside = json_array();

	json_object_set_new(answer, "inside_ms", inside);
	json_object_set_new(answer, "outside_ms", outside);
	for (int i = atoi(times); i && !err->code; i--) {
		double began = now_ms(), between;

		if (run_inside(measured, nothing_to_do, err))
			break;
		between = now_ms();
		if (run_outside(measured, err))
			break;
		json_array_append_new(inside, json_real(between - began));
		json_array_append_new(outside, json_real(now_ms() - between));
	}
	say(answer);
	return err->code;
}

/* As the floor does where a session is over: nothing of it is left, its boxes' homes neither. */
static int order_remove(struct measured *measured, struct err *err)
{
	json_t *answer = json_object();
	double began = now_ms();

	if (workspace_remove(&measured->job.workspace, err) || fs_remove_tree(measured->job.room, err))
		return json_decref(answer), err->code;
	json_object_set_new(answer, "ms", json_real(now_ms() - began));
	say(answer);
	return 0;
}

static int obey(struct measured *measured, char *order, struct err *err)
{
	char *rest = order + strcspn(order, " ");

	order[strcspn(order, "\n")] = 0;
	if (*rest)
		*rest++ = 0;
	if (!strcmp(order, "inside"))
		return order_inside(measured, rest, err);
	if (!strcmp(order, "compare"))
		return order_compare(measured, rest, err);
	if (!strcmp(order, "remove"))
		return order_remove(measured, err);
	return err_set(err, ERR_USAGE, "there is no order '%s'", order);
}

static int make_ready(struct measured *measured, double began, struct err *err)
{
	_autofree_ char *door = mem_printf("%s/door.sock", measured->job.room);
	json_t *answer = json_object();
	bool was_there;

	if (stage_enter(&measured->attempt, err) || stage_turn(&measured->attempt, &was_there, err))
		return json_decref(answer), err->code;
	json_object_set_new(answer, "workspace_ms", json_real(now_ms() - began));
	if (door_new(measured->attempt.loop, door, MAX_ORDER, asked, measured, &measured->door, err) ||
	    run_inside(measured, nothing_to_do, err))
		return json_decref(answer), err->code;
	json_object_set_new(answer, "ready_ms", json_real(now_ms() - began));
	json_put_number(answer, "status", measured->status);
	json_put(answer, "said", buf_text(&measured->said));
	json_object_set_new(answer, "overlay", json_boolean(measured->job.workspace.kind == WORKSPACE_overlay));
	say(answer);
	return 0;
}

static int measure(const char *job_dir, struct measured *measured, struct err *err)
{
	static char order[MAX_ORDER];
	double began = now_ms();

	if (job_read(job_dir, 1, &measured->job, err) || journal_open(measured->job.dir, 1, &measured->journal, err))
		return err->code;
	measured->job.prepared.run_setup = stage_setup;
	measured->job.prepared.owner = &measured->attempt;
	if (attempt_init(&measured->attempt, &measured->job, measured->journal, err) ||
	    make_ready(measured, began, err))
		return err->code;
	while (fgets(order, sizeof order, stdin))
		if (obey(measured, order, err))
			return err->code;
	return 0;
}

static void measured_release(struct measured *measured)
{
	door_free(measured->door);
	attempt_release(&measured->attempt);
	journal_close(measured->journal);
	job_release(&measured->job);
	buf_release(&measured->said);
}

int main(int argc, char **argv)
{
	_cleanup_(measured_release) struct measured measured = {
		.attempt = { .log = LOG_INIT, .membership = MEMBERSHIP_INIT }, .said = BUF_INIT(MAX_SAID),
	};
	_cleanup_(err_release) struct err err = ERR_INIT;
	int status = 1;

	/* What a box has for its first program is a copy of us: `leadhand inside -- WORD PROGRAM`. */
	if (argc > 4 && !strcmp(argv[1], "inside"))
		return inside_run(argv[3], (const char *const *)argv + 4, &status, &err) ? status : 0;
	signal(SIGPIPE, SIG_IGN);
	if (argc != 2)
		return 2;
	if (!measure(argv[1], &measured, &err))
		return 0;
	fprintf(stderr, "measure_place: %s\n", err.text);
	return 1;
}
