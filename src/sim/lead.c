/* lead.c - see lead.h. */
#include "sim/lead.h"

#include "core/desk.h"

#include <stdio.h>

enum { TREE_BYTES = 64 };

static bool is_in_hand(const struct stage *stage, const struct desk_item *item)
{
	for (long long i = 0; i < stage->scene->leads; i++)
		if (stage->hands[i].is_busy && stage->hands[i].kind == (int)item->kind &&
		    stage->hands[i].id == item->id)
			return true;
	return false;
}

static long long minutes_of(struct stage *stage, const struct desk_item *item)
{
	if (item->kind == DESK_review)
		return (long long)stage_inside(stage,
					       review_at(stage->state, item->id)->session)
			->human_ms;
	return stage_draw(stage, &stage->scene->answer, CHANCE_answer, item->task, item->id);
}

static void take_up(struct stage *stage, struct hand *hand, const struct desk_item *item)
{
	long long ms = minutes_of(stage, item);

	if (item->task != hand->last_task) {
		stage->tally.switches++;
		ms += stage->scene->switch_ms;
	}
	*hand = (struct hand){.is_busy = true,
			      .kind = (int)item->kind,
			      .id = item->id,
			      .task = item->task,
			      .last_task = item->task,
			      .sojourn_from_ms = (double)item->since_ms};
	if (item->kind == DESK_review && !stage->scene->lines)
		stage->tally.human_luck +=
			stage_inside(stage, review_at(stage->state, item->id)->session)
				->human_ms -
			spread_mean(&stage->scene->human);
	if (item->kind == DESK_review)
		stage_take(stage, (struct event){.kind = EVENT_shown, .review = item->id});
	tally_wait(&stage->tally, (double)(stage->now_ms - item->since_ms));
	stage->tally.busy++;
	stage_set(stage, (double)ms, TIMER_lead, hand - stage->hands);
}

/* Under leadhand's rules what comes up stays in the inbox until the lead looks there. */
static void interrupt(struct stage *stage)
{
	bool is_shielded = stage->policy->kind == POLICY_factory ||
			   stage->policy->kind == POLICY_assistant;
	long long arrived = stage->arrived;

	stage->arrived = 0;
	if (is_shielded || stage->tally.busy < stage->scene->leads)
		return;
	stage->tally.interruptions += arrived;
	stage->hands[0].debt_ms += arrived * stage->scene->switch_ms;
}

static struct hand *free_hand(struct stage *stage)
{
	for (long long i = 0; i < stage->scene->leads; i++)
		if (!stage->hands[i].is_busy)
			return &stage->hands[i];
	return 0;
}

void lead_look(struct stage *stage)
{
	struct desk desk;
	struct hand *hand;

	interrupt(stage);
	if (stage->tally.items <= stage->tally.busy || !stage_lead_is_there(stage) ||
	    !free_hand(stage))
		return;
	desk = desk_of(stage->state, stage->now_ms);
	for (long long i = 0; i < desk.count && (hand = free_hand(stage)); i++)
		if (desk.items[i].kind != DESK_notice && !is_in_hand(stage, &desk.items[i]))
			take_up(stage, hand, &desk.items[i]);
	desk_release(&desk);
}

static void judge(struct stage *stage, long long id)
{
	const struct review *review = review_at(stage->state, id);
	struct dice dice = stage_dice(stage, CHANCE_reject, review->task, id);
	bool is_good = !dice_chance(&dice, stage->scene->reject);
	char tree[TREE_BYTES];

	snprintf(tree, sizeof tree, "%s", review->tree);
	stage_review_ends(stage, review);
	stage_take(stage, (struct event){.kind = is_good ? EVENT_approved : EVENT_rejected,
					 .review = id,
					 .tree = tree,
					 .text = is_good ? 0 : (char[]){"not like this"},
					 .by = (char[]){"lead"}});
}

void lead_done(struct stage *stage, long long lead)
{
	struct hand *hand = &stage->hands[lead];

	if (hand->debt_ms) {
		stage_set(stage, (double)hand->debt_ms, TIMER_lead, lead);
		hand->debt_ms = 0;
		return;
	}
	hand->is_busy = false;
	stage->tally.busy--;
	stage_item_ends(stage, hand->sojourn_from_ms);
	switch ((enum desk_kind)hand->kind) {
	case DESK_question:
		stage_take(stage, (struct event){.kind = EVENT_answered,
						 .question = hand->id,
						 .text = (char[]){"the first"},
						 .by = (char[]){"lead"}});
		break;
	case DESK_review: judge(stage, hand->id); break;
	case DESK_failure:
		stage_take(stage, (struct event){.kind = EVENT_retried, .task = hand->task});
		break;
	case DESK_plan:
	case DESK_notice: break;
	}
}

void lead_close(struct stage *stage)
{
	struct desk desk = desk_of(stage->state, stage->now_ms);

	for (long long i = 0; i < desk.count; i++)
		if (desk.items[i].kind != DESK_notice)
			stage_item_ends(stage, (double)desk.items[i].since_ms);
	desk_release(&desk);
}
