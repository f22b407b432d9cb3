/* agents.c - see runners.h. What an agent does in its turn, well or badly. */
#include "runners.h"

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

void turn_end(struct outer *outer, int at, enum end end)
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
		line.numbers[3] = outer->now + dice_of_sides(&outer->dice, 20000);
	line_add(outer, place_of(outer, runner->job), &line);
	TELL(outer, "runner %d ends job %lld: %s, commit c%d", at, runner->job, end_words[end],
	     site->head);
	runner_leave(outer, at);
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
	/* An honest one takes back what it was told that it may not change. */
	if (outer->is_kind && !(files & FILES_PROTECTED)) {
		tree = tree_with(outer, tree_of(outer, content, true), outer->commits[tip].tree, FILES_PROTECTED);
		content = outer->trees[tree].content;
	}
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

void agent_leaves(struct outer *outer, struct runner *runner)
{
	for (int key = 0; key < KEYS && runner->life != RUNNER_gone; key++) {
		struct line line = line_of(runner, 'L');
		unsigned bit = 1U << key;

		if (!(runner->waits_for & ~runner->known & bit))
			continue;
		line.numbers[0] = key;
		TELL(outer, "the agent of session %lld leaves k%d open", runner->session, key);
		/* Asked again it is told again. */
		runner->told &= ~bit;
		runner->pressed &= ~bit;
		runner->waits_for &= ~bit;
		line_add(outer, place_of(outer, runner->job), &line);
	}
}

static void propose(struct outer *outer, struct runner *runner)
{
	for (long long left = 1 + dice_of_sides(&outer->dice, 3); left && runner->life != RUNNER_gone; left--) {
		struct line line = line_of(runner, 'P');

		line.numbers[0] = PLANS + dice_of_sides(&outer->dice, PLANS);
		TELL(outer, "the agent of session %lld proposes p%lld", runner->session, line.numbers[0]);
		line_add(outer, place_of(outer, runner->job), &line);
	}
}

/* What its runner sees of it. */
static void be_seen(struct outer *outer, struct runner *runner)
{
	struct line line = line_of(runner, 'G');

	line.numbers[0] = dice_percent(&outer->dice, 40) ? 0 : dice_of_sides(&outer->dice, SIGNALS);
	line.numbers[1] = dice_percent(&outer->dice, 50) ? 0 : dice_of_sides(&outer->dice, 5);
	line_add(outer, place_of(outer, runner->job), &line);
}

/* Of what it did; each says another thing, so that none can count twice unseen. */
static void claim_one(struct outer *outer, struct runner *runner)
{
	struct line line = line_of(runner, 'C');

	line.numbers[0] = ++outer->reports;
	line.numbers[1] = dice_percent(&outer->dice, 30);
	TELL(outer, "the agent of session %lld claims c%d, which is %s", runner->session, outer->reports,
	     line.numbers[1] ? "false" : "true");
	line_add(outer, place_of(outer, runner->job), &line);
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
	if (runner->life != RUNNER_gone && dice_percent(&outer->dice, 30))
		claim_one(outer, runner);
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

static enum end how_badly(struct outer *outer, const struct runner *runner)
{
	long long luck = dice_of_sides(&outer->dice, 100);

	if (runner_is_weak(runner) && luck < 90)
		return END_cut;
	return luck < 30 ? END_limited : luck < 55 ? END_cut : luck < 65 ? END_locked : END_failed;
}

static void act_by_mood(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];
	long long luck = dice_of_sides(&outer->dice, 100);
	const int *odds = moods[runner->mood];
	int act = 0;

	if (dice_percent(&outer->dice, 8)) {
		(dice_percent(&outer->dice, 50) ? propose : be_seen)(outer, runner);
		return;
	}
	while (act < 7 && luck >= odds[act])
		luck -= odds[act++];
	switch (act) {
	case 0: turn_end(outer, at, END_done); break;
	case 1: turn_end(outer, at, how_badly(outer, runner)); break;
	case 2: commit_work(outer, runner); break;
	case 3: ask(outer, runner); break;
	case 4: report(outer, runner); break;
	case 5: use(outer, runner); break;
	case 6: save(outer, runner); break;
	default: break;
	}
}

/* Where nothing goes wrong an agent does what it was asked for, and says so. */
static void act_kindly(struct outer *outer, int at)
{
	struct runner *runner = &outer->runners[at];

	if (outer->tasks[runner->task].spec.is_report)
		report(outer, runner);
	else
		commit_work(outer, runner);
	turn_end(outer, at, END_done);
}

void agent_act(struct outer *outer, int at)
{
	if (outer->is_kind)
		act_kindly(outer, at);
	else
		act_by_mood(outer, at);
}
