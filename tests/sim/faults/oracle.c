/*
 * oracle.c - see shell.h. What should have been counted: the journals as a reader without
 * faults would hear them, and what the lead said. It knows nothing of the core's records.
 */
#include "runners.h"
#include "shell.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/limits.h"

#define CUTS_BOUND 3
#define PLANS_BOUND 5

struct job_tale *job_tale_of(struct outer *outer, long long job)
{
	while (outer->job_tales <= job) {
		if (outer->job_tales % 32 == 0)
			outer->jobs = mem_grow(outer->jobs, (size_t)outer->job_tales + 32,
					       sizeof *outer->jobs);
		outer->jobs[outer->job_tales++] = (struct job_tale){0};
	}
	return &outer->jobs[job];
}

struct session_tale *session_tale_of(struct outer *outer, long long session)
{
	while (outer->session_tales <= session) {
		if (outer->session_tales % 32 == 0)
			outer->sessions =
				mem_grow(outer->sessions, (size_t)outer->session_tales + 32,
					 sizeof *outer->sessions);
		outer->sessions[outer->session_tales++] =
			(struct session_tale){.commit = -1, .saved = -1, .moment = -1};
	}
	return &outer->sessions[session];
}

/* Nobody waits for an answer there any more. What was left open nobody waited for. */
static void hang_up(struct session_tale *session)
{
	session->open &= session->left;
	session->heard |= session->answered & ~session->left;
}

static void goes_on(struct job_tale *job, const struct session_tale *session, long long at_ms)
{
	unsigned wanted = session->open | (session->answered & ~session->heard);

	if (!job->asking_ms || wanted & ~session->left)
		return;
	job->waited_ms += at_ms - job->asking_ms;
	job->asking_ms = 0;
}

static void hear_asked(struct outer *outer, struct job_tale *job, const struct job *at,
		       const struct line *line)
{
	struct session_tale *session = session_tale_of(outer, at->session);
	unsigned key = 1U << line->numbers[0];

	if (session->is_closed)
		return;
	session->asked |= key;
	session->open &= ~key;
	session->left &= ~key;
	session->brought &= ~key;
	session->asker[line->numbers[0]] = at->record.id;
	if (session->answered & key)
		session->heard &= ~key;
	else if (line->numbers[1])
		session->open |= key;
	if (session->open & key && !job->asking_ms)
		job->asking_ms = outer->now;
	goes_on(job, session, outer->now);
}

/* The answer that its default would have been. */
static bool is_agreed(const struct outer *outer, const struct session *session, long long key)
{
	static const char *const defaults[KEYS] = {"", "one", "other"};

	EACH(question, question, outer->store)
	if (question->session == session->record.id && !question_is_proposal(question) && number_of(question->key) == key)
		return key && text_same(question->answer, defaults[key]);
	return false;
}

static void hear_left(struct outer *outer, struct job_tale *job, const struct job *at, const struct line *line)
{
	struct session_tale *session = session_tale_of(outer, at->session);
	unsigned key = 1U << line->numbers[0];

	if (!((session->open | session->answered) & key))
		return;
	session->left |= key;
	if (session->answered & key)
		session->heard &= ~key;
	if (session->answered & key && is_agreed(outer, session_at(outer->store, at->session), line->numbers[0]))
		session->heard |= key;
	goes_on(job, session, outer->now);
}

static void hear_proposed(struct session_tale *session, const struct line *line)
{
	unsigned key = 1U << line->numbers[0];
	int count = 0;

	for (unsigned left = session->plans; left; left &= left - 1)
		count++;
	if (session->is_closed || session->plans & key || count >= PLANS_BOUND)
		return;
	session->plans |= key;
	session->plans_open |= key;
}

