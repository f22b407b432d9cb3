/*
 * promises_act.c - see shell.h. The promises about what the floor does: begin, stop, move the
 * target, rest; and about what the lead finds in the inbox.
 */
#include "shell.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/desk.h"
#include "core/late.h"
#include "core/ledger.h"
#include "core/pace.h"
#include "core/release.h"

#define HOLDS(condition, promise, what, id)                                                \
	do {                                                                               \
		if (!(condition)) {                                                        \
			outer_fail(outer, (promise), mem_printf("%s %lld", (what), (id))); \
			return;                                                            \
		}                                                                          \
	} while (0)

#define LOSSES_BOUND 8
#define FAR_MS 1000000000

static bool is_approved(const struct outer *outer, long long task, int tree)
{
	for (int i = 0; i < outer->approval_count; i++)
		if (outer->approvals[i].task == task && outer->approvals[i].tree == tree &&
		    !outer->approvals[i].is_off)
			return true;
	return false;
}

/* Whether the target has a commit of that landing already. */
static bool has_landed(const struct outer *outer, long long landing)
{
	for (int at = outer->tip; at >= 0; at = outer->commits[at].parent)
		if (outer->commits[at].landing == landing)
			return true;
	return false;
}

void promises_check_move(struct outer *outer, int tip, int commit)
{
	const struct commit *made = &outer->commits[commit];
	const struct landing *landing = landing_at(outer->store, made->landing);
	const struct tree *tree = &outer->trees[made->tree];

	HOLDS(outer->tip == tip && made->parent == tip,
	      "the target only moves forward, by compare-and-swap", "commit",
	      (long long)commit);
	HOLDS(landing && tree_merged(outer, tip, made->change) == made->tree,
	      "what lands is the approved change, merged cleanly", "commit", (long long)commit);
	HOLDS(!has_landed(outer, made->landing) && !outer->tasks[landing->task].is_landed,
	      "a change lands once", "task", landing->task);
	HOLDS(is_approved(outer, landing->task, outer->commits[made->change].tree),
	      "nothing lands without an approval of exactly that tree", "task", landing->task);
	for (int gate = 1; gate <= GATES; gate++)
		HOLDS(!(made->gates & 1U << gate) || tree->seen[gate] & OUTCOME_green,
		      "nothing lands unless every required gate is green on exactly that tree",
		      "gate", (long long)gate);
	HOLDS(!outer->tasks[landing->task].is_cancelled, "nothing lands that was cancelled",
	      "task", landing->task);
}

/* As the ledger has it: what a journal says that nobody has read is not known. */
static void check_line(struct outer *outer)
{
	const struct factory *factory = factory_of(outer->store);

	GATES_EACH(walk, factory->gates)
	{
		const struct run *run = run_of(outer->store, walk.id, factory->tip_tree);

		HOLDS(!run || run->life != RUN_red || run->executions <= outer->floor.reruns,
		      "no session opens while its base is red", "run", run->record.id);
	}
}

static void check_opened(struct outer *outer, const struct fact *fact)
{
	const struct spec *spec = &outer->tasks[fact->task].spec;

	check_line(outer);
	HOLDS(!spec->needs_nobody, "a task begins when what it needs has landed", "task",
	      fact->task);
	for (int need = 1; need <= TASKS; need++)
		HOLDS(!(spec->needs & 1 << need) || outer->tasks[need].is_landed ||
			      outer->tasks[need].is_done,
		      "a task begins when what it needs has landed", "task", fact->task);
}

static long long limit_of(const struct outer *outer)
{
	return outer->said ? outer->said : outer->floor.sessions;
}

