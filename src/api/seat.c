/* seat.c - see seat.h. */
#include "api/seat.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/attach.h"
#include "floor/words.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* The turn's agent has three seconds to go, and what it left has to be saved. */
enum { PATIENCE_MS = 120000, TELL_MS = 1000, SIGN_BYTES = 1000 };

void seat_release(struct seat *seat)
{
	mem_closep(&seat->lock);
	view_release(&seat->view);
	free(seat->task);
	free(seat->folder);
	free(seat->thread);
	free(seat->by);
}

/* What the session's agent calls its conversation, as it is now. */
static void take_thread(struct seat *seat)
{
	const struct session *session = session_at(seat->view.state, seat->session);

	mem_replace(&seat->thread, mem_dup(session->thread ? session->thread : ""));
}

int seat_find(struct seat *seat, struct err *err)
{
	struct view_target target = { 0 };
	const struct session *session;

	if (view_open(&seat->call->place, VIEW_whole, &seat->view, err) ||
	    view_find(&seat->view, call_word(seat->call, 0), &target, err))
		return err->code;
	if (!target.task)
		return err_set(err, ERR_USAGE, "'%s' is no task", call_word(seat->call, 0));
	if (attach_may(seat->view.state, target.task, err))
		return err->code;
	session = session_at(seat->view.state, target.task->session);
	seat->session = session->record.id;
	seat->task = mem_dup(target.task->name);
	for (long long i = job_count(seat->view.state); i >= 1 && !seat->folder; i--)
		if (job_at(seat->view.state, i)->session == seat->session && job_at(seat->view.state, i)->attempt)
			seat->folder = place_job(&seat->call->place, i);
	seat->by = place_lead(&seat->call->place);
	take_thread(seat);
	if (!seat->folder)
		return err_set(err, ERR_MISSING, "'%s' has no session yet: its first turn waits to begin", seat->task);
	return 0;
}

static int refuse_second(const char *lock, const char *task, struct err *err)
{
	_autofree_ char *sign = fs_read_tail(lock, SIGN_BYTES, 0), *clean = text_clean(sign, strlen(sign), SIGN_BYTES);

	err_release(err);
	return err_set(err, ERR_CONFLICT, "'%s' is attached already: %s", task, *clean ? clean : "by somebody who came just now");
}

static int take_lock(struct seat *seat, struct err *err)
{
	_autofree_ char *path = place_attached(&seat->call->place, seat->session), *sign = 0;
	_autofree_ char *when = clock_text(clock_now_ms());
	int code = fs_lock(path, false, &seat->lock, err);

	if (code)
		return code == ERR_CONFLICT ? refuse_second(path, seat->task, err) : code;
	sign = mem_printf("%s, since %s, process %d", seat->by, when, (int)getpid());
	if (ftruncate(seat->lock, 0) || write(seat->lock, sign, strlen(sign)) != (ssize_t)strlen(sign))
		return err_set(err, ERR_SYSTEM, "cannot write '%s'", path);
	return 0;
}

json_t *seat_word(const struct seat *seat, const char *word)
{
	json_t *request = json_object();

	json_put(request, "word", word);
	json_put(request, "task", seat->task);
	json_put(request, "by", seat->by);
	json_put_number(request, "session", seat->session);
	return request;
}

int seat_take(struct seat *seat, struct err *err)
{
	_json_ json_t *request = seat_word(seat, "attach"), *answer = 0;

	if (take_lock(seat, err))
		return err->code;
	return words_say(&seat->call->place, request, &answer, err);
}

static const struct job *running_job(const struct seat *seat)
{
	EACH_LIVE(job, job, seat->view.state)
		if (job->session == seat->session && job->life == JOB_running)
			return job;
	return 0;
}

/* The floor ends the turn; without one there is nobody to do it. */
int seat_wait(struct seat *seat, struct err *err)
{
	static const struct timespec moment = { 0, 50000000 };
	long long began_ms = clock_steady_ms(), waited_ms;
	bool has_told = false;

	for (;;) {
		if (view_reload(&seat->view, VIEW_whole, err))
			return err->code;
		if (!running_job(seat)) {
			take_thread(seat);
			return 0;
		}
		waited_ms = clock_steady_ms() - began_ms;
		if (!seat->view.floor_pid)
			return err_set(err, ERR_REFUSED, "'%s' has a turn, and no floor runs that could end it: 'leadhand up' first",
				       seat->task);
		if (waited_ms > PATIENCE_MS)
			return err_set(err, ERR_TIMEOUT, "the turn of '%s' did not end within 2 minutes: see 'leadhand log %s'",
				       seat->task, seat->task);
		if (!has_told && waited_ms > TELL_MS) {
			call_tell(seat->call, "waiting for the turn of '%s' to end and its work to be saved ...", seat->task);
			has_told = true;
		}
		nanosleep(&moment, 0);
	}
}

bool seat_is_ours(struct seat *seat)
{
	_cleanup_(err_release) struct err none = ERR_INIT;
	const struct task *task;

	if (view_is_old(&seat->view) && view_reload(&seat->view, VIEW_board, &none))
		return true;
	task = task_named(seat->view.state, seat->task);
	return task && task->attached_ms && task->session == seat->session;
}

/* The session goes on as it would have. */
void seat_let_go(struct seat *seat)
{
	_cleanup_(err_release) struct err none = ERR_INIT;
	_json_ json_t *request = seat_word(seat, "detach"), *answer = 0;

	json_put(request, "then", ATTACH_LOST);
	(void)!words_say(&seat->call->place, request, &answer, &none);
}
