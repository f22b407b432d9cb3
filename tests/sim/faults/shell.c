/* shell.c - see shell.h. Events are taken, journals read, what is due is carried out. */
#include "shell.h"
#include "guests.h"
#include "runners.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/rounds.h"
#include "core/signals.h"

#define YOUNG_MS 2000

bool shell_take(struct outer *outer, struct event *event, bool *refused)
{
	if (!shell_lives(outer, "an event")) {
		event_release(event);
		return false;
	}
	*refused = store_step(outer, event) != 0;
	event_release(event);
	return *refused || store_commit(outer);
}

/* As git's plumbing makes it; the same tree again is the same commit. */
static void copy(struct outer *outer, int tree, int parent, char **name, char **commit)
{
	int made = -1;

	for (int i = 0; i < outer->commit_count && made < 0; i++)
		if (outer->commits[i].tree == tree && outer->commits[i].parent == parent)
			made = i;
	if (made < 0)
		made = commit_add(outer, (struct commit){.tree = tree, .parent = parent, .base = -1, .change = -1});
	*name = tree_name(tree);
	*commit = commit_name(made);
}

static void describe_copies(struct outer *outer, const struct session *session, int commit, struct event *event)
{
	int base = number_of(session->base), own = outer->commits[commit].tree, bare = outer->commits[base].tree;
	int judged = tree_with(outer, own, bare, FILES_PROTECTED), proof = tree_with(outer, bare, own, FILES_PROTECTED);
	unsigned touched = tree_differs(outer, bare, own) & FILES_PROTECTED;

	if (!touched)
		return;
	event->protected = paths_of(touched);
	if (touched & ~scopes[outer->tasks[session->task].spec.scope].files)
		event->unnamed = paths_of(touched);
	if (judged != own)
		copy(outer, judged, commit, &event->judged, &event->judged_commit);
	if (proof != own && proof != bare)
		copy(outer, proof, base, &event->proof, &event->proof_commit);
}

void shell_describe(struct outer *outer, long long id, struct event *event)
{
	const struct session *session = session_at(outer->state, id);
	const struct task *task = session ? task_at(outer->state, session->task) : 0;
	int commit = number_of(event->commit);
	_autofree_ char *paths = 0;
	unsigned files, scope;

	if (!task || commit < 0)
		return;
	files = tree_differs(outer, outer->commits[number_of(session->base)].tree,
			     outer->commits[commit].tree);
	paths = paths_of(files);
	scope = scopes[outer->tasks[session->task].spec.scope].files;
	event->tree = tree_name(outer->commits[commit].tree);
	event->gates = gates_required(outer->state, task, paths);
	event->outside = files & ~scope ? paths_of(files & ~scope) : 0;
	describe_copies(outer, session, commit, event);
	for (; files; files &= files - 1)
		event->insertions += 50;
}

static void fill(const struct line *line, struct event *event)
{
	const long long *numbers = line->numbers;

	switch (line->kind) {
	case 'U':
		event->kind = EVENT_usage;
		event->input = numbers[0];
		event->cached = numbers[1];
		event->output = numbers[2];
		event->cost_microusd = numbers[3];
		break;
	case 'A':
		event->kind = EVENT_asked;
		event->key = mem_printf("k%lld", numbers[0]);
		event->text = mem_dup("which one?");
		event->is_blocking = numbers[1];
		/* One of them has no default: it waits for the lead however long that takes. */
		event->options = mem_dup("one\nother");
		event->choice = numbers[0];
		break;
	case 'L':
		event->kind = EVENT_left;
		event->key = mem_printf("k%lld", numbers[0]);
		break;
	case 'P':
		event->kind = EVENT_proposed;
		event->key = mem_printf("p%lld", numbers[0]);
		event->name = mem_printf("n%lld", numbers[0]);
		event->hash = mem_dup("hash");
		break;
	case 'G':
		event->kind = EVENT_signalled;
		event->word = mem_dup(signal_words[numbers[0]]);
		event->key = mem_dup(signal_states[numbers[1]]);
		event->text = mem_dup("for a while");
		break;
	case 'R':
		event->kind = EVENT_reported;
		event->word = mem_dup(report_words[numbers[0]]);
		event->text = mem_printf("r%lld", numbers[1]);
		break;
	case 'C':
		event->kind = EVENT_claimed;
		event->word = mem_dup("untouched");
		event->text = mem_printf("c%lld", numbers[0]);
		event->key = mem_dup(numbers[1] ? "false" : "true");
		break;
	case 'T':
		event->kind = EVENT_thread;
		event->text = mem_printf("h%lld", numbers[0]);
		break;
	case 'S':
		event->kind = EVENT_checkpointed;
		event->commit = commit_name((int)numbers[0] - 1);
		break;
	default: break;
	}
}

