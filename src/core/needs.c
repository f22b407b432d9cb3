/* needs.c - see needs.h. */
#include "core/needs.h"

#include "base/mem.h"
#include "base/text.h"

char *needs_missing(const struct state *state, const struct task *task, struct task **need)
{
	struct lines walk;

	LINES_EACH(walk, task->needs) {
		char *name;

		*need = task_named(state, walk.line);
		if (*need && ((*need)->life == TASK_landed || (*need)->life == TASK_done))
			continue;
		name = steal(&walk.line);
		lines_stop(&walk);
		return name;
	}
	return 0;
}

/* The waiting task that this waiting one waits for first, or NULL. */
static struct task *next_in_chain(const struct state *state, const struct task *task)
{
	struct task *need = 0;
	_autofree_ char *name = needs_missing(state, task, &need);

	return name && need && need->life == TASK_waiting ? need : 0;
}

static bool is_in_circle(const struct state *state, const struct task *task)
{
	const struct task *at = task;

	for (long long steps = task_count(state); at && steps > 0; steps--) {
		at = next_in_chain(state, at);
		if (at == task)
			return true;
	}
	return false;
}

char *needs_reason(const struct state *state, const struct task *task)
{
	struct task *need = 0;
	_autofree_ char *name = needs_missing(state, task, &need);

	if (!name)
		return 0;
	if (!need)
		return mem_printf("dependency: '%s' is not known", name);
	switch ((enum task_state)need->life) {
	case TASK_failed: return mem_printf("dependency: '%s' failed", name);
	case TASK_cancelled: return mem_printf("dependency: '%s' was cancelled", name);
	case TASK_draft: return mem_printf("dependency: '%s' is not fit to run", name);
	case TASK_ready: return mem_printf("dependency: '%s' was not called", name);
	case TASK_waiting:
		if (is_in_circle(state, task))
			return mem_printf("dependency: '%s' waits for this task in turn", name);
		break;
	case TASK_proving:
	case TASK_working:
	case TASK_gating:
	case TASK_review:
	case TASK_approved:
	case TASK_landing:
	case TASK_landed:
	case TASK_done:
	case TASK_STATE_COUNT: break;
	}
	return mem_printf("dependency: '%s' has not landed", name);
}

static const char *stuck_at(const struct state *state, const struct task *task)
{
	struct task *need = 0;
	_autofree_ char *name = needs_missing(state, task, &need);

	if (!name)
		return 0;
	if (!need)
		return "it needs a task that is not known";
	if (need->life == TASK_cancelled)
		return "it needs a task that was cancelled";
	if (need->life == TASK_draft)
		return "it needs a task that is not fit to run";
	return need->life == TASK_ready ? "it needs a task that was not called" : 0;
}

const long long *needs_count(const struct state *state)
{
	struct lines walk;

	hints_at(state->needed, task_count(state));
	EACH_LIVE(task, task, state)
		state->needed->ids[task->record.id] = 0;
	EACH_LIVE(task, task, state) {
		if (task->life >= TASK_landed)
			continue;
		LINES_EACH(walk, task->needs) {
			const struct task *need = task_named(state, walk.line);

			if (need)
				state->needed->ids[need->record.id]++;
		}
	}
	return state->needed->ids;
}

const char **needs_stuck(const struct state *state)
{
	size_t room = (size_t)task_count(state) + 1;
	const char **why = mem_new(room, sizeof *why);
	_autofree_ long long *met = mem_new(room, sizeof *met);

	EACH_LIVE(task, task, state) {
		const struct task *at = task;

		if (task->life != TASK_waiting || task_is_held(task))
			continue;
		if (!why[task->record.id])
			why[task->record.id] = stuck_at(state, task);
		/* Each waits for one other first: a walk that meets its own steps is a circle. */
		for (; at && !met[at->record.id]; at = next_in_chain(state, at))
			met[at->record.id] = task->record.id;
		if (at && met[at->record.id] == task->record.id)
			why[at->record.id] = "it needs a task that waits for it in turn";
	}
	return why;
}