/* Silence that comes back does not pass by itself; a loop is what a nudge may help. */
static void hear_signal(struct job_tale *job, const struct line *line)
{
	unsigned word = 1U << line->numbers[0];
	bool is_silence = !line->numbers[0], stands = job->signals & word;

	switch (line->numbers[1]) {
	case 0:
		if (stands)
			return;
		job->signals |= word;
		job->unhelped &= ~word;
		job->again &= ~word;
		if (is_silence && job->silences++)
			job->again |= word;
		return;
	case 1: job->unhelped &= ~word; return;
	case 3: job->unhelped |= stands ? word : 0; return;
	default: job->signals &= ~word; return;
	}
}

static bool is_absurd(const struct line *line)
{
	for (int i = 0; i < 4; i++)
		if (line->numbers[i] > USAGE_ABSURD)
			return true;
	return false;
}

static void spend(struct outer *outer, const struct job_tale *job, const struct line *line)
{
	long long more = line->numbers[0] - job->input - (line->numbers[1] - job->cached) + line->numbers[2] -
			 job->output;

	if (outer->day != outer->now / DAY_MS)
		outer->day_used = 0;
	outer->day = outer->now / DAY_MS;
	outer->day_used += more > 0 ? more : 0;
}

static void hear_usage(struct outer *outer, struct session_tale *session, struct job_tale *job,
		       const struct line *line)
{
	if (is_absurd(line))
		return;
	spend(outer, job, line);
	session->input += line->numbers[0] - job->input;
	session->cached += line->numbers[1] - job->cached;
	session->output += line->numbers[2] - job->output;
	session->cost += line->numbers[3] - job->cost;
	job->input = line->numbers[0];
	job->cached = line->numbers[1];
	job->output = line->numbers[2];
	job->cost = line->numbers[3];
}

/* Only a moment that was said binds to the letter; any other wait is the core's to choose. */
static void hear_limit(struct outer *outer, long long task, long long until_ms)
{
	long long *limited_ms = &outer->limited_ms[(task - 1) % PROVIDERS];

	if (until_ms > *limited_ms)
		*limited_ms = until_ms;
}

static bool is_working_on(const struct outer *outer, const struct session *session)
{
	const struct task *task = task_at(outer->store, session->task);

	return task->life == TASK_working && task->session == session->record.id;
}

static bool is_locked_out(const struct outer *outer, const struct session *session)
{
	const struct task *task = task_at(outer->store, session->task);

	return task->life == TASK_failed && text_starts(task->reason, LOGIN_WORD);
}

static void spend_time(const struct outer *outer, struct job_tale *job, long long task)
{
	long long limit = outer->tasks[task].spec.time_ms ? outer->tasks[task].spec.time_ms : DAY_MS / 2;
	long long end_ms = job->asking_ms ? job->asking_ms : outer->now, work_ms = end_ms - job->started_ms - job->waited_ms;

	job->spent_ms += work_ms < limit ? work_ms : limit;
}

static bool is_over_budget(const struct outer *outer, const struct session_tale *session, long long task)
{
	int tokens = outer->tasks[task].spec.tokens;

	return tokens && session->input - session->cached + session->output > tokens;
}

static void hear_end(struct outer *outer, struct job_tale *job, const struct job *at,
		     const struct line *line)
{
	struct session_tale *session = session_tale_of(outer, at->session);
	const struct session *known = session_at(outer->store, at->session);
	/* The store has this end already where the journal is heard: a limit puts the turn off. */
	bool is_at_work = at->life == JOB_wanted;
	int commit = (int)line->numbers[1] - 1;

	job->attempt = 0;
	job->is_over = !end_goes_on(line->numbers[0]);
	if (!at->session)
		return;
	spend_time(outer, job, known->task);
	hang_up(session);
	/* What comes to nothing has told nobody. */
	if (at->life == JOB_ended && line->numbers[0] != END_done)
		session->heard &= ~session->brought;
	if (at->life == JOB_ended)
		session->brought = 0;
	if (line->numbers[0] == END_limited && is_at_work)
		hear_limit(outer, known->task, line->numbers[3]);
	if (line->numbers[0] == END_locked && (is_at_work || is_locked_out(outer, known)))
		outer->is_locked[(known->task - 1) % PROVIDERS] = true;
	if (line->numbers[0] == END_cut && is_at_work && ++job->cuts > CUTS_BOUND)
		outer_fail(outer, "nothing is tried for ever", mem_printf("job %lld", at->record.id));
	if ((line->numbers[0] == END_cut || line->numbers[0] == END_limited) && is_at_work && is_over_budget(outer, session, known->task))
		outer_fail(outer, "what has used up its budget is not tried again", mem_printf("job %lld", at->record.id));
	if (line->numbers[0] == END_limited && at->life == JOB_ended && is_working_on(outer, known))
		outer_fail(outer, "a limit is nobody's failure", mem_printf("job %lld", at->record.id));
	if (commit < 0)
		return;
	session->commit = commit;
	session->gates =
		gates_for(outer, &outer->tasks[known->task].spec,
			  tree_differs(outer, outer->commits[number_of(known->base)].tree,
				       outer->commits[commit].tree));
}

