/* runners.c - see runners.h. */
#include "runners.h"

#include "base/mem.h"
#include "base/text.h"

struct line line_of(const struct runner *runner, char kind)
{
	return (struct line){.attempt = runner->attempt, .kind = kind};
}

struct place *place_of(struct outer *outer, long long job)
{
	while (outer->place_count <= job) {
		if (outer->place_count % 32 == 0)
			outer->places = mem_grow(outer->places, (size_t)outer->place_count + 32,
						 sizeof *outer->places);
		outer->places[outer->place_count++] =
			(struct place){.holder = -1, .started = -1, .base = -1, .commit = -1};
	}
	return &outer->places[job];
}

struct site *site_of(struct outer *outer, long long session)
{
	while (outer->site_count <= session) {
		if (outer->site_count % 32 == 0)
			outer->sites = mem_grow(outer->sites, (size_t)outer->site_count + 32,
						sizeof *outer->sites);
		outer->sites[outer->site_count++] = (struct site){-1, -1, -1, GUEST_none};
	}
	return &outer->sites[session];
}

int runner_start(struct outer *outer, long long job, long long attempt)
{
	const struct job *known = job_at(outer->state, job);
	const struct session *session = session_at(outer->state, known->session);
	int at = outer->runner_count;

	if (at % 32 == 0)
		outer->runners =
			mem_grow(outer->runners, (size_t)at + 32, sizeof *outer->runners);
	outer->runners[outer->runner_count++] =
		(struct runner){.job = job,
				.attempt = attempt,
				.session = known->session,

				.base = -1,
				.task = session ? session->task : 0};
	outer->steps++;
	TELL(outer, "runner %d is started for job %lld, attempt %lld", at, job, attempt);
	return at;
}

void runner_leave(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];
	struct place *place = place_of(outer, runner->job);

	if (place->holder == at)
		place->holder = -1;
	if (runner->life != RUNNER_gone)
		outer->runner_gone++;
	runner->life = RUNNER_gone;
}

void runner_die(struct outer *outer, int at)
{
	FAULT_IS(outer, "runner %d dies (job %lld)", at, outer->runners[at].job);
	runner_leave(outer, at);
}

/* An older attempt may have come to the end of the work. */
static bool repeats_end(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];
	struct place *place = place_of(outer, runner->job);
	struct line line, end = {0};

	for (size_t from = 0; line_next(place, &from, place->size, &line);)
		if (line.kind == 'E' && !end_goes_on(line.numbers[0]))
			end = line;
	if (!end.kind)
		return false;
	if (end.attempt != runner->attempt) {
		TELL(outer, "runner %d repeats the end that attempt %lld told", at,
		     end.attempt);
		end.attempt = runner->attempt;
		line_add(outer, place, &end);
	}
	runner_leave(outer, at);
	return true;
}

/* A worker of the same task whose word counts; an old attempt's is nobody's any more. */
static bool is_current(const struct outer *outer, const struct runner *runner)
{
	const struct job *job = job_at(outer->store, runner->job);

	return job && job->life == JOB_running && job->attempt == runner->attempt;
}

static void works_alone(struct outer *outer, int at)
{
	const struct runner *mine = &outer->runners[at];

	if (!mine->session || !is_current(outer, mine))
		return;
	for (int i = 0; i < outer->runner_count; i++) {
		const struct runner *other = &outer->runners[i];

		if (i != at && (other->life == RUNNER_works || other->life == RUNNER_asks) &&
		    other->task == mine->task && is_current(outer, other))
			outer_fail(outer, "one task is worked on by one session at a time",
				   mem_printf("jobs %lld and %lld of task %lld", mine->job,
					      other->job, mine->task));
	}
}

/* A workspace that is made gets what the refs of its session hold. */
static void bring_back(struct outer *outer, const struct runner *runner)
{
	struct site *site = site_of(outer, runner->session);

	if (!runner->session || site->head >= 0)
		return;
	site->head = site->ref_saved;
	if (site->head != session_tale_of(outer, runner->session)->moment)
		outer_fail(outer, "a session begins at the moment that the lead chose",
			   mem_printf("session %lld", runner->session));
}

