/* runners.c - see outer.h. Runners, as src/runner does it, and agents of every mood. */
#include "outer.h"

#include "base/mem.h"
#include "base/text.h"

static struct line line_of(const struct runner *runner, char kind)
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
		outer->sites[outer->site_count++] = (struct site){-1, -1, -1};
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

static void leave(struct outer *outer, int at)
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
	leave(outer, at);
}

/* An older attempt may have come to the end of the work. */
static bool repeats_end(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];
	struct place *place = place_of(outer, runner->job);
	struct line line, end = {0};

	for (size_t from = 0; line_next(place, &from, place->size, &line);)
		if (line.kind == 'E' && line.numbers[0] != END_stopped && line.numbers[0] != END_limited)
			end = line;
	if (!end.kind)
		return false;
	if (end.attempt != runner->attempt) {
		TELL(outer, "runner %d repeats the end that attempt %lld told", at,
		     end.attempt);
		end.attempt = runner->attempt;
		line_add(outer, place, &end);
	}
	leave(outer, at);
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

static void begin(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];
	struct place *place = place_of(outer, runner->job);

	if (place->holder >= 0 || place->brief != runner->attempt) {
		/* Another one lives, or this one came too late. */
		TELL(outer, "runner %d comes too late (job %lld)", at, runner->job);
		if (place->holder >= 0)
			outer->faults++;
		leave(outer, at);
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
	runner->mood = outer->is_kind ? MOOD_finish
				      : (enum mood)dice_of_sides(&outer->dice, MOOD_COUNT);
	outer->steps++;
	TELL(outer, "runner %d begins job %lld, attempt %lld", at, runner->job,
	     runner->attempt);
	works_alone(outer, at);
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

static void save(struct outer *outer, struct runner *runner)
{
	struct site *site = site_of(outer, runner->session);
	struct line line = line_of(runner, 'S');

	if (site->head < 0)
		return;
	site->ref_saved = site->head;
	line.numbers[0] = site->head + 1;
	line_add(outer, place_of(outer, runner->job), &line);
}

static void end_turn(struct outer *outer, int at, enum end end)
{
	struct runner *runner = &outer->runners[at];
	struct site *site = site_of(outer, runner->session);
	struct line line = line_of(runner, 'E');

	save(outer, runner);
	if (runner->life == RUNNER_gone)
		return;
	if (site->head < 0)
		site->head = runner->base;
	site->ref_head = site->head;
	line.numbers[0] = end;
	line.numbers[1] = site->head + 1;
	line.numbers[2] = stop_number(runner->stop);
	if (end == END_limited && dice_percent(&outer->dice, 70))
		line.numbers[3] = outer->now + dice_of_sides(&outer->dice, 4000);
	line_add(outer, place_of(outer, runner->job), &line);
	TELL(outer, "runner %d ends job %lld: %s, commit c%d", at, runner->job, end_words[end],
	     site->head);
	leave(outer, at);
}

/* What an agent commits: mostly where it may write, on what it was told to begin from. */
static void commit_work(struct outer *outer, struct runner *runner)
{
	struct site *site = site_of(outer, runner->session);
	unsigned scope = (unsigned)outer->tasks[runner->task].spec.scope,
		 files = scopes[scope].files;
	int head = site->head < 0 ? runner->base : site->head, tip = runner->base, file,
	    tree = -1;
	uint64_t content;

	if (goes_wrong(outer, 6))
		files = 63;
	do
		file = (int)dice_of_sides(&outer->dice, FILES);
	while (!(files & 1U << file));
	if (outer->commits[head].base != tip && !goes_wrong(outer, 10))
		tree = tree_merged(outer, tip, head);
	content = outer->trees[tree >= 0 ? tree : outer->commits[tip].tree].content;
	if (tree < 0 && outer->commits[head].base == tip)
		content = outer->trees[outer->commits[head].tree].content;
	content = content_edit(outer, content, file);
	site->head = commit_add(outer, (struct commit){.tree = tree_of(outer, content, true),
						       .parent = head,
						       .base = tip,
						       .change = -1});
	outer->steps++;
	TELL(outer, "the agent of session %lld commits c%d, tree t%d, at %s", runner->session,
	     site->head, outer->commits[site->head].tree, file_names[file]);
}

/* What was asked in passing is asked anew by who waits for it. */
static void ask_one(struct outer *outer, struct runner *runner, int key, bool is_blocking)
{
	struct line line = line_of(runner, 'A');
	unsigned bit = 1U << key;

	if (runner->known & bit || runner->life == RUNNER_gone)
		return;
	if (!(runner->told & bit) || (is_blocking && !(runner->pressed & bit))) {
		line.numbers[0] = key;
		line.numbers[1] = is_blocking;
		line_add(outer, place_of(outer, runner->job), &line);
		TELL(outer, "the agent of session %lld asks k%d%s", runner->session, key,
		     is_blocking ? " and waits" : "");
	}
	if (runner->life == RUNNER_gone)
		return;
	runner->told |= bit;
	if (!is_blocking)
		return;
	runner->pressed |= bit;
	runner->waits_for |= bit;
	runner->life = RUNNER_asks;
}

/* Sometimes two at once, as an agent with several hands does. */
static void ask(struct outer *outer, struct runner *runner)
{
	bool is_blocking = dice_percent(&outer->dice, 70);

	ask_one(outer, runner, (int)dice_of_sides(&outer->dice, KEYS), is_blocking);
	if (dice_percent(&outer->dice, 25))
		ask_one(outer, runner, (int)dice_of_sides(&outer->dice, KEYS), is_blocking);
}

static void report(struct outer *outer, struct runner *runner)
{
	struct line line = line_of(runner, 'R');
	bool is_honest = runner->mood != MOOD_lie || outer->is_kind;

	line.numbers[0] =
		is_honest && !goes_wrong(outer, 8) ? 1 : dice_of_sides(&outer->dice, 4);
	line.numbers[1] = ++outer->reports;
	line_add(outer, place_of(outer, runner->job), &line);
	TELL(outer, "the agent of session %lld reports '%s' (report %d)", runner->session,
	     report_words[line.numbers[0]], outer->reports);
}

static void use(struct outer *outer, struct runner *runner)
{
	struct line line = line_of(runner, 'U');

	runner->input += 100 * dice_of_sides(&outer->dice, 6);
	runner->output += 100 * dice_of_sides(&outer->dice, 3);
	runner->cached += runner->input / 4 > runner->cached ? 100 : 0;
	runner->cost += 10;
	line.numbers[0] = runner->input;
	line.numbers[1] = runner->cached;
	line.numbers[2] = runner->output;
	line.numbers[3] = runner->cost;
	if (runner->mood == MOOD_lie && goes_wrong(outer, 20))
		line.numbers[dice_of_sides(&outer->dice, 4)] = 2 * USAGE_ABSURD;
	line_add(outer, place_of(outer, runner->job), &line);
}

/* In percent, of one act: end well, end badly, commit, ask, report, use, save; the rest is
 * silence. */
static const int moods[MOOD_COUNT][7] = {
	[MOOD_finish] = {20, 0, 35, 3, 15, 15, 5}, [MOOD_fail] = {5, 35, 20, 2, 5, 20, 5},
	[MOOD_stall] = {2, 1, 2, 1, 1, 3, 2},	   [MOOD_ask] = {12, 2, 18, 45, 5, 10, 5},
	[MOOD_loop] = {2, 2, 15, 3, 5, 60, 10},	   [MOOD_lie] = {30, 0, 10, 2, 40, 10, 3},
	[MOOD_idle] = {40, 5, 0, 5, 10, 30, 5},
};

static void turn_act(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];
	long long luck = dice_of_sides(&outer->dice, 100);
	const int *odds = moods[runner->mood];
	int act = 0;

	while (act < 7 && luck >= odds[act])
		luck -= odds[act++];
	switch (act) {
	case 0: end_turn(outer, at, END_done); break;
	case 1: end_turn(outer, at, dice_percent(&outer->dice, 30) ? END_limited : END_failed); break;
	case 2: commit_work(outer, runner); break;
	case 3: ask(outer, runner); break;
	case 4: report(outer, runner); break;
	case 5: use(outer, runner); break;
	case 6: save(outer, runner); break;
	default: break;
	}
}

/* Where nothing goes wrong an agent does what it was asked for, and says so. */
static void turn_act_kindly(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];

	if (outer->tasks[runner->task].spec.is_report)
		report(outer, runner);
	else
		commit_work(outer, runner);
	end_turn(outer, at, END_done);
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
	leave(outer, at);
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
	if (runner->life == RUNNER_asks && !(runner->waits_for & ~runner->known))
		runner->life = RUNNER_works;
	if (!runner->session)
		check_act(outer, at);
	else if (runner->stop)
		end_turn(outer, at, END_stopped);
	else if (runner->life == RUNNER_works && outer->is_kind)
		turn_act_kindly(outer, at);
	else if (runner->life == RUNNER_works)
		turn_act(outer, at);
}
