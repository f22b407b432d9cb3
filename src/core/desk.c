/* desk.c - see desk.h. */
#include "core/desk.h"

#include "core/halt.h"
#include "core/needs.h"
#include "core/pace.h"
#include "core/queue.h"
#include "core/release.h"
#include "core/signals.h"
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

	if (task_is_held(task) && task->life >= TASK_waiting && task->life <= TASK_landing &&
	    !(session && (session->life == SESSION_running || session->life == SESSION_asking)))
		return "waiting";
	if (task->life == TASK_proving)
		return "gating";
	if (task->life != TASK_working)
		return task_states[task->life];
	if (!session || session->life == SESSION_queued)
		return "waiting";
	return session->life == SESSION_asking || session->life == SESSION_parked ? "asking" : "running";
}

/* Nothing of the task itself holds it back. */
static char *floor_reason(const struct state *state)
{
	return mem_dup(factory_of(state)->mode == FACTORY_open ? "about to start" : "the floor is closing");
}

static char *waiting_reason(const struct state *state, const struct task *task, long long now_ms)
{
	char *reason = 0;

	return task_may_open(state, task, now_ms, &reason) ? floor_reason(state) : reason;
}

static char *queued_reason(const struct state *state, const struct session *session, long long now_ms)
{
	const struct job *job = session_job(state, session);
	char *reason = job ? turn_reason(state, job, now_ms) : 0;

	return reason ? reason : floor_reason(state);
}

static const char *said(const char *text)
{
	return text ? text : "";
}

static char *attached_reason(const struct task *task, long long now_ms)
{
	_autofree_ char *age = text_age(now_ms - task->attached_ms);

	return mem_printf("attached: %s is in its session, for %s", said(task->attached_by), age);
}

static char *working_reason(const struct state *state, const struct task *task, const struct session *session)
{
	const struct signal *signal = signal_of_session(state, session->record.id);

	return signal ? mem_printf("%s: %s", signal->word, said(signal->text)) : mem_dup(said(task->reason));
}

char *task_reason(const struct state *state, const struct task *task, long long now_ms)
{
	const struct session *session = task_session(state, task);
	const struct landing *landing = 0;

	if (task->life == TASK_waiting)
		return waiting_reason(state, task, now_ms);
	if (task->attached_ms)
		return attached_reason(task, now_ms);
	if (task->is_paused && task->life < TASK_landed)
		return mem_dup("paused");
	if (task->life == TASK_proving)
		return mem_dup("its acceptance has to be red on the base first");
	if (task->life == TASK_working && session->life == SESSION_queued)
		return queued_reason(state, session, now_ms);
	if (task->life == TASK_working)
		return working_reason(state, task, session);
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

	EACH_LIVE(task, other, state)
		if (lines_has(other->needs, task->name) && other->life < TASK_landed)
			lines_add(&list, other->name);
	return list ? list : mem_dup("");
}

#define MINUTE_MS 60000LL

static long long review_minutes(const struct state *state, const struct review *review)
{
	long long ms = pace_review_ms(state, task_at(state, review->task)->class, review->lines);

	return (ms + MINUTE_MS - 1) / MINUTE_MS;
}

static void add(struct desk *desk, struct desk_item item)
{
	desk->items = mem_grow(desk->items, (size_t)desk->count + 1, sizeof *desk->items);
	desk->items[desk->count++] = item;
}

static int order(const void *left, const void *right)
{
	const struct desk_item *a = left, *b = right;

	if ((a->class == ASK_now) != (b->class == ASK_now))
		return a->class == ASK_now ? -1 : 1;
	if ((a->kind == DESK_question) != (b->kind == DESK_question))
		return a->kind == DESK_question ? -1 : 1;
	if (a->blocks != b->blocks)
		return a->blocks > b->blocks ? -1 : 1;
	if (a->group_ms != b->group_ms)
		return a->group_ms < b->group_ms ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->since_ms != b->since_ms)
		return a->since_ms < b->since_ms ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static void add_notice(struct desk *desk, enum record_kind source, long long id, long long task, long long since_ms,
		       const char *text)
{
	add(desk, (struct desk_item){ .kind = DESK_notice, .source = source, .id = id, .task = task,
				      .since_ms = since_ms, .minutes = 1, .text = text });
}

