/* attached.c - see attached.h. */
#include "floor/attached.h"

#include "floor/change.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/attach.h"
#include "sys/fs.h"

#include <string.h>

enum { SAID_BYTES = 8000 };

static int take(struct keeper *keeper, struct event *event, struct err *err)
{
	int code = keeper_take(keeper, event, err);

	event_release(event);
	return code;
}

static int find_task(struct keeper *keeper, const json_t *request, struct task **task, struct err *err)
{
	const char *name = json_text_or(request, "task", "");

	*task = task_named(keeper->state, name);
	return *task ? 0 : err_set(err, ERR_MISSING, "there is no task '%s'", name);
}

static int lose(struct keeper *keeper, const struct task *task, struct err *err)
{
	struct event event = { .kind = EVENT_detached, .task = task->record.id, .word = mem_dup(ATTACH_LOST) };

	return take(keeper, &event, err);
}

static char *said(const json_t *request, const char *key, size_t most)
{
	const char *text = json_text(request, key);

	return text_is_empty(text) ? 0 : text_clean_block(text, strlen(text), most);
}

int attached_begin(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	struct event event = { .kind = EVENT_attached };
	struct task *task;

	if (find_task(keeper, request, &task, err) || attach_may(keeper->state, task, err))
		return err->code;
	/* Who says so holds the lock: whoever was there is not any more. */
	if (task->attached_ms && lose(keeper, task, err))
		return err->code;
	event.task = task->record.id;
	event.by = said(request, "by", SAID_BYTES);
	json_put(answer, "task", task->name);
	return take(keeper, &event, err);
}

int attached_end(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	struct event event = { .kind = EVENT_detached };
	struct job of = { 0 };
	struct task *task;

	if (find_task(keeper, request, &task, err))
		return err->code;
	of.session = task->session;
	event.task = task->record.id;
	event.by = said(request, "by", SAID_BYTES);
	event.word = said(request, "then", SAID_BYTES);
	event.text = said(request, "text", SAID_BYTES);
	event.commit = said(request, "commit", SAID_BYTES);
	event.loose = json_number(request, "loose");
	change_describe(keeper, &of, &event);
	json_put(answer, "task", task->name);
	if (task->attached_ms)
		json_put(answer, "then", attach_outcome(keeper->state, task, &event));
	return take(keeper, &event, err);
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