static void take_line(struct outer *outer, const struct job *job, const struct line *line)
{
	struct event event = {.job = job->record.id, .attempt = line->attempt};
	bool is_end = line->kind == 'E';

	if (!line->kind)
		return;
	fill(line, &event);
	if (is_end) {
		event.kind = job->session ? EVENT_turn_ended : EVENT_check_ended;
		event.word = mem_dup(end_words[line->numbers[0]]);
		event.commit = job->session ? commit_name((int)line->numbers[1] - 1) : 0;
		if (line->numbers[0] == END_stopped)
			event.text = mem_dup(stop_words[line->numbers[2]]);
		if (line->numbers[0] > END_limited)
			event.error = mem_dup(end_errors[line->numbers[0]]);
		event.number = line->numbers[3];
		shell_describe(outer, job->session, &event);
	}
	(void)!store_step(outer, &event);
	event_release(&event);
}

/* A journal that is shorter than what was read of it was made anew: it is read from its start.
 */
static bool read_one(struct outer *outer, long long id)
{
	struct place *place = place_of(outer, id);
	size_t *offset = offset_of(outer, id), at, from;
	struct line line;

	if (place->visible < *offset)
		*offset = 0;
	for (at = *offset; line_next(place, &at, place->visible, &line);) {
		from = at;
		take_line(outer, job_at(outer->state, id), &line);
		*offset_of(outer, id) = from;
		if (!shell_lives(outer, "the next line"))
			return false;
	}
	return true;
}

bool shell_read(struct outer *outer, long long job)
{
	if (!shell_lives(outer, "the journals are read"))
		return false;
	for (size_t i = 0; i < outer->state->lives[RECORD_job].count; i++) {
		const struct job *live = job_at(outer->state, outer->state->lives[RECORD_job].ids[i]);
		long long id = live->record.id;

		if (live->life != JOB_running || (job && id != job))
			continue;
		job_tale_of(outer, id);
		if (!read_one(outer, id))
			return false;
	}
	return store_commit(outer);
}

static bool is_same(const struct order *a, const struct order *b)
{
	return a->kind == b->kind && a->id == b->id;
}

bool shell_work(struct outer *outer, int most)
{
	struct order order, last = {0};
	bool again = false;

	while (most-- > 0 && shell_lives(outer, "the plan")) {
		if (!plan_next(outer->state, outer->now, &order)) {
			promises_check_rest(outer);
			return true;
		}
		if (last.id && is_same(&order, &last))
			outer_fail(outer, "an order that was carried out is not given again",
				   mem_printf("%s %lld", order_kinds[order.kind], order.id));
		if (outer->wrong)
			return true;
		last = order;
		outer->steps++;
		if (!shell_carry(outer, &order, &again))
			return false;
		if (again)
			return true;
	}
	return outer->state != 0;
}

static bool runner_lives(struct outer *outer, const struct job *job)
{
	const struct place *place = place_of(outer, job->record.id);
	long long age = outer->now - job->started_ms;

	if (place->holder >= 0)
		return true;
	if (place->started >= 0)
		return outer->runners[place->started].life != RUNNER_gone;
	return age >= 0 && age < YOUNG_MS;
}