static void hear_line(struct outer *outer, const struct job *at, const struct line *line)
{
	struct job_tale *job = job_tale_of(outer, at->record.id);
	struct session_tale *session = session_tale_of(outer, at->session);

	if (!job->attempt || line->attempt != job->attempt)
		return;
	switch (line->kind) {
	case 'U': hear_usage(outer, session, job, line); break;
	case 'A': hear_asked(outer, job, at, line); break;
	case 'L': hear_left(outer, job, at, line); break;
	case 'P': hear_proposed(session, line); break;
	case 'G': hear_signal(job, line); break;
	case 'C': session->lied_in = line->numbers[1] ? at->record.id : session->lied_in; break;
	case 'T': session->thread = line->numbers[0]; break;
	case 'R':
		session->report = line->numbers[1];
		session->word = line->numbers[0];
		break;
	case 'S': session->saved = (int)line->numbers[0] - 1; break;
	case 'E': hear_end(outer, job, at, line); break;
	default: break;
	}
}

void oracle_read(struct outer *outer, long long id, size_t to)
{
	const struct place *place = place_of(outer, id);
	size_t at = job_tale_of(outer, id)->read;
	struct line line;

	if (to < at)
		at = 0;
	while (line_next(place, &at, to, &line))
		hear_line(outer, job_at(outer->store, id), &line);
	job_tale_of(outer, id)->read = at;
}

/* What was answered since is in the prompt of a turn that begins. */
static void bring(struct session_tale *session)
{
	unsigned late = session->left & session->answered & ~session->heard;

	session->brought |= late;
	session->heard |= late;
}

static void hear_job(struct outer *outer, const struct fact *fact)
{
	struct job_tale *job = job_tale_of(outer, fact->job);
	const struct job *at = job_at(outer->store, fact->job);

	if (fact->kind == EVENT_job_started) {
		*job = (struct job_tale){.attempt = at->attempt,
					 .started_ms = fact->at_ms,
					 .lost = job->lost,
					 .cuts = job->cuts,
					 .spent_ms = job->spent_ms,
					 .read = job->read,
					 /* A loop stands until it is known to have ended. */
					 .signals = job->signals & 2,
					 .again = job->again,
					 .unhelped = job->unhelped,
					 .silences = job->silences};
		if (at->session)
			bring(session_tale_of(outer, at->session));
		return;
	}
	job->attempt = 0;
	job->lost++;
	if (!at->session)
		return;
	hang_up(session_tale_of(outer, at->session));
	if (at->life != JOB_ended)
		return;
	session_tale_of(outer, at->session)->heard &= ~session_tale_of(outer, at->session)->brought;
	session_tale_of(outer, at->session)->brought = 0;
}

static void hear_plan(struct session_tale *session, unsigned key, const char *answer)
{
	session->plans_open &= ~key;
	if (text_same(answer, "take it") || text_same(answer, "1"))
		session->plans_taken |= key;
}

