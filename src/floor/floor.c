/* floor.c - see floor.h. */
#include "floor/floor.h"

#include "floor/ahead.h"
#include "floor/apply.h"
#include "floor/attached.h"
#include "floor/carry.h"
#include "floor/intake.h"
#include "floor/reader.h"
#include "floor/strain.h"

#include "base/json.h"
#include "base/text.h"
#include "core/plan.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/loop.h"
#include "sys/watch.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Journals are read at most this often, so that many lines cost one commit; and a reading that took long is
 * followed by a pause so much longer: 200 talking sessions are read in larger pieces, not all of the time. */
#define GATHER_MS 100
#define GATHER_MOST_MS 500
#define PAUSE_A_READING 40
#define SWEEP_MS 1000
#define SWEEPS_PER_TIP 5
#define ORDERS_AT_ONCE 64
#define TRY_AGAIN_MS 100
#define TAKE_MS 1000
#define WATCH_TARGET (-2)

struct floor {
	const struct place *place; /* borrowed */
	struct keeper keeper;
	struct carrier carrier;
	struct ahead *ahead;
	struct loop *loop;
	struct watch *watch;
	struct fd_watch *bell;
	struct timer *gather, *sweep, *wake;
	struct door *door;
	struct signal_watch *signals[2];
	long long *rung; /* owned: jobs whose journal rang and was not read yet */
	long long rung_count, rung_room, last_read_ms, pause_ms;
	long long config_size, config_changed_ns;
	int sweeps;
	bool tip_rang;
	char *last_trouble; /* owned: why the last order could not be carried out; NULL where it could */
	struct err end; /* why the floor has to end, where it failed */
};

static void tell_log(const char *text)
{
	_autofree_ char *when = clock_text(clock_now_ms());

	fprintf(stderr, "%s %s\n", when, text);
}

/* The store is the floor's ground: without it nothing may be done, and a restart finds all. */
static void fail(struct floor *floor, struct err *err)
{
	if (!floor->end.code) {
		floor->end = *err;
		*err = (struct err)ERR_INIT;
	}
	loop_stop(floor->loop);
}

static void ring(struct floor *floor, long long job)
{
	for (long long i = 0; i < floor->rung_count; i++)
		if (floor->rung[i] == job)
			return;
	if (floor->rung_count == floor->rung_room) {
		floor->rung_room = floor->rung_room ? 2 * floor->rung_room : 64;
		floor->rung = mem_grow(floor->rung, (size_t)floor->rung_room, sizeof *floor->rung);
	}
	floor->rung[floor->rung_count++] = job;
}

static void ring_all(struct floor *floor)
{
	EACH_LIVE(job, job, floor->keeper.state)
		if (job->life == JOB_running)
			ring(floor, job->record.id);
}

static void rang(void *owner, long long number)
{
	struct floor *floor = owner;

	if (number == WATCH_TARGET)
		floor->tip_rang = true;
	else if (number < 0)
		ring_all(floor);
	else
		ring(floor, number);
}

static void watch_job(struct floor *floor, long long job)
{
	_autofree_ char *folder = place_job(floor->place, job);
	_autofree_ char *path = mem_printf("%s/out.jsonl", folder);
	_cleanup_(err_release) struct err err = ERR_INIT;

	/* Without its bell a journal is read by the sweep: later, but read. */
	if (watch_add(floor->watch, path, job, &err))
		tell_log(err.text);
}

static long long jobs_running(const struct floor *floor)
{
	long long n = 0;

	EACH_LIVE(job, job, floor->keeper.state)
		n += job->life == JOB_running;
	return n;
}

static void end_if_closed(struct floor *floor)
{
	if (factory_of(floor->keeper.state)->mode != FACTORY_open && !jobs_running(floor))
		loop_stop(floor->loop);
}

static void after_order(struct floor *floor, const struct order *order)
{
	if (order->kind == ORDER_start_job)
		watch_job(floor, order->id);
}

