/* desk.c - see desk.h. */
#include "core/desk.h"

#include "core/queue.h"
#include "core/release.h"
#include "core/turn.h"

#include "base/mem.h"
#include "base/text.h"

const char *const desk_kinds[] = {
#define X(name) #name,
	DESK_KINDS(X)
#undef X
	0
};

const char *task_shown(const struct state *state, const struct task *task)
{
	const struct session *session = task_session(state, task);

	if (task->is_paused && task->life >= TASK_waiting && task->life <= TASK_landing &&
	    !(session && (session->life == SESSION_running || session->life == SESSION_asking)))
		return "waiting";
	if (task->life == TASK_proving)
		return "gating";
	if (task->life != TASK_working)
		return task_states[task->life];
	if (!session || session->life == SESSION_queued)
		return "waiting";
	return session->life == SESSION_asking ? "asking" : "running";
}

char *task_reason(const struct state *state, const struct task *task)
{
	const struct session *session = task_session(state, task);
	const struct landing *landing;
	char *reason = 0;

	if (task->life == TASK_waiting) {
		if (!task_may_open(state, task, 0, &reason))
			return reason;
		return mem_dup(factory_of(state)->mode == FACTORY_open ? "about to start" : "the floor is closing");
	}
	if (task->is_paused && task->life < TASK_landed)
		return mem_dup("paused");
	if (task->life == TASK_proving)
		return mem_dup("its acceptance has to be red on the base first");
	if (task->life == TASK_working && session && session->life == SESSION_queued)
		return mem_printf("limit: %lld sessions", factory_of(state)->sessions);
	landing = task_landing(state, task);
	if (landing && landing->life == LANDING_held)
		return mem_printf("held: %s", landing->reason ? landing->reason : "");
	if (task->life == TASK_failed)
		return mem_printf("%s: %s", task->blame ? task->blame : "", task->reason ? task->reason : "");
	return mem_dup(task->reason ? task->reason : "");
}

char *task_blocks(const struct state *state, const struct task *task)
{
	char *list = 0;

	EACH(task, other, state)
		if (lines_has(other->needs, task->name) && other->life < TASK_landed)
			lines_add(&list, other->name);
	return list ? list : mem_dup("");
}

long long review_minutes(const struct session *session)
{
	return 2 + (session->insertions + session->deletions) / 20;
}

static void add(struct desk *desk, const struct state *state, struct desk_item item)
{
	const struct task *task = task_at(state, item.task);
	_autofree_ char *blocks = task ? task_blocks(state, task) : 0;

	item.blocks = (long long)lines_count(blocks);
	desk->items = mem_grow(desk->items, (size_t)desk->count + 1, sizeof *desk->items);
	desk->items[desk->count++] = item;
}

static bool comes_first(const struct desk_item *a, const struct desk_item *b)
{
	if ((a->kind == DESK_question) != (b->kind == DESK_question))
		return a->kind == DESK_question;
	if (a->blocks != b->blocks)
		return a->blocks > b->blocks;
	return a->since_ms < b->since_ms;
}

static void sort(struct desk *desk)
{
	for (long long i = 1; i < desk->count; i++) {
		struct desk_item item = desk->items[i];
		long long at = i;

		for (; at > 0 && comes_first(&item, &desk->items[at - 1]); at--)
			desk->items[at] = desk->items[at - 1];
		desk->items[at] = item;
	}
}

struct desk desk_of(const struct state *state)
{
	struct desk desk = { 0 };

	EACH(question, q, state)
		if (q->life == QUESTION_open)
			add(&desk, state, (struct desk_item){ DESK_question, q->record.id, q->task, q->since_ms, 1, 0, q->text });
	EACH(review, r, state)
		if (r->life == REVIEW_open)
			add(&desk, state, (struct desk_item){ DESK_review, r->record.id, r->task, r->since_ms,
					review_minutes(session_at(state, r->session)), 0,
					task_at(state, r->task)->title });
	EACH(task, t, state)
		if (t->life == TASK_failed)
			add(&desk, state, (struct desk_item){ DESK_failure, t->record.id, t->record.id, t->since_ms, 4, 0, t->reason });
	EACH(landing, l, state)
		if (l->life == LANDING_held)
			add(&desk, state, (struct desk_item){ DESK_notice, l->record.id, l->task, l->since_ms, 1, 0, l->reason });
	EACH(notice, n, state)
		if (n->is_open)
			add(&desk, state, (struct desk_item){ DESK_notice, n->record.id, 0, n->since_ms, 1, 0, n->text });
	sort(&desk);
	return desk;
}

void desk_release(struct desk *desk)
{
	free(desk->items);
	*desk = (struct desk){ 0 };
}

const char *desk_bottleneck(const struct state *state)
{
	long long review = 0, gates = 0, waiting = 0, landing = 0, draft = 0;

	EACH(task, task, state) {
		review += task->life == TASK_review || task->life == TASK_failed;
		gates += task->life == TASK_gating || task->life == TASK_proving;
		waiting += task->life == TASK_waiting;
		landing += task->life == TASK_approved || task->life == TASK_landing;
		draft += task->life == TASK_draft;
	}
	if (review && review >= gates && review >= landing)
		return "review";
	if (landing > gates)
		return "landing";
	if (gates)
		return "gates";
	if (waiting)
		return "sessions";
	return draft ? "specification" : "none";
}