static void hear_question(struct outer *outer, const struct fact *fact)
{
	const struct question *question = question_at(outer->store, fact->question);
	struct session_tale *session = session_tale_of(outer, question->session);
	unsigned key = 1U << number_of(question->key);

	if (question_is_proposal(question)) {
		hear_plan(session, key, fact->kind == EVENT_answered ? question->answer : 0);
		return;
	}
	if (fact->kind == EVENT_answered) {
		session->open &= ~key;
		session->answered |= key;
		session->heard &= ~key;
		if (session->left & key && is_agreed(outer, session_at(outer->store, question->session), number_of(question->key)))
			session->heard |= key;
		return;
	}
	session->heard |= key;
	goes_on(job_tale_of(outer, question->job), session, fact->at_ms);
}

static void take_back(struct outer *outer, long long task)
{
	for (int i = 0; i < outer->approval_count; i++)
		if (outer->approvals[i].task == task)
			outer->approvals[i].is_off = true;
}

static void hear_approval(struct outer *outer, const struct fact *fact)
{
	const struct review *review = review_at(outer->store, fact->review);
	int at = outer->approval_count;

	outer->approvals = mem_grow(outer->approvals, (size_t)at + 1, sizeof *outer->approvals);
	outer->approvals[at] = (struct approval){review->task, fact->tree, false};
	outer->approval_count++;
}

static void close_session(struct outer *outer, long long session)
{
	if (!session)
		return;
	session_tale_of(outer, session)->left = 0;
	hang_up(session_tale_of(outer, session));
	session_tale_of(outer, session)->is_closed = true;
}

/* A session that never had the turn leaves its moment to the next one. */
static void try_again(struct outer *outer, struct task_tale *task, const struct session *last)
{
	if (!last || last->turns || session_tale_of(outer, last->record.id)->moment < 0 ||
	    session_tale_of(outer, last->record.id)->is_closed)
		return;
	task->past = last->past;
	task->moment = session_tale_of(outer, last->record.id)->moment;
}

static void hear_opened(struct outer *outer, const struct fact *fact)
{
	struct task_tale *task = &outer->tasks[fact->task];
	const struct session *opened =
		session_at(outer->store, task_at(outer->store, fact->task)->session);
	const struct session *past = session_at(outer->store, task->past);

	if (past && (!text_same(past->base, opened->base) ||
		     number_of(opened->moment) != task->moment))
		outer_fail(outer, "a task goes back to the moment that the lead chose",
			   mem_printf("session %lld", opened->record.id));
	if (past)
		session_tale_of(outer, opened->record.id)->moment = task->moment;
	else if (opened->past)
		outer_fail(outer, "nobody goes back unless the lead says so",
			   mem_printf("session %lld", opened->record.id));
	task->past = 0;
}

/* The lead says that a provider is to be tried, whatever it said itself. */
static void let_in(struct outer *outer, int provider)
{
	outer->is_locked[provider] = false;
	outer->limited_ms[provider] = 0;
}

static bool runs(const struct outer *outer, long long session)
{
	EACH_LIVE(job, job, outer->store)
	if (job->session == session && job->life == JOB_running)
		return true;
	return false;
}

/* Whether what stands there is offered: something new, or what was never judged and is wanted so. */
static bool is_offered(const struct outer *outer, const struct fact *fact, const struct session_tale *session, int life)
{
	int base = number_of(session_at(outer->store, fact->session)->base_tree);
	bool is_work = fact->commit >= 0 && outer->commits[fact->commit].tree != base;
	bool is_new = is_work && fact->commit != session->commit;

	if (fact->then == THEN_review)
		return is_new || (is_work && (life == TASK_working || life == TASK_failed));
	return fact->then == THEN_nothing && is_new;
}