/* Once: what is tried again ten times a second would fill the disk with its complaints. */
static void tell_trouble(struct floor *floor, const char *text)
{
	if (text_same(text, floor->last_trouble))
		return;
	tell_log(text);
	mem_replace(&floor->last_trouble, mem_dup(text));
}

/* Before what is due now: a session that begins in the same moment finds somebody at work already. */
static void prepare_ahead(struct floor *floor)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (!floor->end.code && ahead_look(floor->ahead, &err) && floor->keeper.is_broken)
		fail(floor, &err);
}

/* Carry out what is due, a bounded number at once, so that words and journals are heard in between. */
static void work(struct floor *floor)
{
	struct order order;
	long long wake;

	prepare_ahead(floor);
	for (int i = 0; i < ORDERS_AT_ONCE; i++) {
		_cleanup_(err_release) struct err err = ERR_INIT;

		if (floor->end.code || !plan_next(floor->keeper.state, clock_now_ms(), &order))
			break;
		if (carry_out(&floor->carrier, &order, &err)) {
			if (floor->keeper.is_broken) {
				fail(floor, &err);
				return;
			}
			tell_trouble(floor, err.text);
			timer_set(floor->wake, TRY_AGAIN_MS);
			return;
		}
		mem_replace(&floor->last_trouble, 0);
		after_order(floor, &order);
	}
	end_if_closed(floor);
	if (plan_next(floor->keeper.state, clock_now_ms(), &order)) {
		timer_set(floor->wake, 0);
		return;
	}
	wake = plan_wake(floor->keeper.state, clock_now_ms());
	if (wake)
		timer_set(floor->wake, wake > clock_now_ms() ? wake - clock_now_ms() : 1);
	else
		timer_clear(floor->wake);
}

/* A floor that runs for weeks must not watch every journal there ever was. */
static void unwatch_ended(struct floor *floor, long long count)
{
	for (long long i = 0; i < count; i++) {
		const struct job *job = job_at(floor->keeper.state, floor->rung[i]);

		if (job && job->life == JOB_ended)
			watch_remove(floor->watch, job->record.id);
	}
}

static void read_journals(struct floor *floor)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	bool more = false;
	long long count = floor->rung_count;

	floor->last_read_ms = clock_steady_ms();
	floor->rung_count = 0;
	if (count && reader_take(&floor->keeper, floor->rung, count, &more, &err)) {
		fail(floor, &err);
		return;
	}
	unwatch_ended(floor, count);
	if (more) {
		ring_all(floor);
		timer_set(floor->gather, 1);
	}
	floor->pause_ms = PAUSE_A_READING * (clock_steady_ms() - floor->last_read_ms);
	if (floor->pause_ms > GATHER_MOST_MS)
		floor->pause_ms = GATHER_MOST_MS;
	if (floor->pause_ms < GATHER_MS)
		floor->pause_ms = GATHER_MS;
}

static void look_at_tip(struct floor *floor)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	floor->tip_rang = false;
	if (text_is_empty(factory_of(floor->keeper.state)->target))
		return;
	if (intake_tip(&floor->keeper, &err) && floor->keeper.is_broken)
		fail(floor, &err);
}

static void gathered(void *owner)
{
	struct floor *floor = owner;

	watch_take(floor->watch, rang, floor);
	fd_watch_pause(floor->bell, false);
	if (floor->tip_rang)
		look_at_tip(floor);
	read_journals(floor);
	work(floor);
}

/* The first ring is heard at once; the ones that follow it are gathered. */
static void bell_rang(void *owner)
{
	struct floor *floor = owner;
	long long since = clock_steady_ms() - floor->last_read_ms;

	fd_watch_pause(floor->bell, true);
	timer_set(floor->gather, since >= floor->pause_ms ? 0 : floor->pause_ms - since);
}

