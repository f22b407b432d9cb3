/* keeper.c - see keeper.h. */
#include "floor/keeper.h"

#include "core/step.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <unistd.h>

int keeper_open(struct keeper *keeper, const struct place *place, struct err *err)
{
	struct keeper made = { .place = place, .lock = -1 };
	int code = fs_make_dirs(place->jobs, err);

	if (!code)
		code = fs_lock(place->lock, false, &made.lock, err);
	if (!code)
		code = store_open(place->db, STORE_write, &made.store, err);
	if (!code)
		code = store_load(made.store, &made.state, err);
	if (code) {
		keeper_close(&made);
		return code;
	}
	config_init(&made.config);
	*keeper = made;
	return 0;
}

void keeper_close(struct keeper *keeper)
{
	store_close(keeper->store);
	if (keeper->state)
		config_release(&keeper->config);
	free(keeper->environment);
	free(keeper->environment_stamp);
	free(keeper->shown);
	free(keeper->prompt_stamp);
	state_free(keeper->state);
	if (keeper->lock >= 0)
		close(keeper->lock);
	*keeper = (struct keeper){ .lock = -1 };
}

int keeper_fail(struct keeper *keeper, struct err *err)
{
	_cleanup_(err_release) struct err again = ERR_INIT;
	struct state *state = 0;

	keeper->is_broken = true;
	keeper->is_batch = false;
	store_rollback(keeper->store);
	if (!store_load(keeper->store, &state, &again)) {
		state_free(keeper->state);
		keeper->state = state;
	}
	return err->code;
}

int keeper_begin(struct keeper *keeper, struct err *err)
{
	if (keeper->is_broken)
		return err_set(err, ERR_SYSTEM, "the store failed before: restart the floor");
	if (store_begin(keeper->store, err))
		return keeper_fail(keeper, err);
	keeper->is_batch = true;
	return 0;
}

int keeper_end(struct keeper *keeper, struct err *err)
{
	keeper->is_batch = false;
	FAULT("commit");
	if (store_save(keeper->store, keeper->state, err) || store_commit(keeper->store, err))
		return keeper_fail(keeper, err);
	FAULT("committed");
	return 0;
}

/* An event of a task is found by it, whatever else it names. */
static void name_task(const struct state *state, struct event *event)
{
	const struct job *job = job_at(state, event->job);
	const struct session *session = job ? session_at(state, job->session) : 0;
	const struct question *question = question_at(state, event->question);
	const struct review *review = review_at(state, event->review);
	const struct landing *landing = landing_at(state, event->landing);

	if (!event->task)
		event->task = session ? session->task : question ? question->task : review ? review->task
			      : landing ? landing->task : 0;
}

static int take_in_batch(struct keeper *keeper, struct event *event, struct err *err)
{
	int code;

	if (!event->at_ms)
		event->at_ms = clock_now_ms();
	name_task(keeper->state, event);
	code = step(keeper->state, event, err);
	if (code)
		return code;
	if (store_append(keeper->store, event, err))
		return keeper_fail(keeper, err);
	return 0;
}

int keeper_take(struct keeper *keeper, struct event *event, struct err *err)
{
	int code, end;

	if (keeper->is_batch)
		return take_in_batch(keeper, event, err);
	code = keeper_begin(keeper, err);
	if (code)
		return code;
	code = take_in_batch(keeper, event, err);
	if (keeper->is_broken)
		return code;
	if (code) {
		/* Refused: the state is as it was, and so is the store. */
		keeper->is_batch = false;
		store_rollback(keeper->store);
		return code;
	}
	end = keeper_end(keeper, err);
	return end;
}

int keeper_take_ours(struct keeper *keeper, struct event *event, struct err *err)
{
	int code = keeper_take(keeper, event, err);

	event_release(event);
	return code;
}

int keeper_notice(struct keeper *keeper, const char *key, const char *text, struct err *err)
{
	struct event event = { .kind = text ? EVENT_noticed : EVENT_settled };
	int code;

	EACH(notice, notice, keeper->state)
		if (text_same(notice->key, key) && notice->is_open == (text != 0) &&
		    (!text || text_same(notice->text, text)))
			return 0;
	if (!text) {
		bool is_known = false;

		EACH(notice, notice, keeper->state)
			is_known |= text_same(notice->key, key);
		if (!is_known)
			return 0;
	}
	event.key = mem_dup(key);
	event.text = text ? mem_dup(text) : 0;
	code = keeper_take(keeper, &event, err);
	event_release(&event);
	return code;
}