static void hear_left_session(struct outer *outer, const struct fact *fact)
{
	struct task_tale *task = &outer->tasks[fact->task];
	const struct task *known = task_at(outer->store, fact->task);
	struct session_tale *session = session_tale_of(outer, known->session);
	bool is_offer;

	task->is_attached = false;
	if (fact->then == THEN_pause && task->life != TASK_failed)
		task->is_paused = true;
	if (fact->commit < 0 || runs(outer, fact->session))
		return;
	is_offer = is_offered(outer, fact, session, task->life);
	if (is_offer || task->life == TASK_working) {
		session->commit = fact->commit;
		session->gates = gates_for(outer, &task->spec,
					   tree_differs(outer, number_of(session_at(outer->store, fact->session)->base_tree),
							outer->commits[fact->commit].tree));
	}
	if (is_offer)
		session->word = 0;
	if (is_offer || known->life < TASK_approved || known->life > TASK_landed)
		take_back(outer, fact->task);
}

/* What waited for the login goes on by itself, as far as its file and its budget allow that. */
static void hear_login(struct outer *outer)
{
	EACH_LIVE(task, task, outer->store)
	{
		const struct session *session = session_at(outer->store, task->session);

		if (session && task->is_fit && is_locked_out(outer, session) && outer->is_locked[number_of(task->provider)] &&
		    !is_over_budget(outer, session_tale_of(outer, task->session), task->record.id))
			outer_fail(outer, "who waits for a login goes on when the lead has logged in",
				   mem_printf("task %lld", task->record.id));
	}
	for (int i = 0; i < PROVIDERS; i++)
		let_in(outer, i);
}

/* What the lead said of a task, and what became of it. */
static void hear_task(struct outer *outer, const struct fact *fact)
{
	struct task_tale *task = &outer->tasks[fact->task];
	const struct task *known = task_at(outer->store, fact->task);

	switch ((int)fact->kind) {
	case EVENT_paused: task->is_paused = true; break;
	case EVENT_resumed:
		task->is_paused = false;
		if (!fact->task)
			hear_login(outer);
		break;
	case EVENT_cancelled:
		task->is_cancelled = true;
		task->is_paused = false;
		task->past = 0;
		take_back(outer, fact->task);
		close_session(outer, known->session);
		break;
	case EVENT_retried:
		if (outer->is_locked[(fact->task - 1) % PROVIDERS])
			let_in(outer, (int)((fact->task - 1) % PROVIDERS));
		task->is_cancelled = false;
		take_back(outer, fact->task);
		try_again(outer, task, session_at(outer->store, known->session));
		break;
	case EVENT_restored:
		task->is_cancelled = false;
		task->past = fact->session;
		task->moment = fact->moment;
		take_back(outer, fact->task);
		close_session(outer, known->session);
		break;
	default: break;
	}
}

void oracle_hear(struct outer *outer, const struct fact *fact)
{
	switch ((int)fact->kind) {
	case EVENT_configured: outer->floor = outer->taken; break;
	case EVENT_mode:
		if (outer->taken_mode == FACTORY_open &&
		    (outer->taken_sessions || outer->mode != FACTORY_open))
			outer->said = outer->taken_sessions;
		outer->mode = outer->taken_mode;
		break;
	case EVENT_noticed: outer->is_noticed = true; break;
	case EVENT_settled: outer->is_noticed = false; break;
	case EVENT_task_fit:
		outer->tasks[outer->taken_file + 1].spec = outer->files[outer->taken_file];
		break;
	case EVENT_job_started:
	case EVENT_job_lost: hear_job(outer, fact); break;
	case EVENT_answered:
	case EVENT_delivered: hear_question(outer, fact); break;
	case EVENT_approved: hear_approval(outer, fact); break;
	case EVENT_rejected:
		take_back(outer, review_at(outer->store, fact->review)->task);
		break;
	case EVENT_paused:
	case EVENT_resumed:
	case EVENT_cancelled:
	case EVENT_retried:
	case EVENT_restored: hear_task(outer, fact); break;
	case EVENT_attached: outer->tasks[fact->task].is_attached = true; break;
	case EVENT_detached: hear_left_session(outer, fact); break;
	case EVENT_session_opened: hear_opened(outer, fact); break;
	default: break;
	}
}