static void lose(struct floor *floor, long long id)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	bool more = false;

	/* It may have written its last line since: dead first, then read. */
	do {
		if (reader_take(&floor->keeper, &id, 1, &more, &err)) {
			fail(floor, &err);
			return;
		}
	} while (more);
	if (job_at(floor->keeper.state, id)->life == JOB_running && carrier_lose(&floor->carrier, id, &err) &&
	    floor->keeper.is_broken)
		fail(floor, &err);
}

/* A runner that is gone without its last line is a fact that no line tells. */
static void find_lost(struct floor *floor)
{
	const struct live *live = &floor->keeper.state->lives[RECORD_job];
	size_t count = live->count;
	_autofree_ long long *ids = mem_new(count + 1, sizeof *ids);

	/* Each that is found changes the list. */
	memcpy(ids, live->ids, count * sizeof *ids);
	for (size_t i = 0; i < count && !floor->end.code; i++)
		if (job_at(floor->keeper.state, ids[i])->life == JOB_running && !carrier_lives(&floor->carrier, ids[i]))
			lose(floor, ids[i]);
}

static void look_at_attached(struct floor *floor)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (!floor->end.code && attached_look(&floor->keeper, &err) && floor->keeper.is_broken)
		fail(floor, &err);
}

static void look_at_config(struct floor *floor)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	long long size, changed_ns;

	fs_stamp(floor->place->config, &size, &changed_ns);
	if (size == floor->config_size && changed_ns == floor->config_changed_ns && !intake_is_elsewhere(&floor->keeper))
		return;
	floor->config_size = size;
	floor->config_changed_ns = changed_ns;
	if (intake_config(&floor->keeper, &err)) {
		if (floor->keeper.is_broken)
			fail(floor, &err);
		else
			tell_log(err.text);
		return;
	}
	ahead_forget(floor->ahead);
	/* It may name another target. */
	look_at_tip(floor);
}

/* In force from the next turn on. */
static void look_at_prompt(struct floor *floor)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (!intake_prompt(&floor->keeper, &err))
		return;
	if (floor->keeper.is_broken)
		fail(floor, &err);
	else
		tell_log(err.text);
}

static void look_at_machine(struct floor *floor)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	const struct machine machine = machine_look();

	if (strain_look(&floor->keeper, &machine, &err) && floor->keeper.is_broken)
		fail(floor, &err);
}

static void swept(void *owner)
{
	struct floor *floor = owner;

	timer_set(floor->sweep, SWEEP_MS);
	/* A journal may have no bell: none was granted, or the file was replaced under it. */
	ring_all(floor);
	read_journals(floor);
	find_lost(floor);
	look_at_attached(floor);
	look_at_config(floor);
	look_at_prompt(floor);
	if (++floor->sweeps % SWEEPS_PER_TIP == 0) {
		look_at_tip(floor);
		look_at_machine(floor);
	}
	if (!floor->end.code)
		work(floor);
}

static void woke(void *owner)
{
	work(owner);
}

static void was_told(void *owner, struct door_call *call, const char *line, size_t len)
{
	struct floor *floor = owner;
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *request = 0, *answer = 0;
	_autofree_ char *text = 0;
	int code = json_parse(line, len, &request, &err);

	if (!code)
		code = apply_word(&floor->keeper, request, &answer, &err);
	if (code)
		answer = json_pack("{s:{s:s,s:s}}", "error", "code", err_word(code), "text", err.text);
	text = json_line(answer);
	door_answer(call, text);
	if (floor->keeper.is_broken)
		fail(floor, &err);
	else
		work(floor);
}

/* A signal is `down --now` by other means. */
static void signalled(void *owner, int number)
{
	struct floor *floor = owner;
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *request = json_pack("{s:s,s:b}", "word", "down", "now", 1), *answer = 0;

	(void)number;
	if (apply_word(&floor->keeper, request, &answer, &err) && floor->keeper.is_broken)
		fail(floor, &err);
	else
		work(floor);
}