static void check_turn_started(struct outer *outer, const struct job *job, long long started_ms)
{
	long long task = session_at(outer->store, job->session)->task, running = 0;
	const struct scope *mine = &scopes[outer->tasks[task].spec.scope];

	HOLDS(!outer->tasks[task].is_paused, "what is paused is not begun", "task", task);
	HOLDS(!outer->tasks[task].is_attached, "a session that the lead is in has no turn", "task", task);
	EACH_LIVE(job, other, outer->store)
	{
		const struct session *session = session_at(outer->store, other->session);
		const struct scope *theirs;

		if (!session || other->life != JOB_running)
			continue;
		running++;
		if (other == job)
			continue;
		theirs = &scopes[outer->tasks[session->task].spec.scope];
		HOLDS(session->task != task, "one task is worked on by one session at a time",
		      "task", task);
		HOLDS(!*mine->globs || !*theirs->globs || !(mine->files & theirs->files),
		      "no two running sessions write in the same place", "task", task);
	}
	HOLDS(outer->limited_ms[(task - 1) % PROVIDERS] <= started_ms,
	      "who takes no more is asked no more", "task", task);
	HOLDS(!outer->is_locked[(task - 1) % PROVIDERS], "who does not accept the login is asked no more", "task", task);
	HOLDS(!outer->floor.day_tokens || outer->day != started_ms / DAY_MS ||
		      outer->day_used < outer->floor.day_tokens,
	      "a day that is spent begins nothing more", "task", task);
	HOLDS(!outer->turn_ms || started_ms - outer->turn_ms >= outer->floor.stagger_ms,
	      "no two turns begin at once", "job", job->record.id);
	HOLDS(running == 1 || text_is_empty(factory_of(outer->store)->strain),
	      "a strained machine gets no more to do", "job", job->record.id);
	outer->turn_ms = started_ms;
	HOLDS(running <= limit_of(outer), "no more sessions run than the limits say", "job",
	      job->record.id);
}

/* Said once more by every turn until one of them comes to an end. */
static void check_brought(struct outer *outer, const struct job *job)
{
	const struct session_tale *tale = session_tale_of(outer, job->session);

	EACH_LIVE(question, question, outer->store)
	HOLDS(question->session != job->session || question_is_proposal(question) || !(tale->brought & 1U << number_of(question->key)) ||
		      late_is_for(job, question),
	      "what the lead answers reaches the session, however late", "question", question->record.id);
}

static void check_started(struct outer *outer, const struct fact *fact)
{
	const struct job *job = job_at(outer->store, fact->job);
	long long running = 0;

	HOLDS(job_tale_of(outer, fact->job)->lost <= LOSSES_BOUND, "nothing is tried for ever",
	      "job", fact->job);
	if (job->session) {
		check_turn_started(outer, job, fact->at_ms);
		check_brought(outer, job);
		return;
	}
	EACH_LIVE(job, other, outer->store)
	running += other->run && other->life == JOB_running;
	HOLDS(running <= outer->floor.checks, "no more checks run than the limits say", "job",
	      fact->job);
}

static long long tokens_of(const struct outer *outer, long long session)
{
	const struct session_tale *tale = &outer->sessions[session];

	return tale->input - tale->cached + tale->output;
}

static bool is_over_time(const struct outer *outer, const struct job *job)
{
	const struct job_tale *tale = &outer->jobs[job->record.id];
	int limit = outer->tasks[session_at(outer->store, job->session)->task].spec.time_ms;

	return limit && !tale->asking_ms &&
	       outer->now - tale->started_ms - tale->waited_ms > (limit > tale->spent_ms ? limit - tale->spent_ms : 1);
}

static bool is_over_budget(const struct outer *outer, const struct job *job)
{
	int limit = outer->tasks[session_at(outer->store, job->session)->task].spec.tokens;

	return limit && tokens_of(outer, job->session) > limit;
}

