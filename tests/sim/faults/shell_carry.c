/* shell_carry.c - see shell.h. Orders are carried out, as src/floor/carry.c and carry_land.c do
 * it. */
#include "runners.h"
#include "shell.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/ask.h"
#include "core/queue.h"
#include "core/rounds.h"

#define HOLD_MS 3000
#define HOLD_MOST_MS 60000

static bool take(struct outer *outer, struct event event)
{
	bool refused = false, lives = shell_take(outer, &event, &refused);

	if (lives && refused)
		outer_fail(outer, "an order that was carried out takes effect",
			   mem_dup(event_kinds[event.kind]));
	return lives;
}

static bool open_session(struct outer *outer, const struct order *order, bool *again)
{
	const struct factory *factory = factory_of(outer->state);
	const struct session *past =
		session_at(outer->state, task_at(outer->state, order->id)->past);

	(void)again;
	return take(outer, (struct event){.kind = EVENT_session_opened,
					  .task = order->id,
					  .commit = mem_dup(past ? past->base : factory->tip),
					  .tree = mem_dup(past ? past->base_tree
							       : factory->tip_tree)});
}

/* As past_prepare() does it. */
static bool bring_past(struct outer *outer, const struct job *job)
{
	const struct session *session = session_at(outer->state, job->session);
	struct site *site = site_of(outer, job->session);

	if (!session || !session->past || job->turn > 1)
		return true;
	if (!shell_lives(outer, "the refs of the past are set"))
		return false;
	if (!job->attempt || site->ref_saved < 0)
		site->ref_saved = number_of(session->moment);
	outer->steps++;
	return true;
}

static void write_brief(struct outer *outer, const struct job *job, struct place *place)
{
	const struct session *session = session_at(outer->state, job->session);
	const struct run *run = run_at(outer->state, job->run);

	place->brief = job->attempt + 1;
	place->base = session ? number_of(session->base) : -1;
	place->commit = run ? number_of(run->commit) : -1;
	outer->steps++;
}

/* A word to a runner; cut off, it leaves a part of a line, which the next one closes. */
static bool say(struct outer *outer, long long job, struct word word)
{
	struct place *place = place_of(outer, job);

	if (!shell_lives(outer, "a word to the runner"))
		return false;
	word.is_torn = outer->fuse == 0;
	place->words =
		mem_grow(place->words, (size_t)place->word_count + 1, sizeof *place->words);
	place->words[place->word_count++] = word;
	outer->steps++;
	return shell_lives(outer, "the word is written down");
}

bool shell_tell_stop(struct outer *outer, const struct job *job)
{
	return say(outer, job->record.id,
		   (struct word){.kind = 's', .attempt = job->attempt, .why = stop_words[0]});
}

/* A late runner works on what nobody reads any more. */
static bool stop_late(struct outer *outer, const struct job *job, struct place *place)
{
	if (place->late == job->attempt)
		return true;
	place->late = job->attempt;
	return shell_tell_stop(outer, job);
}

static bool start_job(struct outer *outer, const struct order *order, bool *again)
{
	const struct job *job = job_at(outer->state, order->id);
	struct place *place = place_of(outer, order->id);

	if (place->holder >= 0) {
		*again = true;
		return stop_late(outer, job, place);
	}
	/* Where a power cut took what was read already, that shows here. */
	if (place->size < *offset_of(outer, order->id))
		*offset_of(outer, order->id) = 0;
	if (!bring_past(outer, job) || !shell_lives(outer, "the job is described"))
		return false;
	write_brief(outer, job, place);
	if (!shell_lives(outer, "the start is written down") ||
	    !take(outer, (struct event){.kind = EVENT_job_started, .job = order->id}) ||
	    !shell_lives(outer, "the runner is started"))
		return false;
	if (outer->is_fork_broken) {
		*again = true;
		FAULT_IS(outer, "no runner can be started");
		return take(
			outer,
			(struct event){.kind = EVENT_job_lost,
				       .job = order->id,
				       .attempt = job->attempt,
				       .text = mem_dup("it could not be started: no memory")});
	}
	place->started = runner_start(outer, order->id, job->attempt);
	return shell_lives(outer, "anything after the start");
}