static int write_pid(const struct place *place, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/floor.pid", place->state);
	_autofree_ char *text = mem_printf("%d", (int)getpid());

	return fs_write(path, text, strlen(text), err);
}

static void watch_target(struct floor *floor)
{
	_autofree_ char *heads = mem_printf("%s/refs/heads", floor->place->git_dir);
	_cleanup_(err_release) struct err err = ERR_INIT;

	/* Other forms of ref storage have no such folder: the sweep looks too. */
	if (fs_is_dir(heads) && watch_add(floor->watch, heads, WATCH_TARGET, &err))
		tell_log(err.text);
}

/* A word that is said without a floor holds the lock too, for a moment. */
static int take_place(struct floor *floor, struct err *err)
{
	static const struct timespec moment = { 0, 20000000 };
	long long until = clock_steady_ms() + TAKE_MS;
	int code = keeper_open(&floor->keeper, floor->place, err);

	while (code == ERR_CONFLICT && clock_steady_ms() < until) {
		err_release(err);
		nanosleep(&moment, 0);
		code = keeper_open(&floor->keeper, floor->place, err);
	}
	return code;
}

static int open_floor(struct floor *floor, struct err *err)
{
	_cleanup_(err_release) struct err config = ERR_INIT;
	int code = take_place(floor, err);

	if (code)
		return code;
	floor->carrier = (struct carrier){ .keeper = &floor->keeper, .executor = &executor_local };
	fs_stamp(floor->place->config, &floor->config_size, &floor->config_changed_ns);
	if (intake_config(&floor->keeper, &config)) {
		if (floor->keeper.is_broken || !factory_of(floor->keeper.state)->sessions)
			return err_set(err, config.code, "%s", config.text);
		tell_log(config.text);
	}
	code = write_pid(floor->place, err);
	if (!code)
		code = watch_new(&floor->watch, err);
	if (code)
		return code;
	floor->loop = loop_new();
	floor->bell = fd_watch_new(floor->loop, watch_fd(floor->watch), bell_rang, floor);
	floor->gather = timer_new(floor->loop, gathered, floor);
	floor->sweep = timer_new(floor->loop, swept, floor);
	floor->wake = timer_new(floor->loop, woke, floor);
	floor->ahead = ahead_new(&floor->keeper, floor->loop, woke, floor);
	floor->signals[0] = signal_watch_new(floor->loop, SIGTERM, signalled, floor);
	floor->signals[1] = signal_watch_new(floor->loop, SIGINT, signalled, floor);
	watch_target(floor);
	return door_new(floor->loop, floor->place->socket, 1U << 20, was_told, floor, &floor->door, err);
}

static void close_floor(struct floor *floor)
{
	door_free(floor->door);
	ahead_free(floor->ahead);
	signal_watch_free(floor->signals[0]);
	signal_watch_free(floor->signals[1]);
	timer_free(floor->wake);
	timer_free(floor->sweep);
	timer_free(floor->gather);
	fd_watch_free(floor->bell);
	if (floor->loop)
		loop_free(floor->loop);
	watch_free(floor->watch);
	carrier_release(&floor->carrier);
	keeper_close(&floor->keeper);
	free(floor->rung);
	free(floor->last_trouble);
}

int floor_run(const struct place *place, struct err *err)
{
	struct floor floor = { .place = place, .keeper = { .lock = -1 } };
	int code = open_floor(&floor, err);

	if (!code) {
		EACH(job, job, floor.keeper.state)
			if (job->life == JOB_running)
				watch_job(&floor, job->record.id);
		ring_all(&floor);
		timer_set(floor.gather, 0);
		timer_set(floor.sweep, 0);
		loop_run(floor.loop);
		code = floor.end.code;
		if (code)
			*err = floor.end;
	}
	close_floor(&floor);
	return code;
}