static void check_stop(struct outer *outer, const struct fact *fact)
{
	const struct job *job = job_at(outer->store, fact->job);

	job_tale_of(outer, fact->job);
	session_tale_of(outer, job->session);
	if (text_same(fact->why, "time"))
		HOLDS(is_over_time(outer, job), "a session has its time, without the lead's",
		      "job", fact->job);
	if (text_same(fact->why, "budget"))
		HOLDS(is_over_budget(outer, job), "a session has its budget", "job", fact->job);
	if (text_same(fact->why, "pause"))
		HOLDS(outer->tasks[session_at(outer->store, job->session)->task].is_paused,
		      "only what is paused is stopped for it", "job", fact->job);
	if (text_same(fact->why, "attach"))
		HOLDS(outer->tasks[session_at(outer->store, job->session)->task].is_attached,
		      "only where the lead comes a turn is stopped for it", "job", fact->job);
}

/* A default stands in for an answer only where the lead had the time to give one. */
static void check_answered(struct outer *outer, const struct fact *fact)
{
	const struct question *question = question_at(outer->store, fact->question);

	HOLDS(!text_same(question->by, ASK_NOBODY) || fact->at_ms - question->since_ms >= 3000,
	      "the lead has the time to answer", "question", fact->question);
}

/* Reviews that wait, by the measure of their length alone. */
static void check_buffer(struct outer *outer, const struct fact *fact)
{
	long long waiting_ms = 0, others = 0;

	if (!outer->floor.buffer_ms || outer->tasks[fact->task].spec.is_policy)
		return;
	EACH(task, task, outer->store)
	{
		const struct session *session = session_at(outer->store, task->session);

		if (task->record.id == fact->task || outer->tasks[task->record.id].spec.is_policy ||
		    task_is_held(task))
			continue;
		others += task->life >= TASK_proving && task->life <= TASK_landing;
		if (task->life == TASK_review)
			waiting_ms += pace_review_ms(outer->store, task->class,
						     session->insertions + session->deletions);
	}
	HOLDS(!others || waiting_ms < outer->floor.buffer_ms,
	      "nothing begins while enough waits for the lead", "task", fact->task);
}

static void check_approved(struct outer *outer, const struct fact *fact)
{
	HOLDS(number_of(review_at(outer->store, fact->review)->tree) == fact->tree,
	      "an approval is one of exactly the tree that the lead saw", "review",
	      fact->review);
}

void promises_check_fact(struct outer *outer, const struct fact *fact)
{
	switch ((int)fact->kind) {
	case EVENT_session_opened:
		check_opened(outer, fact);
		check_buffer(outer, fact);
		break;
	case EVENT_answered: check_answered(outer, fact); break;
	case EVENT_job_started: check_started(outer, fact); break;
	case EVENT_stop_sent: check_stop(outer, fact); break;
	case EVENT_approved: check_approved(outer, fact); break;
	default: break;
	}
}

/* Whoever must not go on was told so. */
static void check_told(struct outer *outer, const struct job *job)
{
	const struct session *session = session_at(outer->store, job->session);
	const struct task_tale *task = session ? &outer->tasks[session->task] : 0;

	if (!session || job->life != JOB_running || !text_is_empty(job->stopping))
		return;
	job_tale_of(outer, job->record.id);
	session_tale_of(outer, job->session);
	HOLDS(!task->is_cancelled && !task->is_paused && !task->is_attached &&
		      !outer->sessions[job->session].is_closed,
	      "what the lead ends or pauses is stopped", "job", job->record.id);
	HOLDS(!is_over_time(outer, job), "what is over its time is stopped", "job",
	      job->record.id);
	HOLDS(!is_over_budget(outer, job), "what is over its budget is stopped", "job",
	      job->record.id);
}

/* NULL, too, where the lead paused a task or is in its session: others may wait for that, and the lead knows. */
static const struct task *unfinished(const struct state *state)
{
	const struct task *found = 0;

	EACH(task, task, state)
	{
		if (task_is_held(task))
			return 0;
		if (task->life >= TASK_waiting && task->life <= TASK_landing)
			found = task;
	}
	return found;
}