static bool stop_job(struct outer *outer, const struct order *order, bool *again)
{
	const struct job *job = job_at(outer->state, order->id);
	struct word word = {.kind = 's',
			    .attempt = job->attempt,
			    .why = stop_words[stop_number(order->why)]};

	(void)again;
	return say(outer, order->id, word) &&
	       take(outer, (struct event){.kind = EVENT_stop_sent,
					  .job = order->id,
					  .attempt = job->attempt,
					  .text = mem_dup(word.why)});
}

static bool deliver(struct outer *outer, const struct order *order, bool *again)
{
	const struct question *question = question_at(outer->state, order->id);
	struct word word = {.kind = 'a', .key = number_of(question->key)};

	(void)again;
	return say(outer, question->job, word) &&
	       take(outer, (struct event){.kind = EVENT_delivered, .question = order->id});
}

/* A task's file that is there already is the one that was made before the floor died. */
static bool adopt(struct outer *outer, const struct order *order, bool *again)
{
	const struct question *question = question_at(outer->state, order->id);
	struct session_tale *tale = session_tale_of(outer, question->session);
	unsigned key = 1U << number_of(question->key);

	(void)again;
	if (!shell_lives(outer, "a proposed task is written"))
		return false;
	if (!(tale->plans_taken & key))
		outer_fail(outer, "only what the lead takes is made", mem_printf("question %lld", order->id));
	tale->plans_made |= key;
	return shell_lives(outer, "the proposal is settled") &&
	       take(outer, (struct event){.kind = EVENT_delivered, .question = order->id});
}

static bool hold(struct outer *outer, long long id, const char *text)
{
	const struct landing *landing = landing_at(outer->state, id);
	long long patience =
		landing->life == LANDING_held ? (outer->now - landing->since_ms) / 10 : 0;

	patience = patience < HOLD_MS	     ? HOLD_MS
		   : patience > HOLD_MOST_MS ? HOLD_MOST_MS
					     : patience;
	return take(outer, (struct event){.kind = EVENT_held,
					  .landing = id,
					  .text = mem_dup(text),
					  .number = outer->now + patience});
}

/* The gates that hold now judge what would land; the world keeps its own account of them. */
static void merge_clean(struct outer *outer, const struct landing *landing, int tree,
			struct event *event)
{
	const struct task *task = task_at(outer->state, landing->task);
	int tip = number_of(event->base), change = number_of(landing->commit);
	unsigned files = tree_differs(outer, outer->commits[tip].tree, tree);
	_autofree_ char *paths = paths_of(files);
	struct commit made = {
		.tree = tree,
		.parent = tip,
		.base = -1,
		.change = change,
		.landing = landing->record.id,
		.gates = gates_for(outer, &outer->tasks[landing->task].spec, files)};

	event->kind = EVENT_merged;
	event->tree = tree_name(tree);
	event->gates = gates_required(outer->state, task, paths);
	if (tree == outer->commits[tip].tree) {
		event->commit = commit_name(tip);
		return;
	}
	tip = commit_add(outer, made);
	/* Merged again onto the same tip it is the same commit, but what judges it may be new.
	 */
	outer->commits[tip].gates = made.gates;
	event->commit = commit_name(tip);
	outer->steps++;
}

static bool merge(struct outer *outer, const struct order *order)
{
	const struct factory *factory = factory_of(outer->state);
	const struct landing *landing = landing_at(outer->state, order->id);
	int tree = tree_merged(outer, number_of(factory->tip), number_of(landing->commit));
	struct event event = {.landing = order->id,
			      .base = mem_dup(factory->tip),
			      .base_tree = mem_dup(factory->tip_tree)};

	if (outer->is_git_broken) {
		event_release(&event);
		FAULT_IS(outer, "git fails to merge");
		return hold(outer, order->id, "git failed");
	}
	if (tree < 0) {
		event.kind = EVENT_conflicted;
		event.list = mem_dup("src/a.c");
	} else {
		merge_clean(outer, landing, tree, &event);
	}
	if (!shell_lives(outer, "the merge is written down")) {
		event_release(&event);
		return false;
	}
	return take(outer, event);
}

