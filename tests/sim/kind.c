/* kind.c - see world.h. A world in which everything goes well must come to an end. */
#include "world.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/desk.h"
#include "core/ledger.h"
#include "core/turn.h"

#define ORDERS_BOUND 1000
#define DAYS_BOUND 400

static bool was_ordered(const struct order *orders, long long count, const struct order *order)
{
	for (long long i = 0; i < count; i++)
		if (orders[i].kind == order->kind && orders[i].id == order->id)
			return true;
	return false;
}

void settle(struct world *world)
{
	struct order *orders = mem_new(ORDERS_BOUND + 1, sizeof *orders);
	long long n = 0, since = 0, now = world->now;

	/* Time stands still: what is due now is done now. */
	while (!world->wrong && plan_next(world->state, now, &orders[n])) {
		if (was_ordered(orders + since, n - since, &orders[n]))
			world_fail(world, "an order comes again though it was carried out",
				   mem_dup(order_kinds[orders[n].kind]));
		else if (carry_well(world, &orders[n]))
			world_fail(world, "an order that was carried out is refused",
				   mem_dup(order_kinds[orders[n].kind]));
		/* Once the target has moved, what waited for that is merged anew. */
		if (orders[n].kind == ORDER_move)
			since = n + 1;
		if (++n == ORDERS_BOUND)
			world_fail(world, "orders have no end",
				   mem_dup(order_kinds[orders[n - 1].kind]));
	}
	free(orders);
}

static void take(struct world *world, struct event event)
{
	world_take(world, &event);
}

static void end_turn(struct world *world, const struct job *job)
{
	const struct session *session = session_at(world->state, job->session);
	bool is_stopped = !text_is_empty(job->stopping);
	struct event event = { .kind = EVENT_turn_ended,
			       .job = job->record.id,
			       .attempt = job->attempt };

	if (session->life == SESSION_asking && !is_stopped)
		return;
	if (!is_stopped)
		take(world, (struct event){ .kind = EVENT_reported,
					    .job = job->record.id,
					    .attempt = job->attempt,
					    .word = mem_dup("done"),
					    .text = mem_dup("as asked") });
	event.word = mem_dup(is_stopped ? "stopped" : "done");
	event.text = is_stopped ? mem_dup(job->stopping) : 0;
	event.commit = world_name(world, "c");
	event.tree = world_name(world, "t");
	event.gates = mem_dup("1");
	take(world, event);
}

/* Green, but for a proof: that is red where nothing was done yet. */
static const char *verdict_on(const struct state *state, const struct run *run)
{
	if (gate_at(state, run->gate)->is_red_first)
		EACH(session, session, state)
			if (text_same(session->base_tree, run->tree))
				return "red";
	return "green";
}

static void end_jobs(struct world *world)
{
	for (long long id = 1, count = job_count(world->state); id <= count; id++) {
		const struct job *job = job_at(world->state, id);

		if (job->life != JOB_running)
			continue;
		if (job->session)
			end_turn(world, job);
		else
			take(world,
			     (struct event){
				     .kind = EVENT_check_ended,
				     .job = id,
				     .attempt = job->attempt,
				     /* What counted tests before counts them now. */
				     .is_counted = true,
				     .passed = 3,
				     .word = mem_dup(text_is_empty(job->stopping)
							     ? verdict_on(world->state,
									  run_at(world->state,
										 job->run))
							     : "stopped") });
	}
}

/* No machine fails here, so that none may seem to, however often it is tried. */
static void retry(struct world *world, const struct desk_item *item, bool is_patient)
{
	bool is_machine = text_same(task_at(world->state, item->id)->blame, BLAME_ENVIRONMENT);
	struct event event = { .kind = EVENT_retried, .task = item->task };

	if ((is_patient || is_machine) && !world_take(world, &event)) {
		if (!is_patient)
			world_fail(world, "a fault that was mended comes again",
				   mem_printf("task %lld", item->task));
	} else if (!is_patient) {
		take(world, (struct event){ .kind = EVENT_cancelled, .task = item->task });
	}
}

/* What failed is tried again, then given up; what waits in vain is given up. */
static void answer_item(struct world *world, const struct desk_item *item, bool is_patient)
{
	struct event event = { .task = item->task, .review = item->id, .question = item->id };

	switch (item->kind) {
	case DESK_plan:
	case DESK_question:
		event.kind = EVENT_answered;
		event.text = mem_dup("yes");
		break;
	case DESK_review:
		event.kind = EVENT_approved;
		event.tree = mem_dup(review_at(world->state, item->id)->tree);
		break;
	case DESK_failure: retry(world, item, is_patient); return;
	case DESK_notice:
		if (is_patient || !item->task)
			return;
		event.kind = EVENT_cancelled;
		break;
	}
	take(world, event);
}

static bool is_tip_red(const struct state *state)
{
	const struct factory *factory = factory_of(state);

	GATES_EACH(walk, factory->red_gates)
	{
		const struct run *run = run_of(state, walk.id, factory->tip_tree);

		if (run && run->life == RUN_red)
			return true;
	}
	return false;
}

/* What is red on the target itself is mended there. */
static void mend_the_tip(struct world *world)
{
	if (is_tip_red(world->state))
		take(world, (struct event){ .kind = EVENT_tip,
					    .commit = world_name(world, "c"),
					    .tree = world_name(world, "t") });
}

static void be_the_lead(struct world *world, bool is_patient)
{
	struct desk desk = desk_of(world->state, world->now);

	mend_the_tip(world);
	for (long long i = 0; i < desk.count; i++)
		answer_item(world, &desk.items[i], is_patient);
	desk_release(&desk);
	for (long long id = 1; id <= task_count(world->state); id++) {
		if (task_at(world->state, id)->is_paused)
			take(world, (struct event){ .kind = EVENT_resumed, .task = id });
		if (task_at(world->state, id)->attached_ms)
			take(world, (struct event){ .kind = EVENT_detached, .task = id });
	}
}

static const struct task *unfinished(const struct state *state)
{
	EACH(task, task, state)
		if (task->life >= TASK_waiting && task->life <= TASK_landing)
			return task;
	return 0;
}

void kind_end(struct world *world)
{
	const struct task *task;
	long long day = 0;

	take(world, (struct event){ .kind = EVENT_mode, .word = mem_dup("open") });
	if (text_is_empty(factory_of(world->state)->tip))
		take(world, (struct event){ .kind = EVENT_tip,
					    .commit = mem_dup("c0"),
					    .tree = mem_dup("t0") });
	for (; unfinished(world->state) && !world->wrong && day < DAYS_BOUND; day++) {
		settle(world);
		end_jobs(world);
		be_the_lead(world, day < 20);
		world->now += 100000;
		/* Some limits lift by themselves, but not soon. */
		if (plan_wake(world->state, world->now) > world->now)
			world->now = plan_wake(world->state, world->now);
	}
	task = unfinished(world->state);
	if (task && !world->wrong) {
		_autofree_ char *reason = task_reason(world->state, task, world->now);

		world_fail(world, "a task comes to no end",
			   mem_printf("task %lld is %s: %s", task->record.id,
				      task_states[task->life], reason));
	}
}