bool runner_is_weak(const struct runner *runner)
{
	return runner->session && runner->job % 6 == 5;
}

static enum mood mood_of(struct outer *outer, const struct runner *runner)
{
	if (outer->is_kind)
		return MOOD_finish;
	if (runner_is_weak(runner) && dice_percent(&outer->dice, 80))
		return MOOD_fail;
	return (enum mood)dice_of_sides(&outer->dice, MOOD_COUNT);
}

static void begin(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];
	struct place *place = place_of(outer, runner->job);

	if (place->holder >= 0 || place->brief != runner->attempt) {
		/* Another one lives, or this one came too late. */
		TELL(outer, "runner %d comes too late (job %lld)", at, runner->job);
		if (place->holder >= 0)
			outer->faults++;
		runner_leave(outer, at);
		return;
	}
	place->holder = at;
	if (place->size && place->out[place->size - 1] != '\n')
		place->out[place->size++] =
			'\n'; /* there is room: a torn line had a longer one in mind */
	if (repeats_end(outer, at))
		return;
	runner->life = RUNNER_works;
	runner->base = place->base;
	runner->mood = mood_of(outer, runner);
	outer->steps++;
	TELL(outer, "runner %d begins job %lld, attempt %lld", at, runner->job,
	     runner->attempt);
	works_alone(outer, at);
	if (runner->session && site_of(outer, runner->session)->guest == GUEST_is_in && is_current(outer, runner))
		outer_fail(outer, "a session that the lead is in has no turn", mem_printf("session %lld", runner->session));
	bring_back(outer, runner);
	if (runner->session)
		line_add(outer, place, &(struct line){runner->attempt, 'T', {at + 1}});
}

static void hear(struct outer *outer, struct runner *runner)
{
	const struct place *place = place_of(outer, runner->job);

	for (; runner->heard < place->word_count; runner->heard++) {
		const struct word *word = &place->words[runner->heard];

		if (word->is_torn)
			continue;
		if (word->kind == 'a')
			runner->known |= 1U << word->key;
		else if (word->attempt == runner->attempt)
			runner->stop = word->why;
	}
}

static void check_act(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];
	struct place *place = place_of(outer, runner->job);
	struct line line = line_of(runner, 'E');
	const struct run *run = run_at(outer->store, job_at(outer->store, runner->job)->run);
	enum outcome verdict;

	if (!runner->stop && !outer->is_kind && dice_percent(&outer->dice, 40))
		return;
	if (runner->stop && !goes_wrong(outer, 20)) {
		line.numbers[0] = END_stopped;
		line.numbers[2] = stop_number(runner->stop);
	} else {
		verdict = gate_run(outer, (int)run->gate, outer->commits[place->commit].tree);
		line.numbers[0] = verdict == OUTCOME_green ? END_green
				  : verdict == OUTCOME_red ? END_red
							   : END_broken;
	}
	TELL(outer, "runner %d ends its check of gate %lld on %s: %s", at, run->gate, run->tree,
	     end_words[line.numbers[0]]);
	line_add(outer, place, &line);
	runner_leave(outer, at);
}

void runner_act(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];

	if (runner->life == RUNNER_gone)
		return;
	if (goes_wrong(outer, runner->life == RUNNER_young ? 10 : 2)) {
		runner_die(outer, at);
		return;
	}
	if (runner->life == RUNNER_young) {
		if (!goes_wrong(outer, 25))
			begin(outer, at);
		return;
	}
	if (!goes_wrong(outer, 15))
		hear(outer, runner);
	if (runner->life == RUNNER_asks && !outer->is_kind && dice_percent(&outer->dice, 8))
		agent_leaves(outer, runner);
	if (runner->life == RUNNER_asks && !(runner->waits_for & ~runner->known))
		runner->life = RUNNER_works;
	if (!runner->session)
		check_act(outer, at);
	else if (runner->stop)
		turn_end(outer, at, END_stopped);
	else if (runner->life == RUNNER_works)
		agent_act(outer, at);
}