/* As land_move() does it: *elsewhere says that the branch stands at neither end. */
static bool move_target(struct outer *outer, const struct landing *landing, bool *elsewhere)
{
	int from = number_of(landing->tip), to = number_of(landing->merged);

	if (!shell_lives(outer, "the target moves"))
		return false;
	if (outer->tip != from && !commit_is_in(outer, to, outer->tip)) {
		*elsewhere = true;
		return true;
	}
	if (outer->tip == from && to != from) {
		if (outer->is_checkout_edited) {
			FAULT_IS(outer, "the lead's edits are in the way");
			return hold(outer, landing->record.id, "the checkout has edits");
		}
		promises_check_move(outer, from, to);
		outer->tip = to;
		outer->steps++;
		TELL(outer, "the target moves to c%d, tree t%d", to, outer->commits[to].tree);
	}
	return shell_lives(outer, "the landing is written down") &&
	       take(outer, (struct event){.kind = EVENT_landed, .landing = landing->record.id});
}

static bool carry_merge(struct outer *outer, const struct order *order, bool *again)
{
	const struct landing *landing = landing_at(outer->state, order->id);
	bool elsewhere = false;

	(void)again;
	if (!landing_may_move(outer->state, landing))
		return merge(outer, order);
	if (!move_target(outer, landing, &elsewhere))
		return false;
	return elsewhere ? merge(outer, order) : true;
}

static bool carry_move(struct outer *outer, const struct order *order, bool *again)
{
	const struct landing *landing = landing_at(outer->state, order->id);
	int tip = number_of(factory_of(outer->state)->tip);
	bool elsewhere = false;

	(void)again;
	if (!move_target(outer, landing, &elsewhere))
		return false;
	if (!elsewhere)
		return true;
	if (!shell_look_at_tip(outer))
		return false;
	return number_of(factory_of(outer->state)->tip) != tip ||
	       hold(outer, order->id, "it stands elsewhere");
}

/* Nobody answered in time. */
static bool carry_decide(struct outer *outer, const struct order *order, bool *again)
{
	struct event event = {.kind = EVENT_answered,
			      .question = order->id,
			      .by = mem_dup(ASK_NOBODY),
			      .text = ask_default(question_at(outer->state, order->id))};

	(void)again;
	return shell_lives(outer, "a default is taken") && take(outer, event);
}

static bool carry_lapse(struct outer *outer, const struct order *order, bool *again)
{
	struct event event = {.kind = EVENT_lapsed, .key = mem_dup(test_at(outer->state, order->id)->key)};

	(void)again;
	return shell_lives(outer, "a quarantine is over") && take(outer, event);
}

/* Told and then written down: cut off in between, the lead hears it twice. */
static bool carry_tell(struct outer *outer, const struct order *order, bool *again)
{
	(void)again;
	return shell_lives(outer, "the lead was told") &&
	       take(outer, (struct event){.kind = EVENT_told, .number = order->id});
}

bool shell_carry(struct outer *outer, const struct order *order, bool *again)
{
	static bool (*const ways[])(struct outer *, const struct order *, bool *) = {
		[ORDER_open_session] = open_session, [ORDER_start_job] = start_job,
		[ORDER_stop_job] = stop_job,	     [ORDER_deliver] = deliver,
		[ORDER_decide] = carry_decide,	     [ORDER_tell] = carry_tell,
		[ORDER_merge] = carry_merge,	     [ORDER_move] = carry_move,
		[ORDER_adopt] = adopt,		     [ORDER_lapse] = carry_lapse,
	};

	*again = false;
	return ways[order->kind](outer, order, again);
}
