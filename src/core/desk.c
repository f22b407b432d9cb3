/* desk.c - see desk.h. */
#include "core/desk.h"

#include "core/needs.h"
#include "core/queue.h"
#include "core/release.h"
#include "core/turn.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

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

/* Nothing of the task itself holds it back. */
static char *floor_reason(const struct state *state)
{
	return mem_dup(factory_of(state)->mode == FACTORY_open ? "about to start" : "the floor is closing");
}

static char *waiting_reason(const struct state *state, const struct task *task)
{
	char *reason = 0;

	return task_may_open(state, task, 0, &reason) ? floor_reason(state) : reason;
}

static char *queued_reason(const struct state *state, const struct session *session)
{
	const struct job *job = session_job(state, session);
	char *reason = job ? turn_reason(state, job) : 0;

	return reason ? reason : floor_reason(state);
}

static const char *said(const char *text)
{
	return text ? text : "";
}

char *task_reason(const struct state *state, const struct task *task)
{
	const struct session *session = task_session(state, task);
	const struct landing *landing = 0;

	if (task->life == TASK_waiting)
		return waiting_reason(state, task);
	if (task->is_paused && task->life < TASK_landed)
		return mem_dup("paused");
	if (task->life == TASK_proving)
		return mem_dup("its acceptance has to be red on the base first");
	if (task->life == TASK_working && session->life == SESSION_queued)
		return queued_reason(state, session);
	if (task->life == TASK_failed)
		return mem_printf("%s: %s", said(task->blame), said(task->reason));
	if (task->life == TASK_approved || task->life == TASK_landing)
		landing = task_landing(state, task);
	if (landing && landing->life == LANDING_held)
		return mem_printf("held: %s", said(landing->reason));
	/* Of what the linter found, the first is enough to begin with. */
	if (task->life == TASK_draft)
		return mem_dup_part(said(task->reason), strcspn(said(task->reason), "\n"));
	return mem_dup(said(task->reason));
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

/* For every task, by its id: how many tasks need it. The caller's. */
static long long *count_blocks(const struct state *state)
{
	long long *blocks = mem_new((size_t)task_count(state) + 1, sizeof *blocks);
	struct lines walk;

	EACH(task, task, state) {
		if (task->life >= TASK_landed)
			continue;
		LINES_EACH(walk, task->needs) {
			const struct task *need = task_named(state, walk.line);

			if (need)
				blocks[need->record.id]++;
		}
	}
	return blocks;
}

static void add(struct desk *desk, struct desk_item item)
{
	desk->items = mem_grow(desk->items, (size_t)desk->count + 1, sizeof *desk->items);
	desk->items[desk->count++] = item;
}

static int order(const void *left, const void *right)
{
	const struct desk_item *a = left, *b = right;

	if ((a->kind == DESK_question) != (b->kind == DESK_question))
		return a->kind == DESK_question ? -1 : 1;
	if (a->blocks != b->blocks)
		return a->blocks > b->blocks ? -1 : 1;
	if (a->since_ms != b->since_ms)
		return a->since_ms < b->since_ms ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static void add_notices(struct desk *desk, const struct state *state)
{
	_autofree_ const char **stuck = needs_stuck(state);

	EACH(landing, l, state)
		if (l->life == LANDING_held)
			add(desk, (struct desk_item){ DESK_notice, l->record.id, l->task, l->since_ms, 1, 0, l->reason });
	EACH(task, t, state)
		if (stuck[t->record.id])
			add(desk, (struct desk_item){ DESK_notice, t->record.id, t->record.id, t->since_ms, 1, 0, stuck[t->record.id] });
	EACH(notice, n, state)
		if (n->is_open)
			add(desk, (struct desk_item){ DESK_notice, n->record.id, 0, n->since_ms, 1, 0, n->text });
}

struct desk desk_of(const struct state *state)
{
	_autofree_ long long *blocks = count_blocks(state);
	struct desk desk = { 0 };

	EACH(question, q, state)
		if (q->life == QUESTION_open)
			add(&desk, (struct desk_item){ DESK_question, q->record.id, q->task, q->since_ms, 1, 0, q->text });
	EACH(review, r, state)
		if (r->life == REVIEW_open)
			add(&desk, (struct desk_item){ DESK_review, r->record.id, r->task, r->since_ms,
					review_minutes(session_at(state, r->session)), 0,
					task_at(state, r->task)->title });
	EACH(task, t, state)
		if (t->life == TASK_failed)
			add(&desk, (struct desk_item){ DESK_failure, t->record.id, t->record.id, t->since_ms, 4, 0, t->reason });
	add_notices(&desk, state);
	for (long long i = 0; i < desk.count; i++)
		desk.items[i].blocks = blocks[desk.items[i].task];
	if (desk.count)
		qsort(desk.items, (size_t)desk.count, sizeof *desk.items, order);
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
