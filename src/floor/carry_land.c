/* carry_land.c - see carry_land.h. */
#include "floor/carry_land.h"

#include "floor/intake.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/queue.h"
#include "core/rounds.h"
#include "land/land.h"
#include "sys/clock.h"
#include "sys/git.h"

#define HOLD_MS 3000
#define HOLD_MOST_MS 60000

/* What has stood in the way over a weekend is not gone in three seconds, and each look is an event for ever. */
static long long hold_ms(const struct landing *landing)
{
	long long patience = landing->life == LANDING_held ? (clock_now_ms() - landing->since_ms) / 10 : 0;

	return patience < HOLD_MS ? HOLD_MS : patience > HOLD_MOST_MS ? HOLD_MOST_MS : patience;
}

static int hold(struct carrier *carrier, long long landing, const char *text, struct err *err)
{
	const struct landing *held = landing_at(carrier->keeper->state, landing);
	struct event event = { .kind = EVENT_held, .landing = landing, .text = mem_dup(text),
			       .number = clock_now_ms() + hold_ms(held) };

	return keeper_take_ours(carrier->keeper, &event, err);
}

static int commit_merge(struct carrier *carrier, const struct landing *landing,
			const struct land_merge *merge, char **commit, struct err *err)
{
	const struct state *state = carrier->keeper->state;
	const struct factory *factory = factory_of(state);
	const struct session *session = session_at(state, landing->session);
	const struct task *task = task_at(state, landing->task);
	const struct land land = { carrier->keeper->place->git_dir, factory->target };
	_autofree_ char *ref = mem_printf("refs/leadhand/landing/%lld", landing->record.id);
	_autofree_ char *author = mem_printf("%s <%s@agents.leadhand.invalid>", session->agent, session->agent);
	const struct land_message message = {
		.title = task->title, .body = session->report ? session->report : "",
		.task = task->name, .agent = session->agent,
		.approved_by = review_at(state, landing->review)->by,
		.author = author, .at_ms = landing->queued_ms,
	};

	if (text_same(merge->tree, factory->tip_tree)) {
		*commit = mem_dup(factory->tip);
		return 0;
	}
	return land_commit(&land, factory->tip, merge->tree, &message, ref, commit, err);
}

/* What judges the landing is what config.yaml asks for when it lands, not when it was offered. */
static int gates_now(struct carrier *carrier, const struct landing *landing, const char *tree,
		     char **gates, struct err *err)
{
	const struct state *state = carrier->keeper->state;
	const struct git git = { .dir = carrier->keeper->place->git_dir };
	_autofree_ char *paths = 0;
	int code = git_changed_paths(&git, factory_of(state)->tip, tree, &paths, err);

	if (code)
		return code;
	*gates = gates_required(state, task_at(state, landing->task), paths);
	return intake_gates_now(carrier->keeper, gates, err);
}

/* Move the branch and say so. Where it stands at neither end of the move, only `elsewhere` tells. */
static int move_target(struct carrier *carrier, const struct landing *landing, struct err *elsewhere,
		       struct err *err)
{
	const struct land land = { carrier->keeper->place->git_dir, factory_of(carrier->keeper->state)->target };
	struct event event = { .kind = EVENT_landed, .landing = landing->record.id };
	int code = land_move(&land, landing->tip, landing->merged, elsewhere);

	if (!code)
		return keeper_take_ours(carrier->keeper, &event, err);
	if (code == ERR_CONFLICT)
		return 0;
	code = hold(carrier, landing->record.id, elsewhere->text, err);
	err_release(elsewhere);
	return code;
}

static int merge(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct factory *factory = factory_of(carrier->keeper->state);
	const struct landing *landing = landing_at(carrier->keeper->state, order->id);
	const struct land land = { carrier->keeper->place->git_dir, factory->target };
	_cleanup_(land_merge_release) struct land_merge merged = { 0 };
	struct event event = { .landing = order->id, .base = mem_dup(factory->tip),
			       .base_tree = mem_dup(factory->tip_tree) };
	int code = land_merge(&land, factory->tip, landing->commit, &merged, err);

	if (!code && merged.tree) {
		event.kind = EVENT_merged;
		event.tree = mem_dup(merged.tree);
		code = gates_now(carrier, landing, merged.tree, &event.gates, err);
		if (!code)
			code = commit_merge(carrier, landing, &merged, &event.commit, err);
	} else if (!code) {
		event.kind = EVENT_conflicted;
		event.list = mem_dup(merged.conflicts ? merged.conflicts : "");
	} else if (code == ERR_CONFLICT) {
		/* History that does not begin where ours does: only the session can mend that. */
		event.kind = EVENT_conflicted;
		event.list = steal(&err->text);
		err->code = ERR_NONE;
		code = 0;
	}
	if (!code)
		return keeper_take_ours(carrier->keeper, &event, err);
	event_release(&event);
	{
		_autofree_ char *why = steal(&err->text);

		err->code = ERR_NONE;
		return hold(carrier, order->id, why, err);
	}
}

int carry_merge(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct state *state = carrier->keeper->state;
	const struct landing *landing = landing_at(state, order->id);
	_cleanup_(err_release) struct err elsewhere = ERR_INIT;
	int code;

	if (!landing_may_move(state, landing))
		return merge(carrier, order, err);
	/* A floor that was cut off between the branch and the store has landed it already. Merged once more there
	 * would be nothing left to land, and nobody could prove the commit that is there. */
	code = move_target(carrier, landing, &elsewhere, err);
	return code || !elsewhere.code ? code : merge(carrier, order, err);
}

int carry_move(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct landing *landing = landing_at(carrier->keeper->state, order->id);
	const struct factory *factory = factory_of(carrier->keeper->state);
	_autofree_ char *tip = mem_dup(factory->tip);
	_cleanup_(err_release) struct err elsewhere = ERR_INIT;
	int code = move_target(carrier, landing, &elsewhere, err);

	if (code || !elsewhere.code)
		return code;
	/* Somebody moved the branch: where it stands now is what the next merge is made onto. */
	if (intake_tip(carrier->keeper, err))
		return err->code;
	return text_same(tip, factory->tip) ? hold(carrier, order->id, elsewhere.text, err) : 0;
}
