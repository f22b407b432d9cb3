/* attached.c - see attached.h. */
#include "floor/attached.h"

#include "floor/change.h"
#include "floor/request.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/attach.h"
#include "sys/fs.h"

#include <string.h>

static int lose(struct keeper *keeper, const struct task *task, struct err *err)
{
	struct event event = { .kind = EVENT_detached, .task = task->record.id, .word = mem_dup(ATTACH_LOST) };

	return keeper_take_ours(keeper, &event, err);
}

int attached_begin(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	struct event event = { .kind = EVENT_attached };
	struct task *task;

	if (request_task(request, keeper->state, &task, err) || attach_may(keeper->state, task, err))
		return err->code;
	/* Who says so holds the lock: whoever was there is not any more. */
	if (task->attached_ms && lose(keeper, task, err))
		return err->code;
	event.task = task->record.id;
	event.by = request_text(request, "by");
	json_put(answer, "task", task->name);
	return keeper_take_ours(keeper, &event, err);
}

int attached_end(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	struct event event = { .kind = EVENT_detached };
	struct job of = { 0 };
	struct task *task;

	if (request_task(request, keeper->state, &task, err))
		return err->code;
	event.session = of.session = json_number(request, "session");
	if (!event.session)
		of.session = task->session;
	event.task = task->record.id;
	event.by = request_text(request, "by");
	event.word = request_text(request, "then");
	event.text = request_text(request, "text");
	event.commit = request_text(request, "commit");
	event.loose = json_number(request, "loose");
	change_describe(keeper, &of, &event);
	json_put(answer, "task", task->name);
	if (task->attached_ms)
		json_put(answer, "then", attach_outcome(keeper->state, task, &event));
	return keeper_take_ours(keeper, &event, err);
}

int attached_look(struct keeper *keeper, struct err *err)
{
	EACH_LIVE(task, task, keeper->state) {
		_autofree_ char *lock = task->attached_ms ? place_attached(keeper->place, task->session) : 0;

		if (lock && !fs_is_locked(lock) && lose(keeper, task, err))
			return err->code;
	}
	return 0;
}