/* Nothing is due before the moment at which the floor would wake by itself. */
static void check_wake(struct outer *outer)
{
	long long wake = plan_wake(outer->state, outer->now);
	struct order order;

	HOLDS(!wake || wake > outer->now, "the floor wakes in time", "wakes too early:", wake);
	HOLDS(!plan_next(outer->state, wake ? wake - 1 : outer->now + FAR_MS, &order),
	      "the floor wakes in time", "sleeps over an order of", order.id);
}

static bool is_asking(const struct session_tale *session)
{
	return session->open & ~session->left;
}

static void check_idle(struct outer *outer)
{
	bool works = false;

	EACH_LIVE(job, job, outer->store)
	works |= job->life == JOB_running && (!job->session || !is_asking(session_tale_of(outer, job->session)));
	/* What only the clock holds back goes on without the lead. */
	works |= factory_of(outer->store)->mode == FACTORY_open &&
		 release_wake(outer->state, outer->now) != 0;
	HOLDS(plan_is_idle(outer->state, outer->now) != works,
	      "it is told truly whether anything goes on", "works:", (long long)works);
}

void promises_check_rest(struct outer *outer)
{
	const struct task *task = unfinished(outer->store);
	bool is_still = true;
	struct desk desk;

	EACH_LIVE(job, job, outer->store)
	{
		check_told(outer, job);
		is_still &= job->life != JOB_running;
	}
	check_wake(outer);
	check_idle(outer);
	if (!task || !is_still || factory_of(outer->store)->mode != FACTORY_open ||
	    plan_wake(outer->state, outer->now))
		return;
	desk = desk_of(outer->store, outer->now);
	if (!desk.count) {
		_autofree_ char *reason = task_reason(outer->store, task, outer->now);

		outer_fail(outer,
			   "nothing waits for what will never come, unless the lead is told",
			   mem_printf("task %lld is %s: %s", task->record.id,
				      task_states[task->life], reason));
	}
	desk_release(&desk);
}

static long long bits_of(unsigned set)
{
	long long bits = 0;

	for (; set; set &= set - 1)
		bits++;
	return bits;
}

/* Signals that do not pass by themselves: silence that came back, loops that no nudge ended. */
static long long signals_told(const struct outer *outer)
{
	long long count = 0;

	EACH_LIVE(job, job, outer->store)
	if (job->record.id < outer->job_tales)
		count += bits_of(outer->jobs[job->record.id].signals &
				 (outer->jobs[job->record.id].again | outer->jobs[job->record.id].unhelped));
	return count;
}

void promises_check_desk(struct outer *outer, const struct desk *desk)
{
	const char *once = "whatever needs the lead is in the inbox, once";
	long long questions = 0, plans = 0, others = 0, needed = 0, notices = 0, signals = 0;

	for (long long i = 0; i < desk->count; i++) {
		const struct desk_item *item = &desk->items[i];

		questions += item->kind == DESK_question;
		plans += item->kind == DESK_plan;
		signals += item->kind == DESK_notice && item->source == RECORD_signal;
		others += item->kind == DESK_review || item->kind == DESK_failure;
		notices += item->kind == DESK_notice && text_same(item->text, NOTICE_TEXT);
		for (long long j = 0; j < i; j++)
			HOLDS(item->kind != desk->items[j].kind ||
				      item->id != desk->items[j].id ||
				      item->task != desk->items[j].task ||
				      item->text != desk->items[j].text,
			      once, "twice: item", i);
	}
	EACH(task, task, outer->store)
	needed += task->life == TASK_failed || task->life == TASK_review;
	for (int session = 1; session < outer->session_tales; session++) {
		questions -= bits_of(outer->sessions[session].open);
		plans -= bits_of(outer->sessions[session].plans_open);
	}
	HOLDS(!questions, once, "questions too many:", questions);
	HOLDS(!plans, once, "proposals too many:", plans);
	HOLDS(signals == signals_told(outer), once, "signals:", signals);
	HOLDS(others == needed, once, "reviews and failures:", others);
	HOLDS(notices == outer->is_noticed, once, "notices:", notices);
}