/* Dead first, then read: it may have written its last line since. */
static bool find_lost(struct outer *outer)
{
	for (long long id = 1; outer->state && id <= job_count(outer->state); id++) {
		const struct job *job = job_at(outer->state, id);
		struct place *place;
		bool refused;

		if (job->life != JOB_running || runner_lives(outer, job))
			continue;
		/* What a dead runner wrote is all there. */
		place = place_of(outer, id);
		if (goes_wrong(outer, 30))
			FAULT_IS(outer, "the last lines of job %lld come too late", id);
		else
			place->visible = place->size;
		if (!shell_read(outer, id))
			return false;
		/* One that was only slow to begin finds the word that stops it. */
		if (job_at(outer->state, id)->life == JOB_running && !shell_tell_stop(outer, job))
			return false;
		if (job_at(outer->state, id)->life == JOB_running &&
		    !shell_take(outer,
				&(struct event){.kind = EVENT_job_lost,
						.job = id,
						.attempt = job->attempt},
				&refused))
			return false;
	}
	return outer->state != 0;
}

bool shell_look_at_tip(struct outer *outer)
{
	struct event event = {.kind = EVENT_tip};
	bool refused;

	if (!shell_lives(outer, "the target is looked at"))
		return false;
	if (number_of(factory_of(outer->state)->tip) == outer->tip)
		return true;
	event.commit = commit_name(outer->tip);
	event.tree = tree_name(outer->commits[outer->tip].tree);
	return shell_take(outer, &event, &refused);
}

static bool look_at_config(struct outer *outer)
{
	struct event event = {.kind = EVENT_configured, .name = mem_dup("main")};
	unsigned gates = outer->config.gates;
	bool refused = false;

	for (int gate = 1; gate <= GATES; gate++) {
		_autofree_ char *line = gates & 1U << gate ? mem_printf("%d", gate) : 0;

		if (line)
			lines_add(&event.gates, line);
	}
	event.sessions = outer->config.sessions;
	event.checks = outer->config.checks;
	event.reruns = outer->config.reruns;
	event.edition = FACTORY_EDITION;
	event.review_buffer_ms = outer->config.buffer_ms;
	event.stagger_ms = outer->config.stagger_ms;
	event.answer_ms = outer->config.answer_ms;
	event.day_tokens = outer->config.day_tokens;
	event.tells = outer->config.tells;
	outer->taken = outer->config;
	if (!shell_take(outer, &event, &refused))
		return false;
	outer->config_is_new = false;
	return true;
}

static bool look_at_machine(struct outer *outer)
{
	struct event event = {.kind = EVENT_machine,
			      .text = outer->is_strained ? mem_dup("too much to do") : 0};
	bool refused;

	if (text_same(factory_of(outer->state)->strain, event.text)) {
		event_release(&event);
		return true;
	}
	return shell_take(outer, &event, &refused);
}

bool shell_notice(struct outer *outer, bool is_open)
{
	bool refused;

	return shell_take(outer,
			  &(struct event){.kind = is_open ? EVENT_noticed : EVENT_settled,
					  .key = mem_dup("config"),
					  .text = is_open ? mem_dup(NOTICE_TEXT) : 0},
			  &refused);
}

/* As attached_look() does it: a lock that nobody holds is one of somebody who is gone. */
static bool look_at_guests(struct outer *outer)
{
	for (long long id = 1; id <= task_count(outer->state); id++) {
		const struct task *task = task_at(outer->state, id);

		if (task->attached_ms && site_of(outer, task->session)->guest == GUEST_none &&
		    !guest_is_lost(outer, task))
			return false;
	}
	return true;
}

bool shell_sweep(struct outer *outer)
{
	return shell_read(outer, 0) && find_lost(outer) &&
	       (!outer->config_is_new || look_at_config(outer)) && shell_look_at_tip(outer) &&
	       look_at_machine(outer) && look_at_guests(outer);
}