static void add_notices(struct desk *desk, const struct state *state)
{
	_autofree_ const char **stuck = needs_stuck(state);

	/* That the tip is red is said once for all that it holds. */
	EACH_LIVE(landing, l, state)
		if (l->life == LANDING_held && !(l->is_blocked_by_tip && halt_is_on(state)))
			add_notice(desk, RECORD_landing, l->record.id, l->task, l->since_ms, l->reason);
	EACH_LIVE(task, t, state)
		if (stuck[t->record.id])
			add_notice(desk, RECORD_task, t->record.id, t->record.id, t->since_ms, stuck[t->record.id]);
	EACH_LIVE(signal, s, state)
		if (signal_needs_lead(s))
			add_notice(desk, RECORD_signal, s->record.id, s->task, s->since_ms, s->text);
	EACH(notice, n, state)
		if (n->is_open)
			add_notice(desk, RECORD_notice, n->record.id, 0, n->since_ms, n->text);
}

static void add_all(struct desk *desk, const struct state *state)
{
	EACH_LIVE(question, q, state)
		if (q->life == QUESTION_open)
			add(desk, (struct desk_item){ .kind = question_is_proposal(q) ? DESK_plan : DESK_question, .source = RECORD_question, .id = q->record.id, .task = q->task,
						      .since_ms = q->since_ms, .minutes = PACE_QUESTION_MS / MINUTE_MS, .due_ms = q->due_ms,
						      .text = q->text });
	EACH_LIVE(review, r, state)
		if (r->life == REVIEW_open)
			add(desk, (struct desk_item){ .kind = DESK_review, .source = RECORD_review, .id = r->record.id, .task = r->task,
						      .since_ms = r->since_ms, .minutes = review_minutes(state, r),
						      .text = task_at(state, r->task)->title });
	EACH_LIVE(task, t, state)
		if (t->life == TASK_failed)
			add(desk, (struct desk_item){ .kind = DESK_failure, .source = RECORD_task, .id = t->record.id, .task = t->record.id,
						      .since_ms = t->since_ms, .minutes = PACE_FAILURE_MS / MINUTE_MS,
						      .text = t->reason });
	add_notices(desk, state);
}

static const char *class_of(const struct state *state, const struct desk_item *item)
{
	const struct task *task = task_at(state, item->task);

	return task ? task->class : 0;
}

/* Since when something waits for which the lead would not have to change subject. */
static long long group_since(const struct state *state, const struct desk *desk, const struct desk_item *item)
{
	long long since_ms = item->since_ms;

	for (long long i = 0; i < desk->count; i++) {
		const struct desk_item *other = &desk->items[i];

		if (other->kind == item->kind && other->since_ms < since_ms &&
		    text_same(class_of(state, other), class_of(state, item)))
			since_ms = other->since_ms;
	}
	return since_ms;
}

struct desk desk_of(const struct state *state, long long now_ms)
{
	const long long *blocks = needs_count(state);
	bool all_stands = ask_all_stands(state, now_ms);
	struct desk desk = { 0 };

	add_all(&desk, state);
	for (long long i = 0; i < desk.count; i++) {
		struct desk_item *item = &desk.items[i];

		/* Nobody waits for what is over. */
		item->blocks = item->task && item->kind != DESK_plan && !record_is_over(state, RECORD_task, task_at(state, item->task))
			? blocks[item->task] : 0;
		item->class = item->source == RECORD_question
			? ask_class_of_question(question_at(state, item->id), all_stands, now_ms)
			: item->kind == DESK_review ? ask_class_of_review(task_at(state, item->task), all_stands)
			: ask_class_of_other(all_stands);
		item->group_ms = group_since(state, &desk, item);
	}
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

	EACH_LIVE(task, task, state) {
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
